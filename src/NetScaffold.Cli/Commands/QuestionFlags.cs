using System.Collections.Immutable;
using System.CommandLine;
using NetScaffold.Answers;

namespace NetScaffold.Cli.Commands;

/// <summary>A flag for each question, made from the list of questions.</summary>
internal sealed class QuestionFlags
{
    private readonly ImmutableArray<(Question Question, Option Option)> _flags =
        [.. Questions.All.Where(q => q.Flag is not null && q != Questions.Waivers).Select(q => (q, Create(q)))];

    /// <summary>The options, for a command to hold.</summary>
    public IEnumerable<Option> Options => _flags.Select(f => f.Option);

    /// <summary>The questions that the command line answers, with their values.</summary>
    public ImmutableArray<(Question Question, ImmutableArray<string> Values)> Read(ParseResult result) =>
        [.. _flags.Where(f => result.GetResult(f.Option) is { Implicit: false }).Select(f => (f.Question, Values(result, f.Option)))];

    private static Option Create(Question question)
    {
        var help = question.Shape is ChoiceShape choices ? $"{question.Help} [{string.Join("|", choices.Choices.Select(c => c.Value))}]" : question.Help;
        if ((question.Default ?? question.DefaultNote) is { } value) help += $" Default: {value}.";
        return question.Shape switch
        {
            BooleanShape => new Option<bool>(question.Flag!) { Description = help },
            ListShape => new Option<string[]>(question.Flag!) { Description = help, HelpName = "list", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false },
            _ => new Option<string>(question.Flag!) { Description = help, HelpName = question.Key },
        };
    }

    private static ImmutableArray<string> Values(ParseResult result, Option option) => option switch
    {
        Option<bool> flag => [result.GetValue(flag) ? "true" : "false"],
        Option<string[]> list => [.. result.GetValue(list) ?? []],
        Option<string> text => [result.GetValue(text) ?? ""],
        _ => [],
    };
}
