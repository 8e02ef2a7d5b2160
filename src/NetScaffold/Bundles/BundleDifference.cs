using System.Collections.Immutable;

namespace NetScaffold.Bundles;

/// <summary>Compares a bundle with a folder that may hold an older one.</summary>
public static class BundleDifference
{
    /// <summary>Decides for each file of the bundle, and each that the last run left, what happens to it.</summary>
    /// <param name="wanted">The bundle as it should be.</param>
    /// <param name="previous">The lock in the folder; null when there is none to trust, which makes every differing file a conflict.</param>
    /// <param name="readExisting">Gives the text of a path in the folder, null when there is no such file; called once for each path.</param>
    /// <param name="untracked">Files that people own from then on (the answers file): differing ones are always conflicts.</param>
    /// <returns>
    /// Sorted by path (ordinal). Files that are neither wanted nor in the lock do not appear. Since equal text is unchanged whatever
    /// the lock says, a run after an interrupted one finishes its work without a conflict.
    /// </returns>
    public static ImmutableArray<FileChange> Compute(
        RenderedBundle wanted,
        BundleLock? previous,
        Func<string, string?> readExisting,
        params ImmutableArray<RenderedFile> untracked)
    {
        var locked = previous?.Files ?? ImmutableSortedDictionary<string, string>.Empty;
        var changes = new List<FileChange>();
        var unlisted = previous is null ? ConflictCause.NoLock : ConflictCause.NotOurs;
        changes.AddRange(wanted.Files.Select(f => Produced(f, readExisting(f.Path), locked.GetValueOrDefault(f.Path), unlisted)));
        changes.AddRange(untracked.Select(f => Produced(f, readExisting(f.Path), null, ConflictCause.OtherAnswers) with { IsTracked = false }));

        var produced = changes.Select(c => c.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, digest) in locked)
        {
            if (!produced.Contains(path) && readExisting(path) is { } existing)
                changes.Add(NoLongerProduced(path, existing, digest));
        }

        return [.. changes.OrderBy(c => c.Path, StringComparer.Ordinal)];
    }

    private static FileChange Produced(RenderedFile file, string? existing, string? digest, ConflictCause unlisted)
    {
        if (existing is null) return new FileChange(file.Path, FileState.Create, null, file.Text);
        var before = BundleText.ToLf(existing);
        var state = before == file.Text ? FileState.Unchanged
            : IsUnedited(before, digest) ? FileState.Change
            : FileState.Conflict;
        return new FileChange(file.Path, state, before, file.Text) { Cause = state != FileState.Conflict ? null : digest is null ? unlisted : ConflictCause.Edited };
    }

    private static FileChange NoLongerProduced(string path, string existing, string digest)
    {
        var before = BundleText.ToLf(existing);
        return IsUnedited(before, digest)
            ? new FileChange(path, FileState.Delete, before, null)
            : new FileChange(path, FileState.Conflict, before, null) { Cause = ConflictCause.Edited };
    }

    private static bool IsUnedited(string before, string? digest) => digest is not null && BundleText.Digest(before) == digest;
}
