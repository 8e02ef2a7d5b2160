using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Planning;

/// <summary>The upstream releases of a bundle, in the order of installation, as of 2026-11-26. Source: the projects' releases, charts and support tables.</summary>
internal static class Releases
{
    /// <summary>Custom resource definitions of the Gateway API, standard channel, that the definitions' chart of Envoy Gateway 1.9.0 holds.</summary>
    public const string GatewayApi = "1.6.1";

    /// <summary>What metrics-server's chart 3.13.1 installs; for clusters that must bring their own.</summary>
    public const string MetricsServerApp = "0.8.1";

    /// <summary>What Traefik's chart 41.3.0 installs; for clusters that must bring their own.</summary>
    public const string TraefikApp = "3.7.11";

    /// <summary>What the chart 1.52.1 of HAProxy's controller installs; for clusters that must bring their own.</summary>
    public const string HaproxyApp = "3.2.12";

    /// <summary>What ingress-nginx's chart 4.15.1 installs; for clusters that must bring their own.</summary>
    public const string IngressNginxApp = "1.15.1";

    /// <summary>What kube-prometheus-stack 88.5.3 installs; for clusters that must bring their own.</summary>
    public const string PrometheusOperator = "0.93.1";

    /// <summary>The Gateway API's and, with Envoy Gateway, its own; its main chart would bring the experimental channel. Cilium looks for them once, when it starts.</summary>
    public static Release GatewayDefinitions { get; } = new("gateway-api-crds", "gateway-crds-helm", "oci://docker.io/envoyproxy", "v1.9.0", "gatewayDefinitions", "custom resource definitions of the Gateway API")
    {
        Namespace = a => Questions.UsesCiliumGateway.Holds(a) ? "kube-system" : Questions.ByGateway.Holds(a) ? a.Edge.ControllerNamespace : a.IstioNamespace,
        IsDefinitions = true,
        NeedsDecision = "clusterLayer",
    };

    /// <summary>The pod network. Its operator makes the custom resource definitions.</summary>
    public static Release Cilium { get; } = new("cilium", "cilium", "oci://quay.io/cilium/charts", "1.20.0", "ciliumRelease", "the pod network, with policies and flow logs")
    {
        Namespace = _ => "kube-system",
        Workload = "daemonset/cilium",
        Needs = ["gateway-api-crds"],
        DefinitionsDecision = "ciliumGateway",
        NeedsDecision = "clusterLayer",
    };

    /// <summary>Definitions of Calico, its operator and ClusterNetworkPolicy; since 3.32 the operator's chart has none.</summary>
    public static Release CalicoDefinitions { get; } = new("calico-crds", "crd.projectcalico.org.v1", "https://docs.tigera.io/calico/charts", "v3.32.1", "calicoRelease", "custom resource definitions of Calico and its operator")
    {
        Namespace = _ => "tigera-operator",
        IsDefinitions = true,
        NeedsDecision = "calicoRelease",
    };

    /// <summary>The pod network, which the operator runs in calico-system. Its range of Kubernetes includes 1.36.</summary>
    public static Release Calico { get; } = new("tigera-operator", "tigera-operator", "https://docs.tigera.io/calico/charts", "v3.32.1", "calicoRelease", "Calico, the pod network, by its operator")
    {
        Namespace = _ => "tigera-operator",
        PodSecurity = _ => "privileged",
        Workload = "deployment/tigera-operator",
        SkipsHooks = true,
        Waits =
        [
            "kubectl wait tigerastatus/calico tigerastatus/apiserver --for create --timeout 5m",
            "kubectl wait tigerastatus/calico tigerastatus/apiserver --for condition=Available --timeout 10m",
        ],
        Needs = ["calico-crds"],
        NeedsDecision = "calicoRelease",
    };

    /// <summary>The pod network.</summary>
    public static Release Flannel { get; } = new("flannel", "flannel", "https://flannel-io.github.io/flannel/", "v0.28.9", "flannelRelease", "the pod network")
    {
        Namespace = _ => "kube-flannel",
        PodSecurity = _ => "privileged",
        Workload = "daemonset/kube-flannel-ds",
        NeedsDecision = "flannelRelease",
    };

    /// <summary>The pod networks: one of them is there, or none.</summary>
    private static readonly ImmutableArray<string> PodNetworks = ["cilium", "tigera-operator", "flannel"];

