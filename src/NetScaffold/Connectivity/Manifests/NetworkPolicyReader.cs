using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads <c>networking.k8s.io/v1</c> NetworkPolicies, with the defaults and checks of the API server.</summary>
/// <remarks>Source: the API reference of Kubernetes 1.36; defaults and validation in its pkg/apis/networking.</remarks>
internal static class NetworkPolicyReader
{
    /// <summary>The policy; null when the API server would refuse it.</summary>
    /// <param name="manifest">One of Kubernetes, or of a kind with the same fields.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="more">Fields of that kind besides.</param>
    public static Policy? Read(ManifestObject manifest, List<Diagnostic> findings, params ReadOnlySpan<string> more)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec") ?? new YamlMap([], manifest.At);
        fields.Know(spec, ["podSelector", "policyTypes", "ingress", "egress", .. more]);
        var ns = manifest.NamespaceOrDefault;
        // An absent selector selects all pods, as an empty one does.
        var subject = new PodSelection(ns, null, fields.Selector(spec, "podSelector") ?? LabelSelector.Everything);
        ImmutableArray<PolicyRule> ingress = [.. fields.Maps(spec, "ingress").Select((rule, i) => Rule(fields, rule, "from", $"ingress[{i}]", ns))];
        ImmutableArray<PolicyRule> egress = [.. fields.Maps(spec, "egress").Select((rule, i) => Rule(fields, rule, "to", $"egress[{i}]", ns))];
        var (holdsIngress, holdsEgress) = TypesOf(fields, spec, hasEgressRules: egress.Length > 0);
        if (fields.IsRefused) return null;
        return new Policy(manifest.Kind, ns, manifest.Name, PolicyTier.Namespace, Policy.Unordered, subject, holdsIngress ? ingress : null, holdsEgress ? egress : null, manifest.At);
    }

    /// <summary>Without types: Ingress always, Egress when there is a rule for it.</summary>
    private static (bool Ingress, bool Egress) TypesOf(Fields fields, YamlMap spec, bool hasEgressRules)
    {
        var types = fields.Texts(spec, "policyTypes");
        if (types.IsEmpty) return (true, hasEgressRules);
        foreach (var type in types.Where(t => t is not ("Ingress" or "Egress"))) fields.Refuse(Fields.At(spec, "policyTypes"), $"The policy type {Shown.Text(type)} is neither Ingress nor Egress.");
        return (types.Contains("Ingress"), types.Contains("Egress"));
    }

    private static PolicyRule Rule(Fields fields, YamlMap rule, string peersKey, string label, string ns)
    {
        fields.Know(rule, peersKey, "ports");
        var pods = ImmutableArray.CreateBuilder<PodSelection>();
        var addresses = AddressSet.None;
        var peers = fields.Maps(rule, peersKey).ToList();
        foreach (var peer in peers)
        {
            fields.Know(peer, "podSelector", "namespaceSelector", "ipBlock");
            var podSelector = fields.Selector(peer, "podSelector");
            var namespaceSelector = fields.Selector(peer, "namespaceSelector");
            var block = fields.Map(peer, "ipBlock");
            if (block is not null && (podSelector ?? namespaceSelector) is not null) fields.Refuse(block.At, "ipBlock stands beside a selector.");
            else if (block is not null) addresses = addresses.Union(Block(fields, block));
            else if (podSelector is null && namespaceSelector is null) fields.Refuse(peer.At, "A peer names nothing: it needs podSelector, namespaceSelector or ipBlock.");
            else pods.Add(new PodSelection(namespaceSelector is null ? ns : null, namespaceSelector, podSelector ?? LabelSelector.Everything));
        }

        // No peers, whether the list is absent or empty, is anyone; so is no list of ports any port.
        return new PolicyRule(label, RuleAction.Accept, peers.Count == 0, pods.ToImmutable(), addresses, Ports(fields, rule), rule.At);
    }

    private static AddressSet Block(Fields fields, YamlMap block)
    {
        fields.Know(block, "cidr", "except");
        var cidr = Cidr(fields, block, "cidr", fields.Text(block, "cidr"));
        var addresses = cidr;
        foreach (var text in fields.Texts(block, "except"))
        {
            var except = Cidr(fields, block, "except", text);
            if (!except.IsEmpty && (except == cidr || !except.Except(cidr).IsEmpty)) fields.Refuse(Fields.At(block, "except"), $"The exception {Shown.Text(text)} is not strictly inside of the cidr.");
            addresses = addresses.Except(except);
        }

        return addresses;
    }

    private static AddressSet Cidr(Fields fields, YamlMap block, string key, string? text)
    {
        if (text is not null && text.Contains('/', StringComparison.Ordinal) && AddressSet.Parse(text) is { } set) return set;
        if (!fields.IsRefused || text is not null) fields.Refuse(Fields.At(block, key), text is null ? "ipBlock has no cidr." : $"{Shown.Text(text)} is no CIDR.");
        return AddressSet.None;
    }

    private static PortMatch Ports(Fields fields, YamlMap rule)
    {
        var numbers = PortSet.None;
        var names = ImmutableArray.CreateBuilder<NamedPortMatch>();
        var ports = fields.Maps(rule, "ports").ToList();
        foreach (var port in ports)
        {
            fields.Know(port, "protocol", "port", "endPort");
            var protocol = fields.Protocol(port, "protocol");
            var (name, number) = PortReference.Read(fields, port, "port");
            var end = fields.Number(port, "endPort", 1, PortSet.MaxPort);
            if (end is not null && number is null) fields.Refuse(Fields.At(port, "endPort"), "endPort needs a port that is a number.");
            else if (end < number) fields.Refuse(Fields.At(port, "endPort"), "endPort is below port.");
            else if (name is not null) names.Add(new NamedPortMatch(name, protocol));
            else numbers = numbers.Union(number is { } first ? PortSet.Of(protocol, first, end ?? first) : PortSet.Of(protocol));
        }

        return ports.Count == 0 ? PortMatch.All : new PortMatch(numbers, names.ToImmutable());
    }
}
