using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>A rule with its policy.</summary>
internal sealed record AppliedRule(Policy Policy, PolicyRule Rule);

/// <summary>Why ports are open or closed in one direction.</summary>
/// <param name="Ports">Never empty.</param>
/// <param name="IsAllowed">Open.</param>
/// <param name="Rule">The rule that decided; null when none did.</param>
/// <param name="Policies">The policy of the rule; without a rule, the policies of one tier that hold the pod and do not allow this, or none when nothing says anything.</param>
public sealed record Decision(PortSet Ports, bool IsAllowed, PolicyRule? Rule, ImmutableArray<Policy> Policies);

/// <summary>Asks the tiers one after the other what a pod may do with one peer, in one direction.</summary>
internal sealed class TierWalk
{
    private readonly ImmutableArray<Ending> _endings;

    private TierWalk(ImmutableArray<AppliedRule> rules, ImmutableArray<Ending> endings) => (Rules, _endings) = (rules, endings);

    /// <summary>Every rule that can say something, in the order in which they are asked.</summary>
    public ImmutableArray<AppliedRule> Rules { get; }

    /// <summary>True when no policy says anything.</summary>
    public bool IsOpen => Rules.IsEmpty && _endings.IsEmpty;

    /// <summary>Prepares the walk.</summary>
    /// <param name="policies">Those that select the pod and say something about the direction, in the order of <see cref="InOrder"/>.</param>
    /// <param name="direction">The direction.</param>
    public static TierWalk Of(IReadOnlyCollection<Policy> policies, Direction direction) => new(
        [.. from policy in policies from rule in policy.Rules(direction)!.Value select new AppliedRule(policy, rule)],
        [.. policies.Where(p => p.Isolates(direction)).GroupBy(p => p.Tier).Select(g => new Ending(g.Key, [.. g]))]);

    /// <summary>The order in which policies are asked. Among equals their names decide, so that the answer does not depend on files.</summary>
    public static IEnumerable<Policy> InOrder(IEnumerable<Policy> policies) =>
        policies.OrderBy(p => p.Tier).ThenBy(p => p.Priority).ThenBy(p => p.ToString(), StringComparer.Ordinal);

    /// <summary>What may pass.</summary>
    /// <param name="matching">Those of <see cref="Rules"/> that mean the peer, in their order.</param>
    /// <param name="ports">The ports that a rule means at the destination.</param>
    /// <param name="decisions">Takes the reasons, for all ports together, when given.</param>
    public PortSet Decide(IEnumerable<AppliedRule> matching, Func<PortMatch, PortSet> ports, List<Decision>? decisions = null)
    {
        var allowed = PortSet.None;
        var undecided = PortSet.All;
        var passed = PortSet.None;
        PolicyTier? tier = null;
        var ended = 0;
        foreach (var applied in matching)
        {
            if (applied.Policy.Tier != tier)
            {
                End(before: applied.Policy.Tier);
                (undecided, passed) = (undecided.Union(passed), PortSet.None);
                tier = applied.Policy.Tier;
            }

            var hit = undecided.Intersect(ports(applied.Rule.Ports));
            if (hit.IsEmpty) continue;
            undecided = undecided.Except(hit);
            if (applied.Rule.Action == RuleAction.Accept) allowed = allowed.Union(hit);
            if (applied.Rule.Action == RuleAction.Pass) passed = passed.Union(hit);
            else decisions?.Add(new Decision(hit, applied.Rule.Action == RuleAction.Accept, applied.Rule, [applied.Policy]));
        }

        End(before: null);
        var rest = undecided.Union(passed);
        if (!rest.IsEmpty) decisions?.Add(new Decision(rest, true, null, []));
        return allowed.Union(rest);

        // What is left at the end of a tier that holds the pod goes no further, but for what the tier passed on; tiers without a rule for this peer end as well.
        void End(PolicyTier? before)
        {
            for (; ended < _endings.Length && (before is null || _endings[ended].Tier.CompareTo(before) < 0); ended++)
            {
                // What another tier passed on is as open to this one as what nobody mentioned.
                if (_endings[ended].Tier != tier) (undecided, passed) = (undecided.Union(passed), PortSet.None);
                if (!undecided.IsEmpty) decisions?.Add(new Decision(undecided, false, null, _endings[ended].Policies));
                (undecided, passed) = (passed, PortSet.None);
            }
        }
    }

    /// <summary>A tier that denies what its policies do not mention, and those of them that hold the pod.</summary>
    private sealed record Ending(PolicyTier Tier, ImmutableArray<Policy> Policies);
}
