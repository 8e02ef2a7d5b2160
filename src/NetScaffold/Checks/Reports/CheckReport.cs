using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>All that a check has to say, for the forms in which it is said.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Threshold">Findings at this severity or above fail the run.</param>
/// <param name="ToolVersion">Such as 1.2.0.</param>
public sealed record CheckReport(CheckResult Result, Severity Threshold, string ToolVersion)
{
    /// <summary>The run fails.</summary>
    public bool Fails => Result.Findings.Any(f => f.Severity >= Threshold);

    /// <summary>How many findings there are of a severity.</summary>
    public int Count(Severity severity) => Result.Findings.Count(f => f.Severity == severity);
}
