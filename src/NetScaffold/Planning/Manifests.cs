using System.Collections.Immutable;

namespace NetScaffold.Planning;

/// <summary>The manifests of a bundle: pod networks that have no chart. As of 2026-08-22; source: the projects' repositories at the tags.</summary>
internal static class Manifests
{
    /// <summary>All of them. A bundle has one at most, and then no release of a pod network.</summary>
    public static ImmutableArray<Manifest> All { get; } =
    [
        new("canal", "Canal", "v3.32.1", "https://raw.githubusercontent.com/projectcalico/calico/v3.32.1/manifests/canal.yaml", "aa58a7b245586a90d75d969b9184326f6218acea7e4951ce2931113cd8e91e39",
            "canalManifest", "the pod network: flannel's, with Calico's policies")
        {
            Workload = "daemonset/canal",
            WayOut = "Canal is a dead end: its manifest pins flannel 0.24.4, and Calico's documentation advises against it. The way out is `cluster.cni: calico`, whose VXLAN needs no flannel.",
        },
        // The tag's own file names images by the tag latest, so the patches pin them.
        new("weave", "Weave Net", "v2.8.1", "https://raw.githubusercontent.com/weaveworks/weave/v2.8.1/prog/weave-kube/weave-daemonset-k8s-1.11.yaml", "a2410c91152fdead60084a750d5041749e95350c038a9832e7dff71f85b52c9c",
            "weaveManifest", "the pod network, with policies")
        {
            Workload = "daemonset/weave-net",
            WayOut = "Weave Net has ended: nobody mends what is found in it. The way out is `cluster.cni: cilium` or `calico`, with `cluster.encryption: wireguard` where Weave Net encrypted.",
        },
    ];
}
