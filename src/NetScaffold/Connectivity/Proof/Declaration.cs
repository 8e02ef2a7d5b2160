using NetScaffold.Answers;

namespace NetScaffold.Connectivity;

/// <summary>
/// What the answers say ought to be open, worked out from them alone: this knows nothing of the plan, the templates or the objects,
/// so that it can be held against what those make of the answers.
/// </summary>
internal sealed partial class Declaration
{
    /// <summary>Never outside, whatever a wider CIDR says: link-local and metadata addresses of both families.</summary>
    private static readonly string[] NeverOutside = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"];

    private const int DnsPort = 53;
    private const int SolverPort = 8089;
    private const int ErrorPagePort = 8080;
    private const int IstiodPort = 15012;
    private const int TunnelPort = 15008;
    private const int ProxyMetricsPort = 15020;
    private const int SidecarMetricsPort = 15090;
    private const int HttpPort = 80;
    private const int HttpsPort = 443;
    private const string NameLabel = "app.kubernetes.io/name";
    private static readonly LabelMap Solver = LabelMap.Empty.With("acme.cert-manager.io/http01-solver", "true");
    private static readonly LabelMap Dns = LabelMap.Empty.With("k8s-app", "kube-dns");
    private static readonly LabelMap DnsCache = LabelMap.Empty.With("k8s-app", "node-local-dns");
    private static readonly LabelMap IstiodLabels = LabelMap.Empty.With("app", "istiod");
    private static readonly ProxyController Nginx = new(LabelMap.Empty.With(NameLabel, "nginx-gateway-fabric"), Port: 8443, MetricsPort: 9113);
    private static readonly ProxyController Istiod = new(IstiodLabels, Port: IstiodPort, MetricsPort: 15020);
    private static readonly LabelMap Prometheus = LabelMap.Empty.With(NameLabel, "prometheus");

    private readonly AnswerSet _answers;
    private readonly List<DeclaredFlow> _flows = [];
    private readonly List<Workload> _outsiders = [];
    private readonly HashSet<(string Namespace, string Name)> _names = [];

    private Declaration(AnswerSet answers)
    {
        _answers = answers;
        Egress = EgressDeclaration.Of(answers);
        LeavesFreely = !Questions.Policies.Is("default-deny").Holds(answers);
        EntersFreely = Questions.Policies.Is("none").Holds(answers);
        AddFlows();
        AddOutsiders();
        Tried = _outsiders.Count;
        foreach (var service in answers.Services.Where(s => s.Kind != ServiceKind.External)) AddPod(answers.Namespace, $"{Sibling}{service.Name}", LabelMap.Empty.With(NameLabel, service.Name));
    }

    /// <summary>How many pods are tried that are not the application's.</summary>
    public int Tried { get; }

    /// <summary>Everything that ought to be open, of the application's pods.</summary>
    public IReadOnlyList<DeclaredFlow> Flows => _flows;

    /// <summary>Pods that are not of the bundle: those that flows mean, and look-alikes that none may mean.</summary>
    public IReadOnlyList<Workload> Outsiders => _outsiders;

    /// <summary>No policies were asked for that limit calls out of pods.</summary>
    public bool LeavesFreely { get; }

    /// <summary>No policies were asked for that limit calls into pods.</summary>
    public bool EntersFreely { get; }

    /// <summary>Policies hold what the pods open: those of the application's namespace, or those of the whole cluster.</summary>
    public bool HoldsExit(Workload workload) => IsOurs(workload) ? !LeavesFreely : IsHeldByCluster(workload.Namespace);

    /// <summary>Policies hold who reaches the pods.</summary>
    public bool HoldsEntry(Workload workload) => IsOurs(workload) ? !EntersFreely : IsHeldByCluster(workload.Namespace);

    /// <summary>A namespace of others in which nothing is open: with policies of the whole cluster, all but those of the system and of what the cluster runs for the application, and those that it names.</summary>
    private bool IsHeldByCluster(string ns) => Questions.HasClusterPolicies.Holds(_answers) && !FreeNamespaces.Contains(ns);

    private HashSet<string> FreeNamespaces => field ??= [.. SystemNamespaces, .. NamedNamespaces];

