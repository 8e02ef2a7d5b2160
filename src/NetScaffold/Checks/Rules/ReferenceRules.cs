using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about objects that pods name.</summary>
internal static class ReferenceRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4194", Severity.Warning, "An object that is named and not there", "no pod starts before it exists.", "Add the object, or correct the name; a reference may be optional where the pod can do without.", FindMissing),
        new("NS4521", Severity.Warning, "A StatefulSet without a headless Service", "its pods get no names of their own in DNS.", "Set serviceName to a Service with clusterIP: None.", FindGoverning),
    ];

    /// <summary>Made in every namespace by Kubernetes, and by Istio.</summary>
    private static readonly ImmutableHashSet<string> AlwaysThere = ["kube-root-ca.crt", "istio-ca-root-cert"];

    /// <summary>Kinds of a namespace that come with an app: where one is, the others should be as well.</summary>
    private static readonly string[] Companions = ["ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim", "Service"];

    /// <summary>Something that a pod names.</summary>
    /// <param name="Kind">Of the object.</param>
    /// <param name="Owner">What names it.</param>
    /// <param name="Key">Where its name stands in that.</param>
    private sealed record Reference(string Kind, YamlMap? Owner, string Key = "name")
    {
        public string Name => Owner.TextAt(Key) ?? "";
    }

    private static IEnumerable<ObjectHit> FindMissing(ObjectSet objects)
    {
        var known = objects.OfKind("", "Namespace").Select(n => n.Name).Concat(Companions.SelectMany(k => objects.OfKind("", k)).Select(o => o.NamespaceOrDefault)).ToHashSet(StringComparer.Ordinal);
        var made = Made(objects).ToHashSet();
        foreach (var pod in objects.Pods.Where(p => known.Contains(p.Namespace)))
        {
            foreach (var reference in References(pod).Where(r => r.Name.Length > 0 && r.Owner.FlagAt("optional") != true).DistinctBy(r => (r.Kind, r.Name)))
            {
                if (objects.Has(reference.Kind, pod.Namespace, reference.Name) || AlwaysThere.Contains(reference.Name) || made.Contains((reference.Kind, pod.Namespace, reference.Name)) || made.Contains((reference.Kind, "", reference.Name))) continue;
                yield return new ObjectHit(pod.Owner, (reference.Owner ?? pod.Spec).NearestTo(reference.Key), $"{reference.Kind} {Shown.Text(reference.Name)} is not among the objects")
                {
                    // These are rarely kept beside the workload: one holds what nobody may read, the other what must outlive it.
                    Severity = reference.Kind is "Secret" or "PersistentVolumeClaim" ? Severity.Info : null,
                };
            }
        }
    }

    private static IEnumerable<Reference> References(PodTemplate pod)
    {
        if (pod.ServiceAccount != "default") yield return new("ServiceAccount", pod.Spec, pod.Spec.TextAt("serviceAccountName") is null ? "serviceAccount" : "serviceAccountName");
        foreach (var volume in pod.Spec.MapsAt("volumes"))
        {
            yield return new("ConfigMap", volume.MapAt("configMap"));
            yield return new("Secret", volume.MapAt("secret"), "secretName");
            yield return new("PersistentVolumeClaim", volume.MapAt("persistentVolumeClaim"), "claimName");
            foreach (var source in volume.MapsAt("projected", "sources"))
            {
                yield return new("ConfigMap", source.MapAt("configMap"));
                yield return new("Secret", source.MapAt("secret"));
            }
        }

        foreach (var variables in pod.Containers.Select(c => c.Map))
        {
            foreach (var source in variables.MapsAt("env").Select(e => e.MapAt("valueFrom")).Concat(variables.MapsAt("envFrom")))
            {
                yield return new("ConfigMap", source.MapAt("configMapKeyRef") ?? source.MapAt("configMapRef"));
                yield return new("Secret", source.MapAt("secretKeyRef") ?? source.MapAt("secretRef"));
            }
        }
    }

    /// <summary>What controllers, or Kustomize's generators, make of other objects; an empty namespace stands for any.</summary>
    private static IEnumerable<(string Kind, string Namespace, string Name)> Made(ObjectSet objects) =>
    [
        .. objects.OfKind("cert-manager.io", "Certificate").Select(c => ("Secret", c.NamespaceOrDefault, c.Root.TextAt("spec", "secretName") ?? "")),
        .. objects.OfKind("external-secrets.io", "ExternalSecret").Select(s => ("Secret", s.NamespaceOrDefault, s.Root.TextAt("spec", "target", "name") ?? s.Name)),
        .. objects.OfKind("bitnami.com", "SealedSecret").Select(s => ("Secret", s.NamespaceOrDefault, s.Name)),
        .. objects.OfKind("trust.cert-manager.io", "Bundle").Select(b => ("ConfigMap", "", b.Name)),
        .. objects.OfKind("kustomize.config.k8s.io", "Kustomization").SelectMany(k => k.Root.MapsAt("configMapGenerator")).Select(g => ("ConfigMap", "", g.TextAt("name") ?? "")),
        .. objects.OfKind("kustomize.config.k8s.io", "Kustomization").SelectMany(k => k.Root.MapsAt("secretGenerator")).Select(g => ("Secret", "", g.TextAt("name") ?? "")),
    ];

    private static IEnumerable<ObjectHit> FindGoverning(ObjectSet objects)
    {
        var services = objects.OfKind("", "Service").ToLookup(s => (s.NamespaceOrDefault, s.Name));
        foreach (var set in objects.OfKind("apps", "StatefulSet"))
        {
            var at = set.Root.NearestTo("spec", "serviceName");
            if (set.Root.TextAt("spec", "serviceName") is not { Length: > 0 } name)
            {
                yield return new ObjectHit(set, at, "It has no serviceName");
                continue;
            }

            var service = services[(set.NamespaceOrDefault, name)].FirstOrDefault();
            if (service is not null && service.Root.TextAt("spec", "clusterIP") != "None") yield return new ObjectHit(set, at, $"Service {Shown.Text(name)} has an address of its own");
            // It may be installed apart, or be made by an operator.
            else if (service is null && objects.OfKind("", "Service").Any(s => s.NamespaceOrDefault == set.NamespaceOrDefault)) yield return new ObjectHit(set, at, $"Service {Shown.Text(name)} is not among the objects") { Severity = Severity.Info };
        }
    }
}
