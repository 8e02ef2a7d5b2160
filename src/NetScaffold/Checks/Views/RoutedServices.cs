using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>Services that requests from outside come to through a proxy.</summary>
internal static class RoutedServices
{
    /// <summary>Routes of Gateway API.</summary>
    private static readonly string[] RouteKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"];

    /// <summary>Where a VirtualService has its rules.</summary>
    private static readonly string[] VirtualServiceLists = ["http", "tls", "tcp"];

    /// <summary>Those that a route or Ingress names, by namespace and name.</summary>
    public static IEnumerable<(string Namespace, string Name)> In(ObjectSet objects) =>
        [.. OfRoutes(objects), .. OfIngresses(objects), .. OfVirtualServices(objects), .. OfTraefik(objects)];

    /// <summary>A route of a Service, as meshes have them, brings nobody from outside.</summary>
    private static IEnumerable<(string Namespace, string Name)> OfRoutes(ObjectSet objects) =>
        from kind in RouteKinds
        from route in objects.OfKind("gateway.networking.k8s.io", kind)
        where route.Root.MapsAt("spec", "parentRefs").Any(p => p.TextAt("kind") is null or "Gateway")
        from rule in route.Root.MapsAt("spec", "rules")
        from backend in rule.MapsAt("backendRefs")
        where backend.TextAt("kind") is null or "Service"
        select (backend.TextAt("namespace") ?? route.NamespaceOrDefault, backend.TextAt("name") ?? "");

    private static IEnumerable<(string Namespace, string Name)> OfIngresses(ObjectSet objects) => objects.Backends.Where(b => b.Route.Kind == "Ingress").Select(b => (b.Namespace, b.Service));

    /// <summary>Hosts are a short name, or name.namespace.svc and what follows.</summary>
    private static IEnumerable<(string Namespace, string Name)> OfVirtualServices(ObjectSet objects) =>
        from virtualService in objects.OfKind("networking.istio.io", "VirtualService")
        where virtualService.Root.TextsAt("spec", "gateways").Any(g => g.Text != "mesh")
        from list in VirtualServiceLists
        from rule in virtualService.Root.MapsAt("spec", list)
        from route in rule.MapsAt("route")
        let parts = (route.TextAt("destination", "host") ?? "").Split('.')
        select (parts.Length > 1 ? parts[1] : virtualService.NamespaceOrDefault, parts[0]);

    private static IEnumerable<(string Namespace, string Name)> OfTraefik(ObjectSet objects) =>
        from route in objects.OfKind("traefik.io", "IngressRoute")
        from rule in route.Root.MapsAt("spec", "routes")
        from service in rule.MapsAt("services")
        where service.TextAt("kind") is null or "Service"
        select (service.TextAt("namespace") ?? route.NamespaceOrDefault, service.TextAt("name") ?? "");
}
