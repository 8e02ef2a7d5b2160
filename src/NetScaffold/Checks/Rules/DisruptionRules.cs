using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about which pods a disruption budget holds, and which none does.</summary>
internal static class DisruptionRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4181", Severity.Error, "A disruption budget that says too much or too little", "a budget counts by one of minAvailable and maxUnavailable, and by the pods that its selector names.", "Set maxUnavailable alone, and the selector of the workload.", FindIncomplete) { Item = "C12" },
        new("NS4182", Severity.Error, "A disruption budget for no pod, or a pod with two", "the pods are not guarded, or the API server refuses every eviction of them.", "Give each workload one budget, with the workload's own selector.", FindMismatches) { Item = "C12" },
        new("NS4183", Severity.Warning, "Several pods without a disruption budget", "a drain of nodes may stop all of them at once.", "Add a PodDisruptionBudget with maxUnavailable: 1.", FindUnguarded) { Item = "C12" },
        new("NS4184", Severity.Info, "A disruption budget that guards broken pods", "pods that are not ready anyway hold up a drain.", "Set unhealthyPodEvictionPolicy: AlwaysAllow.", FindUnhealthy) { Item = "C12" },
        new("NS4542", Severity.Info, "A disruption budget by a fixed number", "it does not follow the number of pods: where those are as few, no drain gets through.", "Use maxUnavailable: 1.", FindFixed) { Item = "C12" },
    ];

    private static IEnumerable<ObjectHit> FindIncomplete(ObjectSet objects)
    {
        foreach (var budget in objects.OfKind("policy", "PodDisruptionBudget"))
        {
            var (least, most) = (budget.Root.NodeAt("spec", "minAvailable"), budget.Root.NodeAt("spec", "maxUnavailable"));
            if (least is not null && most is not null) yield return new ObjectHit(budget, least, "It has both minAvailable and maxUnavailable");
            if (least is null && most is null && objects.IsAlone(budget)) yield return new ObjectHit(budget, budget.Root.NearestTo("spec"), "It has neither minAvailable nor maxUnavailable, so it lets no pod go");
            if (budget.Root.MapAt("spec", "selector") is not { } selector)
            {
                if (objects.IsAlone(budget)) yield return new ObjectHit(budget, budget.Root.NearestTo("spec"), "It has no selector, so it guards no pod") { Severity = Severity.Warning };
            }
            else if (selector.Entries.All(e => e.Value is YamlMap { Entries: [] } or YamlSequence { Items: [] })) yield return new ObjectHit(budget, selector, "Its selector is empty, so all pods of the namespace share it") { Severity = Severity.Warning };
        }
    }

    private static IEnumerable<ObjectHit> FindFixed(ObjectSet objects) =>
        from budget in objects.OfKind("policy", "PodDisruptionBudget")
        let least = budget.Root.NumberAt("spec", "minAvailable")
        where least > 1
        select new ObjectHit(budget, budget.Root.NearestTo("spec", "minAvailable"), $"minAvailable is {least}");

    private static IEnumerable<ObjectHit> FindMismatches(ObjectSet objects)
    {
        var first = new Dictionary<PodTemplate, string>();
        foreach (var budget in objects.OfKind("policy", "PodDisruptionBudget"))
        {
            if (budget.Root.MapAt("spec", "selector") is not { } at) continue;
            var selector = ObjectSet.SelectorOf(budget, budget.Root.MapAt("spec"), "selector");
            var pods = objects.PodsWith(budget.NamespaceOrDefault, selector).ToList();
            if (pods.Count == 0 && objects.KnowsPodsOf(budget.NamespaceOrDefault, selector)) yield return new ObjectHit(budget, at, $"No pod of the namespace has the labels {selector}");
            foreach (var pod in pods)
            {
                // The same budget may be there for two environments.
                if (!first.TryAdd(pod, budget.Name) && first[pod] != budget.Name) yield return new ObjectHit(budget, at, $"Pods of {pod} have the budget {first[pod]} already");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindUnguarded(ObjectSet objects)
    {
        var guarded = objects.OfKind("policy", "PodDisruptionBudget")
            .SelectMany(b => objects.PodsWith(b.NamespaceOrDefault, ObjectSet.SelectorOf(b, b.Root.MapAt("spec"), "selector")))
            .ToHashSet();
        return from pod in objects.Pods
               where pod.IsLasting && objects.FloorOf(pod) is >= 2 && !guarded.Contains(pod)
               select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "replicas"), $"It has {objects.FloorOf(pod)} pods or more, and no disruption budget");
    }

    private static IEnumerable<ObjectHit> FindUnhealthy(ObjectSet objects) =>
        from budget in objects.OfKind("policy", "PodDisruptionBudget")
        // On by default since 1.27.
        where objects.Options.Kubernetes.IsAtLeast(27) && budget.Root.NodeAt("spec", "unhealthyPodEvictionPolicy") is null
        select new ObjectHit(budget, budget.Root.NearestTo("spec"), "unhealthyPodEvictionPolicy is not set");
}
