using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Text from manifests inside HTML and SVG.</summary>
internal static class SvgText
{
    private const int Longest = 36;

    /// <summary>The text with what cannot be seen as <c>\uXXXX</c>, cut to 36 characters.</summary>
    public static string Cut(string text)
    {
        var line = Line(text);
        if (line.Length <= Longest) return line;
        return $"{line[..(char.IsHighSurrogate(line[Longest - 2]) ? Longest - 2 : Longest - 1)]}…";
    }

    /// <summary>Escaped for element content and for attribute values in double quotes; what cannot be seen, or turns the direction of writing, as <c>\uXXXX</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny('<', '>', '&') && !text.AsSpan().ContainsAny('"', '\'') && IsPlain(text)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in Line(text))
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string Line(string text) => IsPlain(text) ? text : Shown.Line(text);

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
