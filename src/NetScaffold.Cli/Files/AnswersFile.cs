using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Files;

/// <summary>Reads an answers file, or the standard input for <c>-</c>.</summary>
internal static class AnswersFile
{
    /// <summary>Reads no more than the largest file that is taken.</summary>
    /// <returns>The tree and the text, or why there is none.</returns>
    public static Outcome<AnswersText> Read(string path, Terminal terminal)
    {
        var name = path == "-" ? "(standard input)" : path;
        try
        {
            using var stream = path == "-" ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new byte[SourceText.MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return SourceText.FromBytes(name, bytes.AsSpan(0, length)).Then(source => YamlReader.Read(source).Then(tree => Outcome.Of(new AnswersText(source, tree))));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome.Failed<AnswersText>(YamlDiagnostics.NoSuchFile(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome.Failed<AnswersText>(YamlDiagnostics.CannotRead(name, Directory.Exists(path) ? "it is a folder" : exception.Message));
        }
    }
}

/// <summary>An answers file that is well-formed YAML.</summary>
internal sealed record AnswersText(SourceText Source, YamlNode Tree);
