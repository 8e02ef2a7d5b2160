using System.Collections.Immutable;
using System.Text;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Rendering;

/// <summary>A patch of one object.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Text">A partial object, or a list of JSON 6902 operations.</param>
/// <param name="NeedsTarget">True for operations, which do not say themselves what they change.</param>
internal sealed record Patch(string Kind, string Name, string Text, bool NeedsTarget);

/// <summary>Finds what an environment has differently from the base, object by object, and prints it as an overlay.</summary>
internal static class Overlay
{
    /// <summary>Groups whose objects Kustomize knows: their lists of maps merge by the key of the items. In all others a merge replaces such lists, so their items are patched by JSON 6902.</summary>
    private static readonly string[] KnownGroups = ["v1", "apps/v1", "autoscaling/v2", "policy/v1", "networking.k8s.io/v1"];

    private static readonly SourceLocation Nowhere = new("overlay");

    /// <summary>The patches that make the second list of files of the first. Both have the same objects in the same order; namespaces are left to Kustomize.</summary>
    public static ImmutableArray<Patch> PatchesBetween(IReadOnlyList<RenderedFile> before, IReadOnlyList<RenderedFile> after)
    {
        var patches = ImmutableArray.CreateBuilder<Patch>();
        for (var i = 0; i < before.Count; i++)
        {
            if (before[i].Text == after[i].Text) continue;
            var (old, changed) = (before[i].Text.Split("\n---\n"), after[i].Text.Split("\n---\n"));
            for (var j = 0; j < old.Length; j++)
            {
                if (old[j] != changed[j] && PatchBetween(Parse(old[j]), Parse(changed[j])) is { } patch) patches.Add(patch);
            }
        }

        return patches.ToImmutable();
    }

