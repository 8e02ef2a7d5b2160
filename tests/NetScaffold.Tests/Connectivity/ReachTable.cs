using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using NetScaffold.Connectivity;

namespace NetScaffold.Tests.Connectivity;

/// <summary>Ports that are open between two peers; for an outside peer, at a range of its addresses.</summary>
/// <param name="Addresses">All of IPv4 between workloads, which have no addresses here.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="First">1 to 65535.</param>
/// <param name="Last">Not below <paramref name="First"/>.</param>
internal readonly record struct Opening(AddressRange Addresses, string Protocol, int First, int Last);

/// <summary>Who can reach whom, written by hand or computed; two tables are compared as sets, however they are cut.</summary>
internal sealed partial class ReachTable
{
    public const string Outside = "outside";

    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];
    private static readonly AddressRange NoAddress = AddressRange.Whole(isV6: false);

    private readonly SortedDictionary<(string Source, string Destination), List<Opening>> _pairs = [];

    /// <summary>What the product says.</summary>
    public static ReachTable Of(IEnumerable<Connection> connections)
    {
        var table = new ReachTable();
        foreach (var connection in connections)
        {
            var range = (connection.Source as AddressPeer ?? connection.Destination as AddressPeer)?.Range ?? NoAddress;
            foreach (var protocol in PortSet.Protocols)
            {
                foreach (var (first, last) in connection.Allowed.Ranges(protocol))
                    table.Add(NameOf(connection.Source), NameOf(connection.Destination), new Opening(range, PortSet.Name(protocol), first, last));
            }
        }

        return table;
    }

    /// <summary>
    /// Lines of <c>source => destination : ports</c>. A peer is the name of a workload, <c>outside</c>, a CIDR or an address range; several are separated by commas.
    /// <c>pods</c> is every workload, <c>anyone</c> every workload and the outside. Ports are <c>all</c>, or <c>TCP 80,443-445, UDP all</c>.
    /// </summary>
    /// <param name="lines">Without comments.</param>
    /// <param name="workloads">For <c>pods</c>, and to tell that a name is misspelt; anything goes when empty. Kinds may be left out.</param>
    public static ReachTable Parse(IEnumerable<string> lines, IReadOnlyCollection<string> workloads)
    {
        var table = new ReachTable();
        foreach (var line in lines)
        {
            var match = Line().Match(line);
            if (!match.Success) throw new InvalidDataException($"Not 'source => destination : ports': {line}");
            var openings = OpeningsOf(match.Groups["ports"].Value).ToList();
            foreach (var (source, sourceRange) in PeersOf(match.Groups["source"].Value, workloads))
            {
                foreach (var (destination, destinationRange) in PeersOf(match.Groups["destination"].Value, workloads))
                {
                    foreach (var opening in openings) table.Add(source, destination, opening with { Addresses = sourceRange ?? destinationRange ?? NoAddress });
                }
            }
        }

        return table;
    }

    /// <summary>The table without what concerns IPv6.</summary>
    public ReachTable WithoutV6()
    {
        var table = new ReachTable();
        foreach (var (pair, openings) in _pairs)
        {
            foreach (var opening in openings.Where(o => !o.Addresses.IsV6)) table.Add(pair.Source, pair.Destination, opening);
        }

        return table;
    }

    /// <summary>One line for each pair, and range of addresses, that differs.</summary>
    public IEnumerable<string> DifferencesTo(ReachTable computed) =>
        from pair in _pairs.Keys.Union(computed._pairs.Keys).Order()
        let expected = _pairs.GetValueOrDefault(pair) ?? []
        let actual = computed._pairs.GetValueOrDefault(pair) ?? []
        from isV6 in new[] { false, true }
        from range in AddressRange.Cut(isV6, expected.Concat(actual).Select(o => o.Addresses))
        let wanted = TextAt(expected, range)
        let got = TextAt(actual, range)
        where wanted != got
        select $"{Shown(pair.Source, range)} => {Shown(pair.Destination, range)} : expected {wanted}, computed {got}";

    private static string Shown(string peer, AddressRange range) => peer == Outside ? range.ToString() : peer;

    private static string NameOf(Peer peer) => peer is AddressPeer ? Outside : peer.ToString()!;

    // Slow and plain: the ports one by one, at the borders.
    private static string TextAt(List<Opening> openings, AddressRange range)
    {
        var here = openings.Where(o => o.Addresses.IsV6 == range.IsV6 && o.Addresses.First <= range.First && range.Last <= o.Addresses.Last).ToList();
        var texts =
            from protocol in Protocols
            let ports = RangesOf([.. here.Where(o => o.Protocol == protocol)])
            where ports.Length > 0
            select $"{protocol} {ports}";
        var text = string.Join(", ", texts);
        return text.Length == 0 ? "nothing" : text;
    }

    private static string RangesOf(List<Opening> openings)
    {
        var starts = openings.SelectMany(o => new[] { o.First, o.Last + 1 }).Distinct().Order().ToList();
        var pieces = starts.Zip(starts.Skip(1)).Where(piece => openings.Exists(o => o.First <= piece.First && piece.Second - 1 <= o.Last)).ToList();
        var joined = new List<(int First, int Last)>();
        foreach (var (first, next) in pieces)
        {
            if (joined.Count > 0 && joined[^1].Last + 1 == first) joined[^1] = (joined[^1].First, next - 1);
            else joined.Add((first, next - 1));
        }

        return string.Join(',', joined.Select(r => r switch { (1, 65535) => "all", var (first, last) when first == last => $"{first}", var (first, last) => $"{first}-{last}" }));
    }

    private static IEnumerable<Opening> OpeningsOf(string ports)
    {
        if (ports is "all" or "All Connections") return Protocols.Select(p => new Opening(NoAddress, p, 1, 65535));
        var protocol = "";
        var openings = new List<Opening>();
        foreach (var part in ports.Split(',', StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ');
            if (words.Length > 1) protocol = words[0];
            if (!Protocols.Contains(protocol)) throw new InvalidDataException($"Not a list of ports: {ports}");
            var range = words[^1] == "all" ? ["1", "65535"] : words[^1].Split('-');
            openings.Add(new Opening(NoAddress, protocol, int.Parse(range[0]), int.Parse(range[^1])));
        }

        return openings;
    }

    private static IEnumerable<(string Name, AddressRange? Range)> PeersOf(string text, IReadOnlyCollection<string> workloads)
    {
        foreach (var peer in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (peer is "anyone" or "pods")
            {
                foreach (var workload in workloads) yield return (workload, null);
            }

            if (peer is "anyone" or Outside)
            {
                yield return (Outside, AddressRange.Whole(isV6: false));
                yield return (Outside, AddressRange.Whole(isV6: true));
            }

            if (peer is "anyone" or "pods" or Outside) continue;
            if (RangeOf(peer.Replace("[External]", "", StringComparison.Ordinal)) is { } range)
            {
                yield return (Outside, range);
            }
            else
            {
                yield return (workloads.Count == 0 || peer.StartsWith('{') ? peer : FullName(peer, workloads), null);
            }
        }
    }

    // The kind may be left out.
    private static string FullName(string peer, IReadOnlyCollection<string> workloads) =>
        workloads.Where(w => w == peer || w.StartsWith($"{peer}[", StringComparison.Ordinal)).ToList() is [var only] ? only : throw new InvalidDataException($"There is no workload {peer}, or several.");

    private static AddressRange? RangeOf(string text)
    {
        var ends = text.Split('-');
        if (ends.Length == 2 && IPAddress.TryParse(ends[0], out var first) && IPAddress.TryParse(ends[1], out var last))
            return AddressSet.OfAddress(first) with { Last = AddressSet.OfAddress(last).First };
        return char.IsAsciiHexDigit(text[0]) || text[0] == ':' ? AddressSet.Parse(text)?.Ranges.Single() : null;
    }

    private void Add(string source, string destination, Opening opening)
    {
        // Nobody asks about a workload with itself, or outside with outside.
        if (source == destination) return;
        if (!_pairs.TryGetValue((source, destination), out var openings)) _pairs.Add((source, destination), openings = []);
        openings.Add(opening);
    }

    [GeneratedRegex("^(?<source>.+?) => (?<destination>.+?) : (?<ports>.+)$")]
    private static partial Regex Line();
}
