using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

using Map = Dictionary<string, object?>;

/// <summary>A scan for defects of the guide.</summary>
/// <param name="Name">What holds in a right bundle.</param>
/// <param name="Ids">The defects, as docs/guide-defects.md numbers them.</param>
/// <param name="Find">Every place that is wrong.</param>
/// <param name="Sample">Text or an object that has the defect, so that the scan is known to bite.</param>
internal sealed record DefectScan(string Name, string[] Ids, Func<ScannedBundle, IEnumerable<string>> Find, string Sample);

/// <summary>What can be seen in the text or in the objects of a bundle. What a bundle does not hold yet is in <see cref="Absent"/>.</summary>
internal static class DefectScans
{
    /// <summary>Components that no bundle holds, by the name in docs/guide-defects.md: words that give them away, and one that must be found.</summary>
    public static ImmutableSortedDictionary<string, (string Words, string Sample)> Absent { get; } = new Dictionary<string, (string, string)>
    {
        ["Calico"] = ("calico|tigera", "apiVersion: operator.tigera.io/v1"),
        ["Flannel"] = ("flannel|canal\\b", "app: flannel"),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static ImmutableArray<DefectScan> All { get; } =
    [
        Text("no registry is frozen", ["K19"], "k8s\\.gcr\\.io", "image: k8s.gcr.io/pause:3.9"),
        Text("Services use no removed field", ["D1", "D2"], "\\btopologyKeys\\b", "  topologyKeys: [zone]"),
        Text("nothing is fetched from an address", ["B9", "B20", "E3", "F2", "J9"], "(curl (?!.*--connect-to)|wget |kubectl (apply|create))[^\\n]*https?://", "kubectl apply -f https://example.com/x.yaml"),
        Text("kube-proxy keeps what is not its mode", ["K4", "K5", "K6", "K7"], "conntrack:|maxPerCore|strictARP|\\bscheduler:|ipvsConfig|tcpEstablished|tcpCloseWait", "conntrack: {maxPerCore: 524288}"),
        Text("no ping", ["A3", "J6"], "\\bping\\b", "ping backend"),
        Text("policies are not debugged by describe", ["C18"], "describe (networkpolic|netpol)", "kubectl describe networkpolicy x"),
        Text("Endpoints are not read", ["D16"], "get (endpoints|ep)\\b", "kubectl get endpoints x"),
        Text("no node rules inside a pod", ["J5"], "iptables -", "iptables -L -n"),
        Text("no trace to a virtual address", ["J7"], "tracepath|traceroute", "tracepath backend"),
        Text("no load test", ["J8"], "\\bab -n|\\bhey -n", "ab -n 1000 http://backend/"),
        new("no key stands twice in a map", ["B11"], b => b.FilesWithDuplicateKeys, "{spec: {calicoNetwork: {mtu: 1440}, calicoNetwork: {}}}"),
        new("images have a tag or a digest, and it is not latest", ["A2", "D18", "H15", "K18"],
            b => b.Containers.Where(c => !IsPinned(c.Container.Text("image"))).Select(c => $"{c.Workload}: {c.Container.Text("image")}"),
            Pod("{containers: [{name: a, image: myapp:latest}]}")),
        new("pods take the cluster's DNS settings", ["D12", "D13", "D14", "D15"],
            b => b.Pods.Where(p => p.Pod.Map("dnsConfig") is not null || p.Pod.Text("dnsPolicy") is not null).Select(p => $"{p.Workload}"),
            Pod("{dnsConfig: {nameservers: [8.8.8.8], options: [{name: ndots, value: '2'}]}}")),
        new("namespaces are selected by the label that the API server sets", ["C4", "C5", "L2", "L13"],
            b => b.PolicyRules.SelectMany(r => r.Rule.Maps(r.Direction).SelectMany(p => p.Map("namespaceSelector").Texts("matchLabels").Keys).Where(k => k != "kubernetes.io/metadata.name").Select(k => $"{r.Policy}: {k}")),
            Policy("{egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]}]}")),
        new("DNS is one peer with both selectors, over UDP and TCP", ["C6", "C7", "C8", "C10", "H14", "L13"],
            b => DnsRules(b).Where(r => !IsRightDns(r.Rule)).Select(r => $"{r.Policy}"),
            Policy("{egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}, {podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}]}]}")),
        new("a default deny comes with DNS and with a policy for each workload", ["C1", "L1"], FindBareDeny, Policy("{podSelector: {}, policyTypes: [Ingress, Egress]}")),
        new("a call is allowed on both ends", ["C2", "L3"], FindOneSided, $"{Policy("{podSelector: {matchLabels: {x: a}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {x: b}}}], ports: [{protocol: TCP, port: 80}]}]}")}\n---\n{Policy("{podSelector: {matchLabels: {x: b}}, policyTypes: [Ingress]}", "b")}"),
        new("policies, budgets and Services select pods of the bundle", ["C3", "G15", "L3"], FindDeadSelectors, Policy("{podSelector: {matchLabels: {tier: web}}}")),
        new("a peer in another namespace names its pods", ["C11"],
            b => b.PolicyRules.Where(r => r.Rule.Maps(r.Direction).Any(p => p.Map("namespaceSelector") is not null && p.Map("podSelector") is null)).Select(r => $"{r.Policy}"),
            Policy("{ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]}]}")),
        new("no peer is every namespace or the whole Internet", ["C10", "H13"],
            b => b.PolicyRules.Where(r => r.Rule.Maps(r.Direction).Any(IsOpen)).Select(r => $"{r.Policy}"),
            Policy("{egress: [{to: [{namespaceSelector: {}}], ports: [{protocol: TCP, port: 443}]}]}")),
        new("policies open ports of pods", ["C12"], FindWrongPorts, $"{Pod("{containers: [{name: a, ports: [{name: http, containerPort: 8080}]}]}")}\n---\n{Policy("{podSelector: {matchLabels: {x: a}}, ingress: [{ports: [{protocol: TCP, port: 80}]}]}")}"),
        new("the members of a set reach each other", ["C13"], FindLonelyMembers, Pod("{containers: []}", "StatefulSet", "replicas: 3, ") + "\n---\n" + Policy("{podSelector: {matchLabels: {x: a}}, policyTypes: [Ingress, Egress]}")),
        new("the gateway reaches what it routes to", ["C14"], b => FindClosed(b, RoutedPorts(b), "gateway.envoyproxy.io/owning-gateway-name"), Routed("{}", "8080") + "\n---\n" + Policy("{podSelector: {matchLabels: {x: a}}, policyTypes: [Ingress]}")),
        new("Prometheus reaches what it scrapes", ["C14", "J3", "L5"], b => FindClosed(b, ScrapedPorts(b), "app.kubernetes.io/name"), Scraped("{release: x}", "metrics") + "\n---\n" + Policy("{podSelector: {matchLabels: {x: a}}, policyTypes: [Ingress]}")),
        new("the ACME solver is reachable", ["I9"],
            b => b.OfKind("Issuer").Where(i => i.Spec.Map("acme").Maps("solvers").Any(s => s.ContainsKey("http01")) && b.OfKind("NetworkPolicy").Any() && !b.PolicyRules.Any(r => r.Policy.Namespace == i.Namespace && Ports(r.Rule).Contains(("TCP", 8089L)))).Select(i => $"{i}"),
            Object("cert-manager.io/v1", "Issuer", "{acme: {solvers: [{http01: {}}]}}") + "\n---\n" + Policy("{podSelector: {}, policyTypes: [Ingress]}")),
        new("each object has a name of its own", ["C21", "E16"],
            b => b.Objects.GroupBy(o => (o.ApiVersion, o.Kind, o.Namespace, o.Name)).Where(g => g.Count() > 1).Select(g => $"{g.First()}"), Policy("{}") + "\n---\n" + Policy("{}")),
        new("one Certificate writes a Secret", ["E10", "I10"],
            b => b.OfKind("Certificate").GroupBy(c => (c.Namespace, c.Spec.Text("secretName"))).Where(g => g.Count() > 1).Select(g => $"{g.Key}"),
            Object("cert-manager.io/v1", "Certificate", "{secretName: tls}") + "\n---\n" + Object("cert-manager.io/v1", "Certificate", "{secretName: tls}", "b")),
        new("the Secrets of listeners are made, beside the Gateway", ["E11", "F6", "L12"],
            b => b.OfKind("Gateway").SelectMany(g => g.Spec.Maps("listeners").SelectMany(l => l.Map("tls").Maps("certificateRefs")).Select(r => r.Text("name"))
                .Where(s => !b.OfKind("Certificate").Any(c => c.Namespace == g.Namespace && c.Spec.Text("secretName") == s)).Select(s => $"{g}: {s}")),
            Object("gateway.networking.k8s.io/v1", "Gateway", "{listeners: [{name: https, protocol: HTTPS, tls: {certificateRefs: [{name: production-tls}]}}]}")),
        new("the Secrets of Istio's servers are made, beside the Gateway and its proxies", ["F6", "L12"],
            b => IstioGateways(b).SelectMany(g => g.Spec.Maps("servers").Select(s => s.Map("tls").Text("credentialName")).OfType<string>()
                .Where(s => !b.OfKind("Certificate").Any(c => c.Namespace == g.Namespace && c.Spec.Text("secretName") == s)).Select(s => $"{g}: {s}")),
            Object("networking.istio.io/v1", "Gateway", "{selector: {x: a}, servers: [{tls: {credentialName: production-tls}}]}")),
        new("Istio's Gateways select proxies of the bundle, in their namespace", ["F7", "H12"],
            b => IstioGateways(b).Where(g => !b.WorkloadsWith(g.Namespace, g.Spec.Texts("selector")).Any()).Select(g => $"{g}"),
            Object("networking.istio.io/v1", "Gateway", "{selector: {istio: ingressgateway}}")),
        new("VirtualServices lead to Services that exist, by their whole names", ["F8", "F9"],
            b => Destinations(b).Where(d => !b.OfKind("Service").Any(s => d.Host == $"{s.Name}.{s.Namespace}.svc.cluster.local") && !Entries(b).Contains(d.Host)).Select(d => $"{d.Service}: {d.Host}"),
            Served + "\n---\n" + Object("networking.istio.io/v1", "VirtualService", "{http: [{route: [{destination: {host: a}}]}]}")),
        new("VirtualServices and their Gateways are in one namespace", ["H12"],
            b => b.OfKind("VirtualService").Where(v => !(v.Spec.List("gateways") ?? []).Cast<string>().All(g => g == "mesh" || IstioGateways(b).Any(o => o.Namespace == v.Namespace && o.Name == g))).Select(v => $"{v}"),
            Object("networking.istio.io/v1", "VirtualService", "{gateways: [istio-system/gateway]}")),
        new("what leaves by the egress gateway is known to the mesh, by addresses that are asked for", ["H8"],
            b => WaysOut(b).SelectMany(v => (v.Spec.List("hosts") ?? []).Cast<string>().Where(h => !Entries(b, "DNS").Contains(h)).Select(h => $"{v}: {h}")),
            WayOut("api.partner.test")),
        new("what leaves by the egress gateway is one host and no pattern", ["H9"],
            b => Entries(b).Where(h => h.StartsWith('*')).Concat(WaysOut(b).Where(v => (v.Spec.List("hosts") ?? []).Cast<string>().Any(h => h.StartsWith('*'))).Select(v => $"{v}")),
            WayOut("*.partner.test")),
        new("the egress gateway's proxies are of the bundle, and listen at its ports", ["H10"],
            b => IstioGateways(b).SelectMany(g => g.Spec.Maps("servers").Select(s => s.Map("port").Number("number")).Where(p => !b.WorkloadsWith(g.Namespace, g.Spec.Texts("selector")).Any(w => w.Spec.Map("template").Map("spec").Maps("containers").SelectMany(c => c.Maps("ports")).Any(c => c.Number("containerPort") == p))).Select(p => $"{g}: {p}")),
            Object("networking.istio.io/v1", "Gateway", "{selector: {istio: egressgateway}, servers: [{port: {number: 443}}]}")),
        new("nothing leaves beside the egress gateway", ["H11"],
            b => WaysOut(b).Where(v => !b.OfKind("Sidecar").Any(s => s.Namespace == v.Namespace && s.Spec.Map("outboundTrafficPolicy").Text("mode") == "REGISTRY_ONLY") || !b.OfKind("NetworkPolicy").Any(p => p.Namespace == v.Namespace && p.Spec.Map("podSelector") is { Count: 0 } && Isolates(p, "Egress"))).Select(v => $"{v}"),
            WayOut("api.partner.test")),
        new("VirtualServices set no retries of their own", ["F10", "F11"],
            b => b.OfKind("VirtualService").Where(v => v.Spec.Maps("http").Any(r => r.ContainsKey("retries"))).Select(v => $"{v}"),
            Object("networking.istio.io/v1", "VirtualService", "{http: [{timeout: 10s, retries: {attempts: 3, perTryTimeout: 3s}}]}")),
        new("each rule of a VirtualService states its timeout", ["E7"], b => b.OfKind("VirtualService").Except(WaysOut(b)).Where(v => v.Spec.Maps("http").Any(r => r.Text("timeout") is null)).Select(v => $"{v}"),
            Object("networking.istio.io/v1", "VirtualService", "{http: [{route: []}]}")),
        new("objects of Istio have the version that is preferred", ["F5"],
            b => b.Objects.Where(o => o.ApiVersion.Split('/')[0] is "networking.istio.io" or "security.istio.io" && o.ApiVersion.Split('/')[1] != "v1").Select(o => $"{o}"),
            Object("networking.istio.io/v1beta1", "VirtualService", "{}")),
        new("istiod has two replicas", ["F20"], b => b.Files.Where(f => f.Path == "upstream/istiod/values.yaml" && !f.Text.Contains("\nreplicaCount: 2\n", StringComparison.Ordinal)).Select(f => f.Path).Concat(b.Files.Where(f => f.Text.Contains("autoscaleMin: 1", StringComparison.Ordinal)).Select(f => f.Path)),
            "autoscaleMin: 1"),
        new("Istio's proxies reach istiod", ["F21"],
            b => b.OfKind("Deployment").Where(d => d.Spec.Map("template").Map("metadata").Texts("labels").ContainsKey("sidecar.istio.io/inject") && !b.PolicyRules.Any(r => r.Direction == "to" && r.Policy.Namespace == d.Namespace && Ports(r.Rule).Contains(("TCP", 15012L)))).Select(d => $"{d}"),
            Object("apps/v1", "Deployment", "{template: {metadata: {labels: {sidecar.istio.io/inject: 'true'}}}}")),
        new("who is no member of the mesh is told to the services that it calls", ["F15", "L4", "M5"], FindUnscrapable,
            Object("security.istio.io/v1", "PeerAuthentication", "{mtls: {mode: STRICT}}") + "\n---\n" + Scraped("{release: x}", "metrics")),
        new("callers in the mesh have accounts of the bundle", ["F16"],
            b => Sources(b).SelectMany(s => (s.Source.List("serviceAccounts") ?? []).Cast<string>().Where(a => !KnownAccounts(b).Contains(a)).Select(a => $"{s.Policy}: {a}")),
            Object("security.istio.io/v1", "AuthorizationPolicy", "{selector: {matchLabels: {x: a}}, rules: [{from: [{source: {serviceAccounts: [ingress-nginx]}}]}]}")),
        new("rules about paths leave nobody out who asks for others", ["F17"],
            b => b.OfKind("AuthorizationPolicy").Where(p => p.Spec.Maps("rules").SelectMany(r => r.Maps("to")).Any(t => t.Map("operation").List("paths") is not null) && !p.Spec.Maps("rules").SelectMany(r => r.Maps("from")).Any()).Select(p => $"{p}"),
            Object("security.istio.io/v1", "AuthorizationPolicy", "{selector: {matchLabels: {x: a}}, rules: [{to: [{operation: {methods: [GET], paths: [/api/*]}}]}]}")),
        new("in an ambient mesh proxies between services look at requests", ["F18"],
            b => b.OfKind("Namespace").Any(n => n.Labels.GetValueOrDefault("istio.io/dataplane-mode") == "ambient")
                ? b.OfKind("AuthorizationPolicy").Where(p => p.Spec.List("targetRefs") is null && p.Spec.Maps("rules").SelectMany(r => r.Maps("to")).Any(t => t.Map("operation").List("paths") is not null || t.Map("operation").List("methods") is not null)).Select(p => $"{p}")
                : [],
            "{apiVersion: v1, kind: Namespace, metadata: {name: x, labels: {istio.io/dataplane-mode: ambient}}}\n---\n" + Object("security.istio.io/v1", "AuthorizationPolicy", "{selector: {matchLabels: {x: a}}, rules: [{to: [{operation: {paths: [/api/*]}}]}]}")),
        new("connections are kept, and limits are far above what one caller needs", ["F12", "F13"],
            b => Keys(b, "maxRequestsPerConnection").Concat(b.OfKind("DestinationRule").Where(d => d.Spec.Map("trafficPolicy").Map("connectionPool").Map("tcp").Number("maxConnections") < 1000).Select(d => $"{d}")),
            Object("networking.istio.io/v1", "DestinationRule", "{host: a, trafficPolicy: {connectionPool: {tcp: {maxConnections: 100}, http: {maxRequestsPerConnection: 2}}}}")),
        new("ejection has one limit, which is at least one pod", ["F14"],
            b => Keys(b, "minHealthPercent"), Object("networking.istio.io/v1", "DestinationRule", "{host: a, trafficPolicy: {outlierDetection: {minHealthPercent: 40, maxEjectionPercent: 50}}}")),
        new("pods of a mesh by sidecars get their network from its agent", ["H1", "L1"],
            b => b.OfKind("Namespace").Where(n => n.Labels.GetValueOrDefault("istio-injection") == "enabled" && !b.Files.Any(f => f.Path == "upstream/istiod/values.yaml" && f.Text.Contains("\ncni:\n", StringComparison.Ordinal))).Select(n => $"{n}"),
            "{apiVersion: v1, kind: Namespace, metadata: {name: x, labels: {istio-injection: enabled}}}"),
        new("whoever turns sidecars on is told to restart pods", ["F4"],
            b => b.OfKind("Namespace").Any(n => n.Labels.GetValueOrDefault("istio-injection") == "enabled") && !b.Files.Any(f => f.Path == "README.md" && f.Text.Contains("kubectl rollout restart", StringComparison.Ordinal)) ? ["README.md"] : [],
            "{apiVersion: v1, kind: Namespace, metadata: {name: x, labels: {istio-injection: enabled}}}"),
        new("clients are not bound by address", ["D3", "L11"], b => Keys(b, "sessionAffinity"), Object("v1", "Service", "{sessionAffinity: ClientIP}")),
        new("monitors name a port of a Service", ["D4", "J1"],
            b => b.OfKind("ServiceMonitor").SelectMany(m => m.Spec.Maps("endpoints").Select(e => e.Text("port")!).Where(p => !ServicesOf(b, m).Any(s => s.Spec.Maps("ports").Any(x => x.Text("name") == p))).Select(p => $"{m}: {p}")),
            Scraped("{release: x}", "http")),
        new("monitors carry the label that Prometheus selects by", ["J2"], b => b.OfKind("ServiceMonitor").Where(m => !m.Labels.ContainsKey("release")).Select(m => $"{m}"), Scraped("{}", "metrics")),
        new("only peers see pods that are not ready", ["D5"],
            b => b.OfKind("Service").Where(s => s.Spec.Flag("publishNotReadyAddresses") && !(s.Spec.Text("clusterIP") == "None" && s.Name.EndsWith("-headless", StringComparison.Ordinal))).Select(s => $"{s}"),
            Object("v1", "Service", "{publishNotReadyAddresses: true}")),
        new("an alias has no ports", ["D6"], b => b.OfKind("Service").Where(s => s.Spec.Text("type") == "ExternalName" && s.Spec.List("ports") is not null).Select(s => $"{s}"),
            Object("v1", "Service", "{type: ExternalName, ports: [{port: 443}]}")),
        new("plain HTTP is redirected and serves nothing else", ["E5", "E15"], FindPlainHttp, Routed("{}", "8080") + "\n---\n" + Object("gateway.networking.k8s.io/v1", "Gateway", "{listeners: [{name: http, protocol: HTTP}, {name: https, protocol: HTTPS}]}")),
        new("each route states its timeout", ["E7"], b => RouteRules(b).Where(r => r.Rule.Map("timeouts").Text("request") is null).Select(r => $"{r.Route}"), Routed("{}", "8080")),
        new("CORS names origins, methods and headers, without credentials", ["E8", "L12"],
            b => b.OfKind("SecurityPolicy").Where(p => p.Spec.Map("cors") is { } c && (c.Flag("allowCredentials") || c.List("allowOrigins") is null || c.List("allowOrigins")!.Contains("*") || c.List("allowMethods") is null || c.List("allowHeaders") is null)).Select(p => $"{p}"),
            Object("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", "{cors: {allowOrigins: ['*'], allowCredentials: true}}")),
        new("paths are prefixes or exact", ["E12", "E13"],
            b => RouteRules(b).SelectMany(r => r.Rule.Maps("matches").Select(m => m.Map("path")).Where(p => p.Text("type") is not ("Exact" or "PathPrefix") || p.Text("value")!.Contains('(', StringComparison.Ordinal)).Select(_ => $"{r.Route}")),
            Routed("{matches: [{path: {type: RegularExpression, value: /api(/|$)(.*)}}]}", "8080")),
        new("no route leads to metrics", ["E14", "L5"],
            b => RouteRules(b).SelectMany(r => Backends(b, r.Route, r.Rule).Where(x => x.Port.Text("name") == "metrics" || x.Service.Name.EndsWith("-metrics", StringComparison.Ordinal)).Select(x => $"{r.Route} to {x.Service.Name}")),
            Routed("{}", "9090")),
        new("there is one way in", ["E20", "G14", "L15"],
            b => (b.OfKind("Gateway").Any() ? b.OfKind("Ingress") : []).Concat(b.OfKind("Service").Where(s => s.Spec.Text("type") is "LoadBalancer" or "NodePort" && !IstioGateways(b).Any(g => g.Namespace == s.Namespace && ScannedBundle.Matches(g.Spec.Texts("selector"), s.Spec.Texts("selector"))))).Concat(b.OfKind("Gateway").Where(g => g.Spec.Text("gatewayClassName") != "istio-waypoint" && !WaysOut(b).Any(v => v.Spec.List("gateways")!.Contains(g.Name))).Skip(1)).Select(o => $"{o}"),
            Object("v1", "Service", "{type: LoadBalancer}")),
        new("Ingress objects have TLS, or redirect to it", ["E15"],
            b => b.OfKind("Ingress").Where(i => !i.Spec.Maps("tls").Any() && !b.OfKind("Middleware").Any(m => m.Spec.Map("redirectScheme").Text("scheme") == "https" && i.Annotations.GetValueOrDefault("traefik.ingress.kubernetes.io/router.middlewares") == $"{m.Namespace}-{m.Name}@kubernetescrd")).Select(i => $"{i}"), Object("networking.k8s.io/v1", "Ingress", "{rules: [{host: a.dev}]}")),
        new("paths of Ingress objects are plain where their type says so", ["E12"],
            b => b.OfKind("Ingress").Where(i => i.Spec.Maps("rules").SelectMany(r => r.Map("http").Maps("paths")).Any(p => p.Text("pathType") != "ImplementationSpecific" && p.Text("path")!.Any(c => "()[]$*+?|^\\".Contains(c)))).Select(i => $"{i}"),
            Object("networking.k8s.io/v1", "Ingress", "{tls: [{}], rules: [{http: {paths: [{path: '/api(/|$)(.*)', pathType: Prefix}]}}]}")),
        new("CORS of Ingress objects names origins, without credentials", ["E8", "L12"],
            b => b.OfKind("Ingress").Where(i => i.Annotations.GetValueOrDefault("nginx.ingress.kubernetes.io/enable-cors") == "true"
                && (i.Annotations.GetValueOrDefault("nginx.ingress.kubernetes.io/cors-allow-origin") is null or "*" || i.Annotations.GetValueOrDefault("nginx.ingress.kubernetes.io/cors-allow-credentials") != "false")).Select(i => $"{i}"),
            Object("networking.k8s.io/v1", "Ingress", "{tls: [{}]}").Replace("metadata: {", "metadata: {annotations: {nginx.ingress.kubernetes.io/enable-cors: 'true'}, ", StringComparison.Ordinal)),
        new("HAProxy's Ingress objects redirect to the port that clients see, and share no settings", ["E5", "E7"],
            b => b.OfKind("Ingress").Where(i => i.Annotations.Keys.Any(k => k.StartsWith("haproxy.org/", StringComparison.Ordinal))
                && (i.Annotations.GetValueOrDefault("haproxy.org/ssl-redirect-port") != "443" || i.Annotations.GetValueOrDefault("haproxy.org/standalone-backend") != "true" || i.Annotations.GetValueOrDefault("haproxy.org/cors-allow-origin") == "*")).Select(i => $"{i}"),
            Object("networking.k8s.io/v1", "Ingress", "{tls: [{}]}").Replace("metadata: {", "metadata: {annotations: {haproxy.org/ssl-redirect: 'true'}, ", StringComparison.Ordinal)),
        new("routes lead to Services that exist", ["F8"],
            b => RouteRules(b).Where(r => r.Rule.Maps("backendRefs").Count() != Backends(b, r.Route, r.Rule).Count()).Select(r => $"{r.Route}"), Routed("{}", "7")),
        new("Services keep no traffic on the node", ["G2"], b => Keys(b, "internalTrafficPolicy"), Object("v1", "Service", "{internalTrafficPolicy: Local}")),
        new("health-check ports are allocated", ["G11"], b => Keys(b, "healthCheckNodePort"), Object("v1", "Service", "{healthCheckNodePort: 32000}")),
        new("proxies that keep traffic on the node are spread", ["G12"],
            b => b.OfKind("EnvoyProxy").Where(p => p.Spec.Map("provider").Map("kubernetes") is var k && k.Map("envoyService").Text("externalTrafficPolicy") == "Local"
                && (k.Map("envoyDeployment").Number("replicas") is not >= 2 || !k.Map("envoyDeployment").Map("pod").Maps("topologySpreadConstraints").Any())).Select(p => $"{p}"),
            Object("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", "{provider: {kubernetes: {envoyService: {externalTrafficPolicy: Local}}}}")),
        new("budgets let one pod go, and broken ones always", ["G16"],
            b => b.OfKind("PodDisruptionBudget").Where(p => p.Spec!.ContainsKey("minAvailable") || p.Spec.Number("maxUnavailable") is not >= 1 || p.Spec.Text("unhealthyPodEvictionPolicy") != "AlwaysAllow").Select(p => $"{p}"),
            Object("policy/v1", "PodDisruptionBudget", "{minAvailable: 2}")),
        new("no scaling by memory unless asked for", ["G17"], b => Metrics(b).Where(m => (m.Metric.Map("resource") ?? m.Metric.Map("containerResource")).Text("name") == "memory").Select(m => $"{m.Scaler}"), Scaler("{type: Resource, resource: {name: memory}}")),
        new("scaling needs no adapter", ["G18"], b => Metrics(b).Where(m => m.Metric.Text("type") is not ("Resource" or "ContainerResource")).Select(m => $"{m.Scaler}"), Scaler("{type: Pods, pods: {metric: {name: http_requests_per_second}}}")),
        new("scaling looks at the use of one container", ["G19"], b => Metrics(b).Where(m => m.Metric.Map("resource") is not null || (m.Metric.Map("containerResource") is { } own && Target(b, m.Scaler)!.Spec.Map("template").Map("spec").Maps("containers").All(c => c.Text("name") != own.Text("container")))).Select(m => $"{m.Scaler}"), Scaler("{type: Resource, resource: {name: cpu}}")),
        new("the autoscaler alone sets the replicas", ["G20", "L7"],
            b => b.OfKind("HorizontalPodAutoscaler").Where(h => Target(b, h) is not { } t || t.Spec!.ContainsKey("replicas")).Select(h => $"{h}"), Scaler("{}")),
        new("what is scaled by use has requests", ["G21", "K23"],
            b => b.OfKind("HorizontalPodAutoscaler").Where(h => Target(b, h) is not { } t || t.Spec.Map("template").Map("spec").Maps("containers").Any(c => c.Map("resources").Map("requests").Text("cpu") is null)).Select(h => $"{h}"),
            Scaler("{type: Resource, resource: {name: cpu}}")),
        new("pods fit the restricted level", ["H1", "H3", "J4", "K16", "L1"], b => b.Pods.Where(p => !IsRestricted(p.Pod)).Select(p => $"{p.Workload}"),
            Pod("{containers: [{name: a, securityContext: {capabilities: {add: [NET_ADMIN]}}}]}")),
        new("namespaces pin the version of their level", ["H2"],
            b => b.OfKind("Namespace").Where(n => !n.Labels.ContainsKey("pod-security.kubernetes.io/enforce") || !n.Labels.GetValueOrDefault("pod-security.kubernetes.io/enforce-version", "").StartsWith("v1.", StringComparison.Ordinal)).Select(n => $"{n}"),
            "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: restricted}}}"),
        new("accounts exist", ["H5", "L6"],
            b => b.Pods.Where(p => !b.OfKind("ServiceAccount").Any(a => a.Namespace == p.Workload.Namespace && a.Name == p.Pod.Text("serviceAccountName"))).Select(p => $"{p.Workload}"), Pod("{serviceAccountName: app-sa}")),
        new("accounts have no token and no roles", ["H7"],
            b => b.OfKind("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding").Where(o => !IstioGateways(b).Any(g => o.Namespace == g.Namespace && o.Name == $"{g.Name}-proxies")).Select(o => $"{o}").Concat(b.Pods.Where(p => p.Pod!.GetValueOrDefault("automountServiceAccountToken") is not false).Select(p => $"{p.Workload}")),
            Pod("{serviceAccountName: app-sa}")),
        new("configuration that pods refer to exists", ["L6"],
            b => b.Maps.Where(m => m.Key is "configMap" or "configMapRef" or "configMapKeyRef" && !b.OfKind("ConfigMap").Any(c => c.Name == m.Map.Text("name"))).Select(m => $"{m.Object}"),
            Pod("{containers: [{name: a, envFrom: [{configMapRef: {name: frontend-config}}]}]}")),
        new("the root is read-only, scratch space is there and limited", ["H6", "L14"],
            b => b.Containers.Where(c => !c.Container.Map("securityContext").Flag("readOnlyRootFilesystem") || !c.Container.Maps("volumeMounts").Any()).Select(c => $"{c.Workload}")
                .Concat(b.Maps.Where(m => m.Key == "emptyDir" && m.Map.Text("sizeLimit") is null).Select(m => $"{m.Object}")),
            Pod("{containers: [{name: a, securityContext: {readOnlyRootFilesystem: true}}]}")),
        new("HTTP-01 is solved through the Gateway, or by the class of Ingress objects", ["I1"],
            b => b.Maps.Where(m => m.Key == "http01" && m.Map.Map("gatewayHTTPRoute") is null && (m.Map.Map("ingress").Text("ingressClassName") is null || m.Map.Map("ingress").Text("class") is not null)).Select(m => $"{m.Object}"), Object("cert-manager.io/v1", "Issuer", "{acme: {solvers: [{http01: {ingress: {class: nginx}}}]}}")),
        new("certificates name nothing that their wildcards cover, and have none by HTTP-01", ["I3", "I4"],
            b => b.OfKind("Certificate").Where(c => (c.Spec.List("dnsNames") ?? []).Cast<string>().ToList() is var names
                && (names.Exists(n => n[0] != '*' && names.Contains($"*{n[n.IndexOf('.', StringComparison.Ordinal)..]}")) || (names.Exists(n => n[0] == '*') && b.OfKind("Issuer").Any(i => i.Spec.Map("acme").Maps("solvers").Any(s => s.ContainsKey("http01")))))).Select(c => $"{c}"),
            Object("cert-manager.io/v1", "Certificate", "{dnsNames: ['*.example.com', api.example.com]}")),
        new("environments other than the base order from the staging directory", ["I7"],
            b => b.OfKind("Issuer").Any(i => i.Spec.Map("acme") is not null) && !b.Files.Any(f => f.Text.Contains("acme-staging-v02", StringComparison.Ordinal)) ? ["no staging directory"] : [],
            Object("cert-manager.io/v1", "Issuer", "{acme: {server: https://acme-v02.api.letsencrypt.org/directory}}")),
        new("workloads have a selector that their pods match", ["K21", "K23"],
            b => b.Pods.Where(p => p.Workload.Spec.Map("selector").Texts("matchLabels") is var s && (s.Count == 0 || !ScannedBundle.Matches(s, p.Template.Map("metadata").Texts("labels")))).Select(p => $"{p.Workload}"),
            Object("apps/v1", "Deployment", "{template: {spec: {containers: []}}}")),
        new("no delay beside a startup probe", ["K24"], b => Keys(b, "initialDelaySeconds"), Pod("{containers: [{name: a, livenessProbe: {initialDelaySeconds: 30}}]}")),
        new("a startup probe holds the liveness probe back", ["L10"],
            b => b.Containers.Where(c => c.Container.Map("livenessProbe") is not null && c.Container.Map("startupProbe") is null).Select(c => $"{c.Workload}"), Pod("{containers: [{name: a, livenessProbe: {}}]}")),
        new("pods serve on until the gateway knows of their end", ["K25", "L10"],
            b => RoutedPorts(b).SelectMany(r => b.WorkloadsWith(r.Namespace, r.Selector)).Where(w => w.Spec.Map("template").Map("spec") is var pod
                && (pod.Number("terminationGracePeriodSeconds") is not { } grace || pod.Maps("containers").Any(c => c.Map("lifecycle").Map("preStop").Map("sleep").Number("seconds") is not { } pause || pause >= grace))).Select(w => $"{w}"),
            Routed("{}", "8080")),
        new("no version in selectors", ["L8"],
            b => b.Maps.Where(m => m.Key is "selector" or "matchLabels" or "podSelector" && m.Map.Keys.Any(k => k is "version" or "app.kubernetes.io/version")).Select(m => $"{m.Object}"),
            Object("v1", "Service", "{selector: {app: a, version: v1}}")),
        new("pods spread over zones and hosts", ["L9", "M4"],
            b => b.Pods.Where(p => !IsDebugPod(p.Workload)).Where(p => p.Pod.Map("affinity") is not null || new[] { "topology.kubernetes.io/zone", "kubernetes.io/hostname" }.Any(k => !p.Pod.Maps("topologySpreadConstraints")
                .Any(c => c.Text("topologyKey") == k && ScannedBundle.Matches(c.Map("labelSelector").Texts("matchLabels"), p.Template.Map("metadata").Texts("labels"))))).Select(p => $"{p.Workload}"),
            Pod("{affinity: {podAntiAffinity: {}}}")),
    ];

    private static DefectScan Text(string name, string[] ids, string pattern, string sample) =>
        new(name, ids, b => b.Files.SelectMany(f => Regex.Matches(f.Text, pattern, RegexOptions.IgnoreCase).Select(m => $"{f.Path}: {m.Value}")), sample);

    private static string Object(string apiVersion, string kind, string spec, string name = "a", string labels = "{}") =>
        $"{{apiVersion: {apiVersion}, kind: {kind}, metadata: {{name: {name}, namespace: ns, labels: {labels}}}, spec: {spec}}}";

    private static string Pod(string podSpec, string kind = "Deployment", string more = "") =>
        Object("apps/v1", kind, $"{{{more}selector: {{matchLabels: {{x: a}}}}, template: {{metadata: {{labels: {{x: a}}}}, spec: {podSpec}}}}}");

    private static string Policy(string spec, string name = "a") => Object("networking.k8s.io/v1", "NetworkPolicy", spec, name);

    private static string Scaler(string metric) =>
        Pod("{containers: [{name: a}]}", more: "replicas: 3, ") + "\n---\n" + Object("autoscaling/v2", "HorizontalPodAutoscaler", $"{{scaleTargetRef: {{kind: Deployment, name: a}}, metrics: [{metric}]}}");

    private static string Served => Pod("{containers: [{name: a, ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]}]}") + "\n---\n"
        + Object("v1", "Service", "{selector: {x: a}, ports: [{name: api, port: 8080, targetPort: http}, {name: metrics, port: 9090, targetPort: metrics}]}");

    private static string Routed(string rule, string port)
    {
        var backend = $"backendRefs: [{{name: a, port: {port}}}]";
        return Served + "\n---\n" + Object("gateway.networking.k8s.io/v1", "HTTPRoute", $"{{parentRefs: [{{name: g}}], rules: [{(rule == "{}" ? $"{{{backend}}}" : $"{rule[..^1]}, {backend}}}")}]}}");
    }

    private static string Scraped(string labels, string port) => Served + "\n---\n" + Object("monitoring.coreos.com/v1", "ServiceMonitor", $"{{selector: {{}}, endpoints: [{{port: {port}}}]}}", labels: labels);

    private static bool IsPinned(string? image) => image is not null && (image.Contains('@', StringComparison.Ordinal) || (image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') && image[(colon + 1)..] != "latest"));

    private static IEnumerable<string> Keys(ScannedBundle bundle, string key) => bundle.Maps.Where(m => m.Map.ContainsKey(key)).Select(m => $"{m.Object}: {key}");

    private static IEnumerable<KubeObject> IstioGateways(ScannedBundle bundle) => bundle.OfKind("Gateway").Where(g => g.ApiVersion.StartsWith("networking.istio.io/", StringComparison.Ordinal));

    private static IEnumerable<(KubeObject Service, string Host)> Destinations(ScannedBundle bundle) =>
        bundle.OfKind("VirtualService").SelectMany(v => v.Spec.Maps("http").SelectMany(r => r.Maps("route")).Select(r => (v, r.Map("destination").Text("host") ?? "")));

    private static IEnumerable<(string Protocol, long Port)> Ports(Map rule) => rule.Maps("ports").Select(p => (p.Text("protocol") ?? "TCP", p.GetValueOrDefault("port") as long? ?? 0));

    private static IEnumerable<(KubeObject Policy, Map Rule)> DnsRules(ScannedBundle bundle) => bundle.PolicyRules.Where(r => r.Direction == "to" && Ports(r.Rule).Any(p => p.Port == 53)).Select(r => (r.Policy, r.Rule));

    private static bool IsRightDns(Map rule) =>
        rule.Maps("to").ToList() is [var peer]
        && peer.Map("namespaceSelector").Texts("matchLabels").GetValueOrDefault("kubernetes.io/metadata.name") == "kube-system"
        && peer.Map("podSelector").Texts("matchLabels").GetValueOrDefault("k8s-app") == "kube-dns"
        && Ports(rule).Order().SequenceEqual([("TCP", 53), ("UDP", 53)]);

    private static bool IsOpen(Map peer) =>
        peer.Map("namespaceSelector") is { Count: 0 } || (peer.Map("ipBlock") is { } block && block.Text("cidr") is "0.0.0.0/0" or "::/0" && block.List("except") is null);

    private static bool Selects(KubeObject policy, KubeObject workload) =>
        policy.Namespace == workload.Namespace && ScannedBundle.Matches(policy.Spec.Map("podSelector").Texts("matchLabels"), workload.Spec.Map("template").Map("metadata").Texts("labels"));

    private static bool Isolates(KubeObject policy, string type) => (policy.Spec.List("policyTypes") ?? ["Ingress"]).Contains(type);

    private static bool IsDebugPod(KubeObject workload) => workload.Labels.GetValueOrDefault("app.kubernetes.io/component") == "debug" && workload.Spec.Number("replicas") == 1;

    private static IEnumerable<string> FindBareDeny(ScannedBundle bundle)
    {
        foreach (var deny in bundle.OfKind("NetworkPolicy").Where(p => p.Spec.Map("podSelector") is { Count: 0 } && p.Spec.List("ingress") is null && p.Spec.List("egress") is null))
        {
            if (Isolates(deny, "Egress") && !DnsRules(bundle).Any(r => r.Policy.Namespace == deny.Namespace && r.Policy.Spec.Map("podSelector") is { Count: 0 })) yield return $"{deny}: no DNS";
            // The debug pod is nobody's: the default deny is all it gets.
            foreach (var (workload, _, _) in bundle.Pods.Where(p => !IsDebugPod(p.Workload)))
            {
                if (workload.Namespace == deny.Namespace && !bundle.OfKind("NetworkPolicy").Any(p => p.Spec.Map("podSelector").Texts("matchLabels").Count > 0 && Selects(p, workload))) yield return $"{workload}: no policy";
            }
        }
    }

    /// <summary>For each rule between pods of one namespace, the other end has the same rule the other way.</summary>
    private static IEnumerable<string> FindOneSided(ScannedBundle bundle)
    {
        var policies = bundle.OfKind("NetworkPolicy").ToList();
        foreach (var (policy, direction, rule) in bundle.PolicyRules)
        {
            var (type, back) = direction == "to" ? ("Ingress", "ingress") : ("Egress", "egress");
            foreach (var peer in rule.Maps(direction).Where(p => p.Map("namespaceSelector") is null && p.Map("podSelector") is not null).Select(p => p.Map("podSelector").Texts("matchLabels")))
            {
                var others = policies.Where(p => p.Namespace == policy.Namespace && ScannedBundle.Matches(p.Spec.Map("podSelector").Texts("matchLabels"), peer) && Isolates(p, type)).ToList();
                var self = policy.Spec.Map("podSelector").Texts("matchLabels");
                foreach (var port in Ports(rule).Where(port => others.Count > 0 && !others.Exists(o => o.Spec.Maps(back)
                    .Any(r => Ports(r).Contains(port) && r.Maps(direction == "to" ? "from" : "to").Any(p => p.Map("podSelector") is { } s && ScannedBundle.Matches(s.Texts("matchLabels"), self))))))
                    yield return $"{policy}: {port} is closed on the other end";
            }
        }
    }

    private static IEnumerable<string> FindDeadSelectors(ScannedBundle bundle)
    {
        var selectors = bundle.OfKind("NetworkPolicy").Select(o => (Object: o, Labels: o.Spec.Map("podSelector").Texts("matchLabels")))
            .Concat(bundle.PolicyRules.SelectMany(r => r.Rule.Maps(r.Direction).Where(p => p.Map("namespaceSelector") is null).Select(p => (Object: r.Policy, Labels: p.Map("podSelector").Texts("matchLabels")))))
            .Concat(bundle.OfKind("PodDisruptionBudget").Select(o => (Object: o, Labels: o.Spec.Map("selector").Texts("matchLabels"))))
            .Concat(bundle.OfKind("Service").Select(o => (Object: o, Labels: o.Spec.Texts("selector"))));
        // The solver's pod is cert-manager's, the pods of the cluster's DNS are the platform's, and a Gateway's controller makes its proxies.
        return selectors.Where(s => s.Labels.Count > 0 && !bundle.OfKind("Gateway").Any(g => g.Name == s.Labels.GetValueOrDefault("gateway.networking.k8s.io/gateway-name")) && !s.Labels.ContainsKey("acme.cert-manager.io/http01-solver") && s.Labels.GetValueOrDefault("k8s-app") != "kube-dns" && !bundle.WorkloadsWith(s.Object.Namespace, s.Labels).Any()).Select(s => $"{s.Object}");
    }

    private static IEnumerable<(string Protocol, long Port)> ContainerPorts(KubeObject workload) =>
        workload.Spec.Map("template").Map("spec").Maps("containers").SelectMany(c => c.Maps("ports")).Select(p => (p.Text("protocol") ?? "TCP", p.Number("containerPort") ?? 0));

    private static IEnumerable<string> FindWrongPorts(ScannedBundle bundle) =>
        from rule in bundle.PolicyRules
        where rule.Direction == "from"
        from workload in bundle.Pods.Select(p => p.Workload)
        where rule.Policy.Spec.Map("podSelector").Texts("matchLabels").Count > 0 && Selects(rule.Policy, workload)
        from port in Ports(rule.Rule)
            // Tunnels of an ambient mesh arrive at a port that its agent opens in the pod.
        where !ContainerPorts(workload).Contains(port) && port != ("TCP", 15008)
        select $"{rule.Policy}: {port} is no port of {workload.Name}";

    private static IEnumerable<string> FindLonelyMembers(ScannedBundle bundle)
    {
        foreach (var set in bundle.OfKind("StatefulSet").Where(s => s.Spec.Number("replicas") > 1))
        {
            foreach (var (type, direction) in new[] { ("Ingress", "from"), ("Egress", "to") })
            {
                if (!bundle.OfKind("NetworkPolicy").Any(p => Selects(p, set) && Isolates(p, type))) continue;
                if (!bundle.PolicyRules.Any(r => Selects(r.Policy, set) && r.Direction == direction && r.Rule.Maps(direction)
                    .Any(p => p.Map("podSelector") is { } s && ScannedBundle.Matches(s.Texts("matchLabels"), set.Spec.Map("template").Map("metadata").Texts("labels"))))) yield return $"{set}: {type}";
            }
        }
    }

    private static IEnumerable<(KubeObject Route, Map Rule)> RouteRules(ScannedBundle bundle) =>
        bundle.OfKind("HTTPRoute").SelectMany(r => r.Spec.Maps("rules").Where(x => x.List("backendRefs") is not null).Select(x => (r, x)));

    private static IEnumerable<(KubeObject Service, Map Port)> Backends(ScannedBundle bundle, KubeObject route, Map rule) =>
        from reference in rule.Maps("backendRefs")
        from service in bundle.OfKind("Service")
        where service.Namespace == route.Namespace && service.Name == reference.Text("name")
        from port in service.Spec.Maps("ports")
        where port.Number("port") == reference.Number("port")
        select (service, port);

    private static IEnumerable<(string Namespace, Dictionary<string, string> Selector, object? Target)> RoutedPorts(ScannedBundle bundle) =>
        RouteRules(bundle).SelectMany(r => Backends(bundle, r.Route, r.Rule)).Select(x => (x.Service.Namespace, x.Service.Spec.Texts("selector"), x.Port.GetValueOrDefault("targetPort")));

    private static IEnumerable<KubeObject> ServicesOf(ScannedBundle bundle, KubeObject monitor) =>
        bundle.OfKind("Service").Where(s => s.Namespace == monitor.Namespace && ScannedBundle.Matches(monitor.Spec.Map("selector").Texts("matchLabels"), s.Labels)
            && (s.Name.EndsWith("-metrics", StringComparison.Ordinal) || s.Spec.Maps("ports").Any(p => p.Text("name") == "metrics")));

    private static IEnumerable<(string Namespace, Dictionary<string, string> Selector, object? Target)> ScrapedPorts(ScannedBundle bundle) =>
        from monitor in bundle.OfKind("ServiceMonitor")
        from endpoint in monitor.Spec.Maps("endpoints")
        from service in ServicesOf(bundle, monitor)
        from port in service.Spec.Maps("ports")
        where port.Text("name") == endpoint.Text("port")
        select (service.Namespace, service.Spec.Texts("selector"), port.GetValueOrDefault("targetPort"));

    /// <summary>Ports that somebody in another namespace must reach, and that no ingress rule opens to pods with the given label.</summary>
    private static IEnumerable<string> FindClosed(ScannedBundle bundle, IEnumerable<(string Namespace, Dictionary<string, string> Selector, object? Target)> ports, string label)
    {
        foreach (var (ns, selector, target) in ports)
        {
            foreach (var workload in bundle.WorkloadsWith(ns, selector).Where(w => bundle.OfKind("NetworkPolicy").Any(p => Selects(p, w) && Isolates(p, "Ingress"))))
            {
                var number = workload.Spec.Map("template").Map("spec").Maps("containers").SelectMany(c => c.Maps("ports")).Where(p => p.Text("name") == target as string).Select(p => p.Number("containerPort")).FirstOrDefault() ?? target as long?;
                if (!bundle.PolicyRules.Any(r => r.Direction == "from" && Selects(r.Policy, workload) && Ports(r.Rule).Contains(("TCP", number ?? 0))
                    && r.Rule.Maps("from").Any(p => p.Map("podSelector").Texts("matchLabels") is var labels && ((p.Map("namespaceSelector") is not null && labels.ContainsKey(label)) || labels.ContainsKey("gateway.networking.k8s.io/gateway-name")))))
                    yield return $"{workload}: {target}";
            }
        }
    }

    private static IEnumerable<string> FindPlainHttp(ScannedBundle bundle)
    {
        foreach (var gateway in bundle.OfKind("Gateway").Where(g => g.Spec.Maps("listeners").Any(l => l.Text("protocol") == "HTTPS")))
        {
            var redirects = bundle.OfKind("HTTPRoute").Count(r => r.Spec.Maps("rules").Any(x => x.Maps("filters").Any(f => f.Text("type") == "RequestRedirect")));
            if (redirects != 1) yield return $"{gateway}: {redirects} redirects";
            var plain = gateway.Spec.Maps("listeners").Where(l => l.Text("protocol") == "HTTP").Select(l => l.Text("name")).ToHashSet();
            foreach (var (route, _) in RouteRules(bundle).Where(r => r.Route.Spec.Maps("parentRefs").Any(p => p.Text("sectionName") is not { } s || plain.Contains(s)))) yield return $"{route}";
        }
    }

    private static IEnumerable<(KubeObject Scaler, Map Metric)> Metrics(ScannedBundle bundle) => bundle.OfKind("HorizontalPodAutoscaler").SelectMany(h => h.Spec.Maps("metrics").Select(m => (h, m)));

    private static KubeObject? Target(ScannedBundle bundle, KubeObject scaler) =>
        bundle.OfKind(scaler.Spec.Map("scaleTargetRef").Text("kind")!).FirstOrDefault(o => o.Namespace == scaler.Namespace && o.Name == scaler.Spec.Map("scaleTargetRef").Text("name"));

    /// <summary>The restricted level of the Pod Security Standards, as far as the templates could break it.</summary>
    internal static bool IsRestricted(Map? pod) =>
        !pod.Flag("hostNetwork") && !pod.Flag("hostPID") && !pod.Flag("hostIPC")
        && pod.Map("securityContext").Flag("runAsNonRoot") && pod.Map("securityContext").Number("runAsUser") is > 0
        && pod.Map("securityContext").Map("seccompProfile").Text("type") == "RuntimeDefault"
        && !pod.Maps("volumes").Any(v => v.ContainsKey("hostPath"))
        && pod.Maps("initContainers").Concat(pod.Maps("containers")).All(c => c.Map("securityContext") is { } s
            && s.GetValueOrDefault("allowPrivilegeEscalation") is false && !s.Flag("privileged")
            && s.Map("capabilities").List("drop") is ["ALL"] && s.Map("capabilities").List("add") is null);

    /// <summary>In a mesh that refuses plain calls, each port that Prometheus scrapes takes them.</summary>
    private static IEnumerable<string> FindUnscrapable(ScannedBundle b) =>
        from strict in b.OfKind("PeerAuthentication")
        where strict.Spec.Map("selector") is null && strict.Spec.Map("mtls").Text("mode") == "STRICT"
        from monitor in b.OfKind("ServiceMonitor")
        where monitor.Namespace == strict.Namespace
        from service in ServicesOf(b, monitor)
        from port in service.Spec.Maps("ports")
        where monitor.Spec.Maps("endpoints").Any(e => e.Text("port") == port.Text("name"))
        where !b.OfKind("PeerAuthentication").Any(p => p.Namespace == monitor.Namespace && p.Spec.Map("portLevelMtls") is { } levels && levels.ContainsKey($"{port["port"]}")
            && p.Spec.Map("selector").Texts("matchLabels").All(l => service.Spec.Texts("selector").GetValueOrDefault(l.Key) == l.Value))
        select $"{monitor}: {port["port"]}";

    /// <summary>Routes from pods to hosts outside.</summary>
    private static IEnumerable<KubeObject> WaysOut(ScannedBundle b) => b.OfKind("VirtualService").Where(v => v.Spec.List("gateways")?.Contains("mesh") == true);

    /// <summary>Hosts that the mesh knows.</summary>
    private static IEnumerable<string> Entries(ScannedBundle b, string? resolution = null) =>
        b.OfKind("ServiceEntry").Where(e => resolution is null || e.Spec.Text("resolution") == resolution).SelectMany(e => e.Spec.List("hosts") ?? []).Cast<string>();

    private static string WayOut(string host) => Object("networking.istio.io/v1", "VirtualService", $"{{hosts: ['{host}'], gateways: [mesh, out], tls: [{{match: [{{gateways: [mesh], port: 443}}], route: [{{destination: {{host: out}}}}]}}]}}");

    private static IEnumerable<(KubeObject Policy, Map? Source)> Sources(ScannedBundle b) =>
        b.OfKind("AuthorizationPolicy").SelectMany(p => p.Spec.Maps("rules").SelectMany(r => r.Maps("from")).Select(f => (p, f.Map("source"))));

    /// <summary>Those of the bundle, and those that Istio makes for its Gateways.</summary>
    private static IEnumerable<string> KnownAccounts(ScannedBundle b) =>
        b.OfKind("ServiceAccount").Select(a => a.Name).Concat(b.OfKind("Gateway").SelectMany(g => new[] { g.Name, $"{g.Name}-{g.Spec.Text("gatewayClassName")}" }));
}
