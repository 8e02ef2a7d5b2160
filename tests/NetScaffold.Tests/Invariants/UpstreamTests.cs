using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>Upstream releases: their pins are the reference's, their values are keys that the charts have (invariant I4), and what each choice needs is set.</summary>
public sealed class UpstreamTests
{
    /// <summary>Where the reference's own release ends, the next one is pinned, which it names: Istio 1.30 ends on 2026-11-30.</summary>
    private static readonly string[] Ended = ["istio-base", "istiod", "istio-cni", "ztunnel"];

    public static TheoryData<string> Releases => [.. Planning.Releases.All.Select(r => r.Name)];

    [ReferenceTheory, MemberData(nameof(Releases))]
    public void Release_Pinned_IsTheOneOfTheReference(string name)
    {
        var release = Planning.Releases.All.First(r => r.Name == name);
        var chart = Charts.Metadata(release.Chart);

        Assert.Equal(chart.Text(Ended.Contains(name) ? "newerSeen" : "version"), release.Version);
        var forms = $"{chart.Text("repo")} {chart.Text("notes")} {File.ReadAllText(Repository.InReference("releases.md"))}";
        // A registry's path is named with the chart, or at the end where all charts of the project are in it.
        Assert.Contains(release.IsInRegistry ? new[] { $"{release.Repository}/{release.Chart}", $"{release.Repository}`", $"{release.Repository}. " } : [release.Repository], f => forms.Contains(f, StringComparison.Ordinal));
    }

    /// <summary>Installed after what they need.</summary>
    [Fact]
    public void Releases_InTheirOrder_ComeAfterWhatTheyNeed()
    {
        var order = Planning.Releases.All.Select(r => r.Name).ToList();

        Assert.All(Planning.Releases.All, r => Assert.All(r.Needs, n => Assert.InRange(order.IndexOf(n), 0, order.IndexOf(r.Name) - 1)));
    }

    [ReferenceTheory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public async Task Values_OfEveryRelease_AreKeysOfItsChart(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result) return;
        foreach (var release in Planning.Releases.All)
        {
            Assert.Equal(result.Plan.Decisions[release.Decision], result.Bundle.Files.Any(f => f.Path == $"upstream/{release.Name}/values.yaml"));
            Assert.Equal(result.Plan.Decisions[release.Decision] && result.Plan.Decisions["kustomizeForm"], result.Bundle.Files.Any(f => f.Path == $"upstream/{release.Name}/kustomization.yaml"));
            if (result.Plan.Decisions[release.Decision]) Assert.Empty(await ChartValues.ErrorsAsync(release.Chart, result.FileText($"upstream/{release.Name}/values.yaml")));
        }
    }

    /// <summary>The operator's chart passes these on as they are: their keys are not in its values.</summary>
    [ReferenceTheory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public async Task Installation_InTheValues_FitsItsSchema(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result || !result.Plan.Decisions["calicoRelease"]) return;
        var values = (Map)KubeYaml.Parse(result.FileText("upstream/tigera-operator/values.yaml"))!;
        foreach (var (key, kind) in new[] { ("installation", "Installation"), ("apiServer", "APIServer"), ("goldmane", "Goldmane"), ("whisker", "Whisker") })
        {
            var spec = values.Map(key)!.Where(v => v.Key != "enabled").ToDictionary(v => v.Key, v => v.Value);
            Assert.Empty(await Schemas.ErrorsAsync(KubeObject.From(new Map { ["apiVersion"] = "operator.tigera.io/v1", ["kind"] = kind, ["metadata"] = new Map { ["name"] = "default" }, ["spec"] = spec })));
        }
    }

