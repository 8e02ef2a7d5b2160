using NetScaffold.Answers;
using NetScaffold.Wizard;
using Xunit;

namespace NetScaffold.Tests.Wizard;

public sealed class CniAdviceTests
{
    /// <summary>platform, with what is special about its nodes | what is wanted | choice | how the reason begins | what is lost, or -</summary>
    private const string TruthTable = """
        kubeadm              |                                  | cilium   | It is the default                                                  | -
        kubeadm              | Observability                    | cilium   | It alone can log flows here.                                       | -
        kubeadm              | PolicyByName                     | cilium   | It alone can allow egress by DNS name here.                        | -
        kubeadm              | LayerSevenPolicy                 | cilium   | It alone can judge HTTP and gRPC calls here.                       | -
        kubeadm              | Bgp                              | cilium   | It can announce routes by BGP, as calico can, and cilium is the    | -
        kubeadm              | Encryption                       | cilium   | It is the default                                                  | -
        kubeadm              | ClusterWidePolicy                | cilium   | It is the default                                                  | -
        kubeadm              | DualStack                        | cilium   | It is the default                                                  | -
        kubeadm              | SmallFootprint                   | flannel  | It alone can keep the footprint small here.                        | -
        kubeadm              | SmallFootprint, Encryption       | flannel  | It alone can keep the footprint small here.                        | -
        kubeadm              | SmallFootprint, PolicyByName     | cilium   | It alone can allow egress by DNS name here.                        | SmallFootprint
        kubeadm              | SmallFootprint, Bgp              | cilium   | It can announce routes by BGP, as calico can, and cilium is the    | SmallFootprint
        kubeadm              | SmallFootprint, DualStack        | flannel  | It alone can keep the footprint small here.                        | -
        kubeadm              | Windows                          | calico   | It alone can run on Windows nodes here.                            | -
        kubeadm              | Windows, PolicyByName            | calico   | It alone can run on Windows nodes here.                            | PolicyByName
        kubeadm              | Windows, Encryption, Bgp         | calico   | It alone can run on Windows nodes here.                            | Encryption, Bgp
        kubeadm              | Windows, DualStack               | calico   | It alone can run on Windows nodes here.                            | DualStack
        kubeadm              | Windows, SmallFootprint          | calico   | It alone can run on Windows nodes here.                            | SmallFootprint
        kubeadm 4.18         |                                  | calico   | Cilium needs kernel 5.10 or newer, and calico comes next.          | -
        kubeadm 5.9          | Encryption                       | calico   | Cilium needs kernel 5.10 or newer, and calico comes next.          | -
        kubeadm 5.10         | Encryption                       | cilium   | It is the default                                                  | -
        kubeadm 5.5          | Encryption                       | calico   | Cilium needs kernel 5.10 or newer, and calico comes next.          | Encryption
        kubeadm 4.18         | SmallFootprint                   | flannel  | It alone can keep the footprint small here.                        | -
        kubeadm 4.18         | Bgp                              | calico   | It alone can announce routes by BGP here.                          | -
        kubeadm 4.18         | PolicyByName, LayerSevenPolicy   | calico   | Cilium needs kernel 5.10 or newer, and calico comes next.          | PolicyByName, LayerSevenPolicy
        kubeadm managed      |                                  | cilium   | It is the default                                                  | -
        kind                 |                                  | cilium   | It is the default                                                  | -
        kind                 | SmallFootprint                   | existing | It can keep the footprint small, as flannel can, and what kind     | -
        kind                 | SmallFootprint, Encryption       | flannel  | It alone can encrypt between nodes and keep the footprint small    | -
        kind                 | Observability, SmallFootprint    | cilium   | It alone can log flows here.                                       | SmallFootprint
        kind                 | Windows                          | calico   | Cilium does not run on Windows nodes, and calico comes next.       | Windows
        k3s                  |                                  | cilium   | It is the default                                                  | -
        k3s                  | SmallFootprint                   | existing | It alone can keep the footprint small here.                        | -
        k3s                  | SmallFootprint, Encryption       | existing | It alone can keep the footprint small here.                        | -
        k3s 4.18             | SmallFootprint, ClusterWidePolicy | calico  | It alone can hold policies for all namespaces here.                | SmallFootprint
        eks                  |                                  | existing | eks brings it, so nothing more is installed.                       | -
        eks                  | PolicyByName                     | cilium   | It alone can allow egress by DNS name here.                        | -
        eks                  | Observability, SmallFootprint    | cilium   | It alone can log flows here.                                       | SmallFootprint
        eks                  | Bgp                              | cilium   | It alone can announce routes by BGP here.                          | -
        eks                  | DualStack                        | existing | eks brings it, so nothing more is installed.                       | DualStack
        eks                  | Windows, ClusterWidePolicy       | calico   | It alone can hold policies for all namespaces here.                | -
        eks managed          | Observability                    | existing | Where the cloud manages the nodes, the pod network cannot be       | Observability
        aks                  |                                  | existing | aks brings it, so nothing more is installed.                       | -
        aks                  | PolicyByName                     | cilium   | It alone can allow egress by DNS name here.                        | -
        aks                  | SmallFootprint, Encryption       | flannel  | It alone can encrypt between nodes and keep the footprint small    | -
        aks                  | Windows                          | existing | It can run on Windows nodes, as calico can, and what aks brings    | -
        aks managed          | PolicyByName, Windows            | existing | Where the cloud manages the nodes, the pod network cannot be       | Windows, PolicyByName
        gke                  |                                  | existing | GKE's own pod network cannot be replaced.                          | -
        gke                  | PolicyByName, Observability      | existing | GKE's own pod network cannot be replaced.                          | PolicyByName
        gke                  | Encryption, DualStack            | existing | GKE's own pod network cannot be replaced.                          | -
        gke managed          | Encryption                       | existing | Where the cloud manages the nodes, the pod network cannot be       | Encryption
        """;

