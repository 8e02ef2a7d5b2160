using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

using Map = Dictionary<string, object?>;

/// <summary>What holds of every cluster, without a second opinion.</summary>
public sealed class ReachabilityPropertyTests
{
    private const int Runs = 500;

    [Fact]
    public void Connections_ObjectsInAnyOrderAndFile_AreTheSame() => RandomClusters.Seeds.Sample(
        seed =>
        {
            var objects = RandomClusters.Of(seed);
            var random = new Random(seed);
            var shuffled = objects.OrderBy(_ => random.Next()).Select((o, i) => new SourceText($"{i}.yaml", RandomClusters.Text([o])));
            Assert.Equal(Lines(ConnectionsOf(objects)), Lines(Reachability.Of(ClusterReader.Read(shuffled)).Connections()));
        },
        iter: Runs);

    [Fact]
    public void AllowRule_AddedToANetworkPolicy_NeverCloses()
    {
        var opened = 0;
        RandomClusters.Seeds.Sample(
            seed =>
            {
                var objects = RandomClusters.Of(seed);
                var policy = objects.FirstOrDefault(o => o is { Kind: "NetworkPolicy", ApiVersion: "networking.k8s.io/v1" });
                if (policy is null) return;
                var isIngress = seed % 2 == 0 || !IsHeld(policy, "Egress");
                var before = ConnectionsOf(objects);
                // On the copy that stands among the objects.
                var key = isIngress ? "ingress" : "egress";
                policy.Spec![key] = policy.Spec.Maps(key).Append(RandomClusters.Rule(seed, isIngress ? "from" : "to")).Cast<object?>().ToList();
                var after = ConnectionsOf(objects);
                IsWithin(before, after, objects);
                if (Lines(before) != Lines(after)) Interlocked.Increment(ref opened);
            },
            iter: Runs);
        Assert.True(opened > Runs / 20, "Hardly any rule opened anything: the property says nothing.");
    }

    [Fact]
    public void NetworkPolicy_OverPodsNotYetHeld_NeverOpens()
    {
        var closed = 0;
        RandomClusters.Seeds.Sample(
            seed =>
            {
                var added = RandomClusters.NetworkPolicy(seed, "added");
                // The baseline would be asked no more about pods that are held, and may have closed what the policy allows. Policies of Cilium and Calico may hold them already.
                var objects = RandomClusters.Of(seed)
                    .Where(o => !(o.Kind == "NetworkPolicy" && o.Namespace == added.Namespace) && o.ApiVersion is not ("cilium.io/v2" or "projectcalico.org/v3") && o.Kind != "BaselineAdminNetworkPolicy" && o.Spec.Text("tier") != "Baseline").ToImmutableArray();
                var before = ConnectionsOf(objects);
                var after = ConnectionsOf(objects.Add(added));
                IsWithin(after, before, objects.Add(added));
                if (Lines(before) != Lines(after)) Interlocked.Increment(ref closed);
            },
            iter: Runs);
        Assert.True(closed > Runs / 20, "Hardly any policy closed anything: the property says nothing.");
    }

    [Fact]
    public void Pods_Equal_HaveEqualRows() => RandomClusters.Seeds.Sample(
        seed =>
        {
            var objects = RandomClusters.Of(seed);
            var pod = objects.FirstOrDefault(o => o.Kind == "Pod" && !o.Tree.Map("metadata")!.ContainsKey("ownerReferences"));
            if (pod is null) return;
            var twin = KubeObject.From(new Map(pod.Tree) { ["metadata"] = new Map(pod.Tree.Map("metadata")!) { ["name"] = "twin" } });
            var rows = Lines(ConnectionsOf(objects.Add(twin), hostNetworkIsOutside: seed % 2 == 0)).Split('\n');
            var (name, twinName) = ($"{pod.Namespace}/{pod.Name}[Pod]", $"{pod.Namespace}/twin[Pod]");
            var swapped = rows.Select(row => row.Replace(name, "\0", StringComparison.Ordinal).Replace(twinName, name, StringComparison.Ordinal).Replace("\0", twinName, StringComparison.Ordinal));
            Assert.Equal(rows.Order(StringComparer.Ordinal), swapped.Order(StringComparer.Ordinal));
        },
        iter: Runs);

    // policyTypes, or what the API server fills in.
    private static bool IsHeld(KubeObject policy, string direction) =>
        policy.Spec.List("policyTypes") is { Count: > 0 } types ? types.Contains(direction) : direction == "Ingress" || policy.Spec.List("egress") is { Count: > 0 };

    private static List<Connection> ConnectionsOf(IEnumerable<KubeObject> objects, bool hostNetworkIsOutside = false) =>
        [.. Reachability.Of(ClusterReader.Read([new SourceText("cluster.yaml", RandomClusters.Text(objects))]), new ReachOptions { HostNetworkIsOutside = hostNetworkIsOutside }).Connections()];

    private static string Lines(IEnumerable<Connection> connections) => string.Join('\n', connections.Select(c => $"{c.Source} => {c.Destination} : {c.Allowed}"));

    private static void IsWithin(List<Connection> smaller, List<Connection> larger, IEnumerable<KubeObject> objects)
    {
        var differences = ReachTable.Of(smaller.Concat(larger)).DifferencesTo(ReachTable.Of(larger)).Take(3).ToList();
        if (differences.Count > 0) Assert.Fail($"{string.Join('\n', differences)}\n{RandomClusters.Text(objects)}");
    }
}