    /// <summary>Prints the overlay's <c>kustomization.yaml</c>.</summary>
    public static string Print(string environment, string? ns, ImmutableArray<Patch> patches)
    {
        var text = new StringBuilder();
        text.Append(patches.Length == 0 && ns is null ? $"# {environment} is the base as it is; put what differs here.\n" : $"# What {environment} has differently from the base.\n");
        text.Append("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        if (ns is not null) text.Append($"namespace: {ns}\n");
        text.Append("resources:\n- ../../base\n");
        if (patches.Length == 0) return text.ToString();
        text.Append("patches:\n");
        foreach (var patch in patches)
        {
            // Kustomize looks for each target among all objects by patterns: with a target for every patch, 200 services took minutes.
            text.Append(patch.NeedsTarget ? $"- target:\n    kind: {patch.Kind}\n    name: {patch.Name}\n  patch: |\n" : "- patch: |\n");
            foreach (var line in patch.Text.TrimEnd('\n').Split('\n')) text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static YamlMap Parse(string text)
    {
        var outcome = YamlReader.Read(new SourceText("object", text));
        return outcome.Value as YamlMap ?? throw new TemplateException($"an object is no YAML map: {string.Join("; ", outcome.Diagnostics)}");
    }

    private static Patch? PatchBetween(YamlMap before, YamlMap after)
    {
        var (apiVersion, kind, metadata) = (Text(before, "apiVersion"), Text(before, "kind"), (YamlMap)Value(before, "metadata")!);
        var changes = new List<Change>();
        Compare(before, after, [], changes);
        changes.RemoveAll(c => c.Path is [{ Key: "metadata" }, { Key: "namespace" }]);
        if (changes.Count == 0) return null;
        // A merge puts patched variables first, and Kubernetes expands $(NAME) only by variables that stand before.
        var isKnown = KnownGroups.Contains(apiVersion);
        var canMerge = changes.TrueForAll(c => c.Path.TrueForAll(s => s.Item is null || (isKnown && s.ItemName is not null)) && !c.Path.Exists(s => s.Key == "env"));
        return new Patch(kind, Text(metadata, "name"), canMerge ? Merge(apiVersion, kind, metadata, changes) : Operations(changes), NeedsTarget: !canMerge);
    }

    /// <summary>Every scalar that differs, and every list of scalars, which a merge replaces as a whole. Structure never does: environments differ in values alone.</summary>
    private static void Compare(YamlNode before, YamlNode after, List<Step> path, List<Change> changes)
    {
        switch (before, after)
        {
            case (YamlScalar old, YamlScalar changed):
                if (old.Text != changed.Text) changes.Add(new Change([.. path], changed));
                break;
            case (YamlMap old, YamlMap changed) when old.Entries.Length == changed.Entries.Length:
                foreach (var entry in old.Entries) Compare(entry.Value, Value(changed, entry.Key.Text)!, [.. path, new Step(entry.Key.Text, null, null)], changes);
                break;
            case (YamlSequence old, YamlSequence changed) when old.Items.Length == changed.Items.Length && old.Items.All(i => i is YamlScalar) && changed.Items.All(i => i is YamlScalar):
                if (!Texts(old).SequenceEqual(Texts(changed))) changes.Add(new Change([.. path], changed));
                break;
            case (YamlSequence old, YamlSequence changed) when old.Items.Length == changed.Items.Length:
                for (var i = 0; i < old.Items.Length; i++)
                {
                    var name = old.Items[i] is YamlMap item && Value(item, "name") is YamlScalar scalar ? scalar.Text : null;
                    Compare(old.Items[i], changed.Items[i], [.. path, new Step(i.ToString(System.Globalization.CultureInfo.InvariantCulture), i, name)], changes);
                }

                break;
            default:
                throw new TemplateException($"{string.Join('/', path.Select(s => s.Key))} differs in structure between environments");
        }
    }

    private static IEnumerable<string> Texts(YamlSequence list) => list.Items.Select(i => ((YamlScalar)i).Text);

    private static string Merge(string apiVersion, string kind, YamlMap identity, List<Change> changes)
    {
        var root = new MergeNode();
        foreach (var change in changes)
        {
            var node = root;
            foreach (var step in change.Path) node = node.Child(step);
            node.Value = change.Value;
        }

        // Kustomize finds the object by the namespace too.
        var ns = Value(identity, "namespace") is YamlScalar scalar ? $"  namespace: {YamlPrinter.Print(scalar)}" : "";
        var head = $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata:\n  name: {Text(identity, "name")}\n{ns}";
        var metadata = root.Take("metadata");
        return head + (metadata is null ? "" : YamlPrinter.Print(metadata.ToYaml(), 2)) + (root.IsEmpty ? "" : YamlPrinter.Print(root.ToYaml()));
    }

    private static string Operations(List<Change> changes)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            var pointer = string.Concat(change.Path.Select(s => "/" + s.Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));
            text.Append($"- op: replace\n  path: {pointer}\n  value:{(change.Value is YamlScalar ? " " + YamlPrinter.Print(change.Value) : "\n" + YamlPrinter.Print(change.Value, 2))}");
        }

        return text.ToString();
    }

    private static YamlNode? Value(YamlMap map, string key) => map.TryGet(key, out var entry) ? entry.Value : null;

    private static string Text(YamlMap map, string key) => ((YamlScalar)Value(map, key)!).Text;

    /// <param name="Key">Key of a map, or number of an item.</param>
    /// <param name="Item">The number, for an item.</param>
    /// <param name="ItemName">The item's name, by which lists of known kinds merge.</param>
    private sealed record Step(string Key, int? Item, string? ItemName);

    private sealed record Change(List<Step> Path, YamlNode Value);

    /// <summary>A partial object in the making.</summary>
    private sealed class MergeNode
    {
        private readonly List<(Step Step, MergeNode Node)> _children = [];

        public YamlNode? Value { get; set; }

        public bool IsEmpty => _children.Count == 0;

        public MergeNode Child(Step step)
        {
            if (_children.Find(c => c.Step == step).Node is { } existing) return existing;
            var node = new MergeNode();
            _children.Add((step, node));
            return node;
        }

        public MergeNode? Take(string key)
        {
            var index = _children.FindIndex(c => c.Step.Key == key);
            if (index < 0) return null;
            var node = _children[index].Node;
            _children.RemoveAt(index);
            return node;
        }

        public YamlNode ToYaml()
        {
            if (Value is not null) return Value;
            if (_children[0].Step.Item is null) return new YamlMap([.. _children.Select(c => Entry(c.Step.Key, c.Node.ToYaml()))], Nowhere);
            return new YamlSequence([.. _children.Select(c => Item(c.Step.ItemName!, (YamlMap)c.Node.ToYaml()))], Nowhere);
        }

        private static YamlMap Item(string name, YamlMap item) => new([Entry("name", Name(name)), .. item.Entries], Nowhere);

        /// <summary>A variable may be named null or true: that is a name all the same.</summary>
        private static YamlScalar Name(string name)
        {
            var plain = new YamlScalar(name, true, Nowhere);
            return plain.Kind == "text" ? plain : plain with { IsPlain = false };
        }

        private static YamlEntry Entry(string key, YamlNode value) => new(new YamlScalar(key, true, Nowhere), value);
    }
}