    private static readonly string[] Candidates = ["cilium", "calico", "flannel", "existing"];

    public static TheoryData<string> Rows => [.. TruthTable.Split('\n')];

    /// <summary>All features, platforms and kinds of nodes, with a kernel for each class: without WireGuard, without Cilium, with both.</summary>
    private static IEnumerable<CniNeeds> All =>
        from platform in new[] { "kubeadm", "kind", "k3s", "eks", "aks", "gke" }
        from managed in new[] { false, true }
        from kernel in new KernelVersion[] { new(4, 18), new(5, 6), new(5, 9), new(5, 10), new(6, 12) }
        from wanted in Enumerable.Range(0, 1 << 9)
        select new CniNeeds(platform, (CniFeatures)wanted) { ManagedNodes = managed, Kernel = kernel };

    [Theory, MemberData(nameof(Rows))]
    public void Advice_OfARow_IsItsChoiceWithReasonAndLosses(string row)
    {
        var cells = row.Split('|').Select(c => c.Trim()).ToList();
        var nodes = cells[0].Split(' ');
        var needs = new CniNeeds(nodes[0], Of(cells[1])) { ManagedNodes = nodes.Contains("managed") };
        if (KernelVersion.TryParse(nodes[^1], out var kernel)) needs = needs with { Kernel = kernel };

        var advice = CniAdvice.For(needs);

        Assert.Equal(cells[2], advice.Choice);
        Assert.StartsWith(cells[3], advice.Reason, StringComparison.Ordinal);
        Assert.Equal(cells[4] == "-" ? "" : cells[4], string.Join(", ", advice.Lost.Select(l => l.Feature)));

        static CniFeatures Of(string names) => names.Length == 0 ? CniFeatures.None : Enum.Parse<CniFeatures>(names);
    }

