using System.Collections.Immutable;
using System.Text;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>The folder of a bundle, for reading: there or not yet there, never left through a link.</summary>
internal sealed class BundleFolder
{
    private readonly List<Diagnostic> _problems = [];
    private readonly Dictionary<string, string?> _folders = new(StringComparer.Ordinal);

    private BundleFolder(string target, string fullPath, string? firstMissing)
    {
        (Target, FullPath, FirstMissing) = (target, fullPath, firstMissing);
    }

    /// <summary>As the user named it.</summary>
    public string Target { get; }

    /// <summary>Where it is, links followed: the user may name a link, only links inside are watched.</summary>
    public string FullPath { get; }

    /// <summary>The folder itself or the topmost of its parents that has to be created; null when it exists.</summary>
    public string? FirstMissing { get; }

    public static Outcome<BundleFolder> Open(string target)
    {
        if (target.Length == 0 || target.Contains('\0')) return Outcome.Failed<BundleFolder>(WritingDiagnostics.CannotWrite(target));
        if (AbsolutePath(target) is not { } absolute) return Outcome.Failed<BundleFolder>(WritingDiagnostics.NoWorkingFolder(target));
        if (RealPath.Of(absolute) is not { } fullPath) return Outcome.Failed<BundleFolder>(WritingDiagnostics.CannotWrite(target));
        if (Directory.Exists(fullPath)) return Outcome.Of(new BundleFolder(target, fullPath, null));
        if (File.Exists(fullPath)) return Outcome.Failed<BundleFolder>(WritingDiagnostics.TargetIsFile(target));

        var missing = fullPath;
        while (Path.GetDirectoryName(missing) is { } parent && !Directory.Exists(parent))
        {
            if (File.Exists(parent))
                return Outcome.Failed<BundleFolder>(WritingDiagnostics.TargetBelowFile(target, Path.GetFileName(parent)));
            missing = parent;
        }

        return Outcome.Of(new BundleFolder(target, fullPath, missing));
    }

    private static string? AbsolutePath(string target)
    {
        try
        {
            return Path.GetFullPath(target);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Compares the folder with a bundle.</summary>
    /// <param name="wanted">The bundle as it should be.</param>
    /// <param name="next">The lock to write with it.</param>
    /// <param name="untracked">Files to create beside it that people own: the answers file.</param>
    /// <returns>No value when a file cannot be compared: NS8005, NS8010, NS8012, NS8014. NS8008 travels as a warning.</returns>
    public Outcome<FolderComparison> Compare(RenderedBundle wanted, BundleLock next, params ImmutableArray<RenderedFile> untracked)
    {
        _problems.Clear();
        _folders.Clear();
        var lockText = Read(BundleLock.FileName);
        var previous = lockText is null ? null : BundleLock.Parse(lockText);
        var changes = BundleDifference.Compute(wanted, previous?.Value, Read, untracked);
        var comparison = new FolderComparison(changes, CompareLock(lockText, next.Print())) { HasReadableLock = previous?.Value is not null };
        return Outcome.From(comparison, [.. previous?.Diagnostics ?? [], .. _problems]);
    }

    /// <summary>The text of a file as it is, byte order mark and line ends included; null when there is no such file.</summary>
    /// <remarks>A file that must not or cannot be read gives null too; <see cref="Compare"/> then reports it.</remarks>
    public string? Read(string path)
    {
        if (FirstMissing is not null || Locate(path) is not { } file) return null;
        if (!File.Exists(file))
        {
            if (Directory.Exists(file)) _problems.Add(WritingDiagnostics.InTheWay(path, isFolder: true));
            return null;
        }

        try
        {
            if (SpecialFile.IsAt(file))
            {
                _problems.Add(WritingDiagnostics.NotRegular(path));
                return null;
            }

            // An empty one is not opened: a device that gives bytes without end has the length 0 too.
            return new FileInfo(file).Length == 0 ? "" : Encoding.UTF8.GetString(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add(WritingDiagnostics.NotReadable(path));
            return null;
        }
    }

    /// <summary>The full path to write to, links of its folders followed; null, with a problem noted, when they lead out.</summary>
    public string? Locate(string path)
    {
        if (!BundlePath.IsInside(path)) throw new InvalidOperationException($"'{path}' is no path inside a bundle.");
        return LocateFolder(FolderOf(path)) is { } folder
            && Path.Combine(folder, NameOf(path)) is var file
            && FollowInside(path, file) is not null ? file : null;
    }

    private static FileChange CompareLock(string? before, string after) => before switch
    {
        null => new FileChange(BundleLock.FileName, FileState.Create, null, after),
        _ when BundleText.ToLf(before) == after => new FileChange(BundleLock.FileName, FileState.Unchanged, after, after),
        _ when BundleLock.IsLock(before) => new FileChange(BundleLock.FileName, FileState.Change, BundleText.ToLf(before), after),
        _ => new FileChange(BundleLock.FileName, FileState.Conflict, BundleText.ToLf(before), after) { Cause = ConflictCause.NoLockOfOurs },
    };

    private string? LocateFolder(string path)
    {
        if (path.Length == 0) return FullPath;
        if (_folders.TryGetValue(path, out var known)) return known;

        var folder = LocateFolder(FolderOf(path)) is { } parent ? FollowInside(path, Path.Combine(parent, NameOf(path))) : null;
        if (folder is not null && File.Exists(folder))
        {
            _problems.Add(WritingDiagnostics.InTheWay(path, isFolder: false));
            folder = null;
        }

        return _folders[path] = folder;
    }

    private string? FollowInside(string path, string fullPath)
    {
        if (RealPath.LinkTarget(fullPath) is null) return fullPath;
        if (RealPath.Of(fullPath) is { } real && real.StartsWith(FullPath + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return real;
        _problems.Add(WritingDiagnostics.LinkLeadsOut(path));
        return null;
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
