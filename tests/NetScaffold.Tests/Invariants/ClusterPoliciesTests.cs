using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>Policies of the whole cluster really close it, and no more than is meant: read off the rendered objects beside pods that are nobody's of the bundle.</summary>
public sealed class ClusterPoliciesTests
{
    private const string Answers = "name: shop\nbundle: both\nenvironments: [{name: dev, namespace: shop-dev}, prod]\n";

    /// <summary>A namespace that nobody speaks of, one with the label, one with policies of its own, one with a policy of one direction, and the system's.</summary>
    private static readonly string Others = string.Concat(
        Namespace("free", "{netscaffold/cluster-policies: none}"), Namespace("other", "{netscaffold/cluster-policies: default-deny}"),
        Pod("unrelated", "a"), Pod("unrelated", "b"), Pod("other", "x"), Pod("free", "x"), Pod("free", "w"), Pod("walled", "client"), Pod("walled", "server"), Pod("entry", "one"), Pod("entry", "two"),
        Pod("kube-system", "dns", "k8s-app: kube-dns"), Pod("kube-system", "agent"), Pod("monitoring", "prometheus", "app.kubernetes.io/name: prometheus"), Pod("cert-manager", "webhook"),
        """
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: server, namespace: walled}
        spec:
          podSelector: {matchLabels: {app: server}}
          policyTypes: [Ingress, Egress]
          ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 8080}]}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: client, namespace: walled}
        spec:
          podSelector: {matchLabels: {app: client}}
          policyTypes: [Egress]
          egress: [{to: [{podSelector: {matchLabels: {app: server}}}], ports: [{port: 8080}, {port: 9090}]}, {to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: entry, namespace: entry}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{}]

        """);

    public static TheoryData<string> Dialects =>
    [
        "cluster: {cni: cilium}\nsecurity: {clusterPolicies: default-deny}\n",
        "cluster: {cni: cilium}\nsecurity: {clusterPolicies: default-deny, policyDialect: cilium}\n",
        "cluster: {cni: calico}\nsecurity: {clusterPolicies: default-deny}\n",
        "cluster: {cni: calico}\nsecurity: {clusterPolicies: default-deny, policyDialect: calico}\n",
        "cluster: {cni: calico}\nsecurity: {clusterPolicies: default-deny, enforcement: observe}\n",
        "cluster: {cni: existing, existing: {calico: true}}\nsecurity: {clusterPolicies: default-deny}\n",
        "cluster: {cni: existing, existing: {fqdn: true}}\nsecurity: {clusterPolicies: default-deny}\n",
    ];

