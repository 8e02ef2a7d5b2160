using System.Collections.Immutable;
using System.Globalization;

namespace NetScaffold.Answers;

/// <summary>Answers about the cluster that are not choices.</summary>
public sealed record ClusterAnswers
{
    /// <summary>One block, or one of each family; none where the cloud's network has the pods' addresses.</summary>
    public required ImmutableArray<string> PodCidr { get; init; }

    /// <summary>One block, or one of each family.</summary>
    public required ImmutableArray<string> ServiceCidr { get; init; }

    /// <summary>One block, or one of each family; none when it is not known.</summary>
    public required ImmutableArray<string> NodeCidr { get; init; }

    /// <summary>Nodes that the cluster may have.</summary>
    public required int Nodes { get; init; }

    /// <summary>Pods that a node may have.</summary>
    public required int PodsPerNode { get; init; }

    /// <summary>Prefix length of Calico's IPv4 blocks.</summary>
    public required int BlockSize { get; init; }

    /// <summary>MTU of the network between nodes, in bytes; null where nodes find it out.</summary>
    public required int? NodeMtu { get; init; }

    /// <summary>Lowest kernel of the nodes.</summary>
    public required KernelVersion Kernel { get; init; }

    /// <summary>Where nodes reach the API server, with its port; null when it is not known.</summary>
    public required HostAndPort? ApiServer { get; init; }

    /// <summary>Null without BGP.</summary>
    public required BgpAnswers? Bgp { get; init; }

    /// <summary>What the cluster's DNS is told.</summary>
    public required DnsAnswers Dns { get; init; }

    /// <summary>
    /// The address of the DNS Service, as a block of one: the tenth of the first block for Services, whose family is the Service's.
    /// Source: kubeadm and k3s; EKS and GKE do the same.
    /// </summary>
    public Cidr DnsService => Cidr.Parse(ServiceCidr[0]).At(10);

    /// <summary>Services, and with them pods and nodes, have IPv4 addresses.</summary>
    public bool HasIPv4 => ServiceCidr.Any(c => !c.Contains(':'));

    /// <summary>They have IPv6 addresses.</summary>
    public bool HasIPv6 => ServiceCidr.Any(c => c.Contains(':'));

    /// <summary>The cluster has addresses of this one's family.</summary>
    public bool HasFamilyOf(string address) => address.Contains(':') ? HasIPv6 : HasIPv4;

    /// <summary>Reads the section; what is absent gets the platform's default.</summary>
    /// <param name="reader">The whole answers.</param>
    /// <param name="name">The bundle's name.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="cni">The choice of cluster.cni.</param>
    internal static ClusterAnswers Read(TreeReader reader, string name, Platform platform, string cni) => new()
    {
        PodCidr = reader.TextsOr("cluster.podCidr", platform.WithoutPodCidr.Contains(cni) ? [] : [platform.PodCidr]),
        ServiceCidr = reader.TextsOr("cluster.serviceCidr", [platform.ServiceCidr]),
        NodeCidr = reader.Texts("cluster.nodeCidr"),
        Nodes = NumberOf(reader, Questions.Nodes),
        PodsPerNode = NumberOf(reader, Questions.PodsPerNode),
        BlockSize = NumberOf(reader, Questions.BlockSize),
        NodeMtu = reader.Text("cluster.nodeMtu") is { } mtu and not "auto" ? int.Parse(mtu, CultureInfo.InvariantCulture) : null,
        Kernel = KernelVersion.TryParse(reader.Text("cluster.kernel") ?? Questions.Kernel.Default!.Trim('"'), out var kernel) ? kernel : default,
        ApiServer = HostAndPort.Parse(reader.Text("cluster.apiServer") ?? platform.ApiServer?.Invoke(name) ?? "") is { } server ? server with { Port = server.Port ?? platform.ApiServerPort } : null,
        Bgp = BgpAnswers.Read(reader),
        Dns = DnsAnswers.Read(reader),
    };

    private static int NumberOf(TreeReader reader, Question question) => reader.Number(question.Path) ?? int.Parse(question.Default!, CultureInfo.InvariantCulture);
}

/// <summary>BGP between every node and routers.</summary>
/// <param name="Asn">Number of the nodes' autonomous system, 32 bits; 0 where it is missing, which is reported.</param>
/// <param name="Peers">The routers.</param>
public sealed record BgpAnswers(uint Asn, ImmutableArray<BgpPeer> Peers)
{
    /// <summary>Reads the section; null when nothing in it is answered.</summary>
    internal static BgpAnswers? Read(TreeReader reader)
    {
        var asn = reader.Text(Questions.BgpAsn.Path);
        var peers = reader.Items(Questions.BgpPeers.Path).Select(p => new TreeReader(p)).Select(p => new BgpPeer(p.Text("address")!, AsnOf(p.Text("asn")!)));
        return asn is null && !peers.Any() ? null : new BgpAnswers(asn is null ? 0 : AsnOf(asn), [.. peers]);
    }

    private static uint AsnOf(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A router.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Asn">Number of its autonomous system.</param>
public sealed record BgpPeer(string Address, uint Asn);
