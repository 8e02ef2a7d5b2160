using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Tests.Templates;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Bundles in a mesh: network policies let through what the mesh needs and nothing more, and the mesh itself lets the declared callers call.</summary>
public sealed class MeshTests
{
    private const string Orders = """
        name: shop
        bundle: both
        services:
        - {name: web, metrics: {port: 9797}, calls: [{to: api, methods: [GET, POST], paths: [/orders, "/v1/*"]}, {to: api, port: admin}], expose: [{path: /}]}
        - {name: batch, calls: [api]}
        - {name: api, ports: [{name: http, port: 80, containerPort: 8080}, {name: admin, port: 9000, app: tcp}]}

        """;

    [Theory]
    [InlineData("shop", "istio-ambient", "cilium", "kubernetes", "istio")]
    [InlineData("shop", "istio-ambient", "cilium", "cilium", "envoy-gateway")]
    [InlineData("shop", "istio-ambient", "calico", "calico", "istio")]
    [InlineData("shop", "istio-sidecar", "cilium", "kubernetes", "istio")]
    [InlineData("shop", "istio-sidecar", "cilium", "cilium", "traefik")]
    [InlineData("shop", "istio-sidecar", "calico", "calico", "istio")]
    [InlineData("eleven-services", "istio-ambient", "cilium", "cilium", "istio")]
    [InlineData("eleven-services", "istio-ambient", "calico", "calico", "istio")]
    [InlineData("eleven-services", "istio-sidecar", "calico", "kubernetes", "istio")]
    public void Example_InAMesh_OpensExactlyWhatIsDeclared(string example, string mesh, string cni, string dialect, string controller)
    {
        var answers = PolicyDialectTests.Without(File.ReadAllText(Path.Combine(Repository.Root, "examples", example, "netscaffold.yaml")), "cluster", "security", "edge", "mesh");
        var result = Rendered.Of($"{answers}cluster: {{cni: {cni}}}\nsecurity: {{policyDialect: {dialect}}}\nedge: {{controller: {controller}}}\nmesh: {{kind: {mesh}}}\n");

        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
    }

