using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>Brings a folder to the state that a comparison asks for: all of it or nothing.</summary>
/// <remarks>
/// Up to the first rename a failure or a cancellation leaves the folder as it was. From then on nothing stops the run but the loss
/// of the machine, and each file is old or new; since the lock comes last, the next run completes the work without <c>--force</c>.
/// Bytes are handed to the system, not forced onto the disk: that would cost more than the whole run.
/// </remarks>
internal static class BundleWriter
{
    /// <summary>Writes, unless there are conflicts.</summary>
    /// <param name="folder">The folder that was compared.</param>
    /// <param name="comparison">From <see cref="BundleFolder.Compare"/>, without errors.</param>
    /// <param name="force">Conflicts are overwritten or deleted; nothing keeps the edits.</param>
    /// <param name="cancellation">Looked at before each file and before the renames begin.</param>
    /// <param name="create">How files are made; <see cref="TextFile.CreateNew"/> unless given.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the folder is as it was.</exception>
    public static WriteResult Write(
        BundleFolder folder, FolderComparison comparison, bool force, CancellationToken cancellation, CreateFile? create = null)
    {
        if (!force && comparison.Conflicts.Any())
            return new WriteResult(comparison.Changes, comparison.Problems) { WouldOverwrite = true };

        var leftovers = new Leftovers();
        try
        {
            using var limit = FileSizeLimit.Report();
            if (folder.FirstMissing is { } missing)
                CreateFolder(folder, missing, comparison, create ?? TextFile.CreateNew, leftovers, cancellation);
            else if (comparison.Files.Any(f => f.State != FileState.Unchanged) || RunLock.IsIn(folder.FullPath))
                UpdateFolder(folder, comparison, create ?? TextFile.CreateNew, leftovers, cancellation);
            return new WriteResult(comparison.Changes, leftovers.Diagnostics);
        }
        catch (FileProblem problem)
        {
            return new WriteResult(comparison.Changes, [problem.Diagnostic, .. leftovers.Diagnostics]);
        }
        catch (OperationCanceledException) when (leftovers.Diagnostics.Length > 0)
        {
            throw new InterruptedWithLeftovers(leftovers);
        }
    }

    /// <summary>Everything goes into a temporary folder, which one rename puts in place.</summary>
    private static void CreateFolder(
        BundleFolder folder, string missing, FolderComparison comparison, CreateFile create, Leftovers leftovers, CancellationToken cancellation)
    {
        var staging = TemporaryFiles.NameFor(missing);
        using var run = EnterStaging(staging, folder.Target, leftovers);
        try
        {
            FileProblem.Guard(folder.Target, () => DeleteContents(staging, static (_, delete) => delete()));
            WriteFiles(Path.Combine(staging, Path.GetRelativePath(missing, folder.FullPath)), comparison, create, cancellation);
            cancellation.ThrowIfCancellationRequested();

            if (Path.Exists(missing)) throw new FileProblem(WritingDiagnostics.AnotherRun(folder.Target));
            // Windows renames no folder in which a file is open.
            if (OperatingSystem.IsWindows()) run.Dispose();
            FileProblem.Guard(folder.Target, () => Directory.Move(staging, missing));
            run.MovedTo(missing);
        }
        catch
        {
            leftovers.Remove(staging, () => DeleteContents(staging, leftovers.Remove));
            run.Dispose();
            leftovers.Remove(staging, () => EmptyFolders.Delete(staging));
            throw;
        }
    }

    private static RunLock EnterStaging(string staging, string target, Leftovers leftovers)
    {
        // Its contents are about to be deleted, so it must not be a link to something else.
        if (RealPath.LinkTarget(staging) is not null) throw new FileProblem(WritingDiagnostics.LinkLeadsOut(Path.GetFileName(staging)));
        FileProblem.Guard(target, () => Directory.CreateDirectory(staging));
        try
        {
            return RunLock.Take(staging, target, leftovers);
        }
        catch (FileProblem)
        {
            leftovers.Remove(staging, () => EmptyFolders.Delete(staging));
            throw;
        }
    }

    /// <summary>Deletes all but the lock of the run, each entry by <paramref name="remove"/>.</summary>
    private static void DeleteContents(string staging, Action<string, Action> remove)
    {
        foreach (var entry in new DirectoryInfo(staging).EnumerateFileSystemInfos())
        {
            if (entry.Name == RunLock.FileName) continue;
            remove(entry.FullName, () =>
            {
                if (entry is DirectoryInfo leftover) leftover.Delete(recursive: true);
                else entry.Delete();
            });
        }
    }

    private static void WriteFiles(string root, FolderComparison comparison, CreateFile create, CancellationToken cancellation)
    {
        string? last = null;
        foreach (var change in comparison.Changes.Append(comparison.Lock))
        {
            cancellation.ThrowIfCancellationRequested();
            FileProblem.Guard(change.Path, () =>
            {
                var file = Path.Combine(root, change.Path);
                var parent = Path.GetDirectoryName(file)!;
                if (parent != last) Directory.CreateDirectory(parent);
                last = parent;
                using var handle = create(file);
                TextFile.Write(handle, change.After ?? "");
            });
        }
    }

    /// <summary>Temporary files beside their targets, then renames, then deletions, the lock last.</summary>
    private static void UpdateFolder(BundleFolder folder, FolderComparison comparison, CreateFile create, Leftovers leftovers, CancellationToken cancellation)
    {
        var pending = comparison.Changes.Where(c => c.State != FileState.Unchanged).ToImmutableArray();
        using var run = RunLock.Take(folder.FullPath, folder.Target, leftovers);
        if (run.FollowsKilledRun) FileProblem.Guard(folder.Target, () => TemporaryFiles.DeleteLeftovers(folder.FullPath));

        var staged = new StagedFiles(create);
        try
        {
            // Answers first: with them in place, a later `render` can complete the rest.
            foreach (var change in pending.OrderBy(c => c.IsTracked).Append(comparison.Lock))
            {
                cancellation.ThrowIfCancellationRequested();
                if (change.After is { } text) staged.Add(change.Path, FullPath(folder, change), text);
            }

            cancellation.ThrowIfCancellationRequested();
            staged.RenameUntil(remaining: 1);
            foreach (var change in pending.Where(c => c.After is null)) Delete(folder, change);
            staged.RenameUntil(remaining: 0);
        }
        catch
        {
            staged.Discard(leftovers);
            throw;
        }
    }

    private static void Delete(BundleFolder folder, FileChange change) => FileProblem.Guard(change.Path, () =>
    {
        var file = FullPath(folder, change);
        File.Delete(file);
        EmptyFolders.DeleteUpTo(folder.FullPath, Path.GetDirectoryName(file)!);
    });

    private static string FullPath(BundleFolder folder, FileChange change) =>
        folder.Locate(change.Path) ?? throw new InvalidOperationException($"'{change.Path}' was not compared.");
}
