using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>What does not fit together between objects that are right by themselves, as far as it changes who can reach whom.</summary>
internal static class ClusterFindings
{
    public static IEnumerable<Diagnostic> Of(Cluster cluster) =>
        [.. UnknownNamespaces(cluster), .. MissingNamedPorts(cluster), .. SamePriorities(cluster), .. MissingBackends(cluster), .. BlocksWithPods(cluster)];

    /// <summary>Labels of a namespace count only where a policy asks for one besides the name.</summary>
    private static IEnumerable<Diagnostic> UnknownNamespaces(Cluster cluster)
    {
        var asks = cluster.Policies.SelectMany(Selections).SelectMany(s => s.Namespaces?.Requirements ?? []).Any(r => r.Key != ClusterNamespace.NameLabel);
        return from workload in cluster.Workloads.DistinctBy(w => w.Namespace)
               where asks && !cluster.Namespaces.ContainsKey(workload.Namespace)
               select ReachDiagnostics.NamespaceMissing(workload.At, workload.Namespace);
    }

    private static IEnumerable<Diagnostic> MissingNamedPorts(Cluster cluster)
    {
        var named = cluster.Policies.Where(p => p.Ingress?.Concat(p.Egress ?? []).Any(r => r.Ports.Names.Length > 0) ?? p.Egress?.Any(r => r.Ports.Names.Length > 0) ?? false);
        foreach (var policy in named)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                foreach (var rule in policy.Rules(direction) ?? [])
                {
                    foreach (var port in rule.Ports.Names)
                    {
                        var meant = cluster.Workloads.Where(w => direction == Direction.Ingress ? Selects(cluster, policy.Subject, w) : rule.IsAnyone || rule.Pods.Any(s => Selects(cluster, s, w))).ToList();
                        if (meant.Count > 0 && meant.TrueForAll(w => new PortMatch(PortSet.None, [port]).At(w.Ports).IsEmpty))
                            yield return ReachDiagnostics.NamedPortMissing(rule.At, policy.ToString(), rule.Label, port.Name);
                    }
                }
            }
        }
    }

    private static IEnumerable<Diagnostic> SamePriorities(Cluster cluster) =>
        from same in cluster.Policies.Where(p => p.Tier != PolicyTier.Namespace).GroupBy(p => (p.Tier, p.Priority))
        from pair in same.OrderBy(p => p.Name, StringComparer.Ordinal).Zip(same.OrderBy(p => p.Name, StringComparer.Ordinal).Skip(1))
        where cluster.Workloads.Any(w => Selects(cluster, pair.First.Subject, w) && Selects(cluster, pair.Second.Subject, w))
        select ReachDiagnostics.SamePriority(pair.Second.At, pair.Second.ToString(), pair.First.ToString(), same.Key.Priority);

    private static IEnumerable<Diagnostic> MissingBackends(Cluster cluster)
    {
        var services = cluster.Services.ToLookup(s => (s.Namespace, s.Name));
        foreach (var entry in cluster.EntryPoints)
        {
            foreach (var backend in entry.Backends)
            {
                var service = services[(backend.Namespace, backend.Service)].FirstOrDefault();
                var port = backend.PortName ?? backend.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var problem =
                    service is null ? $"the Service {Shown.Text($"{backend.Namespace}/{backend.Service}")} is not among the manifests."
                    : service.Selector is null ? $"the Service {backend.Namespace}/{backend.Service} selects no pods; where it leads is not known."
                    : !backend.PortsOf(service).Any() ? $"the Service {backend.Namespace}/{backend.Service} has no port {Shown.Text(port)}."
                    : !cluster.Workloads.Any(service.Selects) ? $"the Service {backend.Namespace}/{backend.Service} selects no workload of the manifests."
                    : null;
                if (problem is not null) yield return ReachDiagnostics.BackendMissing(backend.At, entry.ToString(), problem);
            }
        }
    }

    /// <summary>Only where addresses of pods are known: in manifests read from a cluster.</summary>
    private static IEnumerable<Diagnostic> BlocksWithPods(Cluster cluster)
    {
        var known = cluster.Workloads.Where(w => !w.Addresses.IsEmpty && !w.IsHostNetwork).ToList();
        if (known.Count == 0) return [];
        return from policy in cluster.Policies
               from rule in (policy.Ingress ?? []).Concat(policy.Egress ?? [])
               where !rule.Addresses.IsEmpty
               let inside = known.FirstOrDefault(w => w.Addresses.Any(a => rule.Addresses.Contains(AddressSet.OfAddress(a))))
               where inside is not null
               select ReachDiagnostics.BlockHoldsPods(rule.At, policy.ToString(), rule.Label, inside.ToString());
    }

    private static IEnumerable<PodSelection> Selections(Policy policy) =>
        (policy.Ingress ?? []).Concat(policy.Egress ?? []).SelectMany(r => r.Pods).Append(policy.Subject);

    private static bool Selects(Cluster cluster, PodSelection selection, Workload workload) =>
        (selection.Namespace is { } ns
            ? workload.Namespace == ns
            : selection.Namespaces!.Matches((cluster.Namespaces.GetValueOrDefault(workload.Namespace) ?? ClusterNamespace.Unlabelled(workload.Namespace)).Labels))
        && selection.Pods.Matches(workload.Labels);
}
