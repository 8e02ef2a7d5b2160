using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints what two states let pass differently.</summary>
public static class DiffReport
{
    /// <summary>For a terminal: <c>+</c> what is open now, <c>-</c> what is no longer.</summary>
    public static string Text(ReachDiff diff)
    {
        if (diff is { Gained.IsEmpty: true, Lost.IsEmpty: true }) return "The same can reach the same.\n";
        var text = new StringBuilder();
        foreach (var line in Lines(diff.Gained)) text.Append($"+ {Shown.Line(line.Source)} -> {Shown.Line(line.Destination)}: {line.Ports}\n");
        foreach (var line in Lines(diff.Lost)) text.Append($"- {Shown.Line(line.Source)} -> {Shown.Line(line.Destination)}: {line.Ports}\n");
        return text.Append($"{Summary(diff)}\n").ToString();
    }

    /// <summary>For a pull request.</summary>
    public static string Markdown(ReachDiff diff)
    {
        var text = new StringBuilder("### Who can reach whom\n\n");
        if (diff is { Gained.IsEmpty: true, Lost.IsEmpty: true }) return text.Append("Nothing changes: the same can reach the same.\n").ToString();
        text.Append($"**{Summary(diff)}**\n\n| | from | to | ports |\n| --- | --- | --- | --- |\n");
        foreach (var line in Lines(diff.Gained)) Row(text, "opens", line);
        foreach (var line in Lines(diff.Lost)) Row(text, "closes", line);
        return text.ToString();
    }

    private static string Summary(ReachDiff diff) =>
        $"{Count(Lines(diff.Gained).Count(), "connection")} opened, {Count(Lines(diff.Lost).Count(), "connection")} closed.";

    private static IEnumerable<(string Source, string Destination, PortSet Ports)> Lines(IEnumerable<Connection> connections)
    {
        var all = connections.ToList();
        var inside = all.Where(c => c.Source is not AddressPeer).GroupBy(c => c.Source)
            .SelectMany(g => GroupedConnection.Of(g, c => c.Destination).Select(l => (g.Key.ToString()!, l.Peer, l.Ports)));
        var outside = all.Where(c => c.Source is AddressPeer).GroupBy(c => c.Destination)
            .SelectMany(g => GroupedConnection.Of(g, c => c.Source).Select(l => (l.Peer, g.Key.ToString()!, l.Ports)));
        return inside.Concat(outside);
    }

    private static void Row(StringBuilder text, string what, (string Source, string Destination, PortSet Ports) line) =>
        text.Append($"| {what} | {Cell(line.Source)} | {Cell(line.Destination)} | {line.Ports} |\n");

    // Names come from anyone's manifests: none may end its cell or begin a link.
    private static string Cell(string text) => $"`{Shown.Line(text).Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'')}`";

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
