using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Cli.Output;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Files;

/// <summary>Manifests as text, with what could not be read of a folder.</summary>
/// <param name="Files">In the order of their paths.</param>
/// <param name="Findings">Charts and kustomizations that only their tools can render, and files that cannot be read.</param>
internal sealed record ManifestTexts(ImmutableArray<SourceText> Files, ImmutableArray<Diagnostic> Findings);

/// <summary>Who reads manifests, and what may help.</summary>
/// <param name="Command">The command that reads them, such as <c>reach</c>.</param>
/// <param name="Helm">Renders charts; null to say that they are not read.</param>
/// <param name="Kubectl">Renders kustomizations that change their objects; null to say so.</param>
internal sealed record ManifestReading(string Command, CommandTool? Helm = null, CommandTool? Kubectl = null)
{
    /// <summary>The base environment of a bundle is all that is wanted: others have the same objects with other values.</summary>
    public bool IsOfBase { get; init; }
}

/// <summary>Collects manifests from a file, a folder or the standard input.</summary>
internal sealed class ManifestFiles(ManifestReading reading)
{
    private static readonly string[] Kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>Fields of a kustomization that change its objects in a way that matters here.</summary>
    private static readonly string[] Changes =
    [
        "patches", "patchesStrategicMerge", "patchesJson6902", "namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "components", "helmCharts", "replacements", "transformers", "generators",
    ];

    private readonly List<SourceText> _files = [];
    private readonly List<Diagnostic> _findings = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Reads them all; a folder as a whole, with what a kustomization names in its place.</summary>
    /// <param name="path">As the user gave it; <c>-</c> is the standard input.</param>
    /// <param name="terminal">The outside.</param>
    /// <param name="reading">Who reads, and what may help.</param>
    /// <returns>The texts, or NS1016 or NS1017 when the path itself cannot be read.</returns>
    public static Outcome<ManifestTexts> Read(string path, Terminal terminal, ManifestReading reading)
    {
        var files = new ManifestFiles(reading);
        if (path == "-") files.AddInput(terminal);
        else if (Directory.Exists(path)) files.AddFolder(path);
        else if (File.Exists(path)) files.AddFile(path, isNamed: true);
        else return Outcome.Failed<ManifestTexts>(YamlDiagnostics.NoSuchFile(path));
        // A path that the user named has to be readable; a file somewhere in a folder costs only itself.
        return files._files.Count == 0 && !Directory.Exists(path) && files._findings.Count > 0
            ? Outcome.Failed<ManifestTexts>(files._findings)
            : Outcome.Of(new ManifestTexts([.. files._files], [.. files._findings]));
    }

    private void AddInput(Terminal terminal)
    {
        using var stream = terminal.OpenInput();
        Add("(standard input)", stream);
    }

