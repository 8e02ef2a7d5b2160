using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Connectivity;

using Map = Dictionary<string, object?>;

/// <summary>
/// Small clusters of any shape that the API server would take, with few names, labels, ports and addresses, so that rules meet each other often.
/// The same seed gives the same cluster on every machine.
/// </summary>
internal static class RandomClusters
{
    /// <summary>Any seed will do; CsCheck prints the one that failed, and <see cref="Text"/> shows its cluster.</summary>
    public static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    /// <summary>Namespaces, pods and policies of every kind, in this order.</summary>
    public static ImmutableArray<KubeObject> Of(int seed) => [.. new Draw(seed).Objects().Select(KubeObject.From)];

    /// <summary>Objects as a stream of documents.</summary>
    public static string Text(IEnumerable<KubeObject> objects) => string.Join("---\n", objects.Select(o => o.ToJson() + "\n"));

    /// <summary>A NetworkPolicy that isolates at least some direction of some pods.</summary>
    public static KubeObject NetworkPolicy(int seed, string name) => KubeObject.From(new Draw(seed).NetworkPolicy(name));

    /// <summary>A rule for the ingress or egress of a NetworkPolicy.</summary>
    public static Map Rule(int seed, string peersKey) => new Draw(seed).Rule(peersKey);

    private sealed class Draw(int seed)
    {
        private static readonly string[] Namespaces = ["a", "b", "c"];

        // Nested, touching and apart; the whole of each family among them.
        private static readonly string[] V4 = ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.3.0/24", "10.1.2.128/25", "10.1.2.3/32", "192.168.7.9/16", "255.255.255.255/32"];
        private static readonly string[] V6 = ["::/0", "fd00::/8", "fd00:1::/32", "fd00:1:2::/48", "fd00:1:2::3/128", "2001:db8::/32", "ffff::/16"];
        private static readonly string[] CidrsBySize = ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25", "::/0", "fd00::/8", "fd00:1::/32", "fd00:1:2::/48", "fd00:1:2::3/128"];

        private readonly Random _random = new(seed);

        public IEnumerable<Map> Objects()
        {
            // A namespace without a manifest has no labels but its name.
            foreach (var ns in Namespaces.Where(_ => !Chance(4)))
                yield return new Map { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new Map { ["name"] = ns, ["labels"] = Labels(("team", ["red", "blue"])) } };
            for (var (i, count) = (0, _random.Next(2, 6)); i < count; i++) yield return Pod($"p{i}");
            for (var (i, count) = (0, _random.Next(0, 4)); i < count; i++) yield return NetworkPolicy($"n{i}");

            // A cluster has one of the two.
            if (Chance(2))
            {
                for (var (i, count) = (0, Chance(2) ? 0 : _random.Next(1, 4)); i < count; i++) yield return CiliumPolicy($"l{i}");
            }
            else
            {
                foreach (var policy in CalicoPolicies()) yield return policy;
            }

            // Priorities differ: the order of equal ones is not defined.
            var priorities = Enumerable.Range(1, 8).OrderBy(_ => _random.Next()).ToList();
            for (var (i, count) = (0, Chance(2) ? 0 : _random.Next(1, 4)); i < count; i++) yield return ClusterNetworkPolicy($"c{i}", priorities[i]);
            for (var (i, count) = (0, Chance(2) ? 0 : _random.Next(0, 3)); i < count; i++) yield return Older("AdminNetworkPolicy", $"o{i}", priorities[^(i + 1)]);
            if (Chance(4)) yield return Older("BaselineAdminNetworkPolicy", "default", null);
        }

