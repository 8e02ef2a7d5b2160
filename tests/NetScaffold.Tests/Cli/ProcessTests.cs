using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

/// <summary>The tool as a process of its own: signals, closed streams, pipes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task Signal_WhileAnswersAreAwaited_EndsTheRunAtOnce(string signal)
    {
        MakeFifo("answers");
        using var tool = Start("new", "--answers", _folder["answers"], "--output", _folder["shop"]);
        // Opens when the tool does, which then reads; nothing is ever written.
        await using var writer = await Task.Run(() => new FileStream(_folder["answers"], FileMode.Open, FileAccess.Write)).WaitAsync(Soon);
        await AssertInterruptedAsync(tool, signal);
    }

    [Fact]
    public async Task Signal_WhileRendering_WritesNothing()
    {
        MakeFifo("answers");
        using var tool = Start("new", "--answers", _folder["answers"], "--output", _folder["shop"]);
        // Enough to render for seconds.
        var environments = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"e{i}"));
        var services = string.Concat(Enumerable.Range(0, 200).Select(i => $"- name: s{i}\n"));
        await Task.Run(() => File.WriteAllText(_folder["answers"], $"name: shop\nbundle: both\nenvironments: [{environments}]\nservices:\n{services}")).WaitAsync(Soon);
        await Task.Delay(500);
        await AssertInterruptedAsync(tool, "-INT");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signal_WhileWriting_LeavesAllAsItWas(bool exists)
    {
        if (exists) Samples.Write(_folder["shop"], Samples.V1);
        var before = _folder.Snapshot();
        using var child = Child.Start("write-and-interrupt", _folder["shop"]);
        await child.WaitForExitAsync().WaitAsync(Soon);
        Assert.Equal(ExitCodes.Interrupted, child.ExitCode);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public async Task Streams_ClosedBeforeTheStart_AreNoFilesOfTheRun()
    {
        using var child = Child.Start("close-streams", _folder.Path);
        await child.WaitForExitAsync().WaitAsync(Soon);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task New_InAFolderThatIsGone_IsRefused()
    {
        Directory.CreateDirectory(_folder["gone"]);
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cd \"$0\" && rmdir \"$0\" && exec \"$@\"", _folder["gone"], .. Command, "new", "shop"]) { RedirectStandardError = true })!;
        var said = await shell.StandardError.ReadToEndAsync().WaitAsync(Soon);
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == ExitCodes.CannotWrite, said);
        Assert.Contains("shop: error NS8016: 'shop' is a path from the current folder, which is no longer there.\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2>/dev/full", ExitCodes.CannotWrite)]
    [InlineData(">/dev/full", ExitCodes.CannotWrite)]
    [InlineData("| head -c 0", ExitCodes.Success)]
    public async Task New_StreamThatTakesNothing_EndsWithACode(string redirection, int exitCode)
    {
        // sh has no exit codes of pipes but the last: the tool's goes to a file.
        using var shell = Process.Start("/bin/sh", ["-c", $"{{ \"$@\"; echo $? >{_folder["code"]}; }} {redirection}", "sh", .. Command, "new", "shop", "--yes", "--output", _folder["shop"]]);
        await shell.WaitForExitAsync().WaitAsync(Soon);
        Assert.Equal($"{exitCode}\n", _folder.Read("code"));
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", _folder["shop"], "--check").ExitCode);
    }

    [Theory]
    [InlineData("README.md", ExitCodes.CannotWrite, "README.md: error NS8014: ")]
    [InlineData("netscaffold.lock", ExitCodes.CannotWrite, "netscaffold.lock: error NS8014: ")]
    [InlineData("netscaffold.yaml", ExitCodes.Usage, "shop/netscaffold.yaml: error NS1017: It cannot be read: it is a pipe, a socket or a device.")]
    public async Task Render_PipeInPlaceOfAFile_IsRefusedAtOnce(string file, int exitCode, string finding)
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["shop"]).ExitCode);
        File.Delete(_folder[$"shop/{file}"]);
        MakeFifo($"shop/{file}");
        foreach (var mode in new[] { "--check", "--dry-run", "--force" })
        {
            var run = await Task.Run(() => CliRun.Of("render", _folder["shop"], mode)).WaitAsync(Soon);
            Assert.Equal(exitCode, run.ExitCode);
            Assert.StartsWith(finding, Assert.Single(run.FindingsIn(_folder.Path), f => f.Contains(": error ", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Render_SocketInPlaceOfAFile_IsRefused()
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["shop"]).ExitCode);
        File.Delete(_folder["shop/README.md"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["shop/README.md"]));
        var run = await Task.Run(() => CliRun.Of("render", _folder["shop"])).WaitAsync(Soon);
        Assert.Equal((ExitCodes.CannotWrite, "NS8014"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
    }

    /// <summary>What a shell gives for <c>&lt;(command)</c>.</summary>
    [Fact]
    public async Task New_AnswersFromAPipe_AreRead()
    {
        MakeFifo("answers");
        var run = Task.Run(() => CliRun.Of("new", "--answers", _folder["answers"], "--output", _folder["shop"]));
        await Task.Run(() => File.WriteAllText(_folder["answers"], "name: shop\n")).WaitAsync(Soon);
        Assert.Equal(ExitCodes.Success, (await run.WaitAsync(Soon)).ExitCode);
    }

    private async Task AssertInterruptedAsync(Process tool, string signal)
    {
        await Process.Start("kill", [signal, $"{tool.Id}"]).WaitForExitAsync();
        var said = await tool.StandardError.ReadToEndAsync().WaitAsync(Soon);
        await tool.WaitForExitAsync();
        Assert.Equal((ExitCodes.Interrupted, "Interrupted; nothing was written.\n"), (tool.ExitCode, said));
        Assert.Equal([_folder["answers"]], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static IEnumerable<string> Command => [Child.Dotnet, "exec", Path.ChangeExtension(typeof(Program).Assembly.Location, ".dll")];

    private static Process Start(params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("env", [.. Command, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    private void MakeFifo(string name) => Process.Start("mkfifo", [_folder[name]]).WaitForExit();
}
