using System.Numerics;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>The share of a block of pods' addresses that each node gets.</summary>
/// <param name="Block">The whole block.</param>
/// <param name="Mask">Prefix length of one share.</param>
/// <param name="Nodes">Nodes that the block has shares for.</param>
/// <param name="PodsPerNode">Pods that one share has addresses for; capped at a million.</param>
internal sealed record NodeShare(Cidr Block, int Mask, long Nodes, long PodsPerNode)
{
    /// <summary>What Kubernetes cuts unless told otherwise.</summary>
    private const int UsualMask4 = 24;

    private const int UsualMask6 = 64;

    /// <summary>The allocators keep track of at most this many bits of shares.</summary>
    private const int MaximumBits = 16;

    /// <summary>Addresses of a share that no pod gets: the network's, the node's own and, for IPv4, the broadcast address.</summary>
    private const int Reserved = 3;

    private const long Cap = 1_000_000;

    /// <summary>True when the mask is not the one that the control plane cuts by itself.</summary>
    public bool IsUnusual => Mask != (Block.IsIPv6 ? UsualMask6 : UsualMask4);

    /// <summary>Whether there is a share for each node, and in it an address for each pod.</summary>
    public bool Fits(ClusterAnswers cluster) => Nodes >= cluster.Nodes && PodsPerNode >= cluster.PodsPerNode;

    /// <summary>
    /// The usual share where the block has enough of them; else the largest that leaves one for each node, down to what a node's pods need.
    /// </summary>
    public static NodeShare Of(Cidr block, ClusterAnswers cluster)
    {
        var width = block.IsIPv6 ? 128 : 32;
        var needed = width - Bits(cluster.PodsPerNode + Reserved);
        var usual = Math.Min(block.IsIPv6 ? UsualMask6 : UsualMask4, needed);
        var forAllNodes = block.PrefixLength + Bits(cluster.Nodes);
        var mask = forAllNodes <= usual ? usual : Math.Min(forAllNodes, needed);
        // No more shares than the allocators keep track of, and none larger than the block.
        mask = Math.Max(Math.Min(mask, block.PrefixLength + MaximumBits), block.PrefixLength);
        return new NodeShare(block, mask, 1L << Math.Min(mask - block.PrefixLength, MaximumBits), Math.Min(Cap, width - mask > 20 ? Cap : (1L << (width - mask)) - Reserved));
    }

    /// <summary>Bits that count this many: 4 for 16, 7 for 110.</summary>
    private static int Bits(int count) => count <= 1 ? 0 : BitOperations.Log2((uint)count - 1) + 1;
}
