using System.Collections.Immutable;
using System.Net;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Invariants;

/// <summary>
/// What must be reachable and what must not (invariant I6), worked out from the answers alone: declared calls, and each
/// side flow with its reason. Knows nothing of the plan or the templates.
/// </summary>
public sealed class DeclaredCalls
{
    private readonly AnswerSet _answers;

    private readonly string _policies;

    private readonly bool _holdsCluster;

    private readonly HashSet<string> _named;

    private readonly HashSet<string> _free;

    private readonly bool _hasGateway;

    private readonly bool _hasAcme;

    /// <summary>Proxies run in the Gateway's namespace: among the application's pods, unless the Gateway is somebody else's.</summary>
    private readonly bool _isBeside;

    private readonly (int Controller, int Metrics) _proxyPorts;

    private readonly bool _isGatewayOurs;

    private readonly bool _hasMonitors;

    /// <summary>Traefik and ingress-nginx ask pods of the application for the page.</summary>
    private readonly bool _servesErrorPages;

    public DeclaredCalls(AnswerSet answers, ImmutableArray<Pod> workloads, bool podsHaveAddresses)
    {
        _answers = answers;
        _policies = answers.Chosen(Questions.Policies)[0];
        _holdsCluster = answers.Chosen(Questions.Layers).Contains("platform") && answers.Chosen(Questions.ClusterPolicies)[0] == "default-deny";
        // Requests of Cilium's gateway come from no pod, so NetworkPolicies have no word for them.
        _hasGateway = answers.Chosen(Questions.EdgeApi)[0] != "none" && answers.Chosen(Questions.Controller)[0] != "cilium";
        _hasAcme = _hasGateway && answers.Edge.Gateway is null && answers.Chosen(Questions.TlsIssuer)[0] == "letsencrypt" && answers.Chosen(Questions.TlsChallenge)[0] == "http01" && answers.Services.Any(s => s.Expose.Length > 0);
        _isBeside = _hasGateway && (IsIstio || answers.Chosen(Questions.Controller)[0] == "nginx-gateway-fabric");
        _proxyPorts = IsIstio ? (15012, 15020) : (8443, 9113);
        _isGatewayOurs = _isBeside && answers.Edge.Gateway is null && answers.Services.Any(s => s.Expose.Length > 0);
        _hasMonitors = answers.Chosen(Questions.Monitoring)[0] == "prometheus-operator";
        _servesErrorPages = _hasGateway && answers.Chosen(Questions.ErrorPages)[0] == "true" && answers.Services.Any(s => s.Expose.Length > 0)
            && (answers.Chosen(Questions.EdgeApi)[0] == "ingress" || answers.Chosen(Questions.Controller)[0] == "traefik");
        _named = [.. answers.Services.SelectMany(s => s.AllowFrom).Select(a => a.Namespace), .. answers.Services.SelectMany(s => s.Calls).Where(c => c.To.Contains('/')).Select(c => c.To.Split('/')[0])];
        _free = [.. Free()];
        // Two pods of each workload: what a pod may do with its sibling differs from what it may do with itself.
        var pods = workloads.SelectMany(p => new[] { p, p with { Name = $"{p.Name}, sibling" } });
        Endpoints = [.. pods.Select((p, i) => new Named(p.Name, podsHaveAddresses ? p with { Ip = IPAddress.Parse($"10.244.7.{i + 1}") } : p)), .. Outsiders(podsHaveAddresses)];
        Ports = [.. answers.Services.SelectMany(s => s.Ports).SelectMany(p => new[] { p.Port, p.ContainerPort })
            .Concat(answers.Services.Select(s => s.Metrics?.Port ?? 0))
            .Concat(answers.Services.SelectMany(s => s.Egress).SelectMany(e => e.Ports))
            .Concat([_answers.Collector.Port, 53, 80, 443, 8089, 8443, 9113, 15008, 15012, 15020, 15090, 1, 65535]).Where(p => p > 0).Distinct().Order()];
    }

    /// <summary>Our pods and the fixed outsiders of every run.</summary>
    public ImmutableArray<Named> Endpoints { get; }

