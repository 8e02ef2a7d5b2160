using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about how Istio's VirtualServices lead requests.</summary>
internal static class MeshRouteRules
{
    private const string Mesh = "mesh";

    private static readonly string[] SafeMethods = ["GET", "HEAD", "OPTIONS"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4134", Severity.Warning, "Retries that run out of time", "the time of the whole request ends before the last try does.", "Raise timeout to (attempts + 1) × perTryTimeout, or lower one of these.", FindCutRetries) { Item = "C19" },
        new("NS4135", Severity.Warning, "Retries of what was done already", "a request that was answered with an error may have changed something, and is sent again.", "Leave retryOn out, whose default tries again only what no service has seen, or match methods that change nothing.", FindUnsafeRetries) { Item = "C19" },
        new("NS4580", Severity.Error, "Weights that lead nowhere", "Istio does not take the VirtualService.", "Give each destination a weight of zero or more, and one of them more than zero.", FindWeights),
        new("NS4582", Severity.Warning, "Two VirtualServices of one host", "pods take one of them and leave out the other; gateways join them, in an order that nobody sets.", "Put the rules of a host into one VirtualService.", FindTwoOfHost),
        new("NS4587", Severity.Info, "A host by its short name", "a short name is completed by the namespace of this object, and means another Service once the object is moved or copied.", "Write NAME.NAMESPACE.svc.cluster.local.", FindShortHosts),
    ];

    private static IEnumerable<ManifestObject> VirtualServices(ObjectSet objects) => objects.OfKind("networking.istio.io", "VirtualService");

    private static IEnumerable<(ManifestObject Object, YamlMap Rule)> HttpRules(ObjectSet objects) =>
        from service in VirtualServices(objects)
        from rule in service.Root.MapsAt("spec", "http")
        select (service, rule);

    private static IEnumerable<ObjectHit> FindCutRetries(ObjectSet objects) =>
        from found in HttpRules(objects)
        let attempts = found.Rule.NumberAt("retries", "attempts") ?? 2
        let perTry = Duration(found.Rule.TextAt("retries", "perTryTimeout"))
        let whole = Duration(found.Rule.TextAt("timeout"))
        where attempts > 0 && perTry > TimeSpan.Zero && whole > TimeSpan.Zero && perTry.Value.TotalSeconds * (attempts + 1) > whole.Value.TotalSeconds
        select new ObjectHit(found.Object, found.Rule.NearestTo("retries", "perTryTimeout"), $"{attempts + 1} tries of {found.Rule.TextAt("retries", "perTryTimeout")} each take longer than the timeout of {found.Rule.TextAt("timeout")}");

    private static IEnumerable<ObjectHit> FindUnsafeRetries(ObjectSet objects) =>
        from found in HttpRules(objects)
        let condition = found.Rule.NodeAt("retries", "retryOn") as YamlScalar
        where condition is not null && found.Rule.NumberAt("retries", "attempts") != 0 && condition.Text.Split(',').Any(c => c.Trim() == "5xx")
        let matches = found.Rule.MapsAt("match").ToList()
        where matches.Count == 0 || !matches.TrueForAll(m => SafeMethods.Contains(m.TextAt("method", "exact"), StringComparer.Ordinal))
        select new ObjectHit(found.Object, condition, "retryOn has 5xx, and the rule is about all methods");

    private static IEnumerable<ObjectHit> FindWeights(ObjectSet objects) =>
        from service in VirtualServices(objects)
        from kind in MeshView.RouteKinds
        from rule in service.Root.MapsAt("spec", kind)
        let routes = rule.MapsAt("route").ToList()
        let negative = routes.Find(r => r.NumberAt("weight") < 0)
        where negative is not null || (routes.Count > 1 && routes.TrueForAll(r => (r.NumberAt("weight") ?? 0) == 0))
        select new ObjectHit(service, negative?.NearestTo("weight") ?? rule.NearestTo("route"), negative is null ? $"The {routes.Count} destinations of a rule have the weight 0 together" : $"A weight is {negative.NumberAt("weight")}");

