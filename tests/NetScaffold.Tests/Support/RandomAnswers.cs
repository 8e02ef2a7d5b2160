using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Yaml;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Answers of any shape that are valid: reading them gives no error, and no rule refuses them. The same seed gives the same answers on every machine.
/// Use <c>RandomAnswers.Seeds.Sample(seed => …RandomAnswers.Tree(seed)…)</c>: CsCheck then prints the seed that failed, and
/// <c>RandomAnswers.Text(seed)</c> shows its answers.
/// </summary>
internal static class RandomAnswers
{
    /// <summary>Any seed will do.</summary>
    public static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    /// <summary>Answers for any seed; prefer <see cref="Seeds"/>, whose failures print as a number.</summary>
    public static readonly Gen<YamlMap> Trees = Seeds.Select(Tree);

    /// <summary>The answers of a seed as a file; its first line names the seed.</summary>
    public static string Text(int seed) => $"# RandomAnswers.Text({seed})\n{YamlPrinter.Print(new Draw(seed).Root())}";

    /// <summary>The answers of a seed, with positions in <see cref="Text"/>.</summary>
    public static YamlMap Tree(int seed) => (YamlMap)YamlReader.Read(new SourceText($"RandomAnswers.Text({seed})", Text(seed))).Value!;

    private sealed class Draw(int seed)
    {
        private static readonly SourceLocation Nowhere = new("random");

        private static readonly string[] Names = ["api", "web", "cart", "checkout", "payment", "mail", "ads", "search", "users", "orders", "e3", "x", "nan", "a-1-b", "catalogue-of-all-that-is-sold-here-today"];

        private static readonly string[] Texts = [.. NastyStrings.All.Where(TextType.Any.Fits)];

        private readonly Random _random = new(seed);
        private readonly HashSet<string> _exposed = [];
        private bool _hasFqdn;
        private bool _hasEdge;
        private bool _limitsBodies = true;
        private bool _hasHttp2 = true;
        private bool _isIngress;
        private bool _isIngressNginx;
        private string _families = "";
        private bool _isReserved;
        private string _host = "";
        private ImmutableArray<Service> _services = [];

        private sealed record Port(string? Name, int Number, int ContainerNumber, string Protocol, string? App)
        {
            public bool IsHttp => Protocol == "TCP" && App is "http" or "grpc" or "h2c";
        }

        private sealed record Service(string Name, string Kind, bool HasImage, ImmutableArray<Port> Ports, int Replicas)
        {
            public bool IsPostgres => Kind == "statefulset" && !HasImage && Ports[0].ContainerNumber == 5432;
        }

