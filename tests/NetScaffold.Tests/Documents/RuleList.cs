using System.Text;
using NetScaffold.Decisions;
using NetScaffold.Rendering;

namespace NetScaffold.Tests.Documents;

/// <summary>Prints the list of rules.</summary>
internal static class RuleList
{
    /// <summary>For documentation: a page with a table.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# Rules over answers\n\nWhat is held against the answers before anything is rendered. An error refuses the combination; a warning or a note is shown and stands in the bundle's README.\n");
        text.Append("NS2nnn below 500 is rule nnn of the public list of rules; those from 500 on are this project's own. `netscaffold explain CODE` shows one of them. Rules over objects, whoever wrote them, are in [object-rules.md](object-rules.md).\n");
        text.Append("A finding is accepted with `--allow CODE=REASON` or under `waivers`, unless the last column says no: the cluster would not take the result.\n\n");
        text.Append("| code | severity | finding | why | what to do | can be accepted |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var rule in RuleCatalogue.All)
        {
            var finding = rule.When is { } when ? $"{rule.Title} (when {when.Describe()})" : rule.Title;
            text.Append($"| {rule.Code} | {rule.Severity.ToString().ToLowerInvariant()} | {Cell(finding)} | {Cell(rule.Reason)} | {Cell(rule.Fix)} | {(rule.IsWaivable ? "yes" : "no")} |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => MarkdownText.Inline(text);
}
