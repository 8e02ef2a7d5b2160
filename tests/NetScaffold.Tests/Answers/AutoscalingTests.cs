using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

using Map = Dictionary<string, object?>;

/// <summary>How deployments scale: by the use of their own container, or by what Prometheus knows.</summary>
public sealed class AutoscalingTests
{
    private const string Metric = "metric: {query: 'sum(rate(http_requests_total{service=\"a-metrics\"}[2m]))', target: 100}";

    [Theory]
    [InlineData("max: 4", "cpu")]
    [InlineData("max: 4, cpu: 50, memory: 80", "cpu memory")]
    public void Resource_OfADeployment_IsThatOfItsOwnContainer(string autoscaling, string resources)
    {
        var metrics = Object(Of("resource", autoscaling), "HorizontalPodAutoscaler").Maps("metrics").ToList();
        Assert.All(metrics, m => Assert.Equal(("ContainerResource", "a"), (m.Text("type"), m.Map("containerResource").Text("container"))));
        Assert.Equal(resources, string.Join(' ', metrics.Select(m => m.Map("containerResource").Text("name"))));
    }

    /// <summary>One autoscaler, which alone sets the number of pods.</summary>
    [Theory]
    [InlineData(Metric, "prometheus")]
    [InlineData($"cpu: 60, {Metric}", "prometheus cpu")]
    [InlineData($"memory: 80, {Metric}", "prometheus memory")]
    public void Metric_OfADeployment_IsAScaledObjectInPlaceOfAnAutoscaler(string autoscaling, string triggers)
    {
        var result = Of("custom-metrics", autoscaling);
        var scaled = Object(result, "ScaledObject");
        Assert.Equal(triggers, string.Join(' ', scaled.Maps("triggers").Select(t => t.Text("type"))));
        Assert.DoesNotContain(result.Objects(), o => o is { Kind: "HorizontalPodAutoscaler", Name: "a" });
        Assert.Contains(result.Objects(), o => o is { Kind: "HorizontalPodAutoscaler", Name: "b" });
        Assert.False(Object(result, "Deployment").ContainsKey("replicas"));
    }

    [Fact]
    public void Metric_OfADeployment_IsAskedOfThePrometheusOfTheAnswers()
    {
        var scaled = Object(Of("custom-metrics", $"max: 7, {Metric}", "observability: {prometheusNamespace: watch}\n", "replicas: 3, "), "ScaledObject");
        var trigger = Assert.Single(scaled.Maps("triggers")).Map("metadata")!;

        Assert.Equal("http://prometheus-operated.watch.svc:9090", trigger.Text("serverAddress"));
        Assert.Equal("sum(rate(http_requests_total{service=\"a-metrics\"}[2m]))", trigger.Text("query"));
        // KEDA takes texts alone here.
        Assert.Equal("100", Assert.IsType<string>(trigger["threshold"]));
        Assert.Equal((3L, 7L), (scaled["minReplicaCount"], scaled["maxReplicaCount"]));
        Assert.Equal((3L, "currentReplicasIfHigher"), (scaled.Map("fallback")!["replicas"], scaled.Map("fallback").Text("behavior")));
        Assert.Equal("a", scaled.Map("advanced").Map("horizontalPodAutoscalerConfig").Text("name"));
    }

    /// <summary>The budget never keeps the last pod that a drain must move: at most one may be away, whatever the least number.</summary>
    [Fact]
    public void Metric_InASmallerEnvironment_ScalesFromOne()
    {
        var result = Rendered.Of($"name: shop\nbundle: both\nscaling: {{autoscaling: custom-metrics}}\nenvironments: [{{name: dev, set: {{services.a.autoscaling.metric.target: '5.5'}}}}, prod]\nservices: [{{name: a, autoscaling: {{{Metric}}}}}]\n");
        var values = (Map)KubeYaml.Parse(result.FileText("helm/app/values-dev.yaml"))!;
        var own = values.Map("services").Map("a");

        Assert.Equal((1L, 2L, "5.5"), (own!["replicas"], own.Map("autoscaling")!["max"], own.Map("autoscaling").Map("metric")!["target"]));
        var overlay = result.FileText("kustomize/app/overlays/dev/kustomization.yaml");
        Assert.Contains("/spec/triggers/0/metadata/threshold\n      value: \"5.5\"", overlay, StringComparison.Ordinal);
    }

    /// <summary>Two of each, of which one may be away; on nodes whose pods the control plane does not reach, on the nodes' network.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("cluster: {platform: eks, cni: cilium, apiServer: api.example.com}", true)]
    public void Keda_OnACluster_HasTwoOfEach(string cluster, bool isOverlay)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{cluster}\nscaling: {{autoscaling: custom-metrics}}\n");
        var values = (Map)KubeYaml.Parse(result.FileText("upstream/keda/values.yaml"))!;

        Assert.All(["operator", "metricServer", "webhooks"], part => Assert.Equal(1L, values.Map("podDisruptionBudget").Map(part)!["maxUnavailable"]));
        Assert.Equal((2L, 2L), (values.Map("operator")!["replicaCount"], values.Map("metricsServer")!["replicaCount"]));
        Assert.Equal((isOverlay, isOverlay), (values.Map("metricsServer").Flag("useHostNetwork"), values.Map("webhooks")!.ContainsKey("enabled")));
        Assert.Equal(isOverlay ? "privileged" : "restricted", result.Objects().Single(o => o is { Kind: "Namespace", Name: "keda" }).Labels["pod-security.kubernetes.io/enforce"]);
    }

    /// <summary>The application's objects have kinds that KEDA brings.</summary>
    [Theory]
    [InlineData("[cluster, platform, app]", true)]
    [InlineData("[app]", false)]
    public void Keda_BeforeTheApplication_IsInstalledOrAskedFor(string layers, bool isInstalled)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\nlayers: {layers}\nscaling: {{autoscaling: custom-metrics}}\nservices: [{{name: a, autoscaling: {{{Metric}}}}}]\n");
        var helmfile = result.FileText("helm/helmfile.yaml.gotmpl");
        var application = helmfile[helmfile.IndexOf("# The application.", StringComparison.Ordinal)..];

        Assert.Equal(isInstalled, application.Contains("\n  - keda/keda\n", StringComparison.Ordinal));
        Assert.Equal(!isInstalled, result.FileText("README.md").Contains("\n| KEDA | 2.20.2 | autoscaling by metrics |\n", StringComparison.Ordinal));
    }

    private static Map Object(ScaffoldResult result, string kind) => result.Objects().Single(o => o.Kind == kind && o.Name == "a").Spec!;

    private static ScaffoldResult Of(string question, string autoscaling, string more = "", string fields = "") =>
        Rendered.Of($"name: shop\nbundle: kustomize\nscaling: {{autoscaling: {question}}}\n{more}services: [{{name: a, {fields}autoscaling: {{{autoscaling}}}}}, {{name: b}}]\n");
}
