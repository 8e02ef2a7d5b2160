using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>Addresses outside for which the same ports are open; never none.</summary>
internal readonly record struct OutsidePiece(AddressRange Range, PortSet Ports);

/// <summary>What one class of pods may do in one direction, with every peer there is.</summary>
/// <param name="Others">With every pod that <paramref name="Exact"/> does not name.</param>
/// <param name="Exact">With pods of these classes, whether more or less than with the others.</param>
/// <param name="Outside">With addresses outside; every address once, both families, where anything may pass.</param>
internal sealed record Row(PortSet Others, Dictionary<int, PortSet> Exact, ImmutableArray<OutsidePiece> Outside)
{
    /// <summary>Nothing is said: everything may pass.</summary>
    public static Row Open { get; } = new(PortSet.All, [], [new OutsidePiece(AddressRange.Whole(false), PortSet.All), new OutsidePiece(AddressRange.Whole(true), PortSet.All)]);

    /// <summary>With pods of a class.</summary>
    public PortSet With(int id) => Exact.TryGetValue(id, out var ports) ? ports : Others;
}

/// <summary>Works out rows. A rule is looked at once for each class it means, not once for each pair of pods.</summary>
internal sealed class RowBuilder(PodClasses classes, Direction direction)
{
    /// <summary>The row of a class.</summary>
    /// <param name="subject">The pods.</param>
    /// <param name="policies">Those that select them and say something about the direction.</param>
    public Row Build(PodClass subject, IReadOnlyCollection<Policy> policies)
    {
        if (policies.Count == 0) return Row.Open;
        var walk = TierWalk.Of(policies, direction);
        return new Row(
            walk.Decide(walk.Rules.Where(r => r.Rule.IsEveryPod), match => PortsAt(match, subject, peer: [])),
            ExactOf(subject, walk),
            [.. OutsideOf(subject, walk)]);
    }

    /// <summary>The rules that mean a peer, and what they say: for one pair, with reasons.</summary>
    public PortSet Explain(PodClass subject, IReadOnlyCollection<Policy> policies, Func<PolicyRule, bool> means, ImmutableArray<ContainerPort> peerPorts, List<Decision> decisions)
    {
        var walk = TierWalk.Of(policies, direction);
        return walk.Decide(walk.Rules.Where(r => means(r.Rule)), match => PortsAt(match, subject, peerPorts), decisions);
    }

    /// <summary>True when a rule means pods of a class.</summary>
    public bool Means(PolicyRule rule, PodClass peer) =>
        rule.IsAnyone || peer.Place switch
        {
            PodPlace.Node => rule.Entities.HasFlag(Entities.Nodes) || (!rule.IsOutsideOnly && peer.Addresses.Any(a => rule.Addresses.Contains(AddressSet.OfAddress(a)))),
            PodPlace.IngressProxy => rule.Entities.HasFlag(Entities.IngressProxy),
            _ => rule.Pods.Any(selection => classes.Select(selection).Contains(peer.Id)),
        };

    private Dictionary<int, PortSet> ExactOf(PodClass subject, TierWalk walk)
    {
        var touched = new Dictionary<int, List<AppliedRule>>();
        foreach (var applied in walk.Rules)
        {
            if (applied.Rule.IsEveryPod)
            {
                // A name means another number at each destination.
                if (direction == Direction.Egress && applied.Rule.Ports.Names.Length > 0) Touch(classes.All.Where(c => HasPort(c, applied.Rule.Ports)).Select(c => c.Id));
                continue;
            }

            foreach (var selection in applied.Rule.Pods) Touch(classes.Select(selection));
        }

        // Pods on their node, and Cilium's proxy, are no pods to a selector: with them every rule has to be looked at anew.
        Touch(classes.Apart.Select(c => c.Id));
        foreach (var applied in walk.Rules)
        {
            if (applied.Rule.IsEveryPod)
            {
                foreach (var (id, rules) in touched)
                {
                    if (classes.All[id].Place == PodPlace.PodNetwork) rules.Add(applied);
                }
            }
            else
            {
                foreach (var selection in applied.Rule.Pods)
                {
                    foreach (var id in classes.Select(selection))
                    {
                        if (touched[id] is var rules && (rules.Count == 0 || !ReferenceEquals(rules[^1], applied))) rules.Add(applied);
                    }
                }
            }

            // A rule may mean every pod and a node's address as well.
            foreach (var apart in classes.Apart.Where(c => Means(applied.Rule, c))) touched[apart.Id].Add(applied);
        }

        return touched.ToDictionary(t => t.Key, t => walk.Decide(t.Value, match => PortsAt(match, subject, classes.All[t.Key].Ports)));

        void Touch(IEnumerable<int> ids)
        {
            foreach (var id in ids) touched.TryAdd(id, []);
        }
    }

    private IEnumerable<OutsidePiece> OutsideOf(PodClass subject, TierWalk walk)
    {
        foreach (var isV6 in new[] { false, true })
        {
            OutsidePiece? last = null;
            foreach (var (range, rules) in PiecesOf(walk, isV6))
            {
                var ports = walk.Decide(rules, match => PortsAt(match, subject, peer: []));
                if (last is { } before && before.Ports.Equals(ports))
                {
                    last = before with { Range = before.Range with { Last = range.Last } };
                    continue;
                }

                if (last is { Ports.IsEmpty: false }) yield return last.Value;
                last = new OutsidePiece(range, ports);
            }

            if (last is { Ports.IsEmpty: false }) yield return last.Value;
        }
    }

    /// <summary>A family piece by piece, each with the rules that mean it: they come and go at the borders.</summary>
    private static IEnumerable<(AddressRange Range, IEnumerable<AppliedRule> Rules)> PiecesOf(TierWalk walk, bool isV6)
    {
        var ranges = (from at in Enumerable.Range(0, walk.Rules.Length)
                      from range in walk.Rules[at].Rule.Addresses.Ranges
                      where range.IsV6 == isV6
                      select (Range: range, At: at)).ToList();
        var byFirst = ranges.OrderBy(r => r.Range.First).ToList();
        var byLast = ranges.OrderBy(r => r.Range.Last).ToList();
        var active = new SortedSet<int>(Enumerable.Range(0, walk.Rules.Length).Where(at => walk.Rules[at].Rule.IsAnyone));
        var (begun, ended) = (0, 0);
        foreach (var piece in AddressRange.Cut(isV6, ranges.Select(r => r.Range)))
        {
            // Those that end go first: a rule may begin again behind a gap.
            for (; ended < byLast.Count && byLast[ended].Range.Last < piece.First; ended++) active.Remove(byLast[ended].At);
            for (; begun < byFirst.Count && byFirst[begun].Range.First <= piece.First; begun++) active.Add(byFirst[begun].At);
            yield return (piece, active.Select(at => walk.Rules[at]));
        }
    }

    /// <summary>Ports are the destination's: the pods' own on the way in, the peer's on the way out.</summary>
    private PortSet PortsAt(PortMatch match, PodClass subject, ImmutableArray<ContainerPort> peer) =>
        match.Names.IsEmpty ? match.Numbers : match.At(direction == Direction.Ingress ? subject.Ports : peer);

    private static bool HasPort(PodClass pods, PortMatch match) => pods.Ports.Any(p => match.Names.Any(n => n.Name == p.Name));
}
