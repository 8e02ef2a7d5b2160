using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Rendering;

/// <summary>The values of one chart in one environment: what <c>values.yaml</c> says, by path.</summary>
internal sealed class Values
{
    private readonly Dictionary<string, YamlScalar> _leaves = new(StringComparer.Ordinal);

    private Values(YamlMap root)
    {
        Root = root;
        AddLeaves(root, "");
    }

    /// <summary>The values as a tree.</summary>
    public YamlMap Root { get; }

    /// <summary>Every leaf's path, in the order of the file.</summary>
    public IEnumerable<string> Paths => _leaves.Keys;

    /// <summary>The leaf at a path such as <c>services.api.replicas</c>.</summary>
    /// <exception cref="TemplateException">There is none: a knob names a value that does not exist.</exception>
    public YamlScalar this[string path] => _leaves.TryGetValue(path, out var leaf) ? leaf : throw new TemplateException($"there is no value {path}");

    /// <summary>True when the leaf exists.</summary>
    public bool Has(string path) => _leaves.ContainsKey(path);

    /// <summary>Reads the text of a <c>values.yaml</c>, directive lines aside.</summary>
    /// <exception cref="TemplateException">It is no YAML map: a mistake in the template.</exception>
    public static Values Parse(string text)
    {
        var outcome = YamlReader.Read(new SourceText("values.yaml", text));
        if (outcome.Value is YamlMap map) return new Values(map);
        // A chart without values is a file of comments.
        if (outcome.Diagnostics.All(d => d.Code == "NS1005")) return new Values(new YamlMap([], new SourceLocation("values.yaml")));
        throw new TemplateException(string.Join("; ", outcome.Diagnostics));
    }

    /// <summary>The leaves of <paramref name="other"/> that differ from this, with their tree kept; null when none does.</summary>
    public YamlMap? DifferencesIn(Values other) => Differences(other.Root, "");

    private YamlMap? Differences(YamlMap map, string path)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        foreach (var entry in map.Entries)
        {
            var inner = Join(path, entry.Key.Text);
            if (entry.Value is YamlMap nested)
            {
                if (Differences(nested, inner) is { } differing) entries.Add(entry with { Value = differing });
            }
            else if (entry.Value is YamlScalar scalar && this[inner].Text != scalar.Text)
            {
                entries.Add(entry);
            }
        }

        return entries.Count == 0 ? null : new YamlMap(entries.ToImmutable(), map.At);
    }

    private void AddLeaves(YamlMap map, string path)
    {
        foreach (var entry in map.Entries)
        {
            var inner = Join(path, entry.Key.Text);
            if (entry.Value is YamlMap nested) AddLeaves(nested, inner);
            else if (entry.Value is YamlScalar scalar) _leaves.Add(inner, scalar);
            else throw new TemplateException($"the value {inner} is a list, which no environment can change in part");
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