    private IEnumerable<string> SystemNamespaces
    {
        get
        {
            yield return "kube-system";
            if (HasEdge && !HasIngressProxy) yield return _answers.Edge.ControllerNamespace;
            if (HasEdge && !HasIngressProxy && !IsGatewayBeside) yield return ProxyNamespace;
            if (Questions.HasMesh.Holds(_answers)) yield return _answers.IstioNamespace;
            if (HasMonitoring) yield return _answers.PrometheusNamespace;
            if (HasTraces) yield return _answers.Collector.Namespace;
        }
    }

    /// <summary>Namespaces of others that calls name. What policies there say is theirs: the proof takes it that they let declared calls through.</summary>
    public IEnumerable<string> NamedNamespaces =>
        _answers.Services.SelectMany(s => s.AllowFrom.Select(f => f.Namespace).Concat(s.Calls.Where(c => c.To.Contains('/', StringComparison.Ordinal)).Select(c => c.To.Split('/')[0]))).Where(n => n != _answers.Namespace).Distinct();

    /// <summary>Works it out.</summary>
    public static Declaration Of(AnswerSet answers) => new(answers);

    /// <summary>True for pods of the application's namespace.</summary>
    public bool IsOurs(Workload workload) => workload.Namespace == _answers.Namespace;

    /// <summary>True for pods that belong to somebody else, wherever they run: not the solver's, which cert-manager makes for the application, nor the Gateway's, and none that are only tried.</summary>
    public bool IsOfOthers(Workload outsider) => !IsOnlyTried(outsider.Name) && !outsider.Labels.Equals(Solver) && !outsider.Labels.Equals(WaypointLabels) && !outsider.Labels.Equals(EgressLabels) && !(IsGatewayBeside && outsider.Labels.Equals(GatewayLabels(OwnGateway.Name)));

    /// <summary>True for pods that only the proof knows, and no report shows.</summary>
    public static bool IsOnlyTried(string name) => name.StartsWith(LookAlike, StringComparison.Ordinal) || name.StartsWith(Sibling, StringComparison.Ordinal);

    private const string LookAlike = "look-alike-";

    /// <summary>What a pod may do with another pod of its workload differs from what it may do with itself.</summary>
    private const string Sibling = "another-pod-of-";

    /// <summary>A pod of cert-manager's answers the challenges.</summary>
    private bool HasSolver => HasEdge && Questions.UsesHttp01.Holds(_answers);

    private bool HasEdge => Questions.HasEdge.Holds(_answers) && _answers.Services.Any(s => s.Expose.Length > 0);

    private bool HasGateway => HasEdge && (Questions.ByGateway | Questions.ByIstio).Holds(_answers);

    /// <summary>The Gateway is one of Istio's own API, whose proxies are objects of the bundle unless it is somebody else's.</summary>
    private bool HasIstioGateway => HasEdge && Questions.ByIstio.Holds(_answers);

    private bool HasIngress => HasEdge && Questions.ByIngress.Holds(_answers);

    /// <summary>Requests from outside come from Cilium's proxy, which is no pod.</summary>
    public bool HasIngressProxy => HasGateway && Questions.Controller.Is("cilium").Holds(_answers);

    /// <summary>What reports call the gateway.</summary>
    public string GatewayName => HasIngress ? $"{{ingress {_answers.Edge.GatewayClass}}}" : $"{{gateway {OwnGateway.Namespace}/{OwnGateway.Name}}}";

    /// <summary>Who serves this Gateway; null for one that is not the application's.</summary>
    public Controller? ServerOf(string ns, string name)
    {
        if (!HasGateway || (ns, name) != OwnGateway) return null;
        return HasIngressProxy ? Controller.CiliumIngress(GatewayName) : new Controller(GatewayName, ProxyNamespace, GatewayLabels(name));
    }

    /// <summary>Who serves Ingress objects of this class; null for one that the answers do not speak of.</summary>
    public Controller? ServerOf(string ingressClass) =>
        HasIngress && ingressClass == _answers.Edge.GatewayClass ? new Controller(GatewayName, ProxyNamespace, GatewayLabels(OwnGateway.Name)) : null;

