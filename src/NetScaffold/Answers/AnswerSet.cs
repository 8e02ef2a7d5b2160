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
    public string IstioNamespace => Questions.UsesIstio.Holds(this) ? Edge.ControllerNamespace : "istio-system";

    /// <summary>Name of the proxies that look at requests between services, where the mesh has none in pods.</summary>
    public string Waypoint => $"{Name}-waypoint";

    /// <summary>Name of the proxies by which calls leave the mesh, and what the names of their objects begin with.</summary>
    public string EgressGateway => $"{Name}-egress";

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
