using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What runs a service.</summary>
public enum ServiceKind
{
    /// <summary>A Deployment.</summary>
    Deployment,

    /// <summary>A StatefulSet with a headless Service.</summary>
    StatefulSet,

    /// <summary>Something outside the cluster.</summary>
    External,
}

/// <summary>What stands in for an image that was not given.</summary>
public enum Placeholder
{
    /// <summary>The image was given.</summary>
    None,

    /// <summary>podinfo, a small web service.</summary>
    Podinfo,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}

/// <summary>One service. Paths of its answers start with <c>services.NAME</c>.</summary>
public sealed record ServiceAnswer
{
    /// <summary>Name of the service and its objects.</summary>
    public required string Name { get; init; }

    /// <summary>What runs it.</summary>
    public required ServiceKind Kind { get; init; }

    /// <summary>What stands in for the image.</summary>
    public required Placeholder Placeholder { get; init; }

    /// <summary>The image; empty for an external service.</summary>
    public required string Image { get; init; }

    /// <summary>Null for the image's own command.</summary>
    public required ImmutableArray<string>? Command { get; init; }

    /// <summary>Arguments.</summary>
    public required ImmutableArray<string> Args { get; init; }

    /// <summary>uid and gid, above 0.</summary>
    public required int User { get; init; }

    /// <summary>Writable folders.</summary>
    public required ImmutableArray<string> Writable { get; init; }

    /// <summary>Names of pull Secrets.</summary>
    public required ImmutableArray<string> PullSecrets { get; init; }

    /// <summary>Ports; the first is the default one. None for a deployment that only calls.</summary>
    public required ImmutableArray<PortAnswer> Ports { get; init; }

    /// <summary>How its Service leads to its pods.</summary>
    public required BalancingAnswer Balancing { get; init; }

    /// <summary>Null for none.</summary>
    public required MetricsAnswer? Metrics { get; init; }

    /// <summary>The floor, at least 1.</summary>
    public required int Replicas { get; init; }

    /// <summary>Null for none.</summary>
    public required AutoscalingAnswer? Autoscaling { get; init; }

    /// <summary>Pods that may be away at once; null for no budget.</summary>
    public required int? MaxUnavailable { get; init; }

    /// <summary>Requests and limits.</summary>
    public required ResourcesAnswer Resources { get; init; }

    /// <summary>Probes.</summary>
    public required ProbesAnswer Probes { get; init; }

    /// <summary>Variables, in the order given.</summary>
    public required ImmutableArray<VariableAnswer> Environment { get; init; }

    /// <summary>Null for none.</summary>
    public required StorageAnswer? Storage { get; init; }

    /// <summary>Options of the pods' resolver.</summary>
    public required DnsAnswer Dns { get; init; }

    /// <summary>Kernel parameters of each pod, by name: container runtimes set them in no order. Names are unique.</summary>
    public required ImmutableArray<SysctlAnswer> Sysctls { get; init; }

    /// <summary>Calls.</summary>
    public required ImmutableArray<CallAnswer> Calls { get; init; }

    /// <summary>Callers outside the bundle.</summary>
    public required ImmutableArray<CallerAnswer> AllowFrom { get; init; }

    /// <summary>Calls to addresses outside the cluster.</summary>
    public required ImmutableArray<EgressAnswer> Egress { get; init; }

    /// <summary>Where it is reachable from outside.</summary>
    public required ImmutableArray<ExposeAnswer> Expose { get; init; }

    /// <summary>A new version beside the stable one; null for none.</summary>
    public required CanaryAnswer? Canary { get; init; }

    /// <summary>Set for an external service alone.</summary>
    public required ExternalAnswer? External { get; init; }

    /// <summary>The port that a call to this service goes to; null when it has none, or none of that name or number.</summary>
    public PortAnswer? PortOf(CallAnswer call) => call.Port is { } port ? FindPort(port) : Ports.FirstOrDefault();

