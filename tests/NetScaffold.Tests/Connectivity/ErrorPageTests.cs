using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>A gateway that asks a Service for a page in place of errors reaches that Service as well.</summary>
public sealed class ErrorPageTests
{
    private const string Pages = """
        ---
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata: {name: all, namespace: shop}
        spec: {chain: {middlewares: [{name: all}, {name: other}, {name: pages}]}}
        ---
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata: {name: pages, namespace: shop}
        spec: {errors: {status: [502-504], query: /, service: {name: pages, port: 80}}}

        """;

    [Theory]
    [InlineData("nginx.ingress.kubernetes.io/default-backend: pages", "web:8080 pages:0")]
    [InlineData("traefik.ingress.kubernetes.io/router.middlewares: shop-pages@kubernetescrd", "web:8080 pages:80")]
    [InlineData("traefik.ingress.kubernetes.io/router.middlewares: 'x-y@file, shop-all@kubernetescrd'", "web:8080 pages:80")]
    [InlineData("traefik.ingress.kubernetes.io/router.middlewares: shop-none@kubernetescrd", "web:8080")]
    public void Ingress_WithErrorPages_LeadsThere(string annotation, string backends) =>
        Assert.Equal(backends, Backends($"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web, namespace: shop, annotations: {{{annotation}}}}}\nspec: {{rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 8080}}}}}}}}]}}}}]}}\n"));

    [Theory]
    [InlineData("pages", "web:8080 pages:80")]
    [InlineData("all", "web:8080 pages:80")]
    [InlineData("other", "web:8080")]
    public void Route_WithErrorPages_LeadsThere(string middleware, string backends) =>
        Assert.Equal(backends, Backends($"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web, namespace: shop}}\nspec: {{parentRefs: [{{name: g}}], rules: [{{filters: [{{type: ExtensionRef, extensionRef: {{group: traefik.io, kind: Middleware, name: {middleware}}}}}], backendRefs: [{{name: web, port: 8080}}]}}]}}\n"));

    private static string Backends(string route) => string.Join(' ', ClusterReader.Read([new SourceText("c.yaml", route + Pages)]).EntryPoints.Single().Backends.Select(b => $"{b.Service}:{b.Port}"));
}
