using System.Text.Json;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Decisions;
using NetScaffold.Tests.Support;
using NetScaffold.Wizard;
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
        Assert.Equal(["cilium", "calico", "canal", "flannel", "weave", "existing"], cni.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("value").GetString()));
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

    [Theory]
    [InlineData("NS1026", "NS1026 (error): too few or too many items.\n\nWhy:  Answers are read before")]
    [InlineData("ns8006", "NS8006 (error): a file that was edited")]
    [InlineData("Ns2599", "NS2599 (info): a waiver")]
    [InlineData("ns2060", "NS2060 (")]
    [InlineData("NS3001", "NS3001 (error): ")]
    [InlineData("NS9001", "NS9001 (error): an internal error")]
    [InlineData("CNI", "cluster.cni  --cni\n")]
    [InlineData("services.ports", "services.ports (a field of a service)\n")]
    [InlineData("services.ports[].containerPort", "services.ports[].containerPort (a field of a service)\n")]
    [InlineData("probes", "services.probes (a field of a service)\n")]
    [InlineData("maxUnavailable", "services.disruption.maxUnavailable (a field of a service)\n")]
    public void Explain_CodeQuestionOrField_StartsWithIt(string what, string start)
    {
        var run = CliRun.Of("explain", what);
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(start, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EveryCodeAndField_SaysSomething() => Assert.All(
        [.. NetScaffold.Diagnostics.DiagnosticCatalogue.All.Select(e => e.Code), .. RuleCatalogue.All.Select(r => r.Code), .. NetScaffold.Cli.Output.FieldList.All.Select(f => $"services.{f.Path}")],
        what => Assert.StartsWith(what, CliRun.Of("explain", what).Output, StringComparison.Ordinal));

    /// <summary>The feature table with a row for each feature and a column for each pod network and platform.</summary>
    [Theory]
    [InlineData("cni")]
    [InlineData("cluster.cni")]
    [InlineData("--cni")]
    public void Explain_Cni_SaysHowOneIsRecommended(string what)
    {
        var run = CliRun.Of("explain", "--", what);

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("cluster.cni  --cni\n", run.Output, StringComparison.Ordinal);
        var lines = run.Output[run.Output.IndexOf("\nHow the wizard recommends one\n", StringComparison.Ordinal)..].Split('\n');
        Assert.All(lines, l => Assert.True(l.Length <= 100, l));
        Assert.Contains(lines, l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).SequenceEqual(["cilium", "calico", "flannel", "canal", "weave"]));
        Assert.Contains(lines, l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).SequenceEqual(["kind", "k3s", "eks", "aks", "gke"]));
        Assert.Contains("  BGP                          yes          yes          no           no           no", lines);
        Assert.Contains("  log of flows                 yes          preview [7]  no           no           no", lines);
        Assert.Contains("  [7] calico: its log of flows, Goldmane, is a technical preview", lines);
        Assert.Contains("       cilium with a kernel below 5.10", lines);
        Assert.Contains("     on eks, aks and gke existing, cilium, calico, flannel.", lines);
        Assert.Contains("  calico on eks, aks: no BGP", lines);
        Assert.All(CniTable.Rows, r => Assert.Equal(2, lines.Count(l => l.StartsWith($"  {r.Noun} ", StringComparison.Ordinal))));
    }

    [Fact]
    public void Explain_AnotherQuestion_SaysNothingOfPodNetworks() => Assert.All(
        NetScaffold.Answers.Questions.All.Where(q => q.Path != "cluster.cni"),
        q => Assert.DoesNotContain("How the wizard recommends one", CliRun.Of("explain", "--", q.Path).Output, StringComparison.Ordinal));

    private static string Questions(params string[] arguments)
    {
        var run = CliRun.Of(["questions", .. arguments]);
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        return run.Output;
    }
}
