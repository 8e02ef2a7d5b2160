using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads the ways in: Ingress, routes of the Gateway API, VirtualServices of Istio, and Routes of OpenShift.</summary>
internal sealed class EntryPointReader
{
    private const string GatewayGroup = "gateway.networking.k8s.io";
    private const string TraefikGroup = "traefik.io";
    private const string TraefikService = "TraefikService";

    private readonly List<Diagnostic> _findings;
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _gateways = [];
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _listenerSets = [];
    private readonly Dictionary<string, ManifestObject> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestObject> _ingressClasses = new(StringComparer.Ordinal);
    private readonly List<ManifestObject> _grants = [];
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _traefikServices = [];
    private readonly KnownControllers _known;
    private readonly VirtualServiceReader _virtualServices;
    private readonly TraefikMiddlewares _middlewares;

    /// <param name="objects">All manifests.</param>
    /// <param name="workloads">All pods.</param>
    /// <param name="findings">Where findings go.</param>
    /// <param name="known">Who serves what, where the manifests do not say.</param>
    public EntryPointReader(IEnumerable<ManifestObject> objects, IReadOnlyCollection<Workload> workloads, List<Diagnostic> findings, KnownControllers known)
    {
        _virtualServices = new VirtualServiceReader(objects, workloads, findings, known);
        _middlewares = new TraefikMiddlewares(objects, findings);
        _known = known;
        _findings = findings;
        foreach (var ingressClass in objects.Where(o => o is { Group: "networking.k8s.io", Kind: "IngressClass" })) _ingressClasses.TryAdd(ingressClass.Name, ingressClass);
        foreach (var service in objects.Where(o => o is { Group: TraefikGroup, Kind: TraefikService })) _traefikServices.TryAdd((service.NamespaceOrDefault, service.Name), service);
        // Its name and group before it was in the standard channel, which clusters have still.
        foreach (var set in objects.Where(o => o is { Group: GatewayGroup, Kind: "ListenerSet" } or { Kind: "XListenerSet" })) _listenerSets.TryAdd((set.NamespaceOrDefault, set.Name), set);
        foreach (var gatewayObject in objects.Where(o => o.Group == GatewayGroup))
        {
            if (gatewayObject.Kind == "Gateway") _gateways.TryAdd((gatewayObject.NamespaceOrDefault, gatewayObject.Name), gatewayObject);
            if (gatewayObject.Kind == "GatewayClass") _classes.TryAdd(gatewayObject.Name, gatewayObject);
            if (gatewayObject.Kind == "ReferenceGrant") _grants.Add(gatewayObject);
        }
    }

    /// <summary>True for the kinds that <see cref="Read"/> reads.</summary>
    public static bool IsEntryPoint(ManifestObject manifest) => VirtualServiceReader.IsVirtualService(manifest) || (manifest.Group, manifest.Kind) is
        ("networking.k8s.io", "Ingress") or ("route.openshift.io", "Route")
        or (GatewayGroup, "HTTPRoute" or "GRPCRoute" or "TLSRoute" or "TCPRoute" or "UDPRoute");

    /// <summary>The way in; null when it is refused, or leads from no gateway.</summary>
    public EntryPoint? Read(ManifestObject manifest)
    {
        var fields = new Fields(manifest, _findings);
        var spec = fields.Map(manifest.Root, "spec");
        var entry = manifest.Kind switch
        {
            "Ingress" => Ingress(fields, spec),
            "Route" => OpenShiftRoute(fields, spec),
            "VirtualService" => _virtualServices.Read(fields, spec),
            _ => GatewayRoute(fields, spec),
        };
        return fields.IsRefused ? null : entry;
    }

    private EntryPoint Ingress(Fields fields, YamlMap? spec)
    {
        var rules = fields.Maps(spec, "rules").ToList();
        var backends = rules.SelectMany(rule => fields.Maps(fields.Map(rule, "http"), "paths")).Select(path => fields.Map(path, "backend")).Append(fields.Map(spec, "defaultBackend"));
        return Entry(fields, [IngressController(fields, spec)], [.. rules.Select(r => fields.Text(r, "host")).OfType<string>().Distinct()], backends.OfType<YamlMap>().Select(backend => IngressBackend(fields, backend)).Concat(ErrorBackends(fields)));
    }

