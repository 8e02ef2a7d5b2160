using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetScaffold.Checks;

/// <summary>
/// A JSON Schema of draft 4 to 7 as far as Kubernetes' kinds and custom resources use it, with references into its own file.
/// Unknown keywords and formats say nothing, as the drafts have it.
/// </summary>
internal sealed class JsonSchema
{
    private readonly Document _document;

    private readonly JsonElement _source;

    private JsonSchema(Document document, JsonElement source)
    {
        _document = document;
        _source = source;
        if (source.ValueKind != JsonValueKind.Object) return;
        Types = source.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!] : [];
        IsNullable = IsTrue("nullable");
        Properties = source.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToImmutableDictionary(p => p.Name, p => document.SchemaOf(p.Value), StringComparer.Ordinal) : ImmutableDictionary<string, JsonSchema>.Empty;
        PatternProperties = source.TryGetProperty("patternProperties", out var patterns) ? [.. patterns.EnumerateObject().Select(p => (PatternOf(p.Name), document.SchemaOf(p.Value)))] : [];
        Required = source.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array ? [.. required.EnumerateArray().Select(r => r.GetString()!)] : [];
        Additional = source.TryGetProperty("additionalProperties", out var additional) ? document.SchemaOf(additional) : null;
        Items = source.TryGetProperty("items", out var items) && items.ValueKind != JsonValueKind.Array ? document.SchemaOf(items) : null;
        Allowed = source.TryGetProperty("enum", out var allowed) ? [.. allowed.EnumerateArray()] : source.TryGetProperty("const", out var constant) ? [constant] : default;
        Pattern = source.TryGetProperty("pattern", out var pattern) ? PatternOf(pattern.GetString()!) : null;
        AllOf = List("allOf");
        AnyOf = List("anyOf");
        OneOf = List("oneOf");
        Not = source.TryGetProperty("not", out var not) ? document.SchemaOf(not) : null;
    }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="JsonException">The text is no JSON, or a keyword is of the wrong type.</exception>
    public static JsonSchema Parse(ReadOnlyMemory<byte> json)
    {
        // Elements outlive the document only as copies.
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var document = new Document(parsed.RootElement.Clone());
        return document.SchemaOf(document.Root);
    }

    /// <summary>What it refers to; itself when it is no reference.</summary>
    public JsonSchema Target => Reference is { } reference ? _document.Resolve(reference) : this;

    private string? Reference => _source.ValueKind == JsonValueKind.Object && _source.TryGetProperty("$ref", out var reference) ? reference.GetString() : null;

    /// <summary>The schema <c>false</c>, which nothing fits.</summary>
    public bool IsNever => _source.ValueKind == JsonValueKind.False;

    /// <summary>Types that fit; empty for all.</summary>
    public ImmutableArray<string> Types { get; } = [];

    /// <summary>Nothing fits as well: OpenAPI's word.</summary>
    public bool IsNullable { get; }

    /// <summary>Schemas of known keys.</summary>
    public ImmutableDictionary<string, JsonSchema> Properties { get; } = ImmutableDictionary<string, JsonSchema>.Empty;

    /// <summary>Schemas of keys that fit a pattern.</summary>
    public ImmutableArray<(Regex Pattern, JsonSchema Schema)> PatternProperties { get; } = [];

    /// <summary>Keys that must be there.</summary>
    public ImmutableArray<string> Required { get; } = [];

    /// <summary>Of all other keys; null when they may be anything.</summary>
    public JsonSchema? Additional { get; }

    /// <summary>Of each item of a list; null when they may be anything.</summary>
    public JsonSchema? Items { get; }

    /// <summary>The values that fit; default for all.</summary>
    public ImmutableArray<JsonElement> Allowed { get; }

    /// <summary>Of text.</summary>
    public Regex? Pattern { get; }

    /// <summary>All must fit.</summary>
    public ImmutableArray<JsonSchema> AllOf { get; } = [];

    /// <summary>One at least must fit.</summary>
    public ImmutableArray<JsonSchema> AnyOf { get; } = [];

    /// <summary>One and no other must fit.</summary>
    public ImmutableArray<JsonSchema> OneOf { get; } = [];

    /// <summary>Must not fit.</summary>
    public JsonSchema? Not { get; }

    /// <summary>A number under a keyword, such as <c>minLength</c>; null when it is not there.</summary>
    public double? Bound(string keyword) => _source.ValueKind == JsonValueKind.Object && _source.TryGetProperty(keyword, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;

    /// <summary>A keyword is true.</summary>
    public bool IsTrue(string keyword) => _source.ValueKind == JsonValueKind.Object && _source.TryGetProperty(keyword, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>The format; null when there is none.</summary>
    public string? Format => _source.ValueKind == JsonValueKind.Object && _source.TryGetProperty("format", out var format) ? format.GetString() : null;

    /// <summary>A number or text, as Kubernetes has it for ports and quantities.</summary>
    public bool IsIntegerOrText => IsTrue("x-kubernetes-int-or-string") || Format == "int-or-string";

    private ImmutableArray<JsonSchema> List(string keyword) => _source.TryGetProperty(keyword, out var list) ? [.. list.EnumerateArray().Select(_document.SchemaOf)] : [];

    /// <summary>Patterns come from files of others: none may take for ever. Where it has what the safe engine cannot do, a time bounds it.</summary>
    private static Regex PatternOf(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The file that schemas are in.</summary>
    private sealed class Document(JsonElement root)
    {
        private readonly Dictionary<string, JsonSchema> _resolved = new(StringComparer.Ordinal);

        public JsonElement Root { get; } = root;

        /// <exception cref="JsonException">A keyword is of the wrong type.</exception>
        public JsonSchema SchemaOf(JsonElement source)
        {
            try
            {
                return new JsonSchema(this, source);
            }
            catch (Exception exception) when (exception is InvalidOperationException or RegexParseException or ArgumentNullException or NullReferenceException)
            {
                throw new JsonException($"It is no schema: {exception.Message}", exception);
            }
        }

        /// <summary>Resolved when it is needed, since definitions may refer to themselves; a chain of references that leads nowhere fits everything.</summary>
        public JsonSchema Resolve(string reference)
        {
            if (_resolved.TryGetValue(reference, out var known)) return known;
            var at = Root;
            foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var key = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(key, out at)) throw new JsonException($"There is no {reference}.");
            }

            var schema = SchemaOf(at);
            _resolved[reference] = schema;
            for (var steps = 0; schema.Reference is { } next; steps++)
            {
                if (steps > 100) throw new JsonException($"{reference} refers to itself.");
                schema = Resolve(next);
            }

            return _resolved[reference] = schema;
        }
    }
}
