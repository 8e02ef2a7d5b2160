using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>What a pod with the rights of a service tries in the cluster.</summary>
/// <param name="Service">The service whose rights it has.</param>
/// <param name="Open">Ports that it must reach: its declared calls.</param>
/// <param name="Closed">Ports that it must not reach, where there are policies.</param>
public sealed record PolicyTest(string Service, ImmutableArray<TriedPort> Open, ImmutableArray<TriedPort> Closed)
{
    /// <summary>Time for the image to come, and for each check to fail as slowly as it can.</summary>
    public int DeadlineSeconds => 120 + (Open.Length * 20) + (Closed.Length * 5);
}

/// <summary>A port of a service.</summary>
/// <param name="Service">Its Service.</param>
/// <param name="Port">The port of the Service; TCP.</param>
public sealed record TriedPort(string Service, int Port);

/// <summary>Chooses what the policy tests try: every declared call, and calls that nobody declared.</summary>
/// <remarks>
/// Left out: UDP, which has no connections; external services, which are not ours to knock at; services of other namespaces, of which
/// the answers know the port of their pods and not that of a Service; and a service from itself, which policies may not be able to stop.
/// </remarks>
internal static class PolicyTests
{
    /// <summary>Up to so many services, each is tried from each other.</summary>
    private const int ServicesForAllPairs = 12;

    /// <summary>So many pairs are tried of more.</summary>
    private const int PairsOfMany = 50;

    /// <summary>The tests, in the order of the services; those with declared calls first, since the others are there only where there are policies.</summary>
    public static ImmutableArray<PolicyTest> Of(AnswerSet answers)
    {
        var services = answers.Services.Where(s => s.Kind != ServiceKind.External).ToList();
        var byName = services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var closed = Undeclared(answers, services).ToLookup(p => p.Caller, p => p.Target);
        var tests = services.Select(s => new PolicyTest(s.Name, Declared(s, byName), [.. closed[s.Name]]));
        return [.. tests.Where(t => t.Open.Length + t.Closed.Length > 0).OrderBy(t => t.Open.IsEmpty)];
    }

    /// <summary>There are more pairs than are tried.</summary>
    public static bool TriesSome(AnswerSet answers) => answers.Services.Count(s => s.Kind != ServiceKind.External) > ServicesForAllPairs;

    private static ImmutableArray<TriedPort> Declared(ServiceAnswer caller, Dictionary<string, ServiceAnswer> byName) =>
    [
        .. (from call in caller.Calls
            let callee = byName.GetValueOrDefault(call.To)
            where callee is not null && callee != caller
            let port = callee.PortOf(call)!
            where port.IsTcp
            select new TriedPort(callee.Name, port.Port)).Distinct(),
    ];

    private static IEnumerable<(string Caller, TriedPort Target)> Undeclared(AnswerSet answers, List<ServiceAnswer> services)
    {
        // Who lets pods of its own namespace in by labels may let some of these in.
        var namespaces = answers.Environments.Select(e => e.Namespace ?? answers.Namespace).ToHashSet(StringComparer.Ordinal);
        var callees = services.Where(s => !s.AllowFrom.Any(a => namespaces.Contains(a.Namespace))).ToHashSet();
        var pairs = services.Count <= ServicesForAllPairs
            ? services.SelectMany(_ => services, (caller, callee) => (Caller: caller, Callee: callee))
            : Spread(services);
        var tried = from pair in pairs
                    where pair.Caller != pair.Callee && callees.Contains(pair.Callee)
                    let port = FirstClosed(pair.Caller, pair.Callee)
                    where port is not null
                    select (pair.Caller.Name, new TriedPort(pair.Callee.Name, port.Port));
        return services.Count <= ServicesForAllPairs ? tried : tried.Take(PairsOfMany);
    }

    /// <summary>Pairs of many services, each once: callers in turn, each with the service half the list away, then with the ones behind that. The work is for those that are taken.</summary>
    private static IEnumerable<(ServiceAnswer Caller, ServiceAnswer Callee)> Spread(List<ServiceAnswer> services)
    {
        var stride = (services.Count + PairsOfMany - 1) / PairsOfMany;
        for (var step = 0; step < services.Count - 1; step++)
        {
            for (var first = 0; first < stride; first++)
            {
                for (var i = first; i < services.Count; i += stride)
                {
                    var distance = 1 + (((services.Count / 2) + step) % (services.Count - 1));
                    yield return (services[i], services[(i + distance) % services.Count]);
                }
            }
        }
    }

    /// <summary>The first TCP port that the caller may not call; null where it may call all.</summary>
    private static PortAnswer? FirstClosed(ServiceAnswer caller, ServiceAnswer callee)
    {
        var open = caller.Calls.Where(c => c.To == callee.Name).Select(callee.PortOf).ToList();
        return callee.Ports.FirstOrDefault(p => p.IsTcp && !open.Contains(p));
    }
}
