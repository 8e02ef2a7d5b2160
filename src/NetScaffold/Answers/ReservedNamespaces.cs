using System.Collections.Immutable;
using NetScaffold.Decisions;

namespace NetScaffold.Answers;

/// <summary>The one table of namespaces that belong to somebody else: to the cluster, and to what a bundle needs beside itself.</summary>
internal static class ReservedNamespaces
{
    /// <summary>Those of every cluster.</summary>
    public static ImmutableArray<string> System { get; } = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Taken whatever is answered: those of every cluster, and those where certificates, meshes, pod networks, autoscalers and node tuning are run by custom.</summary>
    public static ImmutableArray<string> Always { get; } = [.. System, "cert-manager", "istio-system", "tigera-operator", "calico-system", "kube-flannel", "metallb-system", "keda", "node-tuning"];

    /// <summary>Taken by what an answer names: the question, and when it counts.</summary>
    public static ImmutableArray<(Func<AnswerSet, string> Namespace, Expression When)> Named { get; } =
    [
        (a => a.Edge.ControllerNamespace, Questions.ControllerNamespace.AppliesWhen),
        (a => a.PrometheusNamespace, Questions.Monitoring.Is("prometheus-operator")),
        (a => a.Collector.Namespace, Questions.Tracing.Is("otlp")),
    ];

    /// <summary>All that are taken under these answers.</summary>
    public static IEnumerable<string> Of(AnswerSet answers) => [.. Always, .. Named.Where(n => n.When.Holds(answers)).Select(n => n.Namespace(answers))];
}