    /// <summary>What is asked for a page in place of errors: by ingress-nginx the Service of an annotation, by Traefik that of a Middleware.</summary>
    private IEnumerable<RouteBackend?> ErrorBackends(Fields fields)
    {
        var annotations = fields.Map(fields.Map(fields.Object.Root, "metadata"), "annotations");
        var named = fields.Text(annotations, "nginx.ingress.kubernetes.io/default-backend");
        IEnumerable<RouteBackend?> byName = named is null ? [] : [new RouteBackend(fields.Object.NamespaceOrDefault, named, null, 0, Protocol.Tcp, MatchesTarget: false, fields.Object.At)];
        return byName.Concat(_middlewares.BackendsOf(fields));
    }

    /// <summary>By the controller that the manifest of the class names; without one Cilium's class is known by its name.</summary>
    private Controller IngressController(Fields fields, YamlMap? spec)
    {
        var name = fields.Text(spec, "ingressClassName") ?? fields.Text(fields.Map(fields.Map(fields.Object.Root, "metadata"), "annotations"), "kubernetes.io/ingress.class");
        if (name is null) return Controller.Unknown;
        if (_known.OfIngressClass(name) is { } known) return known;
        return IsCilium() ? Controller.CiliumIngress("{ingress cilium}") : Controller.Unknown;

        bool IsCilium()
        {
            if (!_ingressClasses.TryGetValue(name, out var ingressClass)) return name == "cilium";
            var classFields = new Fields(ingressClass, _findings);
            return classFields.Text(classFields.Map(ingressClass.Root, "spec"), "controller") == "cilium.io/ingress-controller";
        }
    }

    private static RouteBackend? IngressBackend(Fields fields, YamlMap backend)
    {
        if (fields.Map(backend, "service") is not { } service)
        {
            fields.Add(ReachDiagnostics.BackendMissing(backend.At, fields.Object.ToString(), "a backend is no Service; where it leads is not known."));
            return null;
        }

        var port = fields.Map(service, "port");
        var (name, number) = (fields.Text(port, "name"), fields.Number(port, "number", 1, PortSet.MaxPort));
        if (name is null && number is null && !fields.IsRefused) fields.Refuse(service.At, "A backend names no port.");
        return new RouteBackend(fields.Object.NamespaceOrDefault, fields.Text(service, "name") ?? "", name, number ?? 0, Protocol.Tcp, MatchesTarget: false, service.At);
    }

    private static EntryPoint OpenShiftRoute(Fields fields, YamlMap? spec)
    {
        var target = fields.Map(spec, "port") is { } port ? PortReference.Read(fields, port, "targetPort") : (null, null);
        var host = fields.Text(spec, "host");
        return Entry(fields, [Controller.Unknown], host is null ? [] : [host], fields.Maps(spec, "alternateBackends").Prepend(fields.Map(spec, "to")).OfType<YamlMap>().Select(Backend));

        RouteBackend? Backend(YamlMap to)
        {
            if (fields.Text(to, "kind") is null or "Service")
                return new RouteBackend(fields.Object.NamespaceOrDefault, fields.Text(to, "name") ?? "", target.Name, target.Number ?? 0, Protocol.Tcp, MatchesTarget: true, to.At);
            fields.Add(ReachDiagnostics.BackendMissing(to.At, fields.Object.ToString(), "a backend is no Service; where it leads is not known."));
            return null;
        }
    }

    private EntryPoint? GatewayRoute(Fields fields, YamlMap? spec)
    {
        var ns = fields.Object.NamespaceOrDefault;
        ImmutableArray<Controller> controllers =
        [
            .. fields.Maps(spec, "parentRefs").Where(parent => fields.Text(parent, "kind") is null or "Gateway" or "ListenerSet" or "XListenerSet")
                .Select(parent => fields.Text(parent, "kind") is null or "Gateway" ? ControllerOf(fields, parent, ns) : ControllerOfListenerSet(fields, parent, ns)).Distinct(),
        ];
        // A route of a mesh hangs on a Service: it moves calls between pods, and lets nobody in.
        if (controllers.IsEmpty) return null;
        var rules = fields.Maps(spec, "rules").ToList();
        var mirrors = rules.SelectMany(rule => fields.Maps(rule, "filters")).Select(filter => fields.Map(fields.Map(filter, "requestMirror"), "backendRef")).OfType<YamlMap>();
        return Entry(
            fields, controllers, [.. fields.Texts(spec, "hostnames").Distinct()],
            rules.SelectMany(rule => fields.Maps(rule, "backendRefs")).Concat(mirrors).SelectMany(backend => GatewayBackends(fields, backend)).Concat(rules.SelectMany(rule => _middlewares.BackendsOfRule(fields, rule))));
    }

