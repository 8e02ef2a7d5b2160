using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What answers can ask of the edge, in the order of the documentation.</summary>
internal enum EdgeFeature
{
    /// <summary>Plain HTTP is redirected to HTTPS.</summary>
    HttpsRedirect,

    /// <summary>Requests are told apart by host and path.</summary>
    HostsAndPaths,

    /// <summary>A path, or its first part, is replaced.</summary>
    Rewrite,

    /// <summary>A request ends after some time.</summary>
    Timeout,

    /// <summary>A request is tried again whose connection failed before the service could see it.</summary>
    Retry,

    /// <summary>Pages of other origins may call.</summary>
    Cors,

    /// <summary>Request bodies have a largest size.</summary>
    BodyLimit,

    /// <summary>Each client has so many requests per second.</summary>
    RateLimit,

    /// <summary>Requests are held to the OWASP Core Rule Set.</summary>
    Waf,

    /// <summary>Errors are answered by a page of the application's own.</summary>
    ErrorPages,

    /// <summary>A canary gets a share of the requests.</summary>
    CanaryWeight,

    /// <summary>A canary gets requests with a header.</summary>
    CanaryHeader,

    /// <summary>The gateway is reached from inside the cluster alone.</summary>
    ClusterIp,

    /// <summary>TLS below 1.2 is refused.</summary>
    TlsVersion,

    /// <summary>Services see the client's address.</summary>
    ClientAddress,

    /// <summary>Clients speak HTTP/2, as gRPC needs.</summary>
    Http2,

    /// <summary>Services speak gRPC, which is HTTP/2 without TLS.</summary>
    Grpc,

    /// <summary>Services speak HTTP/2 without TLS, and not gRPC alone.</summary>
    Http2Services,

    /// <summary>Policies tell one gateway from another.</summary>
    Identity,
}

/// <summary>How a controller does what was asked.</summary>
/// <param name="IsThere">False where it cannot.</param>
/// <param name="How">By what, or why not: a phrase.</param>
internal sealed record EdgeCapability(bool IsThere, string How)
{
    /// <summary>What differs from what the question says, as a clause; null where nothing does.</summary>
    public string? Difference { get; private init; }

    public static EdgeCapability Yes(string how) => new(true, how);

    /// <summary>It does nearly that.</summary>
    public static EdgeCapability Nearly(string how, string difference) => new(true, how) { Difference = difference };

    public static EdgeCapability No(string why) => new(false, why);
}

/// <summary>
/// An implementation of the edge and what it can do, as of 2026-11-26 (Envoy Gateway 1.9.0, Istio 1.31.0, NGINX Gateway Fabric 2.6.7, Traefik 3.7.11, Cilium 1.20.0, ingress-nginx 1.15.1, HAProxy's controller 3.2.12). Source: the implementations' documentation,
/// charts and definitions, and their conformance reports for the Gateway API 1.6.1.
/// </summary>
/// <param name="Name">The choice of edge.controller.</param>
/// <param name="Title">Its name in words.</param>
/// <param name="GatewayClass">What edge.gatewayClass is unless it is answered.</param>
/// <param name="Namespace">What edge.controllerNamespace is unless it is answered; that of the pod network where the controller is part of it.</param>
/// <param name="Can">Every feature.</param>
internal sealed record EdgeController(string Name, string Title, string GatewayClass, string Namespace, ImmutableSortedDictionary<EdgeFeature, EdgeCapability> Can)
{
    /// <summary>The choice of edge.api that it serves.</summary>
    public string Api { get; init; } = "gateway-api";

    /// <summary>The default of edge.rateLimit where there is such a limit, in requests per second.</summary>
    private const int UsualRateLimit = 100;

    /// <summary>Requests per second for each client unless it is answered; 0 where nothing limits them.</summary>
    public int RateLimit => Can[EdgeFeature.RateLimit].IsThere ? UsualRateLimit : 0;

