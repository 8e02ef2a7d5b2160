using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>A named condition that templates and the bundle's layout branch on.</summary>
/// <param name="Name">camelCase; what stands in a template's <c>#if</c> line.</param>
/// <param name="When">The condition.</param>
/// <param name="Why">What is there because of it, in one sentence.</param>
public sealed record Decision(string Name, Expression When, string Why);

/// <summary>Every decision, once. A template branches on a name from this list and on nothing else.</summary>
public static class DecisionCatalogue
{
    private static readonly Expression IsExposed = new Fact("a service is exposed", a => a.Services.Any(s => s.Expose.Length > 0), ForDefaults: true);

    private static readonly Expression HasGateway = Questions.ByGateway & IsExposed;

    private static readonly Expression HasIngress = Questions.ByIngress & IsExposed;

    private static readonly Expression HasVirtualServices = Questions.ByIstio & IsExposed;

    private static readonly Expression HasEdge = HasGateway | HasIngress | HasVirtualServices;

    /// <summary>The bundle holds a Gateway.</summary>
    public static Expression OwnGateway { get; } = Questions.OwnGateway & IsExposed;

    /// <summary>The bundle holds its own way in: a Gateway, or Ingress objects.</summary>
    public static Expression OwnEdge { get; } = Questions.OwnEdge & IsExposed;

    /// <summary>The ACME account has an address.</summary>
    public static Fact EmailIsGiven { get; } = new("tls.email is given", a => a.TlsEmail is not null, ForDefaults: false);

    private static readonly Expression HasMetrics = new Fact("a service has metrics", a => a.Services.Any(s => s.Metrics is not null), ForDefaults: false);

    private static readonly Expression OwnCluster = Questions.Layers.Is("cluster");

    /// <summary>The bundle installs Cilium.</summary>
    public static Expression CiliumRelease { get; } = OwnCluster & Questions.Cni.Is("cilium");

    private static readonly Expression CalicoRelease = OwnCluster & Questions.Cni.Is("calico");

    private static readonly Expression FlannelRelease = OwnCluster & Questions.Cni.Is("flannel");

    private static readonly Expression CanalManifest = OwnCluster & Questions.Cni.Is("canal");

    private static readonly Expression WeaveManifest = OwnCluster & Questions.Cni.Is("weave");

    private static readonly Expression PodNetworkRelease = CiliumRelease | CalicoRelease | FlannelRelease;

    private static readonly Expression OwnPodNetwork = PodNetworkRelease | CanalManifest | WeaveManifest;

    private static readonly Expression CiliumReplacesKubeProxy = CiliumRelease & Questions.ReplacesKubeProxy;

    private static readonly Expression Bbr = OwnCluster & Questions.NodeTuning.Is("bbr");

    private static readonly Expression OwnKubeProxyMode = OwnCluster & !Questions.KubeProxy.Is("auto") & !Questions.KubeProxy.Is("replaced");

    private static readonly Expression BringsMetricsServer = On(p => p.BringsMetricsServer);

    /// <summary>The kubelets serve certificates that they signed themselves.</summary>
    public static Expression SelfSignedKubelets { get; } = Questions.Platform.Is("kubeadm") | Questions.Platform.Is("kind");

    private static readonly Expression MetricsServerRelease = OwnCluster & !Questions.Autoscaling.Is("none") & !BringsMetricsServer;

    /// <summary>The gateway's Service waits until somebody else's provider gives it an address.</summary>
    public static Expression WaitsForLoadBalancer { get; } = Questions.LoadBalancerProvider.AppliesWhen & OwnEdge
        & (Questions.LoadBalancerProvider.Is("existing") | (Questions.LoadBalancerProvider.Is("auto") & On(p => !p.BringsLoadBalancer)));

    private static readonly Expression OnGke = Questions.Platform.Is("gke");

    private static readonly Expression NodesAreManaged = On(p => p.IsManaged) & Questions.ManagedNodes.Is("true");

    private static readonly Expression HasPodCidr = new Fact("cluster.podCidr has a block", a => !a.Cluster.PodCidr.IsEmpty, ForDefaults: true);

    /// <summary>Pods have addresses that the control plane of EKS does not reach.</summary>
    public static Expression EksOverlay { get; } = Questions.Platform.Is("eks") & (CiliumRelease | (CalicoRelease & HasPodCidr));

    private static readonly Expression OwnClass = Questions.Layers.Is("platform") & OwnEdge;

    private static readonly Expression EnvoyRelease = OwnClass & Questions.UsesEnvoyGateway;

    private static readonly Expression NginxRelease = OwnClass & Questions.UsesNginxGateway;

    private static readonly Expression IstioServesEdge = OwnClass & Questions.UsesIstio;

    /// <summary>The bundle installs the mesh.</summary>
    public static Expression OwnMesh { get; } = Questions.Layers.Is("platform") & Questions.HasMesh;

    private static readonly Expression IstioRelease = IstioServesEdge | OwnMesh;

    private static readonly Expression IstioClass = IstioServesEdge & Questions.ByGateway;

    private static readonly Expression IstioPods = HasEdge & Questions.UsesIstio;

    private static readonly Expression LimitsCalls = new Fact("a call has methods or paths", a => a.Services.Any(s => s.Calls.Any(c => c.IsLimited)), ForDefaults: false);

    private static readonly Expression Waypoints = Questions.IsAmbient & Questions.IsStrict & LimitsCalls;

    private static readonly Expression EgressGateway = Questions.WantsEgressGateway & new Fact("a service calls something outside by name", a => EgressHosts.Of(a).Length > 0, ForDefaults: false);

    private static readonly Expression EgressProxies = EgressGateway & Questions.HasSidecars;

    private static readonly Expression EgressWaypoint = EgressGateway & Questions.IsAmbient;

    private static readonly Expression OwnWaypointClass = OwnMesh & (Waypoints | EgressWaypoint);

    /// <summary>Proxies of the application's own serve a Gateway of Istio's API, which istiod has to keep to its namespace.</summary>
    private static readonly Expression ScopesGateways = (IstioServesEdge & Questions.ByIstio) | (OwnMesh & EgressProxies);

    /// <summary>What forwards requests from outside is no member of the mesh, so the ports that it calls take plain requests.</summary>
    public static Expression GatewayOutsideMesh { get; } = Questions.IsStrict & HasEdge & !IstioPods;

    private static readonly Expression TraefikRelease = OwnClass & (Questions.UsesTraefik | Questions.UsesTraefikIngress);

