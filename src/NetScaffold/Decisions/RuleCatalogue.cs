using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>Every rule that answers alone decide. Each subject has a list of its own beside this one.</summary>
public static class RuleCatalogue
{
    /// <summary>The newest minor version of Kubernetes that the pinned releases were tested on, as of 2026-08-22.</summary>
    private const string NewestTestedKubernetes = "1.36";

    /// <summary>The choices behind the newest tested one; the list is in ascending order.</summary>
    private static readonly Expression NewerThanTested = new AnyOf(
        [.. ((ChoiceShape)Questions.Kubernetes.Shape).Choices.SkipWhile(c => c.Value != NewestTestedKubernetes).Skip(1).Select(c => Questions.Kubernetes.Is(c.Value))]);

    private static readonly Expression HasPolicies = !Questions.Policies.Is("none");

    private static readonly Expression DeniesEgress = Questions.Policies.Is("default-deny");

    /// <summary>The rules about the bundle as a whole.</summary>
    private static readonly ImmutableArray<Rule> Own =
    [
        Rule.OverChoices("NS2002", Severity.Error, "Policies are asked for, but the pod network does not enforce any",
            HasPolicies & Questions.Cni.Is("existing") & Questions.ExistingPolicies.Is("false"), Questions.ExistingPolicies,
            "the API server accepts the objects and nothing is isolated.", "Set security.policies: none, or use a pod network that enforces them."),
        new("NS2066", Severity.Error, "The application in a namespace of somebody else", "its policies and Pod Security level would stop what runs there.", "Give the application a namespace of its own.", FindSystemNamespaces),
        Rule.OverChoices("NS2075", Severity.Warning, "The namespace has no network policies", Questions.Policies.Is("none"), Questions.Policies,
            "every pod of the cluster reaches every pod of the application.", "Use security.policies: default-deny."),
        Rule.OverChoices("NS2501", Severity.Warning, "The Kubernetes version is newer than what was tested", NewerThanTested, Questions.Kubernetes,
            $"the pinned releases were tested up to {NewestTestedKubernetes}.", $"Use {NewestTestedKubernetes}, or test before production."),
        new("NS2502", Severity.Error, "Egress by DNS name", "NetworkPolicy knows no names, and the pod network has no policies that do, so what is declared stays closed.",
            "Use cluster.cni: cilium or set cluster.existing.fqdn, with security.policyDialect: auto or cilium; or give a cidr (addresses for an external service).", FindFqdnWithoutSupport),
        Rule.OverChoices("NS2530", Severity.Info, "metrics-server does not verify kubelets", DecisionCatalogue.Get("metricsServerRelease").When & DecisionCatalogue.SelfSignedKubelets, Questions.Platform,
            "the kubelets of this platform serve certificates that they signed themselves.", "Nothing to do for a trial. In production set serverTLSBootstrap: true for the kubelets, approve their certificate requests, and drop the flag from upstream/metrics-server/values.yaml."),
        Rule.OverChoices("NS2610", Severity.Info, "A debug pod that stays", Questions.Layers.Is("app") & Questions.DebugPod.Is("true"), Questions.DebugPod,
            "its tools are there in every environment, for whoever may run commands in pods.", "Scale it to 0 while nobody looks, or leave it out and add a container to a pod for a look, as the README shows."),
        new("NS2531", Severity.Error, "Releases share a namespace", "each comes with a namespace of its own, whose Pod Security level fits it alone.", "Give it a namespace of its own.", FindSharedNamespaces) { IsWaivable = false },
    ];

    /// <summary>All rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        .. Own.Concat(AddressRules.All).Concat(ClusterRules.All).Concat(DnsRules.All).Concat(EdgeRules.All).Concat(LoadBalancerRules.All).Concat(PolicyRules.All).Concat(ServiceRules.All).Concat(SysctlRules.All).Concat(TuningRules.All)
            .OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    private static IEnumerable<RuleHit> FindSharedNamespaces(AnswerSet answers)
    {
        var taken = ReservedNamespaces.System.ToDictionary(n => n, _ => "the system", StringComparer.Ordinal);
        if (DecisionCatalogue.Get("nodeTuning").When.Holds(answers)) taken.Add("node-tuning", "node tuning");
        foreach (var release in Releases.All.Where(r => r.PodSecurity is not null && DecisionCatalogue.Get(r.Decision).When.Holds(answers)))
        {
            var ns = release.Namespace(answers);
            var path = release == Releases.Prometheus ? Questions.PrometheusNamespace.Path : Questions.ControllerNamespace.Path;
            if (!taken.TryAdd(ns, release.Name)) yield return new RuleHit(path, $"{release.Name} and {taken[ns]} are both in {ns}");
        }
    }

    private static IEnumerable<RuleHit> FindSystemNamespaces(AnswerSet answers)
    {
        var taken = ReservedNamespaces.Of(answers).ToHashSet(StringComparer.Ordinal);
        if (taken.Contains(answers.Namespace)) yield return new RuleHit(Questions.Namespace.Path, $"The namespace {answers.Namespace} is not the application's own");
        foreach (var environment in answers.Environments.Where(e => e.Namespace is not null && taken.Contains(e.Namespace)))
            yield return new RuleHit($"environments.{environment.Name}.namespace", $"The namespace {environment.Namespace} is not the application's own");
    }

    private static IEnumerable<RuleHit> FindFqdnWithoutSupport(AnswerSet answers)
    {
        if (!DeniesEgress.Holds(answers) || DecisionCatalogue.HasFqdnPolicies.Holds(answers)) yield break;
        var hosts = answers.Services.Where(s => s.External?.Host is not null).ToDictionary(s => s.Name, s => s.External!.Host!, StringComparer.Ordinal);
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i].Fqdn is { } name) yield return new RuleHit($"services.{service.Name}.egress[{i}]", $"{service.Name} calls {name}");
            }

            for (var i = 0; i < service.Calls.Length; i++)
            {
                if (hosts.TryGetValue(service.Calls[i].To, out var host)) yield return new RuleHit($"services.{service.Name}.calls[{i}]", $"{service.Name} calls {host}");
            }
        }
    }
}
