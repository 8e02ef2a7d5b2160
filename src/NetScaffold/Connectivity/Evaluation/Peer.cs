namespace NetScaffold.Connectivity;

/// <summary>One end of a connection: a <see cref="WorkloadPeer"/>, <see cref="AddressPeer"/> or <see cref="ControllerPeer"/>, nothing else.</summary>
public abstract record Peer
{
    private protected Peer()
    {
    }
}

/// <summary>The pods of a workload.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
public sealed record WorkloadPeer(string Namespace, string Name, string Kind) : Peer
{
    /// <summary><c>shop/backend[Deployment]</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}[{Kind}]";
}

/// <summary>Addresses outside the cluster.</summary>
public sealed record AddressPeer(AddressRange Range) : Peer
{
    /// <summary><c>10.0.0.0/8</c>, or <c>10.0.0.0-10.0.0.9</c>.</summary>
    public override string ToString() => Range.ToString();
}

/// <summary>The pods behind entry points; only ever a source.</summary>
public sealed record ControllerPeer(Controller Controller) : Peer
{
    /// <summary><c>{ingress-controller}</c>.</summary>
    public override string ToString() => Controller.Name;
}

/// <summary>What may pass from one peer to another.</summary>
/// <param name="Source">Who opens connections.</param>
/// <param name="Destination">Whom they reach; its own ports count, not those of a Service before it.</param>
/// <param name="Allowed">Never empty.</param>
public sealed record Connection(Peer Source, Peer Destination, PortSet Allowed);
