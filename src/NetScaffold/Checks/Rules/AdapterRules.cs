using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about who serves the metrics that autoscalers go by.</summary>
internal static class AdapterRules
{
    private const string External = "external.metrics.k8s.io";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4175", Severity.Warning, "A metric that nobody serves", "Kubernetes knows CPU and memory by itself; while an adapter for others is missing, the autoscaler never scales down.", "Use a ScaledObject of KEDA, or install an adapter that serves this metric.", FindUnserved) { Item = "C13" },
        new("NS4177", Severity.Error, "Two servers of one metrics API", "the API server has one place for external.metrics.k8s.io, so the metrics of one of them are gone.", "Keep KEDA, and turn the externalRules of prometheus-adapter into triggers of it.", FindTwoServers) { Item = "C13" },
    ];

    private static IEnumerable<ObjectHit> FindUnserved(ObjectSet objects)
    {
        var groups = objects.OfKind("apiregistration.k8s.io", "APIService").Select(s => s.Root.TextAt("spec", "group")).ToHashSet(StringComparer.Ordinal);
        var isKeda = objects.OfKind("keda.sh", "ScaledObject").Any();
        var isAdapter = objects.Pods.Any(p => p.Serving.Any(c => c.Image?.Contains("prometheus-adapter", StringComparison.Ordinal) == true));
        foreach (var scaler in objects.OfKind("autoscaling", "HorizontalPodAutoscaler"))
        {
            // KEDA's own, read from a cluster.
            if (scaler.Root.TextAt("metadata", "labels", "scaledobject.keda.sh/name") is not null) continue;
            foreach (var metric in scaler.Root.MapsAt("spec", "metrics"))
            {
                var served = metric.TextAt("type") switch
                {
                    "External" => isKeda || isAdapter || groups.Contains(External),
                    "Pods" or "Object" => isAdapter || groups.Contains("custom.metrics.k8s.io"),
                    _ => true,
                };
                if (!served) yield return new ObjectHit(scaler, metric.NearestTo("type"), $"A metric has the type {metric.TextAt("type")}, and no adapter is among the objects");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindTwoServers(ObjectSet objects)
    {
        var services = objects.OfKind("apiregistration.k8s.io", "APIService").Where(s => s.Root.TextAt("spec", "group") == External).ToList();
        foreach (var second in services.Skip(1).Where(s => ServiceOf(s) != ServiceOf(services[0])))
            yield return new ObjectHit(second, second.Root.NearestTo("spec", "service"), $"The group {External} is served by {ServiceOf(second)}, and by {ServiceOf(services[0])} as well");

        // KEDA serves that API wherever one of its objects is.
        if (objects.OfKind("keda.sh", "ScaledObject").FirstOrDefault() is not { } scaled) yield break;
        foreach (var map in objects.OfKind("", "ConfigMap"))
        {
            foreach (var entry in map.Root.MapAt("data")?.Entries ?? [])
            {
                if (entry.Value is YamlScalar text && text.Text.Split('\n').Any(l => l.StartsWith("externalRules:", StringComparison.Ordinal) && !l.EndsWith("[]", StringComparison.Ordinal)))
                    yield return new ObjectHit(map, text, $"{Shown.Text(entry.Key.Text)} has externalRules of prometheus-adapter, and {scaled} is KEDA's");
            }
        }
    }

    private static string ServiceOf(ManifestObject api) => $"{api.Root.TextAt("spec", "service", "namespace")}/{api.Root.TextAt("spec", "service", "name")}";
}
