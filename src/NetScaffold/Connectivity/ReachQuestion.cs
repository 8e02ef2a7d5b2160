using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>How far an answer says yes.</summary>
public enum Verdict
{
    /// <summary>Nothing that was asked for may pass.</summary>
    No,

    /// <summary>Some of the ports that were asked for.</summary>
    Partly,

    /// <summary>All that was asked for; without a port, anything at all.</summary>
    Yes,
}

/// <summary>The answer to one question.</summary>
/// <param name="Explanations">One for each pair of peers; several for a range of addresses that rules cut, or a Service with several workloads.</param>
/// <param name="AskedOf">The ports that were asked for at a destination, where a name may mean another number at each; all of them when none was named.</param>
public sealed record ReachAnswer(ImmutableArray<Explanation> Explanations, Func<Peer, PortSet> AskedOf)
{
    /// <summary>Of one pair.</summary>
    public Verdict VerdictOf(Explanation explanation)
    {
        var asked = AskedOf(explanation.Destination);
        var allowed = explanation.Allowed.Intersect(asked);
        return allowed.IsEmpty ? Verdict.No : asked.IsAll || allowed.Equals(asked) ? Verdict.Yes : Verdict.Partly;
    }

    /// <summary>Of all pairs together.</summary>
    public Verdict Verdict
    {
        get
        {
            var verdicts = Explanations.Select(VerdictOf).Distinct().ToList();
            return verdicts is [var only] ? only : verdicts.Count == 0 ? Verdict.No : Verdict.Partly;
        }
    }
}

/// <summary>Asks about peers by the names that people use for them.</summary>
public sealed class ReachQuestion
{
    /// <summary>The flag that says who.</summary>
    public const string FromFlag = "--from";

    /// <summary>The flag that says whom.</summary>
    public const string ToFlag = "--to";

    private readonly Reachability _reachability;

    /// <summary>About one cluster.</summary>
    public ReachQuestion(Reachability reachability) => _reachability = reachability;

    /// <summary>The peers that a name means.</summary>
    /// <param name="flag">For messages.</param>
    /// <param name="text"><c>namespace/name</c>, with <c>[Kind]</c> or without namespace where that is clear; <c>service/namespace/name</c>; an address, a CIDR; <c>outside</c>; a controller as it is printed.</param>
    /// <param name="problems">Takes NS6016 when it means none.</param>
    public ImmutableArray<Peer> Find(string flag, string text, List<Diagnostic> problems)
    {
        var found = PeersOf(text);
        if (found.Length > 0) return found;
        var known = _reachability.Workloads.SelectMany(w => new[] { $"{w.Namespace}/{w.Name}", w.Name }).Concat(_reachability.Controllers.Select(c => c.ToString()));
        var several = _reachability.Workloads.Where(w => w.Name == text).Select(w => $"{w.Namespace}/{w.Name}").ToList();
        problems.Add(ServiceOf(text) is not null
            ? ReachDiagnostics.NoSuchPeer(flag, $"The Service {Shown.Text(text)} selects no workload of the manifests.", null)
            : several.Count > 1
            ? ReachDiagnostics.NoSuchPeer(flag, $"{Shown.Text(text)} may be {string.Join(" or ", several)}.", several[0])
            : ReachDiagnostics.NoSuchPeer(flag, $"There is no {Shown.Text(text)} among the manifests.", Suggest.Nearest(text, known)));
        return [];
    }

    /// <summary>Asks whether one can reach another.</summary>
    /// <param name="from">Who; see <see cref="Find"/>.</param>
    /// <param name="to">Whom, with <c>:port</c> or without: a number, a name, or either with <c>/udp</c>. For a Service the port is the Service's, else the pods' own.</param>
    /// <returns>The answer, or NS6016.</returns>
    public Outcome<ReachAnswer> Ask(string from, string to)
    {
        var problems = new List<Diagnostic>();
        var sources = Find(FromFlag, from, problems);
        var (destinations, asked) = FindWithPort(to, problems);
        if (problems.Count > 0) return Outcome.Failed<ReachAnswer>(problems);
        var pairs = from source in sources
                    from destination in destinations
                    where source is not AddressPeer || destination is not AddressPeer
                    where !source.Equals(destination)
                    from pair in _reachability.ExplainPieces(source, destination)
                    select pair;
        ImmutableArray<Explanation> explanations = [.. pairs];
        return explanations.IsEmpty
            ? Outcome.Failed<ReachAnswer>(ReachDiagnostics.NoSuchPeer(ToFlag, $"Between {Shown.Text(from)} and {Shown.Text(to)} no policy decides: they are one workload, or both outside.", null))
            : Outcome.Of(new ReachAnswer(explanations, asked));
    }

