using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>A rule with its policy.</summary>
internal sealed record AppliedRule(Policy Policy, PolicyRule Rule);

/// <summary>Why ports are open or closed in one direction.</summary>
/// <param name="Ports">Never empty.</param>
/// <param name="IsAllowed">Open.</param>
/// <param name="Rule">The rule that decided; null when none did.</param>
/// <param name="Policies">The policy of the rule; without a rule, the policies of the namespace tier that hold the pod and do not allow this, or none when nothing says anything.</param>
public sealed record Decision(PortSet Ports, bool IsAllowed, PolicyRule? Rule, ImmutableArray<Policy> Policies);

/// <summary>Asks the tiers one after the other what a pod may do with one peer, in one direction.</summary>
internal sealed class TierWalk
{
    private readonly ImmutableArray<Policy> _isolating;

    private TierWalk(ImmutableArray<AppliedRule> rules, ImmutableArray<Policy> isolating) => (Rules, _isolating) = (rules, isolating);

    /// <summary>Every rule that can say something, in the order in which they are asked.</summary>
    public ImmutableArray<AppliedRule> Rules { get; }

    /// <summary>True when no policy says anything.</summary>
    public bool IsOpen => Rules.IsEmpty && _isolating.IsEmpty;

    /// <summary>Prepares the walk.</summary>
    /// <param name="policies">Those that select the pod and say something about the direction, in the order of <see cref="InOrder"/>.</param>
    /// <param name="direction">The direction.</param>
    public static TierWalk Of(IReadOnlyCollection<Policy> policies, Direction direction) => new(
        [.. from policy in policies from rule in policy.Rules(direction)!.Value select new AppliedRule(policy, rule)],
        [.. policies.Where(p => p.Isolates(direction))]);

    /// <summary>The order in which policies are asked. Among equals their names decide, so that the answer does not depend on files.</summary>
    public static IEnumerable<Policy> InOrder(IEnumerable<Policy> policies) =>
        policies.OrderBy(p => p.Tier).ThenBy(p => p.HasPriority ? p.Priority : 0).ThenBy(p => p.ToString(), StringComparer.Ordinal);

    /// <summary>What may pass.</summary>
    /// <param name="matching">Those of <see cref="Rules"/> that mean the peer, in their order.</param>
    /// <param name="ports">The ports that a rule means at the destination.</param>
    /// <param name="decisions">Takes the reasons, for all ports together, when given.</param>
    public PortSet Decide(IEnumerable<AppliedRule> matching, Func<PortMatch, PortSet> ports, List<Decision>? decisions = null)
    {
        var allowed = PortSet.None;
        var undecided = PortSet.All;
        var passed = PortSet.None;
        var tier = PolicyTier.Admin;
        foreach (var applied in matching)
        {
            if (applied.Policy.Tier != tier)
            {
                // What a tier passed on is as open to the next one as what it did not mention.
                (undecided, passed, tier) = (undecided.Union(passed), PortSet.None, applied.Policy.Tier);
                // A pod that a policy of the namespace tier holds never gets to the baseline.
                if (tier == PolicyTier.Baseline && !_isolating.IsEmpty) break;
            }

            var hit = undecided.Intersect(ports(applied.Rule.Ports));
            if (hit.IsEmpty) continue;
            undecided = undecided.Except(hit);
            if (applied.Rule.Action == RuleAction.Accept) allowed = allowed.Union(hit);
            if (applied.Rule.Action == RuleAction.Pass) passed = passed.Union(hit);
            else decisions?.Add(new Decision(hit, applied.Rule.Action == RuleAction.Accept, applied.Rule, [applied.Policy]));
        }

        var rest = undecided.Union(passed);
        if (!rest.IsEmpty) decisions?.Add(new Decision(rest, _isolating.IsEmpty, null, _isolating));
        return _isolating.IsEmpty ? allowed.Union(rest) : allowed;
    }
}
