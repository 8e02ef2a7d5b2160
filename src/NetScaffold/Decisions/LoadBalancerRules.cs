using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about what gives the gateway's Service an address.</summary>
internal static class LoadBalancerRules
{
    private static readonly Expression Applies = Questions.LoadBalancerProvider.AppliesWhen;

    private static readonly Expression ByMetalLb = Applies & Questions.LoadBalancerProvider.Is("metallb");

    /// <summary>Nodes answer for the pool's addresses in their own network.</summary>
    private static readonly Expression NodesAnswer = ByMetalLb | Questions.CiliumAnswersForPool;

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2110", Severity.Info, "A load balancer is needed", DecisionCatalogue.WaitsForLoadBalancer, Questions.LoadBalancer,
            "the bundle brings none, so the gateway's Service waits for an address until the cluster has a provider.",
            "Use edge.loadBalancerProvider: cilium or metallb with an edge.addressPool, install a provider of your own, or set edge.loadBalancer: none and forward to the gateway yourself."),
        Rule.OverChoices("NS2570", Severity.Error, "There is no cloud to give load balancers", Applies & Questions.LoadBalancerProvider.Is("cloud") & !Questions.OnCloud, Questions.LoadBalancerProvider,
            "the gateway's Service would wait for an address for ever.", "Use edge.loadBalancerProvider: cilium or metallb with an edge.addressPool, or existing.") with { IsWaivable = false },
        Rule.OverChoices("NS2571", Severity.Error, "A pool of addresses in a cloud", Questions.AddressPool.AppliesWhen & Questions.OnCloud, Questions.LoadBalancerProvider,
            "the cloud's network leads packets to addresses that it gave out itself, and asks no node.", "Use edge.loadBalancerProvider: cloud."),
        Rule.OverChoices("NS2572", Severity.Error, "A pool for Cilium without Cilium", Applies & Questions.LoadBalancerProvider.Is("cilium") & !DecisionCatalogue.CiliumRelease, Questions.LoadBalancerProvider,
            "the bundle does not install Cilium, so nothing would give out the addresses.", "Use cluster.cni: cilium with the layer cluster, or edge.loadBalancerProvider: metallb or existing.") with { IsWaivable = false },
        Rule.OverChoices("NS2573", Severity.Error, "Cilium does not answer for addresses beside kube-proxy", Questions.CiliumAnswersForPool & !Questions.ReplacesKubeProxy, Questions.LoadBalancerProvider,
            "it announces them in the nodes' own network only where it does the work of kube-proxy.", "Use cluster.kubeProxy: replaced, give the routers in cluster.bgp, or use edge.loadBalancerProvider: metallb."),
        new("NS2574", Severity.Warning, "A pool outside of the nodes' network", "machines ask for an address in their own network alone, so nobody would ask the nodes.",
            "Take addresses of cluster.nodeCidr that nothing else gives out, or have a router that leads there.", FindForeignPools),
        new("NS2575", Severity.Error, "A pool of a family that Services lack", "no Service would ever get an address of it.",
            "Give addresses of the cluster's families.",
            a => PoolsOf(a).Where(p => !(p.IsIPv6 ? a.Cluster.HasIPv6 : a.Cluster.HasIPv4)).Select(p => new RuleHit(Questions.AddressPool.Path, $"{p.Text} is {(p.IsIPv6 ? "IPv6" : "IPv4")}"))),
        new("NS2576", Severity.Warning, "The rate limit counts nodes", "VXLAN has no room for the client's address, so proxies see that of the node that answers for the pool's.",
            "Use cluster.encapsulation: auto, or edge.rateLimit: 0.",
            a => (DecisionCatalogue.OwnGateway & !Questions.UsesCiliumGateway & Questions.CiliumAnswersForPool & Questions.Encapsulation.Is("vxlan")).Holds(a) && a.Edge.RateLimit > 0 ? [new RuleHit(Questions.RateLimit.Path, "Requests of all clients that come by one node are counted together")] : []),
        Rule.OverChoices("NS2577", Severity.Error, "Two announce one pool", ByMetalLb & DecisionCatalogue.CiliumRelease & Questions.HasBgp, Questions.LoadBalancerProvider,
            "Cilium tells the routers of cluster.bgp every load balancer's address, and MetalLB has a node answer for it.", "Use edge.loadBalancerProvider: cilium."),
        Rule.OverChoices("NS2578", Severity.Error, "MetalLB beside IPVS", ByMetalLb & Questions.Layers.Is("cluster") & Questions.KubeProxy.Is("ipvs"), Questions.LoadBalancerProvider,
            "with IPVS every node has the addresses of all Services and answers for them.", "Use cluster.kubeProxy: nftables, or edge.loadBalancerProvider: existing and set strict ARP yourself."),
        Rule.OverChoices("NS2583", Severity.Error, "An internal load balancer outside a cloud", Applies & Questions.LoadBalancer.Is("internal") & !Questions.UsesCloudLoadBalancer, Questions.LoadBalancer,
            "only a cloud makes balancers of two kinds; elsewhere the addresses themselves decide who reaches them.", "Use edge.loadBalancer: external with an edge.addressPool of internal addresses, or edge.loadBalancerProvider: cloud on eks, aks or gke.") with { IsWaivable = false },
        Rule.OverChoices("NS2584", Severity.Error, "Let's Encrypt behind an internal load balancer", Applies & Questions.LoadBalancer.Is("internal") & Questions.UsesHttp01, Questions.TlsIssuer,
            "it asks the gateway from the Internet, on port 80.", "Use tls.challenge: dns01, tls.issuer: private-ca or existing, or edge.loadBalancer: external."),
    ];

    private static ImmutableArray<AddressBlock> PoolsOf(AnswerSet answers) => Questions.AddressPool.AppliesWhen.Holds(answers) ? answers.Edge.AddressPool : [];

    private static IEnumerable<RuleHit> FindForeignPools(AnswerSet answers)
    {
        var nodes = answers.Cluster.NodeCidr.Select(c => AddressBlock.Of(Cidr.Parse(c))).ToList();
        if (nodes.Count == 0 || !NodesAnswer.Holds(answers)) return [];
        return PoolsOf(answers).Where(p => !nodes.Exists(n => n.Contains(p))).Select(p => new RuleHit(Questions.AddressPool.Path, $"{p.Text} lies outside of {string.Join(" and ", answers.Cluster.NodeCidr)}"));
    }
}
