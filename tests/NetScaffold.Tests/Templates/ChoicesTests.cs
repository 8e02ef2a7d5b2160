using System.Globalization;
using System.Text.RegularExpressions;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using Xunit;

namespace NetScaffold.Tests.Templates;

/// <summary>What answers may be, where <c>dotnet new</c> compares or replaces them.</summary>
public class ChoicesTests
{
    /// <summary>What no opaque text may hold: it is an escape, or the start of one, in YAML, JSON, Markdown, a shell or Helm.</summary>
    private const string NeedsEscape = "\"'\\{}\n\r\t$` \0*_[]|<>&;()!?%#,=^~\u0085\u2028\u00e4\ue000";

    /// <summary>Texts that a template places as they are, each with a good example.</summary>
    public static TheoryData<string, string> OpaqueTexts => new()
    {
        { nameof(TextType.Name40), "shop-1" },
        { nameof(TextType.Namespace), "shop-1" },
        { nameof(TextType.Host), "app.example.com" },
        { nameof(TextType.Email), "ops@example.com" },
        { nameof(TextType.Issuer), "ca-issuer.1" },
        { nameof(TextType.GatewayName), "edge/shared" },
        { nameof(TextType.Collector), "observability/otel-collector:4317" },
        { nameof(TextType.SectionName), "https.1" },
        { nameof(TextType.LabelValue), "prometheus" },
    };

    [Fact]
    public void Choices_DifferWithoutCaseAndAsNumbers() =>
        Assert.All(Questions.All.SelectMany(q => ShapesIn(q.Shape)), s => Assert.Empty(Alike([.. s.Choices.Select(c => c.Value)])));

    [Theory]
    [InlineData("cilium", "Cilium")]
    [InlineData("1.3", "1.30")]
    [InlineData("10", "1e1")]
    public void Choices_ThatAreAlike_AreFound(string one, string other) => Assert.Equal([$"{one} and {other}"], Alike([one, other]));

    [Fact]
    public void Choices_NeedNoEscape() =>
        Assert.All(Questions.All.SelectMany(q => ChoicesIn(q.Shape)), c => Assert.Null(EscapeIn(c.Value)));

    [Theory]
    [InlineData("a b")]
    [InlineData("a$b")]
    [InlineData("`a`")]
    [InlineData("{{a}}")]
    public void Choice_ThatNeedsEscape_IsFound(string text) => Assert.NotNull(EscapeIn(text));

    /// <summary>The pattern as well as the test in code: template.json holds the pattern.</summary>
    [Theory]
    [MemberData(nameof(OpaqueTexts))]
    public void OpaqueText_NeedsNoEscape(string type, string example)
    {
        var text = (TextType)typeof(TextType).GetProperty(type)!.GetValue(null)!;
        // $ would let a final newline in.
        var pattern = new Regex(text.Pattern[..^1] + "\\z", RegexOptions.CultureInvariant);
        Assert.EndsWith("$", text.Pattern, StringComparison.Ordinal);
        Assert.True(text.Fits(example) && pattern.IsMatch(example));
        var allowed = type == nameof(TextType.Email) || type == nameof(TextType.LabelValue) ? NeedsEscape.Replace("_", "", StringComparison.Ordinal) : NeedsEscape;
        foreach (var sign in allowed)
        {
            Assert.All([$"{example}{sign}", $"{sign}{example}", example.Insert(2, $"{sign}")], bad => Assert.False(text.Fits(bad) || pattern.IsMatch(bad), $"{type} takes U+{(int)sign:X4}"));
        }
    }

    /// <summary>Names stand unquoted in YAML.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("y")]
    [InlineData("n")]
    [InlineData("1a")]
    public void Names_ThatYamlReadsOtherwise_AreRefused(string name)
    {
        Assert.False(TextType.Name40.Fits(name));
        Assert.False(TextType.Namespace.Fits(name));
        Assert.False(TextType.ServiceName.Fits(name));
    }

    [Fact]
    public void Decisions_HaveNamesOfTheirOwn()
    {
        var names = DecisionCatalogue.All.Select(d => d.Name).Append(TemplateLint.DialectName).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, n => Assert.Matches("^[a-z][A-Za-z0-9]*\\z", n));
    }

    internal static IEnumerable<Choice> ChoicesIn(Shape shape) => ShapesIn(shape).SelectMany(s => s.Choices);

    private static IEnumerable<ChoiceShape> ShapesIn(Shape shape) => shape switch
    {
        ChoiceShape choice => [choice],
        ListShape list => ShapesIn(list.Item),
        EitherShape either => either.Shapes.SelectMany(ShapesIn),
        MapShape map => map.Fields.SelectMany(f => ShapesIn(f.Shape)),
        DictionaryShape dictionary => ShapesIn(dictionary.Value),
        _ => [],
    };

    private static List<string> Alike(IReadOnlyList<string> choices) =>
        [.. choices.SelectMany((one, i) => choices.Skip(i + 1).Where(other => IsAlike(one, other)).Select(other => $"{one} and {other}"))];

    private static bool IsAlike(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase) || (Number(one) is { } a && Number(other) is { } b && a.Equals(b));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static char? EscapeIn(string text) => text.Cast<char?>().FirstOrDefault(c => NeedsEscape.Replace("_", "", StringComparison.Ordinal).Contains(c!.Value));
}