        private Map Pod(string name)
        {
            var metadata = new Map { ["name"] = name, ["namespace"] = OneOf(Namespaces), ["labels"] = Labels(("app", ["x", "y"]), ("tier", ["front"])) };
            if (Chance(4)) metadata["ownerReferences"] = List(new Map { ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet", ["name"] = "own", ["uid"] = "1", ["controller"] = true });
            var ports = new[] { ("http", 80L, "TCP"), ("http", 81L, "TCP"), ("http", 8080L, "UDP"), ("dns", 53L, "UDP") }
                .Where(_ => Chance(3)).Select(p => (object?)new Map { ["name"] = p.Item1, ["containerPort"] = p.Item2, ["protocol"] = p.Item3 }).ToList();
            var pod = new Map { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = new Map { ["containers"] = List(new Map { ["name"] = "c", ["ports"] = ports }) } };
            if (!Chance(7)) return pod;
            ((Map)pod["spec"]!)["hostNetwork"] = true;
            pod["status"] = new Map { ["podIP"] = OneOf("10.1.2.3", "10.1.3.9", "fd00:1:2::3") };
            return pod;
        }

        public Map NetworkPolicy(string name)
        {
            var spec = new Map();
            if (!Chance(8)) spec["podSelector"] = Selector("app", "x", "y");
            if (!Chance(3)) spec["ingress"] = Chance(5) ? List() : List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Rule("from"))]);
            if (!Chance(3)) spec["egress"] = Chance(5) ? List() : List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Rule("to"))]);
            if (!Chance(3)) spec["policyTypes"] = OneOf(List(), List("Ingress"), List("Egress"), List("Ingress", "Egress"));
            return new Map { ["apiVersion"] = "networking.k8s.io/v1", ["kind"] = "NetworkPolicy", ["metadata"] = new Map { ["name"] = name, ["namespace"] = OneOf(Namespaces) }, ["spec"] = spec };
        }

        public Map Rule(string peersKey)
        {
            var rule = new Map();
            if (!Chance(4)) rule[peersKey] = Chance(8) ? List() : List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Peer())]);
            if (!Chance(3)) rule["ports"] = Chance(8) ? List() : List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Port())]);
            return rule;
        }

        private Map Peer() => _random.Next(5) switch
        {
            0 => new Map { ["podSelector"] = Selector("app", "x", "y") },
            1 => new Map { ["namespaceSelector"] = NamespaceSelector() },
            2 => new Map { ["podSelector"] = Selector("app", "x", "y"), ["namespaceSelector"] = NamespaceSelector() },
            _ => new Map { ["ipBlock"] = Block() },
        };

        private Map Block()
        {
            var cidr = Chance(2) ? OneOf(CidrsBySize) : OneOf([.. V4, .. V6]);
            var block = new Map { ["cidr"] = cidr };
            // What stands behind a CIDR in that list, of its family, lies inside of it.
            var inside = CidrsBySize.SkipWhile(c => c != cidr).Skip(1).Where(c => c.Contains(':', StringComparison.Ordinal) == cidr.Contains(':', StringComparison.Ordinal)).ToArray();
            if (inside.Length > 0 && Chance(2)) block["except"] = List([.. inside.Where(_ => Chance(2))]);
            return block;
        }

        private Map Port()
        {
            var port = new Map();
            if (!Chance(2)) port["protocol"] = OneOf("TCP", "UDP", "SCTP");
            switch (_random.Next(4))
            {
                case 0:
                    port["port"] = OneOf("http", "dns", "none");
                    break;
                case 1:
                    port["port"] = OneOf(1L, 53L, 79L);
                    port["endPort"] = OneOf(79L, 81L, 65535L);
                    break;
                case 2:
                    port["port"] = OneOf(53L, 80L, 81L, 65535L);
                    break;
                default:
                    break;
            }

            return port;
        }

        private Map ClusterNetworkPolicy(string name, long priority) => ClusterWide("v1alpha2", "ClusterNetworkPolicy", name, new Map
        {
            ["tier"] = OneOf("Admin", "Admin", "Baseline"),
            ["priority"] = priority,
            ["subject"] = Pods(),
            ["ingress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => ClusterRule("from", ["Accept", "Deny", "Pass"], "protocols", Protocol))]),
            ["egress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => ClusterRule("to", ["Accept", "Deny", "Pass"], "protocols", Protocol))]),
        });

        private Map Older(string kind, string name, long? priority)
        {
            string[] actions = priority is null ? ["Allow", "Deny"] : ["Allow", "Deny", "Pass"];
            var spec = new Map
            {
                ["subject"] = Pods(),
                ["ingress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => ClusterRule("from", actions, "ports", OlderPort))]),
                ["egress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => ClusterRule("to", actions, "ports", OlderPort))]),
            };
            if (priority is not null) spec["priority"] = priority;
            return ClusterWide("v1alpha1", kind, name, spec);
        }

        private static Map ClusterWide(string version, string kind, string name, Map spec) => new()
        {
            ["apiVersion"] = $"policy.networking.k8s.io/{version}",
            ["kind"] = kind,
            ["metadata"] = new Map { ["name"] = name },
            ["spec"] = spec,
        };

        private Map ClusterRule(string peersKey, string[] actions, string portsKey, Func<Map> port)
        {
            var rule = new Map { ["action"] = OneOf(actions), [peersKey] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => peersKey == "to" && Chance(3) ? Networks() : Pods())]) };
            if (!Chance(3)) rule[portsKey] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => port())]);
            return rule;
        }

        private Map Networks() => new() { ["networks"] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => OneOf([.. V4, .. V6]))]) };

        private Map Pods() => Chance(2)
            ? new Map { ["namespaces"] = NamespaceSelector() }
            : new Map { ["pods"] = new Map { ["namespaceSelector"] = NamespaceSelector(), ["podSelector"] = Selector("app", "x", "y") } };

        private Map Protocol()
        {
            if (Chance(4)) return new Map { ["destinationNamedPort"] = OneOf("http", "dns", "none") };
            var port = Chance(2) ? new Map { ["number"] = OneOf(53L, 80L, 81L, 65535L) } : new Map { ["range"] = new Map { ["start"] = OneOf(1L, 53L, 78L), ["end"] = OneOf(79L, 81L, 65535L) } };
            return new Map { [OneOf("tcp", "udp", "sctp")] = new Map { ["destinationPort"] = port } };
        }

        private Map OlderPort() => _random.Next(3) switch
        {
            0 => new Map { ["namedPort"] = OneOf("http", "dns", "none") },
            1 => new Map { ["portNumber"] = new Map { ["protocol"] = OneOf("TCP", "UDP"), ["port"] = OneOf(53L, 80L, 81L) } },
            _ => new Map { ["portRange"] = new Map { ["protocol"] = OneOf("TCP", "SCTP"), ["start"] = OneOf(1L, 53L, 79L), ["end"] = OneOf(80L, 65535L) } },
        };

        private Map CiliumPolicy(string name)
        {
            var spec = new Map { ["endpointSelector"] = Endpoints() };
            var sections = new[] { "ingress", "egress", "ingressDeny", "egressDeny" };
            foreach (var section in sections.Where(_ => Chance(2)).DefaultIfEmpty("ingress"))
                spec[section] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => CiliumRule(section))]);
            if (Chance(3)) spec["enableDefaultDeny"] = new Map { [OneOf("ingress", "egress")] = !Chance(3) ? false : true };
            var metadata = new Map { ["name"] = name };
            var isOfNamespace = !Chance(3);
            if (isOfNamespace) metadata["namespace"] = OneOf(Namespaces);
            return new Map { ["apiVersion"] = "cilium.io/v2", ["kind"] = isOfNamespace ? "CiliumNetworkPolicy" : "CiliumClusterwideNetworkPolicy", ["metadata"] = metadata, ["spec"] = spec };
        }

        private Map CiliumRule(string section)
        {
            var prefix = section.StartsWith('i') ? "from" : "to";
            var rule = new Map();
            switch (_random.Next(6))
            {
                case 0 or 1:
                    rule[$"{prefix}Endpoints"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Endpoints())]);
                    break;
                case 2:
                    rule[$"{prefix}Entities"] = List([.. new[] { "all", "world", "cluster", "remote-node", "ingress", "health", "none" }.Where(_ => Chance(5))]);
                    break;
                case 3:
                    rule[$"{prefix}CIDR"] = List(OneOf([.. V4, .. V6]), OneOf([.. V4, .. V6]));
                    break;
                case 4:
                    rule[$"{prefix}CIDRSet"] = List(Block());
                    break;
                default:
                    break;
            }

            if (Chance(8)) rule["icmps"] = List(new Map { ["fields"] = List(new Map { ["type"] = 8L }) });
            else if (!Chance(3)) rule["toPorts"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => CiliumPorts(section))]);
            return rule;
        }

        private Map CiliumPorts(string section)
        {
            var isDns = section == "egress" && Chance(4);
            var port = new Map { ["port"] = OneOf("53", "80", "79", "http", "dns", isDns ? "53" : "0") };
            if (!Chance(3)) port["protocol"] = OneOf("TCP", "UDP", "SCTP", "ANY");
            if (!isDns && Chance(4)) port["endPort"] = OneOf(1L, 81L, 65535L);
            var ports = new Map { ["ports"] = List(port) };
            if (isDns) ports["rules"] = new Map { ["dns"] = List(new Map { ["matchPattern"] = "*" }) };
            return ports;
        }

        /// <summary>With orders that differ, since those of one order are asked by name; NetworkPolicies have 1000.</summary>
        private IEnumerable<Map> CalicoPolicies()
        {
            var orders = new object?[] { 1L, 20L, 300L, 999L, 1001L, 5000L, null }.OrderBy(_ => _random.Next()).ToList();
            var count = _random.Next(1, 5);
            yield return Calico("Tier", "before", null, new Map { ["order"] = 500L, ["defaultAction"] = "Deny" });
            yield return Calico("Tier", "behind", null, new Map { ["order"] = 2_000_000L, ["defaultAction"] = "Pass" });
            for (var i = 0; i < count; i++)
            {
                var isGlobal = Chance(3);
                var spec = new Map();
                if (orders[i] is { } order) spec["order"] = order;
                if (Chance(2)) spec["tier"] = OneOf("before", "behind", "default");
                if (!Chance(4)) spec["selector"] = Expression("app", "x", "y");
                if (isGlobal && Chance(2)) spec["namespaceSelector"] = NamespaceExpression();
                if (!Chance(3)) spec["ingress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => CalicoRule("source"))]);
                if (!Chance(3)) spec["egress"] = List([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => CalicoRule("destination"))]);
                if (Chance(2)) spec["types"] = OneOf(List("Ingress"), List("Egress"), List("Ingress", "Egress"));
                yield return Calico(isGlobal ? "GlobalNetworkPolicy" : "NetworkPolicy", $"k{i}", isGlobal ? null : OneOf(Namespaces), spec);
            }
        }

        private static Map Calico(string kind, string name, string? ns, Map spec)
        {
            var metadata = new Map { ["name"] = name };
            if (ns is not null) metadata["namespace"] = ns;
            return new Map { ["apiVersion"] = "projectcalico.org/v3", ["kind"] = kind, ["metadata"] = metadata, ["spec"] = spec };
        }

        private Map CalicoRule(string peerKey)
        {
            var rule = new Map { ["action"] = OneOf("Allow", "Allow", "Allow", "Deny", "Pass", "Log") };
            var peer = new Map();
            switch (_random.Next(6))
            {
                case 0:
                    peer["nets"] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => OneOf([.. V4, .. V6]))]);
                    if (Chance(2)) peer["notNets"] = List(OneOf([.. V4, .. V6]));
                    break;
                case 1:
                    peer["selector"] = Expression("app", "x", "y");
                    if (Chance(4)) peer["notSelector"] = Expression("tier", "front", "back");
                    break;
                case 2:
                    peer["namespaceSelector"] = NamespaceExpression();
                    if (Chance(2)) peer["selector"] = Expression("app", "x", "y");
                    break;
                case 3:
                    peer["notSelector"] = Expression("app", "x", "y");
                    break;
                default:
                    break;
            }

            rule[peerKey] = peer;
            if (Chance(3)) return rule;
            rule["protocol"] = OneOf("TCP", "TCP", "UDP", "SCTP", "ICMP");
            if (rule["protocol"] is "ICMP" || Chance(3)) return rule;
            var destination = (Map)(rule.GetValueOrDefault("destination") ?? new Map());
            if (!Chance(5)) destination["ports"] = List([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => OneOf<object?>(53L, 80L, 81L, "79:81", "1:65535", "http", "dns"))]);
            else destination["notPorts"] = List(OneOf<object?>(53L, 80L, "79:81"));
            rule["destination"] = destination;
            return rule;
        }

        private string NamespaceExpression() => Chance(3)
            ? $"{OneOf("kubernetes.io/metadata.name", "projectcalico.org/name")} == '{OneOf(Namespaces)}'"
            : Expression("team", "red", "blue");

        /// <summary>A selector in Calico's language, of up to three terms.</summary>
        private string Expression(string key, params string[] values)
        {
            string Term() => _random.Next(9) switch
            {
                0 => "all()",
                1 => $"has({key})",
                2 => $"!has({OneOf(key, "tier")})",
                3 => $"{key} != '{OneOf(values)}'",
                4 => $"{key} in {{'{values[0]}', 'front'}}",
                5 => $"{key} not in {{ '{OneOf(values)}' }}",
                6 => $"{key} {OneOf("contains", "starts with", "ends with")} '{OneOf(values)[..1]}'",
                _ => $"{key} == '{OneOf(values)}'",
            };
            return _random.Next(5) switch
            {
                0 => $"{Term()} && {Term()}",
                1 => $"{Term()} || {Term()} && {Term()}",
                2 => $"!({Term()} || {Term()})",
                3 => $"({Term()} || {Term()}) && {Term()}",
                _ => Term(),
            };
        }

        /// <summary>A selector of labels with or without their source; some of them of the namespace.</summary>
        private Map Endpoints()
        {
            var selector = Selector("app", "x", "y");
            var labels = (Map?)selector.GetValueOrDefault("matchLabels") ?? [];
            labels = labels.ToDictionary(l => $"{OneOf("", "k8s:", "any:")}{l.Key}", l => l.Value);
            if (Chance(4)) labels[$"{OneOf("", "any:")}io.kubernetes.pod.namespace"] = OneOf(Namespaces);
            if (Chance(5)) labels["k8s:io.cilium.k8s.namespace.labels.team"] = OneOf("red", "blue");
            if (Chance(12)) labels["reserved:remote-node"] = "";
            selector["matchLabels"] = labels;
            return selector;
        }

        private Map NamespaceSelector() => Chance(3)
            ? new Map { ["matchLabels"] = new Map { ["kubernetes.io/metadata.name"] = OneOf(Namespaces) } }
            : Selector("team", "red", "blue");

        private Map Selector(string key, params string[] values)
        {
            var other = Chance(2) ? key : "tier";
            return _random.Next(6) switch
            {
                0 or 1 => [],
                2 => new Map { ["matchLabels"] = new Map { [key] = OneOf(values) } },
                3 => new Map { ["matchExpressions"] = List(new Map { ["key"] = other, ["operator"] = OneOf("Exists", "DoesNotExist") }) },
                4 => new Map { ["matchExpressions"] = List(new Map { ["key"] = key, ["operator"] = OneOf("In", "NotIn"), ["values"] = List([.. values.Where(_ => Chance(2)).DefaultIfEmpty(values[0])]) }) },
                _ => new Map
                {
                    ["matchLabels"] = new Map { [key] = OneOf(values) },
                    ["matchExpressions"] = List(new Map { ["key"] = other, ["operator"] = "NotIn", ["values"] = List(values[0], "front") }),
                },
            };
        }

        private Map Labels(params (string Key, string[] Values)[] labels) => labels.Where(_ => !Chance(3)).ToDictionary(l => l.Key, l => (object?)OneOf(l.Values));

        private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        private T OneOf<T>(params T[] items) => items[_random.Next(items.Length)];

        private static List<object?> List(params object?[] items) => [.. items];
    }
}
