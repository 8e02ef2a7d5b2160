using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Checks;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Holds answers against all rules, and applies waivers.</summary>
public static class RuleChecker
{
    /// <summary>Checks the answers.</summary>
    /// <param name="answers">Valid answers.</param>
    /// <param name="today">Waivers whose day has passed no longer count; without a day all do, so that the result follows from the answers alone.</param>
    /// <returns>All findings, by severity, code and path of the answer; a waived one is a note that names the reason.</returns>
    public static ImmutableArray<Diagnostic> Check(AnswerSet answers, DateOnly? today)
    {
        var findings = new List<(Diagnostic Finding, string Path)>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in RuleCatalogue.All)
        {
            foreach (var hit in Hits(rule, answers))
            {
                var waiver = WaiverFor(rule, answers);
                if (waiver is not null) used.Add(waiver.Code);
                findings.Add((Finding(rule, hit, answers, waiver, today), hit.Path));
            }
        }

        for (var i = 0; i < answers.Waivers.Length; i++)
        {
            // Objects are held against their rules by check, which then says whether a waiver is used.
            if (!used.Contains(answers.Waivers[i].Code) && !ObjectRuleCatalogue.IsCode(answers.Waivers[i].Code)) findings.Add((RuleDiagnostics.UnusedWaiver(answers.At($"waivers[{i}]"), answers.Waivers[i].Code), $"waivers[{i:0000}]"));
        }

        // By path, not by place: the bundle's README lists them, and the same answers may stand in another order or come from flags.
        return
        [
            .. findings
                .OrderByDescending(f => f.Finding.Severity)
                .ThenBy(f => f.Finding.Code, StringComparer.Ordinal)
                .ThenBy(f => f.Path, StringComparer.Ordinal)
                .ThenBy(f => f.Finding.Message, StringComparer.Ordinal)
                .Select(f => f.Finding)
                .Distinct(),
        ];
    }

    /// <summary>The one that counts longest, the last of several; whether it still does is judged later.</summary>
    private static WaiverAnswer? WaiverFor(Rule rule, AnswerSet answers) =>
        answers.Waivers.Where(w => w.Code == rule.Code).Reverse().MaxBy(w => w.Until ?? DateOnly.MaxValue);

    /// <summary>The hits of the base, and those that only another environment makes, by its <c>set</c> or its smaller defaults, unless the rule is about the base alone.</summary>
    private static IEnumerable<RuleHit> Hits(Rule rule, AnswerSet answers)
    {
        var hits = rule.Find(answers).ToHashSet();
        if (rule.IsAboutBase) return hits;
        return hits.Concat(answers.Overridden
            .OrderBy(o => o.Key, StringComparer.Ordinal)
            .SelectMany(own => rule.Find(own.Value).Where(h => !hits.Contains(h)).Select(h => new RuleHit($"environments.{own.Key}.set.{h.Path}", h.Message))));
    }

    private static Diagnostic Finding(Rule rule, RuleHit hit, AnswerSet answers, WaiverAnswer? waiver, DateOnly? today)
    {
        var finding = new Diagnostic(rule.Code, rule.Severity, answers.At(hit.Path), $"{hit.Message}: {rule.Reason}") { Help = rule.Fix };
        if (waiver is null) return finding;
        if (!rule.IsWaivable) return finding with { Help = $"{rule.Fix} It cannot be waived: the cluster would not take the result." };
        var until = waiver.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (waiver.Until < today) return finding with { Help = $"{rule.Fix} Its waiver ended on {until}." };
        var accepted = until is null ? "Accepted" : $"Accepted until {until}";
        return finding with { Severity = Severity.Info, Message = $"{finding.Message} {accepted}: {Shown.Line(waiver.Reason)}" };
    }
}
