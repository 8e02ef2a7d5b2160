using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Checks;
using NetScaffold.Cli.Completion;
using NetScaffold.Cli.Output;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold explain</c>: why there is a finding, or what a question decides.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var what = new Argument<string>("WHAT") { Description = "A code (NS2060), a question (cni), a field of a service (services.ports) or a decision (acmeSolverPolicy)." };
        var command = new Command("explain", "Explain a finding, a question or a decision.") { what };
        command.SetAction(result => Explain(result.GetValue(what)!, terminal));
        return command;
    }

    private static int Explain(string what, Terminal terminal)
    {
        var text = string.Join('\n', Rule(what).Concat(ObjectRule(what)).Concat(Code(what)).Concat(Question(what)).Concat(Fields(what)).Concat(Decision(what)));
        if (text.Length == 0) return Report.OfFindings(ExitCodes.Usage, [AnswersDiagnostics.NothingToExplain(new SourceLocation("explain"), what, Known)]).Print(terminal, asJson: false);
        terminal.Out.Write(text);
        return ExitCodes.Success;
    }

    private static IEnumerable<string> Rule(string what)
    {
        foreach (var rule in RuleCatalogue.All.Where(r => Same(r.Code, what)))
        {
            var when = rule.When is { } condition ? $"When: {condition.Describe()}\n" : "";
            var waiver = rule.IsWaivable ? $"Accept it with --allow {rule.Code}=REASON, or under waivers." : "It cannot be waived: the cluster would not take the result.";
            yield return $"{rule.Code} ({Shown.Word(rule.Severity)}): {rule.Title}\n\nWhy:  {rule.Reason}\n{when}Fix:  {rule.Fix}\n{waiver}\n";
        }
    }

    private static IEnumerable<string> ObjectRule(string what) => ObjectRuleCatalogue.All.Where(r => Same(r.Code, what))
        .Select(r => $"{r.Code} ({Shown.Word(r.Severity)}): {r.Title}\n\nWhy:  {r.Reason}\n{(r.Item is { } item ? $"Item: {item} of the checklist, {Checklist.Title(item)}\n" : "")}Fix:  {r.Fix}\n{Accepting(r)}\n");

    private static string Accepting(ObjectRule rule) => $"Accept it at an object by the annotation {ObjectWaiver.Prefix}{rule.Code}: REASON, or in a whole bundle under waivers.";

    private static IEnumerable<string> Code(string what) => DiagnosticCatalogue.All.Where(e => Same(e.Code, what))
        .Select(e => $"{e.Code} ({Shown.Word(e.Severity)}): {e.Meaning}\n\nWhy:  {DiagnosticCatalogue.FamilyOf(e.Code).Why}\nFix:  {e.Fix}\n");

    /// <summary>A path or a flag names one question; the last part of a path may name several.</summary>
    private static IEnumerable<string> Question(string what)
    {
        var questions = Questions.All.Where(q => Same(q.Path, what) || (q.Flag is { } flag && (Same(flag, what) || Same(flag, $"--{what}")))).ToList();
        if (questions.Count == 0) questions = [.. Questions.All.Where(q => Same(q.Key, what))];
        return questions.Select(q => q == Questions.Cni ? $"{QuestionList.Text(q)}\n{CniDecisions.Text()}" : QuestionList.Text(q));
    }

    private static IEnumerable<string> Fields(string what) => FieldList.Named(what).Select(f => FieldList.Text(f.Path, f.Field));

    private static IEnumerable<string> Decision(string what) => DecisionCatalogue.All.Where(d => Same(d.Name, what)).Select(d => $"{d.Name} (a decision): {d.Why}\n  When {d.When.Describe()}\n");

    private static IReadOnlyCollection<string> Known =>
    [
        .. Names.Select(n => n.Text), .. Questions.All.Select(q => q.Key), .. Questions.All.Select(q => q.Flag).OfType<string>(), .. FieldList.Names,
    ];

    /// <summary>All that can be explained, each by its full name.</summary>
    public static IEnumerable<Candidate> Names =>
    [
        .. RuleCatalogue.All.Select(r => new Candidate(r.Code, r.Title)), .. ObjectRuleCatalogue.All.Select(r => new Candidate(r.Code, r.Title)), .. DiagnosticCatalogue.All.Select(e => new Candidate(e.Code, e.Meaning)),
        .. Questions.All.Select(q => new Candidate(q.Path, q.Help)), .. FieldList.All.Select(f => new Candidate($"services.{FieldList.Plain(f.Path)}", f.Field.Help)).Distinct(),
        .. DecisionCatalogue.All.Select(d => new Candidate(d.Name, d.Why)),
    ];

    private static bool Same(string name, string what) => name.Equals(what, StringComparison.OrdinalIgnoreCase);
}
