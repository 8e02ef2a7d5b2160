using System.Collections.Immutable;
using System.Text.Json;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>A file of a folder of schemas.</summary>
/// <param name="Path">As messages name it.</param>
/// <param name="Json">What it holds.</param>
public sealed record SchemaFile(string Path, ReadOnlyMemory<byte> Json);

/// <summary>Holds objects against the schemas of their kinds.</summary>
/// <param name="find">Gives the file under the first of these names that is there, below the folder of schemas; null when none is.</param>
public sealed class SchemaChecker(Func<IEnumerable<string>, SchemaFile?> find)
{
    private readonly Dictionary<(string ApiVersion, string Kind), JsonSchema?> _schemas = [];

    private readonly List<Diagnostic> _unusable = [];

    /// <summary>What does not fit, and the kinds that were not checked.</summary>
    internal ImmutableArray<CheckFinding> Check(IEnumerable<ManifestObject> objects)
    {
        var findings = new List<CheckFinding>();
        var withoutSchema = new Dictionary<(string, string), (ManifestObject First, int Count)>();
        foreach (var manifest in objects)
        {
            var key = (manifest.ApiVersion, manifest.Kind);
            if (SchemaOf(key) is not { } schema)
            {
                withoutSchema[key] = withoutSchema.TryGetValue(key, out var known) ? (known.First, known.Count + 1) : (manifest, 1);
                continue;
            }

            findings.AddRange(Findings(manifest, schema, key));
        }

        findings.AddRange(withoutSchema.Values.Select(u => new CheckFinding(SchemaDiagnostics.NotChecked(u.First.At, $"{u.First.ApiVersion} {u.First.Kind}", u.Count))));
        findings.AddRange(_unusable.Select(d => new CheckFinding(d)));
        return [.. findings];
    }

    private List<CheckFinding> Findings(ManifestObject manifest, JsonSchema schema, (string, string) key)
    {
        try
        {
            var target = CheckedObject.Of(manifest);
            return [.. SchemaValidator.Validate(manifest.Root, schema).Select(d => new CheckFinding(d with { Message = $"{manifest}: {d.Message}" }) { Object = target })];
        }
        catch (JsonException exception)
        {
            _unusable.Add(SchemaDiagnostics.BadSchema($"schema of {key.Item1} {key.Item2}", exception.Message));
            _schemas[key] = null;
            return [];
        }
    }

    private JsonSchema? SchemaOf((string ApiVersion, string Kind) key)
    {
        if (_schemas.TryGetValue(key, out var known)) return known;
        if (find(NamesOf(key.ApiVersion, key.Kind)) is not { } file) return _schemas[key] = null;
        try
        {
            return _schemas[key] = JsonSchema.Parse(file.Json);
        }
        catch (JsonException exception)
        {
            _unusable.Add(SchemaDiagnostics.BadSchema(file.Path, exception.Message));
            return _schemas[key] = null;
        }
    }

    /// <summary>
    /// The names that collections of schemas give a kind: <c>GROUP/KIND_VERSION.json</c>, as the catalogue of custom resources has it,
    /// with the first part of the group or all of it, and <c>KIND-GROUP-VERSION.json</c>, as kubeconform's default has it. A kind is in lower case.
    /// </summary>
    internal static IEnumerable<string> NamesOf(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        var version = apiVersion[(slash + 1)..];
        // What stands in a manifest becomes part of a path: it may be no path itself.
        if (new[] { group, version, kind }.Any(p => p.AsSpan().ContainsAny("/\\:%") || p.Contains("..", StringComparison.Ordinal))) yield break;
        kind = kind.ToLowerInvariant();
        yield return $"{(group.Length == 0 ? "core" : group)}/{kind}_{version}.json";
        yield return group.Length == 0 ? $"{kind}-{version}.json" : $"{kind}-{group.Split('.')[0]}-{version}.json";
        if (group.Length > 0) yield return $"{kind}-{group}-{version}.json";
        yield return $"{kind}.json";
    }
}
