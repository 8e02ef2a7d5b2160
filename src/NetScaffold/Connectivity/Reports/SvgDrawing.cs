using System.Globalization;
using System.Text;

namespace NetScaffold.Connectivity;

/// <summary>Prints a graph as an SVG element, to stand inside a page that brings the styles.</summary>
internal static class SvgDrawing
{
    private const int Head = 9;

    /// <summary>The element. A graph without boxes has no drawing.</summary>
    /// <param name="graph">With at least one box.</param>
    /// <param name="title">What assistive technology calls it, unescaped.</param>
    public static string Print(ReachGraph graph, string title)
    {
        var layout = LayoutBuilder.Place(graph);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg id=\"drawing\"{Width(layout.Width)} viewBox=\"0 0 {layout.Width} {layout.Height}\" width=\"{layout.Width}\" height=\"{layout.Height}\" role=\"img\" aria-labelledby=\"drawing-title drawing-desc\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"drawing-title\">{SvgText.Escape(title)}</title>\n<desc id=\"drawing-desc\">{Count(graph.Boxes.Length, "box", "boxes")} and {Count(graph.Arrows.Length, "arrow", "arrows")}. The table of connections says the same in words.</desc>\n");
        foreach (var lane in layout.Lanes) Print(svg, lane);
        for (var i = 0; i < graph.Arrows.Length; i++) Print(svg, graph, i, layout);
        for (var i = 0; i < graph.Boxes.Length; i++) Print(svg, graph.Boxes[i], i, layout.Boxes[i]);
        foreach (var label in layout.Labels) Print(svg, label);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary><c>1 box</c>, <c>2 boxes</c>.</summary>
    public static string Count(int count, string one, string several) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : several)}";

    /// <summary>Wide drawings are scrolled, not shrunk until nobody can read them; from how many pixels on is up to the styles.</summary>
    private static string Width(int pixels) => pixels switch
    {
        > 2800 => " class=\"widest\"",
        > 1900 => " class=\"wider\"",
        > 1100 => " class=\"wide\"",
        _ => "",
    };

    private static void Print(StringBuilder svg, PlacedLane lane)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"lane\" x=\"{lane.X}\" y=\"{lane.Y}\" width=\"{lane.Width}\" height=\"{lane.Height}\" rx=\"10\"/>\n");
        var room = (int)(lane.NameWidth / (LayoutBuilder.CharWidth * LayoutBuilder.DetailSize));
        var name = SvgText.Cut(lane.Namespace);
        if (name.Length > room) name = $"{name[..Math.Max(room - 1, 0)]}…";
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"lane-name\" x=\"{lane.X + 12}\" y=\"{lane.Y + 20}\">{SvgText.Escape(name)}<title>namespace {SvgText.Escape(lane.Namespace)}</title></text>\n");
    }

    private static void Print(StringBuilder svg, ReachGraph graph, int index, ReachLayout layout)
    {
        var arrow = graph.Arrows[index];
        var line = layout.Lines[index];
        var reasons = arrow.Reasons.IsEmpty ? "" : $" ({string.Join(' ', arrow.Reasons)})";
        var title = $"{FlowKinds.Word(arrow.Kind)}: {string.Join(", ", graph.Boxes[arrow.Source].Names)} to {string.Join(", ", graph.Boxes[arrow.Destination].Names)}, {Arrow.PortsText(arrow.Ports)}{reasons}";
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"arrow {FlowKinds.Class(arrow.Kind)}\" data-arrow=\"{index}\" data-from=\"{arrow.Source}\" data-to=\"{arrow.Destination}\"><title>{SvgText.Escape(title)}</title><path d=\"M{line[0].X1} {line[0].Y1}");
        foreach (var part in line[1..^1])
        {
            var middle = (part.X1 + part.X2) / 2;
            svg.Append(CultureInfo.InvariantCulture, $"H{part.X1}C{middle} {part.Y1} {middle} {part.Y2} {part.X2} {part.Y2}");
        }

        var (x, y) = (line[^1].X2, line[^1].Y2);
        var back = line[^2].X2 < x ? -Head : Head;
        svg.Append(CultureInfo.InvariantCulture, $"H{x + back}\"/><path class=\"head\" d=\"M{x} {y}l{back} -5v10z\"/></g>\n");
    }

    private static void Print(StringBuilder svg, Box box, int index, PlacedBox at)
    {
        var kind = box.Kind switch { BoxKind.Workload or BoxKind.Namespace => "workload", BoxKind.Entry => "entry", _ => "outside" };
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"box {kind}\" data-box=\"{index}\"><title>{SvgText.Escape(string.Join(", ", box.Places.Select(p => p.ToString()).Take(20)))}{(box.Places.Length > 20 ? ", …" : "")}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{at.Width}\" height=\"{at.Height}\" rx=\"{(kind == "outside" ? 16 : 6)}\"/>");
        var x = at.X + (at.Width / 2);
        var y = at.Y + ((at.Height - (box.Names.Length * 17) - (box.Details.Length * 15)) / 2) + 13;
        foreach (var name in box.Names)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{x}\" y=\"{y}\">{SvgText.Escape(SvgText.Cut(name))}</text>");
            y += 17;
        }

        foreach (var detail in box.Details)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"detail\" x=\"{x}\" y=\"{y - 2}\">{SvgText.Escape(SvgText.Cut(detail))}</text>");
            y += 15;
        }

        svg.Append("</g>\n");
    }

    private static void Print(StringBuilder svg, PlacedLabel label) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label {FlowKinds.Class(label.Kind)}{(label.IsAtLeft ? " left" : "")}\" x=\"{label.X}\" y=\"{label.Y - 5}\" data-of=\"{string.Join(' ', label.Arrows)}\">{SvgText.Escape(SvgText.Cut(label.Text))}</text>\n");
}
