using System.Text.Json;
using System.Text.RegularExpressions;
using NetScaffold.Decisions;
using NetScaffold.Planning;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Alerts and the dashboard: expressions are held to the table of metrics, and each is there under its decision alone.</summary>
public sealed partial class AlertTests
{
    /// <summary>Words of PromQL that are no metrics.</summary>
    private static readonly string[] Words = ["sum", "max", "rate", "by", "le", "histogram_quantile", "time", "and", "or", "absent", "direction", "map_name", "rcode", "job"];

    private static readonly string[] Bundles =
    [
        "", "security: {enforcement: observe}", "cluster: {apiServer: api.example.com}\nedge: {controller: cilium}", "edge: {controller: istio}", "edge: {api: istio}", "edge: {controller: traefik}", "edge: {controller: nginx-gateway-fabric}",
        "edge: {api: ingress, controller: haproxy}", "edge: {api: ingress, controller: ingress-nginx}", "edge: {api: ingress}", "edge: {api: none}", "edge: {gateway: edge/shared}", "layers: [app]", "layers: [app]\nedge: {api: istio, gateway: edge/shared}", "layers: [cluster, app]",
        "cluster: {cni: calico}", "cluster: {cni: flannel}", "mesh: {kind: istio-ambient}", "mesh: {kind: istio-sidecar}", "cluster: {cni: calico, dnsCache: nodelocal}", "cluster: {platform: gke, cni: existing}", "cluster: {platform: gke, managedNodes: true, cni: existing}", "cluster: {platform: eks, apiServer: api.example.com}", "tls: {issuer: none}", "scaling: {autoscaling: none, disruptionBudget: false}\ntls: {issuer: none}\nedge: {api: none}",
        "observability: {monitoring: none}", "edge: {loadBalancerProvider: metallb, addressPool: [192.0.2.8/29]}", "services: [{name: web, metrics: {port: 9797}, expose: [{}]}]",
    ];

    public static TheoryData<string> All => [.. Bundles];

    [Theory]
    [MemberData(nameof(All))]
    public void Alerts_OfABundle_AreThoseOfItsDecisions(string answers)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{answers}\n");
        var decisions = result.Plan.Decisions;
        var expected = Of(Alerts.Application(result.Plan.Answers), decisions["appLayer"] && decisions["appAlerts"]).Concat(Of(Alerts.Platform(result.Plan.Answers), decisions["monitoringRelease"]));

