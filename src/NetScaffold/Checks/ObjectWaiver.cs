using System.Globalization;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>An annotation that accepts what a rule finds at its object: <c>netscaffold/allow-NS4195: until 2027-03-31, the registry moves</c>.</summary>
/// <param name="Object">Whose findings are accepted.</param>
/// <param name="Code">Of the rule.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day on which it counts; null for no end.</param>
/// <param name="At">Where it stands.</param>
internal sealed record ObjectWaiver(ManifestObject Object, string Code, string Reason, DateOnly? Until, SourceLocation At) : CheckWaiver(Code, Reason, Until, At)
{
    /// <summary>What stands before the code in the name of the annotation.</summary>
    public const string Prefix = "netscaffold/allow-";

    private const string UntilWord = "until ";

    /// <summary>The waivers of an object.</summary>
    public static IEnumerable<ObjectWaiver> Of(ManifestObject manifest)
    {
        foreach (var entry in manifest.Root.MapAt("metadata", "annotations")?.Entries ?? [])
        {
            if (!entry.Key.Text.StartsWith(Prefix, StringComparison.Ordinal) || entry.Value is not YamlScalar { IsNull: false } value) continue;
            var (reason, until) = Parse(value.Text.Trim());
            yield return new ObjectWaiver(manifest, entry.Key.Text[Prefix.Length..].ToUpperInvariant(), reason, until, entry.Key.At);
        }
    }

    private static (string Reason, DateOnly? Until) Parse(string text)
    {
        const int dayLength = 10;
        if (!text.StartsWith(UntilWord, StringComparison.Ordinal) || text.Length < UntilWord.Length + dayLength) return (text, null);
        var day = text.AsSpan(UntilWord.Length, dayLength);
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? (text[(UntilWord.Length + dayLength)..].TrimStart(',', ':', ' '), until)
            : (text, null);
    }
}
