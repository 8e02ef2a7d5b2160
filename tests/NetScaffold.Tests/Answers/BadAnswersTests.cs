using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>Answers that are refused: exit code 2, every finding at its place, nothing written.</summary>
public sealed class BadAnswersTests : IDisposable
{
    public const string Fixtures = "BadAnswers";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => AnnotatedAnswers.Names(Fixtures);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void New_BadAnswers_RefusedWithEachFindingAtItsPlace(string name)
    {
        var fixture = AnnotatedAnswers.Read(Fixtures, name);
        _folder.Write("netscaffold.yaml", fixture.Answers);
        var before = _folder.Snapshot();

        var run = CliRun.Of("new", "--answers", _folder["netscaffold.yaml"], "--output", _folder["out"]);

        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.ErrorCodes);
        Assert.Equal(before, _folder.Snapshot());
        // Notes about what is right would be noise here.
        fixture.Match("netscaffold.yaml", run.FindingsIn(_folder.Path).Where(f => !f.Contains(": info NS2", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_BadAnswers_SaysTheSameAndLeavesTheBundleAlone(string name)
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--output", _folder["shop"]).ExitCode);
        _folder.Write("shop/netscaffold.yaml", AnnotatedAnswers.Read(Fixtures, name).Answers);
        var before = _folder.Snapshot();

        var run = CliRun.Of("render", _folder["shop"], "--force");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(CliRun.Of("new", "--answers", _folder["shop/netscaffold.yaml"], "--output", _folder["out"]).Findings.AsEnumerable(), run.Findings);
        Assert.Equal(before, _folder.Snapshot());
    }

    /// <summary>No finding can break its line or steer a terminal, whatever the answers hold.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void New_BadAnswers_PrintsPlainLines(string name)
    {
        _folder.Write("netscaffold.yaml", AnnotatedAnswers.Read(Fixtures, name).Answers);

        var run = CliRun.Of("new", "--answers", _folder["netscaffold.yaml"], "--output", _folder["out"]);

        Assert.DoesNotContain(run.Error, c => char.IsControl(c) && c != '\n');
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("For example: ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(run.Findings.Contains(line) || line.StartsWith("  ", StringComparison.Ordinal), line));
    }
}
