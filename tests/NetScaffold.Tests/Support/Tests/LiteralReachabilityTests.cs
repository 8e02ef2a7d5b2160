using System.Collections.Immutable;
using System.Net;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

/// <summary>The corner cases of NetworkPolicy v1, numbered as in the table they come from, with all policies in namespace <c>a</c>.</summary>
public sealed partial class LiteralReachabilityTests
{
    private static readonly Pod X = In("a", "x");
    private static readonly Pod Y = In("a", "y");
    private static readonly Pod C = In("a", "c");
    private static readonly Pod B = In("b", "x");
    private static readonly Pod BC = In("b", "c");
    private static readonly External Internet = External.At("198.51.100.7");

    [Fact]
    public void Row01_NoPolicy_Allows() => Allows([], X, Y, 80);

    [Fact]
    public void Row02_DenyAllBothWays_DeniesBothSides()
    {
        var verdict = new LiteralReachability(Policies("podSelector: {}, policyTypes: [Ingress, Egress]")).Decide(X, Y, "TCP", 80);
        Assert.False(verdict.Egress.IsAllowed);
        Assert.False(verdict.Ingress.IsAllowed);
    }

    [Fact]
    public void Row03_IngressDenied_LeavesEgressOpen() => Allows(Policies("podSelector: {matchLabels: {app: 'y'}}, policyTypes: [Ingress]"), Y, X, 80);

    [Theory]
    [InlineData("egress: []")]
    [InlineData("egress: ~")]
    [InlineData("egress: [], policyTypes: []")]
    public void Row04_NoTypesAndNoEgressRule_IsolatesIngressOnly(string spec)
    {
        Allows(Policies(spec), X, Internet, 80);
        Denies(Policies(spec), Internet, X, 80);
    }

    [Fact]
    public void Row05_NoTypesAndAnEgressRule_IsolatesBoth()
    {
        var policies = Policies("podSelector: {matchLabels: {app: x}}, egress: [{to: [{podSelector: {matchLabels: {app: 'y'}}}]}]");
        Allows(policies, X, Y, 80);
        Denies(policies, X, Internet, 80);
        Denies(policies, Y, X, 80);
    }

    [Fact]
    public void Row06_TwoPeers_AreAlternatives()
    {
        var policies = Policies($"ingress: [{{from: [{Namespace("b")}, {{podSelector: {{matchLabels: {{app: c}}}}}}]}}]");
        Allows(policies, C, Y, 80);
        Allows(policies, B, Y, 80);
        Denies(policies, X, Y, 80);
    }

    [Fact]
    public void Row07_NamespaceAndPodInOnePeer_BothHaveToMatch()
    {
        var policies = Policies("ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, podSelector: {matchLabels: {app: c}}}]}]");
        Denies(policies, B, Y, 80);
        Denies(policies, C, Y, 80);
        Allows(policies, BC, Y, 80);
    }

    [Fact]
    public void Row08_EmptyPodSelector_IsTheOwnNamespace()
    {
        var policies = Policies("ingress: [{from: [{podSelector: {}}]}]");
        Denies(policies, B, Y, 80);
        Allows(policies, X, Y, 80);
    }

    [Fact]
    public void Row09_EmptyNamespaceSelector_IsAllPodsButNoAddress()
    {
        var policies = Policies("ingress: [{from: [{namespaceSelector: {}}]}]");
        Allows(policies, B, Y, 80);
        Denies(policies, Internet, Y, 80);
    }

    [Theory]
    [InlineData("ingress: [{}]")]
    [InlineData("ingress: [{from: [], ports: []}]")]
    [InlineData("ingress: [{from: ~, ports: ~}]")]
    public void Row10_EmptyRule_AllowsTheWorld(string spec) => Allows(Policies(spec), Internet, Y, 80, "SCTP");

    [Fact]
    public void Row11_12_PortsAreThePods_NotTheServices()
    {
        Denies(Policies("ingress: [{ports: [{port: 80}]}]"), X, Y, 8080);
        Allows(Policies("ingress: [{ports: [{port: 8080}]}]"), X, Y, 8080);
    }

    [Fact]
    public void Row13_NamedPort_IsResolvedAtTheDestination()
    {
        var policies = Policies("ingress: [{ports: [{port: http}]}]");
        var (a, b) = (Y with { NamedPorts = [new("http", 8080)] }, C with { NamedPorts = [new("http", 9090)] });
        Allows(policies, X, a, 8080);
        Allows(policies, X, b, 9090);
        Denies(policies, X, b, 8080);
        Denies(policies, X, Y, 8080);
        Denies(policies, X, a, 8080, "UDP");

        var egress = Policies("podSelector: {matchLabels: {app: x}}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]");
        Allows(egress, X, a, 8080);
        Denies(egress, X, Internet, 8080);
    }

