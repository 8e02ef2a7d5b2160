namespace NetScaffold.Wizard;

/// <summary>What may be wanted of a pod network, in the order in which <see cref="CniAdvice"/> decides: what the nodes are, what only few can, what is a convenience.</summary>
[Flags]
public enum CniFeatures
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Some nodes run Windows.</summary>
    Windows = 1,

    /// <summary>Policies that allow egress by DNS name.</summary>
    PolicyByName = 1 << 1,

    /// <summary>Policies on HTTP paths and methods, or on gRPC calls.</summary>
    LayerSevenPolicy = 1 << 2,

    /// <summary>Encryption between nodes.</summary>
    Encryption = 1 << 3,

    /// <summary>Routes announced to routers by BGP.</summary>
    Bgp = 1 << 4,

    /// <summary>Policies that hold in all namespaces.</summary>
    ClusterWidePolicy = 1 << 5,

    /// <summary>IPv4 and IPv6 at once.</summary>
    DualStack = 1 << 6,

    /// <summary>A log of who talks to whom, as eBPF sees it.</summary>
    Observability = 1 << 7,

    /// <summary>As little to install and run as possible.</summary>
    SmallFootprint = 1 << 8,
}
