using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about how many pods there are, and how many may be missing.</summary>
internal static class ScalingRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4172", Severity.Error, "A number of replicas beside an autoscaler", "each apply sets the number back, whatever the load is.", "Leave spec.replicas out.", FindReplicas) { Item = "C13" },
        new("NS4178", Severity.Error, "Two autoscalers of one workload", "each undoes what the other did.", "Keep one of them; one may have several metrics.", FindTwoAutoscalers) { Item = "C13" },
        new("NS4180", Severity.Error, "A disruption budget that lets no pod go", "drains of nodes wait for ever, and with them upgrades of the cluster.", "Use maxUnavailable: 1, and two replicas or more.", FindBlockingBudgets) { Item = "C12" },
    ];

    /// <summary>Autoscalers of either kind, and what they scale.</summary>
    private static IEnumerable<(ManifestObject Scaler, ManifestObject Target)> Scaled(ObjectSet objects)
    {
        var byName = objects.Pods.ToLookup(p => (p.Owner.Kind, p.Namespace, p.Owner.Name));
        return from scaler in objects.OfKind("autoscaling", "HorizontalPodAutoscaler").Concat(objects.OfKind("keda.sh", "ScaledObject"))
               let target = scaler.Root.MapAt("spec", "scaleTargetRef")
               from pod in byName[(target.TextAt("kind") ?? "Deployment", scaler.NamespaceOrDefault, target.TextAt("name") ?? "")].Take(1)
               select (scaler, pod.Owner);
    }

    private static IEnumerable<ObjectHit> FindReplicas(ObjectSet objects) =>
        from pair in Scaled(objects).DistinctBy(p => p.Target)
        where pair.Target.Root.NodeAt("spec", "replicas") is not null
        select new ObjectHit(pair.Target, pair.Target.Root.NearestTo("spec", "replicas"), $"{pair.Scaler.Kind} {pair.Scaler.Name} scales it, and it has replicas of its own");

    private static IEnumerable<ObjectHit> FindTwoAutoscalers(ObjectSet objects) =>
        from scaled in Scaled(objects).GroupBy(p => p.Target)
        from later in scaled.Skip(1)
        select new ObjectHit(later.Scaler, later.Scaler.Root.NearestTo("spec", "scaleTargetRef"), $"{scaled.Key} is scaled by {scaled.First().Scaler.Kind} {scaled.First().Scaler.Name} already");

    private static IEnumerable<ObjectHit> FindBlockingBudgets(ObjectSet objects)
    {
        var floors = Scaled(objects).ToLookup(p => p.Target, p => p.Scaler.Root.NumberAt("spec", "minReplicas") ?? p.Scaler.Root.NumberAt("spec", "minReplicaCount") ?? 1);
        foreach (var budget in objects.OfKind("policy", "PodDisruptionBudget"))
        {
            var spec = budget.Root.MapAt("spec");
            if (spec.TextAt("maxUnavailable") is "0" or "0%") yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "maxUnavailable"), "maxUnavailable is 0");
            else if (spec.TextAt("minAvailable") is "100%") yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "minAvailable"), "minAvailable is 100%");
            if (spec.NumberAt("minAvailable") is not { } least) continue;
            var selector = ObjectSet.SelectorOf(budget, spec, "selector");
            var pods = objects.PodsIn(budget.NamespaceOrDefault).Where(p => p.IsLasting && selector.Matches(p.Labels)).ToList();
            var floor = pods.Sum(p => floors[p.Owner].FirstOrDefault(p.Replicas ?? 0));
            if (pods.Count > 0 && pods.TrueForAll(p => p.Replicas is not null) && floor <= least)
                yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "minAvailable"), $"minAvailable is {least}, and there may be {floor} pods only");
        }
    }
}
