using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>Prints findings for people: the worst first, and what breaks one rule together, with the reason and the cure said once.</summary>
public static class TextCheckReport
{
    /// <summary>Writes the report; one line for each finding, and none that could steer a terminal.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="report">What is said.</param>
    /// <param name="showsScoreCard">The checklist stands between the findings and the count.</param>
    public static void Write(TextWriter output, CheckReport report, bool showsScoreCard)
    {
        foreach (var severity in new[] { Severity.Error, Severity.Warning, Severity.Info })
        {
            // What was accepted is no longer a fault of its rule, and says its own reason.
            foreach (var group in report.Result.Found.Where(f => f.Diagnostic.Severity == severity).GroupBy(f => (f.Diagnostic.Code, f.IsAccepted)).OrderBy(g => g.Key.Code, StringComparer.Ordinal).ThenBy(g => g.Key.IsAccepted))
                WriteGroup(output, severity, [.. group]);
        }

        if (showsScoreCard) WriteScoreCard(output, report.Result.ScoreCard);
        output.Write(Summary(report));
        output.Write('\n');
    }

    private static void WriteGroup(TextWriter output, Severity severity, CheckFinding[] findings)
    {
        var first = findings[0];
        output.Write($"{Shown.Word(severity)} {first.Diagnostic.Code}: {CodeTitles.Of(first.Diagnostic.Code)}{(first.IsAccepted ? ", accepted" : "")}\n");
        if (first is { Rule: { } rule, IsAccepted: false }) output.Write($"  why: {rule.Reason}\n  fix: {rule.Fix}\n");
        foreach (var finding in findings)
        {
            var about = finding is { Rule: not null, Object: { } target } ? $"{target.Title}: " : "";
            output.Write($"  {Shown.Line($"{finding.Diagnostic.At}: {about}{finding.Problem}")}\n");
            // Its own where it says more than the rule's.
            if (finding.Diagnostic.Help is { } help && help != finding.Rule?.Fix) output.Write($"    {Shown.Line(help)}\n");
        }

        output.Write('\n');
    }

    private static void WriteScoreCard(TextWriter output, IReadOnlyCollection<ScoreLine> card)
    {
        output.Write($"Checklist: {string.Join(", ", card.GroupBy(l => l.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}"))}.\n");
        foreach (var line in card) output.Write($"  {line.Item.Id,-3} {Word(line.State),-14} {line.Item.Title}\n      {Shown.Line(line.Why)}\n");
        output.Write('\n');
    }

    /// <summary>As reports call a state.</summary>
    internal static string Word(ScoreState state) => state switch
    {
        ScoreState.Met => "met",
        ScoreState.NotMet => "not met",
        ScoreState.NotAsked => "not asked for",
        _ => "not decidable",
    };

    private static string Summary(CheckReport report)
    {
        var counts = new[] { Counted(report.Count(Severity.Error), "error"), Counted(report.Count(Severity.Warning), "warning"), Counted(report.Count(Severity.Info), "note") };
        return $"{Counted(report.Result.Objects.Length, "object")} checked: {string.Join(", ", counts)}.";
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
