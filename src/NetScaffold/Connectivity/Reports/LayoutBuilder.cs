using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>
/// Lays a graph out in columns, from where connections come to where they go, and in lanes, one for each namespace. Lines change
/// their height only between columns and pass columns through gaps of their own, so none crosses a box; labels stand on the level
/// last part of their line, so none lies on another.
/// </summary>
internal sealed class LayoutBuilder
{
    // Pixels. Text of boxes and labels is monospaced, so its width is known up to the fonts' small differences.
    public const double NameSize = 13;
    public const double DetailSize = 11;
    public const double LabelSize = 11;
    public const double CharWidth = 0.62;
    private const double Pitch = 22;
    private const double Space = 20;
    private const double Margin = 12;
    private const double LanePadding = 14;
    private const double LaneHead = 30;
    private const double LaneSpace = 18;
    private const double ArrowHead = 12;
    private const double MinWidth = 84;
    private const int Sweeps = 12;

    private readonly ReachGraph _graph;
    private readonly int[] _columns;
    private readonly LayoutItem[] _items;
    private readonly List<LayoutItem>[] _inColumn;
    private readonly List<LayoutItem>[] _chains;
    private readonly ArrowEnd[] _ends;
    private readonly string[] _lanes;

    private LayoutBuilder(ReachGraph graph)
    {
        _graph = graph;
        _columns = LayoutColumns.Of(graph);
        _lanes = [.. graph.Boxes.Where(b => b.Kind is BoxKind.Workload or BoxKind.Namespace).Select(b => b.Namespace).Distinct().Order(StringComparer.Ordinal)];
        _items = [.. graph.Boxes.Select((box, i) => new LayoutItem(_columns[i], IsOutside(box) ? -1 : Array.IndexOf(_lanes, box.Namespace), WidthOf(box), HeightOf(box)))];
        _inColumn = [.. Enumerable.Range(0, _columns.DefaultIfEmpty(0).Max() + 1).Select(c => _items.Where(i => i.Column == c).ToList())];
        _chains = new List<LayoutItem>[graph.Arrows.Length];
        _ends = new ArrowEnd[graph.Arrows.Length];
    }

    /// <summary>Places everything. The same graph always gives the same layout.</summary>
    public static ReachLayout Place(ReachGraph graph)
    {
        var builder = new LayoutBuilder(graph);
        builder.Connect();
        var (tops, heights) = builder.LaneSizes();
        builder.Arrange(tops, heights);
        builder.PlaceEnds();
        return builder.Finish(tops, heights);
    }

    public static double TextWidth(string text, double size) => text.Sum(c => c < 0x1100 ? CharWidth : 1.1) * size;

    private static bool IsOutside(Box box) => box.Kind is BoxKind.Entry or BoxKind.OutsideSource or BoxKind.OutsideDestination;

    private static double WidthOf(Box box) =>
        Math.Max(MinWidth, Math.Max(box.Names.Max(n => TextWidth(SvgText.Cut(n), NameSize)), box.Details.Select(d => TextWidth(SvgText.Cut(d), DetailSize)).DefaultIfEmpty(0).Max()) + 24);

    private static double HeightOf(Box box) => (box.Names.Length * 17) + (box.Details.Length * 15) + 14;

    /// <summary>Gives each arrow its end and the gaps it passes; arrows with one end share gaps.</summary>
    private void Connect()
    {
        var ends = new Dictionary<(int Box, bool IsFromLeft, FlowKind Kind, string Label), ArrowEnd>();
        var gaps = new Dictionary<(ArrowEnd End, int Column, int Lane), LayoutItem>();
        for (var i = 0; i < _graph.Arrows.Length; i++)
        {
            var arrow = _graph.Arrows[i];
            var (source, destination) = (_items[arrow.Source], _items[arrow.Destination]);
            var isForward = source.Column < destination.Column;
            var key = (arrow.Destination, isForward, arrow.Kind, arrow.Label);
            if (!ends.TryGetValue(key, out var end))
            {
                ends.Add(key, end = new ArrowEnd { Kind = arrow.Kind, Label = arrow.Label });
                (isForward ? destination.FromLeft : destination.FromRight).Add(end);
            }

            end.Arrows.Add(i);
            _ends[i] = end;
            if (isForward) source.OutRight = 0;
            else source.OutLeft = 0;
            var lane = destination.Lane < 0 ? source.Lane : destination.Lane;
            var chain = new List<LayoutItem> { source };
            for (var column = source.Column + (isForward ? 1 : -1); column != destination.Column; column += isForward ? 1 : -1)
            {
                if (!gaps.TryGetValue((end, column, lane), out var gap))
                {
                    gaps.Add((end, column, lane), gap = new LayoutItem(column, lane, 0, 4));
                    _inColumn[column].Add(gap);
                }

                chain.Add(gap);
            }

            chain.Add(destination);
            for (var k = 1; k < chain.Count; k++)
            {
                var (left, right) = isForward ? (chain[k - 1], chain[k]) : (chain[k], chain[k - 1]);
                left.Right.Add(right);
                right.Left.Add(left);
            }

            _chains[i] = chain;
        }

        foreach (var item in _items)
        {
            var slots = Math.Max(item.FromLeft.Count + (double.IsNaN(item.OutLeft) ? 0 : 1), item.FromRight.Count + (double.IsNaN(item.OutRight) ? 0 : 1));
            item.Height = Math.Max(item.Height, (slots * Pitch) + 8);
        }
    }

