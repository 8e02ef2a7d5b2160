using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Tests.Documents;

using static CoveredField;

/// <summary>The topics of the guide in its order, and what shows each.</summary>
internal static class CoverageTopics
{
    /// <summary>Answers that leave out what may be left out.</summary>
    public const string Bare = """
        name: bare
        bundle: both
        layers: [app]
        cluster: {cni: existing, existing: {policies: false}}
        edge: {api: none}
        security: {policies: none, podSecurity: privileged}
        scaling: {autoscaling: none, disruptionBudget: false}
        observability: {monitoring: none}
        services: [{name: worker, image: registry.example/worker:1.0, ports: [], probes: {kind: none}}]
        """;

    /// <summary>Answers for nodes alone, for what no application lacks: their one pod is privileged.</summary>
    private const string NodesAlone = """
        name: nodes
        bundle: both
        layers: [cluster]
        cluster: {kernel: "6.8", nodeTuning: bbr}
        """;

    private const string Shop = "shop";

    private const string Boutique = "eleven-services";

    private const string Payments = "payments";

    private const string Storefront = "storefront";

    private const string PodSpec = "spec.template.spec";

    private const string Container = PodSpec + ".containers";

    private static readonly Topic Addresses = new("Addresses of pods and Services",
        ["Understanding Kubernetes Networking Fundamentals", "The Kubernetes Networking Model", "Verify Pod Networking"],
        [Questions.PodCidr, Questions.ServiceCidr, Questions.NodeCidr, Questions.Nodes, Questions.PodsPerNode], [],
        [
            new(Payments, "ClusterConfiguration", Has("networking.podSubnet"), Has("networking.serviceSubnet")),
            new(Payments, CoveredExample.Section, Holds(CoveredExample.SectionText, "1024 blocks of /26"), Holds(CoveredExample.SectionText, "40 nodes with 110 pods")),
            new(Payments, CoveredExample.Section, Holds(CoveredExample.SectionText, "kubectl rollout status daemonset/calico-node")),
        ]);

    private static readonly Topic PodNetwork = new("Pod network (CNI)",
        ["Choosing the Right CNI Plugin", "Popular CNI Plugins Comparison", "CNI Selection Decision Tree"],
        [Questions.Platform, Questions.Cni], [],
        [
            new(Payments, CoveredExample.Values, Has("installation.calicoNetwork.linuxDataplane")),
            new(Storefront, CoveredExample.Values, Has("ipam.mode"), Has("routingMode")),
        ]);

    private static readonly Topic Calico = new("Calico",
        ["Installing Calico (Production-Grade Setup)", "Calico Configuration Best Practices"],
        [Questions.Cni, Questions.Encapsulation, Questions.BlockSize, Questions.BgpAsn, Questions.BgpPeers], [],
        [
            new(Payments, CoveredExample.Values, Is("installation.calicoNetwork.ipPools.encapsulation", "None"), Has("installation.calicoNetwork.ipPools.blockSize"), Has("installation.nodeMetricsPort")),
            new(Payments, "BGPConfiguration", Has("spec.asNumber")),
            new(Payments, "BGPPeer", Has("spec.peerIP"), Has("spec.asNumber")),
        ]);

    private static readonly Topic Cilium = new("Cilium",
        ["Installing Cilium (eBPF-Based Performance)"],
        [Questions.Cni, Questions.Encapsulation, Questions.FlowLogs], [],
        [new(Storefront, CoveredExample.Values, Is("tunnelProtocol", "vxlan"), Is("hubble.enabled", true), Is("prometheus.enabled", true))]);

    private static readonly Topic DefaultDeny = new("Default deny",
        ["Network Policy Best Practices", "Default Deny All Traffic"],
        [Questions.Policies, Questions.PolicyDialect, Questions.Enforcement, Questions.ClusterPolicies], [],
        [
            new(Payments, "GlobalNetworkPolicy", Holds("spec.namespaceSelector", "!= 'kube-system'"), Is("spec.types", "Egress"), Lacks("spec.ingress"), Is("spec.egress.destination.ports", 53L)),
            new(Shop, "NetworkPolicy", Is("spec.policyTypes", "Egress"), Lacks("spec.podSelector.matchLabels"), Lacks("spec.ingress"), Lacks("spec.egress")),
            new(Payments, "NetworkPolicy", Is("apiVersion", "projectcalico.org/v3"), Is("spec.selector", "all()"), Is("spec.types", "Egress"), Lacks("spec.ingress"), Lacks("spec.egress")),
        ]);

