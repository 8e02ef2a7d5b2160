using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about how pods are spread over nodes and zones.</summary>
internal static class SpreadRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4185", Severity.Error, "A spread of other pods", "the pods themselves are not counted, so they are not spread.", "Use the labels of the pods' own template.", FindForeignSelectors) { Item = "C15" },
        new("NS4188", Severity.Warning, "A rollout that needs a free node", "a new pod comes first and no node may hold two, so with a pod on each node the rollout never ends.", "Allow maxUnavailable: 1, or prefer the anti-affinity rather than require it.", FindTightRollouts) { Item = "C15" },
        new("NS4520", Severity.Warning, "Several pods that are not spread", "all of them may be on one node or in one zone, and fail with it.", "Add topologySpreadConstraints over kubernetes.io/hostname and topology.kubernetes.io/zone.", FindUnspread) { Item = "C15" },
        new("NS4540", Severity.Info, "Pods that are spread over nodes and not over zones", "all of these nodes may be in one zone, and fail with it.", "Add a topologySpreadConstraint over topology.kubernetes.io/zone.", FindOneZone) { Item = "C15" },
    ];

    private const string HostnameKey = "kubernetes.io/hostname";

    private static IEnumerable<ObjectHit> FindForeignSelectors(ObjectSet objects)
    {
        foreach (var pod in objects.Pods)
        {
            foreach (var constraint in pod.Spec.MapsAt("topologySpreadConstraints"))
            {
                if (constraint.MapAt("labelSelector") is null) yield return new ObjectHit(pod.Owner, constraint, $"A constraint over {Shown.Text(constraint.TextAt("topologyKey") ?? "")} has no labelSelector");
                else if (!MatchesOwn(pod, constraint)) yield return new ObjectHit(pod.Owner, constraint.NearestTo("labelSelector"), $"The labelSelector of a constraint over {Shown.Text(constraint.TextAt("topologyKey") ?? "")} does not match the pods' own labels");
            }

            // To keep away from other pods is a good use of anti-affinity, as long as there are such pods.
            foreach (var term in Terms(pod).Where(t => t.MapAt("labelSelector") is not null && t.NodeAt("namespaces") is null && t.NodeAt("namespaceSelector") is null))
            {
                if (MatchesOwn(pod, term) || !objects.KnowsPodsOf(pod.Namespace) || objects.PodsWith(pod.Namespace, ObjectSet.SelectorOf(pod.Owner, term, "labelSelector")).Any()) continue;
                yield return new ObjectHit(pod.Owner, term.NearestTo("labelSelector"), "The labelSelector of an anti-affinity matches neither the pods' own labels nor others of the namespace") { Severity = Severity.Warning };
            }
        }
    }

    private static bool MatchesOwn(PodTemplate pod, YamlMap owner)
    {
        var selector = ObjectSet.SelectorOf(pod.Owner, owner, "labelSelector");
        return selector.Requirements.All(r => MadePods.IsAddedLabel(r.Key) || r.Matches(pod.Labels));
    }

    private static IEnumerable<YamlMap> Terms(PodTemplate pod) => RequiredTerms(pod).Concat(
        pod.Spec.MapsAt("affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution").Select(t => t.MapAt("podAffinityTerm")).OfType<YamlMap>());

    private static IEnumerable<YamlMap> RequiredTerms(PodTemplate pod) => pod.Spec.MapsAt("affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution");

    private static IEnumerable<ObjectHit> FindTightRollouts(ObjectSet objects)
    {
        var nodes = objects.OfKind("", "Node").Count();
        foreach (var pod in objects.Pods)
        {
            var root = pod.Owner.Root;
            if (pod.Owner.Kind != "Deployment" || root.TextAt("spec", "strategy", "type") == "Recreate" || !RequiredTerms(pod).Any(t => t.TextAt("topologyKey") == HostnameKey && MatchesOwn(pod, t))) continue;
            if (root.TextAt("spec", "strategy", "rollingUpdate", "maxUnavailable") is not ("0" or "0%")) continue;
            // How many nodes there are is known only when they are among the objects.
            yield return new ObjectHit(pod.Owner, root.NearestTo("spec", "strategy", "rollingUpdate", "maxUnavailable"), $"maxUnavailable is 0, and anti-affinity wants a node for each of {objects.FloorOf(pod)} pods{(nodes > 0 ? $" on {nodes} nodes" : "")}")
            {
                Severity = nodes > 0 && nodes <= objects.FloorOf(pod) ? null : Severity.Info,
            };
        }
    }

    private static IEnumerable<ObjectHit> FindOneZone(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.IsLasting && objects.FloorOf(pod) is >= 2
        let keys = pod.Spec.MapsAt("topologySpreadConstraints").Concat(Terms(pod).Where(t => MatchesOwn(pod, t))).Select(t => t.TextAt("topologyKey")).ToList()
        where keys.Count > 0 && keys.TrueForAll(k => k == HostnameKey)
        select new ObjectHit(pod.Owner, pod.Spec.NearestTo(pod.Spec.NodeAt("topologySpreadConstraints") is null ? "affinity" : "topologySpreadConstraints"), $"Its {objects.FloorOf(pod)} pods or more are kept apart by {HostnameKey} only");

    private static IEnumerable<ObjectHit> FindUnspread(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.IsLasting && objects.FloorOf(pod) is >= 2 && !pod.Spec.MapsAt("topologySpreadConstraints").Any() && !Terms(pod).Any()
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "replicas"), $"It has {objects.FloorOf(pod)} pods or more, and neither topologySpreadConstraints nor an anti-affinity");
}
