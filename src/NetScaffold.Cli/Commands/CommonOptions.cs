using System.CommandLine;
using System.CommandLine.Parsing;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show what would be written; write nothing." };

    public static Option<bool> Force { get; } = new("--force") { Description = "Overwrite files that were edited, or that are not the bundle's." };

    public static Option<string> Format { get; } = OneOf("--format", "How to answer.", "text", "json");

    /// <summary>Refuses an argument that looks like a flag: it is one that was mistyped. A folder of that name is written ./-x.</summary>
    public static void RefuseFlags(Argument argument, Func<IEnumerable<Option>> options) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-') && t.Value.Length > 1))
        {
            var names = options().Select(o => o.Name).ToList();
            var nearest = Suggest.Nearest(token.Value, names);
            if (names.Contains(token.Value)) result.AddError($"{Shown.Text(token.Value)} stands behind --, where there are no options.");
            else result.AddError($"There is no option {Shown.Text(token.Value)}{(nearest is null ? "." : $"; did you mean {nearest}?")}");
        }
    });

    /// <summary>An option with a few words to choose from; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = $"{description} [{string.Join('|', choices)}]", HelpName = "FORMAT", DefaultValueFactory = _ => choices[0] };
        option.CompletionSources.Add(choices);
        option.Validators.Add(result => RefuseOthers(result, result.Tokens, name, choices));
        return option;
    }

    /// <summary>Refuses every word but these.</summary>
    public static void AcceptOnly(Argument argument, IReadOnlyList<string> choices) => argument.Validators.Add(result => RefuseOthers(result, result.Tokens, argument.Name, choices));

    private static void RefuseOthers(SymbolResult result, IEnumerable<Token> words, string name, IReadOnlyList<string> choices)
    {
        foreach (var word in words.Where(t => !choices.Contains(t.Value)))
        {
            var nearest = Suggest.Nearest(word.Value, choices);
            result.AddError($"{name} cannot be {Shown.Text(word.Value)}{(nearest is null ? "." : $"; did you mean {nearest}?")} Choose one of {string.Join(", ", choices)}.");
        }
    }
}
