using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using NetScaffold.Cli;
using NetScaffold.Rendering;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Wizard;

/// <summary>The tool at a real terminal, which <c>script</c> of util-linux makes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TerminalTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TerminalFact]
    public async Task Keys_ThroughAllQuestions_WriteWhatTheCommandWrites()
    {
        await using var terminal = Open(80, "", "new", "--output", _folder["asked"]);
        await terminal.AnswerAsync("Whose cluster is it?", "\r");
        await terminal.AnswerAsync("Name of the application", "Sh op\r");
        await terminal.AnswerAsync("It takes", "shop\r");
        // One entry down: a trial. Then the recommendation and the defaults.
        await terminal.AnswerAsync("What is it for?", "\e[B\r");
        await terminal.AnswerAsync("What matters for the pod network?", "\r");
        await terminal.AnswerAsync("Pod network (CNI).", "\r");
        await terminal.AnswerAsync("Form of the output.", "\r");
        await terminal.AnswerAsync("DNS name of the application, or a wildcard such as *.example.com.", "\r");
        await terminal.AnswerAsync("Which services?", "\r");
        await terminal.AnswerAsync("Change anything else?", "\r");
        await terminal.AnswerAsync("Write it?", "\r");

        Assert.True(await terminal.ExitCodeAsync() == ExitCodes.Success, terminal.Screen);
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--platform", "kind", "--environments", "dev", "--load-balancer", "none", "--output", _folder["line"]).ExitCode);
        Assert.Equal(_folder.Snapshot("line"), _folder.Snapshot("asked"));
    }

    [TerminalFact]
    public async Task CtrlC_AtAPrompt_GivesTheCommandAndWritesNothing()
    {
        await using var terminal = Open(80, "", "new", "--output", _folder["asked"]);
        await terminal.AnswerAsync("Whose cluster is it?", "\e[B\r");
        await terminal.AnswerAsync("Name of the application", "shop\r");
        await terminal.AnswerAsync("Pod network (CNI).", "\u0003");

        Assert.True(await terminal.ExitCodeAsync() == ExitCodes.Interrupted, terminal.Screen);
        AssertCursorIsShown(terminal.Screen);
        Assert.Contains($"Interrupted; nothing was written.\r\nThe same up to here: netscaffold new shop --layers app --yes --output={_folder["asked"]}\r\n", terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(["pid"], _folder.Snapshot().Keys);
    }

    [TerminalTheory]
    [InlineData("Whose cluster is it?", "\u0004")]
    [InlineData("Whose cluster is it?", "\r", "Name of the application", "\u0004")]
    public async Task CtrlD_AtAPrompt_EndsTheRun(params string[] answers)
    {
        await using var terminal = Open(80, "", "new", "--output", _folder["asked"]);
        for (var i = 0; i < answers.Length; i += 2) await terminal.AnswerAsync(answers[i], answers[i + 1]);

        Assert.True(await terminal.ExitCodeAsync(again: answers[^1]) == ExitCodes.Interrupted, terminal.Screen);
        Assert.Contains("The input ended; nothing was written.", terminal.Screen, StringComparison.Ordinal);
        AssertCursorIsShown(terminal.Screen);
    }

    /// <summary>The run ends with its terminal, whether or not it is told so.</summary>
    [TerminalTheory]
    [InlineData("")]
    [InlineData("trap '' HUP; ")]
    public async Task Terminal_Closed_EndsTheRun(string before)
    {
        await using var terminal = Open(80, before, "new", "--output", _folder["asked"]);
        await terminal.AnswerAsync("Whose cluster is it?", "\r");
        await terminal.AnswerAsync("Name of the application", "");
        using var tool = Process.GetProcessById(int.Parse(_folder.Read("pid"), System.Globalization.CultureInfo.InvariantCulture));

        terminal.Close();

        await tool.WaitForExitAsync().WaitAsync(Soon);
        Assert.Equal(["pid"], _folder.Snapshot().Keys);
    }

    /// <summary>Terminals that cannot be asked at: a clear word, or the run without questions.</summary>
    [TerminalTheory]
    [InlineData(20, "", "error NS1051: The terminal has 20 columns")]
    [InlineData(80, "export TERM=dumb; ", "error NS1029: name must be answered.")]
    [InlineData(80, "unset TERM; ", "error NS1029: name must be answered.")]
    [InlineData(80, "export CI=1; ", "error NS1029: name must be answered.")]
    public async Task Terminal_ThatIsNone_EndsTheRunAtOnce(int columns, string before, string said)
    {
        await using var terminal = Open(columns, before, "new", "--output", _folder["asked"]);

        Assert.True(await terminal.ExitCodeAsync() == ExitCodes.Usage, terminal.Screen);
        Assert.Contains(said, terminal.Screen, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Screen_WithoutUnicodeAndColour_IsPlain()
    {
        await using var terminal = Open(60, "export LC_ALL=C NO_COLOR=1; ", "new", "shop", "--answers", Write("name: shop\nservices: [{name: web, image: r/x:1}]\n"), "--output", _folder["asked"]);
        await terminal.AnswerAsync("Change anything else?", "\r");
        await terminal.AnswerAsync("Write it?", "\r");

        Assert.True(await terminal.ExitCodeAsync() == ExitCodes.Success, terminal.Screen);
        var asked = terminal.Screen.Split("Write it? write")[0];
        Assert.All(asked, c => Assert.True(c < 0x80, $"U+{(int)c:X4}"));
        Assert.DoesNotMatch("\e\\[[0-9;]*(3|4|9)[0-9]m", asked);
    }

    private static void AssertCursorIsShown(string screen) =>
        Assert.True(screen.LastIndexOf("\e[?25h", StringComparison.Ordinal) >= screen.LastIndexOf("\e[?25l", StringComparison.Ordinal), "the cursor stays hidden");

    private string Write(string answers)
    {
        _folder.Write("answers.yaml", answers);
        return _folder["answers.yaml"];
    }

    private OpenTerminal Open(int columns, string before, params string[] arguments)
    {
        var tool = string.Join(' ', new[] { Child.Dotnet, "exec", Path.ChangeExtension(typeof(Program).Assembly.Location, ".dll") }.Concat(arguments).Select(ShellText.Word));
        return new OpenTerminal($"stty cols {columns} rows 24; export TERM=xterm LC_ALL=C.UTF-8; unset CI NO_COLOR; {before}echo $$ >{ShellText.Word(_folder["pid"])}; exec {tool}");
    }

    /// <summary>A program at a terminal of its own: what it printed so far, and keys for it.</summary>
    private sealed class OpenTerminal : IAsyncDisposable
    {
        private readonly Process _script;
        private readonly StringBuilder _screen = new();
        private readonly Task _reading;
        private int _seen;

        public OpenTerminal(string commands)
        {
            _script = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", commands, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["SHELL"] = "/bin/sh" } })!;
            _reading = Task.Run(ReadAsync);
        }

        /// <summary>Everything printed, control sequences included.</summary>
        public string Screen
        {
            get
            {
                lock (_screen) return _screen.ToString();
            }
        }

        /// <summary>Waits until the prompt is there, behind the one before, and types.</summary>
        public async Task AnswerAsync(string prompt, string keys)
        {
            var clock = Stopwatch.StartNew();
            int at;
            while ((at = Screen.IndexOf(prompt, _seen, StringComparison.Ordinal)) < 0)
            {
                Assert.True(clock.Elapsed < Soon && !_reading.IsCompleted, $"'{prompt}' does not come:\n{Screen}");
                await Task.Delay(20);
            }

            _seen = at + prompt.Length;
            await _script.StandardInput.WriteAsync(keys);
            await _script.StandardInput.FlushAsync();
        }

        /// <param name="again">A key that is pressed each second until the end: the terminal swallows Ctrl-D while the program is still about to take over its keys.</param>
        public async Task<int> ExitCodeAsync(string again = "")
        {
            var exit = _script.WaitForExitAsync().WaitAsync(Soon);
            while (again.Length > 0 && await Task.WhenAny(exit, Task.Delay(1000)) != exit)
            {
                await _script.StandardInput.WriteAsync(again);
                await _script.StandardInput.FlushAsync();
            }

            await exit;
            await _reading.WaitAsync(Soon);
            return _script.ExitCode;
        }

        /// <summary>As when the window is closed.</summary>
        public void Close() => _script.Kill();

        public async ValueTask DisposeAsync()
        {
            if (!_script.HasExited) _script.Kill();
            await _script.WaitForExitAsync();
            _script.Dispose();
        }

        private async Task ReadAsync()
        {
            var buffer = new char[4096];
            while (await _script.StandardOutput.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_screen) _screen.Append(buffer, 0, count);
            }
        }
    }
}

/// <summary>A test that needs <c>script</c> of util-linux.</summary>
public sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = Missing;

    internal static string? Missing => OperatingSystem.IsLinux() && File.Exists("/usr/bin/script") ? null : "script of util-linux is absent, which makes a terminal for a test.";
}

/// <summary>A theory that needs <c>script</c> of util-linux.</summary>
public sealed class TerminalTheoryAttribute : TheoryAttribute
{
    public TerminalTheoryAttribute() => Skip = TerminalFactAttribute.Missing;
}
