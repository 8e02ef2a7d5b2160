using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about pods that nothing replaces, and pods that come by the clock.</summary>
internal static class StandaloneRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4530", Severity.Info, "A pod without an owner", "when its node fails or is drained, nothing makes it again.", "Use a Deployment, or a Job for what ends.", FindBarePods),
        new("NS4532", Severity.Info, "A CronJob whose runs may pile up", "a run that hangs does not stop the next, and a hundred missed starts stop all of them.", "Set concurrencyPolicy to Forbid or Replace, and startingDeadlineSeconds.", FindCronJobs),
    ];

    private static IEnumerable<ObjectHit> FindBarePods(ObjectSet objects) =>
        from pod in objects.OfKind("", "Pod")
        where !ReservedNamespaces.System.Contains(pod.NamespaceOrDefault)
        // Pods that are to end, and those that Helm starts, are watched by whoever starts them.
        where !pod.Root.ItemsAt("metadata", "ownerReferences").Any() && pod.Root.NodeAt("metadata", "annotations", "helm.sh/hook") is null && pod.Root.TextAt("spec", "restartPolicy") is null or "Always"
        select new ObjectHit(pod, pod.Root, "It is a pod alone");

    private static IEnumerable<ObjectHit> FindCronJobs(ObjectSet objects)
    {
        foreach (var job in objects.OfKind("batch", "CronJob"))
        {
            if ((job.Root.TextAt("spec", "concurrencyPolicy") ?? "Allow") == "Allow") yield return new ObjectHit(job, job.Root.NearestTo("spec", "concurrencyPolicy"), "Runs may overlap");
            if (job.Root.NodeAt("spec", "startingDeadlineSeconds") is null) yield return new ObjectHit(job, job.Root.NearestTo("spec"), "It has no startingDeadlineSeconds");
        }
    }
}
