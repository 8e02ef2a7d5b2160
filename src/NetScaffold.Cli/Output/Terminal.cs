using NetScaffold.Cli.Files;
using NetScaffold.Cli.Wizard;

namespace NetScaffold.Cli.Output;

/// <summary>The outside of one run: streams, folder, clock and whether colour is wanted.</summary>
internal sealed record Terminal
{
    /// <summary>Data.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Everything for people when data goes to <see cref="Out"/>.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input, as bytes.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>True when <see cref="Out"/> takes colour: a terminal, unless <c>NO_COLOR</c> says otherwise; <c>CLICOLOR_FORCE</c> forces it.</summary>
    public required bool HasColor { get; init; }

    /// <summary>The day, for waivers that end.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Set by Ctrl-C.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>Called before the first file is touched; until then Ctrl-C ends the process by itself.</summary>
    public Action BeginWriting { get; init; } = () => { };

    /// <summary>Somebody to ask; null where nobody is: no terminal, a dumb one, or <c>CI</c> is set.</summary>
    public Func<IPrompter>? OpenPrompter { get; init; }

    /// <summary>Sets what is said besides when Ctrl-C ends the process; null for nothing.</summary>
    public Action<Func<string>?> LastWords { get; init; } = _ => { };

    /// <summary>Looks for a tool of somebody else's, such as helm; null where there is none.</summary>
    public Func<string, CommandTool?> FindTool { get; init; } = CommandTool.Find;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess(Interruption interruption) => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        HasColor = WantsColor(),
        Today = DateOnly.FromDateTime(DateTime.UtcNow),
        Interrupted = interruption.Token,
        BeginWriting = interruption.BeginWriting,
        OpenPrompter = IsInteractive() ? () => TerminalConsole.Open(WantsColor()) : null,
        LastWords = words => interruption.LastWords = words,
    };

    private static bool IsInteractive() =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        && (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    private static bool WantsColor()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))) return false;
        if (Environment.GetEnvironmentVariable("CLICOLOR_FORCE") is { Length: > 0 } and not "0") return true;
        return !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
    }
}
