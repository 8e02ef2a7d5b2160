using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>
/// The longest packet of a pod, in bytes: that of the nodes' network, less what encapsulation and encryption put around it. As of 2026-08-22.
/// Source: the projects' documentation and code; WireGuard goes over the larger header of its family, Cilium counts 80 for both.
/// </summary>
/// <param name="Network">MTU of the network between nodes as it is counted from.</param>
/// <param name="Overheads">What is taken off, in this order.</param>
internal sealed record PodMtu(int Network, ImmutableArray<Overhead> Overheads)
{
    /// <summary>What Azure's network lets through although its interfaces say 1500; WireGuard's packets may not be cut.</summary>
    private const int AzurePath = 1400;

    /// <summary>MTU of the pods' interfaces.</summary>
    public int Pod => Network - Overheads.Sum(o => o.Bytes);

    /// <summary>The sum in words: <c>1500 (nodes) - 50 (VXLAN) = 1450</c>.</summary>
    public string Words => $"{Network} (nodes){string.Concat(Overheads.Select(o => $" - {o.Bytes} ({o.What})"))} = {Pod}";

    /// <summary>The sum for the pod network of these answers; null where nodes find it out, and for an existing one.</summary>
    public static PodMtu? Of(AnswerSet answers) => PodNetwork.Of(answers) is { } network ? Of(network, answers) : null;

    /// <summary>The sum for a pod network.</summary>
    public static PodMtu? Of(PodNetwork network, AnswerSet answers)
    {
        var isOnAzure = Questions.Encryption.Is("wireguard").Holds(answers) && Platform.Of(answers).Name == "aks";
        if ((answers.Cluster.NodeMtu ?? (isOnAzure ? AzurePath : null)) is not { } underlay) return null;
        return new PodMtu(isOnAzure ? Math.Min(underlay, AzurePath) : underlay, [.. OverheadsOf(network, answers)]);
    }

    /// <summary>What is put around a pod's packet with these answers, known or not what is left of it.</summary>
    public static IEnumerable<Overhead> OverheadsOf(PodNetwork network, AnswerSet answers) =>
        Of(network.Name, network.EncapsulationIn(answers), Questions.Encryption.Is("wireguard").Holds(answers), answers.Cluster.HasIPv4, answers.Cluster.HasIPv6, Questions.ReplacesKubeProxy.Holds(answers));

    /// <summary>What is put around a pod's packet.</summary>
    /// <param name="cni">The choice of cluster.cni.</param>
    /// <param name="encapsulation">A choice of cluster.encapsulation other than auto.</param>
    /// <param name="isEncrypted">WireGuard is on.</param>
    /// <param name="hasIPv4">Pods have IPv4 addresses.</param>
    /// <param name="hasIPv6">Pods have IPv6 addresses.</param>
    /// <param name="replacesKubeProxy">The pod network does the work of kube-proxy.</param>
    public static IEnumerable<Overhead> Of(string cni, string encapsulation, bool isEncrypted, bool hasIPv4, bool hasIPv6, bool replacesKubeProxy)
    {
        // Cilium's tunnel goes over IPv4 where there is any; the others wrap each family in its own.
        var isOverIPv6 = cni == "cilium" ? !hasIPv4 : hasIPv6;
        Overhead[] tunnel = encapsulation switch
        {
            _ when cni == "weave" => [new(85, "Weave Net")],
            "vxlan" or "vxlan-cross-subnet" => [new(isOverIPv6 ? 70 : 50, Named("VXLAN", isOverIPv6))],
            "geneve" => [new(isOverIPv6 ? 70 : 50, Named("Geneve", isOverIPv6))],
            "ipip" or "ipip-cross-subnet" => [new(20, "IP in IP")],
            // Calico's eBPF forwards requests to node ports in VXLAN.
            _ when cni == "calico" && replacesKubeProxy => [new(isOverIPv6 ? 70 : 50, "VXLAN of node ports")],
            _ => [],
        };
        if (!isEncrypted) return tunnel;
        return cni switch
        {
            // The tunnel goes through WireGuard.
            "cilium" => [.. tunnel, new(80, "WireGuard")],
            // WireGuard takes the place of the tunnel; flannel counts the larger header for both families.
            "flannel" => [new(80, "WireGuard")],
            _ => [new Overhead[] { new(isOverIPv6 ? 80 : 60, Named("WireGuard", isOverIPv6)) }.Concat(tunnel).MaxBy(o => o.Bytes)],
        };
    }

    private static string Named(string what, bool isOverIPv6) => isOverIPv6 ? $"{what} over IPv6" : what;
}

/// <summary>Bytes that are put around each packet.</summary>
internal readonly record struct Overhead(int Bytes, string What);