    /// <summary>Runs on Kubernetes 1.31 and later.</summary>
    public static Release MetricsServer { get; } = new("metrics-server", "metrics-server", "https://kubernetes-sigs.github.io/metrics-server/", "3.13.1", "metricsServerRelease", "CPU and memory figures, for autoscaling")
    {
        Namespace = _ => "kube-system",
        Workload = "deployment/metrics-server",
        NeedsDecision = "metricsServerRelease",
        Needs = PodNetworks,
    };

    /// <summary>Tested on Kubernetes 1.33 to 1.36. Looks for the Gateway API once, when it starts.</summary>
    public static Release CertManager { get; } = new("cert-manager", "cert-manager", "oci://quay.io/jetstack/charts", "v1.21.1", "certManagerRelease", "issues and renews certificates")
    {
        Namespace = _ => "cert-manager",
        // Its webhook runs on the nodes' network there, which both other levels forbid.
        PodSecurity = a => DecisionCatalogue.EksOverlay.Holds(a) ? "privileged" : "restricted",
        Needs = ["gateway-api-crds", .. PodNetworks],
        DefinitionsDecision = "solverDefinitions",
        NeedsDecision = "certManagerNeeds",
    };

    /// <summary>Makes Amazon's load balancers, from Kubernetes 1.22 on. cert-manager signs the certificate of its webhooks; its chart would sign another one at each change.</summary>
    public static Release AwsController { get; } = new("aws-load-balancer-controller", "aws-load-balancer-controller", "https://aws.github.io/eks-charts", "3.5.0", "awsControllerRelease", "makes Amazon's load balancers")
    {
        Namespace = _ => "kube-system",
        Workload = "deployment/aws-load-balancer-controller",
        Needs = ["cert-manager", .. PodNetworks],
        NeedsDecision = "awsControllerRelease",
        HasDefinitionsFolder = true,
    };

    /// <summary>Tested on Kubernetes 1.33 to 1.36; supported until 2027-02-14.</summary>
    public static Release EnvoyGateway { get; } = new("gateway-helm", "gateway-helm", "oci://docker.io/envoyproxy", "v1.9.0", "envoyGatewayRelease", "Envoy Gateway, which runs the proxies of Gateways")
    {
        Namespace = a => a.Edge.ControllerNamespace,
        PodSecurity = _ => "restricted",
        Needs = ["gateway-api-crds", .. PodNetworks],
        NeedsDecision = "clusterLayer",
    };

    /// <summary>Runs on Kubernetes 1.31 and later. Made for the Gateway API 1.5; of 1.6 it serves the kinds that are v1.</summary>
    public static Release NginxGateway { get; } = new("nginx-gateway-fabric", "nginx-gateway-fabric", "oci://ghcr.io/nginx/charts", "2.6.7", "nginxGatewayRelease", "NGINX Gateway Fabric, which runs the proxies of Gateways")
    {
        Namespace = a => a.Edge.ControllerNamespace,
        PodSecurity = _ => "restricted",
        Needs = ["gateway-api-crds", .. PodNetworks],
        NeedsDecision = "clusterLayer",
        HasDefinitionsFolder = true,
    };

    private const string IstioCharts = "oci://registry.istio.io/release/charts";

    private const string IstioVersion = "1.31.0";

    /// <summary>Definitions of Istio's own kinds, and the webhook that asks istiod about their objects.</summary>
    public static Release IstioBase { get; } = new("istio-base", "base", IstioCharts, IstioVersion, "istioRelease", "custom resource definitions of Istio")
    {
        Namespace = a => a.IstioNamespace,
        RunsNothing = true,
        NeedsDecision = "clusterLayer",
    };

    /// <summary>Made for the Gateway API 1.6. Istio 1.30, which ends on 2026-11-30, was made for 1.5 and tested on Kubernetes 1.32 to 1.36.</summary>
    public static Release Istiod { get; } = new("istiod", "istiod", IstioCharts, IstioVersion, "istioRelease", "Istio, which tells proxies what to do")
    {
        Namespace = a => a.IstioNamespace,
        PodSecurity = _ => "restricted",
        Needs = ["gateway-api-crds", "istio-base", .. PodNetworks],
        DefinitionsDecision = "istioDefinitions",
        NeedsDecision = "istioRelease",
    };

    /// <summary>Among the system's pods: it has rights over the network of its node, which the namespace of istiod forbids.</summary>
    public static Release IstioCni { get; } = new("istio-cni", "cni", IstioCharts, IstioVersion, "meshRelease", "leads connections of pods to the mesh's proxies, on each node")
    {
        Namespace = _ => "kube-system",
        Workload = "daemonset/istio-cni-node",
        Needs = ["istiod"],
        NeedsDecision = "meshRelease",
    };