        public YamlMap Root()
        {
            _families = OneOf("none", "4", "6", "both");
            // Those that have IPv4 alone are not asked for more.
            var cni = _families is "6" or "both" ? OneOf("cilium", "cilium", "calico", "flannel", "existing", "existing") : OneOf("cilium", "cilium", "calico", "flannel", "canal", "weave", "existing", "existing");
            var policies = OneOf("default-deny", "default-deny", "ingress-only", "none");
            var hasFqdnQuestion = cni == "existing" && Chance(2);
            _hasFqdn = cni == "cilium" || hasFqdnQuestion;
            _hasEdge = !Chance(5);
            _isReserved = Chance(2);
            _host = _isReserved ? OneOf("shop.example.com", "shop.test", "a.b.internal") : OneOf("shop.acme-corp.com", "1e3.acme.io");
            _services = [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(1, 13)).Select(DrawService)];
            var gateway = Chance(4) ? OneOf("infra/shared", "1e3/no", "on/123", $"infra/{new string('g', 60)}.1e") : null;
            var hasServices = !Chance(12);
            if (!hasServices) _services = [];
            var layers = Chance(3) ? Plain(OneOf("all", "app", "cluster", "cluster,app", "platform,app", "cluster,platform,app")) : null;
            var cluster = Cluster(cni, policies, hasFqdnQuestion);
            var isCilium = Chance(2) && IsAccepted(cluster, layers, Map(("controller", Plain("cilium"))));
            var isNginx = !isCilium && Chance(3);
            var isTraefik = !isCilium && !isNginx && Chance(3);
            var isIstio = !isCilium && !isNginx && !isTraefik && Chance(3);
            _isIngress = !isCilium && !isNginx && !isTraefik && !isIstio && gateway is null && Chance(3);
            _isIngressNginx = _isIngress && Chance(2);
            _limitsBodies = !isCilium && !isIstio;
            _hasHttp2 = !isNginx && !_isIngress;
            var provider = Provider(layers, cluster);
            var isInternal = _isReserved && provider is null && Chance(2) && IsAccepted(cluster, layers, Map(("loadBalancer", Plain("internal"))));
            return Map(
                ("version", Chance(2) ? Plain("1") : null),
                ("name", Plain(OneOf("shop", "s", "web-shop", "e3"))),
                ("namespace", Chance(3) ? Plain(OneOf("shop-prod", "e3")) : null),
                ("bundle", Maybe("helm", "kustomize", "both")),
                ("layers", layers),
                ("environments", Chance(2) ? Environments(hasServices) : null),
                ("cluster", cluster),
                ("edge", Edge(gateway, provider, isCilium ? "cilium" : isNginx ? "nginx-gateway-fabric" : isTraefik ? "traefik" : isIstio ? "istio" : null, isInternal)),
                ("tls", Tls(gateway)),
                ("security", Map(("policies", Plain(policies)), ("podSecurity", Maybe("restricted", "baseline", "privileged")))),
                ("scaling", Map(("autoscaling", Maybe("resource", "none")), ("disruptionBudget", Maybe("true", "false")))),
                ("observability", Map(("monitoring", Maybe("prometheus-operator", "none")), ("prometheusRelease", Maybe("prom", "e3")), ("prometheusNamespace", Maybe("monitoring", "prom")))),
                ("services", hasServices ? List(_services.Select(s => s.Kind == "external" ? External(s) : Running(s))) : null),
                ("waivers", Chance(4) ? List([Map(("code", Plain("NS2060")), ("reason", Quoted(OneOf([.. Texts.Where(TextType.Reason.Fits)]))), ("until", Chance(2) ? Plain("2099-12-31") : null))]) : null));
        }

        private Service DrawService(string name)
        {
            var kind = OneOf("deployment", "deployment", "deployment", "statefulset", "external");
            var hasImage = Chance(2);
            var ports = ImmutableArray.CreateBuilder<Port>();
            if (kind == "external") ports.Add(new Port("main", _random.Next(1, 65536), 0, OneOf("TCP", "TCP", "UDP"), "tcp"));
            else if (kind == "statefulset" && Chance(2)) ports.Add(new Port(null, 5432, 5432, "TCP", null));
            else
            {
                for (var i = _random.Next(0, 4); i >= 0; i--)
                {
                    var protocol = OneOf("TCP", "TCP", "UDP");
                    var app = protocol == "UDP" ? Chance(2) ? "tcp" : null : OneOf("http", "grpc", "h2c", "tcp");
                    var number = OneOf(80, 8080, 1024 + _random.Next(5000), 65535 - _random.Next(50));
                    var container = Chance(2) ? number : OneOf(81, 8081, 7000 + _random.Next(1000));
                    // TCP and UDP may share a number.
                    if (ports.Any(p => p.Protocol == protocol && (p.Number == number || p.ContainerNumber == container))) continue;
                    ports.Add(new Port(OneOf("web", "api", "1e3", "rpc", "sql", "a-1", "0x1f") is var word && ports.All(p => p.Name != word) ? word : $"p{number}-{protocol.ToLowerInvariant()}", number, container, protocol, app));
                }
            }

            var draft = new Service(name, kind, hasImage, ports.ToImmutable(), 1);
            return draft with { Replicas = draft.IsPostgres ? 1 : _random.Next(1, 6) };
        }

        private YamlSequence Environments(bool hasServices)
        {
            string[] names = [.. new[] { "prod", "dev", "test", "e3", "stage-2" }.OrderBy(_ => _random.Next()).Take(_random.Next(1, 5))];
            var main = names.Contains("prod") ? "prod" : names[^1];
            return List(names.Select(name => name == main || Chance(3) ? Plain(name) : (YamlNode)Map(
                ("name", Plain(name)),
                ("namespace", Chance(2) ? Plain($"shop-{name}") : null),
                ("host", Chance(3) ? Plain($"{name}-own.{_host}") : null),
                ("set", hasServices ? Sets() : null))));
        }

