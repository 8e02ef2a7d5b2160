using NetScaffold.Wizard;

namespace NetScaffold.Cli.Wizard;

/// <summary>Somebody to ask. Each question can be answered by going back, which is null.</summary>
/// <exception cref="EndOfStreamException">Thrown by each question when nobody is there any more.</exception>
internal interface IPrompter
{
    /// <summary>Columns to write in.</summary>
    int Width { get; }

    /// <summary>One of the choices.</summary>
    string? Choose(ChooseStep step);

    /// <summary>Any of the choices, joined by commas.</summary>
    string? ChooseMany(ChooseManyStep step);

    /// <summary>A text that has no problem; the default when nothing is typed.</summary>
    /// <param name="step">The question.</param>
    /// <param name="problem">Why a text is not taken; null when it is.</param>
    string? Ask(TextStep step, Func<string, string?> problem);

    /// <summary>Prints lines for people, wrapped to the width.</summary>
    void Say(params IEnumerable<string> lines);

    /// <summary>Prints a line as it is, however long: one that is copied must stay in one piece.</summary>
    void Print(string line);
}
