using System.Text;
using NetScaffold.Checks;
using NetScaffold.Rendering;

namespace NetScaffold.Tests.Documents;

/// <summary>Prints the list of rules over objects.</summary>
internal static class ObjectRuleList
{
    /// <summary>For documentation: a page with a table, and the checklist that the rules are part of.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# Rules over objects\n\nWhat `netscaffold check` holds objects against, whoever wrote them. `netscaffold explain CODE` shows one of them; rules over answers are in [rules.md](rules.md).\n");
        text.Append("NS4nnn below 500 is rule nnn of the public list of rules; those from 500 on are this project's own.\n\n");
        text.Append("* **error**: the API server refuses the object, or what is given contradicts itself, so that it cannot work whatever else the cluster holds.\n");
        text.Append("* **warning**: it works, and is unsafe, fragile or likely unwanted.\n* **info**: worth knowing.\n\n");
        text.Append($"A finding is accepted by an annotation of its object, with a reason and, if wanted, a last day: `{ObjectWaiver.Prefix}NS4195: until 2027-03-31, the registry moves`; in a bundle of ours also under `waivers`.\n\n");
        text.Append("| code | severity | finding | why | what to do | item |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var rule in ObjectRuleCatalogue.All) text.Append($"| {rule.Code} | {rule.Severity.ToString().ToLowerInvariant()} | {Cell(rule.Title)} | {Cell(rule.Reason)} | {Cell(rule.Fix)} | {rule.Item} |\n");
        text.Append("\n## The checklist\n\nThe items of the guide's closing checklist, and the rules of each.\n\n| item | what ought to be | what objects alone do not show | rules |\n| --- | --- | --- | --- |\n");
        foreach (var item in Checklist.All) text.Append($"| {item.Id} | {item.Title} | {item.Limit} | {string.Join(", ", ObjectRuleCatalogue.All.Where(r => r.Item == item.Id).Select(r => r.Code))} |\n");
        return text.ToString();
    }

    private static string Cell(string text) => MarkdownText.Inline(text);
}
