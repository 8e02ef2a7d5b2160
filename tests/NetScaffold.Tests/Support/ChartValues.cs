using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>Holds values for an upstream chart against that chart's own values and schema (invariant I4): Helm ignores a key that no template reads.</summary>
internal static partial class ChartValues
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonSchema?>>> Loaded = new();

    /// <summary>What a chart hands on as it is though it has defaults, so that its keys are those of the Kubernetes API, or of the mesh.</summary>
    private static readonly HashSet<(string Chart, string Path)> HandedOn = [("traefik", "podSecurityContext"), ("traefik", "service.spec"), ("istiod", "meshConfig"), ("cni", "resources"), ("ztunnel", "resources")];

    /// <summary>What a template of the chart reads though its values do not list it; read in the charts themselves.</summary>
    private static readonly HashSet<(string Chart, string Path)> Unlisted = [("base", "base.validationFailurePolicy"), ("cni", "global.platform")];

    /// <summary>Every key that the chart does not have, and every value of another type than the chart's.</summary>
    public static async Task<IEnumerable<string>> ErrorsAsync(string chart, string text)
    {
        var values = (Map)KubeYaml.Parse(text)!;
        // A chart without values takes none.
        if (Charts.Values(chart) is not { } known) return values.Keys.Select(k => $"{chart}: there is no {k}");
        var metadata = Charts.Metadata(chart);
        var dependencies = metadata.Maps("dependencies").Select(d => d.Text("name")!).ToHashSet();
        var comments = Comment().Matches(File.ReadAllText(Repository.InReference("charts", chart, "values.yaml"))).Select(m => m.Groups["key"].Value).ToHashSet();
        var errors = values.SelectMany(v => Errors(chart, v.Key, v.Key, v.Value, known, comments, dependencies)).Select(e => $"{chart}: {e}").ToList();
        if (await SchemaAsync(chart) is { } schema) errors.AddRange(Schemas.ErrorsIn(schema, Coalesced(known, values), $"{chart}: "));
        return errors;
    }

    /// <summary>The chart's defaults with the values over them, which is what Helm holds against the chart's schema.</summary>
    private static Map Coalesced(Map defaults, Map values)
    {
        var all = new Map(defaults);
        foreach (var (key, value) in values) all[key] = value is Map map && defaults.GetValueOrDefault(key) is Map inner ? Coalesced(inner, map) : value;
        return all;
    }

    private static Task<JsonSchema?> SchemaAsync(string chart) => Loaded.GetOrAdd(chart, c => new(() => LoadAsync(c))).Value;

    private static async Task<JsonSchema?> LoadAsync(string chart)
    {
        var file = Repository.InReference("charts", chart, "values.schema.json");
        if (!File.Exists(file)) return null;
        // NJsonSchema knows the older word only.
        return await JsonSchema.FromJsonAsync((await File.ReadAllTextAsync(file)).Replace("$defs", "definitions", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Errors(string chart, string path, string key, object? value, Map known, HashSet<string> comments, HashSet<string> dependencies)
    {
        if (Unlisted.Contains((chart, path)) || (HandedOn.Contains((chart, path)) && value is Map)) return [];
        // A subchart's values are its own; the reference does not hold all of them.
        var isOfSubchart = dependencies.Contains(path.Split('.')[0]);
        if (!known.TryGetValue(key, out var other)) return isOfSubchart || comments.Contains(key) ? [] : [$"there is no {path}"];
        return (value, other) switch
        {
            // What is empty or unset by default takes what the schema or the API says.
            (Map map, Map { Count: > 0 } inner) => map.SelectMany(m => Errors(chart, $"{path}.{m.Key}", m.Key, m.Value, inner, comments, dependencies)),
            (Map, Map or null) or (List<object?>, List<object?> or null) or (_, null) => [],
            _ when value?.GetType() == other.GetType() => [],
            _ => [$"{path} is {value}, but the chart's default is {other}"],
        };
    }

    [GeneratedRegex(@"^\s*#\s*(?<key>[A-Za-z][A-Za-z0-9]*):", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
