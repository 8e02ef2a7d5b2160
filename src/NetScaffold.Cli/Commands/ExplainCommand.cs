using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Cli.Output;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold explain</c>: why there is a finding, or what a question decides.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var what = new Argument<string>("WHAT") { Description = "The code of a rule (NS2060), a question (cni) or a decision (acmeSolverPolicy)." };
        var command = new Command("explain", "Explain a finding, a question or a decision.") { what };
        command.SetAction(result => Explain(result.GetValue(what)!, terminal));
        return command;
    }

    private static int Explain(string what, Terminal terminal)
    {
        if (RuleCatalogue.All.FirstOrDefault(r => r.Code.Equals(what, StringComparison.OrdinalIgnoreCase)) is { } rule)
        {
            terminal.Out.WriteLine($"{rule.Code} ({rule.Severity.ToString().ToLowerInvariant()}): {rule.Title}\n");
            terminal.Out.WriteLine($"Why:  {rule.Reason}");
            if (rule.When is { } when) terminal.Out.WriteLine($"When: {when.Describe()}");
            terminal.Out.WriteLine($"Fix:  {rule.Fix}");
            terminal.Out.WriteLine(rule.IsWaivable ? $"Accept it with --allow {rule.Code}=REASON, or under waivers." : "It cannot be waived: the API server would reject the result.");
            return ExitCodes.Success;
        }

        // A path or a flag names one question; the last part of a path may name several, and a decision may be called the same.
        var questions = Questions.All.Where(q => q.Path == what || q.Flag == what || q.Flag == $"--{what}").ToList();
        if (questions.Count == 0) questions = [.. Questions.All.Where(q => q.Key == what)];
        var decisions = DecisionCatalogue.All.Where(d => d.Name == what).ToList();
        foreach (var question in questions) terminal.Out.Write(QuestionList.Text(question));
        foreach (var decision in decisions) terminal.Out.WriteLine($"{decision.Name} (a decision): {decision.Why}\n  When {decision.When.Describe()}");
        if (questions.Count + decisions.Count > 0) return ExitCodes.Success;

        string[] known = [.. RuleCatalogue.All.Select(r => r.Code), .. Questions.All.Select(q => q.Path), .. Questions.All.Select(q => q.Key), .. DecisionCatalogue.All.Select(d => d.Name)];
        return Report.OfFindings(ExitCodes.Usage, [AnswersDiagnostics.NothingToExplain(new SourceLocation("explain"), what, known)]).Print(terminal, asJson: false);
    }
}
