using CliWrap;
using CliWrap.Buffered;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>BBR on nodes: by Cilium where that can, else by one privileged container in a namespace of its own.</summary>
public sealed class NodeTuningTests
{
    private const string Tuned = "name: shop\nbundle: both\ncluster: {cni: calico, nodeTuning: bbr, kernel: \"5.18\"}\n";

    [Theory]
    [InlineData("{cni: calico, nodeTuning: bbr, kernel: \"6.8\"}", true, false)]
    [InlineData("{cni: cilium, nodeTuning: bbr, kernel: \"6.8\"}", true, false)]
    [InlineData("{cni: cilium, nodeTuning: bbr, kernel: \"6.8\", kubeProxy: replaced, apiServer: api.example.com}", false, true)]
    [InlineData("{cni: calico, nodeTuning: bbr, kernel: \"6.8\", kubeProxy: replaced, apiServer: api.example.com}", true, false)]
    [InlineData("{platform: k3s, nodeTuning: bbr, kernel: \"6.8\"}", false, true)]
    [InlineData("{platform: gke, cni: existing, nodeTuning: bbr, kernel: \"6.8\"}", true, false)]
    [InlineData("{platform: k3s}", false, false)]
    public void Bbr_OnACluster_IsCiliumsOrAPodsOnEachNode(string cluster, bool byPods, bool byCilium)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\ncluster: {cluster}\n");
        var values = result.Plan.Decisions["ciliumRelease"] ? (Map)KubeYaml.Parse(result.FileText("upstream/cilium/values.yaml"))! : null;