    /// <summary>The destinations that a text with or without <c>:port</c> means, and the ports asked for at each.</summary>
    /// <param name="to">See <see cref="Ask"/>.</param>
    /// <param name="problems">Takes NS6016 and NS6020.</param>
    public (ImmutableArray<Peer> Destinations, Func<Peer, PortSet> Asked) FindWithPort(string to, List<Diagnostic> problems)
    {
        var (name, port) = Split(to);
        var destinations = Find(ToFlag, name, problems);
        if (destinations.Any(d => d is ControllerPeer)) problems.Add(ReachDiagnostics.NoSuchPeer(ToFlag, $"{Shown.Text(name)} only ever opens connections: what reaches it stands in no manifest.", null));
        if (port is null || problems.Count > 0) return (destinations, _ => PortSet.All);
        var asked = destinations.ToDictionary(d => d, d => PortsOf(port, name, [d]));
        if (asked.Values.All(ports => ports.IsEmpty)) problems.Add(ReachDiagnostics.NoSuchPort(ToFlag, $"{Shown.Text(name)} has no port {Shown.Text(port)}{KnownPorts(name, destinations)}."));
        // A piece of an address range is asked for what the range is.
        return (destinations, peer => asked.TryGetValue(peer, out var ports) ? ports : asked.Values.First());
    }

    private ImmutableArray<Peer> PeersOf(string text)
    {
        if (text is "outside") return [new AddressPeer(AddressRange.Whole(false)), new AddressPeer(AddressRange.Whole(true))];
        if (AddressSet.Parse(text.Trim('[', ']')) is { } addresses) return [.. addresses.Ranges.Select(r => new AddressPeer(r))];
        if (ServiceOf(text) is { } service) return [.. _reachability.Cluster.Workloads.Where(service.Selects).Select(w => new WorkloadPeer(w.Namespace, w.Name, w.Kind)).Distinct()];
        if (_reachability.Controllers.FirstOrDefault(c => c.ToString() == text || c.ToString() == $"{{{text}}}") is { } controller) return [controller];
        var named = _reachability.Workloads.Where(w => w.ToString() == text || $"{w.Namespace}/{w.Name}" == text).ToList();
        if (named.Count == 0) named = [.. _reachability.Workloads.Where(w => w.Name == text)];
        // One name for workloads of two namespaces is no name; for two kinds in one namespace it means both.
        return named.Select(w => w.Namespace).Distinct().Count() == 1 ? [.. named] : [];
    }

    private ClusterService? ServiceOf(string text) => text.Split('/') is ["service" or "svc", var ns, var name]
        ? _reachability.Cluster.Services.FirstOrDefault(s => s.Namespace == ns && s.Name == name)
        : null;

    private PortSet PortsOf(string text, string name, ImmutableArray<Peer> destinations)
    {
        var (port, protocol) = text.Split('/') is [var number, var word] ? (number, PortSet.Protocols.Cast<Protocol?>().FirstOrDefault(p => string.Equals(PortSet.Name(p!.Value), word, StringComparison.OrdinalIgnoreCase))) : (text, null);
        if (text.Contains('/', StringComparison.Ordinal) && protocol is null) return PortSet.None;
        var isNumber = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        var workloads = _reachability.Cluster.Workloads.Where(w => destinations.Contains(new WorkloadPeer(w.Namespace, w.Name, w.Kind))).ToList();
        if (ServiceOf(name) is { } service)
        {
            var ports = service.Ports.Where(p => (isNumber ? p.Port == value && p.Protocol == (protocol ?? Protocol.Tcp) : p.Name == port && (protocol is null || p.Protocol == protocol)));
            return ports.SelectMany(p => workloads.Select(w => ClusterService.PortsAt(p, w))).Aggregate(PortSet.None, (all, p) => all.Union(p));
        }

        if (isNumber) return value is >= 1 and <= PortSet.MaxPort ? PortSet.Of(protocol ?? Protocol.Tcp, value, value) : PortSet.None;
        return workloads.Select(w => new PortMatch(PortSet.None, [new NamedPortMatch(port, protocol)]).At(w.Ports)).Aggregate(PortSet.None, (all, p) => all.Union(p));
    }

    /// <summary>What may stand there, where names have to be known; a number always may, but at a Service.</summary>
    private string KnownPorts(string name, ImmutableArray<Peer> destinations)
    {
        var known = ServiceOf(name) is { } service
            ? service.Ports.SelectMany(p => p.Name.Length > 0 ? [$"{p.Port}", p.Name] : new[] { $"{p.Port}" })
            : _reachability.Cluster.Workloads.Where(w => destinations.Contains(new WorkloadPeer(w.Namespace, w.Name, w.Kind))).SelectMany(w => w.Ports).Select(p => p.Name).Where(n => n.Length > 0);
        var list = string.Join(", ", known.Distinct().Select(Shown.Text));
        return list.Length == 0 ? "" : $"; it has {list}";
    }

    /// <summary>The name and what stands behind its last colon. An IPv6 address with a port stands in brackets.</summary>
    private static (string Name, string? Port) Split(string text)
    {
        if (text.Split('/')[0].Trim('[', ']') is var host && host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out _)) return (text, null);
        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
