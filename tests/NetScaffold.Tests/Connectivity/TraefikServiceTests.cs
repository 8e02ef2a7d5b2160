using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>Routes lead through TraefikServices to Services.</summary>
public sealed class TraefikServiceTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web, namespace: shop}
        spec:
          parentRefs: [{name: shop}]
          rules: [{backendRefs: [{group: traefik.io, kind: TraefikService, name: t0}]}]
        """;

    [Theory]
    [InlineData("weighted: {services: [{name: a, port: 80}, {name: b, port: 81}]}", "a b")]
    [InlineData("highestRandomWeight: {services: [{name: a, port: 80}]}", "a")]
    [InlineData("mirroring: {name: a, port: 80, mirrors: [{name: b, port: 80}]}", "a b")]
    [InlineData("failover: {service: {name: a, port: 80}, fallback: {name: b, port: 80}}", "a b")]
    [InlineData("weighted: {services: [{name: t0, kind: TraefikService}, {name: a, port: 80}]}", "a")]
    public void TraefikService_InEachForm_LeadsToItsServices(string spec, string services) =>
        Assert.Equal(services, string.Join(' ', Backends($"{Route}\n{Service(0, spec)}").Select(b => b.Service).Order(StringComparer.Ordinal)));

    [Fact]
    public void TraefikServices_ThatNameEachOtherManyTimes_AreReadOnce()
    {
        var chain = Enumerable.Range(0, 64).Select(i => Service(i, $"weighted: {{services: [{{name: t{i + 1}, kind: TraefikService}}, {{name: t{i + 1}, kind: TraefikService}}]}}"));

        Assert.Equal("a", Assert.Single(Backends($"{Route}\n{string.Concat(chain)}{Service(64, "weighted: {services: [{name: a, port: 80}]}")}")).Service);
    }

    [Fact]
    public void TraefikService_ThatIsNotThere_IsAFinding() =>
        Assert.Contains(ClusterReader.Read([new SourceText("c.yaml", Route)]).Findings, f => f.Message.Contains("TraefikService", StringComparison.Ordinal) && f.At.Line > 0);

    private static ImmutableArray<RouteBackend> Backends(string manifests) => ClusterReader.Read([new SourceText("c.yaml", manifests)]).EntryPoints.Single().Backends;

    private static string Service(int number, string spec) => $"---\napiVersion: traefik.io/v1alpha1\nkind: TraefikService\nmetadata: {{name: t{number}, namespace: shop}}\nspec: {{{spec}}}\n";
}
