using System.Text;
using NetScaffold.Cli.Wizard;
using NetScaffold.Wizard;

namespace NetScaffold.Tests.Wizard;

/// <summary>Answers by a function of the step: a choice, a text, null for back. Without a function, and for "", it presses Enter.</summary>
internal sealed class ScriptedPrompter(Func<Step, string?>? answer = null) : IPrompter
{
    private readonly StringBuilder _transcript = new();

    public int Width { get; init; } = 80;

    /// <summary>The steps in the order asked.</summary>
    public List<Step> Steps { get; } = [];

    /// <summary>What was said, with a line for each question and its answer.</summary>
    public string Transcript => _transcript.ToString();

    /// <summary>Texts by the key of the step; Enter for all others, and from the second time on.</summary>
    public static ScriptedPrompter Of(params (string Key, string? Text)[] answers)
    {
        var left = answers.ToList();
        return new ScriptedPrompter(step =>
        {
            var index = left.FindIndex(a => a.Key == step.Key);
            if (index < 0) return "";
            var text = left[index].Text;
            left.RemoveAt(index);
            return text;
        });
    }

    public string? Choose(ChooseStep step) => Answer(step);

    public string? ChooseMany(ChooseManyStep step) => Answer(step);

    public string? Ask(TextStep step, Func<string, string?> problem)
    {
        while (Answer(step) is { } text)
        {
            if (problem(text) is not { } why) return text;
            Say($"  {why}");
            if (Steps.Count(s => s.Key == step.Key) > 50) throw new InvalidOperationException($"{step.Key} is asked without end: {why}");
        }

        return null;
    }

    public void Say(params IEnumerable<string> lines)
    {
        foreach (var line in lines) Print(line);
    }

    public void Print(string line) => _transcript.Append(line).Append('\n');

    private string? Answer(Step step)
    {
        Steps.Add(step);
        var text = answer?.Invoke(step) ?? (answer is null ? "" : null);
        if (text is { Length: 0 }) text = step.Default;
        if (step is not TextStep typed) Print(SpectrePrompter.EchoOf(step, text is { Length: 0 } ? "none" : text));
        else Print($"{step.Title}\n{SpectrePrompter.HintOf(typed)} {(text is null ? "<" : text == step.Default ? "" : text)}".TrimEnd());
        return text;
    }
}
