using System.Collections.Immutable;
using System.Text;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>One choice for each structural question, as answers text.</summary>
public sealed record Combination(string Name, string Answers)
{
    public override string ToString() => Name;
}

/// <summary>The combinations under test: every single choice against the defaults, all pairs of choices, and the fixtures.</summary>
public static class Combinations
{
    /// <summary>Structural questions that are not plain choices, with what stands for each of their shapes. The first is the default.</summary>
    private static readonly (string Path, string[] Choices)[] Listed =
    [
        ("layers", ["[cluster, platform, app]", "[app]", "[cluster]", "[platform, app]"]),
        ("environments", ["[dev, prod]", "[only]", "[{name: dev, namespace: shop-dev, host: dev.test.example.com}, {name: staging, namespace: shop-staging}, prod]"]),
        ("cluster.nodeMtu", ["auto", "1400"]),
        ("cluster.bgp", ["", "{asn: 64512, peers: [{address: 192.0.2.1, asn: 64513}, {address: 192.0.2.2, asn: 64513}]}"]),
        ("cluster.podCidr", ["", "[10.244.0.0/16, \"fd00:10::/56\"]"]),
        ("edge.gateway", ["own", "edge/shared"]),
        ("edge.rateLimit", ["", "0"]),
        ("edge.maxBodySize", ["\"off\"", "10Mi"]),
        ("edge.corsOrigins", ["[]", "[https://www.example.com]"]),
        ("tls.email", ["", "ops@example.org"]),
    ];

    /// <summary>Every question that has choices, and those listed above: path and choices, the default first.</summary>
    public static ImmutableArray<(string Path, ImmutableArray<string> Choices)> Dimensions { get; } =
    [
        .. from question in Questions.All
           let choices = question.Shape switch
           {
               ChoiceShape choice => choice.Choices.Select(c => c.Value),
               BooleanShape => ["true", "false"],
               _ => [],
           }
           where choices.Any()
           let first = question.Default?.Trim('"') ?? question.Required?.StandIn ?? "private-ca"
           select (question.Path, choices.OrderBy(c => c == first ? 0 : 1).Select(Quoted).ToImmutableArray()),
        .. Listed.Select(l => (l.Path, l.Choices.ToImmutableArray())),
    ];

    /// <summary>The defaults, and every other choice on its own.</summary>
    public static ImmutableArray<Combination> Singles { get; } =
    [
        new("defaults", Text("shop", [], null)),
        .. from dimension in Dimensions
           from choice in dimension.Choices.Skip(1)
           select new Combination(NameOf(dimension.Path, choice), Text("shop", [(dimension.Path, choice)], null)),
    ];

    /// <summary>Dimensions that rules of severity error look at, by number.</summary>
    private static readonly ImmutableArray<int> Judged = [.. Enumerable.Range(0, Dimensions.Length).Where(i => Dimensions[i].Path.StartsWith("cluster.", StringComparison.Ordinal) || Dimensions[i].Path.StartsWith("mesh.", StringComparison.Ordinal) || Dimensions[i].Path is "layers" or "security.policies" or "security.clusterPolicies" or "security.policyDialect" or "security.enforcement" or "edge.api" or "edge.gateway" or "edge.controller" or "edge.loadBalancer" or "edge.loadBalancerProvider" or "edge.rateLimit" or "edge.waf" or "edge.canary" or "edge.errorPages" or "edge.maxBodySize" or "tls.issuer" or "tls.challenge" or "scaling.autoscaling" or "observability.monitoring" or "observability.tracing")];

    private static readonly Dictionary<string, bool> Known = [];

    /// <summary>What refuses looks at choices and not at services or environments, so one of each will do.</summary>
    private static bool IsAccepted(IReadOnlyList<int> row)
    {
        var choices = Judged.Where(i => row[i] > 0 || (row[i] == 0 && Dimensions[i].Path == "edge.api")).Select(i => (Dimensions[i].Path, Dimensions[i].Choices[row[i]])).Append(("environments", "[only]"));
        var text = Text("wide", choices, "services:\n- name: api\n  expose: [{}]\n");
        if (Known.TryGetValue(text, out var isAccepted)) return isAccepted;
        return Known[text] = YamlReader.Read(new SourceText("row", text)).Then(AnswersReader.Read).TryGet(out var answers)
            && RuleChecker.Check(answers, Rendered.Today).All(d => d.Severity != Severity.Error);
    }

    private static readonly CoveringArray Covering = new([.. Dimensions.Select(d => d.Choices.Length)], IsAccepted, (IndexOf(Questions.Platform), IndexOf(Questions.Cni)));

    /// <summary>The widest services, with choices such that each pair of choices of two questions that is not refused occurs in at least one combination.</summary>
    public static ImmutableArray<Combination> Pairs { get; } = [.. Covering.Rows().Select((row, i) => new Combination($"pair-{i + 1:00}", TextOf(row)))];