    /// <summary>Every port that means something here, and some that do not.</summary>
    public ImmutableArray<int> Ports { get; }

    /// <summary>True when the connection is declared, or a side flow.</summary>
    public bool Allows(Named source, Named destination, string protocol, int port)
    {
        if (source == destination) return true;
        return MayLeave(source, destination, protocol, port) && MayEnter(source, destination, protocol, port);
    }

    private bool IsAmbient => _answers.Chosen(Questions.Mesh)[0] == "istio-ambient";

    private bool HasSidecars => _answers.Chosen(Questions.Mesh)[0] == "istio-sidecar";

    private bool IsBehindWaypoint(string service) => IsAmbient && _answers.Chosen(Questions.Mtls)[0] == "strict" && _answers.Services.Any(s => s.Calls.Any(c => c.To == service && (c.Methods.Length > 0 || c.Paths.Length > 0)));

    /// <summary>Where Istio is the gateway's controller, it is the same istiod.</summary>
    private bool IsIstiod(Named end) => end.Name == "istiod" || (IsIstio && end.Name == "gateway controller");

    private bool HasWaypoint => _answers.Services.Any(s => IsBehindWaypoint(s.Name));

    /// <summary>The port asked for, or in an ambient mesh that of the tunnels, by which calls over TCP arrive.</summary>
    private bool Is(string protocol, int port, params IEnumerable<(string Protocol, int Port)> wanted) => wanted.Any(w => w == (protocol, port) || (IsAmbient && w.Protocol == "TCP" && (protocol, port) == ("TCP", 15008)));

    private bool HasTraces => _answers.Chosen(Questions.Tracing)[0] == "otlp";

    private bool IsIstio => _answers.Chosen(Questions.Controller)[0] == "istio" || _answers.Chosen(Questions.EdgeApi)[0] == "istio";

    /// <summary>The proxies: somebody else's pods, or with Istio's own API a Deployment of the bundle.</summary>
    private bool IsGateway(Named end) => end.Name == "gateway" || (_isGatewayOurs && end.End is Pod pod && IsOurs(end) && pod.Labels.GetValueOrDefault("istio") == _answers.Name);

    private bool IsOurs(Named end) => end.End is Pod pod && pod.Namespace == _answers.Namespace;

    private ServiceAnswer? ServiceOf(Named end) => IsOurs(end) ? _answers.Services.FirstOrDefault(s => s.Name == ((Pod)end.End).Labels.GetValueOrDefault("app.kubernetes.io/name")) : null;

    /// <summary>With policies of the whole cluster pods of others are held, but for those of the system and of what the cluster runs for all, those on the network of their node, and those whose own policies are not known.</summary>
    private bool IsHeldByCluster(Named end) => _holdsCluster && end.End is Pod { IsHostNetwork: false } pod && !IsOurs(end) && !_free.Contains(pod.Namespace);

    private IEnumerable<string> Free()
    {
        var isExposed = _hasGateway && _answers.Services.Any(s => s.Expose.Length > 0);
        return new (bool IsFree, string Namespace)[]
        {
            (true, "kube-system"),
            (isExposed, _answers.Edge.ControllerNamespace),
            (isExposed && _isBeside && !_isGatewayOurs, _answers.Edge.Gateway?.Split('/')[0] ?? ""),
            (IsAmbient || HasSidecars, _answers.IstioNamespace),
            (_hasMonitors, _answers.PrometheusNamespace),
            (HasTraces, _answers.Collector.Namespace),
        }.Where(n => n.IsFree).Select(n => n.Namespace).Concat(_named);
    }

    private bool IsLookup(Named destination, string protocol, int port) => port == 53 && protocol is "UDP" or "TCP" && (destination.Name == "dns" || IsDnsOfTheNode(destination));

