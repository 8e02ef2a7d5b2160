using System.Collections.Immutable;
using NetScaffold.Bundles;

namespace NetScaffold.Cli.Files;

/// <summary>A folder beside the bundle it should hold: everything a run would do, worked out before anything is touched.</summary>
/// <param name="Changes">Sorted by path, the lock aside.</param>
/// <param name="Lock">What happens to the lock; a conflict when another program's file has its name.</param>
internal sealed record FolderComparison(ImmutableArray<FileChange> Changes, FileChange Lock)
{
    /// <summary>What stops a run without <c>--force</c>; the lock last.</summary>
    public IEnumerable<FileChange> Conflicts => Changes.Append(Lock).Where(c => c.State == FileState.Conflict);

    /// <summary>True when any file of the bundle is not as it should be; a lock that merely names an older tool does not count.</summary>
    public bool HasDrift => Changes.Any(c => c.State != FileState.Unchanged);
}
