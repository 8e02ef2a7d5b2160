using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>How an item of the checklist stands.</summary>
public enum ScoreState
{
    /// <summary>The objects show it, as far as objects can.</summary>
    Met,

    /// <summary>The objects show that it is not so.</summary>
    NotMet,

    /// <summary>Nothing here asks for it.</summary>
    NotAsked,

    /// <summary>Objects alone do not tell.</summary>
    Undecidable,
}

/// <summary>An item of the checklist, and how it stands.</summary>
/// <param name="Item">The item.</param>
/// <param name="State">How it stands.</param>
/// <param name="Why">What shows it, or what is missing to tell; a sentence.</param>
public sealed record ScoreLine(ChecklistItem Item, ScoreState State, string Why);

/// <summary>Holds objects against the guide's closing checklist.</summary>
internal sealed class ScoreCard
{
    private readonly ObjectSet _objects;

    private readonly ILookup<string, CheckFinding> _broken;

    /// <summary>Pods that serve, outside of the system's namespaces; agents on their node's network are beyond policies and levels.</summary>
    private readonly ImmutableArray<PodTemplate> _pods;

    private ScoreCard(ObjectSet objects, IEnumerable<CheckFinding> findings)
    {
        _objects = objects;
        _broken = findings.Where(f => f.Rule?.Item is not null && f.Diagnostic.Severity >= Severity.Warning).ToLookup(f => f.Rule!.Item!, StringComparer.Ordinal);
        _pods = [.. objects.Pods.Where(p => p.IsLasting && !(p.Owner.Kind == "DaemonSet" && p.IsHostNetwork) && !Answers.ReservedNamespaces.System.Contains(p.Namespace))];
    }

    /// <summary>All items, in order.</summary>
    public static ImmutableArray<ScoreLine> Of(ObjectSet objects, IEnumerable<CheckFinding> findings)
    {
        var card = new ScoreCard(objects, findings);
        return [.. Checklist.All.Select(card.Line)];
    }

