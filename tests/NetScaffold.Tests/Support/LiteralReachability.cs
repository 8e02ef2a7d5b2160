using System.Collections.Immutable;
using System.Net;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>
/// Who can reach whom by NetworkPolicy v1, the policies of the whole cluster and those of Cilium and Calico, one connection at a time and read off the
/// specification: an opinion independent of the product's evaluator (invariant I6). Written to be checked by eye, not to be fast.
/// Sources: API reference of networking.k8s.io/v1, Kubernetes 1.36; defaults and validation in pkg/apis/networking; the CRDs of
/// policy.networking.k8s.io v1alpha1 (AdminNetworkPolicy, BaselineAdminNetworkPolicy) and v1alpha2 (ClusterNetworkPolicy).
/// A policy that the API server would refuse throws: rendering one is a bug.
/// </summary>
public sealed partial class LiteralReachability
{
    private readonly ImmutableArray<KubeObject> policies;

    /// <param name="policies">Policies of the kinds above and nothing else: others are not understood, and leaving one out would be a lie.</param>
    public LiteralReachability(IEnumerable<KubeObject> policies)
    {
        this.policies = [.. policies];
        if (this.policies.FirstOrDefault(p => !IsUnderstood(p)) is { } stranger)
            throw new ArgumentException($"{stranger} is no kind of policy that is understood.", nameof(policies));
    }

    /// <summary>True for the kinds of policy that can be given.</summary>
    public static bool IsUnderstood(KubeObject policy) => (policy.ApiVersion, policy.Kind) is
        ("networking.k8s.io/v1", "NetworkPolicy")
        or ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy")
        or ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy" or "BaselineAdminNetworkPolicy")
        or ("cilium.io/v2", "CiliumNetworkPolicy" or "CiliumClusterwideNetworkPolicy")
        or ("projectcalico.org/v3", "NetworkPolicy" or "GlobalNetworkPolicy" or "Tier");

    public bool Allows(Endpoint source, Endpoint destination, string protocol, int port) =>
        Decide(source, destination, protocol, port).IsAllowed;

    /// <summary>The same with the policies that decided, for messages.</summary>
    /// <param name="source">Who opens the connection.</param>
    /// <param name="destination">Whom it reaches in the end: a pod, never a Service.</param>
    /// <param name="protocol">TCP, UDP or SCTP.</param>
    /// <param name="port">The port at the destination: the container's, not the Service's.</param>
    public Verdict Decide(Endpoint source, Endpoint destination, string protocol, int port)
    {
        // Loopback never leaves the pod.
        if (source is Pod self && self.IsSamePod(destination))
            return new Verdict(Side.Open, Side.Open);

        // The two directions are isolated independently; both have to agree. Replies need no rule.
        var egress = source is Pod { IsHostNetwork: false } sender
            ? Check("Egress", sender, peer: destination, destination, protocol, port)
            : Side.Open;
        var ingress = destination is Pod { IsHostNetwork: false } receiver && !IsOnNodeOf(receiver, source)
            ? Check("Ingress", receiver, peer: source, destination, protocol, port)
            : Side.Open;
        return new Verdict(egress, ingress);
    }

    // "Traffic from the node where the pod is running is always allowed": the kubelet, host processes, hostNetwork pods there.
    private static bool IsOnNodeOf(Pod receiver, Endpoint source) =>
        source is External or Pod { IsHostNetwork: true } && receiver.HostIp is not null && receiver.HostIp.Equals(source.Address);

    // The administrator's tier, then Cilium's denials, then NetworkPolicies and Cilium's, then the baseline; what nobody decided is open.
    private Side Check(string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port) => policies.Any(IsOfCalico)
        ? CheckCalicoTiers(direction, subject, peer, destination, protocol, port)
        : CheckTier("Admin", direction, subject, peer, destination, protocol, port)
        ?? CheckDenials(direction, subject, peer, destination, protocol, port)
        ?? CheckNetworkPolicies(direction, subject, peer, destination, protocol, port)
        ?? CheckTier("Baseline", direction, subject, peer, destination, protocol, port)
        ?? Side.Open;

