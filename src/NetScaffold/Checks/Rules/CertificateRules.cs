using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about certificates that cert-manager gets: whether an authority gives them.</summary>
internal static class CertificateRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4204", Severity.Error, "A wildcard that cannot be proved", "an authority gives a wildcard for a record in DNS only.", "Add a dns01 solver to the issuer.", FindUnprovable) { Item = "C6" },
        new("NS4205", Severity.Error, "A name that its wildcard covers already", "Let's Encrypt refuses an order with both.", "Leave the name out.", FindCovered) { Item = "C6" },
        new("NS4206", Severity.Error, "A solver with several classes", "cert-manager 1.19 and later does not take it.", "Keep ingressClassName.", FindSolverClasses) { Item = "C6" },
        new("NS4209", Severity.Error, "A listener that gets no certificate", "cert-manager takes the names from the listener's hostname.", "Give the listener a hostname, or write a Certificate.", FindNamelessListeners) { Item = "C6" },
        new("NS4211", Severity.Info, "A duration that an ACME authority does not ask for", "the authority says itself how long its certificates last.", "Leave duration out.", FindDurations) { Item = "C6" },
        new("NS4212", Severity.Error, "A challenge that policies stop", "the authority's request does not reach the pod that answers it.", "Allow ingress on TCP 8089 to pods with the label acme.cert-manager.io/http01-solver: \"true\".", FindStoppedChallenges) { Item = "C6" },
    ];

    private static readonly ImmutableArray<string> SolverClasses = ["class", "ingressClassName", "name"];

    private const int SolverPort = 8089;

    /// <summary>What cert-manager gives to the pods that answer challenges.</summary>
    private static readonly LabelMap SolverLabels = LabelMap.Of([new("acme.cert-manager.io/http01-solver", "true")]);

    private static bool IsWildcard(string name) => name.StartsWith("*.", StringComparison.Ordinal);

    private static IEnumerable<ObjectHit> FindUnprovable(ObjectSet objects) =>
        from certificate in objects.Certificates
        where certificate.IsHttpOnly
        from name in certificate.Names
        where IsWildcard(name.Text)
        select new ObjectHit(certificate.Object, name, $"{certificate.Issuer} proves {Shown.Text(name.Text)} over HTTP only");

    private static IEnumerable<ObjectHit> FindCovered(ObjectSet objects)
    {
        foreach (var certificate in objects.Certificates)
        {
            var server = certificate.Issuer is { } issuer ? issuer.Root.TextAt("spec", "acme", "server") ?? "" : certificate.IssuerName;
            if (!server.Contains("letsencrypt", StringComparison.OrdinalIgnoreCase)) continue;
            var covered = certificate.Names.Where(n => IsWildcard(n.Text)).Select(n => n.Text[1..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var name in certificate.Names)
            {
                var dot = name.Text.IndexOf('.', StringComparison.Ordinal);
                if (dot > 0 && !IsWildcard(name.Text) && covered.Contains(name.Text[dot..])) yield return new ObjectHit(certificate.Object, name, $"Its names are {Shown.Text(name.Text)} and {Shown.Text($"*{name.Text[dot..]}")}");
            }
        }
    }

    private static IEnumerable<ManifestObject> Issuers(ObjectSet objects) => objects.OfKind(CertificateView.Group, "Issuer").Concat(objects.OfKind(CertificateView.Group, "ClusterIssuer"));

    private static IEnumerable<ObjectHit> FindSolverClasses(ObjectSet objects) =>
        from issuer in Issuers(objects)
        from solver in issuer.Root.MapsAt("spec", "acme", "solvers")
        let ingress = solver.MapAt("http01", "ingress")
        let fields = SolverClasses.Where(f => ingress.NodeAt(f) is not null).ToList()
        where fields.Count > 1
        select new ObjectHit(issuer, ingress!, $"A solver has {string.Join(" and ", fields)}");

    private static IEnumerable<ObjectHit> FindNamelessListeners(ObjectSet objects)
    {
        var kept = objects.Certificates.Where(c => c.IsExplicit).Select(c => (c.Object.NamespaceOrDefault, c.Secret)).ToHashSet();
        return from certificate in objects.Certificates
               where certificate.Object.Kind == "Gateway" && certificate.Names.IsEmpty
               let ns = certificate.Object.NamespaceOrDefault
               where !objects.Has("Secret", ns, certificate.Secret) && !kept.Contains((ns, certificate.Secret))
               select new ObjectHit(certificate.Object, certificate.At, $"A listener with Secret {Shown.Text(certificate.Secret)} has no hostname, and an annotation asks for its certificate");
    }

    private static IEnumerable<ObjectHit> FindDurations(ObjectSet objects) =>
        from certificate in objects.Certificates
        where certificate.IsExplicit && certificate.Issuer?.Root.NodeAt("spec", "acme") is not null && certificate.Object.Root.NodeAt("spec", "duration") is not null
        select new ObjectHit(certificate.Object, certificate.Object.Root.NearestTo("spec", "duration"), $"duration is {Shown.Text(certificate.Object.Root.TextAt("spec", "duration") ?? "")}, and {certificate.Issuer} is of ACME");

    private static IEnumerable<ObjectHit> FindStoppedChallenges(ObjectSet objects)
    {
        var answers = new Dictionary<string, Policy?>(StringComparer.Ordinal);
        foreach (var certificate in objects.Certificates.Where(c => c.IsHttpOnly).DistinctBy(c => c.Object))
        {
            var ns = certificate.Object.NamespaceOrDefault;
            if (!answers.TryGetValue(ns, out var stopping)) answers.Add(ns, stopping = StoppingPolicy(objects, ns));
            if (stopping is not null) yield return new ObjectHit(certificate.Object, certificate.At, $"{stopping} isolates the pods that answer the challenges of {certificate.Issuer}, and none lets requests in on port {SolverPort}");
        }
    }

    /// <summary>The policy that isolates pods of solvers in a namespace; null when there is none, or another one lets requests in.</summary>
    private static Policy? StoppingPolicy(ObjectSet objects, string ns)
    {
        var held = objects.Cluster.Policies.Where(p => p.Ingress is not null && p.Subject.Pods.Matches(SolverLabels)
            && (p.Subject.Namespace is { } one ? one == ns : (p.Subject.Namespaces ?? LabelSelector.Everything).Matches(objects.NamespaceLabels(ns)))).ToList();
        return held.Exists(p => p.Ingress!.Value.Any(r => r.Action != RuleAction.Deny && r.Ports.Numbers.Contains(Protocol.Tcp, SolverPort))) ? null : held.Find(p => p.Isolates(Direction.Ingress));
    }
}
