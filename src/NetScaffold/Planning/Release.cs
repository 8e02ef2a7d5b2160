using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>An upstream chart that a bundle installs beside its own, with the values of <c>upstream/NAME/values.yaml</c>.</summary>
/// <param name="Name">Its folder below <c>upstream/</c>.</param>
/// <param name="Chart">Name of the chart.</param>
/// <param name="Repository">Where the chart is: an address, or <c>oci://</c> and a registry's path without the chart's name.</param>
/// <param name="Version">The chart's version, pinned.</param>
/// <param name="Decision">When the bundle installs it: a name of the catalogue of decisions.</param>
/// <param name="Purpose">What it is there for, as a short phrase.</param>
internal sealed record Release(string Name, string Chart, string Repository, string Version, string Decision, string Purpose)
{
    /// <summary>Name of the Helm release.</summary>
    public Func<AnswerSet, string> ReleaseName { get; init; } = _ => Name;

    /// <summary>Where it is installed.</summary>
    public required Func<AnswerSet, string> Namespace { get; init; }

    /// <summary>Pod Security level of the namespace, when the release has one of its own; null in kube-system.</summary>
    public Func<AnswerSet, string>? PodSecurity { get; init; }

    /// <summary>What shows that it runs, in a namespace that it shares; null when all Deployments of the namespace are its own.</summary>
    public string? Workload { get; init; }

    /// <summary>It installs no pods: there is nothing to wait for.</summary>
    public bool RunsNothing { get; init; }

    /// <summary>The chart holds the Service of type LoadBalancer: Helm 3 would wait until it has an address, which may come later. So only its Deployments are waited for.</summary>
    public bool HasLoadBalancer { get; init; }

    /// <summary>Commands that wait until what it starts by itself is ready, after the release is installed.</summary>
    public ImmutableArray<string> Waits { get; init; } = [];

    /// <summary>The chart has hooks that only Helm may run, when it uninstalls: Kustomize would run them at once.</summary>
    public bool SkipsHooks { get; init; }

    /// <summary>Releases that must be there before, by name.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>The decision under which the bundle holds something that must be there before: what it needs, or the cluster layer with its namespace.</summary>
    public required string NeedsDecision { get; init; }

    /// <summary>When definitions are applied before it; null for always, where it needs some.</summary>
    public string? DefinitionsDecision { get; init; }

    /// <summary>The chart holds nothing but custom resource definitions: it is applied server-side and is no Helm release, since its objects do not fit one.</summary>
    public bool IsDefinitions { get; init; }

    /// <summary>The chart keeps its custom resource definitions in its <c>crds</c> folder, which Helm never upgrades: they are applied before, server-side.</summary>
    public bool HasDefinitionsFolder { get; init; }

    /// <summary>Namespace and name, by which helmfile tells releases apart.</summary>
    public string Id(AnswerSet answers) => $"{Namespace(answers)}/{ReleaseName(answers)}";

    /// <summary>True for a chart in a registry.</summary>
    public bool IsInRegistry => Repository.StartsWith("oci://", StringComparison.Ordinal);

    /// <summary>How Helm's commands name the chart and its version.</summary>
    public string HelmReference => IsInRegistry ? $"{Repository}/{Chart} --version {Version}" : $"{Chart} --repo {Repository} --version {Version}";
}
