using System.Globalization;
using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints a report as a Mermaid flowchart, which GitHub and others draw inside Markdown.</summary>
public static class MermaidReport
{
    /// <summary>The flowchart, without a fence around it. Equal reports give equal text; names can neither end a label nor the fence.</summary>
    public static string Print(ReachReport report)
    {
        var graph = ReachGraph.Of(report, ReportRows.Of(report));
        var chart = new StringBuilder("flowchart LR\n");
        if (graph.Note.Length > 0) chart.Append(CultureInfo.InvariantCulture, $"  %% {graph.Note}\n");
        if (graph.Boxes.IsEmpty) return chart.Append(CultureInfo.InvariantCulture, $"  note[\"{Text(graph.Note.Length > 0 ? graph.Note : "There is no workload.")}\"]\n").ToString();
        Boxes(chart, graph);
        foreach (var arrow in graph.Arrows)
            chart.Append(CultureInfo.InvariantCulture, $"  n{arrow.Source} {Line(arrow.Kind)}|\"{Text(arrow.Label)}\"| n{arrow.Destination}\n");
        Styles(chart, graph);
        return chart.ToString();
    }

    private static void Boxes(StringBuilder chart, ReachGraph graph)
    {
        foreach (var lane in graph.Boxes.Select((box, i) => (box, i)).GroupBy(b => b.box.Namespace).Select((lane, number) => (lane, number)))
        {
            var isNamespace = lane.lane.Key.Length > 0;
            if (isNamespace) chart.Append(CultureInfo.InvariantCulture, $"  subgraph s{lane.number}[\"{Text(lane.lane.Key)}\"]\n");
            foreach (var (box, i) in lane.lane)
            {
                var label = string.Join("<br/>", [.. box.Names.Select(Text), .. box.Details.Select(Text)]);
                var (open, close) = box.Kind is BoxKind.OutsideSource or BoxKind.OutsideDestination ? ("([", "])") : box.Kind == BoxKind.Entry ? ("{{", "}}") : ("[", "]");
                chart.Append(CultureInfo.InvariantCulture, $"  {(isNamespace ? "  " : "")}n{i}{open}\"{label}\"{close}\n");
            }

            if (isNamespace) chart.Append("  end\n");
        }
    }

    private static string Line(FlowKind kind) => kind switch
    {
        FlowKind.SideFlow => "-.->",
        FlowKind.Undeclared => "==>",
        FlowKind.Missing => "--x",
        _ => "-->",
    };

    private static void Styles(StringBuilder chart, ReachGraph graph)
    {
        foreach (var kind in FlowKinds.All)
        {
            var arrows = graph.Arrows.Select((arrow, i) => (arrow, i)).Where(a => a.arrow.Kind == kind).Select(a => a.i).ToList();
            var style = kind switch
            {
                FlowKind.SideFlow => "stroke:#5d7d39",
                FlowKind.Undeclared => "stroke:#d14a14,stroke-width:3px",
                FlowKind.Missing => "stroke:#a63aa3,stroke-dasharray:9 5",
                _ => "stroke:#2a7fcb",
            };
            if (arrows.Count > 0) chart.Append(CultureInfo.InvariantCulture, $"  linkStyle {string.Join(',', arrows)} {style}\n");
        }

        // Readable on light and dark pages alike: only the borders are coloured.
        Class("entry", "stroke:#2a7fcb,stroke-width:2px", BoxKind.Entry);
        Class("outside", "stroke:#a07d2c,stroke-dasharray:3 3", BoxKind.OutsideSource, BoxKind.OutsideDestination);

        void Class(string name, string style, params BoxKind[] kinds)
        {
            var boxes = graph.Boxes.Select((box, i) => (box, i)).Where(b => kinds.Contains(b.box.Kind)).Select(b => $"n{b.i}").ToList();
            if (boxes.Count > 0) chart.Append(CultureInfo.InvariantCulture, $"  classDef {name} {style}\n  class {string.Join(',', boxes)} {name}\n");
        }
    }

    /// <summary>Inside double quotes: all but the plainest signs as Mermaid's own <c>#NN;</c>, so that neither Mermaid nor HTML nor Markdown sees any.</summary>
    private static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var rune in Shown.Line(text).EnumerateRunes())
        {
            if (System.Text.Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or ',' or '/' or ':' or '-' or '…') escaped.Append(rune);
            else escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }

        return escaped.ToString();
    }
}
