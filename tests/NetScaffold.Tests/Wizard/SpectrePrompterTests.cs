using NetScaffold.Cli.Wizard;
using NetScaffold.Diagnostics;
using NetScaffold.Wizard;
using Spectre.Console.Testing;
using Xunit;

namespace NetScaffold.Tests.Wizard;

/// <summary>Keys to answers, and what stands on the screen.</summary>
public sealed class SpectrePrompterTests
{
    private readonly TestConsole _console = new TestConsole().Interactive().Width(60);

    private SpectrePrompter Prompter => new(_console);

    private static ChooseStep Cni => new("cni", "Pod network.", "existing",
        [new StepChoice("cilium", "eBPF, policies by DNS name, flow logs, and a line that is longer than the screen"), new StepChoice("existing", ""), Refused("none"), Refused("other")])
    { Take = _ => throw new InvalidOperationException() };

    private static StepChoice Refused(string value) => new(value, "") { Refusal = new Diagnostic("NS2999", Severity.Error, default, "nothing would work.") };

    private static TextStep Host(string @default, string? empty = null) => new("host", "DNS name.", @default, empty) { Take = _ => throw new InvalidOperationException() };

    [Fact]
    public void Choose_Enter_TakesTheDefault()
    {
        _console.Input.PushKey(ConsoleKey.Enter);

        Assert.Equal("existing", Prompter.Choose(Cni));
        Assert.Contains("Pod network: existing\n", _console.Output, StringComparison.Ordinal);
        Assert.Contains("> existing", _console.Output, StringComparison.Ordinal);
        Assert.Contains("none      not possible: nothing would work. (NS2999)", _console.Output, StringComparison.Ordinal);
        Assert.All(_console.Output.Split("Pod network: existing")[0].Split('\n'), line => Assert.True(line.TrimEnd().Length <= 60, line));
        Assert.Contains("other     not possible, for the same reason", _console.Output, StringComparison.Ordinal);
        // The help goes on below itself.
        Assert.Matches("\n {12}[a-z ]+ the screen", _console.Output);
    }

    [Fact]
    public void Choose_Arrows_Move()
    {
        _console.Input.PushKey(ConsoleKey.UpArrow);
        _console.Input.PushKey(ConsoleKey.Enter);

        Assert.Equal("cilium", Prompter.Choose(Cni));
    }

    [Theory]
    [InlineData(ConsoleKey.Escape)]
    [InlineData(ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Enter)]
    public void Choose_EscapeOrTheLastEntry_GoesBack(params ConsoleKey[] keys)
    {
        foreach (var key in keys) _console.Input.PushKey(key);

        Assert.Null(Prompter.Choose(Cni));
    }

    [Fact]
    public void ChooseMany_Space_Marks()
    {
        foreach (var key in new[] { ConsoleKey.Spacebar, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Spacebar, ConsoleKey.Enter }) _console.Input.PushKey(key);

        // The default is marked already; the first is marked, the third too.
        Assert.Equal("cilium,existing,none", Prompter.ChooseMany(new ChooseManyStep("x", "Calls?", "existing", Cni.Choices, IsRequired: false) { Take = Cni.Take }));
    }

    [Fact]
    public void ChooseMany_NothingMarked_IsEmpty_AndEscapeIsBack()
    {
        var step = new ChooseManyStep("x", "Calls?", "", Cni.Choices, IsRequired: false) { Take = Cni.Take };
        _console.Input.PushKey(ConsoleKey.Enter);
        _console.Input.PushKey(ConsoleKey.Escape);

        Assert.Equal("", Prompter.ChooseMany(step));
        Assert.Null(Prompter.ChooseMany(step));
    }

    [Theory]
    [InlineData("", "app.example.com")]
    [InlineData(" x.test ", "x.test")]
    [InlineData("<", null)]
    public void Ask_Text_IsTrimmedAndMayBeLeftOut(string typed, string? expected)
    {
        _console.Input.PushTextWithEnter(typed);

        Assert.Equal(expected, Prompter.Ask(Host("app.example.com"), _ => null));
        Assert.StartsWith("DNS name.\n(app.example.com) >", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ask_Junk_SaysWhyUntilItFits()
    {
        _console.Input.PushTextWithEnter("[red]junk[/] \u0007{0}");
        _console.Input.PushTextWithEnter("");
        _console.Input.PushTextWithEnter("fine");

        Assert.Equal("fine", Prompter.Ask(Host(""), typed => typed == "fine" ? null : $"'{typed}' [[ is not {{1}} fine."));
        Assert.Contains("  '[red]junk[/] {0}' [[ is not {1} fine.\n", _console.Output, StringComparison.Ordinal);
        Assert.Contains("  '' [[ is not {1} fine.\n", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Say_WithoutUnicode_IsAscii()
    {
        _console.Profile.Capabilities.Unicode = false;

        Prompter.Say("a…–ä");

        Assert.Equal("a...-?\n", _console.Output);
    }

    [Fact]
    public void Print_LongLine_StaysInOnePiece()
    {
        var line = string.Join(' ', Enumerable.Repeat("word", 40));
        Prompter.Print(line);
        Prompter.Say("  " + line);

        Assert.StartsWith(line + "\n  word", _console.Output, StringComparison.Ordinal);
        Assert.All(_console.Output.Split('\n').Skip(1), l => Assert.True(l.Length <= 60, l));
    }
}
