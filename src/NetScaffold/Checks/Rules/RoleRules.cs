using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what roles allow.</summary>
internal static class RoleRules
{
    /// <summary>The group of roles and bindings.</summary>
    public const string Group = "rbac.authorization.k8s.io";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4514", Severity.Warning, "A role for everything", "it allows what exists now and whatever is added later.", "Name the verbs and resources that are used.", FindWildcards) { Item = "C10" },
        new("NS4516", Severity.Warning, "A role that leads to more rights", "who has it can take the rights of others.", "Name single Secrets with resourceNames and verb get; leave escalate, bind and impersonate to administrators.", FindEscalations) { Item = "C10" },
    ];

    private const string Any = "*";

    private static readonly string[] Wildcarded = ["verbs", "resources"];

    private static readonly ImmutableHashSet<string> ListingVerbs = ["list", "watch", "deletecollection"];

    /// <summary>Verbs that take rights from elsewhere, and the resources that they are about; kubernetes.io/docs/concepts/security/rbac-good-practices.</summary>
    private static readonly Dictionary<string, ImmutableHashSet<string>> EscalatingVerbs = new(StringComparer.Ordinal)
    {
        ["escalate"] = ["roles", "clusterroles"],
        ["bind"] = ["roles", "clusterroles"],
        ["impersonate"] = ["users", "groups", "serviceaccounts", "userextras", "uids"],
    };

    private static IEnumerable<(ManifestObject Role, YamlMap Rule)> Each(ObjectSet objects) =>
        from role in objects.OfKind(Group, "Role").Concat(objects.OfKind(Group, "ClusterRole"))
        from rule in role.Root.MapsAt("rules")
        select (role, rule);

    private static IEnumerable<ObjectHit> FindWildcards(ObjectSet objects) =>
        from each in Each(objects)
        from key in Wildcarded
        from wildcard in each.Rule.TextsAt(key)
        where wildcard.Text == Any
        select new ObjectHit(each.Role, wildcard, $"A rule allows {(key == "verbs" ? "all verbs" : "all resources")}") { Severity = IsOfExtensions(each.Rule) ? Severity.Info : null };

    /// <summary>An operator owns what it defines, and metrics have no fixed names.</summary>
    private static bool IsOfExtensions(YamlMap rule)
    {
        var groups = rule.TextsAt("apiGroups").Select(g => g.Text).ToList();
        return groups.Count > 0 && groups.TrueForAll(g => g.Contains('.', StringComparison.Ordinal) && (!g.EndsWith(".k8s.io", StringComparison.Ordinal) || g.EndsWith(".metrics.k8s.io", StringComparison.Ordinal)));
    }

    private static IEnumerable<ObjectHit> FindEscalations(ObjectSet objects)
    {
        foreach (var (role, rule) in Each(objects))
        {
            var resources = rule.TextsAt("resources").Select(r => r.Text).ToHashSet(StringComparer.Ordinal);
            if (resources.Contains("secrets") && !rule.TextsAt("resourceNames").Any() && rule.TextsAt("verbs").FirstOrDefault(v => ListingVerbs.Contains(v.Text)) is { } listing)
            {
                // Within one namespace a proxy that serves its certificates needs it.
                yield return new ObjectHit(role, listing, $"A rule allows to {listing.Text} all Secrets{(role.Kind == "Role" ? " of the namespace" : "")}") { Severity = role.Kind == "Role" ? Severity.Info : null };
            }

            foreach (var verb in rule.TextsAt("verbs"))
            {
                if (EscalatingVerbs.TryGetValue(verb.Text, out var subjects) && resources.Any(r => subjects.Contains(r.Split('/')[0]))) yield return new ObjectHit(role, verb, $"A rule allows to {verb.Text} {string.Join(" and ", resources.Order(StringComparer.Ordinal))}");
            }
        }
    }
}
