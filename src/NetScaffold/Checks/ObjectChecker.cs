using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>Holds objects against all rules, and applies what their annotations accept.</summary>
public static class ObjectChecker
{
    /// <summary>Checks manifests; never throws, whatever they are.</summary>
    /// <param name="files">YAML or JSON, any number of objects in each.</param>
    /// <param name="options">What they are checked for.</param>
    /// <param name="schemas">Holds them against schemas as well; null for rules alone.</param>
    public static CheckResult Check(IEnumerable<SourceText> files, CheckOptions options, SchemaChecker? schemas = null)
    {
        var (objects, unread) = ObjectSet.Read(files, options);
        ImmutableArray<CheckFinding> broken = [.. Findings(objects)];
        return new CheckResult([.. objects.All.Select(CheckedObject.Of)], CheckResult.Sorted([.. unread.Select(d => new CheckFinding(d)), .. broken, .. schemas?.Check(objects.All) ?? []])) { ScoreCard = ScoreCard.Of(objects, broken) };
    }

    private static IEnumerable<CheckFinding> Findings(ObjectSet objects)
    {
        var waivers = objects.All.SelectMany(ObjectWaiver.Of).ToLookup(w => (w.Object, w.Code));
        var general = objects.Options.Waivers.ToLookup(w => w.Code);
        var used = new HashSet<CheckWaiver>();
        // Rules only read, and know nothing of each other.
        foreach (var (rule, hits) in ObjectRuleCatalogue.All.AsParallel().AsOrdered().Select(r => (r, r.Find(objects).Distinct().ToList())))
        {
            foreach (var hit in hits)
            {
                var waiver = waivers[(hit.Object, rule.Code)].FirstOrDefault() ?? general[rule.Code].FirstOrDefault();
                if (waiver is not null) used.Add(waiver);
                yield return Finding(rule, hit, waiver, objects.Options.Today);
            }
        }

        foreach (var waiver in waivers.SelectMany(g => g).Where(w => !used.Contains(w)))
            yield return new CheckFinding(RuleDiagnostics.UnusedWaiver(waiver.At, waiver.Code)) { Object = CheckedObject.Of(waiver.Object) };
        // Those for other codes are about answers, and judged with them.
        foreach (var waiver in objects.Options.Waivers.Where(w => ObjectRuleCatalogue.IsCode(w.Code) && !used.Contains(w)))
            yield return new CheckFinding(RuleDiagnostics.UnusedWaiver(waiver.At, waiver.Code));
    }

    private static CheckFinding Finding(ObjectRule rule, ObjectHit hit, CheckWaiver? waiver, DateOnly? today)
    {
        var diagnostic = new Diagnostic(rule.Code, hit.Severity ?? rule.Severity, hit.At.At, $"{hit.Object}: {hit.Problem}: {rule.Reason}") { Help = rule.Fix };
        var finding = new CheckFinding(diagnostic) { Object = CheckedObject.Of(hit.Object), Rule = rule, Problem = hit.Problem };
        if (waiver is null) return finding;
        if (waiver.Reason.Length == 0) return finding with { Diagnostic = diagnostic with { Help = $"{rule.Fix} Its waiver gives no reason, so it does not count." } };
        if (waiver.Until < today) return finding with { Diagnostic = diagnostic with { Help = $"{rule.Fix} Its waiver ended on {waiver.Until:yyyy-MM-dd}." } };
        var accepted = $"{(waiver.Until is null ? "Accepted" : $"Accepted until {waiver.Until:yyyy-MM-dd}")}: {Shown.Line(waiver.Reason)}";
        return finding with { Diagnostic = diagnostic with { Severity = Severity.Info, Message = $"{diagnostic.Message} {accepted}" }, Problem = $"{hit.Problem}. {accepted}", IsAccepted = true };
    }
}
