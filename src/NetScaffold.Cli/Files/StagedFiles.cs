namespace NetScaffold.Cli.Files;

/// <summary>Files under temporary names beside their final ones, until all of them are there.</summary>
internal sealed class StagedFiles(CreateFile create)
{
    private readonly Queue<(string Path, string Temporary, string Final)> _files = [];
    private readonly Stack<string> _newFolders = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Writes a file under its temporary name; an existing file's permissions are kept.</summary>
    public void Add(string path, string fullPath, string text) => FileProblem.Guard(path, () =>
    {
        CreateFolder(Path.GetDirectoryName(fullPath)!);
        var temporary = TemporaryFiles.NameFor(fullPath);
        File.Delete(temporary);
        using var file = create(temporary);
        _files.Enqueue((path, temporary, fullPath));
        if (!OperatingSystem.IsWindows() && File.Exists(fullPath)) File.SetUnixFileMode(file, File.GetUnixFileMode(fullPath));
        TextFile.Write(file, text);
    });

    /// <summary>Gives the files their final names, in the order they were added, as long as there are more than <paramref name="remaining"/>.</summary>
    public void RenameUntil(int remaining)
    {
        while (_files.Count > remaining)
        {
            var (path, temporary, final) = _files.Peek();
            FileProblem.Guard(path, () => File.Move(temporary, final, overwrite: true));
            _files.Dequeue();
        }
    }

    /// <summary>Deletes what still has its temporary name, and the folders made for it.</summary>
    public void Discard(Leftovers leftovers)
    {
        foreach (var (_, temporary, _) in _files) leftovers.Remove(temporary, () => File.Delete(temporary));
        while (_newFolders.TryPop(out var folder)) leftovers.Remove(folder, () => EmptyFolders.Delete(folder));
    }

    private void CreateFolder(string folder)
    {
        if (!_folders.Add(folder) || Directory.Exists(folder)) return;
        CreateFolder(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        _newFolders.Push(folder);
    }
}
