using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about who may call whom in Istio's mesh.</summary>
internal static class AuthorizationPolicyRules
{
    /// <summary>Fields of an operation that only a proxy for HTTP can read; istio.io/latest/docs/ambient/usage/l4-policy.</summary>
    private static readonly string[] RequestFields = ["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"];

    /// <summary>The conditions that the nodes' proxies know; all others are about requests. The l4WhenAttributes of pilot's ambient package, Istio 1.31.</summary>
    private static readonly string[] ConnectionConditions = ["source.ip", "source.namespace", "source.principal", "destination.ip", "destination.port"];

    private static readonly string[] RequestSources = ["requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4128", Severity.Warning, "A caller that has no identity", "only members of the mesh have an identity, so the rule fits nobody, and an ALLOW policy refuses the rest.", "Take the callers' namespace into the mesh, or name the account of the gateway that is in it.", FindOutsiders) { Item = "C7" },
        new("NS4129", Severity.Error, "Requests that nobody reads", "in the ambient mode pods have no proxy for HTTP, so an ALLOW rule fits no call, and a DENY rule loses these conditions.", "Make a waypoint, and name what it serves by targetRefs.", FindRequests) { Item = "C7" },
        new("NS4583", Severity.Warning, "A rule that allows everyone", "it fits every call of anybody, members of the mesh or not.", "Say who may call by from, and what by to; leave the policy out where everyone may.", FindOpen) { Item = "C7" },
    ];

    private static IEnumerable<ManifestObject> Policies(ObjectSet objects) => objects.OfKind("security.istio.io", "AuthorizationPolicy");

    private static IEnumerable<ObjectHit> FindOutsiders(ObjectSet objects)
    {
        // Istio's gateways are members wherever they are, and their pods stand in no manifest.
        var gateways = objects.OfKind("gateway.networking.k8s.io", "Gateway").Where(g => g.Root.TextAt("spec", "gatewayClassName")?.StartsWith("istio", StringComparison.Ordinal) == true).Select(g => g.NamespaceOrDefault);
        var members = gateways.Concat(objects.Pods.Where(p => objects.Mesh.Of(p) != MeshMode.None).Select(p => p.Namespace)).ToHashSet(StringComparer.Ordinal);
        foreach (var policy in Policies(objects))
        {
            foreach (var source in policy.Root.MapsAt("spec", "rules").SelectMany(r => r.MapsAt("from")).Select(f => f.MapAt("source")).OfType<YamlMap>())
            {
                var named = source.TextsAt("principals").Select(p => (Node: p, Namespace: p.Text.Split('/') is [_, "ns", var ns, "sa", _] ? ns : ""))
                    .Concat(source.TextsAt("namespaces").Select(n => (Node: n, Namespace: n.Text)))
                    .Concat(source.TextsAt("serviceAccounts").Select(a => (Node: a, Namespace: a.Text.Split('/') is [var ns, _] ? ns : "")));
                foreach (var (node, ns) in named)
                {
                    if (objects.Namespaces.ContainsKey(ns) && objects.Mesh.Of(ns) == MeshMode.None && !members.Contains(ns) && !ns.StartsWith("istio-", StringComparison.Ordinal))
                        yield return new ObjectHit(policy, node, $"It is about {Shown.Text(node.Text)}, and the namespace {ns} is not in the mesh");
                    // Its namespace is somebody else's, who may have taken it into the mesh or not.
                    else if (ns.Length > 0 && !ns.Contains('*', StringComparison.Ordinal) && !objects.Namespaces.ContainsKey(ns) && !members.Contains(ns) && !ns.StartsWith("istio-", StringComparison.Ordinal))
                        yield return new ObjectHit(policy, node, $"It is about {Shown.Text(node.Text)}, and nothing here shows that the namespace {ns} is in the mesh") { Severity = Severity.Info };
                }
            }
        }
    }

    private static IEnumerable<ObjectHit> FindRequests(ObjectSet objects) =>
        from policy in Policies(objects)
        let pod = objects.Mesh.Selected(policy).FirstOrDefault(p => objects.Mesh.Of(p) == MeshMode.Ambient)
        where pod is not null
        from field in RequestFieldsOf(policy)
        select new ObjectHit(policy, field.At, $"It goes by {field.Name}, and is about the pods of {pod} themselves");

    private static IEnumerable<(string Name, YamlNode At)> RequestFieldsOf(ManifestObject policy)
    {
        foreach (var rule in policy.Root.MapsAt("spec", "rules"))
        {
            foreach (var (list, part, fields) in new[] { ("to", "operation", RequestFields), ("from", "source", RequestSources) })
            {
                foreach (var map in rule.MapsAt(list).Select(t => t.MapAt(part)).OfType<YamlMap>())
                {
                    foreach (var field in fields.Where(f => map.ItemsAt(f).Any())) yield return (field, map.NearestTo(field));
                }
            }

            foreach (var condition in rule.MapsAt("when").Where(w => w.TextAt("key") is { } key && !ConnectionConditions.Contains(key, StringComparer.Ordinal)))
                yield return ($"the condition {Shown.Text(condition.TextAt("key")!)}", condition.NearestTo("key"));
        }
    }

    private static IEnumerable<ObjectHit> FindOpen(ObjectSet objects) =>
        from policy in Policies(objects)
        where (policy.Root.TextAt("spec", "action") ?? "ALLOW") == "ALLOW"
        from rule in policy.Root.MapsAt("spec", "rules")
        where rule.Entries.All(e => e.Value is YamlScalar { IsNull: true } or YamlSequence { Items.IsEmpty: true })
        select new ObjectHit(policy, rule, "A rule of action ALLOW is empty");
}
