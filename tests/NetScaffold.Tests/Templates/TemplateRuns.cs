using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Templates;

/// <summary>Bundles for many answers: what tests of the templates run over.</summary>
internal static class TemplateRuns
{
    /// <summary>Services that use every field a template reads, on a cluster with both families.</summary>
    public const string ManyServices = """
        cluster: {podCidr: [10.42.0.0/16, "fd00:42::/56"], serviceCidr: [10.43.0.0/16, "fd00:43::/112"]}
        services:
        - name: api
          image: registry.example/api:1.4
          replicas: 2
          autoscaling: {max: 6, cpu: 70, memory: 80}
          resources: {cpu: 100m, memory: 128Mi, memoryLimit: 256Mi, cpuLimit: "1"}
          command: [./api]
          args: [--verbose]
          pullSecrets: [pull]
          writable: [/tmp]
          ports: [{name: http, port: 80, containerPort: 8080}, {name: rpc, port: 9000, app: grpc}]
          metrics: {port: 9797, path: /metrics}
          env: {LOG: info, DB: {secret: db, key: password}}
          calls: [db, mail, {to: team-b/users, port: 8080}]
          allowFrom: [{namespace: team-b, labels: {app: x}, ports: [http]}]
          egress: [{cidr: 203.0.113.0/24, except: [203.0.113.1/32], ports: [443]}, {fqdn: api.partner.test, ports: [443]}, {fqdn: "*.partner.test", ports: [443]}]
          expose:
          - {path: /api, rewrite: /, timeout: 30s, maxBodySize: 10Mi, corsOrigins: ["https://app.example.com"]}
          - {path: /ws, host: api.example.com, websocket: true}
        - {name: worker, autoscaling: none, disruption: none}
        - {name: db, kind: statefulset, ports: [{port: 5432}]}
        - {name: cache, kind: statefulset, image: registry.example/cache:7, ports: [{port: 6379, app: tcp}], storage: {path: /data, size: 1Gi, class: fast}}
        - {name: mail, kind: external, external: {addresses: [192.0.2.1], port: 587}}
        - {name: mail6, kind: external, external: {addresses: ["2001:db8::1"], port: 587}}
        - {name: partner, kind: external, external: {host: api.example.net, port: 443}}
        """;

    /// <summary>Each question that a template's structure follows, with its choices; some need a second answer.</summary>
    public static ImmutableArray<(string Path, ImmutableArray<string> Values)> Structural { get; } =
    [
        ("bundle", ["helm", "kustomize", "both"]),
        ("layers", ["[cluster, platform, app]", "[app]", "[cluster, app]", "[platform]", "[cluster]"]),
        ("environments", ["[dev, prod]", "[prod]", "[{name: dev, namespace: shop-dev, host: dev.example.net}, stage, prod]"]),
        ("cluster.kubernetes", ["\"1.34\"", "\"1.37\""]),
        ("cluster.cni", ["cilium", "existing"]),
        ("edge.api", ["gateway-api", "ingress", "istio", "none"]),
        ("edge.controller", ["envoy-gateway", "istio", "nginx-gateway-fabric", "traefik", "haproxy", "ingress-nginx"]),
        ("edge.errorPages", ["true"]),
        ("edge.canary", ["none", "weight", "header"]),
        ("edge.gateway", ["own", "edge/shared"]),
        ("edge.loadBalancer", ["external", "none"]),
        ("edge.rateLimit", ["100", "0"]),
        ("tls.issuer", ["private-ca", "letsencrypt", "existing", "none"]),
        ("tls.email", ["ops@example.org"]),
        ("tls.dnsProvider", ["cloudflare", "route53", "azuredns", "clouddns"]),
        ("mesh.kind", ["none", "istio-ambient", "istio-sidecar"]),
        ("mesh.mtls", ["strict", "permissive"]),
        ("mesh.egressGateway", ["true"]),
        ("security.policies", ["default-deny", "ingress-only", "none"]),
        ("security.clusterPolicies", ["none", "default-deny"]),
        ("security.policyDialect", ["auto", "kubernetes", "cilium", "calico"]),
        ("security.enforcement", ["enforce", "observe"]),
        ("security.podSecurity", ["restricted", "baseline"]),
        ("scaling.autoscaling", ["resource", "custom-metrics", "none"]),
        ("scaling.disruptionBudget", ["true", "false"]),
        ("observability.monitoring", ["prometheus-operator", "none"]),
        ("observability.tracing", ["none", "otlp"]),
        ("observability.debugPod", ["true"]),
    ];

