using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Files;

/// <summary>Reads an answers file.</summary>
internal static class AnswersFile
{
    /// <summary>Reads the answers that the user named: a file, a pipe, or the standard input for <c>-</c>; no more than the largest file that is taken.</summary>
    /// <returns>The tree and the text, or why there is none.</returns>
    public static Outcome<AnswersText> Read(string path, Terminal terminal) => Read(path, path == "-", terminal);

    /// <summary>Reads the answers of a bundle, which are a file.</summary>
    /// <param name="folder">The bundle's folder as the user named it.</param>
    /// <param name="terminal">The outside.</param>
    public static Outcome<AnswersText> ReadIn(string folder, Terminal terminal)
    {
        var path = folder == "." ? AnswersWriter.FileName : Path.Combine(folder, AnswersWriter.FileName);
        return SpecialFile.IsAt(path)
            ? Outcome.Failed<AnswersText>(YamlDiagnostics.CannotRead(path, "it is a pipe, a socket or a device"))
            : Read(path, isInput: false, terminal);
    }

    private static Outcome<AnswersText> Read(string path, bool isInput, Terminal terminal)
    {
        var name = isInput ? "(standard input)" : path.Length == 0 ? "--answers ''" : path;
        try
        {
            using var stream = isInput ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new byte[SourceText.MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return SourceText.FromBytes(name, bytes.AsSpan(0, length)).Then(source => YamlReader.Read(source).Then(tree => Outcome.Of(new AnswersText(source, tree, bytes is [0xEF, 0xBB, 0xBF, ..]))));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome.Failed<AnswersText>(YamlDiagnostics.NoSuchFile(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome.Failed<AnswersText>(YamlDiagnostics.CannotRead(name, Reason(exception, path)));
        }
    }

    private static string Reason(Exception exception, string path) => exception switch
    {
        _ when path.Length == 0 => "it has no name",
        _ when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message,
    };
}

/// <summary>An answers file that is well-formed YAML.</summary>
/// <param name="Source">Without byte order mark.</param>
/// <param name="Tree">What it says.</param>
/// <param name="HasMark">It begins with a byte order mark.</param>
internal sealed record AnswersText(SourceText Source, YamlNode Tree, bool HasMark)
{
    /// <summary>The text as a comparison with the file wants it: with its mark, line ends as LF.</summary>
    public string Exact => (HasMark ? "\uFEFF" : "") + BundleText.ToLf(Source.Text);
}
