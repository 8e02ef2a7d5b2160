namespace NetScaffold.Tests.Support;

/// <summary>
/// Reading trees of <see cref="KubeYaml"/>. An absent key and null are the same, as they are to the Kubernetes API;
/// an empty map or list is something else. A value of another type is a bug of the test or of the manifest, and throws.
/// </summary>
public static class KubeTree
{
    public static Dictionary<string, object?>? Map(this Dictionary<string, object?>? map, string key) => (Dictionary<string, object?>?)map?.GetValueOrDefault(key);

    public static List<object?>? List(this Dictionary<string, object?>? map, string key) => (List<object?>?)map?.GetValueOrDefault(key);

    public static string? Text(this Dictionary<string, object?>? map, string key) => (string?)map?.GetValueOrDefault(key);

    public static long? Number(this Dictionary<string, object?>? map, string key) => (long?)map?.GetValueOrDefault(key);

    public static bool Flag(this Dictionary<string, object?>? map, string key) => (bool?)map?.GetValueOrDefault(key) ?? false;

    /// <summary>The maps in a list; none for an absent list.</summary>
    public static IEnumerable<Dictionary<string, object?>> Maps(this Dictionary<string, object?>? map, string key) =>
        map.List(key)?.Cast<Dictionary<string, object?>>() ?? [];

    /// <summary>A map of strings, such as labels; empty when absent.</summary>
    public static Dictionary<string, string> Texts(this Dictionary<string, object?>? map, string key) =>
        map.Map(key)?.ToDictionary(p => p.Key, p => (string)p.Value!, StringComparer.Ordinal) ?? [];
}
