using System.Collections.Immutable;
using NetScaffold.Decisions;

namespace NetScaffold.Answers;

/// <summary>Every question, once. Flags, validation, the JSON Schema, the written answers file and the documentation all read this list.</summary>
public static class Questions
{
    /// <summary>The bundle's name.</summary>
    public static Question Name { get; } = new("name", null, new TextShape(TextType.Name40), "Name of the application and its bundle; also the Helm release and the Gateway.")
    { Required = new(Expression.Always, "NAME", "unnamed", []) };

    /// <summary>The application's namespace.</summary>
    public static Question Namespace { get; } = new("namespace", "--namespace", new TextShape(TextType.Namespace), "Namespace of the application.") { DefaultNote = "the name" };

    /// <summary>The form of the output.</summary>
    public static Question Bundle { get; } = new("bundle", "--bundle", Choices(
        ("helm", "Helm charts, one for each layer"),
        ("kustomize", "Kustomize bases and one overlay for each environment"),
        ("both", "both forms, describing the same objects")), "Form of the output.")
    { Default = "helm" };

    /// <summary>The layers to write.</summary>
    public static Question Layers { get; } = new("layers", "--layers", new ListShape(new ChoiceShape(
    [
        new("all", "all three"),
        new("cluster", "the pod network, namespaces, and what nodes and DNS need"),
        new("platform", "shared objects: the gateway class and its proxy"),
        new("app", "everything in the application's namespace"),
    ]), Minimum: 1, Maximum: 3, AcceptsText: true), "Layers to write; app alone goes onto a cluster that someone else runs.")
    { Default = "[all]" };

