using CsCheck;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>The engine and the literal evaluator agree on random clusters, connection by connection, wherever the answer could change.</summary>
public sealed class RandomClustersTests
{
    [Fact]
    public void Connections_RandomCluster_EqualTheLiteralEvaluator() => RandomClusters.Seeds.Sample(
        seed =>
        {
            var text = RandomClusters.Text(RandomClusters.Of(seed));
            var differences = LiteralComparison.Differences(text, hostNetworkIsOutside: seed % 2 == 0).Take(3).ToList();
            if (differences.Count > 0) Assert.Fail($"{string.Join('\n', differences)}\n{text}");
        },
        iter: 2000);

    [Fact]
    public void RandomClusters_Drawn_AreTakenWholeAndVaried()
    {
        var clusters = Enumerable.Range(0, 300).Select(seed => ClusterReader.Read([new SourceText("c", RandomClusters.Text(RandomClusters.Of(seed)))])).ToList();
        // Hints about names that no pod has, and the like, are expected; refusals are not.
        Assert.All(clusters, cluster => Assert.DoesNotContain(cluster.Findings, f => f.Code is "NS6001" or "NS6002" or "NS6003" or "NS6009" or ['N', 'S', '1', ..]));
        var answers = clusters.SelectMany(c => Reachability.Of(c).Connections()).ToList();
        Assert.Contains(answers, c => c.Allowed.IsAll);
        Assert.True(answers.Select(c => c.Allowed.ToString()).Distinct().Count() > 50);
        foreach (var tier in new[] { PolicyTier.Admin, PolicyTier.Denial, PolicyTier.Namespace, PolicyTier.Baseline, new("before", 500, DeniesRest: true), new("behind", 2_000_000, DeniesRest: false) }) Assert.Contains(clusters, c => c.Policies.Any(p => p.Tier == tier));
    }
}
