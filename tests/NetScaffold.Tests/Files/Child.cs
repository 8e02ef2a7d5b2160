using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using NetScaffold.Bundles;
using NetScaffold.Cli;
using NetScaffold.Cli.Files;

namespace NetScaffold.Tests.Files;

/// <summary>The test assembly as a program: a process of its own that a test can limit or kill.</summary>
internal static class Child
{
    public static Process Start(string command, string folder, bool fileSizeLimit = false)
    {
        // 100 blocks of 512 or 1024 bytes, by shell: less than the long text of the command.
        var limit = fileSizeLimit ? "ulimit -f 100; " : "";
        var start = new ProcessStartInfo("/bin/sh", ["-c", limit + "exec \"$@\"", "sh", Dotnet, "exec", typeof(Child).Assembly.Location, command, folder])
        {
            RedirectStandardOutput = true,
        };
        // The runtime maps its code through a file, which the limit would hit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    public static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static int Main(string[] args)
    {
        if (args is not [var command, var folder]) return 2;
        if (command == "close-streams") return PrintWithoutStreams(folder);
        if (command == "write-and-interrupt") return InterruptItself(folder);
        var result = command == "write-long"
            ? Samples.Write(folder, RenderedBundle.From([new("a.txt", "a\n"), new("long.txt", new string('x', 300_000) + "\n")]), force: true)
            : Samples.Write(folder, Samples.V2, create: HangAtTheThird());
        foreach (var code in result.Codes()) Console.WriteLine(code);
        return 0;
    }

    /// <summary>Closes the three streams, has them filled, opens a file, prints: what is printed must not land in the file.</summary>
    private static int PrintWithoutStreams(string folder)
    {
        // Once before: what the runtime loads for it must not take the numbers.
        StandardStreams.Fill();
        for (var stream = 0; stream <= 2; stream++) new SafeFileHandle(stream, ownsHandle: true).Dispose();
        StandardStreams.Fill();
        using var file = TextFile.CreateNew(Path.Combine(folder, "file"));
        Console.Out.WriteLine("lost");
        Console.Error.WriteLine("lost");
        return file.DangerousGetHandle() > 2 && RandomAccess.GetLength(file) == 0 ? 0 : 1;
    }

    private static int InterruptItself(string folder)
    {
        using var interruption = new Interruption();
        interruption.BeginWriting();
        try
        {
            var made = 0;
            Samples.Write(folder, Samples.V2, cancellation: interruption.Token, create: path =>
            {
                if (++made == 3)
                {
                    Process.Start("kill", ["-INT", $"{Environment.ProcessId}"]).WaitForExit();
                    interruption.Token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
                }

                return TextFile.CreateNew(path);
            });
            return 0;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static CreateFile HangAtTheThird()
    {
        var made = 0;
        return path =>
        {
            var file = TextFile.CreateNew(path);
            if (++made < 3) return file;
            Console.WriteLine("hanging");
            // Killed long before; the end is for a test that fails first.
            Thread.Sleep(TimeSpan.FromMinutes(1));
            return file;
        };
    }
}
