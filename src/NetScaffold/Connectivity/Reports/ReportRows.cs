namespace NetScaffold.Connectivity;

/// <summary>An end of a connection as drawings and tables show it.</summary>
internal abstract record ReportPlace
{
    /// <summary>The whole text, unescaped: names come from anyone's manifests.</summary>
    public abstract override string ToString();
}

/// <summary>A workload.</summary>
internal sealed record WorkloadPlace(WorkloadPeer Workload) : ReportPlace
{
    public override string ToString() => Workload.ToString();
}

/// <summary>The pods behind entry points.</summary>
internal sealed record ControllerPlace(Controller Controller) : ReportPlace
{
    public override string ToString() => Controller.Name;

    // The labels of a controller are a map: equal by what it forwards for, which the name says.
    public bool Equals(ControllerPlace? other) => other is not null && (other.Controller.Name, other.Controller.Namespace) == (Controller.Name, Controller.Namespace);

    public override int GetHashCode() => Controller.Name.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Addresses outside, however many ranges they are.</summary>
internal sealed record OutsidePlace(AddressSet Addresses) : ReportPlace
{
    private static readonly AddressSet Whole4 = AddressSet.Of(AddressRange.Whole(isV6: false));
    private static readonly AddressSet Whole6 = AddressSet.Of(AddressRange.Whole(isV6: true));

    /// <summary><c>any address</c>, <c>any IPv4 address except 10.0.0.0/8</c>, <c>192.0.2.0/24, 198.51.100.7</c>: the shorter of the two ways to say it.</summary>
    public override string ToString()
    {
        var (family, whole) = Addresses.V6.IsEmpty ? ("any IPv4 address", Whole4) : Addresses.V4.IsEmpty ? ("any IPv6 address", Whole6) : ("any address", AddressSet.All);
        var missing = whole.Except(Addresses);
        if (missing.IsEmpty) return family;
        return missing.Ranges.Count() < Addresses.Ranges.Count() ? $"{family} except {missing}" : Addresses.ToString();
    }
}

/// <summary>One line of a report.</summary>
internal sealed record ReportRow(ReportPlace Source, ReportPlace Destination, PortSet Ports, FlowKind Kind, string Reason);

/// <summary>The connections of a report with ranges of addresses put together again where everything else about them is equal.</summary>
internal static class ReportRows
{
    /// <summary>In the order of the report, each group where its first range stands.</summary>
    public static List<ReportRow> Of(ReachReport report)
    {
        var places = new Dictionary<Peer, ReportPlace>();
        var rows = new List<ReportRow>(report.Connections.Length);
        var groups = new Dictionary<(Peer Inside, bool IsOutbound, PortSet Ports, FlowKind Kind, string Reason), (int Row, List<AddressRange> Ranges)>();
        foreach (var (connection, kind, reason) in report.Connections)
        {
            var outside = connection.Source as AddressPeer ?? connection.Destination as AddressPeer;
            if (outside is null)
            {
                rows.Add(new ReportRow(PlaceOf(connection.Source), PlaceOf(connection.Destination), connection.Allowed, kind, reason));
                continue;
            }

            var isOutbound = connection.Destination is AddressPeer;
            var inside = isOutbound ? connection.Source : connection.Destination;
            var key = (inside, isOutbound, connection.Allowed, kind, reason);
            if (groups.TryGetValue(key, out var group))
            {
                group.Ranges.Add(outside.Range);
                continue;
            }

            groups.Add(key, (rows.Count, [outside.Range]));
            rows.Add(new ReportRow(PlaceOf(connection.Source), PlaceOf(connection.Destination), connection.Allowed, kind, reason));
        }

        foreach (var (key, (row, ranges)) in groups)
        {
            var place = new OutsidePlace(ranges.Aggregate(AddressSet.None, (all, range) => all.Union(AddressSet.Of(range))));
            rows[row] = key.IsOutbound ? rows[row] with { Destination = place } : rows[row] with { Source = place };
        }

        return rows;

        ReportPlace PlaceOf(Peer peer)
        {
            if (places.TryGetValue(peer, out var known)) return known;
            ReportPlace place = peer switch
            {
                WorkloadPeer workload => new WorkloadPlace(workload),
                ControllerPeer controller => new ControllerPlace(controller.Controller),
                AddressPeer address => new OutsidePlace(AddressSet.Of(address.Range)),
                _ => throw new InvalidOperationException($"A new kind of peer: {peer.GetType().Name}."),
            };
            places.Add(peer, place);
            return place;
        }
    }
}
