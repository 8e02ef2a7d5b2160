using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about Ingresses: who serves them, and what their annotations do.</summary>
internal static class IngressRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4085", Severity.Warning, "An Ingress of a retired controller", "ingress-nginx has had its last release in March 2026, and gets no fixes of security any more.", "Move to the Gateway API, or to a controller that is maintained.", FindRetired),
        new("NS4552", Severity.Warning, "An Ingress without TLS", "its requests and what they hold are sent in the clear.", "Give it tls with a Secret for its hosts.", FindPlain),
        new("NS4553", Severity.Info, "An Ingress without a class", "who serves it depends on the cluster's default class, if there is one.", "Set spec.ingressClassName.", FindClassless),
        new("NS4554", Severity.Warning, "An Ingress with its class in an annotation", "it is deprecated since Kubernetes 1.18, and not every controller reads it.", "Set spec.ingressClassName instead.", FindOldClass),
        new("NS4555", Severity.Warning, "Configuration of the proxy in an annotation", "who may write the Ingress may read every Secret that the controller can; most controllers refuse it by default.", "Use the annotation or field made for the purpose, or a route of the Gateway API.", FindSnippets),
        new("NS4556", Severity.Error, "An Ingress of two classes", "the API server does not take it.", "Leave the annotation out.", FindTwoClasses),
    ];

    private const string Nginx = "nginx";

    private const string NginxPrefix = "nginx.ingress.kubernetes.io/";

    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    /// <summary>TLS of other controllers ends where these say: AWS Load Balancer Controller, Google Cloud, Traefik, ingress-nginx.</summary>
    private static readonly ImmutableArray<string> TlsAnnotations =
    [
        "alb.ingress.kubernetes.io/certificate-arn", "alb.ingress.kubernetes.io/listen-ports", "networking.gke.io/managed-certificates", "ingress.gcp.kubernetes.io/pre-shared-cert",
        "networking.gke.io/v1beta1.FrontendConfig", "traefik.ingress.kubernetes.io/router.tls", "nginx.ingress.kubernetes.io/ssl-passthrough", "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    ];

    private static IEnumerable<ManifestObject> Ingresses(ObjectSet objects) => objects.OfKind("networking.k8s.io", "Ingress");

    private static YamlMap? Annotations(ManifestObject manifest) => manifest.Root.MapAt("metadata", "annotations");

    private static string? ClassOf(ManifestObject ingress) => ingress.Root.TextAt("spec", "ingressClassName") ?? Annotations(ingress).TextAt(ClassAnnotation);

    private static bool HasAnnotation(ManifestObject manifest, string prefix) => Annotations(manifest)?.Entries.Any(e => e.Key.Text.StartsWith(prefix, StringComparison.Ordinal)) == true;

    private static IEnumerable<ObjectHit> FindRetired(ObjectSet objects)
    {
        var classes = objects.OfKind("networking.k8s.io", "IngressClass").ToLookup(c => c.Name, c => c.Root.TextAt("spec", "controller") ?? "", StringComparer.Ordinal);
        // NGINX Ingress Controller, which is maintained, has a class of the same name and annotations of its own.
        return from ingress in Ingresses(objects)
               let name = ClassOf(ingress)
               where name is not null && classes[name].FirstOrDefault() is { } controller ? controller == "k8s.io/ingress-nginx"
                   : name == Nginx ? !HasAnnotation(ingress, "nginx.org/") : name is null && HasAnnotation(ingress, NginxPrefix)
               select new ObjectHit(ingress, ingress.Root.TextAt("spec", "ingressClassName") is null ? ingress.Root.NearestTo("metadata", "annotations") : ingress.Root.NearestTo("spec", "ingressClassName"), $"Its class {(name is null ? "is not named, and its annotations are those" : $"is {Shown.Text(name)}, that")} of ingress-nginx");
    }

    private static IEnumerable<ObjectHit> FindPlain(ObjectSet objects)
    {
        var served = (from ingress in Ingresses(objects) from tls in ingress.Root.MapsAt("spec", "tls") from host in tls.TextsAt("hosts") select (ingress.NamespaceOrDefault, host.Text)).ToHashSet();
        // Ingresses share a host: one of them gives it its certificate.
        return from ingress in Ingresses(objects)
               where !ingress.Root.MapsAt("spec", "tls").Any() && !TlsAnnotations.Any(a => Annotations(ingress).NodeAt(a) is not null)
               let hosts = ingress.Root.MapsAt("spec", "rules").Select(r => r.TextAt("host")).ToList()
               where hosts.Count == 0 || !hosts.TrueForAll(h => h is not null && served.Contains((ingress.NamespaceOrDefault, h)))
               select new ObjectHit(ingress, ingress.Root.NearestTo("spec"), $"No certificate is named for {(hosts.Count == 0 ? "its default backend" : string.Join(", ", hosts.Distinct().Select(h => h is null ? "any host" : Shown.Text(h))))}");
    }

    private static IEnumerable<ObjectHit> FindClassless(ObjectSet objects)
    {
        if (objects.OfKind("networking.k8s.io", "IngressClass").Any(c => Annotations(c).TextAt("ingressclass.kubernetes.io/is-default-class") == "true")) return [];
        return Ingresses(objects).Where(i => ClassOf(i) is null).Select(i => new ObjectHit(i, i.Root.NearestTo("spec"), "It names no class"));
    }

    private static IEnumerable<ObjectHit> FindOldClass(ObjectSet objects) =>
        from ingress in Ingresses(objects)
        where Annotations(ingress).NodeAt(ClassAnnotation) is not null && ingress.Root.NodeAt("spec", "ingressClassName") is null
        select new ObjectHit(ingress, ingress.Root.NearestTo("metadata", "annotations", ClassAnnotation), $"The annotation {ClassAnnotation} names its class");

    private static IEnumerable<ObjectHit> FindTwoClasses(ObjectSet objects) =>
        from ingress in Ingresses(objects)
        let annotation = Annotations(ingress).TextAt(ClassAnnotation)
        let field = ingress.Root.TextAt("spec", "ingressClassName")
        where annotation is not null && field is not null && annotation != field
        select new ObjectHit(ingress, ingress.Root.NearestTo("metadata", "annotations", ClassAnnotation), $"Its annotation names the class {Shown.Text(annotation)}, and its spec {Shown.Text(field)}");

    private static IEnumerable<ObjectHit> FindSnippets(ObjectSet objects) =>
        from ingress in Ingresses(objects)
        from entry in Annotations(ingress)?.Entries ?? []
        let key = entry.Key.Text
        where (key.StartsWith(NginxPrefix, StringComparison.Ordinal) && key.EndsWith("-snippet", StringComparison.Ordinal)) || (key.StartsWith("nginx.org/", StringComparison.Ordinal) && key.EndsWith("-snippets", StringComparison.Ordinal))
        select new ObjectHit(ingress, entry.Key, $"The annotation {Shown.Text(key)} is written into the configuration of the proxy");
}
