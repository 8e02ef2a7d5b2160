using System.Collections.Immutable;
using NetScaffold.Planning;

namespace NetScaffold.Rendering;

/// <summary>A layer of the bundle.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Title">Its name in words.</param>
/// <param name="Holds">What it holds, in words.</param>
/// <param name="Decision">When it is written.</param>
/// <param name="Values">Source of its <c>values.yaml</c>.</param>
/// <param name="Objects">Source, file name and decision of each file with objects; those of services aside.</param>
/// <param name="HasEnvironments">True for the application layer, which is installed once for each environment.</param>
internal sealed record Layer(
    string Name,
    string Title,
    string Holds,
    string Decision,
    string Values,
    ImmutableArray<(string Source, string Output, string Decision)> Objects,
    bool HasEnvironments)
{
    /// <summary>Name of its chart.</summary>
    public string ChartName(string bundle) => HasEnvironments ? bundle : $"{bundle}-{Name}";
}

/// <summary>A file beside the layers.</summary>
/// <param name="Source">Its template.</param>
/// <param name="Output">Its path in the bundle.</param>
/// <param name="Decisions">When it is written: all of them hold.</param>
internal sealed record Document(string Source, string Output, ImmutableArray<string> Decisions)
{
    /// <summary>The release that it is about, for a template that serves all of them.</summary>
    public Release? Release { get; init; }
}

/// <summary>Which files a bundle has, and where each comes from.</summary>
internal static class BundleLayout
{
    /// <summary>The layers, in the order of installation.</summary>
    public static ImmutableArray<Layer> Layers { get; } =
    [
        new("cluster", "cluster", "its namespaces and what nodes and DNS need", "clusterLayer", "helm/cluster/values.yaml.sbn",
        [
            ("cluster/namespaces.yaml.sbn", "namespaces.yaml", "clusterLayer"),
            ("cluster/dns.yaml.sbn", "dns.yaml", "clusterDns"),
            ("cluster/node-local-dns.yaml.sbn", "node-local-dns.yaml", "nodeDnsCache"),
            ("cluster/node-tuning.yaml.sbn", "node-tuning.yaml", "nodeTuning"),
        ], HasEnvironments: false),
        new("platform", "platform", "shared objects whose kinds upstream releases bring", "platformLayer", "helm/platform/values.yaml.sbn",
        [
            ("platform/gatewayclass.yaml.sbn", "gatewayclass.yaml", "envoyGatewayRelease"),
            ("platform/cilium-gatewayclass.yaml.sbn", "cilium-gatewayclass.yaml", "ciliumClass"),
            ("platform/istio-gatewayclass.yaml.sbn", "istio-gatewayclass.yaml", "istioClass"),
            ("platform/istio-waypointclass.yaml.sbn", "istio-waypointclass.yaml", "waypointClass"),
            ("platform/nginx-gateway.yaml.sbn", "nginx-gateway.yaml", "nginxGatewayRelease"),
            ("platform/authority.yaml.sbn", "authority.yaml", "clusterAuthority"),
            ("platform/cluster-policies.yaml.sbn", "cluster-policies.yaml", "clusterPolicies"),
            ("platform/calico-encryption.yaml.sbn", "calico-encryption.yaml", "calicoEncryption"),
            ("platform/calico-bgp.yaml.sbn", "calico-bgp.yaml", "calicoBgp"),
            ("platform/cilium-bgp.yaml.sbn", "cilium-bgp.yaml", "ciliumBgp"),
            ("platform/cilium-pool.yaml.sbn", "cilium-pool.yaml", "ciliumPool"),
            ("platform/metallb-pool.yaml.sbn", "metallb-pool.yaml", "metalLbRelease"),
            ("platform/aws-load-balancer-monitors.yaml.sbn", "aws-load-balancer-monitors.yaml", "awsControllerMonitors"),
            ("platform/metallb-monitors.yaml.sbn", "metallb-monitors.yaml", "metalLbMonitors"),
            ("platform/calico-monitors.yaml.sbn", "calico-monitors.yaml", "calicoMonitors"),
            // Pods of Cilium's network, so not before it is there.
            ("cluster/node-local-dns.yaml.sbn", "node-local-dns.yaml", "dnsCacheRedirect"),
            ("platform/node-local-dns-redirect.yaml.sbn", "node-local-dns-redirect.yaml", "dnsCacheRedirect"),
            ("platform/node-local-dns-monitors.yaml.sbn", "node-local-dns-monitors.yaml", "dnsCacheMonitors"),
            ("platform/cilium-monitors.yaml.sbn", "cilium-monitors.yaml", "ciliumMonitors"),
            ("platform/cilium-gateway-monitors.yaml.sbn", "cilium-gateway-monitors.yaml", "ciliumGatewayMonitors"),
            ("platform/gateway-monitors.yaml.sbn", "gateway-monitors.yaml", "gatewayMonitors"),
            ("platform/nginx-gateway-monitors.yaml.sbn", "nginx-gateway-monitors.yaml", "nginxGatewayMonitors"),
            ("platform/istio-monitors.yaml.sbn", "istio-monitors.yaml", "istioMonitors"),
            ("platform/mesh-monitors.yaml.sbn", "mesh-monitors.yaml", "meshMonitors"),
            ("platform/haproxy-monitors.yaml.sbn", "haproxy-monitors.yaml", "haproxyMonitors"),
            ("platform/ingress-nginx-monitors.yaml.sbn", "ingress-nginx-monitors.yaml", "ingressNginxMonitors"),
            ("platform/traefik-monitors.yaml.sbn", "traefik-monitors.yaml", "traefikMonitors"),
            ("platform/cert-manager-monitors.yaml.sbn", "cert-manager-monitors.yaml", "certManagerMonitors"),
            ("platform/alerts.yaml.sbn", "alerts.yaml", "monitoringRelease"),
        ], HasEnvironments: false),
        new("app", "application", "with everything in its namespace", "appLayer", "helm/app/values.yaml.sbn",
        [
            ("app/gateway.yaml.sbn", "gateway.yaml", "ownGateway"),
            ("app/istio-gateway.yaml.sbn", "istio-gateway.yaml", "istioProxies"),
            ("app/gateway-proxies.yaml.sbn", "gateway-proxies.yaml", "gatewayBeside"),
            ("app/virtualservices.yaml.sbn", "virtualservices.yaml", "virtualServices"),
            ("app/traefik-redirect.yaml.sbn", "traefik-redirect.yaml", "traefikRedirect"),
            ("app/error-page.yaml.sbn", "error-page.yaml", "errorPages"),
            ("app/certificate.yaml.sbn", "certificate.yaml", "tls"),
            ("app/network-policies.yaml.sbn", "network-policies.yaml", "policies"),
            ("app/mesh.yaml.sbn", "mesh.yaml", "mesh"),
            ("app/waypoint.yaml.sbn", "waypoint.yaml", "waypoints"),
            ("app/egress-gateway.yaml.sbn", "egress-gateway.yaml", "egressGateway"),
            ("app/debug.yaml.sbn", "debug.yaml", "debugPod"),
            ("app/alerts.yaml.sbn", "alerts.yaml", "appAlerts"),
            ("app/dashboard.yaml.sbn", "dashboard.yaml", "appAlerts"),
        ], HasEnvironments: true),
    ];

