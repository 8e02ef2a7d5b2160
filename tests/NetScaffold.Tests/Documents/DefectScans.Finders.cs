using System.Text.RegularExpressions;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

using Map = Dictionary<string, object?>;

/// <summary>What scans look for, and how samples are written.</summary>
internal static partial class DefectScans
{
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
