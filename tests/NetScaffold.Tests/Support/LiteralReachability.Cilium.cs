using System.Collections.Immutable;
using System.Globalization;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>
/// Policies of Cilium, as it sees them itself: every end of a connection is an identity, which is a set of labels with their source,
/// and every peer but a CIDR is a selector of such labels. Source: the CRDs and the documentation of Cilium 1.20.
/// </summary>
public sealed partial class LiteralReachability
{
    private const string NamespaceOfPod = "io.kubernetes.pod.namespace";
    private const string LabelOfNamespace = "io.cilium.k8s.namespace.labels.";

    private static readonly string[] PeerKinds = ["Endpoints", "Entities", "CIDR", "CIDRSet"];

    private static bool IsOfCilium(KubeObject policy) => policy.Kind is "CiliumNetworkPolicy" or "CiliumClusterwideNetworkPolicy";

    // A denial wins over every allowance, whoever says it.
    private Side? CheckDenials(string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port) =>
        policies.Where(p => IsOfCilium(p) && SelectsEndpoint(p, subject) && RulesMatch(p, $"{direction.ToLowerInvariant()}Deny", peer, destination, protocol, port))
            .OrderBy(p => $"{p.Kind} {(p.Kind == "CiliumNetworkPolicy" ? $"{NamespaceOf(p)}/" : "")}{p.Name}", StringComparer.Ordinal)
            .Select(p => new Side([p], [])).FirstOrDefault();

    private static bool AllowsByCilium(KubeObject policy, string direction, Endpoint peer, Endpoint destination, string protocol, int port) =>
        RulesMatch(policy, direction.ToLowerInvariant(), peer, destination, protocol, port);

    // A direction with rules, be it only denials, is closed unless it says otherwise.
    private static bool IsolatesByCilium(KubeObject policy, string direction)
    {
        var key = direction.ToLowerInvariant();
        return (policy.Spec.Maps(key).Any() || policy.Spec.Maps($"{key}Deny").Any()) && policy.Spec.Map("enableDefaultDeny")?.GetValueOrDefault(key) is not false;
    }

    private static bool SelectsEndpoint(KubeObject policy, Pod pod) =>
        (policy.Kind == "CiliumClusterwideNetworkPolicy" || pod.Namespace == NamespaceOf(policy)) && SelectsIdentity(policy.Spec.Map("endpointSelector"), IdentityOf(pod));

    private static bool RulesMatch(KubeObject policy, string section, Endpoint peer, Endpoint destination, string protocol, int port) =>
        policy.Spec.Maps(section).Any(rule => RuleMatches(policy, rule, section.StartsWith("in", StringComparison.Ordinal) ? "from" : "to", peer, destination, protocol, port));

    private static bool RuleMatches(KubeObject policy, Map rule, string prefix, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        Require(PeerKinds.Count(k => rule.List(prefix + k) is { Count: > 0 }) <= 1, "Two kinds of peers in one rule.");
        Require(rule.List("icmps") is not { Count: > 0 } || rule.List("toPorts") is not { Count: > 0 }, "icmps stand beside toPorts.");
        // An empty list means nobody, and no list at all anyone, if there are ports.
        var lists = PeerKinds.Where(k => rule.List(prefix + k) is not null).ToList();
        if (lists.Exists(k => rule.List(prefix + k)!.Count == 0))
            return false;
        if (lists.Count == 0 && (rule.List("toPorts") is not { Count: > 0 } || rule.List("toFQDNs") is { Count: > 0 }))
            return false;
        var isPeer = lists.Count == 0
            || rule.Maps($"{prefix}Endpoints").Any(s => SelectsPeer(policy, s, peer))
            || (rule.List($"{prefix}Entities") ?? []).Cast<string>().Any(entity => IsEntity(entity, peer))
            || (peer is External end && ((rule.List($"{prefix}CIDR") ?? []).Cast<string>().Any(c => IsInCidr(end.Ip, c)) || rule.Maps($"{prefix}CIDRSet").Any(s => IsInSet(s, end))));
        return isPeer && AreCiliumPorts(rule, destination, protocol, port);
    }

