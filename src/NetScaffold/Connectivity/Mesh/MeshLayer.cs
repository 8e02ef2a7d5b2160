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
    public IEnumerable<Workload> Held => _cluster.Workloads.Where(w => IsMember(w) && (_cluster.MeshPolicies.Any(p => p.Selects(w)) || ServicesOf(w).Any(s => PoliciesOf(s).Any())));

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
        var direct = _cluster.MeshPolicies.Where(p => p.Selects(workload));
        var onTheWay = ServicesOf(workload).SelectMany(PoliciesOf).Distinct();
        return direct.Concat(onTheWay).SelectMany(p => p.Rules.Select(r => new MeshLine(p, r.Sources.IsEmpty ? "anyone" : string.Join(", ", r.Sources), r.Ports.Equals(AllTcp) ? "every port" : r.Ports.ToString(), r.Requests)));
    }

    /// <summary>An allowing policy makes all else refused; a denying one goes first.</summary>
    private static PortSet Through(ImmutableArray<MeshPolicy> policies, MeshCaller caller)
    {
        // Of a denying rule about some requests, others pass.
        var denied = policies.Where(p => !p.Allows).SelectMany(p => p.Rules).Where(r => r.Requests.Length == 0 && r.Means(caller)).Aggregate(PortSet.None, (all, r) => all.Union(r.Ports));
        var allowing = policies.Where(p => p.Allows).ToList();
        var allowed = allowing.Count == 0 ? AllTcp : allowing.SelectMany(p => p.Rules).Where(r => r.Means(caller)).Aggregate(PortSet.None, (all, r) => all.Union(r.Ports));
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
