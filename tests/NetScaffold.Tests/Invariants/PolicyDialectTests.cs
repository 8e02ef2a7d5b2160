using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>The same answers in each dialect of policies: the same calls are open, and requests are held where somebody can look into them.</summary>
public sealed class PolicyDialectTests
{
    private const string Orders = """
        name: shop
        bundle: both
        services:
        - {name: web, calls: [{to: api, methods: [GET, POST], paths: [/orders, "/v1.2/*"]}, {to: api, port: admin}]}
        - {name: api, ports: [{name: http, port: 80, containerPort: 8080}, {name: admin, port: 9000, app: tcp}]}

        """;

    [Theory]
    [InlineData("shop", "kubernetes", "cilium", "enforce")]
    [InlineData("shop", "cilium", "cilium", "enforce")]
    [InlineData("shop", "calico", "calico", "enforce")]
    [InlineData("shop", "kubernetes", "calico", "observe")]
    [InlineData("shop", "calico", "calico", "observe")]
    [InlineData("eleven-services", "kubernetes", "cilium", "enforce")]
    [InlineData("eleven-services", "cilium", "cilium", "enforce")]
    [InlineData("eleven-services", "calico", "calico", "enforce")]
    [InlineData("eleven-services", "calico", "calico", "observe")]
    public void Example_InADialect_OpensExactlyWhatIsDeclared(string example, string dialect, string cni, string enforcement)
    {
        var answers = File.ReadAllText(Path.Combine(Repository.Root, "examples", example, "netscaffold.yaml"));
        var result = Rendered.Of($"{Without(answers, "cluster", "security")}cluster: {{cni: {cni}}}\nsecurity: {{policyDialect: {dialect}, enforcement: {enforcement}}}\n");
        var policies = ReachabilityTests.PoliciesOf(result);

        Assert.True(policies.Length > result.Answers.Services.Count(s => s.Kind != NetScaffold.Answers.ServiceKind.External));
        Assert.All(result.Objects().Where(o => o.Namespace == result.Plan.Base.Namespace && o.Kind.EndsWith("NetworkPolicy", StringComparison.Ordinal)), p => Assert.Equal(ApiVersionOf(dialect, enforcement), p.ApiVersion));
        Assert.Empty(ReachabilityTests.Differences(result, policies, podsHaveAddresses: true));
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("cilium", false)]
    public void Requests_OfACall_AreHeldAtTheCalleeAlone(string dialect, bool besideKubernetes)
    {
        var result = Rendered.Of($"{Orders}security: {{policyDialect: {dialect}}}\n");
        var rules = result.Objects().Where(o => o is { Kind: "CiliumNetworkPolicy", Name: "api" }).SelectMany(p => p.Spec.Maps("ingress")).ToList();
        var held = Assert.Single(rules, r => r.Maps("toPorts").Any(p => p.Map("rules") is not null));

        Assert.Equal(
            ["GET /orders([?].*)?", "POST /orders([?].*)?", "GET /v1[.]2/.*", "POST /v1[.]2/.*"],
            held.Maps("toPorts").Single().Map("rules").Maps("http").Select(h => $"{h.Text("method")} {h.Text("path")}"));
        Assert.Equal("8080", held.Maps("toPorts").Single().Maps("ports").Single().Text("port"));

        // A rule of any policy that opens the port as a whole would let every request through.
        var plain = result.Objects().Where(o => o is { Kind: "NetworkPolicy", Name: "api" }).SelectMany(p => p.Spec.Maps("ingress")).ToList();
        Assert.Equal(besideKubernetes ? 1 : 0, plain.Count);
        Assert.DoesNotContain(plain.Concat(rules.Where(r => r != held)).SelectMany(r => r.Maps("ports").Concat(r.Maps("toPorts").SelectMany(p => p.Maps("ports")))), p => $"{p["port"]}" == "8080");
        // Looked at once, and not on the way out as well.
        Assert.DoesNotContain(result.Objects().Where(o => o is { Kind: "CiliumNetworkPolicy", Name: "web" }).SelectMany(p => p.Spec.Maps("egress")).SelectMany(r => r.Maps("toPorts")), p => p.Map("rules") is not null);
    }

    [Fact]
    public void Requests_WaivedWhereNobodyLooks_OpenTheWholePort()
    {
        var result = Rendered.Of($"{Orders}cluster: {{cni: calico}}\nwaivers: [{{code: NS2605, reason: the gateway looks}}]\n");
        var ports = result.Objects().Single(o => o is { Kind: "NetworkPolicy", Name: "api" }).Spec.Maps("ingress").SelectMany(r => r.Maps("ports")).Select(p => p.Number("port"));
        Assert.Equal([8080L, 9000L], ports.Cast<object>().Select(Convert.ToInt64));
    }

    private static string ApiVersionOf(string dialect, string enforcement) => (dialect, enforcement) switch
    {
        ("cilium", _) => "cilium.io/v2",
        ("kubernetes", "enforce") => "networking.k8s.io/v1",
        _ => "projectcalico.org/v3",
    };

    /// <summary>Answers without some sections, which are maps at the left margin.</summary>
    internal static string Without(string answers, params string[] sections)
    {
        var isLeft = false;
        return string.Concat(answers.Split('\n').Where(line =>
        {
            if (line.Length > 0 && char.IsAsciiLetter(line[0])) isLeft = sections.Any(s => line.StartsWith($"{s}:", StringComparison.Ordinal));
            return !isLeft;
        }).Select(line => $"{line}\n"));
    }
}
