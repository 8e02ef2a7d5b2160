using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary>What is wrong with a command line before any command runs.</summary>
internal static class CommandLineProblems
{
    private static readonly SourceLocation Line = new("netscaffold");

    /// <summary>Everything that does not parse, NS1050; empty when the command may run.</summary>
    public static ImmutableArray<Diagnostic> Of(ParseResult result, IReadOnlyList<string> args)
    {
        var command = result.CommandResult.Command;
        var see = command is RootCommand ? "See netscaffold --help." : $"See netscaffold {command.Name} --help.";
        var switches = WrongSwitches(command, args);
        // Behind a word that is no command nothing can be placed.
        var unmatched = result.UnmatchedTokens.Except(switches.Select(s => s.Value)).Take(command is RootCommand ? 1 : int.MaxValue).Select(token => Unmatched(token, command));
        // The parser says of words it cannot place that they are unrecognized, and of a line without a command that one is required.
        var others = result.Errors.Where(e => e.SymbolResult is not CommandResult).Select(e => (At: PlaceOf(e.SymbolResult), e.Message));
        var problems = switches.Select(s => (At: new SourceLocation($"{s.Flag} {Shown.Text(s.Value)}"), Message: $"{s.Flag} takes true or false, not {Shown.Text(s.Value)}."))
            .Concat(unmatched.Select(message => (At: Line, Message: message))).Concat(others).ToList();
        if (problems.Count == 0 && command is RootCommand) problems.Add((Line, $"A command is missing: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}."));
        if (problems.Count == 0) problems.AddRange(result.Errors.Select(e => (At: Line, e.Message)));
        return [.. problems.Distinct().Select(p => AnswersDiagnostics.NotParsed(p.At, p.Message, see))];
    }

    /// <summary>True when the line asks for JSON, whether or not it parses.</summary>
    public static bool AsksForJson(IReadOnlyList<string> args)
    {
        var words = args.TakeWhile(a => a != "--").ToList();
        var flag = CommonOptions.Format.Name;
        return words.Contains($"{flag}=json") || words.Contains($"{flag}:json") || words.Zip(words.Skip(1)).Contains((flag, "json"));
    }

    /// <summary>Switches with a value that is neither true nor false: the parser takes it for a word of its own, or overlooks an empty one.</summary>
    private static List<(string Flag, string Value)> WrongSwitches(Command command, IReadOnlyList<string> args)
    {
        var names = command.Options.OfType<Option<bool>>().SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet(StringComparer.Ordinal);
        var wrong = new List<(string Flag, string Value)>();
        foreach (var arg in args.TakeWhile(a => a != "--"))
        {
            var sign = arg.AsSpan().IndexOfAny('=', ':');
            if (sign < 0 || !names.Contains(arg[..sign])) continue;
            if (!bool.TryParse(arg[(sign + 1)..], out _)) wrong.Add((arg[..sign], arg[(sign + 1)..]));
        }

        return wrong;
    }

    private static string Unmatched(string token, Command command)
    {
        var (what, known) = token switch
        {
            ['-', _, ..] => ($"There is no option {Shown.Text(token)}", command.Options.Select(o => o.Name)),
            _ when command is RootCommand => ($"There is no command {Shown.Text(token)}", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)),
            _ => ($"{Shown.Text(token)} is one word too many", []),
        };
        return Suggest.Nearest(token, known) is { } nearest ? $"{what}; did you mean {nearest}?" : $"{what}.";
    }

    private static SourceLocation PlaceOf(SymbolResult? symbol) => symbol switch
    {
        OptionResult { Option: var option } => new SourceLocation(option.Name),
        ArgumentResult { Parent: OptionResult { Option: var option } } => new SourceLocation(option.Name),
        _ => Line,
    };
}
