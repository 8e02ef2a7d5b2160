using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Planning;

/// <summary>All decisions taken: what a bundle for these answers holds.</summary>
/// <param name="Answers">The answers of the base environment.</param>
/// <param name="Decisions">Every decision of the catalogue, by name.</param>
/// <param name="Environments">In the order of the answers.</param>
/// <param name="Findings">What the rules say, for the bundle's README, waivers counting whatever the day; sorted by severity, code and path of the answer.</param>
public sealed record ScaffoldPlan(
    AnswerSet Answers,
    ImmutableDictionary<string, bool> Decisions,
    ImmutableArray<EnvironmentPlan> Environments,
    ImmutableArray<Diagnostic> Findings)
{
    /// <summary>What pods with the rights of services try, the same in all environments; those with declared calls first.</summary>
    public required ImmutableArray<PolicyTest> PolicyTests { get; init; }

    /// <summary>Something is tried under these decisions.</summary>
    public bool HasPolicyTests => PolicyTests.Any(t => Decisions["enforcedPolicies"] || !t.Open.IsEmpty);

    /// <summary>The environment that <c>values.yaml</c> and the Kustomize base describe.</summary>
    public EnvironmentPlan Base => Environments.First(e => e.IsBase);
}

/// <summary>One installation of the application layer. Environments differ in values alone; their structure is the same.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBase">True for exactly one environment.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Hosts">Host names, the main one first if something is exposed on it.</param>
/// <param name="AcmeServer">ACME directory: Let's Encrypt for the base, its staging for others.</param>
/// <param name="Answers">The answers as the environment has them.</param>
/// <param name="Services">In the order of the answers.</param>
public sealed record EnvironmentPlan(
    string Name,
    bool IsBase,
    string Namespace,
    ImmutableArray<HostPlan> Hosts,
    string AcmeServer,
    AnswerSet Answers,
    ImmutableArray<ServicePlan> Services);

/// <summary>A host as the environment has it, and the services that are exposed on it.</summary>
public sealed record HostPlan(HostId Id, string Name, ImmutableArray<string> Users);

/// <summary>What a host goes by in all environments. Made of the host alone, so that no other host and no order of services renames it.</summary>
/// <param name="Key">Key of its value, an identifier of Helm's: <c>main</c> for edge.host, <c>api_example_com</c> for another, <c>_any_example_com</c> for a wildcard.</param>
/// <param name="Section">Name of its listener: <c>https</c> for edge.host, <c>https-api.example.com</c> for another, <c>wildcard-https.example.com</c> for a wildcard; at most 253 characters.</param>
/// <param name="Certificate">What follows the application's name and a dash in the name of its certificate and Secret: <c>tls</c> for edge.host, <c>tls-api.example.com</c> for another, <c>any-tls-example.com</c> for a wildcard.</param>
public sealed record HostId(string Key, string Section, string Certificate)
{
    /// <summary>The id of a host.</summary>
    /// <param name="host">As the answers have it, in no environment.</param>
    /// <param name="answers">The answers.</param>
    public static HostId Of(string host, AnswerSet answers)
    {
        if (host == answers.Edge.Host) return new HostId("main", "https", "tls");
        // No two hosts share a key: a dash never stands beside a dot, so one underscore is a dot and pairs are dashes; in front it stands before a digit, or before a wildcard's any.
        if (AnswerSet.IsWildcard(host)) return new HostId($"_any_{KeyOf(host[2..])}", $"wildcard-https.{host[2..]}", $"any-tls-{host[2..]}");
        var key = KeyOf(host);
        return new HostId(char.IsAsciiDigit(key[0]) ? $"_{key}" : key, $"https-{host}", $"tls-{host}");
    }

    /// <summary>Name of the VirtualService for the host: that of the application for edge.host, and that with the host behind it for another.</summary>
    /// <param name="application">The application's name.</param>
    public string NameOf(string application) =>
        Key == "main" ? application : Key.StartsWith("_any_", StringComparison.Ordinal) ? $"any-{application}-{Certificate["any-tls-".Length..]}" : $"{application}-{Certificate["tls-".Length..]}";

    private static string KeyOf(string host) => host.Replace("-", "__", StringComparison.Ordinal).Replace('.', '_');
}

/// <summary>A service with everything worked out.</summary>
public sealed record ServicePlan
{
    /// <summary>The answers it comes from, as the environment has them.</summary>
    public required ServiceAnswer Answer { get; init; }

    /// <summary>Value of the label <c>app.kubernetes.io/version</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The same of its canary; empty for none.</summary>
    public required string CanaryVersion { get; init; }

    /// <summary>The container's command; null for the image's.</summary>
    public required ImmutableArray<string>? Command { get; init; }

    /// <summary>The container's ports, metrics included; names are unique.</summary>
    public required ImmutableArray<ContainerPort> ContainerPorts { get; init; }

    /// <summary>Name of the container port with the metrics; null for none.</summary>
    public required string? MetricsPortName { get; init; }

