using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

using Map = Dictionary<string, object?>;

/// <summary>What a bundle holds, as the coverage looks at it: the objects of its Kustomize form, and what else is installed or read.</summary>
internal static class CoveredExample
{
    /// <summary>Kind of the values of an upstream release.</summary>
    public const string Values = "values of";

    /// <summary>Kind of a section of the README.</summary>
    public const string Section = "README:";

    /// <summary>The one field of such a section.</summary>
    public const string SectionText = "text";

    /// <summary>Kind of a patch for a cluster's own object, which has no kind.</summary>
    public const string Patch = "patch";

    private static readonly ConcurrentDictionary<string, ImmutableArray<CoveredPart>> Rendered = new();

    /// <summary>The folders below examples/.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    /// <summary>The parts of an example, rendered from its answers.</summary>
    public static ImmutableArray<CoveredPart> Of(string name) => OfAnswers(File.ReadAllText(Path.Combine(Repository.Root, "examples", name, AnswersWriter.FileName)));

    /// <summary>The parts of the bundle of these answers.</summary>
    public static ImmutableArray<CoveredPart> OfAnswers(string answers) => Rendered.GetOrAdd(answers, a => [.. Support.Rendered.Of(a).Bundle.Files.SelectMany(Parts)]);

    private static IEnumerable<CoveredPart> Parts(RenderedFile file)
    {
        var folders = file.Path.Split('/');
        return folders[0] switch
        {
            "kustomize" when folders[^1] != "kustomization.yaml" => KubeObject.ParseAll(file.Text).Select(o => new CoveredPart(o.Kind, o.Name, file.Path, o.Tree)),
            "upstream" when folders[^1] == "values.yaml" => [new CoveredPart(Values, folders[1], file.Path, (Map?)KubeYaml.Parse(file.Text) ?? [])],
            "bootstrap" when file.Path.EndsWith(".yaml", StringComparison.Ordinal) => KubeYaml.ParseStream(file.Text).OfType<Map>().Select(t => Cluster(t, file.Path)),
            "README.md" => file.Text.Split("\n## ")[1..].Select(Chapter),
            _ => [],
        };
    }

    private static CoveredPart Cluster(Map tree, string file) =>
        tree.Text("kind") is { } kind ? new(kind, tree.Map("metadata").Text("name") ?? "", file, tree) : new(Patch, Path.GetFileNameWithoutExtension(file), file, tree);

    private static CoveredPart Chapter(string text)
    {
        var title = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        return new(Section, title, $"README.md#{title.ToLower(CultureInfo.InvariantCulture).Replace(' ', '-')}", new Map { [SectionText] = text });
    }
}

/// <summary>An object, or another part of a bundle that can be looked into.</summary>
internal sealed record CoveredPart(string Kind, string Name, string File, Map Tree)
{
    /// <summary>The kind and the name alone.</summary>
    public CoveredPart Emptied() => this with { Tree = Tree.Where(p => p.Key is "apiVersion" or "kind").ToDictionary() };

    public override string ToString() => Kind is CoveredExample.Values or CoveredExample.Section or CoveredExample.Patch ? $"{Kind} {Name}" : Name.Length == 0 ? Kind : $"{Kind}/{Name}";
}