    /// <param name="path">The file.</param>
    /// <param name="isNamed">The user named it: then it may be a pipe, as a shell makes of a command.</param>
    private void AddFile(string path, bool isNamed = false)
    {
        if (!_seen.Add(Path.GetFullPath(path))) return;
        if (!isNamed && SpecialFile.IsAt(path))
        {
            _findings.Add(YamlDiagnostics.CannotRead(path, "it is a pipe, a socket or a device"));
            return;
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            Add(path, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _findings.Add(YamlDiagnostics.CannotRead(path, exception is UnauthorizedAccessException ? "permission denied" : exception.Message));
        }
    }

    private void Add(string name, Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = stream.Read(buffer); read > 0 && bytes.Length <= ClusterReader.MaxFileBytes; read = stream.Read(buffer)) bytes.Write(buffer, 0, read);
        var text = SourceText.FromBytes(name, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), ClusterReader.MaxFileBytes);
        _findings.AddRange(text.Diagnostics);
        if (text.Value is { } source) _files.Add(source);
    }

    private void AddFolder(string folder)
    {
        if (!_seen.Add(Path.GetFullPath(folder))) return;
        if (File.Exists(Path.Combine(folder, "Chart.yaml")))
        {
            if (reading.Helm is { } helm) AddRendered(helm, "helm", ["template", "release", folder]);
            else _findings.Add(ReachDiagnostics.NeedsTool(new SourceLocation(folder), "This is a chart, whose objects only Helm makes.", $"helm template {folder} | netscaffold {reading.Command} -"));
            return;
        }

        if (Kustomizations.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } kustomization)
        {
            AddKustomization(folder, kustomization);
            return;
        }

        // The pods of a bundle's tests are there while they run, and no part of what it installs.
        if (IsBundle(folder)) _seen.Add(Path.GetFullPath(Path.Combine(folder, "kustomize", "app", "tests")));
        if (IsBundle(folder) && reading.IsOfBase) _seen.Add(Path.GetFullPath(Path.Combine(folder, "kustomize", "app", "overlays")));
        foreach (var entry in EntriesOf(folder))
        {
            if (entry is DirectoryInfo child) AddFolder(Path.Combine(folder, child.Name));
            else if (entry.Extension is ".yaml" or ".yml" or ".json") AddFile(Path.Combine(folder, entry.Name));
        }
    }

    /// <summary>Hidden entries aside, and what a bundle of ours holds besides its objects; links to folders could lead in a circle.</summary>
    private IEnumerable<FileSystemInfo> EntriesOf(string folder)
    {
        try
        {
            // A bundle in both forms has each object twice; without Helm it can be read as it is.
            var isBundle = IsBundle(folder);
            var hasPlainForm = isBundle && Directory.Exists(Path.Combine(folder, "kustomize"));
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(e => !e.Name.StartsWith('.') && !(e is DirectoryInfo && e.LinkTarget is not null))
                .Where(e => !(isBundle && e.Name is "upstream" or "bootstrap") && !(hasPlainForm && e.Name == "helm"))
                .OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _findings.Add(YamlDiagnostics.CannotRead(folder, exception is UnauthorizedAccessException ? "permission denied" : exception.Message));
            return [];
        }
    }

    /// <summary>What a tool makes of a folder; positions are those in its output.</summary>
    private void AddRendered(CommandTool tool, string name, string[] arguments)
    {
        var result = tool.Run(arguments, maxBytes: ClusterReader.MaxFileBytes);
        var title = $"{name} {string.Join(' ', arguments)}";
        if (result.ExitCode != 0)
        {
            _findings.Add(CheckDiagnostics.ToolFailed(title, result.Error));
            return;
        }

        using var output = new MemoryStream(result.Output);
        Add(title, output);
    }

    private static bool IsBundle(string folder) => File.Exists(Path.Combine(folder, AnswersWriter.FileName));

    /// <summary>Reads what it lists, and nothing beside it: patches are no objects.</summary>
    private void AddKustomization(string folder, string kustomization)
    {
        var before = _files.Count;
        AddFile(kustomization);
        if (_files.Count == before) return;
        var source = _files[^1];
        _files.RemoveAt(_files.Count - 1);
        var read = YamlReader.Read(source);
        _findings.AddRange(read.Diagnostics);
        if (read.Value is not YamlMap map) return;
        var changes = map.Entries.Select(e => e.Key.Text).Where(Changes.Contains).ToList();
        if (changes.Count > 0 && reading.Kubectl is { } kubectl)
        {
            AddRendered(kubectl, "kubectl", ["kustomize", folder]);
            return;
        }

        if (changes.Count > 0)
            _findings.Add(ReachDiagnostics.NeedsTool(map.At, $"This kustomization changes its objects ({string.Join(", ", changes)}), which only Kustomize does: they are read as they were before.", $"kubectl kustomize {folder} | netscaffold {reading.Command} -"));
        // bases is what resources were called once, for folders.
        var resources = map.Entries.Where(e => e.Key.Text is "resources" or "bases").SelectMany(e => (e.Value as YamlSequence)?.Items ?? []);
        foreach (var resource in resources.OfType<YamlScalar>())
        {
            var path = Path.Combine(folder, resource.Text);
            if (Directory.Exists(path)) AddFolder(path);
            else if (File.Exists(path)) AddFile(path);
            else _findings.Add(ReachDiagnostics.NeedsTool(resource.At, $"The resource {Shown.Text(resource.Text)} is no file here, and is not read.", $"kubectl kustomize {folder} | netscaffold {reading.Command} -"));
        }
    }
}
