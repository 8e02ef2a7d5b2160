using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

/// <summary>
/// The evaluator against the sample cases of the reference, which independent tools have answered. Its README gives the format
/// and its conventions: ipBlock matches external addresses only. The lines of <c>{ingress-controller}</c>, which is no pod of
/// theirs, are left out.
/// </summary>
public sealed partial class LiteralReachabilityCasesTests
{
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    public static TheoryData<string> Cases => new(Directory.GetDirectories(Repository.InReference("reach")).Select(folder => Path.GetFileName(folder)));

    [ReferenceTheory, MemberData(nameof(Cases))]
    public void Allows_SampleCase_AgreesOnEveryPairPortAndAddress(string name)
    {
        var objects = ObjectsOf(name);
        var lines = File.ReadAllLines(Repository.InReference("reach", name, "expected.txt"))
            .Select(line => Line().Match(line)).Where(match => match.Success)
            .Select(match => new Expected(match.Groups["src"].Value, match.Groups["dst"].Value, match.Groups["ports"].Value)).ToList();
        var reachability = new LiteralReachability(objects.Where(LiteralReachability.IsUnderstood));
        List<Endpoint> ends = [.. Pods.Of(objects), .. AddressesIn(lines, objects)];
        var ports = PortsIn(lines, objects);

        var disagreements =
            from source in ends
            from destination in ends
            where !source.Equals(destination) && !(source is External && destination is External)
            let pair = lines.Where(l => l.IsBetween(source, destination)).ToList()
            from protocol in Protocols
            from port in ports
            let expected = pair.Exists(l => l.Allows(protocol, port))
            where reachability.Allows(source, destination, protocol, port) != expected
            select $"{source} to {destination}, {protocol} {port}: expected {(expected ? "open" : "closed")}";

        Assert.True(ends.Count > 1 && lines.Count > 0, "The case was not read.");
        Assert.Empty(disagreements.Take(10));
    }

    // Pods of one owner are shown as the owner, and lists of objects are objects.
    private static ImmutableArray<KubeObject> ObjectsOf(string name) =>
        [.. from file in Directory.GetFiles(Repository.InReference("reach", name, "manifests"), "*", SearchOption.AllDirectories)
            from obj in KubeObject.ParseAll(File.ReadAllText(file))
            from item in obj.Kind.EndsWith("List", StringComparison.Ordinal) ? ItemsOf(obj) : [obj]
            select item with { Name = item.Tree.Map("metadata").Maps("ownerReferences").FirstOrDefault().Text("name") ?? item.Name }];

    private static IEnumerable<KubeObject> ItemsOf(KubeObject list) =>
        list.Tree.Maps("items").Select(item => KubeObject.From(
            new Dictionary<string, object?>(item) { ["apiVersion"] = list.ApiVersion, ["kind"] = list.Kind[..^"List".Length] }));

    // Both ends of each range, so that a wrong border shows; one address of each family's middle comes with them.
    private static IEnumerable<External> AddressesIn(List<Expected> lines, IEnumerable<KubeObject> objects) =>
        lines.SelectMany(l => new[] { l.Source, l.Destination }).Where(IsRange).SelectMany(range => Bare(range).Split('-'))
            .Concat(objects.SelectMany(o => Cidr().Matches(o.ToJson())).Select(m => m.Value)).Append("198.51.100.7")
            .Distinct().Select(External.At);

    private static int[] PortsIn(List<Expected> lines, IEnumerable<KubeObject> objects) =>
        [.. lines.Select(l => l.Ports).Concat(objects.Select(o => o.ToJson()))
            .SelectMany(text => Digits().Matches(text)).Select(m => int.Parse(m.Value))
            .SelectMany(port => new[] { port - 1, port, port + 1 }).Append(1).Append(65535)
            .Where(port => port is >= 1 and <= 65535).Distinct()];

    private static bool IsRange(string end) => char.IsAsciiDigit(end[0]) && end.Contains('.', StringComparison.Ordinal) && end.Contains('-', StringComparison.Ordinal) && !end.Contains('/', StringComparison.Ordinal);

    private static string Bare(string end) => end.Split('[')[0];

    private sealed record Expected(string Source, string Destination, string Ports)
    {
        public bool IsBetween(Endpoint source, Endpoint destination) => Is(Source, source) && Is(Destination, destination);

        public bool Allows(string protocol, int port) => Ports == "All Connections" || AllowedPorts(protocol).Any(range => port >= range.First && port <= range.Last);

        // "SCTP 1-65535,TCP 80,443-445,UDP 53": a protocol holds until the next one.
        private IEnumerable<(int First, int Last)> AllowedPorts(string protocol)
        {
            var current = "";
            foreach (var part in Ports.Split(','))
            {
                var words = part.Split(' ');
                if (words.Length > 1)
                    current = words[0];
                var range = words[^1].Split('-');
                if (current == protocol)
                    yield return (int.Parse(range[0]), int.Parse(range[^1]));
            }
        }

        private static bool Is(string shown, Endpoint end) => end switch
        {
            External { Ip: var ip } => IsRange(shown) && Bare(shown).Split('-') is [var first, var last] && Number(IPAddress.Parse(first)) <= Number(ip) && Number(ip) <= Number(IPAddress.Parse(last)),
            _ => Bare(shown) == end.ToString(),
        };

        private static uint Number(IPAddress ip) => ip.GetAddressBytes().Aggregate(0u, (sum, part) => sum << 8 | part);
    }

    [GeneratedRegex("^(?<src>.+?) => (?<dst>.+?) : (?<ports>.+)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\b\d+\.\d+\.\d+\.\d+(?=/\d)")]
    private static partial Regex Cidr();

    [GeneratedRegex(@"(?<![\d.])\d{1,5}(?![\d.])")]
    private static partial Regex Digits();
}