    /// <summary>Volumes, the claim of a statefulset aside.</summary>
    public required ImmutableArray<VolumePlan> Volumes { get; init; }

    /// <summary>Startup, readiness and liveness probes, in this order; those that are not wanted are absent.</summary>
    public required ImmutableArray<ProbePlan> Probes { get; init; }

    /// <summary>Names of the services that call it, in the order of the answers.</summary>
    public required ImmutableArray<string> Callers { get; init; }

    /// <summary>Its network policy: who may call it, and whom it may call.</summary>
    public required PolicyPlan Policy { get; init; }

    /// <summary>What a mesh is told about it.</summary>
    public required MeshPlan Mesh { get; init; }

    /// <summary>Container ports that the gateway calls, ascending.</summary>
    public required ImmutableArray<int> GatewayPorts { get; init; }

    /// <summary>Its routes; none when nothing is exposed.</summary>
    public required ImmutableArray<RoutePlan> Routes { get; init; }

    /// <summary>The longest time limit of a request from outside; 60 where there is no limit or nothing is exposed; at most 600.</summary>
    public required int LongestRequestSeconds { get; init; }

    /// <summary>Time between the first sign of the end and the kill: preStop, the longest request, and a margin.</summary>
    public int GraceSeconds => Answer.Placeholder == Placeholder.Postgres ? 120 : Routes.Length > 0 ? LongestRequestSeconds + 15 : 45;

    /// <summary>Options of the pods' resolver, in a fixed order; none leaves all to the cluster.</summary>
    public required ImmutableArray<ResolverOption> ResolverOptions { get; init; }

    /// <summary>True when a container port is below 1024 and the pod, which is not root, must be let bind it; false when the answers set that parameter themselves.</summary>
    public bool BindsLowPort => ContainerPorts.Any(p => p.Port < 1024) && Answer.Sysctls.All(s => s.Name != SysctlRules.FirstOpenPort);
}

/// <summary>A port of the container.</summary>
public sealed record ContainerPort(string Name, int Port, string Protocol);

/// <summary>A volume of the pod.</summary>
/// <param name="Name">Its name in the pod.</param>
/// <param name="MountPath">Where it is mounted.</param>
/// <param name="Secret">The Secret it shows; null for scratch space.</param>
/// <param name="SizeLimit">Limit of scratch space, a quantity.</param>
public sealed record VolumePlan(string Name, string MountPath, string? Secret, string SizeLimit);

/// <summary>An option of the pods' resolver.</summary>
/// <param name="Name">As in resolv.conf(5).</param>
/// <param name="Value">A number in digits; null for an option that has none.</param>
/// <param name="Comment">A note on what follows from it; null for none.</param>
public sealed record ResolverOption(string Name, string? Value, string? Comment);

/// <summary>A probe.</summary>
/// <param name="Name">startupProbe, readinessProbe or livenessProbe.</param>
/// <param name="Kind">http, grpc, tcp or exec.</param>
/// <param name="Path">For http.</param>
/// <param name="Port">Name of the port; for grpc, which takes no names, its number.</param>
/// <param name="Command">For exec.</param>
/// <param name="PeriodSeconds">Between two probes.</param>
/// <param name="TimeoutSeconds">Less than the period.</param>
/// <param name="FailureThreshold">Failures in a row until it counts.</param>
public sealed record ProbePlan(string Name, string Kind, string Path, string Port, ImmutableArray<string> Command, int PeriodSeconds, int TimeoutSeconds, int FailureThreshold);

/// <summary>An HTTPRoute or Ingress: paths of one host with one set of limits.</summary>
/// <param name="Name">Name of the route and its policies.</param>
/// <param name="Host">Its host.</param>
/// <param name="MaxBodySize">Null for no limit.</param>
/// <param name="CorsOrigins">None for no CORS.</param>
/// <param name="Timeout">Of the first path; where controllers know times of whole routes alone, of all.</param>
/// <param name="Rules">One for each exposed path.</param>
public sealed record RoutePlan(string Name, HostId Host, string? MaxBodySize, ImmutableArray<string> CorsOrigins, string Timeout, ImmutableArray<RouteRule> Rules)
{
    /// <summary>A path of its host is rewritten, by this service or another: ingress-nginx then reads all paths of the host as regular expressions.</summary>
    public bool IsHostRewritten { get; init; }

    /// <summary>All of its paths lead to gRPC; set for Ingress objects, which have one such setting for all.</summary>
    public bool IsGrpc { get; init; }
}

/// <summary>A rule of a route.</summary>
/// <param name="Comment">A note for a choice that is not obvious; null for none.</param>
/// <param name="PathType">PathPrefix or Exact.</param>
/// <param name="Path">The path.</param>
/// <param name="Rewrite">What replaces the path; null for none.</param>
/// <param name="Timeout">Longest time for a request; null leaves the gateway's default, no limit.</param>
/// <param name="Port">Port of the Service.</param>
/// <param name="Scheme">What the port speaks: http or h2c.</param>
public sealed record RouteRule(string? Comment, string PathType, string Path, string? Rewrite, string Timeout, int Port, string Scheme);
