using System.CommandLine;
using System.CommandLine.Completions;
using NetScaffold.Answers;
using NetScaffold.Cli.Commands;
using NetScaffold.Cli.Output;
using NetScaffold.Decisions;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Completion;

/// <summary>The values that flags and arguments take, where there is anything to choose from.</summary>
internal static class Values
{
    /// <summary>What may follow a flag.</summary>
    /// <param name="option">The flag.</param>
    /// <param name="word">What was typed of the value.</param>
    /// <param name="words">The words before, which may name services.</param>
    public static Candidates OfOption(Option option, string word, IReadOnlyList<string> words) => option.Name switch
    {
        "--output" => Candidates.Folders,
        "--answers" => Candidates.Files,
        CommandLineAnswers.SetFlag => Candidates.Of(Settings(word, words)),
        CommandLineAnswers.CallFlag => Candidates.Of(Calls(word, words)),
        CommandLineAnswers.ExposeFlag => Candidates.Of(Services(words).Select(s => new Candidate(s))),
        CommandLineAnswers.AllowFlag => Candidates.Of(RuleCatalogue.All.Where(r => r.IsWaivable).Select(r => new Candidate($"{r.Code}=", r.Title))),
        var flag when Questions.All.FirstOrDefault(q => q.Flag == flag) is { } question => Candidates.Of(Choices(question.Shape, word)),
        // Words that a command lists itself, such as the formats.
        _ => Candidates.Of(option.GetCompletions(CompletionContext.Empty).Select(c => new Candidate(c.Label))),
    };

    /// <summary>What an argument may be.</summary>
    public static Candidates OfArgument(Argument argument) => argument.Name switch
    {
        "DIR" => Candidates.Folders,
        "PATH" => Candidates.Files,
        "WHAT" => Candidates.Of(ExplainCommand.Names),
        "SHELL" => Candidates.Of(CompletionCommand.Shells.Select(s => new Candidate(s))),
        _ => Candidates.Of([]),
    };

    private static IEnumerable<Candidate> Choices(Shape shape, string word) => shape switch
    {
        ChoiceShape choices => choices.Choices.Select(c => new Candidate(c.Value, c.Help)),
        BooleanShape => [new("true"), new("false")],
        ListShape { Item: ChoiceShape } list => Items(list, word),
        _ => [],
    };

    /// <summary>The next item of a list with commas: those before it stand, and are not offered again.</summary>
    private static IEnumerable<Candidate> Items(ListShape list, string word)
    {
        var before = word[..(word.LastIndexOf(',') + 1)];
        var taken = before.Split(',').ToHashSet(StringComparer.Ordinal);
        return Choices(list.Item, "").Where(c => !taken.Contains(c.Text)).Select(c => c with { Text = before + c.Text });
    }

    private static IEnumerable<Candidate> Settings(string word, IReadOnlyList<string> words)
    {
        if (word.IndexOf('=', StringComparison.Ordinal) is >= 0 and var sign)
        {
            var (path, value) = (word[..sign], word[(sign + 1)..]);
            return Questions.All.FirstOrDefault(q => q.Path == path) is { } question ? Choices(question.Shape, value).Select(c => c with { Text = $"{path}={c.Text}" }) : [];
        }

        var fields = FieldList.All.Where(f => !f.Path.Contains('.', StringComparison.Ordinal) && f.Path != "name");
        return Questions.All.Where(q => q != Questions.Services).Select(q => new Candidate($"{q.Path}=", q.Help))
            .Concat(Services(words).SelectMany(s => fields.Select(f => new Candidate($"services.{s}.{f.Path}=", f.Field.Help))));
    }

    private static IEnumerable<Candidate> Calls(string word, IReadOnlyList<string> words)
    {
        if (word.IndexOf(':', StringComparison.Ordinal) is not (>= 0 and var sign)) return Services(words).Select(s => new Candidate($"{s}:"));
        var from = word[..sign];
        return Services(words).Where(s => s != from).Select(s => new Candidate($"{from}:{s}"));
    }

    /// <summary>The services of the line, or those that there are when it names none.</summary>
    private static List<string> Services(IReadOnlyList<string> words)
    {
        var named = ValuesOf(CommandLineAnswers.ServiceFlag, words).Select(s => s.Split(':', '=')[0]).Where(s => s.Length > 0).Distinct().ToList();
        return named.Count > 0 ? named : [.. AnswersReader.DefaultServices.Items.Select(s => ((YamlScalar)AnswersTree.Find(s, "name")!).Text)];
    }

    private static IEnumerable<string> ValuesOf(string flag, IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].StartsWith($"{flag}=", StringComparison.Ordinal)) yield return words[i][(flag.Length + 1)..];
            else if (words[i] == flag && i + 1 < words.Count) yield return words[i + 1];
        }
    }
}
