using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Decisions;

/// <summary>A named condition that templates and the bundle's layout branch on.</summary>
/// <param name="Name">camelCase; what stands in a template's <c>#if</c> line.</param>
/// <param name="When">The condition.</param>
/// <param name="Why">What is there because of it, in one sentence.</param>
public sealed record Decision(string Name, Expression When, string Why);

/// <summary>Every decision, once. A template branches on a name from this list and on nothing else.</summary>
public static class DecisionCatalogue
{
    private static readonly Expression GatewayApi = Questions.EdgeApi.Is("gateway-api");

    private static readonly Expression IsExposed = new Fact("a service is exposed", a => a.Services.Any(s => s.Expose.Length > 0), ForDefaults: true);

    private static readonly Expression HasGateway = GatewayApi & IsExposed;

    /// <summary>The bundle holds a Gateway.</summary>
    public static Expression OwnGateway { get; } = Questions.OwnGateway & IsExposed;

    /// <summary>The ACME account has an address.</summary>
    public static Fact EmailIsGiven { get; } = new("tls.email is given", a => a.TlsEmail is not null, ForDefaults: false);

    private static readonly Expression HasMetrics = new Fact("a service has metrics", a => a.Services.Any(s => s.Metrics is not null), ForDefaults: false);

    /// <summary>A CiliumNetworkPolicy with DNS names is understood by the cluster.</summary>
    public static Expression HasFqdnPolicies { get; } = Questions.Cni.Is("cilium") | (Questions.Cni.Is("existing") & Questions.ExistingFqdn.Is("true"));

    /// <summary>The catalogue.</summary>
    public static ImmutableArray<Decision> All { get; } =
    [
        new("helmForm", Questions.Bundle.Is("helm") | Questions.Bundle.Is("both"), "Helm charts are written."),
        new("kustomizeForm", Questions.Bundle.Is("kustomize") | Questions.Bundle.Is("both"), "Kustomize folders are written."),
        new("clusterLayer", Questions.Layers.Is("cluster"), "The cluster layer is written."),
        new("platformLayer", Questions.Layers.Is("platform") & OwnGateway, "The platform layer is written: it holds the gateway class."),
        new("appLayer", Questions.Layers.Is("app"), "The application layer is written."),
        new("foreignCluster", !Questions.Layers.Is("cluster") & Questions.Layers.Is("app"), "The namespace is made by hand, from bootstrap/namespace.yaml."),
        new("hasGateway", HasGateway, "Requests from outside come through a Gateway."),
        new("ownGateway", OwnGateway, "The application has a Gateway of its own."),
        new("attachedGateway", HasGateway & !Questions.OwnGateway, "Routes attach to an existing Gateway."),
        new("ownsProxyNamespace", OwnGateway & Questions.Layers.Is("platform"), "The namespace of the gateway's proxies is the bundle's."),
        new("foreignClass", OwnGateway & !Questions.Layers.Is("platform"), "The class of the Gateway is somebody else's."),
        new("externalLoadBalancer", OwnGateway & Questions.LoadBalancer.Is("external"), "The gateway's proxies get a Service of type LoadBalancer."),
        new("tls", OwnGateway & !Questions.TlsIssuer.Is("none"), "The Gateway terminates TLS and plain HTTP is redirected."),
        new("plainHttp", OwnGateway & Questions.TlsIssuer.Is("none"), "The Gateway serves plain HTTP."),
        new("acme", OwnGateway & Questions.TlsIssuer.Is("letsencrypt"), "Let's Encrypt issues the certificate by HTTP-01."),
        new("acmeEmail", OwnGateway & Questions.TlsIssuer.Is("letsencrypt") & EmailIsGiven, "The ACME account has an address."),
        new("privateCa", OwnGateway & Questions.TlsIssuer.Is("private-ca"), "A certificate authority of the bundle's own issues the certificate."),
        new("existingIssuer", OwnGateway & Questions.TlsIssuer.Is("existing"), "An issuer of the cluster issues the certificate."),
        new("rateLimit", HasGateway & new Fact("edge.rateLimit is above 0", a => a.Edge.RateLimit > 0, ForDefaults: true), "Requests per client are limited."),
        new("policies", !Questions.Policies.Is("none"), "Network policies are written."),
        new("egressPolicies", Questions.Policies.Is("default-deny"), "Calls out of pods are limited to the declared ones."),
        new("ingressOnly", Questions.Policies.Is("ingress-only"), "Only calls into pods are limited."),
        new("acmeSolverPolicy", !Questions.Policies.Is("none") & OwnGateway & Questions.TlsIssuer.Is("letsencrypt"), "The ACME solver's pods are reachable from the gateway."),
        new("monitors", Questions.Monitoring.Is("prometheus-operator") & HasMetrics, "Services with metrics get a ServiceMonitor."),
        new("gatewayOrMonitors", HasGateway | (Questions.Monitoring.Is("prometheus-operator") & HasMetrics), "Callers come from the gateway or from Prometheus."),
        new("budgets", Questions.DisruptionBudget.Is("true"), "Workloads get a disruption budget."),
    ];

    /// <summary>The decision of this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Decision Get(string name) => All.FirstOrDefault(d => d.Name == name) ?? throw new KeyNotFoundException($"There is no decision named {name}.");

    /// <summary>All decisions, taken for these answers.</summary>
    public static ImmutableDictionary<string, bool> Take(AnswerSet answers) => All.ToImmutableDictionary(d => d.Name, d => d.When.Holds(answers), StringComparer.Ordinal);
}
