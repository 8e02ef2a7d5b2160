using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>Every alert of a bundle, and the panels that show the same figures over time.</summary>
public static class Alerts
{
    private const string Namespace = "<namespace>";

    /// <summary>The cluster's DNS as kube-prometheus-stack names its job: the cache of the nodes has the same metrics under another.</summary>
    private const string CoreDns = "job=\"coredns\"";

    /// <summary>The alerts about the application, in its namespace.</summary>
    /// <param name="answers">The answers.</param>
    public static ImmutableArray<Alert> Application(AnswerSet answers) =>
    [
        new("AutoscalerAtMaximum", "scales",
            $"kube_horizontalpodautoscaler_status_current_replicas{{namespace=\"{Namespace}\"}}\n  >= kube_horizontalpodautoscaler_spec_max_replicas{{namespace=\"{Namespace}\"}}\n  and kube_horizontalpodautoscaler_spec_max_replicas{{namespace=\"{Namespace}\"}}\n  > kube_horizontalpodautoscaler_spec_min_replicas{{namespace=\"{Namespace}\"}}",
            "15m", Alert.Warning, "{{ $labels.horizontalpodautoscaler }} runs as many pods as it may.",
            "More load finds no more pods, and answers become slow. Raise services[].autoscaling.max, or find out where the load comes from.",
            "kubectl describe horizontalpodautoscaler {{ $labels.horizontalpodautoscaler }} --namespace {{ $labels.namespace }}\nkubectl top pods --namespace {{ $labels.namespace }}"),
        new("PodsBelowBudget", "budgets",
            $"kube_poddisruptionbudget_status_current_healthy{{namespace=\"{Namespace}\"}}\n  < kube_poddisruptionbudget_status_desired_healthy{{namespace=\"{Namespace}\"}}",
            "5m", Alert.Critical, "{{ $labels.poddisruptionbudget }} has fewer ready pods than its budget wants.",
            "Pods do not start, or do not pass their readiness probe.",
            "kubectl describe poddisruptionbudget {{ $labels.poddisruptionbudget }} --namespace {{ $labels.namespace }}\nkubectl get pods --namespace {{ $labels.namespace }} --output wide\n# Pods that are missing are refused, those that are pending find no node.\nkubectl get events --namespace {{ $labels.namespace }} --sort-by .lastTimestamp"),
        new("DisruptionsBlocked", "budgets",
            $"kube_poddisruptionbudget_status_pod_disruptions_allowed{{namespace=\"{Namespace}\"}} == 0\n  and kube_poddisruptionbudget_status_expected_pods{{namespace=\"{Namespace}\"}} > 0",
            "30m", Alert.Warning, "{{ $labels.poddisruptionbudget }} lets no pod go.",
            "Drains of nodes wait, and so do upgrades of the cluster. A pod that is not ready uses the budget up.",
            "kubectl get poddisruptionbudget {{ $labels.poddisruptionbudget }} --namespace {{ $labels.namespace }} --output yaml\nkubectl get pods --namespace {{ $labels.namespace }}"),
        .. GatewayFigures.Of(answers, Namespace).SelectMany(OfGateway),
        new("CertificateExpires", "certificateAlerts",
            $"certmanager_certificate_expiration_timestamp_seconds{{exported_namespace=\"{Namespace}\"}} - time()\n  < 86400 * <certificateDays>",
            "1h", Alert.Critical, "The certificate {{ $labels.name }} ends in {{ $value | humanizeDuration }}.",
            "cert-manager renews certificates when a third of their time is left, so something keeps it from that.",
            "kubectl describe certificate {{ $labels.name }} --namespace {{ $labels.exported_namespace }}\n# The newest says what it waits for.\nkubectl get certificaterequests,orders,challenges --namespace {{ $labels.exported_namespace }}"),
        new("MonitoredPodDown", "appMonitors", $"up{{namespace=\"{Namespace}\"}} == 0",
            "10m", Alert.Warning, "Prometheus gets no metrics of {{ $labels.pod }}.",
            "The pod is down, or a policy or a changed port keeps Prometheus away from it.",
            "kubectl get pod {{ $labels.pod }} --namespace {{ $labels.namespace }} --output wide\nkubectl logs {{ $labels.pod }} --namespace {{ $labels.namespace }} --tail 50"),
    ];

