using CsCheck;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>What is wrong in manifests is a finding with its line, and the rest is computed as if it were not there.</summary>
public sealed partial class BadManifestsTests
{
    // Two pods; only port 80 lets anyone in.
    private const string Good = """
        apiVersion: v1
        kind: Pod
        metadata: {name: x, namespace: a, labels: {app: x}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: z, namespace: a, labels: {app: z}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: good, namespace: a}
        spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}

        """;

    private static readonly string[] GoodTable = ["anyone => a/x, a/z : TCP 80", "pods => outside : all"];

    [Theory]
    [InlineData("podSelector: {matchExpressions: [{key: app, operator: In}]} # HERE", "needs values")]
    [InlineData("podSelector: {matchExpressions: [{key: app, operator: NotIn, values: []}]} # HERE", "needs values")]
    [InlineData("podSelector: {matchExpressions: [{key: app, operator: Exists, values: [x]}]} # HERE", "takes no values")]
    [InlineData("podSelector: {matchExpressions: [{key: app, operator: Is, values: [x]}]} # HERE", "none of In, NotIn, Exists, DoesNotExist")]
    [InlineData("podSelector: {matchExpressions: [{operator: Exists}]} # HERE", "no key")]
    [InlineData("podSelector: {matchLabels: {version: 1}} # HERE", "quoted")]
    [InlineData("podSelector: {matchLabels: {enabled: true}} # HERE", "quoted")]
    [InlineData("podSelector: [app] # HERE", "a list, not a map")]
    [InlineData("ingress: {from: []} # HERE", "a map, not a list")]
    [InlineData("ingress:\n- any # HERE", "not a map")]
    [InlineData("ingress:\n- ports:\n  - port: 443\n  - port: 0 # HERE", "0")]
    [InlineData("ingress:\n- ports: [{port: 70000}] # HERE", "70000")]
    [InlineData("ingress:\n- ports: [{port: -1}] # HERE", "-1")]
    [InlineData("ingress:\n- ports: [{port: HTTP_80}] # HERE", "HTTP_80")]
    [InlineData("ingress:\n- ports: [{port: a-name-of-sixteen}] # HERE", "a-name-of-sixteen")]
    [InlineData("ingress:\n- ports: [{port: [80]}] # HERE", "a list")]
    [InlineData("ingress:\n- ports: [{port: 90, endPort: 80}] # HERE", "endPort is below port")]
    [InlineData("ingress:\n- ports: [{endPort: 80}] # HERE", "endPort needs a port")]
    [InlineData("ingress:\n- ports: [{port: http, endPort: 80}] # HERE", "endPort needs a port")]
    [InlineData("ingress:\n- ports: [{port: 80, endPort: 65536}] # HERE", "65536")]
    [InlineData("ingress:\n- ports: [{port: 80, protocol: tcp}] # HERE", "none of TCP, UDP, SCTP")]
    [InlineData("ingress:\n- from:\n  - podSelector: {}\n    ipBlock: {cidr: 10.0.0.0/8} # HERE", "beside a selector")]
    [InlineData("ingress:\n- from:\n  - podSelector: {}\n  - {} # HERE", "names nothing")]
    [InlineData("ingress:\n- from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}] # HERE", "11.0.0.0/16")]
    [InlineData("ingress:\n- from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}] # HERE", "strictly inside")]
    [InlineData("ingress:\n- from: [{ipBlock: {cidr: 10.0.0.0/8, except: ['fd00::/64']}}] # HERE", "fd00::/64")]
    [InlineData("ingress:\n- from: [{ipBlock: {cidr: 10.0.0.0/33}}] # HERE", "no CIDR")]
    [InlineData("ingress:\n- from: [{ipBlock: {cidr: 10.0.0.1}}] # HERE", "no CIDR")]
    [InlineData("ingress:\n- from: [{ipBlock: {}}] # HERE", "no cidr")]
    [InlineData("policyTypes: [ingress] # HERE", "neither Ingress nor Egress")]
    public void NetworkPolicy_TheApiRefuses_IsLeftOut(string spec, string message)
    {
        var finding = OnlyFinding($"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: bad, namespace: a}}\nspec:\n{Indented(spec)}\n", "NS6001");
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.StartsWith("NetworkPolicy a/bad: ", finding.Message, StringComparison.Ordinal);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tier: Other # HERE\npriority: 1\nsubject: {namespaces: {}}", "neither Admin nor Baseline")]
    [InlineData("tier: Admin\npriority: 1001 # HERE\nsubject: {namespaces: {}}", "1001")]
    [InlineData("tier: Admin # HERE\nsubject: {namespaces: {}}", "no priority")]
    [InlineData("tier: Admin # HERE\npriority: 1", "subject")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {} # HERE", "subject")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}, pods: {namespaceSelector: {}, podSelector: {}}} # HERE", "subject")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- {action: Allow, from: [{namespaces: {}}]} # HERE", "none of Accept, Deny, Pass")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- {action: Deny} # HERE", "names nobody")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- {action: Deny, from: [{namespaces: {}, pods: {}}]} # HERE", "exactly one")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\negress:\n- {action: Deny, to: [{networks: [10.0.0.0]}]} # HERE", "no CIDR")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - {destinationNamedPort: http, tcp: {}} # HERE", "exactly one")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - tcp: {destinationPort: {number: 0}} # HERE", "0")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - tcp: {destinationPort: {range: {start: 81, end: 80}}} # HERE", "range")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - tcp: {destinationPort: {range: {start: 80, end: 80}}} # HERE", "range")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - tcp: {} # HERE", "destinationPort")]
    [InlineData("tier: Admin\npriority: 1\nsubject: {namespaces: {}}\ningress:\n- action: Deny\n  from: [{namespaces: {}}]\n  protocols:\n  - tcp: {destinationPort: {}} # HERE", "exactly one")]
    public void ClusterNetworkPolicy_TheApiRefuses_IsLeftOut(string spec, string message)
    {
        var finding = OnlyFinding($"apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {{name: bad}}\nspec:\n{Indented(spec)}\n", "NS6001");
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AdminNetworkPolicy", "priority: 1\nsubject: {namespaces: {}}\ningress:\n- {action: Accept, from: [{namespaces: {}}]} # HERE", "none of Allow, Deny, Pass")]
    [InlineData("BaselineAdminNetworkPolicy", "subject: {namespaces: {}}\ningress:\n- {action: Pass, from: [{namespaces: {}}]} # HERE", "none of Allow, Deny")]
    [InlineData("AdminNetworkPolicy", "priority: 1\nsubject: {namespaces: {}}\ningress:\n- {action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {protocol: TCP}}]} # HERE", "no port")]
    public void OlderKind_TheApiRefuses_IsLeftOut(string kind, string spec, string message)
    {
        var finding = OnlyFinding($"apiVersion: policy.networking.k8s.io/v1alpha1\nkind: {kind}\nmetadata: {{name: bad}}\nspec:\n{Indented(spec)}\n", "NS6001");
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    // What Kubernetes' reader of YAML takes for a number or a boolean is no label.
    [Theory]
    [InlineData("1")]
    [InlineData("1.10")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("0x1F")]
    [InlineData("0123")]
    [InlineData("1_000")]
    [InlineData("-7")]
    [InlineData("true")]
    [InlineData("yes")]
    [InlineData("off")]
    [InlineData("n")]
    public void Label_NumberOrBooleanWithoutQuotes_IsRefused(string value)
    {
        var finding = OnlyFinding($"apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\n  namespace: a\n  labels:\n    app: ok\n    version: {value} # HERE\n", "NS6001");
        Assert.Contains(value, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("Infinity")]
    [InlineData("e3")]
    [InlineData("1.2.3")]
    [InlineData("2020-01-01")]
    [InlineData("12:30")]
    [InlineData("v1")]
    [InlineData("'1'")]
    [InlineData("\"yes\"")]
    [InlineData("")]
    public void Label_OtherText_IsTaken(string value)
    {
        var cluster = Read($"apiVersion: v1\nkind: Pod\nmetadata:\n  name: fine\n  namespace: a\n  labels:\n    version: {value}\n");
        Assert.Empty(Reachability.Of(cluster).Findings);
        Assert.Equal(value.Trim('\'', '"'), Assert.Single(cluster.Workloads).Labels.Get("version"));
    }

    // No API server would take these labels, but texts made of them must not meet by accident.
    [Theory]
    [InlineData("{k: a, b: ''}", "{matchLabels: {k: 'a, b'}}", "{matchLabels: {k: a}, matchExpressions: [{key: b, operator: Exists}]}")]
    [InlineData("{k: 'a, b'}", "{matchLabels: {k: a}, matchExpressions: [{key: b, operator: Exists}]}", "{matchLabels: {k: 'a, b'}}")]
    [InlineData("{'!k': ''}", "{matchExpressions: [{key: k, operator: Exists}]}", "{matchExpressions: [{key: '!k', operator: Exists}]}")]
    [InlineData("{k: c}", "{matchExpressions: [{key: k, operator: In, values: ['b, c', d]}]}", "{matchExpressions: [{key: k, operator: In, values: [b, c, d]}]}")]
    public void Selectors_WithTextsThatLookAlike_AreKeptApart(string labels, string missing, string meaning)
    {
        var cluster = Read($"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: x
              namespace: a
              labels: {labels}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: [name: one, namespace: a]
            spec:
              podSelector: {missing}
              policyTypes: [Egress]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: [name: two, namespace: a]
            spec:
              podSelector: {meaning}
              policyTypes: [Ingress]

            """.Replace("[name", "{name", StringComparison.Ordinal).Replace("namespace: a]", "namespace: a}", StringComparison.Ordinal));
        var differences = ReachTable.Parse(["a/x => outside : all"], ["a/x[Pod]"]).DifferencesTo(ReachTable.Of(Reachability.Of(cluster).Connections()));
        Assert.Empty(differences);
    }

    [Fact]
    public void Pods_WithLabelsThatLookAlike_AreKeptApart()
    {
        var cluster = Read("""
            {apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a, labels: {app: "1\nb=2"}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: z, namespace: a, labels: {app: "1", b: "2"}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: p, namespace: a}
            spec: {podSelector: {matchLabels: {app: "1", b: "2"}}, policyTypes: [Ingress]}
            """);
        var table = ReachTable.Parse(["anyone => a/x : all", "pods => outside : all"], ["a/x[Pod]", "a/z[Pod]"]);
        Assert.Empty(table.DifferencesTo(ReachTable.Of(Reachability.Of(cluster).Connections())));
    }

    [Fact]
    public void NamedPort_NoPodHasIt_SaysSoAndAllowsNothing() => Assert.Contains(
        "none-such",
        OnlyFinding("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: bad, namespace: a}\nspec:\n  podSelector: {}\n  ingress:\n  - ports: [{port: none-such}] # HERE\n", "NS6006").Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("egres: []", "egress")]
    [InlineData("ingress: [{form: [], ports: [{port: 80}]}]", "from")]
    [InlineData("podSelector: {matchLabel: {app: x}}\n  ingress: [{ports: [{port: 80}]}]", "matchLabels")]
    public void Policy_UnknownField_SaysWhatWasMeant(string field, string meant)
    {
        var text = $"{Good}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: odd, namespace: a}}\nspec:\n  {field}\n";
        var cluster = Read(text);
        var finding = Assert.Single(Reachability.Of(cluster).Findings);
        Assert.Equal(("NS6002", Severity.Warning, 18), (finding.Code, finding.Severity, finding.At.Line));
        Assert.Contains($"'{meant}'", finding.Help, StringComparison.Ordinal);
        // The field is dropped, and the policy holds without it.
        Assert.Equal(2, cluster.Policies.Length);
        IsGood(cluster);
    }

    [Theory]
    [InlineData("k8s.ovn.org/v1", "EgressFirewall")]
    [InlineData("crd.antrea.io/v1beta1", "NetworkPolicy")]
    public void Policy_KindNotUnderstood_SaysSo(string apiVersion, string kind)
    {
        var finding = OnlyFinding($"apiVersion: {apiVersion} # HERE\nkind: {kind}\nmetadata: {{name: other, namespace: a}}\nspec: {{endpointSelector: {{}}}}\n", "NS6003");
        Assert.StartsWith($"{kind} a/other: ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Owners_InACircle_PodIsShownByItsName()
    {
        var text = Good + """
            ---
            {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r1, namespace: b, ownerReferences: [{kind: ReplicaSet, name: r2, controller: true}]}, spec: {template: {spec: {containers: []}}}}
            ---
            {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r2, namespace: b, ownerReferences: [{kind: ReplicaSet, name: r1, controller: true}]}, spec: {template: {spec: {containers: []}}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: self, namespace: b, ownerReferences: [{kind: Pod, name: self, controller: true}]}, spec: {containers: []}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: b, ownerReferences: [{kind: ReplicaSet, name: r1, controller: true}]}, spec: {containers: []}}
            """;
        var cluster = Read(text);
        Assert.Equal(["NS6011 14", "NS6011 16", "NS6011 18", "NS6011 20"], Reachability.Of(cluster).Findings.Select(f => $"{f.Code} {f.At.Line}"));
        Assert.Equal(["a/x[Pod]", "a/z[Pod]", "b/p[Pod]", "b/r1[ReplicaSet]", "b/r2[ReplicaSet]", "b/self[Pod]"], Reachability.Of(cluster).Workloads.Select(w => w.ToString()));
    }

    [Fact]
    public void Pods_OfOneName_TheSecondIsLeftOut()
    {
        var cluster = Read($"{Good}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: x, namespace: a, labels: {{app: other}}}}\n");
        var finding = Assert.Single(Reachability.Of(cluster).Findings);
        Assert.Equal(("NS6009", 14), (finding.Code, finding.At.Line));
        Assert.Contains("manifests.yaml(1,1)", finding.Message, StringComparison.Ordinal);
        Assert.Equal("x", cluster.Workloads[0].Labels.Get("app"));
        IsGood(cluster);
    }

    /// <summary>An operator owns many Deployments, with pods unlike each other; and somebody else's Deployment is another kind.</summary>
    [Fact]
    public void Owners_ThatAreNoWorkloadsHere_OwnNoDeployment()
    {
        var cluster = Read("""
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: x, namespace: a, ownerReferences: [{apiVersion: o/v1, kind: Op, name: op, controller: true}]}, spec: {template: {metadata: {labels: {app: x}}}}}
            ---
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: w, namespace: a, ownerReferences: [{apiVersion: o/v1, kind: Op, name: op, controller: true}]}, spec: {template: {metadata: {labels: {app: w}}}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: z-1, namespace: a, labels: {app: z}, ownerReferences: [{apiVersion: o/v1, kind: Deployment, name: x, controller: true}]}, spec: {}}
            """);
        Assert.Equal(["w", "x", "z"], cluster.Workloads.Select(w => w.Labels.Get("app")).Order());
        Assert.Contains("a/w[Deployment]", cluster.Workloads.Select(w => w.ToString()));
    }

    [Fact]
    public void Pods_ThatTheirOwnerDescribes_TellItsAddresses()
    {
        var cluster = Read("""
            {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent, namespace: a}, spec: {template: {metadata: {labels: {app: agent}}, spec: {hostNetwork: true}}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: agent-1, namespace: a, ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: agent, controller: true}]}, spec: {hostNetwork: true}, status: {podIP: 192.168.1.10}}
            """);
        Assert.Equal("192.168.1.10", Assert.Single(Assert.Single(cluster.Workloads).Addresses).ToString());
    }

    [Fact]
    public void Objects_WithoutName_AreRefusedWhereTheyAreRead()
    {
        OnlyFinding("apiVersion: networking.k8s.io/v1 # HERE\nkind: NetworkPolicy\nmetadata: {namespace: a}\nspec: {podSelector: {}}\n", "NS6001");
        var cluster = Read($"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a]\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [b]\n---\n{Good}");
        Assert.Empty(Reachability.Of(cluster).Findings);
        IsGood(cluster);
    }

    [Fact]
    public void Pods_OfOneNameAndEqual_AreOne()
    {
        var cluster = Read($"{Good}---\n{Good}");
        Assert.Empty(Reachability.Of(cluster).Findings);
        IsGood(cluster);
    }

    [Fact]
    public void Namespace_WithoutManifest_IsSaidOnceWhereLabelsAreAskedFor()
    {
        var cluster = Read($"{Good}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: a}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{team: red}}}}}}]}}]}}\n");
        var finding = Assert.Single(Reachability.Of(cluster).Findings);
        Assert.Equal(("NS6005", 1), (finding.Code, finding.At.Line));
        IsGood(cluster);
    }

    private static string Indented(string spec) => "  " + spec.Replace("\n", "\n  ", StringComparison.Ordinal);

    private static Cluster Read(string text) => ClusterReader.Read([new SourceText("manifests.yaml", text)]);

    /// <summary>The one finding, on the line with the comment HERE, whether the bad object stands first or last.</summary>
    private static Diagnostic OnlyFinding(string bad, string code)
    {
        Diagnostic? only = null;
        foreach (var text in new[] { $"{bad}---\n{Good}", $"{Good}---\n{bad}" })
        {
            var cluster = Read(text);
            only = Assert.Single(Reachability.Of(cluster).Findings);
            Assert.Equal(code, only.Code);
            Assert.Equal(Array.FindIndex(text.Split('\n'), line => line.Contains("# HERE", StringComparison.Ordinal)) + 1, only.At.Line);
            IsGood(cluster);
        }

        return only!;
    }

    private static void IsGood(Cluster cluster)
    {
        var reachability = Reachability.Of(cluster);
        Assert.Empty(ReachTable.Parse(GoodTable, [.. reachability.Workloads.Select(w => w.ToString())]).DifferencesTo(ReachTable.Of(reachability.Connections())));
    }
}
