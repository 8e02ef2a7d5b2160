using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about whether pods of Istio's mesh take plain connections.</summary>
internal static class PeerAuthenticationRules
{
    private const string Disable = "DISABLE";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4127", Severity.Warning, "A way in that the mesh refuses", "who has no certificate of the mesh calls in plain, and STRICT refuses that.", "Take the proxies of the way in into the mesh, or set PERMISSIVE for this port by portLevelMtls.", FindOutsiders) { Item = "C6" },
        new("NS4131", Severity.Error, "A level for ports that nobody has", "Istio takes portLevelMtls with a selector of pods only, and its keys are ports of the pods.", "Name the pods by selector.matchLabels, and the ports by the numbers that their containers listen on.", FindPorts) { Item = "C6" },
        new("NS4132", Severity.Warning, "Plain connections in the ambient mode", "the nodes' proxies do not heed it, and calls stay encrypted.", "Keep pods out of the mesh by the label istio.io/dataplane-mode: none, or leave this out.", o => FindDisabled(o, isAmbient: true)) { Item = "C6" },
        new("NS4584", Severity.Warning, "Plain connections only", "pods that are in the mesh speak without encryption, and nobody's identity is known.", "Use PERMISSIVE while not all callers are in the mesh, and STRICT then.", o => FindDisabled(o, isAmbient: false)) { Item = "C6" },
    ];

    private static IEnumerable<ManifestObject> Policies(ObjectSet objects) => objects.OfKind("security.istio.io", "PeerAuthentication");

    private static IEnumerable<ObjectHit> FindDisabled(ObjectSet objects, bool isAmbient) =>
        from policy in Policies(objects)
        where policy.Root.TextAt("spec", "mtls", "mode") == Disable
        where (objects.Mesh.Of(policy.NamespaceOrDefault) == MeshMode.Ambient) == isAmbient
        select new ObjectHit(policy, policy.Root.NearestTo("spec", "mtls", "mode"), isAmbient ? $"mtls.mode is DISABLE, and the namespace {policy.NamespaceOrDefault} is in the ambient mode" : "mtls.mode is DISABLE");

    private static IEnumerable<ObjectHit> FindPorts(ObjectSet objects)
    {
        foreach (var policy in Policies(objects))
        {
            if (policy.Root.MapAt("spec", "portLevelMtls") is not { Entries.Length: > 0 } ports) continue;
            if (policy.Root.MapAt("spec", "selector", "matchLabels") is not { Entries.Length: > 0 })
            {
                yield return new ObjectHit(policy, ports, "portLevelMtls is set, and no selector");
                continue;
            }

            var pods = objects.Mesh.Selected(policy);
            foreach (var entry in ports.Entries)
            {
                if (pods.Length == 0 || !long.TryParse(entry.Key.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) continue;
                if (ServiceWith(objects, policy.NamespaceOrDefault, port, pods) is { } service)
                    yield return new ObjectHit(policy, entry.Key, $"{port} is a port of {service}, and of no container of {pods[0]}");
            }
        }
    }

    /// <summary>A Service that has the port and leads to another one of such pods, none of which has it.</summary>
    private static ManifestObject? ServiceWith(ObjectSet objects, string ns, long port, ImmutableArray<PodTemplate> pods) =>
        pods.Any(p => p.Serving.SelectMany(c => c.Ports).Any(c => c.NumberAt("containerPort") == port)) ? null
        : (from service in objects.OfKind("", "Service")
           where service.NamespaceOrDefault == ns
           from mapped in service.Root.MapsAt("spec", "ports")
           where mapped.NumberAt("port") == port && mapped.NodeAt("targetPort") is YamlScalar target && target.Text != port.ToString(CultureInfo.InvariantCulture)
           where objects.PodsBehind(service).Any(pods.Contains)
           select service).FirstOrDefault();

    private static IEnumerable<ObjectHit> FindOutsiders(ObjectSet objects)
    {
        if (objects.Cluster.MeshTls.IsEmpty) yield break;
        var layer = MeshLayer.Of(objects.Cluster);
        var byName = objects.All.ToLookup(o => (o.Kind, o.NamespaceOrDefault, o.Name));
        var services = objects.Cluster.Services.ToLookup(s => (s.Namespace, s.Name));
        var workloads = objects.Cluster.Workloads.ToLookup(w => w.At);
        foreach (var entry in objects.Cluster.EntryPoints.Where(e => IsOutside(objects, byName, e)))
        {
            if (byName[(entry.Kind, entry.Namespace, entry.Name)].FirstOrDefault() is not { } manifest) continue;
            var refused =
                from backend in entry.Backends
                from service in services[(backend.Namespace, backend.Service)]
                from port in backend.PortsOf(service)
                from pod in objects.PodsWith(service.Namespace, service.Selector ?? LabelSelector.Of([new("", "")]))
                where objects.Mesh.Of(pod) != MeshMode.None
                from workload in workloads[pod.Owner.At]
                let taken = ClusterService.PortsAt(port, workload)
                where !taken.IsEmpty && taken.Intersect(layer.PlainPorts(workload)).IsEmpty
                select (pod, taken);
            foreach (var (pod, ports) in refused.Take(1))
                yield return new ObjectHit(manifest, manifest.Root.NearestTo("spec"), $"Its class is not Istio's, and it leads to {ports} of {pod}, where STRICT holds");
        }
    }

    /// <summary>It is certain that no proxy of Istio's serves this way in: its class says so, and whoever serves it is in no namespace of the mesh.</summary>
    private static bool IsOutside(ObjectSet objects, ILookup<(string Kind, string Namespace, string Name), ManifestObject> byName, EntryPoint entry)
    {
        if (entry.Controllers.Any(c => objects.Mesh.Of(c.Namespace) != MeshMode.None)) return false;
        var manifest = byName[(entry.Kind, entry.Namespace, entry.Name)].FirstOrDefault();
        var classes = entry.Kind == "Ingress"
            ? [manifest?.Root.TextAt("spec", "ingressClassName") ?? manifest?.Root.TextAt("metadata", "annotations", "kubernetes.io/ingress.class")]
            : (manifest?.Root.MapsAt("spec", "parentRefs") ?? [])
                .Select(p => byName[("Gateway", p.TextAt("namespace") ?? entry.Namespace, p.TextAt("name") ?? "")].FirstOrDefault()?.Root.TextAt("spec", "gatewayClassName")).ToList();
        return classes.Count > 0 && classes.All(c => c is not null && IsOfOthers(objects, c, entry.Kind == "Ingress"));
    }

    /// <summary>What names of classes of other controllers hold; the names that their documentation uses.</summary>
    private static readonly ImmutableArray<string> OtherControllers = ["nginx", "envoy", "eg", "traefik", "cilium", "haproxy", "kong", "contour", "gke", "azure", "alb", "amazon"];

    /// <summary>A class is not Istio's: its object says so, or where it stands elsewhere, its name. Istio serves no Ingress but of its own class.</summary>
    private static bool IsOfOthers(ObjectSet objects, string name, bool isOfIngress)
    {
        if (objects.OfKind("gateway.networking.k8s.io", "GatewayClass").FirstOrDefault(c => c.Name == name)?.Root.TextAt("spec", "controllerName") is { } controller && !isOfIngress) return !controller.StartsWith("istio.io/", StringComparison.Ordinal);
        return !name.StartsWith("istio", StringComparison.Ordinal) && (isOfIngress || name.Split('-').Any(OtherControllers.Contains));
    }
}
