using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about the pod network itself: which one there is, and how it was installed.</summary>
internal static class PodNetworkRules
{
    private const string Operator = "operator.tigera.io";

    private const string ManifestAgent = "calico-node";

    /// <summary>What each pod network installs under a name of its own; their manifests and charts, as of 2026-11. Canal is one: flannel with Calico's policies. Of Cilium only the ConfigMap says whether it makes the network.</summary>
    private static readonly Dictionary<string, string> NetworkOf = new(StringComparer.Ordinal)
    {
        ["DaemonSet calico-node"] = "Calico",
        ["DaemonSet canal"] = "Canal",
        ["ConfigMap canal-config"] = "Canal",
        ["ConfigMap cilium-config"] = "Cilium",
        ["DaemonSet kube-flannel-ds"] = "Flannel",
        ["ConfigMap kube-flannel-cfg"] = "Flannel",
        ["DaemonSet weave-net"] = "Weave Net",
        ["DaemonSet antrea-agent"] = "Antrea",
        ["ConfigMap antrea-config"] = "Antrea",
    };

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4026", Severity.Error, "A natOutgoing that is neither word", "the API server takes the words Enabled and Disabled only.", "Write natOutgoing: Enabled, or Disabled.", FindNat) { Item = "C1" },
        new("NS4027", Severity.Error, "Calico by its operator and by its manifest", "the operator does not manage what calico.yaml installs, and the two fight over every node.", "Use one of them: the operator with an Installation, and no calico.yaml.", FindTwoInstalls) { Item = "C1" },
        new("NS4028", Severity.Error, "Both kinds of Calico's CRDs", "Calico keeps its objects in one group or in the other, so those of the other group are in nobody's hands.", "Install one of the charts crd.projectcalico.org.v1 and projectcalico.org.v3.", FindBothKinds) { Item = "C1" },
        new("NS4035", Severity.Error, "Two pod networks", "a node takes one, by the order of file names, and what the other has set up stays in the way.", "Keep one, and remove what the other has left on the nodes.", FindTwoNetworks) { Item = "C1" },
    ];

    private static IEnumerable<ObjectHit> FindNat(ObjectSet objects) =>
        from installation in objects.OfKind(Operator, "Installation")
        from pool in installation.Root.MapsAt("spec", "calicoNetwork", "ipPools").Select((map, i) => (Map: map, Index: i))
        let nat = pool.Map.NodeAt("natOutgoing") as YamlScalar
        where nat is not null && nat.Text is not ("Enabled" or "Disabled")
        select new ObjectHit(installation, nat, $"natOutgoing of ipPools[{pool.Index}] is {Shown.Text(nat.Text)}");

    private static IEnumerable<ObjectHit> FindTwoInstalls(ObjectSet objects) =>
        from agent in objects.OfKind("apps", "DaemonSet").Where(d => d is { Name: ManifestAgent, Namespace: "kube-system" }).Take(1)
        from installation in objects.OfKind(Operator, "Installation")
        select new ObjectHit(installation, installation.Root.NearestTo("spec"), $"It tells the operator to install Calico, and {agent} comes from a manifest");

    private static IEnumerable<ObjectHit> FindBothKinds(ObjectSet objects)
    {
        var byGroup = objects.OfKind("apiextensions.k8s.io", "CustomResourceDefinition").ToLookup(d => d.Root.TextAt("spec", "group"), StringComparer.Ordinal);
        return from old in byGroup["crd.projectcalico.org"].Take(1)
               from native in byGroup["projectcalico.org"].Take(1)
               select new ObjectHit(native, native.Root.NearestTo("spec", "group"), $"It is of the group projectcalico.org, and {old.Name} of the group crd.projectcalico.org");
    }

    private static IEnumerable<ObjectHit> FindTwoNetworks(ObjectSet objects)
    {
        // Multus gives pods a second network beside their first.
        if (objects.OfKind("apps", "DaemonSet").Any(d => d.Name.StartsWith("kube-multus", StringComparison.Ordinal))) yield break;
        var found = new Dictionary<string, ManifestObject>(StringComparer.Ordinal);
        foreach (var part in objects.OfKind("apps", "DaemonSet").Concat(objects.OfKind("", "ConfigMap")).Concat(objects.OfKind(Operator, "Installation")))
        {
            if (NetworkBy(part) is not { } network || !found.TryAdd(network, part)) continue;
            if (found.FirstOrDefault(f => f.Key != network) is { Key: { } other } first)
                yield return new ObjectHit(part, part.Root.NearestTo("metadata", "name"), $"It is part of {network}, and {first.Value} of {other}");
        }
    }

    private static string? NetworkBy(ManifestObject part)
    {
        var spec = part.Root.MapAt("spec");
        if (part.Kind == "Installation") return spec.TextAt("variant") is "Calico" or null && spec.TextAt("cni", "type") is "Calico" or null ? "Calico" : null;
        // A network of somebody else's, to which these add policies alone.
        var isForPolicies = part.Kind == "ConfigMap"
            ? part.Root.TextAt("data", "cni-chaining-mode") is not (null or "" or "none")
            : spec.MapAt("template", "spec").MapsAt("containers").SelectMany(c => c.MapsAt("env")).Any(e => e.TextAt("name") == "CALICO_NETWORKING_BACKEND" && e.TextAt("value") == "none");
        return isForPolicies ? null : NetworkOf.GetValueOrDefault($"{part.Kind} {part.Name}");
    }
}
