using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>How to read what manifests leave open.</summary>
public sealed record ReachOptions
{
    /// <summary>
    /// Pods on their node's network stand outside the pod network, as with most plugins: no policy holds them, and no selector means them.
    /// Else they count as ordinary pods, which shows what the policies were meant to say.
    /// </summary>
    public bool HostNetworkIsOutside { get; init; }
}

/// <summary>Who can reach whom in a cluster, exactly: for every two peers the ports that both ends let through.</summary>
/// <remarks>
/// Left out are a workload with itself, and outside with outside. Traffic from a pod's own node is not shown, since no policy stops it.
/// Addresses outside never mean pods. Cost grows with what is open and with the rules, not with the square of the pods.
/// </remarks>
public sealed class Reachability
{
    private readonly PodClasses _classes;
    private readonly ImmutableArray<Member> _members;
    private readonly Row[] _egress;
    private readonly Row[] _ingress;
    private readonly List<Policy>[] _egressPolicies;
    private readonly List<Policy>[] _ingressPolicies;
    private readonly int[] _openToOthers;
    private readonly List<int>[] _namedAsSource;
    private readonly Dictionary<int, List<int>> _membersOfClass;
    private readonly ImmutableArray<EntryPeer> _controllers;

    private Reachability(Cluster cluster, ReachOptions options)
    {
        Cluster = cluster;
        _classes = new PodClasses(cluster);
        _members = [.. MembersOf(cluster, options).OrderBy(m => m.Peer.ToString(), StringComparer.Ordinal)];
        _controllers = [.. EntryPeers().OrderBy(e => e.Peer.ToString(), StringComparer.Ordinal)];

        Findings = [.. cluster.Findings.Concat(new Misfits(cluster, _classes).Find()).OrderBy(f => f.At)];

        var count = _classes.All.Count;
        (_egress, _egressPolicies) = Rows(Direction.Egress);
        (_ingress, _ingressPolicies) = Rows(Direction.Ingress);
        _openToOthers = [.. Enumerable.Range(0, count).Where(id => !_ingress[id].Others.IsEmpty)];
        _namedAsSource = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (var id = 0; id < count; id++)
        {
            foreach (var source in _ingress[id].Exact.Keys) _namedAsSource[source].Add(id);
        }

        _membersOfClass = [];
        for (var i = 0; i < _members.Length; i++)
        {
            foreach (var id in _members[i].Classes)
            {
                if (!_membersOfClass.TryGetValue(id, out var members)) _membersOfClass.Add(id, members = []);
                members.Add(i);
            }
        }
    }

    /// <summary>What it was computed from.</summary>
    public Cluster Cluster { get; }

    /// <summary>What was found while reading, and what does not fit together.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }

    /// <summary>Every workload, by its text.</summary>
    public IEnumerable<WorkloadPeer> Workloads => _members.Select(m => m.Peer);

    /// <summary>Who forwards requests of entry points, by its text.</summary>
    public IEnumerable<ControllerPeer> Controllers => _controllers.Select(c => c.Peer);

    /// <summary>Works it out. Reading <see cref="Connections"/> afterwards costs in proportion to their number.</summary>
    public static Reachability Of(Cluster cluster, ReachOptions? options = null) => new(cluster, options ?? new ReachOptions());

    /// <summary>Every connection: outside to workloads, then workloads and entry points to the rest, each in order of the source and then of the destination, addresses last.</summary>
    public IEnumerable<Connection> Connections()
    {
        foreach (var connection in FromOutside()) yield return connection;
        for (var i = 0; i < _members.Length; i++)
        {
            foreach (var connection in From(i)) yield return connection;
        }

        foreach (var entry in _controllers)
        {
            foreach (var (destination, ports) in FromController(entry)) yield return new Connection(entry.Peer, _members[destination].Peer, ports);
        }
    }

    /// <summary>What may pass between two peers, with the reasons of both ends.</summary>
    /// <param name="source">A workload, an address range or a controller of this cluster.</param>
    /// <param name="destination">A workload or an address range; not outside as well.</param>
    public Explanation Explain(Peer source, Peer destination)
    {
        var sources = EndsOf(source);
        var destinations = EndsOf(destination);
        var answers =
            from s in sources
            from d in destinations
            let egress = Reasons(Direction.Egress, s, d)
            let ingress = Reasons(Direction.Ingress, d, s)
            let routed = source is ControllerPeer controller ? RoutedTo(_controllers.Single(c => c.Peer == controller), destination) : PortSet.All
            select new PairExplanation(egress, ingress, Allowed(egress).Intersect(Allowed(ingress)).Intersect(routed));
        return new Explanation(source, destination, [.. answers]);
    }

