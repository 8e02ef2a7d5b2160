using System.Globalization;
using System.Net.Sockets;

namespace NetScaffold.Answers;

/// <summary>Where a server is.</summary>
/// <param name="Host">A DNS name, lower case, or an address without brackets.</param>
/// <param name="Port">1–65535; null where none was given.</param>
public sealed record HostAndPort(string Host, int? Port)
{
    /// <summary>The host is an address rather than a name.</summary>
    public bool IsAddress => Cidr.TryParseAddress(Host, out _);

    /// <summary>Reads <c>api.example.com</c>, <c>api.example.com:6443</c>, <c>192.0.2.1:6443</c>, <c>[2001:db8::1]:6443</c> or <c>2001:db8::1</c>; null when it is none of these.</summary>
    public static HostAndPort? Parse(string text)
    {
        if (Cidr.TryParseAddress(text, out _)) return new HostAndPort(text, null);
        var host = text;
        int? port = null;
        if (text.LastIndexOf(':') is >= 0 and var colon)
        {
            var digits = text[(colon + 1)..];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535 || digits != number.ToString(CultureInfo.InvariantCulture)) return null;
            (host, port) = (text[..colon], number);
        }

        if (host is ['[', .. var inner, ']']) return Cidr.TryParseAddress(inner, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? new HostAndPort(inner, port) : null;
        return Cidr.TryParseAddress(host, out var plain) && plain.AddressFamily == AddressFamily.InterNetwork || IsName(host) ? new HostAndPort(host, port) : null;
    }

    /// <summary>Host and port as they stand in an address: an IPv6 address in brackets.</summary>
    public override string ToString() => (Host.Contains(':') ? $"[{Host}]" : Host) + (Port is { } port ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "");

    /// <summary>A name whose last label starts with a letter, so that it is no address.</summary>
    private static bool IsName(string host) => host.Length is > 0 and <= 253
        && host.Split('.') is var labels
        && labels.All(l => l.Length is > 0 and <= 63 && l.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && l[0] != '-' && l[^1] != '-')
        && char.IsAsciiLetterLower(labels[^1][0]);
}
