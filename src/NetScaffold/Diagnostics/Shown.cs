using System.Text;
using NetScaffold.Yaml;

namespace NetScaffold.Diagnostics;

/// <summary>Prints values from outside into messages.</summary>
internal static class Shown
{
    private const int MaxLength = 60;

    /// <summary>The value in single quotes, cut after 60 characters, with whatever could steer a terminal or break the line as <c>\uXXXX</c>.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder("'");
        var index = 0;
        while (index < value.Length && text.Length <= MaxLength)
        {
            Rune.DecodeFromUtf16(value.AsSpan(index), out var rune, out var length);
            text.Append(YamlCharacters.IsVisible(rune) ? rune.ToString() : $"\\u{rune.Value:X4}");
            index += length;
        }

        return text.Append(index < value.Length ? "…'" : "'").ToString();
    }

    /// <summary>A severity or a state as the word that is printed: <c>error</c>.</summary>
    public static string Word(Enum value) => value.ToString().ToLowerInvariant();

    /// <summary>The whole text on one line, with the same escapes and without quotes.</summary>
    public static string Line(string value) =>
        string.Concat(value.EnumerateRunes().Select(rune => YamlCharacters.IsVisible(rune) ? rune.ToString() : $"\\u{rune.Value:X4}"));
}
