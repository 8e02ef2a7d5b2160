using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What files about DNS show, under <c>net</c> beside <see cref="ClusterModel"/>.</summary>
internal static class DnsModel
{
    /// <summary>What the cache replaces by the address of the DNS pods' second Service, which it finds out by itself.</summary>
    private const string ClusterDns = "__PILLAR__CLUSTER__DNS__";

    /// <summary>What it replaces by the servers that the node asks.</summary>
    private const string NodeServers = "__PILLAR__UPSTREAM__SERVERS__";

    public static void AddTo(ScriptObject model, AnswerSet answers)
    {
        var dns = answers.Cluster.Dns;
        var service = answers.Cluster.DnsService;
        // With IPVS the Service's address is on an interface of kube-proxy's, so the cache cannot have it as well.
        var byKubelet = (Questions.DnsCache.Is("nodelocal") & Questions.Layers.Is("cluster") & Questions.KubeProxy.Is("ipvs")).Holds(answers);
        model["dnsServiceBlock"] = service.ToString();
        model["cacheImage"] = DnsCache.Image;
        model["cacheAddress"] = DnsCache.Address;
        model["cacheByKubelet"] = byKubelet;
        model["cacheListens"] = byKubelet ? DnsCache.Address : $"{DnsCache.Address},{service.Address}";
        model["cacheBinds"] = byKubelet ? DnsCache.Address : $"{DnsCache.Address} {service.Address}";
        model["cacheServers"] = TemplateModel.Array(
        [
            CacheServer("in-addr.arpa", ClusterDns, isCluster: true),
            CacheServer("ip6.arpa", ClusterDns, isCluster: true),
            .. dns.StubDomains.Select(d => CacheServer(d.Domain, string.Join(' ', d.Servers), isCluster: false)),
            CacheServer(".", dns.Upstreams.IsEmpty ? NodeServers : string.Join(' ', dns.Upstreams), isCluster: false),
        ]);
        model["corefile"] = TemplateModel.Array(Corefile.Of(answers));
        model["hasUpstreams"] = !dns.Upstreams.IsEmpty;
        model["upstreams"] = TemplateModel.Array(dns.Upstreams);
        model["hasStubDomains"] = !dns.StubDomains.IsEmpty;
        model["stubDomains"] = TemplateModel.Array(dns.StubDomains.Select(d => new ScriptObject
        {
            ["domain"] = d.Domain,
            ["servers"] = TemplateModel.Array(d.Servers),
            ["serverWords"] = string.Join(' ', d.Servers),
        }));
    }

    private static ScriptObject CacheServer(string zone, string forward, bool isCluster) => new() { ["zone"] = zone, ["forward"] = forward, ["isCluster"] = isCluster };
}