    // The first rule that matches, by priority of its policy and then as written, decides; Pass leaves it to the next tier.
    private Side? CheckTier(string tier, string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        var asked = policies.Where(p => TierOf(p) == tier && IsSubject(p, subject)).OrderBy(PriorityOf).ToList();
        Require(asked.Select(PriorityOf).Distinct().Count() == asked.Count, "Two policies of equal priority select one pod: the order is not defined.");
        foreach (var policy in asked)
        {
            foreach (var rule in RulesOf(policy, direction))
            {
                if (!ClusterPeersMatch(rule, direction, peer) || !ClusterPortsMatch(rule, destination, protocol, port))
                    continue;
                return (policy.Kind, rule.Text("action")) switch
                {
                    ("ClusterNetworkPolicy", "Accept") or ("AdminNetworkPolicy" or "BaselineAdminNetworkPolicy", "Allow") => new Side([policy], [policy]),
                    (_, "Deny") => new Side([policy], []),
                    ("ClusterNetworkPolicy" or "AdminNetworkPolicy", "Pass") => null,
                    var (kind, action) => throw new InvalidDataException($"{kind} has no action {action}."),
                };
            }
        }

        return null;
    }

    private static string? TierOf(KubeObject policy) => policy.Kind switch
    {
        "AdminNetworkPolicy" => "Admin",
        "BaselineAdminNetworkPolicy" => "Baseline",
        "ClusterNetworkPolicy" => policy.Spec.Text("tier") is "Admin" or "Baseline" ? policy.Spec.Text("tier") : throw new InvalidDataException("The tier is neither Admin nor Baseline."),
        _ => null,
    };

    // There is only one BaselineAdminNetworkPolicy, and it has no priority.
    private static long PriorityOf(KubeObject policy)
    {
        if (policy.Kind == "BaselineAdminNetworkPolicy")
            return -1;
        Require(policy.Spec.Number("priority") is >= 0 and <= 1000, "The priority is not from 0 to 1000.");
        return policy.Spec.Number("priority")!.Value;
    }

    private static bool IsSubject(KubeObject policy, Pod pod)
    {
        var subject = policy.Spec.Map("subject") ?? throw new InvalidDataException("There is no subject.");
        Require(subject.Count == 1, "A subject says exactly one thing.");
        return IsAmong(subject, pod);
    }

    // namespaces: every pod of such namespaces. pods: such pods of such namespaces.
    private static bool IsAmong(Map selection, Pod pod)
    {
        var namespaces = selection.Map("namespaces");
        var pods = selection.Map("pods");
        if (namespaces is not null)
            return Selects(namespaces, LabelsOfNamespace(pod));
        return pods is not null && Selects(pods.Map("namespaceSelector"), LabelsOfNamespace(pod)) && Selects(pods.Map("podSelector"), pod.Labels);
    }

    private static bool ClusterPeersMatch(Map rule, string direction, Endpoint peer)
    {
        var peers = rule.Maps(direction == "Ingress" ? "from" : "to").ToList();
        Require(peers.Count > 0, "A rule names nobody.");
        return peers.Any(p => ClusterPeerMatches(p, direction, peer));
    }

    private static bool ClusterPeerMatches(Map peer, string direction, Endpoint end)
    {
        Require(peer.Count == 1 && peer.Keys.All(k => k is "namespaces" or "pods" || (k == "networks" && direction == "Egress")), "A peer is none of namespaces, pods, networks.");
        return peer.ContainsKey("networks")
            ? end.Address is { } address && peer.List("networks")!.Cast<string>().Any(cidr => IsInCidr(address, cidr))
            : end is Pod { IsHostNetwork: false } pod && IsAmong(peer, pod);
    }

    // No ports, whether absent or [], is any port of any protocol.
    private static bool ClusterPortsMatch(Map rule, Endpoint destination, string protocol, int port)
    {
        var newer = rule.Maps("protocols").ToList();
        var older = rule.Maps("ports").ToList();
        return (newer.Count == 0 && older.Count == 0)
            || newer.Any(p => ProtocolMatches(p, destination, protocol, port))
            || older.Any(p => ClusterPortMatches(p, destination, protocol, port));
    }

