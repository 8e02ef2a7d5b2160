using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about network policies and the ports of Istio's proxies. Whoever allows what is missing may stand elsewhere, so none is an error.</summary>
internal static class MeshPortRules
{
    /// <summary>Where the mesh's node proxies speak with each other, in TLS of their own around all connections; istio.io/latest/docs/ambient/usage/networkpolicy.</summary>
    private const int Tunnel = 15008;

    /// <summary>Where istiod tells proxies what to do, and signs their certificates; istio.io/latest/docs/ops/deployment/application-requirements.</summary>
    private const int ControlPlane = 15012;

    /// <summary>Where a proxy takes connections from its own pod, after they were turned to it inside the pod; the same page.</summary>
    private static readonly int[] Inside = [15001, 15006];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4123", Severity.Warning, "No way in for the mesh", "calls of members come to port 15008, whatever port they were meant for, and are dropped.", "Allow TCP 15008 as well, from the same peers.", o => FindTunnel(o, Direction.Ingress)) { Item = "C6" },
        new("NS4124", Severity.Warning, "No way out for the mesh", "calls to members leave for port 15008, whatever port they were meant for, and are dropped.", "Allow TCP 15008 as well, to the same peers.", o => FindTunnel(o, Direction.Egress)) { Item = "C6" },
        new("NS4125", Severity.Warning, "A proxy without its control plane", "the proxy gets no certificate and no configuration, so the pod never becomes ready.", "Allow egress to the pods app=istiod of istio-system at TCP 15012.", FindControlPlane) { Item = "C6" },
        new("NS4126", Severity.Warning, "A port that no packet has", "proxies use it inside of their pods only, and policies see the port that was called.", "Name the ports of the application.", FindInside) { Item = "C7" },
    ];

    private static IEnumerable<ObjectHit> FindTunnel(ObjectSet objects, Direction direction)
    {
        var members = objects.Pods.Where(p => objects.Mesh.Of(p) == MeshMode.Ambient).ToList();
        var memberClasses = members.Select(objects.Policies.ClassOf).OfType<int>().ToImmutableHashSet();
        foreach (var pod in members.DistinctBy(objects.Policies.ClassOf))
        {
            if (!objects.Policies.IsIsolated(pod, direction)) continue;
            var allowances = objects.Policies.Allowances(pod, direction).ToList();
            var tunnels = allowances.Where(a => PolicyView.Has(a.Rule, pod, direction, Tunnel)).ToList();
            if (tunnels.Exists(t => t.Rule.IsEveryPod)) continue;
            var reached = tunnels.SelectMany(t => objects.Policies.ClassesOf(t.Rule)).ToHashSet();
            foreach (var (policy, rule) in allowances.Select(a => (a.Policy, a.Rule)))
            {
                if (!HasTcp(rule) || !objects.Policies.ClassesOf(rule).Any(c => memberClasses.Contains(c) && !reached.Contains(c))) continue;
                if (objects.Policies.ObjectOf(policy) is { } manifest)
                    yield return new ObjectHit(manifest, rule.At, direction == Direction.Ingress ? $"{rule.Label} lets members of the mesh call {pod}, and has no port 15008" : $"{rule.Label} lets {pod} call members of the mesh, and has no port 15008");
            }
        }
    }

    private static bool HasTcp(PolicyRule rule) => rule.Ports.Names.Length > 0 || !rule.Ports.Numbers.Intersect(PortSet.Of(Protocol.Tcp)).IsEmpty;

    private static IEnumerable<ObjectHit> FindControlPlane(ObjectSet objects)
    {
        foreach (var pod in objects.Pods.Where(p => objects.Mesh.Of(p) == MeshMode.Sidecar).DistinctBy(objects.Policies.ClassOf))
        {
            if (!objects.Policies.IsIsolated(pod, Direction.Egress) || objects.Policies.Allows(pod, Direction.Egress, ControlPlane)) continue;
            var isolating = objects.Policies.Of(pod).First(p => p.Isolates(Direction.Egress));
            yield return new ObjectHit(pod.Owner, pod.Spec, $"Its pods get a proxy of the mesh, {isolating} isolates what they send, and no policy allows port 15012");
        }
    }

    private static IEnumerable<ObjectHit> FindInside(ObjectSet objects) =>
        from policy in objects.Cluster.Policies
            // The node proxies of an ambient mesh do listen there, on a network of their own.
        where !policy.Subject.ToString().Contains("ztunnel", StringComparison.Ordinal)
        let manifest = objects.Policies.ObjectOf(policy)
        where manifest is not null
        from rule in (policy.Ingress ?? []).Concat(policy.Egress ?? [])
        from port in Inside
        where rule.Ports.Numbers.Ranges(Protocol.Tcp).Any(r => r.First == port && r.Last == port)
        select new ObjectHit(manifest, rule.At, $"{rule.Label} has the port {port}");
}
