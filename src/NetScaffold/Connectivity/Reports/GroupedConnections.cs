namespace NetScaffold.Connectivity;

/// <summary>Connections of one peer, for people: addresses with the same ports are one line.</summary>
/// <param name="Peer">The other end: <c>shop/backend[Deployment]</c>, <c>any address</c>, <c>10.0.0.0/8, 192.168.0.0/16</c>.</param>
/// <param name="Ports">What may pass.</param>
public sealed record GroupedConnection(string Peer, PortSet Ports)
{
    /// <summary>The other ends of connections that have one end in common.</summary>
    /// <param name="connections">In their order.</param>
    /// <param name="other">The end to show.</param>
    public static IEnumerable<GroupedConnection> Of(IEnumerable<Connection> connections, Func<Connection, Peer> other)
    {
        var addresses = new List<Connection>();
        foreach (var connection in connections)
        {
            if (other(connection) is AddressPeer) addresses.Add(connection);
            else yield return new GroupedConnection(other(connection).ToString()!, connection.Allowed);
        }

        foreach (var same in addresses.GroupBy(c => c.Allowed))
        {
            var set = same.Aggregate(AddressSet.None, (all, c) => all.Union(AddressSet.Of(((AddressPeer)other(c)).Range)));
            yield return new GroupedConnection(set.ToString(), same.Key);
        }
    }
}
