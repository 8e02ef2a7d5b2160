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
    public static CheckResult Check(IEnumerable<SourceText> files, CheckOptions options)
    {
        var (objects, unread) = ObjectSet.Read(files, options);
        return new CheckResult(objects.All.Length, [.. unread, .. Check(objects)]) { Objects = objects };
    }

    /// <summary>All findings, by place; an accepted one is a note that names the reason.</summary>
    internal static ImmutableArray<Diagnostic> Check(ObjectSet objects)
    {
        var waivers = objects.All.SelectMany(ObjectWaiver.Of).ToLookup(w => (w.Object, w.Code));
        var used = new HashSet<ObjectWaiver>();
        var findings = new List<Diagnostic>();
        foreach (var rule in ObjectRuleCatalogue.All)
        {
            foreach (var hit in rule.Find(objects).Distinct())
            {
                var waiver = waivers[(hit.Object, rule.Code)].FirstOrDefault();
                if (waiver is not null) used.Add(waiver);
                findings.Add(Finding(rule, hit, waiver, objects.Options.Today));
            }
        }

        findings.AddRange(waivers.SelectMany(g => g).Where(w => !used.Contains(w)).Select(w => RuleDiagnostics.UnusedWaiver(w.At, w.Code) with { Subject = w.Object.ToString() }));
        return [.. findings.OrderBy(f => f.At).ThenBy(f => f.Code, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)];
    }

    private static Diagnostic Finding(ObjectRule rule, ObjectHit hit, ObjectWaiver? waiver, DateOnly? today)
    {
        var finding = new Diagnostic(rule.Code, rule.Severity, hit.At.At, $"{hit.Object}: {hit.Problem}: {rule.Reason}") { Help = rule.Fix, Subject = hit.Object.ToString() };
        if (waiver is null) return finding;
        if (waiver.Reason.Length == 0) return finding with { Help = $"{rule.Fix} Its waiver gives no reason, so it does not count." };
        if (waiver.Until < today) return finding with { Help = $"{rule.Fix} Its waiver ended on {waiver.Until:yyyy-MM-dd}." };
        var accepted = waiver.Until is null ? "Accepted" : $"Accepted until {waiver.Until:yyyy-MM-dd}";
        return finding with { Severity = Severity.Info, Message = $"{finding.Message} {accepted}: {Shown.Line(waiver.Reason)}" };
    }
}

/// <summary>What a check found.</summary>
/// <param name="Count">How many objects were read.</param>
/// <param name="Findings">What could not be read, and what breaks a rule.</param>
public sealed record CheckResult(int Count, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>What was checked, for what else is to be said of it.</summary>
    internal ObjectSet? Objects { get; init; }
}