    private static readonly Topic Calls = new("Policies for each declared call",
        ["Allow Specific Traffic Pattern", "Multi-Tier Application Network Policy"],
        [Questions.Policies, Questions.PolicyDialect], ["calls", "allowFrom", "expose"],
        [
            new(Shop, "NetworkPolicy", Has("spec.ingress.from.podSelector.matchLabels"), Has("spec.ingress.ports.port"), Has("spec.egress.to.podSelector.matchLabels"), Has("spec.egress.ports.port")),
            new(Storefront, "NetworkPolicy", Is("spec.ingress.from.namespaceSelector.matchLabels.kubernetes.io/metadata.name", "pricing"), Has("spec.ingress.from.podSelector.matchLabels.app.kubernetes.io/name")),
            new(Payments, "NetworkPolicy", Is("apiVersion", "projectcalico.org/v3"), Has("spec.order"), Holds("spec.selector", "app.kubernetes.io/name == "), Is("spec.ingress.action", "Allow"), Has("spec.ingress.source.selector"), Has("spec.egress.destination.ports")),
        ]);

    private static readonly Topic PolicyTests = new("Tests of the policies",
        ["Testing Network Policies"],
        [Questions.Policies], ["calls"],
        [
            new(Shop, "Pod", Is("metadata.labels.app.kubernetes.io/component", "test"), Holds("spec.containers.command", "open "), Holds("spec.containers.command", "closed ")),
            new(Shop, CoveredExample.Section, Holds(CoveredExample.SectionText, "helm test shop --namespace shop --logs")),
        ]);

    private static readonly Topic Blocks = new("Egress to address blocks",
        ["Advanced Network Policy with CIDR Blocks"],
        [Questions.Policies, Questions.PolicyDialect], ["egress"],
        [
            new(Boutique, "NetworkPolicy", Has("spec.egress.to.ipBlock.cidr"), Has("spec.egress.to.ipBlock.except"), Has("spec.egress.ports.port")),
            new(Payments, "NetworkPolicy", Has("spec.egress.destination.nets"), Has("spec.egress.destination.notNets")),
        ]);

    private static readonly Topic ClusterIp = new("Services inside the cluster",
        ["Service and DNS Optimization", "ClusterIP Service (Default)"],
        [], ["ports", "sessionAffinity", "trafficDistribution"],
        [
            new(Storefront, "Service", Is("spec.type", "ClusterIP"), Is("spec.sessionAffinity", "ClientIP"), Has("spec.sessionAffinityConfig.clientIP.timeoutSeconds")),
            new(Storefront, "Service", Is("spec.type", "ClusterIP"), Has("spec.ports.appProtocol"), Is("spec.trafficDistribution", "PreferSameZone")),
        ]);

    private static readonly Topic Headless = new("Headless Services",
        ["Headless Service for StatefulSets"],
        [], ["kind", "headless", "publishNotReady"],
        [
            new(Storefront, "Service", Is("spec.clusterIP", "None"), Is("spec.publishNotReadyAddresses", true)),
            new(Storefront, "StatefulSet", Has("spec.serviceName")),
        ]);

    private static readonly Topic External = new("Services outside the cluster",
        ["External Service Mapping"],
        [], ["external"],
        [
            new(Storefront, "Service", Is("spec.type", "ExternalName"), Has("spec.externalName")),
            new(Payments, "Service", Lacks("spec.selector"), Lacks("spec.externalName"), Has("spec.ports")),
            new(Payments, "EndpointSlice", Has("endpoints.addresses")),
        ]);