        /// <summary>Values that fit whatever the base says: never more pods than it scales to, never more than it limits.</summary>
        private YamlMap Sets() => Map(
        [
            .. _services.Where(s => s.Kind != "external" && Chance(2)).SelectMany(s => new (string, YamlNode?)[]
            {
                ($"services.{s.Name}.replicas", Chance(2) ? Number(_random.Next(1, s.Replicas + 1)) : null),
                ($"services.{s.Name}.resources.cpu", Chance(3) ? Plain(OneOf("5m", "10m")) : null),
                ($"services.{s.Name}.resources.memory", Chance(3) ? Plain("16Mi") : null),
                ($"services.{s.Name}.image", s.HasImage && Chance(3) ? Plain("registry.example/other:2.0") : null),
            }),
        ]);

        private YamlMap Cluster(string cni, string policies, bool hasFqdn)
        {
            string[] pods = _families switch { "4" => ["10.42.0.0/16"], "6" => ["fd00:42::/56"], "both" => ["10.42.0.0/16", "fd00:42::/56"], _ => [] };
            string[] services = _families switch { "4" => ["10.43.0.0/16"], "6" => ["fd00:43::/112"], "both" => ["10.43.0.0/16", "fd00:43::/112"], _ => [] };
            // What cannot work is drawn again.
            for (var i = 0; i < 8; i++)
            {
                var cluster = DrawCluster(cni, policies, hasFqdn, pods, services);
                if (IsAccepted(cluster)) return cluster;
            }

            // What always works.
            return Map(("cni", Plain(cni)), ("existing", Existing(cni, policies, hasFqdn)), ("podCidr", Cidrs(pods)), ("serviceCidr", Cidrs(services)));
        }

        private YamlMap? Existing(string cni, string policies, bool hasFqdn) =>
            cni == "existing" ? Map(("policies", policies == "none" ? Maybe("true", "false") : null), ("fqdn", hasFqdn ? Plain("true") : null), ("gatewayApi", Maybe("true", "false"))) : null;

        private static bool IsAccepted(YamlMap cluster, YamlNode? layers = null, YamlMap? edge = null) =>
            AnswersReader.Read(Map(("name", Plain("shop")), ("layers", layers), ("environments", List([Plain("only")])), ("cluster", cluster), ("edge", edge), ("security", Map(("policies", Plain("none")))), ("services", List([Map(("name", Plain("api")), ("expose", List([Map()])))])))).TryGet(out var answers)
            && RuleChecker.Check(answers, null).All(d => d.Severity != Severity.Error);

        /// <summary>What gives load balancers their addresses on this cluster, and which; null where nothing is said.</summary>
        private (string Name, YamlNode? Pool)? Provider(YamlNode? layers, YamlMap cluster)
        {
            var provider = OneOf([null, .. ((ChoiceShape)Questions.LoadBalancerProvider.Shape).Choices.Select(c => c.Value)]);
            if (provider is null) return null;
            var pool = provider is "cilium" or "metallb" ? _families == "6" ? List([Plain("fd00:45::10-fd00:45::20")]) : OneOf<YamlNode>(Plain("192.0.2.16/28"), List([Plain("192.0.2.16/28"), Plain("192.0.2.40-192.0.2.50")])) : null;
            return IsAccepted(cluster, layers, Map(("loadBalancerProvider", Plain(provider)), ("addressPool", pool))) ? (provider, pool) : null;
        }

