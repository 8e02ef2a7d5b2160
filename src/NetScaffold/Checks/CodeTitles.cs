using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>What a code of any family stands for, in a few words.</summary>
internal static class CodeTitles
{
    /// <summary>Begins with a capital and has no full stop; the code itself where there is no such code.</summary>
    public static string Of(string code) =>
        ObjectRuleCatalogue.All.FirstOrDefault(r => r.Code == code)?.Title
        ?? RuleCatalogue.All.FirstOrDefault(r => r.Code == code)?.Title
        ?? (DiagnosticCatalogue.All.FirstOrDefault(e => e.Code == code) is { } entry ? char.ToUpperInvariant(entry.Meaning[0]) + entry.Meaning[1..].TrimEnd('.') : code);
}
