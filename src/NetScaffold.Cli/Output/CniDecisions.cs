using System.Collections.Immutable;
using System.Text;
using NetScaffold.Wizard;

namespace NetScaffold.Cli.Output;

/// <summary>Prints how a pod network is recommended, in at most 100 columns.</summary>
internal static class CniDecisions
{
    private const int Label = 29, Column = 13;

    /// <summary>For people: the order of the decisions, then the facts that they stand on.</summary>
    public static string Text()
    {
        var text = new StringBuilder("How the wizard recommends one\n");
        text.Append("  1. What cannot be had is left out:\n");
        foreach (var bar in CniTable.Barred)
        {
            text.Append($"       {string.Join(", ", bar.Choices)} {bar.When}\n");
            text.Append($"         {bar.Why}\n");
        }

        text.Append("  2. What is wanted is gone through in the order of the rows below. Those that lack it drop out;\n");
        text.Append("     where all that are left lack it, it is lost, and the recommendation says so.\n");
        text.Append("  3. Of those left the first is taken: ").Append(string.Join(", ", CniAdvice.OrderOf("kubeadm"))).Append(";\n");
        text.Append("     on eks, aks and gke ").Append(string.Join(", ", CniAdvice.OrderOf("gke"))).Append(".\n");
        Table(text, "What pod networks can", CniTable.Installed, r => r.Installed);
        Table(text, "What those can that platforms bring (existing)", CniTable.Bringing, r => r.Brought);
        text.Append("\nWhere they can less\n");
        foreach (var limit in CniTable.Lacking)
        {
            text.Append($"  {string.Join(", ", limit.Choices)} {limit.When}: no {string.Join(", ", CniTable.Rows.Where(r => (limit.Features & r.Feature) != 0).Select(r => r.Noun))}\n");
            text.Append($"    {limit.Why}\n");
        }

        return text.Append($"\nAs of {CniTable.AsOf}; flannel is the one with its policy controller.\n").ToString();
    }

    private static void Table(StringBuilder text, string title, ImmutableArray<string> columns, Func<CniRow, ImmutableArray<CniCell>> cells)
    {
        var rows = CniTable.Rows.Prepend(CniTable.NetworkPolicy).ToList();
        var notes = rows.SelectMany(r => cells(r).Select(NoteOf)).OfType<string>().Distinct().ToList();
        text.Append($"\n{title}\n").Append(Line("", columns));
        foreach (var row in rows) text.Append(Line(row.Noun, cells(row).Select((c, i) => NoteOf(c, i) is { } note ? $"{c.Text} [{notes.IndexOf(note) + 1}]" : c.Text)));
        for (var i = 0; i < notes.Count; i++) text.Append($"  [{i + 1}] {notes[i]}\n");

        string? NoteOf(CniCell cell, int column) => cell.Why is not { } why || why.StartsWith(columns[column], StringComparison.OrdinalIgnoreCase) ? cell.Why : $"{columns[column]}: {why}";
    }

    private static string Line(string label, IEnumerable<string> cells) => $"  {label.PadRight(Label)}{string.Concat(cells.Select(c => c.PadRight(Column)))}".TrimEnd() + "\n";
}