    private static readonly Expression IngressNginxRelease = OwnClass & Questions.UsesIngressNginx;

    private static readonly Expression HaproxyRelease = OwnClass & Questions.UsesHaproxy;

    private static readonly Expression GatewayRelease = EnvoyRelease | IstioClass | NginxRelease | (TraefikRelease & Questions.ByGateway);

    private static readonly Expression ControllerRelease = GatewayRelease | IstioServesEdge | TraefikRelease | HaproxyRelease | IngressNginxRelease;

    private static readonly Expression GatewayPods = HasEdge & !Questions.UsesCiliumGateway;

    private static readonly Expression GatewayBeside = OwnEdge & Questions.RunsBesideGateway;

    private static readonly Expression IstioProxies = Questions.OwnIstioGateway & IsExposed;

    private static readonly Expression ErrorPages =
        HasEdge & (Questions.UsesEnvoyGateway | Questions.UsesTraefik | Questions.UsesTraefikIngress | Questions.UsesIngressNginx) & Questions.ErrorPages.Is("true");

    private static readonly Expression CiliumGateway = CiliumRelease & HasGateway & Questions.UsesCiliumGateway;

    private static readonly Expression CiliumGatewayPolicies = HasGateway & Questions.UsesCiliumGateway & !Questions.Policies.Is("none");

    private static readonly Expression CiliumDialect = !Questions.Policies.Is("none") & Questions.PolicyDialect.Is("cilium");

    private static readonly Expression CalicoDialect = !Questions.Policies.Is("none") & Questions.PolicyDialect.Is("calico");

    private static readonly Expression KubernetesDialect = !Questions.Policies.Is("none") & !CiliumDialect & !CalicoDialect;

    /// <summary>Policies only watch.</summary>
    public static Expression ObservesPolicies { get; } = Questions.HasAnyPolicies & Questions.Enforcement.Is("observe");

    private static readonly Expression ClusterAuthority = OwnClass & Questions.TlsIssuer.Is("private-ca");

    private static readonly Expression BringsIssuer = OwnEdge & (Questions.TlsIssuer.Is("letsencrypt") | Questions.TlsIssuer.Is("private-ca"));

    private static readonly Expression IsMonitored = Questions.Monitoring.Is("prometheus-operator");

    private static readonly Expression MonitoringRelease = Questions.Layers.Is("platform") & IsMonitored;

    /// <summary>The bundle installs KEDA.</summary>
    public static Expression KedaRelease { get; } = Questions.Layers.Is("platform") & Questions.Autoscaling.Is("custom-metrics");

    private static readonly Expression HasDnsCache = Questions.DnsCache.Is("nodelocal");

    private static readonly Expression OwnDnsCache = OwnCluster & HasDnsCache;

    private static readonly Expression RedirectsDns = CiliumRelease & HasDnsCache;

    /// <summary>Cilium leads requests to a pod; without it the cache is on the node's own network.</summary>
    private static readonly Expression DnsCacheAddresses = HasDnsCache & !Questions.Cni.Is("cilium");

    private static readonly Expression HasStubDomains = new Fact("cluster.dns.stubDomains is given", a => !a.Cluster.Dns.StubDomains.IsEmpty, ForDefaults: false);

    private static readonly Expression HasDnsSettings = new Fact("cluster.dns is given", a => a.Cluster.Dns.HasSettings, ForDefaults: false);

    private static readonly Expression CoreDnsPatch = OwnCluster & (Questions.Platform.Is("kubeadm") | Questions.Platform.Is("kind")) & HasDnsSettings;

    private static readonly Expression CoreDnsBudget = OwnCluster & (Questions.Platform.Is("kubeadm") | Questions.Platform.Is("kind"));

    private static readonly Expression CoreDnsServers = OwnCluster & (Questions.Platform.Is("k3s") | Questions.Platform.Is("aks")) & HasStubDomains;

    private static readonly Expression EksCoreDns = OwnCluster & Questions.Platform.Is("eks") & HasDnsSettings;

    private static readonly Expression GkeKubeDns = OwnCluster & Questions.Platform.Is("gke") & HasDnsSettings;

    private static readonly Expression CalicoDnsExclusion = CalicoRelease & Questions.ReplacesKubeProxy & HasDnsCache;

    private static readonly Expression CiliumPool = CiliumRelease & OwnEdge & Questions.LoadBalancerProvider.AppliesWhen & Questions.LoadBalancerProvider.Is("cilium");

    private static readonly Expression CiliumKeepsClientAddress = CiliumPool & Questions.CiliumAnswersForPool & !Questions.Encapsulation.Is("vxlan");

    /// <summary>Beside kube-proxy as well: requests of pods for Services of the cluster are Cilium's in any case.</summary>
    private static readonly Expression CiliumPrefersNearPods = CiliumRelease & new Fact("a service has trafficDistribution", a => a.Services.Any(s => s.Balancing.Distribution is not null), ForDefaults: false);

    private static readonly Expression MetalLbRelease = OwnEdge & Questions.LoadBalancerProvider.AppliesWhen & Questions.LoadBalancerProvider.Is("metallb");

    private static readonly Expression CloudLoadBalancer = OwnEdge & Questions.UsesCloudLoadBalancer;

    private static readonly Expression AwsLoadBalancer = CloudLoadBalancer & Questions.Platform.Is("eks");

    private static readonly Expression AwsController = AwsLoadBalancer & !NodesAreManaged;

    /// <summary>It is told the cluster's name, and gets its rights when the cluster is made.</summary>
    private static readonly Expression AwsControllerRelease = AwsController & OwnCluster & Questions.Layers.Is("platform");

    /// <summary>For the application's certificates, and for that of the webhooks of Amazon's load balancer controller.</summary>
    private static readonly Expression CertManagerRelease = Questions.Layers.Is("platform") & (BringsIssuer | AwsControllerRelease);

    /// <summary>An external one needs no words.</summary>
    private static readonly Expression AzureLoadBalancer = CloudLoadBalancer & Questions.Platform.Is("aks") & Questions.LoadBalancer.Is("internal");

    private static readonly Expression GoogleLoadBalancer = CloudLoadBalancer & Questions.Platform.Is("gke");

    private static readonly Expression CalicoObjects = CalicoRelease & (Questions.HasBgp | Questions.Encryption.Is("wireguard"));

    private static readonly Expression CiliumBgp = CiliumRelease & Questions.HasBgp;

    private static readonly Expression Tls = OwnEdge & !Questions.TlsIssuer.Is("none");