    /// <summary>The environments.</summary>
    public static Question Environments { get; } = new("environments", "--environments", new ListShape(new EitherShape(
    [
        new TextShape(TextType.Name40),
        new MapShape(
        [
            new("name", new TextShape(TextType.Name40), "Name of the environment.") { IsRequired = true },
            new("namespace", new TextShape(TextType.Namespace), "Its namespace, when it shares a cluster with another environment.") { Default = "the namespace of the answers" },
            new("host", new TextShape(TextType.ServedHost), "Its host name; a wildcard where edge.host is one.") { Default = "<environment>.<host>; the host itself for the base" },
            new("set", new DictionaryShape(new TextType("path", "a dotted path of the answers such as services.api.replicas", "^[a-z][A-Za-z0-9_.-]{0,399}$", s => s.Length is > 0 and <= 400 && char.IsAsciiLetterLower(s[0]) && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')), new EitherShape([new TextShape(TextType.Any)]), Maximum: 5000),
                "Answers that differ in this environment, by path: services.api.replicas: 1."),
        ]),
    ]), Minimum: 1, Maximum: 20, AcceptsText: true), "Environments, each one installation of the application layer; the base is prod if present, else the last.")
    { Default = "[dev, prod]" };

    /// <summary>The platform.</summary>
    public static Question Platform { get; } = new("cluster.platform", "--platform", new ChoiceShape([.. Answers.Platform.All.Select(p => new Choice(p.Name, p.Help))]), "What the cluster is.")
    { Default = "kubeadm" };

    /// <summary>The platform is a cloud's.</summary>
    internal static Expression OnCloud { get; } = new AnyOf([.. Answers.Platform.All.Where(p => p.IsManaged).Select(p => Platform.Is(p.Name))]);

    /// <summary>Whether a cloud manages the nodes as well.</summary>
    public static Question ManagedNodes { get; } = new("cluster.managedNodes", "--managed-nodes", new BooleanShape(), "The nodes are the cloud's as well: EKS Auto Mode or Fargate, AKS Automatic, GKE Autopilot.")
    { Default = "false", AppliesWhen = OnCloud };

    /// <summary>The Kubernetes minor version.</summary>
    public static Question Kubernetes { get; } = new("cluster.kubernetes", "--kubernetes", Choices(
        ("1.34", "ended on 2026-10-27"),
        ("1.35", "maintained until 2027-02-28"),
        ("1.36", "maintained until 2027-06-28"),
        ("1.37", "newer than what the pinned releases were tested on")), "Minor version of the cluster.")
    { Default = "\"1.36\"" };

    /// <summary>The pod network.</summary>
    public static Question Cni { get; } = new("cluster.cni", "--cni", Choices(
        ("cilium", "Cilium: eBPF, policies by DNS name, flow logs"),
        ("calico", "Calico by its operator: BGP, ordered policies, several data planes"),
        ("canal", "flannel's network with Calico's policies; for clusters that have it already"),
        ("flannel", "flannel with its policy controller: small, and little more than a network"),
        ("weave", "Weave Net, which ended in 2024; for clusters that have it already"),
        ("existing", "the pod network that the cluster already has")), "Pod network (CNI).")
    { Default = "cilium" };

    /// <summary>Whether an existing pod network enforces NetworkPolicy.</summary>
    public static Question ExistingPolicies { get; } = new("cluster.existing.policies", "--existing-policies", new BooleanShape(), "The existing pod network enforces NetworkPolicy.")
    { Default = "true", AppliesWhen = Cni.Is("existing") };

    /// <summary>Whether an existing pod network takes CiliumNetworkPolicy with DNS names.</summary>
    public static Question ExistingFqdn { get; } = new("cluster.existing.fqdn", "--existing-fqdn", new BooleanShape(), "The existing pod network takes CiliumNetworkPolicy, so egress can be allowed by DNS name.")
    { Default = "false", AppliesWhen = Cni.Is("existing") };

    /// <summary>Whether an existing pod network takes Calico's policies.</summary>
    public static Question ExistingCalico { get; } = new("cluster.existing.calico", "--existing-calico", new BooleanShape(), "The existing pod network is Calico and serves its API, projectcalico.org/v3, so policies can be of its own kind.")
    { Default = "false", AppliesWhen = Cni.Is("existing") };

    /// <summary>Whether an existing pod network is Cilium and serves Gateways.</summary>
    public static Question ExistingGatewayApi { get; } = new("cluster.existing.gatewayApi", "--existing-gateway-api", new BooleanShape(), "The existing pod network is Cilium with its Gateway API on, so it can be edge.controller.")
    { Default = "false", AppliesWhen = Cni.Is("existing") };

    private static readonly Expression OwnPodNetwork = Layers.Is("cluster") & !Cni.Is("existing");

    /// <summary>How packets between pods of different nodes are wrapped.</summary>
    public static Question Encapsulation { get; } = new("cluster.encapsulation", "--encapsulation", Choices(
        ("auto", "what the pod network does best on the platform"),
        ("vxlan", "VXLAN: UDP, crosses every network"),
        ("vxlan-cross-subnet", "VXLAN between subnets, plain routes inside one"),
        ("ipip", "IP in IP: IPv4 alone, by BGP; some clouds drop it"),
        ("ipip-cross-subnet", "IP in IP between subnets, plain routes inside one"),
        ("geneve", "Geneve: UDP, crosses every network"),
        ("native", "none: nodes share a subnet, or routers know the pods' addresses")), "How packets between nodes are wrapped.")
    { Default = "auto", AppliesWhen = OwnPodNetwork };

    /// <summary>Encryption between nodes.</summary>
    public static Question Encryption { get; } = new("cluster.encryption", "--encryption", Choices(
        ("none", "packets cross between nodes in plain"),
        ("wireguard", "WireGuard between nodes")), "Encryption of packets between nodes.")
    { Default = "none", AppliesWhen = OwnPodNetwork };

    /// <summary>A log of flows.</summary>
    public static Question FlowLogs { get; } = new("cluster.flowLogs", "--flow-logs", new BooleanShape(), "Hubble, Cilium's log of what was allowed and what was dropped, and why.")
    { Default = "true", AppliesWhen = Layers.Is("cluster") & Cni.Is("cilium") };

    /// <summary>The pods' addresses.</summary>
    public static Question PodCidr { get; } = new("cluster.podCidr", "--pod-cidr", Cidrs(), "Addresses of pods: a CIDR, or one of each family.")
    { DefaultNote = "10.244.0.0/16; 10.42.0.0/16 on k3s; none where the cloud's network has them" };

    /// <summary>The Services' addresses.</summary>
    public static Question ServiceCidr { get; } = new("cluster.serviceCidr", "--service-cidr", Cidrs(), "Addresses of Services: a CIDR, or one of each family.")
    { DefaultNote = string.Join(", ", Answers.Platform.All.Select(p => $"{p.ServiceCidr} on {p.Name}")) };

    /// <summary>The nodes' addresses.</summary>
    public static Question NodeCidr { get; } = new("cluster.nodeCidr", "--node-cidr", Cidrs(), "Addresses of nodes: a CIDR, or one of each family; not checked while unset.") { DefaultNote = "unset" };

    /// <summary>The size of the cluster.</summary>
    public static Question Nodes { get; } = new("cluster.nodes", "--nodes", new IntegerShape(1, 15_000), "Nodes that the cluster may have; the pods' addresses must be enough for them.")
    { Default = "16", AppliesWhen = OwnPodNetwork };

    /// <summary>The pods of a node.</summary>
    public static Question PodsPerNode { get; } = new("cluster.podsPerNode", "--pods-per-node", new IntegerShape(8, 1024), "Pods that a node may have, those of the system included.")
    { Default = "110", AppliesWhen = OwnPodNetwork };

    /// <summary>Calico's blocks.</summary>
    public static Question BlockSize { get; } = new("cluster.blockSize", "--block-size", new IntegerShape(20, 31), "Prefix length of the IPv4 blocks that Calico gives to nodes; IPv6 blocks hold as many addresses.")
    { Default = "26", AppliesWhen = Layers.Is("cluster") & Cni.Is("calico") };

    /// <summary>MTU of the nodes' network.</summary>
    public static Question NodeMtu { get; } = new("cluster.nodeMtu", "--node-mtu", new EitherShape([new IntegerShape(1280, 65_535), new ChoiceShape([new("auto", "found out on each node")])]), "MTU of the network between nodes.")
    { Default = "auto", AppliesWhen = OwnPodNetwork };

    /// <summary>The kernel of the nodes.</summary>
    public static Question Kernel { get; } = new("cluster.kernel", "--kernel", new TextShape(TextType.Kernel), "Lowest version of the nodes' kernels, major and minor.")
    { Default = "\"5.15\"" };

    /// <summary>The north-south API.</summary>
    public static Question EdgeApi { get; } = new("edge.api", "--ingress", Choices(
        ("gateway-api", "a Gateway and HTTPRoutes"),
        ("ingress", "Ingress objects, for clusters that have them still: the API is frozen"),
        ("istio", "a Gateway and VirtualServices of Istio's own API, for clusters that have them still: it moves to no other controller"),
        ("none", "nothing is reachable from outside the cluster")), "How requests from outside reach the services.")
    { Default = "gateway-api" };

    /// <summary>Requests come in by a Gateway.</summary>
    internal static Expression ByGateway { get; } = EdgeApi.Is("gateway-api");

    /// <summary>Requests come in by Ingress objects.</summary>
    internal static Expression ByIngress { get; } = EdgeApi.Is("ingress");

    /// <summary>Requests come in by a Gateway and VirtualServices of Istio's own.</summary>
    internal static Expression ByIstio { get; } = EdgeApi.Is("istio");

    /// <summary>Requests come in from outside.</summary>
    internal static Expression HasEdge { get; } = ByGateway | ByIngress | ByIstio;

    /// <summary>The implementation of the API.</summary>
    public static Question Controller { get; } = new("edge.controller", "--controller", Choices(
        ("auto", "the one that fits the other answers: envoy-gateway, traefik with edge.api: ingress, or istio with edge.api: istio"),
        ("envoy-gateway", "Envoy Gateway: proxies of their own for each Gateway, and limits of rates and sizes"),
        ("istio", "Istio: Envoy beside each Gateway, in its namespace, without such limits"),
        ("nginx-gateway-fabric", "NGINX Gateway Fabric: nginx beside each Gateway, in its namespace, with such limits"),
        ("traefik", "Traefik: one proxy for all Gateways or Ingress objects of its class, with such limits"),
        ("cilium", "Cilium: Envoy on every node, without such limits"),
        ("haproxy", "HAProxy, by its makers' controller: for Ingress objects, with limits of rates and without canaries"),
        ("ingress-nginx", "ingress-nginx: for Ingress objects, with such limits; retired in March 2026")), "Implementation of the API.")
    { Default = "auto", AppliesWhen = HasEdge };

    /// <summary>Envoy Gateway forwards requests from outside.</summary>
    internal static Expression UsesEnvoyGateway { get; } = ByGateway & (Controller.Is("auto") | Controller.Is("envoy-gateway"));

    /// <summary>Istio's Envoy forwards requests from outside, in pods of the Gateway's namespace.</summary>
    internal static Expression UsesIstioGateway { get; } = ByGateway & Controller.Is("istio");

    /// <summary>nginx forwards requests from outside, in pods of the Gateway's namespace.</summary>
    internal static Expression UsesNginxGateway { get; } = ByGateway & Controller.Is("nginx-gateway-fabric");

    /// <summary>Istio forwards requests from outside, by either API.</summary>
    internal static Expression UsesIstio { get; } = UsesIstioGateway | ByIstio;

    /// <summary>Proxies run beside their Gateway, in its namespace.</summary>
    internal static Expression RunsBesideGateway { get; } = UsesNginxGateway | UsesIstio;

    /// <summary>Traefik forwards requests from outside.</summary>
    internal static Expression UsesTraefik { get; } = ByGateway & Controller.Is("traefik");

    /// <summary>Cilium forwards requests from outside.</summary>
    internal static Expression UsesCiliumGateway { get; } = ByGateway & Controller.Is("cilium");

    /// <summary>ingress-nginx forwards requests from outside.</summary>
    internal static Expression UsesIngressNginx { get; } = ByIngress & Controller.Is("ingress-nginx");

    /// <summary>HAProxy forwards requests from outside.</summary>
    internal static Expression UsesHaproxy { get; } = ByIngress & Controller.Is("haproxy");

    /// <summary>Traefik forwards requests from outside, as Ingress objects say.</summary>
    internal static Expression UsesTraefikIngress { get; } = ByIngress & (Controller.Is("auto") | Controller.Is("traefik"));

    /// <summary>What does Services' work on nodes.</summary>
    public static Question KubeProxy { get; } = new("cluster.kubeProxy", "--kube-proxy", Choices(
        ("auto", "Cilium on kind and k3s and where it is the gateway, else kube-proxy as the platform sets it up"),
        ("replaced", "the pod network does its work: Cilium, or Calico with eBPF"),
        ("nftables", "kube-proxy with nftables: from kernel 5.13 on"),
        ("ipvs", "kube-proxy with IPVS, which is deprecated"),
        ("iptables", "kube-proxy with iptables")), "What forwards requests for Services.")
    { Default = "auto", AppliesWhen = Layers.Is("cluster") };

    /// <summary>The pod network does the work of kube-proxy.</summary>
    internal static Expression ReplacesKubeProxy { get; } = Layers.Is("cluster") & (
        (KubeProxy.Is("replaced") & (Cni.Is("cilium") | Cni.Is("calico")))
        | (KubeProxy.Is("auto") & Cni.Is("cilium") & (Platform.Is("kind") | Platform.Is("k3s") | UsesCiliumGateway)));

    /// <summary>Agents of the pod network ask the API server at its own address.</summary>
    internal static Expression NeedsApiServer { get; } = ReplacesKubeProxy | (Layers.Is("cluster") & Platform.Is("eks") & Cni.Is("cilium"));

    /// <summary>Where the API server is.</summary>
    public static Question ApiServer { get; } = new("cluster.apiServer", "--api-server", new TextShape(TextType.HostAndPort), "The control plane as nodes reach it, HOST[:PORT]: the name of a load balancer rather than of one machine.")
    {
        DefaultNote = "<name>-control-plane:6443 on kind, 127.0.0.1:6444 on k3s, else none",
        AppliesWhen = NeedsApiServer | (Layers.Is("cluster") & Platform.Is("kubeadm")),
        Required = new(NeedsApiServer & !Platform.Is("kind") & !Platform.Is("k3s"), "HOST", "unnamed", [KubeProxy, Controller, Platform]),
    };

    /// <summary>Settings of nodes.</summary>
    public static Question NodeTuning { get; } = new("cluster.nodeTuning", "--node-tuning", Choices(
        ("none", "nodes keep their settings"),
        ("bbr", "BBR as TCP's congestion control, for long ways over the Internet; from kernel 5.18 on")), "Settings of the nodes' kernels.")
    { Default = "none", AppliesWhen = Layers.Is("cluster") };

    /// <summary>A DNS cache on every node.</summary>
    public static Question DnsCache { get; } = new("cluster.dnsCache", "--dns-cache", Choices(
        ("none", "pods ask the cluster's DNS across the network"),
        ("nodelocal", "NodeLocal DNSCache: pods ask a cache on their own node")), "DNS cache on every node; policies must let pods reach it, so say it of a cluster that has one, too.")
    { Default = "none" };

    /// <summary>Servers for names outside the cluster.</summary>
    public static Question DnsUpstreams { get; } = new("cluster.dns.upstreams", "--dns-upstreams", new ListShape(new TextShape(TextType.Address), Minimum: 1, Maximum: 15, AcceptsText: true), "Servers that the cluster's DNS asks for names outside, as addresses.")
    { DefaultNote = "those that the nodes ask", AppliesWhen = Layers.Is("cluster") };

    /// <summary>Domains with servers of their own.</summary>
    public static Question StubDomains { get; } = new("cluster.dns.stubDomains", null, new ListShape(new MapShape(
    [
        new("domain", new TextShape(TextType.Domain), "The domain, such as corp.example; names below it belong to it.") { IsRequired = true },
        new("servers", new ListShape(new TextShape(TextType.Address), Minimum: 1, Maximum: 15, AcceptsText: true), "Addresses of the servers that answer for it.") { IsRequired = true },
    ]), Minimum: 1, Maximum: 64), "Domains that servers of their own answer.")
    { DefaultNote = "none", AppliesWhen = Layers.Is("cluster") };

    /// <summary>The number of the cluster's own autonomous system.</summary>
    public static Question BgpAsn { get; } = new("cluster.bgp.asn", null, new IntegerShape(1, 4_294_967_294), "Number of the nodes' autonomous system; with it they tell the peers where pods are; Cilium tells them addresses of load balancers as well.")
    { DefaultNote = "none: no BGP" };

    /// <summary>The routers.</summary>
    public static Question BgpPeers { get; } = new("cluster.bgp.peers", null, new ListShape(new MapShape(
    [
        new("address", new TextShape(TextType.Address), "Address of the router.") { IsRequired = true },
        new("asn", new IntegerShape(1, 4_294_967_294), "Number of its autonomous system.") { IsRequired = true },
    ]), Minimum: 1, Maximum: 32), "Routers that every node speaks BGP with.")
    { DefaultNote = "none; required with an asn" };

    /// <summary>Nodes speak BGP.</summary>
    internal static Fact HasBgp { get; } = new("cluster.bgp is given", a => a.Cluster.Bgp is not null, ForDefaults: false);

    /// <summary>Where the implementation runs, and its proxies unless they run beside the Gateway.</summary>
    public static Question ControllerNamespace { get; } = new("edge.controllerNamespace", "--controller-namespace", new TextShape(TextType.Namespace), "Namespace of the gateway's controller, and of its proxies where they do not run beside the Gateway.")
    { DefaultNote = string.Join(", ", EdgeController.All.Where(c => c.Name != "cilium").DistinctBy(c => c.Name).Select(c => $"{c.Namespace} with {c.Title}")), AppliesWhen = UsesEnvoyGateway | UsesIstioGateway | ByIstio | UsesNginxGateway | UsesTraefik | UsesTraefikIngress | UsesHaproxy | UsesIngressNginx };

    /// <summary>The gateway class.</summary>
    public static Question GatewayClass { get; } = new("edge.gatewayClass", "--gateway-class", new TextShape(TextType.Namespace), "Name of the GatewayClass or IngressClass.")
    { DefaultNote = string.Join(", ", EdgeController.All.DistinctBy(c => c.Name).Select(c => $"{c.GatewayClass} with {c.Title}")), AppliesWhen = ByGateway | ByIngress };

    /// <summary>An existing Gateway, or our own.</summary>
    public static Question Gateway { get; } = new("edge.gateway", "--gateway", new EitherShape([new TextShape(TextType.GatewayName), new ChoiceShape([new("own", "a Gateway in the application's namespace")])]),
        "own, or NAMESPACE/NAME of an existing Gateway to attach to.")
    { Default = "own", AppliesWhen = ByGateway | ByIstio };

    private static readonly Fact GatewayIsOwn = new("edge.gateway is own", a => a.Edge.Gateway is null, ForDefaults: true);

    /// <summary>The application brings its own Gateway of the Gateway API.</summary>
    public static Expression OwnGateway { get; } = ByGateway & GatewayIsOwn;

    /// <summary>The application brings its own Gateway of Istio's API.</summary>
    internal static Expression OwnIstioGateway { get; } = ByIstio & GatewayIsOwn;

    /// <summary>The application brings its own way in: a Gateway of either kind, or Ingress objects.</summary>
    internal static Expression OwnEdge { get; } = OwnGateway | OwnIstioGateway | ByIngress;

    /// <summary>The listener of an existing Gateway.</summary>
    public static Question Listener { get; } = new("edge.listener", "--listener", new TextShape(TextType.SectionName), "Listener of the existing Gateway that routes attach to.")
    { Default = "https", AppliesWhen = ByGateway & !OwnGateway };

    /// <summary>The main host name.</summary>
    public static Question Host { get; } = new("edge.host", "--host", new TextShape(TextType.ServedHost), "DNS name of the application, or a wildcard such as *.example.com.")
    { Default = "app.example.com", AppliesWhen = HasEdge };

    /// <summary>The kind of load balancer.</summary>
    public static Question LoadBalancer { get; } = new("edge.loadBalancer", "--load-balancer", Choices(
        ("external", "a Service of type LoadBalancer"),
        ("internal", "the same with an address inside the cloud's network: eks, aks and gke"),
        ("none", "a ClusterIP Service: something in front forwards to it")), "How the gateway's proxy is reached; set where its Service is ours.")
    { Default = "external", AppliesWhen = (HasEdge & Layers.Is("platform")) | OwnIstioGateway };

    /// <summary>What gives the load balancer its address.</summary>
    public static Question LoadBalancerProvider { get; } = new("edge.loadBalancerProvider", "--lb-provider", Choices(
        ("auto", "cloud on eks, aks and gke, else existing"),
        ("cloud", "the cloud's own load balancers"),
        ("existing", "a provider that the cluster has, or that you install"),
        ("cilium", "Cilium from a pool of addresses: told to routers by BGP where cluster.bgp is given, else answered for in the nodes' own network"),
        ("metallb", "MetalLB from a pool of addresses, which nodes answer for in their own network")), "What gives the gateway's Service an address.")
    { Default = "auto", AppliesWhen = OwnEdge & Layers.Is("platform") & !LoadBalancer.Is("none") };

    /// <summary>The cloud gives the load balancer its address.</summary>
    internal static Expression UsesCloudLoadBalancer { get; } = OnCloud & (LoadBalancerProvider.AppliesWhen | (OwnIstioGateway & !LoadBalancer.Is("none"))) & (LoadBalancerProvider.Is("cloud") | LoadBalancerProvider.Is("auto"));

    private static readonly Expression GivesAddresses = LoadBalancerProvider.AppliesWhen & (LoadBalancerProvider.Is("cilium") | LoadBalancerProvider.Is("metallb"));

    /// <summary>The addresses that are given out.</summary>
    public static Question AddressPool { get; } = new("edge.addressPool", "--lb-pool", new ListShape(new TextShape(TextType.AddressBlock), Minimum: 1, Maximum: 32, AcceptsText: true), "Addresses for load balancers, which nothing else may have: CIDRs or ranges.")
    {
        DefaultNote = "none",
        AppliesWhen = GivesAddresses,
        Required = new(GivesAddresses, "CIDR", "192.0.2.0/24", [LoadBalancerProvider]),
    };

    /// <summary>Cilium answers for the pool's addresses in the nodes' own network, since no router is told where they are.</summary>
    internal static Expression CiliumAnswersForPool { get; } = Layers.Is("cluster") & Cni.Is("cilium") & LoadBalancerProvider.AppliesWhen & LoadBalancerProvider.Is("cilium") & !HasBgp;

    /// <summary>A rate limit that limits: 0 is none.</summary>
    internal static IntegerShape RateLimitAboveZero { get; } = new(1, 1_000_000);

    /// <summary>The rate limit.</summary>
    public static Question RateLimit { get; } = new("edge.rateLimit", "--rate-limit", RateLimitAboveZero with { Minimum = 0 }, "Requests per second per client address, route and gateway replica; 0 is off.")
    { DefaultNote = string.Join(", ", EdgeController.All.DistinctBy(c => c.Name).Select(c => $"{c.RateLimit} with {c.Title}")), AppliesWhen = HasEdge };

    /// <summary>The body size limit.</summary>
    public static Question MaxBodySize { get; } = new("edge.maxBodySize", "--max-body-size", new TextShape(TextType.BodySize), "Largest request body; the gateway then buffers whole requests.")
    { Default = "\"off\"", AppliesWhen = HasEdge };

    /// <summary>The request timeout.</summary>
    public static Question Timeout { get; } = new("edge.timeout", "--timeout", new TextShape(TextType.Duration), "Longest time for a whole request; 0s is no limit.")
    { Default = "60s", AppliesWhen = HasEdge };

    /// <summary>The CORS origins.</summary>
    public static Question CorsOrigins { get; } = new("edge.corsOrigins", "--cors-origins", new ListShape(new TextShape(TextType.Origin), Maximum: 64, AcceptsText: true), "Origins whose pages may call the services (CORS).")
    { Default = "[]", AppliesWhen = HasEdge };

    /// <summary>The web application firewall.</summary>
    public static Question Waf { get; } = new("edge.waf", "--waf", new BooleanShape(), "A web application firewall with the OWASP Core Rule Set in front of the services; set where the platform layer is ours.")
    { Default = "false", AppliesWhen = HasEdge & Layers.Is("platform") };

    /// <summary>Pages in place of errors.</summary>
    public static Question ErrorPages { get; } = new("edge.errorPages", "--error-pages", new BooleanShape(), "A page of the application's own in place of answers 502, 503 and 504 in text; those of APIs in JSON stay.")
    { Default = "false", AppliesWhen = HasEdge };

    /// <summary>Canaries.</summary>
    public static Question Canary { get; } = new("edge.canary", "--canary", Choices(
        ("none", "no canaries, unless a service asks for one"),
        ("weight", "each exposed deployment has a canary that gets one request of ten"),
        ("header", $"each exposed deployment has a canary that gets the requests with {CanaryAnswer.UsualHeader}: {CanaryAnswer.HeaderValue}")), "Canaries: a second Deployment and Service for a new version.")
    { Default = "none", AppliesWhen = HasEdge };

    /// <summary>Who issues the certificate.</summary>
    public static Question TlsIssuer { get; } = new("tls.issuer", "--tls", Choices(
        ("letsencrypt", "Let's Encrypt, which checks that the host is yours"),
        ("private-ca", "a certificate authority of the bundle's own: browsers must be told to trust it"),
        ("existing", "an issuer that the cluster already has"),
        ("none", "no TLS: plain HTTP")), "Who issues the certificate.")
    { DefaultNote = "private-ca for a reserved host (example.*, .test, .local, .internal, .localhost, .invalid), else letsencrypt", AppliesWhen = OwnEdge };

    /// <summary>Let's Encrypt issues the certificate.</summary>
    internal static Expression UsesLetsEncrypt { get; } = OwnEdge & TlsIssuer.Is("letsencrypt");

    /// <summary>The existing issuer.</summary>
    public static Question TlsIssuerName { get; } = new("tls.issuerName", "--tls-issuer-name", new TextShape(TextType.Issuer), "The existing issuer: NAME of a ClusterIssuer, or Issuer/NAME.")
    { AppliesWhen = OwnEdge & TlsIssuer.Is("existing"), Required = new(OwnEdge & TlsIssuer.Is("existing"), "NAME", "unnamed", [TlsIssuer]) };

    /// <summary>The ACME account's address.</summary>
    public static Question TlsEmail { get; } = new("tls.email", "--acme-email", new TextShape(TextType.Email), "Address of the ACME account.")
    { DefaultNote = "none", AppliesWhen = UsesLetsEncrypt };

    /// <summary>How Let's Encrypt checks the host.</summary>
    public static Question TlsChallenge { get; } = new("tls.challenge", "--tls-challenge", Choices(
        ("http01", "by a request to the host on port 80, which the Internet must reach"),
        ("dns01", "by a record in the host's DNS zone: for wildcards, and for hosts that the Internet does not reach")), "How Let's Encrypt checks that the host is yours.")
    { Default = "http01", AppliesWhen = UsesLetsEncrypt };

    /// <summary>Let's Encrypt checks the host by a request.</summary>
    internal static Expression UsesHttp01 { get; } = UsesLetsEncrypt & TlsChallenge.Is("http01");

    /// <summary>Let's Encrypt checks the host by a record in its zone.</summary>
    internal static Expression UsesDns01 { get; } = UsesLetsEncrypt & TlsChallenge.Is("dns01");

    /// <summary>Who has the DNS zone of the hosts.</summary>
    public static Question TlsDnsProvider { get; } = new("tls.dnsProvider", "--dns-provider", new ChoiceShape([.. Answers.DnsProvider.All.Select(p => new Choice(p.Name, p.Title))]), "Who serves the DNS zone of the hosts.")
    { AppliesWhen = UsesDns01, Required = new(UsesDns01, "PROVIDER", "cloudflare", [TlsChallenge]) };

    private static readonly Expression UsesGoogleDns = UsesDns01 & TlsDnsProvider.Is("clouddns");

    private static readonly Expression UsesAzureDns = UsesDns01 & TlsDnsProvider.Is("azuredns");

    private const string NoUuid = "00000000-0000-0000-0000-000000000000";

    /// <summary>The project of a zone at Google.</summary>
    public static Question TlsDnsProject { get; } = new("tls.dnsProject", "--dns-project", new TextShape(TextType.GoogleProject), "Google Cloud project that has the zone.")
    { AppliesWhen = UsesGoogleDns, Required = new(UsesGoogleDns, "PROJECT", "unnamed", [TlsDnsProvider]) };

    /// <summary>The subscription of a zone at Azure.</summary>
    public static Question TlsDnsSubscription { get; } = new("tls.dnsSubscription", "--dns-subscription", new TextShape(TextType.Uuid), "Azure subscription that has the zone.")
    { AppliesWhen = UsesAzureDns, Required = new(UsesAzureDns, "UUID", NoUuid, [TlsDnsProvider]) };

    /// <summary>The resource group of a zone at Azure.</summary>
    public static Question TlsDnsResourceGroup { get; } = new("tls.dnsResourceGroup", "--dns-resource-group", new TextShape(TextType.ResourceGroup), "Azure resource group that has the zone.")
    { AppliesWhen = UsesAzureDns, Required = new(UsesAzureDns, "GROUP", "unnamed", [TlsDnsProvider]) };

    /// <summary>The tenant of who may change a zone at Azure.</summary>
    public static Question TlsDnsTenant { get; } = new("tls.dnsTenant", "--dns-tenant", new TextShape(TextType.Uuid), "Azure tenant of the service principal that may change the zone.")
    { AppliesWhen = UsesAzureDns, Required = new(UsesAzureDns, "UUID", NoUuid, [TlsDnsProvider]) };

    /// <summary>Who may change a zone at Azure.</summary>
    public static Question TlsDnsClient { get; } = new("tls.dnsClient", "--dns-client", new TextShape(TextType.Uuid), "Client id of that service principal.")
    { AppliesWhen = UsesAzureDns, Required = new(UsesAzureDns, "UUID", NoUuid, [TlsDnsProvider]) };

    /// <summary>The service mesh.</summary>
    public static Question Mesh { get; } = new("mesh.kind", "--mesh", Choices(
        ("none", "calls between pods are plain, and network policies alone hold them"),
        ("istio-ambient", "Istio with a proxy on each node: calls are encrypted, and pods stay as they are"),
        ("istio-sidecar", "Istio with a proxy in each pod: calls are encrypted, retried and known by method and path")), "Service mesh of the application's namespace.")
    { Default = "none" };

    /// <summary>The application's pods are in the mesh by proxies of their nodes.</summary>
    internal static Expression IsAmbient { get; } = Mesh.Is("istio-ambient");

    /// <summary>The application's pods are in the mesh by proxies of their own.</summary>
    internal static Expression HasSidecars { get; } = Mesh.Is("istio-sidecar");

    /// <summary>The application's pods are in a mesh.</summary>
    internal static Expression HasMesh { get; } = IsAmbient | HasSidecars;

    /// <summary>Whether plain calls are refused.</summary>
    public static Question Mtls { get; } = new("mesh.mtls", "--mtls", Choices(
        ("strict", "plain calls are refused, and certificates say who may call"),
        ("permissive", "plain calls are taken as well: a first stage, until all callers are in the mesh")), "Whether services of the mesh take plain calls.")
    { Default = "strict", AppliesWhen = HasMesh };

    /// <summary>The mesh knows callers by their certificates, and refuses all others.</summary>
    internal static Expression IsStrict { get; } = HasMesh & Mtls.Is("strict");

    /// <summary>Whether calls by DNS name leave by proxies of their own.</summary>
    public static Question EgressGateway { get; } = new("mesh.egressGateway", "--egress-gateway", new BooleanShape(), "Calls to names outside the cluster leave by proxies of their own, which know the caller.")
    { Default = "false", AppliesWhen = HasMesh };

    /// <summary>Calls by DNS name leave by proxies of their own, if there are any.</summary>
    internal static Expression WantsEgressGateway { get; } = HasMesh & EgressGateway.Is("true");

    /// <summary>The network policies.</summary>
    public static Question Policies { get; } = new("security.policies", "--policies", Choices(
        ("default-deny", "only declared calls, in both directions"),
        ("ingress-only", "only declared callers; pods may call out"),
        ("none", "no policies")), "Network policies of the application's namespace.")
    { Default = "default-deny" };

    /// <summary>The network policies of the whole cluster.</summary>
    public static Question ClusterPolicies { get; } = new("security.clusterPolicies", "--cluster-policies", Choices(
        ("none", "namespaces of others stay as they are"),
        ("default-deny", "pods of every namespace that is not left out reach DNS alone, and nobody reaches them, until policies of their own say more")), "Network policies of the whole cluster, of the pod network's own kind.")
    { Default = "none", AppliesWhen = Layers.Is("platform") };

    /// <summary>Policies hold namespaces of others as well.</summary>
    internal static Expression HasClusterPolicies { get; } = Layers.Is("platform") & ClusterPolicies.Is("default-deny");

    /// <summary>There are policies, of the application's namespace or of the whole cluster.</summary>
    internal static Expression HasAnyPolicies { get; } = !Policies.Is("none") | HasClusterPolicies;

    /// <summary>The kind of the network policies.</summary>
    public static Question PolicyDialect { get; } = new("security.policyDialect", "--policy-dialect", Choices(
        ("auto", "NetworkPolicy, and the pod network's own kind where that has no words"),
        ("kubernetes", "NetworkPolicy alone, which every pod network understands"),
        ("cilium", "CiliumNetworkPolicy for all: what Cilium does with them shows in its own words"),
        ("calico", "Calico's NetworkPolicy for all, with an order")), "Kind of the network policies.")
    { Default = "auto", AppliesWhen = HasAnyPolicies };

    /// <summary>Whether the network policies hold.</summary>
    public static Question Enforcement { get; } = new("security.enforcement", "--enforcement", Choices(
        ("enforce", "what is not allowed is dropped"),
        ("observe", "nothing is dropped, and flow logs show what would be: a first stage for an application that runs already")), "Whether the network policies hold.")
    { Default = "enforce", AppliesWhen = HasAnyPolicies };

    /// <summary>The Pod Security level.</summary>
    public static Question PodSecurity { get; } = new("security.podSecurity", "--pod-security", Choices(
        ("restricted", "the strictest level; the bundle's pods fit it"),
        ("baseline", "for images that cannot run as restricted"),
        ("privileged", "no limits")), "Pod Security level of the application's namespace.")
    { Default = "restricted" };

    /// <summary>The autoscaling.</summary>
    public static Question Autoscaling { get; } = new("scaling.autoscaling", "--autoscaling", Choices(
        ("resource", "by CPU use, and by memory where asked"),
        ("custom-metrics", "by what Prometheus knows of a service, through KEDA; others by CPU use"),
        ("none", "a fixed number of replicas")), "How deployments scale.")
    { Default = "resource" };

    /// <summary>The disruption budgets.</summary>
    public static Question DisruptionBudget { get; } = new("scaling.disruptionBudget", "--pdb", new BooleanShape(), "Pod disruption budgets, so that drains take one pod at a time.") { Default = "true" };

    /// <summary>The monitoring.</summary>
    public static Question Monitoring { get; } = new("observability.monitoring", "--monitoring", Choices(
        ("prometheus-operator", "a ServiceMonitor for each service with metrics"),
        ("none", "no monitors")), "Monitoring.")
    { Default = "prometheus-operator" };

    /// <summary>The Prometheus release label.</summary>
    public static Question PrometheusRelease { get; } = new("observability.prometheusRelease", "--prometheus-release", new TextShape(TextType.Name40), "Value of the label release by which Prometheus selects monitors.")
    { Default = "kube-prometheus-stack", AppliesWhen = Monitoring.Is("prometheus-operator") };

    /// <summary>Where Prometheus runs.</summary>
    public static Question PrometheusNamespace { get; } = new("observability.prometheusNamespace", "--prometheus-namespace", new TextShape(TextType.Namespace), "Namespace of Prometheus.")
    { Default = "monitoring", AppliesWhen = Monitoring.Is("prometheus-operator") };

    /// <summary>The pod to look at the network from.</summary>
    public static Question DebugPod { get; } = new("observability.debugPod", "--debug-pod", new BooleanShape(), "A pod with network tools and the rights of no service.") { Default = "false" };

    /// <summary>Whether traces are made.</summary>
    public static Question Tracing { get; } = new("observability.tracing", "--tracing", Choices(
        ("none", "nobody sends any"),
        ("otlp", "by OTLP: the gateway and the mesh's proxies send their own, and services may send theirs")), "Traces of requests, for a collector.")
    { Default = "none" };

    /// <summary>Where traces go.</summary>
    public static Question Collector { get; } = new("observability.collector", "--collector", new TextShape(TextType.Collector), "Service that takes traces by OTLP over gRPC, NAMESPACE/NAME:PORT; its pods have that port, and its name in the label app.kubernetes.io/name.")
    { Default = "observability/otel-collector:4317", AppliesWhen = Tracing.Is("otlp") };

    /// <summary>The services.</summary>
    public static Question Services { get; } = new("services", null, new ListShape(ServiceShape.Map, Minimum: 1, Maximum: 200), "The services, in your order; the schema beside this file lists what each may hold.")
    { DefaultNote = "frontend (exposed at /), backend (exposed at /api), database (statefulset, 5432); calls frontend to backend, backend to database" };

    /// <summary>The waivers.</summary>
    public static Question Waivers { get; } = new("waivers", CommandLineAnswers.AllowFlag, new ListShape(new MapShape(
    [
        new("code", new TextShape(TextType.FindingCode), "The finding's code.") { IsRequired = true },
        new("reason", new TextShape(TextType.Reason), "Why it is acceptable here.") { IsRequired = true },
        new("until", new TextShape(TextType.Date), "The day after which the waiver no longer counts."),
    ])), "Findings that are accepted, each with a reason; on the command line CODE=REASON.")
    { Default = "[]" };

    /// <summary>All questions, in the order of the answers file.</summary>
    public static ImmutableArray<Question> All { get; } =
    [
        Name, Namespace, Bundle, Layers, Environments,
        Platform, ManagedNodes, Kubernetes, Kernel, Cni, ExistingPolicies, ExistingFqdn, ExistingCalico, ExistingGatewayApi, Encapsulation, Encryption, FlowLogs,
        PodCidr, ServiceCidr, NodeCidr, Nodes, PodsPerNode, BlockSize, NodeMtu, KubeProxy, ApiServer, DnsCache, DnsUpstreams, StubDomains, NodeTuning, BgpAsn, BgpPeers,
        EdgeApi, Controller, ControllerNamespace, GatewayClass, Gateway, Listener, Host, LoadBalancer, LoadBalancerProvider, AddressPool, RateLimit, MaxBodySize, Timeout, CorsOrigins, Waf, ErrorPages, Canary,
        TlsIssuer, TlsIssuerName, TlsEmail, TlsChallenge, TlsDnsProvider, TlsDnsProject, TlsDnsSubscription, TlsDnsResourceGroup, TlsDnsTenant, TlsDnsClient,
        Mesh, Mtls, EgressGateway,
        Policies, ClusterPolicies, PolicyDialect, Enforcement, PodSecurity,
        Autoscaling, DisruptionBudget,
        Monitoring, PrometheusRelease, PrometheusNamespace, Tracing, Collector, DebugPod,
        Services, Waivers,
    ];

    /// <summary>The answers file as one shape: <c>version</c>, then the questions in their sections.</summary>
    public static MapShape Root { get; } = BuildRoot();

    private static ChoiceShape Choices(params ReadOnlySpan<(string Value, string Help)> choices)
    {
        var list = ImmutableArray.CreateBuilder<Choice>();
        foreach (var (value, help) in choices) list.Add(new Choice(value, help));
        return new ChoiceShape(list.ToImmutable());
    }

    private static ListShape Cidrs() => new(new TextShape(TextType.Cidr), Minimum: 1, Maximum: 2, AcceptsText: true);

    private static MapShape BuildRoot()
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        fields.Add(new Field("version", new IntegerShape(1, 1), "Version of this file's format.") { Default = "1" });
        AddFields(fields, "");
        return new MapShape(fields.ToImmutable());
    }

    private static void AddFields(ImmutableArray<Field>.Builder fields, string section)
    {
        foreach (var question in All)
        {
            if (question.Section == section)
            {
                fields.Add(new Field(question.Key, question.Shape, question.Help) { Default = question.Default ?? question.DefaultNote });
            }
            else if (question.Section.Length > section.Length && question.Section.StartsWith(section, StringComparison.Ordinal))
            {
                var key = question.Section[(section.Length == 0 ? 0 : section.Length + 1)..].Split('.')[0];
                if (fields.Any(f => f.Name == key)) continue;
                var inner = ImmutableArray.CreateBuilder<Field>();
                AddFields(inner, section.Length == 0 ? key : $"{section}.{key}");
                fields.Add(new Field(key, new MapShape(inner.ToImmutable()), $"Answers about the {key}."));
            }
        }
    }
}