    private static IEnumerable<Alert> OfGateway(GatewayFigures gateway)
    {
        var look = $"kubectl logs --namespace {gateway.PodsNamespace} --selector {gateway.PodsSelector} --tail 50";
        var pods = $"kubectl get pods,endpointslices --namespace {Namespace}";
        yield return new("GatewayErrors", gateway.When, $"{gateway.ErrorPercent}\n  > <gatewayErrorPercent>", "10m", Alert.Critical,
            "{{ $value | humanize }} % of the requests through the gateway fail.", $"{gateway.About} are answered with 5xx: by the services themselves, or by the gateway, which reaches no pod.", $"{pods}\n{look}");
        yield return new("GatewaySlow", gateway.When, $"{gateway.Milliseconds}\n  > <gatewayLatencyMilliseconds>", "15m", Alert.Warning,
            "Requests through the gateway take {{ $value | humanize }} ms.", $"{gateway.About} are slow, by {gateway.Measure}.", $"{pods}\nkubectl top pods --namespace {Namespace}\n{look}");
    }

    /// <summary>The alerts about the cluster's network, beside Prometheus.</summary>
    /// <param name="answers">The answers.</param>
    public static ImmutableArray<Alert> Platform(AnswerSet answers) =>
    [
        new("NodeNetworkUnavailable", "monitoringRelease", "kube_node_status_condition{condition=\"NetworkUnavailable\",status=\"true\"} == 1",
            "5m", Alert.Critical, "{{ $labels.node }} has no network for pods.",
            "No pod starts there: the pod network's agent did not set the node up, or the cloud has no route to it.",
            "kubectl describe node {{ $labels.node }}\nkubectl get pods --namespace kube-system --field-selector spec.nodeName={{ $labels.node }} --output wide"),
        new("PolicyDrops", "ciliumMonitors", "sum by (direction) (rate(cilium_drop_count_total{reason=\"Policy denied\"}[5m]))\n  > <policyDropsPerSecond>",
            "10m", Alert.Warning, "Cilium's policies drop {{ $value | humanize }} packets a second, {{ $labels.direction }}.",
            "A call that no policy allows is tried again and again: one that is missing in the answers, or somebody who looks around.",
            "# Who calls whom; once on each node that drops.\nkubectl exec --namespace kube-system daemonset/cilium -- cilium-dbg monitor --type drop"),
        new("NodesUnreachable", "ciliumMonitors", "max(cilium_unreachable_nodes) > 0",
            "10m", Alert.Critical, "Cilium's agents do not reach {{ $value }} nodes.",
            "Pods of these nodes are cut off: a firewall between nodes, or a node that is down.",
            "kubectl get nodes\nkubectl exec --namespace kube-system daemonset/cilium -- cilium-health status"),
        new("CiliumMapNearFull", "ciliumMonitors", "max by (map_name) (cilium_bpf_map_pressure) > 0.9",
            "15m", Alert.Warning, "Cilium's table {{ $labels.map_name }} is {{ $value | humanizePercentage }} full.",
            "What does not fit is dropped: connections, or rules of policies.",
            "kubectl exec --namespace kube-system daemonset/cilium -- cilium-dbg status --verbose"),
        new("PoliciesNotWritten", "calicoMonitors", "rate(felix_int_dataplane_failures[10m]) > 0",
            "15m", Alert.Critical, "Calico cannot write its rules on {{ $labels.instance }}.",
            "Policies and routes of this node are those of before.",
            "kubectl get pods --namespace calico-system --selector k8s-app=calico-node --output wide\nkubectl logs --namespace calico-system {{ $labels.pod }} --container calico-node --tail 50"),
        new("DnsErrors", "coreDnsAlerts", $"100 * sum(rate(coredns_dns_responses_total{{{CoreDns},rcode=\"SERVFAIL\"}}[5m]))\n  / sum(rate(coredns_dns_responses_total{{{CoreDns}}}[5m]))\n  > <dnsErrorPercent>",
            "10m", Alert.Critical, "{{ $value | humanize }} % of the requests to CoreDNS fail.",
            "CoreDNS reaches neither the API server nor the servers that it asks for other names.",
            "kubectl get pods --namespace kube-system --selector k8s-app=kube-dns --output wide\nkubectl logs --namespace kube-system --selector k8s-app=kube-dns --tail 50"),
        new("DnsSlow", "coreDnsAlerts", $"1000 * histogram_quantile(0.99, sum by (le) (rate(coredns_dns_request_duration_seconds_bucket{{{CoreDns}}}[5m])))\n  > <dnsLatencyMilliseconds>",
            "15m", Alert.Warning, "CoreDNS takes {{ $value | humanize }} ms for the slowest of 100 requests.",
            "Every new connection by name waits for it. The servers that CoreDNS asks are slow, or its pods have too little CPU.",
            "kubectl top pods --namespace kube-system --selector k8s-app=kube-dns\nkubectl get configmap coredns --namespace kube-system --output yaml"),
        new("DnsForwardsRejected", "coreDnsAlerts", $"sum(rate(coredns_forward_max_concurrent_rejects_total{{{CoreDns}}}[5m])) > 0",
            "10m", Alert.Warning, "CoreDNS turns requests for other names away.",
            "More of them wait for an answer than max_concurrent of its plugin forward admits.",
            "kubectl logs --namespace kube-system --selector k8s-app=kube-dns --tail 50"),
        new("ConntrackNearFull", "conntrackAlerts", "100 * node_nf_conntrack_entries / node_nf_conntrack_entries_limit\n  > <conntrackPercent>",
            "10m", Alert.Critical, "The table of connections of {{ $labels.instance }} is {{ $value | humanize }} % full.",
            "A node whose table is full drops every new connection.",
            "# On the node: how full it is, and who has the most connections.\nsysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max\nsudo conntrack --dump 2>/dev/null | awk '{print $5}' | sort | uniq --count | sort --numeric-sort | tail"),
        new("CertificateNotReady", "certManagerMonitors", "certmanager_certificate_ready_status{condition=\"False\"} == 1",
            "30m", Alert.Warning, "The certificate {{ $labels.name }} in {{ $labels.exported_namespace }} is not ready.",
            "cert-manager waits for something, or its issuer refuses.",
            "kubectl describe certificate {{ $labels.name }} --namespace {{ $labels.exported_namespace }}\nkubectl get certificaterequests,orders,challenges --namespace {{ $labels.exported_namespace }}"),
        .. Targets(answers).Select(DownOf),
    ];

