using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

/// <summary>Runs the pipeline on answers text, and picks objects out of the result.</summary>
public static class Rendered
{
    /// <summary>A day on which the tests' waivers count; nothing else depends on it.</summary>
    public static DateOnly Today { get; } = new(2026, 11, 1);

    public static Outcome<ScaffoldResult> Try(string answers)
    {
        var tree = YamlReader.Read(new SourceText("netscaffold.yaml", answers));
        return tree.Then(t => Scaffold.Run(t, Today, TemplateSet.BuiltIn));
    }

    public static ScaffoldResult Of(string answers)
    {
        var outcome = Try(answers);
        return outcome.Value ?? throw new InvalidOperationException($"Refused: {string.Join('\n', outcome.Diagnostics)}\n{answers}");
    }

    public static ScaffoldResult OfFixture(string name) => Of(Fixture(name));

    public static string Fixture(string name) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Answers", $"{name}.yaml"));

    /// <summary>All files with the answers file, as on disk.</summary>
    public static IEnumerable<RenderedFile> AllFiles(this ScaffoldResult result) => [.. result.Bundle.Files, result.AnswersFile];

    /// <summary>Every object of the Kustomize form, as the base environment has it, the pods of tests aside, which are no part of what is installed; the answers must ask for that form.</summary>
    public static ImmutableArray<KubeObject> Objects(this ScaffoldResult result) =>
        [.. result.Bundle.Files
            .Where(f => f.Path.StartsWith("kustomize/", StringComparison.Ordinal) && !f.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal) && !f.Path.StartsWith(Tests, StringComparison.Ordinal))
            .SelectMany(f => KubeObject.ParseAll(f.Text))];

    /// <summary>Files of the same objects, as the tool checks them.</summary>
    public static IEnumerable<SourceText> ObjectFiles(this ScaffoldResult result) =>
        result.Bundle.Files
            .Where(f => f.Path.StartsWith("kustomize/", StringComparison.Ordinal) && !f.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal) && !f.Path.StartsWith(Tests, StringComparison.Ordinal))
            .Select(f => new SourceText(f.Path, f.Text));

    /// <summary>The pods that try who can reach whom, of the Kustomize form.</summary>
    public static ImmutableArray<KubeObject> TestPods(this ScaffoldResult result) =>
        [.. result.Bundle.Files.Where(f => f.Path == $"{Tests}calls.yaml").SelectMany(f => KubeObject.ParseAll(f.Text))];

    private const string Tests = "kustomize/app/tests/";

    public static string FileText(this ScaffoldResult result, string path) =>
        result.Bundle.Files.FirstOrDefault(f => f.Path == path)?.Text ?? throw new InvalidOperationException($"There is no {path}.");

    /// <summary>Writes a bundle to a folder, for the real tools.</summary>
    public static void WriteTo(this ScaffoldResult result, string folder)
    {
        foreach (var file in result.AllFiles())
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }
}
