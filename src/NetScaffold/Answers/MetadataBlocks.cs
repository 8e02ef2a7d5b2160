using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>Where nodes and clouds serve metadata and credentials to whoever is on the machine: link-local addresses, and the block of Amazon EC2 for IPv6.</summary>
internal static class MetadataBlocks
{
    /// <summary>CIDRs, as they stand among the exceptions of a wider egress.</summary>
    public static ImmutableArray<string> All { get; } = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"];

    /// <summary>True for a block that holds nothing else, so that no exception can take the metadata out.</summary>
    public static bool Cover(Cidr cidr) => All.Any(b => Cidr.TryParse(b, out var block) && block.Contains(cidr));
}
