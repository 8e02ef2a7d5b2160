using System.Collections.Immutable;
using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Bundles;

/// <summary>What the last run wrote: tells a file that somebody edited from one that is merely old.</summary>
/// <param name="ToolVersion">Version of the tool that wrote the bundle; one word.</param>
/// <param name="AnswersDigest">Digest of the answers that the bundle was rendered from, 64 hexadecimal digits.</param>
/// <param name="Files">Path to <see cref="BundleText.Digest"/>, sorted by path (ordinal); the lock and the answers file are not in it.</param>
/// <remarks>
/// The text has one line for each file in the form of <c>sha256sum</c>, so that it merges, and so that other tools can check a bundle.
/// </remarks>
public sealed record BundleLock(string ToolVersion, string AnswersDigest, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>The lock's own path in a bundle.</summary>
    public const string FileName = "netscaffold.lock";

    private const string FirstWords = "# netscaffold.lock:";
    private const string Header = FirstWords + " how netscaffold tells edited files from its own. Commit it; people do not edit it.";
    private const string Format = "lock 1";

    /// <summary>The lock of a bundle that is about to be written.</summary>
    public static BundleLock For(RenderedBundle bundle, string toolVersion, string answersDigest) => new(
        toolVersion,
        answersDigest,
        bundle.Files.ToImmutableSortedDictionary(f => f.Path, f => BundleText.Digest(f.Text), StringComparer.Ordinal));

    /// <summary>True when the text is or was a lock of ours, readable or not: emptied, or cut in two by a merge. False for a file of somebody else.</summary>
    public static bool IsLock(string text) => string.IsNullOrWhiteSpace(text) || text.Split('\n').Any(IsHeader);

    /// <summary>Reads a lock, with LF or CRLF line ends.</summary>
    /// <returns>The lock, or no value and the warning NS8008: without a lock every file that differs is a conflict, and none is lost.</returns>
    /// <remarks>Paths that lead out of the bundle make the lock unreadable: what a lock lists may be deleted.</remarks>
    public static Outcome<BundleLock> Parse(string text)
    {
        var lines = BundleText.ToLf(text).Split('\n');
        if (!IsHeader(lines[0])) return Unreadable(1);
        if (lines.ElementAtOrDefault(1) != Format) return Unreadable(2);
        if (!TryValue(lines.ElementAtOrDefault(2), "tool ", out var tool)) return Unreadable(3);
        if (!TryValue(lines.ElementAtOrDefault(3), "answers ", out var answers)) return Unreadable(4);

        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 4; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 && i == lines.Length - 1) break;
            if (!TryFile(lines[i], out var path, out var digest) || !files.TryAdd(path, digest)) return Unreadable(i + 1);
        }

        return Outcome.Of(new BundleLock(tool, answers, files.ToImmutable()));
    }

    /// <summary>The text of the lock; equal locks give equal text.</summary>
    public string Print()
    {
        var text = new StringBuilder()
            .Append(Header).Append('\n')
            .Append(Format).Append('\n')
            .Append("tool ").Append(ToolVersion).Append('\n')
            .Append("answers ").Append(AnswersDigest).Append('\n');
        foreach (var (path, digest) in Files) text.Append(digest).Append("  ").Append(path).Append('\n');
        return text.ToString();
    }

    private static bool IsHeader(string line) => line.StartsWith(FirstWords, StringComparison.Ordinal);

    private static Outcome<BundleLock> Unreadable(int line) =>
        Outcome.From<BundleLock>(null, [WritingDiagnostics.UnreadableLock(new SourceLocation(FileName, line, 1))]);

    private static bool TryValue(string? line, string key, out string value)
    {
        value = line is not null && line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..] : "";
        return value.Length > 0 && !value.Any(char.IsWhiteSpace);
    }

    private static bool TryFile(string line, out string path, out string digest)
    {
        const int length = 64;
        (digest, path) = line.Length > length + 2 ? (line[..length], line[(length + 2)..]) : ("", "");
        return digest.Length == length
            && digest.All(char.IsAsciiHexDigitLower)
            && line.AsSpan(length, 2) is "  "
            && BundlePath.IsInside(path);
    }
}
