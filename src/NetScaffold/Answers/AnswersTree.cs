using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Changes an answers tree by path, before it is read: <c>--set</c>, flags and the <c>set</c> of an environment.</summary>
public static class AnswersTree
{
    /// <summary>The tree with the value at <paramref name="path"/> replaced or added; items of lists are found by their <c>name</c>, and added when missing.</summary>
    /// <param name="root">The answers.</param>
    /// <param name="path">Dotted, such as <c>services.api.replicas</c>.</param>
    /// <param name="value">The new value; its position is where it was written.</param>
    /// <param name="problem">Why the path cannot be followed; null on success.</param>
    public static YamlMap Set(YamlMap root, string path, YamlNode value, out string? problem)
    {
        problem = null;
        var parts = path.Split('.');
        if (parts.Length > YamlReader.MaxDepth)
        {
            problem = $"the path has more than {YamlReader.MaxDepth} parts";
            return root;
        }

        if (parts.Any(p => p.Length == 0))
        {
            problem = "the path has an empty part";
            return root;
        }

        return (YamlMap)SetIn(root, parts, value, ref problem);
    }

    /// <summary>The node at <paramref name="path"/>, or null.</summary>
    public static YamlNode? Find(YamlNode? node, string path)
    {
        foreach (var part in path.Split('.'))
        {
            node = node switch
            {
                YamlMap map => map.TryGet(part, out var entry) ? entry.Value : null,
                YamlSequence list => list.Items.FirstOrDefault(i => NameOf(i) == part),
                _ => null,
            };
        }

        return node;
    }

    private static YamlNode SetIn(YamlNode? node, ReadOnlySpan<string> path, YamlNode value, ref string? problem)
    {
        if (path.IsEmpty) return value;
        switch (node)
        {
            case null or YamlScalar { IsNull: true }:
                return SetIn(new YamlMap([], value.At), path, value, ref problem);
            case YamlMap map:
                for (var i = 0; i < map.Entries.Length; i++)
                {
                    if (map.Entries[i].Key.Text != path[0]) continue;
                    return new YamlMap(map.Entries.SetItem(i, map.Entries[i] with { Value = SetIn(map.Entries[i].Value, path[1..], value, ref problem) }), map.At);
                }

                return new YamlMap(map.Entries.Add(new YamlEntry(new YamlScalar(path[0], true, value.At), SetIn(null, path[1..], value, ref problem))), map.At);
            case YamlSequence list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (NameOf(list.Items[i]) != path[0]) continue;
                    return list with { Items = list.Items.SetItem(i, SetIn(list.Items[i], path[1..], value, ref problem)) };
                }

                problem = $"there is no item named {path[0]}";
                return node;
            default:
                problem = $"{path[0]} would lie inside a plain value";
                return node;
        }
    }

    private static string? NameOf(YamlNode item) => item switch
    {
        YamlMap map when map.Entries.FirstOrDefault(e => e.Key.Text == "name") is { Value: YamlScalar name } => name.Text,
        _ => null,
    };

    /// <summary>A map of one level, for building trees in code.</summary>
    public static YamlMap Map(SourceLocation at, params ReadOnlySpan<(string Key, YamlNode Value)> entries)
    {
        var list = ImmutableArray.CreateBuilder<YamlEntry>();
        foreach (var (key, value) in entries) list.Add(new YamlEntry(new YamlScalar(key, true, at), value));
        return new YamlMap(list.ToImmutable(), at);
    }
}