    /// <summary>Where istio-cni is, which hands it the pods of its node.</summary>
    public static Release Ztunnel { get; } = new("ztunnel", "ztunnel", IstioCharts, IstioVersion, "ambientRelease", "the mesh's proxy on each node")
    {
        Namespace = _ => "kube-system",
        Workload = "daemonset/ztunnel",
        Needs = ["istio-cni"],
        NeedsDecision = "ambientRelease",
    };

    /// <summary>Runs on Kubernetes 1.25 and later. Serves the kinds of the Gateway API that are v1.</summary>
    public static Release Traefik { get; } = new("traefik", "traefik", "https://traefik.github.io/charts", "41.3.0", "traefikRelease", "Traefik, the proxy of Gateways")
    {
        Namespace = a => a.Edge.ControllerNamespace,
        PodSecurity = _ => "restricted",
        HasLoadBalancer = true,
        Needs = ["gateway-api-crds", "aws-load-balancer-controller", .. PodNetworks],
        NeedsDecision = "clusterLayer",
        HasDefinitionsFolder = true,
    };

    /// <summary>Tested on Kubernetes 1.32 to 1.34; supported until 2027-01. A Job of its chart makes its definitions.</summary>
    public static Release Haproxy { get; } = new("haproxy", "kubernetes-ingress", "https://haproxytech.github.io/helm-charts", "1.52.1", "haproxyRelease", "HAProxy, the proxy of Ingress objects")
    {
        Namespace = a => a.Edge.ControllerNamespace,
        PodSecurity = _ => "restricted",
        HasLoadBalancer = true,
        Needs = ["aws-load-balancer-controller", .. PodNetworks],
        NeedsDecision = "clusterLayer",
    };

    /// <summary>The last release, of 2026-03-20: the project is retired.</summary>
    public static Release IngressNginx { get; } = new("ingress-nginx", "ingress-nginx", "https://kubernetes.github.io/ingress-nginx", "4.15.1", "ingressNginxRelease", "ingress-nginx, the proxy of Ingress objects")
    {
        Namespace = a => a.Edge.ControllerNamespace,
        PodSecurity = _ => "restricted",
        HasLoadBalancer = true,
        Needs = ["aws-load-balancer-controller", .. PodNetworks],
        NeedsDecision = "clusterLayer",
    };

    /// <summary>Runs on Kubernetes 1.19 and later. Its webhook looks at pools, so they come after it.</summary>
    public static Release MetalLb { get; } = new("metallb", "metallb", "https://metallb.github.io/metallb", "0.16.1", "metalLbRelease", "gives load balancers addresses of the pool")
    {
        Namespace = _ => "metallb-system",
        // Its speakers are on the nodes' network.
        PodSecurity = _ => "privileged",
        Needs = PodNetworks,
        NeedsDecision = "clusterLayer",
    };

    /// <summary>Its node exporter sees the host, so its namespace is privileged.</summary>
    public static Release Prometheus { get; } = new("kube-prometheus-stack", "kube-prometheus-stack", "oci://ghcr.io/prometheus-community/charts", "88.5.3", "monitoringRelease", "Prometheus, Alertmanager and Grafana")
    {
        // Prometheus takes monitors that carry the release's name.
        ReleaseName = a => a.PrometheusRelease,
        Namespace = a => a.PrometheusNamespace,
        PodSecurity = _ => "privileged",
        Needs = ["cert-manager", .. PodNetworks],
        NeedsDecision = "monitoringNeeds",
        HasDefinitionsFolder = true,
    };

    /// <summary>Tested on Kubernetes 1.33 to 1.35. Asks Prometheus from then on, and does without where that does not answer.</summary>
    public static Release Keda { get; } = new("keda", "keda", "https://kedacore.github.io/charts", "2.20.2", "kedaRelease", "KEDA, autoscaling by what Prometheus knows")
    {
        Namespace = _ => "keda",
        // Its metrics server runs on the nodes' network there, which both other levels forbid.
        PodSecurity = a => DecisionCatalogue.EksOverlay.Holds(a) ? "privileged" : "restricted",
        Needs = PodNetworks,
        NeedsDecision = "clusterLayer",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Release> All { get; } = [GatewayDefinitions, Cilium, CalicoDefinitions, Calico, Flannel, MetricsServer, CertManager, AwsController, EnvoyGateway, NginxGateway, IstioBase, Istiod, IstioCni, Ztunnel, Traefik, Haproxy, IngressNginx, MetalLb, Prometheus, Keda];
}
