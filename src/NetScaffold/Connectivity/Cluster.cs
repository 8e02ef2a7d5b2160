using System.Collections.Immutable;
using System.Net;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>A port that a container declares.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Protocol">TCP unless given.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record ContainerPort(string Name, Protocol Protocol, int Port);

/// <summary>A namespace with its labels, <c>kubernetes.io/metadata.name</c> always among them.</summary>
public sealed record ClusterNamespace(string Name, LabelMap Labels)
{
    /// <summary>The label that the API server sets, with the namespace's name.</summary>
    public const string NameLabel = "kubernetes.io/metadata.name";

    /// <summary>A namespace that no manifest describes.</summary>
    public static ClusterNamespace Unlabelled(string name) => new(name, LabelMap.Empty.With(NameLabel, name));
}

/// <summary>Pods that are alike: those of one template, or one pod.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Of the owner, for pods that have one.</param>
/// <param name="Kind"><c>Deployment</c>, <c>Pod</c>, …</param>
/// <param name="Labels">Of the pods.</param>
/// <param name="Ports">Of all containers.</param>
/// <param name="IsHostNetwork">The pods use their node's network: most plugins do not hold them by policies.</param>
/// <param name="Addresses">Where known, as in manifests read from a running cluster.</param>
/// <param name="At">Where it stands.</param>
public sealed record Workload(
    string Namespace, string Name, string Kind, LabelMap Labels, ImmutableArray<ContainerPort> Ports,
    bool IsHostNetwork, ImmutableArray<IPAddress> Addresses, SourceLocation At)
{
    /// <summary>The pods' service account, by which a mesh knows them.</summary>
    public string ServiceAccount { get; init; } = "default";

    /// <summary><c>shop/backend[Deployment]</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}[{Kind}]";
}

/// <summary>A port of a Service.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Protocol">TCP unless given.</param>
/// <param name="Port">What clients use.</param>
/// <param name="TargetName">The name of the container port it leads to; null when <paramref name="TargetPort"/> says the number.</param>
/// <param name="TargetPort">The number of the container port.</param>
public sealed record ServicePort(string Name, Protocol Protocol, int Port, string? TargetName, int TargetPort);

/// <summary>A Service.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Selector">Null when it selects no pods.</param>
/// <param name="Ports">Its ports.</param>
/// <param name="Type"><c>ClusterIP</c> unless given.</param>
/// <param name="At">Where it stands.</param>
public sealed record ClusterService(string Namespace, string Name, LabelSelector? Selector, ImmutableArray<ServicePort> Ports, string Type, SourceLocation At)
{
    /// <summary>The pods' ports behind one of its ports.</summary>
    /// <param name="port">One of <see cref="Ports"/>.</param>
    /// <param name="workload">One that it selects.</param>
    public static PortSet PortsAt(ServicePort port, Workload workload) =>
        port.TargetName is { } name
            ? new PortMatch(PortSet.None, [new NamedPortMatch(name, port.Protocol)]).At(workload.Ports)
            : PortSet.Of(port.Protocol, port.TargetPort, port.TargetPort);

    /// <summary>True when it leads to the pods of a workload.</summary>
    public bool Selects(Workload workload) => Selector is not null && workload.Namespace == Namespace && Selector.Matches(workload.Labels);
}

/// <summary>Where a route leads.</summary>
/// <param name="Namespace">The Service's.</param>
/// <param name="Service">Its name.</param>
/// <param name="PortName">A port by name; null when <paramref name="Port"/> says it.</param>
/// <param name="Port">A port by number; 0 together with no name means every port.</param>
/// <param name="Protocol">What the route forwards: a Service may have one number for TCP and for UDP.</param>
/// <param name="MatchesTarget">The number or name may also be that of the target port, as in routes of OpenShift.</param>
/// <param name="At">Where it stands.</param>
public sealed record RouteBackend(string Namespace, string Service, string? PortName, int Port, Protocol Protocol, bool MatchesTarget, SourceLocation At)
{
    /// <summary>The ports of its Service that it means; none when the Service has no such port.</summary>
    public IEnumerable<ServicePort> PortsOf(ClusterService service)
    {
        var forwarded = service.Ports.Where(p => p.Protocol == Protocol);
        return PortName is null && Port == 0 ? forwarded : forwarded.Where(Means).Take(1);
    }

