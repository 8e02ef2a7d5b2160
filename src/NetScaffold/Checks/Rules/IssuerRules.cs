using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about cert-manager's issuers of ACME: how names are proved, and to whom.</summary>
internal static class IssuerRules
{
    /// <summary>The directories of Let's Encrypt; letsencrypt.org/docs/staging-environment.</summary>
    private const string Production = "acme-v02.api.letsencrypt.org", Staging = "acme-staging-v02.api.letsencrypt.org";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4574", Severity.Info, "A solver with its class in an annotation", "cert-manager writes class as the annotation that Kubernetes has deprecated since 1.18.", "Use ingressClassName, or gatewayHTTPRoute with a Gateway.", FindOldClasses) { Item = "C6" },
        new("NS4575", Severity.Info, "Several solvers for any name", "which of them proves a name is then decided by what the authority offers, and nobody reads it here.", "Give each but one a selector with dnsZones or dnsNames.", FindUnselected) { Item = "C6" },
        new("NS4576", Severity.Info, "An e-mail address beside a token", "Cloudflare asks for the address with the global key only.", "Leave email out.", FindEmails) { Item = "C6" },
        new("NS4577", Severity.Info, "Let's Encrypt without its staging", "tries that fail count towards limits of the real authority, which then gives nothing for hours or days.", "Add an issuer with the staging address, and try new hosts and solvers there.", FindUntried) { Item = "C6" },
    ];

    private static IEnumerable<ManifestObject> Issuers(ObjectSet objects) =>
        objects.OfKind(CertificateView.Group, "Issuer").Concat(objects.OfKind(CertificateView.Group, "ClusterIssuer"));

    private static IEnumerable<(ManifestObject Issuer, YamlMap Solver)> Solvers(ObjectSet objects) =>
        from issuer in Issuers(objects)
        from solver in issuer.Root.MapsAt("spec", "acme", "solvers")
        select (issuer, solver);

    private static IEnumerable<ObjectHit> FindOldClasses(ObjectSet objects) =>
        from found in Solvers(objects)
        let ingress = found.Solver.MapAt("http01", "ingress")
        // Beside ingressClassName it is a fault, which another rule has.
        where ingress.NodeAt("class") is not null && ingress.NodeAt("ingressClassName") is null
        select new ObjectHit(found.Issuer, ingress!.NearestTo("class"), $"A solver of http01 has class {Shown.Text(ingress.TextAt("class") ?? "")}");

    private static IEnumerable<ObjectHit> FindUnselected(ObjectSet objects) =>
        from issuer in Issuers(objects)
        let solvers = issuer.Root.MapsAt("spec", "acme", "solvers").Where(s => s.MapAt("selector") is not { Entries.IsEmpty: false }).ToList()
        where solvers.Count > 1
        select new ObjectHit(issuer, solvers[1], $"{solvers.Count} of its solvers have no selector");

    private static IEnumerable<ObjectHit> FindEmails(ObjectSet objects) =>
        from found in Solvers(objects)
        let cloudflare = found.Solver.MapAt("dns01", "cloudflare")
        where cloudflare.NodeAt("apiTokenSecretRef") is not null && cloudflare.NodeAt("email") is not null
        select new ObjectHit(found.Issuer, cloudflare!.NearestTo("email"), "A solver of Cloudflare has apiTokenSecretRef and email");

    private static IEnumerable<ObjectHit> FindUntried(ObjectSet objects)
    {
        var issuers = Issuers(objects).Select(i => (Issuer: i, Server: i.Root.TextAt("spec", "acme", "server") ?? "")).ToList();
        if (issuers.Exists(i => i.Server.Contains(Staging, StringComparison.OrdinalIgnoreCase))) return [];
        // In a bundle of ours the server is a value that each environment may set.
        return from found in issuers
               where found.Server.Contains(Production, StringComparison.OrdinalIgnoreCase) && found.Issuer.Root.TextAt("metadata", "labels", "app.kubernetes.io/managed-by") != "netscaffold"
               select new ObjectHit(found.Issuer, found.Issuer.Root.NearestTo("spec", "acme", "server"), "Its server is the real one, and no issuer here has the one for tries");
    }
}
