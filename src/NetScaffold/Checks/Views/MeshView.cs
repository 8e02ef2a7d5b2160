using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>How pods belong to Istio's mesh.</summary>
internal enum MeshMode
{
    /// <summary>They do not, as far as the objects say.</summary>
    None,

    /// <summary>By a proxy in each of them.</summary>
    Sidecar,

    /// <summary>By a proxy on their node.</summary>
    Ambient,
}

/// <summary>Which pods are in Istio's mesh.</summary>
internal sealed class MeshView(ObjectSet objects)
{
    /// <summary>A label of namespaces: pods get a proxy.</summary>
    public const string Injection = "istio-injection";

    /// <summary>The same, by the revision of Istio that gives it.</summary>
    public const string Revision = "istio.io/rev";

    /// <summary>A label of namespaces and pods: nodes' proxies take their connections.</summary>
    public const string DataplaneMode = "istio.io/dataplane-mode";

    /// <summary>A label of pods, and before that an annotation: whether they get a proxy.</summary>
    public const string Inject = "sidecar.istio.io/inject";

    /// <summary>Where rules of a VirtualService stand.</summary>
    public static ImmutableArray<string> RouteKinds { get; } = ["http", "tcp", "tls"];

    /// <summary>What the namespace's labels say of its pods; none of a namespace that is not among the objects.</summary>
    public MeshMode Of(string ns)
    {
        if (!objects.Namespaces.TryGetValue(ns, out var labels)) return MeshMode.None;
        if (IsInjected(labels)) return MeshMode.Sidecar;
        return labels.Get(DataplaneMode) == "ambient" ? MeshMode.Ambient : MeshMode.None;
    }

    /// <summary>Pods of a namespace with such labels get a proxy.</summary>
    public static bool IsInjected(LabelMap labels) => labels.Get(Injection) == "enabled" || (labels.Get(Injection) is null && labels.Get(Revision) is not null);

    /// <summary>How pods belong to it; those on their node's network never do.</summary>
    public MeshMode Of(PodTemplate pod) => pod.IsHostNetwork ? MeshMode.None : Asked(pod);

    /// <summary>How pods would belong to it if they had a network of their own.</summary>
    public MeshMode Asked(PodTemplate pod)
    {
        var inject = pod.Labels.Get(Inject) ?? pod.Metadata.TextAt("annotations", Inject);
        if (inject == "true") return MeshMode.Sidecar;
        var ofNamespace = Of(pod.Namespace);
        return ofNamespace == MeshMode.Sidecar && inject != "false" ? MeshMode.Sidecar
            : pod.Labels.Get(DataplaneMode) is { } mode ? (mode == "ambient" ? MeshMode.Ambient : MeshMode.None)
            : ofNamespace == MeshMode.Ambient ? MeshMode.Ambient : MeshMode.None;
    }

    /// <summary>The pods that a policy of Istio's is about: those of its selector, or all of its namespace; none for one with targets.</summary>
    public ImmutableArray<PodTemplate> Selected(ManifestObject policy)
    {
        var spec = policy.Root.MapAt("spec");
        if (spec.NodeAt("targetRefs") is not null || spec.NodeAt("targetRef") is not null) return [];
        return [.. objects.PodsWith(policy.NamespaceOrDefault, LabelSelector.Of(ObjectSet.LabelsOf(spec.MapAt("selector", "matchLabels")).Pairs))];
    }

    /// <summary>The Service of the cluster that a host of Istio's means; null for hosts outside and for wildcards.</summary>
    /// <param name="host">As written.</param>
    /// <param name="ns">Of the object, which completes names without dots.</param>
    public (string Namespace, string Name)? ServiceOf(string host, string ns) => host.Split('.') switch
    {
        _ when host.StartsWith('*') => null,
        [var name] when name.Length > 0 => (ns, name),
        [var name, var other, "svc", ..] => (other, name),
        [var name, var other] when objects.Namespaces.ContainsKey(other) => (other, name),
        _ => null,
    };
}
