using System.Net;

namespace NetScaffold.Answers;

/// <summary>Addresses of one family that a pool gives out: a CIDR, or a range such as <c>192.0.2.10-192.0.2.20</c>.</summary>
/// <param name="First">The first address, as a number.</param>
/// <param name="Last">The last one; not below the first.</param>
/// <param name="IsIPv6">The family.</param>
/// <param name="Text">As it was given.</param>
public readonly record struct AddressBlock(UInt128 First, UInt128 Last, bool IsIPv6, string Text)
{
    /// <summary>The ends of a range, as text; null for a CIDR.</summary>
    public (string Start, string Stop)? Ends => Text.Split('-') is [var start, var stop] ? (start, stop) : null;

    /// <summary>Reads a CIDR without host bits, or two addresses with a dash between them.</summary>
    public static bool TryParse(string text, out AddressBlock block)
    {
        block = default;
        if (Cidr.TryParse(text, out var cidr))
        {
            block = Of(cidr);
            return true;
        }

        if (text.Split('-') is not [var start, var stop] || !Cidr.TryParseAddress(start, out var first) || !Cidr.TryParseAddress(stop, out var last)) return false;
        block = new AddressBlock(NumberOf(first), NumberOf(last), first.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6, text);
        return first.AddressFamily == last.AddressFamily && block.First <= block.Last;
    }

    /// <summary>Reads a block that has been validated.</summary>
    /// <exception cref="FormatException">It has not.</exception>
    public static AddressBlock Parse(string text) => TryParse(text, out var block) ? block : throw new FormatException($"{text} is no block of addresses.");

    /// <summary>A CIDR's addresses.</summary>
    public static AddressBlock Of(Cidr cidr) => new(cidr.First, cidr.Last, cidr.IsIPv6, cidr.ToString());

    /// <summary>True when they share an address.</summary>
    public bool Overlaps(AddressBlock other) => IsIPv6 == other.IsIPv6 && First <= other.Last && other.First <= Last;

    /// <summary>True when the other lies wholly inside this one.</summary>
    public bool Contains(AddressBlock other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    private static UInt128 NumberOf(IPAddress address) => Cidr.Of(address).First;
}
