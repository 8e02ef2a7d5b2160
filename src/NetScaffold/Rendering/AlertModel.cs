using System.Collections.Immutable;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of alerts and of the dashboard's panels.</summary>
internal static class AlertModel
{
    private const int PanelHeight = 7;

    /// <summary>Alerts, each under <c>a</c>.</summary>
    public static ScriptArray Of(IEnumerable<Alert> alerts) => TemplateModel.Array(alerts.Select(Alert));

    /// <summary>Panels, each under <c>p</c>. Grafana moves them up where others are missing.</summary>
    public static ScriptArray Of(ImmutableArray<Panel> panels) => TemplateModel.Array(panels.Select((p, i) => Panel(p, i, isLast: i == panels.Length - 1)));

    private static ScriptObject Alert(Alert alert) => new()
    {
        ["name"] = alert.Name,
        ["when"] = alert.When,
        ["expression"] = alert.Expression,
        ["for"] = alert.For,
        ["severity"] = alert.Severity,
        ["summary"] = alert.Summary,
        ["description"] = alert.Description,
        ["runbook"] = alert.Runbook,
    };

    private static ScriptObject Panel(Panel panel, int index, bool isLast) => new()
    {
        ["id"] = index + 1,
        ["top"] = index * PanelHeight,
        ["height"] = PanelHeight,
        ["isLast"] = isLast,
        ["title"] = panel.Title,
        ["when"] = panel.When,
        ["unit"] = panel.Unit,
        ["expression"] = panel.Expression,
    };
}
