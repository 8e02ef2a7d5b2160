using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>
/// Truth tables, written by hand on top of a few objects: <c>Fixtures/Reach/*.yaml</c>. A comment says what the scenario shows; lines with <c>#!</c> are
/// the whole table (see <see cref="ReachTable.Parse"/>; <c>pods</c> is every workload, <c>nothing</c> an empty table). Lines with <c>#?</c> say the rest:
/// <c>host-network outside</c>, <c>finding CODE line N</c> for each finding there is, and <c>literal …</c> with the reason why the literal evaluator cannot be asked.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Reach");

    private static readonly ImmutableArray<string> All = [.. Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => new(All);

    public static TheoryData<string> NamesForTheLiteral => new(All.Where(name => Scenario.Read(name).IsForTheLiteral));

    [Theory, MemberData(nameof(Names))]
    public void Connections_Scenario_AreItsTable(string name)
    {
        var scenario = Scenario.Read(name);
        var cluster = ClusterReader.Read([new SourceText($"{name}.yaml", scenario.Text)]);
        var reachability = Reachability.Of(cluster, new ReachOptions { HostNetworkIsOutside = scenario.HostNetworkIsOutside });
        var expected = ReachTable.Parse(scenario.Table, [.. reachability.Workloads.Select(w => w.ToString())]);

        var differences = expected.DifferencesTo(ReachTable.Of(reachability.Connections())).ToList();
        Assert.True(differences.Count == 0, $"{name}: {scenario.Says}\n{string.Join('\n', differences)}");
        Assert.Equal(scenario.Findings, reachability.Findings.Select(f => $"{f.Code} line {f.At.Line}"));
    }

    [Theory, MemberData(nameof(NamesForTheLiteral))]
    public void Connections_Scenario_EqualTheLiteralEvaluator(string name)
    {
        var scenario = Scenario.Read(name);
        var differences = LiteralComparison.Differences(scenario.Text, scenario.HostNetworkIsOutside).Take(10).ToList();
        Assert.True(differences.Count == 0, $"{name}: {scenario.Says}\n{string.Join('\n', differences)}");
    }

    [Fact]
    public void Scenarios_Folder_HoldsEveryVector()
    {
        Assert.True(All.Length >= 60);
        for (var vector = 1; vector <= 25; vector++) Assert.Contains(All, n => n.StartsWith($"vector-{vector:00}-", StringComparison.Ordinal));
    }

    private sealed record Scenario(string Text, string Says, ImmutableArray<string> Table, ImmutableArray<string> Findings, bool HostNetworkIsOutside, bool IsForTheLiteral)
    {
        public static Scenario Read(string name)
        {
            var text = File.ReadAllText(Path.Combine(Folder, $"{name}.yaml"));
            var head = text.Split('\n').TakeWhile(line => line.StartsWith('#')).ToList();
            var table = Behind(head, "#! ");
            var options = Behind(head, "#? ");
            if (table.IsEmpty) throw new InvalidDataException($"{name} has no table.");
            if (options.FirstOrDefault(o => o != "host-network outside" && !o.StartsWith("finding ", StringComparison.Ordinal) && !o.StartsWith("literal ", StringComparison.Ordinal)) is { } strange)
                throw new InvalidDataException($"{name}: what is {strange}?");
            return new Scenario(
                text, string.Join(' ', Behind(head, "# ")), table is ["nothing"] ? [] : table, Behind([.. options], "finding "), options.Contains("host-network outside"),
                !options.Any(o => o.StartsWith("literal ", StringComparison.Ordinal)));
        }

        private static ImmutableArray<string> Behind(IEnumerable<string> lines, string mark) => [.. lines.Where(l => l.StartsWith(mark, StringComparison.Ordinal)).Select(l => l[mark.Length..])];
    }
}
