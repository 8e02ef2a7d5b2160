using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>What two states of a cluster let pass differently.</summary>
/// <param name="Gained">Open in the new one alone: each connection with only what is new about it.</param>
/// <param name="Lost">Open in the old one alone.</param>
public sealed record ReachDiff(ImmutableArray<Connection> Gained, ImmutableArray<Connection> Lost)
{
    /// <summary>Compares two states. Peers are the same when their texts are; addresses are compared one by one.</summary>
    public static ReachDiff Of(IEnumerable<Connection> old, IEnumerable<Connection> @new)
    {
        var (before, after) = (Indexed(old), Indexed(@new));
        return new ReachDiff([.. Beyond(after, before)], [.. Beyond(before, after)]);
    }

    /// <summary>By pair; addresses of either side count as one peer of that pair.</summary>
    private static Dictionary<(Peer? Source, Peer? Destination), List<Connection>> Indexed(IEnumerable<Connection> connections) =>
        connections.GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.ToList());

    private static (Peer? Source, Peer? Destination) KeyOf(Connection connection) =>
        (connection.Source is AddressPeer ? null : connection.Source, connection.Destination is AddressPeer ? null : connection.Destination);

    private static IEnumerable<Connection> Beyond(
        Dictionary<(Peer? Source, Peer? Destination), List<Connection>> these, Dictionary<(Peer? Source, Peer? Destination), List<Connection>> those)
    {
        foreach (var (key, connections) in these)
        {
            var others = those.GetValueOrDefault(key, []);
            var more = key is { Source: not null, Destination: not null }
                ? connections.Select(c => c with { Allowed = others.Aggregate(c.Allowed, (rest, other) => rest.Except(other.Allowed)) })
                : BeyondOutside(connections, others, isV6: false).Concat(BeyondOutside(connections, others, isV6: true));
            foreach (var connection in more.Where(c => !c.Allowed.IsEmpty)) yield return connection;
        }
    }

    private static IEnumerable<Connection> BeyondOutside(List<Connection> these, List<Connection> those, bool isV6)
    {
        Connection? last = null;
        foreach (var range in AddressRange.Cut(isV6, these.Concat(those).Select(c => RangeOf(c))))
        {
            var ports = PortsAt(these, range).Except(PortsAt(those, range));
            if (last is not null && last.Allowed.Equals(ports))
            {
                last = With(last, RangeOf(last) with { Last = range.Last }, ports);
                continue;
            }

            if (last is not null) yield return last;
            last = With(these[0], range, ports);
        }

        if (last is not null) yield return last;
    }

    private static PortSet PortsAt(List<Connection> connections, AddressRange piece) => connections
        .Where(c => RangeOf(c) is var range && range.IsV6 == piece.IsV6 && range.First <= piece.First && piece.Last <= range.Last)
        .Aggregate(PortSet.None, (all, c) => all.Union(c.Allowed));

    private static AddressRange RangeOf(Connection connection) => ((connection.Source as AddressPeer) ?? (AddressPeer)connection.Destination).Range;

    private static Connection With(Connection connection, AddressRange range, PortSet ports) => connection.Source is AddressPeer
        ? new Connection(new AddressPeer(range), connection.Destination, ports)
        : new Connection(connection.Source, new AddressPeer(range), ports);
}
