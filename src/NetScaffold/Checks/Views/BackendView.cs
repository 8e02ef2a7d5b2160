using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A Service that an Ingress or a route of the Gateway API leads to.</summary>
/// <param name="Route">Which one.</param>
/// <param name="Map">Where it is named.</param>
/// <param name="Namespace">The Service's.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">By number or name; null when there is none.</param>
internal sealed record BackendView(ManifestObject Route, YamlMap Map, string Namespace, string Service, YamlScalar? Port)
{
    /// <summary>The group of the Gateway API.</summary>
    public const string GatewayGroup = "gateway.networking.k8s.io";

    private static readonly ImmutableArray<string> RouteKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

    /// <summary>The routes of the Gateway API.</summary>
    public static IEnumerable<ManifestObject> RoutesOf(ObjectSet objects) =>
        RouteKinds.SelectMany(kind => objects.OfKind(GatewayGroup, kind));

    /// <summary>All of them.</summary>
    public static IEnumerable<BackendView> Of(ObjectSet objects) =>
        objects.OfKind("networking.k8s.io", "Ingress").SelectMany(OfIngress).Concat(RoutesOf(objects).SelectMany(OfRoute));

    private static IEnumerable<BackendView> OfIngress(ManifestObject ingress) =>
        from backend in ingress.Root.MapsAt("spec", "rules").SelectMany(rule => rule.MapsAt("http", "paths")).Select(path => path.MapAt("backend")).Append(ingress.Root.MapAt("spec", "defaultBackend"))
        let service = backend.MapAt("service")
        where service.TextAt("name") is not null
        select new BackendView(ingress, service, ingress.NamespaceOrDefault, service.TextAt("name")!, (service.NodeAt("port", "number") ?? service.NodeAt("port", "name")) as YamlScalar);

    private static IEnumerable<BackendView> OfRoute(ManifestObject route) =>
        from rule in route.Root.MapsAt("spec", "rules")
        from backend in rule.MapsAt("backendRefs").Concat(rule.MapsAt("filters").Select(filter => filter.MapAt("requestMirror", "backendRef")).OfType<YamlMap>())
        where (backend.TextAt("kind") ?? "Service") == "Service" && (backend.TextAt("group") ?? "").Length == 0 && backend.TextAt("name") is not null
        select new BackendView(route, backend, backend.TextAt("namespace") ?? route.NamespaceOrDefault, backend.TextAt("name")!, backend.NodeAt("port") as YamlScalar);
}
