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
    private static readonly Expression NewerThanTested = Newer(NewestTestedKubernetes);

    /// <summary>The newest minor version that the pinned KEDA was tested on.</summary>
    private const string NewestTestedByKeda = "1.35";

    private static readonly Expression NewerThanKeda = Newer(NewestTestedByKeda);

    /// <summary>The rules about the bundle as a whole.</summary>
    private static readonly ImmutableArray<Rule> Own =
    [
        new("NS2066", Severity.Error, "The application in a namespace of somebody else", "its policies and Pod Security level would stop what runs there.", "Give the application a namespace of its own.", FindSystemNamespaces),
        Rule.OverChoices("NS2501", Severity.Warning, "The Kubernetes version is newer than what was tested", NewerThanTested, Questions.Kubernetes,
            $"the pinned releases were tested up to {NewestTestedKubernetes}.", $"Use {NewestTestedKubernetes}, or test before production."),
        Rule.OverChoices("NS2530", Severity.Info, "metrics-server does not verify kubelets", DecisionCatalogue.Get("metricsServerRelease").When & DecisionCatalogue.SelfSignedKubelets, Questions.Platform,
            "the kubelets of this platform serve certificates that they signed themselves.", "Nothing to do for a trial. In production set serverTLSBootstrap: true for the kubelets, approve their certificate requests, and drop the flag from upstream/metrics-server/values.yaml."),
        Rule.OverChoices("NS2554", Severity.Error, "Traces of a gateway that sends none", DecisionCatalogue.Get("hasEdge").When & Questions.Tracing.Is("otlp") & (Questions.UsesCiliumGateway | Questions.UsesHaproxy), Questions.Tracing,
            "Cilium has no setting for traces of its proxy, and the controller of HAProxy none that a chart could set.", "Use another edge.controller, or leave observability.tracing out."),
        Rule.OverChoices("NS2610", Severity.Info, "A debug pod that stays", Questions.Layers.Is("app") & Questions.DebugPod.Is("true"), Questions.DebugPod,
            "its tools are there in every environment, for whoever may run commands in pods.", "Scale it to 0 while nobody looks, or leave it out and add a container to a pod for a look, as the README shows."),
        Rule.OverChoices("NS2631", Severity.Error, "Custom metrics without Prometheus", Questions.Autoscaling.Is("custom-metrics") & Questions.Monitoring.Is("none"), Questions.Autoscaling,
            "KEDA would ask a Prometheus that is not there.", "Use observability.monitoring: prometheus-operator, or scaling.autoscaling: resource."),
        new("NS2632", Severity.Warning, "Custom metrics that no service names", "services scale by CPU use, and KEDA is there for nothing.", "Give a service autoscaling.metric with a query and a target, or use scaling.autoscaling: resource.",
            a => Questions.Autoscaling.Is("custom-metrics").Holds(a) && a.Services.All(s => s.Autoscaling?.Metric is null) ? [new RuleHit(Questions.Autoscaling.Path, "No service has a metric")] : []),
        Rule.OverChoices("NS2633", Severity.Warning, "KEDA on a Kubernetes that it was not tested on", DecisionCatalogue.KedaRelease & NewerThanKeda, Questions.Kubernetes,
            $"its pinned release was tested up to {NewestTestedByKeda}.", $"Use {NewestTestedByKeda}, or test before production."),
        Rule.OverChoices("NS2634", Severity.Info, "A cluster that may have KEDA", DecisionCatalogue.KedaRelease & Questions.Platform.Is("aks"), Questions.Autoscaling,
            "AKS has KEDA as an add-on, and there can be one in a cluster.", "Leave the add-on off, or leave the layer platform to whoever runs the cluster."),
        Rule.OverChoices("NS2635", Severity.Info, "A control plane that asks KEDA", DecisionCatalogue.KedaRelease & Questions.Platform.Is("gke"), Questions.Autoscaling,
            "that of a private cluster reaches nodes and pods on few ports.", "Let it reach TCP 6443 and 9443 by a rule of the firewall where the cluster is private."),
        new("NS2531", Severity.Error, "Releases share a namespace", "each comes with a namespace of its own, whose Pod Security level fits it alone.", "Give it a namespace of its own.", FindSharedNamespaces) { IsWaivable = false },
    ];

    /// <summary>All rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        .. Own.Concat(AddressRules.All).Concat(ClusterRules.All).Concat(DnsRules.All).Concat(EdgeRules.All).Concat(LoadBalancerRules.All).Concat(MeshRules.All).Concat(PolicyRules.All).Concat(ServiceRules.All).Concat(SysctlRules.All).Concat(TuningRules.All)
            .OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    private static AnyOf Newer(string version) =>
        new([.. ((ChoiceShape)Questions.Kubernetes.Shape).Choices.SkipWhile(c => c.Value != version).Skip(1).Select(c => Questions.Kubernetes.Is(c.Value))]);

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
}