        Assert.Equal(byPods, result.Objects().Any(o => o is { Kind: "DaemonSet", Name: "node-tuning" }));
        Assert.Equal(byPods, result.Objects().Any(o => o is { Kind: "Namespace", Name: "node-tuning" }));
        // All three or none: the agents do not start with bbr alone.
        Assert.Equal((byCilium, byCilium, byCilium), (values.Map("bandwidthManager").Flag("enabled"), values.Map("bandwidthManager").Flag("bbr"), values.Map("bpf").Flag("masquerade")));
        if (byCilium) Assert.Equal("true", values.Text("kubeProxyReplacement"));
    }

    [ReferenceFact]
    public async Task Values_OfCiliumWithBbr_AreKeysOfItsChart() =>
        Assert.Empty(await ChartValues.ErrorsAsync("cilium", Rendered.Of("name: shop\ncluster: {platform: k3s, nodeTuning: bbr, kernel: \"6.8\"}\n").FileText("upstream/cilium/values.yaml")));

    [Fact]
    public void Pods_OfTheDaemonSet_RunOnEveryNodeWithTheRightsTheyNeed()
    {
        var objects = Rendered.Of(Tuned).Objects();
        var ns = objects.Single(o => o is { Kind: "Namespace", Name: "node-tuning" });
        var set = objects.Single(o => o.Kind == "DaemonSet");
        var template = set.Spec.Map("template");
        var pod = template.Map("spec");

        Assert.Equal("privileged", ns.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.Equal("v1.36", ns.Labels["pod-security.kubernetes.io/enforce-version"]);
        Assert.Equal(["DaemonSet", "ServiceAccount"], objects.Where(o => o.Namespace == "node-tuning").Select(o => o.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(("node-tuning", "node-tuning"), (set.Namespace, pod.Text("serviceAccountName")));
        Assert.Equal((true, false, false), (pod.Flag("hostNetwork"), pod.Flag("hostPID"), pod.Flag("hostIPC")));
        Assert.False((bool)pod!["automountServiceAccountToken"]!);
        Assert.Equal("linux", pod.Texts("nodeSelector")["kubernetes.io/os"]);
        Assert.Equal(["operator"], pod.Maps("tolerations").Single().Keys);
        Assert.Equal("10%", set.Spec.Map("updateStrategy").Map("rollingUpdate").Text("maxUnavailable"));
        Assert.All(set.Spec.Map("selector").Texts("matchLabels"), l => Assert.Equal(l.Value, template.Map("metadata").Texts("labels")[l.Key]));
        Assert.All(pod.Maps("volumes"), v => Assert.Equal("/lib/modules", v.Map("hostPath").Text("path")));
    }

    [Fact]
    public void Containers_OfTheDaemonSet_ArePinnedLimitedAndOnlyTheFirstIsPrivileged()
    {
        var pod = Rendered.Of(Tuned).Objects().Single(o => o.Kind == "DaemonSet").Spec.Map("template").Map("spec");
        var first = Assert.Single(pod.Maps("initContainers"));
        var kept = Assert.Single(pod.Maps("containers"));

        Assert.Equal((NetScaffold.Answers.Images.Busybox, NetScaffold.Answers.Images.Pause), (first.Text("image"), kept.Text("image")));
        Assert.All([first, kept], c =>
        {
            Assert.Equal(("1m", "8Mi"), (c.Map("resources").Map("requests").Text("cpu"), c.Map("resources").Map("requests").Text("memory")));
            Assert.NotNull(c.Map("resources").Map("limits").Text("memory"));
            Assert.True(c.Map("securityContext").Flag("readOnlyRootFilesystem"));
        });
        Assert.All(first.Maps("volumeMounts"), m => Assert.True(m.Flag("readOnly")));
        Assert.True(first.Map("securityContext").Flag("privileged"));

        // What Pod Security's restricted level asks of a container.
        var context = kept.Map("securityContext");
        Assert.True(context.Flag("runAsNonRoot"));
        Assert.Equal(65535, context.Number("runAsUser"));
        Assert.False((bool)context!["allowPrivilegeEscalation"]!);
        Assert.False(context.Flag("privileged"));
        Assert.Equal(["ALL"], context.Map("capabilities").List("drop"));
        Assert.Equal("RuntimeDefault", context.Map("seccompProfile").Text("type"));
    }

    [Theory]
    [InlineData("reno cubic bbr", null, true)]
    [InlineData("reno cubic", "kernel/net/ipv4/tcp_bbr.ko.zst:", true)]
    [InlineData("reno cubic", "kernel/net/ipv4/tcp_vegas.ko:", false)]
    [InlineData("reno cubic", null, false)]
    [InlineData("reno bbr2", "kernel/net/ipv4/tcp_bbr2.ko:", false)]
    public async Task Script_OnANode_WritesOnlyWhatTheKernelHas(string available, string? modules, bool isSet)
    {
        using var node = new TemporaryFolder();
        node.Write("proc/sys/net/ipv4/tcp_available_congestion_control", available + "\n");
        node.Write("proc/sys/net/ipv4/tcp_congestion_control", "cubic\n");
        node.Write("proc/sys/net/core/default_qdisc", "pfifo_fast\n");
        var release = (await RunAsync("uname -r")).StandardOutput.Trim();
        if (modules is not null) node.Write($"lib/modules/{release}/modules.dep", modules + "\n");

        var result = await RunAsync(Script().Replace("/proc/sys", node["proc/sys"], StringComparison.Ordinal).Replace("/lib/modules", node["lib/modules"], StringComparison.Ordinal));

        Assert.Equal(isSet, result.ExitCode == 0);
        Assert.Equal(isSet ? "bbr\n" : "cubic\n", node.Read("proc/sys/net/ipv4/tcp_congestion_control"));
        Assert.Equal(isSet ? "fq\n" : "pfifo_fast\n", node.Read("proc/sys/net/core/default_qdisc"));
        Assert.Contains(isSet ? "before: cubic, pfifo_fast" : "nothing was changed", result.StandardOutput, StringComparison.Ordinal);
    }

    /// <summary>A kernel without fq ends the script before anything else is written.</summary>
    [Fact]
    public async Task Script_OnAnErrorInTheMiddle_EndsThere()
    {
        using var node = new TemporaryFolder();
        node.Write("proc/sys/net/ipv4/tcp_available_congestion_control", "cubic bbr\n");
        node.Write("proc/sys/net/ipv4/tcp_congestion_control", "cubic\n");
        node.Write("proc/sys/net/core/default_qdisc/a-folder", "");

        var result = await RunAsync(Script().Replace("/proc/sys", node["proc/sys"], StringComparison.Ordinal));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("cubic\n", node.Read("proc/sys/net/ipv4/tcp_congestion_control"));
    }

    /// <summary>The settings that pods do not take from nodes, or that cost every connection memory.</summary>
    [Theory]
    [InlineData("tcp_slow_start_after_idle")]
    [InlineData("rmem")]
    [InlineData("wmem")]
    public void Script_OfTheDaemonSet_LeavesOtherSettingsAlone(string setting) => Assert.DoesNotContain(setting, Script(), StringComparison.Ordinal);

    [Theory]
    [InlineData("edge: {controllerNamespace: node-tuning}", "gateway-helm and node tuning are both in node-tuning")]
    [InlineData("observability: {prometheusNamespace: node-tuning}", "kube-prometheus-stack and node tuning are both in node-tuning")]
    public void Release_InTheNamespaceOfNodeTuning_IsRefused(string answers, string words) =>
        Assert.Contains(Rendered.Try($"{Tuned}{answers}\n").Diagnostics, d => d.Code == "NS2531" && d.Message.Contains(words, StringComparison.Ordinal));

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Bundle_WithNodeTuning_IsAcceptedAndEqualInBothForms(string tools)
    {
        var result = Rendered.Of(Tuned);
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);

        await RealToolTests.CheckAsync(result, RealTools.Get(tools), folder.Path);
    }

    private static string Script() =>
        (string)Rendered.Of(Tuned).Objects().Single(o => o.Kind == "DaemonSet").Spec.Map("template").Map("spec").Maps("initContainers").Single().List("command")![2]!;

    private static async Task<BufferedCommandResult> RunAsync(string script) =>
        await global::CliWrap.Cli.Wrap("sh").WithArguments(["-c", script]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
}
