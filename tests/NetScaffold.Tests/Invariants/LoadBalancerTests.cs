using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>What the gateway's load balancer is told: words of the chosen cloud alone.</summary>
public sealed class LoadBalancerTests
{
    [Theory]
    [InlineData("platform: kubeadm", "external", "")]
    [InlineData("platform: k3s", "external", "")]
    [InlineData("platform: eks, cni: existing", "external", "aws-load-balancer-scheme=internet-facing aws-load-balancer-type=nlb")]
    [InlineData("platform: eks, cni: existing", "internal", "aws-load-balancer-internal=true aws-load-balancer-scheme=internal aws-load-balancer-type=nlb")]
    [InlineData("platform: eks, cni: existing, managedNodes: true", "external", "aws-load-balancer-scheme=internet-facing")]
    [InlineData("platform: aks, cni: existing", "external", "")]
    [InlineData("platform: aks, cni: existing", "internal", "azure-load-balancer-internal=true")]
    [InlineData("platform: gke, cni: existing", "external", "l4-rbs=enabled")]
    [InlineData("platform: gke, cni: existing", "internal", "load-balancer-type=Internal")]
    [InlineData("platform: gke, cni: existing", "none", "")]
    public void Proxies_OfEnvoyGateway_HaveTheWordsOfTheCloud(string cluster, string loadBalancer, string expected)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\ncluster: {{{cluster}}}\nedge: {{loadBalancer: {loadBalancer}}}\n");
        var service = result.Objects().Single(o => o.Kind == "EnvoyProxy").Spec.Map("provider")!.Map("kubernetes")!.Map("envoyService")!;

        Assert.Equal(loadBalancer == "none" ? "ClusterIP" : "LoadBalancer", service.Text("type"));
        Assert.Equal(expected, Words(service.Map("annotations")));
    }

    [Theory]
    [InlineData("platform: eks, apiServer: a1.eks.amazonaws.com", "internal", "aws-load-balancer-internal=true aws-load-balancer-scheme=internal aws-load-balancer-type=nlb")]
    [InlineData("platform: aks, apiServer: shop.azmk8s.io", "internal", "azure-load-balancer-internal=true")]
    [InlineData("platform: aks, apiServer: shop.azmk8s.io", "external", "")]
    [InlineData("platform: kind", "external", "")]
    public void Gateway_OfCilium_HasTheWordsOfTheCloud(string cluster, string loadBalancer, string expected)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\ncluster: {{{cluster}}}\nedge: {{controller: cilium, loadBalancer: {loadBalancer}}}\n");

        Assert.Equal(expected, Words(result.Objects().Single(o => o.Kind == "Gateway").Spec.Map("infrastructure")?.Map("annotations")));
    }

    /// <summary>Nobody else's provider reads them.</summary>
    [Fact]
    public void Provider_OfYourOwnInACloud_GetsNoWords() =>
        Assert.DoesNotContain("aws-load-balancer", Rendered.Of("name: shop\nbundle: both\ncluster: {platform: eks, cni: existing}\nedge: {loadBalancerProvider: existing}\n").FileText("kustomize/platform/gatewayclass.yaml"), StringComparison.Ordinal);

    private static string Words(Map? annotations) => string.Join(' ', (annotations ?? []).Select(a => $"{a.Key.Split('/')[1]}={a.Value}").Order(StringComparer.Ordinal));
}
