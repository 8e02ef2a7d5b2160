using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>
/// What the files about the cluster show, under <c>net</c>: addresses, packet sizes, and what each pod network makes of the answers.
/// Nothing here follows from cluster.cni: that is a matter of decisions, so each pod network's fields are there for all answers.
/// </summary>
internal static class ClusterModel
{
    /// <summary>More nodes than this do not all speak BGP with each other. Source: Calico's documentation.</summary>
    private const int LargestMesh = 100;

    private static readonly PodNetwork Cilium = PodNetwork.Named("cilium");

    private static readonly PodNetwork Calico = PodNetwork.Named("calico");

    private static readonly PodNetwork Flannel = PodNetwork.Named("flannel");

    public static ScriptObject Of(AnswerSet answers)
    {
        var cluster = answers.Cluster;
        var platform = Platform.Of(answers);
        var model = new ScriptObject
        {
            ["hasApiServer"] = cluster.ApiServer is not null && answers.IsGiven(Questions.ApiServer.Path),
            ["apiServer"] = cluster.ApiServer?.ToString() ?? "",
            ["apiHost"] = cluster.ApiServer?.Host ?? "",
            ["apiPort"] = cluster.ApiServer?.Port ?? 0,
            ["kubeProxyMode"] = answers.Chosen(Questions.KubeProxy)[0],
            ["azureKubeProxyMode"] = answers.Chosen(Questions.KubeProxy)[0].ToUpperInvariant(),
            ["usesNftables"] = Questions.KubeProxy.Is("nftables").Holds(answers),
            ["maxPods"] = cluster.PodsPerNode,
            ["hasMaxPods"] = answers.IsGiven(Questions.PodsPerNode.Path),
            ["hasBgp"] = cluster.Bgp is not null,
            ["asn"] = Text(cluster.Bgp?.Asn ?? 0),
            ["hasMesh"] = cluster.Nodes <= LargestMesh,
            ["mesh"] = cluster.Nodes <= LargestMesh ? "true" : "false",
            ["peers"] = TemplateModel.Array((cluster.Bgp?.Peers ?? []).Select(Peer)),
            ["families"] = TemplateModel.Array(cluster.ServiceCidr.Select(c => c.Contains(':') ? "ipv6" : "ipv4")),
        };
        model["pool"] = TemplateModel.Array(answers.Edge.AddressPool.Select(PoolBlock));
        model["poolWords"] = string.Join(", ", answers.Edge.AddressPool.Select(b => $"`{b.Text}`"));
        model["shellImage"] = Images.Busybox;
        model["pauseImage"] = Images.Pause;
        model["pauseUser"] = Images.PauseUser;
        AddShares(model, answers);
        AddCilium(model, answers);
        AddCalico(model, answers, platform);
        AddFlannel(model, answers);
        foreach (var manifest in Manifests.All) AddMtu(model, manifest.Name, PodMtu.Of(PodNetwork.Named(manifest.Name), answers));
        AddressModel.Add(model, answers);
        model["creation"] = TemplateModel.Array(CreationCommands.Of(answers).Select(s => new ScriptObject { ["hasWhy"] = s.Why.Length > 0, ["why"] = s.Why, ["command"] = s.Command }));
        DnsModel.AddTo(model, answers);
        // Both files of kubeadm's settings say the same things.
        model["setsKubelets"] = (bool)model["hasMaxPods"]! || (bool)model["cacheByKubelet"]!;
        model["patchesKind"] = (bool)model["hasShares"]! || (bool)model["setsKubelets"]!;
        return model;
    }

    /// <summary>The control plane's shares, where they are not those that it cuts by itself.</summary>
    private static void AddShares(ScriptObject model, AnswerSet answers)
    {
        var shares = SharesOf(answers);
        var unusual = shares.Where(s => s.IsUnusual).ToList();
        model["hasShares"] = unusual.Count > 0;
        model["shareWords"] = $"Each node's share of the pods' addresses: {string.Join(" and ", shares.Select(s => $"a /{s.Mask} of {s.Block}"))}, for {Text(shares.Select(s => s.Nodes).DefaultIfEmpty().Min())} nodes.";
        model["shares"] = TemplateModel.Array(unusual.Select(s => new ScriptObject
        {
            // The flag for both families at once is not looked at by kubeadm's own check.
            ["flag"] = s.Block.IsIPv6 ? "node-cidr-mask-size-ipv6" : "node-cidr-mask-size-ipv4",
            ["mask"] = s.Mask,
        }));
        model["nodeMask4"] = shares.FirstOrDefault(s => !s.Block.IsIPv6)?.Mask ?? 0;
        model["nodeMask6"] = shares.FirstOrDefault(s => s.Block.IsIPv6)?.Mask ?? 0;
    }

