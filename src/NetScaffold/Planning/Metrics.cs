using System.Collections.Immutable;

namespace NetScaffold.Planning;

/// <summary>A metric that alerts or panels read.</summary>
/// <param name="Name">Its name, as Prometheus stores it; a histogram's buckets by their own.</param>
/// <param name="Exporter">What serves it.</param>
/// <param name="Source">Where upstream documents or defines it: repository and path, or page.</param>
public sealed record Metric(string Name, string Exporter, string Source);

/// <summary>Every metric that the bundle asks for, once, as seen upstream on 2026-08-22. What is not here stands in no expression.</summary>
public static class Metrics
{
    private const string KubeState = "kube-state-metrics";
    private const string Autoscalers = "kubernetes/kube-state-metrics: docs/metrics/workload/horizontalpodautoscaler-metrics.md";
    private const string Budgets = "kubernetes/kube-state-metrics: docs/metrics/policy/poddisruptionbudget-metrics.md";
    private const string EnvoyClusters = "envoyproxy/gateway: charts/gateway-addons-helm/dashboards/envoy-clusters.json";
    private const string IstioStandard = "istio/istio.io: content/en/docs/reference/config/metrics/index.md";
    private const string TraefikPrometheus = "traefik/traefik: pkg/observability/metrics/prometheus.go";
    private const string IngressNginxMonitoring = "kubernetes/ingress-nginx: docs/user-guide/monitoring.md";
    private const string HaproxyExporter = "haproxy/haproxy: addons/promex/README";
    private const string CertManagerMetrics = "cert-manager.io/docs/devops-tips/prometheus-metrics";
    private const string CiliumMetrics = "cilium/cilium: Documentation/observability/metrics.rst";
    private const string CoreDnsPrometheus = "coredns/coredns: plugin/metrics/README.md";
    private const string NodeExporter = "prometheus/node_exporter: collector/conntrack_linux.go";

    /// <summary>The table.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        new("up", "Prometheus itself", "prometheus.io/docs/concepts/jobs_instances"),
        new("kube_horizontalpodautoscaler_status_current_replicas", KubeState, Autoscalers),
        new("kube_horizontalpodautoscaler_spec_max_replicas", KubeState, Autoscalers),
        new("kube_horizontalpodautoscaler_spec_min_replicas", KubeState, Autoscalers),
        new("kube_poddisruptionbudget_status_current_healthy", KubeState, Budgets),
        new("kube_poddisruptionbudget_status_desired_healthy", KubeState, Budgets),
        new("kube_poddisruptionbudget_status_expected_pods", KubeState, Budgets),
        new("kube_poddisruptionbudget_status_pod_disruptions_allowed", KubeState, Budgets),
        new("kube_node_status_condition", KubeState, "kubernetes/kube-state-metrics: docs/metrics/cluster/node-metrics.md"),
        new("envoy_cluster_upstream_rq_xx", "the proxies of Envoy Gateway", EnvoyClusters),
        new("envoy_cluster_upstream_rq_time_bucket", "the proxies of Envoy Gateway", EnvoyClusters),
        new("istio_requests_total", "the proxies of Istio", IstioStandard),
        new("istio_request_duration_milliseconds_bucket", "the proxies of Istio", IstioStandard),
        new("traefik_entrypoint_requests_total", "Traefik", TraefikPrometheus),
        new("traefik_entrypoint_request_duration_seconds_bucket", "Traefik", TraefikPrometheus),
        new("nginx_ingress_controller_requests", "ingress-nginx", IngressNginxMonitoring),
        new("nginx_ingress_controller_request_duration_seconds_bucket", "ingress-nginx", IngressNginxMonitoring),
        new("haproxy_backend_http_responses_total", "HAProxy", HaproxyExporter),
        new("haproxy_backend_response_time_average_seconds", "HAProxy", HaproxyExporter),
        new("certmanager_certificate_expiration_timestamp_seconds", "cert-manager", CertManagerMetrics),
        new("certmanager_certificate_ready_status", "cert-manager", CertManagerMetrics),
        new("cilium_drop_count_total", "Cilium's agents", CiliumMetrics),
        new("cilium_unreachable_nodes", "Cilium's agents", CiliumMetrics),
        new("cilium_bpf_map_pressure", "Cilium's agents", CiliumMetrics),
        new("felix_int_dataplane_failures", "Calico's agents", "docs.tigera.io/calico/latest/reference/felix/prometheus"),
        new("coredns_dns_responses_total", "CoreDNS and the DNS cache", CoreDnsPrometheus),
        new("coredns_dns_request_duration_seconds_bucket", "CoreDNS and the DNS cache", CoreDnsPrometheus),
        new("coredns_forward_max_concurrent_rejects_total", "CoreDNS and the DNS cache", "coredns/coredns: plugin/forward/README.md"),
        new("node_nf_conntrack_entries", "the node exporter", NodeExporter),
        new("node_nf_conntrack_entries_limit", "the node exporter", NodeExporter),
    ];
}
