using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>What Istio's AuthorizationPolicies and PeerAuthentications let through, caller by caller.</summary>
public sealed class MeshLayerTests
{
    private const string Pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: api, namespace: shop, labels: {app: api}}
        spec: {serviceAccountName: api, containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: api, namespace: shop}
        spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: http}, {name: admin, port: 9000}]}

        """;

    private static readonly MeshCaller Web = new("shop", "web");

    [Theory]
    // Nothing is said: everyone.
    [InlineData("", "web", "TCP")]
    [InlineData("{}", "web", "")]
    [InlineData("{action: ALLOW}", "web", "")]
    [InlineData("{rules: [{}]}", "web", "TCP")]
    [InlineData("{rules: [{from: [{source: {serviceAccounts: [web]}}], to: [{operation: {ports: ['8080']}}]}]}", "web", "TCP 8080")]
    [InlineData("{rules: [{from: [{source: {serviceAccounts: [web]}}]}]}", "batch", "")]
    [InlineData("{rules: [{from: [{source: {serviceAccounts: [other/web]}}]}]}", "web", "")]
    [InlineData("{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]}", "web", "TCP")]
    [InlineData("{rules: [{from: [{source: {principals: ['*']}}]}]}", "web", "TCP")]
    [InlineData("{rules: [{from: [{source: {principals: ['*/sa/web']}}]}]}", "web", "TCP")]
    [InlineData("{rules: [{from: [{source: {namespaces: ['sh*']}}]}]}", "web", "TCP")]
    // All fields of a source have to fit, and any source of a rule is enough.
    [InlineData("{rules: [{from: [{source: {namespaces: [other], serviceAccounts: [web]}}]}]}", "web", "")]
    [InlineData("{rules: [{from: [{source: {namespaces: [other]}}, {source: {serviceAccounts: [web]}}]}]}", "web", "TCP")]
    // Some requests are enough to be open, and a denial of some closes nothing.
    [InlineData("{rules: [{to: [{operation: {methods: [GET], ports: ['8080']}}, {operation: {ports: ['9090']}}]}]}", "web", "TCP 8080,9090")]
    [InlineData("{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}", "web", "TCP")]
    [InlineData("{action: DENY, rules: [{to: [{operation: {ports: ['1', '3']}}]}]}", "web", "TCP 2,4-65535")]
    [InlineData("{action: AUDIT, rules: [{}]}", "web", "TCP")]
    // Of other pods, or of another namespace's.
    [InlineData("{selector: {matchLabels: {app: db}}}", "web", "TCP")]
    public void Policy_OfAPod_LetsThrough(string spec, string account, string ports)
    {
        var layer = Read(spec.Length == 0 ? Pods : $"{Pods}---\n{Policy("p", "shop", spec)}", out var api);

        Assert.Equal(ports, Text(layer.Allowed(Web with { Account = account }, api)));
    }

    [Fact]
    public void Denial_GoesBeforeAllowance()
    {
        var layer = Read($"{Pods}---\n{Policy("allow", "shop", "{rules: [{from: [{source: {namespaces: [shop]}}]}]}")}---\n{Policy("deny", "shop", "{action: DENY, rules: [{from: [{source: {serviceAccounts: [web]}}]}]}")}---\n{Policy("elsewhere", "other", "{}")}", out var api);

        Assert.Equal("", Text(layer.Allowed(Web, api)));
        Assert.Equal("TCP", Text(layer.Allowed(Web with { Account = "batch" }, api)));
        Assert.Equal("", Text(layer.Allowed(new("other", "batch"), api)));
    }

    /// <summary>Policies on the way are about ports of the Service; the pods' own let those proxies in.</summary>
    [Fact]
    public void PolicyOfAService_LeadsToPortsOfItsPods()
    {
        var layer = Read($$"""
            {{Pods}}---
            {{Policy("pods", "shop", "{selector: {matchLabels: {app: api}}, rules: [{from: [{source: {serviceAccounts: [way]}}]}]}")}}---
            {{Policy("requests", "shop", "{targetRefs: [{group: '', kind: Service, name: api}], rules: [{from: [{source: {serviceAccounts: [web]}}], to: [{operation: {ports: ['80'], methods: [GET]}}]}]}")}}
            """, out var api);

        Assert.Equal("TCP 8080", Text(layer.Allowed(Web, api)));
        Assert.Equal("", Text(layer.Allowed(Web with { Account = "batch" }, api)));
        Assert.Equal("TCP", Text(layer.Allowed(Web with { Account = "way" }, api)));
        Assert.Equal(["shop/way TCP", "shop/web TCP 80 methods GET"], layer.LinesOf(api).Select(l => $"{l.Callers} {(l.Ports == "every port" ? "TCP" : l.Ports)} {l.Requests}".Trim()));
    }

    [Theory]
    [InlineData("", "TCP")]
    [InlineData("{mtls: {mode: PERMISSIVE}}", "TCP")]
    [InlineData("{mtls: {mode: STRICT}}", "")]
    [InlineData("{selector: {matchLabels: {app: api}}, mtls: {mode: STRICT}, portLevelMtls: {\"9797\": {mode: PERMISSIVE}}}", "TCP 9797")]
    [InlineData("{selector: {matchLabels: {app: api}}, portLevelMtls: {\"9797\": {mode: STRICT}}}", "TCP 1-9796,9798-65535")]
    [InlineData("{selector: {matchLabels: {app: db}}, mtls: {mode: STRICT}}", "TCP")]
    public void PlainCalls_AreTaken_AsPeerAuthenticationSays(string spec, string ports)
    {
        var layer = Read(spec.Length == 0 ? Pods : $"{Pods}---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: t, namespace: shop}}\nspec: {spec}\n", out var api);

        Assert.Equal(ports, Text(layer.PlainPorts(api)));
        Assert.Equal(ports, Text(layer.Allowed(MeshCaller.Outside, api)));
    }

    [Theory]
    [InlineData("{action: CUSTOM, provider: {name: x}, rules: [{}]}", "NS6004")]
    [InlineData("{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: x}]}", "NS6004")]
    [InlineData("{rules: [{to: [{operation: {ports: [http]}}]}]}", "NS6001")]
    [InlineData("{rules: 1}", "NS6001")]
    public void Policy_ThatCannotBeRead_IsAFinding(string spec, string code) =>
        Assert.Contains(ClusterReader.Read([new SourceText("x.yaml", $"{Pods}---\n{Policy("p", "shop", spec)}")]).Findings, f => f.Code == code && f.At.Line > 0);

    private static MeshLayer Read(string yaml, out Workload api)
    {
        var cluster = ClusterReader.Read([new SourceText("x.yaml", yaml)]);
        Assert.Empty(cluster.Findings);
        api = Assert.Single(cluster.Workloads);
        return MeshLayer.Of(cluster);
    }

    private static string Policy(string name, string ns, string spec) => $"apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: {ns}}}\nspec: {spec}\n";

    private static string Text(PortSet ports) => ports.Equals(PortSet.Of(Protocol.Tcp)) ? "TCP" : ports.IsEmpty ? "" : ports.ToString();
}
