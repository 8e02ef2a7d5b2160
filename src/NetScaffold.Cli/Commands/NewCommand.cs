using System.Collections.Immutable;
using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Cli.Wizard;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold new</c>: takes the answers and writes a bundle.</summary>
internal static class NewCommand
{
    private sealed record Arguments(ImmutableArray<string> Line, CommandLineAnswers Answers, string? AnswersPath, string? Output, bool IsDryRun, bool Force, bool AsJson, bool AsksNothing);

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME") { Description = Questions.Name.Help, Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o") { Description = "Folder to write. Default: ./NAME.", HelpName = "DIR" };
        output.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError("--output takes a folder, not ''.");
        });
        var answers = new Option<string?>("--answers") { Description = "Answers file; - is the standard input.", HelpName = "FILE" };
        var set = Many(CommandLineAnswers.SetFlag, "path=value", "Sets one answer, such as services.api.replicas=3; the value is read as YAML.");
        var service = Many(CommandLineAnswers.ServiceFlag, "NAME[:PORT][=IMAGE]", "A service; given at all, these replace the default services.");
        var call = Many(CommandLineAnswers.CallFlag, "FROM:TO", "A call from one service to another.");
        var expose = Many(CommandLineAnswers.ExposeFlag, "NAME[=[HOST]/PATH]", "A service that is reachable from outside.");
        var allow = Many(CommandLineAnswers.AllowFlag, "CODE=REASON", "Accepts a finding.");
        var yes = new Option<bool>("--yes", "-y") { Description = "Takes the defaults; asks nothing." };
        var nonInteractive = new Option<bool>("--non-interactive") { Description = "Asks nothing; what is missing is an error." };
        var flags = new QuestionFlags();
        var command = new Command("new", "Write a bundle.") { name, output, answers, set, service, call, expose, allow, yes, nonInteractive, CommonOptions.DryRun, CommonOptions.Force, CommonOptions.Format };
        foreach (var option in flags.Options) command.Add(option);
        CommonOptions.RefuseFlags(name, () => command.Options);

        command.SetAction(result => Run(new Arguments(
            [.. result.Tokens.Select(t => t.Value)],
            new CommandLineAnswers
            {
                Name = result.GetValue(name),
                Flags = flags.Read(result),
                Sets = [.. result.GetValue(set) ?? []],
                Services = [.. result.GetValue(service) ?? []],
                Calls = [.. result.GetValue(call) ?? []],
                Exposes = [.. result.GetValue(expose) ?? []],
                Allows = [.. result.GetValue(allow) ?? []],
            },
            result.GetValue(answers), result.GetValue(output), result.GetValue(CommonOptions.DryRun), result.GetValue(CommonOptions.Force), result.GetValue(CommonOptions.Format) == "json",
            result.GetValue(yes) || result.GetValue(nonInteractive)), terminal));
        return command;
    }

    private static Option<string[]> Many(string flag, string form, string help) => new(flag) { Description = help, HelpName = form, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    private static int Run(Arguments arguments, Terminal terminal)
    {
        // JSON is for programs, and answers on the standard input leave no keys to read.
        if (arguments.AsksNothing || arguments.AsJson || arguments.AnswersPath == "-" || terminal.OpenPrompter is not { } open) return Write(arguments, terminal);
        YamlNode? file = null;
        if (arguments.AnswersPath is { } path)
        {
            var read = AnswersFile.Read(path, terminal);
            if (!read.TryGet(out var text)) return Report.OfFindings(ExitCodes.Usage, read.Diagnostics).Print(terminal, asJson: false);
            file = text.Tree;
        }

        var asked = WizardRun.Run(new WizardRun.Request(file, arguments.Answers, arguments.Output, [.. Others(arguments)], arguments.IsDryRun, arguments.Force), terminal, open());
        return asked.Answers is { } answers ? Write(arguments with { Answers = answers }, terminal) : asked.Report!.Print(terminal, asJson: false);
    }

    /// <summary>The words of the line that are no answers.</summary>
    private static IEnumerable<string> Others(Arguments arguments)
    {
        if (arguments.AnswersPath is { } path) yield return $"--answers={path}";
        if (arguments.Output is { } output) yield return $"--output={output}";
        if (arguments.IsDryRun) yield return CommonOptions.DryRun.Name;
        if (arguments.Force) yield return CommonOptions.Force.Name;
    }

    private static int Write(Arguments arguments, Terminal terminal)
    {
        var scaffold = Tree(arguments, terminal).Then(tree => Scaffold.Run(tree, terminal.Today, TemplateSet.BuiltIn));
        if (!scaffold.TryGet(out var result)) return Report.OfFindings(ExitCodes.Usage, scaffold.Diagnostics, Hint(scaffold, arguments.Line)).Print(terminal, arguments.AsJson);

        var target = arguments.Output ?? result.Answers.Name;
        return BundleRun.Write(
            new BundleRun.Request(target, result, result.AnswersFile, arguments.IsDryRun, arguments.Force),
            scaffold.Diagnostics, terminal).Print(terminal, arguments.AsJson);
    }

    private static Outcome<YamlNode> Tree(Arguments arguments, Terminal terminal)
    {
        if (arguments.AnswersPath is not { } path) return AnswersMerger.Merge(null, arguments.Answers);
        return AnswersFile.Read(path, terminal).Then(file => AnswersMerger.Merge(file.Tree, arguments.Answers));
    }

    /// <summary>Where answers are missing, one line to complete and paste.</summary>
    private static string Hint(Outcome<ScaffoldResult> outcome, ImmutableArray<string> line)
    {
        var missing = outcome.Diagnostics.Select(d => d.Completion).OfType<string>().ToList();
        return missing.Count == 0 ? "" : $"For example: netscaffold {string.Join(' ', line.Select(ShellText.Word).Concat(missing))}";
    }
}
