using System.Collections.Immutable;

namespace NetScaffold.Planning;

/// <summary>A network policy, in words that NetworkPolicy and the dialects of Cilium and Calico share. Templates print it in one of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Subjects">Alternatives for whom it holds, of which the decisions choose one.</param>
/// <param name="Ingress">Who may call; nobody without rules.</param>
/// <param name="Egress">Whom they may call; nobody without rules. Only where calls out of pods are limited at all.</param>
public sealed record PolicyPlan(string Name, ImmutableArray<PolicySubject> Subjects, ImmutableArray<PolicyRule> Ingress, ImmutableArray<PolicyRule> Egress)
{
    /// <summary>What it is for, one sentence or two; empty for none.</summary>
    public string Comment { get; init; } = "";

    /// <summary>It limits calls to the pods.</summary>
    public bool HoldsIngress { get; init; } = true;

    /// <summary>Where policies have an order, it is asked behind all others.</summary>
    public bool IsLast { get; init; }

    /// <summary>It limits calls out of the pods.</summary>
    public bool HoldsEgress { get; init; } = true;
}

/// <summary>Pods of the application's namespace.</summary>
/// <param name="Labels">None are all of them.</param>
public sealed record PolicySubject(ImmutableArray<PolicyLabel> Labels)
{
    /// <summary>The decision under which these are meant; empty for always.</summary>
    public string When { get; init; } = "";
}

/// <summary>A label that pods have.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; null for the application's namespace, which environments have of their own.</param>
public sealed record PolicyLabel(string Key, string? Value);

/// <summary>One rule of a network policy, in either direction.</summary>
/// <param name="Comment">Why it is there: the call it stands for.</param>
/// <param name="Peers">Any of them; none are everyone.</param>
/// <param name="Ports">Any of them; never empty.</param>
public sealed record PolicyRule(string Comment, ImmutableArray<PolicyPeer> Peers, ImmutableArray<PolicyPort> Ports)
{
    /// <summary>The decision under which it is there; empty for always. At least one of its peers is there with it.</summary>
    public string When { get; init; } = "";

    /// <summary>Requests for names, which Cilium's proxy has to see so that names become addresses.</summary>
    public bool IsLookup { get; init; }

    /// <summary>The requests that may pass; none are all.</summary>
    public ImmutableArray<RequestMatch> Requests { get; init; } = [];

    /// <summary>NetworkPolicy has no words for it, but Cilium has.</summary>
    public bool IsBeyondKubernetes => IsLookup || Requests.Length > 0 || Peers.Any(p => p.DnsName is not null || p.IsGatewayIdentity);
}

/// <summary>Requests that may pass.</summary>
/// <param name="Method">Null for all.</param>
/// <param name="Path">A path, with <c>/*</c> at the end for all below; null for all.</param>
public sealed record RequestMatch(string? Method, string? Path);

/// <summary>A peer: pods by labels in the policy's own namespace or another one, a block of addresses, a DNS name, or Cilium's gateway.</summary>
public sealed record PolicyPeer
{
    /// <summary>The pods' namespace; null for the policy's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pods' labels; none are all pods of the namespace.</summary>
    public ImmutableArray<PolicyLabel> Labels { get; init; } = [];

    /// <summary>Set for addresses: a CIDR.</summary>
    public string? Cidr { get; init; }

    /// <summary>Blocks inside <see cref="Cidr"/> that are left out.</summary>
    public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>Set for a DNS name, or a pattern that starts with <c>*.</c>.</summary>
    public string? DnsName { get; init; }

    /// <summary>The external service whose name pods ask for instead of <see cref="DnsName"/>; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>Cilium's proxy behind its gateways, which is no pod.</summary>
    public bool IsGatewayIdentity { get; init; }

    /// <summary>A note on this peer of several; empty for none.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The decision under which it is meant; empty for whenever the rule is there.</summary>
    public string When { get; init; } = "";

    /// <summary>Pods of the policy's own namespace with one label.</summary>
    public static PolicyPeer Pods(string key, string value) => new() { Labels = [new(key, value)] };

    /// <summary>Pods of another namespace.</summary>
    public static PolicyPeer PodsOf(string ns, params ImmutableArray<PolicyLabel> labels) => new() { Namespace = ns, Labels = labels };

    /// <summary>A block of addresses.</summary>
    public static PolicyPeer Block(string cidr, params ImmutableArray<string> except) => new() { Cidr = cidr, Except = except };
}

/// <summary>A port of a rule: the pod's, not the Service's.</summary>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record PolicyPort(string Protocol, int Port)
{
    /// <summary>The last of a range that begins with <see cref="Port"/>; the port alone unless given.</summary>
    public int? EndPort { get; init; }

    /// <summary>The decision under which it is meant; empty for always. At least one of a rule's is there with it.</summary>
    public string When { get; init; } = "";
}
