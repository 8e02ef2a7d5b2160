using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Pods = NetScaffold.Tests.Support.Pods;

namespace NetScaffold.Tests.Connectivity;

/// <summary>
/// The engine beside the literal evaluator, over one set of manifests: every two workloads, and every workload with the addresses at which
/// something could change, at the ports at which something could. Explanations are held to both.
/// </summary>
internal sealed partial class LiteralComparison
{
    private static readonly ImmutableArray<(Protocol Protocol, string Name)> Protocols = [(Protocol.Tcp, "TCP"), (Protocol.Udp, "UDP"), (Protocol.Sctp, "SCTP")];

    private readonly ImmutableArray<KubeObject> _objects;
    private readonly bool _isOutside;
    private readonly Reachability _engine;
    private readonly LiteralReachability _literal;
    private readonly int[] _ports;
    private readonly List<IPAddress> _addresses;

    private LiteralComparison(string manifests, bool hostNetworkIsOutside)
    {
        _objects = KubeObject.ParseAll(manifests);
        _isOutside = hostNetworkIsOutside;
        _engine = Reachability.Of(ClusterReader.Read([new SourceText("cluster.yaml", manifests)]), new ReachOptions { HostNetworkIsOutside = hostNetworkIsOutside });
        _literal = new LiteralReachability(_objects.Where(LiteralReachability.IsUnderstood));
        var json = string.Concat(_objects.Select(o => o.ToJson()));
        _ports = PortsIn(json);
        _addresses = AddressesIn(json);
    }

    /// <summary>What the two disagree on, one line each; none in the end.</summary>
    /// <param name="manifests">No lists, and no ways in: the literal evaluator knows neither.</param>
    /// <param name="hostNetworkIsOutside">For both.</param>
    public static IEnumerable<string> Differences(string manifests, bool hostNetworkIsOutside) => new LiteralComparison(manifests, hostNetworkIsOutside).Differences();

    private IEnumerable<string> Differences()
    {
        var peers = Peers();
        if (!peers.Keys.Select(p => p.ToString()).SequenceEqual(_engine.Workloads.Select(w => w.ToString())))
            yield return $"The workloads are {string.Join(", ", peers.Keys)}; the engine knows {string.Join(", ", _engine.Workloads)}.";

        var connections = _engine.Connections().ToList();
        foreach (var (workload, pods) in peers)
        {
            foreach (var (other, otherPods) in peers.Where(p => p.Key != workload))
            {
                var found = connections.Where(c => c.Source == workload && c.Destination == other);
                foreach (var difference in Compare(workload, other, found, pods, otherPods)) yield return difference;
            }

            foreach (var address in _addresses)
            {
                var outside = new AddressPeer(AddressSet.OfAddress(address));
                ImmutableArray<Endpoint> end = [new External(address)];
                var differences = Compare(workload, outside, connections.Where(c => c.Source == workload && IsIn(c.Destination, outside)), pods, end)
                    .Concat(Compare(outside, workload, connections.Where(c => c.Destination == workload && IsIn(c.Source, outside)), end, pods));
                foreach (var difference in differences) yield return difference;
            }
        }
    }

    private IEnumerable<string> Compare(Peer source, Peer destination, IEnumerable<Connection> found, ImmutableArray<Endpoint> sources, ImmutableArray<Endpoint> destinations)
    {
        var pair = $"{source} to {destination}";
        var connections = found.ToList();
        if (connections.Count > 1) yield return $"{pair}: stands there {connections.Count} times.";
        var allowed = connections.Count == 0 ? PortSet.None : connections[0].Allowed;
        var explanation = _engine.Explain(source, destination);
        if (!explanation.Allowed.Equals(allowed)) yield return $"{pair}: explained as {explanation.Allowed}, computed as {allowed}.";
        if (explanation.Pairs.SelectMany(p => new[] { p.Egress, p.Ingress }).Any(d => !IsPartition(d))) yield return $"{pair}: its decisions do not partition all ports.";

        foreach (var (protocol, name) in Protocols)
        {
            foreach (var port in _ports)
            {
                var verdicts = (from s in sources from d in destinations select _literal.Decide(s, d, name, port)).ToList();
                // Pods of one owner are one peer: it reaches what any of them reaches.
                var isOpen = verdicts.Exists(v => v.IsAllowed);
                if (isOpen != allowed.Contains(protocol, port)) yield return $"{pair}, {name} {port}: the literal evaluator says {(isOpen ? "open" : "closed")}, the engine {allowed}.";
                // The reasons can be compared where there is one pod at each end.
                if (verdicts is not [var verdict] || explanation.Pairs is not [var only]) continue;
                foreach (var (direction, side, decisions) in new[] { ("egress", verdict.Egress, only.Egress), ("ingress", verdict.Ingress, only.Ingress) })
                {
                    var decision = decisions.FirstOrDefault(d => d.Ports.Contains(protocol, port));
                    if (decision is null || !IsSameReason(side, decision)) yield return $"{pair}, {direction} {name} {port}: {side}; the engine says {decision?.IsAllowed} by {string.Join(", ", decision?.Policies ?? [])}.";
                }
            }
        }
    }

