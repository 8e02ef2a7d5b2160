namespace NetScaffold.Diagnostics;

/// <summary>Findings about rules themselves.</summary>
internal static class RuleDiagnostics
{
    /// <summary>NS2599: a waiver for a finding that does not occur.</summary>
    public static Diagnostic UnusedWaiver(SourceLocation at, string code) => new("NS2599", Severity.Info, at,
        $"The waiver for {code} is not used: there is no such finding.")
    { Help = "Remove it." };
}
