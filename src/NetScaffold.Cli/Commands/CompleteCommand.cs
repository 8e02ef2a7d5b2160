using System.CommandLine;
using NetScaffold.Cli.Completion;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary>
/// <c>netscaffold complete LINE</c>, which the completion scripts call. Prints <c>words</c>, <c>files</c> or <c>folders</c>, then one candidate a line, with a tab and its help.
/// </summary>
internal static class CompleteCommand
{
    public static Command Create(RootCommand root, Terminal terminal)
    {
        var line = new Argument<string>("LINE");
        var command = new Command("complete") { line };
        command.Hidden = true;
        command.SetAction(result =>
        {
            var candidates = Completer.Complete(root, result.GetValue(line)!);
            terminal.Out.WriteLine(Shown.Word(candidates.Kind));
            foreach (var word in candidates.Words) terminal.Out.WriteLine($"{word.Text}\t{word.Help}");
            return ExitCodes.Success;
        });
        return command;
    }
}