    private static readonly Topic Dns = new("DNS of the cluster",
        ["DNS Optimization"],
        [Questions.DnsCache, Questions.DnsUpstreams, Questions.StubDomains], [],
        [
            new(Payments, "DaemonSet", Is(Container + ".args", "-localip")),
            new(Payments, "ConfigMap", Holds("data.Corefile", "success 9984 30"), Holds("data.Corefile", "forward . 10.20.0.53")),
            new(Payments, CoveredExample.Patch, Holds("data.Corefile", "corp.acme.dev:53"), Holds("data.Corefile", "max_concurrent 1000")),
            new(Payments, "PodDisruptionBudget", Is("spec.selector.matchLabels.k8s-app", "kube-dns")),
        ]);

    private static readonly Topic PodDns = new("DNS of a pod",
        ["DNS Policy Best Practices"],
        [], ["dns"],
        [new(Payments, "Deployment", Is(PodSpec + ".dnsConfig.options.name", "ndots"))]);

    private static readonly Topic Endpoints = new("Endpoints and DNS under watch",
        ["Service Endpoint Monitoring"],
        [Questions.Monitoring], [],
        [
            new(Payments, "PrometheusRule", Is("spec.groups.rules.alert", "DnsErrors"), Is("spec.groups.rules.alert", "DnsSlow")),
            new(Payments, CoveredExample.Section, Holds(CoveredExample.SectionText, "kubectl get endpointslices --namespace payments")),
        ]);

    private static readonly Topic EdgeController = new("The edge and its controller",
        ["Ingress Controller Configuration", "NGINX Ingress Controller Installation"],
        [Questions.EdgeApi, Questions.Controller, Questions.ControllerNamespace, Questions.GatewayClass], [],
        [
            new(Storefront, CoveredExample.Values, Is("deployment.replicas", 2L), Is("deployment.pod.topologySpreadConstraints.labelSelector.matchLabels.control-plane", "envoy-gateway")),
            new(Storefront, "GatewayClass", Is("spec.controllerName", "gateway.envoyproxy.io/gatewayclass-controller")),
            new(Storefront, "EnvoyProxy", Has("spec.provider.kubernetes.envoyDeployment.replicas")),
        ]);

    private static readonly Topic Edge = new("Ingress: TLS, limits, CORS",
        ["Production-Grade Ingress Configuration"],
        [Questions.Host, Questions.TlsIssuer, Questions.RateLimit, Questions.MaxBodySize, Questions.Timeout, Questions.CorsOrigins], ["expose"],
        [
            new(Storefront, "Gateway", Is("spec.listeners.protocol", "HTTPS"), Has("spec.listeners.tls.certificateRefs.name")),
            new(Storefront, "HTTPRoute", Is("spec.rules.filters.requestRedirect.scheme", "https")),
            new(Storefront, "HTTPRoute", Has("spec.rules.matches.path.value"), Has("spec.rules.timeouts.request"), Has("spec.rules.backendRefs.port")),
            new(Storefront, "BackendTrafficPolicy", Has("spec.rateLimit.local.rules.limit.requests"), Has("spec.requestBuffer.limit")),
            new(Storefront, "SecurityPolicy", Has("spec.cors.allowOrigins"), Has("spec.cors.allowMethods")),
        ]);

    private static readonly Topic Rewrite = new("Paths with a rewrite",
        ["Path-Based Routing with Rewrite"],
        [Questions.EdgeApi], ["expose.path", "expose.rewrite"],
        [
            new(Storefront, "HTTPRoute", Is("spec.rules.matches.path.type", "PathPrefix"), Is("spec.rules.filters.urlRewrite.path.replacePrefixMatch", "/")),
            new(Payments, "HTTPRoute", Is("spec.rules.matches.path.type", "PathPrefix"), Is("spec.rules.filters.urlRewrite.path.replacePrefixMatch", "/")),
        ]);

    private static readonly Topic Canary = new("Canary",
        ["Canary Deployment with Ingress"],
        [Questions.Canary], ["canary"],
        [
            new(Payments, "Deployment", Is("spec.template.metadata.labels.app.kubernetes.io/component", "canary"), Has("spec.replicas")),
            new(Storefront, "HTTPRoute", Is("spec.rules.matches.headers.name", "x-preview"), Is("spec.rules.backendRefs.name", "web-canary")),
        ]);

