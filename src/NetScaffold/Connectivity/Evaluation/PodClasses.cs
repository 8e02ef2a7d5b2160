using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace NetScaffold.Connectivity;

/// <summary>Where pods stand for those who ask about them.</summary>
internal enum PodPlace
{
    /// <summary>In the pod network: selectors mean them, and policies hold them.</summary>
    PodNetwork,

    /// <summary>On their node's network: no selector means them, and no policy holds them.</summary>
    Node,

    /// <summary>Cilium's proxy of entry points, which is an identity and no pod: no selector of Kubernetes means it, nor does one hold it.</summary>
    IngressProxy,
}

/// <summary>Pods that no policy of the cluster can tell apart.</summary>
/// <param name="Id">Its place in <see cref="PodClasses.All"/>.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Labels">Of one of them; the others differ at most in labels that no policy asks for.</param>
/// <param name="Ports">Of all containers; none for pods outside the pod network, whose names no rule resolves.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Addresses">Of a pod outside the pod network, where known.</param>
internal sealed record PodClass(int Id, ClusterNamespace Namespace, LabelMap Labels, ImmutableArray<ContainerPort> Ports, PodPlace Place, ImmutableArray<IPAddress> Addresses);

/// <summary>The pods of a cluster by class, and which of them a selection means.</summary>
internal sealed class PodClasses
{
    private readonly List<PodClass> _all = [];
    private readonly List<PodClass> _apart = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PodClass>> _byNamespace = new(StringComparer.Ordinal);
    // Whoever asks may do so beside others.
    private readonly ConcurrentDictionary<PodSelection, ImmutableArray<int>> _selected = [];
    private readonly ConcurrentDictionary<LabelSelector, ImmutableArray<string>> _namespaces = [];
    private readonly Cluster _cluster;
    private readonly HashSet<string> _askedLabels;

    public PodClasses(Cluster cluster)
    {
        _cluster = cluster;
        _askedLabels = [.. from selection in SelectionsOf(cluster.Policies) from key in selection.Pods.Keys select key];
    }

    /// <summary>By <see cref="PodClass.Id"/>.</summary>
    public IReadOnlyList<PodClass> All => _all;

    /// <summary>Those outside of the pod network, which no selection means.</summary>
    public IReadOnlyList<PodClass> Apart => _apart;

    /// <summary>Every class in the pod network.</summary>
    public IEnumerable<int> Everyone => _all.Where(c => c.Place == PodPlace.PodNetwork).Select(c => c.Id);

    /// <summary>Adds pods.</summary>
    /// <returns>Their class, an old one where there are such pods already.</returns>
    public PodClass Add(string ns, LabelMap labels, ImmutableArray<ContainerPort> ports, PodPlace place, ImmutableArray<IPAddress> addresses)
    {
        // Names of ports belong to pods; at a node's address there is none.
        if (place == PodPlace.Node) ports = [];
        // With lengths, since a label may hold any text here: the API server has not seen it.
        var asked = string.Concat(labels.Pairs.Where(l => _askedLabels.Contains(l.Key)).Select(l => $"{l.Key.Length}:{l.Key}={l.Value.Length}:{l.Value}\n"));
        var named = string.Join('\n', ports.Where(p => p.Name.Length > 0).Select(p => $"{p.Name} {p.Protocol} {p.Port}").Order(StringComparer.Ordinal));
        var key = $"{ns}\0{asked}\0{named}\0{place}\0{(place == PodPlace.Node ? string.Join(',', addresses) : "")}";
        if (_byKey.TryGetValue(key, out var known)) return _all[known];

        var added = new PodClass(_all.Count, _cluster.Namespaces.GetValueOrDefault(ns) ?? ClusterNamespace.Unlabelled(ns), labels, ports, place, addresses);
        _byKey.Add(key, added.Id);
        _all.Add(added);
        if (place != PodPlace.PodNetwork)
        {
            _apart.Add(added);
            return added;
        }

        if (!_byNamespace.TryGetValue(ns, out var neighbours)) _byNamespace.Add(ns, neighbours = []);
        neighbours.Add(added);
        return added;
    }

    /// <summary>The classes that a selection means; asked for after all pods were added.</summary>
    public ImmutableArray<int> Select(PodSelection selection) => _selected.GetOrAdd(selection, asked =>
    {
        var namespaces = asked.Namespace is { } one ? [one] : NamespacesOf(asked.Namespaces ?? LabelSelector.Everything);
        return
        [
            .. from ns in namespaces
               from pods in _byNamespace.GetValueOrDefault(ns) ?? []
               where asked.Pods.Matches(pods.Labels)
               select pods.Id,
        ];
    });

    private ImmutableArray<string> NamespacesOf(LabelSelector selector) => _namespaces.GetOrAdd(selector, asked =>
        [.. _byNamespace.Where(ns => asked.Matches(ns.Value[0].Namespace.Labels)).Select(ns => ns.Key)]);

    private static IEnumerable<PodSelection> SelectionsOf(IEnumerable<Policy> policies) =>
        from policy in policies
        from selection in new[] { policy.Ingress, policy.Egress }.SelectMany(rules => rules ?? []).SelectMany(rule => rule.Pods).Append(policy.Subject)
        select selection;
}
