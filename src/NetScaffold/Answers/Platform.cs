using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>
/// What a platform brings and takes, as of 2026-08-22. Source: the platforms' documentation, and for k3s and kind their defaults.
/// The stricter offers of clouds, where the nodes are theirs too, are the answer cluster.managedNodes.
/// </summary>
/// <param name="Name">The choice of cluster.platform.</param>
/// <param name="Help">One line.</param>
/// <param name="ServiceCidr">Addresses of Services unless others are given.</param>
internal sealed record Platform(string Name, string Help, string ServiceCidr)
{
    /// <summary>Addresses of pods unless others are given.</summary>
    public string PodCidr { get; init; } = "10.244.0.0/16";

    /// <summary>Pod networks that give pods addresses of the cloud's own network: there is no block for pods then.</summary>
    public ImmutableArray<string> WithoutPodCidr { get; init; } = [];

    /// <summary>A cloud runs the control plane, and sets up kube-proxy.</summary>
    public bool IsManaged { get; init; }

    /// <summary>metrics-server is there; a second one would fight over its API.</summary>
    public bool BringsMetricsServer { get; init; }

    /// <summary>Services of type LoadBalancer get an address.</summary>
    public bool BringsLoadBalancer { get; init; }

    /// <summary>The DNS cache of nodes is the platform's own matter, by this means; null where the bundle may bring one.</summary>
    public string? OwnDnsCache { get; init; }

    /// <summary>Namespaces beside kube-system that it makes for pods of its own, which need more than DNS.</summary>
    public ImmutableArray<string> SystemNamespaces { get; init; } = [];

    /// <summary>Port of the API server where an answer names a host alone.</summary>
    public int ApiServerPort { get; init; } = 6443;

    /// <summary>Where the API server is without an answer, from the bundle's name; null where it must be answered.</summary>
    public Func<string, string>? ApiServer { get; init; }

    /// <summary>Pod networks that it does not take, each with the reason, one clause.</summary>
    public ImmutableSortedDictionary<string, string> Refuses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    private const string KubeadmOnly = "its manifest is made for clusters of kubeadm";

    private const string NoOverlay = "it is not offered beside the VPC's own network";

    private const string GkeNetwork = "GKE's own pod network cannot be replaced";

    /// <summary>All of them.</summary>
    public static ImmutableArray<Platform> All { get; } =
    [
        new("kubeadm", "a cluster made with kubeadm, on machines of your own", "10.96.0.0/12"),
        new("kind", "Kubernetes in containers, for development and tests", "10.96.0.0/16")
        {
            ApiServer = name => $"{name}-control-plane:6443",
            // Makes volumes, and asks the API server for claims.
            SystemNamespaces = ["local-path-storage"],
        },
        new("k3s", "a cluster of k3s, on machines of your own", "10.43.0.0/16")
        {
            PodCidr = "10.42.0.0/16",
            BringsMetricsServer = true,
            BringsLoadBalancer = true,
            // Every node runs a balancer in front of the API servers.
            ApiServer = _ => "127.0.0.1:6444",
            Refuses = Reasons(("flannel", "k3s has flannel and a policy controller inside; a second one would fight it"), ("canal", KubeadmOnly), ("weave", KubeadmOnly)),
        },
        new("eks", "Amazon EKS", "172.20.0.0/16")
        {
            WithoutPodCidr = ["existing", "calico"],
            IsManaged = true,
            BringsLoadBalancer = true,
            ApiServerPort = 443,
            Refuses = Reasons(("flannel", NoOverlay), ("canal", KubeadmOnly), ("weave", KubeadmOnly)),
        },
        new("aks", "Azure AKS", "10.0.0.0/16")
        {
            IsManaged = true,
            BringsMetricsServer = true,
            BringsLoadBalancer = true,
            OwnDnsCache = "LocalDNS, a setting of the node pool",
            ApiServerPort = 443,
            Refuses = Reasons(("canal", KubeadmOnly), ("weave", KubeadmOnly)),
        },
        new("gke", "Google GKE", "34.118.224.0/20")
        {
            WithoutPodCidr = ["existing", "calico"],
            IsManaged = true,
            BringsMetricsServer = true,
            BringsLoadBalancer = true,
            OwnDnsCache = "the NodeLocal DNSCache add-on, on by default in new clusters",
            ApiServerPort = 443,
            Refuses = Reasons(("cilium", GkeNetwork), ("flannel", GkeNetwork), ("canal", GkeNetwork), ("weave", GkeNetwork)),
        },
    ];

    /// <summary>Pods have addresses of the cloud's network, and its own plugin gives them out.</summary>
    public bool RoutesPods(AnswerSet answers) => WithoutPodCidr.Contains(answers.Chosen(Questions.Cni)[0]) && answers.Cluster.PodCidr.IsEmpty;

    /// <summary>The platform of the answers.</summary>
    public static Platform Of(AnswerSet answers) => Named(answers.Chosen(Questions.Platform)[0]);

    /// <summary>The platform of this name; kubeadm stands for a name that is none, which has been reported.</summary>
    public static Platform Named(string name) => All.FirstOrDefault(p => p.Name == name) ?? All[0];

    private static ImmutableSortedDictionary<string, string> Reasons(params ReadOnlySpan<(string Cni, string Reason)> reasons)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (cni, reason) in reasons) builder.Add(cni, reason);
        return builder.ToImmutable();
    }
}