    private static readonly Topic ErrorPages = new("Error pages",
        ["Custom Error Pages"],
        [Questions.ErrorPages], [],
        [
            new(Storefront, "ConfigMap", Holds("data.response.body", "<!doctype html>")),
            new(Storefront, "BackendTrafficPolicy", Has("spec.responseOverride.match.statusCodes"), Is("spec.responseOverride.response.body.valueRef.kind", "ConfigMap")),
        ]);

    private static readonly Topic Mesh = new("Service mesh",
        ["Service Mesh Implementation", "Installing Istio"],
        [Questions.Mesh], [],
        [
            new(Payments, CoveredExample.Values, Is("replicaCount", 2L), Is("cni.enabled", true), Has("meshConfig.accessLogFile")),
            new(Payments, "Namespace", Is("metadata.labels.istio-injection", "enabled")),
        ]);

    private static readonly Topic MeshEdge = new("The mesh's own gateway",
        ["Istio Gateway and VirtualService"],
        [Questions.EdgeApi, Questions.Controller, Questions.Timeout], ["expose"],
        [
            new(Payments, "GatewayClass", Is("spec.controllerName", "istio.io/gateway-controller")),
            new(Payments, "Gateway", Is("spec.gatewayClassName", "istio"), Is("spec.listeners.tls.mode", "Terminate")),
            new(Payments, "HTTPRoute", Has("spec.rules.matches.path.value"), Has("spec.rules.timeouts.request"), Is("spec.rules.filters.type", "CORS")),
        ]);

    private static readonly Topic CircuitBreaking = new("Circuit breaking",
        ["Circuit Breaking"],
        [Questions.Mesh], ["replicas"],
        [new(Payments, "DestinationRule", Has("spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests"), Has("spec.trafficPolicy.outlierDetection.consecutive5xxErrors"), Has("spec.trafficPolicy.outlierDetection.maxEjectionPercent"))]);

    private static readonly Topic Mtls = new("mTLS and authorization",
        ["mTLS Configuration"],
        [Questions.Mesh, Questions.Mtls], ["calls", "calls.methods", "calls.paths"],
        [
            new(Payments, "PeerAuthentication", Is("spec.mtls.mode", "STRICT"), Lacks("spec.selector")),
            new(Payments, "AuthorizationPolicy", Is("spec.action", "ALLOW"), Has("spec.rules.from.source.serviceAccounts"), Has("spec.rules.to.operation.methods"), Has("spec.rules.to.operation.paths")),
        ]);

    private static readonly Topic Splitting = new("Traffic splitting",
        ["Traffic Splitting"],
        [Questions.Canary], ["canary.weight"],
        [
            new(Payments, "HTTPRoute", Is("spec.rules.backendRefs.weight", 95L), Is("spec.rules.backendRefs.weight", 5L)),
            new(Payments, "Service", Is("spec.selector.app.kubernetes.io/component", "canary"), Has("spec.ports.appProtocol")),
        ]);

    private static readonly Topic Balancing = new("Load balancing of calls",
        ["Load Balancing Strategies", "Service Load Balancing Algorithms"],
        [Questions.Mesh], ["sessionAffinity", "trafficDistribution"],
        [
            new(Storefront, "Service", Is("spec.sessionAffinity", "ClientIP")),
            new(Storefront, "Service", Is("spec.trafficDistribution", "PreferSameZone")),
            new(Payments, "DestinationRule", Is("spec.trafficPolicy.loadBalancer.simple", "LEAST_REQUEST"), Is("spec.trafficPolicy.loadBalancer.localityLbSetting.enabled", true)),
        ]);

    private static readonly Topic LoadBalancers = new("Load balancers outside",
        ["External Load Balancer with Health Checks"],
        [Questions.LoadBalancer, Questions.LoadBalancerProvider, Questions.AddressPool], [],
        [
            new(Storefront, "EnvoyProxy", Is("spec.provider.kubernetes.envoyService.type", "LoadBalancer"), Is("spec.provider.kubernetes.envoyService.externalTrafficPolicy", "Local")),
            new(Payments, "IPAddressPool", Has("spec.addresses")),
            new(Payments, "L2Advertisement", Has("spec.ipAddressPools")),
        ]);