    [Fact]
    public void Advice_ForAllNeeds_IsNeverWhatCannotBe() => AssertNone(needs =>
    {
        var choice = CniAdvice.For(needs).Choice;
        var isCloud = needs.Platform is "eks" or "aks" or "gke";
        return !Candidates.Contains(choice)
            || (choice == "cilium" && (needs.Kernel < new KernelVersion(5, 10) || needs.Wants(CniFeatures.Windows)))
            || (choice == "flannel" && needs.Platform is not ("kubeadm" or "kind" or "aks"))
            || (choice == "existing" && needs.Platform == "kubeadm")
            || (choice != "existing" && (needs.Platform == "gke" || (isCloud && needs.ManagedNodes)));
    });

    [Fact]
    public void Advice_ForAllNeeds_HasEachWantedFeatureOrLosesIt() => AssertNone(needs =>
    {
        var advice = CniAdvice.For(needs);
        var missing = CniTable.Rows.Where(r => needs.Wants(r.Feature) && !CniTable.Of(advice.Choice, r, needs).Has).Select(r => r.Feature);
        return !missing.SequenceEqual(advice.Lost.Select(l => l.Feature)) || advice.Lost.Any(l => !IsSentence(l.Why));
    });

    /// <summary>What comes earlier in the order of the features wins over what comes later, whatever else is wanted.</summary>
    [Fact]
    public void Advice_ForAllNeeds_IsBeatenByNoOtherChoice() => AssertNone(needs =>
    {
        var had = Had(CniAdvice.For(needs).Choice);
        return Candidates.Where(c => CniTable.BarOf(c, needs) is null).Any(c => string.CompareOrdinal(Had(c), had) > 0);

        string Had(string choice) => string.Concat(CniTable.Rows.Where(r => needs.Wants(r.Feature)).Select(r => CniTable.Of(choice, r, needs).Has ? '1' : '0'));
    });

    [Fact]
    public void Advice_ForAllNeeds_SaysWhyOfEveryChoice() => AssertNone(needs =>
    {
        var advice = CniAdvice.For(needs);
        return !IsSentence(advice.Reason) || !advice.Conditions.All(IsSentence) || !advice.RuledOut.All(r => IsSentence(r.Why))
            || !advice.RuledOut.Select(r => r.Choice).SequenceEqual(new[] { "cilium", "calico", "flannel", "canal", "weave", "existing" }.Where(c => c != advice.Choice))
            || !Why(advice, "canal").Contains("Calico with VXLAN", StringComparison.Ordinal)
            || !Why(advice, "weave").Contains("Cilium or Calico with WireGuard", StringComparison.Ordinal);
    });

    [Fact]
    public void Advice_AskedTwice_IsTheSame() => AssertNone(needs => Words(CniAdvice.For(needs)) != Words(CniAdvice.For(needs with { Kernel = new KernelVersion(needs.Kernel.Major, needs.Kernel.Minor) })));

    /// <summary>On machines of one's own nobody manages the nodes.</summary>
    [Fact]
    public void ManagedNodes_WithoutACloud_ChangeNothing() =>
        AssertNone(needs => needs.Platform is "kubeadm" or "kind" or "k3s" && Words(CniAdvice.For(needs)) != Words(CniAdvice.For(needs with { ManagedNodes = !needs.ManagedNodes })));

    [Theory]
    [InlineData("kubeadm", CniFeatures.Bgp, "calico", "It has no more of what is wanted, and cilium is the default.")]
    [InlineData("kubeadm", CniFeatures.Bgp, "flannel", "It cannot announce routes by BGP.")]
    [InlineData("kubeadm", CniFeatures.Observability, "calico", "It cannot log flows: its log of flows, Goldmane, is a technical preview.")]
    [InlineData("kubeadm", CniFeatures.None, "existing", "kubeadm brings no pod network.")]
    [InlineData("aks", CniFeatures.PolicyByName, "existing", "It cannot allow egress by DNS name: AKS does so with Advanced Container Networking Services alone, which cost extra.")]
    [InlineData("aks", CniFeatures.None, "cilium", "It has no more of what is wanted, and what aks brings is there already.")]
    [InlineData("k3s", CniFeatures.SmallFootprint, "flannel", "k3s has flannel and a policy controller inside; a second one would fight it.")]
    [InlineData("kubeadm", CniFeatures.Windows, "cilium", "Cilium does not run on Windows nodes.")]
    public void RuledOut_Choice_HasItsReason(string platform, CniFeatures wanted, string choice, string why) => Assert.Equal(why, Why(CniAdvice.For(new CniNeeds(platform, wanted)), choice));

