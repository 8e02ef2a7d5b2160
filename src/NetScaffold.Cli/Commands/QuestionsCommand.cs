using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Cli.Output;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold questions</c>: the list of questions, for people, programs and editors.</summary>
internal static class QuestionsCommand
{
    public static Command Create(Terminal terminal)
    {
        var format = CommonOptions.OneOf("--format", "How to print the list.", "text", "json", "schema", "markdown");
        var command = new Command("questions", "List every question with its flag, choices, default and help.") { format };
        command.SetAction(result =>
        {
            terminal.Out.Write(result.GetValue(format) switch
            {
                "json" => QuestionList.Json(),
                "schema" => AnswersSchema.Print(),
                "markdown" => QuestionList.Markdown(),
                _ => QuestionList.Text(),
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
