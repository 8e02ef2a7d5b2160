using System.Buffers;
using System.Text;
using System.Text.Unicode;
using NetScaffold.Diagnostics;

namespace NetScaffold.Yaml;

/// <summary>Text with the name it came under.</summary>
/// <param name="File">As the user gave it: a path, <c>-</c> for standard input, or <c>--flag</c>; the <see cref="SourceLocation.File"/> of all positions.</param>
/// <param name="Text">Without byte order mark; line ends as they were.</param>
public sealed record SourceText(string File, string Text)
{
    /// <summary>1 MiB. Whoever reads a file may stop one byte behind this: <see cref="FromBytes"/> refuses the rest anyway.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The line of its file on which the text begins, 1-based; above 1 for a later document of a file.</summary>
    public int FirstLine { get; init; } = 1;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Decodes UTF-8, with or without byte order mark, with any line ends.</summary>
    /// <param name="file">See <see cref="File"/>.</param>
    /// <param name="bytes">The whole file, or one byte more than is taken.</param>
    /// <param name="maxBytes">More is refused.</param>
    /// <returns>The text, or one of NS1001 (not UTF-8), NS1002 (binary), NS1003 (UTF-16 or UTF-32), NS1004 (too large).</returns>
    public static Outcome<SourceText> FromBytes(string file, ReadOnlySpan<byte> bytes, int maxBytes = MaxBytes)
    {
        if (bytes.Length > maxBytes) return Failed(YamlDiagnostics.TooLarge(file, maxBytes));
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..]) return Failed(YamlDiagnostics.OtherEncoding(file));
        if (bytes.StartsWith(Utf8Mark)) bytes = bytes[Utf8Mark.Length..];

        var zero = bytes.IndexOf((byte)0);
        if (zero >= 0) return Failed(YamlDiagnostics.NotText(Position(file, Encoding.UTF8.GetString(bytes[..zero])), 0));

        var chars = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, chars, out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done) return Failed(YamlDiagnostics.NotUtf8(Position(file, chars.AsSpan(0, written)), bytes[read]));
        return Outcome.Of(new SourceText(file, new string(chars, 0, written)));
    }

    /// <summary>A place in the file.</summary>
    /// <param name="line">In the text, 1-based.</param>
    /// <param name="column">1-based.</param>
    internal SourceLocation At(long line, long column) => new(File, (int)line + FirstLine - 1, (int)column);

    /// <summary>A place in the text as one in the file.</summary>
    internal SourceLocation At(SourceLocation inText) => At(inText.Line, inText.Column);

    /// <summary>The place behind <paramref name="before"/>, which is everything up to it; lines end where YAML 1.1 ends them.</summary>
    internal static SourceLocation Position(string file, ReadOnlySpan<char> before)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var endsLine = before[i] is '\n' or '\u0085' or '\u2028' or '\u2029' || (before[i] == '\r' && !before[(i + 1)..].StartsWith('\n'));
            if (!endsLine) continue;
            line++;
            start = i + 1;
        }

        return new SourceLocation(file, line, before.Length - start + 1);
    }

    private static Outcome<SourceText> Failed(Diagnostic diagnostic) => Outcome.Failed<SourceText>(diagnostic);
}
