using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Invariants;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

using Map = Dictionary<string, object?>;

/// <summary>The proof that new and render make bites: any rule more or less is a finding that names its policy.</summary>
public sealed class ReachProofTests
{
    public static TheoryData<string> Bundles => ["defaults", "everything", "edge-controller-cilium"];

    [Theory, MemberData(nameof(Bundles))]
    public void Of_Bundle_FindsNothing(string name)
    {
        var (result, objects) = Read(name);
        var proof = Prove(result, objects);
        Assert.Empty(proof.Findings);
        Assert.DoesNotContain(proof.Report.Connections, c => c.Kind is FlowKind.Undeclared or FlowKind.Missing);
        Assert.All(proof.Report.Connections, c => Assert.NotEmpty(c.Reason));
    }

    [Theory, MemberData(nameof(Bundles))]
    public void Of_AnyRuleRemoved_FindsWhatIsMissing(string name)
    {
        var (result, objects) = Read(name);
        foreach (var (policy, _, rule, list) in RulesOf(objects))
        {
            var at = list.IndexOf(rule);
            list.RemoveAt(at);
            var findings = Prove(result, objects).Findings;
            Assert.Contains(findings, f => f.Code == "NS6102" && f.Severity == Severity.Error && f.Message.Contains($"/{policy}", StringComparison.Ordinal));
            Assert.DoesNotContain(findings, f => f.Code == "NS6101");
            list.Insert(at, rule);
        }
    }

    [Theory, MemberData(nameof(Bundles))]
    public void Of_AnyRuleOpenedToAllPeers_FindsWhatIsUndeclared(string name)
    {
        var (result, objects) = Read(name);
        foreach (var (policy, direction, rule, _) in RulesOf(objects))
        {
            var key = rule.ContainsKey("fromEntities") ? "fromEntities" : direction == "ingress" ? "from" : "to";
            var peers = rule[key];
            rule[key] = key == "fromEntities" ? ["all"] : new List<object?>();
            Assert.Contains(Prove(result, objects).Findings, f => f.Code == "NS6101" && f.Message.Contains($"/{policy}, {direction}[", StringComparison.Ordinal));
            rule[key] = peers;
        }
    }

    /// <summary>A hole for Cilium's proxy is found, with a route behind it or without, and whoever the gateway is.</summary>
    [Theory]
    [InlineData("edge-controller-cilium", "{gateway shop/shop}")]
    [InlineData("defaults", "{cilium}")]
    public void Of_PodsOpenedToCiliumsGateway_FindsIt(string name, string source)
    {
        var (result, objects) = Read(name);
        var hole = KubeObject.From(new Map
        {
            ["apiVersion"] = "cilium.io/v2",
            ["kind"] = "CiliumNetworkPolicy",
            ["metadata"] = new Map { ["name"] = "hole", ["namespace"] = "shop" },
            ["spec"] = new Map
            {
                ["endpointSelector"] = new Map { ["matchLabels"] = new Map { ["app.kubernetes.io/name"] = "database" } },
                ["ingress"] = new List<object?> { new Map { ["fromEntities"] = new List<object?> { "ingress" }, ["toPorts"] = new List<object?> { new Map { ["ports"] = new List<object?> { new Map { ["port"] = "5432", ["protocol"] = "TCP" } } } } } },
            },
        });

        Assert.Contains(Prove(result, objects.Add(hole)).Findings, f => f.Code == "NS6101" && f.Message.StartsWith($"{source} could reach shop/database[StatefulSet] on TCP 5432", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_RouteToAnotherPort_FindsBoth()
    {
        var (result, objects) = Read("defaults");
        var service = objects.Single(o => o is { Kind: "Service", Name: "backend" });
        service.Spec.Maps("ports").First()["targetPort"] = 9999L;
        var findings = Prove(result, objects).Findings;
        Assert.Contains("{gateway shop/shop} could not reach shop/backend[Deployment] on TCP 8080", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    /// <summary>What names mean is not known, and opens nothing; the rest of the policy that has them is held to the declaration.</summary>
    [Fact]
    public void Of_EgressByName_HoldsCiliumsPolicyToo()
    {
        var result = Rendered.Of("name: shop\nbundle: both\ncluster: {cni: cilium}\nservices:\n- {name: api, ports: [{port: 80}], egress: [{fqdn: api.partner.test, ports: [443]}, {fqdn: b.test, ports: [443]}]}\n");
        var objects = result.Objects().ToList();
        var proof = Prove(result, objects);
        Assert.Empty(proof.Findings);
        Assert.Equal("NS6004", Assert.Single(proof.Report.Cluster.Findings, f => f.Message.StartsWith("CiliumNetworkPolicy shop/api: ", StringComparison.Ordinal)).Code);

        var dns = objects.Single(o => o.Kind == "CiliumNetworkPolicy").Spec.Maps("egress").First();
        dns.Remove("toPorts");
        Assert.Contains(Prove(result, objects).Findings, f => f.Code == "NS6101" && f.Message.Contains("CiliumNetworkPolicy shop/api, egress[0]", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_NamespaceSharedWithOthers_IsAWarningForEachOfThem()
    {
        var result = Rendered.Try("name: shop\nnamespace: envoy-gateway-system\nwaivers: [{code: NS2066, reason: a test}]\n");
        var findings = result.Diagnostics.Where(d => d.Code.StartsWith("NS6", StringComparison.Ordinal)).ToList();
        Assert.Equal("envoy-gateway-system/gateway[Pod]", Assert.Single(findings).Message.Split(' ')[0]);
        Assert.All(findings, f => Assert.Equal(("NS6103", Severity.Warning), (f.Code, f.Severity)));
        Assert.NotNull(result.Value);
    }

    [Theory]
    [InlineData("none", "No policies were asked for in either direction")]
    [InlineData("ingress-only", "No policies were asked for on the way out of pods")]
    public void Documents_WithoutPolicies_SaySo(string policies, string expected)
    {
        var text = Rendered.Of($"name: shop\nsecurity: {{policies: {policies}}}\nwaivers: [{{code: NS2075, reason: a test}}]\n").FileText("docs/reachability.md");
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    private static ReachProof Prove(ScaffoldResult result, IEnumerable<KubeObject> objects) =>
        ReachProof.Of(result.Answers with { Namespace = result.Plan.Base.Namespace }, [new SourceText("objects.yaml", string.Join("---\n", objects.Select(o => o.ToJson() + "\n")))]);

    private static (ScaffoldResult Result, ImmutableArray<KubeObject> Objects) Read(string name)
    {
        var result = Rendered.Of(Combinations.Get(name).Answers);
        return (result, result.Objects());
    }

    private static List<(string Policy, string Direction, Map Rule, List<object?> List)> RulesOf(IEnumerable<KubeObject> objects) =>
    [
        .. from policy in objects
           where policy is { ApiVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy" } or { ApiVersion: "cilium.io/v2", Kind: "CiliumNetworkPolicy" }
           // Which addresses a DNS name has, no manifest says.
           from direction in policy.Kind == "NetworkPolicy" ? new[] { "ingress", "egress" } : ["ingress"]
           let list = policy.Spec.List(direction)
           where list is not null
           from rule in list.Cast<Map>().ToList()
           select (policy.Name, direction, rule, list),
    ];
}