    private bool MayLeave(Named source, Named destination, string protocol, int port)
    {
        if (IsHeldByCluster(source)) return IsLookup(destination, protocol, port);
        if (!IsOurs(source) || _policies != "default-deny") return true;
        // Side flow: DNS, over both protocols, to the DNS pods of kube-system alone, and to what answers in their place on the node.
        if (IsLookup(destination, protocol, port)) return true;
        // Side flow: traces, to the collector.
        if (HasTraces && destination.Name == "collector" && (protocol, port) == ("TCP", _answers.Collector.Port)) return true;
        // Side flow: proxies of the mesh in pods ask istiod what to do.
        if (HasSidecars && IsIstiod(destination) && (protocol, port) == ("TCP", 15012)) return true;
        // Side flows of the proxies between services, and of who is led to them.
        if (source.Name == "waypoint")
            return HasWaypoint && ((IsIstiod(destination) && (protocol, port) == ("TCP", 15012)) || (ServiceOf(destination) is { } behind && IsBehindWaypoint(behind.Name) && (protocol, port) == ("TCP", 15008)));
        if (destination.Name == "waypoint") return IsLedToWaypoint(source, protocol, port);
        // Calls by name, through the egress gateway, and what its proxies need themselves.
        if (IsEgressGateway(source)) return (IsIstiod(destination) && (protocol, port) == ("TCP", 15012)) || (destination.End is External { Ip: var ip } && LeavesAnywhere(ip, protocol, port));
        if (IsEgressGateway(destination)) return IsLedToEgressGateway(source, protocol, port);
        // Side flows of the gateway's proxies, which policies hold where they run here: to what is exposed, to the solver, and to the controller.
        if (_isGatewayOurs && IsGateway(source))
            return IsForwarded(destination, protocol, port) || ((destination.Name == "gateway controller" || (IsIstio && IsIstiod(destination))) && (protocol, port) == ("TCP", _proxyPorts.Controller)) || (_hasAcme && destination.Name == "acme-solver" && (protocol, port) == ("TCP", 8089));
        return ServiceOf(source) is { } service && (Calls(service, destination, protocol, port) || CallsOutside(service, destination, protocol, port) || ArePeers(service, destination, protocol, port));
    }

    /// <summary>NodeLocal DNSCache is a pod that Cilium leads requests to, else two addresses of the node; GKE has it in either form, and Cloud DNS; Azure has LocalDNS.</summary>
    private bool IsDnsOfTheNode(Named destination)
    {
        var platform = _answers.Chosen(Questions.Platform)[0];
        var hasCache = _answers.Chosen(Questions.DnsCache)[0] == "nodelocal";
        var redirects = _answers.Chosen(Questions.Cni)[0] == "cilium";
        if (destination.End is Pod pod) return pod.Namespace == "kube-system" && pod.Labels.GetValueOrDefault("k8s-app") == "node-local-dns" && (platform == "gke" || (hasCache && redirects));
        var byKubelet = _answers.Chosen(Questions.Layers).Contains("cluster") && _answers.Chosen(Questions.KubeProxy)[0] == "ipvs";
        return ((External)destination.End).Ip?.ToString() switch
        {
            "169.254.20.10" => platform == "gke" || (hasCache && !redirects),
            "169.254.169.254" => platform == "gke",
            "169.254.10.10" or "169.254.10.11" => platform == "aks",
            { } ip when ip == DnsService.ToString() => platform == "gke" || (hasCache && !redirects && !byKubelet),
            _ => false,
        };
    }

    /// <summary>The tenth address of the first block for Services.</summary>
    private IPAddress DnsService
    {
        get
        {
            var bytes = IPNetwork.Parse(_answers.Cluster.ServiceCidr[0]).BaseAddress.GetAddressBytes();
            bytes[^1] += 10;
            return new IPAddress(bytes);
        }
    }

