using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>An object of a manifest, of any kind.</summary>
/// <param name="ApiVersion">As written.</param>
/// <param name="Kind">As written.</param>
/// <param name="Namespace">As written; empty when there is none.</param>
/// <param name="Name">As written; a <c>generateName</c> where there is no name.</param>
/// <param name="Root">All of it.</param>
internal sealed record ManifestObject(string ApiVersion, string Kind, string Namespace, string Name, YamlMap Root)
{
    /// <summary>Where a namespaced object lands when it names no namespace.</summary>
    public const string DefaultNamespace = "default";

    /// <summary>The API group; empty for the core.</summary>
    public string Group => ApiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? ApiVersion[..slash] : "";

    /// <summary>The namespace that a namespaced object is in.</summary>
    public string NamespaceOrDefault => Namespace.Length > 0 ? Namespace : DefaultNamespace;

    /// <summary>Its first line.</summary>
    public SourceLocation At => Root.At;

    /// <summary><c>Service shop/backend</c>.</summary>
    public override string ToString() => Namespace.Length > 0 ? $"{Kind} {Namespace}/{Name}" : $"{Kind} {Name}";
}
