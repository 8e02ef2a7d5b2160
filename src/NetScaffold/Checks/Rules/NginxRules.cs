using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about annotations of ingress-nginx that do something else than they seem to.</summary>
internal static class NginxRules
{
    private const string Prefix = "nginx.ingress.kubernetes.io/";

    private const string Snippet = "modsecurity-snippet";

    private static readonly string[] Firewalls = ["enable-modsecurity", "enable-owasp-core-rules"];

    private static readonly string[] Limits = ["limit-rps", "limit-rpm", "limit-connections"];

    private static readonly string[] Waits = ["proxy-read-timeout", "proxy-send-timeout"];

    /// <summary>nginx waits for 60 s unless it is told otherwise; half of that is short.</summary>
    private const long ShortSeconds = 30;

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4557", Severity.Warning, "A firewall that only watches", "ModSecurity's rules write to the log and stop nothing until the engine is switched on.", "Set SecRuleEngine On in modsecurity-snippet, after a time of reading what it would have stopped.", FindWatchers),
        new("NS4558", Severity.Info, "A host whose paths are all expressions", "ingress-nginx then reads every path of the host so, those of other Ingresses as well, and takes either case.", "Give the paths that need it a host of their own, or do without expressions.", FindExpressions),
        new("NS4559", Severity.Info, "A limit for each replica and address", "what passes grows with the replicas, users behind one address share it, and the rest gets 503 like a fault of the app.", "Reckon with the number of replicas, see that the controller knows the clients' addresses, and set limit-req-status-code and limit-conn-status-code to 429.", FindLimits),
        new("NS4565", Severity.Info, "A redirect that is there twice", "with a certificate ingress-nginx redirects by itself, and force-ssl-redirect is for TLS that ends in front of it.", "Keep force-ssl-redirect where TLS ends in front or no certificate is there yet, and leave out ssl-redirect; else leave out both.", FindRedirects),
        new("NS4566", Severity.Info, "A short wait of the proxy", "uploads, long polls and websockets that say nothing for so long are cut.", "Keep nginx's 60 seconds, or set what the slowest request needs.", FindShortWaits),
    ];

    private static IEnumerable<(ManifestObject Ingress, YamlMap Annotations)> Ingresses(ObjectSet objects) =>
        from ingress in objects.OfKind("networking.k8s.io", "Ingress")
        let annotations = ingress.Root.MapAt("metadata", "annotations")
        where annotations is not null
        select (ingress, annotations);

    private static IEnumerable<ObjectHit> FindWatchers(ObjectSet objects)
    {
        // The controller's own configuration may switch the engine on for all.
        if (objects.OfKind("", "ConfigMap").Any(m => SwitchesOn(m.Root.TextAt("data", Snippet)))) return [];
        return from found in Ingresses(objects)
               where !SwitchesOn(found.Annotations.TextAt(Prefix + Snippet))
               from key in Firewalls.Where(k => found.Annotations.TextAt(Prefix + k) == "true").Take(1)
               select new ObjectHit(found.Ingress, found.Annotations.NearestTo(Prefix + key), $"{key} is true, and no {Snippet} has SecRuleEngine On");
    }

    private static bool SwitchesOn(string? snippet) =>
        snippet?.Split('\n').Any(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var name, var value, ..] && name.Equals("SecRuleEngine", StringComparison.OrdinalIgnoreCase) && value.Trim('"').Equals("On", StringComparison.OrdinalIgnoreCase)) == true;

    private static IEnumerable<ObjectHit> FindExpressions(ObjectSet objects) =>
        from found in Ingresses(objects)
        where found.Annotations.TextAt(Prefix + "use-regex") == "true"
        let hosts = found.Ingress.Root.MapsAt("spec", "rules").Select(r => r.TextAt("host") is { } host ? Shown.Text(host) : "any host").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
        select new ObjectHit(found.Ingress, found.Annotations.NearestTo(Prefix + "use-regex"), $"use-regex is true for {(hosts.Count == 0 ? "its default backend" : string.Join(", ", hosts))}");

    private static IEnumerable<ObjectHit> FindLimits(ObjectSet objects) =>
        from found in Ingresses(objects)
        let limits = Limits.Where(k => found.Annotations.NodeAt(Prefix + k) is not null).ToList()
        where limits.Count > 0
        select new ObjectHit(found.Ingress, found.Annotations.NearestTo(Prefix + limits[0]), $"Each replica of the controller counts {string.Join(" and ", limits)} on its own, for each address");

    private static IEnumerable<ObjectHit> FindRedirects(ObjectSet objects) =>
        from found in Ingresses(objects)
        where found.Annotations.TextAt(Prefix + "ssl-redirect") == "true" && found.Annotations.TextAt(Prefix + "force-ssl-redirect") == "true" && found.Ingress.Root.MapsAt("spec", "tls").Any()
        select new ObjectHit(found.Ingress, found.Annotations.NearestTo(Prefix + "ssl-redirect"), "It has tls, and ssl-redirect and force-ssl-redirect are both true");

    /// <summary>Annotations are texts, so their numbers stand in quotes.</summary>
    private static IEnumerable<ObjectHit> FindShortWaits(ObjectSet objects) =>
        from found in Ingresses(objects)
        from key in Waits
        where long.TryParse(found.Annotations.TextAt(Prefix + key)?.TrimEnd('s'), out var seconds) && seconds is > 0 and <= ShortSeconds
        select new ObjectHit(found.Ingress, found.Annotations.NearestTo(Prefix + key), $"{key} is {Shown.Text(found.Annotations.TextAt(Prefix + key)!)}");
}
