using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about which versions of TLS are spoken.</summary>
internal static class TlsVersionRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4572", Severity.Warning, "TLS below 1.2", "versions 1.0 and 1.1 are broken, and RFC 8996 forbids them.", "Set 1.2 at least.", FindOldVersions) { Item = "C6" },
    ];

    /// <summary>Fields for the lowest version, by group and kind; the reference of each API.</summary>
    private static readonly ImmutableArray<(string Group, string Kind, string[] Path)> Fields =
    [
        ("gateway.envoyproxy.io", "ClientTrafficPolicy", ["spec", "tls", "minVersion"]),
        ("gateway.envoyproxy.io", "BackendTrafficPolicy", ["spec", "tls", "minVersion"]),
        ("traefik.io", "TLSOption", ["spec", "minVersion"]),
        ("projectcontour.io", "HTTPProxy", ["spec", "virtualhost", "tls", "minimumProtocolVersion"]),
    ];

    /// <summary>How each spells 1.0 and 1.1.</summary>
    private static readonly ImmutableArray<string> Old = ["1.0", "1.1", "VersionTLS10", "VersionTLS11", "TLSV1_0", "TLSV1_1", "TLSv1", "TLSv1.0", "TLSv1.1", "SSLv3"];

    /// <summary>Policies of AWS that still speak TLS 1.0 or 1.1: its documentation of security policies.</summary>
    private static readonly ImmutableArray<string> OldAws = ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-0-2015-04", "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-FS-1-1-2019-08"];

    private static readonly ImmutableArray<string> AwsAnnotations = ["alb.ingress.kubernetes.io/ssl-policy", "service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy"];

    private static IEnumerable<ObjectHit> FindOldVersions(ObjectSet objects)
    {
        foreach (var (group, kind, path) in Fields)
        {
            foreach (var manifest in objects.OfKind(group, kind))
            {
                if (manifest.Root.NodeAt(path) is YamlScalar version && Old.Contains(version.Text)) yield return Hit(manifest, version, version.Text);
            }
        }

        foreach (var gateway in objects.OfKind("networking.istio.io", "Gateway"))
        {
            foreach (var server in gateway.Root.MapsAt("spec", "servers"))
            {
                if (server.NodeAt("tls", "minProtocolVersion") is YamlScalar version && Old.Contains(version.Text)) yield return Hit(gateway, version, version.Text);
            }
        }

        foreach (var config in objects.OfKind("", "ConfigMap"))
        {
            // The settings of ingress-nginx, by the keys that they have.
            if (config.Root.NodeAt("data", "ssl-protocols") is YamlScalar protocols && OldIn(protocols.Text) is { } version) yield return Hit(config, protocols, version);
        }

        foreach (var manifest in objects.OfKind("networking.k8s.io", "Ingress").Concat(objects.OfKind("", "Service")))
        {
            var annotations = manifest.Root.MapAt("metadata", "annotations");
            if (annotations.NodeAt("nginx.ingress.kubernetes.io/ssl-protocols") is YamlScalar protocols && OldIn(protocols.Text) is { } version) yield return Hit(manifest, protocols, version);
            foreach (var policy in AwsAnnotations.Select(a => annotations.NodeAt(a)).OfType<YamlScalar>().Where(p => OldAws.Contains(p.Text))) yield return Hit(manifest, policy, policy.Text);
        }
    }

    private static string? OldIn(string protocols) => protocols.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(Old.Contains);

    private static ObjectHit Hit(ManifestObject manifest, YamlNode at, string version) => new(manifest, at, $"{Shown.Text(version)} is allowed");
}