    private ScoreLine Line(ChecklistItem item)
    {
        var broken = _broken[item.Id].GroupBy(f => f.Diagnostic.Code).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()} times)").ToList();
        if (broken.Count > 0) return new ScoreLine(item, ScoreState.NotMet, $"Found: {string.Join(", ", broken)}.");
        var (state, why) = _objects.Options.Answered.TryGetValue(item.Id, out var answered) ? answered : Evidence(item);
        return new ScoreLine(item, state, state == ScoreState.Met ? $"{why} Not shown by objects: {item.Limit}." : why);
    }

    /// <summary>What is there of an item of which no rule is broken.</summary>
    private (ScoreState State, string Why) Evidence(ChecklistItem item) => item.Id switch
    {
        "C4" => Isolated(["Ingress", "Egress"], "in both directions"),
        "C8" => Isolated(["Egress"], "towards the outside"),
        "C5" => HasPods(p => p.Containers.Any(c => c.Image?.Contains("k8s-dns-node-cache", StringComparison.Ordinal) == true)) ? (ScoreState.Met, "Each node has a DNS cache.") : (ScoreState.Undecidable, $"There is no cache among the objects; the cluster may have one. Not shown by objects: {item.Limit}."),
        "C6" => ByKind("security.istio.io", "PeerAuthentication", o => o.Root.TextAt("spec", "mtls", "mode") == "STRICT", "A mesh asks for certificates of both sides.", "No mesh asks for certificates of both sides."),
        "C7" => HasPolicies ? (ScoreState.Met, "No policy is wider than it needs to be.") : (ScoreState.NotMet, "There are no network policies."),
        "C9" => PodSecurity(),
        "C12" => _pods.Any(p => p.Replicas > 1) || Any("policy", "PodDisruptionBudget") ? (ScoreState.Met, "What has two pods or more has a budget.") : (ScoreState.NotAsked, "Nothing has two pods or more."),
        "C13" => Any("autoscaling", "HorizontalPodAutoscaler") || Any("keda.sh", "ScaledObject") ? (ScoreState.Met, "There are autoscalers, with metrics that can be had.") : (ScoreState.NotAsked, "Nothing is scaled by load."),
        "C10" or "C11" or "C14" or "C15" => _pods.Length > 0 ? (ScoreState.Met, $"{(_pods.Length == 1 ? "1 workload keeps" : $"{_pods.Length} workloads keep")} all rules of it.") : (ScoreState.NotAsked, "There are no workloads."),
        "C16" => Any("kubeproxy.config.k8s.io", "KubeProxyConfiguration") ? (ScoreState.Met, "Its configuration keeps the rules.") : Open(item),
        "C17" => Outward("connectionPool", "circuitBreaker"),
        "C19" => Outward("outlierDetection", "circuitBreaker", "passive"),
        "C18" => HasPods(p => p.Owner.Name.Contains("tuning", StringComparison.Ordinal)) ? (ScoreState.Met, "Node tuning keeps the rules.") : (ScoreState.NotAsked, "Nothing asks for another congestion control."),
        "C20" => Any("", "Service") ? (ScoreState.Met, "Services keep all rules of it.") : (ScoreState.NotAsked, "There are no Services."),
        "C21" => Any("monitoring.coreos.com", "ServiceMonitor") || Any("monitoring.coreos.com", "PodMonitor") || HasPods(p => p.Metadata.TextAt("annotations", "prometheus.io/scrape") == "true") ? (ScoreState.Met, "Monitors collect metrics.") : (ScoreState.NotMet, "No monitor collects metrics."),
        "C23" => Traces() ? (ScoreState.Met, "Proxies or programs are told where traces go.") : (ScoreState.NotMet, "Nothing is told where traces go."),
        "C24" => ByKind("monitoring.coreos.com", "PrometheusRule", _ => true, "There are alerts.", "There are no alerts."),
        "C25" => ByKind("telemetry.istio.io", "Telemetry", o => o.Root.NodeAt("spec", "accessLogging") is not null, "Proxies of the mesh log requests.", "") is { State: ScoreState.Met } met ? met : Open(item),
        _ => Open(item),
    };

    private static (ScoreState, string) Open(ChecklistItem item) => (ScoreState.Undecidable, $"Objects do not tell: {item.Limit}.");

    private bool Any(string group, string kind) => _objects.OfKind(group, kind).Any();

    private bool HasPods(Func<PodTemplate, bool> holds) => _objects.Pods.Any(holds);

    private bool HasPolicies => _objects.Cluster.Policies.Length > 0;

    private (ScoreState State, string Why) ByKind(string group, string kind, Func<ManifestObject, bool> holds, string met, string notMet) => _objects.OfKind(group, kind).Any(holds) ? (ScoreState.Met, met) : (ScoreState.NotMet, notMet);

    private (ScoreState, string) Isolated(string[] directions, string what)
    {
        var namespaces = _pods.Select(p => p.Namespace).Distinct().ToList();
        if (namespaces.Count == 0) return (ScoreState.NotAsked, "There are no workloads.");
        var open = namespaces.Where(ns => !directions.All(d => IsHeld(ns, d))).ToList();
        return open.Count == 0 ? (ScoreState.Met, $"All pods are held {what} unless a policy allows it.") : (ScoreState.NotMet, $"Nothing holds all pods of {string.Join(", ", open)} {what}.");
    }

    /// <summary>A policy selects every pod of the namespace in this direction.</summary>
    private bool IsHeld(string ns, string direction) =>
        Selecting(ns).Any(p => p.Kind is "CiliumNetworkPolicy"
            ? p.Root.NodeAt("spec", direction.ToLowerInvariant()) is not null
            : p.Root.TextsAt("spec", p.Kind == "NetworkPolicy" && p.Group == "networking.k8s.io" ? "policyTypes" : "types").Any(t => t.Text == direction) || (direction == "Ingress" && p.Root.NodeAt("spec", "policyTypes") is null && p.Root.NodeAt("spec", "types") is null));

    private IEnumerable<ManifestObject> Selecting(string ns) =>
        _objects.OfKind("networking.k8s.io", "NetworkPolicy").Where(p => p.Root.MapAt("spec", "podSelector") is { Entries.Length: 0 })
            .Concat(_objects.OfKind("cilium.io", "CiliumNetworkPolicy").Where(p => p.Root.MapAt("spec", "endpointSelector") is { Entries.Length: 0 }))
            .Concat(_objects.OfKind("projectcalico.org", "NetworkPolicy").Where(p => p.Root.TextAt("spec", "selector") is null or "" or "all()"))
            .Where(p => p.NamespaceOrDefault == ns);

    private (ScoreState, string) PodSecurity()
    {
        var namespaces = _pods.Select(p => p.Namespace).Distinct().ToList();
        if (namespaces.Count == 0) return (ScoreState.NotAsked, "There are no workloads.");
        var unknown = namespaces.Where(ns => !_objects.Namespaces.ContainsKey(ns)).ToList();
        var open = namespaces.Except(unknown).Where(ns => _objects.Namespaces[ns].Get("pod-security.kubernetes.io/enforce") is null or "privileged").ToList();
        if (open.Count > 0) return (ScoreState.NotMet, $"No level is enforced in {string.Join(", ", open)}.");
        return unknown.Count > 0 ? (ScoreState.Undecidable, $"The objects do not hold the namespaces {string.Join(", ", unknown)}.") : (ScoreState.Met, "Each namespace of the workloads enforces a level, and all pods keep it.");
    }

    /// <summary>What callers of services are told, by a mesh or at a gateway.</summary>
    private (ScoreState, string) Outward(params string[] fields) =>
        _objects.OfKind("networking.istio.io", "DestinationRule").Any(o => fields.Any(f => o.Root.NodeAt("spec", "trafficPolicy", f) is not null))
        || _objects.OfKind("gateway.envoyproxy.io", "BackendTrafficPolicy").Any(o => fields.Any(f => (o.Root.NodeAt("spec", f) ?? o.Root.NodeAt("spec", "healthCheck", f)) is not null))
            ? (ScoreState.Met, "Proxies between services, or the gateway's, have limits.")
            : (ScoreState.Undecidable, "No proxy among the objects does; programs may.");

    private bool Traces() =>
        _objects.OfKind("telemetry.istio.io", "Telemetry").Any(o => o.Root.NodeAt("spec", "tracing") is not null)
        || _objects.OfKind("gateway.envoyproxy.io", "EnvoyProxy").Any(o => o.Root.NodeAt("spec", "telemetry", "tracing") is not null)
        || HasPods(p => p.Containers.Any(c => c.Map.MapsAt("env").Any(e => e.TextAt("name")?.StartsWith("OTEL_EXPORTER_OTLP", StringComparison.Ordinal) == true)));
}
