using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>
/// Reads policies of the whole cluster: <c>policy.networking.k8s.io/v1alpha2</c> ClusterNetworkPolicy, and
/// <c>v1alpha1</c> AdminNetworkPolicy and BaselineAdminNetworkPolicy, which it replaced.
/// </summary>
/// <remarks>Source: the CRDs of network-policy-api 0.1.7 and 0.2.0.</remarks>
internal static class ClusterPolicyReader
{
    private const int MaxPriority = 1000;

    /// <summary>The policy; null when the API server would refuse it.</summary>
    public static Policy? Read(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec") ?? new YamlMap([], manifest.At);
        var (tier, priority) = Place(fields, spec);
        var subject = Subject(fields, spec);
        var ingress = Rules(fields, spec, "ingress", "from");
        var egress = Rules(fields, spec, "egress", "to");
        if (fields.IsRefused) return null;
        return new Policy(manifest.Kind, "", manifest.Name, tier, priority, subject, ingress, egress, manifest.At);
    }

    private static (PolicyTier Tier, int Priority) Place(Fields fields, YamlMap spec)
    {
        switch (fields.Object.Kind)
        {
            case "BaselineAdminNetworkPolicy":
                fields.Know(spec, "subject", "ingress", "egress");
                return (PolicyTier.Baseline, 0);
            case "AdminNetworkPolicy":
                fields.Know(spec, "priority", "subject", "ingress", "egress");
                return (PolicyTier.Admin, Priority(fields, spec));
            default:
                fields.Know(spec, "tier", "priority", "subject", "ingress", "egress");
                var tier = fields.Text(spec, "tier");
                if (tier is not ("Admin" or "Baseline")) fields.Refuse(Fields.At(spec, "tier"), $"The tier {Shown.Text(tier ?? "")} is neither Admin nor Baseline.");
                return (tier == "Baseline" ? PolicyTier.Baseline : PolicyTier.Admin, Priority(fields, spec));
        }
    }

    private static int Priority(Fields fields, YamlMap spec)
    {
        if (fields.Number(spec, "priority", 0, MaxPriority) is { } priority) return priority;
        if (!fields.IsRefused) fields.Refuse(spec.At, "There is no priority.");
        return 0;
    }

    private static PodSelection Subject(Fields fields, YamlMap spec)
    {
        if (fields.Map(spec, "subject") is { } subject)
        {
            fields.Know(subject, "namespaces", "pods");
            if (Pods(fields, subject) is [var only]) return only;
        }

        if (!fields.IsRefused) fields.Refuse(Fields.At(spec, "subject"), "The subject needs one of namespaces and pods.");
        return new PodSelection(null, LabelSelector.Everything, LabelSelector.Everything);
    }

    /// <summary>What <c>namespaces</c> and <c>pods</c> say, in a subject or a peer.</summary>
    private static ImmutableArray<PodSelection> Pods(Fields fields, YamlMap parent)
    {
        var selections = ImmutableArray.CreateBuilder<PodSelection>();
        if (fields.Selector(parent, "namespaces") is { } namespaces) selections.Add(new PodSelection(null, namespaces, LabelSelector.Everything));
        if (fields.Map(parent, "pods") is { } pods)
        {
            fields.Know(pods, "namespaceSelector", "podSelector");
            selections.Add(new PodSelection(null, fields.Selector(pods, "namespaceSelector") ?? LabelSelector.Everything, fields.Selector(pods, "podSelector") ?? LabelSelector.Everything));
        }

        return selections.ToImmutable();
    }

    private static ImmutableArray<PolicyRule> Rules(Fields fields, YamlMap spec, string key, string peersKey) =>
        [.. fields.Maps(spec, key).Select((rule, i) => Rule(fields, rule, peersKey, $"{key}[{i}]"))];

    private static PolicyRule Rule(Fields fields, YamlMap rule, string peersKey, string place)
    {
        var portsKey = fields.Object.Kind == "ClusterNetworkPolicy" ? "protocols" : "ports";
        fields.Know(rule, "name", "action", peersKey, portsKey);
        var pods = ImmutableArray.CreateBuilder<PodSelection>();
        var addresses = AddressSet.None;
        var peers = fields.Maps(rule, peersKey).ToList();
        if (peers.Count == 0) fields.Refuse(rule.At, $"The rule names nobody in {Shown.Text(peersKey)}.");
        foreach (var peer in peers)
        {
            var isEgress = peersKey == "to";
            if (isEgress) fields.Know(peer, "namespaces", "pods", "networks", "nodes", "domainNames");
            else fields.Know(peer, "namespaces", "pods");
            if (peer.Entries.Length != 1) fields.Refuse(peer.At, "A peer has to say exactly one thing.");
            pods.AddRange(Pods(fields, peer));
            if (!isEgress) continue;
            foreach (var text in fields.Texts(peer, "networks"))
            {
                if (text.Contains('/', StringComparison.Ordinal) && AddressSet.Parse(text) is { } network) addresses = addresses.Union(network);
                else fields.Refuse(Fields.At(peer, "networks"), $"{Shown.Text(text)} is no CIDR.");
            }

            if (peer.TryGet("nodes", out var nodes)) fields.Add(ReachDiagnostics.NotDecidable(nodes.Key.At, fields.Object.ToString(), "nodes", "the addresses of nodes stand in no manifest"));
            if (peer.TryGet("domainNames", out var names)) fields.Add(ReachDiagnostics.NotDecidable(names.Key.At, fields.Object.ToString(), "domainNames", "the addresses of a name are known only when it is asked for"));
        }

        var name = fields.Text(rule, "name");
        return new PolicyRule(name is null ? place : $"{place} {Shown.Text(name)}", Action(fields, rule), IsAnyone: false, pods.ToImmutable(), addresses, Ports(fields, rule, portsKey), rule.At);
    }

