using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about listeners of Gateways, and the routes that attach to them.</summary>
internal static class GatewayRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4089", Severity.Error, "A listener that is refused", "the API server does not take the Gateway.", "Give a listener of HTTPS or TLS its certificate, one of HTTP none, and each listener a name, and a port or host, of its own.", FindBadListeners),
        new("NS4090", Severity.Warning, "A route at the plain listener as well", "what should be sent over TLS only is served in the clear, too.", "Name the listener with TLS in sectionName, and redirect from the other.", FindUnnamedListeners),
        new("NS4101", Severity.Error, "A route that the listener does not admit", "the Gateway does not serve it.", "Let allowedRoutes of the listener mean the route's namespace and kind.", FindUnadmitted),
        new("NS4107", Severity.Warning, "A host without TLS", "its requests and what they hold are sent in the clear.", "Attach the route to a listener of HTTPS for its host.", FindPlainHosts),
        new("NS4551", Severity.Error, "A route without its Gateway", "nothing serves it.", "Name a Gateway that is there, and one of its listeners.", FindMissingParents),
    ];

    private sealed record Attachment(ManifestObject Route, YamlMap Parent, ManifestObject Gateway, ImmutableArray<YamlMap> Listeners);

    private static IEnumerable<YamlMap> ListenersOf(ManifestObject gateway) => gateway.Root.MapsAt("spec", "listeners");

    private static IEnumerable<(ManifestObject Route, YamlMap Parent, string Namespace, string Name)> Parents(ObjectSet objects) =>
        from route in BackendView.RoutesOf(objects)
        from parent in route.Root.MapsAt("spec", "parentRefs")
        where (parent.TextAt("kind") ?? "Gateway") == "Gateway" && (parent.TextAt("group") ?? BackendView.GatewayGroup) == BackendView.GatewayGroup && parent.TextAt("name") is not null
        select (route, parent, parent.TextAt("namespace") ?? route.NamespaceOrDefault, parent.TextAt("name")!);

    private static ILookup<(string Namespace, string Name), ManifestObject> Gateways(ObjectSet objects) => objects.OfKind(BackendView.GatewayGroup, "Gateway").ToLookup(g => (g.NamespaceOrDefault, g.Name));

    /// <summary>Routes with the listeners that they ask for.</summary>
    private static IEnumerable<Attachment> Attachments(ObjectSet objects)
    {
        var gateways = Gateways(objects);
        return from found in Parents(objects)
               from gateway in gateways[(found.Namespace, found.Name)].Take(1)
               let section = found.Parent.TextAt("sectionName")
               let port = found.Parent.TextAt("port")
               select new Attachment(found.Route, found.Parent, gateway, [.. ListenersOf(gateway).Where(l => (section is null || l.TextAt("name") == section) && (port is null || l.TextAt("port") == port))]);
    }

    private static IEnumerable<ObjectHit> FindBadListeners(ObjectSet objects)
    {
        foreach (var gateway in objects.OfKind(BackendView.GatewayGroup, "Gateway"))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            var places = new HashSet<(string?, string?, string?)>();
            foreach (var listener in ListenersOf(gateway))
            {
                var (name, protocol) = (listener.TextAt("name") ?? "", listener.TextAt("protocol"));
                var tls = listener.MapAt("tls");
                if (ProblemOf(listener, protocol, tls) is { } problem) yield return new ObjectHit(gateway, listener.NearestTo(tls is null ? "protocol" : "tls"), $"Listener {Shown.Text(name)} {problem}");
                if (!names.Add(name)) yield return new ObjectHit(gateway, listener.NearestTo("name"), $"Two listeners are named {Shown.Text(name)}");
                else if (!places.Add((listener.TextAt("port"), protocol, listener.TextAt("hostname")))) yield return new ObjectHit(gateway, listener, $"Listener {Shown.Text(name)} has the port, protocol and hostname of another one");
            }
        }
    }

    private static string? ProblemOf(YamlMap listener, string? protocol, YamlMap? tls) => protocol switch
    {
        "HTTP" or "TCP" or "UDP" when tls is not null => $"is of {protocol} and has tls",
        "TCP" or "UDP" when listener.NodeAt("hostname") is not null => $"is of {protocol} and has a hostname",
        "HTTPS" when (tls.TextAt("mode") ?? "Terminate") != "Terminate" => "is of HTTPS and does not end TLS",
        "TLS" when tls.TextAt("mode") is null && tls is null => "is of TLS and says no mode",
        "HTTPS" or "TLS" when (tls.TextAt("mode") ?? "Terminate") == "Terminate" && !tls.ItemsAt("certificateRefs").Any() && tls.MapAt("options") is not { Entries.Length: > 0 } => $"is of {protocol} and has no certificate",
        _ => null,
    };

    /// <summary>Some host is meant by both; none written means all.</summary>
    private static bool Meets(YamlMap listener, ManifestObject route)
    {
        var own = listener.TextAt("hostname");
        var hosts = route.Root.TextsAt("spec", "hostnames").Select(h => h.Text).ToList();
        return own is null || hosts.Count == 0 || hosts.Exists(h => h == own || Covers(own, h) || Covers(h, own));

        static bool Covers(string wildcard, string host) => wildcard.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(wildcard[1..], StringComparison.Ordinal);
    }

    private static bool IsRedirect(ManifestObject route) =>
        route.Root.MapsAt("spec", "rules").All(r => !r.ItemsAt("backendRefs").Any());

    private static bool HasTls(YamlMap listener) => listener.TextAt("protocol") is "HTTPS" or "TLS";

    private static IEnumerable<ObjectHit> FindUnnamedListeners(ObjectSet objects) =>
        from attachment in Attachments(objects)
        where attachment.Route.Kind is "HTTPRoute" or "GRPCRoute" && attachment.Parent.NodeAt("sectionName") is null && attachment.Parent.NodeAt("port") is null && !IsRedirect(attachment.Route)
        let met = attachment.Listeners.Where(l => Meets(l, attachment.Route)).ToList()
        let plain = met.Find(l => l.TextAt("protocol") == "HTTP")
        where plain is not null && met.Exists(HasTls)
        select new ObjectHit(attachment.Route, attachment.Parent, $"It names no listener of {attachment.Gateway}, whose listener {Shown.Text(plain.TextAt("name") ?? "")} is of HTTP");

    private static IEnumerable<ObjectHit> FindPlainHosts(ObjectSet objects) =>
        from attachment in Attachments(objects)
        where attachment.Route.Kind is "HTTPRoute" or "GRPCRoute" && attachment.Listeners.Length > 0 && !IsRedirect(attachment.Route) && attachment.Route.Root.TextsAt("spec", "hostnames").Any()
        let met = attachment.Listeners.Where(l => Meets(l, attachment.Route)).ToList()
        where met.Count > 0 && met.TrueForAll(l => l.TextAt("protocol") == "HTTP")
        select new ObjectHit(attachment.Route, attachment.Route.Root.NearestTo("spec", "hostnames"), $"No listener of {attachment.Gateway} serves {string.Join(", ", attachment.Route.Root.TextsAt("spec", "hostnames").Select(h => Shown.Text(h.Text)))} to it with TLS");

    private static IEnumerable<ObjectHit> FindUnadmitted(ObjectSet objects) =>
        from attachment in Attachments(objects)
        where attachment.Listeners.Length > 0 && attachment.Listeners.All(l => IsRefused(objects, l, attachment))
        select new ObjectHit(attachment.Route, attachment.Parent, $"{(attachment.Listeners.Length == 1 ? $"Listener {Shown.Text(attachment.Listeners[0].TextAt("name") ?? "")}" : "No listener")} of {attachment.Gateway} {(attachment.Listeners.Length == 1 ? "does not admit" : "admits")} {attachment.Route.Kind}s of namespace {attachment.Route.NamespaceOrDefault}");

    private static bool IsRefused(ObjectSet objects, YamlMap listener, Attachment attachment)
    {
        var kinds = listener.MapsAt("allowedRoutes", "kinds").Select(k => k.TextAt("kind")).ToList();
        if (kinds.Count > 0 && !kinds.Contains(attachment.Route.Kind)) return true;
        var ns = attachment.Route.NamespaceOrDefault;
        var allowed = listener.MapAt("allowedRoutes", "namespaces");
        return (allowed.TextAt("from") ?? "Same") switch
        {
            "Same" => ns != attachment.Gateway.NamespaceOrDefault,
            // Labels of a namespace that is not among the objects are not known.
            "Selector" => objects.Namespaces.TryGetValue(ns, out var labels) && !ObjectSet.SelectorOf(attachment.Gateway, allowed, "selector").Matches(labels),
            "None" => true,
            _ => false,
        };
    }

    private static IEnumerable<ObjectHit> FindMissingParents(ObjectSet objects)
    {
        var gateways = Gateways(objects);
        var known = objects.OfKind(BackendView.GatewayGroup, "Gateway").Select(g => g.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        foreach (var (route, parent, ns, name) in Parents(objects))
        {
            if (gateways[(ns, name)].FirstOrDefault() is not { } gateway)
            {
                if (known.Contains(ns)) yield return new ObjectHit(route, parent.NearestTo("name"), $"There is no Gateway {Shown.Text(name)} in namespace {ns}");
                continue;
            }

            var listeners = ListenersOf(gateway).ToList();
            if (parent.TextAt("sectionName") is { } section && !listeners.Exists(l => l.TextAt("name") == section)) yield return new ObjectHit(route, parent.NearestTo("sectionName"), $"{gateway} has no listener {Shown.Text(section)}");
            else if (parent.TextAt("port") is { } port && !listeners.Exists(l => l.TextAt("port") == port)) yield return new ObjectHit(route, parent.NearestTo("port"), $"{gateway} has no listener on port {Shown.Text(port)}");
        }
    }
}