    private static readonly Topic Budgets = new("Pod disruption budgets",
        ["Pod Disruption Budget"],
        [Questions.DisruptionBudget], ["disruption"],
        [new(Shop, "PodDisruptionBudget", Is("spec.maxUnavailable", 1L), Has("spec.selector.matchLabels.app.kubernetes.io/component"))]);

    private static readonly Topic Autoscaling = new("Autoscaling",
        ["HorizontalPodAutoscaler with Custom Metrics"],
        [Questions.Autoscaling], ["autoscaling", "autoscaling.memory", "autoscaling.metric"],
        [
            new(Payments, "HorizontalPodAutoscaler", Is("spec.metrics.containerResource.name", "memory"), Has("spec.behavior.scaleUp.policies"), Has("spec.behavior.scaleDown.stabilizationWindowSeconds")),
            new(Storefront, "ScaledObject", Has("spec.triggers.metadata.query"), Has("spec.triggers.metadata.threshold"), Has("spec.fallback.replicas")),
        ]);

    private static readonly Topic PodSecurity = new("Pod Security",
        ["Network Security Hardening", "Pod Security Standards"],
        [Questions.PodSecurity], [],
        [new(Payments, "Namespace", Is("metadata.labels.pod-security.kubernetes.io/enforce", "restricted"), Is("metadata.labels.pod-security.kubernetes.io/warn", "restricted"), Has("metadata.labels.pod-security.kubernetes.io/enforce-version"))]);

    private static readonly Topic SecurePod = new("Secure pods",
        ["Secure Pod Specification"],
        [Questions.PodSecurity], ["user", "writable"],
        [
            new(Shop, "Deployment", Is(PodSpec + ".securityContext.runAsNonRoot", true), Is(PodSpec + ".securityContext.seccompProfile.type", "RuntimeDefault"), Is(PodSpec + ".automountServiceAccountToken", false), Is(Container + ".securityContext.readOnlyRootFilesystem", true), Is(Container + ".securityContext.capabilities.drop", "ALL")) { Without = NodesAlone },
        ]);

    private static readonly Topic Accounts = new("Service accounts", [],
        [], ["calls"],
        [new(Shop, "ServiceAccount", Is("automountServiceAccountToken", false), Is("metadata.labels.app.kubernetes.io/part-of", Shop)) { Without = NodesAlone }]);

    private static readonly Topic Resources = new("Requests and limits", [],
        [], ["resources"],
        [new(Payments, "Deployment", Is(Container + ".resources.requests.cpu", "500m"), Has(Container + ".resources.requests.memory"), Has(Container + ".resources.limits.memory")) { Without = NodesAlone }]);

    private static readonly Topic Spread = new("Pods over zones and nodes", [],
        [], ["replicas"],
        [new(Payments, "Deployment", Is(PodSpec + ".topologySpreadConstraints.topologyKey", "topology.kubernetes.io/zone"), Is(PodSpec + ".topologySpreadConstraints.topologyKey", "kubernetes.io/hostname")) { Without = NodesAlone }]);

    private static readonly Topic EgressGateway = new("Egress gateway",
        ["Egress Gateway for External Traffic"],
        [Questions.EgressGateway], ["egress", "external.host"],
        [
            new(Payments, "ServiceEntry", Is("spec.hosts", "api.screening.example.com"), Is("spec.resolution", "DNS"), Is("spec.location", "MESH_EXTERNAL")),
            new(Payments, "Deployment", Is("metadata.name", "payments-egress"), Is("spec.template.metadata.annotations.inject.istio.io/templates", "gateway")),
            new(Payments, "Gateway", Is("spec.selector.istio", "payments-egress"), Is("spec.servers.tls.mode", "ISTIO_MUTUAL")),
            new(Payments, "VirtualService", Is("spec.gateways", "mesh"), Is("spec.tls.match.sniHosts", "api.screening.example.com"), Is("spec.tcp.route.destination.host", "api.screening.example.com")),
            new(Payments, "DestinationRule", Is("spec.subsets.trafficPolicy.tls.sni", "api.screening.example.com")),
            new(Payments, "AuthorizationPolicy", Is("spec.rules.from.source.serviceAccounts", "fraud"), Is("spec.rules.when.values", "api.screening.example.com")),
            new(Payments, "Sidecar", Is("spec.outboundTrafficPolicy.mode", "REGISTRY_ONLY")),
            new(Payments, "NetworkPolicy", Is("spec.selector", "istio == 'payments-egress'"), Is("spec.egress.destination.nets", "0.0.0.0/0"), Has("spec.egress.destination.notNets")),
        ]);