    private bool MayEnter(Named source, Named destination, string protocol, int port)
    {
        // Probes of pods in an ambient mesh, at whatever port.
        if (IsHeldByCluster(destination)) return IsAmbient && source.Name == "probes of the mesh" && protocol == "TCP";
        if (!IsOurs(destination) || _policies == "none") return true;
        // Side flow: Prometheus scrapes proxies in pods.
        if (HasSidecars && _hasMonitors && source.Name == "prometheus" && (protocol, port) == ("TCP", 15090)) return true;
        // Side flow: the gateway reaches the ACME solver, which shows that the host is ours.
        if (destination.Name == "acme-solver") return _hasAcme && IsGateway(source) && (protocol, port) == ("TCP", 8089);
        // Side flow: the proxies between services.
        if (destination.Name == "waypoint") return IsLedToWaypoint(source, protocol, port) || (HasWaypoint && _hasMonitors && source.Name == "prometheus" && (protocol, port) == ("TCP", 15020));
        if (IsEgressGateway(destination)) return IsLedToEgressGateway(source, protocol, port) || (_hasMonitors && source.Name == "prometheus" && (protocol, port) == ("TCP", 15020));
        // Side flows: requests from anywhere to the gateway's proxies, and the collection of their metrics.
        if (_isGatewayOurs && IsGateway(destination))
            return protocol == "TCP" && (port == 80 || (port == 443 && _answers.Chosen(Questions.TlsIssuer)[0] != "none") || (port == _proxyPorts.Metrics && _hasMonitors && source.Name == "prometheus"));
        // Side flow: the gateway asks for the page in place of errors.
        if (_servesErrorPages && destination.End is Pod page && page.Labels.GetValueOrDefault("app.kubernetes.io/name") == $"{_answers.Name}-error-page") return IsGateway(source) && (protocol, port) == ("TCP", 8080);
        if (ServiceOf(destination) is not { } service) return false;
        if (source.Name == "waypoint") return IsBehindWaypoint(service.Name) && (protocol, port) == ("TCP", 15008);
        // Side flow: in an ambient mesh probes come from an address of its own.
        if (source.Name == "probes of the mesh") return IsAmbient && !(service.Probes.Kind is "none" or "postgres") && (service.Probes.Startup ?? service.Probes.Ready ?? service.Probes.Live) is not null && service.ProbedPort is { } probed && (protocol, port) == ("TCP", probed.ContainerPort);
        if (ServiceOf(source) is { } caller && Calls(caller, destination, protocol, port)) return true;
        // Side flow: the gateway forwards what is exposed.
        if (IsGateway(source) && IsForwarded(destination, protocol, port)) return true;
        // Side flow: Prometheus scrapes metrics.
        if (source.Name == "prometheus" && _hasMonitors && service.Metrics is { } metrics && (protocol, port) == ("TCP", metrics.Port)) return true;
        return ArePeers(service, source, protocol, port) || IsAllowedFrom(service, source, protocol, port);
    }

    private bool IsLedToWaypoint(Named source, string protocol, int port) => (protocol, port) == ("TCP", 15008)
        && ((ServiceOf(source) is { } caller && caller.Calls.Any(c => IsBehindWaypoint(c.To))) || (source.End is Pod pod && _answers.Services.Where(s => IsBehindWaypoint(s.Name)).SelectMany(s => s.AllowFrom).Any(a => a.Namespace == pod.Namespace && a.Labels.All(l => pod.Labels.GetValueOrDefault(l.Key) == l.Value))));

    /// <summary>Every call over TCP to something that is known by its name.</summary>
    private IEnumerable<(string Service, int Port)> CallsByName =>
        _answers.Chosen(Questions.Mesh)[0] == "none" || _answers.Chosen(Questions.EgressGateway)[0] != "true" ? [] :
            _answers.Services.SelectMany(s => s.Egress.Where(e => e is { Fqdn: not null, Protocol: "TCP" }).SelectMany(e => e.Ports.Select(p => (s.Name, p))))
                .Concat(from s in _answers.Services from c in s.Calls from callee in _answers.Services where callee.Name == c.To && callee.External is { Host: not null, Protocol: "TCP" } select (s.Name, callee.External!.Port));

    /// <summary>The proxies by which calls leave: a waypoint, or a Deployment of the bundle.</summary>
    private bool IsEgressGateway(Named end) => CallsByName.Any() && (end.Name == "egress gateway" || (HasSidecars && end.End is Pod pod && IsOurs(end) && pod.Labels.GetValueOrDefault("istio") == $"{_answers.Name}-egress"));

