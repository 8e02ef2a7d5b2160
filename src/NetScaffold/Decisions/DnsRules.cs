using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about the cluster's DNS and its cache on nodes.</summary>
internal static class DnsRules
{
    private const string ClusterDomain = "cluster.local";

    /// <summary>Kubernetes 1.36 is the first where GKE's DNS takes more. Source: GKE's documentation, 2026-08.</summary>
    private const int MostUpstreamsOfKubeDns = 3;

    private static readonly string[] ReverseDomains = ["in-addr.arpa", "ip6.arpa"];

    private static readonly Expression OwnCluster = Questions.Layers.Is("cluster");

    private static readonly Expression HasCache = Questions.DnsCache.Is("nodelocal");

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        new("NS2221", Severity.Error, "The platform has a DNS cache of its own", "two caches would take the same requests.", "Use cluster.dnsCache: none, and turn the platform's own on; policies let pods reach it as it is.", FindSecondCache) { IsWaivable = false },
        new("NS2222", Severity.Error, "No pod would ask the DNS cache", "with IPVS it has an address that kubelets must hand to pods.", "Use cluster.kubeProxy: iptables or nftables, where it takes the address of the DNS Service.",
            a => (OwnCluster & HasCache & Questions.KubeProxy.Is("ipvs") & (Questions.Platform.Is("k3s") | Questions.Platform.Is("eks"))).Holds(a)
                ? [new RuleHit(Questions.DnsCache.Path, $"The bundle does not tell the kubelets of {Platform.Of(a).Name}")] : []) { IsWaivable = false },
        Rule.OverChoices("NS2223", Severity.Info, "Calico must leave DNS to the cache", DecisionCatalogue.Get("calicoDnsExclusion").When, Questions.DnsCache,
            "with eBPF it would lead requests past the cache.", "Annotate the Service kube-dns as the README says, under Set up DNS."),
        Rule.OverChoices("NS2224", Severity.Error, "Cilium lets no pod reach a DNS cache on the node",
            HasCache & ((OwnCluster & Questions.Cni.Is("cilium") & !Questions.ReplacesKubeProxy) | (Questions.Cni.Is("existing") & Questions.ExistingFqdn.Is("true"))), Questions.DnsCache,
            "its policies match no address of a node, and it leads requests to a cache of pods only where it replaces kube-proxy.",
            "Use cluster.cni: cilium with cluster.kubeProxy: replaced, or cluster.dnsCache: none.") with { IsWaivable = false },
        new("NS2550", Severity.Error, "A DNS cache without IPv4", "the cache has an IPv4 address, and the DNS Service one of the first family.", "Put an IPv4 block first in cluster.serviceCidr, or use cluster.dnsCache: none.",
            a => HasCache.Holds(a) && a.Cluster.DnsService.IsIPv6 ? [new RuleHit(Questions.DnsCache.Path, "The DNS Service has an IPv6 address")] : []) { IsWaivable = false },
        new("NS2551", Severity.Error, "The platform does not take these DNS servers", "they would be ignored, or its DNS would not start.", "Leave the answer out, and set the servers where the platform has them.", FindForeignServers) { IsWaivable = false },
        new("NS2552", Severity.Error, "A domain with two answers", "CoreDNS does not start with two entries for one domain, and names of the cluster are its own.", "Give each domain once, and none of the cluster's.", FindTakenDomains) { IsWaivable = false },
        new("NS2553", Severity.Error, "A DNS server of a family that the cluster lacks", "pods could not reach it.", "Give an address of the cluster's family.",
            a => OwnCluster.Holds(a) ? a.Cluster.Dns.Servers.Where(s => !a.Cluster.HasFamilyOf(s.Server)).Select(s => new RuleHit(s.Path, $"{s.Server} is {(s.Server.Contains(':') ? "IPv6" : "IPv4")}")) : []) { IsWaivable = false },
    ];

    private static IEnumerable<RuleHit> FindSecondCache(AnswerSet answers)
    {
        if (!HasCache.Holds(answers)) yield break;
        var platform = Platform.Of(answers);
        if (platform.OwnDnsCache is { } own) yield return new RuleHit(Questions.DnsCache.Path, $"{platform.Name} has {own}");
        else if (IsAllOfTheClouds(answers, platform)) yield return new RuleHit(Questions.DnsCache.Path, $"The cloud's nodes of {platform.Name} answer DNS themselves");
    }

    private static IEnumerable<RuleHit> FindForeignServers(AnswerSet answers)
    {
        var dns = answers.Cluster.Dns;
        if (!OwnCluster.Holds(answers) || !dns.HasSettings) yield break;
        var platform = Platform.Of(answers);
        if (platform.Name is "eks" or "gke" && IsAllOfTheClouds(answers, platform))
        {
            yield return new RuleHit(dns.Upstreams.IsEmpty ? Questions.StubDomains.Path : Questions.DnsUpstreams.Path, $"The DNS of {platform.Name} with the cloud's nodes asks what the cloud's network says");
            yield break;
        }

        if (dns.Upstreams.IsEmpty) yield break;
        if (platform.Name == "k3s") yield return new RuleHit(Questions.DnsUpstreams.Path, "The CoreDNS of k3s asks the servers of the nodes, or of the file that the nodes name as resolv-conf");
        if (platform.Name == "aks") yield return new RuleHit(Questions.DnsUpstreams.Path, "The CoreDNS of AKS asks the DNS servers of the virtual network");
        if (platform.Name == "gke" && dns.Upstreams.Length > MostUpstreamsOfKubeDns && answers.Chosen(Questions.Kubernetes)[0] is "1.34" or "1.35")
            yield return new RuleHit(Questions.DnsUpstreams.Path, $"The DNS of GKE takes {MostUpstreamsOfKubeDns} servers before Kubernetes 1.36, not {dns.Upstreams.Length}");
    }

    private static bool IsAllOfTheClouds(AnswerSet answers, Platform platform) => platform.IsManaged && Questions.ManagedNodes.Is("true").Holds(answers);

    private static IEnumerable<RuleHit> FindTakenDomains(AnswerSet answers)
    {
        if (!OwnCluster.Holds(answers)) yield break;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, stub) in answers.Cluster.Dns.StubDomains.Index())
        {
            var path = $"{Questions.StubDomains.Path}[{i}].domain";
            if (stub.Domain == ClusterDomain || stub.Domain.EndsWith($".{ClusterDomain}", StringComparison.Ordinal)) yield return new RuleHit(path, $"{stub.Domain} is the cluster's own");
            else if (ReverseDomains.Contains(stub.Domain)) yield return new RuleHit(path, $"{stub.Domain} has the addresses of the cluster; a part of it may be given");
            else if (!seen.Add(stub.Domain)) yield return new RuleHit(path, $"{stub.Domain} is given twice");
        }
    }
}
