using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace NetScaffold.Tests.Support;

/// <summary>
/// The strict schemas of the reference (invariant I4). An object whose kind and version they lack is a failure: it is not meant to be generated.
/// NJsonSchema ignores keywords and formats it does not know (<c>x-kubernetes-*</c>, <c>int32</c>), as the reference asks.
/// </summary>
public static class Schemas
{
    private sealed record Entry(string ApiVersion, string Kind, string Scope, string File);

    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<ImmutableDictionary<(string ApiVersion, string Kind), Entry>> Index = new(() =>
        JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(Repository.InReference("schemas", "index.json")), CamelCase)!
            .ToImmutableDictionary(e => (e.ApiVersion, e.Kind)));

    // Large ones (Deployment: 200 kB) take tens of milliseconds to load: each is loaded once, when first asked for.
    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonSchema>>> Loaded = new();

    /// <summary>What is wrong with an object, one line each with the path inside it; empty when it fits.</summary>
    public static async Task<ImmutableArray<string>> ErrorsAsync(KubeObject obj)
    {
        if (!Index.Value.TryGetValue((obj.ApiVersion, obj.Kind), out var entry))
            return [$"{obj}: no schema for {obj.ApiVersion} {obj.Kind}"];

        var errors = Describe(await SchemaAsync(entry.File), obj.Tree, $"{obj}: ");
        return IsScopeRight(entry, obj) ? errors : [.. errors, $"{obj}: {obj.Kind} is {entry.Scope}, metadata.namespace disagrees"];
    }

    /// <summary>The same for all objects of a bundle.</summary>
    public static async Task<ImmutableArray<string>> ErrorsAsync(IEnumerable<KubeObject> objects)
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (var obj in objects)
            errors.AddRange(await ErrorsAsync(obj));
        return errors.ToImmutable();
    }

    /// <summary>The same for a file that is no cluster object.</summary>
    /// <param name="fileName"><c>Chart.yaml</c> or <c>kustomization.yaml</c>.</param>
    /// <param name="text">Its YAML.</param>
    public static async Task<ImmutableArray<string>> FileErrorsAsync(string fileName, string text)
    {
        var schema = await SchemaAsync(Path.Combine("files", Path.GetFileNameWithoutExtension(fileName).ToLowerInvariant() + ".json"));
        return Describe(schema, KubeYaml.Parse(text), $"{fileName}: ");
    }

    /// <summary>The same for any tree and schema.</summary>
    public static ImmutableArray<string> ErrorsIn(JsonSchema schema, object? tree, string prefix) => Describe(schema, tree, prefix);

    // Design section 5: every namespaced object carries its namespace.
    private static bool IsScopeRight(Entry entry, KubeObject obj) => entry.Scope == "Namespaced" == obj.Namespace.Length > 0;

    private static Task<JsonSchema> SchemaAsync(string file) =>
        Loaded.GetOrAdd(file, f => new(() => JsonSchema.FromFileAsync(Repository.InReference("schemas", f)))).Value;

    private static ImmutableArray<string> Describe(JsonSchema schema, object? tree, string prefix) =>
        [.. schema.Validate(Token(tree)).SelectMany(e => Lines(e, prefix))];

    // Errors inside allOf, anyOf and oneOf hang below the error about those: the innermost ones say what to mend.
    private static IEnumerable<string> Lines(ValidationError error, string prefix) => error switch
    {
        ChildSchemaValidationError { Errors.Count: > 0 } child => child.Errors.Values.SelectMany(inner => inner).SelectMany(inner => Lines(inner, prefix)).DefaultIfEmpty(Line(error, prefix)),
        _ => [Line(error, prefix)],
    };

    private static string Line(ValidationError error, string prefix) => $"{prefix}{error.Path ?? "#"}: {error.Kind}";

    private static JToken Token(object? value) => value switch
    {
        Dictionary<string, object?> map => new JObject(map.Select(p => new JProperty(p.Key, Token(p.Value)))),
        List<object?> list => new JArray(list.Select(Token)),
        null => JValue.CreateNull(),
        _ => new JValue(value),
    };
}
