using NetScaffold.Answers;
using NetScaffold.Planning;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>How a README makes the cluster: the commands say what the answers say, and nothing that the platform refuses.</summary>
public sealed class CreationTests
{
    private const string Endpoint = "apiServer: a1.example.com";

    /// <summary>What the section holds; what follows a bar it does not.</summary>
    [Theory]
    // Amazon.
    [InlineData("platform: eks, " + Endpoint, "--name shop;--kubernetes-version 1.36;ipFamily=ipv4,serviceIpv4Cidr=172.20.0.0/16;--no-bootstrap-self-managed-addons;--addon-name kube-proxy;--addon-name coredns;--addon-name eks-pod-identity-agent;--service-account aws-load-balancer-controller;cluster.endpoint", "vpc-cni;--configuration-values")]
    [InlineData("platform: eks, kubeProxy: replaced, " + Endpoint, "--no-bootstrap-self-managed-addons;--addon-name coredns", "--addon-name kube-proxy")]
    [InlineData("platform: eks, kubeProxy: ipvs, " + Endpoint, "file://bootstrap/eks-kube-proxy.json;ip_vs_rr", "vpc-cni")]
    [InlineData("platform: eks, podsPerNode: 60, " + Endpoint, "maxPods: 60", "")]
    [InlineData("platform: eks, cni: calico", "file://bootstrap/eks-vpc-cni.json;--verb patch --resource pods;kube-system:aws-node", "--no-bootstrap-self-managed-addons;coredns;cluster.endpoint")]
    [InlineData("platform: eks, cni: calico, podCidr: 10.244.0.0/16", "--no-bootstrap-self-managed-addons;--addon-name coredns", "vpc-cni;aws-node")]
    [InlineData("platform: eks, cni: existing", "file://bootstrap/eks-vpc-cni.json", "aws-node;coredns;--no-bootstrap")]
    [InlineData("platform: eks, cni: existing, existing: {policies: false}", "create-nodegroup", "vpc-cni")]
    [InlineData("platform: eks, cni: existing, managedNodes: true", "--compute-config enabled=true;enable-network-policy-controller=true;--no-bootstrap-self-managed-addons", "create-nodegroup;vpc-cni.json")]
    [InlineData("platform: eks, cni: existing, podCidr: 'fd00:10::/56', serviceCidr: 'fd00:20::/108'", "ipFamily=ipv6", "serviceIpv4Cidr")]
    // Azure.
    [InlineData("platform: aks", "--network-plugin none;--pod-cidr 10.244.0.0/16;--service-cidr 10.0.0.0/16;--dns-service-ip 10.0.0.10;--kubernetes-version 1.36", "kube-proxy;--max-pods;--query fqdn")]
    [InlineData("platform: aks, serviceCidr: 10.7.0.0/24, podsPerNode: 60", "--dns-service-ip 10.7.0.10;--max-pods 60", "")]
    [InlineData("platform: aks, podCidr: [10.244.0.0/16, 'fd00:10::/56'], serviceCidr: [10.96.0.0/16, 'fd00:20::/108']", "--ip-families ipv4,ipv6;--pod-cidrs 10.244.0.0/16,fd00:10::/56;--service-cidrs 10.96.0.0/16,fd00:20::/108", "--pod-cidr ")]
    [InlineData("platform: aks, kubeProxy: replaced, " + Endpoint, "--kube-proxy-config bootstrap/aks-kube-proxy.json;KubeProxyConfigurationPreview;a preview;--query fqdn", "")]
    [InlineData("platform: aks, cni: existing", "--network-plugin-mode overlay;--network-dataplane cilium", "--network-plugin none;--network-policy")]
    [InlineData("platform: aks, cni: existing, kubeProxy: iptables", "--network-policy calico;--kube-proxy-config bootstrap/aks-kube-proxy.json", "--network-dataplane")]
    [InlineData("platform: aks, cni: existing, managedNodes: true", "--sku automatic", "--pod-cidr;--network-plugin")]
    // Google.
    [InlineData("platform: gke, cni: existing", "clusters create shop;--enable-dataplane-v2;--cluster-version 1.36;get-credentials shop", "--enable-network-policy;--services-ipv4-cidr;--cluster-ipv4-cidr;intra-node")]
    [InlineData("platform: gke, cni: existing, podCidr: 10.8.0.0/14, serviceCidr: 10.12.0.0/20", "--cluster-ipv4-cidr 10.8.0.0/14;--services-ipv4-cidr 10.12.0.0/20", "")]
    [InlineData("platform: gke, cni: calico, podsPerNode: 60", "--no-enable-network-policy;--enable-intra-node-visibility;--default-max-pods-per-node 60", "--enable-dataplane-v2")]
    [InlineData("platform: gke, cni: existing, managedNodes: true", "clusters create-auto shop", "--enable-dataplane-v2;--enable-ip-alias")]
    // k3s.
    [InlineData("platform: k3s", "bootstrap/k3s-config.yaml /etc/rancher/k3s/config.yaml;less k3s-install.sh;INSTALL_K3S_CHANNEL=v1.36;k3s-install.sh agent", "| sh;max-pods;--kube-proxy-arg")]
    [InlineData("platform: k3s, cni: calico, kubeProxy: nftables, podsPerNode: 60", "agent --kube-proxy-arg proxy-mode=nftables --kubelet-arg max-pods=60", "")]
    // kind: patches need a newer one.
    [InlineData("platform: kind, podsPerNode: 60", "kind 0.32 or later", "")]
    [InlineData("platform: kind, cni: calico, kubeProxy: ipvs, dnsCache: nodelocal", "kind 0.32 or later", "")]
    [InlineData("platform: kind", "kind create cluster", "kind 0.32")]
    public void Readme_OfAPlatform_MakesTheClusterOfTheAnswers(string cluster, string holds, string lacks)
    {
        var text = Readme(cluster);
        var section = text[..text.IndexOf("\n## Install with Helm", StringComparison.Ordinal)].Replace(" \\\n  ", " ", StringComparison.Ordinal);
        section = section[section.IndexOf("Before you start", StringComparison.Ordinal)..section.IndexOf("The bundle installs", StringComparison.Ordinal)] + section[section.IndexOf("\n## Create the cluster", StringComparison.Ordinal)..];

        Assert.All(holds.Split(';'), w => Assert.Contains(w, section, StringComparison.Ordinal));
        Assert.All(lacks.Split(';', StringSplitOptions.RemoveEmptyEntries), w => Assert.DoesNotContain(w, section, StringComparison.Ordinal));
    }