    /// <summary>All of them.</summary>
    public static ImmutableArray<EdgeController> All { get; } =
    [
        new("envoy-gateway", "Envoy Gateway", "eg", "envoy-gateway-system", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("HTTPRoute, filter RequestRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("HTTPRoute")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("HTTPRoute, filter URLRewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Yes("HTTPRoute, timeouts")),
            (EdgeFeature.Retry, EdgeCapability.Yes("BackendTrafficPolicy, twice")),
            (EdgeFeature.Cors, EdgeCapability.Yes("SecurityPolicy")),
            (EdgeFeature.BodyLimit, EdgeCapability.Yes("BackendTrafficPolicy, which buffers whole requests")),
            (EdgeFeature.RateLimit, EdgeCapability.Yes("BackendTrafficPolicy, counted by each proxy")),
            (EdgeFeature.Waf, EdgeCapability.No("none comes with it: a Wasm or external-processing module has to be brought")),
            (EdgeFeature.ErrorPages, EdgeCapability.Yes("BackendTrafficPolicy, responseOverride")),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("HTTPRoute, weights")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("HTTPRoute, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("EnvoyProxy")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("ClientTrafficPolicy")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("EnvoyProxy, externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Identity, EdgeCapability.Yes("each Gateway has proxies of its own, and they carry its name")))),
        new("istio", "Istio", "istio", "istio-system", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("HTTPRoute, filter RequestRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("HTTPRoute")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("HTTPRoute, filter URLRewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Yes("HTTPRoute, timeouts")),
            (EdgeFeature.Retry, EdgeCapability.Yes("its own default, twice")),
            (EdgeFeature.Cors, EdgeCapability.Yes("HTTPRoute, filter CORS")),
            (EdgeFeature.BodyLimit, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.RateLimit, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.Waf, EdgeCapability.No("none comes with it: a Wasm module has to be brought")),
            (EdgeFeature.ErrorPages, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("HTTPRoute, weights")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("HTTPRoute, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value gatewayClasses, type of the Service")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("1.2 is its own least; nothing sets another")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("value gatewayClasses, externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Identity, EdgeCapability.Yes("each Gateway has proxies of its own, in its namespace, and they carry its name")))),
        new("nginx-gateway-fabric", "NGINX Gateway Fabric", "nginx", "nginx-gateway", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("HTTPRoute, filter RequestRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("HTTPRoute")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("HTTPRoute, filter URLRewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Nearly("ProxySettingsPolicy", NginxTime)),
            (EdgeFeature.Retry, EdgeCapability.Yes(NginxRetry)),
            (EdgeFeature.Cors, EdgeCapability.Yes("HTTPRoute, filter CORS")),
            (EdgeFeature.BodyLimit, EdgeCapability.Yes("ClientSettingsPolicy")),
            (EdgeFeature.RateLimit, EdgeCapability.Yes("RateLimitPolicy, counted by each proxy")),
            (EdgeFeature.Waf, EdgeCapability.No("only the commercial NGINX Plus has one")),
            (EdgeFeature.ErrorPages, EdgeCapability.No("only by snippets of nginx's own settings")),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("HTTPRoute, weights")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("HTTPRoute, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value nginx.service.type")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("Gateway, option nginx.org/ssl-protocols")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.No("nginx speaks HTTP/1.1 to the Services of an HTTPRoute")),
            (EdgeFeature.Http2Services, EdgeCapability.No("nginx speaks HTTP/1.1 to the Services of an HTTPRoute")),
            (EdgeFeature.Identity, EdgeCapability.Yes("each Gateway has proxies of its own, in its namespace, and they carry its name")))),
        new("traefik", "Traefik", "traefik", "traefik", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("HTTPRoute, filter RequestRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("HTTPRoute")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("HTTPRoute, filter URLRewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Nearly("TraefikService with a ServersTransport", "Traefik waits so long for the answer to begin, however long it then takes, and reads no request for longer than the longest of these times")),
            (EdgeFeature.Retry, EdgeCapability.Yes("Middleware retry, twice")),
            (EdgeFeature.Cors, EdgeCapability.Yes("Middleware headers; the filter CORS would make it answer 500")),
            (EdgeFeature.BodyLimit, EdgeCapability.Yes("Middleware buffering, which buffers whole requests and responses")),
            (EdgeFeature.RateLimit, EdgeCapability.Yes("Middleware rateLimit, counted by each proxy")),
            (EdgeFeature.Waf, EdgeCapability.No(TraefikWaf)),
            (EdgeFeature.ErrorPages, EdgeCapability.Nearly("Middleware errors, and pods with the page", TraefikPages)),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("HTTPRoute, weights of TraefikServices")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("HTTPRoute, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value service.spec.type")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("TLSOption default")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("TraefikService, scheme h2c")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("TraefikService, scheme h2c")),
            (EdgeFeature.Identity, EdgeCapability.No("one Traefik serves all Gateways of its class")))),
        new("cilium", "Cilium", "cilium", "kube-system", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("HTTPRoute, filter RequestRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("HTTPRoute")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("HTTPRoute, filter URLRewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Yes("HTTPRoute, timeouts")),
            (EdgeFeature.Retry, EdgeCapability.No("routes have it in the experimental channel alone")),
            (EdgeFeature.Cors, EdgeCapability.Yes("HTTPRoute, filter CORS")),
            (EdgeFeature.BodyLimit, EdgeCapability.No("it has no object for it")),
            (EdgeFeature.RateLimit, EdgeCapability.No("it has no object for it")),
            (EdgeFeature.Waf, EdgeCapability.No("none comes with it")),
            (EdgeFeature.ErrorPages, EdgeCapability.No("it has no object for it")),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("HTTPRoute, weights")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("HTTPRoute, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.No("its Services are of type LoadBalancer or NodePort")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("1.2 is Envoy's own least; nothing sets another")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("the proxy is on the node that got the request; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("value gatewayAPI.enableAlpn")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("by the Service's appProtocol; value gatewayAPI.enableAppProtocol")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("by the Service's appProtocol; value gatewayAPI.enableAppProtocol")),
            (EdgeFeature.Identity, EdgeCapability.No("requests of all its gateways come from one identity, ingress")))),
        new("traefik", "Traefik for Ingress", "traefik", "traefik", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("an Ingress of its own, Middleware redirectScheme")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("Ingress")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("Middleware replacePathRegex")),
            (EdgeFeature.Timeout, EdgeCapability.Nearly("ServersTransport, named by the Service", "Traefik waits so long for the answer to begin, however long it then takes, and gives all paths of a service the longest of their times")),
            (EdgeFeature.Retry, EdgeCapability.Yes("Middleware retry, twice")),
            (EdgeFeature.Cors, EdgeCapability.Yes("Middleware headers")),
            (EdgeFeature.BodyLimit, EdgeCapability.Yes("Middleware buffering, which buffers whole requests and responses")),
            (EdgeFeature.RateLimit, EdgeCapability.Yes("Middleware rateLimit, counted by each proxy")),
            (EdgeFeature.Waf, EdgeCapability.No(TraefikWaf)),
            (EdgeFeature.ErrorPages, EdgeCapability.Nearly("Middleware errors, and pods with the page", TraefikPages)),
            (EdgeFeature.CanaryWeight, EdgeCapability.No("a path of an Ingress leads to one Service")),
            (EdgeFeature.CanaryHeader, EdgeCapability.No("an Ingress tells requests apart by host and path alone")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value service.spec.type")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("TLSOption default")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.No("a Service has one scheme for all of its ports")),
            (EdgeFeature.Http2Services, EdgeCapability.No("a Service has one scheme for all of its ports")),
            (EdgeFeature.Identity, EdgeCapability.No("one Traefik serves all Ingresses of its class")))) { Api = "ingress" },
        new("haproxy", "HAProxy", "haproxy", "haproxy-controller", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("annotation ssl-redirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("Ingress")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("annotation path-rewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Nearly("annotation timeout-server", "HAProxy ends a request when its service is silent for that long, or for a day where there is no limit, however long all of it takes")),
            (EdgeFeature.Retry, EdgeCapability.Yes("its own: three times, the last with another pod")),
            (EdgeFeature.Cors, EdgeCapability.Nearly("annotations cors-enable and cors-allow-origin", "HAProxy answers OPTIONS itself, whoever asks, and does not tell caches that the answer depends on the origin (Vary)")),
            (EdgeFeature.BodyLimit, EdgeCapability.No(OnlySnippets)),
            (EdgeFeature.RateLimit, EdgeCapability.Nearly("annotation rate-limit-requests, counted by each proxy", "HAProxy counts a client's requests to all Ingress objects of its class together, and not those of clients with IPv6 addresses")),
            (EdgeFeature.Waf, EdgeCapability.No("only the commercial HAProxy Enterprise has one")),
            (EdgeFeature.ErrorPages, EdgeCapability.No("only for its own errors, and for all Ingress objects of its class at once")),
            (EdgeFeature.CanaryWeight, EdgeCapability.No(OnlyRouteAcl)),
            (EdgeFeature.CanaryHeader, EdgeCapability.No(OnlyRouteAcl)),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value controller.service.type")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("value controller.config, global-config-snippet")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("annotation server-proto")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("annotation server-proto")),
            (EdgeFeature.Identity, EdgeCapability.No("one HAProxy serves all Ingresses of its class")))) { Api = "ingress" },
        new("ingress-nginx", "ingress-nginx", "nginx", "ingress-nginx", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("annotation force-ssl-redirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("Ingress")),
            (EdgeFeature.Rewrite, EdgeCapability.Nearly("annotation rewrite-target", "ingress-nginx then matches all paths of that host by regular expressions, whatever the case of their letters")),
            (EdgeFeature.Timeout, EdgeCapability.Nearly("annotations proxy-read-timeout and proxy-send-timeout", NginxTime)),
            (EdgeFeature.Retry, EdgeCapability.Yes(NginxRetry)),
            (EdgeFeature.Cors, EdgeCapability.Yes("annotations enable-cors and cors-allow-origin")),
            (EdgeFeature.BodyLimit, EdgeCapability.Yes("annotation proxy-body-size")),
            (EdgeFeature.RateLimit, EdgeCapability.Yes("annotation limit-rps, counted by each proxy")),
            (EdgeFeature.Waf, EdgeCapability.Yes("values enable-modsecurity and enable-owasp-modsecurity-crs")),
            (EdgeFeature.ErrorPages, EdgeCapability.Nearly("annotations custom-http-errors and default-backend, and pods with the page", "ingress-nginx puts the page in place of answers in JSON as well")),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("a second Ingress, annotation canary-weight")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("a second Ingress, annotation canary-by-header")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("value controller.service.type")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("its own setting ssl-protocols")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("annotation backend-protocol")),
            (EdgeFeature.Http2Services, EdgeCapability.No("nginx speaks HTTP/1.1 to the Services of an Ingress, or gRPC")),
            (EdgeFeature.Identity, EdgeCapability.No("one ingress-nginx serves all Ingresses of its class")))) { Api = "ingress" },
        new("istio", "Istio by its own API", "istio", "istio-system", Capabilities(
            (EdgeFeature.HttpsRedirect, EdgeCapability.Yes("Gateway, httpsRedirect")),
            (EdgeFeature.HostsAndPaths, EdgeCapability.Yes("VirtualService, one for each host")),
            (EdgeFeature.Rewrite, EdgeCapability.Yes("VirtualService, rewrite")),
            (EdgeFeature.Timeout, EdgeCapability.Yes("VirtualService, timeout")),
            (EdgeFeature.Retry, EdgeCapability.Yes("its own default, twice")),
            (EdgeFeature.Cors, EdgeCapability.Yes("VirtualService, corsPolicy")),
            (EdgeFeature.BodyLimit, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.RateLimit, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.Waf, EdgeCapability.No("none comes with it: a Wasm module has to be brought")),
            (EdgeFeature.ErrorPages, EdgeCapability.No(OnlyEnvoyFilter)),
            (EdgeFeature.CanaryWeight, EdgeCapability.Yes("VirtualService, weights")),
            (EdgeFeature.CanaryHeader, EdgeCapability.Yes("VirtualService, headers")),
            (EdgeFeature.ClusterIp, EdgeCapability.Yes("type of the Service of its proxies")),
            (EdgeFeature.TlsVersion, EdgeCapability.Yes("Gateway, minProtocolVersion")),
            (EdgeFeature.ClientAddress, EdgeCapability.Yes("externalTrafficPolicy Local; in X-Forwarded-For")),
            (EdgeFeature.Http2, EdgeCapability.Yes("as it is")),
            (EdgeFeature.Grpc, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Http2Services, EdgeCapability.Yes("by the Service's appProtocol")),
            (EdgeFeature.Identity, EdgeCapability.Yes("each Gateway has proxies of its own, in its namespace, and they carry its name")))) { Api = "istio" },
    ];

    private const string NginxTime = "nginx ends a request when its service is silent for that long, or for a day where there is no limit, however long all of it takes";

    private const string NginxRetry = "nginx's own: the next pod, unless the method is POST, PATCH or LOCK and the request was sent";

    private const string OnlyEnvoyFilter = "it has no object for it but EnvoyFilter, a patch of Envoy's own settings that any release may break";

    private const string OnlySnippets = "only by snippets of HAProxy's own settings";

    private const string OnlyRouteAcl = "its annotation route-acl is tried before all paths of the host, so a canary would take requests of other services";

    private const string TraefikWaf = "only as a plugin that it fetches when it starts, or in the commercial Traefik Hub";

    private const string TraefikPages = "Traefik puts the page in place of answers in JSON as well";

    /// <summary>The one of the answers; for auto the first that serves the API.</summary>
    public static EdgeController Of(AnswerSet answers) => Named(answers.Chosen(Questions.Controller)[0], answers.Chosen(Questions.EdgeApi)[0]);

    /// <summary>The one of this choice; for auto the first that serves the API, and for a choice that is none, which has been reported.</summary>
    public static EdgeController Named(string choice, string api) => All.FirstOrDefault(c => c.Name == choice && c.Api == api) ?? All.FirstOrDefault(c => c.Name == choice) ?? All.FirstOrDefault(c => c.Api == api) ?? All[0];

    private static ImmutableSortedDictionary<EdgeFeature, EdgeCapability> Capabilities(params ReadOnlySpan<(EdgeFeature Feature, EdgeCapability Capability)> list)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<EdgeFeature, EdgeCapability>();
        foreach (var (feature, capability) in list) builder.Add(feature, capability);
        return builder.ToImmutable();
    }
}
