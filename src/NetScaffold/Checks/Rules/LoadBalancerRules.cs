using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about Services of type LoadBalancer: what clouds read, and who is let in.</summary>
internal static class LoadBalancerRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4158", Severity.Warning, "Annotations of several clouds", "one of them is read, and the others say something that does not hold.", "Keep those of the cloud that the cluster runs in; overlays are the place for others.", FindSeveralClouds) { Item = "C20" },
        new("NS4159", Severity.Warning, "Annotations of an old AWS controller", "the AWS Load Balancer Controller ignores it, or has another one in its place.", "Use loadBalancerClass: service.k8s.aws/nlb, aws-load-balancer-scheme and aws-load-balancer-attributes.", FindOldAws),
        new("NS4160", Severity.Warning, "A load balancer of AWS without a scheme", "it is internal by default, so nobody outside reaches it.", "Set aws-load-balancer-scheme to internet-facing or internal.", FindNoScheme),
        new("NS4161", Severity.Error, "Values that a network load balancer of AWS has not", "the controller ignores or refuses it.", "Give aws-load-balancer-healthcheck-protocol http beside a path; aws-load-balancer-backend-protocol takes ssl or tcp.", FindWrongAws),
        new("NS4163", Severity.Warning, "An old annotation of Google Cloud", "its place is taken by another one.", "Use networking.gke.io/load-balancer-type.", FindOldGoogle),
        new("NS4164", Severity.Warning, "Pods open to the Internet", "requests reach them without the TLS, limits and logs of a gateway.", "Put a Gateway in front and make the Service a ClusterIP, or name who may call in loadBalancerSourceRanges.", FindPublic) { Item = "C20" },
    ];

    private const string Aws = "service.beta.kubernetes.io/aws-load-balancer-";

    private const string Azure = "service.beta.kubernetes.io/azure-";

    private const string OldGoogle = "cloud.google.com/load-balancer-type";

    /// <summary>What annotations of each cloud's load balancers begin with: the documentation of their controllers.</summary>
    private static readonly ImmutableArray<(string Prefix, string Cloud)> Clouds =
    [
        (Aws, "AWS"), (Azure, "Azure"), ("cloud.google.com/", "Google Cloud"), ("networking.gke.io/", "Google Cloud"), ("service.beta.kubernetes.io/do-loadbalancer-", "DigitalOcean"),
        ("load-balancer.hetzner.cloud/", "Hetzner"), ("service.beta.kubernetes.io/oci-load-balancer-", "Oracle"), ("loadbalancer.openstack.org/", "OpenStack"),
    ];

    /// <summary>Annotations and values that keep a load balancer off the Internet, or name who may call.</summary>
    private static readonly ImmutableArray<(string Annotation, string? Value)> Private =
    [
        ($"{Aws}scheme", "internal"), ($"{Aws}internal", "true"), ($"{Aws}internal", "0.0.0.0/0"), ($"{Azure}load-balancer-internal", "true"), (OldGoogle, "Internal"), ("networking.gke.io/load-balancer-type", "Internal"),
        ("load-balancer.hetzner.cloud/disable-public-network", "true"), ("service.beta.kubernetes.io/oci-load-balancer-internal", "true"), ("service.beta.kubernetes.io/openstack-internal-load-balancer", "true"),
        ($"{Azure}allowed-ip-ranges", null), ($"{Azure}allowed-service-tags", null), ("service.beta.kubernetes.io/load-balancer-source-ranges", null), ("service.beta.kubernetes.io/do-loadbalancer-allow-rules", null),
    ];

    /// <summary>Words in the labels and images of what is made to stand at the edge.</summary>
    private static readonly ImmutableArray<string> GatewayWords = ["gateway", "ingress", "envoy", "traefik", "haproxy", "kong", "contour", "proxy", "coredns", "dns"];

    /// <summary>Pods that are made to be called from outside, as far as their labels and images tell.</summary>
    public static bool IsGateway(PodTemplate pod) =>
        pod.Labels.Pairs.Select(l => l.Value).Concat(pod.Serving.Select(c => c.Image ?? "")).Any(t => GatewayWords.Any(w => t.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<(ManifestObject Service, YamlMap Spec, YamlMap? Annotations)> Balancers(ObjectSet objects) =>
        from service in objects.OfKind("", "Service")
        let spec = service.Root.MapAt("spec")
        where spec.TextAt("type") == "LoadBalancer"
        select (service, spec, service.Root.MapAt("metadata", "annotations"));

    private static IEnumerable<ObjectHit> FindSeveralClouds(ObjectSet objects)
    {
        foreach (var (service, _, annotations) in Balancers(objects))
        {
            var found = (annotations?.Entries ?? []).SelectMany(e => Clouds.Where(c => e.Key.Text.StartsWith(c.Prefix, StringComparison.Ordinal)).Select(c => (c.Cloud, e.Key))).DistinctBy(f => f.Cloud).ToList();
            if (found.Count > 1) yield return new ObjectHit(service, found[1].Key, $"It has annotations of {string.Join(" and ", found.Select(f => f.Cloud))}");
        }
    }

    private static IEnumerable<ObjectHit> FindOldAws(ObjectSet objects) =>
        from found in Balancers(objects)
        from entry in found.Annotations?.Entries ?? []
        let value = (entry.Value as YamlScalar)?.Text ?? ""
        where entry.Key.Text is $"{Aws}internal" or $"{Aws}cross-zone-load-balancing-enabled" || (entry.Key.Text == $"{Aws}type" && value is "nlb" or "nlb-ip")
        select new ObjectHit(found.Service, entry.Key, $"It has {entry.Key.Text}: {Shown.Text(value)}");

    /// <summary>The AWS Load Balancer Controller makes it: by its class or its type.</summary>
    private static bool IsOfController((ManifestObject Service, YamlMap Spec, YamlMap? Annotations) balancer) =>
        balancer.Spec.TextAt("loadBalancerClass") == "service.k8s.aws/nlb" || balancer.Annotations.TextAt($"{Aws}type") is "external" or "nlb-ip";

    private static IEnumerable<ObjectHit> FindNoScheme(ObjectSet objects) =>
        from found in Balancers(objects)
        where IsOfController(found) && found.Annotations.NodeAt($"{Aws}scheme") is null && found.Annotations.NodeAt($"{Aws}internal") is null
        select new ObjectHit(found.Service, found.Service.Root.NearestTo("metadata", "annotations"), $"It does not have the annotation {Aws}scheme");

    private static IEnumerable<ObjectHit> FindWrongAws(ObjectSet objects)
    {
        foreach (var found in Balancers(objects).Where(b => IsOfController(b) || b.Annotations.TextAt($"{Aws}type") == "nlb"))
        {
            var annotations = found.Annotations;
            if (annotations.NodeAt($"{Aws}healthcheck-path") is not null && !(annotations.TextAt($"{Aws}healthcheck-protocol") ?? "").StartsWith("http", StringComparison.OrdinalIgnoreCase))
                yield return new ObjectHit(found.Service, annotations!.NearestTo($"{Aws}healthcheck-path"), "It has a path for health checks, and their protocol is TCP");
            if (annotations.TextAt($"{Aws}backend-protocol") is { } protocol && protocol is not ("ssl" or "tcp"))
                yield return new ObjectHit(found.Service, annotations!.NearestTo($"{Aws}backend-protocol"), $"Its backend protocol is {Shown.Text(protocol)}");
        }
    }

    private static IEnumerable<ObjectHit> FindOldGoogle(ObjectSet objects) =>
        from found in Balancers(objects)
        where found.Annotations.NodeAt(OldGoogle) is not null
        select new ObjectHit(found.Service, found.Annotations!.NearestTo(OldGoogle), $"It has the annotation {OldGoogle}");

    private static IEnumerable<ObjectHit> FindPublic(ObjectSet objects) =>
        from found in Balancers(objects)
        where !found.Spec.ItemsAt("loadBalancerSourceRanges").Any() && !Private.Any(p => found.Annotations.TextAt(p.Annotation) is { } value && (p.Value is null || p.Value == value))
        let pods = objects.PodsBehind(found.Service).ToList()
        where pods.Count > 0 && !pods.Exists(IsGateway)
        select new ObjectHit(found.Service, found.Spec.NearestTo("type"), $"It is a LoadBalancer for anybody, in front of {pods[0]}");
}
