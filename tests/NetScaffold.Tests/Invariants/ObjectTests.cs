using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>I2 and I4 in process: every combination is refused with a reason, or gives objects of the expected kinds that fit their schemas.</summary>
public sealed class ObjectTests
{
    [ReferenceTheory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public async Task Combination_Rendered_FitsTheSchemas(string name)
    {
        var outcome = Rendered.Try(Combinations.Get(name).Answers);
        if (outcome.Value is not { } result)
        {
            Assert.All(outcome.Diagnostics.Where(d => d.Severity == Severity.Error), d => Assert.False(string.IsNullOrEmpty(d.Help)));
            return;
        }

        Assert.Empty(await Schemas.ErrorsAsync(result.Objects()));
        Assert.Empty(await Schemas.ErrorsAsync(result.TestPods()));
        Assert.Empty(ApiLimits.ErrorsIn(result.Objects()));
        foreach (var chart in result.Bundle.Files.Where(f => f.Path.EndsWith("Chart.yaml", StringComparison.Ordinal))) Assert.Empty(await Schemas.FileErrorsAsync("Chart.yaml", chart.Text));
        foreach (var kustomization in result.Bundle.Files.Where(f => f.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal))) Assert.Empty(await Schemas.FileErrorsAsync("kustomization.yaml", kustomization.Text));
    }

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Combination_Rendered_HasTheExpectedKinds(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result || !result.Plan.Decisions["kustomizeForm"]) return;
        var objects = result.Objects();
        Assert.Equal(objects.Length, objects.Select(o => (o.ApiVersion, o.Kind, o.Namespace, o.Name)).Distinct().Count());
        if (!result.Plan.Decisions["appLayer"]) return;
        foreach (var service in result.Answers.Services)
        {
            var kinds = objects.Where(o => o.Labels.GetValueOrDefault("app.kubernetes.io/name") == service.Name && o.Namespace == result.Plan.Base.Namespace).Select(o => $"{o.Kind} {o.Name}").Order(StringComparer.Ordinal);
            Assert.Equal(ExpectedKinds(service, result).Order(StringComparer.Ordinal), kinds);
        }
    }

    [Fact]
    public void Pairs_CoverEveryPairOfChoices()
    {
        var sizes = Combinations.Dimensions.Select(d => d.Choices.Length).ToArray();
        var rows = new CoveringArray([.. sizes], _ => true, (0, 1)).Rows();
        for (var left = 0; left < sizes.Length; left++)
        {
            for (var right = left + 1; right < sizes.Length; right++)
                Assert.Equal(sizes[left] * sizes[right], rows.Select(r => (r[left], r[right])).Distinct().Count());
        }
    }

    private static string PolicyKind(ImmutableDictionary<string, bool> decisions) =>
        decisions["ciliumDialect"] ? "CiliumNetworkPolicy"
        : decisions["stagedPolicies"] ? "StagedKubernetesNetworkPolicy"
        : decisions["stagedCalicoPolicies"] ? "StagedNetworkPolicy"
        : "NetworkPolicy";

    /// <summary>Somebody calls the service by a proxy that knows HTTP: a service in a mesh of sidecars, or the gateway where it is Istio's.</summary>
    private static bool HasDestinationRule(ServiceAnswer service, ScaffoldResult result)
    {
        var decisions = result.Plan.Decisions;
        return (decisions["sidecarMesh"] && result.Answers.Services.Any(s => s.Calls.Any(c => c.To == service.Name))) || (decisions["mesh"] && decisions["istioPods"] && service.Expose.Length > 0);
    }

    private static IEnumerable<string> ExpectedKinds(ServiceAnswer service, ScaffoldResult result)
    {
        var decisions = result.Plan.Decisions;
        var name = service.Name;
        // What leaves by the egress gateway goes by its own name.
        if (decisions["egressGateway"] && service.External is { Host: not null, Protocol: "TCP" }) yield break;
        if (service.Ports.Length > 0) yield return $"Service {name}";
        if (service.Kind == ServiceKind.External)
        {
            if (service.External!.Addresses.Length > 0) yield return $"EndpointSlice {name}";
            yield break;
        }

        yield return $"ServiceAccount {name}";
        yield return service.Kind == ServiceKind.StatefulSet ? $"StatefulSet {name}" : $"Deployment {name}";
        if (service.Kind == ServiceKind.StatefulSet) yield return $"Service {name}-headless";
        if (service.Metrics is not null) yield return $"Service {name}-metrics";
        if (decisions["policies"]) yield return $"{PolicyKind(decisions)} {name}";
        if (decisions["strictMesh"])
        {
            yield return $"AuthorizationPolicy {name}";
            if ((service.Metrics is not null && decisions["monitors"]) || (service.Expose.Length > 0 && decisions["gatewayOutsideMesh"])) yield return $"PeerAuthentication {name}";
        }

        if (HasDestinationRule(service, result)) yield return $"DestinationRule {name}";
        if (service.Autoscaling is { } autoscaling) yield return $"{(autoscaling.Metric is null ? "HorizontalPodAutoscaler" : "ScaledObject")} {name}";
        if (service.MaxUnavailable is not null) yield return $"PodDisruptionBudget {name}";
        if (service.Metrics is not null && decisions["monitors"]) yield return $"ServiceMonitor {name}";
        if (!decisions["hasEdge"]) yield break;
        if (service.Canary is not null)
        {
            yield return $"Deployment {name}-canary";
            yield return $"Service {name}-canary";
            if (service.Metrics is not null) yield return $"Service {name}-canary-metrics";
            if (service.Metrics is not null && decisions["monitors"]) yield return $"ServiceMonitor {name}-canary";
        }

        // One for each host, which belongs to no service.
        if (decisions["virtualServices"]) yield break;
        if (decisions["kubernetesDialect"] && decisions["ciliumGatewayPolicies"] && service.Expose.Length > 0) yield return $"CiliumNetworkPolicy {name}";
        var routes = service.Expose.GroupBy(e => (e.Host, e.MaxBodySize, string.Join(' ', e.CorsOrigins), decisions["nginxGateway"] || decisions["traefikGateway"] || decisions["hasIngress"] ? e.Timeout : "", decisions["hasIngress"] && e.Rewrite is not null ? e.Path : "", decisions["hasIngress"] ? service.PortOf(e).App : "")).ToList();
        for (var i = 0; i < routes.Count; i++)
        {
            var route = i == 0 ? name : $"{name}-{i + 1}";
            if (decisions["hasIngress"])
            {
                yield return $"Ingress {route}";
                if (service.Canary is not null) yield return $"Ingress {route}-canary";
                if (!decisions["traefikIngress"]) continue;
                if (i == 0) yield return $"ServersTransport {name}";
                yield return $"Middleware {route}";
                yield return $"Middleware {route}-retry";
                if (decisions["rateLimit"]) yield return $"Middleware {route}-rate";
                if (routes[i].Key.MaxBodySize is not null) yield return $"Middleware {route}-body";
                if (routes[i].First().CorsOrigins.Length > 0) yield return $"Middleware {route}-cors";
                if (routes[i].First().Rewrite is not null) yield return $"Middleware {route}-rewrite";
                continue;
            }

            yield return $"HTTPRoute {route}";
            if (decisions["traefikGateway"])
            {
                yield return $"ServersTransport {route}";
                foreach (var port in routes[i].Select(service.PortOf).Distinct())
                {
                    yield return $"TraefikService {route}-{port.Port}";
                    if (service.Canary is not null) yield return $"TraefikService {route}-canary-{port.Port}";
                }

                yield return $"Middleware {route}-retry";
                if (decisions["rateLimit"]) yield return $"Middleware {route}-rate";
                if (routes[i].Key.MaxBodySize is not null) yield return $"Middleware {route}-body";
                if (routes[i].First().CorsOrigins.Length > 0) yield return $"Middleware {route}-cors";
            }

            if (decisions["nginxGateway"])
            {
                yield return $"ClientSettingsPolicy {route}";
                yield return $"ProxySettingsPolicy {route}";
                if (decisions["rateLimit"]) yield return $"RateLimitPolicy {route}";
                if (decisions["nginxRouteTraces"]) yield return $"ObservabilityPolicy {route}";
            }

            if (!decisions["envoyGateway"]) continue;
            yield return $"BackendTrafficPolicy {route}";
            if (routes[i].First().CorsOrigins.Length > 0) yield return $"SecurityPolicy {route}";
        }
    }
}
