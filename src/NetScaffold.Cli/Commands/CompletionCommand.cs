using System.Collections.Immutable;
using System.CommandLine;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold completion</c>: the script by which a shell completes our command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The shells that there are scripts for.</summary>
    public static ImmutableArray<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create(Output.Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"The shell. [{string.Join('|', Shells)}]" };
        CommonOptions.AcceptOnly(shell, Shells);
        var command = new Command("completion", "Print a completion script for a shell; its first lines say how to load it.") { shell };
        command.SetAction(result =>
        {
            terminal.Out.Write(Script(result.GetValue(shell)!));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Script(string shell)
    {
        using var reader = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/netscaffold.{shell}")!);
        return reader.ReadToEnd();
    }
}
