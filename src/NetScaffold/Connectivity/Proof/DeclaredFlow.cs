namespace NetScaffold.Connectivity;

/// <summary>One end of a declared flow: pods of a namespace, addresses, or anyone.</summary>
/// <param name="Namespace">Of the pods; null for addresses.</param>
/// <param name="Pods">Which pods there.</param>
/// <param name="Addresses">The addresses outside.</param>
internal sealed record FlowEnd(string? Namespace, LabelSelector Pods, AddressSet Addresses)
{
    /// <summary>Pods of a namespace.</summary>
    public static FlowEnd PodsOf(string ns, LabelSelector pods) => new(ns, pods, AddressSet.None);

    /// <summary>Cilium's proxy on the nodes, which is no pod: it means no workload.</summary>
    public static FlowEnd IngressProxy { get; } = new("{cilium}", LabelSelector.Everything, AddressSet.None);

    /// <summary>Addresses outside.</summary>
    public static FlowEnd Outside(AddressSet addresses) => new(null, LabelSelector.Everything, addresses);

    /// <summary>Whoever asks, pods and addresses alike.</summary>
    /// <param name="isExcepted">Whether pods of a namespace are not meant.</param>
    public static FlowEnd Anyone(Func<string, bool> isExcepted) => new(null, LabelSelector.Everything, AddressSet.All) { IsAnyone = true, _isExcepted = isExcepted };

    private Func<string, bool>? _isExcepted;

    /// <summary>Pods of all namespaces are meant, but for those that policies hold.</summary>
    public bool IsAnyone { get; private init; }

    /// <summary>True when a workload's pods are meant.</summary>
    public bool Means(Workload workload) => _isExcepted is not null ? !_isExcepted(workload.Namespace) : workload.Namespace == Namespace && Pods.Matches(workload.Labels);
}

/// <summary>What the answers say ought to be open.</summary>
/// <param name="Source">Who opens connections.</param>
/// <param name="Destination">Whom they reach.</param>
/// <param name="Ports">At the pods, not at their Service.</param>
/// <param name="Kind"><see cref="FlowKind.Declared"/> or <see cref="FlowKind.SideFlow"/>.</param>
/// <param name="Reason">Why; one short sentence.</param>
internal sealed record DeclaredFlow(FlowEnd Source, FlowEnd Destination, PortSet Ports, FlowKind Kind, string Reason)
{
    /// <summary>It carries other flows, and no route leads to it.</summary>
    public bool IsTunnel { get; init; }
}