    /// <summary>Files beside the layers.</summary>
    public static ImmutableArray<Document> Documents { get; } =
    [
        new("docs/README.md.sbn", "README.md", []),
        new("docs/gitattributes.sbn", ".gitattributes", []),
        new("bootstrap/namespace.yaml.sbn", "bootstrap/namespace.yaml", ["foreignCluster"]),
        new("bootstrap/kubeadm.yaml.sbn", "bootstrap/kubeadm.yaml", ["kubeadmCluster"]),
        new("bootstrap/kind.yaml.sbn", "bootstrap/kind.yaml", ["kindCluster"]),
        new("bootstrap/k3s-config.yaml.sbn", "bootstrap/k3s-config.yaml", ["k3sCluster"]),
        new("bootstrap/eks-vpc-cni.json.sbn", "bootstrap/eks-vpc-cni.json", ["eksVpcCni"]),
        new("bootstrap/eks-kube-proxy.json.sbn", "bootstrap/eks-kube-proxy.json", ["eksKubeProxy"]),
        new("bootstrap/aks-kube-proxy.json.sbn", "bootstrap/aks-kube-proxy.json", ["aksKubeProxy"]),
        new("bootstrap/coredns-patch.yaml.sbn", "bootstrap/coredns-patch.yaml", ["coreDnsPatch"]),
        new("bootstrap/eks-coredns.json.sbn", "bootstrap/eks-coredns.json", ["eksCoreDns"]),
        new("helm/helmfile.yaml.gotmpl.sbn", "helm/helmfile.yaml.gotmpl", ["helmForm"]),
        .. Releases.All.Select(r => new Document($"upstream/{r.Name}/values.yaml.sbn", $"upstream/{r.Name}/values.yaml", [r.Decision])),
        .. Manifests.All.Select(m => new Document($"upstream/{m.Name}/kustomization.yaml.sbn", $"upstream/{m.Name}/kustomization.yaml", [m.Decision])),
        .. Releases.All.Select(r => new Document("kustomize/upstream.yaml.sbn", $"upstream/{r.Name}/kustomization.yaml", ["kustomizeForm", r.Decision]) { Release = r }),
    ];

    /// <summary>The decisions under which a file exists; all of them must hold.</summary>
    /// <param name="path">Its path in the bundle.</param>
    public static ImmutableArray<string> DecisionsOf(string path)
    {
        if (Documents.FirstOrDefault(d => d.Output == path) is { } document) return document.Decisions;

        var parts = path.Split('/', 3);
        var form = parts[0] == "helm" ? "helmForm" : "kustomizeForm";
        var layer = Layers.First(l => l.Name == parts[1]);
        var own = layer.Objects.Where(o => parts[2] == $"templates/{o.Output}" || parts[2] == o.Output || parts[2] == $"base/{o.Output}").Select(o => o.Decision);
        return [.. own.Prepend(layer.Decision).Prepend(form).Distinct()];
    }
}
