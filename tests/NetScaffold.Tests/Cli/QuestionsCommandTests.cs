using System.Text.Json;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Decisions;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

public sealed class QuestionsCommandTests
{
    [Fact]
    public void Questions_Text_NamesEachWithFlagChoicesAndHelp()
    {
        var run = Questions();
        foreach (var question in NetScaffold.Answers.Questions.All)
        {
            Assert.Contains($"{question.Path}  {question.Flag}", run, StringComparison.Ordinal);
            Assert.Contains(question.Help, run, StringComparison.Ordinal);
        }

        Assert.Equal(run, Questions("--format", "text"));
    }

    [Fact]
    public void Questions_Json_IsAnArrayOfAll()
    {
        var list = JsonDocument.Parse(Questions("--format", "json")).RootElement.EnumerateArray().ToList();
        Assert.Equal(NetScaffold.Answers.Questions.All.Select(q => q.Path), list.Select(q => q.GetProperty("path").GetString()));
        Assert.All(list, q => Assert.False(string.IsNullOrEmpty(q.GetProperty("flag").GetString()) || string.IsNullOrEmpty(q.GetProperty("help").GetString())));
        var cni = list.Single(q => q.GetProperty("path").GetString() == "cluster.cni");
        Assert.Equal(("--cni", "cilium"), (cni.GetProperty("flag").GetString(), cni.GetProperty("default").GetString()));
        Assert.Equal(["cilium", "existing"], cni.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("value").GetString()));
    }

    [Fact]
    public void Questions_Schema_IsTheOneInTheBundle() => Assert.Equal(AnswersSchema.Print(), Questions("--format", "schema"));

    [Fact]
    public void Questions_Markdown_HasARowForEach()
    {
        var lines = Questions("--format", "markdown").Split('\n');
        Assert.All(NetScaffold.Answers.Questions.All, q =>
        {
            var row = lines.First(l => l.StartsWith($"| `{q.Path}` | `{q.Flag ?? ""}".TrimEnd('`'), StringComparison.Ordinal));
            Assert.Equal(6, row.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'));
        });
    }

    [Fact]
    public void Explain_EveryQuestionAndDecision_SaysSomething()
    {
        string[] all = [.. NetScaffold.Answers.Questions.All.SelectMany(q => new[] { q.Path, q.Key, q.Flag ?? q.Key }), .. DecisionCatalogue.All.Select(d => d.Name)];
        Assert.All(all, what =>
        {
            var run = CliRun.Of("explain", "--", what);
            Assert.True(run is { ExitCode: ExitCodes.Success, Error: "", Output.Length: > 20 }, $"{what}: {run}");
        });
    }

    private static string Questions(params string[] arguments)
    {
        var run = CliRun.Of(["questions", .. arguments]);
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        return run.Output;
    }
}