    private bool Means(ServicePort port) => PortName is { } name
        ? port.Name == name || (MatchesTarget && port.TargetName == name)
        : port.Port == Port || (MatchesTarget && port.TargetName is null && port.TargetPort == Port);
}

/// <summary>A way in from outside: an Ingress, or a route of any kind.</summary>
/// <param name="Kind"><c>Ingress</c>, <c>HTTPRoute</c>, …</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Controllers">Who forwards its requests.</param>
/// <param name="Hosts">Host names; empty for any.</param>
/// <param name="Backends">Where it leads.</param>
/// <param name="At">Where it stands.</param>
public sealed record EntryPoint(
    string Kind, string Namespace, string Name, ImmutableArray<Controller> Controllers, ImmutableArray<string> Hosts, ImmutableArray<RouteBackend> Backends, SourceLocation At)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}

/// <summary>Who forwards requests of an entry point: pods that a controller makes and that stand in no manifest, or Cilium's proxy.</summary>
/// <param name="Name"><c>{ingress-controller}</c> where nothing is known of it, else <c>{gateway shop/shop}</c>.</param>
/// <param name="Namespace">Where its pods run.</param>
/// <param name="Labels">What its pods carry.</param>
public sealed record Controller(string Name, string Namespace, LabelMap Labels)
{
    /// <summary>A controller of which nothing is known: a pod without labels, in a namespace with a name that nobody can select by name.</summary>
    public static Controller Unknown { get; } =
        new("{ingress-controller}", "{ingress-controller}", LabelMap.Empty);

    /// <summary>
    /// Requests come from Cilium's proxy, which runs on each node with the identity <c>ingress</c> of its own:
    /// no pod, in no namespace, and of no policies but Cilium's for the whole cluster.
    /// </summary>
    public bool IsCiliumIngress { get; private init; }

    /// <summary>Cilium's proxy.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    public static Controller CiliumIngress(string name) => new(name, "{cilium}", LabelMap.Empty) { IsCiliumIngress = true };
}

/// <summary>All that manifests say about who can reach whom.</summary>
/// <param name="Namespaces">By name; also those that only objects mention.</param>
/// <param name="Workloads">In the order read, each name once.</param>
/// <param name="Services">In the order read.</param>
/// <param name="EntryPoints">In the order read.</param>
/// <param name="Policies">In the order read.</param>
/// <param name="Findings">What could not be read, or is not understood.</param>
public sealed record Cluster(
    ImmutableDictionary<string, ClusterNamespace> Namespaces,
    ImmutableArray<Workload> Workloads,
    ImmutableArray<ClusterService> Services,
    ImmutableArray<EntryPoint> EntryPoints,
    ImmutableArray<Policy> Policies,
    ImmutableArray<Diagnostic> Findings)
{
    /// <summary>What a mesh is told about who may call, in the order read.</summary>
    public ImmutableArray<MeshPolicy> MeshPolicies { get; init; } = [];

    /// <summary>What a mesh is told about plain calls, in the order read.</summary>
    public ImmutableArray<MeshTls> MeshTls { get; init; } = [];

    /// <summary>Hosts outside that a mesh knows, in the order read.</summary>
    public ImmutableArray<MeshEntry> MeshEntries { get; init; } = [];

    /// <summary>How many objects <see cref="Policies"/> come from: one of Cilium's may be several.</summary>
    public int PolicyObjects => Policies.Select(p => p.ToString()).Distinct().Count();
}
