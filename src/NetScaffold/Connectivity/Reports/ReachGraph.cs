using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>What a box of a drawing stands for.</summary>
internal enum BoxKind
{
    /// <summary>A workload, or several that stand to everything alike.</summary>
    Workload,

    /// <summary>A namespace, or several, where workloads are too many to draw.</summary>
    Namespace,

    /// <summary>The pods behind entry points.</summary>
    Entry,

    /// <summary>Addresses that connections come from.</summary>
    OutsideSource,

    /// <summary>Addresses that connections go to.</summary>
    OutsideDestination,
}

/// <summary>A box of a drawing.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Namespace">The one it is drawn in; empty for none.</param>
/// <param name="Names">What it is called; several where alike workloads are one box.</param>
/// <param name="Details">What else there is to say, in short lines.</param>
/// <param name="Places">The ends of connections it stands for.</param>
internal sealed record Box(BoxKind Kind, string Namespace, ImmutableArray<string> Names, ImmutableArray<string> Details, ImmutableArray<ReportPlace> Places);

/// <summary>An arrow of a drawing: all connections of one kind from one box to another.</summary>
/// <param name="Source">Index of a box.</param>
/// <param name="Destination">Index of a box.</param>
/// <param name="Kind">How the connections stand to what was declared.</param>
/// <param name="Ports">Of all of them together.</param>
/// <param name="Reasons">Without the empty one, each once.</param>
internal sealed record Arrow(int Source, int Destination, FlowKind Kind, PortSet Ports, ImmutableArray<string> Reasons)
{
    private const int LabelLength = 22;

    /// <summary>The ports, cut to 22 characters, with the word for what ought not to be.</summary>
    public string Label
    {
        get
        {
            var ports = PortsText(Ports);
            if (ports.Length > LabelLength) ports = $"{ports[..(LabelLength - 1)].TrimEnd(',', ' ')}…";
            return Kind is FlowKind.Undeclared or FlowKind.Missing ? $"{FlowKinds.Word(Kind)}: {ports}" : ports;
        }
    }

    /// <summary><c>all ports</c>, or as the ports are written.</summary>
    public static string PortsText(PortSet ports) => ports.IsAll ? "all ports" : ports.ToString();
}

/// <summary>What is drawn of a report, small enough to be read.</summary>
/// <param name="Boxes">In the order of their texts, outside and entry points first.</param>
/// <param name="Arrows">In the order of the report.</param>
/// <param name="Note">How the drawing is less than everything; empty when it is everything.</param>
/// <param name="ArrowOfRow">For each row of the report the index of its arrow; -1 where a box alone says it.</param>
internal sealed record ReachGraph(ImmutableArray<Box> Boxes, ImmutableArray<Arrow> Arrows, string Note, ImmutableArray<int> ArrowOfRow)
{
    /// <summary>Above this many boxes nobody follows an arrow any more.</summary>
    public const int MaxBoxes = 60;

    /// <summary>Above this many arrows neither.</summary>
    public const int MaxArrows = 400;

    /// <summary>Above this many columns a drawing is a strip that has to be scrolled through.</summary>
    private const int MaxColumns = 14;

    private const int NamesShown = 8;

    /// <summary>Above this many it is not worth looking for alike workloads: there are too many different ones.</summary>
    private const int MaxRowsOneByOne = 50_000;

    /// <summary>Draws workloads where they fit, else namespaces, else nothing but a note.</summary>
    public static ReachGraph Of(ReachReport report, IReadOnlyList<ReportRow> rows)
    {
        var workloads = report.Workloads.Length;
        if (rows.Count <= MaxRowsOneByOne)
        {
            var full = Build(report, rows, byNamespace: false);
            if (full.Fits) return full;
        }

        var coarse = Build(report, rows, byNamespace: true);
        if (coarse.Fits)
            return coarse with { Note = $"{workloads} workloads with {rows.Count} connections are more than can be drawn one by one: a box is a namespace, and an arrow says that something in it reaches something in the other." };
        return new ReachGraph([], [], $"{workloads} workloads with {rows.Count} connections are more than can be drawn, by namespace as well.", [.. rows.Select(_ => -1)]);
    }

