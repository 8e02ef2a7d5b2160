using System.Collections.Concurrent;
using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>The objects that are checked together, and what rules want to know of them. Each view is made once, when a rule asks for it; rules run beside each other.</summary>
internal sealed class ObjectSet
{
    private readonly ILookup<(string Group, string Kind), ManifestObject> _byKind;

    private readonly Lazy<ImmutableArray<PodTemplate>> _pods;

    private readonly Lazy<ILookup<string, PodTemplate>> _podsByNamespace;

    private readonly Lazy<HashSet<string>> _namespacesOfOperators;

    private readonly Lazy<ILookup<PodTemplate, ManifestObject>> _servicesByPod;

    private readonly Lazy<ImmutableArray<Autoscaler>> _autoscalers;

    private readonly Lazy<ILookup<ManifestObject, Autoscaler>> _autoscalersByTarget;

    private readonly Lazy<ImmutableDictionary<string, LabelMap>> _namespaces;

    private readonly Lazy<HashSet<(string Kind, string Namespace, string Name)>> _names;

    private readonly Lazy<ILookup<(string Kind, string Name), ManifestObject>> _titles;

    private readonly ConcurrentDictionary<PodSelection, ImmutableArray<PodTemplate>> _selected = [];

    private readonly ConcurrentDictionary<LabelSelector, ImmutableArray<string>> _selectedNamespaces = [];

    private readonly Lazy<ImmutableArray<NetworkPolicyView>> _networkPolicies;

    private readonly Lazy<ILookup<(string Namespace, string Name), ManifestObject>> _services;

    private readonly Lazy<HashSet<string>> _namespacesWithServices;

    private readonly Lazy<ImmutableArray<BackendView>> _backends;

    private readonly Lazy<ImmutableArray<RoutedPath>> _paths;

    private readonly Lazy<ImmutableArray<CertificateView>> _certificates;

    private readonly Lazy<Cluster> _cluster;

    private readonly Lazy<LabelIndex<PodTemplate>> _podsByLabel;

    private readonly Lazy<LabelIndex<ManifestObject>> _servicesByLabel;

    private readonly Lazy<PolicyView> _policies;

    private readonly Lazy<MeshView> _mesh;

    private ObjectSet(ImmutableArray<ManifestObject> all, CheckOptions options)
    {
        All = all;
        Options = options;
        _byKind = all.ToLookup(o => (o.Group, o.Kind));
        _pods = new(() => [.. All.Select(PodTemplate.Of).OfType<PodTemplate>()]);
        _podsByNamespace = new(() => Pods.ToLookup(p => p.Namespace, StringComparer.Ordinal));
        _namespacesOfOperators = new(() => [.. All.Where(MadePods.MayComeFrom).Select(o => o.NamespaceOrDefault)]);
        _servicesByPod = new(() => OfKind("", "Service")
            .Where(s => s.Root.TextAt("spec", "type") != "ExternalName" && s.Root.MapAt("spec", "selector") is not null)
            .SelectMany(s => PodsWith(s.NamespaceOrDefault, PlainSelectorOf(s.Root.MapAt("spec", "selector"))).Select(p => (Pod: p, Service: s)))
            .ToLookup(s => s.Pod, s => s.Service));
        _autoscalers = new(() => [.. Autoscaler.In(this)]);
        _autoscalersByTarget = new(() => Autoscalers.Where(a => a.Target is not null).ToLookup(a => a.Target!.Owner));
        // A second manifest of one namespace adds to the labels of the first; the API server sets the one of its name, whatever stands there.
        _namespaces = new(() => OfKind("", "Namespace").GroupBy(n => n.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.Aggregate(LabelMap.Empty, (labels, n) => LabelsOf(n).Pairs.Aggregate(labels, (all, l) => all.With(l.Key, l.Value))).With(ClusterNamespace.NameLabel, g.Key), StringComparer.Ordinal));
        _names = new(() => [.. All.Select(o => (o.Kind, o.NamespaceOrDefault, o.Name))]);
        _titles = new(() => All.ToLookup(o => (o.Kind, o.Name)));
        _cluster = new(() => ClusterReader.Read(All, [], KnownControllers.None, countsStaged: false));
        _networkPolicies = new(() => [.. OfKind("networking.k8s.io", "NetworkPolicy").Select(NetworkPolicyView.Of)]);
        _services = new(() => OfKind("", "Service").ToLookup(s => (s.NamespaceOrDefault, s.Name)));
        _namespacesWithServices = new(() => [.. OfKind("", "Service").Select(s => s.NamespaceOrDefault)]);
        _backends = new(() => [.. BackendView.Of(this)]);
        _paths = new(() => [.. RoutedPath.Of(this)]);
        _certificates = new(() => [.. CertificateView.Of(this)]);
        _podsByLabel = new(() => new LabelIndex<PodTemplate>(Pods.Select(p => (p.Namespace, p.Labels, p))));
        _servicesByLabel = new(() => new LabelIndex<ManifestObject>(OfKind("", "Service").Select(s => (s.NamespaceOrDefault, LabelsOf(s), s))));
        _policies = new(() => new PolicyView(this));
        _mesh = new(() => new MeshView(this));
    }

