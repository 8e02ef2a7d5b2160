using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Wizard;

/// <summary>
/// What pod networks can, as of 2026-08-22: Cilium 1.20, Calico 3.32, flannel with its policy controller, Canal of Calico 3.32, Weave Net 2.8, and what platforms bring.
/// Source: the projects' and clouds' documentation. What platforms refuse stands in <see cref="Platform"/>; all else stands here alone. <see cref="CniAdvice"/> decides by it, and <c>netscaffold explain cni</c> prints it.
/// </summary>
internal static class CniTable
{
    /// <summary>The date of the facts, as they stand above.</summary>
    public const string AsOf = "2026-08-22";

    /// <summary>What is installed: the columns of <see cref="CniRow.Installed"/>. The last two are never recommended.</summary>
    public static ImmutableArray<string> Installed { get; } = ["cilium", "calico", "flannel", "canal", "weave"];

    /// <summary>Platforms that bring a pod network: the columns of <see cref="CniRow.Brought"/>.</summary>
    public static ImmutableArray<string> Bringing { get; } = ["kind", "k3s", "eks", "aks", "gke"];

    private static CniCell Yes { get; } = new(true, "yes", null);

    private static CniCell No { get; } = new(false, "no", null);

    private static CniCell Acns { get; } = new(false, "ACNS", "AKS does so with Advanced Container Networking Services alone, which cost extra");

    /// <summary>That NetworkPolicy is enforced: wanted always, and nobody who lacks it is a candidate.</summary>
    public static CniRow NetworkPolicy { get; } = new(CniFeatures.None, "NetworkPolicy", "enforce NetworkPolicy",
        [Yes, Yes, Yes, Yes, Yes],
        [
            Yes, Yes, new(true, "opt-in", "EKS enforces NetworkPolicy once that is turned on for the VPC CNI"),
            new(true, "opt-in", "AKS enforces NetworkPolicy when the cluster is made with --network-policy"), new(true, "opt-in", "GKE enforces NetworkPolicy on clusters with Dataplane V2"),
        ]);

    /// <summary>Every feature, in the order of <see cref="CniFeatures"/>.</summary>
    public static ImmutableArray<CniRow> Rows { get; } =
    [
        new(CniFeatures.Windows, "Windows nodes", "run on Windows nodes",
            [No, Yes, new(false, "no", "its policy controller runs on Linux alone"), No, No],
            [No, No, Yes, Yes, Yes]),
        new(CniFeatures.PolicyByName, "policies by DNS name", "allow egress by DNS name",
            [Yes, new(false, "no", "its commercial editions alone can"), No, No, No],
            [No, No, new(false, "own kind", "EKS has a kind of its own for it, ApplicationNetworkPolicy, which bundles do not write"), Acns, new(false, "own kind", "GKE has a kind of its own for it, FQDNNetworkPolicy, which bundles do not write")]),
        new(CniFeatures.LayerSevenPolicy, "policies on HTTP and gRPC", "judge HTTP and gRPC calls",
            [Yes, new(false, "no", "it does so together with Istio alone"), No, No, No],
            [No, No, No, Acns, No]),
        new(CniFeatures.Encryption, "encryption between nodes", "encrypt between nodes",
            [Yes, Yes, Yes, No, new(true, "own", "it encrypts by a password, not with WireGuard")],
            [No, new(true, "flag", "k3s encrypts when servers are started with --flannel-backend=wireguard-native"), No, Acns, new(true, "opt-in", "GKE encrypts when the cluster is made with --in-transit-encryption")]),
        new(CniFeatures.Bgp, "BGP", "announce routes by BGP",
            [Yes, Yes, No, No, No],
            [No, No, No, No, No]),
        new(CniFeatures.ClusterWidePolicy, "policies for all namespaces", "hold policies for all namespaces",
            [Yes, Yes, new(true, "yes", "flannel's policy controller takes ClusterNetworkPolicy, the API of SIG Network"), Yes, No],
            [No, No, new(false, "own kind", "EKS has a kind of its own for it, ClusterNetworkPolicy, which bundles do not write"), No, new(true, "opt-in", "GKE takes CiliumClusterwideNetworkPolicy when it is turned on")]),
        new(CniFeatures.DualStack, "IPv4 and IPv6 at once", "carry IPv4 and IPv6 at once",
            [Yes, Yes, Yes, new(false, "limited", "the flannel in it is old"), No],
            [Yes, Yes, No, Yes, Yes]),
        new(CniFeatures.Observability, "log of flows", "log flows",
            [Yes, new(false, "preview", "its log of flows, Goldmane, is a technical preview"), No, No, No],
            [No, No, No, Acns, new(true, "opt-in", "GKE logs flows when Dataplane V2 observability is turned on")]),
        new(CniFeatures.SmallFootprint, "small footprint", "keep the footprint small",
            [No, No, Yes, No, Yes],
            [Yes, Yes, Yes, Yes, Yes]),
    ];