    private IEnumerable<RouteBackend?> GatewayBackends(Fields fields, YamlMap backend) =>
        (fields.Text(backend, "group"), fields.Text(backend, "kind")) == (TraefikGroup, TraefikService)
            ? TraefikBackends(fields, fields.Text(backend, "namespace") ?? fields.Object.NamespaceOrDefault, fields.Text(backend, "name") ?? "", backend.At, [])
            : [GatewayBackend(fields, backend)];

    /// <summary>The Services behind a TraefikService, through others of its kind.</summary>
    private IEnumerable<RouteBackend?> TraefikBackends(Fields route, string ns, string name, SourceLocation at, HashSet<string> seen)
    {
        // Once for each route: services may name each other in circles, and one another many times.
        if (!seen.Add(name)) yield break;
        if (!_traefikServices.TryGetValue((ns, name), out var service))
        {
            route.Add(ReachDiagnostics.BackendMissing(at, route.Object.ToString(), $"the TraefikService {Shown.Text(ns)}/{Shown.Text(name)} is not among the manifests; where it leads is not known."));
            yield break;
        }

        var fields = new Fields(service, _findings);
        var spec = fields.Map(service.Root, "spec");
        var (mirroring, failover) = (fields.Map(spec, "mirroring"), fields.Map(spec, "failover"));
        var single = new[] { mirroring, fields.Map(failover, "service"), fields.Map(failover, "fallback") }.OfType<YamlMap>();
        foreach (var target in fields.Maps(fields.Map(spec, "weighted"), "services").Concat(fields.Maps(fields.Map(spec, "highestRandomWeight"), "services")).Concat(fields.Maps(mirroring, "mirrors")).Concat(single))
        {
            var targetName = fields.Text(target, "name") ?? "";
            if (fields.Text(target, "kind") == TraefikService)
            {
                foreach (var backend in TraefikBackends(route, ns, targetName, target.At, seen)) yield return backend;
                continue;
            }

            var port = PortReference.Read(fields, target, "port");
            yield return new RouteBackend(ns, targetName, port.Name, port.Number ?? 0, Protocol.Tcp, MatchesTarget: false, target.At);
        }
    }

    private RouteBackend? GatewayBackend(Fields fields, YamlMap backend)
    {
        var route = fields.Object;
        var ns = fields.Text(backend, "namespace") ?? route.NamespaceOrDefault;
        var name = fields.Text(backend, "name") ?? "";
        if ((fields.Text(backend, "kind") ?? "Service") != "Service" || (fields.Text(backend, "group") ?? "").Length > 0)
        {
            fields.Add(ReachDiagnostics.BackendMissing(backend.At, route.ToString(), "a backend is no Service; where it leads is not known."));
            return null;
        }

        if (ns != route.NamespaceOrDefault && !IsGranted(route, ns, name))
        {
            fields.Add(ReachDiagnostics.BackendMissing(backend.At, route.ToString(), $"no ReferenceGrant in {Shown.Text(ns)} lets it lead to the Service {Shown.Text(name)} there, so it does not."));
            return null;
        }

        return new RouteBackend(ns, name, null, fields.Number(backend, "port", 1, PortSet.MaxPort) ?? 0, route.Kind == "UDPRoute" ? Protocol.Udp : Protocol.Tcp, MatchesTarget: false, backend.At);
    }

    private bool IsGranted(ManifestObject route, string ns, string service) => _grants.Where(g => g.NamespaceOrDefault == ns).Any(grant =>
    {
        var fields = new Fields(grant, _findings);
        var spec = fields.Map(grant.Root, "spec");
        return fields.Maps(spec, "from").Any(from => fields.Text(from, "group") == route.Group && fields.Text(from, "kind") == route.Kind && fields.Text(from, "namespace") == route.NamespaceOrDefault)
            && fields.Maps(spec, "to").Any(to => (fields.Text(to, "group") ?? "").Length == 0 && fields.Text(to, "kind") == "Service" && (fields.Text(to, "name") is null || fields.Text(to, "name") == service));
    });

