using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Answers;

/// <summary>Values for all questions, defaults filled in, each with the place it came from.</summary>
public sealed record AnswerSet
{
    /// <summary>Name of the application: <see cref="TextType.Name40"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the application in the base environment.</summary>
    public required string Namespace { get; init; }

    /// <summary>By question path: the choice, the chosen list, or <c>true</c>/<c>false</c>. Every choice question is there.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Choices { get; init; }

    /// <summary>In the order given; at least one.</summary>
    public required ImmutableArray<EnvironmentAnswer> Environments { get; init; }

    /// <summary>Answers about the cluster that are not choices.</summary>
    public required ClusterAnswers Cluster { get; init; }

    /// <summary>Edge answers that are not choices.</summary>
    public required EdgeAnswers Edge { get; init; }

    /// <summary>An existing issuer as <c>NAME</c>, <c>Issuer/NAME</c> or <c>ClusterIssuer/NAME</c>; null when none is named.</summary>
    public required string? TlsIssuerName { get; init; }

    /// <summary>Address of the ACME account; null for none.</summary>
    public required string? TlsEmail { get; init; }

    /// <summary>Where the DNS zone of the hosts is, for <c>tls.challenge: dns01</c>.</summary>
    public required DnsZoneAnswers DnsZone { get; init; }

    /// <summary>Value of the label <c>release</c> on monitors.</summary>
    public required string PrometheusRelease { get; init; }

    /// <summary>Namespace of Prometheus.</summary>
    public required string PrometheusNamespace { get; init; }

    /// <summary>Where traces are sent.</summary>
    public required CollectorAnswer Collector { get; init; }

    /// <summary>In the order given; names are unique.</summary>
    public required ImmutableArray<ServiceAnswer> Services { get; init; }

    /// <summary>Accepted findings.</summary>
    public required ImmutableArray<WaiverAnswer> Waivers { get; init; }

    /// <summary>Where each given answer stands, by path (<c>services.api.ports[0].port</c>).</summary>
    public required IReadOnlyDictionary<string, SourceLocation> Positions { get; init; }

    /// <summary>What is chosen for a choice, boolean or list question.</summary>
    public ImmutableArray<string> Chosen(Question question) => Choices[question.Path];

    /// <summary>True when the answer was given rather than taken from a default.</summary>
    public bool IsGiven(string path) => Positions.ContainsKey(path);

    /// <summary>The place of an answer; of the nearest answer around it when it was not given.</summary>
    public SourceLocation At(string path)
    {
        while (!Positions.ContainsKey(path) && path.Length > 0)
        {
            var cut = Math.Max(path.LastIndexOf('.'), path.LastIndexOf('['));
            path = cut < 0 ? "" : path[..cut];
        }

        return Positions.TryGetValue(path, out var at) ? at : new SourceLocation("netscaffold.yaml");
    }

    /// <summary>The answers as each environment but the base has them, by name: its own <c>set</c>, and the smaller defaults for the rest.</summary>
    public ImmutableDictionary<string, AnswerSet> Overridden { get; init; } = ImmutableDictionary<string, AnswerSet>.Empty;

    /// <summary>The answers as they stand in an environment.</summary>
    public AnswerSet In(EnvironmentAnswer environment) => Overridden.TryGetValue(environment.Name, out var answers) ? answers : this;

    /// <summary>The hosts as they are in an environment: the main one its own if it has one, others with the environment in front, in the base as given. What is below a wildcard stays below it.</summary>
    public ImmutableArray<(string Host, string Name)> HostsIn(EnvironmentAnswer environment)
    {
        var hosts = Hosts;
        var wildcards = hosts.Where(IsWildcard).ToHashSet(StringComparer.Ordinal);
        string NameOf(string host)
        {
            if (environment.Host is { } own && host == Edge.Host) return own;
            if (WildcardOver(host) is { } wildcard && wildcards.Contains(wildcard)) return $"{host[..host.IndexOf('.', StringComparison.Ordinal)]}{NameOf(wildcard)[1..]}";
            if (environment.Name == BaseEnvironment.Name) return host;
            return IsWildcard(host) ? $"*.{environment.Name}.{host[2..]}" : $"{environment.Name}.{host}";
        }

        return [.. hosts.Select(h => (h, NameOf(h)))];
    }

    /// <summary>True for a name that stands for all names one label below.</summary>
    public static bool IsWildcard(string host) => host.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>The wildcard that would cover a host; null for a wildcard, which none covers.</summary>
    public static string? WildcardOver(string host) => IsWildcard(host) ? null : $"*{host[host.IndexOf('.', StringComparison.Ordinal)..]}";