    [Fact]
    public void Row14_ProtocolAlone_IsAllItsPorts()
    {
        var policies = Policies("ingress: [{ports: [{protocol: UDP}]}]");
        Allows(policies, X, Y, 1, "UDP");
        Denies(policies, X, Y, 1);
    }

    [Fact]
    public void Row15_EndPort_IsInclusive()
    {
        var policies = Policies("ingress: [{ports: [{port: 32000, endPort: 32100}]}]");
        Denies(policies, X, Y, 31999);
        Allows(policies, X, Y, 32000);
        Allows(policies, X, Y, 32100);
        Denies(policies, X, Y, 32101);
    }

    [Fact]
    public void Row16_Except_SubtractsFromItsOwnItemOnly()
    {
        var policies = Policies("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: 10.1.2.0/24}}]}]");
        Allows(policies, External.At("10.1.2.3"), Y, 80);
        Denies(policies, External.At("10.1.3.3"), Y, 80);
        Allows(policies, External.At("10.2.0.1"), Y, 80);
        Denies(policies, External.At("11.0.0.1"), Y, 80);
    }

    [Fact]
    public void Row17_BothEndsHaveToAgree() =>
        Denies([.. Policies($"policyTypes: [Egress], egress: [{{to: [{Namespace("b")}]}}]"), .. Policies("policyTypes: [Ingress]", "b")], X, B, 80);

    [Fact]
    public void Row18_SeveralPolicies_AreAUnion()
    {
        KubeObject[] policies = [.. Policies("ingress: [{ports: [{port: 80}]}]"), .. Policies("ingress: [{ports: [{port: 443}]}]")];
        Allows(policies, X, Y, 80);
        Allows(policies, X, Y, 443);
        Denies(policies, X, Y, 22);
    }

    [Fact]
    public void Row19_HostNetworkDestination_IsANode()
    {
        var node = Y with { IsHostNetwork = true, HostIp = IPAddress.Parse("192.0.2.10") };
        Allows(Policies("policyTypes: [Ingress]"), X, node, 80);
        Denies(Policies("policyTypes: [Egress], egress: [{to: [{podSelector: {}}, {namespaceSelector: {}}]}]"), X, node, 80);
        Allows(Policies("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}]"), X, node, 80);
    }

    [Fact]
    public void Row20_OwnNode_IsAlwaysAllowed_OthersAreAddresses()
    {
        var policies = Policies("policyTypes: [Ingress]");
        var pod = Y with { HostIp = IPAddress.Parse("192.0.2.10") };
        Allows(policies, External.At("192.0.2.10"), pod, 8080);
        Allows(policies, X with { IsHostNetwork = true, HostIp = pod.HostIp }, pod, 8080);
        Denies(policies, External.At("192.0.2.11"), pod, 8080);
        Denies(policies, External.At("192.0.2.10"), Y, 8080);
        Denies(policies, X with { HostIp = pod.HostIp }, pod, 8080);
    }

    [Theory]
    [InlineData("{key: tier, operator: NotIn, values: [front]}", true)]
    [InlineData("{key: tier, operator: DoesNotExist}", true)]
    [InlineData("{key: tier, operator: Exists}", false)]
    [InlineData("{key: tier, operator: In, values: [front]}", false)]
    [InlineData("{key: app, operator: NotIn, values: [x, z]}", false)]
    [InlineData("{key: app, operator: In, values: [x, z]}", true)]
    [InlineData("{key: app, operator: Exists}, {key: app, operator: NotIn, values: [x]}", false)]
    public void Row21_MissingKey_MatchesNegativesOnly(string requirements, bool expected)
    {
        var policies = Policies($"ingress: [{{from: [{{podSelector: {{matchExpressions: [{requirements}]}}}}]}}]");
        Assert.Equal(expected, new LiteralReachability(policies).Allows(X, Y, "TCP", 80));
    }

    [Fact]
    public void Row22_SameLabelsInAnotherNamespace_DoNotMatch() =>
        Denies(Policies("ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]"), B, Y, 80);

    [Fact]
    public void Row23_WorldExceptPrivate_IsNoPod()
    {
        var policies = Policies("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}}]}]");
        Allows(policies, X, Internet, 443);
        Denies(policies, X, External.At("172.31.0.1"), 443);
        Denies(policies, X, Y, 443);
        Denies(policies, X, Y with { Ip = IPAddress.Parse("10.244.1.2") }, 443);
    }

