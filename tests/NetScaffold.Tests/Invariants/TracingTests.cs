using NetScaffold.Answers;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Traces: each gateway is told where they go, and policies let them through to the collector alone.</summary>
public sealed class TracingTests
{
    [Theory]
    [InlineData("controller: envoy-gateway", "platform/gatewayclass.yaml", "namespace: observability\n          port: 4317")]
    [InlineData("controller: istio", "upstream/istiod/values.yaml", "service: otel-collector.observability.svc.cluster.local\n      port: 4317")]
    [InlineData("controller: istio", "app/base/gateway-proxies.yaml", "- name: otel-collector\n    randomSamplingPercentage: 10")]
    [InlineData("api: istio", "app/base/gateway-proxies.yaml", "- name: otel-collector\n    randomSamplingPercentage: 10")]
    [InlineData("controller: nginx-gateway-fabric", "upstream/nginx-gateway-fabric/values.yaml", "endpoint: otel-collector.observability.svc.cluster.local:4317")]
    [InlineData("controller: nginx-gateway-fabric", "app/base/services/frontend.yaml", "strategy: ratio\n    ratio: 10")]
    [InlineData("controller: traefik", "upstream/traefik/values.yaml", "endpoint: otel-collector.observability.svc.cluster.local:4317")]
    [InlineData("api: ingress", "upstream/traefik/values.yaml", "endpoint: otel-collector.observability.svc.cluster.local:4317")]
    [InlineData("api: ingress, controller: ingress-nginx", "upstream/ingress-nginx/values.yaml", "otlp-collector-host: otel-collector.observability.svc.cluster.local\n    otlp-collector-port: \"4317\"")]
    public void Gateway_ThatTraces_KnowsTheCollector(string edge, string file, string text)
    {
        var path = file.StartsWith("upstream/", StringComparison.Ordinal) ? file : $"kustomize/{file}";
        Assert.Contains(text, Of($"edge: {{{edge}}}").FileText(path), StringComparison.Ordinal);
        Assert.DoesNotContain(text, Rendered.Of($"name: shop\nbundle: both\nedge: {{{edge}}}\n").FileText(path), StringComparison.Ordinal);
    }

    /// <summary>Proxies that look at requests send traces: those in pods, and those between services, but not those of nodes.</summary>
    [Theory]
    [InlineData("{kind: istio-sidecar}", "", true)]
    [InlineData("{kind: istio-ambient}", "methods: [GET]", true)]
    [InlineData("{kind: istio-ambient}", "", false)]
    [InlineData("{kind: none}", "", false)]
    public void Mesh_ThatLooksAtRequests_Traces(string mesh, string limits, bool traces)
    {
        var result = Of($"mesh: {mesh}\nservices: [{{name: web, calls: [{{to: api{(limits.Length > 0 ? ", " : "")}{limits}}}], expose: [{{path: /}}]}}, {{name: api}}]");
        var telemetry = result.Objects().Where(o => o is { Kind: "Telemetry", Name: "shop-mesh" }).ToList();

        Assert.Equal(traces, telemetry.Count == 1);
        Assert.All(telemetry, o => Assert.True(o.Spec?.ContainsKey("selector") == false && o.Spec.Maps("tracing").Single().Maps("providers").Single().Text("name") == "otel-collector" && o.Spec.Maps("accessLogging").Single().Maps("providers").Single().Text("name") == "envoy"));
        Assert.Equal(traces, result.Bundle.Files.Any(f => f.Path == "upstream/istiod/values.yaml" && f.Text.Contains("  extensionProviders:\n  - name: otel-collector\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("cluster: {cni: cilium}")]
    [InlineData("cluster: {cni: calico}")]
    [InlineData("security: {policyDialect: cilium}")]
    [InlineData("cluster: {cni: calico}\nsecurity: {policyDialect: calico}")]
    [InlineData("edge: {controller: istio}")]
    public void Pods_UnderADefaultDeny_ReachTheCollectorAlone(string answers)
    {
        var objects = Of(answers).Objects();
        var policies = new LiteralReachability(objects.Where(LiteralReachability.IsUnderstood));
        var none = new Dictionary<string, string>();
        Pod Collector(string ns, string name) => new(ns, none, "collector", new Dictionary<string, string> { ["app.kubernetes.io/name"] = name });

        Assert.All(Pods.Of(objects).Where(p => p.Namespace == "shop"), pod =>
        {
            Assert.True(policies.Allows(pod, Collector("observability", "otel-collector"), "TCP", 4317), $"{pod}");
            Assert.False(policies.Allows(pod, Collector("observability", "otel-collector"), "TCP", 4318));
            Assert.False(policies.Allows(pod, Collector("observability", "other"), "TCP", 4317));
            Assert.False(policies.Allows(pod, Collector("elsewhere", "otel-collector"), "TCP", 4317));
        });
    }

    [Theory]
    [InlineData("controller: cilium", true)]
    [InlineData("api: ingress, controller: haproxy", true)]
    [InlineData("api: none", false)]
    [InlineData("controller: traefik", false)]
    public void Gateway_ThatSendsNone_IsRefused(string edge, bool isRefused) =>
        Assert.Equal(isRefused, Rendered.Try($"name: shop\ncluster: {{apiServer: api.example.com}}\nedge: {{{edge}}}\nobservability: {{tracing: otlp}}\n").Diagnostics.Any(d => d.Code == "NS2554"));

    [Theory]
    [InlineData("observability/otel-collector:4317", "observability", "otel-collector", 4317)]
    [InlineData("o/c:1", "o", "c", 1)]
    public void Collector_OfText_IsRead(string text, string ns, string name, int port) => Assert.Equal(new CollectorAnswer(ns, name, port), CollectorAnswer.Parse(text));

    [Theory]
    [InlineData("otel-collector:4317")]
    [InlineData("observability/otel-collector")]
    [InlineData("observability/otel-collector:0")]
    [InlineData("observability/otel-collector:65536")]
    [InlineData("observability/otel-collector:04317")]
    [InlineData("observability/Otel:4317")]
    [InlineData("a/b/c:4317")]
    [InlineData("a/b:1:2")]
    [InlineData("true/c:1")]
    public void Collector_OfAnotherText_IsNone(string text) => Assert.Null(CollectorAnswer.Parse(text));

    private static ScaffoldResult Of(string answers) => Rendered.Of($"name: shop\nbundle: both\nobservability: {{tracing: otlp}}\n{answers}\n");
}
