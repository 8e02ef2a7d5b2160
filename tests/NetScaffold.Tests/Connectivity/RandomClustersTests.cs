using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;
using Pods = NetScaffold.Tests.Support.Pods;

namespace NetScaffold.Tests.Connectivity;

/// <summary>The engine and the literal evaluator agree on random clusters, connection by connection, wherever the answer could change.</summary>
public sealed partial class RandomClustersTests
{
    private static readonly ImmutableArray<(Protocol Protocol, string Name)> Protocols = [(Protocol.Tcp, "TCP"), (Protocol.Udp, "UDP"), (Protocol.Sctp, "SCTP")];

    [Fact]
    public void Connections_RandomCluster_EqualTheLiteralEvaluator() => RandomClusters.Seeds.Sample(seed => Check(seed, isOutside: seed % 2 == 0), iter: 2000);

    [Fact]
    public void RandomClusters_Drawn_AreTakenWholeAndVaried()
    {
        var clusters = Enumerable.Range(0, 300).Select(seed => ClusterReader.Read([new SourceText("c", RandomClusters.Text(RandomClusters.Of(seed)))])).ToList();
        // Hints about names that no pod has, and the like, are expected; refusals are not.
        Assert.All(clusters, cluster => Assert.DoesNotContain(cluster.Findings, f => f.Code is "NS6001" or "NS6002" or "NS6003" or "NS6009" or ['N', 'S', '1', ..]));
        var answers = clusters.SelectMany(c => Reachability.Of(c).Connections()).ToList();
        Assert.Contains(answers, c => c.Allowed.IsAll);
        Assert.True(answers.Select(c => c.Allowed.ToString()).Distinct().Count() > 50);
        foreach (var tier in Enum.GetValues<PolicyTier>()) Assert.Contains(clusters, c => c.Policies.Any(p => p.Tier == tier));
    }

    private static void Check(int seed, bool isOutside)
    {
        var objects = RandomClusters.Of(seed);
        var text = RandomClusters.Text(objects);
        var cluster = ClusterReader.Read([new SourceText("cluster.yaml", text)]);
        var reachability = Reachability.Of(cluster, new ReachOptions { HostNetworkIsOutside = isOutside });
        var connections = reachability.Connections().ToList();
        var between = connections.Where(c => c is { Source: WorkloadPeer, Destination: WorkloadPeer }).ToDictionary(c => (c.Source, c.Destination), c => c.Allowed);
        var literal = new LiteralReachability(objects.Where(LiteralReachability.IsUnderstood));
        var peers = PeersOf(objects, isOutside);
        var ports = PortsIn(text);
        var addresses = AddressesIn(text);
        Assert.Equal(peers.Keys.Select(p => p.ToString()), reachability.Workloads.Select(w => w.ToString()));

        foreach (var (source, sourcePods) in peers)
        {
            foreach (var (destination, destinationPods) in peers.Where(p => p.Key != source))
                Compare(seed, reachability.Explain(source, destination), between.GetValueOrDefault((source, destination), PortSet.None), sourcePods, destinationPods, ports, literal);

            foreach (var address in addresses)
            {
                var outside = new AddressPeer(AddressSet.OfAddress(address));
                ImmutableArray<Endpoint> end = [new External(address)];
                var outgoing = Single(seed, connections.Where(c => c.Source == source && IsIn(c.Destination, outside)));
                Compare(seed, reachability.Explain(source, outside), outgoing, sourcePods, end, ports, literal);
                var incoming = Single(seed, connections.Where(c => c.Destination == source && IsIn(c.Source, outside)));
                Compare(seed, reachability.Explain(outside, source), incoming, end, sourcePods, ports, literal);
            }
        }
    }

    private static void Compare(int seed, Explanation explanation, PortSet allowed, ImmutableArray<Endpoint> sources, ImmutableArray<Endpoint> destinations, int[] ports, LiteralReachability literal)
    {
        var pair = $"{explanation.Source} to {explanation.Destination}";
        if (!explanation.Allowed.Equals(allowed)) Fail(seed, $"{pair}: explained as {explanation.Allowed}, computed as {allowed}.");
        foreach (var decisions in explanation.Pairs.SelectMany(p => new[] { p.Egress, p.Ingress })) IsPartition(seed, pair, decisions);

        foreach (var (protocol, name) in Protocols)
        {
            foreach (var port in ports)
            {
                var verdicts = (from s in sources from d in destinations select literal.Decide(s, d, name, port)).ToList();
                // Pods of one owner are one peer: it reaches what any of them reaches.
                var expected = verdicts.Exists(v => v.IsAllowed);
                if (expected != allowed.Contains(protocol, port))
                    Fail(seed, $"{pair}, {name} {port}: the literal evaluator says {(expected ? "open" : "closed")}, the engine {allowed}.");
                // The reasons can be compared where there is one pod at each end.
                if (verdicts is not [var verdict]) continue;
                var only = explanation.Pairs.Single();
                SameReason(seed, $"{pair}, egress {name} {port}", verdict.Egress, only.Egress.Single(d => d.Ports.Contains(protocol, port)));
                SameReason(seed, $"{pair}, ingress {name} {port}", verdict.Ingress, only.Ingress.Single(d => d.Ports.Contains(protocol, port)));
            }
        }
    }

