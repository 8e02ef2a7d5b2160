using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about policies of the whole cluster.</summary>
internal static class ClusterPolicyRules
{
    /// <summary>Whose plugins take no AdminNetworkPolicy: Cilium never did, Calico not since 3.32. Others, such as OVN-Kubernetes, have nothing else.</summary>
    private static readonly string[] WithoutAdminPolicies = ["cilium.io", "projectcalico.org", "crd.projectcalico.org", "operator.tigera.io"];

    private static readonly Direction[] Directions = [Direction.Ingress, Direction.Egress];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4080", Severity.Warning, "A policy that the pod network does not read", "Cilium never read this kind, and Calico reads it no more since 3.32, so it holds nobody.", "Write it as a ClusterNetworkPolicy of policy.networking.k8s.io/v1alpha2, where the pod network has that.", FindAdmin) { Item = "C4" },
        new("NS4081", Severity.Warning, "Two policies of one priority", "which of them is asked first for the pods of both is left open.", "Give each policy of a tier a priority of its own.", FindSamePriority) { Item = "C4" },
        new("NS4082", Severity.Warning, "A default deny for system pods", "the cluster's DNS is cut off, and with it everything that goes by names.", "Leave out the namespaces of the system by a namespaceSelector, such as kubernetes.io/metadata.name != 'kube-system'.", FindGlobalDeny) { Item = "C4" },
    ];

    private static IEnumerable<ObjectHit> FindAdmin(ObjectSet objects) =>
        from other in objects.All.Where(o => WithoutAdminPolicies.Contains(o.Group, StringComparer.Ordinal)).Take(1)
        from policy in objects.OfKind("policy.networking.k8s.io", "AdminNetworkPolicy").Concat(objects.OfKind("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"))
        select new ObjectHit(policy, policy.Root.NearestTo("kind"), $"{other} shows that the pod network is {(other.Group == "cilium.io" ? "Cilium" : "Calico")}");

    private static IEnumerable<ObjectHit> FindSamePriority(ObjectSet objects)
    {
        var held = (from pod in objects.Pods.DistinctBy(p => objects.Policies.ClassOf(p) ?? -1)
                    from policy in objects.Policies.Of(pod)
                    where policy.HasPriority
                    select (policy, pod)).ToLookup(x => x.policy, x => objects.Policies.ClassOf(x.pod));
        foreach (var same in objects.Cluster.Policies.Where(p => p.HasPriority).GroupBy(p => (p.Tier, p.Priority)).Where(g => g.Skip(1).Any()))
        {
            var byName = same.OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
            foreach (var (first, second) in byName.Zip(byName.Skip(1)))
            {
                if (objects.Policies.ObjectOf(second) is not { } manifest || !(first.Subject.Equals(second.Subject) || held[first].Intersect(held[second]).Any())) continue;
                yield return new ObjectHit(manifest, manifest.Root.NearestTo("spec", "priority"), $"Its priority is {same.Key.Priority}, like that of {first}, which is about some of the same pods");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindGlobalDeny(ObjectSet objects)
    {
        const string system = "kube-system";
        var ns = objects.Namespaces.GetValueOrDefault(system) ?? ClusterNamespace.Unlabelled(system).Labels;
        var dns = LabelMap.Empty.With("k8s-app", "kube-dns");
        var holding = objects.Cluster.Policies.Where(p => (p.Subject.Namespace ?? system) == system && p.Subject.Namespaces?.Matches(ns) != false && p.Subject.Pods.Matches(dns)).ToList();
        // Who lets the cluster's DNS do something by another policy has thought of it.
        var closed = Directions.Where(d => !holding.Exists(p => p.Rules(d)?.Any(r => r.Action != RuleAction.Deny) == true)).ToList();
        foreach (var policy in holding.Where(p => p.Kind == "GlobalNetworkPolicy"))
        {
            var denied = closed.Where(policy.Isolates).Select(d => d.ToString().ToLowerInvariant()).ToList();
            if (denied.Count > 0 && objects.Policies.ObjectOf(policy) is { } manifest)
                yield return new ObjectHit(manifest, manifest.Root.NearestTo("spec", manifest.Root.NodeAt("spec", "namespaceSelector") is null ? "selector" : "namespaceSelector"), $"It holds the pods of {system} too, and no policy allows them any {string.Join(" or ", denied)}");
        }
    }
}
