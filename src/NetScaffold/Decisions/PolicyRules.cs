using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about the kind of the network policies.</summary>
internal static class PolicyRules
{
    private static readonly Expression HasPolicies = !Questions.Policies.Is("none");

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2069", Severity.Error, "Cilium's gateway behind policies that do not know it", HasPolicies & Questions.UsesCiliumGateway & (Questions.PolicyDialect.Is("kubernetes") | Questions.PolicyDialect.Is("calico")), Questions.PolicyDialect,
            "its proxy is an identity of Cilium's own and no pod, which only Cilium's policies have words for: every request from outside would be dropped.", "Use security.policyDialect: auto or cilium, or another edge.controller."),
        Rule.OverChoices("NS2600", Severity.Error, "Cilium's policies without Cilium", HasPolicies & Questions.PolicyDialect.Is("cilium") & !DecisionCatalogue.TakesCiliumPolicies, Questions.PolicyDialect,
            "the API server does not know the kind CiliumNetworkPolicy.", "Use security.policyDialect: auto, or cluster.cni: cilium; set cluster.existing.fqdn where the cluster's own pod network takes them.") with { IsWaivable = false },
        Rule.OverChoices("NS2601", Severity.Error, "Calico's policies without Calico", HasPolicies & Questions.PolicyDialect.Is("calico") & !DecisionCatalogue.TakesCalicoPolicies, Questions.PolicyDialect,
            "the API server does not know projectcalico.org/v3, which Calico's own API server serves.", "Use security.policyDialect: auto, or cluster.cni: calico; set cluster.existing.calico where the cluster's own pod network is Calico.") with { IsWaivable = false },
        Rule.OverChoices("NS2602", Severity.Error, "Policies that only observe, where nothing can", DecisionCatalogue.ObservesPolicies & !DecisionCatalogue.Get("ciliumRelease").When & !DecisionCatalogue.TakesCalicoPolicies, Questions.Enforcement,
            "NetworkPolicy has no such stage; Calico has staged policies, and Cilium a setting of its agents, which are the bundle's only with the cluster layer.", "Use security.enforcement: enforce, or cluster.cni: cilium or calico. Where the cluster's own pod network is Cilium, whoever runs it sets policyAuditMode.") with { IsWaivable = false },
        Rule.OverChoices("NS2603", Severity.Warning, "Policies hold nobody yet", DecisionCatalogue.ObservesPolicies, Questions.Enforcement,
            "every pod of the cluster still reaches every pod of the application.", "Look at what would be dropped, see Prove the policies in the bundle's README; then use security.enforcement: enforce."),
        Rule.OverChoices("NS2604", Severity.Warning, "Cilium enforces no policy of any namespace", DecisionCatalogue.Get("ciliumAudit").When, Questions.Enforcement,
            "policyAuditMode is a setting of its agents, and not of one application.", "Do it before anything else relies on policies, and use security.enforcement: enforce soon."),
        new("NS2605", Severity.Error, "Methods or paths where nobody looks at them", "a policy without Cilium ends at ports, so every request would pass.", "Leave methods and paths out, or use cluster.cni: cilium with security.policyDialect: auto or cilium.", FindUnheldRequests),
        new("NS2606", Severity.Error, "Methods or paths that cannot be held", "requests are looked at where they arrive, at a port of the bundle that speaks HTTP.", "Leave methods and paths out, give the callee's port its app (http, grpc or h2c), or make one call of two.", FindUnknownRequests) { IsWaivable = false },
    ];

    private static IEnumerable<(ServiceAnswer Caller, CallAnswer Call, string Path)> LimitedCalls(AnswerSet answers) =>
        from service in answers.Services
        from at in Enumerable.Range(0, service.Calls.Length)
        where service.Calls[at].IsLimited
        select (service, service.Calls[at], $"services.{service.Name}.calls[{at}]");

    private static IEnumerable<RuleHit> FindUnheldRequests(AnswerSet answers) =>
        HasPolicies.Holds(answers) && DecisionCatalogue.HasFqdnPolicies.Holds(answers) ? [] : LimitedCalls(answers).Select(c => new RuleHit(c.Path, $"{c.Caller.Name} calls {c.Call.To}"));

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

            var port = PortOf(callee, call);
            if (port is null or { App: "tcp" } or { IsTcp: false }) yield return new RuleHit(path, $"The port of {callee.Name} does not speak HTTP");
            else if (caller.Calls.Any(c => !c.IsLimited && c.To == call.To && PortOf(callee, c) == port)) yield return new RuleHit(path, $"Another call of {caller.Name} opens the same port for every request");
        }
    }

    private static PortAnswer? PortOf(ServiceAnswer callee, CallAnswer call) => call.Port is { } port ? callee.FindPort(port) : callee.Ports.FirstOrDefault();
}
