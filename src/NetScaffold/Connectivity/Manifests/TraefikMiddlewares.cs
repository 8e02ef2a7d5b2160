using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Middlewares of Traefik that lead requests to another Service: those that ask it for a page in place of errors. Source: traefik.io/v1alpha1, as of Traefik 3.7.</summary>
internal sealed class TraefikMiddlewares
{
    private const string ByAnnotation = "traefik.ingress.kubernetes.io/router.middlewares";

    private readonly List<Diagnostic> _findings;
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _middlewares = [];

    /// <param name="objects">All manifests.</param>
    /// <param name="findings">Where findings go.</param>
    public TraefikMiddlewares(IEnumerable<ManifestObject> objects, List<Diagnostic> findings)
    {
        _findings = findings;
        foreach (var middleware in objects.Where(o => o is { Group: "traefik.io", Kind: "Middleware" })) _middlewares.TryAdd((middleware.NamespaceOrDefault, middleware.Name), middleware);
    }

    /// <summary>Where those lead that a rule of an HTTPRoute names.</summary>
    public IEnumerable<RouteBackend> BackendsOfRule(Fields route, YamlMap rule) =>
        NamesIn(route, rule).SelectMany(name => Backends(route.Object.NamespaceOrDefault, name, []));

    /// <summary>Where those lead that an Ingress names, as <c>NAMESPACE-NAME@kubernetescrd</c>.</summary>
    public IEnumerable<RouteBackend> BackendsOf(Fields ingress)
    {
        var named = ingress.Text(ingress.Map(ingress.Map(ingress.Object.Root, "metadata"), "annotations"), ByAnnotation) ?? "";
        return named.Split(',', StringSplitOptions.TrimEntries).SelectMany(n => _middlewares.Keys.Where(k => $"{k.Namespace}-{k.Name}@kubernetescrd" == n)).SelectMany(k => Backends(k.Namespace, k.Name, []));
    }

    private static IEnumerable<string> NamesIn(Fields route, YamlMap rule) =>
        route.Maps(rule, "filters").Select(f => route.Map(f, "extensionRef")).OfType<YamlMap>().Where(r => route.Text(r, "kind") == "Middleware").Select(r => route.Text(r, "name")).OfType<string>();

    /// <summary>A Middleware may be a chain of others, and chains may be circles.</summary>
    private IEnumerable<RouteBackend> Backends(string ns, string name, HashSet<(string, string)> seen)
    {
        if (!seen.Add((ns, name)) || !_middlewares.TryGetValue((ns, name), out var middleware)) yield break;
        var fields = new Fields(middleware, _findings);
        var spec = fields.Map(middleware.Root, "spec");
        if (fields.Map(fields.Map(spec, "errors"), "service") is { } service)
        {
            var port = PortReference.Read(fields, service, "port");
            yield return new RouteBackend(fields.Text(service, "namespace") ?? ns, fields.Text(service, "name") ?? "", port.Name, port.Number ?? 0, Protocol.Tcp, MatchesTarget: false, service.At);
        }

        foreach (var link in fields.Maps(fields.Map(spec, "chain"), "middlewares"))
        {
            foreach (var backend in Backends(fields.Text(link, "namespace") ?? ns, fields.Text(link, "name") ?? "", seen)) yield return backend;
        }
    }
}
