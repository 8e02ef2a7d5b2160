using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace NetScaffold.Answers;

/// <summary>A block of addresses of one family.</summary>
/// <param name="First">The first address, as a number.</param>
/// <param name="PrefixLength">0–32 for IPv4, 0–128 for IPv6.</param>
/// <param name="IsIPv6">The family.</param>
public readonly record struct Cidr(UInt128 First, int PrefixLength, bool IsIPv6)
{
    private int Width => IsIPv6 ? 128 : 32;

    /// <summary>The last address, as a number.</summary>
    public UInt128 Last => First | Mask(Width - PrefixLength);

    /// <summary>True when the other block lies wholly inside this one.</summary>
    public bool Contains(Cidr other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    /// <summary>True when the blocks share an address; blocks of different families never do.</summary>
    public bool Overlaps(Cidr other) => IsIPv6 == other.IsIPv6 && First <= other.Last && other.First <= Last;

    /// <summary>Reads a canonical CIDR: no host bits, no leading zeros, lower-case hexadecimal digits.</summary>
    public static bool TryParse(string text, out Cidr cidr) => TryParse(text, out cidr, out var hostBits) && !hostBits;

    /// <summary>Reads a CIDR that has been validated.</summary>
    /// <exception cref="FormatException">It has not.</exception>
    public static Cidr Parse(string text) => TryParse(text, out var cidr) ? cidr : throw new FormatException($"{text} is no CIDR.");

    /// <summary>As <see cref="TryParse(string, out Cidr)"/>, but takes host bits and tells of them; the block is then the one around the address.</summary>
    public static bool TryParse(string text, out Cidr cidr, out bool hasHostBits)
    {
        cidr = default;
        hasHostBits = false;
        var slash = text.IndexOf('/');
        if (slash < 0) return false;
        var addressText = text[..slash];
        var prefixText = text[(slash + 1)..];
        if (!int.TryParse(prefixText, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefixText != prefix.ToString(CultureInfo.InvariantCulture)) return false;
        if (!TryParseAddress(addressText, out var address)) return false;
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var width = isIPv6 ? 128 : 32;
        if (prefix > width) return false;
        var number = ToNumber(address);
        var hostMask = Mask(width - prefix);
        hasHostBits = (number & hostMask) != 0;
        cidr = new Cidr(number & ~hostMask, prefix, isIPv6);
        return true;
    }

    /// <summary>
    /// Reads a plain address: no leading zeros, brackets, port or zone; lower-case hexadecimal digits. An IPv4-mapped one such as
    /// <c>::ffff:192.0.2.10</c> is none: the API server rejects it, and what is IPv4 to one reader is IPv6 to the next.
    /// </summary>
    public static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) => TryParseAnyAddress(text, out address) && !address.IsIPv4MappedToIPv6;

    /// <summary>The plain IPv4 form of an IPv4-mapped address or CIDR: <c>192.0.2.0/24</c> for <c>::ffff:192.0.2.0/120</c>; null for any other text.</summary>
    public static string? Unmapped(string text)
    {
        var slash = text.IndexOf('/');
        if (!TryParseAnyAddress(slash < 0 ? text : text[..slash], out var address) || !address.IsIPv4MappedToIPv6) return null;
        if (slash < 0) return address.MapToIPv4().ToString();
        return int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix is >= 96 and <= 128 ? $"{address.MapToIPv4()}/{prefix - 96}" : null;
    }

    private static bool TryParseAnyAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return text.All(c => char.IsAsciiHexDigitLower(c) || c is '.' or ':')
            && IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
    }

    /// <summary>The block that holds one address alone.</summary>
    public static Cidr Of(IPAddress address)
    {
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        return new Cidr(ToNumber(address), isIPv6 ? 128 : 32, isIPv6);
    }

    /// <summary>The address this far behind the first one, as a block of one.</summary>
    public Cidr At(int offset) => new(First + (UInt128)offset, Width, IsIPv6);

    /// <summary>The first address: <c>10.0.0.0</c>.</summary>
    public string Address
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            ((BigInteger)First).TryWriteBytes(bytes, out var written, isUnsigned: true, isBigEndian: true);
            var width = Width / 8;
            var padded = new byte[width];
            bytes[..written].CopyTo(padded.AsSpan(width - written));
            return new IPAddress(padded).ToString();
        }
    }

    /// <summary><c>10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static UInt128 Mask(int bits) => bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;

    private static UInt128 ToNumber(IPAddress address)
    {
        UInt128 number = 0;
        foreach (var b in address.GetAddressBytes()) number = (number << 8) | b;
        return number;
    }
}
