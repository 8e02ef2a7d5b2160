using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Connectivity;

// What a mesh needs open beside the calls themselves, and the way that calls by name take out of it.
internal sealed partial class Declaration
{
    private bool IsAmbient => Questions.IsAmbient.Holds(_answers);

    private LabelMap WaypointLabels => LabelMap.Empty.With("gateway.networking.k8s.io/gateway-name", $"{_answers.Name}-waypoint");

    private FlowEnd Waypoint => FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Of(WaypointLabels.Pairs));

    private FlowEnd MeshController => FlowEnd.PodsOf(_answers.IstioNamespace, LabelSelector.Of(IstiodLabels.Pairs));

    /// <summary>Services whose callers are held to requests by proxies on the way.</summary>
    private HashSet<string> BehindWaypoint => !(Questions.IsAmbient & Questions.IsStrict).Holds(_answers) ? [] : [.. _answers.Services.SelectMany(s => s.Calls).Where(c => c.IsLimited).Select(c => c.To)];

    /// <summary>What the mesh's proxies need: those in pods their controller, those on the way callers and callees.</summary>
    private void AddMesh()
    {
        var everyPod = FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Everything);
        if (Questions.HasSidecars.Holds(_answers))
        {
            Add(everyPod, MeshController, Tcp(IstiodPort), FlowKind.SideFlow, "The mesh's proxy in each pod asks istiod what to do.");
            if (HasMonitoring) Add(PrometheusPods, everyPod, Tcp(SidecarMetricsPort), FlowKind.SideFlow, "Prometheus collects metrics of the mesh's proxies.");
        }

        AddEgressGateway();
        var behind = BehindWaypoint;
        if (behind.Count == 0) return;
        Add(Waypoint, MeshController, Tcp(IstiodPort), FlowKind.SideFlow, "The proxies between services ask istiod what to do.");
        if (HasMonitoring) Add(PrometheusPods, Waypoint, Tcp(ProxyMetricsPort), FlowKind.SideFlow, "Prometheus collects metrics of the proxies between services.");
        foreach (var callee in _answers.Services.Where(s => behind.Contains(s.Name)))
        {
            Add(Waypoint, PodsOf(callee.Name), Tcp(TunnelPort), FlowKind.SideFlow, $"Proxies look at requests to {callee.Name}.");
            foreach (var caller in _answers.Services.Where(s => s.Calls.Any(c => c.To == callee.Name))) Add(PodsOf(caller.Name), Waypoint, Tcp(TunnelPort), FlowKind.SideFlow, $"Proxies look at requests to {callee.Name}.");
            foreach (var caller in callee.AllowFrom) Add(FlowEnd.PodsOf(caller.Namespace, LabelSelector.Of(caller.Labels)), Waypoint, Tcp(TunnelPort), FlowKind.SideFlow, $"Proxies look at requests to {callee.Name}.");
        }
    }

    private LabelMap EgressLabels => LabelMap.Empty.With(IsAmbient ? "gateway.networking.k8s.io/gateway-name" : "istio", $"{_answers.Name}-egress");

    private EgressDeclaration Egress { get; }

    /// <summary>No host outside has one of these.</summary>
    private static ImmutableArray<string> PrivateAddresses { get; } = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

    /// <summary>Calls by name go to the proxies by which they leave, and from there outside.</summary>
    private void AddEgressGateway()
    {
        if (Egress.Calls.Count == 0) return;
        var proxies = FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Of(EgressLabels.Pairs));
        foreach (var calls in Egress.Calls.GroupBy(c => c.Service))
            Add(PodsOf(calls.Key), proxies, IsAmbient ? Tcp(TunnelPort) : Ports(Protocol.Tcp, calls.Select(c => c.Port)), FlowKind.Declared, $"{calls.Key} calls {string.Join(", ", calls.Select(c => c.Host).Distinct().Order(StringComparer.Ordinal))}, through the egress gateway.");
        if (IsAmbient) Add(proxies, MeshController, Tcp(IstiodPort), FlowKind.SideFlow, "The egress gateway's proxies ask istiod what to do.");
        if (HasMonitoring) Add(PrometheusPods, proxies, Tcp(ProxyMetricsPort), FlowKind.SideFlow, "Prometheus collects metrics of the egress gateway's proxies.");
        // Policies that know names stand beside; what they open is no address.
        if (DecisionCatalogue.HasCiliumPolicies.Holds(_answers)) return;
        IEnumerable<string> families = [.. _answers.Cluster.HasIPv4 ? ["0.0.0.0/0"] : Array.Empty<string>(), .. _answers.Cluster.HasIPv6 ? ["::/0"] : Array.Empty<string>()];
        var outside = families.Select(f => OutsideOf(new EgressAnswer(f, PrivateAddresses, null, [], "TCP"))).Aggregate(AddressSet.None, (all, f) => all.Union(f));
        Add(proxies, FlowEnd.Outside(outside), Ports(Protocol.Tcp, Egress.Calls.Select(c => c.Port).Distinct()), FlowKind.Declared, "Hosts outside are called by name, wherever they are.");
    }

    /// <summary>In an ambient mesh calls arrive by its tunnels; those over UDP are none of its.</summary>
    private void AddTunnel(FlowEnd source, FlowEnd destination, PortSet ports)
    {
        if (IsAmbient && !ports.Intersect(PortSet.Of(Protocol.Tcp, 1, 65_535)).IsEmpty) _flows.Add(new DeclaredFlow(source, destination, Tcp(TunnelPort), FlowKind.SideFlow, "Calls in the mesh arrive by its tunnel.") { IsTunnel = true });
    }

    /// <summary>Probes pass the mesh's proxy by, from addresses of its own.</summary>
    private void AddProbes(ServiceAnswer service)
    {
        var probes = service.Probes;
        if (!IsAmbient || probes.Kind is "none" or "postgres" || probes is { Startup: null, Ready: null, Live: null } || service.ProbedPort is not { } port) return;
        string[] sources = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];
        foreach (var source in sources.Where(s => s.Contains(':') ? _answers.Cluster.HasIPv6 : _answers.Cluster.HasIPv4))
            Add(FlowEnd.Outside(AddressSet.Parse(source)!), PodsOf(service.Name), At(port), FlowKind.SideFlow, "The kubelet's probes come from an address of the mesh.");
    }
}
