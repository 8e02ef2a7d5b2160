using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>What objects are checked for.</summary>
/// <param name="Kubernetes">The version that they will be applied to, such as 1.36; decides which APIs are served.</param>
public sealed record CheckOptions(KubernetesVersion Kubernetes)
{
    /// <summary>The default of the question, without anything waived by date.</summary>
    public static CheckOptions Default { get; } = new(KubernetesVersion.Parse(Questions.Kubernetes.Default!.Trim('"'))!.Value);

    /// <summary>The day on which waivers are judged; null to let all count.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>How items of the checklist stand by the answers of a bundle, where the objects are those of one; else empty.</summary>
    public ImmutableDictionary<string, (ScoreState State, string Why)> Answered { get; init; } = ImmutableDictionary<string, (ScoreState, string)>.Empty;

    /// <summary>Findings that are accepted wherever they are, as the answers of a bundle say; annotations of an object come first.</summary>
    public ImmutableArray<CheckWaiver> Waivers { get; init; } = [];
}

/// <summary>An accepted finding.</summary>
/// <param name="Code">Of the rule.</param>
/// <param name="Reason">Why; without one the waiver does not count.</param>
/// <param name="Until">The last day on which it counts; null for no end.</param>
/// <param name="At">Where it stands.</param>
public record CheckWaiver(string Code, string Reason, DateOnly? Until, SourceLocation At);

/// <summary>A minor version of Kubernetes.</summary>
public readonly record struct KubernetesVersion(int Major, int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>Reads <c>1.36</c>, <c>v1.36</c> and <c>1.36.2</c>; null for anything else.</summary>
    public static KubernetesVersion? Parse(string text)
    {
        var parts = text.TrimStart('v').Split('.');
        return parts.Length is 2 or 3 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor) && major >= 1 && minor >= 0 ? new(major, minor) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(KubernetesVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>True when this one is not older than 1.<paramref name="minor"/>.</summary>
    public bool IsAtLeast(int minor) => CompareTo(new(1, minor)) >= 0;

    /// <summary><c>1.36</c>.</summary>
    public override string ToString() => $"{Major}.{Minor}";
}
