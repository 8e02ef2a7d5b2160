using System.Collections.Immutable;

namespace NetScaffold.Tests.Files;

/// <summary>A folder of its own for one test, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("netscaffold-test-").FullName;

    /// <summary>Full path of something in the folder.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    public string Read(string relative) => File.ReadAllText(this[relative]);

    /// <summary>Everything below: files with their text, folders (with a slash) without.</summary>
    public ImmutableSortedDictionary<string, string> Snapshot(string relative = "")
    {
        var root = new DirectoryInfo(this[relative]);
        return root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).ToImmutableSortedDictionary(
            e => System.IO.Path.GetRelativePath(root.FullName, e.FullName) + (e is DirectoryInfo ? "/" : ""),
            e => e is FileInfo ? File.ReadAllText(e.FullName) : "",
            StringComparer.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