    /// <summary>Files that the commands name hold what the clouds' schemas take, and are there only where they are named.</summary>
    [Theory]
    [InlineData("platform: eks, kubeProxy: ipvs, " + Endpoint, "eks-kube-proxy.json", """{"mode": "ipvs"}""")]
    [InlineData("platform: eks, kubeProxy: nftables, " + Endpoint, "eks-kube-proxy.json", """{"mode": "nftables"}""")]
    [InlineData("platform: eks, " + Endpoint, "eks-kube-proxy.json", null)]
    [InlineData("platform: eks, kubeProxy: replaced, " + Endpoint, "eks-kube-proxy.json", null)]
    [InlineData("platform: eks, cni: calico", "eks-vpc-cni.json", """{"enableNetworkPolicy": "false", "env": {"ANNOTATE_POD_IP": "true"}}""")]
    [InlineData("platform: eks, cni: existing", "eks-vpc-cni.json", """{"enableNetworkPolicy": "true"}""")]
    [InlineData("platform: eks, cni: existing, managedNodes: true", "eks-vpc-cni.json", null)]
    [InlineData("platform: eks, " + Endpoint, "eks-vpc-cni.json", null)]
    [InlineData("platform: aks, kubeProxy: nftables", "aks-kube-proxy.json", """{"enabled": true, "mode": "NFTABLES"}""")]
    [InlineData("platform: aks, kubeProxy: replaced, " + Endpoint, "aks-kube-proxy.json", """{"enabled": false}""")]
    [InlineData("platform: aks", "aks-kube-proxy.json", null)]
    public void File_ForACloud_HoldsTheAnswers(string cluster, string file, string? text)
    {
        var found = Rendered.Of($"name: shop\ncluster: {{{cluster}}}\n").Bundle.Files.FirstOrDefault(f => f.Path == $"bootstrap/{file}")?.Text;

        Assert.Equal(text, found?.TrimEnd('\n'));
    }

