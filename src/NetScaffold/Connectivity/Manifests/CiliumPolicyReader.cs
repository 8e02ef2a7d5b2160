using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>
/// Reads <c>cilium.io/v2</c> CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. What the API server takes and Cilium does not,
/// such as two kinds of peers in one rule, is refused like what neither takes: no such policy comes into effect.
/// </summary>
/// <remarks>Source: the CRDs of Cilium 1.20 and the validation and translation of rules in its pkg/policy/api and pkg/k8s/apis/cilium.io.</remarks>
internal sealed class CiliumPolicyReader(IEnumerable<ManifestObject> objects, List<Diagnostic> findings)
{
    private readonly ILookup<(string Namespace, string Name), ManifestObject> _services =
        objects.Where(o => o is { Group: "", Kind: "Service" }).ToLookup(o => (o.NamespaceOrDefault, o.Name));

    /// <summary>True for the kinds that <see cref="Read"/> reads.</summary>
    public static bool IsCiliumPolicy(ManifestObject manifest) =>
        manifest is { Group: "cilium.io", Kind: "CiliumNetworkPolicy" or "CiliumClusterwideNetworkPolicy" };

    /// <summary>One policy for what each specification allows and one for what it denies; none when the cluster does not take it.</summary>
    public ImmutableArray<Policy> Read(ManifestObject manifest)
    {
        var fields = new Fields(manifest, findings);
        if (manifest.ApiVersion != "cilium.io/v2") fields.Refuse(manifest.At, $"The version {Shown.Text(manifest.ApiVersion)} is not cilium.io/v2.");
        var policies = new List<Policy>();
        var spec = fields.Map(manifest.Root, "spec");
        var specs = fields.Maps(manifest.Root, "specs").ToList();
        if (spec is not null) policies.AddRange(new Specification(this, fields, spec, "").Policies());
        for (var i = 0; i < specs.Count; i++) policies.AddRange(new Specification(this, fields, specs[i], $"specs[{i}].").Policies());
        if (spec is null && specs.Count == 0 && !fields.IsRefused) fields.Refuse(manifest.At, "There is neither spec nor specs.");
        return fields.IsRefused ? [] : [.. policies];
    }

    /// <summary>One of the specifications of an object.</summary>
    private sealed class Specification
    {
        // An empty list of these selects nobody; of the others it counts as absent.
        private static readonly string[] NobodyWhenEmpty = ["Endpoints", "Nodes", "Entities", "CIDR", "CIDRSet"];

        private static readonly string[] GroupsOfAddresses = ["cidrGroupRef", "cidrGroupSelector"];

        private readonly CiliumPolicyReader _reader;
        private readonly Fields _fields;
        private readonly YamlMap _spec;
        private readonly string _place;
        private readonly CiliumSelectors _selectors;
        private readonly HashSet<string> _notDecided = new(StringComparer.Ordinal);

        public Specification(CiliumPolicyReader reader, Fields fields, YamlMap spec, string place)
        {
            (_reader, _fields, _spec, _place) = (reader, fields, spec, place);
            _selectors = new CiliumSelectors(fields, Namespace);
        }

        /// <summary>Empty for a policy of the whole cluster.</summary>
        private string Namespace => _fields.Object.Kind == "CiliumNetworkPolicy" ? _fields.Object.NamespaceOrDefault : "";

        public IEnumerable<Policy> Policies()
        {
            _fields.Know(_spec, "endpointSelector", "nodeSelector", "ingress", "ingressDeny", "egress", "egressDeny", "enableDefaultDeny", "description", "labels", "log");
            var sections = new[] { Direction.Ingress, Direction.Egress }.Select(Read).ToList();
            if (sections.TrueForAll(s => s.IsEmpty) && !_fields.IsRefused) _fields.Refuse(_spec.At, "There is no rule in ingress, ingressDeny, egress and egressDeny.");
            if (Subject() is not { } subject) yield break;

            var (ingress, egress) = (sections[0], sections[1]);
            if ((ingress.Allows ?? egress.Allows) is not null)
            {
                yield return Make(PolicyTier.Namespace, subject, ingress.Allows, egress.Allows) with { AddsOnly = [.. sections.Where(s => !s.Isolates).Select(s => s.Direction)] };
            }

            if ((ingress.Denies ?? egress.Denies) is not null) yield return Make(PolicyTier.Denial, subject, ingress.Denies, egress.Denies);
        }

        private Policy Make(PolicyTier tier, (PodSelection Pods, bool HoldsProxy) subject, ImmutableArray<PolicyRule>? ingress, ImmutableArray<PolicyRule>? egress) =>
            new(_fields.Object.Kind, Namespace, _fields.Object.Name, tier, Policy.Unordered, subject.Pods, ingress, egress, _fields.Object.At) { HoldsIngressProxy = subject.HoldsProxy };

