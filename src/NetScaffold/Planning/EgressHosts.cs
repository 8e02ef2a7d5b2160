using System.Collections.Immutable;
using System.Text;
using NetScaffold.Answers;
using NetScaffold.Bundles;

namespace NetScaffold.Planning;

/// <summary>A host outside the cluster that is called through the egress gateway.</summary>
/// <param name="Name">Its DNS name.</param>
/// <param name="Calls">Who calls it, in the order of the answers.</param>
public sealed record EgressHost(string Name, ImmutableArray<EgressCall> Calls)
{
    /// <summary>Of what Istio takes as the name of a subset: a DNS label.</summary>
    private const int LongestId = 63;

    private const int HashDigits = 8;

    /// <summary>Plain HTTP is told apart by its host, everything else by the name in the first message of TLS.</summary>
    public const int HttpPort = 80;

    /// <summary>Every port that somebody calls, ascending.</summary>
    public ImmutableArray<int> Ports { get; } = [.. Calls.SelectMany(c => c.Ports).Distinct().Order()];

    /// <summary>What its objects go by, a DNS label: a dot is a dash and a dash two, which no two names share, since no dash stands beside a dot.</summary>
    public string Id { get; } = IdOf(Name);

    private static string IdOf(string name)
    {
        var id = name.Replace("-", "--", StringComparison.Ordinal).Replace('.', '-');
        if (id.Length <= LongestId) return id;
        // Names that begin alike would be cut to the same.
        var hash = Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(name)))[..HashDigits];
        return $"{id[..(LongestId - HashDigits - 1)].TrimEnd('-')}-{hash}";
    }
}

/// <summary>A service's calls to a host.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Ports">Ascending.</param>
public sealed record EgressCall(string Service, ImmutableArray<int> Ports);

/// <summary>What leaves through the egress gateway: all calls over TCP to something outside that is known by name.</summary>
public static class EgressHosts
{
    /// <summary>A call to something outside by its name, as it stands in the answers.</summary>
    /// <param name="Service">The service that calls.</param>
    /// <param name="Host">The DNS name, which may be a pattern.</param>
    /// <param name="Port">Over TCP.</param>
    /// <param name="Path">The answer that says so.</param>
    internal sealed record NamedCall(string Service, string Host, int Port, string Path);

    /// <summary>The hosts, by name; none without an egress gateway.</summary>
    public static ImmutableArray<EgressHost> Of(AnswerSet answers) => !Questions.WantsEgressGateway.Holds(answers) ? [] :
    [
        .. CallsByName(answers).GroupBy(c => c.Host, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new EgressHost(g.Key, [.. g.GroupBy(c => c.Service, StringComparer.Ordinal).Select(s => new EgressCall(s.Key, [.. s.Select(c => c.Port).Distinct().Order()]))])),
    ];

    /// <summary>All calls over TCP by name, in the order of the answers, whatever the mesh.</summary>
    internal static IEnumerable<NamedCall> CallsByName(AnswerSet answers)
    {
        var byName = answers.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Calls.Length; i++)
            {
                if (byName.TryGetValue(service.Calls[i].To, out var callee) && callee.External is { IsByName: true } external)
                    yield return new(service.Name, external.Host!, external.Port, $"services.{service.Name}.calls[{i}]");
            }

            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i] is not { IsByName: true } egress) continue;
                foreach (var port in egress.Ports) yield return new(service.Name, egress.Fqdn!, port, $"services.{service.Name}.egress[{i}]");
            }
        }
    }
}