    /// <summary>kubeadm's arguments are a map before its v1beta4 and a list since; kind turns a map without apiVersion into either.</summary>
    [Fact]
    public void Kind_WithSharesOfItsOwn_PatchesByAMap()
    {
        var patch = (Dictionary<string, object?>)KubeYaml.Parse((string)((List<object?>)((Dictionary<string, object?>)KubeYaml.Parse(
            Rendered.Of("name: shop\ncluster: {platform: kind, podCidr: 10.244.0.0/20, nodes: 60, podsPerNode: 32}\n").FileText("bootstrap/kind.yaml"))!)["kubeadmConfigPatches"]!)[0]!)!;

        Assert.False(patch.ContainsKey("apiVersion"));
        Assert.Equal("26", patch.Map("controllerManager")!.Map("extraArgs")!.Text("node-cidr-mask-size-ipv4"));
    }

    /// <summary>Images of kind lack the plugin that flannel hands pods over to by itself.</summary>
    [Fact]
    public void Flannel_OnKind_HandsOverToAPluginThatIsThere()
    {
        var result = Rendered.Of("name: shop\ncluster: {platform: kind, cni: flannel}\n");
        var configuration = ((Dictionary<string, object?>)KubeYaml.Parse(result.FileText("upstream/flannel/values.yaml"))!).Map("flannel")!.Text("cniConf")!;
        using var json = System.Text.Json.JsonDocument.Parse(configuration);
        var plugin = json.RootElement.GetProperty("plugins")[0];

        Assert.Equal("ptp", plugin.GetProperty("delegate").GetProperty("type").GetString());
        Assert.Equal("0.0.0.0/0", plugin.GetProperty("ipam").GetProperty("routes")[0].GetProperty("dst").GetString());
        Assert.DoesNotContain("cniConf", Rendered.Of("name: shop\ncluster: {cni: flannel}\n").FileText("upstream/flannel/values.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cni: cilium", "UDP 8472;TCP 4240, ICMP;TCP 4244")]
    [InlineData("cni: cilium, encapsulation: geneve, encryption: wireguard, flowLogs: false", "UDP 6081;UDP 51871;TCP 4240, ICMP")]
    [InlineData("cni: cilium, encapsulation: native, bgp: {asn: 64512, peers: [{address: 192.0.2.1, asn: 64513}]}", "all of the pods' addresses;TCP 4240, ICMP;TCP 4244;TCP 179")]
    [InlineData("cni: calico", "UDP 4789;all of the pods' addresses;TCP 5473")]
    [InlineData("cni: calico, encapsulation: ipip, encryption: wireguard", "IP protocol 4;UDP 51820;TCP 5473;TCP 179")]
    [InlineData("cni: calico, kubeProxy: replaced, encapsulation: native, apiServer: api.example.com", "all of the pods' addresses;TCP 5473;TCP 179;UDP 4789")]
    [InlineData("cni: calico, encryption: wireguard, podCidr: [10.244.0.0/16, 'fd00:10::/56'], serviceCidr: [10.96.0.0/16, 'fd00:20::/108']", "UDP 4789;all of the pods' addresses;UDP 51820 and 51821;TCP 5473")]
    [InlineData("platform: eks, cni: calico", "TCP 5473;TCP 9443")]
    [InlineData("platform: eks, " + Endpoint, "UDP 8472;TCP 4240, ICMP;TCP 4244;TCP 4443, 10252 and 10260;TCP 9443")]
    [InlineData("cni: flannel", "UDP 8472")]
    [InlineData("cni: flannel, encryption: wireguard", "UDP 51820")]
    [InlineData("cni: canal", "UDP 8472")]
    [InlineData("cni: weave", "TCP 6783, UDP 6783 and 6784")]
    [InlineData("cni: existing", "")]
    public void Ports_OfAPodNetwork_AreThoseThatItsProjectNames(string cluster, string ports)
    {
        var plan = Rendered.Of($"name: shop\ncluster: {{{cluster}}}\nsecurity: {{policies: none}}\n").Plan;

        Assert.Equal(ports, string.Join(';', NodePorts.Of(plan.Answers).Select(p => p.Port)));
    }

    [Theory]
    [InlineData("nodeMtu: 1500", "1500 (nodes) - 50 (VXLAN) = 1450")]
    [InlineData("encryption: wireguard", "less 50 bytes (VXLAN), less 80 bytes (WireGuard)")]
    [InlineData("cni: calico, blockSize: 27", "2048 blocks of /27")]
    [InlineData("", "a /24 for each of 256 nodes, with 253 pods each")]
    [InlineData("", "1048576 addresses; DNS has `10.96.0.10`")]
    [InlineData("podCidr: 'fd00:10::/56', serviceCidr: 'fd00:20::/108'", "DNS has `fd00:20::a`")]
    [InlineData("nodeCidr: 192.168.0.0/24", "| nodes | `192.168.0.0/24` | 256 addresses |")]
    [InlineData("platform: eks, cni: existing", "| pods | the cloud's network |")]
    [InlineData("cni: existing", "shared out by the existing pod network")]
    public void Addresses_OfTheAnswers_AreCounted(string cluster, string words)
    {
        var text = Readme(cluster);

        Assert.Contains(words, text[text.IndexOf("\n## Addresses", StringComparison.Ordinal)..text.IndexOf("\n## Create the cluster", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.96.0.0/12", 10, "10.96.0.10")]
    [InlineData("10.0.0.0/28", 10, "10.0.0.10")]
    [InlineData("fd00::/108", 10, "fd00::a")]
    [InlineData("10.0.0.0/8", 256, "10.0.1.0")]
    public void At_OfABlock_IsSoFarIntoIt(string block, int offset, string address)
    {
        Assert.True(Cidr.TryParse(block, out var cidr));
        Assert.Equal(address, cidr.At(offset).Address);
    }

    /// <summary>What the commands could not make is refused.</summary>
    [Theory]
    [InlineData("platform: aks, cni: existing, kubeProxy: nftables", "NS2543", 1)]
    [InlineData("platform: aks, cni: existing, kubeProxy: iptables", "NS2543", 0)]
    [InlineData("platform: eks, cni: existing, kubeProxy: nftables", "NS2543", 0)]
    [InlineData("platform: gke, cni: calico, podCidr: 10.244.0.0/16", "NS2007", 1)]
    [InlineData("platform: gke, cni: calico", "NS2007", 0)]
    [InlineData("platform: eks, cni: calico, podCidr: 10.244.0.0/16", "NS2011", 1)]
    [InlineData("platform: eks, cni: calico", "NS2011", 0)]
    [InlineData("platform: eks, cni: existing", "NS2530", 0)]
    [InlineData("platform: kind", "NS2530", 1)]
    public void Answers_ForACloud_AreRefusedOnlyWhereItCannotBe(string cluster, string code, int count) =>
        Assert.Equal(count, Rendered.Try($"name: shop\ncluster: {{{cluster}}}\n").Diagnostics.Count(d => d.Code == code));

    private static string Readme(string cluster) => Rendered.Of($"name: shop\n{(cluster.Length > 0 ? $"cluster: {{{cluster}}}\n" : "")}security: {{policies: none}}\n").FileText("README.md");
}
