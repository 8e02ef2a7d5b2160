using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what autoscalers measure, and what they scale.</summary>
internal static class AutoscalerRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4173", Severity.Error, "A share of a request that is not there", "the share cannot be computed, so the autoscaler does nothing.", "Set the request of every container, or measure one container with a ContainerResource metric.", FindMissingRequests) { Item = "C13" },
        new("NS4174", Severity.Error, "Bounds that no autoscaler takes", "the API server refuses the object.", "Set minReplicas to 1 or more, and maxReplicas not below it; to scale to zero use KEDA.", FindBounds) { Item = "C13" },
        new("NS4179", Severity.Error, "Requests and replicas set by the same measure", "each changes what the other goes by, and both swing.", "Let the VerticalPodAutoscaler only recommend, or scale by another metric.", FindVerticalLoops) { Item = "C13" },
        new("NS4522", Severity.Warning, "An autoscaler without a workload", "nothing is scaled unless the target is elsewhere.", "Name a workload of the same namespace.", FindMissingTargets) { Item = "C13" },
        new("NS4536", Severity.Info, "A number of pods by use of memory", "many runtimes keep what they once took, so pods are added and never go.", "Scale by CPU or requests, unless the program gives memory back.", FindMemory) { Item = "C13" },
        new("NS4537", Severity.Warning, "A measure of several containers together", "the one that does the work may be at its limit while the sum is not, and the other way round.", "Use a ContainerResource metric of the container that does the work.", FindMixed) { Item = "C13" },
    ];

    /// <summary>A share of a request that an autoscaler measures.</summary>
    /// <param name="At">The metric.</param>
    /// <param name="Resource">cpu or memory.</param>
    /// <param name="Container">Of one container; null for all.</param>
    private sealed record Share(YamlNode At, string Resource, string? Container);

    private static IEnumerable<Share> SharesOf(Autoscaler scaler)
    {
        var root = scaler.Object.Root;
        if (!scaler.IsHorizontal) return SharesOfTriggers(root);
        // Without a metric, and always in version 1, it goes by the share of CPU.
        return root.NodeAt("spec", "metrics") is null ? [new Share(root.NearestTo("spec", "targetCPUUtilizationPercentage"), "cpu", null)] : SharesOfMetrics(root);
    }

    private static IEnumerable<Share> SharesOfMetrics(YamlMap root)
    {
        foreach (var metric in root.MapsAt("spec", "metrics"))
        {
            if (metric.MapAt("resource") is { } all && all.TextAt("target", "type") == "Utilization") yield return new(all, all.TextAt("name") ?? "", null);
            if (metric.MapAt("containerResource") is { } one && one.TextAt("target", "type") == "Utilization") yield return new(one, one.TextAt("name") ?? "", one.TextAt("container") ?? "");
        }
    }

    private static IEnumerable<Share> SharesOfTriggers(YamlMap root) =>
        from trigger in root.MapsAt("spec", "triggers")
        let resource = trigger.TextAt("type") ?? ""
        where resource is "cpu" or "memory" && (trigger.TextAt("metricType") ?? trigger.TextAt("metadata", "type")) == "Utilization"
        select new Share(trigger, resource, trigger.TextAt("metadata", "containerName"));

    private static IEnumerable<ObjectHit> FindMissingRequests(ObjectSet objects)
    {
        foreach (var scaler in objects.Autoscalers)
        {
            if (scaler.Target is not { } pod) continue;
            foreach (var share in SharesOf(scaler))
            {
                var measured = pod.Serving.Where(c => share.Container is null ? !c.IsInjected : c.Name == share.Container).ToList();
                // A webhook may add the container, such as a mesh's proxy.
                if (measured.Count == 0) yield return new ObjectHit(scaler.Object, share.At, $"{pod} has no container {Shown.Text(share.Container ?? "")} whose {share.Resource} could be measured") { Severity = Severity.Warning };
                if (ResourceRules.HasRequest(objects, pod, pod.Spec, share.Resource)) continue;
                foreach (var container in measured.Where(c => !ResourceRules.HasRequest(objects, pod, c.Map, share.Resource)))
                    yield return new ObjectHit(scaler.Object, share.At, $"It measures {share.Resource} as a share of the request, and {container} of {pod} requests none");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindBounds(ObjectSet objects)
    {
        foreach (var scaler in objects.Autoscalers)
        {
            var spec = scaler.Object.Root.NearestTo("spec");
            if (scaler.Ceiling is null && scaler.Object.Root.NodeAt("spec", "maxReplicas") is null && objects.IsAlone(scaler.Object)) yield return new ObjectHit(scaler.Object, spec, "It has no maxReplicas");
            else if (scaler.Floor > scaler.Ceiling) yield return new ObjectHit(scaler.Object, scaler.Object.Root.NearestTo("spec", scaler.IsHorizontal ? "minReplicas" : "minReplicaCount"), $"The least number of pods is {scaler.Floor}, and the greatest {scaler.Ceiling}");
            else if (scaler.Ceiling < 1) yield return new ObjectHit(scaler.Object, scaler.Object.Root.NearestTo("spec", "maxReplicas"), $"The greatest number of pods is {scaler.Ceiling}");
            if (scaler.IsHorizontal && scaler.Floor < 1 && !MayBeZero(objects, scaler)) yield return new ObjectHit(scaler.Object, scaler.Object.Root.NearestTo("spec", "minReplicas"), $"The least number of pods is {scaler.Floor}");
        }
    }

    /// <summary>Without pods there is nothing to measure in them, so another metric has to wake the workload; on by default since this version.</summary>
    private static bool MayBeZero(ObjectSet objects, Autoscaler scaler) =>
        scaler.Floor == 0 && objects.Options.Kubernetes.IsAtLeast(37) && scaler.Object.Root.MapsAt("spec", "metrics").Any(m => m.TextAt("type") is "Object" or "External");

    private static IEnumerable<ObjectHit> FindVerticalLoops(ObjectSet objects)
    {
        var byTarget = objects.Autoscalers.ToLookup(a => (a.Object.NamespaceOrDefault, a.Kind, a.Name));
        foreach (var vertical in objects.OfKind("autoscaling.k8s.io", "VerticalPodAutoscaler"))
        {
            var spec = vertical.Root.MapAt("spec");
            if (spec.TextAt("updatePolicy", "updateMode") is "Off" or "Initial") continue;
            foreach (var scaler in byTarget[(vertical.NamespaceOrDefault, spec.TextAt("targetRef", "kind") ?? "", spec.TextAt("targetRef", "name") ?? "")])
            {
                foreach (var resource in SharesOf(scaler).Where(s => IsControlled(spec, s)).Select(s => s.Resource).Distinct())
                    yield return new ObjectHit(vertical, vertical.Root.NearestTo("spec", "targetRef"), $"It sets the {resource} request by use, and {scaler.Object.Kind} {scaler.Object.Name} the number of pods by the share of it");
            }
        }
    }

    private static bool IsControlled(YamlMap? spec, Share share)
    {
        var policies = spec.MapsAt("resourcePolicy", "containerPolicies").ToList();
        var policy = policies.Find(p => share.Container is not null && p.TextAt("containerName") == share.Container) ?? policies.Find(p => p.TextAt("containerName") == "*");
        if (policy.TextAt("mode") == "Off") return false;
        return policy.NodeAt("controlledResources") is null || policy.TextsAt("controlledResources").Any(r => r.Text == share.Resource);
    }

    private static IEnumerable<ObjectHit> FindMemory(ObjectSet objects) =>
        from scaler in objects.Autoscalers
        from metric in scaler.IsHorizontal
            ? scaler.Object.Root.MapsAt("spec", "metrics").Select(m => m.MapAt("resource") ?? m.MapAt("containerResource")).Where(m => m.TextAt("name") == "memory")
            : scaler.Object.Root.MapsAt("spec", "triggers").Where(t => t.TextAt("type") == "memory")
        select new ObjectHit(scaler.Object, metric, "It adds pods by their use of memory");

    private static IEnumerable<ObjectHit> FindMixed(ObjectSet objects) =>
        from scaler in objects.Autoscalers
        let pod = scaler.Target
        where scaler.IsHorizontal && pod is not null
        let hasProxy = objects.Mesh.Of(pod) == MeshMode.Sidecar
        let count = pod.Serving.Count(c => !c.IsInjected)
        where hasProxy || count > 1
        from metric in scaler.Object.Root.MapsAt("spec", "metrics").Select(m => m.MapAt("resource")).OfType<YamlMap>()
        select new ObjectHit(scaler.Object, metric, $"It measures {Shown.Text(metric.TextAt("name") ?? "")} of whole pods, and those of {pod} have {(hasProxy ? "the mesh's proxy beside their own" : $"{count} containers")}") { Severity = hasProxy ? null : Severity.Info };

    private static IEnumerable<ObjectHit> FindMissingTargets(ObjectSet objects)
    {
        var verticals = from vertical in objects.OfKind("autoscaling.k8s.io", "VerticalPodAutoscaler")
                        select (Object: vertical, Kind: vertical.Root.TextAt("spec", "targetRef", "kind") ?? "", Name: vertical.Root.TextAt("spec", "targetRef", "name") ?? "", At: vertical.Root.NearestTo("spec", "targetRef"));
        return from scaler in objects.Autoscalers.Select(a => (a.Object, a.Kind, a.Name, At: a.Object.Root.NearestTo("spec", "scaleTargetRef"))).Concat(verticals)
               where scaler.Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" or "DaemonSet"
               where objects.KnowsPodsOf(scaler.Object.NamespaceOrDefault) && !objects.Has(scaler.Kind, scaler.Object.NamespaceOrDefault, scaler.Name)
               select new ObjectHit(scaler.Object, scaler.At, $"There is no {scaler.Kind} {Shown.Text(scaler.Name)} among the workloads of the namespace");
    }
}
