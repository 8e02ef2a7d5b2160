using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about where Istio's proxies lead requests, and how they treat whom they call.</summary>
internal static class MeshDestinationRules
{
    private const string Group = "networking.istio.io";

    /// <summary>Below this, one pod that is out is more than a tenth; rule 137.</summary>
    private const int FewPods = 10;

    /// <summary>What an autoscaler without a limit may make: enough for any share.</summary>
    private const long Many = 100;

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4133", Severity.Warning, "A destination that is not there", "requests to it are answered with 503.", "Name a Service or ServiceEntry that exists, and a subset that a DestinationRule of its host gives to labels of its pods.", FindMissing) { Item = "C20" },
        new("NS4136", Severity.Warning, "Connections for a few requests", "the proxy makes a new one, with a TLS handshake, each time so many are through.", "Leave maxRequestsPerConnection out.", FindShortConnections) { Item = "C17" },
        new("NS4137", Severity.Warning, "An ejection that never comes", "with so few pods the limit keeps those that fail in place.", "Leave minHealthPercent out, and let maxEjectionPercent be one pod of those that are there at least.", FindNoEjection) { Item = "C19" },
    ];

    private static IEnumerable<ManifestObject> DestinationRules(ObjectSet objects) => objects.OfKind(Group, "DestinationRule");

    private static IEnumerable<ObjectHit> FindMissing(ObjectSet objects)
    {
        var services = objects.OfKind("", "Service").ToLookup(s => (s.NamespaceOrDefault, s.Name));
        var known = objects.OfKind("", "Service").Select(s => s.NamespaceOrDefault).Where(ns => objects.KnowsPodsOf(ns) && !ReservedNamespaces.Always.Contains(ns)).ToHashSet(StringComparer.Ordinal);
        var entries = objects.OfKind(Group, "ServiceEntry").SelectMany(e => e.Root.TextsAt("spec", "hosts")).Select(h => h.Text).ToHashSet(StringComparer.Ordinal);
        var subsets = DestinationRules(objects).ToLookup(
            r => HostOf(objects, r.Root.TextAt("spec", "host") ?? "", r.NamespaceOrDefault),
            r => r.Root.MapsAt("spec", "subsets").Select(s => s.TextAt("name") ?? "").ToList(), StringComparer.Ordinal);
        foreach (var (owner, host, subset) in Destinations(objects))
        {
            if (entries.Contains(host.Text)) continue;
            if (objects.Mesh.ServiceOf(host.Text, owner.NamespaceOrDefault) is { } name && known.Contains(name.Namespace) && !services[name].Any())
                yield return new ObjectHit(owner, host, $"The host {Shown.Text(host.Text)} is no Service of the namespace {name.Namespace}, and no ServiceEntry");
            var given = subsets[HostOf(objects, host.Text, owner.NamespaceOrDefault)].ToList();
            if (subset is not null && given.Count > 0 && !given.Exists(s => s.Contains(subset.Text)))
                yield return new ObjectHit(owner, subset, $"No DestinationRule of {Shown.Text(host.Text)} has the subset {Shown.Text(subset.Text)}");
        }

        foreach (var rule in DestinationRules(objects))
        {
            if (rule.Root.NodeAt("spec", "host") is not YamlScalar host || objects.Mesh.ServiceOf(host.Text, rule.NamespaceOrDefault) is not { } name) continue;
            if (services[name].FirstOrDefault() is not { } service)
            {
                if (known.Contains(name.Namespace) && !entries.Contains(host.Text)) yield return new ObjectHit(rule, host, $"The host {Shown.Text(host.Text)} is no Service of the namespace {name.Namespace}, and no ServiceEntry");
                continue;
            }

            var pods = objects.PodsBehind(service).ToList();
            foreach (var subset in rule.Root.MapsAt("spec", "subsets"))
            {
                if (subset.MapAt("labels") is not { Entries.Length: > 0 } labels || pods.Count == 0 || pods.Exists(ObjectSet.PlainSelectorOf(labels).MatchesPod)) continue;
                yield return new ObjectHit(rule, labels, $"No pod of {service} has the labels of the subset {Shown.Text(subset.TextAt("name") ?? "")}");
            }
        }
    }

    private static bool MatchesPod(this LabelSelector selector, PodTemplate pod) => selector.Matches(pod.Labels);

    /// <summary>One name for all that mean the same Service.</summary>
    private static string HostOf(ObjectSet objects, string host, string ns) => objects.Mesh.ServiceOf(host, ns) is { } name ? $"{name.Name}.{name.Namespace}.svc" : host;

    private static IEnumerable<(ManifestObject Owner, YamlScalar Host, YamlScalar? Subset)> Destinations(ObjectSet objects) =>
        from service in objects.OfKind(Group, "VirtualService")
        from kind in MeshView.RouteKinds
        from rule in service.Root.MapsAt("spec", kind)
        from destination in rule.MapsAt("route").Concat(rule.MapsAt("mirrors")).Select(r => r.MapAt("destination")).Append(rule.MapAt("mirror"))
        let host = destination.NodeAt("host") as YamlScalar
        where host is not null
        select (service, host, destination.NodeAt("subset") as YamlScalar);

    /// <summary>What a DestinationRule says for all of its host, for single ports and for subsets.</summary>
    private static IEnumerable<(ManifestObject Object, YamlMap Policy)> TrafficPolicies(ObjectSet objects) =>
        from rule in DestinationRules(objects)
        let spec = rule.Root.MapAt("spec")
        from policy in new[] { spec.MapAt("trafficPolicy") }.Concat(spec.MapsAt("subsets").Select(s => s.MapAt("trafficPolicy"))).OfType<YamlMap>()
        from part in policy.MapsAt("portLevelSettings").Prepend(policy)
        select (rule, part);

    private static IEnumerable<ObjectHit> FindShortConnections(ObjectSet objects) =>
        from found in TrafficPolicies(objects)
        let limit = found.Policy.NumberAt("connectionPool", "http", "maxRequestsPerConnection")
        where limit is > 0 and < 10
        select new ObjectHit(found.Object, found.Policy.NearestTo("connectionPool", "http", "maxRequestsPerConnection"), $"maxRequestsPerConnection is {limit}");

    private static IEnumerable<ObjectHit> FindNoEjection(ObjectSet objects)
    {
        var services = objects.OfKind("", "Service").ToLookup(s => (s.NamespaceOrDefault, s.Name));
        foreach (var (rule, policy) in TrafficPolicies(objects))
        {
            if (policy.MapAt("outlierDetection") is not { } outliers || objects.Mesh.ServiceOf(rule.Root.TextAt("spec", "host") ?? "", rule.NamespaceOrDefault) is not { } name) continue;
            var pods = services[name].Take(1).SelectMany(objects.PodsBehind).ToList();
            if (pods.Count == 0 && outliers.NumberAt("minHealthPercent") is > 0 and var wanted)
                yield return new ObjectHit(rule, outliers.NearestTo("minHealthPercent"), $"minHealthPercent is {wanted}, which turns ejection off where few pods are healthy") { Severity = Severity.Info };
            if (pods.Count == 0 || pods.Exists(p => p.Replicas is null)) continue;
            var count = pods.Sum(p => objects.AutoscalersOf(p).Select(a => a.Ceiling ?? Many).Append(p.Replicas!.Value).Max());
            // A single pod is to be left in, whatever it answers.
            if (count < 2) continue;
            if (outliers.NumberAt("maxEjectionPercent") is { } share and > 0 && share * count < 100)
                yield return new ObjectHit(rule, outliers.NearestTo("maxEjectionPercent"), $"maxEjectionPercent is {share}, and there are {count} pods at most");
            if (outliers.NumberAt("minHealthPercent") is { } floor and > 0 && count < FewPods)
                yield return new ObjectHit(rule, outliers.NearestTo("minHealthPercent"), $"minHealthPercent is {floor}, and there are {count} pods at most");
        }
    }
}