    [Theory]
    [InlineData("kubeadm", CniFeatures.PolicyByName | CniFeatures.SmallFootprint, "It cannot keep the footprint small; flannel can, but cannot allow egress by DNS name.")]
    [InlineData("kubeadm", CniFeatures.Windows | CniFeatures.PolicyByName, "It cannot allow egress by DNS name: its commercial editions alone can.")]
    [InlineData("kind", CniFeatures.Windows, "It cannot run on Windows nodes: kind and k3s have no Windows nodes.")]
    public void Lost_Feature_HasItsReason(string platform, CniFeatures wanted, string why) => Assert.Equal(why, Assert.Single(CniAdvice.For(new CniNeeds(platform, wanted)).Lost).Why);

    [Theory]
    [InlineData("kind", CniFeatures.SmallFootprint, "")]
    [InlineData("eks", CniFeatures.None, "EKS enforces NetworkPolicy once that is turned on for the VPC CNI.")]
    [InlineData("eks", CniFeatures.PolicyByName, "")]
    [InlineData("k3s", CniFeatures.Encryption | CniFeatures.SmallFootprint, "k3s encrypts when servers are started with --flannel-backend=wireguard-native.")]
    [InlineData("gke", CniFeatures.Observability, "GKE enforces NetworkPolicy on clusters with Dataplane V2. GKE logs flows when Dataplane V2 observability is turned on.")]
    public void Conditions_OfAChoice_AreSaid(string platform, CniFeatures wanted, string conditions) => Assert.Equal(conditions, string.Join(' ', CniAdvice.For(new CniNeeds(platform, wanted)).Conditions));

    [Fact]
    public void Facts_OfTheTable_HaveARowForEachFeatureInTheirOrder()
    {
        Assert.Equal(Enum.GetValues<CniFeatures>().Where(f => f != CniFeatures.None), CniTable.Rows.Select(r => r.Feature));
        Assert.All(CniTable.Rows.Append(CniTable.NetworkPolicy), r => Assert.Equal((CniTable.Installed.Length, CniTable.Bringing.Length), (r.Installed.Length, r.Brought.Length)));
    }

    /// <summary>A platform or pod network that is added needs a column, and a thought.</summary>
    [Fact]
    public void Questions_OfPlatformAndPodNetwork_OfferOnlyWhatTheAdviceKnows()
    {
        Assert.All(((ChoiceShape)Questions.Platform.Shape).Choices, p => Assert.Contains(p.Value, CniTable.Bringing.Append("kubeadm")));
        Assert.All(((ChoiceShape)Questions.Cni.Shape).Choices, c => Assert.Contains(c.Value, CniTable.Installed.Append("existing")));
    }

    private static void AssertNone(Func<CniNeeds, bool> isWrong)
    {
        var wrong = All.Where(isWrong).Take(5).Select(n => $"{n}: {Words(CniAdvice.For(n))}").ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Why(CniAdvice advice, string choice) => advice.RuledOut.Single(r => r.Choice == choice).Why;

    private static string Words(CniAdvice advice) => string.Join('\n', [advice.Choice, advice.Reason, .. advice.Conditions, .. advice.RuledOut.Select(r => $"{r}"), .. advice.Lost.Select(l => $"{l}")]);

    private static bool IsSentence(string text) => text.Length > 10 && text.IndexOf('.', StringComparison.Ordinal) > 0 && text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal);
}