    // v1alpha2: tcp, udp and sctp with a number or a range each, or a name.
    private static bool ProtocolMatches(Map rule, Endpoint destination, string protocol, int port)
    {
        Require(rule.Count == 1, "An item of protocols says exactly one thing.");
        if (rule.Text("destinationNamedPort") is { } name)
            return HasPort(destination, name, protocol, port);
        if (rule.Map(protocol.ToLowerInvariant()) is not { } wanted)
            return false;
        var destinationPort = wanted.Map("destinationPort") ?? throw new InvalidDataException("A protocol has no destinationPort.");
        return destinationPort.Number("number") is { } number ? number == port : IsInRange(destinationPort.Map("range"), port);
    }

    // v1alpha1: portNumber, portRange or namedPort.
    private static bool ClusterPortMatches(Map rule, Endpoint destination, string protocol, int port)
    {
        Require(rule.Count == 1, "An item of ports says exactly one thing.");
        if (rule.Text("namedPort") is { } name)
            return HasPort(destination, name, protocol, port);
        if (rule.Map("portNumber") is { } single)
            return (single.Text("protocol") ?? "TCP") == protocol && single.Number("port") == port;
        var range = rule.Map("portRange");
        return (range.Text("protocol") ?? "TCP") == protocol && IsInRange(range, port);
    }

    private static bool IsInRange(Map? range, int port) => range.Number("start") <= port && port <= range.Number("end");

    // The name of a container's port at the destination, of whatever protocol the container says.
    private static bool HasPort(Endpoint destination, string name, string protocol, int port) =>
        destination is Pod { IsHostNetwork: false } pod && pod.NamedPorts.Contains(new NamedPort(name, port, protocol));

    // Null when no policy holds the pod, nor lets this through.
    private Side? CheckNetworkPolicies(string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        ImmutableArray<KubeObject> isolating = [.. policies.Where(p =>
            p.Kind == "NetworkPolicy" && NamespaceOf(p) == subject.Namespace && Selects(p.Spec.Map("podSelector"), subject.Labels) && TypesOf(p).Contains(direction))];
        // A union: no order, no deny.
        var allowing = isolating.Where(p => RulesOf(p, direction).Any(rule =>
            PeersMatch(rule, direction, peer, NamespaceOf(p)) && PortsMatch(rule, destination, protocol, port)));
        var cilium = policies.Where(p => IsOfCilium(p) && SelectsEndpoint(p, subject)).ToList();
        allowing = [.. allowing, .. cilium.Where(p => AllowsByCilium(p, direction, peer, destination, protocol, port))];
        // What only adds may let through where nothing isolates, too.
        isolating = [.. isolating.Concat(cilium.Where(p => IsolatesByCilium(p, direction))).Union(allowing)];
        return isolating.IsEmpty ? null : new Side(isolating, [.. allowing]);
    }

    private static string NamespaceOf(KubeObject policy) => policy.Namespace.Length > 0 ? policy.Namespace : "default";

    // SetDefaults_NetworkPolicy: no policyTypes means Ingress, and Egress if there is at least one egress rule.
    private static IEnumerable<string> TypesOf(KubeObject policy)
    {
        if (policy.Spec.List("policyTypes") is { Count: > 0 } given)
            return given.Cast<string>();
        return policy.Spec.List("egress") is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
    }

    // No rules, whether absent or [], allow nothing.
    private static IEnumerable<Map> RulesOf(KubeObject policy, string direction) =>
        policy.Spec.Maps(direction == "Ingress" ? "ingress" : "egress");

    // No peers, whether absent or [], is any peer, also outside the cluster. Several are alternatives.
    private static bool PeersMatch(Map rule, string direction, Endpoint peer, string policyNamespace)
    {
        var peers = rule.Maps(direction == "Ingress" ? "from" : "to").ToList();
        return peers.Count == 0 || peers.Any(p => PeerMatches(p, peer, policyNamespace));
    }

    private static bool PeerMatches(Map peer, Endpoint end, string policyNamespace)
    {
        var pods = peer.Map("podSelector");
        var namespaces = peer.Map("namespaceSelector");
        var block = peer.Map("ipBlock");

        if (block is not null)
        {
            Require(pods is null && namespaces is null, "ipBlock stands beside a selector.");
            return end.Address is { } address && IsInBlock(address, block);
        }

        Require(pods is not null || namespaces is not null, "A peer names nothing.");
        return end is Pod { IsHostNetwork: false } pod // {} selects pods only: no address, no node
            && (namespaces is null ? pod.Namespace == policyNamespace : Selects(namespaces, LabelsOfNamespace(pod)))
            && (pods is null || Selects(pods, pod.Labels));
    }

