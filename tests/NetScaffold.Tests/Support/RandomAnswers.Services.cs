using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

internal static partial class RandomAnswers
{
    // The services: their ports, pods, calls and exposures.
    private sealed partial class Draw
    {
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
            var isHeadless = service.Ports.All(p => p.Number == p.ContainerNumber) && Chance(4);
            var stays = Chance(16);
            _waivesStaying |= stays;
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
                ("sessionAffinity", Chance(6) ? Chance(2) ? Map(("timeout", Number(OneOf(1, 600, 86400)))) : Plain(OneOf("none", "client-ip")) : null),
                ("trafficDistribution", stays ? null : Chance(6) ? Plain(OneOf("none", "PreferSameZone", "PreferSameNode")) : null),
                ("internalTrafficPolicy", stays ? Plain("local") : Chance(8) ? Plain("cluster") : null),
                ("headless", isHeadless ? Plain("true") : Chance(8) ? Plain("false") : null),
                ("publishNotReady", isHeadless ? Maybe("true", "false") : null),
                ("metrics", Chance(3) ? Chance(4) ? Plain("none") : Map(("port", Number(9797)), ("path", Maybe("/metrics", "/m/~x"))) : null),
                ("replicas", service.Replicas == 1 && service.Kind == "statefulset" ? null : Number(service.Replicas)),
                ("autoscaling", service.Kind == "statefulset" ? null : Chance(4) ? Plain("none")
                    : Map(("max", Number(max)), ("cpu", Chance(2) ? Number(_random.Next(1, 101)) : null), ("memory", Chance(4) ? Number(80) : null), ("metric", _hasCustomMetrics && Chance(2) ? Map(("query", Quoted(OneOf([.. Texts.Where(TextType.Query.Fits)]))), ("target", OneOf(Number(100), Quoted("0.5"), Plain("1.25")))) : null))),
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
            var targets = _services.Where(s => s.Name != service.Name && Chance(3)).Select(s => Chance(2) ? Plain(s.Name) : (YamlNode)Call(s)).ToList();
            if (Chance(8)) targets.Add(Map(("to", Plain(OneOf("team-b/users", "on/y"))), ("port", Number(8080))));
            return targets.Count == 0 ? null : List(targets);
        }

        private YamlMap Call(Service target)
        {
            var port = target.Ports is [{ Name: null }] || Chance(3) ? null : OneOf([.. target.Ports]);
            // A number that two ports share may mean the other one.
            var isHttp = _looksIntoRequests && target.Kind != "external" && (port ?? target.Ports[0]) is { IsHttp: true } meant && target.Ports.Count(p => p.Number == meant.Number) == 1;
            return Map(
                ("to", Plain(target.Name)),
                ("port", port is null ? null : Reference(port)),
                ("methods", isHttp && Chance(2) ? List([.. new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" }.Where(_ => Chance(3)).Select(Plain)]) : null),
                ("paths", isHttp && Chance(2) ? List([.. new[] { "/", "/orders", "/v1.2/*", "/*" }.Where(_ => Chance(2)).Select(Plain)]) : null));
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
            var ports = service.Ports.Where(p => p.IsHttp && (_hasHttp2 || p.App == "http" || (p.App == "grpc" && _isIngressNginx))).ToList();
            if (ports.Count == 0 || !Chance(2)) return null;
            var items = new List<YamlNode>();
            for (var i = _random.Next(0, 4); i >= 0; i--)
            {
                var port = OneOf([.. ports]);
                var streams = port.App == "grpc" || Chance(4);
                var path = OneOf("/", $"/{service.Name}", "/api/v1", _isIngressNginx || _isHaproxy ? "/a.b_c" : "/$x/'y'", "/no");
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
    }
}
