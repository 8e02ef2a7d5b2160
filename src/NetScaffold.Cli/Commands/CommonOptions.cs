using System.CommandLine;

namespace NetScaffold.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show what would be written; write nothing." };

    public static Option<bool> Force { get; } = new("--force") { Description = "Overwrite files that were edited, or that are not the bundle's." };

    public static Option<string> Format { get; } = OneOf("--format", "How to answer.", "text", "json");

    /// <summary>An option with a few words to choose from; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = $"{description} [{string.Join('|', choices)}]", HelpName = "FORMAT", DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