    /// <summary>The host names that something is exposed on, the main one first; the main one alone when nothing is.</summary>
    public ImmutableArray<string> Hosts
    {
        get
        {
            var used = Services.SelectMany(s => s.Expose).Select(HostOf).Distinct().ToImmutableArray();
            return used.Length == 0 ? [Edge.Host] : [.. used.OrderBy(h => h == Edge.Host ? 0 : 1)];
        }
    }

    /// <summary>The host of an exposed path.</summary>
    public string HostOf(ExposeAnswer expose) => expose.Host ?? Edge.Host;

    /// <summary>The routes of a service: one for each host and set of limits, since policies attach to whole routes. Time is such a limit of nginx and Traefik, and a rewrite and what the port speaks are of Ingress objects; elsewhere each path has its own.</summary>
    public IEnumerable<IGrouping<(string Host, string? MaxBodySize, string Origins, string Timeout, string Rewrite, string App), ExposeAnswer>> RoutesOf(ServiceAnswer service)
    {
        var isIngress = Questions.ByIngress.Holds(this);
        var isTimeOfRoutes = isIngress || (Questions.UsesNginxGateway | Questions.UsesTraefik).Holds(this);
        return service.Expose.GroupBy(e => (HostOf(e), e.MaxBodySize, string.Join(' ', e.CorsOrigins), isTimeOfRoutes ? e.Timeout : "", isIngress && e.Rewrite is not null ? e.Path : "", isIngress ? service.PortOf(e).App : ""));
    }

    /// <summary>So many host names one route takes.</summary>
    public const int HostsPerRoute = 16;

    /// <summary>Names of the routes that redirect to HTTPS: as many as it takes for all hosts.</summary>
    public IEnumerable<string> RedirectRoutes => Enumerable.Range(1, (Hosts.Length + HostsPerRoute - 1) / HostsPerRoute).Select(i => i == 1 ? $"{Name}-redirect" : $"{Name}-redirect-{i}");

    /// <summary>Namespace of istiod: that of the gateway's controller where it is Istio, else the usual one.</summary>
    public string IstioNamespace => (Questions.UsesIstioGateway | Questions.ByIstio).Holds(this) ? Edge.ControllerNamespace : "istio-system";

    /// <summary>Name of the proxies that look at requests between services, where the mesh has none in pods.</summary>
    public string Waypoint => $"{Name}-waypoint";

    /// <summary>Name of the objects of the pod to look at the network from.</summary>
    public string DebugPod => $"{Name}-debug";

    /// <summary>The base environment: <c>prod</c> if present, else the last.</summary>
    public EnvironmentAnswer BaseEnvironment => Environments.FirstOrDefault(e => e.Name == "prod") ?? Environments[^1];

    /// <summary>Two sets are the same only when they are one object: records with lists do not compare by content.</summary>
    public bool Equals(AnswerSet? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}

/// <summary>An environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its own namespace; null for the application's.</param>
/// <param name="Host">Its own host; null for the derived one.</param>
/// <param name="Sets">The paths that it sets.</param>
public sealed record EnvironmentAnswer(string Name, string? Namespace, string? Host, ImmutableArray<string> Sets);

/// <summary>Edge answers that are not choices.</summary>
/// <param name="ControllerNamespace">Namespace of the controller, and of its proxies where they do not run beside the Gateway.</param>
/// <param name="GatewayClass">Name of the GatewayClass.</param>
/// <param name="Gateway">NAMESPACE/NAME of an existing Gateway; null for our own.</param>
/// <param name="Listener">Listener of the existing Gateway.</param>
/// <param name="Host">Main host name.</param>
/// <param name="RateLimit">Requests per second; 0 is off.</param>
/// <param name="MaxBodySize">A quantity; null is off.</param>
/// <param name="Timeout">A Gateway API duration.</param>
/// <param name="CorsOrigins">Allowed origins; none is no CORS.</param>
/// <param name="AddressPool">Addresses for load balancers; none where something else gives them.</param>
public sealed record EdgeAnswers(
    string ControllerNamespace,
    string GatewayClass,
    string? Gateway,
    string Listener,
    string Host,
    int RateLimit,
    string? MaxBodySize,
    string Timeout,
    ImmutableArray<string> CorsOrigins,
    ImmutableArray<AddressBlock> AddressPool);

/// <summary>An accepted finding.</summary>
/// <param name="Code">The finding's code.</param>
/// <param name="Reason">Why it is acceptable.</param>
/// <param name="Until">Last day on which it counts; null is for ever.</param>
public sealed record WaiverAnswer(string Code, string Reason, DateOnly? Until);

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
public sealed record EgressAnswer(string? Cidr, ImmutableArray<string> Except, string? Fqdn, ImmutableArray<int> Ports, string Protocol);

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
public sealed record ExternalAnswer(string? Host, ImmutableArray<string> Addresses, int Port, string Protocol);
