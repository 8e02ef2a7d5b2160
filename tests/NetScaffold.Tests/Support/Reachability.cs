using System.Collections.Immutable;
using System.Net;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>
/// Who can reach whom by NetworkPolicy v1, one pair at a time and read off the specification: an opinion independent of
/// the product's evaluator (invariant I6). Written to be checked by eye, not to be fast.
/// Source: API reference of networking.k8s.io/v1, Kubernetes 1.36; defaults and validation in pkg/apis/networking.
/// A policy that the API server would refuse throws: rendering one is a bug.
/// </summary>
public sealed class Reachability
{
    private readonly ImmutableArray<KubeObject> policies;

    /// <param name="policies">NetworkPolicies of networking.k8s.io/v1 and nothing else: other kinds of policy are not understood, and leaving one out would be a lie.</param>
    public Reachability(IEnumerable<KubeObject> policies)
    {
        this.policies = [.. policies];
        if (this.policies.FirstOrDefault(p => p is not { ApiVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy" }) is { } stranger)
            throw new ArgumentException($"{stranger} is no NetworkPolicy v1.", nameof(policies));
    }

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

    private Side Check(string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        ImmutableArray<KubeObject> isolating = [.. policies.Where(p =>
            NamespaceOf(p) == subject.Namespace && Selects(p.Spec.Map("podSelector"), subject.Labels) && TypesOf(p).Contains(direction))];
        if (isolating.IsEmpty)
            return Side.Open;

        // A union: no order, no deny.
        ImmutableArray<KubeObject> allowing = [.. isolating.Where(p => RulesOf(p, direction).Any(rule =>
            PeersMatch(rule, direction, peer, NamespaceOf(p)) && PortsMatch(rule, destination, protocol, port)))];
        return new Side(isolating, allowing);
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
                return destination is Pod { IsHostNetwork: false } pod && pod.NamedPorts.Contains(new NamedPort(name, port, protocol));
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

/// <summary>One direction: the policies that hold the pod, and those of them that let the connection through.</summary>
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