    private bool Fits => Boxes.Length <= MaxBoxes && Arrows.Length <= MaxArrows && LayoutColumns.Of(this).DefaultIfEmpty(0).Max() < MaxColumns;

    private static ReachGraph Build(ReachReport report, IReadOnlyList<ReportRow> rows, bool byNamespace)
    {
        var keys = new Dictionary<ReportPlace, string>();
        var members = new SortedDictionary<string, List<ReportPlace>>(StringComparer.Ordinal);
        foreach (var controller in report.Controllers) KeyOf(new ControllerPlace(controller.Controller), isSource: true);
        foreach (var workload in report.Workloads) KeyOf(new WorkloadPlace(workload), isSource: true);
        var links = new Dictionary<(string Source, string Destination), SortedDictionary<FlowKind, (PortSet Ports, ImmutableArray<string> Reasons)>>();
        var pairs = new List<(string Source, string Destination)>(rows.Count);
        foreach (var row in rows)
        {
            var pair = (KeyOf(row.Source, isSource: true), KeyOf(row.Destination, isSource: false));
            pairs.Add(pair);
            if (!links.TryGetValue(pair, out var kinds)) links.Add(pair, kinds = []);
            var (ports, reasons) = kinds.TryGetValue(row.Kind, out var known) ? known : (PortSet.None, []);
            kinds[row.Kind] = (ports.Union(row.Ports), row.Reason.Length == 0 || reasons.Contains(row.Reason) ? reasons : reasons.Add(row.Reason));
        }

        var twins = Twins.Find([.. members.Keys], key => members[key][0] is WorkloadPlace w ? (byNamespace ? "" : w.Workload.Namespace) : null, links.ToDictionary(l => l.Key, l => Text(l.Value)));
        var groups = members.Keys.GroupBy(key => twins.TryGetValue(key, out var first) ? first : key).ToList();
        var boxOf = groups.SelectMany((group, i) => group.Select(key => (key, i))).ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
        var boxes = groups.Select(group => BoxOf(report, [.. group.SelectMany(key => members[key])], group.Key, byNamespace,
            group.Count() > 1 ? links[(group.First(), group.ElementAt(1))].Values.Aggregate(PortSet.None, (all, v) => all.Union(v.Ports))
            : links.TryGetValue((group.Key, group.Key), out var inside) ? inside.Values.Aggregate(PortSet.None, (all, v) => all.Union(v.Ports)) : PortSet.None));
        var arrows = (from link in links
                      let ends = (Source: boxOf[link.Key.Source], Destination: boxOf[link.Key.Destination])
                      where ends.Source != ends.Destination
                      from kind in link.Value
                      group kind.Value by (ends.Source, ends.Destination, Kind: kind.Key) into same
                      select new Arrow(same.Key.Source, same.Key.Destination, same.Key.Kind, same.Aggregate(PortSet.None, (all, v) => all.Union(v.Ports)), [.. same.SelectMany(v => v.Reasons).Distinct()])).ToList();
        var arrowAt = arrows.Select((a, i) => (a, i)).ToDictionary(p => (p.a.Source, p.a.Destination, p.a.Kind), p => p.i);
        return new ReachGraph([.. boxes], [.. arrows], "", [.. pairs.Zip(rows, (pair, row) => arrowAt.GetValueOrDefault((boxOf[pair.Source], boxOf[pair.Destination], row.Kind), -1))]);

        string KeyOf(ReportPlace place, bool isSource)
        {
            if (place is not OutsidePlace && keys.TryGetValue(place, out var known)) return known;
            var key = place switch
            {
                OutsidePlace when isSource => $"0 {place}",
                ControllerPlace => $"1 {place}",
                WorkloadPlace w => byNamespace ? $"2 {w.Workload.Namespace}" : $"2 {place}",
                _ => $"3 {place}",
            };
            if (place is not OutsidePlace) keys.Add(place, key);
            if (!members.TryGetValue(key, out var list)) members.Add(key, list = []);
            if (place is not OutsidePlace || list.Count == 0) list.Add(place);
            return key;
        }
    }