    /// <summary>Reads objects; what cannot be read is a finding, and costs no other.</summary>
    public static (ObjectSet Objects, ImmutableArray<Diagnostic> Findings) Read(IEnumerable<SourceText> files, CheckOptions options)
    {
        var (objects, findings) = ManifestReader.Read(files);
        return (new ObjectSet(objects, options), findings);
    }

    /// <summary>All of them, in the order read.</summary>
    public ImmutableArray<ManifestObject> All { get; }

    /// <summary>What they are checked for.</summary>
    public CheckOptions Options { get; }

    /// <summary>Objects of a kind, in the order read.</summary>
    /// <param name="group">The API group; empty for the core.</param>
    /// <param name="kind">The kind.</param>
    public IEnumerable<ManifestObject> OfKind(string group, string kind) => _byKind[(group, kind)];

    /// <summary>Everything that is a pod or makes pods, in the order read.</summary>
    public ImmutableArray<PodTemplate> Pods => _pods.Value;

    /// <summary>Pods of a namespace.</summary>
    public IEnumerable<PodTemplate> PodsIn(string ns) => _podsByNamespace.Value[ns];

    /// <summary>Pods of a namespace, or of all where it is null, that a selector means.</summary>
    public IEnumerable<PodTemplate> PodsWith(string? ns, LabelSelector selector) => _podsByLabel.Value.Select(ns, selector);

    /// <summary>Pods that a selection means. Those on their node's network are among them, although few plugins hold them by policies.</summary>
    public ImmutableArray<PodTemplate> PodsOf(PodSelection selection) => _selected.GetOrAdd(selection, s =>
    {
        var namespaces = s.Namespace is { } one ? [one] : NamespacesOf(s.Namespaces ?? LabelSelector.Everything);
        return [.. namespaces.SelectMany(ns => PodsWith(ns, s.Pods))];
    });

    /// <summary>Namespaces with such labels that have pods or are among the objects.</summary>
    public ImmutableArray<string> NamespacesOf(LabelSelector selector) => _selectedNamespaces.GetOrAdd(selector, s =>
        [.. _podsByNamespace.Value.Select(g => g.Key).Union(Namespaces.Keys).Where(ns => s.Matches(NamespaceLabels(ns)))]);

    /// <summary>The labels of a namespace as far as they are known.</summary>
    public LabelMap NamespaceLabels(string ns) => Namespaces.GetValueOrDefault(ns) ?? ClusterNamespace.Unlabelled(ns).Labels;

    /// <summary>NetworkPolicies of Kubernetes as they are written.</summary>
    public ImmutableArray<NetworkPolicyView> NetworkPolicies => _networkPolicies.Value;

    /// <summary>A Service by its name; null when it is not among the objects.</summary>
    public ManifestObject? Service(string ns, string name) => _services.Value[(ns, name)].FirstOrDefault();

    /// <summary>The objects hold the Services of a namespace, as far as one can tell: there are some.</summary>
    public bool KnowsServicesOf(string ns) => _namespacesWithServices.Value.Contains(ns);

    /// <summary>Services that Ingresses and routes of the Gateway API lead to.</summary>
    public ImmutableArray<BackendView> Backends => _backends.Value;

    /// <summary>Paths that Ingresses, HTTPRoutes and VirtualServices lead to Services.</summary>
    public ImmutableArray<RoutedPath> Paths => _paths.Value;

    /// <summary>Certificates of cert-manager, those that annotations ask for among them.</summary>
    public ImmutableArray<CertificateView> Certificates => _certificates.Value;

    /// <summary>Services of a namespace, or of all where it is null, that a selector means by their own labels.</summary>
    public IEnumerable<ManifestObject> ServicesWith(string? ns, LabelSelector selector) => _servicesByLabel.Value.Select(ns, selector);