    private static Dictionary<string, string> LabelsOfNamespace(Pod pod) =>
        new(pod.NamespaceLabels) { ["kubernetes.io/metadata.name"] = pod.Namespace };

    private static bool IsInBlock(IPAddress address, Map block)
    {
        var cidr = block.Text("cidr") ?? throw new InvalidDataException("ipBlock has no cidr.");
        var exceptions = (block.List("except") ?? []).Cast<string>().ToList();
        Require(exceptions.TrueForAll(e => PrefixOf(e) > PrefixOf(cidr) && IsInCidr(BaseOf(e), cidr)), "An exception lies outside its cidr.");
        return IsInCidr(address, cidr) && !exceptions.Exists(e => IsInCidr(address, e));
    }

    // IPNetwork.Parse refuses host bits, which the API lets pass.
    private static bool IsInCidr(IPAddress address, string cidr)
    {
        var (left, right) = (address.GetAddressBytes(), BaseOf(cidr).GetAddressBytes());
        return left.Length == right.Length
            && Enumerable.Range(0, PrefixOf(cidr)).All(bit => ((left[bit / 8] ^ right[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static IPAddress BaseOf(string cidr) => IPAddress.Parse(cidr.AsSpan(0, cidr.IndexOf('/', StringComparison.Ordinal)));

    private static int PrefixOf(string cidr) => int.Parse(cidr.AsSpan(cidr.IndexOf('/', StringComparison.Ordinal) + 1));

    // No ports, whether absent or [], is any port of any protocol.
    private static bool PortsMatch(Map rule, Endpoint destination, string protocol, int port)
    {
        var ports = rule.Maps("ports").ToList();
        return ports.Count == 0 || ports.Exists(p => PortMatches(p, destination, protocol, port));
    }

    private static bool PortMatches(Map rule, Endpoint destination, string protocol, int port)
    {
        var end = rule.Number("endPort");
        if ((rule.Text("protocol") ?? "TCP") != protocol)
            return false;
        switch (rule.GetValueOrDefault("port"))
        {
            case null:
                Require(end is null, "endPort without port.");
                return true;
            case long first:
                Require(end is null || end >= first, "endPort is below port.");
                return port >= first && port <= (end ?? first);
            case string name: // a container port's name at the destination, of the same protocol; each pod has its own number for it
                Require(end is null, "endPort beside a named port.");
                return HasPort(destination, name, protocol, port);
            case var other:
                throw new InvalidDataException($"The port {other} is neither number nor name.");
        }
    }

    // An absent or empty selector selects all. All requirements have to hold.
    private static bool Selects(Map? selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Texts("matchLabels").All(wanted => labels.GetValueOrDefault(wanted.Key) == wanted.Value)
        && selector.Maps("matchExpressions").All(requirement => Holds(requirement, labels));

    private static bool Holds(Map requirement, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(requirement.Text("key") ?? throw new InvalidDataException("A requirement has no key."));
        var values = (requirement.List("values") ?? []).Cast<string>().ToList();
        return requirement.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            var other => throw new InvalidDataException($"The operator {other} is unknown."),
        };
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException(otherwise);
    }
}

/// <summary>One direction: the policies that hold the pod, and those of them that let the connection through; of the whole cluster only the one that decided.</summary>
public sealed record Side(ImmutableArray<KubeObject> Isolating, ImmutableArray<KubeObject> Allowing)
{
    public static Side Open { get; } = new([], []);

    public bool IsAllowed => Isolating.IsEmpty || !Allowing.IsEmpty;

    public override string ToString() =>
        Isolating.IsEmpty ? "open"
        : Allowing.IsEmpty ? $"closed by {string.Join(", ", Isolating.Select(p => p.Name))}"
        : $"allowed by {string.Join(", ", Allowing.Select(p => p.Name))}";
}

public sealed record Verdict(Side Egress, Side Ingress)
{
    public bool IsAllowed => Egress.IsAllowed && Ingress.IsAllowed;

    public override string ToString() => $"egress {Egress}; ingress {Ingress}";
}