    /// <summary>Something that the bundle installs and Prometheus scrapes.</summary>
    /// <param name="Alert">Name of the alert.</param>
    /// <param name="When">The decision under which it is scraped.</param>
    /// <param name="Title">Its name in words.</param>
    /// <param name="Job">Prometheus' name for its targets: namespace and name of a PodMonitor, or a Service's name.</param>
    /// <param name="Namespace">Where its pods are.</param>
    /// <param name="Selector">Label of its pods.</param>
    /// <param name="Meaning">What is missing while it is down.</param>
    private sealed record Target(string Alert, string When, string Title, string Job, string Namespace, string Selector, string Meaning);

    private static IEnumerable<Target> Targets(AnswerSet answers)
    {
        var (name, edge) = (answers.Name, answers.Edge.ControllerNamespace);
        var certificates = Releases.CertManager.Namespace(answers);
        const string System = "kube-system";
        yield return new("CiliumDown", "ciliumMonitors", "Cilium's agent", $"{System}/{name}-cilium", System, "k8s-app=cilium", "Pods of its node keep their connections, but no pod starts there, and policies stay as they were.");
        yield return new("CalicoDown", "calicoMonitors", "Calico's agent", $"{name}-felix-metrics", "calico-system", "k8s-app=calico-node", "Pods of its node keep their connections, but no pod starts there, and policies stay as they were.");
        yield return new("DnsCacheDown", "dnsCacheMonitors", "The DNS cache", $"{System}/{name}-node-local-dns", System, "k8s-app=node-local-dns", "Pods of its node may find no names.");
        yield return new("CertManagerDown", "certManagerMonitors", "cert-manager", $"{certificates}/{name}-cert-manager", certificates, "app.kubernetes.io/instance=cert-manager", "Certificates are not renewed.");
        yield return new("GatewayProxiesDown", "gatewayMonitors", "A proxy of Envoy Gateway", $"{edge}/{name}-proxies", edge, "app.kubernetes.io/component=proxy", "Requests from outside find fewer proxies, or none.");
        yield return new("GatewayControllerDown", "gatewayMonitors", "Envoy Gateway", $"{edge}/{name}-envoy-gateway", edge, "control-plane=envoy-gateway", "Proxies serve on, and get no changes.");
        yield return new("GatewayControllerDown", "nginxGatewayMonitors", "NGINX Gateway Fabric", $"{edge}/{name}-nginx-gateway-fabric", edge, "app.kubernetes.io/name=nginx-gateway-fabric", "Proxies serve on, and get no changes.");
        yield return new("MeshAgentDown", "meshMonitors", "istio-cni", $"{System}/{name}-istio-cni", System, "k8s-app=istio-cni-node", "No pod of the mesh starts on its node.");
        yield return new("MeshProxyDown", "ambientMonitors", "ztunnel", $"{System}/{name}-ztunnel", System, "app=ztunnel", "Pods of its node are cut off from the mesh.");
        yield return new("GatewayControllerDown", "istioMonitors", "istiod", $"{answers.IstioNamespace}/{name}-istiod", answers.IstioNamespace, "app=istiod", "Proxies serve on, and get no changes; new ones do not start.");
        yield return new("GatewayProxiesDown", "ciliumGatewayMonitors", "A proxy of Cilium", $"{System}/{name}-cilium-envoy", System, "k8s-app=cilium-envoy", "Requests from outside that come to its node fail.");
        yield return new("GatewayProxiesDown", "traefikMonitors", "Traefik", $"{edge}/{name}-traefik", edge, "app.kubernetes.io/name=traefik", "Requests from outside find fewer proxies, or none.");
        yield return new("GatewayProxiesDown", "haproxyMonitors", "HAProxy", $"{edge}/{name}-haproxy", edge, "app.kubernetes.io/name=kubernetes-ingress", "Requests from outside find fewer proxies, or none.");
        yield return new("GatewayProxiesDown", "ingressNginxMonitors", "ingress-nginx", $"{edge}/{name}-ingress-nginx", edge, "app.kubernetes.io/name=ingress-nginx", "Requests from outside find fewer proxies, or none.");
        yield return new("LoadBalancerDown", "metalLbMonitors", "MetalLB", $"{name}-metallb", "metallb-system", "app.kubernetes.io/name=metallb", "No node may answer for addresses of load balancers.");
        yield return new("LoadBalancerDown", "awsControllerMonitors", "Amazon's load balancer controller", $"{System}/{name}-aws-load-balancer-controller", System, "app.kubernetes.io/name=aws-load-balancer-controller", "Load balancers serve on, and do not learn of new nodes and pods.");
    }

