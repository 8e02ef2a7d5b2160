using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What a pod network can be set up for, as of 2026-08-22 (Cilium 1.20, Calico 3.32, flannel 0.28.9 and in Canal 0.24.4, Weave Net 2.8.1). Source: the projects' documentation and charts.</summary>
/// <param name="Name">The choice of cluster.cni.</param>
/// <param name="Title">Its name in words.</param>
/// <param name="Auto">What <c>cluster.encapsulation: auto</c> stands for.</param>
/// <param name="Encapsulations">The choices of cluster.encapsulation that it takes besides auto.</param>
internal sealed record PodNetwork(string Name, string Title, string Auto, ImmutableArray<string> Encapsulations)
{
    /// <summary>It encrypts with WireGuard.</summary>
    public bool Encrypts { get; init; }

    /// <summary>It announces routes by BGP.</summary>
    public bool HasBgp { get; init; }

    /// <summary>It takes two families of addresses, and IPv6 alone.</summary>
    public bool HasIPv6 { get; init; }

    /// <summary>It can do the work of kube-proxy.</summary>
    public bool ReplacesKubeProxy { get; init; }

    /// <summary>It works beside a kube-proxy in nftables mode.</summary>
    public bool TakesNftables { get; init; } = true;

    /// <summary>Nodes get fixed shares of the block for pods; else addresses are taken in small blocks as they are needed.</summary>
    public bool HasNodeShares { get; init; } = true;

    /// <summary>All that a bundle sets up; an existing one is not among them.</summary>
    public static ImmutableArray<PodNetwork> All { get; } =
    [
        new("cilium", "Cilium", "vxlan", ["vxlan", "geneve", "native"]) { Encrypts = true, HasBgp = true, HasIPv6 = true, ReplacesKubeProxy = true },
        new("calico", "Calico", "vxlan-cross-subnet", ["vxlan", "vxlan-cross-subnet", "ipip", "ipip-cross-subnet", "native"])
        {
            Encrypts = true,
            HasBgp = true,
            HasIPv6 = true,
            ReplacesKubeProxy = true,
            HasNodeShares = false,
        },
        new("canal", "Canal", "vxlan", ["vxlan"]) { TakesNftables = false },
        new("flannel", "flannel", "vxlan", ["vxlan", "vxlan-cross-subnet", "native"]) { Encrypts = true, HasIPv6 = true },
        new("weave", "Weave Net", "vxlan", []) { TakesNftables = false, HasNodeShares = false },
    ];

    /// <summary>The one of the answers; null for an existing one.</summary>
    public static PodNetwork? Of(AnswerSet answers) => All.FirstOrDefault(n => n.Name == answers.Chosen(Questions.Cni)[0]);

    /// <summary>How its packets cross between nodes: a choice of cluster.encapsulation other than auto; native where the cloud routes them.</summary>
    public string EncapsulationIn(AnswerSet answers)
    {
        if (Platform.Of(answers).RoutesPods(answers)) return "native";
        var chosen = answers.Chosen(Questions.Encapsulation)[0];
        if (chosen != "auto") return chosen;
        // Only Geneve has room for the client's address on the way from the node that answers for it.
        if (Name == "cilium" && Questions.CiliumAnswersForPool.Holds(answers)) return "geneve";
        // Azure drops packets of pods that are not wrapped.
        return Name == "calico" && Platform.Of(answers).Name == "aks" ? "vxlan" : Auto;
    }

    /// <summary>The one of this name.</summary>
    public static PodNetwork Named(string name) => All.First(n => n.Name == name);
}
