using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>Addresses that no network outside has: RFC 1918, and RFC 4193 for IPv6.</summary>
internal static class PrivateBlocks
{
    /// <summary>CIDRs of both families.</summary>
    public static ImmutableArray<string> All { get; } = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
}