    /// <summary>The same for a range of addresses that rules may cut: one explanation for each piece.</summary>
    public IEnumerable<Explanation> ExplainPieces(Peer source, Peer destination)
    {
        if ((source as AddressPeer ?? destination as AddressPeer) is not { Range: var asked }) return [Explain(source, destination)];
        var direction = source is AddressPeer ? Direction.Ingress : Direction.Egress;
        var policies = EndsOf(source is AddressPeer ? destination : source).SelectMany(end => (direction == Direction.Egress ? _egressPolicies : _ingressPolicies)[end.Pods!.Id]);
        var cuts = policies.SelectMany(p => p.Rules(direction)!.Value).SelectMany(r => r.Addresses.Ranges);
        return from piece in AddressRange.Cut(asked.IsV6, cuts.Append(asked))
               where asked.First <= piece.First && piece.Last <= asked.Last
               let peer = new AddressPeer(piece)
               select source is AddressPeer ? Explain(peer, destination) : Explain(source, peer);
    }

    private static PortSet Allowed(ImmutableArray<Decision> decisions) =>
        decisions.Where(d => d.IsAllowed).Aggregate(PortSet.None, (all, d) => all.Union(d.Ports));

    private IEnumerable<Connection> FromOutside()
    {
        var pieces =
            from member in _members
            from piece in Merged(member.Classes.Select(id => _ingress[id].Outside))
            select new Connection(new AddressPeer(piece.Range), member.Peer, piece.Ports);
        return pieces.OrderBy(c => ((AddressPeer)c.Source).Range.IsV6).ThenBy(c => ((AddressPeer)c.Source).Range.First).ThenBy(c => ((AddressPeer)c.Source).Range.Last);
    }

    private IEnumerable<Connection> From(int source)
    {
        var reached = new SortedDictionary<int, PortSet>();
        foreach (var id in _members[source].Classes)
        {
            var row = _egress[id];
            var candidates = row.Others.IsEmpty ? row.Exact.Keys : row.Exact.Keys.Concat(_openToOthers).Concat(_namedAsSource[id]).Distinct();
            foreach (var destination in candidates)
            {
                if (!_membersOfClass.TryGetValue(destination, out var members)) continue;
                var ports = row.With(destination).Intersect(_ingress[destination].With(id));
                if (ports.IsEmpty) continue;
                foreach (var member in members)
                {
                    if (member != source) reached[member] = reached.TryGetValue(member, out var more) ? more.Union(ports) : ports;
                }
            }
        }

        foreach (var (destination, ports) in reached) yield return new Connection(_members[source].Peer, _members[destination].Peer, ports);
        foreach (var (range, ports) in Merged(_members[source].Classes.Select(id => _egress[id].Outside))) yield return new Connection(_members[source].Peer, new AddressPeer(range), ports);
    }

    private SortedDictionary<int, PortSet> FromController(EntryPeer entry)
    {
        var reached = new SortedDictionary<int, PortSet>();
        for (var i = 0; i < _members.Length; i++)
        {
            var routed = RoutedTo(entry, _members[i].Peer);
            if (routed.IsEmpty) continue;
            var open = _members[i].Classes.Select(id => _egress[entry.Pods.Id].With(id).Intersect(_ingress[id].With(entry.Pods.Id))).Aggregate(PortSet.None, (all, p) => all.Union(p));
            if (open.Intersect(routed) is { IsEmpty: false } ports) reached.Add(i, ports);
        }

        return reached;
    }

    private static PortSet RoutedTo(EntryPeer entry, Peer destination) =>
        destination is WorkloadPeer workload ? entry.Backends.GetValueOrDefault(workload, PortSet.None) : PortSet.None;

    /// <summary>One list of pieces as it is; of several, the union.</summary>
    private static ImmutableArray<OutsidePiece> Merged(IEnumerable<ImmutableArray<OutsidePiece>> lists)
    {
        var all = lists.ToList();
        return all.Count == 1 ? all[0] : [.. MergedFamily(all, isV6: false), .. MergedFamily(all, isV6: true)];
    }

    private static IEnumerable<OutsidePiece> MergedFamily(List<ImmutableArray<OutsidePiece>> lists, bool isV6)
    {
        var pieces = lists.SelectMany(l => l).Where(p => p.Range.IsV6 == isV6).ToList();
        return from range in AddressRange.Cut(isV6, pieces.Select(p => p.Range))
               let ports = pieces.Where(p => p.Range.First <= range.First && range.Last <= p.Range.Last).Aggregate(PortSet.None, (sum, p) => sum.Union(p.Ports))
               where !ports.IsEmpty
               select new OutsidePiece(range, ports);
    }

