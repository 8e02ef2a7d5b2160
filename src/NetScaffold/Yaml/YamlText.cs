using System.Buffers;
using System.Text;

namespace NetScaffold.Yaml;

/// <summary>The one writer of text into YAML: what it prints is read back as exactly that string, whatever the reader and its version.</summary>
/// <remarks>
/// Written for go-yaml v2 and v3 (kubectl, Helm), YamlDotNet and editors, YAML 1.1 and 1.2. The result stands on one line, however long, as a value
/// of a block map, an item of a list, or a key of up to 1,000 characters, and may stand inside a Helm template. It quotes more than it must.
/// Kustomize 5 reads the result rightly but then prints U+007F-U+009F, U+FFFE and U+FFFF so that they are lost or refused: keep those out of bundles.
/// Kubernetes' own <c>$(NAME)</c> in commands and environment values is a matter for whoever writes those.
/// </remarks>
public static class YamlText
{
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:-");

    /// <summary>The string as a YAML scalar: as it is where nobody can misread it, else double quoted.</summary>
    /// <exception cref="ArgumentException">The string holds an unpaired surrogate, which no file can; input with one is refused when read.</exception>
    public static string Scalar(string value) => IsPlainSafe(value) ? value : Quoted(value);

    /// <summary>The string in double quotes; printable text beyond ASCII stays readable, everything else is escaped.</summary>
    /// <exception cref="ArgumentException">The string holds an unpaired surrogate, which no file can; input with one is refused when read.</exception>
    public static string Quoted(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        for (var index = 0; index < value.Length;)
        {
            var status = Rune.DecodeFromUtf16(value.AsSpan(index), out var rune, out var length);
            if (status != OperationStatus.Done) throw new ArgumentException("The text holds an unpaired surrogate.", nameof(value));
            index += length;
            Append(text, rune, next: index < value.Length ? value[index] : '\0');
        }

        return text.Append('"').ToString();
    }

    /// <summary>Begins with a letter, so it is no number, date, sexagesimal or indicator; then words and <c>a/b:1.0</c> only.</summary>
    private static bool IsPlainSafe(string value)
    {
        // A letter, or the beginning of a path: no other type begins so.
        var isBeginning = value is [>= 'a' and <= 'z' or >= 'A' and <= 'Z' or '/', ..] or ['.', '/', ..];
        if (!isBeginning || value.AsSpan().ContainsAnyExcept(PlainCharacters)) return false;
        if (YamlWords.All.Contains(value)) return false;
        for (var colon = value.IndexOf(':'); colon >= 0; colon = value.IndexOf(':', colon + 1))
        {
            if (colon + 1 == value.Length || !(char.IsAsciiLetterOrDigit(value[colon + 1]) || value[colon + 1] == '/')) return false;
        }

        return true;
    }

    private static void Append(StringBuilder text, Rune rune, char next)
    {
        // Helm reads a template before YAML does: two braces would begin or end an action.
        var beginsOrEndsAction = (rune.Value == '{' && next == '{') || (rune.Value == '}' && next == '}');
        _ = rune.Value switch
        {
            '"' => text.Append("\\\""),
            '\\' => text.Append("\\\\"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            _ when YamlCharacters.IsVisible(rune) && !beginsOrEndsAction => text.Append(rune.ToString()),
            <= 0xFF => text.Append($"\\x{rune.Value:X2}"),
            <= 0xFFFF => text.Append($"\\u{rune.Value:X4}"),
            _ => text.Append($"\\U{rune.Value:X8}"),
        };
    }
}
