using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about the paths that routes lead to pods.</summary>
internal static class RoutedPathRules
{
    private const string Metrics = "metrics";

    /// <summary>Where Istio looks for policies that hold all pods of the mesh.</summary>
    private const string RootNamespace = "istio-system";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4105", Severity.Warning, "Metrics that are published", "metrics tell everybody which versions run, who calls whom and how often.", "Take the path out of the route, and let the monitoring read the pods inside the cluster.", FindMetrics),
        new("NS4130", Severity.Warning, "A path that is routed and not allowed", "an ALLOW policy refuses all that it does not name, so the gateway gets 403 there.", "Add the path to the policy, or leave paths out of it.", FindRefused) { Item = "C7" },
    ];

    private static IEnumerable<ObjectHit> FindMetrics(ObjectSet objects)
    {
        foreach (var path in objects.Paths.Where(p => p.IsPublished && IsOfMetrics(p.Path)).DistinctBy(p => p.At))
            yield return new ObjectHit(path.Route, path.At, $"The path {Shown.Text(path.Path)} leads to Service {path.Service}");
        foreach (var path in objects.Paths.Where(p => p.IsPublished && p.Port is not null && !IsOfMetrics(p.Path)).DistinctBy(p => p.Port))
        {
            if (NameOf(objects, path) is { } name && (name == Metrics || name.EndsWith($"-{Metrics}", StringComparison.Ordinal)))
                yield return new ObjectHit(path.Route, path.Port!, $"The path {Shown.Text(path.Path)} leads to port {name} of Service {path.Service}");
        }
    }

    /// <summary>/metrics and what is below it, as a regular expression too.</summary>
    private static bool IsOfMetrics(string path) =>
        path.TrimStart('^') is var plain && plain.StartsWith($"/{Metrics}", StringComparison.OrdinalIgnoreCase) && (plain.Length == Metrics.Length + 1 || !(char.IsAsciiLetterOrDigit(plain[Metrics.Length + 1]) || plain[Metrics.Length + 1] is '-' or '_'));

    private static string? NameOf(ObjectSet objects, RoutedPath path) => path.Port!.TryInteger(out var number)
        ? objects.Service(path.Namespace, path.Service)?.Root.MapsAt("spec", "ports").FirstOrDefault(p => p.NumberAt("port") == number).TextAt("name")
        : path.Port.Text;

    private static IEnumerable<ObjectHit> FindRefused(ObjectSet objects)
    {
        // What makes the pods members of the mesh may be elsewhere; the policy says that they are meant to be.
        var allowed = (from policy in objects.OfKind("security.istio.io", "AuthorizationPolicy")
                       where (policy.Root.TextAt("spec", "action") ?? "ALLOW") == "ALLOW"
                       let isForAll = policy.Namespace == RootNamespace && policy.Root.NodeAt("spec", "selector") is null && policy.Root.NodeAt("spec", "targetRefs") is null
                       from pod in isForAll ? objects.Pods : objects.Mesh.Selected(policy)
                       where objects.Mesh.Of(pod) != MeshMode.Ambient && !pod.IsHostNetwork
                       select (pod, policy)).ToLookup(p => p.pod, p => p.policy, ReferenceEqualityComparer.Instance);
        if (allowed.Count == 0) yield break;
        var patterns = objects.OfKind("security.istio.io", "AuthorizationPolicy").ToDictionary<ManifestObject, object, List<YamlScalar?>>(p => p, p => [.. PatternsOf(p)], ReferenceEqualityComparer.Instance);
        var said = new HashSet<(ManifestObject Policy, ManifestObject Route, string Path)>();
        foreach (var path in objects.Paths.Where(p => p.Kind != PathKind.Expression && !p.IsRewritten))
        {
            if (objects.Service(path.Namespace, path.Service) is not { } service) continue;
            foreach (var pod in objects.PodsBehind(service))
            {
                var policies = allowed[pod].ToList();
                if (policies.Count == 0 || policies.Exists(p => patterns[p].Exists(t => t is null || Covers(t.Text, path)))) continue;
                // A policy without rules is there to refuse.
                if (policies.Find(p => patterns[p].Count > 0) is { } policy && said.Add((policy, path.Route, path.Path)))
                    yield return new ObjectHit(policy, patterns[policy][0]!, $"Its paths leave out {Shown.Text(path.Path)}, which {path.Route} leads to {pod}");
            }
        }
    }

    /// <summary>The paths that a policy allows; null among them for any.</summary>
    private static IEnumerable<YamlScalar?> PatternsOf(ManifestObject policy)
    {
        foreach (var rule in policy.Root.MapsAt("spec", "rules"))
        {
            var operations = rule.MapsAt("to").Select(t => t.MapAt("operation")).ToList();
            if (operations.Count == 0) yield return null;
            foreach (var operation in operations)
            {
                if (!operation.TextsAt("paths").Any()) yield return null;
                foreach (var path in operation.TextsAt("paths")) yield return path;
            }
        }
    }

    /// <summary>Leaves out no path that begins so, as far as one can tell: the route's own is allowed, or all below it.</summary>
    private static bool Covers(string pattern, RoutedPath path)
    {
        // Templates such as /{*}/items.
        if (pattern.Contains('{', StringComparison.Ordinal)) return true;
        return Fits(pattern, path.Path) || (path.Kind == PathKind.Prefix && (Fits(pattern, $"{path.Path.TrimEnd('/')}/") || Fits(pattern, path.Path.TrimEnd('/'))));
    }

    private static bool Fits(string pattern, string path) =>
        pattern == "*" || (pattern.EndsWith('*') ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern.StartsWith('*') ? path.EndsWith(pattern[1..], StringComparison.Ordinal) : path == pattern);
}
