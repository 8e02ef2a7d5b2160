using System.Buffers;
using System.Text;

namespace NetScaffold.Yaml;

/// <summary>Which characters stand for themselves. Ranges instead of Unicode categories: those grow with each .NET, and output may not.</summary>
internal static class YamlCharacters
{
    /// <summary>May stand in YAML text (YAML 1.2.2, c-printable; without U+FEFF, which only marks the start of a file, and no text file holds inside).</summary>
    public static bool IsAllowed(Rune rune) => rune.Value is
        '\t' or '\n' or '\r' or (>= 0x20 and <= 0x7E) or 0x85 or (>= 0xA0 and <= 0xFFFD and not 0xFEFF) or >= 0x10000;

    /// <summary>The characters of ASCII that <see cref="IsAllowed"/> allows.</summary>
    public static readonly SearchValues<char> PlainAscii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Where(c => IsAllowed(new Rune(c))).Select(c => (char)c)]);

    /// <summary>Shows on one line as what it is: no control, line break, invisible mark or non-character, nothing that turns the reading direction.</summary>
    /// <remarks>The joiners U+200C and U+200D stay: scripts and emoji are made with them.</remarks>
    public static bool IsVisible(Rune rune) => rune.Value is not (
        < 0x20 or (>= 0x7F and <= 0x9F)
        or 0xAD or 0x61C or 0x180E or 0x200B or 0x200E or 0x200F
        or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or (>= 0xD800 and <= 0xF8FF) or (>= 0xFDD0 and <= 0xFDEF) or 0xFEFF or (>= 0xFFF0 and <= 0xFFFB) or 0xFFFE or 0xFFFF
        or (>= 0xE0000 and <= 0xE0FFF) or >= 0xF0000)
        && (rune.Value & 0xFFFE) != 0xFFFE;
}
