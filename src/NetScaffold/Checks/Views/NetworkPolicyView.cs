using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A NetworkPolicy as it is written, whether the API server would take it or not.</summary>
/// <param name="Object">The policy.</param>
/// <param name="Subject">The pods it holds.</param>
/// <param name="Rules">In both directions, in the order written.</param>
internal sealed record NetworkPolicyView(ManifestObject Object, LabelSelector Subject, ImmutableArray<NetworkRuleView> Rules)
{
    /// <summary>Its namespace.</summary>
    public string Namespace => Object.NamespaceOrDefault;

    /// <summary>It decides about a direction.</summary>
    public bool Holds(Direction direction)
    {
        var types = Object.Root.TextsAt("spec", "policyTypes").Select(t => t.Text).ToList();
        return types.Count > 0 ? types.Contains(direction.ToString()) : direction == Direction.Ingress || Rules.Any(r => r.Direction == Direction.Egress);
    }

    /// <summary>The policy of an object.</summary>
    public static NetworkPolicyView Of(ManifestObject manifest)
    {
        var spec = manifest.Root.MapAt("spec");
        var subject = spec.MapAt("podSelector") is null ? LabelSelector.Everything : ObjectSet.SelectorOf(manifest, spec, "podSelector");
        return new NetworkPolicyView(manifest, subject, [.. RulesOf(manifest, spec, Direction.Ingress, "from"), .. RulesOf(manifest, spec, Direction.Egress, "to")]);
    }

    private static IEnumerable<NetworkRuleView> RulesOf(ManifestObject manifest, YamlMap? spec, Direction direction, string peers) =>
        spec.MapsAt(direction == Direction.Ingress ? "ingress" : "egress").Select(rule => new NetworkRuleView(direction, rule, [.. rule.MapsAt(peers).Select(peer => PeerOf(manifest, peer))]));

    private static NetworkPeerView PeerOf(ManifestObject manifest, YamlMap peer) => new(
        peer,
        peer.MapAt("namespaceSelector") is null ? null : ObjectSet.SelectorOf(manifest, peer, "namespaceSelector"),
        peer.MapAt("podSelector") is null ? null : ObjectSet.SelectorOf(manifest, peer, "podSelector"),
        peer.MapAt("ipBlock"));
}

/// <summary>A rule of a NetworkPolicy.</summary>
/// <param name="Direction">Which way connections are opened.</param>
/// <param name="Map">All of it.</param>
/// <param name="Peers">None means anyone.</param>
internal sealed record NetworkRuleView(Direction Direction, YamlMap Map, ImmutableArray<NetworkPeerView> Peers)
{
    /// <summary>None means any port.</summary>
    public IEnumerable<YamlMap> Ports => Map.MapsAt("ports");

    /// <summary>It has ports, and all of them are among these numbers.</summary>
    public bool HasOnlyPorts(params ReadOnlySpan<long> numbers)
    {
        var any = false;
        foreach (var port in Ports)
        {
            if (port.NumberAt("port") is not { } number || port.NodeAt("endPort") is not null || !numbers.Contains(number)) return false;
            any = true;
        }

        return any;
    }
}

/// <summary>A peer of a rule.</summary>
/// <param name="Map">All of it.</param>
/// <param name="Namespaces">Null where the policy's own is meant.</param>
/// <param name="Pods">Null where all are meant.</param>
/// <param name="Block">Addresses; null where pods are meant.</param>
internal sealed record NetworkPeerView(YamlMap Map, LabelSelector? Namespaces, LabelSelector? Pods, YamlMap? Block);
