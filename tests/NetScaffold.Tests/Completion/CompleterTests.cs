using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Completion;

/// <summary>What is offered at the end of a command line, whatever the shell.</summary>
public sealed class CompleterTests
{
    [Theory]
    [InlineData("netscaffold ", "new", "render", "check", "reach", "questions", "explain", "completion")]
    [InlineData("netscaffold re", "render", "reach")]
    [InlineData("/opt/bin/netscaffold re", "render", "reach")]
    [InlineData("netscaffold xyz")]
    [InlineData("netscaffold --v", "--version")]
    [InlineData("netscaffold completion ", "bash", "zsh", "fish", "pwsh")]
    [InlineData("netscaffold completion bash ")]
    [InlineData("netscaffold questions --format ", "json", "markdown", "schema", "text")]
    [InlineData("netscaffold questions --format=m", "--format=markdown")]
    [InlineData("netscaffold new ")]
    [InlineData("netscaffold new shop --cn", "--cni")]
    [InlineData("netscaffold new --cni c", "cilium", "calico", "canal")]
    [InlineData("netscaffold new --cni=c", "--cni=cilium", "--cni=calico", "--cni=canal")]
    [InlineData("netscaffold new --cni cilium --cn")]
    [InlineData("netscaffold new --pd", "--pdb")]
    [InlineData("netscaffold new --pdb --dry", "--dry-run")]
    [InlineData("netscaffold new --pdb=", "--pdb=true", "--pdb=false")]
    [InlineData("netscaffold new --service a --service", "--service", "--service-cidr")]
    [InlineData("netscaffold new -- --cn")]
    [InlineData("netscaffold new --nonsense=")]
    [InlineData("netscaffold new --layers cluster,p", "cluster,platform")]
    [InlineData("netscaffold new --layers cluster,platform,", "cluster,platform,all", "cluster,platform,app")]
    [InlineData("netscaffold new --expose ", "frontend", "backend", "database")]
    [InlineData("netscaffold new --call ", "frontend:", "backend:", "database:")]
    [InlineData("netscaffold new --service a:80=x/y:1 --service=b --call a:", "a:b")]
    [InlineData("netscaffold new --set cluster.cn", "cluster.cni=")]
    [InlineData("netscaffold new --set cluster.cni=e", "cluster.cni=existing")]
    [InlineData("netscaffold new --service a --set services.a.repl", "services.a.replicas=")]
    [InlineData("netscaffold new --allow NS2060", "NS2060=")]
    [InlineData("netscaffold explain NS2060", "NS2060")]
    [InlineData("netscaffold explain NS8014", "NS8014")]
    [InlineData("netscaffold explain cluster.cn", "cluster.cni")]
    [InlineData("netscaffold explain services.expose.ho", "services.expose.host")]
    public void Complete_OffersWhatMayStandThere(string line, params string[] expected) => Assert.Equal((string[])["words", .. expected], Complete(line).Select(a => a.Split('\t')[0]));

    [Theory]
    [InlineData("netscaffold render ", "folders")]
    [InlineData("netscaffold new -o ", "folders")]
    [InlineData("netscaffold new --output some", "folders")]
    [InlineData("netscaffold new --answers ", "files")]
    public void Complete_APath_LeavesItToTheShell(string line, string kind) => Assert.Equal([kind], Complete(line));

    [Fact]
    public void Complete_TheFlagOfAQuestion_OffersEachChoiceWithItsHelp()
    {
        var questions = Questions.All.Where(q => q.Flag is not null && q.Shape is ChoiceShape or ListShape { Item: ChoiceShape }).ToList();
        Assert.NotEmpty(questions);
        Assert.All(questions, question =>
        {
            var choices = (question.Shape as ChoiceShape ?? (ChoiceShape)((ListShape)question.Shape).Item).Choices;
            Assert.Equal(choices.Select(c => $"{c.Value}\t{c.Help}").Prepend("words"), Complete($"netscaffold new {question.Flag} "));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("netscaffold")]
    [InlineData("netscaffold new \"a b")]
    [InlineData("netscaffold new --set '")]
    [InlineData("netscaffold new =")]
    [InlineData("netscaffold new --=")]
    [InlineData("netscaffold new --call :")]
    [InlineData("netscaffold new --service")]
    [InlineData("netscaffold new --service= --call ")]
    [InlineData("netscaffold new \u00e9\u4e2d ")]
    [InlineData("netscaffold new @/etc/passwd ")]
    public void Complete_AnyLine_EndsWell(string line) => Assert.NotEmpty(Complete(line));

    [Fact]
    public void Complete_IsNoCommandForPeople() => Assert.DoesNotContain("complete ", CliRun.Of("--help").Output, StringComparison.Ordinal);

    private static string[] Complete(string line)
    {
        var run = CliRun.Of("complete", "--", line);
        Assert.True(run is { ExitCode: ExitCodes.Success, Error: "" }, run.ToString());
        return run.Output.TrimEnd('\n').Split('\n');
    }
}