    private static readonly Expression Acme = Questions.UsesLetsEncrypt & IsExposed;

    private static readonly Expression AcmeHttp = Questions.UsesHttp01 & IsExposed;

    private static readonly Expression AcmeDns = Questions.UsesDns01 & IsExposed;

    private static readonly Expression GatewayAnnotations =
        OwnGateway & (((AwsLoadBalancer | AzureLoadBalancer) & (Questions.UsesCiliumGateway | Questions.RunsBesideGateway)) | (GoogleLoadBalancer & Questions.RunsBesideGateway));

    private static readonly Expression PlatformLayer =
        EnvoyRelease | IstioClass | OwnWaypointClass | NginxRelease | (OwnClass & Questions.UsesCiliumGateway) | ClusterAuthority | MonitoringRelease | CalicoObjects | CiliumBgp | CiliumPool | MetalLbRelease | RedirectsDns | Questions.HasClusterPolicies;

    private static readonly Expression Monitors = IsMonitored & HasMetrics;

    private static readonly Expression ProxyMonitors = IsMonitored & GatewayBeside;

    private static readonly Expression SidecarMonitors = IsMonitored & Questions.HasSidecars;

    private static readonly Expression WaypointMonitors = IsMonitored & Waypoints;

    private static readonly Expression EgressGatewayMonitors = IsMonitored & EgressGateway;

    private static readonly Expression AppMonitors = Monitors | ProxyMonitors | SidecarMonitors | WaypointMonitors | EgressGatewayMonitors;

    private static readonly Expression HasScaling = new Fact("a service scales", a => a.Services.Any(s => s.Autoscaling is not null), ForDefaults: true);

    /// <summary>The gateway's metrics tell answers apart.</summary>
    private static readonly Expression GatewayAlerts = IsMonitored & HasEdge
        & (Questions.UsesEnvoyGateway | Questions.UsesIstio | Questions.UsesTraefik | Questions.UsesTraefikIngress | Questions.UsesIngressNginx | Questions.UsesHaproxy);

    private static readonly Expression CertificateAlerts = IsMonitored & Tls;

    private static readonly Expression AppAlerts = Questions.Layers.Is("app")
        & (AppMonitors | GatewayAlerts | CertificateAlerts | (IsMonitored & (HasScaling | Questions.DisruptionBudget.Is("true"))));

    private static readonly Expression Traces = Questions.Tracing.Is("otlp");

    private static readonly Expression NginxRouteTraces = Traces & OwnGateway & Questions.UsesNginxGateway;

    private static readonly Expression IstioProxyTraces = Traces & GatewayBeside & Questions.UsesIstio;

    /// <summary>Proxies of the mesh look at requests: those of nodes do not.</summary>
    private static readonly Expression MeshProxies = Questions.HasSidecars | Waypoints | EgressWaypoint;

    private static readonly Expression MeshTraces = Traces & MeshProxies;

    private static readonly Expression GatewayTraces = NginxRouteTraces | IstioProxyTraces;

    private static readonly Expression NeedsPodNetwork = Questions.Layers.Is("app") & !Questions.Policies.Is("none") & !OwnPodNetwork;

    private static readonly Expression NeedsMetricsServer = Questions.Layers.Is("app") & !MetricsServerRelease & !BringsMetricsServer & HasScaling;

    private static readonly Expression NeedsGateway = Questions.Layers.Is("app") & HasEdge & (!OwnClass | (Questions.UsesCiliumGateway & !CiliumRelease));

    private static readonly Expression NeedsCertManager = Questions.Layers.Is("app") & Tls & !CertManagerRelease;

    private static readonly Expression NeedsAwsController = AwsController & !AwsControllerRelease;

    private static readonly Expression NeedsMesh = Questions.Layers.Is("app") & Questions.HasMesh & !OwnMesh;

    private static readonly Expression NeedsPrometheus = AppAlerts & !MonitoringRelease;

    private static readonly Expression NeedsKeda = Questions.Layers.Is("app") & !KedaRelease & new Fact("a service scales by a metric", a => a.Services.Any(s => s.Autoscaling?.Metric is not null), ForDefaults: false);

    /// <summary>A CiliumNetworkPolicy is understood by the cluster.</summary>
    public static Expression TakesCiliumPolicies { get; } = Questions.Cni.Is("cilium") | (Questions.Cni.Is("existing") & Questions.ExistingFqdn.Is("true"));

    /// <summary>Policies of Calico's own are understood by the cluster: Canal's manifest brings no server of their API.</summary>
    public static Expression TakesCalicoPolicies { get; } = Questions.Cni.Is("calico") | (Questions.Cni.Is("existing") & Questions.ExistingCalico.Is("true"));

    /// <summary>Policies of Cilium may stand in the bundle: they know DNS names, and look into requests.</summary>
    public static Expression HasCiliumPolicies { get; } = TakesCiliumPolicies & !Questions.PolicyDialect.Is("kubernetes") & !Questions.PolicyDialect.Is("calico");

    private static readonly Expression CiliumClusterPolicies = Questions.HasClusterPolicies & HasCiliumPolicies;

    private static readonly Expression CalicoClusterPolicies = Questions.HasClusterPolicies & TakesCalicoPolicies & !Questions.PolicyDialect.Is("kubernetes") & !HasCiliumPolicies;

    /// <summary>The application's namespaces have no default deny of their own in both directions, so that of the cluster would close what was left open.</summary>
    public static Expression LeavesApplicationOut { get; } = Questions.HasClusterPolicies & !Questions.Policies.Is("default-deny");

