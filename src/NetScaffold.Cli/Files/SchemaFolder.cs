using NetScaffold.Checks;

namespace NetScaffold.Cli.Files;

/// <summary>A folder of JSON Schemas, as kubeconform and the catalogue of custom resources lay them out.</summary>
internal sealed class SchemaFolder
{
    private readonly string[] _folders;

    private SchemaFolder(string[] folders) => _folders = folders;

    /// <summary>Opens a folder; null when it is none.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="version">The target version, whose folder is looked into first where there is one for each.</param>
    public static SchemaFolder? Open(string path, KubernetesVersion version)
    {
        if (!Directory.Exists(path)) return null;
        var byVersion = Directory.EnumerateDirectories(path, "*-standalone*")
            .OrderByDescending(f => Path.GetFileName(f).StartsWith($"v{version}.", StringComparison.Ordinal))
            .ThenByDescending(f => f.EndsWith("-strict", StringComparison.Ordinal))
            .ThenByDescending(f => f, StringComparer.Ordinal);
        return new SchemaFolder([path, .. byVersion]);
    }

    /// <summary>The file under the first of these names that is there; null when none is.</summary>
    public SchemaFile? Find(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (_folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path) return new SchemaFile(path, File.ReadAllBytes(path));
        }

        return null;
    }
}
