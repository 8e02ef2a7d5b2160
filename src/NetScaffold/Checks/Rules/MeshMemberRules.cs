using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about how namespaces and pods join Istio's mesh.</summary>
internal static class MeshMemberRules
{
    private const string Enforce = "pod-security.kubernetes.io/enforce";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4111", Severity.Info, "Proxies under Pod Security", "without Istio's CNI plugin on the nodes each pod starts as root with NET_ADMIN, which is refused there.", "Install the chart cni with pilot.cni.enabled: true, or use the ambient mode.", FindInjection) { Item = "C9" },
        new("NS4113", Severity.Warning, "Two ways into the mesh", "its pods get a proxy of their own, and the nodes' proxies pass them by.", "Keep istio-injection or istio.io/dataplane-mode.", FindTwoModes) { Item = "C6" },
        new("NS4114", Severity.Warning, "A revision that does not count", "istio-injection wins, and its pods get the proxy of the default revision.", "Keep istio.io/rev alone.", FindTwoRevisions),
        new("NS4145", Severity.Warning, "Pods that the mesh cannot take in", "they are on their node's network, where no proxy takes their connections.", "Give them a network of their own, or another namespace, or keep them out by the label sidecar.istio.io/inject: \"false\".", FindHostNetwork) { Item = "C6" },
        new("NS4148", Severity.Info, "A Job with a proxy", "where Istio is older than 1.27, or its proxies are no native sidecars, the proxy stays and the Job never ends.", "See that native sidecars are on, which they are by default, or keep its pods out of the mesh.", FindJobs),
    ];

    private static IEnumerable<ObjectHit> Namespaces(ObjectSet objects, Func<LabelMap, string?> problem, string label) =>
        from ns in objects.OfKind("", "Namespace")
        let found = problem(ObjectSet.LabelsOf(ns))
        where found is not null
        select new ObjectHit(ns, ns.Root.NearestTo("metadata", "labels", label), found);

    private static IEnumerable<ObjectHit> FindInjection(ObjectSet objects) => Namespaces(
        objects,
        labels => labels.Get(Enforce) is "baseline" or "restricted" && MeshView.IsInjected(labels)
            ? $"Its pods get a proxy of the mesh, and Pod Security enforces {labels.Get(Enforce)}" : null,
        Enforce);

    private static IEnumerable<ObjectHit> FindTwoModes(ObjectSet objects) => Namespaces(
        objects,
        labels => labels.Get(MeshView.DataplaneMode) == "ambient" && labels.Get(MeshView.Injection) == "enabled" ? $"It has {MeshView.Injection}: enabled and {MeshView.DataplaneMode}: ambient" : null,
        MeshView.DataplaneMode);

    private static IEnumerable<ObjectHit> FindTwoRevisions(ObjectSet objects) => Namespaces(
        objects,
        labels => labels.Get(MeshView.Injection) == "enabled" && labels.Get(MeshView.Revision) is { } revision ? $"It has {MeshView.Injection}: enabled and {MeshView.Revision}: {Shown.Text(revision)}" : null,
        MeshView.Revision);

    private static IEnumerable<ObjectHit> FindHostNetwork(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.IsHostNetwork && objects.Mesh.Asked(pod) != MeshMode.None
        select new ObjectHit(pod.Owner, pod.Spec.NearestTo("hostNetwork"), $"Its pods have hostNetwork: true in {pod.Namespace}, a namespace of Istio's mesh");

    private static IEnumerable<ObjectHit> FindJobs(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.Owner.Kind is "Job" or "CronJob" && objects.Mesh.Of(pod) == MeshMode.Sidecar
        select new ObjectHit(pod.Owner, pod.Spec, "Its pods get a proxy of the mesh");
}
