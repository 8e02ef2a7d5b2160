using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>Rules about the network policies: whether anything enforces them, their kind, and what they can say.</summary>
internal static class PolicyRules
{
    private static readonly Expression HasPolicies = !Questions.Policies.Is("none");

    private static readonly Expression EnforcesNone = Questions.Cni.Is("existing") & Questions.ExistingPolicies.Is("false");

    private static readonly Expression DeniesEgress = Questions.Policies.Is("default-deny");

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2002", Severity.Error, "Policies are asked for, but the pod network does not enforce any",
            HasPolicies & EnforcesNone, Questions.ExistingPolicies,
            "the API server accepts the objects and nothing is isolated.", "Set security.policies: none, or use a pod network that enforces them."),
        Rule.OverChoices("NS2069", Severity.Error, "Cilium's gateway behind policies that do not know it", HasPolicies & Questions.UsesCiliumGateway & (Questions.PolicyDialect.Is("kubernetes") | Questions.PolicyDialect.Is("calico")), Questions.PolicyDialect,
            "its proxy is an identity of Cilium's own and no pod, which only Cilium's policies have words for: every request from outside would be dropped.", "Use security.policyDialect: auto or cilium, or another edge.controller."),
        Rule.OverChoices("NS2075", Severity.Warning, "The namespace has no network policies", Questions.Policies.Is("none"), Questions.Policies,
            "every pod of the cluster reaches every pod of the application.", "Use security.policies: default-deny."),
        new("NS2502", Severity.Error, "Egress by DNS name", "NetworkPolicy knows no names, and the pod network has no policies that do, so what is declared stays closed.",
            "Use cluster.cni: cilium or set cluster.existing.fqdn, with security.policyDialect: auto or cilium; or mesh.egressGateway: true in a mesh; or give a cidr (addresses for an external service).", FindFqdnWithoutSupport),
        Rule.OverChoices("NS2600", Severity.Error, "Cilium's policies without Cilium", Questions.HasAnyPolicies & Questions.PolicyDialect.Is("cilium") & !DecisionCatalogue.TakesCiliumPolicies, Questions.PolicyDialect,
            "the API server does not know the kind CiliumNetworkPolicy.", "Use security.policyDialect: auto, or cluster.cni: cilium; set cluster.existing.fqdn where the cluster's own pod network takes them.") with { IsWaivable = false },
        Rule.OverChoices("NS2601", Severity.Error, "Calico's policies without Calico", Questions.HasAnyPolicies & Questions.PolicyDialect.Is("calico") & !DecisionCatalogue.TakesCalicoPolicies, Questions.PolicyDialect,
            "the API server does not know projectcalico.org/v3, which Calico's own API server serves.", "Use security.policyDialect: auto, or cluster.cni: calico; set cluster.existing.calico where the cluster's own pod network is Calico.") with { IsWaivable = false },
        Rule.OverChoices("NS2602", Severity.Error, "Policies that only observe, where nothing can", DecisionCatalogue.ObservesPolicies & !DecisionCatalogue.Get("ciliumRelease").When & !DecisionCatalogue.TakesCalicoPolicies, Questions.Enforcement,
            "NetworkPolicy has no such stage; Calico has staged policies, and Cilium a setting of its agents, which are the bundle's only with the cluster layer.", "Use security.enforcement: enforce, or cluster.cni: cilium or calico. Where the cluster's own pod network is Cilium, whoever runs it sets policyAuditMode.") with { IsWaivable = false },
        Rule.OverChoices("NS2603", Severity.Warning, "Policies hold nobody yet", DecisionCatalogue.ObservesPolicies, Questions.Enforcement,
            "every pod of the cluster still reaches every pod of the application.", "Look at what would be dropped, see Prove the policies in the bundle's README; then use security.enforcement: enforce."),
        Rule.OverChoices("NS2604", Severity.Warning, "Cilium enforces no policy of any namespace", DecisionCatalogue.Get("ciliumAudit").When, Questions.Enforcement,
            "policyAuditMode is a setting of its agents, and not of one application.", "Do it before anything else relies on policies, and use security.enforcement: enforce soon."),
        new("NS2605", Severity.Error, "Methods or paths where nobody looks at them", "a policy without Cilium ends at ports, calls in a mesh are encrypted before Cilium sees them, and a mesh that takes plain calls refuses nobody.", "Leave methods and paths out, or use mesh.mtls: strict; without a mesh cluster.cni: cilium with security.policyDialect: auto or cilium.", FindUnheldRequests),
        new("NS2606", Severity.Error, "Methods or paths that cannot be held", "requests are looked at where they arrive, at a port of the bundle that speaks HTTP.", "Leave methods and paths out, give the callee's port its app (http, grpc or h2c), or make one call of two.", FindUnknownRequests) { IsWaivable = false },
        Rule.OverChoices("NS2660", Severity.Error, "Policies of the whole cluster, where the pod network has no such kind", Questions.HasClusterPolicies & ((!DecisionCatalogue.TakesCiliumPolicies & !DecisionCatalogue.TakesCalicoPolicies) | EnforcesNone), Questions.ClusterPolicies,
            "a NetworkPolicy is of one namespace; Cilium and Calico have a kind for all of them, and kinds of others are not written.", "Leave security.clusterPolicies out, or use cluster.cni: cilium or calico; set cluster.existing.fqdn or cluster.existing.calico where the cluster's own pod network is one of them.") with { IsWaivable = false },
        Rule.OverChoices("NS2661", Severity.Error, "Policies of the whole cluster as NetworkPolicies", Questions.HasClusterPolicies & Questions.PolicyDialect.Is("kubernetes"), Questions.PolicyDialect,
            "a NetworkPolicy is of one namespace.", "Use security.policyDialect: auto, with which the application's policies stay NetworkPolicies, or leave security.clusterPolicies out.") with { IsWaivable = false },
        Rule.OverChoices("NS2662", Severity.Error, "Policies of the whole cluster, beside components of the cloud", Questions.HasClusterPolicies & (Questions.Platform.Is("gke") | (Questions.Platform.Is("aks") & Questions.Cni.Is("existing") & Questions.ExistingFqdn.Is("true"))), Questions.ClusterPolicies,
            "GKE runs its own components in namespaces that change with its version, and takes such policies of Cilium only when that is turned on; the Cilium that AKS brings does not take them.", "Leave security.clusterPolicies out. Where it is known that the cluster takes them, give the cloud's namespaces the label netscaffold/cluster-policies=none first, and waive this."),
        Rule.OverChoices("NS2663", Severity.Info, "Namespaces of others are closed at once", Questions.HasClusterPolicies & Questions.Enforcement.Is("enforce"), Questions.ClusterPolicies,
            "their pods reach DNS alone, and nobody reaches them, until policies of their own say more.", "On a cluster that runs other things already label its namespaces first, and close one after another: see Policies of the whole cluster in the bundle's README."),
        Rule.OverChoices("NS2664", Severity.Warning, "The application is left out of the policies of the whole cluster", DecisionCatalogue.LeavesApplicationOut, Questions.Policies,
            "it asks for less than a default deny in both directions, which would close what it leaves open.", "Use security.policies: default-deny."),
        new("NS2665", Severity.Warning, "The other end of a call is held", "the policies of the whole cluster hold pods of that namespace as well, until policies there let the call through.",
            "Agree with whoever runs it: the bundle's README has the policy for it, under Policies of the whole cluster.", FindHeldEnds),
    ];

    private static IEnumerable<RuleHit> FindFqdnWithoutSupport(AnswerSet answers)
    {
        if (!DeniesEgress.Holds(answers) || DecisionCatalogue.HasCiliumPolicies.Holds(answers)) yield break;
        // What the egress gateway leads out needs no policy that knows names.
        var isLedOut = Questions.WantsEgressGateway.Holds(answers);
        var hosts = answers.Services.Where(s => s.External is { Host: not null } e && !(isLedOut && e.IsByName)).ToDictionary(s => s.Name, s => s.External!.Host!, StringComparer.Ordinal);
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i] is { Fqdn: { } name } egress && !(isLedOut && egress.IsByName)) yield return new RuleHit($"services.{service.Name}.egress[{i}]", $"{service.Name} calls {name}");
            }

            for (var i = 0; i < service.Calls.Length; i++)
            {
                if (hosts.TryGetValue(service.Calls[i].To, out var host)) yield return new RuleHit($"services.{service.Name}.calls[{i}]", $"{service.Name} calls {host}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindHeldEnds(AnswerSet answers)
    {
        if (!Questions.HasClusterPolicies.Holds(answers)) yield break;
        var held = ClusterPolicies.OtherEnds(answers).Select(e => e.Namespace).ToHashSet(StringComparer.Ordinal);
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Calls.Length; i++)
            {
                if (service.Calls[i].To.Split('/') is [var ns, _] && held.Contains(ns)) yield return new RuleHit($"services.{service.Name}.calls[{i}]", $"{service.Name} calls {service.Calls[i].To}");
            }

            for (var i = 0; i < service.AllowFrom.Length; i++)
            {
                if (held.Contains(service.AllowFrom[i].Namespace)) yield return new RuleHit($"services.{service.Name}.allowFrom[{i}]", $"{service.Name} lets {service.AllowFrom[i].Namespace} in");
            }
        }
    }

    private static IEnumerable<(ServiceAnswer Caller, CallAnswer Call, string Path)> LimitedCalls(AnswerSet answers) =>
        from service in answers.Services
        from at in Enumerable.Range(0, service.Calls.Length)
        where service.Calls[at].IsLimited
        select (service, service.Calls[at], $"services.{service.Name}.calls[{at}]");

    private static IEnumerable<RuleHit> FindUnheldRequests(AnswerSet answers) =>
        (Questions.IsStrict | (HasPolicies & DecisionCatalogue.HasCiliumPolicies & !Questions.HasMesh)).Holds(answers) ? [] : LimitedCalls(answers).Select(c => new RuleHit(c.Path, $"{c.Caller.Name} calls {c.Call.To}"));

    private static IEnumerable<RuleHit> FindUnknownRequests(AnswerSet answers)
    {
        var byName = answers.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var (caller, call, path) in LimitedCalls(answers))
        {
            if (!byName.TryGetValue(call.To, out var callee) || callee.Kind == ServiceKind.External)
            {
                yield return new RuleHit(path, $"{call.To} is not of the bundle");
                continue;
            }

            var port = callee.PortOf(call);
            if (port is null or { App: "tcp" } or { IsTcp: false }) yield return new RuleHit(path, $"The port of {callee.Name} does not speak HTTP");
            else if (caller.Calls.Any(c => !c.IsLimited && c.To == call.To && callee.PortOf(c) == port)) yield return new RuleHit(path, $"Another call of {caller.Name} opens the same port for every request");
        }
    }
}
