using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about pods that answer others: when they are called, and when no longer.</summary>
internal static class BackendRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4191", Severity.Warning, "Pods that are called before they are ready, or restarted when they are not", "a Service leads calls to pods that are ready, and only a readinessProbe of its own can tell.", "Add a readinessProbe that asks whether the container can serve, and let livenessProbe ask something that no dependency can fail.", FindUnready) { Item = "C11" },
        new("NS4192", Severity.Warning, "Pods that stop while they are still called", "a gateway learns of the end with a delay, and calls in between fail on every rollout.", "Add a preStop hook that sleeps for some seconds, and a terminationGracePeriodSeconds that it fits in.", FindAbrupt),
        new("NS4533", Severity.Info, "One pod behind a Service", "nobody answers while it restarts or moves.", "Run two replicas or more if the program allows it.", FindSingle) { Item = "C15" },
    ];

    private static IEnumerable<ObjectHit> FindUnready(ObjectSet objects)
    {
        foreach (var pod in objects.Pods.Where(p => p.IsLasting || p.Owner.Kind == "Pod"))
        {
            // Peers that look for each other want to be found early, and who gathers metrics asks pods that are not ready as well.
            var services = objects.ServicesOf(pod).Where(s => s.Root.FlagAt("spec", "publishNotReadyAddresses") != true && !IsForMetrics(s)).ToList();
            if (services.Count == 0) continue;
            foreach (var container in Called(pod, services).Where(c => !c.IsInjected && c.Map.NodeAt("readinessProbe") is null))
                yield return new ObjectHit(pod.Owner, container.Map, $"{container.Subject} is called through Service {services[0].Name} and has no readinessProbe");
            // Whether what they ask for depends on others is not written anywhere.
            foreach (var container in pod.Serving.Where(c => IsSame(c.Map.MapAt("readinessProbe", "httpGet"), c.Map.MapAt("livenessProbe", "httpGet"))))
                yield return new ObjectHit(pod.Owner, container.Map.NearestTo("livenessProbe", "httpGet"), $"{container.Subject} asks the same path in livenessProbe and readinessProbe, so whatever makes it unready restarts it as well") { Severity = Severity.Info };
        }
    }

    private static bool IsForMetrics(ManifestObject service) => service.Root.MapsAt("spec", "ports").All(p => p.TextAt("name")?.Contains("metrics", StringComparison.Ordinal) == true);

    private static bool IsSame(YamlMap? one, YamlMap? other) =>
        one is not null && other is not null && one.TextAt("path") == other.TextAt("path") && one.TextAt("port") == other.TextAt("port");

    /// <summary>Containers that a Service's ports lead to. Where none lists such a port, one that is ready speaks for all.</summary>
    private static IEnumerable<PodContainer> Called(PodTemplate pod, IEnumerable<ManifestObject> services)
    {
        var ports = services.SelectMany(s => s.Root.MapsAt("spec", "ports")).Select(p => p.TextAt("targetPort") ?? p.TextAt("port") ?? "").ToHashSet(StringComparer.Ordinal);
        var listed = pod.Serving.Where(c => c.Ports.Any(p => ports.Contains(p.TextAt("name") ?? "-") || ports.Contains(p.TextAt("containerPort") ?? "-"))).ToList();
        if (listed.Count > 0) return listed;
        return pod.Serving.Any(c => c.IsInjected || c.Map.NodeAt("readinessProbe") is not null) ? [] : pod.Serving.Take(1);
    }

    private static IEnumerable<ObjectHit> FindAbrupt(ObjectSet objects)
    {
        var routed = new HashSet<(string Namespace, string Name)>(RoutedServices.In(objects));
        foreach (var pod in objects.Pods.Where(p => p.IsLasting))
        {
            var services = objects.ServicesOf(pod).Where(s => routed.Contains((s.NamespaceOrDefault, s.Name))).ToList();
            if (services.Count == 0) continue;
            if (pod.Spec.NumberAt("terminationGracePeriodSeconds") == 0) yield return new ObjectHit(pod.Owner, pod.Spec.NearestTo("terminationGracePeriodSeconds"), $"Routes lead to Service {services[0].Name}, and the pods get no time to end");
            foreach (var container in Called(pod, services).Where(c => !c.IsInjected && c.Map.NodeAt("lifecycle", "preStop") is null))
                yield return new ObjectHit(pod.Owner, container.Map.NearestTo("lifecycle"), $"Routes lead to {container} through Service {services[0].Name}, and it has no preStop hook");
        }
    }

    private static IEnumerable<ObjectHit> FindSingle(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.Owner.Kind == "Deployment" && objects.FloorOf(pod) == 1
        from service in objects.ServicesOf(pod).Take(1)
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "replicas"), $"Service {service.Name} leads to it, and there may be one pod only");
}
