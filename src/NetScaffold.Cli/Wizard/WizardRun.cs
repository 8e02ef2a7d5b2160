using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Cli.Commands;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Wizard;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Wizard;

/// <summary>The wizard of <c>netscaffold new</c>: asks until all is answered, shows what would be written, and gives the answers as flags would.</summary>
/// <remarks>It writes nothing: the run goes on as it would with those flags.</remarks>
internal sealed class WizardRun
{
    private const int LeastWidth = 60;

    private const string Write = "write", Change = "change something", Cancel = "cancel";

    private readonly Request _request;
    private readonly Terminal _terminal;
    private readonly IPrompter _prompter;
    private readonly Stack<(Interview Interview, Step Step)> _past = new();
    private Interview _now;

    private WizardRun(Request request, Interview start, Terminal terminal, IPrompter prompter) => (_request, _now, _terminal, _prompter) = (request, start, terminal, prompter);

    /// <param name="File">The answers file; null when there is none.</param>
    /// <param name="Given">The command line.</param>
    /// <param name="Output">The folder as the user named it; null for the name.</param>
    /// <param name="Others">Words of the command line that are no answers, such as <c>--output</c> with its folder.</param>
    /// <param name="IsDryRun">Nothing will be written.</param>
    /// <param name="Force">Conflicts are overwritten.</param>
    internal sealed record Request(YamlNode? File, CommandLineAnswers Given, string? Output, ImmutableArray<string> Others, bool IsDryRun, bool Force);

    /// <summary>The answers, or the report that the run ends with instead.</summary>
    internal sealed record Result(CommandLineAnswers? Answers, Report? Report);

    /// <summary>Asks.</summary>
    public static Result Run(Request request, Terminal terminal, IPrompter prompter)
    {
        var begun = Interview.Begin(request.File, request.Given);
        if (!begun.TryGet(out var interview)) return Ended(ExitCodes.Usage, begun.Diagnostics);
        if (prompter.Width < LeastWidth) return Ended(ExitCodes.Usage, [AnswersDiagnostics.NarrowTerminal(prompter.Width, LeastWidth)]);
        return new WizardRun(request, interview, terminal, prompter).Ask();
    }

    private Result Ask()
    {
        _terminal.LastWords(() => $"The same up to here: {Command}");
        try
        {
            if (Target is not null && TargetProblems() is { Length: > 0 } atOnce) return Ended(ExitCodes.CannotWrite, atOnce);
            _prompter.Say("Enter takes the marked or bracketed answer; < or Escape goes back; Ctrl-C ends and writes nothing.", "");
            while (true)
            {
                AskAll();
                switch (Conclude())
                {
                    case Write: return new Result(_now.Line, null);
                    case Cancel: return new Result(null, new Report(ExitCodes.Interrupted, null, [], [], [], $"Cancelled; nothing was written.\nThe same later: {Command}"));
                    case Change: _now = _now.Reopened(); break;
                    default: GoBack(); break;
                }
            }
        }
        catch (EndOfStreamException)
        {
            return new Result(null, new Report(ExitCodes.Interrupted, null, [], [], [], $"The input ended; nothing was written.\nThe same up to here: {Command}"));
        }
        finally
        {
            _terminal.LastWords(null);
        }
    }

    private void AskAll()
    {
        while (_now.Next() is { } step)
        {
            if (step.Note is { } note) _prompter.Say(note.Split('\n'));
            if (Prompt(step) is not { } text)
            {
                GoBack();
                continue;
            }

            var answered = Interview.Answer(step, text);
            if (!answered.TryGet(out var next)) _prompter.Say($"  {Problem(answered)}");
            else Move(next, step);
        }
    }

    private void Move(Interview next, Step step)
    {
        var before = _now;
        _now = next;
        if (_request.Output is null && before.Name != next.Name && TargetProblems() is [var first, ..])
        {
            _prompter.Say($"  {Text(first)}");
            _now = before;
            return;
        }

        _past.Push((before, step));
        foreach (var problem in next.Problems.Except(before.Problems)) _prompter.Say($"  Cannot stay so: {problem}");
    }

    private string? Prompt(Step step) => step switch
    {
        ChooseStep choose => _prompter.Choose(choose),
        ChooseManyStep many => _prompter.ChooseMany(many),
        TextStep text => _prompter.Ask(text, typed => Problem(Interview.Answer(text, typed))),
        _ => throw new InvalidOperationException($"No prompt for {step.GetType().Name}."),
    };

    private void GoBack()
    {
        if (_past.TryPop(out var past)) _now = past.Interview;
        else _prompter.Say("  This is the first question.");
    }

    /// <summary>Shows everything and asks whether to go on; null is back.</summary>
    private string? Conclude()
    {
        var scaffold = AnswersMerger.Merge(_request.File, _now.Line).Then(tree => Scaffold.Run(tree, _terminal.Today, TemplateSet.BuiltIn));
        _prompter.Say(WizardSummary.Answers(_now));
        var choices = ImmutableArray.CreateBuilder<StepChoice>();
        if (scaffold.TryGet(out var result))
        {
            var files = BundleRun.Compare(Bundle(result)).Value?.Comparison.Files ?? [];
            _prompter.Say(WizardSummary.Files(Target!, files));
            choices.Add(new StepChoice(Write, _request.IsDryRun ? "no, only show: --dry-run is given" : $"{files.Length} files into {Shown.Line(Target!)}/"));
        }

        _prompter.Say(WizardSummary.Findings(scaffold.Diagnostics));
        if (result is null) _prompter.Say("These answers are refused; change one.", "");
        _prompter.Say("The same as a command:", "");
        _prompter.Print(Command);
        _prompter.Say("");
        choices.AddRange(new StepChoice(Change, "go through a section again"), new StepChoice(Cancel, "write nothing"));
        return _prompter.Choose(new ChooseStep("end", result is null ? "And now?" : "Write it?", choices[0].Value, choices.ToImmutable()) { Take = _ => _now });
    }

    private string Command => CommandLineText.Print(_now.Line, _request.Others);

    private string? Target => _request.Output ?? _now.Name;

    /// <summary>What would keep a bundle of these answers from being written: a file in the way, no permission, files of somebody else.</summary>
    private ImmutableArray<Diagnostic> TargetProblems()
    {
        var opened = BundleFolder.Open(Target!);
        if (!opened.TryGet(out var folder)) return opened.Diagnostics;
        if (!_request.IsDryRun && WriteProbe.Problem(folder) is { } denied) return [denied];
        var named = _now.Name is null ? _now.Line with { Name = Questions.Name.Key } : _now.Line;
        var scaffold = AnswersMerger.Merge(_request.File, named).Then(tree => Scaffold.Run(tree, _terminal.Today, TemplateSet.BuiltIn));
        if (_request.Force || !scaffold.TryGet(out var result)) return [];
        var compared = BundleRun.Compare(Bundle(result));
        return [.. compared.TryGet(out var open) ? open.Comparison.Problems : compared.Diagnostics.Where(d => d.Severity == Severity.Error)];
    }

    private BundleRun.Request Bundle(ScaffoldResult result) => new(Target!, result, result.AnswersFile, _request.IsDryRun, _request.Force);

    private static string? Problem(Outcome<Interview> outcome) =>
        outcome.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error) is { } error ? Text(error) : null;

    private static string Text(Diagnostic finding) => Shown.Line(finding.Help is { } help ? $"{finding.Message} {help}" : finding.Message);

    private static Result Ended(int exitCode, ImmutableArray<Diagnostic> findings) => new(null, Report.OfFindings(exitCode, findings));
}
