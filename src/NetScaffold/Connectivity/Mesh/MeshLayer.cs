using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>
/// What Istio lets through, beside network policies and independent of them: a call needs both. Order of evaluation and defaults as
/// in Istio's reference of AuthorizationPolicy and PeerAuthentication, 1.31.
/// </summary>
public sealed class MeshLayer
{
    private static readonly PortSet AllTcp = PortSet.Of(Protocol.Tcp);

    private readonly Cluster _cluster;

    private MeshLayer(Cluster cluster) => _cluster = cluster;

    /// <summary>Of a cluster's objects.</summary>
    public static MeshLayer Of(Cluster cluster) => new(cluster);

    /// <summary>Pods that the mesh lets only some callers call, in the order read; none that said to be no member.</summary>
    public IEnumerable<Workload> Held => _cluster.Workloads.Where(w => IsMember(w) && (_cluster.MeshPolicies.Any(p => p.Selects(w) && !IsAboutHosts(p)) || ServicesOf(w).Any(s => PoliciesOf(s).Any())));

    /// <summary>False for pods whose labels keep them out of a mesh.</summary>
    public static bool IsMember(Workload workload) => workload.Labels.Get("istio.io/dataplane-mode") != "none" && workload.Labels.Get("sidecar.istio.io/inject") != "false" && !workload.IsHostNetwork;

    /// <summary>Ports of TCP at which the mesh lets a caller call a member; some requests may be refused there all the same.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="workload">The member.</param>
    public PortSet Allowed(MeshCaller caller, Workload workload)
    {
        var direct = Through([.. _cluster.MeshPolicies.Where(p => p.Selects(workload))], caller);
        if (!caller.IsMember) return direct.Intersect(PlainPorts(workload));
        // Proxies on the way have an account of their own, which the pods' own policies name.
        return ServicesOf(workload).Where(s => PoliciesOf(s).Any()).Aggregate(direct, (all, service) => all.Union(OnTheWay(service, caller, workload)));
    }

    /// <summary>Ports at which the mesh lets a caller call a host outside through proxies on the way; none for a host that it does not know.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="host">A DNS name.</param>
    /// <param name="proxies">Pods by which calls leave; null for a waypoint, which the policies of the host hold.</param>
    public PortSet AllowedOut(MeshCaller caller, string host, Workload? proxies)
    {
        var ports = PortSet.None;
        foreach (var entry in _cluster.MeshEntries.Where(e => e.Hosts.Contains(host)))
        {
            var policies = _cluster.MeshPolicies.Where(p => proxies is null ? p.Namespace == entry.Namespace && p.Entries.Contains(entry.Name) : p.Selects(proxies));
            ports = ports.Union(entry.Ports.Intersect(Through([.. policies], caller, host)));
        }

        return ports;
    }

    /// <summary>What is said of who may call a host outside, a line for each rule.</summary>
    public IEnumerable<(string Host, MeshLine Line)> LinesOut() =>
        from entry in _cluster.MeshEntries
        from host in entry.Hosts
        from policy in _cluster.MeshPolicies
        where policy.Namespace == entry.Namespace
        from rule in policy.Rules
        where policy.Entries.Contains(entry.Name) || rule.Hosts.Contains(host)
        select (host, LineOf(policy, rule));

    /// <summary>All that it says is about hosts outside, which go through the pods that it holds.</summary>
    private bool IsAboutHosts(MeshPolicy policy) => !policy.Rules.IsEmpty && policy.Rules.All(r => r.Hosts.Any(h => _cluster.MeshEntries.Any(e => e.Hosts.Contains(h))));

    /// <summary>Ports at which pods take plain calls.</summary>
    public PortSet PlainPorts(Workload workload)
    {
        var own = _cluster.MeshTls.FirstOrDefault(t => t.Pods is not null && t.Namespace == workload.Namespace && t.Pods.Matches(workload.Labels));
        var common = _cluster.MeshTls.FirstOrDefault(t => t.Pods is null && t.Namespace == workload.Namespace);
        var isStrict = own?.IsStrict ?? common?.IsStrict ?? false;
        var plain = isStrict ? PortSet.None : AllTcp;
        foreach (var (port, strict) in own?.Ports ?? ImmutableDictionary<int, bool?>.Empty)
        {
            var at = PortSet.Of(Protocol.Tcp, port, port);
            plain = strict ?? isStrict ? plain.Except(at) : plain.Union(at);
        }

        return plain;
    }

    /// <summary>What is said of who may call a workload, a line for each rule: those of its own proxy, then those on the way.</summary>
    public IEnumerable<MeshLine> LinesOf(Workload workload)
    {
        var direct = _cluster.MeshPolicies.Where(p => p.Selects(workload) && !IsAboutHosts(p));
        var onTheWay = ServicesOf(workload).SelectMany(PoliciesOf).Distinct();
        return direct.Concat(onTheWay).SelectMany(p => p.Rules.Select(r => LineOf(p, r)));
    }

    private static MeshLine LineOf(MeshPolicy policy, MeshRule rule) =>
        new(policy, rule.Sources.IsEmpty ? "anyone" : string.Join(", ", rule.Sources), rule.Ports.Equals(AllTcp) ? "every port" : rule.Ports.ToString(), rule.Requests);

    /// <summary>An allowing policy makes all else refused; a denying one goes first.</summary>
    /// <param name="policies">All that hold there.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="host">The name in front of TLS; null for any.</param>
    private static PortSet Through(ImmutableArray<MeshPolicy> policies, MeshCaller caller, string? host = null)
    {
        bool Means(MeshRule rule) => rule.Means(caller) && (host is null || rule.Hosts.IsEmpty || rule.Hosts.Contains(host));
        // Of a denying rule about some requests, others pass.
        var denied = policies.Where(p => !p.Allows).SelectMany(p => p.Rules).Where(r => r.Requests.Length == 0 && Means(r)).Aggregate(PortSet.None, (all, r) => all.Union(r.Ports));
        var allowing = policies.Where(p => p.Allows).ToList();
        var allowed = allowing.Count == 0 ? AllTcp : allowing.SelectMany(p => p.Rules).Where(Means).Aggregate(PortSet.None, (all, r) => all.Union(r.Ports));
        return allowed.Except(denied);
    }

    /// <summary>They see ports of the Service, and lead to those of the pods.</summary>
    private PortSet OnTheWay(ClusterService service, MeshCaller caller, Workload workload)
    {
        var through = Through([.. PoliciesOf(service)], caller);
        return service.Ports.Where(p => !through.Intersect(PortSet.Of(p.Protocol, p.Port, p.Port)).IsEmpty).Aggregate(PortSet.None, (all, p) => all.Union(ClusterService.PortsAt(p, workload)));
    }

    private IEnumerable<ClusterService> ServicesOf(Workload workload) => _cluster.Services.Where(s => s.Selects(workload));

    private IEnumerable<MeshPolicy> PoliciesOf(ClusterService service) => _cluster.MeshPolicies.Where(p => p.Namespace == service.Namespace && p.Services.Contains(service.Name));
}

/// <summary>A line about who may call.</summary>
/// <param name="Policy">Where it is said.</param>
/// <param name="Callers">Who, for people.</param>
/// <param name="Ports">At which ports, for people.</param>
/// <param name="Requests">Which requests, for people; empty for any.</param>
public sealed record MeshLine(MeshPolicy Policy, string Callers, string Ports, string Requests);
