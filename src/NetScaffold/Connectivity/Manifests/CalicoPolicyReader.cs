using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>
/// Reads <c>projectcalico.org/v3</c> NetworkPolicy and GlobalNetworkPolicy, and those that are staged. Rules are asked in order: the first that matches
/// allows, denies, or passes on to the next tier; at the end of a tier that holds a pod the rest is denied to it.
/// </summary>
/// <remarks>Source: the CRDs and the reference of network policies, tiers and selectors of Calico 3.32; defaults and validation in its libcalico-go.</remarks>
internal sealed class CalicoPolicyReader
{
    private const string Staged = "Staged";

    /// <summary>What <c>spec.order</c> is without a number: behind all that have one.</summary>
    private const double Last = double.PositiveInfinity;

    private readonly ILookup<(string Namespace, string Name), ManifestObject> _services;
    private readonly Dictionary<string, PolicyTier> _tiers;
    private readonly List<Diagnostic> _findings;
    private readonly bool _countsStaged;

    /// <param name="objects">All manifests: Services that rules name, and tiers.</param>
    /// <param name="findings">Takes what is not understood.</param>
    /// <param name="countsStaged">Staged policies count as if they were enforced.</param>
    public CalicoPolicyReader(IReadOnlyCollection<ManifestObject> objects, List<Diagnostic> findings, bool countsStaged)
    {
        (_findings, _countsStaged) = (findings, countsStaged);
        _services = objects.Where(o => o is { Group: "", Kind: "Service" }).ToLookup(o => (o.NamespaceOrDefault, o.Name));
        _tiers = new[] { PolicyTier.Admin, PolicyTier.Namespace, PolicyTier.Baseline }.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var tier in objects.Where(o => IsCalico(o) && o.Kind == "Tier").Select(Tier).OfType<PolicyTier>()) _tiers.TryAdd(tier.Name, tier);
    }

    /// <summary>True for the kinds that <see cref="Read"/> reads.</summary>
    public static bool IsCalicoPolicy(ManifestObject manifest) =>
        IsCalico(manifest) && manifest.Kind is ("NetworkPolicy" or "GlobalNetworkPolicy" or "StagedNetworkPolicy" or "StagedGlobalNetworkPolicy" or "StagedKubernetesNetworkPolicy");

    /// <summary>The policy; null when the cluster does not take it, or it holds no pod.</summary>
    public Policy? Read(ManifestObject manifest)
    {
        var isStaged = manifest.Kind.StartsWith(Staged, StringComparison.Ordinal);
        if (isStaged && !_countsStaged)
        {
            _findings.Add(ReachDiagnostics.OnlyStaged(manifest.At, manifest.ToString()));
            return null;
        }

        if (manifest.Kind == "StagedKubernetesNetworkPolicy") return NetworkPolicyReader.Read(manifest, _findings, "stagedAction");
        var fields = new Fields(manifest, _findings);
        var spec = fields.Map(manifest.Root, "spec") ?? new YamlMap([], manifest.At);
        var isGlobal = manifest.Kind.EndsWith("GlobalNetworkPolicy", StringComparison.Ordinal);
        string[] known = ["tier", "order", "selector", "types", "ingress", "egress", "serviceAccountSelector", "performanceHints"];
        if (isGlobal) known = [.. known, "namespaceSelector", "applyOnForward", "doNotTrack", "preDNAT"];
        if (isStaged) known = [.. known, "stagedAction"];
        fields.Know(spec, known);
        if (isStaged && fields.Text(spec, "stagedAction") is "Delete" or "Learn" or "Ignore") return null;

        var ns = isGlobal ? "" : manifest.NamespaceOrDefault;
        var order = Order(fields, spec);
        var tier = TierOf(fields, spec);
        var subject = Subject(fields, spec, ns);
        var ingress = Rules(fields, spec, Direction.Ingress, ns);
        var egress = Rules(fields, spec, Direction.Egress, ns);
        var (holdsIngress, holdsEgress) = TypesOf(fields, spec);
        if (fields.IsRefused || tier is null || subject is null) return null;
        return new Policy(manifest.Kind, ns, manifest.Name, tier, order, subject, holdsIngress ? ingress : null, holdsEgress ? egress : null, manifest.At) { IsOrdered = true };
    }

    private static bool IsCalico(ManifestObject manifest) => manifest.Group is "projectcalico.org" or "crd.projectcalico.org";

    private PolicyTier? Tier(ManifestObject manifest)
    {
        var fields = new Fields(manifest, _findings);
        var spec = fields.Map(manifest.Root, "spec") ?? new YamlMap([], manifest.At);
        fields.Know(spec, "order", "defaultAction");
        var order = Order(fields, spec);
        var action = fields.Text(spec, "defaultAction") ?? "Deny";
        if (action is not ("Deny" or "Pass")) fields.Refuse(Fields.At(spec, "defaultAction"), $"The default action {Shown.Text(action)} is neither Deny nor Pass.");
        return fields.IsRefused ? null : new PolicyTier(manifest.Name, order, action == "Deny");
    }

    /// <summary>Any number; those without one come last.</summary>
    private static double Order(Fields fields, YamlMap spec)
    {
        if (!spec.TryGet("order", out var entry) || entry.Value is YamlScalar { IsNull: true }) return Last;
        if (entry.Value is YamlScalar { IsPlain: true } scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var order) && double.IsFinite(order)) return order;
        fields.Refuse(entry.Value.At, "The order is no number.");
        return Last;
    }

    private PolicyTier? TierOf(Fields fields, YamlMap spec)
    {
        var name = fields.Text(spec, "tier") is { Length: > 0 } given ? given : PolicyTier.Namespace.Name;
        if (_tiers.TryGetValue(name, out var tier)) return tier;
        fields.Add(ReachDiagnostics.NotDecidable(Fields.At(spec, "tier"), fields.Object.ToString(), "tier", $"the Tier {Shown.Text(name)} is not among them"));
        return null;
    }

    /// <summary>Whom it holds; null, and a finding, when that is not known.</summary>
    private static PodSelection? Subject(Fields fields, YamlMap spec, string ns)
    {
        foreach (var key in new[] { "doNotTrack", "preDNAT" })
        {
            if (!fields.IsTrue(spec, key)) continue;
            fields.Add(ReachDiagnostics.NotDecidable(Fields.At(spec, key), fields.Object.ToString(), key, "it holds nodes and no pods"));
            return null;
        }

        if (fields.Text(spec, "serviceAccountSelector") is { Length: > 0 })
        {
            fields.Add(ReachDiagnostics.NotDecidable(Fields.At(spec, "serviceAccountSelector"), fields.Object.ToString(), "serviceAccountSelector", "it holds pods by labels of their ServiceAccounts"));
            return null;
        }

        var pods = Pods(fields, spec, "selector");
        var namespaces = Namespaces(fields, spec);
        if (pods.IsUnknown || namespaces.IsUnknown) return null;
        return ns.Length > 0
            ? new PodSelection(ns, null, pods.Selector ?? LabelSelector.Everything)
            : new PodSelection(null, namespaces.Selector ?? LabelSelector.Everything, pods.Selector ?? LabelSelector.Everything);
    }

    /// <summary>Without types: Egress alone for rules of egress alone, Ingress without any.</summary>
    private static (bool Ingress, bool Egress) TypesOf(Fields fields, YamlMap spec)
    {
        var (hasIngress, hasEgress) = (fields.List(spec, "ingress") is { IsEmpty: false }, fields.List(spec, "egress") is { IsEmpty: false });
        var types = fields.Texts(spec, "types");
        if (types.IsEmpty) return (hasIngress || !hasEgress, hasEgress);
        foreach (var type in types.Where(t => t is not ("Ingress" or "Egress"))) fields.Refuse(Fields.At(spec, "types"), $"The type {Shown.Text(type)} is neither Ingress nor Egress.");
        return (types.Contains("Ingress"), types.Contains("Egress"));
    }

    private ImmutableArray<PolicyRule> Rules(Fields fields, YamlMap spec, Direction direction, string ns)
    {
        var key = direction == Direction.Ingress ? "ingress" : "egress";
        var rules = ImmutableArray.CreateBuilder<PolicyRule>();
        var at = 0;
        foreach (var map in fields.Maps(spec, key))
        {
            if (new RuleReader(this, fields, map, direction, ns, $"{key}[{at++}]").Read() is { } rule) rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    /// <summary>A selector of pods; null when it is absent.</summary>
    private static (LabelSelector? Selector, bool IsUnknown) Pods(Fields fields, YamlMap map, string key) => Selector(fields, map, key, k => k, k =>
        k.StartsWith("projectcalico.org/", StringComparison.Ordinal) || k.StartsWith("pcns.", StringComparison.Ordinal) || k.StartsWith("pcsa.", StringComparison.Ordinal));

    /// <summary>A selector of namespaces; null when it is absent.</summary>
    private static (LabelSelector? Selector, bool IsUnknown) Namespaces(Fields fields, YamlMap map) =>
        Selector(fields, map, "namespaceSelector", k => k == "projectcalico.org/name" ? ClusterNamespace.NameLabel : k, k => k.StartsWith("projectcalico.org/", StringComparison.Ordinal));

    private static (LabelSelector? Selector, bool IsUnknown) Selector(Fields fields, YamlMap map, string key, Func<string, string> keyOf, Func<string, bool> isUnknown)
    {
        if (fields.Text(map, key) is not { Length: > 0 } text) return (null, false);
        if (CalicoSelector.Parse(text, keyOf, out var problem) is not { } selector)
        {
            fields.Refuse(Fields.At(map, key), $"{Shown.Text(key)} is no selector: {problem}.");
            return (null, false);
        }

        if (selector.Keys.FirstOrDefault(isUnknown) is not { } unknown) return (selector, false);
        fields.Add(ReachDiagnostics.NotDecidable(Fields.At(map, key), fields.Object.ToString(), unknown, "Calico makes this label from something else than labels of pods and namespaces"));
        return (null, true);
    }

    /// <summary>One rule of a policy.</summary>
    private sealed class RuleReader(CalicoPolicyReader reader, Fields fields, YamlMap rule, Direction direction, string ns, string label)
    {
        private static readonly string[] EndKeys = ["nets", "notNets", "selector", "notSelector", "namespaceSelector", "ports", "notPorts", "serviceAccounts", "services"];

        private bool _isUnknown;

        /// <summary>Null for one that only logs, or means nobody who is shown.</summary>
        public PolicyRule? Read()
        {
            fields.Know(rule, "action", "metadata", "protocol", "notProtocol", "icmp", "notICMP", "ipVersion", "source", "destination", "http");
            var source = End("source");
            var destination = End("destination");
            var (peer, own) = direction == Direction.Ingress ? (source, destination) : (destination, source);
            // Whom the policy holds is said by its selector; a rule that says it again means a part of them.
            NotDecided(own, direction == Direction.Ingress ? "destination" : "source", "nets", "notNets", "selector", "notSelector", "namespaceSelector", "serviceAccounts", "services");
            NotDecided(source, "source", "ports", "notPorts");
            NotDecided(peer, direction == Direction.Ingress ? "source" : "destination", "serviceAccounts");
            NotDecided(rule, null, "http", "ipVersion", "notICMP", "notProtocol");

            var action = Action();
            var ports = Ports(destination);
            var (isAnyone, pods, addresses) = Peers(peer);
            if (destination.TryGet("services", out _) && direction == Direction.Egress) (isAnyone, pods, addresses, ports) = ServiceOf(destination);
            if (_isUnknown || action is not { } known) return null;
            return new PolicyRule(label, known, isAnyone, pods, addresses, ports, rule.At);
        }

        private YamlMap End(string key)
        {
            var end = fields.Map(rule, key) ?? new YamlMap([], rule.At);
            fields.Know(end, EndKeys);
            return end;
        }

        private void NotDecided(YamlMap map, string? parent, params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys)
            {
                if (!map.TryGet(key, out var entry) || entry.Value is YamlScalar { IsNull: true }) continue;
                _isUnknown = true;
                fields.Add(ReachDiagnostics.NotDecidable(entry.Key.At, fields.Object.ToString(), $"{label}.{(parent is null ? "" : $"{parent}.")}{key}", "it says more of a connection than who opens it, to whom, and to which port"));
            }
        }

        private RuleAction? Action()
        {
            switch (fields.Text(rule, "action"))
            {
                case "Allow":
                    return RuleAction.Accept;
                case "Deny":
                    return RuleAction.Deny;
                case "Pass":
                    return RuleAction.Pass;
                case "Log":
                    return null;
                case var action:
                    fields.Refuse(Fields.At(rule, "action"), $"The action {Shown.Text(action ?? "")} is none of Allow, Deny, Log, Pass.");
                    return null;
            }
        }

        private (bool IsAnyone, ImmutableArray<PodSelection> Pods, AddressSet Addresses) Peers(YamlMap peer)
        {
            var nets = Nets(peer, "nets");
            var notNets = Nets(peer, "notNets");
            var selector = Pods(fields, peer, "selector");
            var notSelector = Pods(fields, peer, "notSelector");
            var namespaces = Namespaces(fields, peer);
            _isUnknown |= selector.IsUnknown || notSelector.IsUnknown || namespaces.IsUnknown;
            var selects = (selector.Selector ?? namespaces.Selector) is not null;
            if ((nets ?? notNets) is not null && (selects || notSelector.Selector is not null))
            {
                _isUnknown = true;
                fields.Add(ReachDiagnostics.NotDecidable(peer.At, fields.Object.ToString(), $"{label}, nets beside selectors", "which pods have these addresses stands in no manifest"));
                return (false, [], AddressSet.None);
            }

            if (nets is not null) return (false, [], nets.Except(notNets ?? AddressSet.None));
            var everyPod = new PodSelection(null, LabelSelector.Everything, LabelSelector.Everything);
            if (notNets is not null) return (false, [everyPod], AddressSet.All.Except(notNets));
            var others = notSelector.Selector is { } not ? CalicoSelector.Not(not) : LabelSelector.Everything;
            // A selector of namespaces leads out of the policy's own; that of pods alone does not.
            if (selects)
            {
                var pods = CalicoSelector.Both(selector.Selector ?? LabelSelector.Everything, others);
                return (false, [new PodSelection(namespaces.Selector is null && ns.Length > 0 ? ns : null, namespaces.Selector is null && ns.Length > 0 ? null : namespaces.Selector ?? LabelSelector.Everything, pods)], AddressSet.None);
            }

            return notSelector.Selector is null ? (true, [], AddressSet.None) : (false, [everyPod with { Pods = others }], AddressSet.All);
        }

        private AddressSet? Nets(YamlMap peer, string key)
        {
            var texts = fields.Texts(peer, key);
            if (texts.IsEmpty) return null;
            var addresses = AddressSet.None;
            foreach (var text in texts)
            {
                if (AddressSet.Parse(text) is { } net) addresses = addresses.Union(net);
                else fields.Refuse(Fields.At(peer, key), $"{Shown.Text(text)} is neither an address nor a CIDR.");
            }

            return addresses;
        }

        /// <summary>The pods behind a Service, at its ports there.</summary>
        private (bool IsAnyone, ImmutableArray<PodSelection> Pods, AddressSet Addresses, PortMatch Ports) ServiceOf(YamlMap destination)
        {
            var services = fields.Map(destination, "services") ?? new YamlMap([], rule.At);
            fields.Know(services, "name", "namespace");
            foreach (var key in EndKeys.Where(k => k is not "services" && destination.TryGet(k, out _))) fields.Refuse(Fields.At(destination, key), $"{Shown.Text(key)} stands beside services.");
            var serviceNamespace = fields.Text(services, "namespace") ?? (ns.Length > 0 ? ns : ManifestObject.DefaultNamespace);
            var name = fields.Text(services, "name") ?? "";
            if (reader._services[(serviceNamespace, name)].FirstOrDefault() is { } manifest && ServiceReader.Read(manifest, []) is { Selector: { } selector } service)
            {
                var numbers = service.Ports.Where(p => p.TargetName is null).Aggregate(PortSet.None, (all, p) => all.Union(PortSet.Of(p.Protocol, p.TargetPort, p.TargetPort)));
                return (false, [new PodSelection(serviceNamespace, null, selector)], AddressSet.None, new PortMatch(numbers, [.. service.Ports.Where(p => p.TargetName is not null).Select(p => new NamedPortMatch(p.TargetName!, p.Protocol))]));
            }

            _isUnknown = true;
            fields.Add(ReachDiagnostics.NotDecidable(services.At, fields.Object.ToString(), $"{label}.destination.services", $"where the Service {Shown.Text($"{serviceNamespace}/{name}")} leads stands in none of them"));
            return (false, [], AddressSet.None, PortMatch.All);
        }

        private PortMatch Ports(YamlMap destination)
        {
            var (isGiven, protocol) = Protocol();
            var isPorted = Has(destination, "ports") || Has(destination, "notPorts");
            if (isPorted && protocol is null) fields.Refuse(Fields.At(destination, Has(destination, "ports") ? "ports" : "notPorts"), "Ports need a protocol that has them: TCP, UDP or SCTP.");
            // ICMP and the like open no port.
            var numbers = !isGiven ? PortSet.All : protocol is { } one ? PortSet.Of(one) : PortSet.None;
            if (protocol is not { } of || !isPorted) return new PortMatch(numbers, []);
            var names = ImmutableArray.CreateBuilder<NamedPortMatch>();
            if (Has(destination, "ports")) numbers = Numbers(destination, "ports", of, n => names.Add(new NamedPortMatch(n, of)));
            numbers = numbers.Except(Numbers(destination, "notPorts", of, _ => NotDecided(destination, "destination", "notPorts")));
            return new PortMatch(numbers, names.ToImmutable());
        }

        private bool Has(YamlMap map, string key) => fields.List(map, key) is { IsEmpty: false };

        private PortSet Numbers(YamlMap end, string key, Protocol protocol, Action<string> named)
        {
            var numbers = PortSet.None;
            foreach (var item in fields.List(end, key) ?? [])
            {
                var text = (item as YamlScalar)?.Text ?? "";
                if (text.Split(':') is [var low, var high] && Port(low) is { } first && Port(high) is { } last && first <= last) numbers = numbers.Union(PortSet.Of(protocol, Math.Max(first, 1), last));
                else if (Port(text) is { } port) numbers = numbers.Union(port == 0 ? PortSet.None : PortSet.Of(protocol, port, port));
                else if (text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')) named(text);
                else fields.Refuse(item.At, $"The port {Shown.Text(text)} is none of a number, a range such as '8000:8080', and a name.");
            }

            return numbers;
        }

        private static int? Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= PortSet.MaxPort ? port : null;

        /// <summary>Whether there is a protocol, and which, if it is one with ports.</summary>
        private (bool IsGiven, Protocol? Protocol) Protocol()
        {
            if (!rule.TryGet("protocol", out var entry) || entry.Value is YamlScalar { IsNull: true }) return (fields.Map(rule, "icmp") is not null, null);
            switch ((entry.Value as YamlScalar)?.Text)
            {
                case "TCP" or "6":
                    return (true, Connectivity.Protocol.Tcp);
                case "UDP" or "17":
                    return (true, Connectivity.Protocol.Udp);
                case "SCTP" or "132":
                    return (true, Connectivity.Protocol.Sctp);
                case "ICMP" or "ICMPv6" or "UDPLite":
                    return (true, null);
                case var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 255:
                    return (true, null);
                case var text:
                    fields.Refuse(entry.Value.At, $"The protocol {Shown.Text(text ?? "")} is none of TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite, and a number from 1 to 255.");
                    return (true, null);
            }
        }
    }
}
