using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about which account pods act as.</summary>
internal static class AccountRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4203", Severity.Info, "A token that nothing uses", "whoever breaks in finds it, and may ask the API server with it.", "Set automountServiceAccountToken: false.", FindTokens) { Item = "C10" },
        new("NS4511", Severity.Info, "The account of everybody", "all pods of the namespace that name none share it, so none can be given a right, or be told apart by a mesh, without the others.", "Give the workload a ServiceAccount of its own.", FindDefaultAccounts) { Item = "C10" },
        new("NS4515", Severity.Warning, "Every right for a program", "who breaks into one of its pods has the cluster.", "Bind a Role with the verbs and resources that it uses.", FindAdmins) { Item = "C10" },
    ];

    /// <summary>Groups that all accounts, or whoever has one, are in; kubernetes.io/docs/reference/access-authn-authz/rbac.</summary>
    private static readonly ImmutableHashSet<string> WideGroups = ["system:serviceaccounts", "system:authenticated", "system:unauthenticated"];

    private const string GroupOfNamespace = "system:serviceaccounts:";

    private static IEnumerable<(ManifestObject Binding, YamlMap Subject)> Subjects(ObjectSet objects) =>
        from binding in objects.OfKind(RoleRules.Group, "RoleBinding").Concat(objects.OfKind(RoleRules.Group, "ClusterRoleBinding"))
        from subject in binding.Root.MapsAt("subjects")
        select (binding, subject);

    /// <summary>Accounts that something gives rights to.</summary>
    private static HashSet<(string Namespace, string Name)> Bound(ObjectSet objects) =>
        [.. Subjects(objects).Where(s => s.Subject.TextAt("kind") == "ServiceAccount").Select(s => (s.Subject.TextAt("namespace") ?? s.Binding.NamespaceOrDefault, s.Subject.TextAt("name") ?? ""))];

    private static IEnumerable<ObjectHit> FindTokens(ObjectSet objects)
    {
        var bound = Bound(objects);
        var groups = Subjects(objects).Where(s => s.Subject.TextAt("kind") == "Group").Select(s => s.Subject.TextAt("name") ?? "").ToHashSet(StringComparer.Ordinal);
        var accounts = objects.OfKind("", "ServiceAccount").ToLookup(a => (a.NamespaceOrDefault, a.Name));
        foreach (var pod in objects.Pods.Where(p => !ReservedNamespaces.System.Contains(p.Namespace)))
        {
            var account = accounts[(pod.Namespace, pod.ServiceAccount)].FirstOrDefault();
            // Whether an account that is elsewhere has rights is not known.
            if (account is null && pod.ServiceAccount != "default") continue;
            if (!(pod.Spec.FlagAt("automountServiceAccountToken") ?? account?.Root.FlagAt("automountServiceAccountToken") ?? true)) continue;
            if (bound.Contains((pod.Namespace, pod.ServiceAccount)) || groups.Overlaps(WideGroups) || groups.Contains(GroupOfNamespace + pod.Namespace)) continue;
            yield return new ObjectHit(pod.Owner, pod.Spec.NearestTo("automountServiceAccountToken"), $"The pods get a token of ServiceAccount {pod.ServiceAccount}, which nothing gives a right");
        }
    }

    private static IEnumerable<ObjectHit> FindDefaultAccounts(ObjectSet objects)
    {
        var bound = Bound(objects);
        return from pod in objects.Pods
               where pod.ServiceAccount == "default" && !ReservedNamespaces.System.Contains(pod.Namespace)
               let isBound = bound.Contains((pod.Namespace, pod.ServiceAccount))
               select new ObjectHit(pod.Owner, pod.Spec, $"The pods act as ServiceAccount default{(isBound ? ", which a binding gives rights to" : "")}") { Severity = isBound ? Severity.Warning : null };
    }

    private static IEnumerable<ObjectHit> FindAdmins(ObjectSet objects) =>
        from bound in Subjects(objects)
        where bound.Binding.Root.TextAt("roleRef", "name") == "cluster-admin" && bound.Binding.Root.TextAt("roleRef", "kind") == "ClusterRole"
        let name = bound.Subject.TextAt("name") ?? ""
        where bound.Subject.TextAt("kind") switch
        {
            "ServiceAccount" => true,
            "Group" => WideGroups.Contains(name) || name.StartsWith(GroupOfNamespace, StringComparison.Ordinal),
            _ => false,
        }
        select new ObjectHit(bound.Binding, bound.Subject, $"It makes {bound.Subject.TextAt("kind")} {Shown.Text(name)} cluster-admin");
}