    /// <summary>One that is gone has no series at all.</summary>
    private static Alert DownOf(Target target) => new(target.Alert, target.When, $"up{{job=\"{target.Job}\"}} == 0\n  or absent(up{{job=\"{target.Job}\"}})",
        "10m", Alert.Critical, $"{target.Title} is down, or Prometheus does not reach it.", target.Meaning,
        $"kubectl get pods --namespace {target.Namespace} --selector {target.Selector} --output wide\nkubectl logs --namespace {target.Namespace} --selector {target.Selector} --tail 50");

    /// <summary>The panels of the dashboard.</summary>
    /// <param name="answers">The answers.</param>
    public static ImmutableArray<Panel> Panels(AnswerSet answers) =>
    [
        .. GatewayFigures.Of(answers, "$namespace").SelectMany(g => new Panel[]
        {
            new("Gateway: requests", g.When, "reqps", g.Rate),
            new("Gateway: answers 5xx", g.When, "percent", g.ErrorPercent.Replace("\n ", "", StringComparison.Ordinal)),
            new($"Gateway: time, {g.Measure}", g.When, "ms", g.Milliseconds),
        }),
        new("Autoscaling: pods", "scales", "none", "kube_horizontalpodautoscaler_status_current_replicas{namespace=\"$namespace\"}"),
        new("Autoscaling: pods at most", "scales", "none", "kube_horizontalpodautoscaler_spec_max_replicas{namespace=\"$namespace\"}"),
        new("Budgets: pods that may go", "budgets", "none", "kube_poddisruptionbudget_status_pod_disruptions_allowed{namespace=\"$namespace\"}"),
        new("Certificates: time left", "certificateAlerts", "s", "certmanager_certificate_expiration_timestamp_seconds{exported_namespace=\"$namespace\"} - time()"),
        new("Policies: packets dropped", "ciliumMonitors", "pps", "sum by (direction) (rate(cilium_drop_count_total{reason=\"Policy denied\"}[5m]))"),
        new("Policies: failures to write them", "calicoMonitors", "ops", "rate(felix_int_dataplane_failures[5m])"),
        new("DNS: answers", "coreDnsAlerts", "reqps", $"sum by (rcode) (rate(coredns_dns_responses_total{{{CoreDns}}}[5m]))"),
        new("DNS: time, the slowest of 100 requests", "coreDnsAlerts", "ms", $"1000 * histogram_quantile(0.99, sum by (le) (rate(coredns_dns_request_duration_seconds_bucket{{{CoreDns}}}[5m])))"),
        new("Nodes: connections in the table", "conntrackAlerts", "percent", "100 * node_nf_conntrack_entries / node_nf_conntrack_entries_limit"),
        new("Monitored pods that answer", "", "none", "sum by (job) (up{namespace=\"$namespace\"})"),
    ];
}