    private static readonly Topic StrictEgress = new("Strict egress",
        ["Network Policy for Egress Control"],
        [Questions.Policies, Questions.PolicyDialect], ["egress", "external"],
        [
            new(Storefront, "CiliumNetworkPolicy", Has("spec.egress.toFQDNs.matchPattern"), Has("spec.egress.toFQDNs.matchName"), Has("spec.egress.toPorts.ports.port"), Has("spec.egress.toPorts.rules.dns")),
            new(Payments, "NetworkPolicy", Is("spec.types", "Egress"), Has("spec.egress.destination.nets"), Is("spec.egress.destination.ports", 8443L)),
        ]);

    private static readonly Topic Certificates = new("Certificates",
        ["TLS Certificate Management"],
        [Questions.TlsIssuer, Questions.TlsEmail, Questions.TlsChallenge, Questions.TlsDnsProvider], [],
        [
            new(Payments, "Issuer", Holds("spec.acme.server", "letsencrypt.org"), Has("spec.acme.email"), Has("spec.acme.solvers.dns01.cloudflare.apiTokenSecretRef.name")),
            new(Storefront, "Issuer", Holds("spec.acme.server", "letsencrypt.org"), Has("spec.acme.solvers.http01.gatewayHTTPRoute.parentRefs")),
            new(Payments, "Certificate", Has("spec.dnsNames"), Has("spec.secretName"), Is("spec.privateKey.rotationPolicy", "Always")),
            new(Shop, "ClusterIssuer", Has("spec.ca.secretName")),
        ]);

    private static readonly Topic Monitors = new("Monitors and dashboard",
        ["Monitoring and Troubleshooting", "Prometheus ServiceMonitor"],
        [Questions.Monitoring, Questions.PrometheusRelease, Questions.PrometheusNamespace], ["metrics"],
        [
            new(Boutique, "ServiceMonitor", Has("metadata.labels.release"), Has("spec.selector.matchLabels"), Is("spec.endpoints.port", "metrics")),
            new(Payments, "PodMonitor", Has("metadata.labels.release"), Has("spec.podMetricsEndpoints.port")),
            new(Boutique, "ConfigMap", Is("metadata.labels.grafana_dashboard", "1")),
        ]);

    private static readonly Topic Alerts = new("Alerts", [],
        [Questions.Monitoring, Questions.PrometheusRelease], [],
        [
            new(Boutique, "PrometheusRule", Has("metadata.labels.release"), Is("spec.groups.rules.alert", "GatewayErrors"), Has("spec.groups.rules.annotations.runbook")),
            new(Payments, "PrometheusRule", Is("spec.groups.rules.alert", "DnsErrors"), Is("spec.groups.rules.alert", "ConntrackNearFull"), Is("spec.groups.rules.alert", "NodeNetworkUnavailable")),
        ]);

    private static readonly Topic Tracing = new("Traces", [],
        [Questions.Tracing, Questions.Collector], [],
        [
            new(Payments, "Telemetry", Has("spec.tracing.providers.name"), Has("spec.tracing.randomSamplingPercentage")),
            new(Payments, CoveredExample.Values, Has("meshConfig.extensionProviders.opentelemetry.service")),
        ]);

    private static readonly Topic Logs = new("Logs of network errors", [],
        [Questions.Mesh, Questions.DnsCache], [],
        [
            new(Payments, CoveredExample.Values, Is("meshConfig.accessLogFile", "/dev/stdout")),
            new(Payments, "ConfigMap", Holds("data.Corefile", "errors\n")),
        ]);

    private static readonly Topic DebugPod = new("Pod for a look at the network",
        ["Network Troubleshooting Pod"],
        [Questions.DebugPod], [],
        [new(Payments, "Deployment", Is("spec.template.metadata.labels.app.kubernetes.io/component", "debug"), Is(Container + ".securityContext.capabilities.drop", "ALL"))]);

