using System.CommandLine;
using System.CommandLine.Parsing;

namespace NetScaffold.Cli.Completion;

/// <summary>What may stand at the end of a command line. The parser's own suggestions know neither lists nor help, and offer flags where a name belongs.</summary>
internal static class Completer
{
    /// <summary>Completes the last word of a line, which is empty when the line ends in a space.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="line">What was typed up to the cursor, with the name of the program.</param>
    public static Candidates Complete(RootCommand root, string line)
    {
        List<string> words = [.. CommandLineParser.SplitCommandLine(line).Skip(1)];
        var word = line.Length > 0 && !char.IsWhiteSpace(line[^1]) && words.Count > 0 ? words[^1] : "";
        if (word.Length > 0) words.RemoveAt(words.Count - 1);

        var position = Walk(root, words);
        if (position.Awaits is { } option) return Begin(word, Values.OfOption(option, word, words));
        if (position.TakesFlags && word.StartsWith('-')) return OfFlag(position, word, words);
        if (position.Command.Subcommands.Count > 0) return Begin(word, Candidates.Of(position.Command.Subcommands.Where(c => !c.Hidden).Select(c => new Candidate(c.Name, c.Description ?? ""))));
        return position.Arguments < position.Command.Arguments.Count ? Begin(word, Values.OfArgument(position.Command.Arguments[position.Arguments])) : Candidates.Of([]);
    }

    /// <summary>Where the words of a line lead to.</summary>
    /// <param name="Command">The command that they name.</param>
    /// <param name="Awaits">The flag whose value comes next, if any.</param>
    /// <param name="Arguments">How many arguments of the command were given.</param>
    /// <param name="TakesFlags">False behind <c>--</c>.</param>
    private sealed record Position(Command Command, Option? Awaits, int Arguments, bool TakesFlags);

    private static Position Walk(RootCommand root, List<string> words)
    {
        var position = new Position(root, null, 0, true);
        foreach (var word in words)
        {
            if (position.Awaits is not null) position = position with { Awaits = null };
            else if (position.TakesFlags && word == "--") position = position with { TakesFlags = false };
            else if (position.TakesFlags && word.StartsWith('-')) position = position with { Awaits = Find(position, word) is { } option && TakesValue(option) ? option : null };
            else if (position.Command.Subcommands.FirstOrDefault(c => c.Name == word) is { } command) position = position with { Command = command };
            else position = position with { Arguments = position.Arguments + 1 };
        }

        return position;
    }

    private static Candidates OfFlag(Position position, string word, List<string> words)
    {
        if (word.IndexOf('=', StringComparison.Ordinal) is >= 0 and var sign)
        {
            if (Find(position, word[..sign]) is not { } option) return Candidates.Of([]);
            var (flag, value) = (word[..(sign + 1)], word[(sign + 1)..]);
            // The shell's own completion of paths would replace the flag too.
            return Candidates.Of(Begin(value, Values.OfOption(option, value, words)).Words.Select(c => c with { Text = flag + c.Text }));
        }

        var given = words.Select(w => w.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        var open = Flags(position.Command).Where(o => IsRepeatable(o) || !NamesOf(o).Any(given.Contains));
        return Begin(word, Candidates.Of(open.Select(o => new Candidate(o.Name, o.Description ?? ""))));
    }

    private static IEnumerable<Option> Flags(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Where(o => !o.Hidden).OrderBy(o => o.Name, StringComparer.Ordinal);

    private static Option? Find(Position position, string flag) => Flags(position.Command).FirstOrDefault(o => NamesOf(o).Contains(flag));

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    private static bool IsRepeatable(Option option) => option.ValueType.IsArray;

    private static Candidates Begin(string word, Candidates all) => all with { Words = [.. all.Words.Where(c => c.Text.StartsWith(word, StringComparison.Ordinal))] };
}
