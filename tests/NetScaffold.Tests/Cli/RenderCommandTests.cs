using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

public sealed class RenderCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Shop => _folder["shop"];

    public RenderCommandTests() => Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", Shop).ExitCode);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Render_NothingEdited_ChangesNothing()
    {
        var before = _folder.Snapshot();
        var run = CliRun.Of("render", Shop);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches(@"\([0-9]+ unchanged\)", run.Output);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void Render_AnswersEdited_ChangesWhatFollowsFromThem()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var answers = _folder.Read("shop/netscaffold.yaml");

        var run = CliRun.Of("render", Shop);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("rateLimit: 7\n", _folder.Read("shop/helm/app/values.yaml"), StringComparison.Ordinal);
        Assert.Equal(answers, _folder.Read("shop/netscaffold.yaml"));
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--check").ExitCode);
    }

    [Fact]
    public void Render_Check_EndsWith1OnAnyDifferenceAndWritesNothing()
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--check").ExitCode);

        Edit("rateLimit: 100", "rateLimit: 7");
        var before = _folder.Snapshot();
        var run = CliRun.Of("render", Shop, "--check");

        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Contains("  change    helm/app/values.yaml\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Theory]
    [InlineData("edit", "  conflict  README.md\n")]
    [InlineData("delete", "  create    README.md\n")]
    public void Render_CheckAfterAnEditByHand_Differs(string what, string listed)
    {
        if (what == "edit") _folder.Write("shop/README.md", "mine\n");
        else File.Delete(_folder["shop/README.md"]);

        var run = CliRun.Of("render", Shop, "--check");
        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Contains(listed, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Render_Diff_PrintsThePatchAndWritesNothing(bool hasColor)
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var before = _folder.Snapshot();

        var run = CliRun.In(new CliRun.Surroundings { HasColor = hasColor }, "render", Shop, "--diff");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("rateLimit: 7\n", hasColor ? run.Output.Replace("\u001b[0m", "", StringComparison.Ordinal).Replace("\u001b[m", "", StringComparison.Ordinal) : run.Output, StringComparison.Ordinal);
        Assert.Equal(hasColor, run.Output.Contains('\u001b'));
        Assert.Contains("--- a/helm/app/values.yaml", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());
        Assert.Equal(ExitCodes.Findings, CliRun.Of("render", Shop, "--diff", "--check").ExitCode);
        Assert.Equal("", CliRun.Of("render", Shop, "--diff", "--check", "--format", "json").Error);
    }

    [Fact]
    public void Render_EditedFile_StopsUnlessForced()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        _folder.Write("shop/helm/app/values.yaml", "mine: 1\n");
        var before = _folder.Snapshot();

        var run = CliRun.Of("render", Shop);
        Assert.Equal((ExitCodes.CannotWrite, "NS8006"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
        Assert.StartsWith("helm/app/values.yaml: error", run.Findings.Single(f => f.Contains("NS8006", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());

        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--force").ExitCode);
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--check").ExitCode);
    }

    /// <summary>The four ways to run agree, and the finding tells the cause.</summary>
    [Theory]
    [InlineData("edited", "README.md", "it was edited since netscaffold wrote it")]
    [InlineData("unlisted", "helm/app/values.yaml", "netscaffold did not write it")]
    [InlineData("lock missing", "README.md", "it differs, and without a readable netscaffold.lock nothing tells whether it was edited")]
    [InlineData("lock emptied", "README.md", "it differs, and without a readable netscaffold.lock nothing tells whether it was edited")]
    [InlineData("lock of another program", "netscaffold.lock", "it is no lock of netscaffold")]
    public void Render_Conflict_IsToldWithItsCause(string what, string path, string cause)
    {
        if (what != "lock of another program") _folder.Write($"shop/{path}", "mine\n");
        if (what == "unlisted") _folder.Write("shop/netscaffold.lock", string.Join('\n', _folder.Read("shop/netscaffold.lock").Split('\n').Where(l => !l.EndsWith(path, StringComparison.Ordinal))));
        if (what == "lock missing") File.Delete(_folder["shop/netscaffold.lock"]);
        if (what == "lock emptied") _folder.Write("shop/netscaffold.lock", "");
        if (what == "lock of another program") _folder.Write("shop/netscaffold.lock", "pid 7\n");
        var before = _folder.Snapshot();

        foreach (var mode in new[] { "--dry-run", "--format=text" })
        {
            var run = CliRun.Of("render", Shop, mode);
            Assert.Equal((ExitCodes.CannotWrite, "NS8006"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
            Assert.Contains($"{path}: error NS8006: '{path}' would be overwritten: {cause}.", run.Findings);
        }

        var check = CliRun.Of("render", Shop, "--check");
        Assert.Equal(ExitCodes.Findings, check.ExitCode);
        Assert.Contains($"  conflict  {path}\n", check.Error, StringComparison.Ordinal);
        Assert.Contains($"--- a/{path}\n", CliRun.Of("render", Shop, "--diff").Output, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--force").ExitCode);
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop, "--check").ExitCode);
    }

    /// <summary>Where all files are as they should be, a lost lock is no reason to refuse.</summary>
    [Theory]
    [InlineData(null, "create")]
    [InlineData("", "change")]
    [InlineData("<<<<<<< HEAD\n# netscaffold.lock: cut\n", "change")]
    public void Render_LockLost_AdoptsIdenticalFiles(string? @lock, string state)
    {
        var before = _folder.Snapshot();
        if (@lock is null) File.Delete(_folder["shop/netscaffold.lock"]);
        else _folder.Write("shop/netscaffold.lock", @lock);

        var check = CliRun.Of("render", Shop, "--check");
        Assert.Equal(ExitCodes.Findings, check.ExitCode);
        Assert.EndsWith($"1 file differs from what the answers say.\n  {state,-9} netscaffold.lock\n", check.Error, StringComparison.Ordinal);
        Assert.Contains($"  {state,-9} netscaffold.lock\n", CliRun.Of("render", Shop, "--dry-run").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop).ExitCode);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void New_OtherFlags_SaysThatTheAnswersDiffer()
    {
        var run = CliRun.Of("new", "shop", "--rate-limit", "7", "--output", Shop);
        Assert.Equal(ExitCodes.CannotWrite, run.ExitCode);
        Assert.Contains("netscaffold.yaml: error NS8006: 'netscaffold.yaml' would be overwritten: it holds other answers than those given.", run.Findings);
    }

    [Fact]
    public void Render_DryRun_WritesNothing()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var before = _folder.Snapshot();
        var run = CliRun.Of("render", Shop, "--dry-run");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("  change    helm/app/values.yaml\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void Render_Interrupted_WritesNothing()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var before = _folder.Snapshot();
        Assert.Equal(ExitCodes.Interrupted, CliRun.In(new CliRun.Surroundings { Interrupted = new CancellationToken(true) }, "render", Shop).ExitCode);
        Assert.Equal(before, _folder.Snapshot());
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", Shop).ExitCode);
    }

    [Fact]
    public void Render_Json_NamesEachFileWithItsState()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var run = CliRun.Of("render", Shop, "--check", "--format", "json");
        Assert.Equal((ExitCodes.Findings, "", 1), (run.ExitCode, run.Error, run.Json.GetProperty("exitCode").GetInt32()));
        var states = run.Json.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("path").GetString()!, f => f.GetProperty("state").GetString());
        Assert.Equal(("change", "unchanged"), (states["helm/app/values.yaml"], states["netscaffold.yaml"]));
    }

    [Fact]
    public void Render_DiffAsJson_HoldsThePatches()
    {
        Edit("rateLimit: 100", "rateLimit: 7");
        var run = CliRun.Of("render", Shop, "--diff", "--format", "json");
        var patches = run.Json.GetProperty("files").EnumerateArray().Where(f => f.TryGetProperty("diff", out _)).Select(f => f.GetProperty("diff").GetString()).ToList();
        Assert.NotEmpty(patches);
        Assert.Equal(CliRun.Of("render", Shop, "--diff").Output, string.Concat(patches));
        Assert.DoesNotContain("diff", CliRun.Of("render", Shop, "--check", "--format", "json").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("shop/README.md")]
    public void Render_NoBundle_Refused(string folder)
    {
        var run = CliRun.Of("render", _folder[folder]);
        Assert.Equal((ExitCodes.Usage, "NS1016"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
        Assert.Equal([$"{folder}/netscaffold.yaml: error NS1016: There is no such file."], run.FindingsIn(_folder.Path));
    }

    private void Edit(string old, string changed)
    {
        var text = _folder.Read("shop/netscaffold.yaml");
        // The default stands in a comment, in the section that is to be uncommented.
        var line = text.Split('\n').Single(l => l.Contains(old, StringComparison.Ordinal));
        _folder.Write("shop/netscaffold.yaml", text.Replace(line, "", StringComparison.Ordinal) + $"\nedge:\n  {changed}\n");
    }
}
