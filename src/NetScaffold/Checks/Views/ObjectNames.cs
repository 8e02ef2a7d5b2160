using System.Collections.Immutable;
using NetScaffold.Connectivity;

namespace NetScaffold.Checks;

/// <summary>The grammar of names and labels; kubernetes.io/docs/concepts/overview/working-with-objects/names and …/labels.</summary>
internal static class ObjectNames
{
    private const int MaxLabel = 63;

    private const int MaxSubdomain = 253;

    /// <summary>Eleven characters are kept for the time in the names of its jobs.</summary>
    private const int MaxCronJob = 52;

    /// <summary>Groups whose names are steps of a path, and may hold colons; and what no API server reads.</summary>
    private static readonly ImmutableHashSet<string> PathGroups = ["rbac.authorization.k8s.io", "apiregistration.k8s.io", "certificates.k8s.io", "kustomize.config.k8s.io"];

    /// <summary>Something is put in here before the object is applied, as by Flux, or it is a word of Kustomize's patches.</summary>
    public static bool IsPlaceholder(string text) => text.Contains('$', StringComparison.Ordinal) || text.Contains("{{", StringComparison.Ordinal);

    /// <summary>True for what an object of this kind may be called.</summary>
    public static bool IsNameOf(ManifestObject manifest, string name)
    {
        if (PathGroups.Contains(manifest.Group)) return name.IndexOfAny(['/', '%']) < 0;
        return $"{manifest.Group}/{manifest.Kind}" switch
        {
            "/Namespace" or "/Service" => IsLabel(name),
            "batch/CronJob" => IsSubdomain(name) && name.Length <= MaxCronJob,
            "batch/Job" => IsSubdomain(name) && name.Length <= MaxLabel,
            _ => IsSubdomain(name),
        };
    }

    /// <summary>Small letters, digits and dashes, at most 63.</summary>
    public static bool IsLabel(string text) => text.Length is > 0 and <= MaxLabel && text.All(c => IsSmall(c) || c == '-') && IsSmall(text[0]) && IsSmall(text[^1]);

    /// <summary>A key of labels and annotations, with a prefix or without.</summary>
    public static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        return name.Length > 0 && IsLabelValue(name) && (slash < 0 || IsSubdomain(key[..slash]));
    }

    /// <summary>Letters, digits, dashes, dots and underscores, at most 63; may be empty.</summary>
    public static bool IsLabelValue(string value) =>
        value.Length == 0 || (value.Length <= MaxLabel && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1]));

    private static bool IsSubdomain(string name) =>
        name.Length is > 0 and <= MaxSubdomain && name.Split('.').All(p => p.Length > 0 && p.All(c => IsSmall(c) || c == '-') && IsSmall(p[0]) && IsSmall(p[^1]));

    private static bool IsSmall(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
