using System.Buffers;
using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about where Ingresses and routes lead, and which requests they take.</summary>
internal static class RouteRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4086", Severity.Error, "A pattern where a path is meant literally", "no request has such a path.", "Write the path without the pattern; for an Ingress use pathType ImplementationSpecific, for a route RegularExpression, where the controller has it.", FindPatterns),
        new("NS4087", Severity.Warning, "One host at two entry points", "its name leads to one of them only, or to either by chance.", "Keep one of them; while you move from one to the other, accept this.", FindSplitHosts),
        new("NS4091", Severity.Error, "A timeout of a try that is longer than the whole", "the API server does not take it.", "Make backendRequest no longer than request.", FindTimeouts),
        new("NS4100", Severity.Error, "A reference to another namespace that nothing grants", "the gateway refuses it, and answers with errors.", "Add a ReferenceGrant to the namespace that is referred to.", FindUngranted),
        new("NS4104", Severity.Error, "Weights of zero alone", "there is nothing to send requests to, so they end in errors 500.", "Give one backend a weight above zero.", FindZeroWeights),
        new("NS4106", Severity.Error, "Credentials for every origin", "either browsers refuse the answers, or any page may act with the rights of whoever looks at it.", "Name the origins that may send credentials.", FindOpenOrigins),
        new("NS4550", Severity.Error, "A route to a Service that is not there", "its requests end in errors 500 or 503.", "Name a Service of the namespace and one of its ports: the Service's port, not the container's.", FindMissingServices),
    ];

    private static IEnumerable<ManifestObject> Ingresses(ObjectSet objects) => objects.OfKind("networking.k8s.io", "Ingress");

    private static readonly SearchValues<char> PatternCharacters = SearchValues.Create("*|^\\[]{}");

    private static bool IsPattern(string path) =>
        path.AsSpan().ContainsAny(PatternCharacters) || (path.Contains('(', StringComparison.Ordinal) && path.Contains(')', StringComparison.Ordinal)) || path.EndsWith('$') || path.Contains(".+", StringComparison.Ordinal);

    private static IEnumerable<ObjectHit> FindPatterns(ObjectSet objects)
    {
        var ofIngresses = from ingress in Ingresses(objects)
                          from path in ingress.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("http", "paths"))
                          where path.TextAt("pathType") is "Prefix" or "Exact" && IsPattern(path.TextAt("path") ?? "")
                          select new ObjectHit(ingress, path.NearestTo("path"), $"The path {Shown.Text(path.TextAt("path")!)} has pathType {path.TextAt("pathType")}");
        var ofRoutes = from route in objects.OfKind(BackendView.GatewayGroup, "HTTPRoute")
                       from path in route.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("matches")).Select(m => m.MapAt("path"))
                       let type = path.TextAt("type") ?? "PathPrefix"
                       where type is "PathPrefix" or "Exact" && IsPattern(path.TextAt("value") ?? "")
                       select new ObjectHit(route, path!.NearestTo("value"), $"The path {Shown.Text(path.TextAt("value")!)} has type {type}");
        return ofIngresses.Concat(ofRoutes);
    }

    /// <summary>Hosts of entry points of three kinds; several of one kind may be meant for different clients, and share their classes.</summary>
    private static IEnumerable<(string Kind, ManifestObject Object, YamlScalar Host)> Hosts(ObjectSet objects)
    {
        var ofIngresses = from ingress in Ingresses(objects) from rule in ingress.Root.MapsAt("spec", "rules") select ("an Ingress", ingress, rule.NodeAt("host") as YamlScalar);
        var ofGateways = from gateway in objects.OfKind(BackendView.GatewayGroup, "Gateway") from listener in gateway.Root.MapsAt("spec", "listeners") select ("a Gateway", gateway, listener.NodeAt("hostname") as YamlScalar);
        var ofRoutes = from route in objects.OfKind(BackendView.GatewayGroup, "HTTPRoute") from host in route.Root.TextsAt("spec", "hostnames") select ("a Gateway", route, host);
        var ofIstio = from gateway in objects.OfKind("networking.istio.io", "Gateway") from server in gateway.Root.MapsAt("spec", "servers") from host in server.TextsAt("hosts") select ("a Gateway of Istio", gateway, host);
        return ofIngresses.Concat(ofGateways).Concat(ofRoutes).Concat(ofIstio).Where(h => h.Item3 is not null && h.Item3.Text.Contains('.', StringComparison.Ordinal)).Select(h => (h.Item1, h.Item2, h.Item3!));
    }

    private static IEnumerable<ObjectHit> FindSplitHosts(ObjectSet objects)
    {
        foreach (var same in Hosts(objects).GroupBy(h => h.Host.Text[(h.Host.Text.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparer.OrdinalIgnoreCase))
        {
            var first = same.First();
            foreach (var other in same.DistinctBy(h => h.Kind).Skip(1))
                yield return new ObjectHit(other.Object, other.Host, $"{other.Kind[..1].ToUpperInvariant()}{other.Kind[1..]} serves {Shown.Text(same.Key)}, and {first.Object} does so, too");
        }

        var paths = from ingress in Ingresses(objects)
                    where ingress.Root.TextAt("metadata", "annotations", "nginx.ingress.kubernetes.io/canary") != "true"
                    let name = ingress.Root.TextAt("spec", "ingressClassName") ?? ingress.Root.TextAt("metadata", "annotations", "kubernetes.io/ingress.class")
                    from rule in ingress.Root.MapsAt("spec", "rules")
                    from path in rule.MapsAt("http", "paths")
                    where rule.TextAt("host") is not null && path.TextAt("path") is not null
                    // Traefik has a router for each entry point.
                    let entryPoints = ingress.Root.TextAt("metadata", "annotations", "traefik.ingress.kubernetes.io/router.entrypoints")
                    select (Key: (name, entryPoints, Host: rule.TextAt("host"), Path: path.TextAt("path"), Type: path.TextAt("pathType")), Ingress: ingress, At: path.NearestTo("path"));
        foreach (var same in paths.GroupBy(p => p.Key))
        {
            foreach (var later in same.DistinctBy(p => p.Ingress).Skip(1))
                yield return new ObjectHit(later.Ingress, later.At, $"{same.First().Ingress} has the path {Shown.Text(same.Key.Path!)} of host {Shown.Text(same.Key.Host!)} as well");
        }
    }

    private static IEnumerable<ObjectHit> FindTimeouts(ObjectSet objects) =>
        from route in objects.OfKind(BackendView.GatewayGroup, "HTTPRoute")
        from rule in route.Root.MapsAt("spec", "rules")
        let whole = Milliseconds(rule.TextAt("timeouts", "request"))
        let one = Milliseconds(rule.TextAt("timeouts", "backendRequest"))
        where whole > 0 && one > whole
        select new ObjectHit(route, rule.NearestTo("timeouts", "backendRequest"), $"backendRequest is {rule.TextAt("timeouts", "backendRequest")}, and request is {rule.TextAt("timeouts", "request")}");

    /// <summary>A duration of the Gateway API, as 1h30m or 500ms; null for anything else.</summary>
    private static long? Milliseconds(string? text)
    {
        if (text is null or { Length: 0 or > 30 }) return null;
        var (sum, at) = (0L, 0);
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == start || at - start > 5) return null;
            var number = long.Parse(text.AsSpan(start, at - start));
            var rest = text.AsSpan(at);
            (var factor, var length) = rest switch
            {
                ['m', 's', ..] => (1, 2),
                ['s', ..] => (1_000, 1),
                ['m', ..] => (60_000, 1),
                ['h', ..] => (3_600_000, 1),
                _ => (0, 0),
            };
            if (length == 0) return null;
            sum += number * factor;
            at += length;
        }

        return sum;
    }

    private static IEnumerable<ObjectHit> FindUngranted(ObjectSet objects)
    {
        var grants = objects.OfKind(BackendView.GatewayGroup, "ReferenceGrant").ToLookup(g => g.NamespaceOrDefault, StringComparer.Ordinal);
        var kept = objects.Certificates.Where(c => c.IsExplicit).Select(c => (c.Object.NamespaceOrDefault, c.Secret)).ToHashSet();
        var backends = from backend in objects.Backends
                       where backend.Namespace != backend.Route.NamespaceOrDefault && objects.Service(backend.Namespace, backend.Service) is not null && !IsGranted(backend.Route, backend.Namespace, "Service", backend.Service)
                       select new ObjectHit(backend.Route, backend.Map, $"It leads to Service {backend.Namespace}/{backend.Service}, and no ReferenceGrant there lets it");
        var secrets = from use in SecretUse.Of(objects)
                      where use.Object.Kind == "Gateway" && use.Namespace != use.Object.NamespaceOrDefault && (objects.Has("Secret", use.Namespace, use.Secret) || kept.Contains((use.Namespace, use.Secret))) && !IsGranted(use.Object, use.Namespace, "Secret", use.Secret)
                      select new ObjectHit(use.Object, use.At, $"It serves with Secret {use.Namespace}/{use.Secret}, and no ReferenceGrant there lets it");
        return backends.Concat(secrets);

        bool IsGranted(ManifestObject from, string ns, string kind, string name) => grants[ns].Any(grant =>
            grant.Root.MapsAt("spec", "from").Any(f => f.TextAt("group") == from.Group && f.TextAt("kind") == from.Kind && f.TextAt("namespace") == from.NamespaceOrDefault)
            && grant.Root.MapsAt("spec", "to").Any(t => (t.TextAt("group") ?? "").Length == 0 && t.TextAt("kind") == kind && (t.TextAt("name") is null || t.TextAt("name") == name)));
    }

    private static IEnumerable<ObjectHit> FindZeroWeights(ObjectSet objects) =>
        from route in BackendView.RoutesOf(objects)
        from rule in route.Root.MapsAt("spec", "rules")
        let backends = rule.MapsAt("backendRefs").ToList()
        where backends.Count > 0 && backends.TrueForAll(b => b.NumberAt("weight") == 0)
        select new ObjectHit(route, rule.NearestTo("backendRefs"), $"The weight of {string.Join(" and ", backends.Select(b => Shown.Text(b.TextAt("name") ?? "")))} is 0");

    private static IEnumerable<ObjectHit> FindOpenOrigins(ObjectSet objects)
    {
        var ofFilters = from route in objects.OfKind(BackendView.GatewayGroup, "HTTPRoute")
                        from filter in route.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("filters"))
                        select (route, filter.MapAt("cors"), "allowOrigins", "allowCredentials");
        var ofPolicies = objects.OfKind("gateway.envoyproxy.io", "SecurityPolicy").Select(p => (p, p.Root.MapAt("spec", "cors"), "allowOrigins", "allowCredentials"));
        var ofTraefik = objects.OfKind("traefik.io", "Middleware").Select(m => (m, m.Root.MapAt("spec", "headers"), "accessControlAllowOriginList", "accessControlAllowCredentials"));
        foreach (var (owner, cors, origins, credentials) in ofFilters.Concat(ofPolicies).Concat(ofTraefik))
        {
            if (cors.FlagAt(credentials) == true && cors.TextsAt(origins).FirstOrDefault(o => o.Text is "*" or "http://*" or "https://*") is { } any)
                yield return new ObjectHit(owner, any, $"The origin {Shown.Text(any.Text)} may send credentials");
        }

        foreach (var service in objects.OfKind("networking.istio.io", "VirtualService"))
        {
            foreach (var cors in service.Root.MapsAt("spec", "http").Select(r => r.MapAt("corsPolicy")).OfType<YamlMap>())
            {
                if (cors.FlagAt("allowCredentials") == true && cors.MapsAt("allowOrigins").FirstOrDefault(o => o.TextAt("exact") == "*" || o.TextAt("regex") is ".*" or ".+" || o.TextAt("prefix") == "") is { } any)
                    yield return new ObjectHit(service, any, "Any origin may send credentials");
            }
        }

        foreach (var ingress in Ingresses(objects))
        {
            const string prefix = "nginx.ingress.kubernetes.io/";
            var annotations = ingress.Root.MapAt("metadata", "annotations");
            // Both are defaults of ingress-nginx: any origin, and credentials.
            if (annotations.TextAt($"{prefix}enable-cors") == "true" && annotations.TextAt($"{prefix}cors-allow-origin") is null or "*" && annotations.TextAt($"{prefix}cors-allow-credentials") != "false")
                yield return new ObjectHit(ingress, annotations!.NearestTo($"{prefix}enable-cors"), "It answers every origin with credentials, as ingress-nginx does unless told otherwise");
        }
    }

    private static IEnumerable<ObjectHit> FindMissingServices(ObjectSet objects)
    {
        // Flagger makes the Services of a canary itself.
        var made = objects.OfKind("flagger.app", "Canary").Select(c => c.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        foreach (var backend in objects.Backends)
        {
            // The AWS Load Balancer Controller takes the name of an annotation in place of a Service.
            if (!objects.KnowsServicesOf(backend.Namespace) || made.Contains(backend.Namespace) || backend.Port is { Text: "use-annotation" } || (backend.Namespace, backend.Service) is ("default", "kubernetes")) continue;
            if (objects.Service(backend.Namespace, backend.Service) is not { } service) yield return new ObjectHit(backend.Route, backend.Map.NearestTo("name"), $"It leads to Service {Shown.Text(backend.Service)}, and namespace {backend.Namespace} has none of this name");
            else if (backend.Port is { } port && !service.Root.MapsAt("spec", "ports").Any(p => p.TextAt("port") == port.Text || p.TextAt("name") == port.Text))
                yield return new ObjectHit(backend.Route, port, $"It leads to port {Shown.Text(port.Text)}, and {service} has {string.Join(", ", service.Root.MapsAt("spec", "ports").Select(p => p.TextAt("port") ?? "none"))}");
        }
    }
}