    /// <summary>Choices that cannot be had at all, or should not; the first that applies is the reason.</summary>
    public static ImmutableArray<CniLimit> Barred { get; } =
    [
        new("always", _ => true, ["canal"], "its own project advises against it, its flannel is old; Calico with VXLAN is the way out"),
        new("always", _ => true, ["weave"], "it is archived, its last release is of 2021; Cilium or Calico with WireGuard is the way out"),
        new("on managed nodes", n => n.IsCloud && n.ManagedNodes, ["cilium", "calico", "flannel"], "where the cloud manages the nodes, the pod network cannot be chosen"),
        .. RefusedOn("gke"),
        new("on gke", n => n.Platform == "gke", ["calico"], "it is for older clusters, those without Dataplane V2"),
        .. RefusedOn("eks"),
        .. RefusedOn("k3s"),
        new("on kubeadm", n => n.Platform == "kubeadm", ["existing"], "kubeadm brings no pod network"),
        new("with Windows nodes", n => n.Wants(CniFeatures.Windows), ["cilium"], "Cilium does not run on Windows nodes"),
        new("with a kernel below 5.10", n => n.Kernel < new KernelVersion(5, 10), ["cilium"], "Cilium needs kernel 5.10 or newer"),
    ];

    /// <summary>Where a choice lacks what its column has.</summary>
    public static ImmutableArray<CniLimit> Lacking { get; } =
    [
        new("on kind, k3s", n => n.Platform is "kind" or "k3s", ["calico", "existing"], "kind and k3s have no Windows nodes") { Features = CniFeatures.Windows },
        new("on managed nodes", n => n.IsCloud && n.ManagedNodes, ["existing"], "nodes that the cloud manages run Linux") { Features = CniFeatures.Windows },
        new("on GKE Autopilot", n => n is { Platform: "gke", ManagedNodes: true }, ["existing"], "Autopilot does not offer it") { Features = CniFeatures.Encryption },
        new("with a kernel below 5.6", n => n.Kernel < new KernelVersion(5, 6), ["cilium", "calico", "flannel", "existing"], "WireGuard needs kernel 5.6 or newer") { Features = CniFeatures.Encryption },
        new("with Windows nodes", n => n.Wants(CniFeatures.Windows) && n.Platform is not ("kind" or "k3s"), ["calico"], "on Windows nodes Calico has neither BGP beside an overlay nor WireGuard nor IPv6")
        {
            Features = CniFeatures.Bgp | CniFeatures.Encryption | CniFeatures.DualStack,
        },
        new("on eks, aks", n => n.Platform is "eks" or "aks", ["calico"], "Calico's BGP is off beside the network of a cloud") { Features = CniFeatures.Bgp },
        new("on eks", n => n.Platform == "eks", ["cilium", "calico", "existing"], "a cluster of EKS has addresses of one family") { Features = CniFeatures.DualStack },
    ];

    /// <summary>What a platform refuses of its own, with its reasons; the last two choices are barred everywhere.</summary>
    private static IEnumerable<CniLimit> RefusedOn(string platform) =>
        Platform.Named(platform).Refuses.Where(r => r.Key is not ("canal" or "weave")).GroupBy(r => r.Value, r => r.Key).Select(g => new CniLimit($"on {platform}", n => n.Platform == platform, [.. g], g.Key));

    /// <summary>Why a choice cannot be had, one clause; null when it can.</summary>
    public static string? BarOf(string choice, CniNeeds needs) => Barred.FirstOrDefault(b => b.Applies(needs) && b.Choices.Contains(choice))?.Why;

    /// <summary>What a choice that is not barred has of a feature.</summary>
    public static CniCell Of(string choice, CniRow row, CniNeeds needs)
    {
        var cell = choice == "existing" ? row.Brought[Bringing.IndexOf(needs.Platform)] : row.Installed[Installed.IndexOf(choice)];
        var limit = Lacking.FirstOrDefault(l => (l.Features & row.Feature) != 0 && l.Applies(needs) && l.Choices.Contains(choice));
        return limit is null ? cell : new CniCell(false, "no", limit.Why);
    }
}

/// <summary>A feature and who has it.</summary>
/// <param name="Feature">One feature.</param>
/// <param name="Noun">Its name: <c>policies by DNS name</c>.</param>
/// <param name="Ability">What one that has it can do: <c>allow egress by DNS name</c>.</param>
/// <param name="Installed">By <see cref="CniTable.Installed"/>.</param>
/// <param name="Brought">By <see cref="CniTable.Bringing"/>.</param>
internal sealed record CniRow(CniFeatures Feature, string Noun, string Ability, ImmutableArray<CniCell> Installed, ImmutableArray<CniCell> Brought);

/// <summary>Whether one pod network has a feature.</summary>
/// <param name="Has">It has it, perhaps on a condition that <paramref name="Why"/> names.</param>
/// <param name="Text">A word for a table.</param>
/// <param name="Why">The reason or the condition, one clause; null where there is nothing to say.</param>
internal sealed record CniCell(bool Has, string Text, string? Why);

/// <summary>A condition under which choices are barred or lack something.</summary>
/// <param name="When">The condition in words: <c>on k3s</c>.</param>
/// <param name="Applies">The condition.</param>
/// <param name="Choices">The choices that it strikes.</param>
/// <param name="Why">The reason, one clause.</param>
internal sealed record CniLimit(string When, Func<CniNeeds, bool> Applies, ImmutableArray<string> Choices, string Why)
{
    /// <summary>What they lack then; none where they are barred altogether.</summary>
    public CniFeatures Features { get; init; }
}
