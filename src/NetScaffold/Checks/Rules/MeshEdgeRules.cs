using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about the ways into and out of Istio's mesh, and its objects' versions.</summary>
internal static class MeshEdgeRules
{
    private const string Group = "networking.istio.io";

    /// <summary>Kinds of Istio's that are served as v1 since 1.22; the others, such as EnvoyFilter and ProxyConfig, have older versions only.</summary>
    private static readonly HashSet<string> Stable = new(StringComparer.Ordinal)
    {
        $"{Group}/DestinationRule", $"{Group}/Gateway", $"{Group}/ServiceEntry", $"{Group}/Sidecar", $"{Group}/VirtualService", $"{Group}/WorkloadEntry", $"{Group}/WorkloadGroup",
        "security.istio.io/AuthorizationPolicy", "security.istio.io/PeerAuthentication", "security.istio.io/RequestAuthentication", "telemetry.istio.io/Telemetry",
    };

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4138", Severity.Warning, "A way out to a host that the mesh does not know", "the egress gateway has no route to it.", "Write a ServiceEntry with this host.", FindUnknownHosts) { Item = "C8" },
        new("NS4139", Severity.Error, "A wildcard that is to be resolved", "there is no address to ask DNS for, and Istio does not take it.", "Name each host, or use resolution: DYNAMIC_DNS for requests whose host the proxy sees, or NONE.", FindWildcards) { Item = "C8" },
        new("NS4140", Severity.Warning, "A way past the egress gateway", "a pod that calls the host by itself gets there: Istio alone stops nobody.", "Isolate egress of the namespace, and allow that to the egress gateway.", FindBypass) { Item = "C8" },
        new("NS4141", Severity.Warning, "A certificate in another namespace", "the proxies read Secrets of their own namespace only, and serve no TLS.", "Make the Secret, or the Certificate that fills it, in the namespace of the proxies.", FindSecrets) { Item = "C6" },
        new("NS4142", Severity.Warning, "An old version of Istio's API", "v1 is served since Istio 1.22, and new fields come there.", "Write v1.", FindOld),
    ];

    private static IEnumerable<ManifestObject> Gateways(ObjectSet objects) => objects.OfKind(Group, "Gateway");

    private static bool IsEgress(ManifestObject gateway) => ObjectSet.LabelsOf(gateway.Root.MapAt("spec", "selector")).Pairs.Any(l => l.Value.Contains("egress", StringComparison.Ordinal));

    /// <summary>Hosts of a Gateway without the namespaces in front of them.</summary>
    private static IEnumerable<(YamlScalar Node, string Host)> HostsOf(ManifestObject gateway) =>
        gateway.Root.MapsAt("spec", "servers").SelectMany(s => s.TextsAt("hosts")).Select(h => (h, h.Text[(h.Text.IndexOf('/', StringComparison.Ordinal) + 1)..]));

    private static IEnumerable<ObjectHit> FindUnknownHosts(ObjectSet objects)
    {
        var known = objects.OfKind(Group, "ServiceEntry").SelectMany(e => e.Root.TextsAt("spec", "hosts")).Select(h => h.Text).ToHashSet(StringComparer.Ordinal);
        return from gateway in Gateways(objects).Where(IsEgress)
               from host in HostsOf(gateway)
               where host.Host != "*" && !host.Host.EndsWith(".local", StringComparison.Ordinal) && !known.Contains(host.Host) && !Parents(host.Host).Any(known.Contains)
               select new ObjectHit(gateway, host.Node, $"No ServiceEntry among the objects has the host {Shown.Text(host.Host)}");
    }

    /// <summary>Wildcards that a host falls under.</summary>
    private static IEnumerable<string> Parents(string host)
    {
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1)) yield return $"*{host[dot..]}";
    }

    private static IEnumerable<ObjectHit> FindWildcards(ObjectSet objects) =>
        from entry in objects.OfKind(Group, "ServiceEntry")
        where entry.Root.TextAt("spec", "resolution") is "DNS" or "DNS_ROUND_ROBIN" && !entry.Root.ItemsAt("spec", "endpoints").Any()
        from host in entry.Root.TextsAt("spec", "hosts")
        where host.Text.StartsWith('*')
        select new ObjectHit(entry, host, $"The host {Shown.Text(host.Text)} has resolution {entry.Root.TextAt("spec", "resolution")}, and no endpoints");

    private static IEnumerable<ObjectHit> FindBypass(ObjectSet objects) =>
        from gateway in Gateways(objects).Where(IsEgress).DistinctBy(g => g.NamespaceOrDefault)
        where objects.KnowsPodsOf(gateway.NamespaceOrDefault)
        let proxies = ObjectSet.PlainSelectorOf(gateway.Root.MapAt("spec", "selector"))
        let open = objects.PodsIn(gateway.NamespaceOrDefault).FirstOrDefault(p => p.IsLasting && objects.Mesh.Of(p) != MeshMode.None && !proxies.Matches(p.Labels) && !objects.Policies.IsIsolated(p, Direction.Egress))
        where open is not null
        select new ObjectHit(gateway, gateway.Root.NearestTo("spec"), $"No policy isolates what {open} sends");

    private static IEnumerable<ObjectHit> FindSecrets(ObjectSet objects)
    {
        var places = objects.OfKind("", "Secret").Select(s => (Name: (string?)s.Name, s.NamespaceOrDefault))
            .Concat(objects.OfKind("cert-manager.io", "Certificate").Select(c => (Name: c.Root.TextAt("spec", "secretName"), c.NamespaceOrDefault)))
            .Where(s => s.Name is not null).ToLookup(s => s.Name!, s => s.NamespaceOrDefault, StringComparer.Ordinal);
        foreach (var gateway in Gateways(objects))
        {
            var proxies = objects.PodsWith(null, ObjectSet.PlainSelectorOf(gateway.Root.MapAt("spec", "selector"))).Select(p => p.Namespace).ToHashSet(StringComparer.Ordinal);
            foreach (var name in gateway.Root.MapsAt("spec", "servers").Select(s => s.NodeAt("tls", "credentialName")).OfType<YamlScalar>())
            {
                // Of proxies that are not among the objects it is known where they are not.
                if (places[name.Text].FirstOrDefault() is { } elsewhere && !places[name.Text].Any(ns => proxies.Count > 0 ? proxies.Contains(ns) : !objects.KnowsPodsOf(ns)))
                    yield return new ObjectHit(gateway, name, $"The Secret {Shown.Text(name.Text)} is made in {elsewhere}, and its proxies are {(proxies.Count > 0 ? $"in {string.Join(", ", proxies.Order(StringComparer.Ordinal))}" : "not there")}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindOld(ObjectSet objects) =>
        from manifest in objects.All
        where Stable.Contains($"{manifest.Group}/{manifest.Kind}") && (manifest.ApiVersion.EndsWith("/v1beta1", StringComparison.Ordinal) || manifest.ApiVersion.Contains("/v1alpha", StringComparison.Ordinal))
        select new ObjectHit(manifest, manifest.Root.NearestTo("apiVersion"), $"Its apiVersion is {Shown.Text(manifest.ApiVersion)}");
}