    [Fact]
    public void Requests_InAnAmbientMesh_AreHeldByProxiesBetweenServices()
    {
        var result = Rendered.Of($"{Orders}cluster: {{cni: calico}}\nmesh: {{kind: istio-ambient}}\nedge: {{controller: istio}}\n");
        var policies = PoliciesOf(result);

        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
        Assert.Equal("shop-waypoint", result.Objects().Single(o => o is { Kind: "Service", Name: "api" }).Labels["istio.io/use-waypoint"]);
        // At the proxies: ports of the Service.
        Assert.Equal(
            ["web 9000", "web 80 GET,POST /orders,/v1/*", "batch 80"],
            Rules(policies["api-requests"]));
        Assert.Equal("Service", policies["api-requests"].Spec.Maps("targetRefs").Single().Text("kind"));
        // At the pods: those proxies alone.
        Assert.Equal(["shop-waypoint 8080,9000"], Rules(policies["api"]));
        // Who is called by nobody is called by nobody.
        Assert.Equal([], Rules(policies["batch"]));
        Assert.Contains("# No rules: nobody may.", result.Bundle.Files.Single(f => f.Path == "kustomize/app/base/services/batch.yaml").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_InAMeshOfSidecars_AreHeldAtTheCallee()
    {
        var result = Rendered.Of($"{Orders}mesh: {{kind: istio-sidecar}}\n");
        var policies = PoliciesOf(result);

        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
        Assert.Equal(["web 9000", "web 8080 GET,POST /orders,/v1/*", "batch 8080"], Rules(policies["api"]));
        Assert.DoesNotContain("api-requests", policies.Keys);
        // Cilium sees nothing but bytes.
        Assert.DoesNotContain(result.Objects(), o => o.Kind == "CiliumNetworkPolicy" && o.Name == "api");
        Assert.DoesNotContain(result.Objects(), o => o is { Kind: "Gateway", Name: "shop-waypoint" });
    }

    [Fact]
    public void PlainPorts_OfAService_AreThoseOfCallersOutsideTheMesh()
    {
        var outside = Rendered.Of($"{Orders}mesh: {{kind: istio-sidecar}}\n");
        var inside = Rendered.Of($"{Orders}mesh: {{kind: istio-sidecar}}\nedge: {{controller: istio}}\n");
        var alone = Rendered.Of($"{Orders}mesh: {{kind: istio-sidecar}}\nedge: {{controller: istio}}\nobservability: {{monitoring: none}}\n");

        // Envoy Gateway and Prometheus; Prometheus; nobody.
        Assert.Equal(["8080", "9797"], PlainPorts(outside, "web"));
        Assert.Equal(["9797"], PlainPorts(inside, "web"));
        Assert.Equal([], PlainPorts(alone, "web"));
        Assert.Equal("STRICT", outside.Objects().Single(o => o is { Kind: "PeerAuthentication", Name: "default" }).Spec.Map("mtls").Text("mode"));
        // Who has no certificate is let in by its port; the gateway of the mesh by its account.
        Assert.Equal(["* 8080", "* 9797"], Rules(PoliciesOf(outside)["web"]));
        Assert.Equal(["* 9797", "shop-istio 8080"], Rules(PoliciesOf(inside)["web"]).Order(StringComparer.Ordinal));
    }

    /// <summary>The gateway alone leads to a canary; calls of the mesh go through proxies to the stable version.</summary>
    [Fact]
    public void Canary_BehindProxiesBetweenServices_IsTheGatewaysAlone()
    {
        var result = Rendered.Of($"{Orders.Replace("{name: api,", "{name: api, image: registry.example/api:1, canary: {image: registry.example/api:2}, expose: [{path: /api}],", StringComparison.Ordinal)}mesh: {{kind: istio-ambient}}\nedge: {{controller: istio}}\n");

        Assert.Equal(["api"], result.Objects().Where(o => o.Kind == "Service" && o.Labels.ContainsKey("istio.io/use-waypoint")).Select(o => o.Name));
        Assert.Equal(["shop-istio 8080", "shop-waypoint 8080,9000"], Rules(PoliciesOf(result)["api"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PermissiveMesh_RefusesNobody()
    {
        var result = Rendered.Of("name: shop\nbundle: both\nmesh: {kind: istio-ambient, mtls: permissive}\n");

        Assert.Equal("PERMISSIVE", Assert.Single(result.Objects(), o => o.Kind == "PeerAuthentication").Spec.Map("mtls").Text("mode"));
        Assert.DoesNotContain(result.Objects(), o => o.Kind == "AuthorizationPolicy");
        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
    }

    [Theory]
    [InlineData("istio-ambient", "istio.io/dataplane-mode", "none")]
    [InlineData("istio-sidecar", "sidecar.istio.io/inject", "false")]
    public void PodsBesideTheApplication_AreNoMembers(string mesh, string label, string value)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\nmesh: {{kind: {mesh}}}\nedge: {{api: ingress, errorPages: true, host: shop.acme.dev}}\ntls: {{issuer: letsencrypt}}\nobservability: {{debugPod: true}}\n");
        var pods = result.Objects().Where(o => o.Kind is "Deployment" or "StatefulSet").ToDictionary(o => o.Name, o => o.Spec.Map("template").Map("metadata").Texts("labels"));

        Assert.Equal(["shop-debug", "shop-error-page"], pods.Where(p => p.Value.GetValueOrDefault(label) == value).Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(value, result.Objects().Single(o => o.Kind == "Issuer").Spec.Map("acme").Maps("solvers").Single().Map("http01").Map("ingress").Map("podTemplate").Map("metadata").Texts("labels")[label]);
        Assert.Contains($"{label}: ", result.Bundle.Files.Single(f => f.Path == "kustomize/app/tests/calls.yaml").Text, StringComparison.Ordinal);
    }

    /// <summary>A share of the pods is ejected, but never the only one.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 50)]
    [InlineData(3, 34)]
    [InlineData(9, 34)]
    public void Ejection_IsSizedByReplicas(int replicas, int? percent)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\nmesh: {{kind: istio-sidecar}}\nservices: [{{name: web, calls: [api]}}, {{name: api, replicas: {replicas}, autoscaling: none}}]\n");
        var detection = result.Objects().Single(o => o.Kind == "DestinationRule").Spec.Map("trafficPolicy").Map("outlierDetection");

        Assert.Equal(percent, (int?)detection.Number("maxEjectionPercent"));
    }

    private const string Outside = """
        name: shop
        bundle: both
        services:
        - {name: web, calls: [api, partner], expose: [{path: /}]}
        - {name: api, egress: [{fqdn: api.partner-files.test, ports: [80, 443]}, {fqdn: api.partner.test, ports: [8443]}, {cidr: 203.0.113.0/24, ports: [5432]}]}
        - {name: batch, calls: [api]}
        - {name: partner, kind: external, external: {host: api.partner.test, port: 443}}

        """;

    [Theory]
    [InlineData("istio-ambient", "cilium", "auto")]
    [InlineData("istio-ambient", "cilium", "cilium")]
    [InlineData("istio-ambient", "calico", "calico")]
    [InlineData("istio-ambient", "flannel", "kubernetes")]
    [InlineData("istio-sidecar", "cilium", "kubernetes")]
    [InlineData("istio-sidecar", "cilium", "cilium")]
    [InlineData("istio-sidecar", "calico", "calico")]
    public void CallsByName_ThroughTheEgressGateway_OpenWhatIsDeclared(string mesh, string cni, string dialect)
    {
        var result = Rendered.Of($"{Outside}cluster: {{cni: {(cni == "flannel" ? "existing" : cni)}}}\nsecurity: {{policyDialect: {dialect}}}\nmesh: {{kind: {mesh}, egressGateway: true}}\n");

        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
        Assert.Equal(["api.partner-files.test 80,443", "api.partner.test 443,8443"], result.Objects().Where(o => o.Kind == "ServiceEntry" && o.Spec.Text("resolution") == "DNS").Select(o => $"{o.Spec.List("hosts")!.Single()} {string.Join(',', o.Spec.Maps("ports").Select(p => p["number"]))}"));
        // Its name in the cluster would lead past the proxies.
        Assert.DoesNotContain(result.Objects(), o => o.Spec.Text("type") == "ExternalName");
    }

    /// <summary>Policies let each caller reach the proxies; which host it may call there, its certificate says.</summary>
    [Theory]
    [InlineData("istio-ambient")]
    [InlineData("istio-sidecar")]
    public void EgressGateway_KnowsWhoMayCallWhat(string mesh)
    {
        var policies = PoliciesOf(Rendered.Of($"{Outside}mesh: {{kind: {mesh}, mtls: permissive, egressGateway: true}}\n"));

        Assert.Equal(["shop-egress-api-partner--files-test", "shop-egress-api-partner-test"], policies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["web 443", "api 8443"], Rules(policies["shop-egress-api-partner-test"]));
        Assert.Equal(["api 80,443"], Rules(policies["shop-egress-api-partner--files-test"]));
        Assert.All(policies.Values, p => Assert.True(mesh == "istio-sidecar"
            ? p.Spec.Map("selector").Texts("matchLabels")["istio"] == "shop-egress" && p.Spec.Maps("rules").All(r => r.Maps("when").Single() is var when && when.Text("key") == "connection.sni" && when.List("values")!.Count == 1)
            : p.Spec.Maps("targetRefs").Single().Text("kind") == "ServiceEntry"));
    }

    /// <summary>A way out of sidecars is one of a chain: entry, route in two steps, subset with the host's name, server with the same name.</summary>
    [Fact]
    public void EgressGateway_OfSidecars_IsAWholeChain()
    {
        var result = Rendered.Of($"{Outside}mesh: {{kind: istio-sidecar, egressGateway: true}}\n");
        var objects = result.Objects().ToList();
        var subsets = objects.Single(o => o is { Kind: "DestinationRule", Name: "shop-egress" }).Spec.Maps("subsets").ToDictionary(s => s.Text("name")!, s => s.Map("trafficPolicy").Map("tls"));
        var listens = objects.Single(o => o is { Kind: "Deployment", Name: "shop-egress" }).Spec.Map("template").Map("spec").Maps("containers").Single().Maps("ports").Select(p => p["containerPort"]).ToList();

        Assert.Equal("REGISTRY_ONLY", objects.Single(o => o.Kind == "Sidecar").Spec.Map("outboundTrafficPolicy").Text("mode"));
        var routes = objects.Where(o => o.Kind == "VirtualService" && o.Name.StartsWith("shop-egress", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, routes.Count);
        foreach (var route in routes)
        {
            var host = (string)route.Spec.List("hosts")!.Single()!;
            var gateway = objects.Single(o => o.Kind == "Gateway" && o.Name == route.Spec.List("gateways")!.OfType<string>().Single(g => g != "mesh"));
            var entry = objects.Single(o => o.Kind == "ServiceEntry" && o.Spec.List("hosts")!.Contains(host));
            var ports = entry.Spec.Maps("ports").Select(p => p["number"]).ToList();

            Assert.Equal(ports, gateway.Spec.Maps("servers").Select(s => s.Map("port")!["number"]));
            Assert.All(gateway.Spec.Maps("servers"), s => Assert.True(s.List("hosts")!.Single() is string h && h == host && s.Map("tls").Text("mode") == "ISTIO_MUTUAL"));
            Assert.Subset(listens.ToHashSet(), ports.ToHashSet());
            var steps = new[] { "http", "tls", "tcp" }.SelectMany(k => route.Spec.Maps(k)).SelectMany(r => r.Maps("route")).Select(r => r.Map("destination")).ToList();
            var first = steps.Where(s => s.Text("host") == "shop-egress.shop.svc.cluster.local").ToList();
            Assert.Equal(ports, first.Select(s => s.Map("port")!["number"]).Order());
            Assert.Equal(ports, steps.Where(s => s.Text("host") == host).Select(s => s.Map("port")!["number"]).Order());
            Assert.All(first, s => Assert.Equal(("ISTIO_MUTUAL", host), (subsets[s.Text("subset")!].Text("mode"), subsets[s.Text("subset")!].Text("sni"))));
        }
    }

    /// <summary>Proxies in pods take all of TCP: what has neither a Service nor a name is told to them by address.</summary>
    [Theory]
    [InlineData("cluster: {cni: calico, dnsCache: nodelocal}", "169.254.20.10")]
    [InlineData("cluster: {platform: gke, cni: existing}", "169.254.20.10,169.254.169.254")]
    [InlineData("cluster: {cni: cilium}", "")]
    public void Addresses_BesideTheEgressGateway_AreKnownToSidecars(string cluster, string dns)
    {
        var entries = Rendered.Of($"{Outside}{cluster}\nmesh: {{kind: istio-sidecar, egressGateway: true}}\n").Objects().Where(o => o.Kind == "ServiceEntry" && o.Spec.Text("resolution") == "NONE")
            .ToDictionary(o => o.Name, o => string.Join(',', o.Spec.List("addresses")!));

        Assert.Equal("203.0.113.0/24", entries["shop-egress-addresses"]);
        Assert.Equal(dns, entries.GetValueOrDefault("shop-egress-dns", ""));
    }

    /// <summary>What differs in the mesh's rules is found, whichever of its objects says it.</summary>
    [Theory]
    [InlineData("istio-ambient", "        serviceAccounts:\n        - web\n", "        serviceAccounts:\n        - web\n        - batch\n", "NS6101")]
    [InlineData("istio-ambient", "        - web\n", "        - nobody\n", "NS6102")]
    [InlineData("istio-sidecar", "        - web\n", "        - batch\n", "NS6101")]
    [InlineData("istio-sidecar", "    when:\n    - key: connection.sni\n      values:\n      - {{ yaml h.name }}\n", "", "NS6101")]
    [InlineData("istio-sidecar", "  hosts:\n  - {{ yaml h.name }}\n#if (egressProxies)", "  hosts:\n  - other.test\n#if (egressProxies)", "NS6102")]
    public void Proof_HoldsTheEgressGatewayToTheAnswers(string mesh, string before, string after, string code)
    {
        var templates = TemplateRuns.With("app/parts/egresshost.yaml.sbn", before.Replace("- web\n", "- {{ yaml call.service }}\n", StringComparison.Ordinal), after.Replace("- web\n", "- {{ yaml call.service }}\n", StringComparison.Ordinal));
        var outcome = TemplateRuns.Run((YamlMap)YamlReader.Read(new SourceText("netscaffold.yaml", $"{Outside}mesh: {{kind: {mesh}, egressGateway: true}}\n")).Value!, templates);

        Assert.Contains(outcome.Diagnostics, d => d.Severity == Severity.Error && d.Code == code);
    }

    private static Dictionary<string, KubeObject> PoliciesOf(NetScaffold.ScaffoldResult result) => result.Objects().Where(o => o.Kind == "AuthorizationPolicy").ToDictionary(o => o.Name);

    private static IEnumerable<string> PlainPorts(NetScaffold.ScaffoldResult result, string service) =>
        result.Objects().Where(o => o.Kind == "PeerAuthentication" && o.Name == service).SelectMany(o => o.Spec.Map("portLevelMtls")!.Keys);

    /// <summary>Each rule on a line: who, ports, methods, paths.</summary>
    private static IEnumerable<string> Rules(KubeObject policy) =>
        from rule in policy.Spec.Maps("rules")
        let accounts = rule.Maps("from").SelectMany(f => f.Map("source").List("serviceAccounts") ?? []).DefaultIfEmpty("*")
        from operation in rule.Maps("to").Select(t => t.Map("operation"))
        select string.Join(' ', new[] { accounts, operation.List("ports"), operation.List("methods"), operation.List("paths") }.OfType<IEnumerable<object?>>().Select(l => string.Join(',', l)));
}
