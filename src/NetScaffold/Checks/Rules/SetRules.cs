using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what has to be in the cluster before an object.</summary>
internal static class SetRules
{
    private static readonly HashSet<string> OfEveryCluster = [.. ReservedNamespaces.System, ManifestObject.DefaultNamespace];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4238", Severity.Info, "A kind and its objects in one set", "applied together, the objects come before the API server serves their kind, and are refused at first.", "Apply the CustomResourceDefinitions first, and wait until they are established.", FindKinds),
        new("NS4240", Severity.Info, "A namespace from elsewhere", "while it is missing, the object is refused.", "Make the namespace here too, or see that it is made before.", FindNamespaces),
    ];

    private static IEnumerable<ObjectHit> FindKinds(ObjectSet objects) =>
        from definition in objects.OfKind("apiextensions.k8s.io", "CustomResourceDefinition")
        let first = objects.OfKind(definition.Root.TextAt("spec", "group") ?? "", definition.Root.TextAt("spec", "names", "kind") ?? "").FirstOrDefault()
        where first is not null
        select new ObjectHit(definition, definition.Root.NearestTo("spec", "names", "kind"), $"It makes the kind {first.Kind}, and {first} is there as well");

    private static IEnumerable<ObjectHit> FindNamespaces(ObjectSet objects) =>
        objects.Namespaces.IsEmpty ? [] :
        from manifest in objects.All
        where manifest.Namespace.Length > 0 && !OfEveryCluster.Contains(manifest.Namespace) && !objects.Namespaces.ContainsKey(manifest.Namespace)
        group manifest by manifest.Namespace into missing
        let first = missing.First()
        select new ObjectHit(first, first.Root.NearestTo("metadata", "namespace"), $"The namespace {Shown.Text(missing.Key)} is not among the objects");
}