    private (Row[] Rows, List<Policy>[] Policies) Rows(Direction direction)
    {
        var policies = Enumerable.Range(0, _classes.All.Count).Select(_ => new List<Policy>()).ToArray();
        foreach (var policy in TierWalk.InOrder(Cluster.Policies.Where(p => p.Rules(direction) is not null)))
        {
            foreach (var id in _classes.Select(policy.Subject)) policies[id].Add(policy);
            foreach (var proxy in _classes.Apart.Where(c => c.Place == PodPlace.IngressProxy && policy.HoldsIngressProxy)) policies[proxy.Id].Add(policy);
        }

        // Pods with the same policies have the same row, unless rules of ingress ask for names of their ports.
        var builder = new RowBuilder(_classes, direction);
        var shared = new Dictionary<string, Row>(StringComparer.Ordinal);
        var numbers = new Dictionary<Policy, int>(ReferenceEqualityComparer.Instance);
        foreach (var policy in Cluster.Policies) numbers.TryAdd(policy, numbers.Count);
        var rows = _classes.All.Select(pods =>
        {
            var own = policies[pods.Id];
            var asksForNames = direction == Direction.Ingress && own.Exists(p => p.Ingress!.Value.Any(r => r.Ports.Names.Length > 0));
            var key = asksForNames ? $"of {pods.Id}" : string.Join(' ', own.Select(p => numbers[p]));
            if (!shared.TryGetValue(key, out var row)) shared.Add(key, row = builder.Build(pods, own));
            return row;
        });
        return ([.. rows], policies);
    }

    private ImmutableArray<Decision> Reasons(Direction direction, End subject, End peer)
    {
        var decisions = new List<Decision>();
        if (subject.Pods is not { } pods)
        {
            return [new Decision(PortSet.All, true, null, [])];
        }

        var builder = new RowBuilder(_classes, direction);
        var policies = (direction == Direction.Egress ? _egressPolicies : _ingressPolicies)[pods.Id];
        builder.Explain(
            pods, policies,
            rule => peer.Pods is { } other ? builder.Means(rule, other) : rule.IsAnyone || rule.Addresses.Contains(peer.Range!.Value),
            peer.Pods?.Ports ?? [], decisions);
        return [.. decisions];
    }

    private IEnumerable<End> EndsOf(Peer peer) => peer switch
    {
        WorkloadPeer workload => _members.Single(m => m.Peer == workload).Classes.Select(id => new End(_classes.All[id], null)),
        ControllerPeer controller => [new End(_controllers.Single(c => c.Peer == controller).Pods, null)],
        AddressPeer address => [new End(null, address.Range)],
        _ => throw new InvalidOperationException($"A new kind of peer: {peer.GetType().Name}."),
    };

    private IEnumerable<Member> MembersOf(Cluster cluster, ReachOptions options) =>
        from workload in cluster.Workloads
        let pods = _classes.Add(workload.Namespace, workload.Labels, workload.Ports, options.HostNetworkIsOutside && workload.IsHostNetwork ? PodPlace.Node : PodPlace.PodNetwork, workload.Addresses)
        group pods.Id by new WorkloadPeer(workload.Namespace, workload.Name, workload.Kind) into named
        select new Member(named.Key, [.. named.Distinct()]);

    private IEnumerable<EntryPeer> EntryPeers() =>
        from entry in Cluster.EntryPoints
        from controller in entry.Controllers
        group entry by controller into forwarded
        select new EntryPeer(
            new ControllerPeer(forwarded.Key),
            _classes.Add(forwarded.Key.Namespace, forwarded.Key.Labels, [], forwarded.Key.IsCiliumIngress ? PodPlace.IngressProxy : PodPlace.PodNetwork, []),
            BackendsOf(forwarded));

    private Dictionary<WorkloadPeer, PortSet> BackendsOf(IEnumerable<EntryPoint> entries)
    {
        var services = Cluster.Services.ToLookup(s => (s.Namespace, s.Name));
        var workloads = Cluster.Workloads.ToLookup(w => w.Namespace);
        var reached = new Dictionary<WorkloadPeer, PortSet>();
        foreach (var backend in entries.SelectMany(e => e.Backends))
        {
            foreach (var service in services[(backend.Namespace, backend.Service)])
            {
                foreach (var port in backend.PortsOf(service))
                {
                    foreach (var workload in workloads[service.Namespace].Where(service.Selects))
                    {
                        var peer = new WorkloadPeer(workload.Namespace, workload.Name, workload.Kind);
                        reached[peer] = reached.GetValueOrDefault(peer, PortSet.None).Union(ClusterService.PortsAt(port, workload));
                    }
                }
            }
        }

        return reached;
    }

    private sealed record Member(WorkloadPeer Peer, ImmutableArray<int> Classes);

    private sealed record EntryPeer(ControllerPeer Peer, PodClass Pods, Dictionary<WorkloadPeer, PortSet> Backends);

    private readonly record struct End(PodClass? Pods, AddressRange? Range);
}