        private (PodSelection Pods, bool HoldsProxy)? Subject()
        {
            var endpoints = _fields.Selector(_spec, "endpointSelector");
            if (_fields.Map(_spec, "nodeSelector") is { } nodes)
            {
                if (endpoints is not null) _fields.Refuse(nodes.At, "nodeSelector stands beside endpointSelector.");
                else if (Namespace.Length > 0) _fields.Refuse(nodes.At, "Only a CiliumClusterwideNetworkPolicy takes a nodeSelector.");
                else _fields.Add(ReachDiagnostics.NotDecidable(nodes.At, _fields.Object.ToString(), "nodeSelector", "it holds nodes and no pods"));
                return null;
            }

            if (endpoints is not null) return _selectors.Subject(endpoints, Fields.At(_spec, "endpointSelector"));
            if (!_fields.IsRefused) _fields.Refuse(_spec.At, "There is neither endpointSelector nor nodeSelector.");
            return null;
        }

        private Section Read(Direction direction)
        {
            var key = direction == Direction.Ingress ? "ingress" : "egress";
            ImmutableArray<PolicyRule> allows = [.. _fields.Maps(_spec, key).Select((rule, i) => Rule(rule, direction, RuleAction.Accept, $"{_place}{key}[{i}]"))];
            ImmutableArray<PolicyRule> denies = [.. _fields.Maps(_spec, $"{key}Deny").Select((rule, i) => Rule(rule, direction, RuleAction.Deny, $"{_place}{key}Deny[{i}]"))];
            var given = _fields.Map(_spec, "enableDefaultDeny");
            if (given is not null) _fields.Know(given, "ingress", "egress");
            var isGiven = given is not null && given.TryGet(key, out var entry) && entry.Value is not YamlScalar { IsNull: true };
            return new Section(direction, allows, denies, !isGiven || _fields.IsTrue(given, key));
        }

        private PolicyRule Rule(YamlMap rule, Direction direction, RuleAction action, string label)
        {
            var prefix = direction == Direction.Ingress ? "from" : "to";
            string[] kinds = direction == Direction.Ingress
                ? ["Endpoints", "Nodes", "Entities", "CIDR", "CIDRSet", "Groups"]
                : action == RuleAction.Accept
                ? ["Endpoints", "Nodes", "Entities", "CIDR", "CIDRSet", "Groups", "Services", "FQDNs"]
                : ["Endpoints", "Nodes", "Entities", "CIDR", "CIDRSet", "Groups", "Services"];
            string[] known = [.. kinds.Select(k => prefix + k), $"{prefix}Requires", "toPorts", "icmps"];
            _fields.Know(rule, action == RuleAction.Accept ? [.. known, "authentication"] : known);
            if (_fields.List(rule, $"{prefix}Requires") is { IsEmpty: false }) _fields.Refuse(Fields.At(rule, $"{prefix}Requires"), $"{prefix}Requires is gone; it has to be empty.");

            var given = kinds.Where(k => _fields.List(rule, prefix + k) is { IsEmpty: false }).ToList();
            if (given is [var first, var second, ..]) _fields.Refuse(Fields.At(rule, prefix + second), $"Cilium takes no rule with both {prefix}{first} and {prefix}{second}; write two.");
            var isNobody = NobodyWhenEmpty.Any(k => _fields.List(rule, prefix + k) is { IsEmpty: true });
            var isUnlimited = (_fields.List(rule, "toPorts") ?? []).IsEmpty && (_fields.List(rule, "icmps") ?? []).IsEmpty;

            var peers = new CiliumPeers(action);
            if (given.Count > 0 && !isNobody) AddPeers(peers, rule, prefix, given[0]);
            // Without peers the ports are open to anyone; a rule that says neither means nothing.
            else if (!isNobody && !isUnlimited) peers.AddAnyone();
            return peers.Rule(label, isUnlimited ? PortMatch.All : Ports(rule, direction, action), rule.At);
        }

