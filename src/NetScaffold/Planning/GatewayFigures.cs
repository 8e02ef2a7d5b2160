using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>What a kind of gateway tells Prometheus about requests.</summary>
/// <param name="When">The decision under which requests come through it.</param>
/// <param name="About">Whose requests are counted, as the beginning of a sentence.</param>
/// <param name="Requests">Selector of the counted requests.</param>
/// <param name="Errors">What the selector has besides for answers 5xx.</param>
/// <param name="Milliseconds">Expression of how long requests take.</param>
/// <param name="Measure">What the expression is: a share of requests, or a mean.</param>
/// <param name="PodsNamespace">Where its pods are.</param>
/// <param name="PodsSelector">Label of its pods.</param>
internal sealed record GatewayFigures(string When, string About, string Requests, string Errors, string Milliseconds, string Measure, string PodsNamespace, string PodsSelector)
{
    private const string Tail = "the slowest of 20 requests";

    /// <summary>Those whose metrics can say so: NGINX Gateway Fabric counts requests without their answers, and Cilium's are not known by service.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="ns">The application's namespace, as expressions have it.</param>
    public static ImmutableArray<GatewayFigures> Of(AnswerSet answers, string ns)
    {
        var controllers = answers.Edge.ControllerNamespace;
        var (besides, gateway) = answers.Edge.Gateway?.Split('/') is [var otherNamespace, var otherName] ? (otherNamespace, otherName) : (ns, answers.Name);
        const string Application = "Requests to the application";
        // In a mesh other proxies count requests as well; those of the own Gateway are a job of their own.
        var job = answers.Edge.Gateway is null ? $"job=\"{ns}/{answers.Name}-proxies\"," : "";
        var istio = Histogram("", Application, $"istio_requests_total{{{job}reporter=\"source\",destination_service_namespace=\"{ns}\"", "response_code=~\"5..\"", "istio_request_duration_milliseconds_bucket", "", besides, "");
        return
        [
            // The proxies have a cluster, as Envoy calls it, for each rule of a route.
            Histogram("envoyGateway", Application, $"envoy_cluster_upstream_rq_xx{{envoy_cluster_name=~\"httproute/{ns}/.+\"", "envoy_response_code_class=\"5\"", "envoy_cluster_upstream_rq_time_bucket", "", controllers, $"gateway.envoyproxy.io/owning-gateway-name={gateway}"),
            istio with { When = "istioGateway", PodsSelector = $"gateway.networking.k8s.io/gateway-name={gateway}" },
            istio with { When = "virtualServices", PodsSelector = $"istio={gateway}" },
            Histogram("traefikPods", "Requests to all that Traefik serves", "traefik_entrypoint_requests_total{entrypoint=~\"web|websecure\"", "code=~\"5..\"", "traefik_entrypoint_request_duration_seconds_bucket", "1000 * ", controllers, "app.kubernetes.io/name=traefik"),
            // The controller says in its own label namespace where the Ingress is, and Prometheus has that name for the pod's.
            Histogram("ingressNginx", Application, $"nginx_ingress_controller_requests{{exported_namespace=\"{ns}\"", "status=~\"5..\"", "nginx_ingress_controller_request_duration_seconds_bucket", "1000 * ", controllers, "app.kubernetes.io/name=ingress-nginx"),
            new("haproxy", Application, $"haproxy_backend_http_responses_total{{proxy=~\"{ns}_svc_.+\"", "code=\"5xx\"", $"1000 * max(haproxy_backend_response_time_average_seconds{{proxy=~\"{ns}_svc_.+\"}})", "the mean of a service's last requests", controllers, "app.kubernetes.io/name=kubernetes-ingress"),
        ];
    }

    /// <summary>Requests a second.</summary>
    public string Rate => $"sum(rate({Requests}}}[5m]))";

    /// <summary>Answers 5xx, in per cent of all.</summary>
    public string ErrorPercent => $"100 * sum(rate({Requests},{Errors}}}[5m]))\n  / {Rate}";

    /// <summary>Times are counted under the labels of requests, in buckets.</summary>
    private static GatewayFigures Histogram(string when, string about, string requests, string errors, string buckets, string factor, string podsNamespace, string podsSelector) =>
        new(when, about, requests, errors, $"{factor}histogram_quantile(0.95, sum by (le) (rate({buckets}{requests[requests.IndexOf('{', StringComparison.Ordinal)..]}}}[5m])))", Tail, podsNamespace, podsSelector);
}
