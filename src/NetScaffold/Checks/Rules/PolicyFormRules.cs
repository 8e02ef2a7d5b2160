using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about how the rules of NetworkPolicies are written: peers, ports and blocks of addresses.</summary>
internal static class PolicyFormRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4051", Severity.Warning, "Two peers that look like one", "items of the list are alternatives, so either of them is let through alone.", "Write namespaceSelector and podSelector into one item, without a dash before the second.", FindSplitPeers) { Item = "C7" },
        new("NS4056", Severity.Error, "A range of ports that is none", "the API server does not take it.", "Give port a number, and endPort one that is not below it.", FindRanges) { Item = "C4" },
        new("NS4057", Severity.Error, "A block of addresses that is refused", "the API server does not take it.", "Let ipBlock stand alone in its item, and let each exception lie inside of its cidr.", FindBlocks) { Item = "C4" },
        new("NS4060", Severity.Warning, "The whole Internet with the inside of the network", "a pod that is taken over reaches the cloud's metadata and every machine beside the cluster.", "Except the addresses of metadata and the private ranges.", FindOpenBlocks) { Item = "C8" },
        new("NS4062", Severity.Error, "The address of a Service in a policy", "policies see the addresses of pods: the cluster has put one in place of the Service's before it asks them.", "Select the pods behind the Service by their labels.", FindServiceAddresses) { Item = "C4" },
        new("NS4567", Severity.Info, "A policy that denies everything, alone", "where nothing else is applied before it, DNS, probes of a mesh, metrics and every call stop at once.", "Apply it together with the policies that allow what is needed, and those first.", FindAlone) { Item = "C4" },
    ];

    private static IEnumerable<ObjectHit> FindAlone(ObjectSet objects) =>
        from policies in objects.NetworkPolicies.GroupBy(p => p.Namespace, StringComparer.Ordinal)
        where policies.All(p => p.Rules.IsEmpty)
        from policy in policies.Where(p => p.Subject.IsEverything).Take(1)
        select new ObjectHit(policy.Object, policy.Object.Root.NearestTo("spec"), "No other policy of its namespace is among the objects, and it allows nothing");

    private static readonly ImmutableArray<(string Block, string Name)> InsideV4 =
    [
        ("169.254.169.254/32", "metadata of clouds"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
    ];

    /// <summary>RFC 4193; the metadata address of AWS over IPv6, fd00:ec2::254, lies in it.</summary>
    private static readonly ImmutableArray<(string Block, string Name)> InsideV6 = [("fc00::/7", "private")];

    private static IEnumerable<(NetworkPolicyView Policy, NetworkRuleView Rule)> Rules(ObjectSet objects) =>
        from policy in objects.NetworkPolicies from rule in policy.Rules select (policy, rule);

    private static IEnumerable<(NetworkPolicyView Policy, NetworkRuleView Rule, NetworkPeerView Peer)> Peers(ObjectSet objects) =>
        from pair in Rules(objects) from peer in pair.Rule.Peers select (pair.Policy, pair.Rule, peer);

    private static IEnumerable<ObjectHit> FindSplitPeers(ObjectSet objects) =>
        // Pods of its own namespace that are there are meant as they stand.
        from pair in Rules(objects)
        let namespaces = pair.Rule.Peers.FirstOrDefault(p => p is { Namespaces: not null, Pods: null, Block: null })
        let pods = pair.Rule.Peers.FirstOrDefault(p => p is { Namespaces: null, Pods.IsEverything: false, Block: null })
        // Pods of its own namespace that are there are meant as they stand.
        where namespaces is not null && pods is not null && !objects.PodsWith(pair.Policy.Namespace, pods.Pods!).Any()
        select new ObjectHit(pair.Policy.Object, pods.Map, $"A rule of {Word(pair.Rule)} has the pods {pods.Pods} of its own namespace, and beside them all pods of the namespaces {namespaces.Namespaces}");

    private static string Word(NetworkRuleView rule) => Shown.Word(rule.Direction);

    private static IEnumerable<ObjectHit> FindRanges(ObjectSet objects) =>
        from pair in Rules(objects)
        from port in pair.Rule.Ports
        where port.NodeAt("endPort") is not null
        let last = port.NumberAt("endPort")
        let first = port.NumberAt("port")
        where last is null || first is null || last < first
        select new ObjectHit(pair.Policy.Object, port.NearestTo("endPort"), $"A rule of {Word(pair.Rule)} has the ports from {Shown.Text(port.TextAt("port") ?? "none")} to {Shown.Text(port.TextAt("endPort") ?? "none")}");

    private static IEnumerable<ObjectHit> FindBlocks(ObjectSet objects)
    {
        foreach (var (policy, rule, peer) in Peers(objects).Where(p => p.Peer.Block is not null))
        {
            var block = peer.Block!;
            if (peer.Map.NodeAt("podSelector") is not null || peer.Map.NodeAt("namespaceSelector") is not null)
                yield return new ObjectHit(policy.Object, block, $"A rule of {Word(rule)} has a selector beside an ipBlock");
            if (AddressSet.Parse(block.TextAt("cidr") ?? "") is not { } whole) continue;
            foreach (var except in block.TextsAt("except"))
            {
                if (AddressSet.Parse(except.Text) is { } part && (part == whole || !part.Except(whole).IsEmpty))
                    yield return new ObjectHit(policy.Object, except, $"The exception {Shown.Text(except.Text)} of a rule of {Word(rule)} does not lie inside of {Shown.Text(block.TextAt("cidr")!)}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindOpenBlocks(ObjectSet objects)
    {
        foreach (var (policy, _, peer) in Peers(objects).Where(p => p.Rule.Direction == Direction.Egress && p.Peer.Block is not null))
        {
            var cidr = peer.Block.TextAt("cidr");
            var inside = cidr switch { "0.0.0.0/0" => InsideV4, "::/0" => InsideV6, _ => [] };
            var excepted = peer.Block.TextsAt("except").Select(e => AddressSet.Parse(e.Text)).OfType<AddressSet>().Aggregate(AddressSet.None, (all, e) => all.Union(e));
            var open = inside.Where(i => !AddressSet.Parse(i.Block)!.Except(excepted).IsEmpty).Select(i => $"{i.Block} ({i.Name})").ToList();
            if (open.Count > 0) yield return new ObjectHit(policy.Object, peer.Block!.NearestTo("cidr"), $"A rule of egress has {cidr} without an exception for {string.Join(", ", open)}");
        }
    }

    private static IEnumerable<ObjectHit> FindServiceAddresses(ObjectSet objects)
    {
        // The DNS cache of a node answers at the address of the cluster's DNS, in front of any translation.
        var services = objects.OfKind("", "Service").Where(s => s is not { Name: "kube-dns" or "coredns", Namespace: "kube-system" })
            .SelectMany(s => s.Root.TextsAt("spec", "clusterIPs").Select(a => a.Text).Append(s.Root.TextAt("spec", "clusterIP") ?? ""), (s, address) => (s, address))
            .Where(p => p.address.Length > 0).ToLookup(p => p.address, p => p.s, StringComparer.Ordinal);
        return from found in Peers(objects)
               let cidr = found.Peer.Block.TextAt("cidr") ?? ""
               where cidr.EndsWith("/32", StringComparison.Ordinal) || cidr.EndsWith("/128", StringComparison.Ordinal)
               from service in services[cidr[..cidr.IndexOf('/', StringComparison.Ordinal)]].Take(1)
               select new ObjectHit(found.Policy.Object, found.Peer.Block!.NearestTo("cidr"), $"A rule of {Word(found.Rule)} has {cidr}, which is the address of {service}");
    }
}
