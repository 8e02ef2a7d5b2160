using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace NetScaffold.Cli.Files;

/// <summary>A tool of somebody else's that is on the PATH, such as helm or kubectl.</summary>
/// <param name="Path">The program.</param>
internal sealed record CommandTool(string Path)
{
    /// <summary>What a tool gave.</summary>
    /// <param name="ExitCode">0 when it was content.</param>
    /// <param name="Output">Its standard output.</param>
    /// <param name="Error">Its standard error, as text.</param>
    internal sealed record Result(int ExitCode, byte[] Output, string Error);

    /// <summary>The first of this name on the PATH; null when there is none.</summary>
    public static CommandTool? Find(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(n => System.IO.Path.Combine(folder, n))).FirstOrDefault(File.Exists) is { } path ? new CommandTool(path) : null;
    }

    /// <summary>Runs it to its end, with these arguments and no shell between.</summary>
    /// <param name="arguments">As the tool gets them.</param>
    /// <param name="input">Its standard input; nothing when null.</param>
    /// <param name="maxBytes">So much of its output is kept, and one byte more.</param>
    public Result Run(IEnumerable<string> arguments, IEnumerable<string>? input = null, int maxBytes = int.MaxValue - 1)
    {
        var start = new ProcessStartInfo(Path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            // All three at once: a tool that waits for one of them to be emptied would wait for ever.
            var error = process.StandardError.ReadToEndAsync();
            var written = Task.Run(() => Write(process.StandardInput, input ?? []));
            var output = Read(process.StandardOutput.BaseStream, maxBytes);
            process.WaitForExit();
            written.Wait();
            return new Result(process.ExitCode, output, error.Result);
        }
        catch (Win32Exception exception)
        {
            return new Result(-1, [], exception.Message);
        }
    }

    private static void Write(StreamWriter input, IEnumerable<string> texts)
    {
        try
        {
            using (input)
            {
                foreach (var text in texts) input.Write(text);
            }
        }
        catch (IOException)
        {
            // The tool ended before it read everything; it says why.
        }
    }

    private static byte[] Read(Stream stream, int maxBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (bytes.Length <= maxBytes) bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