    private static readonly Topic Troubleshooting = new("Troubleshooting commands",
        ["Essential Troubleshooting Commands"],
        [Questions.Cni, Questions.Mesh, Questions.EdgeApi, Questions.DebugPod], [],
        [new(Payments, CoveredExample.Section, Holds(CoveredExample.SectionText, "deployment/payments-debug -- dig"), Holds(CoveredExample.SectionText, "kubectl debug "), Holds(CoveredExample.SectionText, "/agnhost connect"), Holds(CoveredExample.SectionText, "ss -ltn"))]);

    private static readonly Topic Flows = new("Flow logs",
        ["Cilium Hubble for Network Observability"],
        [Questions.FlowLogs], [],
        [
            new(Storefront, CoveredExample.Values, Is("hubble.relay.enabled", true), Is("hubble.metrics.enabled", "drop")),
            new(Storefront, CoveredExample.Section, Holds(CoveredExample.SectionText, "hubble observe --namespace storefront --verdict DROPPED")),
        ]);

    private static readonly Topic Mtu = new("MTU",
        ["Performance Optimization", "Configure CNI MTU"],
        [Questions.NodeMtu, Questions.Encapsulation, Questions.Encryption], [],
        [new(Payments, CoveredExample.Values, Is("installation.calicoNetwork.mtu", 9000L))]);

    private static readonly Topic KubeProxy = new("kube-proxy",
        ["Optimize kube-proxy"],
        [Questions.KubeProxy, Questions.Kernel], [],
        [new(Payments, "KubeProxyConfiguration", Is("mode", "nftables"))]);

    private static readonly Topic Bbr = new("BBR",
        ["Enable BBR Congestion Control"],
        [Questions.NodeTuning, Questions.Kernel], [],
        [new(Payments, "DaemonSet", Holds(PodSpec + ".initContainers.command", "echo bbr > \"$control\""), Is(PodSpec + ".initContainers.securityContext.privileged", true))]);

    private static readonly Topic Pooling = new("Connection pooling",
        ["Connection Pooling"],
        [Questions.Mesh], ["env", "sysctls"],
        [
            new(Payments, "Deployment", Is(Container + ".env.name", "DB_POOL_SIZE"), Is(Container + ".env.name", "HTTP_KEEP_ALIVE_TIMEOUT"), Is(PodSpec + ".securityContext.sysctls.name", "net.ipv4.tcp_keepalive_time")),
            new(Payments, "DestinationRule", Has("spec.trafficPolicy.connectionPool.tcp.maxConnections"), Has("spec.trafficPolicy.connectionPool.tcp.tcpKeepalive")),
        ]);

    private static readonly Topic Probes = new("Probes",
        ["Readiness and Liveness Probes"],
        [], ["probes"],
        [
            new(Payments, "Deployment", Has(Container + ".startupProbe.httpGet"), Has(Container + ".livenessProbe.httpGet"), Has(Container + ".readinessProbe.httpGet"), Has(Container + ".lifecycle.preStop")),
            new(Payments, "Deployment", Has(Container + ".readinessProbe.grpc")),
            new(Payments, "StatefulSet", Has(Container + ".readinessProbe.tcpSocket")),
        ]);

