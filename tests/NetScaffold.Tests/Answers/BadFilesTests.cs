using System.Runtime.Versioning;
using System.Text;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>Answers files that are no text, or none at all; and the odd ones that are taken.</summary>
public sealed class BadFilesTests : IDisposable
{
    private const string Name = "netscaffold.yaml";

    private readonly TemporaryFolder _folder = new();

    /// <summary>The one finding of each file, and its bytes.</summary>
    public static TheoryData<string, byte[]> Refused => new()
    {
        { "netscaffold.yaml(1,1): error NS1005: There is nothing here but blank lines or comments.", [] },
        { "netscaffold.yaml(1,1): error NS1005: There is nothing here but blank lines or comments.", [0xEF, 0xBB, 0xBF] },
        { "netscaffold.yaml(2,3): error NS1001: Byte 0xE9 is not valid UTF-8 here.", [.. "name: shop\n# "u8, 0xE9] },
        { "netscaffold.yaml(1,5): error NS1002: Character U+0000 does not belong in a text file.", [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2] },
        { "netscaffold.yaml(1,7): error NS1002: Character U+001B does not belong in a text file.", [.. "name: \u001b[31m"u8] },
        { "netscaffold.yaml: error NS1003: The file is encoded as UTF-16 or UTF-32.", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("name: shop\n")] },
        { "netscaffold.yaml: error NS1004: The file is larger than 1 MiB.", Encoding.UTF8.GetBytes("name: shop\n#" + new string('x', 1 << 20)) },
    };

    /// <summary>Codes that the tests of this class provoke besides those of <see cref="Refused"/>.</summary>
    public static readonly string[] Codes = ["NS1016", "NS1017"];

    public static TheoryData<byte[]> Accepted => new()
    {
        { [0xEF, 0xBB, 0xBF, .. "name: shop\n"u8] },
        { [.. "name: shop\r\ncluster:\r\n  cni: cilium\r\n"u8] },
        { [.. "name: shop"u8] },
        { [.. "---\nname:\tshop\t# tabs between\n...\n"u8] },
        { [.. "{\"name\": \"shop\",\n\t\"bundle\": \"helm\"}\n"u8] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public void New_FileThatIsNoText_Refused(string finding, byte[] bytes)
    {
        File.WriteAllBytes(_folder[Name], bytes);
        AssertRefused(_folder[Name], finding);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void New_InputThatIsNoText_Refused(string finding, byte[] bytes)
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = bytes }, "new", "--answers", "-", "--output", _folder["out"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal([finding.Replace(Name, "(standard input)", StringComparison.Ordinal)], run.Findings.AsEnumerable());
        Assert.Empty(_folder.Snapshot());
    }

    /// <summary>Most of the file is never read: a sparse one of 100 MB costs no more than one of 1 MiB.</summary>
    [Fact]
    public void New_FileOf100Megabytes_RefusedAtOnce()
    {
        using (var file = File.Create(_folder[Name])) file.SetLength(100_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var run = CliRun.Of("new", "--answers", _folder[Name], "--output", _folder["out"]);

        Assert.Equal((ExitCodes.Usage, "NS1004"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    public void New_HalfAMegabyteOfBrackets_RefusedAtOnce(string open, string close)
    {
        const int Depth = 100_000;
        _folder.Write(Name, string.Concat(Enumerable.Repeat(open, Depth)) + "x" + string.Concat(Enumerable.Repeat(close, Depth)));

        var run = CliRun.Of("new", "--answers", _folder[Name], "--output", _folder["out"]);

        Assert.Equal((ExitCodes.Usage, "NS1012"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
    }

    [Fact]
    public void New_MissingFile_Refused()
    {
        AssertRefused(_folder["none.yaml"], "none.yaml: error NS1016: There is no such file.");
        AssertRefused(_folder["none/netscaffold.yaml"], "none/netscaffold.yaml: error NS1016: There is no such file.");
    }

    [Fact]
    public void New_FolderOrFileInPlaceOfAFolder_Refused()
    {
        _folder.Write("folder/file", "name: shop\n");
        AssertRefused(_folder["folder"], "folder: error NS1017: It cannot be read: it is a folder.");
        AssertRefused(_folder["folder/file/netscaffold.yaml"], "folder/file/netscaffold.yaml: error NS1016: There is no such file.");
    }

    [Fact]
    public void New_NamelessFile_Refused()
    {
        var run = CliRun.Of("new", "--answers", "", "--output", _folder["out"]);
        Assert.Equal((ExitCodes.Usage, "NS1017"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void New_UnreadableFile_Refused()
    {
        _folder.Write(Name, "name: shop\n");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(_folder[Name], UnixFileMode.None);

        var run = Unprivileged.Run(() => CliRun.Of("new", "--answers", _folder[Name], "--output", _folder["out"]));

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(["netscaffold.yaml: error NS1017: It cannot be read: permission denied."], run.FindingsIn(_folder.Path));
        Assert.False(Directory.Exists(_folder["out"]));

        // The bite: with permission the very same run succeeds.
        File.SetUnixFileMode(_folder[Name], (UnixFileMode)0b100_100_100);
        Assert.Equal(ExitCodes.Success, Unprivileged.Run(() => CliRun.Of("new", "--answers", _folder[Name], "--output", _folder["out"])).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void New_OddButFine_GivesTheBundleOfThePlainFile(byte[] bytes)
    {
        File.WriteAllBytes(_folder[Name], bytes);
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "--answers", _folder[Name], "--output", _folder["odd"]).ExitCode);
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["plain"]).ExitCode);
        Assert.Equal(WithoutAnswers("plain"), WithoutAnswers("odd"));
    }

    /// <summary>An editor may put a byte order mark and CRLF into the bundle's own answers: that is no edit of the bundle.</summary>
    [Theory]
    [InlineData("\ufeff", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("\ufeff", "\r\n")]
    public void Render_AnswersSavedByAnotherEditor_NothingToDo(string mark, string lineEnd)
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["shop"]).ExitCode);
        _folder.Write($"shop/{Name}", mark + _folder.Read($"shop/{Name}").Replace("\n", lineEnd, StringComparison.Ordinal));
        var answers = File.ReadAllBytes(_folder[$"shop/{Name}"]);

        Assert.Equal(ExitCodes.Success, CliRun.Of("render", _folder["shop"]).ExitCode);
        var check = CliRun.Of("render", _folder["shop"], "--check");

        Assert.True(check.ExitCode == ExitCodes.Success, check.ToString());
        Assert.Equal(answers, File.ReadAllBytes(_folder[$"shop/{Name}"]));
    }

    private IEnumerable<KeyValuePair<string, string>> WithoutAnswers(string bundle) =>
        _folder.Snapshot(bundle).Where(f => f.Key is not (Name or "netscaffold.lock"));

    private void AssertRefused(string file, string finding)
    {
        var before = _folder.Snapshot();
        var run = CliRun.Of("new", "--answers", file, "--output", _folder["out"]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Equal([finding], run.FindingsIn(_folder.Path));
        Assert.Equal(before, _folder.Snapshot());
    }
}
