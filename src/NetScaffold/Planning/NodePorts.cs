using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Planning;

/// <summary>
/// What firewalls between nodes, and between nodes and routers, must let through for the pod network. Other traffic of Kubernetes is left out.
/// As of 2026-08-22. Source: the projects' documentation of their ports (Cilium 1.20, Calico 3.32, flannel 0.28.9 and in Canal 0.24.4, Weave Net 2.8.1).
/// </summary>
/// <param name="Port">Protocol and number in words: <c>UDP 8472</c>.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
internal sealed record NodePorts(string Port, string Purpose)
{
    private const string PodPackets = "packets between pods";

    private static readonly NodePorts InsideASubnet = new("all of the pods' addresses", $"{PodPackets} of one subnet, as they are");

    /// <summary>For the pod network of these answers; none for an existing one.</summary>
    public static IEnumerable<NodePorts> Of(AnswerSet answers)
    {
        if (PodNetwork.Of(answers) is not { } network) yield break;
        var isEncrypted = Questions.Encryption.Is("wireguard").Holds(answers);
        // A cloud that gives pods their addresses lets their packets through.
        foreach (var port in answers.Cluster.PodCidr.IsEmpty ? [] : Tunnel(network.Name, network.EncapsulationIn(answers), isEncrypted)) yield return port;
        foreach (var port in isEncrypted ? WireGuard(network.Name, answers) : []) yield return port;
        foreach (var port in Control(network.Name, answers)) yield return port;
        if (answers.Cluster.Bgp is not null) yield return new("TCP 179", network.Name == "calico" ? "BGP, between nodes and with the routers" : "BGP, with the routers");
        if (DecisionCatalogue.Get("metalLbRelease").When.Holds(answers)) yield return new("TCP and UDP 7946", "MetalLB's nodes find out who is there");
        // The security group that EKS makes lets it; one of the nodes' own has to be told.
        if (DecisionCatalogue.EksOverlay.Holds(answers)) yield return new("TCP 4443, 10252 and 10260", "the control plane asks metrics-server and webhooks, on the nodes' network");
        if ((DecisionCatalogue.EksOverlay & DecisionCatalogue.KedaRelease).Holds(answers)) yield return new("TCP 6443", "the control plane asks KEDA for metrics, on the nodes' network");
        if (DecisionCatalogue.Get("awsControllerRelease").When.Holds(answers)) yield return new("TCP 9443", "the control plane asks the webhooks of Amazon's load balancer controller, on the nodes' network");
    }

    private static IEnumerable<NodePorts> Tunnel(string network, string encapsulation, bool isEncrypted) => (network, encapsulation) switch
    {
        ("weave", _) => [new("TCP 6783, UDP 6783 and 6784", PodPackets)],
        // WireGuard takes the place of the tunnel.
        ("flannel", _) when isEncrypted => [],
        ("calico", "vxlan") => [new("UDP 4789", $"{PodPackets}, in VXLAN")],
        ("calico", "vxlan-cross-subnet") => [new("UDP 4789", $"{PodPackets} of two subnets, in VXLAN"), InsideASubnet],
        (_, "vxlan-cross-subnet") => [new("UDP 8472", $"{PodPackets} of two subnets, in VXLAN"), InsideASubnet],
        (_, "vxlan") => [new("UDP 8472", $"{PodPackets}, in VXLAN")],
        (_, "geneve") => [new("UDP 6081", $"{PodPackets}, in Geneve")],
        (_, "ipip") => [new("IP protocol 4", $"{PodPackets}, in IP in IP")],
        (_, "ipip-cross-subnet") => [new("IP protocol 4", $"{PodPackets} of two subnets, in IP in IP"), InsideASubnet],
        _ => [new("all of the pods' addresses", $"{PodPackets}, as they are")],
    };

    private static IEnumerable<NodePorts> WireGuard(string network, AnswerSet answers)
    {
        if (network == "cilium") return [new("UDP 51871", "WireGuard")];
        return [new((answers.Cluster.HasIPv4, answers.Cluster.HasIPv6) switch { (true, true) => "UDP 51820 and 51821", (true, false) => "UDP 51820", _ => "UDP 51821" }, "WireGuard")];
    }

    private static IEnumerable<NodePorts> Control(string network, AnswerSet answers)
    {
        if (network == "cilium")
        {
            yield return new("TCP 4240, ICMP", "health checks between agents");
            if (Questions.FlowLogs.Is("true").Holds(answers)) yield return new("TCP 4244", "flow logs");
        }

        if (network == "calico")
        {
            yield return new("TCP 5473", "agents ask Typha");
            if (PodNetwork.Named(network).EncapsulationIn(answers) is "native" or "ipip" or "ipip-cross-subnet" && answers.Cluster is { PodCidr.IsEmpty: false, Bgp: null }) yield return new("TCP 179", "BGP, between nodes");
        }

        // Where Calico forwards requests to node ports itself, it wraps them.
        if (network == "calico" && Questions.ReplacesKubeProxy.Holds(answers) && PodNetwork.Named(network).EncapsulationIn(answers) is not ("vxlan" or "vxlan-cross-subnet")) yield return new("UDP 4789", "requests to node ports, in VXLAN");
    }
}