    /// <summary>Pairs of choices that every combination with them is refused for, in words.</summary>
    public static ImmutableArray<string> RefusedPairs { get; } =
        [.. Covering.Refused.Select(p => $"{Dimensions[p.Left].Path} {Dimensions[p.Left].Choices[p.LeftChoice]}, {Dimensions[p.Right].Path} {Dimensions[p.Right].Choices[p.RightChoice]}")];

    private static int IndexOf(Question question) => Dimensions.IndexOf(Dimensions.First(d => d.Path == question.Path));

    public static ImmutableArray<Combination> Fixtures { get; } =
        [.. new[] { "everything", "one" }.Select(name => new Combination(name, Rendered.Fixture(name)))];

    public static TheoryData<string> NamesOf(IEnumerable<Combination> combinations) => new(combinations.Select(c => c.Name));

    public static TheoryData<string> SingleNames => NamesOf(Singles);

    public static TheoryData<string> AllNames => NamesOf([.. Singles, .. Fixtures, .. Pairs]);

    public static Combination Get(string name) => Singles.Concat(Fixtures).Concat(Pairs).First(c => c.Name == name);

    /// <summary>A combination of the widest services with a choice for each dimension, by number.</summary>
    public static string TextOf(IReadOnlyList<int> row) =>
        Text("wide", Dimensions.Select((d, i) => (d.Path, d.Choices[row[i]])), Rendered.Fixture("everything"));

