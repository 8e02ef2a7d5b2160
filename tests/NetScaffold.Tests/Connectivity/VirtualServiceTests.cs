using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>Gateways and VirtualServices of Istio: whose pods serve them, and where they lead.</summary>
public sealed class VirtualServiceTests
{
    private const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: infra}
        spec: {selector: {istio: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: proxy, namespace: infra, labels: {istio: edge, app: proxy}}
        spec: {containers: [{name: c}]}

        """;

    [Theory]
    [InlineData("http: [{route: [{destination: {host: a}}, {destination: {host: b.other.svc.cluster.local, port: {number: 81}}}]}]", "shop/a:0 other/b:81")]
    [InlineData("http: [{route: [{destination: {host: a}}], mirror: {host: b}, mirrors: [{destination: {host: c}}]}]", "shop/a:0 shop/c:0 shop/b:0")]
    [InlineData("tls: [{match: [{sniHosts: [x.example]}], route: [{destination: {host: a}}]}]", "shop/a:0")]
    [InlineData("tcp: [{route: [{destination: {host: a, port: {number: 5432}}}]}]", "shop/a:5432")]
    [InlineData("http: [{redirect: {uri: /}}]", "")]
    public void VirtualService_InEachForm_LeadsToItsServices(string rules, string backends)
    {
        var way = Assert.Single(Read(Gateway + VirtualService("[infra/edge]", rules)).EntryPoints);

        Assert.Equal(backends, string.Join(' ', way.Backends.Select(b => $"{b.Namespace}/{b.Service}:{b.Port}")));
        Assert.Equal(["x.example"], way.Hosts.AsEnumerable());
        var controller = Assert.Single(way.Controllers);
        Assert.Equal(("{gateway infra/edge}", "infra", "istio=edge"), (controller.Name, controller.Namespace, controller.Labels.ToString()));
    }

    [Theory]
    [InlineData("[mesh]")]
    [InlineData("[]")]
    public void VirtualService_OfTheMeshAlone_LetsNobodyIn(string gateways) =>
        Assert.Empty(Read(Gateway + VirtualService(gateways, "http: [{route: [{destination: {host: a}}]}]")).EntryPoints);

    [Fact]
    public void Gateway_WithPodsInTwoNamespaces_IsServedByBoth()
    {
        var cluster = Read($"{Gateway}---\n{Gateway.Split("---\n")[1].Replace("namespace: infra", "namespace: other", StringComparison.Ordinal)}{VirtualService("[infra/edge]", "http: [{route: [{destination: {host: a}}]}]")}");

        Assert.Equal(["infra", "other"], Assert.Single(cluster.EntryPoints).Controllers.Select(c => c.Namespace));
    }

    [Fact]
    public void VirtualService_ThatDelegates_LeadsWhereTheOtherDoes()
    {
        var other = "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: team, namespace: team-a}\nspec: {http: [{route: [{destination: {host: a}}]}]}\n";
        var cluster = Read(Gateway + VirtualService("[infra/edge]", "http: [{match: [{uri: {prefix: /a}}], delegate: {name: team, namespace: team-a}}]") + other);

        Assert.Equal("team-a/a", Assert.Single(Assert.Single(cluster.EntryPoints).Backends) is var b ? $"{b.Namespace}/{b.Service}" : "");
    }

    [Theory]
    [InlineData("[infra/other]", "host: a", "the Gateway 'infra/other' is not among the manifests")]
    [InlineData("[infra/edge]", "host: www.example.com", "'www.example.com' is no Service")]
    public void VirtualService_WithAnUnknownEnd_IsAFinding(string gateways, string destination, string message) =>
        Assert.Contains(Read(Gateway + VirtualService(gateways, $"http: [{{route: [{{destination: {{{destination}}}}}]}}]")).Findings, f => f.Message.Contains(message, StringComparison.Ordinal) && f.At.Line > 0);

    [Fact]
    public void VirtualService_ThatDelegatesToNone_IsAFinding() =>
        Assert.Contains(Read(Gateway + VirtualService("[infra/edge]", "http: [{delegate: {name: none}}]")).Findings, f => f.Message.Contains("VirtualService 'shop/none' is not among the manifests", StringComparison.Ordinal));

    private static Cluster Read(string manifests) => ClusterReader.Read([new SourceText("c.yaml", manifests)]);

    private static string VirtualService(string gateways, string rules) => $"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: web, namespace: shop}}\nspec: {{hosts: [x.example], gateways: {gateways}, {rules}}}\n";
}
