using System.Runtime.Versioning;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

/// <summary>Places where no bundle can be written: exit code 73, the place named, nothing written.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file", "file: error NS8001: ")]
    [InlineData("file/shop", "file/shop: error NS8002: ")]
    [InlineData("circle", "circle: error NS8011: ")]
    [InlineData("a\0b", "a\\u0000b: error NS8011: ")]
    public void New_NoPlaceForAFolder_Refused(string target, string finding)
    {
        _folder.Write("file", "text");
        File.CreateSymbolicLink(_folder["circle"], "circle");
        AssertRefused(() => CliRun.Of("new", "shop", "--output", _folder[target]), finding);
    }

    /// <summary>A folder's name may hold anything; what is printed of it keeps its line and does not steer the terminal.</summary>
    [Fact]
    public void New_FolderOfControlCharacters_IsPrintedPlainly()
    {
        var run = CliRun.Of("new", "shop", "--output", _folder["a\u001b[31m\nb"], "--dry-run");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("a\\u001B[31m\\u000Ab (", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void New_NamelessFolder_Refused()
    {
        var run = CliRun.Of("new", "shop", "--output", "");
        Assert.Equal((ExitCodes.Usage, "NS1050"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
    }

    [Theory]
    [InlineData("helm", "helm: error NS8005: ")]
    [InlineData("helm/app/values.yaml", "helm/app/values.yaml: error NS8005: ")]
    [InlineData("netscaffold.yaml", "netscaffold.yaml: error NS8005: ")]
    public void New_LinkOutOfTheFolder_Refused(string link, string finding)
    {
        _folder.Write("outside/file", "mine");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[$"shop/{link}"])!);
        File.CreateSymbolicLink(_folder[$"shop/{link}"], link == "helm" ? _folder["outside"] : _folder["outside/file"]);
        AssertRefused(() => CliRun.Of("new", "shop", "--output", _folder["shop"], "--force"), finding);
        Assert.Equal("mine", _folder.Read("outside/file"));
    }

    /// <summary>The user may name a link; only links inside the folder are watched.</summary>
    [Fact]
    public void New_LinkToAFolder_Followed()
    {
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateSymbolicLink(_folder["link"], "real");
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["link"]).ExitCode);
        Assert.True(File.Exists(_folder["real/netscaffold.yaml"]));
    }

    [Theory]
    [InlineData(".", "shop: error NS8003: ")]
    [InlineData("shop", "shop: error NS8003: ")]
    public void New_NotWritable_Refused(string denied, string finding)
    {
        if (denied == "shop") Directory.CreateDirectory(_folder["shop"]);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(_folder[denied], (UnixFileMode)0b101_101_101);

        AssertRefused(() => Unprivileged.Run(() => CliRun.Of("new", "shop", "--output", _folder["shop"])), finding);

        // The bite: with permission the very same run succeeds.
        File.SetUnixFileMode(_folder[denied], (UnixFileMode)0b111_111_111);
        Assert.Equal(ExitCodes.Success, Unprivileged.Run(() => CliRun.Of("new", "shop", "--output", _folder["shop"])).ExitCode);
    }

    /// <summary>A folder that one may not even look into is refused like one that cannot be written, not as an internal error.</summary>
    [Theory]
    [InlineData("closed/shop")]
    [InlineData("closed/a/b/shop")]
    public void New_BelowAClosedFolder_Refused(string target)
    {
        Directory.CreateDirectory(_folder["closed"]);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(_folder["closed"], UnixFileMode.None);

        AssertRefused(() => Unprivileged.Run(() => CliRun.Of("new", "shop", "--output", _folder[target])), $"{target}: error NS8003: ");
    }

    [Fact]
    public void Questions_OutputThatTakesNoMore_IsNoSuccess()
    {
        using var full = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)) { AutoFlush = true };
        using var error = new StringWriter();
        var exitCode = Program.Run(["questions"], new NetScaffold.Cli.Output.Terminal { Out = full, Error = error, OpenInput = () => Stream.Null, HasColor = false, Today = CliRun.Today });
        Assert.Equal(ExitCodes.CannotWrite, exitCode);
        Assert.StartsWith("netscaffold: error NS8013: ", error.ToString(), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => full.BaseStream.WriteByte(1));
    }

    private void AssertRefused(Func<CliRun> run, string finding)
    {
        var before = _folder.SnapshotNames();
        var result = run();
        Assert.Equal((ExitCodes.CannotWrite, ""), (result.ExitCode, result.Output));
        var error = Assert.Single(result.FindingsIn(_folder.Path), f => f.Contains(": error ", StringComparison.Ordinal));
        Assert.StartsWith(finding, error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.SnapshotNames());
    }
}

file static class TemporaryFolderExtensions
{
    /// <summary>Everything below by name, links not followed.</summary>
    public static IEnumerable<string> SnapshotNames(this TemporaryFolder folder) =>
        [.. new DirectoryInfo(folder.Path).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Select(e => e.FullName).Order(StringComparer.Ordinal)];
}
