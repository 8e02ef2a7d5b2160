using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>Rules about the cluster: platform, pod network, addresses, kube-proxy. They hold where the bundle has the cluster layer; another's cluster is as it is.</summary>
internal static class ClusterRules
{
    private static readonly Expression OwnCluster = Questions.Layers.Is("cluster");

    private static readonly Expression HasIpip = Questions.Encapsulation.Is("ipip") | Questions.Encapsulation.Is("ipip-cross-subnet");

    private static readonly Expression Wireguard = Questions.Encryption.Is("wireguard");

    private static readonly Expression Cilium = Questions.Cni.Is("cilium");

    private static readonly Expression Calico = Questions.Cni.Is("calico");

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2001", Severity.Warning, "Weave Net has ended", OwnCluster & Questions.Cni.Is("weave"), Questions.Cni,
            "its last release is of 2021 and its repository is archived, so nobody mends what is found in it.", "Use cluster.cni: cilium or calico, with cluster.encryption: wireguard where Weave Net encrypted."),
        new("NS2003", Severity.Error, "BGP without a pod network that speaks it", "nothing would announce the routes.", "Use cluster.cni: cilium or calico, or leave cluster.bgp out.", FindBgpWithoutSpeaker) { IsWaivable = false },
        Rule.OverChoices("NS2004", Severity.Warning, "Canal is a dead end", OwnCluster & Questions.Cni.Is("canal"), Questions.Cni,
            "Calico's own documentation advises against flannel below Calico, and the manifest pins flannel 0.24.4.", "Use cluster.cni: calico, which has VXLAN of its own."),
        new("NS2007", Severity.Error, "The platform does not take this pod network", "one cluster has one pod network.", "Use another cluster.cni: existing is what the platform brings. Where the cloud gives pods their addresses, leave cluster.podCidr out.", FindForeignPodNetwork),
        Rule.OverChoices("NS2009", Severity.Error, "IP in IP on Azure", OwnCluster & Calico & Questions.Platform.Is("aks") & HasIpip, Questions.Encapsulation,
            "Azure's network drops protocol 4.", "Use cluster.encapsulation: vxlan."),
        new("NS2010", Severity.Error, "IP in IP with IPv6", "the protocol wraps IPv4 alone.", "Use cluster.encapsulation: vxlan-cross-subnet, or IPv4 alone.",
            a => (OwnCluster & Calico & HasIpip).Holds(a) && a.Cluster.HasIPv6 ? [new RuleHit(Questions.Encapsulation.Path, "Pods have IPv6 addresses")] : []) { IsWaivable = false },
        Rule.OverChoices("NS2011", Severity.Warning, "Webhooks behind an overlay on EKS", DecisionCatalogue.EksOverlay, Questions.Cni,
            "the control plane of EKS does not reach pods of an overlay.", "The bundle's own webhooks run on the nodes' network; run yours there too, or use cluster.cni: existing."),
        new("NS2015", Severity.Error, "The addresses for pods are too few", "the last nodes would get none, or their pods.", "Use a larger cluster.podCidr, or lower cluster.nodes or cluster.podsPerNode.", FindSmallPodBlocks),
        new("NS2016", Severity.Warning, "Fewer blocks than nodes", "nodes without a block borrow single addresses, and each of them is a route.", "Use a larger cluster.podCidr, or a longer cluster.blockSize such as 27.", FindFewBlocks),
        Rule.OverChoices("NS2020", Severity.Error, "WireGuard with Calico on GKE", OwnCluster & Calico & Questions.Platform.Is("gke") & Wireguard, Questions.Encryption,
            "Calico does not support it there.", "Use cluster.encryption: none; Google encrypts between machines as it is."),
        new("NS2021", Severity.Error, "WireGuard on a kernel without it", "the module is part of Linux since 5.6.", "Use newer nodes, or cluster.encryption: none.",
            a => (OwnCluster & Wireguard).Holds(a) && PodNetwork.Of(a) is not null && a.Cluster.Kernel < new KernelVersion(5, 6) ? [new RuleHit(Questions.Encryption.Path, $"The nodes have Linux {a.Cluster.Kernel}")] : []),
        Rule.OverChoices("NS2037", Severity.Warning, "IPVS is deprecated", OwnCluster & Questions.KubeProxy.Is("ipvs"), Questions.KubeProxy,
            "Kubernetes deprecated it in 1.35, and plans to turn it off in 1.40 and to remove it in 1.43.", "Use cluster.kubeProxy: nftables, or replaced with Cilium or Calico."),
        new("NS2038", Severity.Error, "nftables on an old kernel", "kube-proxy needs Linux 5.13 for it.", "Use newer nodes, or cluster.kubeProxy: iptables.",
            a => (OwnCluster & Questions.KubeProxy.Is("nftables")).Holds(a) && a.Cluster.Kernel < new KernelVersion(5, 13) ? [new RuleHit(Questions.KubeProxy.Path, $"The nodes have Linux {a.Cluster.Kernel}")] : []),
        new("NS2039", Severity.Error, "nftables beside a pod network of iptables", "each would not see the other's rules.", "Use cluster.kubeProxy: iptables, or cluster.cni: cilium, calico or flannel.",
            a => (OwnCluster & Questions.KubeProxy.Is("nftables")).Holds(a) && PodNetwork.Of(a) is { TakesNftables: false } network ? [new RuleHit(Questions.KubeProxy.Path, $"{network.Title} writes iptables rules")] : []),
        new("NS2043", Severity.Warning, "The API server by the address of one node", "without that node no agent starts, and kubeadm cannot join another control plane.", "Give the name of a load balancer in front of the control plane.",
            a => Questions.ApiServer.AppliesWhen.Holds(a) && a.IsGiven(Questions.ApiServer.Path) && IsOfANode(a) ? [new RuleHit(Questions.ApiServer.Path, $"{a.Cluster.ApiServer!.Host} is an address of a node")] : []),
        new("NS2046", Severity.Error, "eBPF on an old kernel", "it needs Linux 5.10.", "Use newer nodes; with cluster.cni: calico and cluster.kubeProxy: iptables older ones will do.",
            a => OwnCluster.Holds(a) && (Cilium | (Calico & Questions.KubeProxy.Is("replaced"))).Holds(a) && a.Cluster.Kernel < new KernelVersion(5, 10) ? [new RuleHit(Questions.Kernel.Path, $"The nodes have Linux {a.Cluster.Kernel}")] : []),
        new("NS2540", Severity.Error, "The pod network does not wrap packets this way", "there is no setting for it.", "Use cluster.encapsulation: auto.", FindForeignEncapsulation) { IsWaivable = false },
        new("NS2541", Severity.Error, "The pod network does not encrypt", "packets would cross in plain.", "Use cluster.cni: cilium, calico or flannel, or cluster.encryption: none.",
            a => (OwnCluster & Wireguard).Holds(a) && PodNetwork.Of(a) is { Encrypts: false } network ? [new RuleHit(Questions.Encryption.Path, $"{network.Title} has no WireGuard")] : []) { IsWaivable = false },
        new("NS2542", Severity.Error, "Nothing replaces kube-proxy", "requests for Services would end nowhere.", "Use cluster.cni: cilium, or calico on a cluster of your own, or cluster.kubeProxy: auto.", FindNoReplacement) { IsWaivable = false },
        new("NS2543", Severity.Error, "kube-proxy is the platform's", "its mode cannot be chosen there.", "Use cluster.kubeProxy: auto.",
            a => (OwnCluster & !Questions.KubeProxy.Is("auto")).Holds(a) && (Questions.Platform.Is("gke") | (Questions.OnCloud & Questions.ManagedNodes.Is("true"))).Holds(a) ? [new RuleHit(Questions.KubeProxy.Path, $"{Platform.Of(a).Help} sets it up")]
                : (OwnCluster & Questions.Platform.Is("aks") & Questions.Cni.Is("existing") & Questions.ExistingPolicies.Is("true") & Questions.KubeProxy.Is("nftables")).Holds(a) ? [new RuleHit(Questions.KubeProxy.Path, "Azure AKS enforces policies by rules of iptables where it runs kube-proxy, and neither would see the other's")] : []),
        new("NS2544", Severity.Error, "Packets of pods are too short for IPv6", "every link must carry 1280 bytes.", "Use a network with a larger MTU between nodes, IPv4 alone, or less around each packet.",
            a => OwnCluster.Holds(a) && a.Cluster.HasIPv6 && PodMtu.Of(a) is { Pod: < 1280 } mtu ? [new RuleHit(Questions.NodeMtu.Path, mtu.Words)] : []),
        new("NS2545", Severity.Error, "IPv6 without a pod network that has it", "pods would get no address of that family.", "Use one IPv4 CIDR each, or cluster.cni: cilium or calico.", FindForeignIPv6) { IsWaivable = false },
        new("NS2546", Severity.Error, "A block for Services of the wrong size", "the API server takes at most 20 bits of addresses, and needs a few of them for itself.", "Use a prefix from /12 to /28, or from /108 to /124 for IPv6.",
            a => OwnCluster.Holds(a) ? a.Cluster.ServiceCidr.Where(IsOfWrongSize).Select(c => new RuleHit(Questions.ServiceCidr.Path, $"{c} has {(WidthLeft(c) > 20 ? "too many" : "too few")} addresses")) : []) { IsWaivable = false },
        new("NS2547", Severity.Error, "BGP in a cloud", "the cloud's routers do not speak BGP with nodes.", "Leave cluster.bgp out.",
            a => (OwnCluster & Questions.OnCloud).Holds(a) && a.Cluster.Bgp is not null ? [new RuleHit(Questions.BgpPeers.Path, $"{Platform.Of(a).Help} has routes of its own")] : []),
        new("NS2548", Severity.Error, "Routes that the cloud does not know", "its network drops packets of pods that are not wrapped in UDP.", "Use cluster.encapsulation: auto.",
            a => (OwnCluster & Questions.OnCloud & (Questions.Encapsulation.Is("native") | (HasIpip & !Questions.Platform.Is("aks")))).Holds(a) && PodNetwork.Of(a) is not null && !Platform.Of(a).RoutesPods(a) ? [new RuleHit(Questions.Encapsulation.Path, $"{Platform.Of(a).Help} does not route {a.Chosen(Questions.Encapsulation)[0]}")] : []),
        new("NS2549", Severity.Error, "A router of a family that nodes lack", "nodes could not speak with it.", "Give an address of the cluster's family.",
            a => (a.Cluster.Bgp?.Peers ?? []).Where(p => !a.Cluster.HasFamilyOf(p.Address)).Select(p => new RuleHit(Questions.BgpPeers.Path, $"{p.Address} is {(p.Address.Contains(':') ? "IPv6" : "IPv4")}"))),
    ];

    private static IEnumerable<RuleHit> FindBgpWithoutSpeaker(AnswerSet answers)
    {
        if (!OwnCluster.Holds(answers) || answers.Cluster.Bgp is null || PodNetwork.Of(answers) is { HasBgp: true }) yield break;
        var words = PodNetwork.Of(answers) is { } network ? $"{network.Title} has no BGP" : "The bundle does not set up an existing pod network";
        yield return new RuleHit(Questions.BgpPeers.Path, words);
    }

    private static IEnumerable<RuleHit> FindForeignPodNetwork(AnswerSet answers)
    {
        if (!OwnCluster.Holds(answers) || PodNetwork.Of(answers) is not { } network) yield break;
        var platform = Platform.Of(answers);
        if (platform.Refuses.TryGetValue(network.Name, out var reason)) yield return new RuleHit(Questions.Cni.Path, $"{network.Title} on {platform.Name}: {reason}");
        else if (network.Name == "calico" && platform.Name == "gke" && !answers.Cluster.PodCidr.IsEmpty) yield return new RuleHit(Questions.PodCidr.Path, "Calico on gke: pods have addresses of Google's network, and Calico enforces policies");
        else if ((Questions.OnCloud & Questions.ManagedNodes.Is("true")).Holds(answers)) yield return new RuleHit(Questions.Cni.Path, $"{network.Title} on {platform.Name}: nodes that the cloud manages keep the cloud's pod network");
    }

    private static IEnumerable<RuleHit> FindSmallPodBlocks(AnswerSet answers)
    {
        if (!OwnCluster.Holds(answers) || PodNetwork.Of(answers) is not { } network || Platform.Of(answers).RoutesPods(answers)) yield break;
        foreach (var block in answers.Cluster.PodCidr.Select(Cidr.Parse))
        {
            if (network.HasNodeShares)
            {
                var share = NodeShare.Of(block, answers.Cluster);
                if (!share.Fits(answers.Cluster)) yield return new RuleHit(Questions.PodCidr.Path, $"{block} has shares of /{share.Mask} for {share.Nodes} nodes with {share.PodsPerNode} pods each, and {answers.Cluster.Nodes} nodes with {answers.Cluster.PodsPerNode} pods are wanted");
            }
            else if (AddressesIn(block) < (long)answers.Cluster.Nodes * answers.Cluster.PodsPerNode)
            {
                yield return new RuleHit(Questions.PodCidr.Path, $"{block} has {AddressesIn(block)} addresses, and {answers.Cluster.Nodes} nodes with {answers.Cluster.PodsPerNode} pods are wanted");
            }
        }
    }

    private static IEnumerable<RuleHit> FindFewBlocks(AnswerSet answers)
    {
        if (!(OwnCluster & Calico).Holds(answers) || Platform.Of(answers).RoutesPods(answers)) yield break;
        foreach (var block in answers.Cluster.PodCidr.Select(Cidr.Parse))
        {
            var size = answers.Cluster.BlockSize + (block.IsIPv6 ? 96 : 0);
            if (size < block.PrefixLength || size - block.PrefixLength < 31 && 1L << (size - block.PrefixLength) < answers.Cluster.Nodes)
                yield return new RuleHit(Questions.BlockSize.Path, $"{block} has {(size < block.PrefixLength ? 0 : 1L << (size - block.PrefixLength))} blocks of /{size} for {answers.Cluster.Nodes} nodes");
        }
    }

    private static IEnumerable<RuleHit> FindForeignEncapsulation(AnswerSet answers)
    {
        if (!Questions.Encapsulation.AppliesWhen.Holds(answers) || Questions.Encapsulation.Is("auto").Holds(answers)) yield break;
        var network = PodNetwork.Of(answers)!;
        var chosen = answers.Chosen(Questions.Encapsulation)[0];
        if (!network.Encapsulations.Contains(chosen))
            yield return new RuleHit(Questions.Encapsulation.Path, network.Encapsulations.IsEmpty ? $"{network.Title} chooses by itself" : $"{network.Title} has {string.Join(", ", network.Encapsulations)}, not {chosen}");
        else if (Platform.Of(answers).RoutesPods(answers))
            yield return new RuleHit(Questions.Encapsulation.Path, $"On {Platform.Of(answers).Name} pods have addresses of the cloud's network, which routes them");
        else if (network.Name == "flannel" && Wireguard.Holds(answers))
            yield return new RuleHit(Questions.Encapsulation.Path, "With flannel WireGuard takes the place of the encapsulation");
        else if (network.Name == "flannel" && chosen == "native" && answers.Cluster.HasIPv6)
            yield return new RuleHit(Questions.Encapsulation.Path, "flannel routes IPv4 alone without encapsulation");
    }

    private static IEnumerable<RuleHit> FindNoReplacement(AnswerSet answers)
    {
        if (!(OwnCluster & Questions.KubeProxy.Is("replaced")).Holds(answers)) yield break;
        var network = PodNetwork.Of(answers);
        if (network is not { ReplacesKubeProxy: true }) yield return new RuleHit(Questions.KubeProxy.Path, network is null ? "The bundle does not set up an existing pod network" : $"{network.Title} cannot do its work");
        else if (network.Name == "calico" && Platform.Of(answers).IsManaged) yield return new RuleHit(Questions.KubeProxy.Path, $"Calico with eBPF is not offered on {Platform.Of(answers).Name}");
    }

    private static IEnumerable<RuleHit> FindForeignIPv6(AnswerSet answers)
    {
        if (!OwnCluster.Holds(answers) || !answers.Cluster.HasIPv6) yield break;
        if (PodNetwork.Of(answers) is { HasIPv6: false } network) yield return new RuleHit(Questions.ServiceCidr.Path, $"{network.Title} is set up for IPv4 alone");
        else if (Platform.Of(answers) is { Name: "eks" } && answers.Cluster.ServiceCidr.Length > 1) yield return new RuleHit(Questions.ServiceCidr.Path, "A cluster of EKS has one family");
    }

    private static bool IsOfANode(AnswerSet answers) =>
        Cidr.TryParseAddress(answers.Cluster.ApiServer!.Host, out var address) && answers.Cluster.NodeCidr.Any(c => Cidr.Parse(c).Contains(Cidr.Of(address)));

    private static bool IsOfWrongSize(string cidr) => WidthLeft(cidr) is > 20 or < 4;

    private static int WidthLeft(string cidr) => (cidr.Contains(':') ? 128 : 32) - Cidr.Parse(cidr).PrefixLength;

    /// <summary>At most 2^62, which is more than any cluster has pods.</summary>
    private static long AddressesIn(Cidr block) => 1L << Math.Min(62, (block.IsIPv6 ? 128 : 32) - block.PrefixLength);
}
