using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Holds answers against all rules, and applies waivers.</summary>
public static class RuleChecker
{
    /// <summary>Checks the answers.</summary>
    /// <param name="answers">Valid answers.</param>
    /// <param name="today">Waivers whose day has passed no longer count.</param>
    /// <returns>All findings, by code and place; a waived one is a note that names the reason.</returns>
    public static ImmutableArray<Diagnostic> Check(AnswerSet answers, DateOnly today)
    {
        var findings = new List<Diagnostic>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in RuleCatalogue.All)
        {
            foreach (var hit in Hits(rule, answers))
            {
                var waiver = answers.Waivers.FirstOrDefault(w => w.Code == rule.Code);
                if (waiver is not null) used.Add(waiver.Code);
                findings.Add(Finding(rule, hit, answers, waiver, today));
            }
        }

        for (var i = 0; i < answers.Waivers.Length; i++)
        {
            if (!used.Contains(answers.Waivers[i].Code)) findings.Add(RuleDiagnostics.UnusedWaiver(answers.At($"waivers[{i}]"), answers.Waivers[i].Code));
        }

        return [.. findings.Distinct().OrderByDescending(f => f.Severity).ThenBy(f => f.Code, StringComparer.Ordinal).ThenBy(f => f.At)];
    }

    /// <summary>The base's answers, and for other environments those hits that only their own <c>set</c> makes.</summary>
    private static IEnumerable<RuleHit> Hits(Rule rule, AnswerSet answers) =>
        answers.Overridden.OrderBy(o => o.Key, StringComparer.Ordinal).Aggregate(
            rule.Find(answers),
            (hits, own) => hits.Union(rule.Find(own.Value).Where(h => !rule.Find(answers).Contains(h)).Select(h => new RuleHit($"environments.{own.Key}.set.{h.Path}", h.Message))));

    private static Diagnostic Finding(Rule rule, RuleHit hit, AnswerSet answers, WaiverAnswer? waiver, DateOnly today)
    {
        var finding = new Diagnostic(rule.Code, rule.Severity, answers.At(hit.Path), $"{hit.Message}: {rule.Reason}") { Help = rule.Fix };
        if (waiver is null || rule.Severity == Severity.Info) return finding;
        if (!rule.IsWaivable) return finding with { Help = $"{rule.Fix} It cannot be waived: the API server would reject the result." };
        if (waiver.Until < today) return finding with { Help = $"{rule.Fix} Its waiver ended on {waiver.Until.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}." };
        return finding with { Severity = Severity.Info, Message = $"{finding.Message} Accepted: {Shown.Line(waiver.Reason)}" };
    }
}
