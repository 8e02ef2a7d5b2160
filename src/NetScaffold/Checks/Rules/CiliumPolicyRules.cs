using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about Cilium's own policies.</summary>
internal static class CiliumPolicyRules
{
    private const string Bandwidth = "kubernetes.io/egress-bandwidth";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4032", Severity.Error, "A requirement that Cilium has dropped", "the field has to be empty, so the API server takes the policy no more.", "Put the labels that are required into the selector of endpointSelector or of the rule.", FindRequires),
        new("NS4076", Severity.Warning, "Names without a look at DNS", "Cilium learns the addresses of a name from DNS answers that it reads, and without them the rule lets nothing pass.", "Let the same pods ask the cluster's DNS by a rule with rules.dns.", FindNames) { Item = "C8" },
        new("NS4077", Severity.Warning, "Requests that Cilium cannot read", "Cilium sees the mesh's TLS there and no HTTP, so connections break.", "Write the rule as an AuthorizationPolicy of the mesh, and leave ports here.", FindMeshRequests),
        new("NS4078", Severity.Warning, "A limit of bandwidth that does nothing", "Cilium limits no pod whose outgoing connections go through its proxy.", "Leave out the annotation, or the rules of this pod that look into requests.", FindBandwidth),
        new("NS4083", Severity.Info, "The API server as a source", "on AKS and GKE its calls come through a tunnel from other addresses, and are dropped.", "Write fromEntities: [cluster] there.", FindApiServer),
    ];

    private static IEnumerable<(ManifestObject Policy, YamlMap Spec)> Specs(ObjectSet objects) =>
        from policy in objects.OfKind("cilium.io", "CiliumNetworkPolicy").Concat(objects.OfKind("cilium.io", "CiliumClusterwideNetworkPolicy"))
        from spec in policy.Root.MapsAt("specs").Concat(policy.Root.MapAt("spec") is { } single ? [single] : [])
        select (policy, spec);

    private static IEnumerable<ObjectHit> FindRequires(ObjectSet objects) =>
        from rule in Specs(objects)
        from key in new[] { (List: "ingress", Field: "fromRequires"), (List: "ingressDeny", Field: "fromRequires"), (List: "egress", Field: "toRequires"), (List: "egressDeny", Field: "toRequires") }
        from map in rule.Spec.MapsAt(key.List)
        where map.ItemsAt(key.Field).Any()
        select new ObjectHit(rule.Policy, map.NearestTo(key.Field), $"A rule of {key.List} has {key.Field}");

    private static IEnumerable<ObjectHit> FindNames(ObjectSet objects)
    {
        var reading = Specs(objects).Where(r => r.Spec.MapsAt("egress").Any(e => HasRules(e, "dns"))).Select(r => r.Policy).ToHashSet();
        var ofCluster = reading.Any(p => p.Kind == "CiliumClusterwideNetworkPolicy");
        var namespaces = reading.Where(p => p.Kind == "CiliumNetworkPolicy").Select(p => p.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        var held = new Lazy<ILookup<ManifestObject, PodTemplate>>(() => Held(objects));
        foreach (var rule in Specs(objects))
        {
            if (rule.Spec.MapsAt("egress").FirstOrDefault(e => e.ItemsAt("toFQDNs").Any()) is not { } named) continue;
            var unread = held.Value[rule.Policy].FirstOrDefault(p => !objects.Policies.Of(p).Any(o => objects.Policies.ObjectOf(o) is { } other && reading.Contains(other)));
            // Without its pods, any of the same namespace may be about them.
            var isRead = held.Value[rule.Policy].Any() ? unread is null : ofCluster || namespaces.Contains(rule.Policy.NamespaceOrDefault);
            if (!isRead) yield return new ObjectHit(rule.Policy, named.NearestTo("toFQDNs"), $"toFQDNs is used, and no rule with rules.dns is about {(unread is null ? "the same pods" : unread)}");
        }
    }

    /// <summary>The pods that each policy is about.</summary>
    private static ILookup<ManifestObject, PodTemplate> Held(ObjectSet objects) =>
        (from pod in objects.Pods
         from policy in objects.Policies.Of(pod)
         let manifest = objects.Policies.ObjectOf(policy)
         where manifest is { Group: "cilium.io" }
         select (manifest, pod)).Distinct().ToLookup(x => x.manifest, x => x.pod);

    private static IEnumerable<ObjectHit> FindMeshRequests(ObjectSet objects)
    {
        var plain = objects.OfKind("security.istio.io", "PeerAuthentication").Where(a => a.Root.TextAt("spec", "mtls", "mode") == "DISABLE").Select(a => a.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        var held = new Lazy<ILookup<ManifestObject, PodTemplate>>(() => Held(objects));
        foreach (var rule in Specs(objects))
        {
            var reading = rule.Spec.MapsAt("ingress").Concat(rule.Spec.MapsAt("egress")).FirstOrDefault(r => HasRules(r, "http"));
            if (reading is null || held.Value[rule.Policy].FirstOrDefault(p => objects.Mesh.Of(p) != MeshMode.None && !plain.Contains(p.Namespace)) is not { } pod) continue;
            yield return new ObjectHit(rule.Policy, reading.NearestTo("toPorts"), $"A rule is about HTTP requests, and {pod} is in Istio's mesh");
        }
    }

    private static IEnumerable<ObjectHit> FindBandwidth(ObjectSet objects)
    {
        var limited = objects.Pods.Where(p => p.Metadata.TextAt("annotations", Bandwidth) is not null).ToList();
        if (limited.Count == 0) return [];
        var reading = Specs(objects).Where(r => r.Spec.MapsAt("egress").Any(e => HasRules(e, null))).Select(r => r.Policy).ToHashSet();
        return from pod in limited
               let policy = objects.Policies.Of(pod).Select(objects.Policies.ObjectOf).FirstOrDefault(o => o is not null && reading.Contains(o))
               where policy is not null
               select new ObjectHit(pod.Owner, pod.Metadata!.NearestTo("annotations", Bandwidth), $"Its pods have {Bandwidth}, and {policy} looks into what they send");
    }

    private static IEnumerable<ObjectHit> FindApiServer(ObjectSet objects) =>
        from rule in Specs(objects)
        from map in rule.Spec.MapsAt("ingress")
        from entity in map.TextsAt("fromEntities")
        where entity.Text == "kube-apiserver"
        select new ObjectHit(rule.Policy, entity, "fromEntities has kube-apiserver");

    /// <summary>A rule looks into what is sent.</summary>
    /// <param name="rule">Of ingress or egress.</param>
    /// <param name="kind">Such as http; null for any.</param>
    private static bool HasRules(YamlMap rule, string? kind) =>
        rule.MapsAt("toPorts").Any(p => kind is null ? p.MapAt("rules") is { Entries.Length: > 0 } : p.ItemsAt("rules", kind).Any());
}
