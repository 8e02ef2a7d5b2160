using System.Collections.Immutable;

namespace NetScaffold.Planning;

/// <summary>What the mesh is told about a service.</summary>
/// <param name="PlainPorts">Ports that take plain requests, ascending: somebody who is no member of the mesh calls them.</param>
/// <param name="Callers">Who may call; nobody without rules.</param>
public sealed record MeshPlan(ImmutableArray<PlainPort> PlainPorts, ImmutableArray<CallerRule> Callers)
{
    /// <summary>What the proxies between services let through to it; none where nobody is held to requests.</summary>
    public ImmutableArray<CallerRule> WaypointCallers { get; init; } = [];

    /// <summary>The decision under which proxies that know HTTP call it; empty for never.</summary>
    public required string ProxiedWhen { get; init; }

    /// <summary>The largest share of its pods that callers may leave out at once because of their answers, in per cent; 0 where none may be left out.</summary>
    public required int EjectedPercent { get; init; }
}

/// <summary>A port that takes plain requests.</summary>
/// <param name="Port">The pod's.</param>
/// <param name="When">The decision under which it does.</param>
public sealed record PlainPort(int Port, string When);

/// <summary>Who may call a service of the mesh, known by certificate.</summary>
/// <param name="Comment">Why; one sentence.</param>
/// <param name="ServiceAccounts">Any of them, of the application's namespace.</param>
/// <param name="Namespaces">Any pod of these; both empty for everyone, members of the mesh or not.</param>
/// <param name="Ports">Any of them, ascending: those of the pods, but those of the Service at proxies between services.</param>
public sealed record CallerRule(string Comment, ImmutableArray<string> ServiceAccounts, ImmutableArray<string> Namespaces, ImmutableArray<int> Ports)
{
    /// <summary>The decision under which it is there; empty for always.</summary>
    public string When { get; init; } = "";

    /// <summary>Methods of its requests; none are all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Paths of its requests, with <c>/*</c> at the end for all below; none are all.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];
}