    /// <summary>All of one service, in one bundle.</summary>
    private static readonly Topic Architecture = new("Complete architecture",
        ["Real-World Production Architecture"],
        [Questions.Services, Questions.Mesh, Questions.PodSecurity, Questions.Policies, Questions.Autoscaling, Questions.DisruptionBudget, Questions.EdgeApi, Questions.TlsIssuer], [],
        [
            new(Payments, "Namespace", Is("metadata.name", Payments), Is("metadata.labels.istio-injection", "enabled"), Is("metadata.labels.pod-security.kubernetes.io/enforce", "restricted")),
            new(Payments, "NetworkPolicy", Is("metadata.name", "default-deny"), Is("spec.selector", "all()")),
            new(Payments, "ServiceAccount", Is("metadata.name", "checkout"), Is("automountServiceAccountToken", false)),
            new(Payments, "Deployment", Is("metadata.name", "checkout"), Is("spec.strategy.rollingUpdate.maxUnavailable", 0L), Has(Container + ".startupProbe"), Has(PodSpec + ".topologySpreadConstraints")),
            new(Payments, "Service", Is("metadata.name", "checkout"), Is("spec.ports.targetPort", "http")),
            new(Payments, "Service", Is("metadata.name", "checkout-metrics"), Is("spec.ports.targetPort", "metrics")),
            new(Payments, "NetworkPolicy", Is("metadata.name", "checkout"), Has("spec.ingress"), Has("spec.egress")),
            new(Payments, "AuthorizationPolicy", Is("metadata.name", "checkout"), Has("spec.rules")),
            new(Payments, "HorizontalPodAutoscaler", Is("metadata.name", "checkout"), Is("spec.minReplicas", 3L), Is("spec.scaleTargetRef.name", "checkout")),
            new(Payments, "PodDisruptionBudget", Is("metadata.name", "checkout"), Has("spec.maxUnavailable")),
            new(Payments, "HTTPRoute", Is("metadata.name", "checkout"), Is("spec.parentRefs.sectionName", "https"), Is("spec.hostnames", "pay.acme.dev")),
            new(Payments, "Certificate", Is("spec.dnsNames", "pay.acme.dev")),
        ]);

    /// <summary>The topics, in the order of the guide.</summary>
    public static ImmutableArray<Chapter> Chapters { get; } =
    [
        new("Pod network", [Addresses, PodNetwork, Calico, Cilium]),
        new("Policies", [DefaultDeny, Calls, PolicyTests, Blocks]),
        new("Services and DNS", [ClusterIp, Headless, External, Dns, PodDns, Endpoints]),
        new("Edge", [EdgeController, Edge, Rewrite, Canary, ErrorPages]),
        new("Mesh", [Mesh, MeshEdge, CircuitBreaking, Mtls, Splitting]),
        new("Load and availability", [Balancing, LoadBalancers, Budgets, Autoscaling, Resources, Spread]),
        new("Security", [PodSecurity, SecurePod, Accounts, EgressGateway, StrictEgress, Certificates]),
        new("Monitoring and troubleshooting", [Monitors, Alerts, Tracing, Logs, DebugPod, Troubleshooting, Flows]),
        new("Performance", [Mtu, KubeProxy, Bbr, Pooling, Probes]),
        new("All of it", [Architecture]),
    ];

    /// <summary>The guide's checklist: its sections, and for each item in turn the topics that show it.</summary>
    public static ImmutableArray<(string Heading, ImmutableArray<ChecklistItem> Items)> Checklist { get; } =
    [
        ("Network Configuration",
        [
            new("a pod network that fits", [PodNetwork]),
            new("packets as long as the network carries", [Mtu]),
            new("blocks of addresses that do not overlap", [Addresses]),
            new("policies that deny by default", [DefaultDeny]),
            new("a cache for DNS", [Dns]),
        ]),
        ("Security",
        [
            new("calls between services encrypted", [Mtls]),
            new("policies for declared calls alone", [Calls]),
            new("egress held to what is declared", [StrictEgress, Blocks]),
            new("Pod Security enforced", [PodSecurity]),
            new("service accounts without rights", [Accounts]),
        ]),
        ("Reliability",
        [
            new("probes for starting, living and being ready", [Probes]),
            new("disruption budgets", [Budgets]),
            new("autoscaling by what counts", [Autoscaling]),
            new("requests and limits", [Resources]),
            new("pods apart from each other", [Spread]),
        ]),
        ("Performance",
        [
            new("a mode of kube-proxy for the cluster", [KubeProxy]),
            new("connections pooled", [Pooling]),
            new("BBR", [Bbr]),
            new("circuits that break", [CircuitBreaking]),
            new("load balanced as the service needs it", [Balancing, LoadBalancers]),
        ]),
        ("Observability",
        [
            new("metrics for Prometheus", [Monitors]),
            new("flows logged", [Flows]),
            new("requests traced", [Tracing]),
            new("alerts on the network", [Alerts, Endpoints]),
            new("network errors logged", [Logs]),
        ]),
    ];
}