    private static bool IsInSet(Map set, External end) =>
        IsInCidr(end.Ip, set.Text("cidr")!) && !(set.List("except") ?? []).Cast<string>().Any(e => IsInCidr(end.Ip, e));

    // Without a label of a namespace a peer is of the policy's own; for a policy of the cluster, of any.
    private static bool SelectsPeer(KubeObject policy, Map selector, Endpoint peer)
    {
        var identity = IdentityOf(peer);
        var keys = selector.Texts("matchLabels").Keys.Concat(selector.Maps("matchExpressions").Select(e => e.Text("key")!)).ToList();
        if (!keys.Exists(k => k.StartsWith("reserved:", StringComparison.Ordinal)))
        {
            var namesNamespace = keys.Exists(k => k.Contains(NamespaceOfPod, StringComparison.Ordinal) || k.Contains(LabelOfNamespace, StringComparison.Ordinal));
            if (!identity.TryGetValue($"k8s:{NamespaceOfPod}", out var ns))
                return false;
            if (policy.Kind == "CiliumNetworkPolicy" && !namesNamespace && ns != NamespaceOf(policy))
                return false;
        }

        return SelectsIdentity(selector, identity);
    }

    private static bool IsEntity(string entity, Endpoint peer)
    {
        var identity = IdentityOf(peer);
        return entity switch
        {
            "all" => true,
            "cluster" => !identity.ContainsKey("reserved:world"),
            "world" or "remote-node" or "ingress" or "init" or "health" or "unmanaged" or "none" => identity.ContainsKey($"reserved:{entity}"),
            _ => throw new InvalidDataException($"The entity {entity} depends on more than is known here."),
        };
    }

    private static Dictionary<string, string> IdentityOf(Endpoint end) => end switch
    {
        Pod { IsHostNetwork: false } pod => pod.Labels.Select(l => KeyValuePair.Create($"k8s:{l.Key}", l.Value))
            .Concat(LabelsOfNamespace(pod).Select(l => KeyValuePair.Create($"k8s:{LabelOfNamespace}{l.Key}", l.Value)))
            .Append(KeyValuePair.Create($"k8s:{NamespaceOfPod}", pod.Namespace)).ToDictionary(StringComparer.Ordinal),
        Pod => new(StringComparer.Ordinal) { ["reserved:remote-node"] = "" },
        _ => new(StringComparer.Ordinal) { ["reserved:world"] = "" },
    };

    // A key without a source, or with any, means a label from whatever source.
    private static bool SelectsIdentity(Map? selector, Dictionary<string, string> identity)
    {
        var bare = identity.ToDictionary(l => l.Key[(l.Key.IndexOf(':', StringComparison.Ordinal) + 1)..], l => l.Value, StringComparer.Ordinal);
        var all = identity.Concat(bare).Concat(bare.Select(l => KeyValuePair.Create($"any:{l.Key}", l.Value))).ToDictionary(StringComparer.Ordinal);
        return Selects(selector, all);
    }

    private static bool AreCiliumPorts(Map rule, Endpoint destination, string protocol, int port)
    {
        // ICMP alone opens no port.
        if (rule.List("icmps") is { Count: > 0 })
            return false;
        return rule.List("toPorts") is not { Count: > 0 } || rule.Maps("toPorts").Any(entry => entry.Maps("ports").Any(p => IsCiliumPort(p, entry.Map("rules"), destination, protocol, port)));
    }

    private static bool IsCiliumPort(Map wanted, Map? rules, Endpoint destination, string protocol, int port)
    {
        var of = wanted.Text("protocol") ?? "ANY";
        Require(rules?.ContainsKey("http") != true || of == "TCP", "http goes over TCP.");
        // Cilium's DNS proxy speaks TCP and UDP.
        if ((of != "ANY" && of != protocol) || (rules?.ContainsKey("dns") == true && protocol == "SCTP"))
            return false;
        if (!int.TryParse(wanted.Text("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return HasPort(destination, wanted.Text("port")!, protocol, port);
        return first == 0 || (port >= first && port <= Math.Max(first, wanted.Number("endPort") ?? 0));
    }
}
