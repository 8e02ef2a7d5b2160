using System.Globalization;

namespace NetScaffold.Connectivity;

/// <summary>A transport protocol that policies know.</summary>
public enum Protocol
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>SCTP.</summary>
    Sctp,
}

/// <summary>An exact set of destination ports, each of a protocol: what may pass between two peers.</summary>
public sealed class PortSet : IEquatable<PortSet>
{
    /// <summary>The largest port; the smallest is 1.</summary>
    public const int MaxPort = 65535;

    // One number for both: protocol × 65536 + port. Port 0 is in no set, so intervals of two protocols never touch.
    private const int Stride = MaxPort + 1;
    private readonly IntervalSet<int> _numbers;

    private PortSet(IntervalSet<int> numbers) => _numbers = numbers;

    /// <summary>No port.</summary>
    public static PortSet None { get; } = new(IntervalSet<int>.None);

    /// <summary>Every port of every protocol.</summary>
    public static PortSet All { get; } = new(IntervalSet<int>.Of(Protocols.Select(p => new Interval<int>(Number(p, 1), Number(p, MaxPort)))));

    /// <summary>TCP, UDP, SCTP, in this order.</summary>
    public static IReadOnlyList<Protocol> Protocols => [Protocol.Tcp, Protocol.Udp, Protocol.Sctp];

    /// <summary>True when nothing may pass.</summary>
    public bool IsEmpty => _numbers.IsEmpty;

    /// <summary>True when everything may pass.</summary>
    public bool IsAll => Equals(All);

    /// <summary>All ports of a protocol.</summary>
    public static PortSet Of(Protocol protocol) => Of(protocol, 1, MaxPort);

    /// <summary>The ports from <paramref name="first"/> to <paramref name="last"/>, both 1 to 65535.</summary>
    public static PortSet Of(Protocol protocol, int first, int last) => new(IntervalSet<int>.Of(Number(protocol, first), Number(protocol, last)));

    /// <summary>What is in either.</summary>
    public PortSet Union(PortSet other) => ReferenceEquals(this, All) || ReferenceEquals(other, All) ? All : Made(_numbers.Union(other._numbers), other);

    /// <summary>What is in both.</summary>
    public PortSet Intersect(PortSet other) =>
        ReferenceEquals(this, All) ? other : ReferenceEquals(other, All) ? this : Made(_numbers.Intersect(other._numbers), other);

    /// <summary>What is in this and not in the other.</summary>
    public PortSet Except(PortSet other) => ReferenceEquals(other, All) ? None : Made(_numbers.Except(other._numbers), other);

    /// <summary>True when the port is in the set.</summary>
    public bool Contains(Protocol protocol, int port) => _numbers.Contains(Number(protocol, port));

    /// <summary>The ports of one protocol, ascending.</summary>
    public IEnumerable<Interval<int>> Ranges(Protocol protocol) =>
        from interval in _numbers.Intervals
        where interval.First / Stride == (int)protocol
        select new Interval<int>(interval.First % Stride, interval.Last % Stride);

    /// <inheritdoc/>
    public bool Equals(PortSet? other) => other is not null && _numbers.Equals(other._numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _numbers.GetHashCode();

    /// <summary><c>TCP 80,443-445, UDP 53</c>; <c>all</c> for everything, <c>TCP all</c> for a whole protocol, <c>none</c> for nothing.</summary>
    public override string ToString()
    {
        if (IsEmpty) return "none";
        if (IsAll) return "all";
        return string.Join(", ", from protocol in Protocols
                                 let ranges = Ranges(protocol).ToList()
                                 where ranges.Count > 0
                                 select $"{Name(protocol)} {(ranges is [(1, MaxPort)] ? "all" : string.Join(',', ranges.Select(Text)))}");
    }

    /// <summary>As manifests write it: <c>TCP</c>.</summary>
    public static string Name(Protocol protocol) => protocol switch { Protocol.Tcp => "TCP", Protocol.Udp => "UDP", _ => "SCTP" };

    /// <summary><c>80</c> or <c>443-445</c>.</summary>
    public static string Text(Interval<int> range) =>
        range.First == range.Last ? range.First.ToString(CultureInfo.InvariantCulture) : $"{range.First}-{range.Last}";

    private static int Number(Protocol protocol, int port) => ((int)protocol * Stride) + port;

    // Same values as same objects where that costs nothing: comparing and intersecting them is then free.
    private PortSet Made(IntervalSet<int> numbers, PortSet other) =>
        ReferenceEquals(numbers, _numbers) ? this : ReferenceEquals(numbers, other._numbers) ? other : numbers.IsEmpty ? None : new PortSet(numbers);
}
