using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about what policies of all kinds say together: who is cut off that should not be, and who is not that should.</summary>
internal static class PolicyFlowRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4058", Severity.Error, "A call that one side only allows", "both pods are isolated, so the other side must allow it as well.", "Allow it at both: egress at the client, ingress at the server.", FindOneSided) { Item = "C4" },
        new("NS4066", Severity.Error, "Everything denied in kube-system", "the cluster's DNS and its agents are cut off.", "Leave the namespaces of the system out.", FindSystemDenial) { Item = "C4" },
        new("NS4068", Severity.Error, "A route to pods that let no gateway in", "its requests end in errors 503 or 504.", "Allow the pods of the gateway or controller as a peer of ingress.", FindShutBackends) { Item = "C4" },
        new("NS4074", Severity.Warning, "Members of a StatefulSet that cannot call each other", "what they copy or vote on among themselves does not get through.", "Allow their own labels as a peer, in each direction that is isolated.", FindCutMembers) { Item = "C4" },
        new("NS4075", Severity.Warning, "A namespace without any policy", "every pod of the cluster may call its pods, and they may call anybody.", "Add a policy that denies by default, and those for the calls that are meant.", FindOpenNamespaces) { Item = "C4" },
    ];

    /// <summary>Some policy denies the pod what none allows.</summary>
    private static bool IsIsolated(ObjectSet objects, PodTemplate pod, Direction direction) => objects.Policies.IsIsolated(pod, direction);

    /// <summary>What lets through, or leaves it to others to do so.</summary>
    private static IEnumerable<PolicyRule> Openings(ObjectSet objects, PodTemplate pod, Direction direction) =>
        objects.Policies.Of(pod).SelectMany(p => p.Rules(direction) ?? []).Where(r => r.Action != RuleAction.Deny);

    private static bool Means(ObjectSet objects, PolicyRule rule, PodTemplate pod) =>
        // Some plugins let blocks of addresses mean pods.
        rule.IsAnyone || !rule.Addresses.IsEmpty || rule.Pods.Any(s => s.Pods.Matches(pod.Labels) && (s.Namespace is { } one ? one == pod.Namespace : (s.Namespaces ?? LabelSelector.Everything).Matches(objects.NamespaceLabels(pod.Namespace))));

    /// <summary>Selectors that mean more pairs are wide on purpose, and each pair costs.</summary>
    private const int MostPairs = 10_000;

    private static IEnumerable<ObjectHit> FindOneSided(ObjectSet objects)
    {
        foreach (var policy in objects.Cluster.Policies.Where(p => p.OnlyAllows && !p.Subject.Pods.IsEverything))
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                foreach (var rule in policy.Rules(direction) ?? [])
                {
                    foreach (var named in rule.Pods.Where(s => !s.Pods.IsEverything))
                    {
                        if (Refused(objects, policy, rule, direction, named) is { } refused && objects.Policies.ObjectOf(policy) is { } manifest)
                            yield return new ObjectHit(manifest, rule.At, direction == Direction.Egress ? $"It lets {refused.Own} call {refused.Other}, and no policy of the latter lets that in" : $"It lets {refused.Other} call {refused.Own}, and no policy of the former lets that out");
                    }
                }
            }
        }
    }

    /// <summary>A pair of pods of which one allows the other, when no such pair is allowed by both: where some are, the selectors are wide only.</summary>
    private static (PodTemplate Own, PodTemplate Other)? Refused(ObjectSet objects, Policy policy, PolicyRule rule, Direction direction, PodSelection named)
    {
        var opposite = direction == Direction.Egress ? Direction.Ingress : Direction.Egress;
        var own = objects.PodsOf(policy.Subject).Where(p => !p.IsHostNetwork).ToList();
        var others = objects.PodsOf(named).Where(p => !p.IsHostNetwork).ToList();
        if (own.Count == 0 || others.Count == 0 || (long)own.Count * others.Count > MostPairs) return null;
        foreach (var other in others)
        {
            if (!IsIsolated(objects, other, opposite)) return null;
            foreach (var opening in Openings(objects, other, opposite))
            {
                foreach (var pod in own)
                {
                    var ports = (direction == Direction.Egress ? other : pod).NamedPorts;
                    if (Means(objects, opening, pod) && !opening.Ports.At(ports).Intersect(rule.Ports.At(ports)).IsEmpty) return null;
                }
            }
        }

        return (own[0], others[0]);
    }

    private static IEnumerable<ObjectHit> FindSystemDenial(ObjectSet objects)
    {
        var policies = objects.NetworkPolicies.Where(p => p.Namespace == ReservedNamespaces.System[0]).ToList();
        return from policy in policies
               where policy.Subject.IsEverything
               from direction in new[] { Direction.Ingress, Direction.Egress }
               where policy.Holds(direction) && policies.TrueForAll(p => p.Rules.All(r => r.Direction != direction))
               select new ObjectHit(policy.Object, policy.Object.Root.NearestTo("spec"), $"It denies all {Shown.Word(direction)}, and no policy beside it allows any");
    }

    private static IEnumerable<ObjectHit> FindShutBackends(ObjectSet objects)
    {
        var shut = new Dictionary<PodTemplate, bool>(ReferenceEqualityComparer.Instance);
        foreach (var backend in objects.Backends)
        {
            if (objects.Service(backend.Namespace, backend.Service) is not { } service) continue;
            if (objects.PodsBehind(service).FirstOrDefault(IsShut) is { } pod)
                yield return new ObjectHit(backend.Route, backend.Map, $"It leads to {pod}, and policies let none but pods of its own namespace in");
        }

        bool IsShut(PodTemplate pod)
        {
            if (shut.TryGetValue(pod, out var known)) return known;
            var answer = IsIsolated(objects, pod, Direction.Ingress) && !Openings(objects, pod, Direction.Ingress).Any(r => MayMeanGateway(r, pod));
            shut.Add(pod, answer);
            return answer;
        }

        // Pods of the namespace that are in no manifest may be the gateway's.
        bool MayMeanGateway(PolicyRule rule, PodTemplate pod) =>
            rule.Action == RuleAction.Pass || rule.IsAnyone || !rule.Addresses.IsEmpty || rule.Entities != Entities.None
            || rule.Pods.Any(s => s.Namespace != pod.Namespace || s.Pods.IsEverything || objects.PodsOf(s).IsEmpty || objects.PodsOf(s).Any(LoadBalancerRules.IsGateway));
    }

    private static IEnumerable<ObjectHit> FindCutMembers(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.Owner.Kind == "StatefulSet" && pod.Replicas > 1
        let cut = new[] { Direction.Ingress, Direction.Egress }.Where(d => IsIsolated(objects, pod, d) && !Openings(objects, pod, d).Any(r => Means(objects, r, pod))).ToList()
        where cut.Count > 0
        select new ObjectHit(pod.Owner, pod.Owner.Root.NearestTo("spec", "replicas"), $"It has {pod.Replicas} pods, and no policy allows {string.Join(" or ", cut.Select(d => Shown.Word(d)))} among them");

    private static IEnumerable<ObjectHit> FindOpenNamespaces(ObjectSet objects)
    {
        var namespaces = objects.OfKind("", "Namespace").ToLookup(n => n.Name, StringComparer.Ordinal);
        return from pods in objects.Pods.Where(p => p.IsLasting && !p.IsHostNetwork && !ReservedNamespaces.System.Contains(p.Namespace)).GroupBy(p => p.Namespace, StringComparer.Ordinal)
               where !pods.Any(p => objects.Policies.Of(p).Any())
               let owner = namespaces[pods.Key].FirstOrDefault() ?? pods.First().Owner
               select new ObjectHit(owner, owner.Root, $"No policy holds any pod of namespace {pods.Key}");
    }
}
