using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>A check over answers.</summary>
/// <param name="Code"><c>NS2nnn</c>: rule nnn of the public rule list, or one of our own from 500 on.</param>
/// <param name="Severity">Errors refuse the combination.</param>
/// <param name="Title">The mistake, in a few words.</param>
/// <param name="Reason">Why it is one.</param>
/// <param name="Fix">What to do.</param>
/// <param name="Find">Every place where it is made; pure.</param>
public sealed record Rule(string Code, Severity Severity, string Title, string Reason, string Fix, Func<AnswerSet, IEnumerable<RuleHit>> Find)
{
    /// <summary>False for what the API server would reject, and for what no release has a setting for: no waiver makes that work.</summary>
    public bool IsWaivable { get; init; } = true;

    /// <summary>True for what is a mistake in the base alone: other environments are smaller on purpose.</summary>
    public bool IsAboutBase { get; init; }

    /// <summary>A rule over choices alone: it holds or not, and points at one question.</summary>
    public static Rule OverChoices(string code, Severity severity, string title, Expression when, Question at, string reason, string fix) =>
        new(code, severity, title, reason, fix, answers => when.Holds(answers) ? [new RuleHit(at.Path, title)] : []) { When = when };

    /// <summary>The condition, for a rule over choices.</summary>
    public Expression? When { get; private init; }
}

/// <summary>A place where a rule is broken.</summary>
/// <param name="Path">Path of the answer.</param>
/// <param name="Message">What is wrong there, one sentence without the final stop.</param>
public readonly record struct RuleHit(string Path, string Message);
