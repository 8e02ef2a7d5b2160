using System.Collections.Immutable;
using System.Net;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

/// <summary>Policies of the whole cluster: their tiers, priorities, ports and networks.</summary>
public sealed partial class LiteralReachabilityTests
{
    [Theory]
    [InlineData("Accept", "Deny", true)] // the administrator wins over what NetworkPolicies and the baseline would deny
    [InlineData("Deny", "Accept", false)]
    [InlineData("Pass", "Accept", false)] // a pod that a NetworkPolicy holds never gets to the baseline
    public void Tiers_AdminFirst_ThenNetworkPoliciesAreFinal(string admin, string baseline, bool expected)
    {
        KubeObject[] policies =
        [
            .. ClusterWide("Admin", 10, $"{{action: {admin}, from: [{{namespaces: {{}}}}]}}"),
            .. Policies("policyTypes: [Ingress]"),
            .. ClusterWide("Baseline", 10, $"{{action: {baseline}, from: [{{namespaces: {{}}}}]}}"),
        ];
        Assert.Equal(expected, new LiteralReachability(policies).Allows(X, Y, "TCP", 80));
    }

    [Theory]
    [InlineData("Accept", true)]
    [InlineData("Deny", false)]
    [InlineData("Pass", true)] // there is no tier behind the baseline
    public void Tiers_NoNetworkPolicy_BaselineDecides(string action, bool expected)
    {
        KubeObject[] policies = [.. ClusterWide("Admin", 10, "{action: Pass, from: [{namespaces: {}}]}"), .. ClusterWide("Baseline", 10, $"{{action: {action}, from: [{{namespaces: {{}}}}]}}")];
        Assert.Equal(expected, new LiteralReachability(policies).Allows(X, Y, "TCP", 80));
        Assert.True(new LiteralReachability(policies).Allows(Internet, Y, "TCP", 80));
    }

    [Fact]
    public void Priority_LowerNumber_IsAskedFirst()
    {
        KubeObject[] policies = [.. ClusterWide("Admin", 20, "{action: Deny, from: [{namespaces: {}}]}"), .. ClusterWide("Admin", 10, "{action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}")];
        Allows(policies, X, Y, 80);
        Denies(policies, X, Y, 81);
    }

    [Fact]
    public void Pass_SkipsTheRestOfTheTier()
    {
        KubeObject[] policies = [.. ClusterWide("Admin", 10, "{action: Pass, from: [{namespaces: {}}]}, {action: Deny, from: [{namespaces: {}}]}"), .. ClusterWide("Admin", 20, "{action: Deny, from: [{namespaces: {}}]}")];
        Allows(policies, X, Y, 80);
    }

    [Theory]
    [InlineData("{tcp: {destinationPort: {number: 80}}}", "TCP 80")]
    [InlineData("{udp: {destinationPort: {range: {start: 80, end: 81}}}}", "UDP 80, UDP 81")]
    [InlineData("{sctp: {destinationPort: {number: 82}}}", "SCTP 82")]
    [InlineData("{destinationNamedPort: http}", "TCP 80")]
    [InlineData("{destinationNamedPort: dns}", "UDP 82")]
    [InlineData("{destinationNamedPort: other}", "")]
    public void Protocols_OfARule_AreItsPorts(string protocols, string denied)
    {
        var policies = ClusterWide("Admin", 0, $"{{action: Deny, from: [{{namespaces: {{}}}}], protocols: [{protocols}]}}");
        var destination = Y with { NamedPorts = [new("http", 80), new("dns", 82, "UDP")] };
        var closed = from protocol in new[] { "TCP", "UDP", "SCTP" }
                     from port in new[] { 79, 80, 81, 82 }
                     where !new LiteralReachability(policies).Allows(X, destination, protocol, port)
                     select $"{protocol} {port}";
        Assert.Equal(denied, string.Join(", ", closed));
    }

    [Theory]
    [InlineData("{portNumber: {port: 80, protocol: UDP}}", "UDP 80")]
    [InlineData("{portNumber: {port: 80}}", "TCP 80")]
    [InlineData("{portRange: {start: 80, end: 81, protocol: SCTP}}", "SCTP 80, SCTP 81")]
    [InlineData("{namedPort: dns}", "UDP 82")]
    public void Ports_OfAnOlderRule_AreItsPorts(string ports, string denied)
    {
        var policies = Older("AdminNetworkPolicy", "priority: 1, ", $"{{action: Deny, from: [{{namespaces: {{}}}}], ports: [{ports}]}}");
        var destination = Y with { NamedPorts = [new("dns", 82, "UDP")] };
        var closed = from protocol in new[] { "TCP", "UDP", "SCTP" }
                     from port in new[] { 79, 80, 81, 82 }
                     where !new LiteralReachability(policies).Allows(X, destination, protocol, port)
                     select $"{protocol} {port}";
        Assert.Equal(denied, string.Join(", ", closed));
    }

    [Fact]
    public void OlderKinds_AllowInTheAdminTier_AndDenyInTheBaseline()
    {
        KubeObject[] policies =
        [
            .. Older("BaselineAdminNetworkPolicy", "", "{action: Deny, from: [{namespaces: {}}]}"),
            .. Older("AdminNetworkPolicy", "priority: 1, ", "{action: Allow, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: c}}}}]}"),
        ];
        Allows(policies, C, Y, 80);
        Denies(policies, X, Y, 80);
    }

    [Fact]
    public void Networks_MeanAddresses_AndPodsWithOne()
    {
        var policies = KubeObject.ParseAll("""
            apiVersion: policy.networking.k8s.io/v1alpha2
            kind: ClusterNetworkPolicy
            metadata: {name: p}
            spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [198.51.100.0/24, 10.244.0.0/16]}]}]}
            """);
        Denies(policies, X, Internet, 80);
        Allows(policies, X, External.At("198.51.101.1"), 80);
        Allows(policies, X, Y, 80);
        Denies(policies, X, Y with { Ip = IPAddress.Parse("10.244.1.2") }, 80);
    }

    [Theory]
    [InlineData("{action: Allow, from: [{namespaces: {}}]}")]
    [InlineData("{action: Deny, from: []}")]
    [InlineData("{action: Deny, from: [{networks: [10.0.0.0/8]}]}")]
    [InlineData("{action: Deny, from: [{namespaces: {}, pods: {}}]}")]
    [InlineData("{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}, destinationNamedPort: http}]}")]
    public void Decide_ClusterWideRuleTheApiRefuses_Throws(string rule) =>
        Assert.Throws<InvalidDataException>(() => new LiteralReachability(ClusterWide("Admin", 1, rule)).Decide(X, Y, "TCP", 80));

    [Fact]
    public void Decide_EqualPriorities_Throws() =>
        Assert.Throws<InvalidDataException>(() => new LiteralReachability([.. ClusterWide("Admin", 1, ""), .. ClusterWide("Admin", 1, "")]).Decide(X, Y, "TCP", 80));

    private static ImmutableArray<KubeObject> ClusterWide(string tier, int priority, string ingress) =>
        KubeObject.ParseAll($"apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {{name: p}}\nspec: {{tier: {tier}, priority: {priority}, subject: {{namespaces: {{}}}}, ingress: [{ingress}]}}\n");

    private static ImmutableArray<KubeObject> Older(string kind, string priority, string ingress) =>
        KubeObject.ParseAll($"apiVersion: policy.networking.k8s.io/v1alpha1\nkind: {kind}\nmetadata: {{name: p}}\nspec: {{{priority}subject: {{namespaces: {{}}}}, ingress: [{ingress}]}}\n");
}
