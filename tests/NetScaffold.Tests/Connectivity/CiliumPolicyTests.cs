using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Connectivity.Reports;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>Policies of Cilium besides what the scenarios <c>cilium-*</c> show: what the cluster does not take, and what is said of them.</summary>
public sealed class CiliumPolicyTests
{
    private const string Pods = """
        {apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a, labels: {app: x}}, spec: {containers: [{name: c}]}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: "y", namespace: a, labels: {app: "y"}}, spec: {containers: [{name: c}]}}

        """;

    [Theory]
    [InlineData("ingress: [{}]", "neither endpointSelector nor nodeSelector")]
    [InlineData("endpointSelector: {}", "There is no rule")]
    [InlineData("endpointSelector: {}\n  ingress: []\n  egress: []", "There is no rule")]
    [InlineData("nodeSelector: {}\n  ingress: [{}]", "Only a CiliumClusterwideNetworkPolicy")]
    [InlineData("nodeSelector: {}\n  endpointSelector: {}\n  ingress: [{}]", "beside endpointSelector")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromEndpoints: [{}], fromEntities: [world]}]", "both fromEndpoints and fromEntities")]
    [InlineData("endpointSelector: {}\n  egress: [{toCIDR: [10.0.0.0/8], toFQDNs: [{matchName: a.test}]}]", "both toCIDR and toFQDNs")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromEntities: [everyone]}]", "'everyone' is no entity")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromEntities: [world-ipv4]}]", "'world-ipv4' is no entity")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromCIDR: [10.0.0.1]}]", "'10.0.0.1' is no CIDR")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromCIDRSet: [{cidr: 10.0.0.0/8, except: [11.0.0.0/16]}]}]", "not inside of the cidr")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: g}]}]", "exactly one")]
    [InlineData("endpointSelector: {}\n  ingress: [{fromRequires: [a]}]", "fromRequires is gone")]
    [InlineData("endpointSelector: {}\n  ingress: [{icmps: [{fields: [{type: 8}]}], toPorts: [{ports: [{port: \"80\"}]}]}]", "both toPorts and icmps")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{port: 80}]}]}]", "has to be quoted")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{port: \"65536\"}]}]}]", "'65536' is neither")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{protocol: TCP}]}]}]", "There is no port")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{port: \"80\", protocol: tcp}]}]}]", "'tcp' is none of")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{port: \"80\"}], rules: {http: [{}]}}]}]", "http for TCP alone")]
    [InlineData("endpointSelector: {}\n  egress: [{toPorts: [{ports: [{port: \"0\"}], rules: {dns: [{}]}}]}]", "one port")]
    [InlineData("endpointSelector: {}\n  ingress: [{toPorts: [{ports: [{port: \"53\"}], rules: {dns: [{}]}}]}]", "egress alone")]
    [InlineData("endpointSelector: {}\n  ingress: [{}]\n  enableDefaultDeny: {ingress: maybe}", "not true or false")]
    public void Policy_NotTaken_IsLeftOut(string spec, string problem)
    {
        var cluster = Read($"apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: bad, namespace: a}}\nspec:\n  {spec}\n");
        Assert.Empty(cluster.Policies);
        Assert.Contains(cluster.Findings, f => f is { Code: "NS6001", Severity: Severity.Error } && f.Message.StartsWith("CiliumNetworkPolicy a/bad: ", StringComparison.Ordinal) && f.Message.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apiVersion: cilium.io/v2alpha1\nkind: CiliumNetworkPolicy\nmetadata: {name: bad, namespace: a}\nspec: {endpointSelector: {}, ingress: [{}]}\n", "'cilium.io/v2alpha1' is not cilium.io/v2")]
    [InlineData("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: bad, namespace: a}\n", "neither spec nor specs")]
    [InlineData("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: bad, namespace: a}\nspec: {endpointSelector: {}, ingress: [{}]}\nspecs: [{}]\n", "There is no rule")]
    public void Object_NotTaken_IsLeftOutAsAWhole(string manifest, string problem)
    {
        var cluster = Read(manifest);
        Assert.Empty(cluster.Policies);
        Assert.Contains(cluster.Findings, f => f.Code == "NS6001" && f.Message.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("endpointSelectors: {}", "endpointSelector")]
    [InlineData("ingress: [{fromEndpoint: [{}]}]", "fromEndpoints")]
    [InlineData("egressDeny: [{toFQDNs: []}]", null)]
    [InlineData("ingressDeny: [{toPorts: [{ports: [], rules: {}}]}]", null)]
    public void Policy_UnknownField_SaysWhatWasMeant(string field, string? meant)
    {
        var text = field.Contains("gress", StringComparison.Ordinal) ? field : $"ingress: [{{}}]\n  {field}";
        var cluster = Read($"apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: odd, namespace: a}}\nspec:\n  endpointSelector: {{}}\n  {text}\n");
        var finding = Assert.Single(cluster.Findings);
        Assert.Equal("NS6002", finding.Code);
        if (meant is not null) Assert.Contains($"'{meant}'", finding.Help, StringComparison.Ordinal);
        Assert.NotEmpty(cluster.Policies);
    }

    [Theory]
    [InlineData("fromEntities: [ingress]", "fromEntities: [health]")]
    [InlineData("port: \"8080\"", "port: \"8081\"")]
    [InlineData("io.cilium/gateway-controller", "another.test/controller")]
    public void Gateway_WithoutWhatLetsItIn_IsClosed(string what, string instead)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Reach", "cilium-gateway-by-its-entity.yaml"));
        Assert.Single(Routed(text));
        Assert.Empty(Routed(text.Replace(what, instead, StringComparison.Ordinal)));

        static IEnumerable<Connection> Routed(string manifests) =>
            Reachability.Of(ClusterReader.Read([new SourceText("c.yaml", manifests)])).Connections().Where(c => c.Source is ControllerPeer);
    }

    [Fact]
    public void Explain_DeniedAndAllowed_NamesTheDenial()
    {
        var reachability = Reachability.Of(Read("""
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: p, namespace: a}
            specs:
            - endpointSelector: {matchLabels: {app: "y"}}
              ingress: [{fromEntities: [all]}]
            - endpointSelector: {matchLabels: {app: "y"}}
              ingressDeny: [{fromEndpoints: [{matchLabels: {app: x}}], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]
            """));
        var pair = Assert.Single(reachability.Explain(new WorkloadPeer("a", "x", "Pod"), new WorkloadPeer("a", "y", "Pod")).Pairs);
        Assert.Equal(
            [("TCP 80", false, "CiliumNetworkPolicy a/p", "specs[1].ingressDeny[0]"), ("TCP 1-79,81-65535, UDP all, SCTP all", true, "CiliumNetworkPolicy a/p", "specs[0].ingress[0]")],
            pair.Ingress.Select(d => (d.Ports.ToString(), d.IsAllowed, d.Policies.Single().ToString(), d.Rule!.Label)));
    }

    [Fact]
    public void Drawing_GatewayOfCilium_IsInNoNamespace()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Reach", "cilium-gateway-by-its-entity.yaml"));
        Assert.Contains("gateway shop/shop<br/>Cilium", MermaidReport.Print(SampleReports.Of(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void HtmlPage_PoliciesOfCilium_SaysWhomTheyMean()
    {
        var page = HtmlReport.Print(SampleReports.Of(Pods + """
            ---
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: p, namespace: a}
            spec:
              endpointSelector: {}
              enableDefaultDeny: {ingress: false}
              ingress: [{fromEntities: [ingress], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}, {fromEntities: [remote-node]}]
              ingressDeny: [{fromEntities: [health]}]
            """));
        foreach (var row in new[] { "<li>Cilium's ingress proxy, TCP 80</li>", "<li>nodes, ", "<li class=\"note\">isolates nobody</li>", "<li>deny: nobody known, " })
            Assert.Contains(row, page.Replace("&#39;", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_ObjectOfSeveralSpecifications_IsOnePolicy()
    {
        var reachability = Reachability.Of(Read("""
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: p, namespace: a}
            specs:
            - endpointSelector: {}
              ingress: [{}]
              ingressDeny: [{fromEntities: [health]}]
            - endpointSelector: {}
              ingress: [{}]
            """));
        Assert.Equal((3, 1), (reachability.Cluster.Policies.Length, reachability.Cluster.PolicyObjects));
        var answer = new ReachQuestion(reachability).Ask("a/x", "a/y").Value!;
        Assert.Contains(": CiliumNetworkPolicy a/p hold these pods and none allows it", AnswerReport.Text(answer), StringComparison.Ordinal);
    }

    private static Cluster Read(string manifest) => ClusterReader.Read([new SourceText("c.yaml", $"{Pods}---\n{manifest}")]);
}