        private void AddPeers(CiliumPeers peers, YamlMap rule, string prefix, string kind)
        {
            var key = prefix + kind;
            switch (kind)
            {
                case "Endpoints":
                    foreach (var (selector, at) in _fields.Selectors(rule, key)) _selectors.AddPeer(peers, selector, at);
                    break;
                case "Entities":
                    foreach (var entity in _fields.Texts(rule, key)) AddEntity(peers, rule, key, entity);
                    break;
                case "CIDR":
                    foreach (var text in _fields.Texts(rule, key)) peers.Add(Cidr(Fields.At(rule, key), text));
                    break;
                case "CIDRSet":
                    foreach (var set in _fields.Maps(rule, key)) peers.Add(CidrSet(set));
                    break;
                case "Services":
                    foreach (var service in _fields.Maps(rule, key)) AddService(peers, service);
                    break;
                default:
                    NotDecidable(rule, key, kind switch
                    {
                        "FQDNs" => "the addresses of a name are known only when it is asked for",
                        "Nodes" => "nodes and their labels stand in no manifest",
                        _ => "the addresses of groups stand in no manifest",
                    });
                    break;
            }
        }

        private void AddEntity(CiliumPeers peers, YamlMap rule, string key, string entity)
        {
            if (!CiliumPeers.IsEntity(entity)) _fields.Refuse(Fields.At(rule, key), $"{Shown.Text(entity)} is no entity.");
            else if (!peers.AddEntity(entity)) NotDecidable(rule, key, CiliumPeers.WhyUnknown);
        }

        private AddressSet Cidr(SourceLocation at, string text)
        {
            if (text.Contains('/', StringComparison.Ordinal) && AddressSet.Parse(text) is { } addresses) return addresses;
            _fields.Refuse(at, $"{Shown.Text(text)} is no CIDR.");
            return AddressSet.None;
        }

        private AddressSet CidrSet(YamlMap set)
        {
            _fields.Know(set, "cidr", "cidrGroupRef", "cidrGroupSelector", "except");
            if (set.Entries.Count(e => e.Key.Text == "cidr" || GroupsOfAddresses.Contains(e.Key.Text)) != 1) _fields.Refuse(set.At, "It takes exactly one of cidr, cidrGroupRef and cidrGroupSelector.");
            foreach (var group in GroupsOfAddresses.Where(g => set.TryGet(g, out _))) NotDecidable(set, group, "groups of addresses are not read");
            if (_fields.Text(set, "cidr") is not { } text) return AddressSet.None;
            var cidr = Cidr(Fields.At(set, "cidr"), text);
            var addresses = cidr;
            foreach (var except in _fields.Texts(set, "except"))
            {
                var hole = Cidr(Fields.At(set, "except"), except);
                if (!hole.Except(cidr).IsEmpty) _fields.Refuse(Fields.At(set, "except"), $"The exception {Shown.Text(except)} is not inside of the cidr.");
                addresses = addresses.Except(hole);
            }

            return addresses;
        }

        /// <summary>A Service means the pods behind it; which Services have some label is not read.</summary>
        private void AddService(CiliumPeers peers, YamlMap service)
        {
            _fields.Know(service, "k8sService", "k8sServiceSelector");
            if (service.TryGet("k8sServiceSelector", out _)) NotDecidable(service, "k8sServiceSelector", "the labels of Services are not read");
            if (_fields.Map(service, "k8sService") is not { } named) return;
            _fields.Know(named, "serviceName", "namespace");
            var (ns, name) = (_fields.Text(named, "namespace") ?? Namespace, _fields.Text(named, "serviceName") ?? "");
            // What is wrong with a Service is said where it is read.
            var selector = _reader._services[(ns, name)].Select(s => ServiceReader.Read(s, [])?.Selector).FirstOrDefault(s => s is not null);
            if (selector is not null) peers.Add(new PodSelection(ns, null, selector));
            else NotDecidable(service, "k8sService", $"no Service {Shown.Text($"{ns}/{name}")} that selects pods is among the manifests");
        }

        private PortMatch Ports(YamlMap rule, Direction direction, RuleAction action)
        {
            var numbers = PortSet.None;
            var names = ImmutableArray.CreateBuilder<NamedPortMatch>();
            // ICMP has no ports, and a rule of it opens none.
            var entries = _fields.Maps(rule, "toPorts").ToList();
            if (_fields.List(rule, "icmps") is { IsEmpty: false } && entries.Count > 0) _fields.Refuse(Fields.At(rule, "icmps"), "Cilium takes no rule with both toPorts and icmps; write two.");
            foreach (var entry in entries)
            {
                if (action == RuleAction.Deny) _fields.Know(entry, "ports");
                else _fields.Know(entry, "ports", "rules", "listener", "originatingTLS", "terminatingTLS", "serverNames");
                var limits = action == RuleAction.Deny ? null : Proxied(entry, direction);
                foreach (var port in _fields.Maps(entry, "ports")) AddPort(port, limits, ref numbers, names);
            }

            return new PortMatch(numbers, names.ToImmutable());
        }

