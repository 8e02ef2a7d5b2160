using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A Certificate of cert-manager, or what makes cert-manager keep one: an Ingress or a Gateway with the annotation.</summary>
/// <param name="Object">Which.</param>
/// <param name="At">Where the Secret is named.</param>
/// <param name="Secret">The Secret that it is kept in, in the object's namespace.</param>
/// <param name="Names">The DNS names.</param>
/// <param name="Issuer">Who signs it, where that is among the objects.</param>
/// <param name="IssuerName">The issuer's name.</param>
internal sealed record CertificateView(ManifestObject Object, YamlNode At, string Secret, ImmutableArray<YamlScalar> Names, ManifestObject? Issuer, string IssuerName)
{
    /// <summary>The group of cert-manager.</summary>
    public const string Group = "cert-manager.io";

    /// <summary>A Certificate, and no annotation of something else.</summary>
    public bool IsExplicit => Object.Kind == "Certificate";

    /// <summary>The ways in which names are proved; empty where the issuer is not known, or no ACME one.</summary>
    public IEnumerable<YamlMap> Solvers => Issuer?.Root.MapsAt("spec", "acme", "solvers") ?? [];

    /// <summary>Names are proved over HTTP, and in no other way.</summary>
    public bool IsHttpOnly => Solvers.Any() && Solvers.All(s => s.NodeAt("http01") is not null && s.NodeAt("dns01") is null);

    /// <summary>All of them.</summary>
    public static IEnumerable<CertificateView> Of(ObjectSet objects)
    {
        var issuers = objects.OfKind(Group, "Issuer").Concat(objects.OfKind(Group, "ClusterIssuer")).ToLookup(i => (i.Kind, i.Kind == "Issuer" ? i.NamespaceOrDefault : "", i.Name));
        foreach (var certificate in objects.OfKind(Group, "Certificate"))
        {
            var spec = certificate.Root.MapAt("spec");
            if (spec.TextAt("secretName") is not { } secret) continue;
            var kind = spec.TextAt("issuerRef", "kind") ?? "Issuer";
            yield return Made(certificate, certificate.Root.NearestTo("spec", "secretName"), secret, [.. spec.TextsAt("dnsNames")], kind, spec.TextAt("issuerRef", "name") ?? "");
        }

        foreach (var manifest in objects.OfKind("networking.k8s.io", "Ingress").Concat(objects.OfKind(BackendView.GatewayGroup, "Gateway")))
        {
            var annotations = manifest.Root.MapAt("metadata", "annotations");
            var isCluster = annotations.TextAt("cert-manager.io/cluster-issuer") is not null;
            if ((annotations.TextAt("cert-manager.io/cluster-issuer") ?? annotations.TextAt("cert-manager.io/issuer")) is not { } name) continue;
            foreach (var (node, secret, names) in SecretUse.In(manifest).Where(u => u.Namespace == manifest.NamespaceOrDefault).Select(u => (u.At, u.Secret, u.Names)))
                yield return Made(manifest, node, secret, names, isCluster ? "ClusterIssuer" : "Issuer", name);
        }

        CertificateView Made(ManifestObject manifest, YamlNode at, string secret, ImmutableArray<YamlScalar> names, string kind, string name) =>
            new(manifest, at, secret, names, issuers[(kind, kind == "Issuer" ? manifest.NamespaceOrDefault : "", name)].FirstOrDefault(), name);
    }
}

/// <summary>A Secret with a certificate that an Ingress or a Gateway serves.</summary>
/// <param name="Object">Which.</param>
/// <param name="At">Where it is named.</param>
/// <param name="Namespace">The Secret's.</param>
/// <param name="Secret">Its name.</param>
/// <param name="Names">The host names that are served with it.</param>
internal sealed record SecretUse(ManifestObject Object, YamlNode At, string Namespace, string Secret, ImmutableArray<YamlScalar> Names)
{
    /// <summary>All of them.</summary>
    public static IEnumerable<SecretUse> Of(ObjectSet objects) =>
        objects.OfKind("networking.k8s.io", "Ingress").Concat(objects.OfKind(BackendView.GatewayGroup, "Gateway")).SelectMany(In);

    /// <summary>Those of an object.</summary>
    public static IEnumerable<SecretUse> In(ManifestObject manifest)
    {
        foreach (var tls in manifest.Kind == "Ingress" ? manifest.Root.MapsAt("spec", "tls") : [])
        {
            if (tls.TextAt("secretName") is { } secret) yield return new SecretUse(manifest, tls.NearestTo("secretName"), manifest.NamespaceOrDefault, secret, [.. tls.TextsAt("hosts")]);
        }

        foreach (var listener in manifest.Kind == "Gateway" ? manifest.Root.MapsAt("spec", "listeners") : [])
        {
            foreach (var reference in listener.MapsAt("tls", "certificateRefs"))
            {
                if ((reference.TextAt("kind") ?? "Secret") == "Secret" && reference.TextAt("name") is { } secret)
                    yield return new SecretUse(manifest, reference.NearestTo("name"), reference.TextAt("namespace") ?? manifest.NamespaceOrDefault, secret, listener.NodeAt("hostname") is YamlScalar host ? [host] : []);
            }
        }
    }
}