    [Fact]
    public void Row24_DnsOverUdpOnly_DeniesTcp()
    {
        var policies = Policies("policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]");
        Allows(policies, X, B, 53, "UDP");
        Denies(policies, X, B, 53);
    }

    // Row 25, a pod to itself through its Service, is left to the plugin. Without a Service it never leaves the pod:
    [Fact]
    public void Row25_PodToItself_IsNotFiltered() => Allows(Policies("policyTypes: [Ingress, Egress]"), X, X with { }, 80);

    [Theory]
    [InlineData("2001:db8:1::/48", "2001:db8:1:ffff::1", true)]
    [InlineData("2001:db8:1::/48", "2001:db8:2::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "192.0.2.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("192.0.2.1/32", "192.0.2.1", true)]
    [InlineData("192.0.2.130/25", "192.0.2.200", true)]
    [InlineData("192.0.2.130/25", "192.0.2.100", false)]
    public void IpBlock_Families_AreKeptApart(string cidr, string address, bool expected)
    {
        var policies = Policies($"ingress: [{{from: [{{ipBlock: {{cidr: '{cidr}'}}}}]}}]");
        Assert.Equal(expected, new LiteralReachability(policies).Allows(External.At(address), Y, "TCP", 80));
    }

    [Fact]
    public void IpBlock_PodWithAddress_IsMatched() =>
        Allows(Policies("ingress: [{from: [{ipBlock: {cidr: 10.244.0.0/16}}]}]"), X with { Ip = IPAddress.Parse("10.244.1.2") }, Y, 80);

    [Fact]
    public void Types_IngressOnlyWithEgressRules_LeavesEgressOpen() =>
        Allows(Policies("policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]"), X, Internet, 80);

    [Theory]
    [InlineData("ingress: [{from: [{}]}]")]
    [InlineData("ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]")]
    [InlineData("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]")]
    [InlineData("ingress: [{ports: [{endPort: 90}]}]")]
    [InlineData("ingress: [{ports: [{port: 90, endPort: 80}]}]")]
    [InlineData("ingress: [{ports: [{port: http, endPort: 80}]}]")]
    [InlineData("podSelector: {matchExpressions: [{key: a, operator: Is}]}")]
    public void Decide_PolicyTheApiRefuses_Throws(string spec) =>
        Assert.Throws<InvalidDataException>(() => new LiteralReachability(Policies(spec)).Decide(External.At("10.0.0.1"), Y, "TCP", 80));

    [Fact]
    public void New_OtherKindOfPolicy_Throws() =>
        Assert.Throws<ArgumentException>(() => new LiteralReachability(KubeObject.ParseAll("apiVersion: crd.antrea.io/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\n")));

    [Fact]
    public void Pods_OfWorkloads_CarryLabelsPortsAndNamespace()
    {
        var pod = Assert.Single(Pods.Of(KubeObject.ParseAll("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {tier: front}}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, namespace: shop, labels: {not: this}}
            spec:
              template:
                metadata: {labels: {app: db}}
                spec:
                  hostNetwork: true
                  containers: [{name: db, ports: [{name: sql, containerPort: 5432}, {containerPort: 1}]}]
                  initContainers:
                    - {name: exporter, restartPolicy: Always, ports: [{name: metrics, containerPort: 9187, protocol: TCP}]}
                    - {name: once, ports: [{name: never, containerPort: 2}]}
            """)));
        Assert.Equal("shop/db", pod.ToString());
        Assert.Equal("front", pod.NamespaceLabels["tier"]);
        Assert.Equal(["app"], pod.Labels.Keys);
        Assert.Equal([new("sql", 5432), new("metrics", 9187)], pod.NamedPorts);
        Assert.True(pod.IsHostNetwork);
    }

    private static Pod In(string ns, string app) => new(ns, new Dictionary<string, string>(), app, new Dictionary<string, string> { ["app"] = app });

    private static string Namespace(string name) => $"{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}}}";

    private static ImmutableArray<KubeObject> Policies(string spec, string ns = "a") =>
        KubeObject.ParseAll($"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: {ns}}}\nspec: {{{spec}}}\n");

    private static void Allows(IEnumerable<KubeObject> policies, Endpoint source, Endpoint destination, int port, string protocol = "TCP") =>
        Assert.True(new LiteralReachability(policies).Allows(source, destination, protocol, port), $"{source} to {destination}, {protocol} {port}: should be open");

    private static void Denies(IEnumerable<KubeObject> policies, Endpoint source, Endpoint destination, int port, string protocol = "TCP") =>
        Assert.False(new LiteralReachability(policies).Allows(source, destination, protocol, port), $"{source} to {destination}, {protocol} {port}: should be closed");
}