    /// <summary>The ports that a caller outside the bundle may call.</summary>
    public IEnumerable<PortAnswer> PortsOf(CallerAnswer caller) => caller.Ports.IsEmpty ? [Ports[0]] : caller.Ports.Select(p => FindPort(p)!);

    /// <summary>The port that requests to an exposed path go to.</summary>
    public PortAnswer PortOf(ExposeAnswer expose) => expose.Port is { } port ? RoutedPort(Ports, port)! : Ports[0];

    /// <summary>The port of this name or number, of two with one number the TCP one: routes carry nothing else. Null when there is none.</summary>
    public static PortAnswer? RoutedPort(ImmutableArray<PortAnswer> ports, string reference) => Find(ports.Where(p => p.IsTcp), reference) ?? Find(ports, reference);

    /// <summary>The port that is probed, the first TCP port unless another is given; null when there is none. No probe speaks UDP.</summary>
    public PortAnswer? ProbedPort => Probes.Port is { } port ? Find(Ports.Where(p => p.IsTcp), port) : Ports.FirstOrDefault(p => p.IsTcp);

    /// <summary>The port of this name or number, of two with one number the first; null when there is none.</summary>
    public PortAnswer? FindPort(string reference) => Find(Ports, reference);

    private static PortAnswer? Find(IEnumerable<PortAnswer> ports, string reference) =>
        ports.FirstOrDefault(p => p.Name == reference) ?? ports.FirstOrDefault(p => p.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) == reference);
}

/// <summary>A port.</summary>
/// <param name="Name">IANA service name.</param>
/// <param name="Port">Port of the Service.</param>
/// <param name="ContainerPort">Port of the container.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="App">http, grpc, h2c or tcp.</param>
public sealed record PortAnswer(string Name, int Port, int ContainerPort, string Protocol, string App)
{
    /// <summary>Probes and routes reach it.</summary>
    public bool IsTcp => Protocol == "TCP";
}

/// <summary>How a Service leads to its pods.</summary>
/// <param name="AffinitySeconds">Connections of one address go to one pod until there are none for so long, 1-86400; null for any pod.</param>
/// <param name="Distribution">PreferSameZone or PreferSameNode; null for none.</param>
/// <param name="StaysOnNode">Callers reach pods on their own node alone.</param>
/// <param name="IsHeadless">It has no address of its own: its name stands for those of its pods.</param>
/// <param name="PublishesNotReady">Pods that are not ready are among them.</param>
public sealed record BalancingAnswer(int? AffinitySeconds, string? Distribution, bool StaysOnNode, bool IsHeadless, bool PublishesNotReady)
{
    /// <summary>The time unless it is answered, which is Kubernetes' own.</summary>
    public const int UsualAffinitySeconds = 10800;
}

/// <summary>Metrics of a service.</summary>
public sealed record MetricsAnswer(int Port, string Path);

/// <summary>Autoscaling of a deployment; targets in per cent of the request, null for none. One of the three is there.</summary>
public sealed record AutoscalingAnswer(int Max, int? Cpu, int? Memory, MetricAnswer? Metric);

/// <summary>What Prometheus knows of a deployment's load.</summary>
/// <param name="Query">PromQL that gives one number.</param>
/// <param name="Target">So much of it is for one pod; a number above 0.</param>
public sealed record MetricAnswer(string Query, string Target);

/// <summary>Requests and limits, as quantities.</summary>
public sealed record ResourcesAnswer(string Cpu, string Memory, string MemoryLimit, string? CpuLimit);

/// <summary>How the container is probed; the paths matter for http alone. A null live path is no liveness probe, a null port the first TCP port.</summary>
public sealed record ProbesAnswer(string Kind, string? Startup, string? Live, string? Ready, string? Port);

/// <summary>An environment variable: a literal, or a key of a Secret.</summary>
public sealed record VariableAnswer(string Name, string? Literal, string? Secret, string? Key);

