using System.Globalization;
using System.Text.RegularExpressions;

namespace NetScaffold.Yaml;

/// <summary>What a single value of a manifest is to the API server, which gets it as JSON.</summary>
internal enum YamlType
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number, whole or not.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>Types as kubectl's reader resolves YAML 1.1: sigs.k8s.io/yaml, goyaml.v2/resolve.go.</summary>
internal static partial class YamlTypes
{
    /// <summary>The type of a value.</summary>
    public static YamlType TypeOf(this YamlScalar scalar) =>
        !scalar.IsPlain ? YamlType.Text
        : scalar.IsNull ? YamlType.Null
        : scalar.IsBooleanWord ? YamlType.Boolean
        : IsNumber(scalar.Text) ? YamlType.Number
        : YamlType.Text;

    /// <summary>An unquoted text is a number.</summary>
    public static bool IsNumber(string text) => Number().IsMatch(text);

    /// <summary>The number that a text of type <see cref="YamlType.Number"/> stands for.</summary>
    public static double NumberOf(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal).TrimStart('+');
        var isNegative = digits.StartsWith('-');
        if (isNegative) digits = digits[1..];
        var value = digits switch
        {
            ['0', 'x' or 'X', ..] => Whole(digits[2..], 16),
            ['0', 'b' or 'B', ..] => Whole(digits[2..], 2),
            ['0', 'o' or 'O', ..] => Whole(digits[2..], 8),
            ['0', >= '0' and <= '7', ..] when digits.All(c => c is >= '0' and <= '7') => Whole(digits, 8),
            _ => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : digits.EndsWith("inf", StringComparison.OrdinalIgnoreCase) ? double.PositiveInfinity : double.NaN,
        };
        return isNegative ? -value : value;
    }

    private static double Whole(string digits, int radix) => digits.Aggregate(0.0, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16));

    [GeneratedRegex(@"^([-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN))$")]
    private static partial Regex Number();
}