    /// <summary>The catalogue.</summary>
    public static ImmutableArray<Decision> All { get; } =
    [
        new("helmForm", Questions.Bundle.Is("helm") | Questions.Bundle.Is("both"), "Helm charts are written."),
        new("kustomizeForm", Questions.Bundle.Is("kustomize") | Questions.Bundle.Is("both"), "Kustomize folders are written."),
        new("clusterLayer", Questions.Layers.Is("cluster"), "The cluster layer is written."),
        new("platformLayer", PlatformLayer, "The platform layer is written: it holds the gateway class, the authority, objects of the pod network, policies of the whole cluster, and monitors and alerts of upstream releases."),
        new("fixedPlatform", !(EnvoyRelease | MonitoringRelease), "No value of the platform layer is adjustable."),
        new("ciliumMonitors", CiliumRelease & MonitoringRelease, "Cilium is monitored."),
        new("calicoMonitors", CalicoRelease & MonitoringRelease, "Calico is monitored."),
        new("calicoObjects", CalicoObjects, "Calico is told about BGP or encryption by objects of its own."),
        new("calicoEncryption", CalicoRelease & Questions.Encryption.Is("wireguard"), "Calico encrypts packets between nodes."),
        new("calicoApiServer", CalicoRelease & Questions.NeedsApiServer, "Calico asks the API server at its own address."),
        new("eksKubeProxy", OwnKubeProxyMode & Questions.Platform.Is("eks"), "kube-proxy's add-on on EKS is told its mode."),
        new("aksKubeProxy", (OwnKubeProxyMode | (OwnCluster & Questions.ReplacesKubeProxy)) & Questions.Platform.Is("aks"), "AKS is told kube-proxy's mode, or to leave it out."),
        new("eksVpcCni", OwnCluster & Questions.Platform.Is("eks") & !NodesAreManaged & ((CalicoRelease & !HasPodCidr) | (Questions.Cni.Is("existing") & Questions.ExistingPolicies.Is("true"))), "The VPC's pod network on EKS is told who enforces policies."),
        new("kubeProxyMode", OwnKubeProxyMode, "kube-proxy gets a mode that is not the platform's own choice."),
        new("calicoBgp", CalicoRelease & Questions.HasBgp, "Calico speaks BGP with routers."),
        new("ciliumBgp", CiliumBgp, "Cilium speaks BGP with routers."),
        new("ownPool", CiliumPool | MetalLbRelease, "Load balancers get addresses of the bundle's pool."),
        new("metalLbRelease", MetalLbRelease, "The bundle installs MetalLB, which gives load balancers their addresses."),
        new("metalLbMonitors", MetalLbRelease & MonitoringRelease, "MetalLB is monitored."),
        new("ciliumPool", CiliumPool, "Cilium gives load balancers their addresses."),
        new("ciliumAnswersForPool", CiliumPool & Questions.CiliumAnswersForPool, "Nodes answer for addresses of load balancers in their own network."),
        new("ciliumKeepsClientAddress", CiliumKeepsClientAddress, "The node that answers for an address tells the next one who asked."),
        new("ciliumPrefersNearPods", CiliumPrefersNearPods, "Cilium heeds which pods Services prefer."),
        new("ciliumBalances", CiliumKeepsClientAddress | CiliumPrefersNearPods, "Cilium is told how to forward requests to pods."),
        new("nodeDnsCache", OwnDnsCache & !CiliumRelease, "The bundle installs the DNS cache on the network of each node."),
        new("dnsCacheRedirect", RedirectsDns, "The bundle installs the DNS cache as pods, to which Cilium leads requests."),
        new("dnsCacheMonitors", OwnDnsCache & MonitoringRelease, "The DNS cache is monitored."),
        new("dnsCachePods", (HasDnsCache & Questions.Cni.Is("cilium")) | Questions.Platform.Is("gke"), "Pods may ask a DNS cache that is a pod of the node."),
        new("dnsCacheAddresses", DnsCacheAddresses, "Pods may ask a DNS cache on the node's own network."),
        new("dnsCacheTakesService", DnsCacheAddresses & !(OwnCluster & Questions.KubeProxy.Is("ipvs")), "The DNS cache answers at the address of the DNS Service, too."),
        new("aksDns", Questions.Platform.Is("aks"), "Pods may ask the DNS cache of Azure's nodes."),
        new("gkeDns", Questions.Platform.Is("gke"), "Pods may ask the DNS cache and the DNS of Google's nodes."),
        new("coreDnsBudget", CoreDnsBudget, "CoreDNS, which the platform sets up without one, gets a disruption budget."),
        new("coreDnsPatch", CoreDnsPatch, "CoreDNS gets its settings by a patch, bootstrap/coredns-patch.yaml."),
        new("coreDnsServers", CoreDnsServers, "CoreDNS gets its settings by the ConfigMap coredns-custom."),
        new("eksCoreDns", EksCoreDns, "CoreDNS gets its settings as those of the add-on, bootstrap/eks-coredns.json."),
        new("gkeDnsSettings", GkeKubeDns, "The cluster's DNS gets its settings by the ConfigMap kube-dns."),
        new("clusterDns", CoreDnsBudget | CoreDnsServers | GkeKubeDns, "The cluster layer has objects about DNS."),
        new("calicoDnsExclusion", CalicoDnsExclusion, "Calico must leave requests for DNS to the cache on the node."),
        new("dnsSteps", CoreDnsPatch | CoreDnsServers | EksCoreDns | CalicoDnsExclusion, "The cluster's DNS is set up by commands as well."),
        new("wireguard", OwnPodNetwork & Questions.Encryption.Is("wireguard"), "Packets between nodes are encrypted."),
        new("flowLogs", CiliumRelease & Questions.FlowLogs.Is("true"), "Cilium logs flows."),
        new("flowMetrics", CiliumRelease & Questions.FlowLogs.Is("true") & MonitoringRelease, "Prometheus gets figures about flows."),
        new("gatewayMonitors", EnvoyRelease & MonitoringRelease, "Envoy Gateway and its proxies are monitored."),
        new("certManagerMonitors", CertManagerRelease & MonitoringRelease, "cert-manager is monitored."),
        new("appLayer", Questions.Layers.Is("app"), "The application layer is written."),
        new("foreignCluster", !Questions.Layers.Is("cluster"), "The namespaces are made by hand, from bootstrap/namespace.yaml."),
        new("kubeadmCluster", Questions.Layers.Is("cluster") & Questions.Platform.Is("kubeadm"), "The cluster is made with kubeadm, from bootstrap/kubeadm.yaml."),
        new("kindCluster", Questions.Layers.Is("cluster") & Questions.Platform.Is("kind"), "The cluster is made with kind, from bootstrap/kind.yaml."),
        new("k3sCluster", OwnCluster & Questions.Platform.Is("k3s"), "The cluster is made with k3s, from bootstrap/k3s-config.yaml."),
        new("eksCluster", OwnCluster & Questions.Platform.Is("eks"), "The cluster is Amazon's."),
        new("aksCluster", OwnCluster & Questions.Platform.Is("aks"), "The cluster is Azure's."),
        new("gkeCluster", OwnCluster & Questions.Platform.Is("gke"), "The cluster is Google's."),
        new("ciliumRelease", CiliumRelease, "The bundle installs Cilium."),
        new("calicoRelease", CalicoRelease, "The bundle installs Calico by its operator."),
        new("flannelRelease", FlannelRelease, "The bundle installs flannel with its policy controller."),
        new("canalManifest", CanalManifest, "The bundle installs Canal from its manifest."),
        new("weaveManifest", WeaveManifest, "The bundle installs Weave Net from its manifest."),
        new("bridgesPods", FlannelRelease | CanalManifest | WeaveManifest, "The pod network asks nodes for the kernel module br_netfilter."),
        new("ownPodNetwork", OwnPodNetwork, "The bundle installs the pod network."),
        new("addsRepositories", MetricsServerRelease | CalicoRelease | FlannelRelease | MetalLbRelease | AwsControllerRelease | TraefikRelease | HaproxyRelease | IngressNginxRelease | KedaRelease, "Charts come from repositories that helmfile must know."),
        new("podNetworkRelease", PodNetworkRelease, "The bundle installs the pod network by Helm."),
        new("replacesKubeProxy", Questions.ReplacesKubeProxy, "The pod network does the work of kube-proxy, which the cluster is made without."),
        new("ciliumReplacesKubeProxy", CiliumReplacesKubeProxy, "Cilium does the work of kube-proxy, which the cluster is made without."),
        new("ciliumBbr", Bbr & CiliumReplacesKubeProxy, "Cilium paces packets and gives pods BBR."),
        new("nodeTuning", Bbr & !CiliumReplacesKubeProxy, "A pod on each node sets BBR there."),
        new("ciliumApiServer", CiliumRelease & Questions.NeedsApiServer, "Cilium's agents ask the API server at its own address."),
        new("eksOverlay", EksOverlay, "Pods have addresses that the control plane does not reach, so webhooks run on the nodes' network."),
        new("onGke", OnGke, "The cluster is Google's, whoever made it."),
        new("gkeKubeDns", OnGke & !NodesAreManaged & (Questions.Kubernetes.Is("1.34") | Questions.Kubernetes.Is("1.35")), "DNS is kube-dns: clusters with managed nodes have Cloud DNS, and since 1.36 it is CoreDNS inside, with other ports."),
        new("managedNodes", NodesAreManaged, "The nodes are the cloud's as well, and pods may not see them."),
        new("gkeManagedNodes", OnGke & NodesAreManaged, "The nodes are Google's as well, and kube-system is closed."),
        new("selfSignedKubelets", SelfSignedKubelets, "The kubelets serve certificates that nothing can verify."),
        new("metricsServerRelease", MetricsServerRelease, "The bundle installs metrics-server."),
        new("ownClass", OwnClass, "The class of the Gateway or of the Ingress objects is the bundle's."),
        new("ownGatewayClass", OwnClass & HasGateway, "The class of the Gateway is the bundle's."),
        new("envoyGatewayRelease", EnvoyRelease, "The bundle installs Envoy Gateway."),
        new("nginxGatewayRelease", NginxRelease, "The bundle installs NGINX Gateway Fabric."),
        new("nginxGatewayMonitors", NginxRelease & MonitoringRelease, "NGINX Gateway Fabric is monitored."),
        new("istioRelease", IstioRelease, "The bundle installs Istio."),
        new("istioClass", IstioClass, "The class of the Gateway is Istio's."),
        new("istioMonitors", IstioRelease & MonitoringRelease, "Istio is monitored."),
        new("istioScopesGateways", ScopesGateways, "The bundle's Istio serves Gateways of its own API, each by proxies of its own namespace."),
        new("istioClasses", IstioClass | OwnWaypointClass, "Classes of Istio are objects of the platform layer."),
        new("istioDefinitions", IstioClass | OwnWaypointClass, "Istio looks for definitions of the Gateway API, which must be there before it."),
        new("istioProxyConfig", IstioClass | (OwnMesh & Questions.IsAmbient), "Istio's proxies have settings in common."),
        new("istioEnvironment", IstioServesEdge | ScopesGateways | OwnWaypointClass | (OwnMesh & Questions.IsAmbient), "istiod is told something by variables."),
        new("mesh", Questions.HasMesh, "The application's pods are in a mesh."),
        new("ambientMesh", Questions.IsAmbient, "The application's pods are in the mesh by proxies of their nodes."),
        new("sidecarMesh", Questions.HasSidecars, "The application's pods are in the mesh by proxies of their own."),
        new("strictMesh", Questions.IsStrict, "The mesh refuses plain calls, and callers that nobody declared."),
        new("ambientRelease", OwnMesh & Questions.IsAmbient, "The bundle installs a proxy of the mesh on each node."),
        new("sidecarRelease", OwnMesh & Questions.HasSidecars, "The bundle installs what puts proxies of the mesh into pods."),
        new("meshRelease", OwnMesh, "The bundle installs the mesh's agent on each node."),
        new("meshMonitors", OwnMesh & MonitoringRelease, "The mesh's agents on nodes are monitored."),
        new("ambientMonitors", OwnMesh & Questions.IsAmbient & MonitoringRelease, "The mesh's proxies on nodes are monitored."),
        new("ciliumMesh", CiliumRelease & Questions.HasMesh, "Cilium leaves room for the mesh's agent on each node."),
        new("ciliumMeshSockets", CiliumReplacesKubeProxy & Questions.HasMesh, "Cilium leaves connections of pods to the mesh until they leave the pod."),
        new("meshOnGke", OwnMesh & OnGke, "Google's nodes have their plugins where nobody else has."),
        new("meshOnK3sNetwork", OwnMesh & Questions.Platform.Is("k3s") & Questions.Cni.Is("existing"), "k3s has the plugins of its own pod network where nobody else has."),
        new("gatewayOutsideMesh", GatewayOutsideMesh, "What forwards requests from outside is no member of the mesh."),
        new("scrapedInMesh", Questions.IsStrict & Monitors, "Prometheus, which is no member of the mesh, scrapes services of it."),
        new("plainInMesh", GatewayOutsideMesh | (Questions.IsStrict & Monitors), "Somebody who is no member of the mesh calls services of it."),
        new("hboneGateway", Questions.IsAmbient & IstioPods, "The gateway calls services of the mesh by its tunnels."),
        new("meshGateway", Questions.IsStrict & IstioPods, "The gateway is a member of the mesh."),
        new("waypoints", Waypoints, "Proxies of the application's own look at requests between services."),
        new("waypointPolicies", Waypoints & !Questions.Policies.Is("none"), "Policies hold those proxies as well."),
        new("waypointMonitors", WaypointMonitors, "Those proxies are monitored."),
        new("waypointClass", OwnWaypointClass, "The class of those proxies is the bundle's."),
        new("egressGateway", EgressGateway, "Calls to names outside leave by proxies of their own."),
        new("egressProxies", EgressProxies, "Those proxies are a Deployment of the application's, to which proxies in pods lead calls."),
        new("egressWaypoint", EgressWaypoint, "Those proxies are a waypoint, to which proxies of nodes lead calls."),
        new("egressGatewayPolicies", EgressGateway & !Questions.Policies.Is("none"), "Policies hold those proxies as well."),
        new("egressGatewayMonitors", EgressGatewayMonitors, "Those proxies are monitored."),
        new("egressAddresses", EgressProxies & new Fact("a service calls a CIDR over TCP", a => a.Services.Any(s => s.Egress.Any(e => e is { Cidr: not null, Protocol: "TCP" })), ForDefaults: false), "Proxies in pods know the addresses that services call."),
        new("egressDns", EgressProxies & (DnsCacheAddresses | OnGke | Questions.Platform.Is("aks")), "Proxies in pods know the addresses of the node's DNS."),
        new("sidecarEgress", Questions.HasSidecars & Questions.Policies.Is("default-deny"), "Policies let proxies in pods ask istiod what to do."),
        new("sidecarScrapes", SidecarMonitors & !Questions.Policies.Is("none"), "Policies let Prometheus scrape proxies in pods."),
        new("sidecarMonitors", SidecarMonitors, "Proxies in pods are monitored."),
        new("gatewayInMesh", Questions.HasMesh & IstioPods, "The gateway calls services of the mesh by a proxy that knows HTTP."),
        new("clientProxies", Questions.HasSidecars | (Questions.HasMesh & IstioPods), "Callers or the gateway call services of the mesh by proxies that know HTTP."),
        new("requestProxies", Questions.HasSidecars | Waypoints, "Callers call by proxies that know HTTP, theirs or those between services."),
        new("allProxies", Questions.HasSidecars | Waypoints | (Questions.HasMesh & IstioPods), "Callers or the gateway call by proxies that know HTTP, theirs or those between services."),
        new("meshProxies", MeshProxies, "Proxies of the mesh look at requests, and tell of them."),
        new("needsMesh", NeedsMesh, "The cluster must have the mesh."),
        new("traefikRelease", TraefikRelease, "The bundle installs Traefik."),
        new("traefikMonitors", TraefikRelease & MonitoringRelease, "Traefik is monitored."),
        new("gatewayDefinitions", GatewayRelease | CiliumGateway | OwnWaypointClass, "The bundle installs the definitions of the Gateway API."),
        new("ciliumGateway", CiliumGateway, "The bundle's Cilium serves Gateways."),
        new("ciliumClass", OwnClass & Questions.UsesCiliumGateway, "The class of the Gateway is Cilium's."),
        new("ciliumGatewayMonitors", CiliumGateway & MonitoringRelease, "Cilium's proxies are monitored."),
        new("certManagerRelease", CertManagerRelease, "The bundle installs cert-manager."),
        new("monitoringRelease", MonitoringRelease, "The bundle installs kube-prometheus-stack."),
        new("certManagerNeeds", CertManagerRelease & OwnCluster, "Something of the bundle must be there before cert-manager."),
        new("solverDefinitions", CertManagerRelease & GatewayRelease & AcmeHttp & HasGateway, "cert-manager answers challenges by routes, whose definitions must be there before it."),
        new("platformNeeds", OwnCluster | ControllerRelease | OwnMesh | CertManagerRelease | MetalLbRelease | MonitoringRelease, "Something of the bundle must be there before the platform layer."),
        new("monitoringNeeds", MonitoringRelease & (Questions.Layers.Is("cluster") | CertManagerRelease), "Something of the bundle must be there before kube-prometheus-stack."),
        new("appNeeds", Questions.Layers.Is("app") & (OwnCluster | PlatformLayer | ControllerRelease | OwnMesh | CertManagerRelease | MonitoringRelease | KedaRelease), "Something of the bundle must be there before the application."),
        new("needsPodNetwork", NeedsPodNetwork, "The cluster must have a pod network that enforces NetworkPolicy."),
        new("needsMetricsServer", NeedsMetricsServer, "The cluster must have metrics-server."),
        new("needsGateway", NeedsGateway, "The cluster must have what serves Gateways."),
        new("needsCertManager", NeedsCertManager, "The cluster must have cert-manager."),
        new("kedaRelease", KedaRelease, "The bundle installs KEDA."),
        new("needsKeda", NeedsKeda, "The cluster must have KEDA."),
        new("needsPrometheus", NeedsPrometheus, "The cluster must have the Prometheus Operator."),
        new("needsSomething", NeedsPodNetwork | NeedsMetricsServer | NeedsGateway | NeedsCertManager | NeedsAwsController | NeedsMesh | NeedsPrometheus | NeedsKeda, "The cluster must have something that the bundle does not install."),
        new("haproxyRelease", HaproxyRelease, "The bundle installs HAProxy's controller."),
        new("haproxyMonitors", HaproxyRelease & MonitoringRelease, "HAProxy is monitored."),
        new("ingressNginxRelease", IngressNginxRelease, "The bundle installs ingress-nginx."),
        new("waf", IngressNginxRelease & Questions.Waf.Is("true"), "Requests are held to the OWASP Core Rule Set."),
        new("ingressNginxMonitors", IngressNginxRelease & MonitoringRelease, "ingress-nginx is monitored."),
        new("hasEdge", HasEdge, "Requests come in from outside."),
        new("hasIngress", HasIngress, "Requests from outside come through Ingress objects."),
        new("traefikIngress", HasIngress & Questions.UsesTraefikIngress, "Traefik forwards requests from outside, as Ingress objects say."),
        new("traefikRedirect", HasIngress & Questions.UsesTraefikIngress & Tls, "An Ingress object redirects plain HTTP."),
        new("haproxy", HasIngress & Questions.UsesHaproxy, "HAProxy forwards requests from outside."),
        new("ingressNginx", HasIngress & Questions.UsesIngressNginx, "ingress-nginx forwards requests from outside."),
        new("virtualServices", HasVirtualServices, "Requests from outside come through Istio's own Gateway and VirtualServices."),
        new("istioPods", IstioPods, "Proxies of Istio forward requests from outside, whatever the API."),
        new("istioProxies", IstioProxies, "The application has a Gateway of Istio's own API, and its proxies."),
        new("hasGateway", HasGateway, "Requests from outside come through a Gateway."),
        new("envoyGateway", HasGateway & Questions.UsesEnvoyGateway, "Proxies of Envoy Gateway forward requests from outside."),
        new("nginxGateway", HasGateway & Questions.UsesNginxGateway, "Proxies of NGINX Gateway Fabric forward requests from outside."),
        new("istioGateway", HasGateway & Questions.UsesIstioGateway, "Proxies of Istio forward requests from outside."),
        new("traefikPods", HasEdge & (Questions.UsesTraefik | Questions.UsesTraefikIngress), "Traefik forwards requests from outside, whatever the API."),
        new("traefikGateway", HasGateway & Questions.UsesTraefik, "Traefik forwards requests from outside."),
        new("gatewayPods", GatewayPods, "Pods forward requests from outside."),
        new("proxiesBeside", HasEdge & Questions.RunsBesideGateway, "Proxies run in the namespace of their Gateway, whosever it is."),
        new("proxiesOfGateway", HasGateway & (Questions.UsesNginxGateway | Questions.UsesIstioGateway), "Proxies run in the namespace of their Gateway of the Gateway API."),
        new("gatewayBeside", GatewayBeside, "The gateway's proxies run in the application's namespace."),
        new("gatewayBesidePolicy", GatewayBeside & !Questions.Policies.Is("none"), "Policies hold the gateway's proxies as well."),
        new("proxyMonitors", ProxyMonitors, "The application's layer has a monitor of the gateway's proxies."),
        new("routeTimeouts", HasGateway & (Questions.UsesEnvoyGateway | Questions.UsesIstioGateway | Questions.UsesCiliumGateway), "Routes say themselves how long a request may take."),
        new("corsFilter", HasGateway & (Questions.RunsBesideGateway | Questions.UsesCiliumGateway), "Routes say themselves which origins may call."),
        new("ownGateway", OwnGateway, "The application has a Gateway of its own."),
        new("ownProxies", OwnGateway | IstioProxies, "The application has a Gateway of its own, of either API."),
        new("attachedGateway", (HasGateway | HasVirtualServices) & !Questions.OwnEdge, "Routes attach to an existing Gateway."),
        new("foreignClass", (OwnGateway | HasIngress) & !Questions.Layers.Is("platform"), "The class of the Gateway or of the Ingress objects is somebody else's."),
        new("waitsForLoadBalancer", WaitsForLoadBalancer, "Nothing of the platform gives the gateway's Service an address."),
        new("loadBalancer", OwnEdge & !Questions.LoadBalancer.Is("none"), "The gateway's proxies get a Service of type LoadBalancer."),
        new("internalLoadBalancer", CloudLoadBalancer & Questions.LoadBalancer.Is("internal"), "The gateway's address is inside the cloud's network."),
        new("awsLoadBalancer", AwsLoadBalancer, "Amazon's load balancer is told what it is for."),
        new("awsController", AwsController, "Amazon's load balancer controller makes the load balancer, and is told its kind."),
        new("awsControllerRelease", AwsControllerRelease, "The bundle installs Amazon's load balancer controller."),
        new("awsControllerMonitors", AwsControllerRelease & MonitoringRelease, "Amazon's load balancer controller is monitored."),
        new("needsAwsController", NeedsAwsController, "The cluster must have Amazon's load balancer controller."),
        new("azureLoadBalancer", AzureLoadBalancer, "Azure's load balancer is told what it is for."),
        new("googleLoadBalancer", GoogleLoadBalancer, "Google's load balancer is told what it is for."),
        new("cloudAnnotations", AwsLoadBalancer | AzureLoadBalancer | GoogleLoadBalancer, "The cloud reads what its load balancer is for in annotations."),
        new("gatewayInfrastructure", GatewayAnnotations | (OwnGateway & Questions.UsesIstioGateway), "The Gateway says what the objects of its proxies carry."),
        new("gatewayAnnotations", GatewayAnnotations, "The controller hands the Gateway's annotations on to its Service."),
        new("tls", Tls, "The gateway terminates TLS and plain HTTP is redirected."),
        new("plainHttp", OwnEdge & Questions.TlsIssuer.Is("none"), "The gateway serves plain HTTP."),
        new("acme", Acme, "Let's Encrypt issues the certificate."),
        new("acmeHttp", AcmeHttp, "Let's Encrypt checks the hosts by requests, HTTP-01."),
        new("gatewaySolver", AcmeHttp & HasGateway, "ACME's challenges are answered by routes of the Gateway."),
        new("acmeDns", AcmeDns, "Let's Encrypt checks the hosts by records in their zone, DNS-01."),
        new("cloudflareDns", AcmeDns & Questions.TlsDnsProvider.Is("cloudflare"), "The zone of the hosts is at Cloudflare."),
        new("route53Dns", AcmeDns & Questions.TlsDnsProvider.Is("route53"), "The zone of the hosts is at Amazon."),
        new("azureDns", AcmeDns & Questions.TlsDnsProvider.Is("azuredns"), "The zone of the hosts is at Azure."),
        new("googleDns", AcmeDns & Questions.TlsDnsProvider.Is("clouddns"), "The zone of the hosts is at Google."),
        new("acmeEmail", Acme & EmailIsGiven, "The ACME account has an address."),
        new("privateCa", OwnEdge & Questions.TlsIssuer.Is("private-ca"), "A certificate authority of the bundle's own issues the certificate."),
        new("clusterAuthority", ClusterAuthority, "The authority is the cluster's: its key stays in cert-manager's namespace."),
        new("ownAuthority", OwnEdge & !Questions.Layers.Is("platform") & Questions.TlsIssuer.Is("private-ca"), "The authority is the application's own, in its namespace."),
        new("existingIssuer", OwnEdge & Questions.TlsIssuer.Is("existing"), "An issuer of the cluster issues the certificate."),
        new("errorPages", ErrorPages, "Errors are answered by a page of the application's own."),
        new("errorPageServer", ErrorPages & !Questions.UsesEnvoyGateway, "Pods of the application's own serve the page in place of errors."),
        new("errorPageMiddleware", ErrorPages & (Questions.UsesTraefik | Questions.UsesTraefikIngress), "Traefik asks those pods for the page."),
        new("rateLimit", GatewayPods & new Fact("edge.rateLimit is above 0", a => a.Edge.RateLimit > 0, ForDefaults: true), "Requests per client are limited."),
        new("policies", !Questions.Policies.Is("none"), "Network policies are written."),
        new("mayRefuse", Questions.Cni.Is("existing"), "The pod network is somebody else's, and may refuse what policies do not let through in place of dropping it."),
        new("egressPolicies", Questions.Policies.Is("default-deny"), "Calls out of pods are limited to the declared ones."),
        new("ingressOnly", Questions.Policies.Is("ingress-only"), "Only calls into pods are limited."),
        new("ciliumGatewayPolicies", CiliumGatewayPolicies, "Policies let Cilium's gateways in."),
        new("kubernetesDialect", KubernetesDialect, "Policies are NetworkPolicies, with Cilium's own beside them for what those have no words for."),
        new("ciliumDialect", CiliumDialect, "All policies are Cilium's own."),
        new("calicoDialect", CalicoDialect, "All policies are Calico's own."),
        new("enforcedPolicies", !Questions.Policies.Is("none") & !ObservesPolicies, "Policies drop what they do not allow."),
        new("observesPolicies", ObservesPolicies, "Policies drop nothing yet, and show what they would."),
        new("stagedPolicies", KubernetesDialect & ObservesPolicies & TakesCalicoPolicies, "NetworkPolicies are staged, as Calico has them."),
        new("stagedCalicoPolicies", CalicoDialect & ObservesPolicies, "Calico's policies are staged."),
        new("calicoFlows", CalicoRelease & ObservesPolicies, "Calico logs flows, so that one sees what staged policies would deny."),
        new("ciliumAudit", CiliumRelease & ObservesPolicies, "Cilium logs what its policies would drop, and drops nothing."),
        new("ciliumAuditFlows", CiliumRelease & ObservesPolicies & Questions.FlowLogs.Is("true"), "Hubble shows what Cilium's policies would drop."),
        new("clusterPolicies", Questions.HasClusterPolicies, "Policies hold namespaces of others as well."),
        new("ciliumClusterPolicies", CiliumClusterPolicies, "Policies of the whole cluster are Cilium's."),
        new("calicoClusterPolicies", CalicoClusterPolicies, "Policies of the whole cluster are Calico's, whose own namespaces they leave out."),
        new("stagedClusterPolicies", CalicoClusterPolicies & ObservesPolicies, "Policies of the whole cluster are staged, as Calico has them."),
        new("leavesApplicationOut", LeavesApplicationOut, "Policies of the whole cluster leave the application's namespaces out."),
        new("foreignProxies", HasEdge & Questions.RunsBesideGateway & !Questions.OwnEdge, "Proxies run in the namespace of a Gateway that is somebody else's."),
        new("ciliumBeside", CiliumGatewayPolicies | Questions.Policies.Is("default-deny"), "Policies of Cilium stand beside NetworkPolicies."),
        new("acmeSolverPolicy", !Questions.Policies.Is("none") & GatewayPods & AcmeHttp, "The ACME solver's pods are reachable from the gateway's proxies."),
        new("acmeSolverPolicies", !Questions.Policies.Is("none") & AcmeHttp & (GatewayPods | CiliumGatewayPolicies), "The ACME solver's pods are reachable from the gateway."),
        new("acmeSolverCiliumPolicy", CiliumGatewayPolicies & AcmeHttp, "The ACME solver's pods are reachable from Cilium's gateways."),
        new("monitors", Monitors, "Services with metrics get a ServiceMonitor."),
        new("appMonitors", AppMonitors, "Something of the application is monitored."),
        new("appAlerts", AppAlerts, "Prometheus tells when something of the application's network is wrong, and Grafana shows it."),
        new("gatewayAlerts", GatewayAlerts, "Prometheus tells when requests through the gateway fail or are slow."),
        new("certificateAlerts", CertificateAlerts, "Prometheus tells when a certificate is about to end."),
        new("coreDnsAlerts", MonitoringRelease & !OnGke, "Prometheus tells when CoreDNS fails or is slow."),
        new("conntrackAlerts", MonitoringRelease & !NodesAreManaged, "Prometheus tells when a node's table of connections is nearly full."),
        new("scales", HasScaling, "A service scales."),
        new("traces", Traces, "Traces are sent to a collector."),
        new("tracePolicy", Traces & Questions.Policies.Is("default-deny"), "A policy lets every pod reach the collector of traces."),
        new("envoyTraces", Traces & EnvoyRelease, "Proxies of Envoy Gateway send traces."),
        new("istioTraces", Traces & IstioRelease & (Questions.UsesIstio | MeshProxies), "Istio knows the collector of traces."),
        new("istioProxyTraces", IstioProxyTraces, "Proxies of Istio, of the application's own Gateway, send traces."),
        new("nginxTraces", Traces & NginxRelease, "Proxies of NGINX Gateway Fabric know the collector of traces."),
        new("nginxRouteTraces", NginxRouteTraces, "Proxies of NGINX Gateway Fabric send traces of the application's routes."),
        new("foreignIstioTraces", (IstioProxyTraces | MeshTraces) & !IstioRelease, "Somebody else's Istio must know the collector of traces."),
        new("foreignNginxTraces", NginxRouteTraces & !NginxRelease, "Somebody else's NGINX Gateway Fabric must know the collector of traces."),
        new("meshTraces", MeshTraces, "Proxies of the mesh send traces."),
        new("gatewayTraces", GatewayTraces, "Proxies of the application's own Gateway send traces, as its layer says."),
        new("tracedRequests", GatewayTraces | MeshTraces, "The application's layer says how many requests are traced."),
        new("foreignEdgeTraces", Traces & HasEdge & !(GatewayTraces | EnvoyRelease | TraefikRelease | IngressNginxRelease), "Traces of the gateway are set where it is installed."),
        new("traefikTraces", Traces & TraefikRelease, "Traefik sends traces."),
        new("ingressNginxTraces", Traces & IngressNginxRelease, "ingress-nginx sends traces."),
        new("debugPod", Questions.DebugPod.Is("true"), "A pod with network tools runs beside the application."),
        new("budgets", Questions.DisruptionBudget.Is("true"), "Workloads get a disruption budget."),
    ];

    /// <summary>The platform is one of these.</summary>
    private static AnyOf On(Func<Platform, bool> test) => new AnyOf([.. Platform.All.Where(test).Select(p => Questions.Platform.Is(p.Name))]);

    /// <summary>The decision of this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Decision Get(string name) => All.FirstOrDefault(d => d.Name == name) ?? throw new KeyNotFoundException($"There is no decision named {name}.");

    /// <summary>All decisions, taken for these answers.</summary>
    public static ImmutableDictionary<string, bool> Take(AnswerSet answers) => All.ToImmutableDictionary(d => d.Name, d => d.When.Holds(answers), StringComparer.Ordinal);
}