    /// <summary>The check itself: a key that is not there, one that was renamed, and a value of another type.</summary>
    [ReferenceTheory]
    [InlineData("cilium", "ipam: {operator: {clusterPoolIPv4PodCIDR: 10.0.0.0/8}}")]
    [InlineData("cilium", "tunnel: vxlan")]
    [InlineData("cilium", "kubeProxyReplacement: true")]
    [InlineData("cert-manager", "webhook: {replicas: 3}")]
    [InlineData("metrics-server", "replicas: two")]
    [InlineData("kube-prometheus-stack", "prometheus: {prometheusSpec: {retentionSiz: 1GB}}")]
    public async Task Values_WithAMistake_AreFound(string chart, string values) => Assert.NotEmpty(await ChartValues.ErrorsAsync(chart, values));

    private const string Pool = "edge: {loadBalancerProvider: cilium, addressPool: 192.0.2.16/28}";

    private const string Overlay = "cluster: {platform: eks, apiServer: a1.eks.amazonaws.com}";

    /// <summary>Left at its default, each of these breaks a cluster, loses requests in a drain, or changes with each rendering.</summary>
    [Theory]
    [InlineData("", "cilium", "ipam.mode", "cluster-pool")]
    [InlineData("", "cilium", "ipam.operator.clusterPoolIPv4PodCIDRList.0", "10.244.0.0/16")]
    [InlineData("", "cilium", "kubeProxyReplacement", "false")]
    [InlineData("", "cilium", "hubble.tls.auto.method", "cronJob")]
    [InlineData("", "cilium", "hubble.metrics.enabled.1", "drop")]
    [InlineData("", "cilium", "prometheus.enabled", "True")]
    [InlineData("", "cilium", "operator.podDisruptionBudget.enabled", "True")]
    [InlineData("", "cilium", "MTU", null)]
    [InlineData("observability: {monitoring: none}", "cilium", "prometheus.enabled", null)]
    [InlineData("cluster: {platform: kind}", "cilium", "kubeProxyReplacement", "true")]
    [InlineData("cluster: {platform: kind}", "cilium", "k8sServiceHost", "shop-control-plane")]
    [InlineData("cluster: {platform: kind}", "cilium", "ipam.mode", "kubernetes")]
    [InlineData("cluster: {podCidr: [10.244.0.0/16, 'fd00:10::/56'], serviceCidr: [10.96.0.0/16, 'fd00:20::/108']}", "cilium", "ipv6.enabled", "True")]
    [InlineData("cluster: {podCidr: [10.244.0.0/16, 'fd00:10::/56'], serviceCidr: [10.96.0.0/16, 'fd00:20::/108']}", "cilium", "ipam.operator.clusterPoolIPv6MaskSize", "64")]
    [InlineData("cluster: {podCidr: 'fd00:10::/112', serviceCidr: 'fd00:20::/112'}", "cilium", "ipv4.enabled", "False")]
    [InlineData(Pool + "\ncluster: {platform: kind}", "cilium", "l2announcements.enabled", "True")]
    [InlineData(Pool + "\ncluster: {platform: kind}", "cilium", "k8sClientRateLimit.qps", "50")]
    [InlineData(Pool + "\ncluster: {platform: kind}", "cilium", "tunnelProtocol", "geneve")]
    [InlineData(Pool + "\ncluster: {platform: kind}", "cilium", "loadBalancer.mode", "dsr")]
    [InlineData(Pool + "\ncluster: {platform: kind}", "cilium", "loadBalancer.dsrDispatch", "geneve")]
    [InlineData(Pool + "\ncluster: {platform: kind, encapsulation: native}", "cilium", "tunnelProtocol", "geneve")]
    [InlineData(Pool + "\ncluster: {platform: kind, encapsulation: vxlan}", "cilium", "loadBalancer", null)]
    [InlineData(Pool + "\ncluster: {platform: kind, bgp: {asn: 64512, peers: [{address: 192.0.2.1, asn: 64513}]}}", "cilium", "l2announcements", null)]
    [InlineData("", "cilium", "loadBalancer", null)]
    [InlineData("", "cilium", "defaultLBServiceIPAM", null)]
    [InlineData("edge: {loadBalancerProvider: metallb, addressPool: 192.0.2.16/28}", "cilium", "defaultLBServiceIPAM", "none")]
    [InlineData("edge: {loadBalancerProvider: metallb, addressPool: 192.0.2.16/28}", "metallb", "frrk8s.enabled", "False")]
    [InlineData("", "metrics-server", "args.0", "--kubelet-insecure-tls")]
    [InlineData("cluster: {platform: kind}", "metrics-server", "args.0", "--kubelet-insecure-tls")]
    [InlineData("cluster: {platform: eks, cni: existing}", "metrics-server", "args", null)]
    [InlineData("cluster: {platform: eks, cni: existing}", "metrics-server", "hostNetwork", null)]
    [InlineData(Overlay, "metrics-server", "args", null)]
    [InlineData(Overlay, "metrics-server", "hostNetwork.enabled", "True")]
    [InlineData(Overlay, "metrics-server", "containerPort", "4443")]
    [InlineData(Overlay, "cert-manager", "webhook.hostNetwork", "True")]
    [InlineData(Overlay, "cert-manager", "webhook.securePort", "10260")]
    [InlineData(Overlay, "kube-prometheus-stack", "prometheusOperator.hostNetwork", "True")]
    [InlineData(Overlay, "kube-prometheus-stack", "prometheusOperator.tls.internalPort", "10252")]
    [InlineData(Overlay, "gateway-helm", "topologyInjector.enabled", "False")]
    [InlineData("cluster: {platform: eks, cni: calico, podCidr: 10.244.0.0/16}", "cert-manager", "webhook.hostNetwork", "True")]
    [InlineData("cluster: {platform: eks, cni: calico}", "cert-manager", "webhook.hostNetwork", null)]
    [InlineData("", "cert-manager", "webhook.hostNetwork", null)]
    [InlineData("", "gateway-helm", "topologyInjector", null)]
    [InlineData("cluster: {platform: gke, cni: existing, managedNodes: true}", "cert-manager", "global.leaderElection.namespace", "cert-manager")]
    [InlineData("cluster: {platform: gke, cni: existing}", "cert-manager", "global", null)]
    [InlineData("cluster: {platform: gke, cni: existing, kubernetes: '1.35'}", "kube-prometheus-stack", "coreDns.enabled", "False")]
    [InlineData("cluster: {platform: gke, cni: existing, kubernetes: '1.35'}", "kube-prometheus-stack", "kubeDns.enabled", "True")]
    [InlineData("cluster: {platform: gke, cni: existing, kubernetes: '1.36'}", "kube-prometheus-stack", "kubeDns", null)]
    [InlineData("cluster: {platform: gke, cni: existing, kubernetes: '1.35', managedNodes: true}", "kube-prometheus-stack", "kubeDns", null)]
    [InlineData("cluster: {platform: gke, cni: existing, managedNodes: true}", "kube-prometheus-stack", "nodeExporter.enabled", "False")]
    [InlineData("cluster: {platform: gke, cni: existing}", "kube-prometheus-stack", "nodeExporter", null)]
    [InlineData("", "kube-prometheus-stack", "coreDns", null)]
    [InlineData("", "metrics-server", "replicas", "2")]
    [InlineData("", "metrics-server", "podDisruptionBudget.enabled", "True")]
    [InlineData("", "gateway-api-crds", "crds.gatewayAPI.channel", "standard")]
    [InlineData("", "gateway-api-crds", "crds.envoyGateway.enabled", "True")]
    [InlineData("", "gateway-helm", "crds.enabled", "False")]
    [InlineData("", "gateway-helm", "deployment.replicas", "2")]
    [InlineData("", "gateway-helm", "podDisruptionBudget.minAvailable", "1")]
    [InlineData("", "cert-manager", "crds.enabled", "True")]
    [InlineData("", "cert-manager", "crds.keep", "True")]
    [InlineData("", "cert-manager", "replicaCount", "2")]
    [InlineData("", "cert-manager", "webhook.replicaCount", "3")]
    [InlineData("", "cert-manager", "webhook.podDisruptionBudget.enabled", "True")]
    [InlineData("", "cert-manager", "config.gatewayAPI.enabled", null)]
    [InlineData("{edge: {host: shop.netscaffold.dev}, tls: {issuer: letsencrypt}}", "cert-manager", "config.gatewayAPI.enabled", "True")]
    [InlineData("", "kube-prometheus-stack", "crds.enabled", "False")]
    [InlineData("", "kube-prometheus-stack", "grafana.admin.existingSecret", "grafana-admin")]
    [InlineData("", "kube-prometheus-stack", "prometheusOperator.admissionWebhooks.certManager.enabled", "True")]
    [InlineData("", "kube-prometheus-stack", "prometheusOperator.admissionWebhooks.patch.enabled", "False")]
    [InlineData("", "kube-prometheus-stack", "prometheus.prometheusSpec.replicas", "2")]
    [InlineData("tls: {issuer: none}", "kube-prometheus-stack", "prometheusOperator.admissionWebhooks.enabled", "False")]
    public void Choice_OfAnswers_SetsTheValue(string answers, string release, string path, string? expected)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{(answers.StartsWith('{') ? answers[1..^1].Replace(", tls:", "\ntls:", StringComparison.Ordinal) : answers)}\n");
        object? value = KubeYaml.Parse(result.FileText($"upstream/{release}/values.yaml"));
        foreach (var part in path.Split('.')) value = value is List<object?> list ? list.ElementAtOrDefault(int.Parse(part, null)) : (value as Map)?.GetValueOrDefault(part);

