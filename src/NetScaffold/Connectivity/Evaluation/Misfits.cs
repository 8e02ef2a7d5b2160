using System.Globalization;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>What does not fit together between objects that are right by themselves, as far as it changes who can reach whom.</summary>
internal sealed class Misfits(Cluster cluster, PodClasses classes)
{
    /// <summary>All there are.</summary>
    public IEnumerable<Diagnostic> Find() => [.. UnknownNamespaces(), .. MissingNamedPorts(), .. SamePriorities(), .. MissingBackends(), .. BlocksWithPods(), .. CallersOfTheProxy()];

    /// <summary>Labels of a namespace count only where a policy asks for one besides the name.</summary>
    private IEnumerable<Diagnostic> UnknownNamespaces()
    {
        var asks = cluster.Policies.SelectMany(Selections).SelectMany(s => s.Namespaces?.Keys ?? []).Any(k => k != ClusterNamespace.NameLabel);
        return from workload in cluster.Workloads.DistinctBy(w => w.Namespace)
               where asks && !cluster.Namespaces.ContainsKey(workload.Namespace)
               select ReachDiagnostics.NamespaceMissing(workload.At, workload.Namespace);
    }

    private IEnumerable<Diagnostic> MissingNamedPorts() =>
        from policy in cluster.Policies
        from direction in new[] { Direction.Ingress, Direction.Egress }
        from rule in policy.Rules(direction) ?? []
        from port in rule.Ports.Names
        let meant = direction == Direction.Ingress ? classes.Select(policy.Subject) : rule.IsAnyone ? classes.Everyone : rule.Pods.SelectMany(s => classes.Select(s))
        where meant.Any() && meant.All(id => new PortMatch(PortSet.None, [port]).At(classes.All[id].Ports).IsEmpty)
        select ReachDiagnostics.NamedPortMissing(rule.At, policy.ToString(), rule.Label, port.Name);

    private IEnumerable<Diagnostic> SamePriorities() =>
        from same in cluster.Policies.Where(p => p.HasPriority).GroupBy(p => (p.Tier, p.Priority))
        let byName = same.OrderBy(p => p.Name, StringComparer.Ordinal).ToList()
        from pair in byName.Zip(byName.Skip(1))
        where classes.Select(pair.First.Subject).Intersect(classes.Select(pair.Second.Subject)).Any()
        select ReachDiagnostics.SamePriority(pair.Second.At, pair.Second.ToString(), pair.First.ToString(), (int)same.Key.Priority);

    private IEnumerable<Diagnostic> MissingBackends()
    {
        var services = cluster.Services.ToLookup(s => (s.Namespace, s.Name));
        var workloads = cluster.Workloads.ToLookup(w => w.Namespace);
        return from entry in cluster.EntryPoints
               from backend in entry.Backends
               let problem = ProblemOf(backend, services[(backend.Namespace, backend.Service)].FirstOrDefault(), workloads[backend.Namespace])
               where problem is not null
               select ReachDiagnostics.BackendMissing(backend.At, entry.ToString(), problem);
    }

    private static string? ProblemOf(RouteBackend backend, ClusterService? service, IEnumerable<Workload> workloads)
    {
        var port = backend.PortName ?? backend.Port.ToString(CultureInfo.InvariantCulture);
        return service is null ? $"the Service {Shown.Text($"{backend.Namespace}/{backend.Service}")} is not among the manifests."
            : service.Selector is null ? $"the Service {service.Namespace}/{service.Name} selects no pods; where it leads is not known."
            : !backend.PortsOf(service).Any() ? $"the Service {service.Namespace}/{service.Name} has no port {Shown.Text(port)}."
            : !workloads.Any(service.Selects) ? $"the Service {service.Namespace}/{service.Name} selects no workload of the manifests."
            : null;
    }

    /// <summary>Only where addresses of pods are known: in manifests read from a cluster.</summary>
    private IEnumerable<Diagnostic> BlocksWithPods()
    {
        var known = cluster.Workloads.Where(w => !w.Addresses.IsEmpty && !w.IsHostNetwork).ToList();
        if (known.Count == 0) return [];
        return from policy in cluster.Policies
               from rule in (policy.Ingress ?? []).Concat(policy.Egress ?? [])
               where !rule.Addresses.IsEmpty && !rule.IsOutsideOnly
               let inside = known.FirstOrDefault(w => w.Addresses.Any(a => rule.Addresses.Contains(AddressSet.OfAddress(a))))
               where inside is not null
               select ReachDiagnostics.BlockHoldsPods(rule.At, policy.ToString(), rule.Label, inside.ToString());
    }

    /// <summary>A request is followed from the proxy on; whether it gets there is not computed.</summary>
    private IEnumerable<Diagnostic> CallersOfTheProxy() =>
        from policy in cluster.Policies
        where policy.HoldsIngressProxy && policy.Ingress is not null && classes.Apart.Any(c => c.Place == PodPlace.IngressProxy)
        select ReachDiagnostics.NotDecidable(policy.At, policy.ToString(), "ingress", "it also says who reaches Cilium's ingress proxy, and requests are followed from there on alone");

    private static IEnumerable<PodSelection> Selections(Policy policy) =>
        (policy.Ingress ?? []).Concat(policy.Egress ?? []).SelectMany(r => r.Pods).Append(policy.Subject);
}
