using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about kube-proxy's configuration, and about other objects that whoever made the cluster keeps.</summary>
internal static class KubeProxyRules
{
    private const string Kind = "KubeProxyConfiguration";

    /// <summary>kube-proxy's default is 32768; four times that is 0.3 GiB of kernel memory on 8 cores. A choice of ours, rule 47.</summary>
    private const long MaxPerCore = 131_072;

    /// <summary>IPVS is deprecated since this minor version, and off by default from the other one; KEP-5495.</summary>
    private const int IpvsDeprecated = 35, IpvsOff = 40;

    /// <summary>Objects of kube-system that kubeadm or the cloud keeps, and who reads each.</summary>
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal) { ["kube-proxy"] = "DaemonSet", ["coredns"] = "Deployment" };

    /// <summary>kube-proxy's own values, as people write them; kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1.</summary>
    private static readonly (string Key, ImmutableArray<string> Values)[] DefaultTimeouts =
    [
        ("tcpEstablishedTimeout", ["24h", "24h0m0s", "1440m", "86400s"]),
        ("tcpCloseWaitTimeout", ["1h", "1h0m0s", "60m", "3600s"]),
    ];

    private static readonly string[] Announcers = ["metallb", "kube-vip"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4037", Severity.Warning, "kube-proxy by IPVS", "it is deprecated since Kubernetes 1.35, and is to be off by default from 1.40 on and gone with 1.43.", "Use mode: nftables with Linux 5.13 or later, or a pod network that replaces kube-proxy.", FindIpvs) { Item = "C16" },
        new("NS4044", Severity.Warning, "A ConfigMap that the cluster's maker keeps", "this replaces all of it, with what kubeadm or the cloud has written there, and is replaced in turn by their next upgrade.", "Set it where the cluster is made: in kubeadm's configuration, or by the provider's settings of the add-on.", FindKept),
        new("NS4047", Severity.Warning, "A very large table of connections", "each core adds as many entries, and each takes kernel memory that no pod is charged for.", "Leave maxPerCore out, and set an alert on how full the table is.", FindConntrack) { Item = "C16" },
        new("NS4597", Severity.Info, "A setting of kube-proxy that brings nothing", "it hides what was set on purpose from whoever reads the file.", "Leave it out.", FindIdle) { Item = "C16" },
    ];

    /// <summary>Configurations as objects of their own, and those in the text of a ConfigMap.</summary>
    private static IEnumerable<(ManifestObject Object, YamlMap Configuration, YamlNode? At)> Configurations(ObjectSet objects)
    {
        foreach (var manifest in objects.OfKind("kubeproxy.config.k8s.io", Kind)) yield return (manifest, manifest.Root, null);
        foreach (var map in objects.OfKind("", "ConfigMap"))
        {
            foreach (var entry in map.Root.MapAt("data")?.Entries ?? [])
            {
                if (entry.Value is not YamlScalar text || !text.Text.Contains(Kind, StringComparison.Ordinal)) continue;
                foreach (var inner in ManifestReader.Read([new SourceText(entry.Key.Text, text.Text)]).Objects.Where(o => o.Kind == Kind)) yield return (map, inner.Root, text);
            }
        }
    }

    private static IEnumerable<ObjectHit> FindIpvs(ObjectSet objects) => !objects.Options.Kubernetes.IsAtLeast(IpvsDeprecated) ? [] :
        from found in Configurations(objects)
        where found.Configuration.TextAt("mode") == "ipvs"
        select new ObjectHit(found.Object, found.At ?? found.Configuration.NearestTo("mode"), $"mode is ipvs{(objects.Options.Kubernetes.IsAtLeast(IpvsOff) ? $", which Kubernetes {objects.Options.Kubernetes} does not start by default" : "")}");

    private static IEnumerable<ObjectHit> FindKept(ObjectSet objects) =>
        from map in objects.OfKind("", "ConfigMap")
        where map.Namespace == "kube-system" && Kept.ContainsKey(map.Name)
        // With the pods that read it among the objects, it is the owner's.
        where !objects.PodsIn("kube-system").Any(p => p.Owner.Kind == Kept[map.Name] && p.Spec.MapsAt("volumes").Any(v => v.TextAt("configMap", "name") == map.Name))
        select new ObjectHit(map, map.Root.NearestTo("metadata", "name"), $"It is written without the {Kept[map.Name]} that reads it");

    private static IEnumerable<ObjectHit> FindIdle(ObjectSet objects)
    {
        // Who answers ARP for addresses of LoadBalancers needs strictARP.
        var hasAnnouncer = new Lazy<bool>(() => objects.All.Any(o => o.Group == "metallb.io") || objects.Pods.Any(p => p.Containers.Any(c => Announcers.Any(a => c.Image?.Contains(a, StringComparison.Ordinal) == true))));
        foreach (var (manifest, configuration, at) in Configurations(objects))
        {
            if (configuration.FlagAt("ipvs", "strictARP") == true && !hasAnnouncer.Value) yield return Hit("ipvs.strictARP is true, and nothing here needs it, as MetalLB and kube-vip do", "ipvs", "strictARP");
            if (configuration.TextAt("ipvs", "scheduler") == "rr") yield return Hit("ipvs.scheduler is rr, as it is by default", "ipvs", "scheduler");
            foreach (var (key, values) in DefaultTimeouts)
            {
                if (configuration.TextAt("conntrack", key) is { } value && values.Contains(value)) yield return Hit($"conntrack.{key} is {value}, as it is by default", "conntrack", key);
            }

            ObjectHit Hit(string problem, params ReadOnlySpan<string> keys) => new(manifest, at ?? configuration.NearestTo(keys), problem);
        }
    }

    private static IEnumerable<ObjectHit> FindConntrack(ObjectSet objects) =>
        from found in Configurations(objects)
        let perCore = found.Configuration.NumberAt("conntrack", "maxPerCore")
        where perCore > MaxPerCore
        select new ObjectHit(found.Object, found.At ?? found.Configuration.NearestTo("conntrack", "maxPerCore"), $"conntrack.maxPerCore is {((long)perCore).ToString(CultureInfo.InvariantCulture)}");
}
