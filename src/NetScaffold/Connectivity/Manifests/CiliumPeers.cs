using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Gathers whom a rule of a Cilium policy means.</summary>
internal sealed class CiliumPeers(RuleAction action)
{
    /// <summary>Why <see cref="AddEntity"/> knows one entity not.</summary>
    public const string WhyUnknown = "the addresses of the API server stand in no manifest";

    private const string Everything = "all";

    private readonly ImmutableArray<PodSelection>.Builder _pods = ImmutableArray.CreateBuilder<PodSelection>();
    private readonly HashSet<string> _entities = new(StringComparer.Ordinal);
    private AddressSet _addresses = AddressSet.None;

    /// <summary>True for the entities that the CRD takes.</summary>
    public static bool IsEntity(string name) =>
        name is Everything or "world" or "cluster" or "host" or "init" or "ingress" or "unmanaged" or "remote-node" or "health" or "none" or "kube-apiserver";

    /// <summary>Means everyone.</summary>
    public void AddAnyone() => _entities.Add(Everything);

    /// <summary>Means pods.</summary>
    public void Add(PodSelection pods) => _pods.Add(pods);

    /// <summary>Means addresses outside.</summary>
    public void Add(AddressSet addresses) => _addresses = _addresses.Union(addresses);

    /// <summary>Means an entity.</summary>
    /// <param name="name">See <see cref="IsEntity"/>; some, such as <c>health</c>, mean nobody who is shown.</param>
    /// <returns>False for the API server, whose addresses are not known.</returns>
    public bool AddEntity(string name)
    {
        _entities.Add(name);
        if (name == "world") Add(AddressSet.All);
        if (name == "cluster") Add(new PodSelection(null, LabelSelector.Everything, LabelSelector.Everything));
        return name != "kube-apiserver";
    }

    /// <summary>The rule.</summary>
    public PolicyRule Rule(string label, PortMatch ports, SourceLocation at) =>
        new(label, action, _entities.Contains(Everything), _pods.ToImmutable(), _addresses, ports, at) { Entities = Entities, IsOutsideOnly = true };

    private Entities Entities =>
        (Has("ingress") || Has("cluster") ? Entities.IngressProxy : Entities.None) | (MeansNodes ? Entities.Nodes : Entities.None);

    // Pods on a node's network stand on other nodes, most of the time: allowing their peer's own is enough to reach some of them, and denying it alone closes none.
    private bool MeansNodes => Has("cluster") || Has("remote-node") || (action == RuleAction.Accept && Has("host"));

    private bool Has(string entity) => _entities.Contains(entity);
}

/// <summary>Turns selectors of endpoints, whose keys may say where a label comes from, into selections of pods.</summary>
/// <param name="fields">Takes what is not known.</param>
/// <param name="policyNamespace">Empty for a policy of the whole cluster.</param>
internal sealed class CiliumSelectors(Fields fields, string policyNamespace)
{
    private const string PodNamespace = "io.kubernetes.pod.namespace";
    private const string NamespaceLabels = "io.cilium.k8s.namespace.labels.";
    private const string CiliumLabels = "io.cilium.k8s.policy.";
    private const string Reserved = "reserved:";

    /// <summary>Those that are no pods and mean somebody.</summary>
    private static readonly string[] Identities = ["ingress", "host", "remote-node", "world", "kube-apiserver"];

    /// <summary>Whom a policy selects; null when that is not known. One of the whole cluster may select the ingress proxy as well, which has no labels of Kubernetes.</summary>
    public (PodSelection Pods, bool HoldsProxy)? Subject(LabelSelector selector, SourceLocation at)
    {
        if (policyNamespace.Length == 0) return Selection(selector.Requirements, at) is { } all ? (all, selector.Matches(Identity("ingress"))) : null;
        // Cilium takes another namespace out, and puts the policy's own in.
        var own = Selection([.. selector.Requirements.Where(r => r.Key != $"k8s:{PodNamespace}")], at);
        if (own is null) return null;
        var isOwn = new LabelRequirement(ClusterNamespace.NameLabel, LabelOperator.In, [policyNamespace]);
        return (own.Namespace is not null ? own : own with { Namespaces = new LabelSelector(own.Namespaces!.Requirements.Add(isOwn)) }, false);
    }

    /// <summary>Whom a rule means. A label of Cilium's own identities leads out of every namespace, to them and to pods.</summary>
    public void AddPeer(CiliumPeers peers, LabelSelector selector, SourceLocation at)
    {
        var isReserved = selector.Requirements.Any(r => r.Key.StartsWith(Reserved, StringComparison.Ordinal));
        if (Selection(selector.Requirements, at, isReserved) is not { } pods) return;
        peers.Add(pods);
        if (!isReserved) return;
        foreach (var entity in Identities.Where(e => selector.Matches(Identity(e))))
        {
            if (!peers.AddEntity(entity)) Unknown(at, $"{Reserved}{entity}", CiliumPeers.WhyUnknown);
        }
    }

    private static LabelMap Identity(string name) => LabelMap.Empty.With(Reserved + name, "");

    /// <summary>Null, and a finding, when a label stands in no manifest: whom it selects is not known then.</summary>
    private PodSelection? Selection(ImmutableArray<LabelRequirement> requirements, SourceLocation at, bool isAnywhere = false)
    {
        var (pods, namespaces) = (new List<LabelRequirement>(), new List<LabelRequirement>());
        foreach (var requirement in requirements)
        {
            var key = requirement.Key.StartsWith("k8s:", StringComparison.Ordinal) || requirement.Key.StartsWith("any:", StringComparison.Ordinal) ? requirement.Key[4..] : requirement.Key;
            if (key == PodNamespace) namespaces.Add(requirement with { Key = ClusterNamespace.NameLabel });
            else if (key.StartsWith(NamespaceLabels, StringComparison.Ordinal)) namespaces.Add(requirement with { Key = key[NamespaceLabels.Length..] });
            // No pod has a label of an identity, so such a requirement may stand as it is.
            else if (key.StartsWith(Reserved, StringComparison.Ordinal) || (!key.StartsWith(CiliumLabels, StringComparison.Ordinal) && !key.Contains(':', StringComparison.Ordinal))) pods.Add(requirement with { Key = key });
            else return Unknown(at, requirement.Key, "Cilium makes this label from something else than labels of pods and namespaces");
        }

        var isOfNamespace = policyNamespace.Length > 0 && namespaces.Count == 0 && !isAnywhere;
        return new PodSelection(isOfNamespace ? policyNamespace : null, isOfNamespace ? null : new LabelSelector([.. namespaces]), new LabelSelector([.. pods]));
    }

    private PodSelection? Unknown(SourceLocation at, string key, string reason)
    {
        fields.Add(ReachDiagnostics.NotDecidable(at, fields.Object.ToString(), key, reason));
        return null;
    }
}