        Assert.Equal(expected, value?.ToString());
    }

    /// <summary>Pods on the nodes' network are refused below privileged.</summary>
    [Theory]
    [InlineData(Overlay, "privileged")]
    [InlineData("", "restricted")]
    public void CertManager_InItsNamespace_HasTheLevelThatItsPodsFit(string answers, string level)
    {
        var labels = Rendered.Of($"name: shop\nbundle: both\n{answers}\n").Objects().Single(o => o is { Kind: "Namespace", Name: "cert-manager" }).Labels;

        Assert.Equal(level, labels["pod-security.kubernetes.io/enforce"]);
    }

    /// <summary>A webhook or an API that runs on the nodes' network takes a port of the node: never one that another has, nor the kubelet's.</summary>
    [Fact]
    public void Ports_OnTheNodesNetwork_AreEachTakenOnce()
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{Overlay}\n");
        Map Values(string release) => (Map)KubeYaml.Parse(result.FileText($"upstream/{release}/values.yaml"))!;
        object?[] ports = [Values("metrics-server")["containerPort"], Values("cert-manager").Map("webhook")!["securePort"], Values("kube-prometheus-stack").Map("prometheusOperator")!.Map("tls")!["internalPort"]];

        Assert.Equal(4, ports.Append(10250L).Select(p => $"{p}").Distinct().Count());
    }

    /// <summary>A release of Prometheus takes monitors by its own name, and policies let its namespace in.</summary>
    [Fact]
    public void Prometheus_Installed_HasTheNameAndNamespaceOfTheAnswers()
    {
        var result = Rendered.Of("name: shop\nbundle: both\nobservability: {prometheusRelease: metrics, prometheusNamespace: watch}\n");
        var kustomization = (Map)KubeYaml.Parse(result.FileText("upstream/kube-prometheus-stack/kustomization.yaml"))!;

        Assert.Equal(("metrics", "watch"), (kustomization.Maps("helmCharts").Single().Text("releaseName"), kustomization.Maps("helmCharts").Single().Text("namespace")));
        Assert.All(result.Objects().Where(o => o.Kind == "PodMonitor"), m => Assert.Equal("metrics", m.Labels["release"]));
        Assert.Contains(result.Objects(), o => o is { Kind: "Namespace", Name: "watch" });
    }
}
