using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about Secrets of certificates: who makes them, who uses them, and where.</summary>
internal static class CertificateSecretRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4207", Severity.Error, "Two certificates in one Secret", "each is issued anew when the other was, until the authority refuses.", "Keep one of them, or give them Secrets of their own.", FindTwins) { Item = "C6" },
        new("NS4210", Severity.Warning, "A Secret where its issuer does not look", "a ClusterIssuer looks in the namespace of cert-manager, and an Issuer in its own.", "Move the Secret.", FindMisplacedKeys) { Item = "C6" },
        new("NS4570", Severity.Warning, "A Secret that nobody makes", "clients get no certificate, or one that is not for the host.", "Write the name that the Certificate has in secretName.", FindUnmade) { Item = "C6" },
        new("NS4571", Severity.Error, "A certificate in another namespace", "an Ingress or Gateway finds Secrets of its own namespace only.", "Move the Certificate to the namespace where it is used; a Gateway may also name the other one, where a ReferenceGrant lets it.", FindElsewhere) { Item = "C6" },
        new("NS4573", Severity.Info, "A certificate that nobody uses", "it is renewed for nothing.", "Name its Secret where it is to be served, or leave it out.", FindUnused) { Item = "C6" },
    ];

    private const string ManagerNamespace = "cert-manager";

    private static IEnumerable<ObjectHit> FindTwins(ObjectSet objects)
    {
        foreach (var same in objects.Certificates.GroupBy(c => (c.Object.NamespaceOrDefault, c.Secret)))
        {
            var first = same.FirstOrDefault(c => c.IsExplicit);
            if (first is null) continue;
            // An annotation leaves a Certificate alone that has the name it would give to its own.
            foreach (var other in same.Where(c => c != first && c.Object != first.Object && (c.IsExplicit ? c.Object.Name != first.Object.Name : first.Object.Name != first.Secret)))
                yield return new ObjectHit(other.Object, other.At, $"{(other.IsExplicit ? "It is kept in" : "An annotation asks for a certificate in")} Secret {Shown.Text(same.Key.Secret)}, as {first.Object} is");
        }
    }

    /// <summary>Where Secrets come from, by namespace and name.</summary>
    private static HashSet<(string Namespace, string Name)> Made(ObjectSet objects) =>
    [
        .. objects.OfKind("", "Secret").Select(s => (s.NamespaceOrDefault, s.Name)),
        .. objects.Certificates.Select(c => (c.Object.NamespaceOrDefault, c.Secret)),
        .. objects.OfKind("bitnami.com", "SealedSecret").Select(s => (s.NamespaceOrDefault, s.Name)),
        .. objects.OfKind("external-secrets.io", "ExternalSecret").Select(s => (s.NamespaceOrDefault, s.Root.TextAt("spec", "target", "name") ?? s.Name)),
    ];

    private static IEnumerable<ObjectHit> FindMisplacedKeys(ObjectSet objects)
    {
        var made = Made(objects);
        var places = made.ToLookup(m => m.Name, m => m.Namespace, StringComparer.Ordinal);
        foreach (var issuer in objects.OfKind(CertificateView.Group, "Issuer").Concat(objects.OfKind(CertificateView.Group, "ClusterIssuer")))
        {
            var ns = issuer.Kind == "Issuer" ? issuer.NamespaceOrDefault : ManagerNamespace;
            foreach (var name in SecretsOf(issuer))
            {
                if (!made.Contains((ns, name.Text)) && places[name.Text].FirstOrDefault() is { } place)
                    yield return new ObjectHit(issuer, name, $"Secret {Shown.Text(name.Text)} is in namespace {place}, and the issuer looks in {ns}");
            }
        }
    }

    /// <summary>Keys that issuers are given; the key of an ACME account is made by cert-manager itself.</summary>
    private static IEnumerable<YamlScalar> SecretsOf(ManifestObject issuer)
    {
        if (issuer.Root.NodeAt("spec", "ca", "secretName") is YamlScalar authority) yield return authority;
        foreach (var provider in issuer.Root.MapsAt("spec", "acme", "solvers").SelectMany(s => s.MapAt("dns01")?.Entries ?? []).Select(e => e.Value).OfType<YamlMap>())
        {
            foreach (var entry in provider.Entries.Where(e => e.Key.Text.EndsWith("SecretRef", StringComparison.Ordinal)))
            {
                if ((entry.Value as YamlMap).NodeAt("name") is YamlScalar name) yield return name;
            }
        }
    }

    private static IEnumerable<ObjectHit> FindUnmade(ObjectSet objects)
    {
        var made = Made(objects);
        var names = made.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var known = objects.Certificates.Select(c => c.Object.NamespaceOrDefault).ToHashSet(StringComparer.Ordinal);
        return from use in SecretUse.Of(objects)
               where known.Contains(use.Namespace) && !names.Contains(use.Secret)
               select new ObjectHit(use.Object, use.At, $"It serves with Secret {Shown.Text(use.Secret)}, which no Certificate of the namespace makes");
    }

    private static IEnumerable<ObjectHit> FindElsewhere(ObjectSet objects)
    {
        var made = Made(objects);
        // A template may hold annotations by which another controller copies the Secret.
        var elsewhere = objects.Certificates.Where(c => c.IsExplicit && c.Object.Root.NodeAt("spec", "secretTemplate") is null).ToLookup(c => c.Secret, StringComparer.Ordinal);
        return from use in SecretUse.Of(objects)
               where !made.Contains((use.Namespace, use.Secret))
               from certificate in elsewhere[use.Secret].Where(c => IsFor(c, use)).Take(1)
               select new ObjectHit(use.Object, use.At, $"It serves with Secret {use.Namespace}/{use.Secret}, and {certificate.Object} is in another namespace");
    }

    /// <summary>It has a name that is served with the Secret: Secrets of several namespaces may have one name by chance.</summary>
    private static bool IsFor(CertificateView certificate, SecretUse use)
    {
        return use.Names.IsEmpty || certificate.Names.Any(n => use.Names.Any(h => h.Text == n.Text || Covers(h.Text, n.Text) || Covers(n.Text, h.Text)));

        static bool Covers(string wildcard, string host) => wildcard.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(wildcard[1..], StringComparison.Ordinal);
    }

    private static IEnumerable<ObjectHit> FindUnused(ObjectSet objects)
    {
        var certificates = objects.Certificates.Where(c => c.IsExplicit).ToList();
        if (certificates.Count == 0) return [];
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var manifest in objects.All.Where(o => o is not { Group: CertificateView.Group, Kind: "Certificate" })) Collect(manifest.Root, texts);
        // Webhooks name the Certificate itself.
        return from certificate in certificates
               where !texts.Contains(certificate.Secret) && !texts.Contains($"{certificate.Object.NamespaceOrDefault}/{certificate.Object.Name}")
               select new ObjectHit(certificate.Object, certificate.At, $"No object names Secret {Shown.Text(certificate.Secret)}");
    }

    private static void Collect(YamlNode node, HashSet<string> texts)
    {
        if (node is YamlScalar scalar) texts.Add(scalar.Text);
        foreach (var item in node is YamlSequence list ? list.Items : []) Collect(item, texts);
        foreach (var entry in node is YamlMap map ? map.Entries : []) Collect(entry.Value, texts);
    }
}
