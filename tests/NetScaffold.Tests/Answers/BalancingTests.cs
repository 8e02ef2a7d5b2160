using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

using Map = Dictionary<string, object?>;

/// <summary>How the Service of a service leads to its pods.</summary>
public sealed class BalancingTests
{
    private static readonly string[] Fields = ["sessionAffinity", "sessionAffinityConfig", "trafficDistribution", "internalTrafficPolicy", "clusterIP", "publishNotReadyAddresses"];

    [Theory]
    [InlineData("sessionAffinity: client-ip", 10800L)]
    [InlineData("sessionAffinity: {timeout: 60}", 60L)]
    public void SessionAffinity_Asked_StatesItsTime(string field, long seconds)
    {
        var service = Service(field);
        Assert.Equal("ClientIP", service.Text("sessionAffinity"));
        Assert.Equal(seconds, service.Map("sessionAffinityConfig").Map("clientIP")!["timeoutSeconds"]);
    }

    [Theory]
    [InlineData("trafficDistribution: PreferSameZone", "trafficDistribution", "PreferSameZone")]
    [InlineData("trafficDistribution: PreferSameNode", "trafficDistribution", "PreferSameNode")]
    [InlineData("headless: true", "clusterIP", "None")]
    public void Field_Asked_IsTheOnlyOneOfItsService(string field, string key, string value)
    {
        var service = Service(field);
        Assert.Equal(value, service.Text(key));
        Assert.Equal([key], service.Keys.Intersect(Fields));
    }

    [Fact]
    public void InternalTrafficPolicy_Local_NeedsAWaiver()
    {
        const string Answers = "name: shop\nbundle: kustomize\nservices: [{name: a, internalTrafficPolicy: local}]\n";
        Assert.Null(Rendered.Try(Answers).Value);
        Assert.Equal("Local", Service(Rendered.Of($"{Answers}waivers: [{{code: NS2154, reason: callers run beside it}}]\n"), "a").Text("internalTrafficPolicy"));
    }

    [Fact]
    public void PublishNotReady_OfAHeadlessService_IsThere() => Assert.True(Service("headless: true, publishNotReady: true").Flag("publishNotReadyAddresses"));

    [Theory]
    [InlineData("replicas: 2")]
    [InlineData("sessionAffinity: none, trafficDistribution: none, internalTrafficPolicy: cluster, headless: false, publishNotReady: false")]
    public void Field_NotAsked_IsLeftToKubernetes(string fields) => Assert.Empty(Service(fields).Keys.Intersect(Fields));

    /// <summary>Gateways alone use it, and they choose pods by themselves.</summary>
    [Fact]
    public void Service_OfACanary_IsPlain()
    {
        var result = Of("headless: true, sessionAffinity: client-ip, trafficDistribution: PreferSameZone, expose: [{path: /}], canary: {image: 'a:2'}");
        Assert.Empty(Service(result, "a-canary").Keys.Intersect(Fields));
        Assert.NotEmpty(Service(result, "a").Keys.Intersect(Fields));
    }

    /// <summary>Whoever calls a headless service connects to a pod, at the port that its policy opens and its test tries.</summary>
    [Fact]
    public void Headless_ThatIsCalled_IsOpenAtThePortOfItsPods()
    {
        var objects = Rendered.Of("name: shop\nbundle: kustomize\nservices: [{name: web, calls: [a]}, {name: a, headless: true, ports: [{port: 9000}]}]\n").Objects();
        var opened = objects.Single(o => o is { Kind: "NetworkPolicy", Name: "a" }).Spec.Maps("ingress").SelectMany(r => r.Maps("ports")).Select(p => p["port"]);
        var served = objects.Single(o => o is { Kind: "Service", Name: "a" }).Spec.Maps("ports").Select(p => p["port"]);
        Assert.Equal([9000L], opened);
        Assert.Equal([9000L], served);
    }

    /// <summary>Cilium leads requests of pods to pods whether kube-proxy is there or not, and heeds the field when told to; its map has other keys in some clusters.</summary>
    [Theory]
    [InlineData("cluster: {}", "trafficDistribution: PreferSameZone", "serviceTopology")]
    [InlineData("cluster: {platform: k3s}", "trafficDistribution: PreferSameNode", "serviceTopology")]
    [InlineData("cluster: {}", "trafficDistribution: none", "")]
    [InlineData("cluster: {platform: kind, cni: cilium, encapsulation: geneve}\nedge: {loadBalancerProvider: cilium, addressPool: 10.9.0.0/24}", "trafficDistribution: none, expose: [{path: /}]", "mode dsrDispatch")]
    [InlineData("cluster: {platform: kind, cni: cilium, encapsulation: geneve}\nedge: {loadBalancerProvider: cilium, addressPool: 10.9.0.0/24}", "trafficDistribution: PreferSameZone, expose: [{path: /}]", "mode dsrDispatch serviceTopology")]
    public void Cilium_WithAServiceThatPrefersPods_IsToldToHeedIt(string cluster, string field, string keys)
    {
        var values = (Map)KubeYaml.Parse(Rendered.Of($"name: shop\n{cluster}\nservices: [{{name: a, {field}}}]\n").FileText("upstream/cilium/values.yaml"))!;
        Assert.Equal(keys, string.Join(' ', values.Map("loadBalancer")?.Keys.AsEnumerable() ?? []));
    }

    [ReferenceFact]
    public async Task Values_OfCiliumThatPrefersPods_AreKeysOfItsChart() =>
        Assert.Empty(await ChartValues.ErrorsAsync("cilium", Rendered.Of("name: shop\nservices: [{name: a, trafficDistribution: PreferSameZone}]\n").FileText("upstream/cilium/values.yaml")));

    private static Map Service(string fields) => Service(Of(fields), "a");

    private static Map Service(ScaffoldResult result, string name) => result.Objects().Single(o => o.Kind == "Service" && o.Name == name).Spec!;

    private static ScaffoldResult Of(string fields) => Rendered.Of($"name: shop\nbundle: kustomize\nservices: [{{name: a, {fields}}}]\n");
}
