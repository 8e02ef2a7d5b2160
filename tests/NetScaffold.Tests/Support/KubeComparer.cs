using System.Collections.Immutable;
using System.Text.Json;

namespace NetScaffold.Tests.Support;

/// <summary>Compares what Helm renders with what Kustomize builds (invariant I3). Order of objects and keys means nothing, order in lists does.</summary>
public static class KubeComparer
{
    /// <returns>One line per difference, <c>object path: left vs right</c>; sorted by object.</returns>
    public static ImmutableArray<string> Differences(IEnumerable<KubeObject> helmObjects, IEnumerable<KubeObject> kustomizeObjects)
    {
        var differences = new List<string>();
        var helm = ByIdentity(helmObjects, "Helm", differences);
        var kustomize = ByIdentity(kustomizeObjects, "Kustomize", differences);
        foreach (var id in helm.Keys.Union(kustomize.Keys).Order(StringComparer.Ordinal))
        {
            if (!kustomize.TryGetValue(id, out var right))
                differences.Add($"{id}: only in Helm");
            else if (!helm.TryGetValue(id, out var left))
                differences.Add($"{id}: only in Kustomize");
            else
                Compare(id + " ", WithoutHelmMarks(left.Tree), WithoutHelmMarks(right.Tree), differences);
        }

        return [.. differences];
    }

    private static Dictionary<string, KubeObject> ByIdentity(IEnumerable<KubeObject> objects, string side, List<string> differences)
    {
        var byIdentity = new Dictionary<string, KubeObject>(StringComparer.Ordinal);
        foreach (var obj in objects)
        {
            if (!byIdentity.TryAdd(obj.ToString(), obj))
                differences.Add($"{obj}: twice in {side}");
        }

        return byIdentity;
    }

    private static void Compare(string path, object? left, object? right, List<string> differences)
    {
        switch (left, right)
        {
            case (Dictionary<string, object?> leftMap, Dictionary<string, object?> rightMap):
                foreach (var key in leftMap.Keys.Union(rightMap.Keys).Order(StringComparer.Ordinal))
                {
                    if (leftMap.TryGetValue(key, out var leftValue) & rightMap.TryGetValue(key, out var rightValue))
                        Compare($"{path}.{key}", leftValue, rightValue, differences);
                    else
                        differences.Add($"{path}.{key}: {ShownIf(leftMap, key)} vs {ShownIf(rightMap, key)}");
                }

                break;
            case (List<object?> leftList, List<object?> rightList) when leftList.Count == rightList.Count:
                for (var i = 0; i < leftList.Count; i++)
                    Compare($"{path}[{i}]", leftList[i], rightList[i], differences);
                break;
            case (List<object?>, List<object?>):
            case var _ when !Equals(left, right): // long 1 and string "1" differ here, as they do to the API
                differences.Add($"{path}: {Shown(left)} vs {Shown(right)}");
                break;
        }
    }

    private static string ShownIf(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out var value) ? Shown(value) : "absent";

    private static string Shown(object? value)
    {
        var json = JsonSerializer.Serialize(value);
        return json.Length <= 200 ? json : json[..200] + "…";
    }

    /// <summary>A copy without the labels and annotations that only Helm uses, wherever metadata stands (pod and job templates, claims).</summary>
    private static object? WithoutHelmMarks(object? node) => node switch
    {
        Dictionary<string, object?> map => map.ToDictionary(
            p => p.Key,
            p => p is { Key: "metadata", Value: Dictionary<string, object?> metadata } ? Metadata(metadata) : WithoutHelmMarks(p.Value)),
        List<object?> list => list.Select(WithoutHelmMarks).ToList(),
        _ => node,
    };

    private static Dictionary<string, object?> Metadata(Dictionary<string, object?> metadata)
    {
        var copy = new Dictionary<string, object?>(metadata);
        RemoveMarks(copy, "labels", key => key is "helm.sh/chart" or "app.kubernetes.io/managed-by");
        RemoveMarks(copy, "annotations", key => key.StartsWith("helm.sh/", StringComparison.Ordinal) || key.StartsWith("meta.helm.sh/", StringComparison.Ordinal));
        return copy;
    }

    private static void RemoveMarks(Dictionary<string, object?> metadata, string field, Func<string, bool> isMark)
    {
        if (metadata.GetValueOrDefault(field) is not Dictionary<string, object?> all || !all.Keys.Any(isMark))
            return;
        var kept = all.Where(p => !isMark(p.Key)).ToDictionary();
        if (kept.Count > 0)
            metadata[field] = kept;
        else
            metadata.Remove(field); // Kustomize has no reason to write the map at all
    }
}