        private YamlMap DrawCluster(string cni, string policies, bool hasFqdn, string[] pods, string[] services)
        {
            var platform = Maybe("kubeadm", "kind", "k3s", "eks", "aks", "gke");
            return Map(
                ("platform", platform),
                ("managedNodes", Chance(6) ? Plain(OneOf("true", "false")) : null),
                ("nodeTuning", Chance(6) ? Plain(OneOf("none", "bbr")) : null),
                ("dns", Chance(6) ? Map(("upstreams", List([Plain(_families == "6" ? "fd00:44::53" : "192.168.0.53")])), ("stubDomains", List([Map(("domain", Plain("corp.example")), ("servers", List([Plain(_families == "6" ? "fd00:44::54" : "192.168.0.54")])))]))) : null),
                ("kubernetes", Maybe("1.34", "1.35", "1.36", "1.37")),
                ("kernel", Maybe("5.4", "5.10", "5.15", "6.8")),
                ("cni", Plain(cni)),
                ("encapsulation", Chance(6) ? Plain(OneOf("auto", "vxlan", "vxlan-cross-subnet", "ipip", "ipip-cross-subnet", "geneve", "native")) : null),
                ("encryption", Chance(6) ? Plain(OneOf("none", "wireguard")) : null),
                ("flowLogs", Maybe("true", "false")),
                ("kubeProxy", Chance(6) ? Plain(OneOf("auto", "replaced", "nftables", "ipvs", "iptables")) : null),
                ("apiServer", Maybe("api.example.com", "api.example.com:6443", "192.168.0.5", "[fd00:44::5]:6443")),
                ("nodes", Chance(2) ? Number(OneOf(1, 3, 200)) : null),
                ("podsPerNode", Chance(6) ? Number(OneOf(30, 110, 250)) : null),
                ("blockSize", Chance(6) ? Number(OneOf(24, 26, 28)) : null),
                ("nodeMtu", Chance(2) ? OneOf(Plain("auto"), Number(1450), Number(9001)) : null),
                ("bgp", Chance(5) ? Map(("asn", Number(64512)), ("peers", List([Map(("address", Plain(_families == "6" ? "fd00:44::1" : "192.168.0.1")), ("asn", Number(65001)))]))) : null),
                ("existing", Existing(cni, policies, hasFqdn)),
                ("podCidr", Cidrs(pods)),
                ("serviceCidr", Cidrs(services)),
                ("dnsCache", cni == "existing" && !hasFqdn && _families != "6" ? Maybe("none", "nodelocal") : null),
                ("nodeCidr", Chance(3) ? Cidrs(OneOf<string[]>(["192.168.0.0/16"], ["192.168.0.0/16", "fd00:44::/64"])) : null));
        }

        private YamlNode? Cidrs(string[] blocks) => blocks switch
        {
            [] => null,
            [var only] when Chance(2) => Plain(only),
            _ when Chance(2) => Plain(string.Join(", ", blocks)),
            _ => List(blocks.Select(Plain)),
        };

        private YamlMap Edge(string? gateway, (string Name, YamlNode? Pool)? provider, string? controller, bool isInternal) => Map(
            ("api", !_hasEdge ? Plain("none") : _isIngress ? Plain("ingress") : Maybe("gateway-api")),
            ("controller", !_hasEdge ? null : controller is not null ? Plain(controller) : _isIngressNginx ? Plain("ingress-nginx") : _isIngress ? Maybe("auto", "traefik") : Maybe("auto", "envoy-gateway")),
            ("controllerNamespace", Maybe("gateways", "e4")),
            ("gatewayClass", Maybe("eg", "e3")),
            ("gateway", gateway is not null ? Plain(gateway) : _isIngress ? null : Maybe("own")),
            ("listener", gateway is null ? null : Maybe("https", "1e3", "no")),
            ("host", Plain(_host)),
            ("loadBalancer", isInternal ? Plain("internal") : controller != "cilium" ? Maybe("external", "none") : Plain("external")),
            ("loadBalancerProvider", provider is null ? null : Plain(provider.Value.Name)),
            ("addressPool", provider?.Pool),
            ("rateLimit", controller is not ("cilium" or "istio") && Chance(3) ? Number(OneOf(0, 1, 100, 1_000_000)) : null),
            ("waf", _isIngressNginx ? Maybe("true", "false") : null),
            ("errorPages", _hasEdge && !_isIngress && controller is null ? Maybe("true", "false") : null),
            ("canary", !_hasEdge ? null : _isIngress && !_isIngressNginx ? Maybe("none") : Maybe("none", "weight", "header")),
            ("timeout", Maybe("0s", "1m30s", "500ms")),
            ("corsOrigins", Chance(5) ? List(["https://*.example.com", "http://localhost:3000"]) : null));

