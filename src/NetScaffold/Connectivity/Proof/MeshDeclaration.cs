using NetScaffold.Answers;

namespace NetScaffold.Connectivity;

/// <summary>What the answers say the mesh ought to let through, worked out from them alone; beside <see cref="Declaration"/>, which is about network policies.</summary>
internal sealed class MeshDeclaration
{
    private readonly AnswerSet _answers;

    private readonly bool _hasEdge;

    /// <summary>The gateway is a member of the mesh.</summary>
    private readonly bool _isGatewayMember;

    private readonly bool _isScraped;

    private MeshDeclaration(AnswerSet answers)
    {
        _answers = answers;
        _hasEdge = Questions.HasEdge.Holds(answers) && answers.Services.Any(s => s.Expose.Length > 0);
        _isGatewayMember = _hasEdge && Questions.UsesIstio.Holds(answers);
        _isScraped = Questions.Monitoring.Is("prometheus-operator").Holds(answers);
    }

    /// <summary>Works it out; null where no mesh refuses anybody.</summary>
    public static MeshDeclaration? Of(AnswerSet answers) => Questions.IsStrict.Holds(answers) ? new(answers) : null;

    /// <summary>Everyone who ought to be let in somewhere, and look-alikes: a right account in the wrong namespace, and a wrong account in the right one.</summary>
    public IEnumerable<MeshCaller> Callers
    {
        get
        {
            var own = _answers.Services.Where(s => s.Kind != ServiceKind.External).Select(s => new MeshCaller(_answers.Namespace, s.Name)).ToList();
            return
            [
                MeshCaller.Outside, .. own, .. own.Select(c => c with { Namespace = "elsewhere" }), new(_answers.Namespace, "nobody"), Gateway, Gateway with { Account = "another" }, Gateway with { Namespace = "elsewhere" },
                new(_answers.Namespace, _answers.Waypoint), .. _answers.Services.SelectMany(s => s.AllowFrom).Select(a => new MeshCaller(a.Namespace, "any")),
            ];
        }
    }

    /// <summary>The service that pods are of; null for pods that the mesh knows nothing about.</summary>
    public ServiceAnswer? ServiceOf(Workload workload) =>
        workload.Namespace == _answers.Namespace ? _answers.Services.FirstOrDefault(s => s.Kind != ServiceKind.External && s.Name == workload.Labels.Get("app.kubernetes.io/name")) : null;

    /// <summary>Container ports at which pods of a service ought to be open to a caller.</summary>
    public PortSet PortsOf(ServiceAnswer service, Workload workload, MeshCaller caller)
    {
        // No certificate tells who calls there, so the port is open to all whom network policies let in.
        var plain = (_isScraped && service.Metrics is { } metrics ? At(metrics.Port) : PortSet.None).Union(_isGatewayMember || !_hasEdge ? PortSet.None : Exposed(service));
        if (!caller.IsMember) return plain;
        var ports = plain;
        if (_isGatewayMember && IsGateway(caller)) ports = ports.Union(Exposed(service));
        if (caller == new MeshCaller(_answers.Namespace, _answers.Waypoint) && IsBehindWaypoint(service)) ports = ports.Union(All(service.Ports));
        // Calls go to the stable version, and the proxies on the way lead nowhere else.
        if (IsBehindWaypoint(service) && workload.Labels.Get("app.kubernetes.io/component") == "canary") return ports;
        if (caller.Namespace == _answers.Namespace && _answers.Services.FirstOrDefault(s => s.Name == caller.Account) is { } own)
        {
            ports = ports.Union(All(own.Calls.Where(c => c.To == service.Name).Select(c => service.PortOf(c)!)));
            if (own == service && service.Kind == ServiceKind.StatefulSet && _answers.Overridden.Values.Append(_answers).Any(e => e.Services.Any(s => s.Name == service.Name && s.Replicas > 1))) ports = ports.Union(All(service.Ports));
        }

        return service.AllowFrom.Where(a => a.Namespace == caller.Namespace).Aggregate(ports, (all, a) => all.Union(All(service.PortsOf(a))));
    }

    /// <summary>Istio makes an account for each Gateway of the Gateway API; proxies of its own API have the bundle's.</summary>
    private MeshCaller Gateway => _answers.Edge.Gateway?.Split('/') is [var ns, var name]
        ? new(ns, $"{name}-{_answers.Edge.GatewayClass}")
        : new(_answers.Namespace, Questions.ByIstio.Holds(_answers) ? $"{_answers.Name}-proxies" : $"{_answers.Name}-{_answers.Edge.GatewayClass}");

    /// <summary>Of somebody else's Gateway the account is not known, so its namespace stands for it.</summary>
    private bool IsGateway(MeshCaller caller) => _answers.Edge.Gateway is null ? caller == Gateway : caller.Namespace == Gateway.Namespace;

    private bool IsBehindWaypoint(ServiceAnswer service) => Questions.IsAmbient.Holds(_answers) && _answers.Services.Any(s => s.Calls.Any(c => c.To == service.Name && c.IsLimited));

    private static PortSet Exposed(ServiceAnswer service) => All(service.Expose.Select(service.PortOf));

    private static PortSet All(IEnumerable<PortAnswer> ports) => ports.Where(p => p.IsTcp).Aggregate(PortSet.None, (all, p) => all.Union(At(p.ContainerPort)));

    private static PortSet At(int port) => PortSet.Of(Protocol.Tcp, port, port);
}
