using System.Globalization;

namespace NetScaffold.Checks;

/// <summary>Quantities as manifests may write them.</summary>
internal static class ResourceQuantity
{
    /// <summary>kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity; longer ones before those that they end in.</summary>
    private static readonly (string Suffix, double Factor)[] Units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18), ("", 1),
    ];

    /// <summary>How much less than another counts as equal: decimal fractions have no exact double.</summary>
    private const double Slack = 1e-9;

    /// <summary>True when both are quantities, and the first is greater.</summary>
    public static bool IsGreater(string? one, string? other) => Parse(one) is { } left && Parse(other) is { } right && left > right * (1 + Slack);

    private static double? Parse(string? text)
    {
        if (text is null) return null;
        var (suffix, factor) = Units.First(u => text.EndsWith(u.Suffix, StringComparison.Ordinal));
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        return double.TryParse(text.AsSpan(0, text.Length - suffix.Length), styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number * factor : null;
    }
}