        private YamlMap? Tls(string? gateway)
        {
            if (gateway is not null) return null;
            var issuer = OneOf(null, _isReserved ? "private-ca" : "letsencrypt", "private-ca", "existing", "none");
            var provider = issuer == "letsencrypt" && Chance(2) ? OneOf("cloudflare", "route53", "azuredns", "clouddns") : null;
            return Map(
                ("issuer", issuer is null ? null : Plain(issuer)),
                ("issuerName", issuer == "existing" ? Plain(OneOf("corp", "Issuer/1e3", "ClusterIssuer/no", "123")) : null),
                ("email", issuer == "letsencrypt" && Chance(2) ? Plain("ops+k8s@acme-corp.com") : null),
                ("challenge", provider is not null ? Plain("dns01") : issuer == "letsencrypt" ? Maybe("http01") : null),
                ("dnsProvider", provider is null ? null : Plain(provider)),
                ("dnsProject", provider == "clouddns" ? Plain(OneOf("acme-dns", "acme-corp.com:acme-dns", "e3e3e3")) : null),
                ("dnsSubscription", provider == "azuredns" ? Plain(OneOf("11111111-2222-3333-4444-555555555555", "0e000000-0000-0000-0000-000000000001")) : null),
                ("dnsResourceGroup", provider == "azuredns" ? Quoted(OneOf("dns", "(1e3)", "no")) : null),
                ("dnsTenant", provider == "azuredns" ? Plain("a1111111-2222-3333-4444-555555555555") : null),
                ("dnsClient", provider == "azuredns" ? Plain("b1111111-2222-3333-4444-555555555555") : null));
        }

        private YamlMap External(Service service)
        {
            var byName = _hasFqdn && Chance(2);
            return Map(
                ("name", Plain(service.Name)),
                ("kind", Plain("external")),
                ("external", Map(
                    ("host", byName ? Plain("smtp.partner.org") : null),
                    ("addresses", byName ? null : List(OneOf(Outside()).Select(Plain))),
                    ("port", Number(service.Ports[0].Number)),
                    ("protocol", service.Ports[0].Protocol == "UDP" ? Plain("UDP") : Maybe("TCP")))));
        }

        /// <summary>Addresses outside the cluster, of a family that it has.</summary>
        private string[][] Outside()
        {
            string[][] four = [["203.0.113.7"], ["203.0.113.7", "198.51.100.1"]];
            string[][] six = [["2001:db8::7", "2001:db8::8"], ["2001:db8:0::0009"]];
            return _families switch { "6" => six, "both" => [.. four, .. six], _ => four };
        }

        private YamlMap Running(Service service)
        {
            var max = service.Replicas + _random.Next(0, 5);
            var exposes = Exposes(service);
            return Map(
                ("name", Plain(service.Name)),
                ("kind", service.Kind == "deployment" ? Maybe("deployment") : Plain(service.Kind)),
                ("image", service.HasImage ? Plain(OneOf("registry.example/api:1.4", "a:1", "r-1.io/a__b/c--d:_", "localhost:5000/x/y:1.0-rc.1", $"r.io/x@sha256:{new string('a', 64)}")) : null),
                ("command", Chance(4) ? List([Quoted("./run"), Free(), Free()]) : null),
                ("args", Chance(4) ? List([Free(), Free(), Free()]) : null),
                ("user", Chance(4) ? Number(_random.Next(1, 70000)) : null),
                ("writable", Chance(4) ? List(OneOf<string[]>(["/tmp", "/with space/{{x}}", "/var/run"], ["//tmp/", "/a/./b//", "/...", "/.x/"])) : null),
                ("pullSecrets", Chance(5) ? List(OneOf<string[]>(["pull", "1e3"], ["1e3.pull"])) : null),
                ("ports", service.Ports is [{ Name: null }] ? null : List(service.Ports.Select(PortMap))),
                ("metrics", Chance(3) ? Chance(4) ? Plain("none") : Map(("port", Number(9797)), ("path", Maybe("/metrics", "/m/~x"))) : null),
                ("replicas", service.Replicas == 1 && service.Kind == "statefulset" ? null : Number(service.Replicas)),
                ("autoscaling", service.Kind == "statefulset" ? null : Chance(4) ? Plain("none")
                    : Map(("max", Number(max)), ("cpu", Chance(2) ? Number(_random.Next(1, 101)) : null), ("memory", Chance(4) ? Number(80) : null))),
                ("disruption", Chance(4) ? Chance(3) ? Plain("none") : Map(("maxUnavailable", Number(_random.Next(1, 3)))) : null),
                ("resources", Chance(3) ? Map(("cpu", Maybe("50m", "0.5", "1")), ("memory", Maybe("64Mi", "134217728", "100M")), ("memoryLimit", Plain("1Gi")), ("cpuLimit", Chance(3) ? Plain("1.5") : null)) : null),
                ("probes", Chance(4) ? service.Ports.Any(p => p.Protocol == "TCP") ? Probes(service) : Map(("kind", Plain("none"))) : null),
                ("env", Chance(2) ? Variables() : null),
                ("storage", service.Kind == "statefulset" && Chance(2) ? Map(("path", Plain(service.IsPostgres ? OneOf("/var/lib/postgresql", "/var//lib/postgresql/") : OneOf("/data", "/data/.//"))), ("size", Maybe("1Gi", "1048576")), ("class", Maybe("fast", "1e3", ""))) : null),
                ("dns", Chance(4) ? Map(("ndots", Chance(2) ? Number(_random.Next(0, 16)) : null), ("timeout", Chance(3) ? Number(_random.Next(1, 31)) : null), ("attempts", Chance(3) ? Number(_random.Next(1, 6)) : null), ("singleRequestReopen", Maybe("true", "false"))) : null),
                ("sysctls", Chance(4) ? Sysctls() : null),
                ("calls", Calls(service)),
                ("allowFrom", Chance(4) ? List([AllowFrom(service)]) : null),
                ("egress", Chance(4) ? Egress() : null),
                ("expose", exposes),
                ("canary", service.Kind != "deployment" || exposes is null || !_hasEdge || (_isIngress && !_isIngressNginx) || !Chance(2) ? null : Chance(4) ? Plain("none")
                    : Map(("image", Maybe("registry.example/api:1.5", "b:2")), ("weight", Chance(2) ? Number(_random.Next(0, 101)) : null), ("header", Maybe("x-next", "1e3", "no")))));
        }