    /// <summary>Listeners that belong to a Gateway, which need not be in their namespace.</summary>
    private Controller ControllerOfListenerSet(Fields fields, YamlMap parent, string routeNamespace)
    {
        var (ns, name) = (fields.Text(parent, "namespace") ?? routeNamespace, fields.Text(parent, "name") ?? "");
        if (_listenerSets.TryGetValue((ns, name), out var set))
        {
            var setFields = new Fields(set, _findings);
            if (setFields.Map(setFields.Map(set.Root, "spec"), "parentRef") is { } gateway) return ControllerOf(setFields, gateway, ns);
        }

        fields.Add(ReachDiagnostics.ControllerUnknown(parent.At, fields.Object.ToString(), $"the ListenerSet {Shown.Text($"{ns}/{name}")} is not among the manifests"));
        return Controller.Unknown;
    }

    private Controller ControllerOf(Fields fields, YamlMap parent, string ownNamespace)
    {
        var (ns, name) = (fields.Text(parent, "namespace") ?? ownNamespace, fields.Text(parent, "name") ?? "");
        if (!_gateways.TryGetValue((ns, name), out var gateway)) return Unknown($"the Gateway {ns}/{name} is not among the manifests");
        var gatewayFields = new Fields(gateway, _findings);
        var className = gatewayFields.Text(gatewayFields.Map(gateway.Root, "spec"), "gatewayClassName") ?? "";
        if (!_classes.TryGetValue(className, out var gatewayClass)) return Unknown($"the GatewayClass {className} is not among the manifests");
        var classFields = new Fields(gatewayClass, _findings);
        var classSpec = classFields.Map(gatewayClass.Root, "spec");
        var controllerName = classFields.Text(classSpec, "controllerName") ?? "";
        return GatewayControllers.PodsOf(controllerName, classFields.Text(classFields.Map(classSpec, "parametersRef"), "namespace"), ns, name) ?? Unknown($"nothing is known of the controller {Shown.Text(controllerName)}");

        Controller Unknown(string reason)
        {
            if (_known.OfGateway(ns, name) is { } server) return server;
            fields.Add(ReachDiagnostics.ControllerUnknown(parent.At, fields.Object.ToString(), reason));
            return Controller.Unknown;
        }
    }

    private static EntryPoint Entry(Fields fields, ImmutableArray<Controller> controllers, ImmutableArray<string> hosts, IEnumerable<RouteBackend?> backends) =>
        new(fields.Object.Kind, fields.Object.NamespaceOrDefault, fields.Object.Name, controllers, hosts, [.. backends.OfType<RouteBackend>()], fields.Object.At);
}

/// <summary>Who carries the traffic of a Gateway, by the controller of its class.</summary>
/// <remarks>Source: the labels that each implementation sets, as of 2026-11: Envoy Gateway 1.9, Istio 1.31, NGINX Gateway Fabric 2.6, Traefik chart 41; the identity <c>ingress</c> of Cilium 1.20.</remarks>
internal static class GatewayControllers
{
    /// <summary>The pods, in the namespace that the implementation uses unless told otherwise; null when nothing is known.</summary>
    /// <param name="controllerName">Of the GatewayClass.</param>
    /// <param name="parametersNamespace">Where the class's parameters are: for Envoy Gateway that is the controller's own namespace, and the proxies'.</param>
    /// <param name="ns">The Gateway's.</param>
    /// <param name="gateway">Its name.</param>
    public static Controller? PodsOf(string controllerName, string? parametersNamespace, string ns, string gateway)
    {
        var name = $"{{gateway {ns}/{gateway}}}";
        return controllerName switch
        {
            "gateway.envoyproxy.io/gatewayclass-controller" => new Controller(name, parametersNamespace ?? "envoy-gateway-system", LabelMap.Of(
            [
                new("app.kubernetes.io/name", "envoy"), new("app.kubernetes.io/component", "proxy"),
                new("gateway.envoyproxy.io/owning-gateway-name", gateway), new("gateway.envoyproxy.io/owning-gateway-namespace", ns),
            ])),
            "istio.io/gateway-controller" or "gateway.nginx.org/nginx-gateway-controller" => new Controller(name, ns, LabelMap.Empty.With("gateway.networking.k8s.io/gateway-name", gateway)),
            "io.cilium/gateway-controller" => Controller.CiliumIngress(name),
            "traefik.io/gateway-controller" => new Controller(name, "traefik", LabelMap.Empty.With("app.kubernetes.io/name", "traefik")),
            _ => null,
        };
    }
}