    private static bool IsPartition(ImmutableArray<Decision> decisions)
    {
        var covered = PortSet.None;
        foreach (var decision in decisions)
        {
            if (decision.Ports.IsEmpty || !covered.Intersect(decision.Ports).IsEmpty) return false;
            covered = covered.Union(decision.Ports);
        }

        return covered.IsAll;
    }

    private static bool IsSameReason(Side expected, Decision decision)
    {
        var named = decision.Policies.Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        return decision.IsAllowed == expected.IsAllowed && (expected switch
        {
            { Isolating.IsEmpty: true } => named.Count == 0,
            // Any one of those that allow will do.
            { IsAllowed: true } => named is [var one] && expected.Allowing.Any(p => p.Name == one),
            _ => named.SequenceEqual(expected.Isolating.Select(p => p.Name).Order(StringComparer.Ordinal)),
        });
    }

    private static bool IsIn(Peer range, AddressPeer address) =>
        range is AddressPeer { Range: var wide } && wide.IsV6 == address.Range.IsV6 && wide.First <= address.Range.First && address.Range.Last <= wide.Last;

    // By the name under which they are shown: the owner's, where there is one.
    private SortedDictionary<WorkloadPeer, ImmutableArray<Endpoint>> Peers()
    {
        var namespaces = _objects.Where(o => o.Kind == "Namespace").ToList();
        var shown = from manifest in _objects
                    where manifest.Kind != "Namespace" && manifest.Tree.Map("status").Text("phase") is not ("Succeeded" or "Failed")
                    from pod in Pods.Of([.. namespaces, manifest])
                    let node = manifest.Tree.Map("status").Text("podIP")
                    let end = pod with { IsHostNetwork = _isOutside && pod.IsHostNetwork, HostIp = _isOutside && pod.IsHostNetwork && node is not null ? IPAddress.Parse(node) : null }
                    let owner = manifest.Tree.Map("metadata").Maps("ownerReferences").FirstOrDefault(o => o.Flag("controller"))
                    // An owner that is among the objects describes its pods itself.
                    where owner is null || !_objects.Any(o => o.Kind == owner.Text("kind") && o.Name == owner.Text("name") && o.Namespace == manifest.Namespace)
                    group (Endpoint)end by new WorkloadPeer(pod.Namespace, owner.Text("name") ?? manifest.Name, owner.Text("kind") ?? manifest.Kind);
        return new SortedDictionary<WorkloadPeer, ImmutableArray<Endpoint>>(
            shown.ToDictionary(g => g.Key, g => g.ToImmutableArray()), Comparer<WorkloadPeer>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString())));
    }

    private static int[] PortsIn(string json) =>
        [.. Port().Matches(json).SelectMany(m => int.Parse(m.Value) is var port ? new[] { port - 1, port, port + 1 } : []).Append(1).Append(65535).Where(p => p is >= 1 and <= 65535).Distinct()];

    // Both ends of each block, and the address before and behind it.
    private static List<IPAddress> AddressesIn(string json)
    {
        var addresses = new HashSet<IPAddress> { IPAddress.Parse("198.51.100.7"), IPAddress.Parse("2001:db9::1") };
        foreach (Match match in Cidr().Matches(json))
        {
            var bytes = IPAddress.Parse(match.Groups["address"].Value).GetAddressBytes();
            var size = BigInteger.One << ((bytes.Length * 8) - int.Parse(match.Groups["bits"].Value));
            var first = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) / size * size;
            var end = BigInteger.One << (bytes.Length * 8);
            foreach (var number in new[] { first - 1, first, first + size - 1, first + size }.Where(n => n >= 0 && n < end))
                addresses.Add(new IPAddress([.. Enumerable.Range(0, bytes.Length).Select(i => (byte)((number >> (8 * (bytes.Length - 1 - i))) & 0xFF))]));
        }

        return [.. addresses];
    }

    [GeneratedRegex("(?<=\"(port|endPort|number|start|end|containerPort)\":\"?)[0-9]+|(?<=\"(ports|notPorts)\":\\[[^\\]{]*)\\b[0-9]+\\b")]
    private static partial Regex Port();

    [GeneratedRegex("(?<=\")(?<address>[0-9a-f.:]+)/(?<bits>[0-9]+)(?=\")")]
    private static partial Regex Cidr();
}
