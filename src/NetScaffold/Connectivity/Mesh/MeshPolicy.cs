using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>An AuthorizationPolicy of Istio: who may call pods, known by certificate.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Allows">False for one that denies.</param>
/// <param name="Pods">Whom it holds at their own proxies; null where it holds Services at proxies on the way.</param>
/// <param name="Services">The Services that it holds at proxies on the way.</param>
/// <param name="Rules">Any of them; an allowing one without rules lets nobody in.</param>
/// <param name="At">Where it stands.</param>
public sealed record MeshPolicy(string Namespace, string Name, bool Allows, LabelSelector? Pods, ImmutableArray<string> Services, ImmutableArray<MeshRule> Rules, SourceLocation At)
{
    /// <summary>The ServiceEntries that it holds at proxies on the way.</summary>
    public ImmutableArray<string> Entries { get; init; } = [];

    /// <summary>True when it holds these pods at their own proxies.</summary>
    public bool Selects(Workload workload) => Pods is not null && workload.Namespace == Namespace && Pods.Matches(workload.Labels);

    /// <inheritdoc/>
    public override string ToString() => $"AuthorizationPolicy {Namespace}/{Name}";
}

/// <summary>One rule: any of the sources at any of the ports.</summary>
/// <param name="Sources">None are everyone, members of the mesh or not.</param>
/// <param name="Ports">Those of the connection, over TCP.</param>
/// <param name="Requests">What else a request has to be, in words; empty for any.</param>
public sealed record MeshRule(ImmutableArray<MeshSource> Sources, PortSet Ports, string Requests)
{
    /// <summary>The names in front of TLS that it is about, exact; none are all.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>True for this caller.</summary>
    public bool Means(MeshCaller caller) => Sources.IsEmpty || Sources.Any(s => s.Means(caller));
}

/// <summary>Who calls: all that is given has to fit. Each list holds alternatives, with <c>*</c> at one end or alone.</summary>
/// <param name="Principals">Identities without their trust domain: <c>ns/shop/sa/web</c>.</param>
/// <param name="Namespaces">Namespaces.</param>
public sealed record MeshSource(ImmutableArray<string> Principals, ImmutableArray<string> Namespaces)
{
    /// <summary>True for this caller; never for one that is no member of the mesh.</summary>
    public bool Means(MeshCaller caller) => caller.IsMember
        && (Principals.IsEmpty || Principals.Any(p => Fits(p, $"ns/{caller.Namespace}/sa/{caller.Account}"))) && (Namespaces.IsEmpty || Namespaces.Any(n => Fits(n, caller.Namespace)));

    /// <summary>For people: <c>shop/web</c>, or what stands there.</summary>
    public override string ToString() =>
        string.Join(", ", Principals.Select(p => p.Split('/') is ["ns", var ns, "sa", var account] ? $"{ns}/{account}" : p).Concat(Namespaces.Select(n => $"namespace {n}")));

    private static bool Fits(string pattern, string text) =>
        pattern == "*" || (pattern.StartsWith('*') ? text.EndsWith(pattern[1..], StringComparison.Ordinal) : pattern.EndsWith('*') ? text.StartsWith(pattern[..^1], StringComparison.Ordinal) : text == pattern);
}

/// <summary>Who calls, as the mesh knows it.</summary>
/// <param name="Namespace">The pod's.</param>
/// <param name="Account">Its service account.</param>
public sealed record MeshCaller(string Namespace, string Account)
{
    /// <summary>Somebody who is no member of the mesh, and calls in plain.</summary>
    public static MeshCaller Outside { get; } = new("", "");

    /// <summary>It has a certificate.</summary>
    public bool IsMember => Account.Length > 0;

    /// <summary><c>shop/web</c>, by its account.</summary>
    public override string ToString() => IsMember ? $"{Namespace}/{Account}" : "no member of the mesh";
}

/// <summary>A ServiceEntry of Istio: hosts outside that the mesh knows.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">DNS names.</param>
/// <param name="Ports">Those of the hosts, over TCP.</param>
/// <param name="IsByAddress">Its hosts stand for addresses that it names, and calls go to the very address.</param>
public sealed record MeshEntry(string Namespace, string Name, ImmutableArray<string> Hosts, PortSet Ports, bool IsByAddress);

/// <summary>A PeerAuthentication of Istio: whether pods take plain calls.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Pods">Whom it is about; null for all pods of the namespace.</param>
/// <param name="IsStrict">Plain calls are refused; null where it does not say.</param>
/// <param name="Ports">The same for ports of pods, where they differ.</param>
public sealed record MeshTls(string Namespace, LabelSelector? Pods, bool? IsStrict, ImmutableDictionary<int, bool?> Ports);
