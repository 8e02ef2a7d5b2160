using Spectre.Console;
using Spectre.Console.Rendering;

namespace NetScaffold.Cli.Wizard;

/// <summary>The terminal of this process as a console whose input ends when the terminal does.</summary>
internal sealed class TerminalConsole : IAnsiConsole, IAnsiConsoleInput
{
    private const char EndOfTransmission = '\u0004';

    private static readonly string[] Locales = ["LC_ALL", "LC_CTYPE", "LANG"];

    private readonly IAnsiConsole _console;

    private TerminalConsole(IAnsiConsole console) => _console = console;

    public Profile Profile => _console.Profile;

    public IAnsiConsoleCursor Cursor => _console.Cursor;

    public IAnsiConsoleInput Input => this;

    public IExclusivityMode ExclusivityMode => _console.ExclusivityMode;

    public RenderPipeline Pipeline => _console.Pipeline;

    /// <summary>Somebody to ask at the terminal.</summary>
    public static IPrompter Open(bool hasColor)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Capabilities.Unicode = IsUnicode();
        return new SpectrePrompter(new TerminalConsole(console));
    }

    public void Clear(bool home) => _console.Clear(home);

    public void Write(IRenderable renderable) => _console.Write(renderable);

    public void WriteAnsi(Action<AnsiWriter> action) => _console.WriteAnsi(action);

    public bool IsKeyAvailable() => _console.Input.IsKeyAvailable();

    public ConsoleKeyInfo? ReadKey(bool intercept) => Checked(_console.Input.ReadKey(intercept));

    // Waits for the key itself: the library's own way polls, which costs time and misses the end of the input.
    public Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) => Task.FromResult(ReadKey(intercept));

    /// <summary>At the end of the input .NET gives no key for ever; Ctrl-D is a person's word for it.</summary>
    private static ConsoleKeyInfo? Checked(ConsoleKeyInfo? key) => key is null || key == default(ConsoleKeyInfo) || key.Value.KeyChar == EndOfTransmission ? throw new EndOfStreamException() : key;

    /// <summary>.NET takes UTF-8 for granted; the locale says what the terminal shows.</summary>
    private static bool IsUnicode()
    {
        if (OperatingSystem.IsWindows()) return true;
        var locale = Locales.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? "";
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }
}