    private static void IsPartition(int seed, string pair, ImmutableArray<Decision> decisions)
    {
        var covered = PortSet.None;
        foreach (var decision in decisions)
        {
            if (decision.Ports.IsEmpty || !covered.Intersect(decision.Ports).IsEmpty) Fail(seed, $"{pair}: decisions overlap, or one is empty.");
            covered = covered.Union(decision.Ports);
        }

        if (!covered.IsAll) Fail(seed, $"{pair}: the decisions cover only {covered}.");
    }

    private static void SameReason(int seed, string what, Side expected, Decision decision)
    {
        var named = decision.Policies.Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        var isRight = decision.IsAllowed == expected.IsAllowed && (expected switch
        {
            { Isolating.IsEmpty: true } => named.Count == 0,
            // Any one of those that allow will do.
            { IsAllowed: true } => named is [var one] && expected.Allowing.Any(p => p.Name == one),
            _ => named.SequenceEqual(expected.Isolating.Select(p => p.Name).Order(StringComparer.Ordinal)),
        });
        if (!isRight) Fail(seed, $"{what}: {expected} expected, decided {(decision.IsAllowed ? "open" : "closed")} by {string.Join(", ", named)}.");
    }

    private static PortSet Single(int seed, IEnumerable<Connection> connections) => connections.ToList() switch
    {
        [] => PortSet.None,
        [var only] => only.Allowed,
        var several => Fail(seed, $"One address is in several ranges: {string.Join(", ", several)}"),
    };

    private static bool IsIn(Peer range, AddressPeer address) =>
        range is AddressPeer { Range: var wide } && wide.IsV6 == address.Range.IsV6 && wide.First <= address.Range.First && address.Range.Last <= wide.Last;

    // By the name under which they are shown: the owner's, where there is one.
    private static SortedDictionary<WorkloadPeer, ImmutableArray<Endpoint>> PeersOf(ImmutableArray<KubeObject> objects, bool isOutside)
    {
        var pods = Pods.Of(objects).ToDictionary(p => (p.Namespace, p.Name));
        var shown = from manifest in objects
                    where manifest.Kind == "Pod"
                    let pod = pods[(manifest.Namespace, manifest.Name)]
                    let node = manifest.Tree.Map("status").Text("podIP")
                    let end = pod with { IsHostNetwork = isOutside && pod.IsHostNetwork, HostIp = isOutside && node is not null ? IPAddress.Parse(node) : null }
                    let owner = manifest.Tree.Map("metadata").Maps("ownerReferences").FirstOrDefault()
                    group (Endpoint)end by new WorkloadPeer(manifest.Namespace, owner.Text("name") ?? manifest.Name, owner.Text("kind") ?? "Pod");
        return new SortedDictionary<WorkloadPeer, ImmutableArray<Endpoint>>(
            shown.ToDictionary(g => g.Key, g => g.ToImmutableArray()), Comparer<WorkloadPeer>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString())));
    }

    private static int[] PortsIn(string text) =>
        [.. Port().Matches(text).SelectMany(m => int.Parse(m.Value) is var port ? new[] { port - 1, port, port + 1 } : []).Append(1).Append(65535).Where(p => p is >= 1 and <= 65535).Distinct()];

    // Both ends of each block, and the address before and behind it.
    private static List<IPAddress> AddressesIn(string text)
    {
        var addresses = new HashSet<IPAddress> { IPAddress.Parse("198.51.100.7"), IPAddress.Parse("2001:db9::1") };
        foreach (Match match in Cidr().Matches(text))
        {
            var bytes = IPAddress.Parse(match.Groups["address"].Value).GetAddressBytes();
            var size = System.Numerics.BigInteger.One << ((bytes.Length * 8) - int.Parse(match.Groups["bits"].Value));
            var first = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true) / size * size;
            var end = System.Numerics.BigInteger.One << (bytes.Length * 8);
            foreach (var number in new[] { first - 1, first, first + size - 1, first + size })
            {
                if (number >= 0 && number < end) addresses.Add(new IPAddress([.. Enumerable.Range(0, bytes.Length).Select(i => (byte)((number >> (8 * (bytes.Length - 1 - i))) & 0xFF))]));
            }
        }

        return [.. addresses];
    }

    private static PortSet Fail(int seed, string what) => throw new InvalidOperationException($"{what}\n{RandomClusters.Text(RandomClusters.Of(seed))}");

    [GeneratedRegex("(?<=\"(port|endPort|number|start|end|containerPort)\":)[0-9]+")]
    private static partial Regex Port();

    [GeneratedRegex("(?<=\")(?<address>[0-9a-f.:]+)/(?<bits>[0-9]+)(?=\")")]
    private static partial Regex Cidr();
}
