using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about alerts.</summary>
internal static class AlertRules
{
    private static readonly string[] Texts = ["summary", "description", "message", "runbook", "runbook_url"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4592", Severity.Info, "An alert that says little", "whoever it wakes has to find out how bad it is, and what to look at.", "Give it the label severity, and the annotations summary and runbook.", FindBareAlerts) { Item = "C24" },
        new("NS4593", Severity.Error, "Alerts that Prometheus does not take", "the whole PrometheusRule is refused.", "Give each rule an expression and either alert or record, and each group a name of its own.", FindBrokenRules) { Item = "C24" },
    ];

    private static IEnumerable<(ManifestObject Object, YamlMap Group, YamlMap Rule)> Rules(ObjectSet objects) =>
        from manifest in objects.OfKind(Monitors.Group, "PrometheusRule")
        from grouped in manifest.Root.MapsAt("spec", "groups")
        from rule in grouped.MapsAt("rules")
        select (manifest, grouped, rule);

    private static IEnumerable<ObjectHit> FindBareAlerts(ObjectSet objects)
    {
        foreach (var (manifest, _, rule) in Rules(objects))
        {
            if (rule.TextAt("alert") is not { } name) continue;
            var hasSeverity = rule.MapAt("labels") is { } labels && labels.Entries.Any(e => e.Key.Text is "severity" or "priority" or "level");
            var hasText = rule.MapAt("annotations") is { } annotations && annotations.Entries.Any(e => Texts.Contains(e.Key.Text, StringComparer.Ordinal));
            if (!hasSeverity) yield return new ObjectHit(manifest, rule.NearestTo("labels"), $"The alert {Shown.Text(name)} has no label severity");
            if (!hasText) yield return new ObjectHit(manifest, rule.NearestTo("annotations"), $"The alert {Shown.Text(name)} has no summary, description or runbook");
        }
    }

    private static IEnumerable<ObjectHit> FindBrokenRules(ObjectSet objects)
    {
        foreach (var (manifest, grouped, rule) in Rules(objects))
        {
            var title = rule.TextAt("alert") ?? rule.TextAt("record");
            var which = title is null ? $"A rule of the group {Shown.Text(grouped.TextAt("name") ?? "")}" : $"The rule {Shown.Text(title)}";
            if (rule.NodeAt("expr") is null || rule.TextAt("expr") is { } expression && string.IsNullOrWhiteSpace(expression)) yield return new ObjectHit(manifest, rule.NearestTo("expr"), $"{which} has no expression");
            if (title is null) yield return new ObjectHit(manifest, rule, $"{which} has neither alert nor record");
            else if (rule.TextAt("alert") is not null && rule.TextAt("record") is not null) yield return new ObjectHit(manifest, rule.NearestTo("record"), $"{which} has both alert and record");
        }

        foreach (var manifest in objects.OfKind(Monitors.Group, "PrometheusRule"))
        {
            var names = manifest.Root.MapsAt("spec", "groups").Select(g => g.NodeAt("name")).OfType<YamlScalar>();
            foreach (var second in names.GroupBy(n => n.Text, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
                yield return new ObjectHit(manifest, second, $"Two groups have the name {Shown.Text(second.Text)}");
        }
    }
}
