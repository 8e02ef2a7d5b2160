using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetScaffold.Tests.Support;

/// <summary>One parsed object. <see cref="Namespace"/> is empty where the object has none.</summary>
public sealed record KubeObject(string ApiVersion, string Kind, string Namespace, string Name, Dictionary<string, object?> Tree)
{
    // The escaping that JSON itself asks for is enough.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The objects of a YAML stream, in order; empty documents are left out.</summary>
    /// <exception cref="YamlDotNet.Core.YamlException">Not YAML, or a key twice in one map.</exception>
    /// <exception cref="InvalidDataException">A document that is no object.</exception>
    public static ImmutableArray<KubeObject> ParseAll(string yamlStream) =>
        [.. KubeYaml.ParseStream(yamlStream).Where(document => document is not null).Select(From)];

    public static KubeObject From(object? document)
    {
        var tree = document as Dictionary<string, object?> ?? throw new InvalidDataException("A document is no map.");
        var metadata = tree.Map("metadata");
        return new KubeObject(
            tree.Text("apiVersion") ?? throw new InvalidDataException("A document has no apiVersion."),
            tree.Text("kind") ?? throw new InvalidDataException("A document has no kind."),
            metadata.Text("namespace") ?? "",
            metadata.Text("name") ?? "",
            tree);
    }

    public Dictionary<string, object?>? Spec => Tree.Map("spec");

    public Dictionary<string, string> Labels => Tree.Map("metadata").Texts("labels");

    public Dictionary<string, string> Annotations => Tree.Map("metadata").Texts("annotations");

    public string ToJson() => JsonSerializer.Serialize(Tree, Json);

    public override string ToString() => $"{ApiVersion} {Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}";
}