    /// <summary>The older kinds say Allow for Accept.</summary>
    private static RuleAction Action(Fields fields, YamlMap rule)
    {
        var accept = fields.Object.Kind == "ClusterNetworkPolicy" ? "Accept" : "Allow";
        var action = fields.Text(rule, "action");
        if (action == accept) return RuleAction.Accept;
        if (action == "Deny") return RuleAction.Deny;
        if (action == "Pass" && fields.Object.Kind != "BaselineAdminNetworkPolicy") return RuleAction.Pass;
        fields.Refuse(Fields.At(rule, "action"), $"The action {Shown.Text(action ?? "")} is none of {accept}, Deny{(fields.Object.Kind == "BaselineAdminNetworkPolicy" ? "" : ", Pass")}.");
        return RuleAction.Deny;
    }

    private static PortMatch Ports(Fields fields, YamlMap rule, string key)
    {
        var ports = fields.Maps(rule, key).ToList();
        var numbers = PortSet.None;
        var names = ImmutableArray.CreateBuilder<NamedPortMatch>();
        foreach (var port in ports)
        {
            if (port.Entries.Length != 1) fields.Refuse(port.At, "A port has to say exactly one thing.");
            if (key == "protocols") ReadProtocol(fields, port, ref numbers, names);
            else ReadPort(fields, port, ref numbers, names);
        }

        return ports.Count == 0 ? PortMatch.All : new PortMatch(numbers, names.ToImmutable());
    }

    /// <summary>v1alpha2: <c>tcp: {destinationPort: {number: 80}}</c> or <c>destinationNamedPort: http</c>.</summary>
    private static void ReadProtocol(Fields fields, YamlMap port, ref PortSet numbers, ImmutableArray<NamedPortMatch>.Builder names)
    {
        fields.Know(port, "tcp", "udp", "sctp", "destinationNamedPort");
        if (fields.Text(port, "destinationNamedPort") is { } name) names.Add(new NamedPortMatch(name, null));
        foreach (var protocol in PortSet.Protocols)
        {
            var key = PortSet.Name(protocol).ToLowerInvariant();
            if (fields.Map(port, key) is not { } map) continue;
            fields.Know(map, "destinationPort");
            if (fields.Map(map, "destinationPort") is not { } destination)
            {
                if (!fields.IsRefused) fields.Refuse(map.At, "A protocol needs a destinationPort.");
                continue;
            }

            fields.Know(destination, "number", "range");
            if (destination.Entries.Length != 1) fields.Refuse(destination.At, "A destinationPort has to say exactly one of number and range.");
            if (fields.Number(destination, "number", 1, PortSet.MaxPort) is { } number) numbers = numbers.Union(PortSet.Of(protocol, number, number));
            if (fields.Map(destination, "range") is { } range) numbers = numbers.Union(Range(fields, range, protocol, minLength: 2));
        }
    }

    /// <summary>v1alpha1: <c>portNumber</c>, <c>portRange</c> or <c>namedPort</c>.</summary>
    private static void ReadPort(Fields fields, YamlMap port, ref PortSet numbers, ImmutableArray<NamedPortMatch>.Builder names)
    {
        fields.Know(port, "portNumber", "portRange", "namedPort");
        if (fields.Text(port, "namedPort") is { } name) names.Add(new NamedPortMatch(name, null));
        if (fields.Map(port, "portNumber") is { } single)
        {
            fields.Know(single, "protocol", "port");
            var number = fields.Number(single, "port", 1, PortSet.MaxPort);
            if (number is { } one) numbers = numbers.Union(PortSet.Of(fields.Protocol(single, "protocol"), one, one));
            else if (!fields.IsRefused) fields.Refuse(single.At, "A portNumber has no port.");
        }

        if (fields.Map(port, "portRange") is { } range) numbers = numbers.Union(Range(fields, range, fields.Protocol(range, "protocol"), minLength: 1));
    }

    // Only v1alpha2 refuses a range of one port.
    private static PortSet Range(Fields fields, YamlMap range, Protocol protocol, int minLength)
    {
        fields.Know(range, "protocol", "start", "end");
        var (start, end) = (fields.Number(range, "start", 1, PortSet.MaxPort), fields.Number(range, "end", 1, PortSet.MaxPort));
        if (start is { } first && end is { } last && first + minLength - 1 <= last) return PortSet.Of(protocol, first, last);
        if (!fields.IsRefused) fields.Refuse(range.At, $"A range of ports needs a start that is {(minLength > 1 ? "below" : "not above")} its end.");
        return PortSet.None;
    }
}