        /// <summary>The protocols of a proxy that looks into connections, null without one. What it lets through inside of them is not shown: the port counts as open.</summary>
        private Protocol[]? Proxied(YamlMap entry, Direction direction)
        {
            if (_fields.Map(entry, "rules") is not { } rules) return null;
            _fields.Know(rules, "http", "dns");
            var (http, dns) = (_fields.List(rules, "http"), _fields.List(rules, "dns"));
            if (http is not null && dns is not null) _fields.Refuse(rules.At, "Rules of http stand beside rules of dns.");
            if (dns is not null && direction == Direction.Ingress) _fields.Refuse(rules.At, "Cilium takes rules of dns in egress alone.");
            return dns is not null ? [Protocol.Tcp, Protocol.Udp] : http is not null ? [Protocol.Tcp] : null;
        }

        private void AddPort(YamlMap port, Protocol[]? proxied, ref PortSet numbers, ImmutableArray<NamedPortMatch>.Builder names)
        {
            _fields.Know(port, "port", "endPort", "protocol");
            var protocols = Protocols(port, proxied);
            var end = _fields.Number(port, "endPort", 0, PortSet.MaxPort) ?? 0;
            if (_fields.Text(port, "port") is not { } text)
            {
                // Protocols without ports have none here either.
                if (!_fields.IsRefused && protocols.Length > 0) _fields.Refuse(port.At, "There is no port.");
                return;
            }

            if (!text.All(char.IsAsciiDigit) && IsName(text))
            {
                // A name means whatever protocol the container says, unless it is narrowed.
                if (protocols.Length == PortSet.Protocols.Count) names.Add(new NamedPortMatch(text.ToLowerInvariant(), null));
                else names.AddRange(protocols.Select(p => new NamedPortMatch(text.ToLowerInvariant(), p)));
                return;
            }

            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > PortSet.MaxPort)
            {
                _fields.Refuse(Fields.At(port, "port"), $"The port {Shown.Text(text)} is neither a number up to {PortSet.MaxPort} nor a name.");
                return;
            }

            if (number == 0 && proxied is not null) _fields.Refuse(Fields.At(port, "port"), "Cilium looks into the connections of one port, not of all.");
            // 0 is every port.
            foreach (var protocol in protocols) numbers = numbers.Union(number == 0 ? PortSet.Of(protocol) : PortSet.Of(protocol, number, Math.Max(number, end)));
        }

        private static bool IsName(string text) =>
            text.Length <= 15 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && text.Any(char.IsAsciiLetter) && text is not (['-', ..] or [.., '-']) && !text.Contains("--", StringComparison.Ordinal);

        private Protocol[] Protocols(YamlMap port, Protocol[]? proxied)
        {
            var text = _fields.Text(port, "protocol") ?? "ANY";
            if (text is "VRRP" or "IGMP" or "GRE" or "IPIP" or "IPV6" or "ESP" or "AH") return [];
            Protocol[] named = [.. PortSet.Protocols.Where(p => text == "ANY" || text == PortSet.Name(p))];
            if (named.Length == 0) _fields.Refuse(Fields.At(port, "protocol"), $"The protocol {Shown.Text(text)} is none of TCP, UDP, SCTP, ANY.");
            if (proxied is [Protocol.Tcp] && text != "TCP") _fields.Refuse(Fields.At(port, "protocol"), "Cilium takes rules of http for TCP alone, which has to be said.");
            return proxied is null ? named : [.. named.Intersect(proxied)];
        }

        /// <summary>Said once for each key: a policy may have a rule for every name that its pods call.</summary>
        private void NotDecidable(YamlMap parent, string key, string reason)
        {
            if (_notDecided.Add(key)) _fields.Add(ReachDiagnostics.NotDecidable(parent.TryGet(key, out var entry) ? entry.Key.At : parent.At, _fields.Object.ToString(), key, reason));
        }
    }

    /// <summary>The rules of one direction.</summary>
    /// <param name="Direction">The direction.</param>
    /// <param name="Accepting">Rules that allow.</param>
    /// <param name="Denying">Rules that deny.</param>
    /// <param name="DeniesByDefault">Not said to isolate nobody.</param>
    private readonly record struct Section(Direction Direction, ImmutableArray<PolicyRule> Accepting, ImmutableArray<PolicyRule> Denying, bool DeniesByDefault)
    {
        public bool IsEmpty => Accepting.IsEmpty && Denying.IsEmpty;

        public bool Isolates => !IsEmpty && DeniesByDefault;

        /// <summary>What it allows: nothing, where it only denies; null when it says nothing.</summary>
        public ImmutableArray<PolicyRule>? Allows => Isolates || !Accepting.IsEmpty ? Accepting : null;

        public ImmutableArray<PolicyRule>? Denies => Denying.IsEmpty ? null : Denying;
    }
}