    private bool IsLedToEgressGateway(Named source, string protocol, int port) =>
        ServiceOf(source) is { } caller && protocol == "TCP" && CallsByName.Any(c => c.Service == caller.Name && (IsAmbient ? port == 15008 : port == c.Port));

    /// <summary>Where policies know no names: to every address that is neither private nor the cluster's.</summary>
    private bool LeavesAnywhere(IPAddress? address, string protocol, int port)
    {
        var isCilium = (_answers.Chosen(Questions.Cni)[0] == "cilium" || _answers.Chosen(Questions.ExistingFqdn)[0] == "true") && _answers.Chosen(Questions.PolicyDialect)[0] is "auto" or "cilium";
        if (isCilium || address is null || protocol != "TCP" || CallsByName.All(c => c.Port != port)) return false;
        var isV6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return (isV6 ? _answers.Cluster.HasIPv6 : _answers.Cluster.HasIPv4) && !new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7" }.Any(c => IsIn(address, c)) && !IsInside(address, isV6 ? "::/0" : "0.0.0.0/0");
    }

    private bool IsForwarded(Named destination, string protocol, int port) =>
        _hasGateway && ServiceOf(destination) is { } service && service.Expose.Any(e => RoutedPort(service, e.Port) is var p && ((p.Protocol, p.ContainerPort) == (protocol, port) || (IsIstio && Is(protocol, port, (p.Protocol, p.ContainerPort)))));

    private bool Calls(ServiceAnswer caller, Named destination, string protocol, int port)
    {
        if (ServiceOf(destination) is { } callee)
            return caller.Calls.Any(c => c.To == callee.Name && Port(callee, c.Port) is var p && Is(protocol, port, (p.Protocol, p.ContainerPort)));
        return destination.End is Pod pod && protocol == "TCP"
            && caller.Calls.Any(c => c.To == $"{pod.Namespace}/{pod.Labels.GetValueOrDefault("app.kubernetes.io/name")}" && Is(protocol, port, ("TCP", int.Parse(c.Port!, System.Globalization.CultureInfo.InvariantCulture))));
    }

    private bool CallsOutside(ServiceAnswer caller, Named destination, string protocol, int port)
    {
        if (destination.End is not External { Ip: var address }) return false;
        var toExternal = caller.Calls.Select(c => _answers.Services.FirstOrDefault(s => s.Name == c.To)?.External).OfType<ExternalAnswer>()
            .Any(e => e.Addresses.Any(a => IPAddress.Parse(a).Equals(address)) && (e.Protocol, e.Port) == (protocol, port));
        return toExternal || caller.Egress.Any(e => e.Protocol == protocol && e.Ports.Contains(port) && e.Cidr is { } cidr && IsIn(address, cidr) && !e.Except.Any(x => IsIn(address, x)) && !IsInside(address, cidr));
    }

    /// <summary>Never "outside", whatever a wider CIDR says: metadata and link-local addresses, and the cluster's own. A CIDR that lies among them means them.</summary>
    private bool IsInside(IPAddress address, string cidr) =>
        new[] { "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32" }.Concat(_answers.Cluster.PodCidr).Concat(_answers.Cluster.ServiceCidr).Concat(_answers.Cluster.NodeCidr)
            .Any(c => IsIn(address, c) && !(IPNetwork.Parse(c).PrefixLength <= IPNetwork.Parse(cidr).PrefixLength && IsIn(IPNetwork.Parse(cidr).BaseAddress, c)));

    private bool ArePeers(ServiceAnswer service, Named other, string protocol, int port) =>
        ServiceOf(other) == service && service is { Kind: ServiceKind.StatefulSet, Replicas: > 1 } && Is(protocol, port, service.Ports.Select(p => (p.Protocol, p.ContainerPort)));

    private bool IsAllowedFrom(ServiceAnswer service, Named source, string protocol, int port) =>
        source.End is Pod pod && service.AllowFrom.Any(a => a.Namespace == pod.Namespace
            && a.Labels.All(l => pod.Labels.GetValueOrDefault(l.Key) == l.Value)
            && Is(protocol, port, (a.Ports.Length == 0 ? [service.Ports[0]] : a.Ports.Select(p => Port(service, p))).Select(p => (p.Protocol, p.ContainerPort))));

