using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about names and labels.</summary>
internal static class NamingRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4519", Severity.Info, "Pods in the namespace default", "policies, quotas and rights of a namespace then hold for whatever else is put there.", "Give the app a namespace of its own.", FindDefaultNamespace),
        new("NS4528", Severity.Error, "One name twice in a pod", "the API server refuses the object.", "Give each its own name.", FindDoubles),
        new("NS4529", Severity.Error, "A name or label that Kubernetes does not allow", "the API server refuses the object.", "Use letters, digits and dashes, in lower case for names, at most 63 characters; labels may have dots and underscores inside.", FindMalformed),
        new("NS4586", Severity.Info, "A namespace's name as a label of its own", "whoever may edit a namespace may write any name there, and namespaces that nobody labelled lack it.", "Select by kubernetes.io/metadata.name, which the API server sets.", FindNameLabels),
    ];

    /// <summary>A namespace that is not written may be given when the objects are applied.</summary>
    private static IEnumerable<ObjectHit> FindDefaultNamespace(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.Owner.Namespace == ManifestObject.DefaultNamespace
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("metadata", "namespace"), "Its namespace is default");

    private static IEnumerable<ObjectHit> FindDoubles(ObjectSet objects)
    {
        foreach (var pod in objects.Pods)
        {
            foreach (var later in Later(pod.Containers.Select(c => c.Map))) yield return new ObjectHit(pod.Owner, later.NearestTo("name"), $"Two containers have the name {Shown.Text(later.TextAt("name") ?? "")}");
            foreach (var later in Later(pod.Spec.MapsAt("volumes"))) yield return new ObjectHit(pod.Owner, later.NearestTo("name"), $"Two volumes have the name {Shown.Text(later.TextAt("name") ?? "")}");
            foreach (var container in pod.Containers)
            {
                foreach (var later in Later(container.Ports)) yield return new ObjectHit(pod.Owner, later.NearestTo("name"), $"Two ports of {container} have the name {Shown.Text(later.TextAt("name") ?? "")}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindNameLabels(ObjectSet objects) =>
        from ns in objects.OfKind("", "Namespace")
        where ns.Root.NodeAt("metadata", "labels", "name") is not null
        select new ObjectHit(ns, ns.Root.NearestTo("metadata", "labels", "name"), $"Its label name is {Shown.Text(ns.Root.TextAt("metadata", "labels", "name") ?? "")}");

    /// <summary>Those whose name an earlier one has.</summary>
    private static IEnumerable<YamlMap> Later(IEnumerable<YamlMap> maps) =>
        maps.Where(m => m.TextAt("name") is not null).GroupBy(m => m.TextAt("name"), StringComparer.Ordinal).SelectMany(g => g.Skip(1));

    private static IEnumerable<ObjectHit> FindMalformed(ObjectSet objects)
    {
        foreach (var manifest in objects.All)
        {
            if (manifest.Root.NodeAt("metadata", "name") is YamlScalar name && !ObjectNames.IsPlaceholder(name.Text) && !ObjectNames.IsNameOf(manifest, name.Text)) yield return new ObjectHit(manifest, name, $"{Shown.Text(name.Text)} is no name of a {manifest.Kind}");
            foreach (var hit in Labels(manifest, manifest.Root.MapAt("metadata", "labels"))) yield return hit;
        }

        foreach (var pod in objects.Pods)
        {
            if (pod.Owner.Kind != "Pod")
            {
                foreach (var hit in Labels(pod.Owner, pod.Metadata.MapAt("labels"))) yield return hit;
            }

            foreach (var container in pod.Containers)
            {
                if (container.Map.NodeAt("name") is YamlScalar name && !ObjectNames.IsPlaceholder(name.Text) && !ObjectNames.IsLabel(name.Text)) yield return new ObjectHit(pod.Owner, name, $"{Shown.Text(name.Text)} is no name of a container");
            }
        }
    }

    private static IEnumerable<ObjectHit> Labels(ManifestObject manifest, YamlMap? labels) =>
        from label in labels?.Entries ?? []
        let value = label.Value as YamlScalar
        where !ObjectNames.IsPlaceholder(label.Key.Text) && !ObjectNames.IsPlaceholder(value?.Text ?? "")
        where !ObjectNames.IsKey(label.Key.Text) || (value is { IsNull: false } && !ObjectNames.IsLabelValue(value.Text))
        select ObjectNames.IsKey(label.Key.Text)
            ? new ObjectHit(manifest, label.Value, $"{Shown.Text(value?.Text ?? "")} is no value of a label ({Shown.Text(label.Key.Text)})")
            : new ObjectHit(manifest, label.Key, $"{Shown.Text(label.Key.Text)} is no name of a label");
}