    /// <summary>Pods that a Service leads to.</summary>
    public IEnumerable<PodTemplate> PodsBehind(ManifestObject service) => PodsWith(service.NamespaceOrDefault, PlainSelectorOf(service.Root.MapAt("spec", "selector")));

    /// <summary>
    /// The objects hold the pods of a namespace, as far as one can tell: there are some. Those of system namespaces are the platform's,
    /// and where there is none at all, or an object that an operator turns into pods, they may come from that. What selects none of the pods that are there is a mistake only if this holds.
    /// </summary>
    public bool KnowsPodsOf(string ns) => !ReservedNamespaces.System.Contains(ns) && PodsIn(ns).Any() && !_namespacesOfOperators.Value.Contains(ns);

    /// <summary>The same of those pods that a selector may be meant for: some labels are written in no manifest.</summary>
    public bool KnowsPodsOf(string ns, LabelSelector selector) => KnowsPodsOf(ns) && !selector.Keys.Any(MadePods.IsUnwritten);

    /// <summary>Services whose selector selects these pods.</summary>
    public IEnumerable<ManifestObject> ServicesOf(PodTemplate pod) => _servicesByPod.Value[pod];

    /// <summary>What scales pods by their load, in the order read.</summary>
    public ImmutableArray<Autoscaler> Autoscalers => _autoscalers.Value;

    /// <summary>Autoscalers of a workload.</summary>
    public IEnumerable<Autoscaler> AutoscalersOf(PodTemplate pod) => _autoscalersByTarget.Value[pod.Owner];

    /// <summary>How many pods of a workload there are at the least: its autoscaler's word, or its own; null when nobody says it.</summary>
    public long? FloorOf(PodTemplate pod) => AutoscalersOf(pod).FirstOrDefault() is { } scaler ? scaler.Floor : pod.Replicas;

    /// <summary>Agents of the nodes run here, which need what others must not have: a system namespace, or one that asks for level privileged.</summary>
    public bool IsForNodeAgents(string ns) => ReservedNamespaces.System.Contains(ns) || Namespaces.GetValueOrDefault(ns)?.Get(PodSecurity.EnforceLabel) == "privileged";

    /// <summary>Labels of the namespaces that are among the objects, by name.</summary>
    public ImmutableDictionary<string, LabelMap> Namespaces => _namespaces.Value;

    /// <summary>True when no other object has the same kind and name: one that lacks something may be a patch of the other.</summary>
    public bool IsAlone(ManifestObject manifest) => _titles.Value[(manifest.Kind, manifest.Name)].Take(2).Count() == 1;

    /// <summary>True when an object of this kind, namespace and name is there, of any group.</summary>
    public bool Has(string kind, string ns, string name) => _names.Value.Contains((kind, ns, name));

    /// <summary>What <c>reach</c> reads of the same files.</summary>
    public Cluster Cluster => _cluster.Value;

    /// <summary>Which policies hold which pods.</summary>
    public PolicyView Policies => _policies.Value;

    /// <summary>Which pods are in Istio's mesh.</summary>
    public MeshView Mesh => _mesh.Value;

    /// <summary>Labels of an object's metadata.</summary>
    public static LabelMap LabelsOf(ManifestObject manifest) => LabelsOf(manifest.Root.MapAt("metadata", "labels"));

    /// <summary>Labels as written; what is no text is left out.</summary>
    public static LabelMap LabelsOf(YamlMap? labels) =>
        LabelMap.Of((labels?.Entries ?? []).Where(e => e.Value is YamlScalar).Select(e => KeyValuePair.Create(e.Key.Text, ((YamlScalar)e.Value).Text)));

    /// <summary>A label selector with matchLabels and matchExpressions; what the API server would not take selects nothing.</summary>
    public static LabelSelector SelectorOf(ManifestObject manifest, YamlMap? parent, string key)
    {
        var findings = new List<Diagnostic>();
        var fields = new Fields(manifest, findings);
        var selector = fields.Selector(parent, key);
        return selector is null || fields.IsRefused ? Nothing : selector;
    }

    /// <summary>Labels that a pod must have, as those of a Service; an empty map selects nothing.</summary>
    public static LabelSelector PlainSelectorOf(YamlMap? labels) => LabelsOf(labels) is { Pairs.Length: > 0 } map ? LabelSelector.Of(map.Pairs) : Nothing;

    /// <summary>Selects no pod: no label has this name.</summary>
    private static LabelSelector Nothing { get; } = new([new LabelRequirement("", LabelOperator.Exists, [])]);
}
