using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about policies that let pods ask DNS: too little, and too much.</summary>
internal static class PolicyDnsRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4050", Severity.Error, "Pods that cannot ask DNS", "names are asked for over UDP, and again over TCP where an answer is long or a cache stands between.", "Allow egress to the DNS pods on port 53, with UDP and with TCP.", objects => FindCutDns(objects).Concat(FindHalfDns(objects))) { Item = "C4" },
        new("NS4072", Severity.Warning, "DNS of the whole kube-system", "port 53 of every other pod there is open as well.", "Add podSelector with k8s-app: kube-dns to the same peer.", FindWideSystem) { Item = "C7" },
        new("NS4073", Severity.Warning, "DNS of any namespace", "a pod of any namespace may take the label and the questions, which can carry data out.", "Select kube-system by kubernetes.io/metadata.name.", FindWideNamespaces) { Item = "C7" },
    ];

    private const string SystemNamespace = "kube-system";

    /// <summary>Of the pods: 53 nearly everywhere, 5353 with OpenShift.</summary>
    private static readonly ImmutableArray<int> DnsPorts = [53, 5353];

    private static bool IsDns(PortMatch ports, Protocol protocol) => DnsPorts.Any(p => ports.Numbers.Contains(protocol, p)) || ports.Names.Any(n => (n.Protocol ?? protocol) == protocol && n.Name.StartsWith("dns", StringComparison.Ordinal));

    /// <summary>It may let through what asks DNS: it names its port, or all ports of what may be its pods.</summary>
    private static bool MayServe(PolicyRule rule, Protocol protocol) =>
        rule.Action != RuleAction.Deny && IsDns(rule.Ports, protocol)
        && (!rule.Ports.Numbers.Contains(protocol, 1) || rule.IsAnyone || !rule.Addresses.IsEmpty || rule.Entities != Entities.None || rule.Pods.Any(MayBeDns));

    private static bool MayBeDns(PodSelection pods) => pods.Namespace is { } one
        ? one == SystemNamespace
        : pods.Namespaces is not { } selector || selector.Requirements.IsEmpty || selector.Keys.Any(k => k != ClusterNamespace.NameLabel) || selector.Matches(ClusterNamespace.Unlabelled(SystemNamespace).Labels);

    private static IEnumerable<ObjectHit> FindCutDns(ObjectSet objects)
    {
        var said = new HashSet<SourceLocation>();
        foreach (var pod in objects.Pods)
        {
            var policies = objects.Policies.Of(pod).ToList();
            if (!policies.Exists(p => p.Isolates(Direction.Egress))) continue;
            var rules = policies.SelectMany(policy => policy.Egress ?? [], (policy, rule) => (Policy: policy, Rule: rule)).ToList();
            if (rules.Exists(r => MayServe(r.Rule, Protocol.Tcp)) && rules.Exists(r => MayServe(r.Rule, Protocol.Udp))) continue;
            var half = rules.Find(r => MayServe(r.Rule, Protocol.Udp) || MayServe(r.Rule, Protocol.Tcp));
            var found = half.Rule is not null ? half : rules.Find(r => r.Rule.Pods.Length > 0 && r.Policy.OnlyAllows && IsWhole(objects, pod, policies));
            if (found.Rule is null || objects.Policies.ObjectOf(found.Policy) is not { } owner || !said.Add(found.Rule.At)) continue;
            yield return new ObjectHit(owner, found.Rule.At, half.Rule is null
                ? $"It lets {pod} call others, and no policy lets it ask DNS"
                : $"It lets {pod} ask DNS over {(MayServe(half.Rule, Protocol.Udp) ? "UDP" : "TCP")} alone");
        }
    }

    /// <summary>The same of policies for pods that are not among the objects. Another policy may add the rest.</summary>
    private static IEnumerable<ObjectHit> FindHalfDns(ObjectSet objects) =>
        from policy in objects.NetworkPolicies
        where !objects.PodsWith(policy.Namespace, policy.Subject).Any()
        let rules = policy.Rules.Where(r => r.Direction == Direction.Egress && r.HasOnlyPorts(53, 5353)).ToList()
        where rules.Count > 0 && !rules.Exists(r => r.Ports.Any(p => p.TextAt("protocol") is null or "TCP"))
        select new ObjectHit(policy.Object, rules[0].Map.NearestTo("ports"), "It lets its pods ask DNS over UDP alone") { Severity = Severity.Warning };

    /// <summary>The policies of the namespace seem to be there as a whole; else the rule about DNS may be somewhere else.</summary>
    private static bool IsWhole(ObjectSet objects, PodTemplate pod, List<Policy> policies) =>
        objects.Namespaces.ContainsKey(pod.Namespace) || policies.Exists(p => p.Subject.Pods.IsEverything && p.Isolates(Direction.Egress));

    private static IEnumerable<(NetworkPolicyView Policy, NetworkPeerView Peer)> DnsPeers(ObjectSet objects) =>
        from policy in objects.NetworkPolicies
        from rule in policy.Rules
        where rule.Direction == Direction.Egress && rule.HasOnlyPorts(53, 5353)
        from peer in rule.Peers
        where peer.Namespaces is not null
        select (policy, peer);

    private static IEnumerable<ObjectHit> FindWideSystem(ObjectSet objects) =>
        from found in DnsPeers(objects)
        where found.Peer.Pods is null or { IsEverything: true } && found.Peer.Namespaces!.Requirements is [{ Operator: LabelOperator.In, Values: [SystemNamespace] }]
        select new ObjectHit(found.Policy.Object, found.Peer.Map, "Its peer for DNS is every pod of kube-system");

    private static IEnumerable<ObjectHit> FindWideNamespaces(ObjectSet objects) =>
        from found in DnsPeers(objects)
        where found.Peer.Namespaces!.IsEverything
        select new ObjectHit(found.Policy.Object, found.Peer.Map, $"Its peer for DNS is {(found.Peer.Pods is { IsEverything: false } pods ? $"pods {pods}" : "every pod")} of any namespace");
}
