using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about requests and limits, and other shares of a node.</summary>
internal static class ResourceRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4193", Severity.Warning, "No memory limit", "a leak takes the memory of the node, and the pods beside it are killed.", "Set resources.limits.memory.", FindMissingLimits) { Item = "C14" },
        new("NS4509", Severity.Warning, "No request for CPU or memory", "the scheduler counts nothing for the container, and it is the first to starve or to be evicted.", "Set resources.requests.cpu and resources.requests.memory.", FindMissingRequests) { Item = "C14" },
        new("NS4510", Severity.Error, "A request above its limit", "the API server refuses the object.", "Lower the request, or raise the limit.", FindExceedingRequests) { Item = "C14" },
        new("NS4526", Severity.Info, "An emptyDir without a size", "it may fill the disk of the node, and the kubelet then evicts pods.", "Set sizeLimit.", FindUnboundedDirectories) { Item = "C14" },
    ];

    private static readonly string[] Resources = ["cpu", "memory"];

    /// <summary>A container or pod has a request: one of its own, its limit, or what a LimitRange of the namespace puts in its place.</summary>
    public static bool HasRequest(ObjectSet objects, PodTemplate pod, YamlMap owner, string resource) =>
        owner.NodeAt("resources", "requests", resource) is not null || HasLimit(objects, pod, owner, resource) || IsDefaulted(objects, pod, "defaultRequest", resource);

    private static bool HasLimit(ObjectSet objects, PodTemplate pod, YamlMap owner, string resource) =>
        owner.NodeAt("resources", "limits", resource) is not null || IsDefaulted(objects, pod, "default", resource);

    private static bool IsDefaulted(ObjectSet objects, PodTemplate pod, string key, string resource) =>
        objects.OfKind("", "LimitRange").Any(r => r.NamespaceOrDefault == pod.Namespace && r.Root.MapsAt("spec", "limits").Any(l => l.TextAt("type") == "Container" && l.NodeAt(key, resource) is not null));

    private static IEnumerable<ObjectHit> FindMissingLimits(ObjectSet objects) =>
        from pod in objects.Pods
        where !HasLimit(objects, pod, pod.Spec, "memory")
        from container in pod.Containers
        where !container.IsInjected && !HasLimit(objects, pod, container.Map, "memory")
        select new ObjectHit(pod.Owner, container.Map.NearestTo("resources", "limits"), $"{container.Subject} has no memory limit");

    private static IEnumerable<ObjectHit> FindMissingRequests(ObjectSet objects) =>
        from pod in objects.Pods
        from container in pod.Containers
        let missing = Resources.Where(r => !HasRequest(objects, pod, pod.Spec, r) && !HasRequest(objects, pod, container.Map, r)).ToList()
        where !container.IsInjected && missing.Count > 0
        select new ObjectHit(pod.Owner, container.Map.NearestTo("resources", "requests"), $"{container.Subject} requests no {string.Join(" and no ", missing)}");

    private static IEnumerable<ObjectHit> FindExceedingRequests(ObjectSet objects) =>
        from pod in objects.Pods
        from owner in pod.Containers.Select(c => (c.Map, c.Subject)).Append((Map: pod.Spec, Subject: "The pod"))
        from request in owner.Map.MapAt("resources", "requests")?.Entries ?? []
        let limit = owner.Map.TextAt("resources", "limits", request.Key.Text)
        where ResourceQuantity.IsGreater((request.Value as YamlScalar)?.Text, limit)
        select new ObjectHit(pod.Owner, request.Value, $"{owner.Subject} requests {Shown.Text(((YamlScalar)request.Value).Text)} of {Shown.Text(request.Key.Text)}, and its limit is {Shown.Text(limit)}");

    private static IEnumerable<ObjectHit> FindUnboundedDirectories(ObjectSet objects) =>
        from pod in objects.Pods
        from volume in pod.Spec.MapsAt("volumes")
        where volume.MapAt("emptyDir") is { } directory && directory.NodeAt("sizeLimit") is null
        select new ObjectHit(pod.Owner, volume.NearestTo("emptyDir"), $"Volume {Shown.Text(volume.TextAt("name") ?? "")} has no sizeLimit");
}
