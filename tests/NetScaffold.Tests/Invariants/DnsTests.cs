using System.Collections.Immutable;
using System.Text.Json;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>The cluster's DNS and its cache on nodes, on each platform and with each pod network: objects, policies, and the servers of CoreDNS.</summary>
public sealed class DnsTests
{
    private const string Settings = "dns: {upstreams: [1.1.1.1, 9.9.9.9], stubDomains: [{domain: corp.example, servers: [10.10.0.53, 10.10.1.53]}, {domain: consul, servers: 10.10.0.54}]}";

    private const string StubDomains = "dns: {stubDomains: [{domain: corp.example, servers: [10.10.0.53, 10.10.1.53]}, {domain: consul, servers: 10.10.0.54}]}";

    /// <summary>By name: the section cluster.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Clusters = new Dictionary<string, string>
    {
        ["aks-servers"] = $"platform: aks, cni: existing, {StubDomains}",
        ["calico-ebpf"] = "cni: calico, kubeProxy: replaced, apiServer: api.example.com, dnsCache: nodelocal",
        ["calico-ipvs"] = "cni: calico, kubeProxy: ipvs, dnsCache: nodelocal",
        ["calico-nftables"] = $"cni: calico, kubeProxy: nftables, serviceCidr: 172.20.0.0/16, dnsCache: nodelocal, {Settings}",
        ["cilium-redirect"] = $"kubeProxy: replaced, apiServer: api.example.com, dnsCache: nodelocal, {Settings}",
        ["eks-settings"] = $"platform: eks, cni: existing, {Settings}",
        ["gke-settings"] = $"platform: gke, cni: existing, {Settings}",
        ["k3s-servers"] = $"platform: k3s, {StubDomains}",
        ["kind-calico-ipvs"] = "platform: kind, cni: calico, kubeProxy: ipvs, dnsCache: nodelocal",
        ["kubeadm-settings"] = Settings,
        ["none"] = "kubernetes: \"1.36\"",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Clusters of somebody else, whose cache the policies must know.</summary>
    private static readonly ImmutableSortedDictionary<string, string> ForeignClusters = new Dictionary<string, string>
    {
        ["app-cilium"] = "dnsCache: nodelocal",
        ["app-existing"] = "cni: existing, dnsCache: nodelocal",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static readonly SnapshotFolder Committed = new(
        Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Dns"),
        BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI")));

    /// <summary>Plugins that CoreDNS is built with (its plugin.cfg), of those that a Corefile of ours may want.</summary>
    private static readonly string[] Plugins =
    [
        "acl", "any", "auto", "autopath", "bind", "bufsize", "cache", "cancel", "chaos", "debug", "dnssec", "dnstap", "erratic", "errors", "etcd", "file", "forward", "grpc",
        "health", "hosts", "kubernetes", "loadbalance", "log", "loop", "metadata", "nsid", "pprof", "prometheus", "ready", "reload", "rewrite", "root", "secondary", "sign",
        "template", "tls", "trace", "transfer", "whoami",
    ];

    /// <summary>The fewer ones that the cache is built with (cmd/node-cache/main.go of kubernetes/dns).</summary>
    private static readonly string[] CachePlugins =
        ["bind", "cache", "debug", "errors", "forward", "health", "hosts", "loadbalance", "log", "loop", "pprof", "prometheus", "reload", "rewrite", "template", "trace", "whoami"];

    public static TheoryData<string> Names => [.. Clusters.Keys];

    public static TheoryData<string> AllNames => [.. Clusters.Keys.Concat(ForeignClusters.Keys)];

    [Theory, MemberData(nameof(AllNames))]
    public void Cluster_Rendered_IsAsBefore(string name) => Committed.Match(name, Parts(Render(name)));

    [Fact]
    public void Snapshots_OfNoCluster_AreNotKept() => Committed.RequireNoneBut(Clusters.Keys.Concat(ForeignClusters.Keys));

    [ReferenceTheory, MemberData(nameof(AllNames))]
    public async Task Cluster_Rendered_FitsTheSchemas(string name)
    {
        var objects = Render(name).Objects();
        Assert.Empty(await Schemas.ErrorsAsync(objects));
        Assert.Empty(ApiLimits.ErrorsIn(objects));
    }

    [RealToolTheory]
    [InlineData("calico-nftables")]
    [InlineData("cilium-redirect")]
    [InlineData("gke-settings")]
    public async Task Cluster_InBothForms_IsAcceptedAndEqual(string name)
    {
        using var folder = new TemporaryFolder();
        var result = Render(name);
        result.WriteTo(folder.Path);
        await RealToolTests.CheckAsync(result, RealTools.Sets[0], folder.Path);
    }

    /// <summary>The proof of the product and the tests' own reckoning agree, and no peer of the rule about DNS is there for nothing.</summary>
    [Theory, MemberData(nameof(AllNames))]
    public void Policies_OpenExactlyTheDnsOfTheNode(string name)
    {
        var result = Render(name);
        var policies = ReachabilityTests.PoliciesOf(result);
        Assert.Empty(ReachabilityTests.Differences(result, policies, podsHaveAddresses: false));
        Assert.Empty(ReachabilityTests.Differences(result, policies, podsHaveAddresses: true));
        Assert.DoesNotContain(Rendered.Try(Text(name)).Diagnostics, f => f.Code.StartsWith("NS6", StringComparison.Ordinal));

        var peers = policies.Single(p => p.Name == "allow-dns").Spec.Maps("egress").Single().List("to")!;
        foreach (var peer in peers.ToList())
        {
            var at = peers.IndexOf(peer);
            peers.RemoveAt(at);
            // Without any peer the rule would be for all of them.
            if (peers.Count > 0) Assert.NotEmpty(ReachabilityTests.Differences(result, policies, podsHaveAddresses: true));
            peers.Insert(at, peer);
        }
    }

    /// <summary>The peers beside the DNS pods, in words.</summary>
    [Theory]
    [InlineData("none", "")]
    [InlineData("calico-nftables", "169.254.20.10/32 172.20.0.10/32")]
    [InlineData("calico-ebpf", "169.254.20.10/32 10.96.0.10/32")]
    [InlineData("calico-ipvs", "169.254.20.10/32")]
    [InlineData("kind-calico-ipvs", "169.254.20.10/32")]
    [InlineData("cilium-redirect", "node-local-dns")]
    [InlineData("app-cilium", "node-local-dns")]
    [InlineData("app-existing", "169.254.20.10/32 10.96.0.10/32")]
    [InlineData("gke-settings", "node-local-dns 169.254.20.10/32 34.118.224.10/32 169.254.169.254/32")]
    [InlineData("aks-servers", "169.254.10.10/32 169.254.10.11/32")]
    public void AllowDns_HasThePeers(string name, string expected)
    {
        var policy = Render(name).Objects().Single(o => o is { Kind: "NetworkPolicy", Name: "allow-dns" });
        var peers = policy.Spec.Maps("egress").Single().Maps("to").Skip(1).Select(p => p.Map("ipBlock").Text("cidr") ?? p.Map("podSelector").Map("matchLabels").Text("k8s-app"));
        Assert.Equal(expected, string.Join(' ', peers));
    }

    /// <summary>A policy of Cilium with DNS names sees no answer that does not cross its own rule.</summary>
    [Theory]
    [InlineData("cilium-redirect", "kube-dns node-local-dns")]
    [InlineData("none", "kube-dns")]
    public void CiliumPolicy_WithDnsNames_KnowsTheCache(string name, string expected)
    {
        var result = Rendered.Of($"{Text(name)}\nservices:\n- {{name: web, ports: [{{port: 80}}], egress: [{{fqdn: api.partner.test, ports: [443]}}]}}\n");
        var policy = result.Objects().Single(o => o.Kind == "CiliumNetworkPolicy");
        Assert.Equal(expected, string.Join(' ', policy.Spec.Maps("egress").First().Maps("toEndpoints").Select(e => e.Map("matchLabels").Text("k8s-app"))));
    }

    /// <summary>With IPVS pods ask the cache because their kubelet says so, else because it has the Service's address.</summary>
    [Theory]
    [InlineData("calico-ipvs", "bootstrap/kubeadm.yaml", "169.254.20.10")]
    [InlineData("kind-calico-ipvs", "bootstrap/kind.yaml", "169.254.20.10")]
    [InlineData("calico-nftables", "bootstrap/kubeadm.yaml", "169.254.20.10,172.20.0.10")]
    public void Cache_ListensWhereKubeletsSendPods(string name, string bootstrap, string listens)
    {
        var result = Render(name);
        Assert.Equal(!listens.Contains(','), result.FileText(bootstrap).Contains("clusterDNS:", StringComparison.Ordinal));
        var container = Cache(result).Spec.Map("template").Map("spec").Maps("containers").Single();
        Assert.Contains(listens, container.List("args")!);
        var binds = Corefiles(result).Single(c => c.IsCache).Text.Split('\n').Where(l => l.Trim().StartsWith("bind ", StringComparison.Ordinal)).Select(l => l.Trim()).Distinct();
        Assert.Equal([$"bind {listens.Replace(',', ' ')}"], binds);
    }

    /// <summary>The cache asks for names outside itself, past CoreDNS, so it has to know the servers as well.</summary>
    [Theory]
    [InlineData("cilium-redirect")]
    [InlineData("calico-nftables")]
    public void Cache_WithServers_AsksThem(string name)
    {
        var corefile = Corefiles(Render(name)).Single(c => c.IsCache).Text;
        foreach (var line in new[] { "corp.example:53 {", "forward . 10.10.0.53 10.10.1.53", "consul:53 {", "forward . 10.10.0.54", "forward . 1.1.1.1 9.9.9.9" }) Assert.Contains(line, corefile, StringComparison.Ordinal);
        Assert.DoesNotContain("UPSTREAM", corefile, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Corefiles_HaveOnlyPluginsThatAreThere(string name)
    {
        foreach (var (_, text, isCache) in Corefiles(Render(name)))
        {
            var directives = DirectivesOf(text);
            Assert.NotEmpty(directives);
            Assert.Empty(directives.Except(isCache ? CachePlugins : Plugins));
        }
    }

    /// <summary>The check itself, with the mistake that stops every cluster's DNS.</summary>
    [Fact]
    public void Corefile_WithARateLimit_IsFound() => Assert.Contains("ratelimit", DirectivesOf(".:53 {\n    errors\n    ratelimit 100\n    cache 30 {\n        success 1\n    }\n}\n").Except(Plugins));

    /// <summary>What kubeadm sets stays: above all, answers about Services are not kept after the Services are gone.</summary>
    [Theory]
    [InlineData("kubeadm-settings")]
    [InlineData("eks-settings")]
    public void Corefile_OfTheWholeCoreDns_KeepsTheDefaults(string name)
    {
        var corefile = Corefiles(Render(name)).Single().Text;
        foreach (var line in new[] { "disable success cluster.local", "disable denial cluster.local", "lameduck 5s", "fallthrough in-addr.arpa ip6.arpa", "max_concurrent 1000", "prometheus :9153", "loop", "ready", "reload" })
            Assert.Contains(corefile.Split('\n'), l => l.Trim() == line);
    }

    /// <summary>Where the platform has no place for them, servers are refused; up to how many it takes, they are not.</summary>
    [Theory]
    [InlineData("platform: k3s, dns: {upstreams: [1.1.1.1]}", true)]
    [InlineData("platform: aks, cni: existing, dns: {upstreams: [1.1.1.1]}", true)]
    [InlineData("platform: gke, cni: existing, kubernetes: \"1.35\", dns: {upstreams: [1.1.1.1, 1.0.0.1, 9.9.9.9, 8.8.8.8]}", true)]
    [InlineData("platform: gke, cni: existing, kubernetes: \"1.35\", dns: {upstreams: [1.1.1.1, 1.0.0.1, 9.9.9.9]}", false)]
    [InlineData("platform: gke, cni: existing, kubernetes: \"1.36\", dns: {upstreams: [1.1.1.1, 1.0.0.1, 9.9.9.9, 8.8.8.8]}", false)]
    [InlineData("platform: gke, cni: existing, managedNodes: true, dns: {upstreams: [1.1.1.1]}", true)]
    [InlineData("platform: eks, cni: existing, managedNodes: true, dns: {stubDomains: [{domain: consul, servers: 10.10.0.54}]}", true)]
    [InlineData("platform: aks, cni: existing, managedNodes: true, dns: {stubDomains: [{domain: consul, servers: 10.10.0.54}]}", false)]
    public void Servers_ThePlatformDoesNotTake_AreRefused(string cluster, bool isRefused) =>
        Assert.Equal(isRefused, Rendered.Try($"name: shop\ncluster: {{{cluster}}}\n").Diagnostics.Any(d => d.Code == "NS2551"));

    /// <summary>Each reason for which a cache would not be asked or reached.</summary>
    [Theory]
    [InlineData("platform: aks, cni: existing", "NS2221")]
    [InlineData("platform: eks, cni: existing, managedNodes: true", "NS2221")]
    [InlineData("platform: eks, cni: existing, kubeProxy: ipvs", "NS2222")]
    [InlineData("platform: kind", null)]
    [InlineData("platform: eks, cni: existing", null)]
    [InlineData("platform: k3s, cni: calico", null)]
    [InlineData("cni: existing, existing: {fqdn: true}", "NS2224")]
    public void Cache_ThatDoesNotWork_IsRefused(string cluster, string? code) =>
        Assert.Equal(code, Rendered.Try($"name: shop\ncluster: {{{cluster}, dnsCache: nodelocal}}\n").Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Code);

    /// <summary>A domain stands in one server block, or CoreDNS does not start.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Corefiles_HaveEachDomainOnce(string name)
    {
        foreach (var (_, text, _) in Corefiles(Render(name)))
        {
            var domains = text.Split('\n').Where(l => l.Length > 0 && l[0] is not (' ' or '}')).ToList();
            Assert.Equal(domains.Distinct(), domains);
        }
    }

    [Theory]
    [InlineData("none", "policy/v1 PodDisruptionBudget kube-system/coredns")]
    [InlineData("kubeadm-settings", "policy/v1 PodDisruptionBudget kube-system/coredns")]
    [InlineData("k3s-servers", "v1 ConfigMap kube-system/coredns-custom")]
    [InlineData("aks-servers", "v1 ConfigMap kube-system/coredns-custom")]
    [InlineData("gke-settings", "v1 ConfigMap kube-system/kube-dns")]
    [InlineData("eks-settings", "")]
    public void ClusterLayer_HoldsWhatThePlatformTakes(string name, string expected)
    {
        var file = Render(name).Bundle.Files.FirstOrDefault(f => f.Path == "kustomize/cluster/dns.yaml");
        Assert.Equal(expected, string.Join(' ', file is null ? [] : KubeObject.ParseAll(file.Text).Select(o => o.ToString())));
    }

    /// <summary>Keys of other endings are ignored, and a server block of the root would be a second one.</summary>
    [Theory]
    [InlineData("k3s-servers")]
    [InlineData("aks-servers")]
    public void CustomServers_HaveTheEndingThatIsRead(string name) =>
        Assert.Equal(["corp.example.server", "consul.server"], ((Map)Render(name).Objects().Single(o => o.Name == "coredns-custom").Tree["data"]!).Keys);

    [Fact]
    public void GkeSettings_AreJson()
    {
        var data = Render("gke-settings").Objects().Single(o => o.Name == "kube-dns").Tree.Map("data");
        Assert.Equal(["1.1.1.1", "9.9.9.9"], JsonSerializer.Deserialize<string[]>(data.Text("upstreamNameservers")!)!);
        var stubs = JsonSerializer.Deserialize<Dictionary<string, string[]>>(data.Text("stubDomains")!)!;
        Assert.Equal(["10.10.0.53", "10.10.1.53"], stubs["corp.example"]);
        Assert.Equal(["10.10.0.54"], stubs["consul"]);
    }

    /// <summary>The tenth address of the first block, as kubeadm counts.</summary>
    [Theory]
    [InlineData("10.96.0.0/12", "10.96.0.10/32")]
    [InlineData("10.96.0.240/28", "10.96.0.250/32")]
    [InlineData("[172.20.0.0/16, fd00:20::/112]", "172.20.0.10/32")]
    [InlineData("[fd00:20::/112, 172.20.0.0/16]", "fd00:20::a/128")]
    public void DnsService_IsTheTenthAddress(string serviceCidr, string expected)
    {
        var pods = serviceCidr.Contains(':') ? "[10.244.0.0/16, fd00:10::/56]" : "10.244.0.0/16";
        Assert.Equal(expected, Rendered.Of($"name: shop\ncluster: {{podCidr: {pods}, serviceCidr: {serviceCidr}}}\n").Answers.Cluster.DnsService.ToString());
    }

    private static string Text(string name) => ForeignClusters.TryGetValue(name, out var foreign)
        ? $"name: shop\nbundle: both\nlayers: app\ncluster: {{{foreign}}}\n"
        : $"name: shop\nbundle: both\ncluster: {{{Clusters[name]}}}\n";

    private static ScaffoldResult Render(string name) => Rendered.Of(Text(name));

    private static KubeObject Cache(ScaffoldResult result) => result.Objects().Single(o => o is { Kind: "DaemonSet", Name: "node-local-dns" });

    /// <summary>What is about DNS, and nothing that other subjects change.</summary>
    private static IEnumerable<(string Path, string Text)> Parts(ScaffoldResult result)
    {
        string[] names = ["dns.yaml", "node-local-dns.yaml", "node-local-dns-redirect.yaml", "node-local-dns-monitors.yaml", "coredns-patch.yaml", "eks-coredns.json", "network-policies.yaml"];
        foreach (var file in result.Bundle.Files.Where(f => !f.Path.StartsWith("helm/", StringComparison.Ordinal) && names.Contains(Path.GetFileName(f.Path)))) yield return (file.Path, file.Text);
        var readme = result.FileText("README.md");
        if (readme.IndexOf("## Set up DNS\n", StringComparison.Ordinal) is >= 0 and var start) yield return ("README.md", readme[start..readme.IndexOf("\n## ", start, StringComparison.Ordinal)]);
    }

    /// <summary>Every configuration of CoreDNS or of the cache in a bundle.</summary>
    private static IEnumerable<(string Path, string Text, bool IsCache)> Corefiles(ScaffoldResult result)
    {
        foreach (var map in result.Objects().Where(o => o.Kind == "ConfigMap"))
        {
            foreach (var (key, value) in map.Tree.Map("data")!.Where(d => d.Key == "Corefile" || d.Key.EndsWith(".server", StringComparison.Ordinal)))
                yield return ($"{map.Name}/{key}", (string)value!, map.Name == "node-local-dns");
        }

        foreach (var file in result.Bundle.Files)
        {
            if (file.Path == "bootstrap/coredns-patch.yaml") yield return (file.Path, ((Map)KubeYaml.Parse(file.Text)!).Map("data").Text("Corefile")!, false);
            if (file.Path == "bootstrap/eks-coredns.json") yield return (file.Path, JsonSerializer.Deserialize<Dictionary<string, string>>(file.Text)!["corefile"], false);
        }
    }

    /// <summary>First words of lines that stand in a server block and in no block inside it.</summary>
    private static List<string> DirectivesOf(string corefile)
    {
        var found = new List<string>();
        var depth = 0;
        foreach (var line in corefile.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            if (depth == 1 && line != "}") found.Add(line.Split(' ')[0]);
            depth += line.EndsWith('{') ? 1 : line == "}" ? -1 : 0;
        }

        Assert.Equal(0, depth);
        return found;
    }
}
