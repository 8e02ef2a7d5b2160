using System.Collections.Immutable;
using NetScaffold.Decisions;

namespace NetScaffold.Answers;

/// <summary>One decision that a user takes: its place in the answers file, its flag, what may be answered and when it applies.</summary>
/// <param name="Path">Dotted path in the answers file, such as <c>cluster.cni</c>.</param>
/// <param name="Flag">The flag of <c>netscaffold new</c>, such as <c>--cni</c>; null for <c>name</c>, which is an argument, and for <c>services</c>, which has three flags.</param>
/// <param name="Shape">What may be answered.</param>
/// <param name="Help">One line.</param>
public sealed record Question(string Path, string? Flag, Shape Shape, string Help)
{
    /// <summary>The default as it would be written in YAML; null when it is made from other answers, see <see cref="DefaultNote"/>, or when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>In words, how the default follows from other answers.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>When the question matters; an answer given otherwise is reported as unused.</summary>
    public Expression AppliesWhen { get; init; } = Expression.Always;

    /// <summary>When it must be answered, because nothing stands for an answer; null for a question that always has a default.</summary>
    public Requirement? Required { get; init; }

    /// <summary>True when these answers leave it no default.</summary>
    public bool IsRequired(AnswerSet answers) => Required?.When.Holds(answers) == true;

    /// <summary>The section of the answers file: <c>cluster</c> for <c>cluster.cni</c>, empty at the top.</summary>
    public string Section => Path.LastIndexOf('.') is >= 0 and var dot ? Path[..dot] : "";

    /// <summary>The last part of <see cref="Path"/>.</summary>
    public string Key => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The condition that this choice is taken.</summary>
    /// <exception cref="ArgumentException">The question has no such choice.</exception>
    public Expression Is(string choice)
    {
        var choices = Shape switch
        {
            ChoiceShape c => c.Choices.Select(x => x.Value),
            ListShape { Item: ChoiceShape c } => c.Choices.Select(x => x.Value),
            BooleanShape => ["true", "false"],
            _ => [],
        };
        return choices.Contains(choice) ? new ChoiceIs(this, choice) : throw new ArgumentException($"The question {Path} has no choice {choice}.", nameof(choice));
    }

    /// <summary>Two questions are the same when their paths are.</summary>
    public bool Equals(Question? other) => other is not null && Path == other.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Path);
}

/// <summary>That a question must be answered.</summary>
/// <param name="When">The condition.</param>
/// <param name="Placeholder">What stands for the answer in messages: <c>HOST</c>.</param>
/// <param name="StandIn">An answer that fits, for as long as none is given.</param>
/// <param name="Causes">Answers that ask for it: the first that was given is pointed at, else the last.</param>
public sealed record Requirement(Expression When, string Placeholder, string StandIn, ImmutableArray<Question> Causes);