/// <summary>Volume of each pod.</summary>
public sealed record StorageAnswer(string Path, string Size, string Class);

/// <summary>Options of the pods' resolver; null leaves what the cluster sets, or the resolver's own.</summary>
/// <param name="Ndots">Names with at least so many dots are asked as they are first, 0-15.</param>
/// <param name="TimeoutSeconds">Until a question is repeated, 1-30.</param>
/// <param name="Attempts">How often a question is asked, 1-5.</param>
/// <param name="SingleRequestReopen">A and AAAA go out through sockets of their own.</param>
public sealed record DnsAnswer(int? Ndots, int? TimeoutSeconds, int? Attempts, bool SingleRequestReopen);

/// <summary>A kernel parameter of each pod.</summary>
/// <param name="Name">With dots, as Pod Security compares it; a dot inside a part, such as a VLAN's, is a slash.</param>
/// <param name="Value">What is written to it.</param>
public sealed record SysctlAnswer(string Name, string Value);

/// <summary>A call.</summary>
/// <param name="To">A service, or NAMESPACE/SERVICE.</param>
/// <param name="Port">Name or number; null for the first.</param>
public sealed record CallAnswer(string To, string? Port)
{
    /// <summary>Methods of its requests; none are all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Paths of its requests, with <c>/*</c> at the end for all below; none are all.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>It may make some requests and not others.</summary>
    public bool IsLimited => Methods.Length > 0 || Paths.Length > 0;
}

/// <summary>A caller outside the bundle; no labels are all pods of its namespace, no ports the first port.</summary>
public sealed record CallerAnswer(string Namespace, ImmutableArray<KeyValuePair<string, string>> Labels, ImmutableArray<string> Ports);

/// <summary>A call to outside the cluster; either <paramref name="Cidr"/> or <paramref name="Fqdn"/> is set.</summary>
public sealed record EgressAnswer(string? Cidr, ImmutableArray<string> Except, string? Fqdn, ImmutableArray<int> Ports, string Protocol)
{
    /// <summary>An egress gateway can lead it out: it is known by name, and goes over TCP.</summary>
    public bool IsByName => Fqdn is not null && Protocol == "TCP";
}

/// <summary>An exposed path.</summary>
public sealed record ExposeAnswer(
    string Path,
    string? Host,
    string? PathType,
    string? Rewrite,
    string Timeout,
    string? MaxBodySize,
    ImmutableArray<string> CorsOrigins,
    bool WebSocket,
    string? Port)
{
    /// <summary>
    /// The path leads to the root of podinfo, by itself or by its rewrite; as a prefix it would publish paths that stop or break
    /// the process (<c>/panic</c>, <c>/fault_injection</c>, <c>/readyz/disable</c>).
    /// </summary>
    public bool ReachesPlaceholderRoot(ServiceAnswer service) => service.Placeholder == Placeholder.Podinfo && (Rewrite ?? Path) == "/";
}

/// <summary>A new version of a deployment, which gets a part of the requests from outside.</summary>
/// <param name="Image">Its image.</param>
/// <param name="Weight">Its share of the requests in per cent, 0-100; null where none are shared out.</param>
/// <param name="Header">Name of the header whose value <see cref="HeaderValue"/> asks for it; null for none.</param>
public sealed record CanaryAnswer(string Image, int? Weight, string? Header)
{
    /// <summary>The share unless it is answered.</summary>
    public const int UsualWeight = 10;

    /// <summary>The header unless it is answered.</summary>
    public const string UsualHeader = "x-canary";

    /// <summary>The header's value.</summary>
    public const string HeaderValue = "always";
}

/// <summary>Where an external service is: a host, or addresses of one family.</summary>
public sealed record ExternalAnswer(string? Host, ImmutableArray<string> Addresses, int Port, string Protocol)
{
    /// <summary>An egress gateway can lead calls to it out: it is known by name, and called over TCP.</summary>
    public bool IsByName => Host is not null && Protocol == "TCP";
}
