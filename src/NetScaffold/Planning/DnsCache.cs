namespace NetScaffold.Planning;

/// <summary>NodeLocal DNSCache. Source: kubernetes/kubernetes, cluster/addons/dns/nodelocaldns, and for Cilium its own example, as of 2026-08-22.</summary>
internal static class DnsCache
{
    /// <summary>Source: the release 1.26.7 of kubernetes/dns, of 2025-10-16.</summary>
    public const string Image = "registry.k8s.io/dns/k8s-dns-node-cache:1.26.7";

    /// <summary>Its address on every node; link-local, so it leads nowhere else.</summary>
    public const string Address = "169.254.20.10";
}
