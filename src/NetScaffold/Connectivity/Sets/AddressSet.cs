using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace NetScaffold.Connectivity;

/// <summary>Addresses of one family from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="IsV6">IPv6; else IPv4.</param>
/// <param name="First">As a number; 32 bits for IPv4.</param>
/// <param name="Last">Not below <paramref name="First"/>.</param>
public readonly record struct AddressRange(bool IsV6, UInt128 First, UInt128 Last)
{
    /// <summary>All addresses of a family.</summary>
    public static AddressRange Whole(bool isV6) => new(isV6, 0, isV6 ? UInt128.MaxValue : uint.MaxValue);

    /// <summary>A family cut at every border of some ranges: each piece, ascending, lies inside or outside of each of them as a whole.</summary>
    /// <param name="isV6">The family; ranges of the other one are not looked at.</param>
    /// <param name="ranges">In any order; they may overlap.</param>
    public static IEnumerable<AddressRange> Cut(bool isV6, IEnumerable<AddressRange> ranges)
    {
        var whole = Whole(isV6);
        var starts = new SortedSet<UInt128> { whole.First };
        foreach (var range in ranges.Where(r => r.IsV6 == isV6))
        {
            starts.Add(range.First);
            if (range.Last != whole.Last) starts.Add(range.Last + 1);
        }

        var first = whole.First;
        foreach (var start in starts.Skip(1))
        {
            yield return new AddressRange(isV6, first, start - 1);
            first = start;
        }

        yield return new AddressRange(isV6, first, whole.Last);
    }

    /// <summary>A CIDR where the range is one, else <c>first-last</c>.</summary>
    public override string ToString()
    {
        var size = Last - First + 1; // 0 stands for all of IPv6
        var isBlock = (size & (size - 1)) == 0 && (First & (size - 1)) == 0;
        var bits = IsV6 ? 128 : 32;
        if (First == Last) return Text(First);
        return isBlock ? $"{Text(First)}/{bits - (size == 0 ? 128 : (int)UInt128.Log2(size))}" : $"{Text(First)}-{Text(Last)}";
    }

    /// <summary>The range as the fewest CIDRs, ascending.</summary>
    public IEnumerable<AddressRange> Blocks()
    {
        var first = First;
        while (true)
        {
            // The largest block that begins here and does not go beyond the end.
            var size = first == 0 ? UInt128.MaxValue : (first & (~first + 1)) - 1;
            while (size > Last - first) size >>= 1;
            yield return new AddressRange(IsV6, first, first + size);
            if (first + size == Last) yield break;
            first += size + 1;
        }
    }

    private string Text(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(IsV6 ? bytes : bytes[12..]).ToString();
    }
}

/// <summary>An exact set of addresses of both families.</summary>
public sealed record AddressSet
{
    private AddressSet(IntervalSet<UInt128> v4, IntervalSet<UInt128> v6) => (V4, V6) = (v4, v6);

    /// <summary>No address.</summary>
    public static AddressSet None { get; } = new(IntervalSet<UInt128>.None, IntervalSet<UInt128>.None);

    /// <summary>Every address.</summary>
    public static AddressSet All { get; } = Of(AddressRange.Whole(isV6: false)).Union(Of(AddressRange.Whole(isV6: true)));

    /// <summary>IPv4, as numbers of 32 bits.</summary>
    internal IntervalSet<UInt128> V4 { get; }

    /// <summary>IPv6.</summary>
    internal IntervalSet<UInt128> V6 { get; }

    /// <summary>True for the empty set.</summary>
    public bool IsEmpty => V4.IsEmpty && V6.IsEmpty;

    /// <summary>IPv4 first, ascending.</summary>
    public IEnumerable<AddressRange> Ranges =>
        V4.Intervals.Select(i => new AddressRange(false, i.First, i.Last)).Concat(V6.Intervals.Select(i => new AddressRange(true, i.First, i.Last)));

    /// <summary>One range.</summary>
    public static AddressSet Of(AddressRange range)
    {
        var set = IntervalSet<UInt128>.Of(range.First, range.Last);
        return range.IsV6 ? new AddressSet(IntervalSet<UInt128>.None, set) : new AddressSet(set, IntervalSet<UInt128>.None);
    }

    /// <summary>Reads <c>10.0.0.0/8</c> or <c>fd00::/8</c>, host bits allowed as the API allows them, or a single address.</summary>
    /// <returns>Null when it is neither.</returns>
    public static AddressSet? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        if (host.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(host, out var address)) return null;
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        // .NET also reads 10.1 and 0x0a.1; nobody means those.
        if (!isV6 && host.Count(c => c == '.') != 3) return null;
        var bits = isV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out prefix) || prefix > bits)) return null;
        var number = Number(address);
        var size = bits - prefix == 128 ? UInt128.MaxValue : (UInt128.One << (bits - prefix)) - 1;
        return Of(new AddressRange(isV6, number & ~size, (number & ~size) | size));
    }

    /// <summary>Reads one address.</summary>
    public static AddressRange OfAddress(IPAddress address) =>
        new(address.AddressFamily == AddressFamily.InterNetworkV6, Number(address), Number(address));

    /// <summary>What is in either.</summary>
    public AddressSet Union(AddressSet other) => new(V4.Union(other.V4), V6.Union(other.V6));

    /// <summary>What is in both.</summary>
    public AddressSet Intersect(AddressSet other) => new(V4.Intersect(other.V4), V6.Intersect(other.V6));

    /// <summary>What is in this and not in the other.</summary>
    public AddressSet Except(AddressSet other) => new(V4.Except(other.V4), V6.Except(other.V6));

    /// <summary>True when the range lies in the set as a whole.</summary>
    public bool Contains(AddressRange range) => (range.IsV6 ? V6 : V4).Contains(range.First, range.Last);

    /// <summary>The ranges, separated by commas; <c>any address</c> for all.</summary>
    public override string ToString() => this == All ? "any address" : string.Join(", ", Ranges);

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes : bytes[12..], out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
