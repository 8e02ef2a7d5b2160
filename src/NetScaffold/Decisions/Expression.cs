using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Decisions;

/// <summary>A condition over answers, kept as data so that it can be evaluated, explained and compiled for <c>dotnet new</c>.</summary>
public abstract record Expression
{
    /// <summary>Holds for all answers.</summary>
    public static Expression Always { get; } = new AllOf([]);

    /// <summary>True when the condition holds for these answers.</summary>
    public abstract bool Holds(AnswerSet answers);

    /// <summary>The condition in words of the answers file: <c>cluster.cni is cilium and layers has app</c>.</summary>
    public abstract string Describe();

    /// <summary>Both hold.</summary>
    public static Expression operator &(Expression left, Expression right) => new AllOf([left, right]);

    /// <summary>At least one holds.</summary>
    public static Expression operator |(Expression left, Expression right) => new AnyOf([left, right]);

    /// <summary>It does not hold.</summary>
    public static Expression operator !(Expression expression) => new Not(expression);

    /// <inheritdoc/>
    public sealed override string ToString() => Describe();
}

/// <summary>A choice question is answered with this choice; a list question contains it.</summary>
public sealed record ChoiceIs(Question Question, string Choice) : Expression
{
    /// <inheritdoc/>
    public override bool Holds(AnswerSet answers) => answers.Chosen(Question).Contains(Choice);

    /// <inheritdoc/>
    public override string Describe() => Question.Shape is ListShape ? $"{Question.Path} has {Choice}" : $"{Question.Path} is {Choice}";
}

/// <summary>A fact that depends on counts or texts rather than choices; constant for the default services.</summary>
/// <param name="Words">The fact in words: <c>a service is exposed</c>.</param>
/// <param name="Test">Pure; looks at nothing but the answers.</param>
/// <param name="ForDefaults">What the fact is for the default services: what <c>dotnet new</c> compiles in.</param>
public sealed record Fact(string Words, Func<AnswerSet, bool> Test, bool ForDefaults) : Expression
{
    /// <inheritdoc/>
    public override bool Holds(AnswerSet answers) => Test(answers);

    /// <inheritdoc/>
    public override string Describe() => Words;
}

/// <summary>All parts hold; true when there are none.</summary>
public sealed record AllOf(ImmutableArray<Expression> Parts) : Expression
{
    /// <inheritdoc/>
    public override bool Holds(AnswerSet answers) => Parts.All(p => p.Holds(answers));

    /// <inheritdoc/>
    public override string Describe() => Flat().Any() ? string.Join(" and ", Flat().Select(p => p is AnyOf ? $"({p.Describe()})" : p.Describe()).Distinct()) : "always";

    private IEnumerable<Expression> Flat() => Parts.SelectMany(p => p is AllOf inner ? inner.Flat() : [p]);
}

/// <summary>At least one part holds.</summary>
public sealed record AnyOf(ImmutableArray<Expression> Parts) : Expression
{
    /// <inheritdoc/>
    public override bool Holds(AnswerSet answers) => Parts.Any(p => p.Holds(answers));

    /// <inheritdoc/>
    public override string Describe() => string.Join(" or ", Parts.Select(p => p.Describe()));
}

/// <summary>The part does not hold.</summary>
public sealed record Not(Expression Part) : Expression
{
    /// <inheritdoc/>
    public override bool Holds(AnswerSet answers) => !Part.Holds(answers);

    /// <inheritdoc/>
    public override string Describe() => Part is ChoiceIs { Question.Shape: not ListShape } choice ? $"{choice.Question.Path} is not {choice.Choice}" : $"not ({Part.Describe()})";
}
