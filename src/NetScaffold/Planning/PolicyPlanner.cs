using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Planning;

/// <summary>Works out the network policies: those of the namespace, of the gateway's proxies, and of each service.</summary>
/// <param name="answers">The answers.</param>
internal sealed class PolicyPlanner(AnswerSet answers)
{
    private const string NameLabel = "app.kubernetes.io/name";
    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
    private const string Tcp = "TCP";
    private const string Udp = "UDP";
    private const int DnsPort = 53;

    private static readonly PolicyLabel Solver = new("acme.cert-manager.io/http01-solver", "true");

    private static readonly PolicyPort Tunnel = new(Tcp, MeshPlanner.TunnelPort) { When = "ambientMesh" };

    /// <summary>By these addresses istio-cni asks probes on, which pass its proxy by; the second is that of IPv6. From DefaultHostProbeSNATIP of Istio 1.31.</summary>
    private static readonly ImmutableArray<string> ProbeSources = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];

    private static readonly ImmutableArray<PolicyPort> SolverPort = [new(Tcp, 8089)];

    private static readonly ImmutableArray<PolicyPort> DnsPorts = [new(Udp, DnsPort), new(Tcp, DnsPort)];

    private readonly ImmutableArray<string> _behindWaypoint = MeshPlanner.BehindWaypoint(answers);

    private readonly ImmutableArray<EgressHost> _egressHosts = EgressHosts.Of(answers);

    private readonly ImmutableArray<PolicyPeer> _gatewayPods = GatewayPodsOf(answers);

    private static readonly PolicyPeer GatewayIdentity = new() { IsGatewayIdentity = true };

    /// <summary>What holds for all pods of the namespace.</summary>
    public static PolicyPlan DefaultDeny { get; } = new("default-deny", [new([])], [], []) { IsLast = true, Comment = "What holds for all pods of the namespace; the calls of each service stand beside it." };

    /// <summary>Every pod may look names up.</summary>
    public PolicyPlan AllowDns() => new("allow-dns", [new([])], [], [new("", DnsPeers(), DnsPorts)]) { HoldsIngress = false, Comment = "Over TCP as well: long answers do not fit into UDP." };

    /// <summary>Ports, and that of the mesh's tunnels beside them: in an ambient mesh calls arrive there. UDP has none.</summary>
    /// <param name="ports">Ports of pods.</param>
    public static ImmutableArray<PolicyPort> WithTunnel(ImmutableArray<PolicyPort> ports) => ports.Any(p => p.Protocol == Tcp) ? ports.Add(Tunnel) : ports;

    /// <summary>Every pod has a proxy, which asks istiod what to do.</summary>
    public PolicyPlan AllowMesh() => new("allow-mesh", [new([])], [], [new("", [Istiod], [new(Tcp, 15012)])])
    { HoldsIngress = false, Comment = "The mesh's proxy in each pod gets its certificate and what to do from istiod." };

    /// <summary>The proxy of every pod has figures.</summary>
    public PolicyPlan ScrapeProxies() => new("scrape-proxies", [new([])], [new("", [Prometheus], [new(Tcp, 15090)])], [])
    { HoldsEgress = false, Comment = "Prometheus scrapes the mesh's proxy in each pod." };

    /// <summary>The proxies that look at requests between services.</summary>
    public PolicyPlan WaypointProxies()
    {
        var behind = _behindWaypoint;
        var callees = answers.Services.Where(s => behind.Contains(s.Name)).ToList();
        var callers = answers.Services.Where(s => s.Calls.Any(c => behind.Contains(c.To))).Select(s => PolicyPeer.Pods(NameLabel, s.Name));
        var foreign = callees.SelectMany(s => s.AllowFrom).Select(f => PolicyPeer.PodsOf(f.Namespace, [.. f.Labels.Select(l => new PolicyLabel(l.Key, l.Value))]));
        return new(
            answers.Waypoint, [new([new(GatewayNameLabel, answers.Waypoint)])],
            [
                new($"Whoever calls {string.Join(", ", behind)}.", [.. callers, .. foreign], TunnelPorts),
                new("Prometheus scrapes the metrics.", [Prometheus], [new(Tcp, 15020)]) { When = "waypointMonitors" },
            ],
            [
                new("istiod tells the proxies what to do.", [Istiod], [new(Tcp, 15012)]),
                .. behind.Select(name => new PolicyRule($"Requests that may pass go on to {name}.", [PolicyPeer.Pods(NameLabel, name)], TunnelPorts)),
            ]);
    }

    /// <summary>The proxies by which calls leave the mesh. Whom each caller may reach, they know by its certificate; this lets them reach what is outside.</summary>
    public PolicyPlan EgressGateway()
    {
        var callers = _egressHosts.SelectMany(h => h.Calls.Select(c => (Host: h.Name, c.Service, c.Ports))).GroupBy(c => c.Service, StringComparer.Ordinal);
        return new(
            answers.EgressGateway,
            [
                new([new("istio", answers.EgressGateway)]) { When = "egressProxies" },
                new([new(GatewayNameLabel, answers.EgressGateway)]) { When = "egressWaypoint" },
            ],
            [
                .. callers.Select(c => new PolicyRule($"{c.Key} calls {string.Join(", ", c.Select(x => x.Host))}.", [PolicyPeer.Pods(NameLabel, c.Key)], AtEgressGateway(c.SelectMany(x => x.Ports)))),
                new("Prometheus scrapes the metrics.", [Prometheus], [new(Tcp, 15020)]) { When = "egressGatewayMonitors" },
            ],
            [
                new("istiod tells the proxies what to do.", [Istiod], [new(Tcp, 15012)]),
                .. OutOfEgressGateway(),
            ]);
    }

    /// <summary>A service's way to what it calls outside by name.</summary>
    public IEnumerable<PolicyRule> ToEgressGateway(ServiceAnswer service)
    {
        foreach (var host in _egressHosts)
        {
            if (host.Calls.FirstOrDefault(c => c.Service == service.Name) is not { } call) continue;
            var pods = Questions.IsAmbient.Holds(answers) ? PolicyPeer.Pods(GatewayNameLabel, answers.EgressGateway) : PolicyPeer.Pods("istio", answers.EgressGateway);
            yield return new PolicyRule($"{service.Name} calls {host.Name}, through the egress gateway.", [pods], AtEgressGateway(call.Ports));
        }
    }

    /// <summary>Its proxies listen at the ports of the hosts; in an ambient mesh calls arrive by tunnels.</summary>
    private ImmutableArray<PolicyPort> AtEgressGateway(IEnumerable<int> ports) => Questions.IsAmbient.Holds(answers) ? TunnelPorts : TcpPorts(ports.Distinct().Order());

    /// <summary>To the hosts by name where policies know names, else to all addresses that are not private: what a host's are is not known.</summary>
    private IEnumerable<PolicyRule> OutOfEgressGateway()
    {
        if (DecisionCatalogue.HasCiliumPolicies.Holds(answers))
        {
            yield return Lookup;
            foreach (var host in _egressHosts) yield return new PolicyRule($"{host.Name} is called.", [new() { DnsName = host.Name }], TcpPorts(host.Ports));
            yield break;
        }

        string[] families = [.. answers.Cluster.HasIPv4 ? ["0.0.0.0/0"] : Array.Empty<string>(), .. answers.Cluster.HasIPv6 ? ["::/0"] : Array.Empty<string>()];
        yield return new PolicyRule(
            "What is called by name, wherever it is: these policies know no names. Private addresses are not outside.",
            [.. families.Select(f => PolicyPeer.Block(f, OutsideAddresses.ExceptionsOf(f, PrivateBlocks.All, answers.Cluster)))], TcpPorts(_egressHosts.SelectMany(h => h.Ports).Distinct().Order()));
    }

    /// <summary>Every pod may send traces; the gateway's proxies are among them, where they run here.</summary>
    public PolicyPlan AllowTraces() => new(
        "allow-traces", [new([])], [], [new("", [PolicyPeer.PodsOf(answers.Collector.Namespace, new PolicyLabel(NameLabel, answers.Collector.Name))], [new(Tcp, answers.Collector.Port)])])
    { HoldsIngress = false, Comment = "Traces are sent to the collector." };

    /// <summary>The pods with which cert-manager answers challenges.</summary>
    public PolicyPlan AcmeSolver() => new(
        "acme-solver", [new([Solver])],
        [
            new("", _gatewayPods, SolverPort) { When = "acmeSolverPolicy" },
            new("", [GatewayIdentity], SolverPort) { When = "acmeSolverCiliumPolicy" },
        ],
        [])
    { HoldsEgress = false, Comment = "cert-manager runs a pod here while it proves that the host is ours; the gateway forwards the challenge to it." };

    /// <summary>The pods that serve the page in place of errors.</summary>
    public PolicyPlan ErrorPage(string name) =>
        new(name, [Named(name)], [new("The gateway asks for the page.", _gatewayPods, [new(Tcp, ErrorPageServer.Port)])], []) { HoldsEgress = false };

    /// <summary>The gateway's proxies, where they run in the application's namespace.</summary>
    /// <param name="services">The services that are exposed are theirs to call.</param>
    public PolicyPlan GatewayProxies(IEnumerable<ServicePlan> services) => new(
        $"{answers.Name}-proxies",
        [
            new([new("istio", answers.Name)]) { When = "istioProxies" },
            new([new(GatewayNameLabel, answers.Name)]) { When = "proxiesOfGateway" },
        ],
        [
            new("Requests from outside come from anywhere.", [], [new(Tcp, 80), new(Tcp, 443) { When = "tls" }]),
            new("Prometheus scrapes the metrics.", [Prometheus], [new(Tcp, 9113) { When = "nginxGateway" }, new(Tcp, 15020) { When = "istioPods" }]) { When = "proxyMonitors" },
        ],
        [
            new("The controller tells the proxies what to do.", [PolicyPeer.PodsOf(answers.Edge.ControllerNamespace, new PolicyLabel(NameLabel, "nginx-gateway-fabric"))], [new(Tcp, 8443)]) { When = "nginxGateway" },
            new("The controller tells the proxies what to do.", [Istiod], [new(Tcp, 15012)]) { When = "istioPods" },
            .. services.Where(s => s.Routes.Length > 0).Select(s => new PolicyRule($"{s.Answer.Name} is exposed.", [PolicyPeer.Pods(NameLabel, s.Answer.Name)], WithTunnel(TcpPorts(s.GatewayPorts)))),
            new("cert-manager's pod that answers the challenge.", [new() { Labels = [Solver] }], SolverPort) { When = "acmeSolverPolicy" },
        ]);

    /// <summary>A service: its declared calls on both ends, and what comes along.</summary>
    /// <param name="service">The service.</param>
    /// <param name="gatewayPorts">Ports that the gateway calls; none where nothing is exposed.</param>
    /// <param name="ingress">Who may call it.</param>
    /// <param name="egress">Whom it may call, by labels and addresses.</param>
    /// <param name="byName">Whom it may call by DNS name.</param>
    public PolicyPlan Service(ServiceAnswer service, ImmutableArray<int> gatewayPorts, IEnumerable<PolicyRule> ingress, IEnumerable<PolicyRule> egress, ImmutableArray<PolicyRule> byName)
    {
        var callers = ImmutableArray.CreateBuilder<PolicyRule>();
        if (gatewayPorts.Length > 0)
        {
            callers.Add(new("The gateway forwards requests from outside.", _gatewayPods, TcpPorts(gatewayPorts).Add(Tunnel with { When = "hboneGateway" })) { When = "gatewayPods" });
            callers.Add(new("Requests from outside come from the node's proxy, which is no pod: Cilium calls it ingress. All of its gateways go by this name.", [GatewayIdentity], TcpPorts(gatewayPorts)) { When = "ciliumGatewayPolicies" });
        }

        callers.AddRange(ingress);
        if (_behindWaypoint.Contains(service.Name)) callers.Add(new("Requests that may pass come from the proxies that look at them.", [WaypointPods], TunnelPorts) { When = "waypoints" });
        if (ProbedPort(service) is { } probed) callers.Add(new("The kubelet's probes, which pass the mesh's proxy by, come from this address.", [.. ProbePeers], [new(Tcp, probed)]) { When = "ambientMesh" });
        if (service.Metrics is { } metrics) callers.Add(new("Prometheus scrapes the metrics.", [Prometheus], [new(Tcp, metrics.Port)]) { When = "monitors" });
        IEnumerable<PolicyRule> lookup = byName.IsEmpty ? [] : [Lookup];
        IEnumerable<PolicyRule> throughWaypoint = service.Calls.Any(c => _behindWaypoint.Contains(c.To)) ? [new("Proxies look at requests on their way.", [WaypointPods], TunnelPorts) { When = "waypoints" }] : [];
        return new(service.Name, [Named(service.Name)], callers.ToImmutable(), [.. egress, .. ToEgressGateway(service), .. throughWaypoint, .. lookup, .. byName]) { Comment = "Ports are those of the pods, not of the Services." };
    }

    /// <summary>The port that the kubelet probes by the network; null where it runs a command, or nothing.</summary>
    private static int? ProbedPort(ServiceAnswer service) =>
        service.Probes.Kind is "none" or "postgres" || service.Probes is { Startup: null, Ready: null, Live: null } ? null : service.ProbedPort?.ContainerPort;

    /// <summary>Where the kubelet's probes of pods in an ambient mesh come from.</summary>
    public IEnumerable<PolicyPeer> ProbePeers => ProbeSources.Where(s => s.Contains(':') ? answers.Cluster.HasIPv6 : answers.Cluster.HasIPv4).Select(s => PolicyPeer.Block(s));

    private static PolicyRule Lookup => new("Names become addresses by the answers that the DNS proxy sees: without this rule no name ever matches.", DnsPods, [new("ANY", DnsPort)]) { IsLookup = true };

    private PolicyPeer WaypointPods => PolicyPeer.Pods(GatewayNameLabel, answers.Waypoint);

    private static ImmutableArray<PolicyPort> TunnelPorts { get; } = [new(Tcp, MeshPlanner.TunnelPort)];

    private PolicyPeer Istiod { get; } = PolicyPeer.PodsOf(answers.IstioNamespace, new PolicyLabel("app", "istiod"));

    private PolicyPeer Prometheus { get; } = PolicyPeer.PodsOf(answers.PrometheusNamespace, new PolicyLabel(NameLabel, "prometheus"));

    private static PolicySubject Named(string name) => new([new(NameLabel, name)]);

    private static ImmutableArray<PolicyPort> TcpPorts(IEnumerable<int> ports) => [.. ports.Select(p => new PolicyPort(Tcp, p))];

    /// <summary>Who forwards requests from outside, one for each controller whose proxies are pods.</summary>
    private static ImmutableArray<PolicyPeer> GatewayPodsOf(AnswerSet answers)
    {
        var (ns, name) = answers.Edge.Gateway?.Split('/') is [var otherNamespace, var otherName] ? (otherNamespace, otherName) : (null, answers.Name);
        var controllers = answers.Edge.ControllerNamespace;
        return
        [
            new() { Namespace = ns, Labels = [new("istio", name)], When = "virtualServices" },
            new() { Namespace = ns, Labels = [new(GatewayNameLabel, name)], When = "proxiesOfGateway" },
            PolicyPeer.PodsOf(controllers, new PolicyLabel(NameLabel, "kubernetes-ingress")) with { When = "haproxy" },
            PolicyPeer.PodsOf(controllers, new PolicyLabel(NameLabel, "ingress-nginx"), new PolicyLabel("app.kubernetes.io/component", "controller")) with { When = "ingressNginx" },
            PolicyPeer.PodsOf(controllers, new PolicyLabel(NameLabel, "traefik")) with { When = "traefikPods" },
            PolicyPeer.PodsOf(
                controllers, new PolicyLabel(NameLabel, "envoy"), new PolicyLabel("app.kubernetes.io/component", "proxy"),
                new PolicyLabel("gateway.envoyproxy.io/owning-gateway-name", name), new PolicyLabel("gateway.envoyproxy.io/owning-gateway-namespace", ns)) with { When = "envoyGateway" },
        ];
    }

    private static ImmutableArray<PolicyPeer> DnsPods { get; } =
    [
        PolicyPeer.PodsOf("kube-system", new PolicyLabel("k8s-app", "kube-dns")) with { Comment = "One peer with both selectors: the DNS pods of kube-system, not all of its pods." },
        PolicyPeer.PodsOf("kube-system", new PolicyLabel("k8s-app", "node-local-dns")) with { When = "dnsCachePods", Comment = "The DNS cache of the node, where it is a pod that requests are led to." },
    ];

    /// <summary>Where pods may ask for names besides the cluster's DNS: addresses of the node, which no Service has.</summary>
    public IEnumerable<PolicyPeer> NodeDns => DnsPeers().Where(p => p.Cidr is not null && p.Cidr != answers.Cluster.DnsService.ToString());

    private ImmutableArray<PolicyPeer> DnsPeers()
    {
        var cache = $"{DnsCache.Address}/32";
        var service = answers.Cluster.DnsService.ToString();
        return
        [
            .. DnsPods,
            PolicyPeer.Block(cache) with { When = "dnsCacheAddresses", Comment = "The DNS cache of the node. It is on the node's network, where no selector finds it." },
            PolicyPeer.Block(service) with { When = "dnsCacheTakesService", Comment = "It answers at the address of the Service kube-dns as well, which then is not translated to that of a pod." },
            PolicyPeer.Block(cache) with { When = "gkeDns", Comment = "GKE's cache on the network of the node, at both of its addresses." },
            PolicyPeer.Block(service) with { When = "gkeDns" },
            PolicyPeer.Block("169.254.169.254/32") with { When = "gkeDns", Comment = "Cloud DNS, where the cluster has it in place of kube-dns. The metadata server has this address, too, but not this port." },
            PolicyPeer.Block("169.254.10.10/32") with { When = "aksDns", Comment = "LocalDNS of AKS, where the node pool has it." },
            PolicyPeer.Block("169.254.10.11/32") with { When = "aksDns" },
        ];
    }
}
