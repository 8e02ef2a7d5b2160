using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>Who has which addresses, how they are shared out, and how long packets are: the arithmetic that the README shows, as text.</summary>
internal static class AddressModel
{
    /// <summary>What Weave Net sets where it is told nothing, in bytes. Source: its documentation, 2.8.1.</summary>
    private const int WeaveMtu = 1376;

    private const long Many = 1_000_000;

    public static void Add(ScriptObject model, AnswerSet answers)
    {
        model["addresses"] = TemplateModel.Array(Rows(answers).Select(r => new ScriptObject { ["what"] = r.What, ["block"] = r.Block, ["room"] = r.Room }));
        model["mtuWords"] = PodNetwork.Of(answers) is { } network ? MtuWords(network, answers) : "";
        // Where the cloud gives pods their addresses, it also sets the size of their packets.
        model["hasMtuWords"] = PodNetwork.Of(answers) is not null && (!answers.Cluster.PodCidr.IsEmpty || Questions.Encryption.Is("wireguard").Holds(answers));
        model["hasPorts"] = NodePorts.Of(answers).Any();
        model["ports"] = TemplateModel.Array(NodePorts.Of(answers).Select(p => new ScriptObject { ["port"] = p.Port, ["purpose"] = p.Purpose }));
    }

    private static IEnumerable<(string What, string Block, string Room)> Rows(AnswerSet answers)
    {
        var cluster = answers.Cluster;
        if (cluster.PodCidr.IsEmpty) yield return ("pods", "the cloud's network", "as many as its subnets have");
        foreach (var block in cluster.PodCidr.Select(Cidr.Parse)) yield return ("pods", $"`{block}`", Room(block, answers));
        foreach (var (block, i) in cluster.ServiceCidr.Select((c, i) => (Cidr.Parse(c), i))) yield return ("Services", $"`{block}`", $"{Count(block)} addresses{(i == 0 && HasDnsService(answers) ? $"; DNS has `{cluster.DnsService.Address}`" : "")}");
        if (cluster.NodeCidr.IsEmpty) yield return ("nodes", "not given", "whether they overlap the others is not checked");
        foreach (var block in cluster.NodeCidr.Select(Cidr.Parse)) yield return ("nodes", $"`{block}`", $"{Count(block)} addresses");
    }

    private static string Room(Cidr block, AnswerSet answers)
    {
        if (PodNetwork.Of(answers) is not { } network) return $"{Count(block)} addresses, shared out by the existing pod network";
        if (network.HasNodeShares)
        {
            var share = NodeShare.Of(block, answers.Cluster);
            return $"a /{share.Mask} for each of {Text(share.Nodes)} nodes, with {Text(share.PodsPerNode)} pods each; {answers.Cluster.Nodes} nodes with {answers.Cluster.PodsPerNode} pods are wanted";
        }

        if (network.Name != "calico") return $"{Count(block)} addresses, shared out as nodes need them";
        var size = answers.Cluster.BlockSize + (block.IsIPv6 ? 96 : 0);
        return $"{Text(1L << Math.Clamp(size - block.PrefixLength, 0, 62))} blocks of /{size}; each node takes as many as its pods need, and {answers.Cluster.Nodes} nodes with {answers.Cluster.PodsPerNode} pods are wanted";
    }

    private static string MtuWords(PodNetwork network, AnswerSet answers)
    {
        if (PodMtu.Of(network, answers) is { } mtu) return $"The longest packet of a pod, in bytes: {mtu.Words}.";
        if (network.Name == "weave") return $"The longest packet of a pod has {WeaveMtu} bytes, which Weave Net sets where `cluster.nodeMtu` is not given.";
        var overheads = string.Concat(PodMtu.OverheadsOf(network, answers).Select(o => $", less {o.Bytes} bytes ({o.What})"));
        return $"The longest packet of a pod is found out on each node: that of its network card{overheads}. With `cluster.nodeMtu` it is fixed.";
    }

    /// <summary>Autopilot's pods ask Cloud DNS, which is no Service.</summary>
    private static bool HasDnsService(AnswerSet answers) => !(Questions.Platform.Is("gke") & Questions.ManagedNodes.Is("true")).Holds(answers);

    private static string Count(Cidr block) => Text(1L << Math.Min(62, (block.IsIPv6 ? 128 : 32) - block.PrefixLength));

    private static string Text(long number) => number > Many * 20 ? "more than 20 million" : number.ToString(CultureInfo.InvariantCulture);
}