    /// <summary>Only DNS is left to whom no namespace says more; all the others reach what they did, but for those.</summary>
    [Theory, MemberData(nameof(Dialects))]
    public void Others_OfAllNamespaces_ReachWhatIsMeant(string answers)
    {
        var open = OpenBetweenOthers(ObjectsOf(Rendered.Of(Answers + answers)));
        const string Lookups = "kube-system/dns TCP 53, UDP 53";
        string[] held = ["unrelated/a", "unrelated/b", "other/x", "walled/client", "walled/server", "entry/one", "entry/two"];
        string[] system = ["kube-system/dns", "kube-system/agent", "monitoring/prometheus", "cert-manager/webhook", "free/x", "free/w"];
        string[] entered = ["entry/one", "entry/two"];
        IEnumerable<string> expected =
        [
            .. held.Select(h => $"{h} -> {Lookups}"),
            // Its server lets nobody else in, and to what it does not listen at nobody.
            "walled/client -> walled/server TCP 8080",
            "walled/client -> 192.0.2.0/24 TCP 443",
            .. from source in system from destination in system.Concat(entered) where source != destination select $"{source} -> {destination} all",
            .. from source in system from way in new[] { $"{source} -> outside all", $"outside -> {source} all" } select way,
            .. entered.Select(e => $"outside -> {e} all"),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), open);
    }

    /// <summary>Without the policies all of them are open, so that what is closed is closed by these.</summary>
    [Theory, MemberData(nameof(Dialects))]
    public void Others_WithoutThePolicies_ReachEachOther(string answers)
    {
        var objects = ObjectsOf(Rendered.Of(Answers + answers));
        var open = OpenBetweenOthers(objects.RemoveAll(IsOfCluster));
        Assert.Contains("unrelated/a -> unrelated/b all", open);
        Assert.Contains("other/x -> outside all", open);
        Assert.Contains("outside -> unrelated/a all", open);
    }

    /// <summary>The application is as open as without: its pods, in whichever dialect, and the gateway's identity, which has no namespace.</summary>
    [Theory]
    [InlineData("default-deny")]
    [InlineData("ingress-only")]
    [InlineData("none")]
    public void Application_WithThem_IsAsOpenAsItAsks(string policies)
    {
        foreach (var (cni, more) in new[]
        {
            ("cilium", Traces), ("cilium, apiServer: api.example.com", "edge: {controller: cilium}\n"), ("cilium", $"mesh: {{kind: istio-ambient}}\n{Traces}"), ("calico", $"edge: {{controller: nginx-gateway-fabric}}\n{Traces}"),
            ("calico", "edge: {controller: istio, gateway: edge/shared}\n"), ("cilium", "edge: {controller: nginx-gateway-fabric, gateway: 1e3/shared}\n"), ("calico", "mesh: {kind: istio-sidecar}\n"), ("calico", "edge: {api: none}\n"),
        })
        {
            var result = Rendered.Of($"{Answers}cluster: {{cni: {cni}}}\n{more}security: {{clusterPolicies: default-deny, policies: {policies}}}\n{Services}");
            Assert.Empty(Prove(result, result.Objects()).Findings);
            Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
        }
    }

    private const string Traces = "observability: {tracing: otlp}\n";

    private const string Services = "services:\n- {name: web, expose: [{}], calls: [{to: api, methods: [GET]}, {to: team-b/users, port: 8080}], metrics: {port: 9797, path: /metrics}}\n- {name: api, ports: [{port: 9000, app: http}], allowFrom: [{namespace: team-b, labels: {app: x}}]}\nwaivers: [{code: NS2605, reason: a test}]\n";

    /// <summary>Every namespace that is left out is there for a reason: without it something of the cluster is closed, which a proof of the application or of the system sees.</summary>
    [Theory]
    [InlineData("cilium", "kube-system")]
    [InlineData("cilium", "envoy-gateway-system")]
    [InlineData("cilium", "monitoring")]
    [InlineData("cilium", "observability")]
    [InlineData("calico", "kube-system")]
    [InlineData("calico", "envoy-gateway-system")]
    [InlineData("calico", "monitoring")]
    [InlineData("calico", "observability")]
    public void LeftOut_AnyOneTakenBack_IsMissed(string cni, string ns)
    {
        var result = Rendered.Of($"{Answers}cluster: {{cni: {cni}}}\nobservability: {{tracing: otlp}}\nsecurity: {{clusterPolicies: default-deny}}\n{Services}");
        var objects = ObjectsOf(result);
        var deny = objects.Single(o => IsOfCluster(o) && o.Name == "shop-default-deny");
        if (cni == "cilium") Assert.True(deny.Spec.Map("endpointSelector").Maps("matchExpressions").Single(e => e.Text("operator") == "NotIn" && e.Text("key") == "k8s:io.kubernetes.pod.namespace").List("values")!.Remove(ns));
        else Replace(deny, $" && projectcalico.org/name != '{ns}'", "");
        Assert.NotEmpty(ReachabilityTests.Differences(result, [.. objects.Where(o => o.Kind.EndsWith("NetworkPolicy", StringComparison.Ordinal))], podsHaveAddresses: true));
        // The proof has no pods of the system that do more than answer, so of the others alone.
        Assert.Contains(Prove(result, objects).Findings, f => f.Code == "NS6102");
    }

    /// <summary>Without a namespace asked for, Cilium's gateway would be held as well, and so would host endpoints of Calico.</summary>
    [Fact]
    public void Selector_OfAnythingButPods_ClosesCiliumsGateway()
    {
        var result = Rendered.Of($"{Answers}cluster: {{cni: cilium, apiServer: api.example.com}}\nedge: {{controller: cilium}}\nsecurity: {{clusterPolicies: default-deny}}\n");
        var objects = ObjectsOf(result);
        Assert.Empty(Prove(result, objects).Findings);
        var expressions = objects.Single(IsOfCluster).Spec.Map("endpointSelector").List("matchExpressions")!;
        Assert.Equal(1, expressions.RemoveAll(e => ((Map)e!).Text("operator") == "Exists"));
        Assert.Contains(Prove(result, objects).Findings, f => f.Code == "NS6102" && f.Message.StartsWith("{gateway shop/shop} could not reach shop/", StringComparison.Ordinal));
        Assert.Contains("has(projectcalico.org/name)", ObjectsOf(Rendered.Of($"{Answers}cluster: {{cni: calico}}\nsecurity: {{clusterPolicies: default-deny}}\n")).Single(IsOfCluster).Spec.Text("namespaceSelector"), StringComparison.Ordinal);
    }

    /// <summary>Cilium takes no empty list, and Calico would ask it first if it had an order.</summary>
    [Fact]
    public void Form_OfEachKind_IsWhatThePodNetworkTakes()
    {
        var cilium = ObjectsOf(Rendered.Of($"{Answers}security: {{clusterPolicies: default-deny}}\n")).Single(IsOfCluster);
        Assert.Equal(("CiliumClusterwideNetworkPolicy", "cilium.io/v2", ""), (cilium.Kind, cilium.ApiVersion, cilium.Namespace));
        Assert.Empty(Assert.IsType<Map>(Assert.Single(cilium.Spec.List("ingress")!)));
        Assert.Single(cilium.Spec.List("egress")!);

        foreach (var (enforcement, kind) in new[] { ("enforce", "GlobalNetworkPolicy"), ("observe", "StagedGlobalNetworkPolicy") })
        {
            var calico = ObjectsOf(Rendered.Of($"{Answers}cluster: {{cni: calico}}\nsecurity: {{clusterPolicies: default-deny, enforcement: {enforcement}}}\n")).Single(IsOfCluster);
            Assert.Equal((kind, "projectcalico.org/v3", ""), (calico.Kind, calico.ApiVersion, calico.Namespace));
            Assert.Equal(["Ingress", "Egress"], calico.Spec.List("types")!.Cast<string>());
            Assert.DoesNotContain("order", calico.Spec!.Keys);
            Assert.All(calico.Spec.Maps("egress"), r => Assert.Equal("Allow", r.Text("action")));
        }
    }

    /// <summary>Each namespace that the bundle makes is left out, but for those of the application that ask for a default deny themselves, and for pods that need no network.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("cluster: {cni: calico}\nedge: {controller: nginx-gateway-fabric}\n")]
    [InlineData("cluster: {platform: kind, cni: cilium}\nedge: {controller: traefik}\nscaling: {autoscaling: custom-metrics}\n")]
    [InlineData("cluster: {cni: calico}\nmesh: {kind: istio-ambient}\nedge: {api: ingress, controller: haproxy, loadBalancerProvider: metallb, addressPool: [192.0.2.16/28]}\n")]
    [InlineData("cluster: {platform: eks, cni: calico, nodeTuning: bbr, kernel: \"6.8\"}\nedge: {api: ingress, controller: ingress-nginx}\n")]
    [InlineData("edge: {api: istio}\ntls: {issuer: none}\nobservability: {monitoring: none, prometheusNamespace: prom}\n")]
    public void LeftOut_OfAnyBundle_AreTheNamespacesOfItsReleases(string answers)
    {
        var result = Rendered.Of($"{(answers.Contains("cluster:", StringComparison.Ordinal) ? answers : $"cluster: {{cni: cilium}}\n{answers}")}{Answers}security: {{clusterPolicies: default-deny}}\nwaivers: [{{code: NS2011, reason: a test}}]\n");
        var objects = ObjectsOf(result);
        var made = objects.Where(o => o.Kind == "Namespace").Select(o => o.Name).Except(["shop", "shop-dev", "node-tuning"]).ToList();
        var free = FreeAmong(objects, [.. made, "kube-system", "local-path-storage", "calico-system", "shop", "shop-dev", "elsewhere", "default", "node-tuning", "prom", "keda", "metallb-system", "istio-system"]);
        string[] expected =
        [
            .. made, "kube-system",
            .. answers.Contains("platform: kind", StringComparison.Ordinal) ? ["local-path-storage"] : Array.Empty<string>(),
            .. answers.Contains("calico", StringComparison.Ordinal) ? ["calico-system"] : Array.Empty<string>(),
        ];
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), free);
    }

    [Theory]
    [InlineData("default-deny", false)]
    [InlineData("ingress-only", true)]
    [InlineData("none", true)]
    public void Application_ThatAsksForLess_IsLeftOutInAllEnvironments(string policies, bool isFree)
    {
        foreach (var cni in new[] { "cilium", "calico" })
        {
            var objects = ObjectsOf(Rendered.Of($"{Answers}cluster: {{cni: {cni}}}\nsecurity: {{clusterPolicies: default-deny, policies: {policies}}}\n"));
            Assert.Equal(isFree ? ["shop", "shop-dev"] : [], FreeAmong(objects, ["shop", "shop-dev", "shop-test"]));
        }
    }

    [Fact]
    public void Layers_WithoutThePlatform_HaveNoneAndSaySo()
    {
        var outcome = Rendered.Try($"{Answers}layers: [app]\nsecurity: {{clusterPolicies: default-deny}}\n");
        Assert.DoesNotContain(outcome.Value!.Objects(), IsOfCluster);
        Assert.Contains(outcome.Diagnostics, d => d.Message.Contains("security.clusterPolicies", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.Diagnostics, d => d.Code.StartsWith("NS266", StringComparison.Ordinal));
    }

    /// <summary>What the README gives to whoever runs another namespace opens the other end, and nothing else.</summary>
    [Theory]
    [InlineData("cilium")]
    [InlineData("calico")]
    public void Readme_OfADeclaredCall_OpensTheOtherEnd(string cni)
    {
        var result = Rendered.Of($"{Answers}cluster: {{cni: {cni}}}\nsecurity: {{clusterPolicies: default-deny}}\n{Services}");
        var objects = ObjectsOf(result);
        var foreign = string.Concat(Pod("team-b", "users", "app.kubernetes.io/name: users"), Pod("team-b", "x", "app: x"), Pod("team-b", "w", "app: w"));
        var readme = result.FileText("README.md");
        var at = readme.IndexOf("```yaml\napiVersion: networking.k8s.io/v1", StringComparison.Ordinal) + 8;
        var policies = readme[at..readme.IndexOf("```", at, StringComparison.Ordinal)];
        string[] Open(string more) => [.. Connections(objects, $"{foreign}---\n{more}").Where(c => c.Contains("team-b/", StringComparison.Ordinal) && !c.Contains(" 53", StringComparison.Ordinal))];

        Assert.Empty(Open(""));
        Assert.Equal(["shop/web -> team-b/users TCP 8080", "team-b/x -> shop/api TCP 9000"], Open(policies));
        Assert.Equal(2, result.Plan.Findings.Count(d => d.Code == "NS2665"));
    }

    [Fact]
    public void Report_OfHeldOtherEnds_SaysSo()
    {
        var text = Rendered.Of($"{Answers}security: {{clusterPolicies: default-deny}}\n{Services}").FileText("docs/reachability.md");
        Assert.Contains("What is shown of pods in team-b is what this application lets through.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Policies of the whole cluster", Rendered.Of($"{Answers}{Services}").FileText("docs/reachability.md"), StringComparison.Ordinal);
    }

    private static bool IsOfCluster(KubeObject o) => o.Kind is "CiliumClusterwideNetworkPolicy" or "GlobalNetworkPolicy" or "StagedGlobalNetworkPolicy";

    private static ImmutableArray<KubeObject> ObjectsOf(ScaffoldResult result) => result.Objects();

    private static void Replace(KubeObject policy, string text, string by)
    {
        var selector = policy.Spec.Text("namespaceSelector")!;
        Assert.Contains(text, selector, StringComparison.Ordinal);
        policy.Spec!["namespaceSelector"] = selector.Replace(text, by, StringComparison.Ordinal);
    }

    private static ReachProof Prove(ScaffoldResult result, IEnumerable<KubeObject> objects) =>
        ReachProof.Of(result.Answers with { Namespace = result.Plan.Base.Namespace }, [Source(objects)]);

    private static SourceText Source(IEnumerable<KubeObject> objects) => new("objects.yaml", string.Join("---\n", objects.Select(o => o.ToJson() + "\n")));

    /// <summary>Those of these namespaces whose pods open what they like.</summary>
    private static string[] FreeAmong(IEnumerable<KubeObject> objects, IEnumerable<string> namespaces)
    {
        var names = namespaces.Distinct().ToList();
        var policies = objects.Where(IsOfCluster);
        return [.. Connections(policies, string.Concat(names.Select(n => Pod(n, "probe")))).Where(c => c.EndsWith(" -> outside all", StringComparison.Ordinal)).Select(c => c.Split('/')[0]).Order(StringComparer.Ordinal)];
    }

    private static string[] OpenBetweenOthers(IEnumerable<KubeObject> objects) =>
        Connections(objects.Where(o => o.Namespace.Length == 0 || o.Kind.EndsWith("NetworkPolicy", StringComparison.Ordinal)), Others);

    /// <summary>A line for each connection, pods by namespace and name, and every address as outside unless only some are open.</summary>
    private static string[] Connections(IEnumerable<KubeObject> objects, string more)
    {
        var cluster = ClusterReader.Read([Source(objects), new SourceText("others.yaml", more)], countsStaged: true);
        Assert.DoesNotContain(cluster.Findings, f => f.Severity == Severity.Error);
        return
        [
            .. Reachability.Of(cluster).Connections().Where(c => c.Source is not ControllerPeer)
                .Select(c => $"{NameOf(c.Source)} -> {NameOf(c.Destination)} {c.Allowed}").Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string NameOf(Peer peer) => peer switch
    {
        WorkloadPeer workload => $"{workload.Namespace}/{workload.Name}",
        AddressPeer address when $"{address}" is "192.0.2.0/24" => "192.0.2.0/24",
        AddressPeer => "outside",
        _ => $"{peer}",
    };

    private static string Namespace(string name, string labels) => $"---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {labels}}}\n";

    private static string Pod(string ns, string name, string? label = null) =>
        $"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {ns}, labels: {{{label ?? $"app: {name}"}}}}}\nspec: {{containers: [{{name: main, image: x}}]}}\n";
}
