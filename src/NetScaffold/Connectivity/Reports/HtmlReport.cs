using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints a report as one HTML page with a drawing and tables, which needs nothing from anywhere.</summary>
public static class HtmlReport
{
    /// <summary>Above this many connections the table is cut; browsers get slow long before they stop.</summary>
    public const int MaxRows = 1000;

    /// <summary>Above this many findings, and policies, the lists are cut.</summary>
    public const int MaxListed = 200;

    /// <summary>The page. Equal reports give equal bytes; whatever stands in manifests is text in it.</summary>
    public static string Print(ReachReport report)
    {
        var rows = ReportRows.Of(report);
        var graph = ReachGraph.Of(report, rows);
        // What is wrong stands first, and so is never cut off.
        var order = Enumerable.Range(0, rows.Count).OrderBy(i => rows[i].Kind is FlowKind.Undeclared or FlowKind.Missing ? 0 : 1).ToList();
        var listed = order.Take(MaxRows).Select(i => new ListedRow(rows[i], graph.ArrowOfRow[i])).ToList();
        var kinds = FlowKinds.All.Select(kind => (Kind: kind, Count: rows.Count(r => r.Kind == kind))).ToList();
        var isHeld = kinds.Exists(k => k.Kind != FlowKind.Allowed && k.Count > 0);
        var shown = kinds.Where(k => k.Count > 0 || (isHeld && k.Kind != FlowKind.Allowed)).ToImmutableArray();
        var numbers = new Numbers(listed);
        return HtmlPage.Fill(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = SvgText.Escape(report.Title),
            ["summary"] = Summary(report, rows.Count, shown, isHeld),
            ["controls"] = rows.Count == 0 ? "" : Controls(shown, numbers, Unlisted(graph, order)),
            ["drawing"] = Drawing(report, graph, shown),
            ["connections"] = Connections(listed, rows.Count, numbers),
            ["findings"] = Findings(report.Findings),
            ["policies"] = Policies(report.Cluster.Policies),
        });
    }

    private static string Summary(ReachReport report, int count, ImmutableArray<(FlowKind Kind, int Count)> shown, bool isHeld)
    {
        var html = new StringBuilder();
        if (isHeld)
        {
            var (undeclared, missing) = (shown.Single(k => k.Kind == FlowKind.Undeclared).Count, shown.Single(k => k.Kind == FlowKind.Missing).Count);
            var unheld = shown.Where(k => k.Kind == FlowKind.Allowed).Sum(k => k.Count);
            html.Append(
                undeclared + missing + unheld == 0 ? "<p class=\"verdict\">Open is what was declared and what that needs, and nothing else.</p>\n"
                : undeclared + missing == 0 ? "<p class=\"verdict bad\">More is open than what was declared, since no policy was asked for that would hold it.</p>\n"
                : $"<p class=\"verdict bad\">Not as declared: {N(undeclared)} undeclared, {N(missing)} missing.</p>\n");
        }

        var parts = isHeld ? $": {string.Join(", ", shown.Select(k => $"{N(k.Count)} {FlowKinds.Word(k.Kind)}{(k is { Kind: FlowKind.SideFlow, Count: not 1 } ? "s" : "")}"))}" : "";
        html.Append($"<p>{SvgDrawing.Count(report.Workloads.Length, "workload", "workloads")}, {SvgDrawing.Count(report.Cluster.PolicyObjects, "policy", "policies")}, {SvgDrawing.Count(count, "connection", "connections")}{parts}.</p>\n");
        return html.ToString();
    }

    /// <summary>Hidden until the script shows it: without script everything is there, and nothing to press that does nothing.</summary>
    private static string Controls(ImmutableArray<(FlowKind Kind, int Count)> shown, Numbers numbers, string unlisted)
    {
        var html = new StringBuilder();
        html.Append($"<form id=\"controls\" class=\"controls\" role=\"search\" aria-label=\"Filter\" data-unlisted=\"{unlisted}\" hidden>\n");
        html.Append("<label>Search<br><input type=\"search\" name=\"search\" size=\"18\" autocomplete=\"off\"></label>\n");
        Select("namespace", "Namespace", numbers.Namespaces);
        Select("source", "Source", numbers.Sources);
        Select("destination", "Destination", numbers.Destinations);
        html.Append("<fieldset><legend>Kind</legend>\n");
        foreach (var (kind, count) in shown) html.Append($"<label><input type=\"checkbox\" name=\"kind\" value=\"{FlowKinds.Class(kind)}\" checked> {FlowKinds.Word(kind)} ({N(count)})</label>\n");
        return html.Append("</fieldset>\n<button type=\"reset\">Show all</button>\n<output name=\"count\" aria-live=\"polite\"></output>\n</form>\n").ToString();

        void Select(string name, string label, IReadOnlyDictionary<string, int> choices)
        {
            html.Append($"<label>{label}<br><select name=\"{name}\"><option value=\"\">any</option>");
            foreach (var (text, number) in choices.OrderBy(c => c.Key, StringComparer.Ordinal)) html.Append($"<option value=\"{N(number)}\">{SvgText.Escape(text)}</option>");
            html.Append("</select></label>\n");
        }
    }

    /// <summary>Arrows of which no row, or not every row, is in the table.</summary>
    private static string Unlisted(ReachGraph graph, List<int> order) =>
        string.Join(' ', order.Skip(MaxRows).Select(i => graph.ArrowOfRow[i]).Where(a => a >= 0).Distinct().Order().Select(N));

    private static string Drawing(ReachReport report, ReachGraph graph, ImmutableArray<(FlowKind Kind, int Count)> shown)
    {
        var html = new StringBuilder();
        if (graph.Note.Length > 0) html.Append($"<p>{SvgText.Escape(graph.Note)}</p>\n");
        if (graph.Boxes.IsEmpty) return html.Append(graph.Note.Length > 0 ? "" : "<p>There is no workload.</p>\n").ToString();
        html.Append("<div class=\"scroll\" role=\"region\" aria-label=\"Drawing\" tabindex=\"0\">\n").Append(SvgDrawing.Print(graph, $"Who can reach whom: {report.Title}")).Append("</div>\n");
        if (graph.Arrows.IsEmpty) return html.ToString();
        html.Append("<ul class=\"legend\">\n");
        foreach (var (kind, _) in shown)
            html.Append($"<li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><g class=\"arrow {FlowKinds.Class(kind)}\"><path d=\"M1 6H36\"/><path class=\"head\" d=\"M45 6l-9 -5v10z\"/></g></svg> {FlowKinds.Word(kind)}: {FlowKinds.Meaning(kind)}</li>\n");
        return html.Append("</ul>\n").ToString();
    }

    private static string Connections(List<ListedRow> listed, int count, Numbers numbers)
    {
        if (count == 0) return "<p>Nothing can reach anything.</p>\n";
        var html = new StringBuilder();
        var hasReasons = listed.Exists(l => l.Row.Reason.Length > 0);
        html.Append("<div class=\"scroll\" role=\"region\" aria-label=\"Table of connections\" tabindex=\"0\">\n<table id=\"connections\">\n<caption>Who can open connections to whom, on which ports</caption>\n<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Destination</th><th scope=\"col\">Ports</th><th scope=\"col\">Kind</th>");
        html.Append(hasReasons ? "<th scope=\"col\">Reason</th>" : "").Append("</tr></thead>\n<tbody>\n");
        foreach (var (row, arrow) in listed)
        {
            var (source, destination) = (row.Source.ToString(), row.Destination.ToString());
            var kind = FlowKinds.Class(row.Kind);
            html.Append($"<tr data-kind=\"{kind}\" data-arrow=\"{N(arrow)}\" data-source=\"{N(numbers.Sources[source])}\" data-destination=\"{N(numbers.Destinations[destination])}\" data-namespaces=\"{string.Join(' ', Numbers.NamespacesOf(row).Select(n => N(numbers.Namespaces[n])))}\">");
            html.Append($"<th scope=\"row\"><code>{SvgText.Escape(source)}</code></th><td><code>{SvgText.Escape(destination)}</code></td><td><code>{SvgText.Escape(Arrow.PortsText(row.Ports))}</code></td><td><span class=\"kind {kind}\">{FlowKinds.Word(row.Kind)}</span></td>");
            html.Append(hasReasons ? $"<td>{SvgText.Escape(row.Reason)}</td>" : "").Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
        if (count > listed.Count) html.Append($"<p>{N(count - listed.Count)} more connections are not listed here, and not searched; <code>netscaffold reach PATH --format csv</code> lists all of them.</p>\n");
        return html.ToString();
    }

    private static string Findings(ImmutableArray<Diagnostic> findings)
    {
        if (findings.IsEmpty) return "<p>Everything could be read and decided.</p>\n";
        var html = new StringBuilder("<ul>\n");
        foreach (var finding in findings.Take(MaxListed))
        {
            var severity = Shown.Word(finding.Severity);
            html.Append($"<li><span class=\"severity {severity}\">{severity} {SvgText.Escape(finding.Code)}</span> <code>{SvgText.Escape(finding.At.ToString())}</code>: {SvgText.Escape(finding.Message)}{(finding.Help is { } help ? $" {SvgText.Escape(help)}" : "")}</li>\n");
        }

        return html.Append("</ul>\n").Append(More(findings.Length, "findings")).ToString();
    }

    private static string Policies(ImmutableArray<Policy> policies)
    {
        if (policies.IsEmpty) return "<p>There are no policies: every pod may reach every other.</p>\n";
        var html = new StringBuilder("<div class=\"scroll\" role=\"region\" aria-label=\"Table of policies\" tabindex=\"0\">\n<table class=\"policies\">\n<caption>What each policy says</caption>\n<thead><tr><th scope=\"col\">Policy</th><th scope=\"col\">Selects</th><th scope=\"col\">Ingress</th><th scope=\"col\">Egress</th></tr></thead>\n<tbody>\n");
        foreach (var policy in TierWalk.InOrder(policies).Take(MaxListed))
        {
            html.Append($"<tr><th scope=\"row\"><code>{SvgText.Escape(policy.ToString())}</code></th><td>{SvgText.Escape(policy.Subject.ToString())}</td>");
            html.Append($"<td>{Rules(policy, Direction.Ingress)}</td><td>{Rules(policy, Direction.Egress)}</td></tr>\n");
        }

        return html.Append("</tbody>\n</table>\n</div>\n").Append(More(policies.Length, "policies")).ToString();
    }

    private static string Rules(Policy policy, Direction direction)
    {
        if (policy.Rules(direction) is not { } rules) return "<span class=\"note\">says nothing</span>";
        if (rules.IsEmpty) return policy.Tier.DeniesRest ? "nothing" : "<span class=\"note\">says nothing</span>";
        var html = new StringBuilder("<ul>");
        foreach (var rule in rules.Take(MaxListed))
        {
            var ports = rule.Ports.Numbers.IsEmpty ? rule.Ports.Names.Select(n => n.Name) : rule.Ports.Names.Select(n => n.Name).Prepend(Arrow.PortsText(rule.Ports.Numbers));
            var action = policy.OnlyAllows ? "" : $"{Shown.Word(rule.Action)}: ";
            html.Append($"<li>{action}{SvgText.Escape(string.Join("; ", Peers(rule)))}, {SvgText.Escape(string.Join(", ", ports))}</li>");
        }

        if (policy.AddsOnly.Contains(direction)) html.Append("<li class=\"note\">isolates nobody</li>");
        return html.Append("</ul>").Append(More(rules.Length, "rules")).ToString();
    }

    private static string[] Peers(PolicyRule rule)
    {
        if (rule.IsAnyone) return ["anyone"];
        string[] peers =
        [
            .. rule.Pods.Select(p => p.ToString()),
            .. rule.Entities.HasFlag(Entities.IngressProxy) ? ["Cilium's ingress proxy"] : Array.Empty<string>(),
            .. rule.Entities.HasFlag(Entities.Nodes) ? ["nodes"] : Array.Empty<string>(),
            .. rule.Addresses.IsEmpty ? [] : new[] { new OutsidePlace(rule.Addresses).ToString() },
        ];
        return peers.Length == 0 ? ["nobody known"] : peers;
    }

    private static string More(int count, string what) => count <= MaxListed ? "" : $"<p>{N(count - MaxListed)} more {what} are not listed here.</p>\n";

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ListedRow(ReportRow Row, int Arrow);

    /// <summary>What the filter offers, numbered so that the page repeats no names.</summary>
    private sealed class Numbers
    {
        public Numbers(IEnumerable<ListedRow> listed)
        {
            foreach (var (row, _) in listed)
            {
                Sources.TryAdd(row.Source.ToString(), Sources.Count);
                Destinations.TryAdd(row.Destination.ToString(), Destinations.Count);
                foreach (var name in NamespacesOf(row)) Namespaces.TryAdd(name, Namespaces.Count);
            }
        }

        public Dictionary<string, int> Sources { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Destinations { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Namespaces { get; } = new(StringComparer.Ordinal);

        public static IEnumerable<string> NamespacesOf(ReportRow row) =>
            new[] { row.Source, row.Destination }.OfType<WorkloadPlace>().Select(w => w.Workload.Namespace).Distinct();
    }
}
