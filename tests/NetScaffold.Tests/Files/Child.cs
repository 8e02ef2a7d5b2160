using System.Diagnostics;
using NetScaffold.Bundles;
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

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static int Main(string[] args)
    {
        if (args is not [var command, var folder]) return 2;
        var result = command == "write-long"
            ? Samples.Write(folder, RenderedBundle.From([new("a.txt", "a\n"), new("long.txt", new string('x', 300_000) + "\n")]), force: true)
            : Samples.Write(folder, Samples.V2, create: HangAtTheThird());
        foreach (var code in result.Codes()) Console.WriteLine(code);
        return 0;
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