    private static string Text(SortedDictionary<FlowKind, (PortSet Ports, ImmutableArray<string> Reasons)> link) =>
        string.Join("; ", link.Select(l => $"{l.Key} {l.Value.Ports}"));

    private static Box BoxOf(ReachReport report, ImmutableArray<ReportPlace> places, string key, bool byNamespace, PortSet among)
    {
        switch (places[0])
        {
            case OutsidePlace outside:
                return new Box(key[0] == '0' ? BoxKind.OutsideSource : BoxKind.OutsideDestination, "", Lines(outside.ToString().Replace(" except ", " except, ", StringComparison.Ordinal).Split(", ")), ["outside"], places);
            case ControllerPlace entry:
                return new Box(BoxKind.Entry, "", [entry.Controller == Controller.Unknown ? "ingress controller" : entry.Controller.Name.Trim('{', '}')], EntryDetails(report, entry.Controller), places);
        }

        var workloads = places.Cast<WorkloadPlace>().Select(w => w.Workload).ToList();
        if (byNamespace)
        {
            var namespaces = workloads.Select(w => w.Namespace).Distinct().ToList();
            var count = workloads.Count == 1 ? "1 workload" : $"{workloads.Count} workloads";
            return new Box(BoxKind.Namespace, "", Lines(namespaces), among.IsEmpty ? [count] : [count, $"open {(namespaces.Count > 1 ? "among them" : "inside")}: {Cut(Arrow.PortsText(among))}"], places);
        }

        return workloads.Count > 1
            ? new Box(BoxKind.Workload, workloads[0].Namespace, Lines(workloads.Select(w => w.Name)), [$"each reaches each other: {Cut(Arrow.PortsText(among))}"], places)
            : new Box(BoxKind.Workload, workloads[0].Namespace, [workloads[0].Name], [workloads[0].Kind, .. ServiceDetails(report, workloads[0])], places);
    }

    /// <summary>One line: the Service with its ports, and its name where it has another; of several the ports alone.</summary>
    private static IEnumerable<string> ServiceDetails(ReachReport report, WorkloadPeer peer)
    {
        var pods = report.Cluster.Workloads.Where(w => (w.Namespace, w.Name, w.Kind) == (peer.Namespace, peer.Name, peer.Kind)).ToList();
        var services = report.Cluster.Services.Where(s => pods.Exists(s.Selects)).ToList();
        if (services.Count == 0) yield break;
        var ports = services.SelectMany(s => s.Ports).Select(p => p.Port).Distinct().Order().ToList();
        var name = services.Count > 1 ? "Services" : services[0].Name == peer.Name ? "Service" : $"Service {services[0].Name}";
        yield return $"{name} {string.Join(' ', ports.Take(3).Select(p => $":{p}"))}{(ports.Count > 3 ? " …" : "")}";
    }

    private static ImmutableArray<string> EntryDetails(ReachReport report, Controller controller)
    {
        var hosts = report.Cluster.EntryPoints.Where(e => e.Controllers.Contains(controller)).SelectMany(e => e.Hosts).Distinct().Order(StringComparer.Ordinal).ToList();
        return
        [
            .. hosts.Take(2), .. hosts.Count > 2 ? [$"and {hosts.Count - 2} more hosts"] : Array.Empty<string>(),
            controller == Controller.Unknown ? "entry point" : controller.IsCiliumIngress ? "Cilium's proxy" : $"in {controller.Namespace}",
        ];
    }

    private static ImmutableArray<string> Lines(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= NamesShown ? [.. all] : [.. all.Take(NamesShown - 1), $"and {all.Count - NamesShown + 1} more"];
    }

    private static string Cut(string ports) => ports.Length > 24 ? $"{ports[..23]}…" : ports;
}