    private FlowEnd Gateway => HasIngressProxy ? FlowEnd.IngressProxy : FlowEnd.PodsOf(ProxyNamespace, LabelSelector.Of(GatewayLabels(OwnGateway.Name).Pairs));

    private bool IsTraefik => HasGateway && Questions.Controller.Is("traefik").Holds(_answers);

    /// <summary>Who controls proxies that run beside their Gateway; null where they do not.</summary>
    private ProxyController? ControllerOfProxies =>
        !HasGateway ? null : Questions.Controller.Is("nginx-gateway-fabric").Holds(_answers) ? Nginx : HasIstioGateway || Questions.Controller.Is("istio").Holds(_answers) ? Istiod : null;

    /// <summary>What proxies beside their Gateway ask what to do, and where they serve metrics.</summary>
    private sealed record ProxyController(LabelMap Labels, int Port, int MetricsPort);

    /// <summary>The Gateway's proxies run among the application's pods.</summary>
    private bool IsGatewayBeside => ControllerOfProxies is not null && _answers.Edge.Gateway is null;

    private string ProxyNamespace => ControllerOfProxies is not null ? OwnGateway.Namespace : _answers.Edge.ControllerNamespace;

    private (string Namespace, string Name) OwnGateway => _answers.Edge.Gateway?.Split('/') is [var ns, var name] ? (ns, name) : (_answers.Namespace, _answers.Name);

    /// <summary>One proxy serves all alike.</summary>
    private bool IsShared => IsTraefik || HasIngress;

    private LabelMap GatewayLabels(string gateway)
    {
        if (HasIngress && Questions.UsesIngressNginx.Holds(_answers)) return LabelMap.Of([new(NameLabel, "ingress-nginx"), new("app.kubernetes.io/component", "controller")]);
        if (HasIngress && Questions.UsesHaproxy.Holds(_answers)) return LabelMap.Empty.With(NameLabel, "kubernetes-ingress");
        if (IsShared) return LabelMap.Empty.With(NameLabel, "traefik");
        if (HasIstioGateway) return LabelMap.Empty.With("istio", gateway);
        if (ControllerOfProxies is not null) return LabelMap.Empty.With("gateway.networking.k8s.io/gateway-name", gateway);
        return LabelMap.Of(
        [
            new(NameLabel, "envoy"), new("app.kubernetes.io/component", "proxy"),
            new("gateway.envoyproxy.io/owning-gateway-name", gateway), new("gateway.envoyproxy.io/owning-gateway-namespace", OwnGateway.Namespace),
        ]);
    }

    private bool HasTraces => Questions.Tracing.Is("otlp").Holds(_answers);

    private LabelMap CollectorLabels => LabelMap.Empty.With(NameLabel, _answers.Collector.Name);

