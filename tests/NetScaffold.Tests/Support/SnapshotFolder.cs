using System.Text;
using Snapshooter;
using Snapshooter.Exceptions;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Snapshots of whole bundles: one folder per combination, holding the real tree with real file names, so that a review reads
/// like the bundle itself. Snapshooter compares each file in its strict mode; this class gives it the tree instead of its own
/// <c>__snapshots__</c> folders, and adds what it cannot know: files and folders that nobody produces any more.
/// </summary>
public sealed class SnapshotFolder(string root, Func<string, bool> accepts)
{
    private const int FilesShown = 5;

    private static readonly MatchOptions Exactly = new();

    private readonly SnapshotAssert snapshooter = StrictSnapshooter.Create();

    /// <summary>Fails unless the folder holds exactly these files; rewrites it instead where the name is to be accepted.</summary>
    public void Match(string name, IEnumerable<(string Path, string Text)> files)
    {
        if (name is "" or "." or ".." || name != Path.GetFileName(name))
            throw new ArgumentException($"'{name}' is no name of one folder.", nameof(name));
        var folder = Path.Combine(root, name);
        var rendered = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        if (accepts(name))
        {
            Rewrite(folder, rendered);
            return;
        }

        var problems = rendered.Select(f => Difference(folder, f.Path, f.Text)).OfType<string>()
            .Concat(FilesIn(folder).Except(rendered.Select(f => f.Path)).Select(path => $"{path}: in the snapshot, but no longer rendered"))
            .ToList();
        if (problems.Count > 0)
            throw new SnapshotMismatchException(Message(name, problems));
    }

    /// <summary>Fails when there are folders that none of these names produces.</summary>
    public void RequireNoneBut(IEnumerable<string> names)
    {
        var stale = (Directory.Exists(root) ? Directory.GetDirectories(root) : [])
            .Select(folder => Path.GetFileName(folder)).Except(names).Order(StringComparer.Ordinal).ToList();
        if (stale.Count > 0)
            throw new SnapshotMismatchException($"Nobody produces these snapshots any more, delete them: {string.Join(", ", stale)}");
    }

    private string? Difference(string folder, string path, string text)
    {
        try
        {
            var file = Path.Combine(folder, path);
            snapshooter.AssertSnapshot(text, new SnapshotFullName(Path.GetFileName(file), Path.GetDirectoryName(file)!), Exactly);
            return null;
        }
        catch (SnapshotNotFoundException)
        {
            return $"{path}: rendered, but not in the snapshot";
        }
        catch (SnapshotMismatchException mismatch)
        {
            return $"{path}, {mismatch.Message}";
        }
    }

    private static string Message(string name, List<string> problems)
    {
        var message = new StringBuilder($"The snapshot {name} differs in {problems.Count} file(s).\n\n");
        message.AppendJoin('\n', problems.Take(FilesShown));
        if (problems.Count > FilesShown)
            message.Append($"\n… and {problems.Count - FilesShown} more");
        return message.Append($"\n\nAccept this one: NETSCAFFOLD_ACCEPT={name} dotnet test\nAccept all:      NETSCAFFOLD_ACCEPT=1 dotnet test").ToString();
    }

    private static void Rewrite(string folder, List<(string Path, string Text)> files)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    private static IEnumerable<string> FilesIn(string folder) => !Directory.Exists(folder) ? [] :
        Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);
}

public sealed class SnapshotMismatchException : Exception
{
    public SnapshotMismatchException() { }

    public SnapshotMismatchException(string message) : base(message) { }

    public SnapshotMismatchException(string message, Exception inner) : base(message, inner) { }
}