    /// <summary>What every provider may ask for; unused by the others.</summary>
    private static readonly (string Path, string Value)[] DnsZone =
    [
        ("tls.dnsProject", "shop-dns"), ("tls.dnsSubscription", "0a1b2c3d-0123-4567-89ab-0123456789ab"), ("tls.dnsResourceGroup", "dns"),
        ("tls.dnsTenant", "1a1b2c3d-0123-4567-89ab-0123456789ab"), ("tls.dnsClient", "2a1b2c3d-0123-4567-89ab-0123456789ab"),
    ];

    /// <summary>Answers that change values alone: no pair of them can differ in structure.</summary>
    private static readonly string[] ValuesOnly = ["environments", "cluster.kubernetes", "security.podSecurity"];

    /// <summary>Every single choice, for the default services and for the many.</summary>
    public static IEnumerable<(string Name, YamlMap Tree)> Singles =>
        new[] { "", ManyServices }.SelectMany(services => Choices.Select(c => ($"{c} {services.Length}", Tree(services, c))));

    /// <summary>The singles, and for the default services every pair of two questions' choices.</summary>
    public static IEnumerable<(string Name, YamlMap Tree)> SinglesAndPairs
    {
        get
        {
            var choices = Choices.Where(c => !ValuesOnly.Contains(c.Path)).ToList();
            return Singles.Concat(choices.SelectMany((one, i) => choices.Skip(i + 1).Where(o => o.Path != one.Path).Select(other => ($"{one} {other}", Tree("", one, other)))));
        }
    }

    private static IEnumerable<(string Path, string Value)> Choices => Structural.SelectMany(q => q.Values.Select(v => (q.Path, v)));

    /// <summary>An answers tree: both forms, then the services, then each answer as YAML.</summary>
    public static YamlMap Tree(string services, params ReadOnlySpan<(string Path, string Value)> answers)
    {
        var tree = (YamlMap)Parse($"name: shop\nbundle: both\n{services}");
        foreach (var (path, value) in answers)
        {
            tree = AnswersTree.Set(tree, path, Parse(value), out _);
            if (value == "existing" && path == "tls.issuer") tree = AnswersTree.Set(tree, "tls.issuerName", Parse("company-ca"), out _);
            if (value is "letsencrypt" or "ops@example.org" || path == "tls.dnsProvider") tree = AnswersTree.Set(tree, "edge.host", Parse("shop.acme-corp.dev"), out _);
            foreach (var (required, text) in path == "tls.dnsProvider" ? [("tls.challenge", "dns01"), .. DnsZone] : Array.Empty<(string, string)>()) tree = AnswersTree.Set(tree, required, Parse(text), out _);
            if (value == "custom-metrics" && services.Length > 0) tree = AnswersTree.Set(tree, "services.api.autoscaling.metric", Parse("{query: sum(requests), target: 100}"), out _);
            if (path == "mesh.egressGateway")
            {
                if (AnswersTree.Find(tree, "mesh.kind") is null) tree = AnswersTree.Set(tree, "mesh.kind", Parse("istio-sidecar"), out _);
                tree = AnswersTree.Set(tree, "services.api.egress", Parse("[{fqdn: api.partner.test, ports: [80, 443]}, {cidr: 203.0.113.0/24, ports: [5432]}]"), out _);
            }

            if (value is "haproxy" or "ingress-nginx") tree = AnswersTree.Set(tree, "edge.api", Parse("ingress"), out _);
            if (path is "tls.email" or "tls.dnsProvider") tree = AnswersTree.Set(tree, "tls.issuer", Parse("letsencrypt"), out _);
        }

        return tree;
    }

    public static Outcome<ScaffoldResult> Run(YamlMap tree, TemplateSet? templates = null) => Scaffold.Run(tree, new DateOnly(2026, 8, 22), templates ?? TemplateSet.BuiltIn);

    /// <summary>Those that are not refused, rendered.</summary>
    public static IEnumerable<(string Name, ScaffoldResult Result)> Accepted(IEnumerable<(string Name, YamlMap Tree)> runs)
    {
        foreach (var (name, tree) in runs)
        {
            if (Run(tree).TryGet(out var result)) yield return (name, result);
        }
    }

    /// <summary>The built-in sources, one of them edited.</summary>
    public static TemplateSet With(string path, string before, string after)
    {
        var sources = TemplateSet.BuiltIn.Paths.ToDictionary(p => p, TemplateSet.BuiltIn.ReadSource, StringComparer.Ordinal);
        if (!sources[path].Contains(before)) throw new ArgumentException($"{path} does not hold {before}", nameof(before));
        sources[path] = sources[path].Replace(before, after, StringComparison.Ordinal);
        return TemplateSet.From(sources);
    }

    private static YamlNode Parse(string text) => YamlReader.Read(new SourceText("netscaffold.yaml", text)).Value ?? throw new ArgumentException($"{text} is no YAML", nameof(text));
}
