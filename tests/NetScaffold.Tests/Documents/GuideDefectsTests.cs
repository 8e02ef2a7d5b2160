using System.Text.RegularExpressions;
using NetScaffold.Decisions;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>Invariant I9: no defect of the guide in any bundle. docs/guide-defects.md says for each what keeps it out.</summary>
public partial class GuideDefectsTests
{
    /// <summary>How many defects each section of the guide's review has.</summary>
    private static readonly (char Section, int Count)[] Sections =
        [('A', 3), ('B', 28), ('C', 21), ('D', 19), ('E', 20), ('F', 21), ('G', 21), ('H', 15), ('I', 10), ('J', 13), ('K', 25), ('L', 15), ('M', 8)];

    /// <summary>Answers whose bundles are scanned. Nothing in them asks for a defect.</summary>
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["default"] = "name: shop\nbundle: both\n",
        ["acme, dual stack, every kind of service"] = """
            name: shop
            bundle: both
            environments: [{name: dev, namespace: shop-dev, set: {services.api.replicas: 1}}, prod]
            cluster: {podCidr: [10.244.0.0/16, "fd00:10:244::/56"], serviceCidr: [10.96.0.0/12, "fd00:10:96::/112"]}
            edge: {host: shop.acme.dev, corsOrigins: ["https://www.acme.dev"], timeout: 30s}
            tls: {issuer: letsencrypt, email: ops@acme.dev}
            services:
            - name: web
              image: registry.example/web:2.0
              ports: [{port: 80, containerPort: 8080}]
              probes: {kind: http, live: /live, ready: /ready}
              calls: [api, mail, ldap, {to: queue, port: peer}]
              expose: [{path: /}, {path: /ws, websocket: true}, {path: /admin, host: admin.acme.dev, maxBodySize: 10Mi}]
            - name: api
              image: registry.example/api:1.4
              ports: [{name: http, port: 8080}, {name: grpc, port: 9000, app: grpc}]
              metrics: {port: 9797}
              calls: [queue, {to: team-b/users, port: 8080}]
              allowFrom: [{namespace: team-b, labels: {app: batch}, ports: [http]}]
              egress: [{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16], ports: [443]}, {fqdn: api.partner.test, ports: [443]}]
              env: {LOG: info, DB_PASSWORD: {secret: db, key: password}}
              expose: [{path: /api, rewrite: /}]
            - name: queue
              kind: statefulset
              image: registry.example/queue:3.1
              replicas: 3
              ports: [{name: main, port: 5672}, {name: peer, port: 25672}]
              storage: {path: /var/lib/queue}
              metrics: {port: 15692}
            - {name: mail, kind: external, external: {host: smtp.acme.dev, port: 587}}
            - {name: ldap, kind: external, external: {addresses: [192.0.2.10], port: 636}}
            """,
        ["Ingress objects behind a firewall"] = """
            name: shop
            bundle: both
            edge: {api: ingress, controller: ingress-nginx, waf: true, errorPages: true, host: shop.acme.dev, corsOrigins: ["https://www.acme.dev"]}
            tls: {issuer: letsencrypt}
            services:
            - {name: web, image: registry.example/web:2.0, canary: {image: registry.example/web:2.1, weight: 5}, probes: {kind: http, live: /live, ready: /ready}, calls: [api], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /api, rewrite: /, host: api.acme.dev}]}
            """,
        ["Ingress objects of HAProxy"] = """
            name: shop
            bundle: both
            edge: {api: ingress, controller: haproxy, host: shop.acme.dev, corsOrigins: ["https://www.acme.dev"]}
            tls: {issuer: letsencrypt}
            services: [{name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /}, {path: /api, rewrite: /, host: api.acme.dev}]}]
            """,
        ["Ingress objects of Traefik, error pages"] = """
            name: shop
            bundle: both
            edge: {api: ingress, errorPages: true, host: shop.acme.dev}
            services: [{name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /}]}]
            """,
        ["Istio by its own API"] = """
            name: shop
            bundle: both
            edge: {api: istio, host: shop.acme.dev, corsOrigins: ["https://www.acme.dev"]}
            tls: {issuer: letsencrypt, challenge: dns01, dnsProvider: route53}
            services:
            - {name: web, image: registry.example/web:2.0, canary: {image: registry.example/web:2.1, weight: 5}, probes: {kind: http, live: /live, ready: /ready}, calls: [api], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /api, rewrite: /}, {path: /, host: api.acme.dev}]}
            """,
        ["wildcard, error pages"] = """
            name: shop
            bundle: both
            edge: {host: "*.acme.dev", errorPages: true}
            tls: {issuer: letsencrypt, challenge: dns01, dnsProvider: cloudflare}
            services: [{name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /}, {path: /, host: acme.dev}, {path: /, host: api.acme.dev}]}]
            """,
        ["app alone, onto a Gateway of others"] = """
            name: shop
            bundle: both
            layers: [app]
            cluster: {cni: existing}
            edge: {gateway: infra/public, host: shop.acme.dev}
            security: {policies: ingress-only}
            scaling: {autoscaling: none}
            """,
        ["an issuer of the cluster, kind"] = "name: shop\nbundle: both\ncluster: {platform: kind}\nedge: {host: shop.acme.dev, loadBalancer: none}\ntls: {issuer: existing, issuerName: corporate}\n",
        ["kube-proxy in a mode of its own"] = "name: shop\nbundle: both\ncluster: {kubeProxy: nftables}\n",
        ["an ambient mesh, requests held, Istio's gateway"] = """
            name: shop
            bundle: both
            cluster: {platform: kind, cni: existing}
            mesh: {kind: istio-ambient}
            edge: {controller: istio, host: shop.acme.dev, loadBalancer: none}
            services:
            - {name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, metrics: {port: 9797}, calls: [{to: api, methods: [GET], paths: [/orders/*]}], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}}
            """,
        ["a mesh of sidecars, requests held"] = """
            name: shop
            bundle: both
            cluster: {platform: kind, cni: existing}
            mesh: {kind: istio-sidecar}
            edge: {host: shop.acme.dev, loadBalancer: none}
            services:
            - {name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, metrics: {port: 9797}, calls: [{to: api, methods: [GET], paths: [/orders/*]}], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}, expose: [{path: /api}]}
            """,
        ["a mesh of sidecars, an egress gateway"] = """
            name: shop
            bundle: both
            cluster: {platform: kind, cni: existing}
            mesh: {kind: istio-sidecar, egressGateway: true}
            edge: {host: shop.acme.dev, loadBalancer: none}
            services:
            - {name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, calls: [api, partner], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}, egress: [{fqdn: files.partner.test, ports: [80, 443]}, {cidr: 203.0.113.0/24, ports: [5432]}]}
            - {name: partner, kind: external, external: {host: api.partner.test, port: 443}}
            """,
        ["an ambient mesh, an egress gateway"] = """
            name: shop
            bundle: both
            cluster: {platform: kind, cni: existing}
            mesh: {kind: istio-ambient, egressGateway: true}
            edge: {controller: istio, host: shop.acme.dev, loadBalancer: none}
            services:
            - {name: web, image: registry.example/web:2.0, probes: {kind: http, live: /live, ready: /ready}, calls: [api], expose: [{path: /}]}
            - {name: api, image: registry.example/api:1.4, probes: {kind: http, live: /live, ready: /ready}, egress: [{fqdn: files.partner.test, ports: [80, 443]}]}
            """,
        ["a debug pod"] = "name: shop\nbundle: both\nobservability: {debugPod: true}\n",
        ["nothing from outside"] = "name: shop\nbundle: both\nedge: {api: none}\n",
    };

    public static TheoryData<string> Bundles => [.. Answers.Keys];

    public static TheoryData<string> Scans => [.. DefectScans.All.Select(s => s.Name)];

    public static TheoryData<string> Components => [.. DefectScans.Absent.Keys];

    [Fact]
    public void Table_OfDefects_HasEachOnceInOrder()
    {
        var expected = Sections.SelectMany(s => Enumerable.Range(1, s.Count).Select(n => $"{s.Section}{n}")).ToList();

        Assert.Equal(219, expected.Count);
        Assert.Equal(expected, Rows().Select(r => r.Id));
        Assert.All(Rows(), r => Assert.True(r.Text.Length > 0, $"{r.Id} has no description"));
    }

    [Fact]
    public void Table_Guards_NameOnlyWhatExists()
    {
        var codes = RuleCatalogue.All.Select(r => r.Code).ToHashSet();
        var classes = typeof(GuideDefectsTests).Assembly.GetTypes().Select(t => t.Name).ToHashSet();
        Assert.All(Rows(), row =>
        {
            var tokens = GuardToken().Matches(row.Guard);
            Assert.True(tokens.Count > 0, $"{row.Id}: '{row.Guard}' names no guard");
            foreach (Match token in tokens)
            {
                var name = token.Groups["code"].Success ? token.Groups["code"].Value : "";
                Assert.True(name.Length == 0 || codes.Contains(name), $"{row.Id}: there is no rule {name}");
                name = token.Groups["test"].Value;
                Assert.True(name.Length == 0 || classes.Contains(name), $"{row.Id}: there is no test class {name}");
                name = token.Groups["template"].Value;
                Assert.True(name.Length == 0 || File.Exists(Path.Combine(Repository.Root, name)), $"{row.Id}: there is no {name}");
                name = token.Groups["component"].Value.Trim();
                Assert.True(name.Length == 0 || DefectScans.Absent.ContainsKey(name), $"{row.Id}: nothing holds '{name}' to be absent");
            }
        });
    }

    [Fact]
    public void Table_NamesThisClass_ForExactlyTheScannedDefects()
    {
        var scanned = DefectScans.All.SelectMany(s => s.Ids).Distinct().Order(StringComparer.Ordinal);
        var named = Rows().Where(r => r.Guard.Contains($"`{nameof(GuideDefectsTests)}`", StringComparison.Ordinal)).Select(r => r.Id).Order(StringComparer.Ordinal);

        Assert.Equal(scanned, named);
    }

    [Fact]
    public void Table_NamesEveryAbsentComponent_AtLeastOnce() =>
        Assert.Equal(DefectScans.Absent.Keys, Rows().SelectMany(r => GuardToken().Matches(r.Guard)).Select(t => t.Groups["component"].Value.Trim()).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Scans))]
    public void Scan_OfItsBadSample_Finds(string name)
    {
        var scan = DefectScans.All.Single(s => s.Name == name);

        Assert.NotEmpty(scan.Find(ScannedBundle.OfSample(scan.Sample)));
    }

    [Theory, MemberData(nameof(Bundles))]
    public void Scans_OfABundle_FindNothing(string name)
    {
        var bundle = Render(name);
        var found = DefectScans.All.SelectMany(s => s.Find(bundle).Select(place => $"{string.Join(", ", s.Ids)} ({s.Name}): {place}"));

        Assert.True(!found.Any(), string.Join('\n', found));
    }

    [Theory, MemberData(nameof(Bundles))]
    public void AbsentComponents_InABundle_AreAbsent(string name)
    {
        var bundle = Render(name);
        var found = from component in DefectScans.Absent
                    from file in bundle.Files
                    from Match match in Regex.Matches(file.Text, component.Value.Words, RegexOptions.IgnoreCase)
                    select $"{file.Path} holds '{match.Value}': {component.Key} is generated now; say in docs/guide-defects.md what guards it";

        Assert.True(!found.Any(), string.Join('\n', found));
    }

    [Theory, MemberData(nameof(Components))]
    public void AbsentComponent_InItsSample_IsFound(string name) => Assert.Matches($"(?i){DefectScans.Absent[name].Words}", DefectScans.Absent[name].Sample);

    /// <summary>The scans are of use only on bundles that hold what they look at.</summary>
    [Fact]
    public void Bundles_Together_HoldEveryKindThatIsScanned()
    {
        string[] expected =
        [
            "AuthorizationPolicy", "Certificate", "CiliumNetworkPolicy", "BackendTrafficPolicy", "ClusterIssuer", "ClientTrafficPolicy", "ConfigMap", "Deployment", "DestinationRule", "EndpointSlice", "EnvoyProxy", "Gateway", "GatewayClass", "HorizontalPodAutoscaler",
            "HTTPRoute", "Ingress", "Issuer", "Middleware", "Namespace", "NetworkPolicy", "PeerAuthentication", "Pod", "PodDisruptionBudget", "PodMonitor", "PrometheusRule", "Role", "RoleBinding", "SecurityPolicy", "Service", "ServersTransport", "ServiceAccount", "ServiceEntry", "ServiceMonitor", "Sidecar", "StatefulSet", "Telemetry", "VirtualService",
        ];
        var kinds = Answers.Keys.SelectMany(n => Render(n).Objects).Select(o => o.Kind).Distinct();

        Assert.Equal(expected.Order(StringComparer.Ordinal), kinds.Order(StringComparer.Ordinal));
    }

    private static ScannedBundle Render(string name) => ScannedBundle.Of(Rendered.Of(Answers[name]).Bundle);

    private static List<(string Id, string Text, string Guard)> Rows() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide-defects.md")))
            .Select(m => (m.Groups["id"].Value, m.Groups["text"].Value.Trim(), m.Groups["guard"].Value.Trim())),
    ];

    [GeneratedRegex(@"^\| (?<id>[A-M][0-9]+) \|(?<text>[^|\n]*)\|(?<guard>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<code>NS[0-9]{4})|`(?<test>[A-Za-z]+Tests)`|`(?<template>templates/[^`]+)`|invariant I[1-9]\b|not generated: (?<component>[^;(]+)|text only")]
    private static partial Regex GuardToken();
}