    private static string Text(string name, IEnumerable<(string Path, string Choice)> choices, string? services)
    {
        var lines = choices.Where(c => c.Choice.Length > 0).ToList();
        // Two families for pods need two for Services.
        if (lines.Any(l => l.Path == "cluster.podCidr" && l.Choice.Contains("fd00", StringComparison.Ordinal))) lines.Add(("cluster.serviceCidr", "[10.96.0.0/16, \"fd00:20::/108\"]"));
        // BBR reaches pods from there on.
        if (lines.Any(l => l is { Path: "cluster.nodeTuning", Choice: "bbr" })) lines.Add(("cluster.kernel", "\"6.8\""));
        // What has no default on the platform.
        if (NeedsApiServer(lines)) lines.Add(("cluster.apiServer", "api.example.com"));
        if (lines.Any(l => l is { Path: "edge.loadBalancerProvider", Choice: "cilium" or "metallb" })) lines.Add(("edge.addressPool", "[192.0.2.16/28, 192.0.2.40-192.0.2.50]"));
        if (lines.Any(l => l is { Path: "tls.issuer", Choice: "existing" })) lines.Add(("tls.issuerName", "shared-issuer"));
        if (lines.Any(l => l is { Path: "tls.issuer", Choice: "letsencrypt" }) || (!lines.Any(l => l.Path == "tls.issuer") && lines.Any(l => l is { Path: "tls.challenge", Choice: "dns01" } || l.Path == "tls.dnsProvider"))) lines.Add(("edge.host", "shop.netscaffold.dev"));
        if (lines.Any(l => l.Path == "tls.dnsProvider") && !lines.Any(l => l.Path == "tls.challenge")) lines.Add(("tls.challenge", "dns01"));
        if (lines.Any(l => l is { Path: "tls.challenge", Choice: "dns01" }) && !lines.Any(l => l.Path == "tls.dnsProvider")) lines.Add(("tls.dnsProvider", "cloudflare"));
        if (lines.Any(l => l is { Path: "tls.dnsProvider", Choice: "clouddns" })) lines.Add(("tls.dnsProject", "netscaffold-dns"));
        if (lines.Any(l => l is { Path: "tls.dnsProvider", Choice: "azuredns" })) lines.AddRange([("tls.dnsSubscription", "0a1b2c3d-0123-4567-89ab-0123456789ab"), ("tls.dnsResourceGroup", "dns"), ("tls.dnsTenant", "1a1b2c3d-0123-4567-89ab-0123456789ab"), ("tls.dnsClient", "2a1b2c3d-0123-4567-89ab-0123456789ab")]);
        if (lines.Any(l => l is { Path: "edge.controller", Choice: "haproxy" or "ingress-nginx" }) && !lines.Any(l => l.Path == "edge.api")) lines.Add(("edge.api", "ingress"));
        // What is said of a mesh needs one.
        var hasEgressGateway = lines.Any(l => l is { Path: "mesh.egressGateway", Choice: "true" });
        if ((hasEgressGateway || lines.Any(l => l is { Path: "mesh.mtls", Choice: "permissive" })) && !lines.Any(l => l.Path == "mesh.kind")) lines.Add(("mesh.kind", "istio-sidecar"));
        // A dialect is that of its pod network, whatever the default one.
        if (services is null && lines.Any(l => l is { Path: "security.policyDialect", Choice: "calico" }) && !lines.Any(l => l.Path == "cluster.cni")) lines.Add(("cluster.cni", "calico"));
        if (services is null && !lines.Any(l => l.Path == "bundle")) lines.Add(("bundle", "both"));

        var text = new StringBuilder($"name: {name}\n");
        foreach (var section in lines.GroupBy(l => l.Path.Contains('.') ? l.Path[..l.Path.LastIndexOf('.')] : "").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (section.Key.Contains('.')) continue;
            if (section.Key.Length > 0) text.Append($"{section.Key}:\n");
            foreach (var (path, choice) in section) text.Append($"{(section.Key.Length > 0 ? "  " : "")}{path.Split('.')[^1]}: {choice}\n");
            var nested = lines.Where(l => l.Path.StartsWith(section.Key + ".", StringComparison.Ordinal) && l.Path.Count(c => c == '.') == 2).ToList();
            if (section.Key.Length > 0 && nested.Count > 0) text.Append($"  {nested[0].Path.Split('.')[1]}: {{{string.Join(", ", nested.Select(n => $"{n.Path.Split('.')[^1]}: {n.Choice}"))}}}\n");
        }

        if (lines.All(l => !l.Path.StartsWith("cluster.", StringComparison.Ordinal) || l.Path.Count(c => c == '.') == 2) && lines.Exists(l => l.Path.StartsWith("cluster.existing", StringComparison.Ordinal)))
            text.Append($"cluster: {{cni: existing, existing: {{{string.Join(", ", lines.Where(l => l.Path.StartsWith("cluster.existing", StringComparison.Ordinal)).Select(n => $"{n.Path.Split('.')[^1]}: {n.Choice}"))}}}}}\n");
        // An egress gateway is there for calls by name.
        if (hasEgressGateway && services is null) services = "services:\n- {name: web, calls: [payments], egress: [{fqdn: api.partner.test, ports: [80, 443]}, {cidr: 203.0.113.0/24, ports: [5432]}]}\n- {name: payments, kind: external, external: {host: api.payments-provider.test, port: 443}}\n";
        if (services is not null) text.Append(services[services.IndexOf("services:", StringComparison.Ordinal)..]);
        // nginx speaks HTTP/1.1 to services.
        if (lines.Any(l => l is { Path: "edge.controller", Choice: "nginx-gateway-fabric" } or { Path: "edge.api", Choice: "ingress" })) text.Replace("app: h2c", "app: http").Replace("{name: grpc, port: 9000, app: grpc}", "{name: grpc, port: 9000, app: http}");
        if (lines.Any(l => l is { Path: "scaling.autoscaling", Choice: "custom-metrics" })) text.Replace("autoscaling: {max: 12, cpu: 65, memory: 80}", "autoscaling: {max: 12, memory: 80, metric: {query: \"sum(rate(http_requests_total{service=\\\"web-metrics\\\"}[2m]))\", target: 100}}");
        if (hasEgressGateway) text.Replace("{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16], ports: [443, 8443]}", "{cidr: 203.0.113.0/24, ports: [5432]}\n  - {fqdn: api.partner.test, ports: [80, 443]}");
        // Without a way in nothing leads to a canary, nor do Traefik's Ingress objects.
        if (lines.Any(l => l is { Path: "edge.api", Choice: "none" }) || (lines.Any(l => l is { Path: "edge.api", Choice: "ingress" }) && !lines.Any(l => l is { Path: "edge.controller", Choice: "ingress-nginx" }))) text.Replace("  canary: {image: \"registry.example.com/team/web:2.5.0-rc.1\", weight: 20, header: X-Next}\n", "");
        // They have no such limit.
        if (lines.Any(l => l is { Path: "edge.controller", Choice: "cilium" or "istio" or "haproxy" } or { Path: "edge.api", Choice: "istio" })) text.Replace(", maxBodySize: 20Mi", "");
        // No public authority issues for reserved names.
        return lines.Any(l => l is { Path: "edge.host", Choice: "shop.netscaffold.dev" }) ? text.Replace("everything.example.com", "everything.netscaffold.dev").Replace("dev.test.example.com", "dev.test.netscaffold.dev").ToString() : text.ToString();
    }

    private static bool NeedsApiServer(List<(string Path, string Choice)> lines)
    {
        string Of(Question question) => lines.FirstOrDefault(l => l.Path == question.Path).Choice ?? question.Default!;
        return Of(Questions.Platform) is not ("kind" or "k3s") && (Of(Questions.KubeProxy) == "replaced" || Of(Questions.Controller) == "cilium" || (Of(Questions.Platform) == "eks" && Of(Questions.Cni) == "cilium"));
    }

    private static string Quoted(string choice) => double.TryParse(choice, out _) ? $"\"{choice}\"" : choice;

    private static string NameOf(string path, string choice)
    {
        var word = new string([.. choice.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ',')]);
        return $"{path.Replace('.', '-').ToLowerInvariant()}-{(word.Length > 24 ? word[..24] : word)}".Trim('-').Replace(',', '-');
    }
}
