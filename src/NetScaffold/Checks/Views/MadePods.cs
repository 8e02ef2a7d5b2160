using System.Collections.Immutable;
using NetScaffold.Connectivity;

namespace NetScaffold.Checks;

/// <summary>What is known of pods that controllers make of other objects than workloads, and of labels that they add.</summary>
internal static class MadePods
{
    /// <summary>Groups of custom resources of which no kind makes pods that Services or budgets select; from their projects' documentation.</summary>
    private static readonly HashSet<string> Configuring = new(StringComparer.Ordinal)
    {
        "argoproj.io", "cert-manager.io", "acme.cert-manager.io", "cilium.io", "crd.projectcalico.org", "projectcalico.org", "extensions.istio.io",
        "external-secrets.io", "bitnami.com", "gateway.envoyproxy.io", "gateway.nginx.org", "keda.sh", "metallb.io", "networking.istio.io", "security.istio.io",
        "telemetry.istio.io", "traefik.io", "networking.gke.io", "cloud.google.com", "elbv2.k8s.aws", "kyverno.io", "grafana.integreatly.org", "kustomize.config.k8s.io",
    };

    /// <summary>Groups of Kubernetes itself and of its own projects end in this.</summary>
    private const string OfKubernetes = ".k8s.io";

    /// <summary>Kinds of Prometheus Operator that make pods; those that configure them have their group in common.</summary>
    private static readonly HashSet<string> OfPrometheus = new(StringComparer.Ordinal) { "Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler" };

    /// <summary>What labels begin with that controllers of Gateway API give to the proxies that they make; gateway-api.sigs.k8s.io/geps/gep-1762, and Envoy Gateway's own.</summary>
    private static readonly ImmutableArray<string> PrefixesOfProxies = ["gateway.networking.k8s.io/", "gateway.envoyproxy.io/"];

    /// <summary>Labels that controllers add to the pods of a template; kubernetes.io/docs/reference/labels-annotations-taints.</summary>
    private static readonly ImmutableHashSet<string> AddedToTemplates =
    [
        "pod-template-hash", "controller-revision-hash", "pod-template-generation", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
        "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index", "job-name", "controller-uid", "rollouts-pod-template-hash",
    ];

    /// <summary>True for a label that pods have and their template has not.</summary>
    public static bool IsAddedLabel(string key) => AddedToTemplates.Contains(key);

    /// <summary>True for a label whose pods cannot be told from manifests: it is added, or only a controller's own pods have it.</summary>
    public static bool IsUnwritten(string key) => IsAddedLabel(key) || PrefixesOfProxies.Any(p => key.StartsWith(p, StringComparison.Ordinal));

    /// <summary>True for a custom resource that some operator may turn into pods with labels of its choice.</summary>
    public static bool MayComeFrom(ManifestObject manifest)
    {
        if (manifest.Group == "monitoring.coreos.com") return OfPrometheus.Contains(manifest.Kind);
        // Groups of Kubernetes' first years, such as apps, have no dot.
        return manifest.Group.Contains('.', StringComparison.Ordinal) && !manifest.Group.EndsWith(OfKubernetes, StringComparison.Ordinal) && !Configuring.Contains(manifest.Group);
    }
}
