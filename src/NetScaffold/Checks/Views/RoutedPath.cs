using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A path that an Ingress, an HTTPRoute or a VirtualService of Istio leads to a Service.</summary>
/// <param name="Route">Which.</param>
/// <param name="At">Where the path is written, or the rule that is for all.</param>
/// <param name="Path">As written; a slash where there is none.</param>
/// <param name="Kind">How it is compared.</param>
/// <param name="IsRewritten">The Service sees another path.</param>
/// <param name="Namespace">The Service's.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">Of the Service, by number or name; null when there is none.</param>
internal sealed record RoutedPath(ManifestObject Route, YamlNode At, string Path, PathKind Kind, bool IsRewritten, string Namespace, string Service, YamlScalar? Port)
{
    private const string MeshGateway = "mesh";

    /// <summary>Clients outside may take it: it hangs on no Service, and not only on the proxies of pods.</summary>
    public bool IsPublished { get; } = Route.Kind switch
    {
        "VirtualService" => Route.Root.TextsAt("spec", "gateways").Any(g => g.Text != MeshGateway),
        "HTTPRoute" => !Route.Root.MapsAt("spec", "parentRefs").Any(p => p.TextAt("kind") == "Service"),
        _ => true,
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<RoutedPath> Of(ObjectSet objects) =>
        objects.OfKind("networking.k8s.io", "Ingress").SelectMany(OfIngress)
            .Concat(objects.OfKind(BackendView.GatewayGroup, "HTTPRoute").SelectMany(OfRoute))
            .Concat(objects.OfKind("networking.istio.io", "VirtualService").SelectMany(v => OfVirtualService(objects, v)));

    private static IEnumerable<RoutedPath> OfIngress(ManifestObject ingress)
    {
        var annotations = ingress.Root.MapAt("metadata", "annotations");
        var isExpression = annotations.TextAt("nginx.ingress.kubernetes.io/use-regex") == "true";
        var isRewritten = annotations?.Entries.Any(e => e.Key.Text.Contains("rewrite", StringComparison.Ordinal)) == true;
        return from path in ingress.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("http", "paths"))
               let service = path.MapAt("backend", "service")
               where service.TextAt("name") is not null
               let kind = isExpression ? PathKind.Expression : path.TextAt("pathType") == "Exact" ? PathKind.Exact : PathKind.Prefix
               select new RoutedPath(ingress, path.NearestTo("path"), path.TextAt("path") ?? "/", kind, isRewritten, ingress.NamespaceOrDefault, service.TextAt("name")!, (service.NodeAt("port", "number") ?? service.NodeAt("port", "name")) as YamlScalar);
    }

    private static IEnumerable<RoutedPath> OfRoute(ManifestObject route) =>
        from rule in route.Root.MapsAt("spec", "rules")
        let isRewritten = rule.MapsAt("filters").Any(f => f.TextAt("type") is not ("RequestHeaderModifier" or "ResponseHeaderModifier" or "RequestMirror" or "CORS"))
        from backend in rule.MapsAt("backendRefs")
        where (backend.TextAt("kind") ?? "Service") == "Service" && (backend.TextAt("group") ?? "").Length == 0 && backend.TextAt("name") is not null
        from match in rule.MapsAt("matches").DefaultIfEmpty(rule)
        let kind = match.TextAt("path", "type") switch { "Exact" => PathKind.Exact, "RegularExpression" => PathKind.Expression, _ => PathKind.Prefix }
        select new RoutedPath(route, match.NearestTo("path", "value"), match.TextAt("path", "value") ?? "/", kind, isRewritten, backend.TextAt("namespace") ?? route.NamespaceOrDefault, backend.TextAt("name")!, backend.NodeAt("port") as YamlScalar);

    private static IEnumerable<RoutedPath> OfVirtualService(ObjectSet objects, ManifestObject virtualService) =>
        from rule in virtualService.Root.MapsAt("spec", "http")
        let isRewritten = rule.NodeAt("rewrite") is not null
        from destination in rule.MapsAt("route").Select(r => r.MapAt("destination")).OfType<YamlMap>()
        let service = objects.Mesh.ServiceOf(destination.TextAt("host") ?? "", virtualService.NamespaceOrDefault)
        where service is not null
        from match in rule.MapsAt("match").DefaultIfEmpty(rule)
        let key = match.NodeAt("uri", "exact") is not null ? "exact" : match.NodeAt("uri", "regex") is not null ? "regex" : "prefix"
        let kind = key switch { "exact" => PathKind.Exact, "regex" => PathKind.Expression, _ => PathKind.Prefix }
        select new RoutedPath(virtualService, match.NearestTo("uri", key), match.TextAt("uri", key) ?? "/", kind, isRewritten, service.Value.Namespace, service.Value.Name, destination.NodeAt("port", "number") as YamlScalar);
}

/// <summary>How a route compares the path of a request.</summary>
internal enum PathKind
{
    /// <summary>It is this one.</summary>
    Exact,

    /// <summary>It begins with this one.</summary>
    Prefix,

    /// <summary>It fits this regular expression.</summary>
    Expression,
}