    private (double[] Tops, double[] Heights) LaneSizes()
    {
        var heights = _lanes.Select((_, lane) => _inColumn.Max(column => Stacked(column.Where(i => i.Lane == lane)))).ToArray();
        var outside = _inColumn.Max(column => Stacked(column.Where(i => i.Lane < 0)));
        var tops = new double[_lanes.Length];
        var y = Margin;
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            tops[lane] = y + Head(lane);
            y = tops[lane] + heights[lane] + LanePadding + LaneSpace;
        }

        var all = y - LaneSpace - Margin;
        if (outside > all && _lanes.Length > 0) heights[^1] += outside - all;
        return (tops, heights);
    }

    /// <summary>What is no namespace has no name above it.</summary>
    private double Head(int lane) => _lanes[lane].Length == 0 ? LanePadding : LaneHead;

    private static double Stacked(IEnumerable<LayoutItem> items) => items.Sum(i => i.Height + Space) - Space;

    /// <summary>Orders each column by its neighbours, to and fro, and keeps the order with the fewest crossings.</summary>
    private void Arrange(double[] tops, double[] heights)
    {
        double bottom = tops.Length == 0 ? 2000 : tops[^1] + heights[^1];
        foreach (var column in _inColumn) Settle(column, _ => 0);
        var best = (Crossings: int.MaxValue, Order: Array.Empty<List<LayoutItem>>());
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isForward = sweep % 2 == 0;
            foreach (var column in isForward ? _inColumn : _inColumn.Reverse())
            {
                var pull = column.ToDictionary(i => i, i => Mean(isForward ? i.Left : i.Right) ?? i.Y);
                var sorted = column.OrderBy(i => i.Lane).ThenBy(i => pull[i]).ToList();
                column.Clear();
                column.AddRange(sorted);
                Settle(column, i => pull[i]);
            }

            var crossings = Crossings();
            if (crossings < best.Crossings) best = (crossings, [.. _inColumn.Select(c => c.ToList())]);
        }

        for (var c = 0; c < _inColumn.Length && best.Order.Length > 0; c++)
        {
            _inColumn[c].Clear();
            _inColumn[c].AddRange(best.Order[c]);
        }

        // The order stands; now everything moves as near to its neighbours of both sides as it leaves room for.
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? _inColumn : _inColumn.Reverse()) Settle(column, Straight);
        }

        void Settle(List<LayoutItem> column, Func<LayoutItem, double> wanted)
        {
            foreach (var lane in column.GroupBy(i => i.Lane))
            {
                var (top, end) = lane.Key < 0 ? (Margin, bottom) : (tops[lane.Key], tops[lane.Key] + heights[lane.Key]);
                Stack([.. lane], wanted, top, end);
            }
        }
    }

    private static double? Mean(List<LayoutItem> neighbours) => neighbours.Count == 0 ? null : neighbours.Average(n => n.Y);

    /// <summary>In the middle of its neighbours; those beside a gap that are gaps themselves pull hardest, so that long lines stay level.</summary>
    private static double Straight(LayoutItem item)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var neighbour in item.Left.Concat(item.Right))
        {
            var weight = item.IsGap && neighbour.IsGap ? 8 : 1;
            (sum, weights) = (sum + (weight * neighbour.Y), weights + weight);
        }

        return weights == 0 ? item.Y : sum / weights;
    }

    /// <summary>
    /// Puts items below each other between two heights, each as near to where it wants as the others let it: neighbours that want
    /// the same place settle around the mean of what they want.
    /// </summary>
    private static void Stack(List<LayoutItem> items, Func<LayoutItem, double> wanted, double top, double bottom)
    {
        var offsets = new double[items.Count];
        for (var i = 1; i < items.Count; i++) offsets[i] = offsets[i - 1] + (items[i - 1].Height / 2) + Space + (items[i].Height / 2);
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < items.Count; i++)
        {
            pools.Add((wanted(items[i]) - offsets[i], 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Count > pools[^1].Sum / pools[^1].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        var (low, high) = (top + (items[0].Height / 2), bottom - (items[^1].Height / 2) - offsets[^1]);
        var at = 0;
        foreach (var (sum, count) in pools)
        {
            for (var n = 0; n < count; n++, at++) items[at].Y = Math.Max(low, Math.Min(sum / count, high)) + offsets[at];
        }
    }

    private int Crossings()
    {
        var place = _inColumn.SelectMany(column => column.Select((item, i) => (item, i))).ToDictionary(p => p.item, p => p.i);
        var crossings = 0;
        foreach (var column in _inColumn)
        {
            var lines = column.SelectMany(left => left.Right.Distinct().Select(right => (Left: place[left], Right: place[right]))).ToList();
            for (var a = 0; a < lines.Count; a++)
            {
                for (var b = a + 1; b < lines.Count; b++)
                {
                    if ((lines[a].Left - lines[b].Left) * (lines[a].Right - lines[b].Right) < 0) crossings++;
                }
            }
        }

        return crossings;
    }

    /// <summary>Ends of a box's arrows below each other, in the order of where the arrows come from.</summary>
    private void PlaceEnds()
    {
        foreach (var item in _items)
        {
            Side(item, item.FromLeft, i => i.Left, item.OutLeft, y => item.OutLeft = y);
            Side(item, item.FromRight, i => i.Right, item.OutRight, y => item.OutRight = y);
        }

        // What arrives, or leaves, alone at its side does so at the height where it comes from, or goes to, if the box reaches that far.
        foreach (var item in _items)
        {
            foreach (var end in (item.FromLeft.Count == 1 && double.IsNaN(item.OutLeft) ? item.FromLeft : []).Concat(item.FromRight.Count == 1 && double.IsNaN(item.OutRight) ? item.FromRight : []))
            {
                var before = end.Arrows.Select(a => _chains[a].Count > 2 ? _chains[a][^2].Y : Leaving(a)).Distinct().ToList();
                if (before.Count == 1) end.Y = Near(item, before[0]);
            }
        }

        foreach (var (item, box) in _items.Select((item, i) => (item, i)))
        {
            if (!double.IsNaN(item.OutRight) && item.FromRight.Count == 0 && Single(box, isForward: true) is { } right) item.OutRight = Near(item, right);
            if (!double.IsNaN(item.OutLeft) && item.FromLeft.Count == 0 && Single(box, isForward: false) is { } left) item.OutLeft = Near(item, left);
        }

        static double Near(LayoutItem item, double y) => Math.Abs(y - item.Y) <= (item.Height / 2) - 8 ? y : item.Y;

        double Leaving(int arrow) => IsForward(arrow) ? _chains[arrow][0].OutRight : _chains[arrow][0].OutLeft;

        double? Single(int box, bool isForward)
        {
            var next = Enumerable.Range(0, _chains.Length).Where(a => _graph.Arrows[a].Source == box && IsForward(a) == isForward).Select(a => _chains[a].Count > 2 ? _chains[a][1].Y : _ends[a].Y).Distinct().ToList();
            return next.Count == 1 ? next[0] : null;
        }

        void Side(LayoutItem item, List<ArrowEnd> ends, Func<LayoutItem, List<LayoutItem>> neighbours, double leaving, Action<double> placeLeaving)
        {
            var slots = ends.Select(e => (Pull: e.Arrows.Average(a => _chains[a][^2].Y), Place: (Action<double>)(y => e.Y = y))).ToList();
            if (!double.IsNaN(leaving)) slots.Add((ends.Count == 0 ? 0 : neighbours(item).Average(n => n.Y), placeLeaving));
            var sorted = slots.OrderBy(s => s.Pull).ToList();
            for (var i = 0; i < sorted.Count; i++) sorted[i].Place(item.Y + ((i - ((sorted.Count - 1) / 2.0)) * Pitch));
        }
    }

    private bool IsForward(int arrow) => _chains[arrow][0].Column < _chains[arrow][^1].Column;

    private ReachLayout Finish(double[] tops, double[] heights)
    {
        var count = _inColumn.Length;
        var widths = _inColumn.Select(c => c.Max(i => i.Width)).ToArray();
        double[] leftX = new double[count], swingFrom = new double[count], swingTo = new double[count];
        var x = Margin + (_items.Any(i => i.Column == 0 && i.Lane >= 0) ? LanePadding : 0);
        for (var c = 0; c < count; c++)
        {
            leftX[c] = x;
            x += widths[c];
            if (c == count - 1) break;
            swingFrom[c] = x + LabelRoom(_inColumn[c].SelectMany(i => i.FromRight));
            swingTo[c] = swingFrom[c] + Swing(c);
            x = swingTo[c] + LabelRoom(_inColumn[c + 1].SelectMany(i => i.FromLeft));
        }

        var (laneX, laneEnd) = LaneBounds(leftX, widths, swingFrom, swingTo, x + Margin);
        var boxes = _items.Select(i => new PlacedBox(R(leftX[i.Column]), R(i.Y - (i.Height / 2)), R(widths[i.Column]), R(i.Height))).ToList();
        var bottom = Math.Max(tops.Length == 0 ? 0 : tops[^1] + heights[^1] + LanePadding, boxes.Select(b => b.Y + b.Height).DefaultIfEmpty(0).Max());
        return new ReachLayout(
            R(Math.Max(x, laneEnd) + Margin), R(bottom + Margin), [.. boxes],
            [.. _lanes.Select((name, lane) => (name, lane)).Where(l => l.name.Length > 0).Select(l => new PlacedLane(l.name, R(tops[l.lane] - LaneHead), R(laneX), R(laneEnd - laneX), R(heights[l.lane] + LaneHead + LanePadding), R(NameRoom(leftX, widths, laneX))))],
            [.. _graph.Arrows.Select((_, i) => Line(i, boxes, swingFrom, swingTo))],
            [.. _ends.Distinct().Select(e => Label(e, boxes))]);
    }

    /// <summary>Room for the labels beside a column, and for the heads of their arrows.</summary>
    private static double LabelRoom(IEnumerable<ArrowEnd> ends) => ends.Select(e => TextWidth(SvgText.Cut(e.Label), LabelSize) + ArrowHead + 8).DefaultIfEmpty(10).Max();

    /// <summary>The more a line rises or falls, the more room it needs to do so without a kink.</summary>
    private double Swing(int column) =>
        Math.Clamp(_inColumn[column].SelectMany(left => left.Right.Select(right => Math.Abs(left.Y - right.Y))).DefaultIfEmpty(0).Max() * 0.3, 40, 110);

    private (double Start, double End) LaneBounds(double[] leftX, double[] widths, double[] swingFrom, double[] swingTo, double end)
    {
        var inner = _items.Where(i => i.Lane >= 0).Select(i => i.Column).DefaultIfEmpty(0).ToList();
        var (first, last) = (inner.Min(), inner.Max());
        return (first == 0 ? leftX[0] - LanePadding : swingTo[first - 1] - 4, last == widths.Length - 1 ? Math.Max(end - Margin + LanePadding, 0) : Math.Max(swingFrom[last], leftX[last] + widths[last] + LanePadding));
    }

    /// <summary>Up to the right of the first column: lines rise and fall only behind it.</summary>
    private double NameRoom(double[] leftX, double[] widths, double laneX)
    {
        var first = _items.Where(i => i.Lane >= 0).Min(i => i.Column);
        return leftX[first] + widths[first] - laneX - 12;
    }

    private ImmutableArray<LinePart> Line(int arrow, List<PlacedBox> boxes, double[] swingFrom, double[] swingTo)
    {
        var chain = _chains[arrow];
        var isForward = IsForward(arrow);
        var source = boxes[_graph.Arrows[arrow].Source];
        var destination = boxes[_graph.Arrows[arrow].Destination];
        var parts = ImmutableArray.CreateBuilder<LinePart>();
        var (x, y) = isForward ? (source.X + source.Width, chain[0].OutRight) : (source.X, chain[0].OutLeft);
        parts.Add(new LinePart(x, R(y), x, R(y)));
        for (var k = 1; k < chain.Count; k++)
        {
            var next = k == chain.Count - 1 ? _ends[arrow].Y : chain[k].Y;
            var gap = Math.Min(chain[k - 1].Column, chain[k].Column);
            parts.Add(isForward ? new LinePart(R(swingFrom[gap]), R(y), R(swingTo[gap]), R(next)) : new LinePart(R(swingTo[gap]), R(y), R(swingFrom[gap]), R(next)));
            y = next;
        }

        var end = isForward ? destination.X : destination.X + destination.Width;
        parts.Add(new LinePart(end, R(y), end, R(y)));
        return parts.ToImmutable();
    }

    private PlacedLabel Label(ArrowEnd end, List<PlacedBox> boxes)
    {
        var first = end.Arrows[0];
        var isForward = IsForward(first);
        var box = boxes[_graph.Arrows[first].Destination];
        return new PlacedLabel(R(isForward ? box.X - ArrowHead : box.X + box.Width + ArrowHead), R(end.Y), !isForward, end.Label, end.Kind, [.. end.Arrows]);
    }

    private static int R(double value) => (int)Math.Round(value, MidpointRounding.AwayFromZero);
}