    private FlowEnd PodsOf(string service) => FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Of(LabelMap.Empty.With(NameLabel, service).Pairs));

    private void AddFlows()
    {
        AddDns();
        if (HasTraces) Add(FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Everything), FlowEnd.PodsOf(_answers.Collector.Namespace, LabelSelector.Of(CollectorLabels.Pairs)), Tcp(_answers.Collector.Port), FlowKind.SideFlow, "Traces are sent to the collector.");
        if (HasSolver) Add(Gateway, FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Of(Solver.Pairs)), Tcp(SolverPort), FlowKind.SideFlow, "Let's Encrypt asks whether the host is ours.");
        if (IsGatewayBeside) AddFlowsOfProxies(ControllerOfProxies!);
        AddMesh();
        if (HasErrorPages) Add(Gateway, PodsOf($"{_answers.Name}-error-page"), Tcp(ErrorPagePort), FlowKind.SideFlow, "The gateway asks for the page in place of errors.");
        foreach (var service in _answers.Services.Where(s => s.Kind != ServiceKind.External)) AddFlowsOf(service);
    }

    private bool HasMonitoring => Questions.Monitoring.Is("prometheus-operator").Holds(_answers);

    private FlowEnd PrometheusPods => FlowEnd.PodsOf(_answers.PrometheusNamespace, LabelSelector.Of(Prometheus.Pairs));

    /// <summary>Pods of the bundle's own serve the page: Envoy Gateway has it by itself, and the others have none.</summary>
    private bool HasErrorPages => HasEdge && Questions.ErrorPages.Is("true").Holds(_answers) && (IsTraefik || (HasIngress && !Questions.UsesHaproxy.Holds(_answers)));

    private void AddFlowsOfProxies(ProxyController controller)
    {
        var ports = Questions.TlsIssuer.Is("none").Holds(_answers) ? Tcp(HttpPort) : Tcp(HttpPort).Union(Tcp(HttpsPort));
        Add(FlowEnd.Anyone(n => n == _answers.Namespace ? !LeavesFreely : IsHeldByCluster(n)), Gateway, ports, FlowKind.SideFlow, "Requests come from anywhere.");
        Add(Gateway, FlowEnd.PodsOf(_answers.Edge.ControllerNamespace, LabelSelector.Of(controller.Labels.Pairs)), Tcp(controller.Port), FlowKind.SideFlow, "The gateway's proxies ask their controller what to do.");
        if (Questions.Monitoring.Is("prometheus-operator").Holds(_answers))
            Add(FlowEnd.PodsOf(_answers.PrometheusNamespace, LabelSelector.Of(Prometheus.Pairs)), Gateway, Tcp(controller.MetricsPort), FlowKind.SideFlow, "Prometheus collects metrics of the gateway's proxies.");
    }

    /// <summary>The cluster's DNS, and what answers in its place on the node: a pod, or addresses of the node.</summary>
    private void AddDns()
    {
        var everyPod = FlowEnd.PodsOf(_answers.Namespace, LabelSelector.Everything);
        var ports = PortSet.Of(Protocol.Udp, DnsPort, DnsPort).Union(PortSet.Of(Protocol.Tcp, DnsPort, DnsPort));
        Add(everyPod, FlowEnd.PodsOf("kube-system", LabelSelector.Of(Dns.Pairs)), ports, FlowKind.SideFlow, "Names are looked up.");
        if (HasCachePods) Add(everyPod, FlowEnd.PodsOf("kube-system", LabelSelector.Of(DnsCache.Pairs)), ports, FlowKind.SideFlow, "Names are looked up in the cache of the node.");
        foreach (var (address, reason) in DnsAddresses()) Add(everyPod, FlowEnd.Outside(AddressSet.Parse(address)!), ports, FlowKind.SideFlow, reason);
    }

    private bool HasCache => Questions.DnsCache.Is("nodelocal").Holds(_answers);

    private bool IsCilium => Questions.Cni.Is("cilium").Holds(_answers);

    /// <summary>Cilium leads requests to a pod; so does GKE, where its network is made of it.</summary>
    private bool HasCachePods => (HasCache && IsCilium) || Questions.Platform.Is("gke").Holds(_answers);

    /// <summary>Policies see these as addresses: what listens there is on the node's network.</summary>
    private IEnumerable<(string Address, string Reason)> DnsAddresses()
    {
        var service = _answers.Cluster.DnsService.ToString();
        if (HasCache && !IsCilium)
        {
            yield return ("169.254.20.10/32", "Names are looked up in the cache of the node.");
            // With IPVS kube-proxy has that address.
            if (!(Questions.Layers.Is("cluster") & Questions.KubeProxy.Is("ipvs")).Holds(_answers)) yield return (service, "The cache of the node answers for the cluster's DNS.");
        }

        if (Questions.Platform.Is("gke").Holds(_answers))
        {
            yield return ("169.254.20.10/32", "Names are looked up in GKE's cache of the node.");
            yield return (service, "GKE's cache of the node answers for the cluster's DNS.");
            yield return ("169.254.169.254/32", "Names are looked up in Cloud DNS.");
        }

        if (!Questions.Platform.Is("aks").Holds(_answers)) yield break;
        yield return ("169.254.10.10/32", "Names are looked up in LocalDNS of the node.");
        yield return ("169.254.10.11/32", "Names are looked up in LocalDNS of the node.");
    }

    private void AddFlowsOf(ServiceAnswer service)
    {
        var own = PodsOf(service.Name);
        foreach (var call in service.Calls) AddCall(service, call);
        foreach (var egress in service.Egress.Where(e => e.Cidr is not null))
            Add(own, FlowEnd.Outside(OutsideOf(egress)), Ports(Parse(egress.Protocol), egress.Ports), FlowKind.Declared, $"{service.Name} calls addresses outside.");
        AddProbes(service);
        if (HasEdge && service.Expose.Length > 0 && ControllerOfProxies == Istiod) AddTunnel(Gateway, own, PortSet.Of(Protocol.Tcp, 1, 65_535));
        foreach (var expose in service.Expose.Where(_ => HasEdge))
            Add(Gateway, own, At(service.PortOf(expose)), FlowKind.Declared, $"{service.Name} is exposed{(expose.Path == "/" ? "" : $" at {expose.Path}")}.");
        if (FormsOneSystem(service))
        {
            var ports = service.Ports.Select(At).Aggregate(PortSet.None, (all, p) => all.Union(p));
            Add(own, own, ports, FlowKind.Declared, $"The pods of {service.Name} form one system.");
            AddTunnel(own, own, ports);
        }

        if (service.Metrics is { } metrics && Questions.Monitoring.Is("prometheus-operator").Holds(_answers))
            Add(FlowEnd.PodsOf(_answers.PrometheusNamespace, LabelSelector.Of(Prometheus.Pairs)), own, Tcp(metrics.Port), FlowKind.SideFlow, "Prometheus collects metrics.");
        foreach (var caller in service.AllowFrom)
        {
            var ports = service.PortsOf(caller).Select(At).Aggregate(PortSet.None, (all, p) => all.Union(p));
            var source = FlowEnd.PodsOf(caller.Namespace, LabelSelector.Of(caller.Labels));
            Add(source, own, ports, FlowKind.Declared, $"{service.Name} lets {caller.Namespace} in.");
            AddTunnel(source, own, ports);
        }
    }

    /// <summary>Policies are the same in all environments: replicas in one of them are enough.</summary>
    private bool FormsOneSystem(ServiceAnswer service) => service.Kind == ServiceKind.StatefulSet
        && _answers.Overridden.Values.Append(_answers).Any(environment => environment.Services.Any(s => s.Name == service.Name && s.Replicas > 1));

    private void AddCall(ServiceAnswer service, CallAnswer call)
    {
        if (call.To.Split('/') is [var ns, var foreign])
        {
            var pods = FlowEnd.PodsOf(ns, LabelSelector.Of(LabelMap.Empty.With(NameLabel, foreign).Pairs));
            var foreignPort = Tcp(int.Parse(call.Port!, System.Globalization.CultureInfo.InvariantCulture));
            Add(PodsOf(service.Name), pods, foreignPort, FlowKind.Declared, $"{service.Name} calls {call.To}.");
            AddTunnel(PodsOf(service.Name), pods, foreignPort);
            return;
        }

        var callee = _answers.Services.First(s => s.Name == call.To);
        if (callee.External is { } external)
        {
            var addresses = external.Addresses.Select(a => AddressSet.Parse(a)!).Aggregate(AddressSet.None, (all, a) => all.Union(a));
            if (!addresses.IsEmpty) Add(PodsOf(service.Name), FlowEnd.Outside(addresses), Ports(Parse(external.Protocol), [external.Port]), FlowKind.Declared, $"{service.Name} calls {callee.Name}, outside.");
            return;
        }

        var called = At(call.Port is { } port ? callee.FindPort(port)! : callee.Ports[0]);
        Add(PodsOf(service.Name), PodsOf(callee.Name), called, FlowKind.Declared, $"{service.Name} calls {callee.Name}.");
        AddTunnel(PodsOf(service.Name), PodsOf(callee.Name), called);
    }

    /// <summary>A CIDR that lies among the inner addresses means them; a wider one means what is outside of them.</summary>
    private AddressSet OutsideOf(EgressAnswer egress)
    {
        var cidr = AddressSet.Parse(egress.Cidr!)!;
        var inner = NeverOutside.Concat(_answers.Cluster.PodCidr).Concat(_answers.Cluster.ServiceCidr).Concat(_answers.Cluster.NodeCidr).Select(c => AddressSet.Parse(c)!);
        var holes = egress.Except.Select(e => AddressSet.Parse(e)!).Concat(inner.Where(i => !cidr.Except(i).IsEmpty));
        return holes.Aggregate(cidr, (rest, hole) => rest.Except(hole));
    }

    private void AddOutsiders()
    {
        if (!HasIngressProxy && !(HasIstioGateway && IsGatewayBeside)) AddPod(ProxyNamespace, "gateway", GatewayLabels(OwnGateway.Name));
        if (ControllerOfProxies is { } controller) AddPod(_answers.Edge.ControllerNamespace, "gateway-controller", controller.Labels);
        if (Questions.HasMesh.Holds(_answers)) AddPod(_answers.IstioNamespace, "istiod", IstiodLabels);
        if (BehindWaypoint.Count > 0) AddPod(_answers.Namespace, "waypoint", WaypointLabels);
        if (IsAmbient && Egress.Calls.Count > 0) AddPod(_answers.Namespace, "egress-gateway", EgressLabels);
        AddPod("kube-system", "dns", Dns);
        // The cache of a cluster that is not the bundle's; its own is among the objects.
        if (HasCachePods && !(HasCache && Questions.Layers.Is("cluster").Holds(_answers))) AddPod("kube-system", "dns-cache", DnsCache);
        AddPod(_answers.PrometheusNamespace, "prometheus", Prometheus);
        if (HasTraces) AddPod(_answers.Collector.Namespace, _answers.Collector.Name, CollectorLabels);
        AddPod(_answers.Namespace, "acme-solver", Solver);
        foreach (var (caller, number) in _answers.Services.SelectMany(s => s.AllowFrom).Select((c, i) => (c, i + 1))) AddPod(caller.Namespace, $"caller-{number}", LabelMap.Of(caller.Labels));
        foreach (var foreign in _answers.Services.SelectMany(s => s.Calls).Select(c => c.To.Split('/')).Where(p => p.Length == 2)) AddPod(foreign[0], foreign[1], LabelMap.Empty.With(NameLabel, foreign[1]));

        // The right labels in the wrong place, and the right place with the wrong labels.
        foreach (var service in _answers.Services) AddPod("elsewhere", $"{LookAlike}{service.Name}", LabelMap.Of([new(NameLabel, service.Name), new("app.kubernetes.io/instance", _answers.Name), new("app.kubernetes.io/component", "stable")]));
        AddPod(_answers.Namespace, $"{LookAlike}unlabelled", LabelMap.Empty);
        AddPod("elsewhere", $"{LookAlike}gateway", GatewayLabels(OwnGateway.Name));
        if (!IsShared) AddPod(ProxyNamespace, $"{LookAlike}gateway", GatewayLabels("another"));
        AddPod("elsewhere", $"{LookAlike}prometheus", Prometheus);
        AddPod("elsewhere", $"{LookAlike}dns", Dns);
        if (HasTraces) AddPod("elsewhere", $"{LookAlike}collector", CollectorLabels);
        AddPod("kube-system", $"{LookAlike}dns", LabelMap.Empty.With("k8s-app", "metrics-server"));
    }

    private void AddPod(string ns, string name, LabelMap labels)
    {
        if (_names.Add((ns, name))) _outsiders.Add(new Workload(ns, name, "Pod", labels, [], IsHostNetwork: false, [], new("the proof")));
    }

    private void Add(FlowEnd source, FlowEnd destination, PortSet ports, FlowKind kind, string reason) => _flows.Add(new DeclaredFlow(source, destination, ports, kind, reason));

    private static PortSet At(PortAnswer port) => Ports(Parse(port.Protocol), [port.ContainerPort]);

    private static PortSet Tcp(int port) => PortSet.Of(Protocol.Tcp, port, port);

    private static PortSet Ports(Protocol protocol, IEnumerable<int> ports) => ports.Aggregate(PortSet.None, (all, p) => all.Union(PortSet.Of(protocol, p, p)));

    private static Protocol Parse(string protocol) => PortSet.Protocols.First(p => PortSet.Name(p) == protocol);
}