    private static PortAnswer Port(ServiceAnswer service, string? reference) =>
        reference is null ? service.Ports[0] : service.Ports.First(p => p.Name == reference || p.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) == reference);

    /// <summary>Routes are TCP: a number that UDP has as well means the TCP port.</summary>
    private static PortAnswer RoutedPort(ServiceAnswer service, string? reference) =>
        reference is null ? service.Ports[0] : Port(service with { Ports = [.. service.Ports.Where(p => p.Protocol == "TCP")] }, reference);

    private static bool IsIn(IPAddress address, string cidr) => IPNetwork.Parse(cidr).Contains(address);

    /// <summary>Those whose own policies are not known are taken out, so that one sees what the application lets through.</summary>
    private Dictionary<string, string> LabelsOf(string ns) => _named.Contains(ns) ? new() { ["netscaffold/cluster-policies"] = "none" } : [];

    private IEnumerable<Named> Outsiders(bool haveAddresses)
    {
        var next = 0;
        Named Pod(string name, string ns, params (string Key, string Value)[] labels) => new(name, new Pod(ns, LabelsOf(ns), name, labels.ToDictionary(l => l.Key, l => l.Value))
        { Ip = haveAddresses ? IPAddress.Parse($"10.244.9.{++next}") : null });
        var isNginx = _answers.Chosen(Questions.EdgeApi)[0] == "ingress" && _answers.Chosen(Questions.Controller)[0] == "ingress-nginx";
        var isTraefik = _hasGateway && (_answers.Chosen(Questions.Controller)[0] == "traefik" || (_answers.Chosen(Questions.EdgeApi)[0] == "ingress" && !isNginx && _answers.Chosen(Questions.Controller)[0] != "haproxy"));
        var isHaproxy = _answers.Chosen(Questions.EdgeApi)[0] == "ingress" && _answers.Chosen(Questions.Controller)[0] == "haproxy";
        (string, string)[] proxy(string gateway, string ns) => isHaproxy ? [("app.kubernetes.io/name", "kubernetes-ingress")] : isNginx ? [("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")] : isTraefik ? [("app.kubernetes.io/name", "traefik")] : _isBeside && _answers.Chosen(Questions.EdgeApi)[0] == "istio" ? [("istio", gateway)] : _isBeside ? [("gateway.networking.k8s.io/gateway-name", gateway)] :
        [
            ("app.kubernetes.io/name", "envoy"), ("app.kubernetes.io/component", "proxy"),
            ("gateway.envoyproxy.io/owning-gateway-name", gateway), ("gateway.envoyproxy.io/owning-gateway-namespace", ns),
        ];
        var (gatewayNamespace, gatewayName) = _answers.Edge.Gateway?.Split('/') is [var ns, var name] ? (ns, name) : (_answers.Namespace, _answers.Name);
        var proxies = _isBeside ? gatewayNamespace : _answers.Edge.ControllerNamespace;
        yield return Pod("gateway", proxies, proxy(gatewayName, gatewayNamespace));
        yield return Pod("gateway controller", _answers.Edge.ControllerNamespace, IsIstio ? ("app", "istiod") : ("app.kubernetes.io/name", _isBeside ? "nginx-gateway-fabric" : "gateway-helm"));
        if (IsAmbient || HasSidecars)
        {
            yield return Pod("istiod", _answers.IstioNamespace, ("app", "istiod"));
            yield return Pod("fake istiod", "elsewhere", ("app", "istiod"));
            yield return new Named("probes of the mesh", External.At(_answers.Cluster.HasIPv4 ? "169.254.7.127" : "fd16:9254:7127:1337:ffff:ffff:ffff:ffff"));
        }

        if (HasWaypoint) yield return Pod("waypoint", _answers.Namespace, ("gateway.networking.k8s.io/gateway-name", $"{_answers.Name}-waypoint"));
        if (IsAmbient && CallsByName.Any()) yield return Pod("egress gateway", _answers.Namespace, ("gateway.networking.k8s.io/gateway-name", $"{_answers.Name}-egress"));
        yield return Pod("dns", "kube-system", ("k8s-app", "kube-dns"));
        yield return Pod("DNS cache", "kube-system", ("k8s-app", "node-local-dns"));
        yield return Pod("prometheus", _answers.PrometheusNamespace, ("app.kubernetes.io/name", "prometheus"));
        yield return Pod("collector", _answers.Collector.Namespace, ("app.kubernetes.io/name", _answers.Collector.Name));
        yield return Pod("acme-solver", _answers.Namespace, ("acme.cert-manager.io/http01-solver", "true"));
        foreach (var caller in _answers.Services.SelectMany(s => s.AllowFrom)) yield return Pod($"caller of {caller.Namespace}", caller.Namespace, [.. caller.Labels.Select(l => (l.Key, l.Value))]);
        foreach (var foreign in _answers.Services.SelectMany(s => s.Calls).Where(c => c.To.Contains('/')).Select(c => c.To.Split('/'))) yield return Pod($"{foreign[1]} of {foreign[0]}", foreign[0], ("app.kubernetes.io/name", foreign[1]));

        // Look-alikes: right labels in the wrong place, or the right place with wrong labels.
        foreach (var service in _answers.Services.Take(3)) yield return Pod($"impostor of {service.Name}", "elsewhere", ("app.kubernetes.io/name", service.Name), ("app.kubernetes.io/instance", _answers.Name), ("app.kubernetes.io/component", "stable"));
        yield return Pod("unlabelled", _answers.Namespace);
        yield return Pod("fake gateway elsewhere", "elsewhere", proxy(gatewayName, gatewayNamespace));
        // One Traefik serves all Gateways of its class, and one ingress-nginx or HAProxy all Ingresses.
        if (!isTraefik && !isNginx && !isHaproxy) yield return Pod("another gateway's proxy", proxies, proxy("another", gatewayNamespace));
        yield return Pod("fake DNS cache", "elsewhere", ("k8s-app", "node-local-dns"));
        yield return Pod("fake collector", "elsewhere", ("app.kubernetes.io/name", _answers.Collector.Name));
        yield return Pod("fake prometheus", "elsewhere", ("app.kubernetes.io/name", "prometheus"));
        yield return Pod("another pod of kube-system", "kube-system", ("k8s-app", "metrics-server"));
        yield return Pod("unlabelled of team-c", "team-c");
        yield return new Named("a node", External.At("172.31.0.10"));
        yield return new Named("the Internet", External.At("93.184.215.14"));
        yield return new Named("metadata", External.At("169.254.169.254"));
        yield return new Named("DNS cache of the node", External.At("169.254.20.10"));
        yield return new Named("LocalDNS of the node", External.At("169.254.10.10"));
        yield return new Named("LocalDNS of the node, too", External.At("169.254.10.11"));
        yield return new Named("DNS Service", External.At(DnsService.ToString()));
        yield return new Named("another Service", External.At(_answers.Cluster.ServiceCidr[0].Contains(':') ? "fd00:20::b" : "10.96.0.11"));
        yield return new Named("metadata over IPv6", External.At("fd00:ec2::254"));
        yield return new Named("a private host", External.At("192.168.77.1"));
        foreach (var address in _answers.Services.SelectMany(s => s.External?.Addresses ?? [])) yield return new Named($"external {address}", External.At(address));
        foreach (var egress in _answers.Services.SelectMany(s => s.Egress).Where(e => e.Cidr is not null))
        {
            yield return new Named($"first of {egress.Cidr}", External.At(IPNetwork.Parse(egress.Cidr!).BaseAddress.ToString()));
            foreach (var except in egress.Except) yield return new Named($"first of excepted {except}", External.At(IPNetwork.Parse(except).BaseAddress.ToString()));
        }
    }
}

/// <summary>An endpoint with the name that messages use.</summary>
public sealed record Named(string Name, Endpoint End)
{
    public bool Equals(Named? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
