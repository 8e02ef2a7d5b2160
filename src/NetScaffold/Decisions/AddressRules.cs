using System.Collections.Immutable;
using System.Net;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about addresses: the blocks of the cluster, and what services call outside of it.</summary>
internal static class AddressRules
{
    private static readonly Expression DeniesEgress = Questions.Policies.Is("default-deny");

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        new("NS2012", Severity.Error, "Address blocks overlap", "packets for one would go to the other.",
            "Choose blocks that share no address.", FindOverlaps),
        new("NS2025", Severity.Error, "IP families do not match", "a dual-stack cluster has one block of each family for pods and for Services.",
            "Give one CIDR, or one IPv4 and one IPv6, the same families for both.", FindMixedFamilies) { IsWaivable = false },
        new("NS2060", Severity.Warning, "Egress to everywhere", "it reaches private networks beside the cluster as well.",
            "Except 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (fc00::/7 for IPv6), or name the addresses that are called. The cluster's own blocks and metadata addresses are excepted already.", FindOpenEgress),
        new("NS2061", Severity.Error, "Egress by addresses of pods or nodes", "a pod's address lasts as long as the pod, and Cilium never matches a CIDR against pods or nodes.",
            "Call the service by its name.", FindPodBlocks),
        new("NS2062", Severity.Error, "Egress by addresses of Services", "policies see the address of the pod, after translation, and one Service cannot lead to another.",
            "Call the service by its name.", FindServiceBlocks),
        new("NS2515", Severity.Error, "Addresses that no Service may point at", "the API server rejects loopback and link-local addresses in an EndpointSlice.", "Give an address that pods can reach.",
            a => ExternalAddresses(a).Where(x => IsLocal(x.Address)).Select(x => new RuleHit(x.Path, $"{x.Address} is local to a node"))) { IsWaivable = false },
        new("NS2523", Severity.Error, "Addresses of a family that the cluster lacks", "the API server rejects a Service of that family.",
            "Give an address of the cluster's family, or set cluster.podCidr and cluster.serviceCidr to the families that it has.", FindForeignFamilies) { IsWaivable = false },
        new("NS2524", Severity.Warning, "Egress to metadata addresses", "nodes and clouds serve credentials there, to whoever asks.",
            "Leave it out, or accept the finding where it is meant, as for a DNS cache on the node. A wider CIDR excepts these addresses by itself.", FindMetadata),
    ];

    private static IEnumerable<(ServiceAnswer Service, EgressAnswer Egress, Cidr Cidr, string Path)> EgressBlocks(AnswerSet answers)
    {
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i].Cidr is { } text && Cidr.TryParse(text, out var cidr)) yield return (service, service.Egress[i], cidr, $"services.{service.Name}.egress[{i}]");
            }
        }
    }

    private static IEnumerable<(ServiceAnswer Service, string Address, Cidr Block, string Path)> ExternalAddresses(AnswerSet answers) =>
        answers.Services.SelectMany(s => (s.External?.Addresses ?? []).Select((a, i) => (s, a, Cidr.Of(IPAddress.Parse(a)), $"services.{s.Name}.external.addresses[{i}]")));

    private static bool IsLocal(string address)
    {
        var parsed = IPAddress.Parse(address);
        return IPAddress.IsLoopback(parsed) || parsed.IsIPv6LinkLocal || parsed.IsIPv6Multicast || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any)
            || Cidr.Parse("169.254.0.0/16").Contains(Cidr.Of(parsed)) || Cidr.Parse("224.0.0.0/4").Contains(Cidr.Of(parsed));
    }

    private static IEnumerable<RuleHit> FindOverlaps(AnswerSet answers)
    {
        (Question Question, AddressBlock Block)[] blocks =
        [
            .. Blocks(Questions.PodCidr, answers.Cluster.PodCidr),
            .. Blocks(Questions.ServiceCidr, answers.Cluster.ServiceCidr),
            .. Blocks(Questions.NodeCidr, answers.Cluster.NodeCidr),
            .. Questions.AddressPool.AppliesWhen.Holds(answers) ? answers.Edge.AddressPool.Select(b => (Questions.AddressPool, b)) : [],
        ];
        for (var i = 0; i < blocks.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // A pool that nodes answer for is a part of their own network.
                if (blocks[i].Question == Questions.AddressPool && blocks[j].Question == Questions.NodeCidr) continue;
                if (blocks[i].Block.Overlaps(blocks[j].Block))
                    yield return new RuleHit(answers.IsGiven(blocks[i].Question.Path) ? blocks[i].Question.Path : blocks[j].Question.Path, $"{blocks[i].Question.Path} {blocks[i].Block.Text} overlaps {blocks[j].Question.Path} {blocks[j].Block.Text}");
            }
        }
    }

    private static IEnumerable<(Question Question, AddressBlock Block)> Blocks(Question question, ImmutableArray<string> cidrs) =>
        cidrs.Select(c => (question, AddressBlock.Of(Cidr.Parse(c))));

    private static IEnumerable<RuleHit> FindMixedFamilies(AnswerSet answers)
    {
        var pods = Families(answers.Cluster.PodCidr);
        var services = Families(answers.Cluster.ServiceCidr);
        if (answers.Cluster.PodCidr.Length > pods.Count) yield return new RuleHit(Questions.PodCidr.Path, "Both pod CIDRs are of one family");
        if (answers.Cluster.ServiceCidr.Length > services.Count) yield return new RuleHit(Questions.ServiceCidr.Path, "Both Service CIDRs are of one family");
        if (answers.Cluster.NodeCidr.Length > Families(answers.Cluster.NodeCidr).Count) yield return new RuleHit(Questions.NodeCidr.Path, "Both node CIDRs are of one family");
        // Without a block for pods the cloud's network has their addresses.
        if (pods.Count > 0 && !pods.SetEquals(services)) yield return new RuleHit(answers.IsGiven(Questions.PodCidr.Path) ? Questions.PodCidr.Path : Questions.ServiceCidr.Path, $"Pods have {Words(pods)} and Services {Words(services)}");
    }

    private static HashSet<bool> Families(ImmutableArray<string> cidrs) => [.. cidrs.Select(c => Cidr.Parse(c).IsIPv6)];

    private static string Words(HashSet<bool> families) => families.Count == 2 ? "both families" : families.Contains(true) ? "IPv6" : "IPv4";

    private static IEnumerable<RuleHit> FindOpenEgress(AnswerSet answers)
    {
        if (!DeniesEgress.Holds(answers)) yield break;
        foreach (var (service, egress, cidr, path) in EgressBlocks(answers))
        {
            var open = PrivateBlocks.All.Select(Cidr.Parse).Where(b => cidr.Contains(b) && !egress.Except.Select(Cidr.Parse).Any(e => e.Contains(b)));
            if (cidr.PrefixLength == 0 && open.Any()) yield return new RuleHit(path, $"{service.Name} may call {egress.Cidr}");
        }
    }

    /// <summary>An external service must have no address of a pod, whoever enforces policies; nodes and CIDRs concern the policies of Cilium.</summary>
    private static IEnumerable<RuleHit> FindPodBlocks(AnswerSet answers)
    {
        var pods = answers.Cluster.PodCidr.Select(Cidr.Parse).ToList();
        var nodes = answers.Cluster.NodeCidr.Select(Cidr.Parse).ToList();
        var isLimited = (DeniesEgress & Questions.Cni.Is("cilium")).Holds(answers);
        return (isLimited ? EgressBlocks(answers) : [])
            .Where(e => pods.Concat(nodes).Any(c => c.Contains(e.Cidr)))
            .Select(e => new RuleHit(e.Path, $"{e.Egress.Cidr} lies in the cluster"))
            .Concat(ExternalAddresses(answers).Where(x => (isLimited ? pods.Concat(nodes) : pods).Any(c => c.Contains(x.Block))).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} lies in the cluster")));
    }

    private static IEnumerable<RuleHit> FindServiceBlocks(AnswerSet answers)
    {
        var services = answers.Cluster.ServiceCidr.Select(Cidr.Parse).ToList();
        return (DeniesEgress.Holds(answers) ? EgressBlocks(answers) : [])
            .Where(e => services.Exists(c => c.Contains(e.Cidr)))
            .Select(e => new RuleHit(e.Path, $"{e.Egress.Cidr} lies in the Service CIDR"))
            .Concat(ExternalAddresses(answers).Where(x => services.Exists(c => c.Contains(x.Block))).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} lies in the Service CIDR")));
    }

    private static IEnumerable<RuleHit> FindForeignFamilies(AnswerSet answers)
    {
        var families = Families(answers.Cluster.ServiceCidr);
        if (!answers.Cluster.PodCidr.IsEmpty) families.IntersectWith(Families(answers.Cluster.PodCidr));
        // Pods and Services of different families are refused by themselves.
        if (families.Count == 0) return [];
        return ExternalAddresses(answers).Where(x => !families.Contains(x.Block.IsIPv6)).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} is {Words([x.Block.IsIPv6])}, and the cluster has {Words(families)}"));
    }

    private static IEnumerable<RuleHit> FindMetadata(AnswerSet answers) =>
        (DeniesEgress.Holds(answers) ? EgressBlocks(answers) : [])
            .Where(e => MetadataBlocks.Cover(e.Cidr))
            .Select(e => new RuleHit(e.Path, $"{e.Service.Name} may call {e.Egress.Cidr}"))
            .Concat(ExternalAddresses(answers).Where(x => MetadataBlocks.Cover(x.Block) && !IsLocal(x.Address)).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} is such an address")));
}
