using NetScaffold.Answers;

namespace NetScaffold.Connectivity;

/// <summary>What the answers say ought to leave by the egress gateway, worked out from them alone.</summary>
internal sealed class EgressDeclaration
{
    private readonly AnswerSet _answers;

    private EgressDeclaration(AnswerSet answers, IReadOnlyList<Call> calls) => (_answers, Calls) = (answers, calls);

    /// <summary>A call to a host outside, over TCP.</summary>
    internal sealed record Call(string Service, string Host, int Port);

    /// <summary>Each call once; none without an egress gateway.</summary>
    public IReadOnlyList<Call> Calls { get; }

    /// <summary>The hosts that are called.</summary>
    public IEnumerable<string> Hosts => Calls.Select(c => c.Host).Distinct();

    /// <summary>Every service, and look-alikes: a right account in the wrong namespace, a wrong account in the right one, and one without a certificate.</summary>
    public IEnumerable<MeshCaller> Callers
    {
        get
        {
            var own = _answers.Services.Where(s => s.Kind != ServiceKind.External).Select(s => new MeshCaller(_answers.Namespace, s.Name)).ToList();
            return [MeshCaller.Outside, .. own, .. own.Select(c => c with { Namespace = "elsewhere" }), new(_answers.Namespace, "nobody")];
        }
    }

    /// <summary>Works it out.</summary>
    public static EgressDeclaration Of(AnswerSet answers)
    {
        if (!Questions.WantsEgressGateway.Holds(answers)) return new(answers, []);
        var declared = from service in answers.Services
                       from egress in service.Egress
                       where egress.Protocol == "TCP"
                       from port in egress.Ports
                       select (service.Name, Host: egress.Fqdn, Port: port);
        var external = from service in answers.Services
                       from call in service.Calls
                       join callee in answers.Services on call.To equals callee.Name
                       where callee.External?.Protocol == "TCP"
                       select (service.Name, callee.External!.Host, callee.External!.Port);
        return new(answers, [.. declared.Concat(external).Where(c => c.Host is not null).Select(c => new Call(c.Name, c.Host!, c.Port)).Distinct()]);
    }

    /// <summary>True for the pods by which calls leave, in a mesh of sidecars.</summary>
    public bool IsProxy(Workload workload) => workload.Namespace == _answers.Namespace && workload.Labels.Get("istio") == $"{_answers.Name}-egress";

    /// <summary>Ports at which a caller may call a host.</summary>
    public PortSet PortsOf(MeshCaller caller, string host) => caller.Namespace != _answers.Namespace ? PortSet.None
        : Calls.Where(c => c.Service == caller.Account && c.Host == host).Aggregate(PortSet.None, (all, c) => all.Union(PortSet.Of(Protocol.Tcp, c.Port, c.Port)));
}
