using NetScaffold.Cli;
using NetScaffold.Cli.Output;
using NetScaffold.Cli.Wizard;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Wizard;

/// <summary>Runs of <c>netscaffold new</c> with somebody to ask.</summary>
internal static class WizardSession
{
    public static CliRun New(IPrompter prompter, params string[] arguments) => New(prompter, _ => { }, arguments);

    public static CliRun New(IPrompter prompter, Action<Func<string>?> lastWords, params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = Program.Run(["new", .. arguments], TerminalOf(prompter, output, error) with { LastWords = lastWords });
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public static Terminal TerminalOf(IPrompter prompter, TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        OpenInput = () => Stream.Null,
        HasColor = false,
        Today = CliRun.Today,
        OpenPrompter = () => prompter,
    };

    /// <summary>The command that the wizard showed last, run in another folder, gives the files that it wrote to <c>asked</c>.</summary>
    /// <param name="folder">Where it wrote.</param>
    /// <param name="prompter">Who was asked.</param>
    /// <param name="expected">The command; null for any.</param>
    public static void AssertSameByCommand(TemporaryFolder folder, ScriptedPrompter prompter, string? expected = null)
    {
        var command = prompter.Transcript.Split('\n').Last(line => line.StartsWith("netscaffold new ", StringComparison.Ordinal));
        if (expected is not null) Assert.Equal(expected, command);
        Directory.Move(folder["asked"], folder["kept"]);
        var run = CliRun.Of(ShellWords.Of(command).Skip(1));
        Assert.True(run.ExitCode == ExitCodes.Success, $"{command}\n{run}");
        Assert.Equal(folder.Snapshot("kept"), folder.Snapshot("asked"));
    }
}