        private YamlMap PortMap(Port port) => Map(
            ("name", port.Name is null ? null : Plain(port.Name)),
            ("port", Number(port.Number)),
            ("containerPort", port.ContainerNumber == port.Number ? null : Number(port.ContainerNumber)),
            ("protocol", port.Protocol == "UDP" ? Plain("UDP") : Maybe("TCP")),
            ("app", port.App is null ? null : Plain(port.App)));

        private YamlMap Probes(Service service) => Map(
            ("kind", Plain(OneOf("http", "grpc", "tcp", "none"))),
            ("startup", Maybe("/startup")),
            ("live", Maybe("/live", "/~x/$(id)")),
            ("ready", Maybe("/ready")),
            ("port", Chance(2) ? Reference(OneOf([.. service.Ports.Where(p => p.Protocol == "TCP")])) : null));

        private YamlMap Variables()
        {
            string[] names = ["LOG", "NO", "null", "true", "Y", "_1", "e3", "DB_HOST", "A"];
            return Map([.. names.Where(_ => Chance(2)).Select(name => (name, (YamlNode?)(Chance(4) ? Map(("secret", Plain("db")), ("key", Plain(OneOf("password", "1e3", ".x", "a..b")))) : Free())))]);
        }

        /// <summary>Those that every version takes under every level of Pod Security, with dots and with slashes.</summary>
        private YamlMap Sysctls()
        {
            (string Name, string Value)[] all = [("net.ipv4.tcp_keepalive_time", "60"), ("net/ipv4/tcp_fin_timeout", "30"), ("net.ipv4.ip_local_port_range", "1024 65000"), ("net.ipv4.ip_unprivileged_port_start", "0"), ("net.ipv4.ip_local_reserved_ports", "8080,9000-9010"), ("kernel.shm_rmid_forced", "1")];
            return Map([.. all.Where(_ => Chance(2)).Select(s => (s.Name, (YamlNode?)Quoted(s.Value)))]);
        }

        private YamlSequence? Calls(Service service)
        {
            var targets = _services.Where(s => s.Name != service.Name && Chance(3)).Select(s => Chance(2) ? Plain(s.Name) : (YamlNode)Map(
                ("to", Plain(s.Name)),
                ("port", s.Ports is [{ Name: null }] || Chance(3) ? null : Reference(OneOf([.. s.Ports]))))).ToList();
            if (Chance(8)) targets.Add(Map(("to", Plain(OneOf("team-b/users", "on/y"))), ("port", Number(8080))));
            return targets.Count == 0 ? null : List(targets);
        }

