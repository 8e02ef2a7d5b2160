using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about which of its pods a Service calls.</summary>
internal static class ServiceTrafficRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4149", Severity.Error, "A field that Services have no more", "the API server of Kubernetes 1.22 and later drops it, or refuses the Service.", "Use trafficDistribution: PreferSameZone.", FindTopologyKeys) { Item = "C20" },
        new("NS4150", Severity.Error, "A traffic distribution that the version does not have", "the API server does not take it.", "Use PreferSameZone or PreferSameNode from Kubernetes 1.34 on, PreferClose from 1.31 on, and before that the annotation service.kubernetes.io/topology-mode.", FindDistribution) { Item = "C20" },
        new("NS4151", Severity.Warning, "Two ways to stay in a zone", "the annotation wins, so trafficDistribution does nothing.", "Leave the annotation out.", FindTwoWays) { Item = "C20" },
        new("NS4154", Severity.Error, "Calls that must stay on their node", "calls from nodes without one of these pods are dropped.", "Use trafficDistribution: PreferSameNode, which falls back to other nodes, or Cluster.", FindLocalInside) { Item = "C20" },
        new("NS4155", Severity.Warning, "Calls from outside that depend on the node", "nodes without one of these pods drop what they get, and pods that share a node get less each.", "Spread the pods over nodes by topologySpreadConstraints, or let the load balancer call pods directly.", FindLocalOutside) { Item = "C20" },
        new("NS4157", Severity.Warning, "A fixed port of health checks", "it must be free on every node, and cannot be changed later.", "Leave healthCheckNodePort out: one is found.", FindHealthPorts) { Item = "C20" },
        new("NS4167", Severity.Warning, "Calls to pods that are not ready", "clients get errors while a pod starts or cannot serve.", "Keep publishNotReadyAddresses to a headless Service for the pods among themselves.", FindNotReady) { Item = "C20" },
        new("NS4168", Severity.Warning, "Affinity to clients that are proxies", "a gateway or mesh calls pods directly, or is one client for all of them.", "Leave sessionAffinity out; where sessions need it, use what the gateway has for them.", FindAffinity) { Item = "C20" },
    ];

    private static readonly ImmutableArray<string> TopologyAnnotations = ["service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints"];

    private static IEnumerable<(ManifestObject Service, YamlMap Spec)> Services(ObjectSet objects) =>
        from service in objects.OfKind("", "Service")
        let spec = service.Root.MapAt("spec")
        where spec is not null
        select (service, spec);

    private static HashSet<(string Namespace, string Name)> Served(ObjectSet objects) => [.. objects.Backends.Select(b => (b.Namespace, b.Service))];

    private static IEnumerable<ObjectHit> FindTopologyKeys(ObjectSet objects) =>
        from found in Services(objects)
        where found.Spec.NodeAt("topologyKeys") is not null
        select new ObjectHit(found.Service, found.Spec.NearestTo("topologyKeys"), "It has topologyKeys");

    /// <summary>KEP-4444 and KEP-3015: the first minor version in which each value is taken by default.</summary>
    private static int? FirstMinor(string value) => value switch
    {
        "PreferClose" => 31,
        "PreferSameZone" or "PreferSameNode" => 34,
        _ => null,
    };

    private static IEnumerable<ObjectHit> FindDistribution(ObjectSet objects) =>
        from found in Services(objects)
        let value = found.Spec.TextAt("trafficDistribution")
        where value is not null && (FirstMinor(value) is not { } minor || !objects.Options.Kubernetes.IsAtLeast(minor))
        select new ObjectHit(found.Service, found.Spec.NearestTo("trafficDistribution"), $"trafficDistribution is {Shown.Text(value)}, for Kubernetes {objects.Options.Kubernetes}");

    private static IEnumerable<ObjectHit> FindTwoWays(ObjectSet objects) =>
        from found in Services(objects)
        let annotations = found.Service.Root.MapAt("metadata", "annotations")
        from name in TopologyAnnotations
        where found.Spec.NodeAt("trafficDistribution") is not null && (annotations.TextAt(name) ?? "").Equals("auto", StringComparison.OrdinalIgnoreCase)
        select new ObjectHit(found.Service, annotations!.NearestTo(name), $"It has the annotation {name} beside trafficDistribution");

    private static IEnumerable<ObjectHit> FindLocalInside(ObjectSet objects) =>
        from found in Services(objects)
        where found.Spec.TextAt("internalTrafficPolicy") == "Local"
        let pods = objects.PodsBehind(found.Service).ToList()
        where pods.Count > 0 && pods.TrueForAll(p => p.Owner.Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "Rollout")
        select new ObjectHit(found.Service, found.Spec.NearestTo("internalTrafficPolicy"), $"internalTrafficPolicy is Local, and {pods[0]} does not run on every node");

    private static IEnumerable<ObjectHit> FindLocalOutside(ObjectSet objects) =>
        from found in Services(objects)
        where found.Spec.TextAt("externalTrafficPolicy") == "Local" && found.Spec.TextAt("type") is "LoadBalancer" or "NodePort"
            && found.Service.Root.TextAt("metadata", "annotations", "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type") != "ip"
        let pods = objects.PodsBehind(found.Service).ToList()
        where pods.Count > 0 && pods.TrueForAll(p => p.Owner.Kind is "Deployment" or "StatefulSet" && !p.Spec.ItemsAt("topologySpreadConstraints").Any() && p.Spec.NodeAt("affinity", "podAntiAffinity") is null)
        select new ObjectHit(found.Service, found.Spec.NearestTo("externalTrafficPolicy"), $"externalTrafficPolicy is Local, and nothing spreads {pods[0]} over nodes");

    private static IEnumerable<ObjectHit> FindHealthPorts(ObjectSet objects) =>
        from found in Services(objects)
        let port = found.Spec.NumberAt("healthCheckNodePort")
        where port is not (null or 0)
        select new ObjectHit(found.Service, found.Spec.NearestTo("healthCheckNodePort"), $"healthCheckNodePort is {port}");

    private static IEnumerable<ObjectHit> FindNotReady(ObjectSet objects)
    {
        var served = Served(objects);
        return from found in Services(objects)
               where found.Spec.FlagAt("publishNotReadyAddresses") == true
               let isServed = served.Contains((found.Service.NamespaceOrDefault, found.Service.Name))
               where isServed || found.Spec.TextAt("clusterIP") != "None"
               select new ObjectHit(found.Service, found.Spec.NearestTo("publishNotReadyAddresses"), $"publishNotReadyAddresses is true, and {(isServed ? "a route leads to it" : "it has an address for clients")}");
    }

    private static IEnumerable<ObjectHit> FindAffinity(ObjectSet objects)
    {
        var served = Served(objects);
        return from found in Services(objects)
               where found.Spec.TextAt("sessionAffinity") == "ClientIP" && found.Spec.TextAt("clusterIP") != "None"
               let isServed = served.Contains((found.Service.NamespaceOrDefault, found.Service.Name))
               let labels = objects.NamespaceLabels(found.Service.NamespaceOrDefault)
               let isMeshed = labels.Get("istio-injection") == "enabled" || labels.Get("istio.io/rev") is not null || labels.Get("istio.io/dataplane-mode") == "ambient"
               where isServed || isMeshed
               select new ObjectHit(found.Service, found.Spec.NearestTo("sessionAffinity"), $"sessionAffinity is ClientIP, and {(isServed ? "a route leads to it" : "its namespace is part of a mesh")}");
    }
}
