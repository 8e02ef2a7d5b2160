using System.Collections.Immutable;
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

    private static IEnumerable<ObjectHit> FindReplicas(ObjectSet objects) =>
        from pod in objects.Pods
        from scaler in objects.AutoscalersOf(pod).Take(1)
        where pod.Owner.Root.NodeAt("spec", "replicas") is not null
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "replicas"), $"{scaler.Object.Kind} {scaler.Object.Name} scales it, and it has replicas of its own");

    /// <summary>The same autoscaler may be there for two environments.</summary>
    private static IEnumerable<ObjectHit> FindTwoAutoscalers(ObjectSet objects) =>
        from pod in objects.Pods
        let first = objects.AutoscalersOf(pod).FirstOrDefault()
        from later in objects.AutoscalersOf(pod).Skip(1)
        where (later.Object.Kind, later.Object.Name) != (first.Object.Kind, first.Object.Name)
        select new ObjectHit(later.Object, later.Object.Root.NearestTo("spec", "scaleTargetRef"), $"{pod} is scaled by {first.Object.Kind} {first.Object.Name} already");

    private static IEnumerable<ObjectHit> FindBlockingBudgets(ObjectSet objects)
    {
        foreach (var budget in objects.OfKind("policy", "PodDisruptionBudget"))
        {
            var spec = budget.Root.MapAt("spec");
            if (spec.TextAt("maxUnavailable") is "0" or "0%") yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "maxUnavailable"), "maxUnavailable is 0");
            else if (spec.TextAt("minAvailable") is "100%") yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "minAvailable"), "minAvailable is 100%");
            if (spec.NumberAt("minAvailable") is not { } least) continue;
            var selector = ObjectSet.SelectorOf(budget, spec, "selector");
            var pods = objects.PodsWith(budget.NamespaceOrDefault, selector).Where(p => p.IsLasting).ToList();
            var floor = pods.Sum(p => objects.FloorOf(p) ?? 0);
            if (pods.Count > 0 && pods.TrueForAll(p => objects.FloorOf(p) is not null) && floor <= least)
                yield return new ObjectHit(budget, budget.Root.NearestTo("spec", "minAvailable"), $"minAvailable is {least}, and there may be {floor} pods only");
        }
    }
}
