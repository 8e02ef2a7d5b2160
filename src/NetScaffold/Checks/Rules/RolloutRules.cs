using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about which pods a workload owns, and how it replaces them.</summary>
internal static class RolloutRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4187", Severity.Error, "A rollout that may neither add nor remove a pod", "the API server refuses the object.", "Set maxSurge: 1.", FindStuckRollouts),
        new("NS4189", Severity.Error, "A selector that is not of the template", "the API server refuses the object.", "Give spec.selector.matchLabels labels that the template has as well.", FindSelectors),
        new("NS4190", Severity.Warning, "A version in a selector", "selectors cannot be changed, so the next version needs the object to be deleted first.", "Leave the label out of the selector; the template may keep it.", FindVersions),
        new("NS4531", Severity.Warning, "All pods stopped at once", "each rollout ends all pods before the first new one starts, however many there are.", "Use RollingUpdate, or one replica where two must never run.", FindRecreated),
    ];

    /// <summary>apps/v1; extensions took the template's labels, and other kinds make a selector.</summary>
    private static readonly ImmutableHashSet<string> WithSelector = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

    /// <summary>Labels that change with each release.</summary>
    private static readonly ImmutableHashSet<string> VersionLabels = ["version", "app.kubernetes.io/version", "helm.sh/chart"];

    private static IEnumerable<ObjectHit> FindStuckRollouts(ObjectSet objects)
    {
        foreach (var owner in objects.Pods.Select(p => p.Owner))
        {
            var strategy = owner.Kind switch { "Deployment" => "strategy", "DaemonSet" => "updateStrategy", _ => null };
            if (strategy is null || owner.Root.MapAt("spec", strategy, "rollingUpdate") is not { } rolling) continue;
            var surge = rolling.TextAt("maxSurge") ?? (owner.Kind == "DaemonSet" ? "0" : "");
            if (surge is "0" or "0%" && rolling.TextAt("maxUnavailable") is "0" or "0%") yield return new ObjectHit(owner, rolling, "maxSurge and maxUnavailable are both 0");
        }
    }

    private static IEnumerable<ObjectHit> FindSelectors(ObjectSet objects)
    {
        foreach (var pod in objects.Pods.Where(p => p.Owner.Group == "apps" && WithSelector.Contains(p.Owner.Kind)))
        {
            var root = pod.Owner.Root;
            if (root.MapAt("spec", "selector") is not { } selector)
            {
                if (objects.IsAlone(pod.Owner)) yield return new ObjectHit(pod.Owner, root.NearestTo("spec"), "It has no selector");
            }
            else if (selector.MapAt("matchLabels") is null or { Entries: [] } && !selector.ItemsAt("matchExpressions").Any()) yield return new ObjectHit(pod.Owner, selector, "Its selector is empty");
            else if (ObjectSet.SelectorOf(pod.Owner, root.MapAt("spec"), "selector") is var parsed && !parsed.Matches(pod.Labels)) yield return new ObjectHit(pod.Owner, selector, $"Its selector is {parsed}, and the labels of its template are {(pod.Labels.Pairs.IsEmpty ? "none" : pod.Labels)}");
        }
    }

    /// <summary>Workloads that differ in the version alone are meant to run beside each other, and each keeps its own.</summary>
    private static IEnumerable<ObjectHit> FindVersions(ObjectSet objects)
    {
        var versioned = objects.Pods
            .Select(p => (p.Owner, Labels: p.Owner.Root.MapAt("spec", "selector", "matchLabels")))
            .Where(p => p.Labels is not null && p.Labels.Entries.Any(e => VersionLabels.Contains(e.Key.Text)))
            .GroupBy(p => (p.Owner.Kind, p.Owner.NamespaceOrDefault, Others: LabelMap.Of(ObjectSet.LabelsOf(p.Labels).Pairs.Where(l => !VersionLabels.Contains(l.Key)))));
        return from pods in versioned
               where pods.Count() == 1
               from entry in pods.First().Labels?.Entries ?? []
               where VersionLabels.Contains(entry.Key.Text)
               select new ObjectHit(pods.First().Owner, entry.Value, $"Its selector has the label {entry.Key.Text}");
    }

    private static IEnumerable<ObjectHit> FindRecreated(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.Owner.Kind == "Deployment" && pod.Owner.Root.TextAt("spec", "strategy", "type") == "Recreate" && objects.FloorOf(pod) is >= 2
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "strategy", "type"), $"The strategy is Recreate, and there are {objects.FloorOf(pod)} pods or more");
}