    private static ImmutableArray<NodeShare> SharesOf(AnswerSet answers) =>
        [.. answers.Cluster.PodCidr.Select(c => NodeShare.Of(Cidr.Parse(c), answers.Cluster))];

    private static void AddCilium(ScriptObject model, AnswerSet answers)
    {
        var encapsulation = Cilium.EncapsulationIn(answers);
        AddMtu(model, "cilium", PodMtu.Of(Cilium, answers));
        model["routesNatively"] = encapsulation == "native";
        model["tunnel"] = encapsulation;
    }

    private static void AddCalico(ScriptObject model, AnswerSet answers, Platform platform)
    {
        var encapsulation = Calico.EncapsulationIn(answers);
        var isPolicyOnly = platform.RoutesPods(answers);
        var provider = platform.Name switch { "kind" => "Kind", "eks" => "EKS", "aks" => "AKS", "gke" => "GKE", _ => "" };
        AddMtu(model, "calico", PodMtu.Of(Calico, answers));
        model["hasProvider"] = provider.Length > 0;
        model["calicoProvider"] = provider;
        model["isPolicyOnly"] = isPolicyOnly;
        model["calicoCni"] = platform.Name == "eks" ? "AmazonVPC" : "GKE";
        // Routes that no tunnel carries come by BGP.
        model["calicoSpeaksBgp"] = !isPolicyOnly && (answers.Cluster.Bgp is not null || encapsulation is "native" or "ipip" or "ipip-cross-subnet");
        model["calicoDataplane"] = Questions.KubeProxy.Is("nftables").Holds(answers) ? "Nftables" : "Iptables";
        model["forwards"] = platform.Name == "k3s";
        model["pools"] = TemplateModel.Array(answers.Cluster.PodCidr.Select(c => new ScriptObject
        {
            ["name"] = c.Contains(':') ? "default-ipv6-ippool" : "default-ipv4-ippool",
            ["cidr"] = c,
            ["encapsulation"] = encapsulation switch
            {
                "vxlan" => "VXLAN",
                "vxlan-cross-subnet" => "VXLANCrossSubnet",
                "ipip" => "IPIP",
                "ipip-cross-subnet" => "IPIPCrossSubnet",
                _ => "None",
            },
            ["blockSize"] = answers.Cluster.BlockSize + (c.Contains(':') ? 96 : 0),
        }));
    }

    private static void AddFlannel(ScriptObject model, AnswerSet answers)
    {
        var encapsulation = Flannel.EncapsulationIn(answers);
        var mtu = PodMtu.Of(Flannel, answers);
        var isEncrypted = Questions.Encryption.Is("wireguard").Holds(answers);
        AddMtu(model, "flannel", mtu);
        // Without a tunnel packets are as long as the nodes' own, and the chart has no place for a number.
        model["hasFlannelMtu"] = mtu is { Overheads.IsEmpty: false };
        model["flannelBackend"] = isEncrypted ? "wireguard" : encapsulation == "native" ? "host-gw" : "vxlan";
        // The way out of a pod, for each family that it has.
        model["defaultRoutes"] = $"[{string.Join(", ", answers.Cluster.ServiceCidr.Select(c => $"{{\"dst\": \"{(c.Contains(':') ? "::/0" : "0.0.0.0/0")}\"}}"))}]";
        model["flannelRoutesDirectly"] = !isEncrypted && encapsulation == "vxlan-cross-subnet";
    }

    private static void AddMtu(ScriptObject model, string network, PodMtu? mtu)
    {
        var title = $"{char.ToUpperInvariant(network[0])}{network[1..]}";
        model[$"has{title}Mtu"] = mtu is not null;
        model[$"{network}Mtu"] = mtu?.Pod ?? 0;
        model[$"{network}NodeMtu"] = mtu?.Network ?? 0;
        model[$"{network}MtuWords"] = mtu is null ? "" : $"Pods have {mtu.Words}.";
    }

    private static ScriptObject PoolBlock(AddressBlock block) => new()
    {
        ["isRange"] = block.Ends is not null,
        ["start"] = block.Ends?.Start ?? "",
        ["stop"] = block.Ends?.Stop ?? "",
        ["text"] = block.Text,
    };

    private static ScriptObject Peer(BgpPeer peer) => new()
    {
        ["name"] = $"router-{peer.Address.Replace('.', '-').Replace(':', '-').Trim('-')}",
        ["address"] = peer.Address,
        ["asn"] = Text(peer.Asn),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
