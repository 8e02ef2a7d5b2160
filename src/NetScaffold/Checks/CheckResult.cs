using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>What a check found.</summary>
/// <param name="Objects">What was checked, in the order read.</param>
/// <param name="Found">What could not be read, and what breaks a rule or a schema, by place.</param>
public sealed record CheckResult(ImmutableArray<CheckedObject> Objects, ImmutableArray<CheckFinding> Found)
{
    /// <summary>The items of the checklist, and how they stand.</summary>
    public ImmutableArray<ScoreLine> ScoreCard { get; init; } = [];

    /// <summary>The findings alone.</summary>
    public IEnumerable<Diagnostic> Findings => Found.Select(f => f.Diagnostic);

    /// <summary>The findings, with more beside them, by place.</summary>
    internal CheckResult With(IEnumerable<CheckFinding> more) => this with { Found = Sorted(Found.Concat(more)) };

    /// <summary>By place, then by code.</summary>
    internal static ImmutableArray<CheckFinding> Sorted(IEnumerable<CheckFinding> findings) =>
        [.. findings.OrderBy(f => f.Diagnostic.At).ThenBy(f => f.Diagnostic.Code, StringComparer.Ordinal).ThenBy(f => f.Diagnostic.Message, StringComparer.Ordinal)];
}

/// <summary>An object that was checked.</summary>
/// <param name="Title">Such as <c>Deployment shop/web</c>.</param>
/// <param name="At">Its first line.</param>
public sealed record CheckedObject(string Title, SourceLocation At)
{
    /// <summary>Of a manifest.</summary>
    internal static CheckedObject Of(ManifestObject manifest) => new(manifest.ToString(), manifest.At);
}

/// <summary>A finding, and what it is about.</summary>
/// <param name="Diagnostic">All that is to be said, in one sentence.</param>
public sealed record CheckFinding(Diagnostic Diagnostic)
{
    /// <summary>Whose fault it is; null when it is that of a file, or of answers.</summary>
    public CheckedObject? Object { get; init; }

    /// <summary>The rule that is broken; null for what could not be read and the like.</summary>
    public ObjectRule? Rule { get; init; }

    /// <summary>What was found there, without the rule's reason; the whole message where there is no rule.</summary>
    public string Problem { get => field ?? Diagnostic.Message; init; }

    /// <summary>A waiver accepts it, so it is a note.</summary>
    public bool IsAccepted { get; init; }
}
