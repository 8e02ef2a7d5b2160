using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>What a run did, or what stopped it.</summary>
/// <param name="Changes">All files of the comparison; they were carried out when nothing in <paramref name="Diagnostics"/> is an error.</param>
/// <param name="Diagnostics">Why nothing was written, and what clean-up left behind.</param>
internal sealed record WriteResult(ImmutableArray<FileChange> Changes, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>True when conflicts, all named, stopped the run: exit code 73.</summary>
    public bool WouldOverwrite { get; init; }

    public bool IsWritten => !Diagnostics.Any(d => d.Severity == Severity.Error);
}
