using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Manifests that break a rule over objects, with the findings written under their lines; behind <c>#= kept</c> some that do not; and behind
/// <c>#= mutation</c> what breaks the rule, and no other, in a bundle of ours.
/// </summary>
internal sealed class RuleFixture
{
    public const string Folder = "ObjectRules";

    private const string Kept = "#= kept\n";

    private const string Mutated = "#= mutation\n";

    private readonly AnnotatedAnswers _file;

    private RuleFixture(AnnotatedAnswers file, string[] parts, string mutation) => (_file, Broken, KeptText, Mutation) = (file, parts[0], parts[1], RuleMutation.Parse(mutation));

    public string Broken { get; }

    public string KeptText { get; }

    public RuleMutation Mutation { get; }

    public static RuleFixture Read(string code)
    {
        var file = AnnotatedAnswers.Read(Folder, code);
        if (file.Answers.Split(Mutated) is not [var manifests, var mutation] || manifests.Split(Kept) is not [_, _] parts) throw new InvalidDataException($"{code}: a fixture has what breaks the rule, what keeps it, and a mutation.");
        return new RuleFixture(file, parts, mutation);
    }

    /// <summary>Fails unless these findings are the ones written down; rewrites the fixture when it is to be accepted.</summary>
    public void Match(IEnumerable<string> findings) => _file.Match("manifests.yaml", findings);
}

/// <summary>Edits of a bundle's objects.</summary>
/// <param name="Answers">What the bundle is rendered from, besides its name.</param>
/// <param name="Also">Rules that nothing can break this one without breaking, each with the reason as a comment in the fixture.</param>
/// <param name="Steps">In order.</param>
internal sealed record RuleMutation(string Answers, ImmutableArray<string> Also, ImmutableArray<YamlMap> Steps)
{
    public static RuleMutation Parse(string text)
    {
        var map = (YamlMap)(YamlReader.Read(new SourceText("mutation", text)).Value ?? throw new InvalidDataException($"A mutation is a map: {text}"));
        var answers = map.MapAt("answers") is { } given ? YamlPrinter.Print(given) : "";
        return new RuleMutation($"name: shop\nbundle: kustomize\n{answers}", [.. map.TextsAt("also").Select(t => t.Text)], [.. map.MapsAt("steps")]);
    }

    /// <summary>The objects after all steps, as text. A step that finds nothing to change fails.</summary>
    public IEnumerable<SourceText> Apply(IEnumerable<SourceText> files)
    {
        var objects = ManifestReader.Read(files).Objects.Select(o => (Title: $"{o.Kind} {o.Name}", o.Root)).ToList();
        foreach (var step in Steps)
        {
            if (step.TextAt("add") is { } added)
            {
                objects.AddRange(ManifestReader.Read([new SourceText("added", added)]).Objects.Select(o => (Title: $"{o.Kind} {o.Name}", o.Root)));
                continue;
            }

            var title = step.TextAt("object") ?? throw new InvalidDataException("A step names its object, such as Deployment backend.");
            var at = objects.FindIndex(o => o.Title == title);
            if (at < 0) throw new InvalidDataException($"There is no {title} among {string.Join(", ", objects.Select(o => o.Title))}.");
            if (step.FlagAt("delete") == true)
            {
                objects.RemoveAt(at);
                continue;
            }

            YamlNode root = objects[at].Root;
            foreach (var entry in step.MapAt("set")?.Entries ?? []) root = Edit(root, Path(entry.Key.Text), entry.Value);
            foreach (var path in step.TextsAt("remove")) root = Edit(root, Path(path.Text), null);
            objects[at] = (title, (YamlMap)root);
        }

        return objects.Select((o, i) => new SourceText($"object{i:000}.yaml", YamlPrinter.Print(o.Root)));
    }

    /// <summary>As in a JSON Pointer without its first slash: ~1 is a slash; a dash is the place behind the last item.</summary>
    private static ReadOnlySpan<string> Path(string text) => text.Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal)).ToArray();

    private static YamlNode? Changed(YamlNode? node, ReadOnlySpan<string> rest, YamlNode? value) => rest.IsEmpty ? value : Edit(node ?? new YamlMap([], default), rest, value);

    private static YamlNode Edit(YamlNode node, ReadOnlySpan<string> path, YamlNode? value) => node switch
    {
        YamlSequence list => EditList(list, path, value),
        YamlMap map => EditMap(map, path, value),
        _ => throw new InvalidDataException($"There is no {path[0]} in a single value."),
    };

    private static YamlSequence EditList(YamlSequence list, ReadOnlySpan<string> path, YamlNode? value)
    {
        var index = path[0] == "-" ? list.Items.Length : int.Parse(path[0]);
        var item = Changed(index < list.Items.Length ? list.Items[index] : null, path[1..], value);
        return list with { Items = item is null ? list.Items.RemoveAt(index) : index == list.Items.Length ? list.Items.Add(item) : list.Items.SetItem(index, item) };
    }

    private static YamlMap EditMap(YamlMap map, ReadOnlySpan<string> path, YamlNode? value)
    {
        var key = path[0];
        var has = map.TryGet(key, out var entry);
        if (!has && value is null) throw new InvalidDataException($"There is no {key} to remove.");
        var changed = Changed(entry?.Value, path[1..], value);
        ImmutableArray<YamlEntry> others = [.. map.Entries.Where(e => e.Key.Text != key)];
        return new YamlMap(changed is null ? others : has ? [.. map.Entries.Select(e => e.Key.Text == key ? e with { Value = changed } : e)] : others.Add(new YamlEntry(new YamlScalar(key, IsPlain: true, default), changed)), map.At);
    }
}
