using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>What "outside" never means: cloud metadata, and the cluster's own pods, Services and nodes.</summary>
internal static class OutsideAddresses
{
    /// <summary>What is left out of a block: the exceptions given that lie in it, and what is never outside.</summary>
    /// <param name="block">A CIDR.</param>
    /// <param name="given">CIDRs; those of the other family are none of its.</param>
    /// <param name="cluster">Whose own addresses are not outside.</param>
    public static ImmutableArray<string> ExceptionsOf(string block, ImmutableArray<string> given, ClusterAnswers cluster)
    {
        if (!Cidr.TryParse(block, out var outer)) return given;
        var exceptions = given.Where(g => Cidr.TryParse(g, out var cidr) && outer.Contains(cidr)).ToList();
        string[] inner = [.. MetadataBlocks.All, .. cluster.PodCidr, .. cluster.ServiceCidr, .. cluster.NodeCidr];
        foreach (var text in inner)
        {
            if (!Cidr.TryParse(text, out var cidr) || !outer.Contains(cidr) || cidr == outer) continue;
            if (exceptions.Any(e => Cidr.TryParse(e, out var exception) && exception.Contains(cidr))) continue;
            exceptions.Add(text);
        }

        return [.. exceptions.Distinct()];
    }
}
