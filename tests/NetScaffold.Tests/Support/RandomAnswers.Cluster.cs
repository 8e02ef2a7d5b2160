using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

internal static partial class RandomAnswers
{
    // The cluster: what the platform, the CNI and the address families allow together.
    private sealed partial class Draw
    {
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
            cni == "existing" ? Map(("policies", policies == "none" ? Maybe("true", "false") : null), ("fqdn", hasFqdn ? Plain("true") : null), ("calico", _takesCalico ? Plain("true") : null), ("gatewayApi", Maybe("true", "false"))) : null;

        private static bool IsAccepted(YamlMap cluster, YamlNode? layers = null, YamlMap? edge = null) =>
            AnswersReader.Read(Map(("name", Plain("shop")), ("layers", layers), ("environments", List([Plain("only")])), ("cluster", cluster), ("edge", edge), ("security", Map(("policies", Plain("none")))), ("services", List([Map(("name", Plain("api")), ("expose", List([Map()])))])))).TryGet(out var answers)
            && RuleChecker.Check(answers, null).All(d => d.Severity != Severity.Error);

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
    }
}
