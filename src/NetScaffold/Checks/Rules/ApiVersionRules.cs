using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about API versions that go away.</summary>
internal static class ApiVersionRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4517", Severity.Error, "An API version that is no longer served", "the API server does not know the kind.", "Write the object in the version that took its place; fields may have other names there.",
            objects => Find(objects, (api, served) => api.RemovedIn is { } removed && served.IsAtLeast(removed), (api, served) => $"Kubernetes {served} does not serve {api}, which ended with 1.{api.RemovedIn - 1}{Instead(api)}")),
        new("NS4518", Severity.Warning, "An API version that is deprecated", "a later version of Kubernetes may not serve it any more.", "Write the object in the version that takes its place.",
            objects => Find(objects, (api, served) => served.IsAtLeast(api.DeprecatedIn) && !(api.RemovedIn is { } removed && served.IsAtLeast(removed)), (api, _) => $"{api} is deprecated since 1.{api.DeprecatedIn}{Until(api)}{Instead(api)}")),
    ];

    /// <summary>A kind in a version that goes away; versions of Kubernetes are minor numbers.</summary>
    private sealed record Api(string Version, string Kind, int DeprecatedIn, int? RemovedIn, string? Successor)
    {
        public override string ToString() => $"{Kind} of {Version}";
    }

    private static string Instead(Api api) => api.Successor is null ? "" : $"; use {api.Successor}";

    private static string Until(Api api) => api.RemovedIn is null ? "" : $" and ends with 1.{api.RemovedIn - 1}";

    /// <summary>kubernetes.io/docs/reference/using-api/deprecation-guide; those without an end from the lifecycle notes in k8s.io/api, and KEP-4974 for Endpoints.</summary>
    private static readonly Dictionary<(string Version, string Kind), Api> Going = ((IEnumerable<Api>)
    [
        .. Each("extensions/v1beta1", 9, 16, "apps/v1", "DaemonSet", "Deployment", "ReplicaSet"),
        .. Each("extensions/v1beta1", 9, 16, "networking.k8s.io/v1", "NetworkPolicy"),
        .. Each("extensions/v1beta1", 11, 16, null, "PodSecurityPolicy"),
        .. Each("apps/v1beta1", 9, 16, "apps/v1", "Deployment", "ReplicaSet", "StatefulSet"),
        .. Each("apps/v1beta2", 9, 16, "apps/v1", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
        .. Each("extensions/v1beta1", 14, 22, "networking.k8s.io/v1", "Ingress"),
        .. Each("networking.k8s.io/v1beta1", 19, 22, "networking.k8s.io/v1", "Ingress", "IngressClass"),
        .. Each("admissionregistration.k8s.io/v1beta1", 16, 22, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
        .. Each("apiextensions.k8s.io/v1beta1", 16, 22, "apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        .. Each("apiregistration.k8s.io/v1beta1", 19, 22, "apiregistration.k8s.io/v1", "APIService"),
        .. Each("authentication.k8s.io/v1beta1", 19, 22, "authentication.k8s.io/v1", "TokenReview"),
        .. Each("authorization.k8s.io/v1beta1", 19, 22, "authorization.k8s.io/v1", "LocalSubjectAccessReview", "SelfSubjectAccessReview", "SubjectAccessReview"),
        .. Each("certificates.k8s.io/v1beta1", 19, 22, "certificates.k8s.io/v1", "CertificateSigningRequest"),
        .. Each("coordination.k8s.io/v1beta1", 19, 22, "coordination.k8s.io/v1", "Lease"),
        .. Each("rbac.authorization.k8s.io/v1beta1", 17, 22, "rbac.authorization.k8s.io/v1", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
        .. Each("scheduling.k8s.io/v1beta1", 14, 22, "scheduling.k8s.io/v1", "PriorityClass"),
        .. Each("storage.k8s.io/v1beta1", 19, 22, "storage.k8s.io/v1", "CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"),
        .. Each("batch/v1beta1", 21, 25, "batch/v1", "CronJob"),
        .. Each("discovery.k8s.io/v1beta1", 21, 25, "discovery.k8s.io/v1", "EndpointSlice"),
        .. Each("events.k8s.io/v1beta1", 22, 25, "events.k8s.io/v1", "Event"),
        .. Each("autoscaling/v2beta1", 22, 25, "autoscaling/v2", "HorizontalPodAutoscaler"),
        .. Each("policy/v1beta1", 21, 25, "policy/v1", "PodDisruptionBudget"),
        .. Each("policy/v1beta1", 21, 25, null, "PodSecurityPolicy"),
        .. Each("node.k8s.io/v1beta1", 22, 25, "node.k8s.io/v1", "RuntimeClass"),
        .. Each("flowcontrol.apiserver.k8s.io/v1beta1", 23, 26, FlowControl, "FlowSchema", "PriorityLevelConfiguration"),
        .. Each("autoscaling/v2beta2", 23, 26, "autoscaling/v2", "HorizontalPodAutoscaler"),
        .. Each("storage.k8s.io/v1beta1", 24, 27, "storage.k8s.io/v1", "CSIStorageCapacity"),
        .. Each("flowcontrol.apiserver.k8s.io/v1beta2", 26, 29, FlowControl, "FlowSchema", "PriorityLevelConfiguration"),
        .. Each("flowcontrol.apiserver.k8s.io/v1beta3", 29, 32, FlowControl, "FlowSchema", "PriorityLevelConfiguration"),
        .. Each("admissionregistration.k8s.io/v1beta1", 31, null, "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"),
        .. Each("networking.k8s.io/v1beta1", 34, null, "networking.k8s.io/v1", "IPAddress", "ServiceCIDR"),
        .. Each("storage.k8s.io/v1beta1", 34, null, "storage.k8s.io/v1", "VolumeAttributesClass"),
        .. Each("v1", 19, null, null, "ComponentStatus"),
        .. Each("v1", 33, null, "EndpointSlice of discovery.k8s.io/v1", "Endpoints"),
    ]).ToDictionary(a => (a.Version, a.Kind));

    private const string FlowControl = "flowcontrol.apiserver.k8s.io/v1";

    private static IEnumerable<Api> Each(string version, int deprecatedIn, int? removedIn, string? successor, params string[] kinds) => kinds.Select(k => new Api(version, k, deprecatedIn, removedIn, successor));

    private static IEnumerable<ObjectHit> Find(ObjectSet objects, Func<Api, KubernetesVersion, bool> isMeant, Func<Api, KubernetesVersion, string> says) =>
        from manifest in objects.All
        let api = Going.GetValueOrDefault((manifest.ApiVersion, manifest.Kind))
        where api is not null && isMeant(api, objects.Options.Kubernetes)
        select new ObjectHit(manifest, manifest.Root.NearestTo("apiVersion"), says(api, objects.Options.Kubernetes));
}
