using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Wizard;

namespace NetScaffold.Cli.Wizard;

/// <summary>What the wizard shows at its end, line by line.</summary>
internal static class WizardSummary
{
    /// <summary>Each answer with its choice, then the services with what they call.</summary>
    public static IEnumerable<string> Answers(Interview interview)
    {
        var rows = interview.Answered.Select(q => (q.Path, Text: interview.TextOf(q) ?? "as in the file"))
            .Concat(interview.Answers.Services.Select(s => ($"services.{s.Name}", Text: Of(s)))).Select(r => (r.Item1, Text: r.Text.Length == 0 ? "none" : r.Text)).ToList();
        var width = rows.Max(r => r.Item1.Length);
        return ["", "Answers (all others are defaults)", .. rows.Select(r => $"  {r.Item1.PadRight(width)}  {Shown.Line(r.Text)}"), ""];
    }

    /// <summary>The files at the top, and each folder of the first two levels with the number of files in it.</summary>
    public static IEnumerable<string> Files(string target, ImmutableArray<FileChange> files)
    {
        var groups = files.GroupBy(f => f.Path.Split('/') switch
        {
            [var file] => file,
            [var folder, _] => $"{folder}/",
            [var folder, var inner, ..] => $"{folder}/{inner}/",
            _ => "",
        }).OrderBy(g => g.Key.EndsWith('/')).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var width = groups.Max(g => g.Key.Length) + 2;
        return [$"{Shown.Line(target)}/ ({files.Length} files)", .. groups.Select(g => $"  {g.Key.PadRight(width)}{(g.Key.EndsWith('/') ? Count(g.Count(), "file") : "")}{States(g)}".TrimEnd()), ""];
    }

    /// <summary>Errors and warnings in full, notes by their codes.</summary>
    public static IEnumerable<string> Findings(ImmutableArray<Diagnostic> findings)
    {
        var notes = findings.Where(f => f.Severity == Severity.Info).Select(f => f.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        var serious = findings.Where(f => f.Severity != Severity.Info).Select(f => Shown.Line($"  {Shown.Word(f.Severity)} {f.Code}: {f.Message}{(f.Help is { } help ? $" {help}" : "")}")).ToList();
        if (serious.Count > 0) return ["Findings", .. serious, .. Notes(notes), ""];
        return notes.Count > 0 ? ["Findings: no errors, no warnings", .. Notes(notes), ""] : ["Findings: none", ""];
    }

    private static string[] Notes(List<string> codes) => codes.Count == 0 ? [] : [$"  {Count(codes.Count, "note")}: {string.Join(", ", codes)}; netscaffold explain CODE says more"];

    private static string Of(ServiceAnswer service)
    {
        var parts = new List<string> { Shown.Word(service.Kind) };
        if (service.Ports.Length > 0) parts.Add(string.Join(", ", service.Ports.Select(p => p.Port)));
        if (service.Expose.Length > 0) parts.Add($"at {string.Join(", ", service.Expose.Select(e => $"{e.Host}{e.Path}"))}");
        if (service.Calls.Length > 0) parts.Add($"calls {string.Join(", ", service.Calls.Select(c => c.To))}");
        return string.Join("; ", parts);
    }

    private static string States(IEnumerable<FileChange> files)
    {
        var states = files.GroupBy(f => f.State).Where(g => g.Key != FileState.Create).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Shown.Word(g.Key)}").ToList();
        return states.Count == 0 ? "" : $" ({string.Join(", ", states)})";
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
