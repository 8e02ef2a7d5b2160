using System.Collections.Immutable;
using System.Net;

namespace NetScaffold.Connectivity;

/// <summary>Pods that no policy of the cluster can tell apart.</summary>
/// <param name="Id">Its place in <see cref="PodClasses.All"/>.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Labels">Of one of them; the others differ at most in labels that no policy asks for.</param>
/// <param name="Ports">Of all containers; none for pods outside the pod network, whose names no rule resolves.</param>
/// <param name="IsOnNode">Stands outside the pod network: no selector means it, and no policy holds it.</param>
/// <param name="Addresses">Of a pod outside the pod network, where known.</param>
internal sealed record PodClass(int Id, ClusterNamespace Namespace, LabelMap Labels, ImmutableArray<ContainerPort> Ports, bool IsOnNode, ImmutableArray<IPAddress> Addresses);

/// <summary>The pods of a cluster by class, and which of them a selection means.</summary>
internal sealed class PodClasses
{
    private readonly List<PodClass> _all = [];
    private readonly List<PodClass> _onNodes = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PodClass>> _byNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<PodSelection, ImmutableArray<int>> _selected = [];
    private readonly Dictionary<LabelSelector, ImmutableArray<string>> _namespaces = [];
    private readonly Cluster _cluster;
    private readonly HashSet<string> _askedLabels;

    public PodClasses(Cluster cluster)
    {
        _cluster = cluster;
        _askedLabels = [.. from selection in SelectionsOf(cluster.Policies) from requirement in selection.Pods.Requirements select requirement.Key];
    }

    /// <summary>By <see cref="PodClass.Id"/>.</summary>
    public IReadOnlyList<PodClass> All => _all;

    /// <summary>Those outside of the pod network.</summary>
    public IReadOnlyList<PodClass> OnNodes => _onNodes;

    /// <summary>Every class in the pod network.</summary>
    public IEnumerable<int> Everyone => _all.Where(c => !c.IsOnNode).Select(c => c.Id);

    /// <summary>Adds pods.</summary>
    /// <returns>Their class, an old one where there are such pods already.</returns>
    public PodClass Add(string ns, LabelMap labels, ImmutableArray<ContainerPort> ports, bool isOnNode, ImmutableArray<IPAddress> addresses)
    {
        // Names of ports belong to pods; at a node's address there is none.
        if (isOnNode) ports = [];
        // With lengths, since a label may hold any text here: the API server has not seen it.
        var asked = string.Concat(labels.Pairs.Where(l => _askedLabels.Contains(l.Key)).Select(l => $"{l.Key.Length}:{l.Key}={l.Value.Length}:{l.Value}\n"));
        var named = string.Join('\n', ports.Where(p => p.Name.Length > 0).Select(p => $"{p.Name} {p.Protocol} {p.Port}").Order(StringComparer.Ordinal));
        var key = $"{ns}\0{asked}\0{named}\0{isOnNode}\0{(isOnNode ? string.Join(',', addresses) : "")}";
        if (_byKey.TryGetValue(key, out var known)) return _all[known];

        var added = new PodClass(_all.Count, _cluster.Namespaces.GetValueOrDefault(ns) ?? ClusterNamespace.Unlabelled(ns), labels, ports, isOnNode, addresses);
        _byKey.Add(key, added.Id);
        _all.Add(added);
        if (isOnNode)
        {
            _onNodes.Add(added);
            return added;
        }

        if (!_byNamespace.TryGetValue(ns, out var neighbours)) _byNamespace.Add(ns, neighbours = []);
        neighbours.Add(added);
        return added;
    }

    /// <summary>The classes that a selection means; asked for after all pods were added.</summary>
    public ImmutableArray<int> Select(PodSelection selection)
    {
        if (_selected.TryGetValue(selection, out var known)) return known;
        var namespaces = selection.Namespace is { } one ? [one] : NamespacesOf(selection.Namespaces ?? LabelSelector.Everything);
        ImmutableArray<int> selected =
        [
            .. from ns in namespaces
               from pods in _byNamespace.GetValueOrDefault(ns) ?? []
               where selection.Pods.Matches(pods.Labels)
               select pods.Id,
        ];
        _selected.Add(selection, selected);
        return selected;
    }

    private ImmutableArray<string> NamespacesOf(LabelSelector selector)
    {
        if (_namespaces.TryGetValue(selector, out var known)) return known;
        ImmutableArray<string> selected = [.. _byNamespace.Where(ns => selector.Matches(ns.Value[0].Namespace.Labels)).Select(ns => ns.Key)];
        _namespaces.Add(selector, selected);
        return selected;
    }

    private static IEnumerable<PodSelection> SelectionsOf(IEnumerable<Policy> policies) =>
        from policy in policies
        from selection in new[] { policy.Ingress, policy.Egress }.SelectMany(rules => rules ?? []).SelectMany(rule => rule.Pods).Append(policy.Subject)
        select selection;
}
