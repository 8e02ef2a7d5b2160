using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Which way a connection is opened, as seen from the pod that a policy selects.</summary>
public enum Direction
{
    /// <summary>Others open it to the pod.</summary>
    Ingress,

    /// <summary>The pod opens it.</summary>
    Egress,
}

/// <summary>When a policy is asked: tiers follow their numbers, and the first that decides wins.</summary>
/// <param name="Name">As Calico calls it.</param>
/// <param name="Order">Lower first. Numbers are Calico's, whose own tiers stand among those of Kubernetes.</param>
/// <param name="DeniesRest">Once a policy of the tier holds the pod, what none of them mentions is denied; else the next tier is asked.</param>
public sealed record PolicyTier(string Name, double Order, bool DeniesRest) : IComparable<PolicyTier>
{
    /// <summary>Policies of the cluster's administrators: the first rule that matches decides, or passes on.</summary>
    public static PolicyTier Admin { get; } = new("kube-admin", 1_000, DeniesRest: false);

    /// <summary>Denials of Cilium's policies: no allowance of any policy below is asked for what one of them matches.</summary>
    public static PolicyTier Denial { get; } = new("denials", 900_000, DeniesRest: false);

    /// <summary>NetworkPolicies and Cilium's, which are a union of allowances, and those of Calico that name no tier.</summary>
    public static PolicyTier Namespace { get; } = new("default", 1_000_000, DeniesRest: true);

    /// <summary>As <see cref="Admin"/>, for what nothing has decided before.</summary>
    public static PolicyTier Baseline { get; } = new("kube-baseline", 10_000_000, DeniesRest: false);

    /// <inheritdoc/>
    public int CompareTo(PolicyTier? other) => other is null ? 1 : Order != other.Order ? Order.CompareTo(other.Order) : string.CompareOrdinal(Name, other.Name);
}

/// <summary>Peers that have neither labels nor addresses to select them by; only Cilium's policies name them.</summary>
[Flags]
public enum Entities
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Cilium's proxy behind its Gateways and Ingresses.</summary>
    IngressProxy = 1,

    /// <summary>Nodes of the cluster, and pods on their network.</summary>
    Nodes = 2,
}

/// <summary>What a rule says of the connections it matches.</summary>
public enum RuleAction
{
    /// <summary>They may pass.</summary>
    Accept,

    /// <summary>They may not.</summary>
    Deny,

    /// <summary>The next tier decides.</summary>
    Pass,
}

/// <summary>Pods by namespace and label.</summary>
/// <param name="Namespace">Of this namespace alone; null when <paramref name="Namespaces"/> says which.</param>
/// <param name="Namespaces">Of the namespaces with such labels; null when <paramref name="Namespace"/> is given.</param>
/// <param name="Pods">With such labels.</param>
public sealed record PodSelection(string? Namespace, LabelSelector? Namespaces, LabelSelector Pods)
{
    /// <summary>True when it selects every pod of the cluster.</summary>
    public bool IsEveryPod => Namespace is null && Namespaces is not { IsEverything: false } && Pods.IsEverything;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Pods.IsEverything ? "pods" : $"pods {Pods}")} of {(Namespace is not null ? $"namespace {Namespace}" : Namespaces is { IsEverything: false } ? $"namespaces {Namespaces}" : "every namespace")}";
}

/// <summary>A port by the name that a container of the destination gives it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Protocol">Only of this protocol; null for whichever the container says.</param>
public sealed record NamedPortMatch(string Name, Protocol? Protocol);

/// <summary>The ports of a rule.</summary>
/// <param name="Numbers">Those given as numbers, or all.</param>
/// <param name="Names">Those given as names.</param>
public sealed record PortMatch(PortSet Numbers, ImmutableArray<NamedPortMatch> Names)
{
    /// <summary>Every port.</summary>
    public static PortMatch All { get; } = new(PortSet.All, []);

