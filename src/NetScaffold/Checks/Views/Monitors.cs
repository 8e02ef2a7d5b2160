using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>A ServiceMonitor or PodMonitor, and what it leads Prometheus to.</summary>
/// <param name="Object">The monitor.</param>
internal sealed record Monitor(ManifestObject Object)
{
    /// <summary>It selects Services, not pods.</summary>
    public bool IsOfServices => Object.Kind == "ServiceMonitor";

    /// <summary>What it scrapes, each with the name of its port; null where it goes by a number.</summary>
    public IEnumerable<(YamlMap Endpoint, YamlScalar? Port)> Endpoints =>
        Object.Root.MapsAt("spec", IsOfServices ? "endpoints" : "podMetricsEndpoints").Select(e => (e, e.NodeAt("port") as YamlScalar));

    /// <summary>Where it looks; null for everywhere.</summary>
    public ImmutableArray<string>? Namespaces => Object.Root.FlagAt("spec", "namespaceSelector", "any") == true ? null
        : [.. Object.Root.TextsAt("spec", "namespaceSelector", "matchNames").Select(n => n.Text).DefaultIfEmpty(Object.NamespaceOrDefault)];

    /// <summary>Services that it selects; none for a PodMonitor.</summary>
    public IEnumerable<ManifestObject> Services(ObjectSet objects) => IsOfServices ? InNamespaces(ns => objects.ServicesWith(ns, Selector)) : [];

    /// <summary>Pods that it selects; none for a ServiceMonitor.</summary>
    public IEnumerable<PodTemplate> Pods(ObjectSet objects) => IsOfServices ? [] : InNamespaces(ns => objects.PodsWith(ns, Selector));

    private LabelSelector Selector => ObjectSet.SelectorOf(Object, Object.Root.MapAt("spec"), "selector");

    private IEnumerable<T> InNamespaces<T>(Func<string?, IEnumerable<T>> select) => Namespaces is { } namespaces ? namespaces.Distinct().SelectMany(select) : select(null);
}

/// <summary>All monitors.</summary>
internal static class Monitors
{
    /// <summary>Of the Prometheus Operator.</summary>
    public const string Group = "monitoring.coreos.com";

    /// <summary>In the order read.</summary>
    public static IEnumerable<Monitor> All(ObjectSet objects) => objects.OfKind(Group, "ServiceMonitor").Concat(objects.OfKind(Group, "PodMonitor")).Select(m => new Monitor(m));
}
