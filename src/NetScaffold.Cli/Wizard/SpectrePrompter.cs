using System.Text;
using NetScaffold.Wizard;
using Spectre.Console;

namespace NetScaffold.Cli.Wizard;

/// <summary>Asks on a terminal.</summary>
/// <param name="console">With an input that throws <see cref="EndOfStreamException"/> when the terminal is gone.</param>
internal sealed class SpectrePrompter(IAnsiConsole console) : IPrompter
{
    private const string Back = "back", BackSign = "<";

    // Arrow and space before a choice, one free column behind it.
    private const int Margin = 3;

    // The title, two empty lines, a line on more choices, and the line of the cursor.
    private const int LinesAround = 5;

    private const int LeastPage = 3;

    public int Width => console.Profile.Width;

    public string? Choose(ChooseStep step)
    {
        var back = new StepChoice(Back, "the question before");
        var prompt = new SelectionPrompt<StepChoice> { Title = Plain(step.Title), HighlightStyle = new Style(decoration: Decoration.Bold), WrapAround = true, CancelResult = () => back };
        var width = step.Choices.Append(back).Max(c => c.Value.Length);
        var refused = step.Choices.Where(c => c.Refusal is not null).DistinctBy(c => c.Refusal).ToList();
        prompt.Converter = choice => Plain(Row(choice, choice.Refusal is null || refused.Contains(choice) ? HelpOf(choice) : "not possible, for the same reason", width, Margin));
        prompt.PageSize = Page(step.Choices.Append(back).Select(prompt.Converter));
        foreach (var choice in step.Choices) prompt.AddChoice(choice);
        prompt.AddChoice(back);
        prompt.DefaultValue(step.Choices.FirstOrDefault(c => c.Value == step.Default) ?? step.Choices[0]);
        var chosen = Show(prompt);
        Say(EchoOf(step, chosen == back ? null : chosen.Value));
        return chosen == back ? null : chosen.Value;
    }

    public string? ChooseMany(ChooseManyStep step)
    {
        var back = new List<StepChoice>();
        var prompt = new MultiSelectionPrompt<StepChoice> { Title = Plain(step.Title), HighlightStyle = new Style(decoration: Decoration.Bold), WrapAround = true, Required = step.IsRequired, CancelResult = () => back };
        prompt.InstructionsText = "(Space marks, Enter accepts, Escape goes back)";
        var width = step.Choices.Max(c => c.Value.Length);
        // The box before a choice takes four columns.
        prompt.Converter = choice => Plain(Row(choice, HelpOf(choice), width, Margin + 4));
        prompt.PageSize = Page(step.Choices.Select(prompt.Converter));
        foreach (var choice in step.Choices) prompt.AddChoice(choice);
        foreach (var choice in step.Choices.Where(c => step.Default.Split(',').Contains(c.Value))) prompt.Select(choice);
        var chosen = Show(prompt);
        var text = string.Join(',', chosen.Select(c => c.Value));
        Say(EchoOf(step, ReferenceEquals(chosen, back) ? null : text.Length == 0 ? "none" : text));
        return ReferenceEquals(chosen, back) ? null : text;
    }

    public string? Ask(TextStep step, Func<string, string?> problem)
    {
        Say(step.Title);
        var prompt = new TextPrompt<string>(Plain(HintOf(step)))
        {
            AllowEmpty = true,
            Validator = typed => typed.Trim() == BackSign || problem(Typed(step, typed)) is not { } why ? ValidationResult.Success() : ValidationResult.Error(Plain(Wrapped($"  {why}"))),
        };
        var answer = Show(prompt);
        return answer.Trim() == BackSign ? null : Typed(step, answer);
    }

    public void Say(params IEnumerable<string> lines)
    {
        foreach (var line in lines) Print(Wrapped(line));
    }

    public void Print(string line) => console.Profile.Out.Writer.WriteLine(Readable(line));

    private T Show<T>(IPrompt<T> prompt)
    {
        try
        {
            return prompt.Show(console);
        }
        catch (EndOfStreamException)
        {
            // A list hides it.
            console.Cursor.Show(true);
            throw;
        }
    }

    private static string Typed(TextStep step, string typed) => typed.Trim() is { Length: > 0 } text ? text : step.Default;

    /// <summary>A list clears itself away; what was chosen stays.</summary>
    /// <param name="step">The question.</param>
    /// <param name="answer">Null for back.</param>
    internal static string EchoOf(Step step, string? answer) => step.Title.EndsWith('?') ? $"{step.Title} {answer ?? Back}" : $"{step.Title.TrimEnd('.')}: {answer ?? Back}";

    /// <summary>What stands before a text that is typed: the default, or what Enter means.</summary>
    internal static string HintOf(TextStep step) => (step.Default.Length > 0 ? step.Default : step.Empty) is { } hint ? $"({hint}) >" : ">";

    /// <summary>How many choices are shown at once: all, unless their rows and the lines around them are more than the screen has.</summary>
    private int Page(IEnumerable<string> choices)
    {
        var rows = choices.Select(c => c.Count(sign => sign == '\n') + 1).ToList();
        var room = console.Profile.Height - LinesAround;
        return Math.Max(LeastPage, rows.Sum() <= room ? rows.Count : rows.Count * room / rows.Sum());
    }

    /// <summary>The choice in its column, the help beside it.</summary>
    private string Row(StepChoice choice, string help, int width, int margin) => Wrap(choice.Value.PadRight(width + 2), help, Width - margin, width + 1 + margin);

    private static string HelpOf(StepChoice choice) => choice.Refusal is { } refusal ? $"not possible: {refusal.Message} ({refusal.Code})" : choice.Help;

    /// <summary>The line, wrapped below its first letter.</summary>
    private string Wrapped(string line)
    {
        var indent = line.Length - line.TrimStart().Length;
        return line.Length < Width ? line : Wrap(new string(' ', indent), line.Trim(), Width - 1, indent);
    }

    /// <param name="start">What the first line begins with.</param>
    /// <param name="text">Broken between words.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="indent">Columns before each further line; these count.</param>
    private static string Wrap(string start, string text, int width, int indent)
    {
        var wrapped = new StringBuilder(start);
        var column = start.Length;
        foreach (var word in text.Split(' '))
        {
            if (column > start.Length && column + word.Length > width)
            {
                wrapped.Length--;
                wrapped.Append('\n').Append(' ', indent);
                column = start.Length;
            }

            wrapped.Append(word).Append(' ');
            column += word.Length + 1;
        }

        return wrapped.ToString().TrimEnd();
    }

    private string Plain(string text) => Markup.Escape(Readable(text));

    /// <summary>Without Unicode the few signs of our own texts are written in ASCII.</summary>
    private string Readable(string text)
    {
        if (console.Profile.Capabilities.Unicode) return text;
        return string.Concat(text.Select(c => c switch { '…' => "...", '–' => "-", < '\u0080' => c.ToString(), _ => "?" }));
    }
}
