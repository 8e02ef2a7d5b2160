using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what shows the state of the cluster.</summary>
internal static class DashboardRules
{
    /// <summary>Dashboards that show much of a cluster, by a part of their Services' names.</summary>
    private static readonly string[] Dashboards = ["grafana", "prometheus", "alertmanager", "whisker", "hubble-ui"];

    /// <summary>Programs that go with them and show nothing.</summary>
    private static readonly string[] Companions = ["exporter", "adapter", "pushgateway", "operator", "webhook"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4234", Severity.Warning, "A dashboard in plain", "passwords and the state of the cluster can be read on the way.", "Serve it by TLS to who has logged in, or leave it inside and use kubectl port-forward.", FindDashboards) { Item = "C6" },
    ];

    private static IEnumerable<ObjectHit> FindDashboards(ObjectSet objects) => [.. ByIngress(objects), .. ByRoute(objects), .. ByService(objects)];

    private static IEnumerable<ObjectHit> ByIngress(ObjectSet objects)
    {
        foreach (var ingress in objects.OfKind("networking.k8s.io", "Ingress"))
        {
            var spec = ingress.Root.MapAt("spec");
            var covered = spec.MapsAt("tls").SelectMany(t => t.TextsAt("hosts")).Select(h => h.Text).ToHashSet(StringComparer.Ordinal);
            var coversAll = spec.MapsAt("tls").Any(t => !t.ItemsAt("hosts").Any());
            foreach (var rule in spec.MapsAt("rules"))
            {
                var service = rule.MapsAt("http", "paths").Select(p => p.NodeAt("backend", "service", "name")).OfType<YamlScalar>().FirstOrDefault(IsDashboard);
                var host = rule.TextAt("host") ?? "";
                if (service is not null && !coversAll && !covered.Contains(host) && !covered.Contains($"*{host[Math.Max(0, host.IndexOf('.', StringComparison.Ordinal))..]}"))
                    yield return new ObjectHit(ingress, service, $"The Service {Shown.Text(service.Text)} is served at {(host.Length == 0 ? "any host" : Shown.Text(host))} without TLS");
            }
        }
    }

    private static IEnumerable<ObjectHit> ByRoute(ObjectSet objects)
    {
        var gateways = objects.OfKind("gateway.networking.k8s.io", "Gateway").ToLookup(g => (g.NamespaceOrDefault, g.Name));
        foreach (var route in objects.OfKind("gateway.networking.k8s.io", "HTTPRoute"))
        {
            var service = route.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("backendRefs")).Select(b => b.NodeAt("name")).OfType<YamlScalar>().FirstOrDefault(IsDashboard);
            if (service is null) continue;
            var plain =
                from parent in route.Root.MapsAt("spec", "parentRefs")
                from gateway in gateways[(parent.TextAt("namespace") ?? route.NamespaceOrDefault, parent.TextAt("name") ?? "")]
                from listener in gateway.Root.MapsAt("spec", "listeners")
                where listener.TextAt("protocol") == "HTTP" && (parent.TextAt("sectionName") ?? listener.TextAt("name")) == listener.TextAt("name") && (parent.NumberAt("port") ?? listener.NumberAt("port")) == listener.NumberAt("port")
                select $"listener {listener.TextAt("name")} of {gateway}";
            if (plain.FirstOrDefault() is { } place) yield return new ObjectHit(route, service, $"The Service {Shown.Text(service.Text)} is served by the {place}, without TLS");
        }
    }

    private static IEnumerable<ObjectHit> ByService(ObjectSet objects) =>
        from service in objects.OfKind("", "Service")
        where service.Root.TextAt("spec", "type") is "LoadBalancer" or "NodePort"
        where service.Root.NodeAt("metadata", "name") is YamlScalar name && IsDashboard(name)
        select new ObjectHit(service, service.Root.NearestTo("spec", "type"), $"Its type is {service.Root.TextAt("spec", "type")}, which opens it to the network around the cluster");

    private static bool IsDashboard(YamlScalar name) =>
        Dashboards.Any(d => name.Text == d || name.Text.StartsWith($"{d}-", StringComparison.Ordinal) || name.Text.EndsWith($"-{d}", StringComparison.Ordinal))
        && !Companions.Any(w => name.Text.Contains(w, StringComparison.Ordinal));
}