        private YamlMap AllowFrom(Service service) => Map(
            ("namespace", Plain("team-b")),
            ("labels", Chance(2) ? Map(("app", Plain("x")), ("no", Plain("1e3")), ("example.com/tier", Plain("true")), ("empty", Quoted(""))) : null),
            ("ports", Chance(2) && service.Ports[0].Name is not null ? List([Reference(service.Ports[^1])]) : null));

        private YamlSequence Egress()
        {
            var items = new List<YamlNode> { Map(("cidr", Plain("203.0.113.0/24")), ("except", Chance(2) ? List(["203.0.113.1/32"]) : null), ("ports", List([Number(443), Number(_random.Next(1, 400))])), ("protocol", Maybe("TCP"))) };
            if (Chance(2)) items.Add(Map(("cidr", Plain("0.0.0.0/0")), ("except", List(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])), ("ports", List([Number(53)])), ("protocol", Plain("UDP"))));
            if (Chance(3)) items.Add(Map(("cidr", Plain("2001:db8:1::/48")), ("ports", List([Number(443)]))));
            if (Chance(3)) items.Add(Map(("cidr", Plain(OneOf("169.254.0.0/16", "169.254.20.10/32", "168.0.0.0/5", "fd00:ec2::254/128", "fd00:ec2::/31"))), ("ports", List([Number(53)]))));
            if (_hasFqdn && Chance(2)) items.Add(Map(("fqdn", Plain(OneOf("api.partner.test", "*.partner.test"))), ("ports", List([Number(443)]))));
            return List(items);
        }

        private YamlSequence? Exposes(Service service)
        {
            var ports = service.Ports.Where(p => p.IsHttp && (_hasHttp2 || p.App == "http")).ToList();
            if (ports.Count == 0 || !Chance(2)) return null;
            var items = new List<YamlNode>();
            for (var i = _random.Next(0, 4); i >= 0; i--)
            {
                var port = OneOf([.. ports]);
                var streams = port.App == "grpc" || Chance(4);
                var path = OneOf("/", $"/{service.Name}", "/api/v1", _isIngressNginx ? "/a.b_c" : "/$x/'y'", "/no");
                var host = OneOf(null, $"api.{_host}", $"other.{_host}");
                if (!_exposed.Add($"{host ?? _host}{path}")) continue;
                items.Add(Map(
                    ("path", Plain(path)),
                    ("host", host is null ? null : Plain(host)),
                    ("pathType", Maybe("PathPrefix", "Exact")),
                    ("rewrite", Maybe("/", "/v2")),
                    ("timeout", Maybe("10s", "0s")),
                    ("maxBodySize", Quoted(streams || !_limitsBodies ? "off" : OneOf("off", "10Mi", "512Ki"))),
                    ("corsOrigins", Chance(4) ? List(["https://app.example.com"]) : null),
                    ("websocket", streams && port.App != "grpc" ? Plain("true") : null),
                    ("port", port == service.Ports[0] ? null : Reference(port))));
            }

            return items.Count == 0 ? null : List(items);
        }

        private YamlScalar Reference(Port port) => port.Name is null || Chance(2) ? Number(port.Number) : Plain(port.Name);

        private YamlScalar Free() => Quoted(OneOf(Texts));

        private YamlScalar? Maybe(params string[] values) => Chance(2) ? Plain(OneOf(values)) : null;

        private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        private T OneOf<T>(params T[] values) => values[_random.Next(values.Length)];

        private static YamlScalar Plain(string text) => new(text, IsPlain: text is "true" or "false" or "1", Nowhere);

        private static YamlScalar Quoted(string text) => new(text, IsPlain: false, Nowhere);

        private static YamlScalar Number(int number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), IsPlain: true, Nowhere);

        private static YamlSequence List(IEnumerable<YamlNode> items) => new([.. items], Nowhere);

        private static YamlSequence List(string[] items) => List(items.Select(Quoted));

        private static YamlMap Map(params ReadOnlySpan<(string Key, YamlNode? Value)> entries)
        {
            var list = ImmutableArray.CreateBuilder<YamlEntry>();
            foreach (var (key, value) in entries)
            {
                if (value is not null) list.Add(new YamlEntry(new YamlScalar(key, IsPlain: false, Nowhere), value));
            }

            return new YamlMap(list.ToImmutable(), Nowhere);
        }
    }
}
