using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>Works out what the mesh is told about services: who may call them, and on which ports they take plain requests.</summary>
internal sealed class MeshPlanner(AnswerSet answers)
{
    /// <summary>Where tunnels between pods of an ambient mesh arrive.</summary>
    public const int TunnelPort = 15008;

    /// <summary>Replicas in the base environment: what is said of shares of them is one for all environments.</summary>
    private readonly Dictionary<string, int> _replicas = answers.Services.ToDictionary(s => s.Name, s => s.Replicas, StringComparer.Ordinal);

    private readonly ImmutableArray<string> _behindWaypoint = BehindWaypoint(answers);

    /// <summary>The mesh refuses what nobody declared.</summary>
    private readonly bool _isStrict = Questions.IsStrict.Holds(answers);

    /// <summary>Services whose callers are held to requests, by which all of their calls go through the proxies between services.</summary>
    public static ImmutableArray<string> BehindWaypoint(AnswerSet answers) =>
        (Questions.IsAmbient & Questions.IsStrict).Holds(answers) ? [.. answers.Services.SelectMany(s => s.Calls).Where(c => c.IsLimited).Select(c => c.To).Distinct()] : [];

    /// <summary>Works it out.</summary>
    /// <param name="service">The service.</param>
    /// <param name="calls">The calls to it, each with the service that makes it.</param>
    /// <param name="gatewayPorts">Container ports that the gateway calls, ascending.</param>
    /// <param name="hasPeers">Its pods call each other.</param>
    public MeshPlan Plan(ServiceAnswer service, IEnumerable<(string Caller, CallAnswer Call)> calls, ImmutableArray<int> gatewayPorts, bool hasPeers)
    {
        var isBehindWaypoint = _behindWaypoint.Contains(service.Name);
        var services = calls.GroupBy(c => c.Caller, c => c.Call).SelectMany(g => OfCaller(service, g.Key, g)).ToImmutableArray();
        var own = ImmutableArray.CreateBuilder<CallerRule>();
        if (isBehindWaypoint) own.Add(new("Callers come through the proxies that look at their requests.", [answers.Waypoint], [], [.. service.Ports.Where(p => p.IsTcp).Select(p => p.ContainerPort).Distinct().Order()]));
        else own.AddRange(services);
        var foreign = Foreign(service).ToImmutableArray();
        if (!isBehindWaypoint) own.AddRange(foreign);
        if (hasPeers && TcpPorts(service.Ports) is { IsEmpty: false } peers) own.Add(new($"Pods of {service.Name} reach each other.", [service.Name], [], peers));
        own.AddRange(OfGateway(gatewayPorts));
        if (service.Metrics is { } metrics) own.Add(new("Prometheus scrapes the metrics. It has no certificate, so the port is open to all that network policies let in.", [], [], [metrics.Port]) { When = "scrapedInMesh" });
        return new MeshPlan(Plain(service, gatewayPorts), own.ToImmutable())
        {
            WaypointCallers = isBehindWaypoint ? [.. services.Concat(foreign).Select(r => AtWaypoint(service, r))] : [],
            ProxiedWhen = ProxiedWhen(isCalled: calls.Any(), isExposed: gatewayPorts.Length > 0, isBehindWaypoint),
            // A third, but at least one pod; where there is one alone, a bad answer is better than none.
            EjectedPercent = _replicas[service.Name] is var replicas and >= 2 ? Math.Max(34, (100 + replicas - 1) / replicas) : 0,
        };
    }

    private IEnumerable<CallerRule> OfCaller(ServiceAnswer service, string caller, IEnumerable<CallAnswer> calls)
    {
        var tcp = calls.Where(c => service.PortOf(c)!.IsTcp).ToList();
        var whole = tcp.Where(c => !c.IsLimited || !_isStrict).Select(c => service.PortOf(c)!.ContainerPort).Distinct().Order().ToImmutableArray();
        if (whole.Length > 0) yield return new($"{caller} calls {service.Name}.", [caller], [], whole);
        foreach (var call in tcp.Where(c => c.IsLimited && _isStrict))
            yield return new($"{caller} calls {service.Name}, and makes these requests alone.", [caller], [], [service.PortOf(call)!.ContainerPort]) { Methods = call.Methods, Paths = call.Paths };
    }

    /// <summary>Labels are not in certificates: a namespace is.</summary>
    private static IEnumerable<CallerRule> Foreign(ServiceAnswer service)
    {
        foreach (var caller in service.AllowFrom)
        {
            if (TcpPorts(service.PortsOf(caller)) is { IsEmpty: false } tcp) yield return new($"Pods of {caller.Namespace} may call {service.Name}; they must be in the mesh.", [], [caller.Namespace], tcp);
        }
    }

    private IEnumerable<CallerRule> OfGateway(ImmutableArray<int> ports)
    {
        if (ports.IsEmpty) yield break;
        yield return new("The gateway forwards requests from outside. It has no certificate of the mesh, so the port is open to all that network policies let in.", [], [], ports) { When = "gatewayOutsideMesh" };
        const string Comment = "The gateway forwards requests from outside.";
        if (answers.Edge.Gateway?.Split('/') is [var ns, _]) yield return new(Comment, [], [ns], ports) { When = "meshGateway" };
        else yield return new(Comment, [Questions.ByIstio.Holds(answers) ? $"{answers.Name}-proxies" : $"{answers.Name}-{answers.Edge.GatewayClass}"], [], ports) { When = "meshGateway" };
    }

    private static ImmutableArray<PlainPort> Plain(ServiceAnswer service, ImmutableArray<int> gatewayPorts) =>
    [
        .. gatewayPorts.Concat(service.Metrics is { } m ? [m.Port] : []).Distinct().Order()
            .Select(p => new PlainPort(p, (gatewayPorts.Contains(p), service.Metrics?.Port == p) switch { (true, true) => "plainInMesh", (true, false) => "gatewayOutsideMesh", _ => "scrapedInMesh" })),
    ];

    /// <summary>The proxies between services see the port of the Service.</summary>
    private static CallerRule AtWaypoint(ServiceAnswer service, CallerRule rule) =>
        rule with { Ports = [.. service.Ports.Where(p => p.IsTcp && rule.Ports.Contains(p.ContainerPort)).Select(p => p.Port).Distinct().Order()] };

    private static ImmutableArray<int> TcpPorts(IEnumerable<PortAnswer> ports) => [.. ports.Where(p => p.IsTcp).Select(p => p.ContainerPort).Distinct().Order()];

    private static string ProxiedWhen(bool isCalled, bool isExposed, bool isBehindWaypoint) => (isCalled, isExposed) switch
    {
        (true, true) => isBehindWaypoint ? "allProxies" : "clientProxies",
        (true, false) => isBehindWaypoint ? "requestProxies" : "sidecarMesh",
        (false, true) => "gatewayInMesh",
        _ => "",
    };
}
