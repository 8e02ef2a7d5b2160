using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Wizard;

/// <summary>What the wizard asks next: a <see cref="ChooseStep"/>, <see cref="ChooseManyStep"/> or <see cref="TextStep"/>.</summary>
/// <param name="Key">Tells it from the other steps: the path of a question, or a name of the wizard's own.</param>
/// <param name="Title">The question, one sentence.</param>
/// <param name="Default">What Enter takes: a choice, choices joined by commas, or a text; empty for none.</param>
public abstract record Step(string Key, string Title, string Default)
{
    /// <summary>Lines to show before it; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The interview after an answer that nobody judged yet; <see cref="Interview.Answer"/> does both.</summary>
    public required Func<string, Interview> Take { get; init; }
}

/// <summary>One of several choices.</summary>
public sealed record ChooseStep(string Key, string Title, string Default, ImmutableArray<StepChoice> Choices) : Step(Key, Title, Default);

/// <summary>Any number of choices; the answer is joined by commas.</summary>
/// <param name="Key">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Default">See <see cref="Step"/>.</param>
/// <param name="Choices">The choices.</param>
/// <param name="IsRequired">At least one must be taken.</param>
public sealed record ChooseManyStep(string Key, string Title, string Default, ImmutableArray<StepChoice> Choices, bool IsRequired) : Step(Key, Title, Default);

/// <summary>A text.</summary>
/// <param name="Key">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Default">See <see cref="Step"/>.</param>
/// <param name="Empty">What Enter means where there is no default, in words; null when something must be typed.</param>
public sealed record TextStep(string Key, string Title, string Default, string? Empty) : Step(Key, Title, Default);

/// <summary>A choice of a step.</summary>
/// <param name="Value">What is answered, and shown.</param>
/// <param name="Help">One line; may be empty.</param>
public sealed record StepChoice(string Value, string Help)
{
    /// <summary>Why it cannot work with the answers before it; null when it can.</summary>
    public Diagnostic? Refusal { get; init; }
}