    /// <summary>The ports at a destination; names that it does not have match nothing.</summary>
    public PortSet At(ImmutableArray<ContainerPort> ports)
    {
        var set = Numbers;
        foreach (var name in Names)
        {
            foreach (var port in ports)
            {
                if (port.Name == name.Name && (name.Protocol is null || name.Protocol == port.Protocol))
                    set = set.Union(PortSet.Of(port.Protocol, port.Port, port.Port));
            }
        }

        return set;
    }
}

/// <summary>One rule, in one direction.</summary>
/// <param name="Label">How messages call it: <c>ingress[0]</c>, with its name where it has one.</param>
/// <param name="Action">What it says.</param>
/// <param name="IsAnyone">It means every pod, entity and address, as one does that names no peer.</param>
/// <param name="Pods">Pods it means; several are alternatives.</param>
/// <param name="Addresses">Addresses outside the cluster it means.</param>
/// <param name="Ports">The ports it means, at the destination.</param>
/// <param name="At">Where it stands.</param>
public sealed record PolicyRule(
    string Label, RuleAction Action, bool IsAnyone, ImmutableArray<PodSelection> Pods, AddressSet Addresses, PortMatch Ports, SourceLocation At)
{
    /// <summary>What else it means, besides pods and addresses.</summary>
    public Entities Entities { get; init; }

    /// <summary>Its addresses mean nothing inside the cluster, as with Cilium; else they mean nodes as well.</summary>
    public bool IsOutsideOnly { get; init; }

    /// <summary>True when every pod of the cluster is meant.</summary>
    public bool IsEveryPod { get; } = IsAnyone || Pods.Any(p => p.IsEveryPod);
}

/// <summary>A policy of any kind, with defaults filled in and nothing left to interpret.</summary>
/// <param name="Kind">As in the manifest.</param>
/// <param name="Namespace">Empty for policies of the whole cluster.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tier">When it is asked.</param>
/// <param name="Priority">Inside its tier: lower first, and by name among equals. Those that only allow have <see cref="Unordered"/>.</param>
/// <param name="Subject">Whose connections it decides about.</param>
/// <param name="Ingress">Its rules in order; null when it says nothing about this direction, which differs from having no rules.</param>
/// <param name="Egress">The same for the other direction.</param>
/// <param name="At">Where it stands.</param>
public sealed record Policy(
    string Kind, string Namespace, string Name, PolicyTier Tier, double Priority, PodSelection Subject,
    ImmutableArray<PolicyRule>? Ingress, ImmutableArray<PolicyRule>? Egress, SourceLocation At)
{
    /// <summary>Where Calico asks NetworkPolicies among policies of its own.</summary>
    public const double Unordered = 1_000;

    /// <summary>Its rules are asked in order and may deny or pass on, as Calico's do in every tier.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Directions in which it allows, and isolates nobody: <c>enableDefaultDeny: false</c> of Cilium's policies.</summary>
    public ImmutableArray<Direction> AddsOnly { get; init; } = [];

    /// <summary>It holds Cilium's ingress proxy, too.</summary>
    public bool HoldsIngressProxy { get; init; }

    /// <summary>True for the kinds whose order is undefined where their priorities are equal.</summary>
    public bool HasPriority => !IsOrdered && (Tier == PolicyTier.Admin || Tier == PolicyTier.Baseline);

    /// <summary>True when all it says is what may pass.</summary>
    public bool OnlyAllows => Tier == PolicyTier.Namespace && !IsOrdered;

    /// <summary>True when what no policy of its tier allows is denied to the pods it selects.</summary>
    public bool Isolates(Direction direction) => Tier.DeniesRest && Rules(direction) is not null && !AddsOnly.Contains(direction);

    /// <summary>The rules of a direction; null when it says nothing about it.</summary>
    public ImmutableArray<PolicyRule>? Rules(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;

    /// <summary><c>NetworkPolicy shop/allow-dns</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