        IEnumerable<string> Of(IEnumerable<Alert> alerts, bool isWritten) => alerts.Where(a => isWritten && (a.When.Length == 0 || decisions[a.When])).Select(a => a.Name);
        Assert.Equal(expected.Order(StringComparer.Ordinal), RulesOf(result).Select(r => r.Text("alert")!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Alert_InAnyBundle_SaysWhatItMeansAndWhereToLook(string answers)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{answers}\n");
        Assert.All(result.Objects().Where(o => o.Kind == "PrometheusRule"), o => Assert.Equal("kube-prometheus-stack", o.Labels["release"]));
        foreach (var rule in RulesOf(result))
        {
            Assert.Matches("^[0-9]+[mh]$", rule.Text("for"));
            Assert.Contains(rule.Map("labels").Text("severity"), new[] { "warning", "critical" });
            AssertReads(rule.Text("expr")!);
            var annotations = rule.Map("annotations");
            Assert.EndsWith(".", annotations.Text("summary"), StringComparison.Ordinal);
            Assert.EndsWith(".", annotations.Text("description"), StringComparison.Ordinal);
            Assert.Matches("(?m)^(kubectl|sysctl|sudo) ", annotations.Text("runbook"));
            // What the expression sums up has no label left that the texts could name.
            Assert.All(Label().Matches(string.Join('\n', annotations!.Values)), m => Assert.Contains(m.Groups[1].Value, LabelsOf(rule.Text("expr")!)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Dashboard_OfABundle_IsJsonWithThePanelsOfItsDecisions(string answers)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\n{answers}\n");
        var decisions = result.Plan.Decisions;
        var maps = result.Objects().Where(o => o.Kind == "ConfigMap" && o.Labels.GetValueOrDefault("grafana_dashboard") == "1").ToList();
        Assert.Equal(decisions["appLayer"] && decisions["appAlerts"] ? 1 : 0, maps.Count);
        foreach (var map in maps)
        {
            using var json = JsonDocument.Parse(map.Tree.Map("data").Text("shop-network.json")!);
            var panels = json.RootElement.GetProperty("panels").EnumerateArray().ToList();
            Assert.Equal("shop", json.RootElement.GetProperty("uid").GetString());
            Assert.Equal(Alerts.Panels(result.Plan.Answers).Where(p => p.When.Length == 0 || decisions[p.When]).Select(p => p.Title), panels.Select(p => p.GetProperty("title").GetString()));
            Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.All(panels, p => AssertReads(p.GetProperty("targets")[0].GetProperty("expr").GetString()!));
        }
    }

    /// <summary>A line that no alert and no panel reads is a leftover.</summary>
    [Fact]
    public void Metric_OfTheTable_IsReadAndListedOnce()
    {
        var answers = Rendered.Of("name: shop\n").Plan.Answers;
        var read = Alerts.Application(answers).Concat(Alerts.Platform(answers)).Select(a => a.Expression).Concat(Alerts.Panels(answers).Select(p => p.Expression)).SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);

        Assert.All(Metrics.All, m => Assert.Contains(m.Name, read));
        Assert.Equal(Metrics.All.Length, Metrics.All.Select(m => m.Name).Distinct().Count());
        Assert.All(Metrics.All, m => Assert.Contains('/', m.Source));
    }

    [Theory]
    [InlineData("rate(up[5m]")]
    [InlineData("rate(up[5m)])")]
    [InlineData("up{job=\"x}")]
    [InlineData("made_up_total > 1")]
    public void Expression_ThatIsWrong_IsFound(string expression) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertReads(expression));

    [Fact]
    public void Thresholds_OfValues_StandInTheExpressions()
    {
        var result = Rendered.Of("name: shop\nbundle: both\n");
        var names = new[] { "gatewayErrorPercent", "gatewayLatencyMilliseconds", "certificateDays" };
        Assert.All(names, n => Assert.Contains($"{{{{ .Values.{n} }}}}", result.FileText("helm/app/templates/alerts.yaml"), StringComparison.Ordinal));
        Assert.All(new[] { "policyDropsPerSecond", "dnsErrorPercent", "dnsLatencyMilliseconds", "conntrackPercent" }, n => Assert.Contains($"{{{{ .Values.{n} }}}}", result.FileText("helm/platform/templates/alerts.yaml"), StringComparison.Ordinal));
        Assert.DoesNotMatch("<[a-zA-Z]+>", result.FileText("kustomize/app/base/alerts.yaml") + result.FileText("kustomize/platform/alerts.yaml"));
    }

    private static IEnumerable<Dictionary<string, object?>> RulesOf(ScaffoldResult result) =>
        result.Objects().Where(o => o.Kind == "PrometheusRule").SelectMany(o => o.Spec.Maps("groups")).SelectMany(g => g.Maps("rules"));

    /// <summary>Brackets and quotes close, and every metric is of the table.</summary>
    private static void AssertReads(string expression)
    {
        var bare = Quoted().Replace(expression, "");
        Assert.DoesNotContain('"', bare);
        var open = new Stack<char>();
        foreach (var c in bare.Where("(){}[]".Contains))
        {
            if ("({[".Contains(c)) open.Push(c);
            else Assert.True(open.TryPop(out var last) && $"{last}{c}" is "()" or "{}" or "[]", expression);
        }

        Assert.Empty(open);
        Assert.All(NamesIn(expression), n => Assert.Contains(n, Metrics.All.Select(m => m.Name)));
    }

    private static IEnumerable<string> NamesIn(string expression) =>
        Name().Matches(Adjustable().Replace(Selector().Replace(Quoted().Replace(expression, ""), ""), "1")).Select(m => m.Value).Except(Words);

    /// <summary>Labels that the alert has: those of its aggregation, or of the series.</summary>
    private static IEnumerable<string> LabelsOf(string expression)
    {
        if (Grouping().Match(expression) is { Success: true } by) return [by.Groups[1].Value];
        if (expression.Contains("sum(", StringComparison.Ordinal) || expression.Contains("max(", StringComparison.Ordinal) || expression.Contains("histogram_quantile", StringComparison.Ordinal)) return [];
        if (expression.StartsWith("kube_horizontalpodautoscaler", StringComparison.Ordinal)) return ["namespace", "horizontalpodautoscaler"];
        if (expression.StartsWith("kube_poddisruptionbudget", StringComparison.Ordinal)) return ["namespace", "poddisruptionbudget"];
        if (expression.StartsWith("kube_node_status_condition", StringComparison.Ordinal)) return ["node"];
        if (expression.StartsWith("certmanager_", StringComparison.Ordinal)) return ["name", "exported_namespace"];
        return ["instance", "job", "pod", "namespace"];
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^{}]*\}|\[[^\[\]]*\]")]
    private static partial Regex Selector();

    [GeneratedRegex("<[a-zA-Z]+>")]
    private static partial Regex Adjustable();

    [GeneratedRegex("(?<![0-9A-Za-z_.])[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:sum|max) by \((\w+)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex Label();
}
