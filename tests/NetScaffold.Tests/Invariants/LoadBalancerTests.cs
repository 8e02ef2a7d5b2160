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
    [InlineData("platform: eks, cni: existing", "external", "aws-load-balancer-nlb-target-type=instance aws-load-balancer-scheme=internet-facing aws-load-balancer-type=external")]
    [InlineData("platform: eks, cni: existing", "internal", "aws-load-balancer-nlb-target-type=instance aws-load-balancer-scheme=internal aws-load-balancer-type=external")]
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
    [InlineData("platform: eks, apiServer: a1.eks.amazonaws.com", "internal", "aws-load-balancer-nlb-target-type=instance aws-load-balancer-scheme=internal aws-load-balancer-type=external")]
    [InlineData("platform: aks, apiServer: shop.azmk8s.io", "internal", "azure-load-balancer-internal=true")]
    [InlineData("platform: aks, apiServer: shop.azmk8s.io", "external", "")]
    [InlineData("platform: kind", "external", "")]
    public void Gateway_OfCilium_HasTheWordsOfTheCloud(string cluster, string loadBalancer, string expected)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\ncluster: {{{cluster}}}\nedge: {{controller: cilium, loadBalancer: {loadBalancer}}}\n");

        Assert.Equal(expected, Words(result.Objects().Single(o => o.Kind == "Gateway").Spec.Map("infrastructure")?.Map("annotations")));
    }

    /// <summary>Nodes of a cluster of IPv6 take no requests of the balancer.</summary>
    [Fact]
    public void Proxies_InAClusterOfIPv6OnEks_AreTargetsThemselves()
    {
        var result = Rendered.Of("name: shop\nbundle: both\ncluster: {platform: eks, cni: existing, serviceCidr: [\"fd00:20::/108\"]}\n");

        Assert.Equal("aws-load-balancer-ip-address-type=dualstack aws-load-balancer-nlb-target-type=ip aws-load-balancer-scheme=internet-facing aws-load-balancer-type=external",
            Words(result.Objects().Single(o => o.Kind == "EnvoyProxy").Spec.Map("provider")!.Map("kubernetes")!.Map("envoyService")!.Map("annotations")));
    }

    /// <summary>Charts whose Services wait for an address come after what gives them one, which comes after what signs the certificate of its webhooks.</summary>
    [Theory]
    [InlineData("controller: traefik", "traefik")]
    [InlineData("api: ingress, controller: haproxy", "haproxy")]
    [InlineData("api: ingress, controller: ingress-nginx", "ingress-nginx")]
    public void Controller_OfAmazonsLoadBalancers_StandsBeforeWhatWaitsForOne(string edge, string release)
    {
        var helmfile = Rendered.Of($"name: shop\nbundle: both\ncluster: {{platform: eks, cni: existing}}\nedge: {{{edge}}}\ntls: {{issuer: none}}\n").FileText("helm/helmfile.yaml.gotmpl");
        string[] Needs(string name) => [.. helmfile.Split("\n- name: ").Single(r => r.StartsWith(name + "\n  namespace", StringComparison.Ordinal)).Split("needs:\n")[1].Split("\n").Where(l => l.StartsWith("  - ", StringComparison.Ordinal)).Select(l => l[4..])];

        Assert.Contains("kube-system/aws-load-balancer-controller", Needs(release));
        Assert.Contains("cert-manager/cert-manager", Needs("aws-load-balancer-controller"));
    }

    /// <summary>Only with the cluster is its name known, and its rights given.</summary>
    [Fact]
    public void Controller_OfAmazonsLoadBalancers_IsAskedForWhereTheClusterIsNotOurs()
    {
        var result = Rendered.Of("name: shop\nbundle: both\nlayers: [platform, app]\ncluster: {platform: eks, cni: existing}\n");

        Assert.DoesNotContain(result.Bundle.Files, f => f.Path.StartsWith("upstream/aws-load-balancer-controller/", StringComparison.Ordinal));
        Assert.Contains("| AWS Load Balancer Controller | 3.5.0 |", result.FileText("README.md"), StringComparison.Ordinal);
    }

    /// <summary>Nobody else's provider reads them.</summary>
    [Fact]
    public void Provider_OfYourOwnInACloud_GetsNoWords() =>
        Assert.DoesNotContain("aws-load-balancer", Rendered.Of("name: shop\nbundle: both\ncluster: {platform: eks, cni: existing}\nedge: {loadBalancerProvider: existing}\n").FileText("kustomize/platform/gatewayclass.yaml"), StringComparison.Ordinal);

    private static string Words(Map? annotations) => string.Join(' ', (annotations ?? []).Select(a => $"{a.Key.Split('/')[1]}={a.Value}").Order(StringComparer.Ordinal));
}
