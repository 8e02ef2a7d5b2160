using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what the Prometheus Operator is told to scrape, and whether it takes what it is told.</summary>
internal static class MonitorRules
{
    private const string Release = "release";

    /// <summary>A port of proxies that Istio's webhook adds, so it stands in no manifest of pods.</summary>
    private const string ProxyPort = "http-envoy-prom";

    /// <summary>What a Prometheus takes, by the field that selects it.</summary>
    private static readonly (string Kind, string Selector)[] Taken =
        [("ServiceMonitor", "serviceMonitorSelector"), ("PodMonitor", "podMonitorSelector"), ("Probe", "probeSelector"), ("PrometheusRule", "ruleSelector")];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4231", Severity.Warning, "A monitor without targets", "Prometheus scrapes nothing by it, and says nothing.", "Name the port as the Service does, or for a PodMonitor as the container does, and select by labels that are there.", FindNoTargets) { Item = "C21" },
        new("NS4232", Severity.Warning, "What no Prometheus takes", "a Prometheus that selects by labels passes this over without a word.", "Give it the label that the others have, such as release with the name of the Helm release.", FindNotTaken) { Item = "C21" },
    ];

    private static IEnumerable<ObjectHit> FindNoTargets(ObjectSet objects)
    {
        var withServices = objects.OfKind("", "Service").Select(s => s.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        foreach (var monitor in Monitors.All(objects))
        {
            var services = monitor.Services(objects).ToList();
            var pods = monitor.Pods(objects).ToList();
            if (monitor.IsOfServices && services.Count == 0)
            {
                // Pods that operators make have no manifest; a namespace with both is one that is known.
                if (monitor.Namespaces is [var ns] && ns == monitor.Object.NamespaceOrDefault && withServices.Contains(ns) && objects.KnowsPodsOf(ns))
                    yield return new ObjectHit(monitor.Object, monitor.Object.Root.NearestTo("spec", "selector"), $"No Service of the namespace {ns} has the labels {ObjectSet.SelectorOf(monitor.Object, monitor.Object.Root.MapAt("spec"), "selector")}");
                continue;
            }

            foreach (var (endpoint, port) in monitor.Endpoints)
            {
                if (port is null || port.Text == ProxyPort) continue;
                if (services.Count > 0 && !services.Exists(s => s.Root.MapsAt("spec", "ports").Any(p => p.TextAt("name") == port.Text)))
                    yield return new ObjectHit(monitor.Object, port, $"No port of {services[0]}{Others(services.Count)} has the name {Shown.Text(port.Text)}");
                else if (pods.Count > 0 && !pods.Exists(p => p.Serving.SelectMany(c => c.Ports).Any(c => c.TextAt("name") == port.Text)))
                    yield return new ObjectHit(monitor.Object, port, $"No container's port of {pods[0]}{Others(pods.Count)} has the name {Shown.Text(port.Text)}");
            }
        }
    }

    private static string Others(int count) => count > 1 ? $", nor of {count - 1} more that it selects," : "";

    private static IEnumerable<ObjectHit> FindNotTaken(ObjectSet objects)
    {
        var servers = objects.OfKind(Monitors.Group, "Prometheus").ToList();
        if (servers.Count > 0)
        {
            foreach (var (kind, field) in Taken)
            {
                var selectors = servers.Where(s => s.Root.MapAt("spec", field) is not null).Select(s => (Server: s, Selector: ObjectSet.SelectorOf(s, s.Root.MapAt("spec"), field))).ToList();
                if (selectors.Count == 0) continue;
                foreach (var taken in objects.OfKind(Monitors.Group, kind).Where(o => !selectors.Exists(s => s.Selector.Matches(ObjectSet.LabelsOf(o)))))
                    yield return new ObjectHit(taken, taken.Root.NearestTo("metadata", "labels"), $"{selectors[0].Server} takes those with {selectors[0].Selector} only");
            }

            yield break;
        }

        var all = Taken.SelectMany(t => objects.OfKind(Monitors.Group, t.Kind)).ToList();
        if (all.FirstOrDefault(o => o.Root.TextAt("metadata", "labels", Release) is not null) is not { } labelled) yield break;
        foreach (var bare in all.Where(o => o.Root.TextAt("metadata", "labels", Release) is null))
            yield return new ObjectHit(bare, bare.Root.NearestTo("metadata", "labels"), $"It has no label release, and {labelled} has {Shown.Text(labelled.Root.TextAt("metadata", "labels", Release)!)}");
    }
}
