using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>A folder beside the bundle it should hold: everything a run would do, worked out before anything is touched.</summary>
/// <param name="Changes">Sorted by path, the lock aside.</param>
/// <param name="Lock">What happens to the lock; a conflict when another program's file has its name.</param>
internal sealed record FolderComparison(ImmutableArray<FileChange> Changes, FileChange Lock)
{
    /// <summary>What stops a run without <c>--force</c>; the lock last.</summary>
    public IEnumerable<FileChange> Conflicts => Changes.Append(Lock).Where(c => c.State == FileState.Conflict);

    /// <summary>NS8006 and NS8007: what stops a run without <c>--force</c>, each with its cause.</summary>
    public ImmutableArray<Diagnostic> Problems =>
        [.. Conflicts.Select(c => c.After is null ? WritingDiagnostics.WouldDelete(c.Path) : WritingDiagnostics.WouldOverwrite(c.Path, c.Cause ?? ConflictCause.NotOurs))];

    /// <summary>False when the lock is missing, or cannot be read.</summary>
    public required bool HasReadableLock { get; init; }

    /// <summary>What a run does to each file, the lock among them, by path.</summary>
    public ImmutableArray<FileChange> Files => Sorted(Lock);

    /// <summary>The same for a run that only compares: a lock that can be read is as it should be, even if it names an older tool or other words in the answers.</summary>
    public ImmutableArray<FileChange> Compared => Sorted(HasReadableLock ? Lock with { State = FileState.Unchanged } : Lock);

    private ImmutableArray<FileChange> Sorted(FileChange @lock) => [.. Changes.Append(@lock).OrderBy(c => c.Path, StringComparer.Ordinal)];
}
