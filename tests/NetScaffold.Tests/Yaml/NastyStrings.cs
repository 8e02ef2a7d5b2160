using System.Text;
using CsCheck;

namespace NetScaffold.Tests.Yaml;

/// <summary>Text that YAML, Helm, Scriban or a shell would take for something else; for every test that sends text through the tool.</summary>
internal static class NastyStrings
{
    public static readonly string[] All =
    [
        "", " ", "~", "null", "NULL", "no", "No", "NO", "on", "off", "yes", "y", "n", "true", "False",
        "0", "-1", "+1", "1.10", "1e3", "1E-3", "0123", "0o17", "0x1F", "0b11", "1_000", ".5", "5.", "-.5", "08", "1,000",
        ".inf", "-.Inf", ".nan", "NaN", "inf", "Infinity", "2020-01-01", "2020-01-01T12:00:00Z", "12:30:45", "190:20:30", "12:30", "e3", "_1",
        "a: b", "a:", "a:b", ":a", "a::b", "# x", "a #x", "a#x", "- a", "-", "--", "---", "...", "? a", "?", ":", "=", "<<", ",", ",a",
        "*a", "*", "&a", "!x", "!!x", "!", "|", ">", "|-", "%x", "@x", "`id`", "$(id)", "${x}", "$x", "$$", "\\", "a\\", "\\n",
        "[a]", "[", "]", "{a: b}", "{", "}", "{{", "}}", "{{ .Values.x }}", "{{{x}}}", "{{- x -}}", "{%{ x }%}", "{{\"{{\"}}", "a}}b{{c", "{{/* x",
        "'", "''", "\"", "\"\"", "'a'", "\"a\"", "it's", "say \"x\"", "a' # b", "a\" # b",
        " a", "a ", "  ", "a\n", "\na", "a\nb", "a\n\n b\n", "a\r\nb", "a\rb", "\t", "a\tb", "\ta", "\0", "\a\b\u001b[31m", "\u007f", "\u0080\u0085\u009f",
        "a\u0085b", "a\u2028b\u2029c", "\ufeff", "a\ufeffb", "\u00a0", "\u00ad", "\u200b", "\u202eabc", "\ufffd", "\uffff",
        "é", "e\u0301", "grüße", "漢字", "😀", "👩‍👩‍👧", "🏴\U000e0067\U000e007f", "\U0001fffe", "\U0010ffff",
        "../x", "/etc/passwd", "C:\\dir", "https://a.example:8443/x?y=1&z=%20#f", "a/b:1.0", "a@sha256:00", "<b>", "a;b", "a|b", "a && b", "--flag",
        "netscaffold\nkey: value", "x\"\nkey: value", "x'\nkey: value", "x\n---\nkey: value", new('a', 300), new(' ', 300), new string('a', 3000) + " b: c",
    ];

    /// <summary>Strings of any characters but unpaired surrogates, those that matter to YAML far more often than others.</summary>
    public static readonly Gen<string> Generator = Gen.OneOf(
        Gen.Char["{}[]\"'\\:#-?*&!|>%@`,.~$<= \n\r\t019aenoxy_+\0\u0085\u2028\ufeff"].Array[0, 12].Select(chars => new string(chars)),
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(value => new Rune(value).ToString()).Array[0, 12].Select(string.Concat),
        Gen.Select(Gen.OneOf(All), Gen.OneOf(All), (a, b) => a + b));
}
