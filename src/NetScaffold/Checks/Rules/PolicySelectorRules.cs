using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about whom selectors of NetworkPolicies mean, and through which ports.</summary>
internal static class PolicySelectorRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4052", Severity.Error, "A label that the namespace lacks", "the peer is nobody, so the rule lets nothing through.", "Select the namespace by kubernetes.io/metadata.name, which the API server sets.", FindMissingLabels) { Item = "C4" },
        new("NS4053", Severity.Warning, "A selector that selects no pod", "what it says holds for nobody.", "Give it labels that pods of the namespace have.", FindDeadSelectors) { Item = "C4" },
        new("NS4054", Severity.Error, "The port of a Service in a policy", "policies see the ports of pods: the cluster has put one in place of the Service's before it asks them.", "Write the port of the container.", FindServicePorts) { Item = "C4" },
        new("NS4055", Severity.Error, "A port name that no container has", "the rule lets nothing through.", "Give a port of a container this name, or write its number.", FindMissingNames) { Item = "C4" },
        new("NS4059", Severity.Warning, "All namespaces in place of the Internet", "a selector of namespaces never means an address outside, and opens these ports to every pod of the cluster.", "Use ipBlock for what is outside, or a policy by DNS name where the pod network has one.", FindInternetByNamespace) { Item = "C8" },
        new("NS4063", Severity.Warning, "A policy for pods of the node's network", "most pod networks hold no such pod, and see its connections as the node's.", "Leave hostNetwork out, or allow the addresses of nodes by ipBlock.", FindHostNetwork) { Item = "C4" },
    ];

    /// <summary>Ports of containers that a mesh adds: istio.io, Ports used by Istio.</summary>
    private static readonly ImmutableArray<string> AddedPortNames = ["http-envoy-prom", "http-monitoring", "status-port"];

    private static IEnumerable<(NetworkPolicyView Policy, NetworkRuleView Rule, NetworkPeerView Peer)> Peers(ObjectSet objects) =>
        from policy in objects.NetworkPolicies from rule in policy.Rules from peer in rule.Peers select (policy, rule, peer);

    private static IEnumerable<ObjectHit> FindMissingLabels(ObjectSet objects)
    {
        foreach (var (policy, rule, peer) in Peers(objects))
        {
            if (peer.Namespaces is not { } selector || objects.NamespacesOf(selector).Any(objects.Namespaces.ContainsKey)) continue;
            var labels = peer.Map.MapAt("namespaceSelector", "matchLabels");
            foreach (var entry in labels?.Entries ?? [])
            {
                // A name says which namespace is meant, so whether it has the label can be told.
                var value = (entry.Value as YamlScalar)?.Text ?? "";
                if (entry.Key.Text != ClusterNamespace.NameLabel && value.Length > 0 && (entry.Key.Text == "name" || objects.Namespaces.ContainsKey(value)))
                    yield return new ObjectHit(policy.Object, entry.Value, $"A rule of {Shown.Word(rule.Direction)} has namespaces with the label {Shown.Text($"{entry.Key.Text}={value}")}, which {(objects.Namespaces.ContainsKey(value) ? $"Namespace {value} does not have" : "nothing sets by itself")}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindDeadSelectors(ObjectSet objects)
    {
        foreach (var policy in objects.NetworkPolicies)
        {
            if (IsDead(policy.Namespace, policy.Subject)) yield return new ObjectHit(policy.Object, policy.Object.Root.NearestTo("spec", "podSelector"), $"No pod of the namespace has the labels {policy.Subject}");
            foreach (var rule in policy.Rules)
            {
                foreach (var peer in rule.Peers)
                {
                    if (peer.Pods is { } pods && NamespaceOf(policy, peer) is { } ns && IsDead(ns, pods))
                        yield return new ObjectHit(policy.Object, peer.Map.NearestTo("podSelector"), $"A rule of {Shown.Word(rule.Direction)} has pods with the labels {pods}, and no pod of namespace {ns} has them");
                }
            }
        }

        bool IsDead(string ns, LabelSelector selector) => !selector.IsEverything && objects.KnowsPodsOf(ns, selector) && selector.Keys.All(IsOwn) && !objects.PodsWith(ns, selector).Any();

        // Other prefixes are those of operators and gateways, whose pods stand in no manifest.
        static bool IsOwn(string key) => key.StartsWith("app.kubernetes.io/", StringComparison.Ordinal) || !key.Contains('/', StringComparison.Ordinal);
    }

    private static string? NamespaceOf(NetworkPolicyView policy, NetworkPeerView peer) => peer.Namespaces switch
    {
        null => policy.Namespace,
        { Requirements: [{ Key: ClusterNamespace.NameLabel, Operator: LabelOperator.In, Values: [var name] }] } => name,
        _ => null,
    };

    /// <summary>The pods whose ports a rule means: those that it holds, or those that they call. None where all pods of a namespace are meant.</summary>
    private static IReadOnlyList<PodTemplate> Destinations(ObjectSet objects, NetworkPolicyView policy, NetworkRuleView rule)
    {
        if (rule.Direction == Direction.Ingress) return policy.Subject.IsEverything ? [] : [.. objects.PodsWith(policy.Namespace, policy.Subject)];
        if (rule.Peers.Any(p => p.Block is not null || p.Pods is null or { IsEverything: true })) return [];
        return [.. rule.Peers.SelectMany(p => objects.PodsOf(new PodSelection(p.Namespaces is null ? policy.Namespace : null, p.Namespaces, p.Pods!)))];
    }

    private static IEnumerable<ObjectHit> FindServicePorts(ObjectSet objects)
    {
        // By port first: a rule then looks at the few Services that have it.
        var byPort = (from service in objects.OfKind("", "Service")
                      from port in service.Root.MapsAt("spec", "ports")
                      where port.NumberAt("port") is not null && service.Root.MapAt("spec", "selector") is not null
                      select (service, port)).ToLookup(p => (p.service.NamespaceOrDefault, p.port.NumberAt("port")!.Value));
        foreach (var (policy, rule) in from policy in objects.NetworkPolicies from rule in policy.Rules where rule.Ports.Any() select (policy, rule))
        {
            var numbers = rule.Ports.Select(p => p.NumberAt("port")).ToList();
            var pods = rule.Ports.Any(p => p.NodeAt("endPort") is not null) ? [] : Destinations(objects, policy, rule);
            if (pods.Count == 0 || !pods.All(p => p.Serving.Any(c => c.Ports.Any()))) continue;
            foreach (var port in rule.Ports)
            {
                if (port.NumberAt("port") is not { } number || pods.Any(p => p.Serving.SelectMany(c => c.Ports).Any(c => c.NumberAt("containerPort") == number))) continue;
                foreach (var (service, servicePort) in byPort[(pods[0].Namespace, number)])
                {
                    if (!ObjectSet.PlainSelectorOf(service.Root.MapAt("spec", "selector")).Matches(pods[0].Labels)) continue;
                    if (servicePort.NodeAt("targetPort") is not YamlScalar target || pods[0].PortNumber(target) is not { } meant || meant == number || numbers.Contains(meant)) continue;
                    yield return new ObjectHit(policy.Object, port.NearestTo("port"), $"A rule of {Shown.Word(rule.Direction)} has port {number}, which is that of {service}; {pods[0]} has {meant}");
                    break;
                }
            }
        }
    }

    private static IEnumerable<ObjectHit> FindMissingNames(ObjectSet objects) =>
        from policy in objects.NetworkPolicies
        from rule in policy.Rules
        from port in rule.Ports
        let name = port.NodeAt("port") as YamlScalar
        where name is not null && !name.TryInteger(out _) && !AddedPortNames.Contains(name.Text)
        let pods = Destinations(objects, policy, rule)
        where pods.Count > 0 && pods.All(p => p.PortNumber(name, port.TextAt("protocol") ?? "TCP") is null)
        select new ObjectHit(policy.Object, name, $"A rule of {Shown.Word(rule.Direction)} has port {Shown.Text(name.Text)}, which no container of {pods[0]} has");

    private static IEnumerable<ObjectHit> FindInternetByNamespace(ObjectSet objects) =>
        from found in Peers(objects)
        where found.Rule.Direction == Direction.Egress && found.Peer is { Namespaces.IsEverything: true, Pods: null or { IsEverything: true } } && found.Rule.HasOnlyPorts(80, 443)
        select new ObjectHit(found.Policy.Object, found.Peer.Map, $"A rule of egress has the pods of all namespaces, with the ports {string.Join(", ", found.Rule.Ports.Select(p => p.NumberAt("port")))} alone");

    private static IEnumerable<ObjectHit> FindHostNetwork(ObjectSet objects)
    {
        foreach (var policy in objects.NetworkPolicies)
        {
            if (!policy.Subject.IsEverything && objects.PodsWith(policy.Namespace, policy.Subject).FirstOrDefault(p => p.IsHostNetwork) is { } held)
                yield return new ObjectHit(policy.Object, policy.Object.Root.NearestTo("spec", "podSelector"), $"It is about {held}, whose pods have hostNetwork");
            foreach (var rule in policy.Rules)
            {
                foreach (var peer in rule.Peers)
                {
                    if (peer.Pods is { IsEverything: false } pods && objects.PodsOf(new PodSelection(peer.Namespaces is null ? policy.Namespace : null, peer.Namespaces, pods)).FirstOrDefault(p => p.IsHostNetwork) is { } named)
                        yield return new ObjectHit(policy.Object, peer.Map, $"A rule of {Shown.Word(rule.Direction)} has {named}, whose pods have hostNetwork");
                }
            }
        }
    }
}