    private static IEnumerable<ObjectHit> FindTwoOfHost(ObjectSet objects)
    {
        var bound =
            from service in VirtualServices(objects)
            // Of one name, they replace each other.
            group service by (service.NamespaceOrDefault, service.Name) into same
            let service = same.First()
            from host in service.Root.TextsAt("spec", "hosts").DistinctBy(h => h.Text)
            from gateway in service.Root.TextsAt("spec", "gateways").Select(g => g.Text).DefaultIfEmpty(Mesh).Distinct(StringComparer.Ordinal)
            let place = gateway == Mesh ? Mesh : gateway.Contains('/', StringComparison.Ordinal) ? gateway.Replace("./", $"{service.NamespaceOrDefault}/", StringComparison.Ordinal) : $"{service.NamespaceOrDefault}/{gateway}"
            // Pods of each namespace see what is exported to it; only of one namespace is it certain.
            group (service, host) by (Host: objects.Mesh.ServiceOf(host.Text, service.NamespaceOrDefault) is { } name ? $"{name.Name}.{name.Namespace}" : host.Text, place, Namespace: place == Mesh ? service.NamespaceOrDefault : "");
        foreach (var group in bound)
        {
            var all = group.Where(x => group.Key.place == Mesh || TakesAll(x.service)).ToList();
            foreach (var (service, host) in all.Skip(1))
                yield return new ObjectHit(service, host, $"The host {Shown.Text(host.Text)} at {(group.Key.place == Mesh ? "pods of the mesh" : $"the Gateway {group.Key.place}")} is that of {all[0].service} as well");
        }
    }

    private static IEnumerable<ObjectHit> FindShortHosts(ObjectSet objects)
    {
        foreach (var manifest in VirtualServices(objects).Concat(objects.OfKind("networking.istio.io", "DestinationRule")))
        {
            var destinations = MeshView.RouteKinds.SelectMany(k => manifest.Root.MapsAt("spec", k)).SelectMany(r => r.MapsAt("route")).Select(r => r.MapAt("destination").NodeAt("host"));
            var hosts = manifest.Root.ItemsAt("spec", "hosts").Append(manifest.Root.NodeAt("spec", "host")).Concat(destinations).OfType<YamlScalar>()
                .Where(h => h.Text.Length > 0 && !h.Text.StartsWith('*') && !h.Text.Contains('.', StringComparison.Ordinal) && !ObjectNames.IsPlaceholder(h.Text)).ToList();
            if (hosts.Count > 0) yield return new ObjectHit(manifest, hosts[0], $"It names {string.Join(", ", hosts.Select(h => h.Text).Distinct(StringComparer.Ordinal).Take(3).Select(Shown.Text))} without a namespace");
        }
    }

    /// <summary>Some rule takes every path, so that it depends on the order whether another VirtualService gets any.</summary>
    private static bool TakesAll(ManifestObject service) =>
        service.Root.MapsAt("spec", "http").Any(r => !r.MapsAt("match").Any() || r.MapsAt("match").Any(m => m.Entries.All(e => e.Key.Text == "uri") && m.TextAt("uri", "prefix") == "/"));

    /// <summary>A duration as Go writes it: 300ms, 1.5s, 1m30s; null for anything else.</summary>
    private static TimeSpan? Duration(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var seconds = 0.0;
        var at = 0;
        while (at < text.Length)
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
            var unit = end;
            while (unit < text.Length && char.IsAsciiLetter(text[unit])) unit++;
            if (!double.TryParse(text.AsSpan(at, end - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            if (text[end..unit] switch { "h" => 3600.0, "m" => 60.0, "s" => 1.0, "ms" => 0.001, _ => 0.0 } is not (> 0 and var factor)) return null;
            seconds += number * factor;
            at = unit;
        }

        // More than a day is no timeout, and might be more than a span holds.
        return seconds <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
