using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Wizard;

/// <summary>A recommended pod network.</summary>
/// <param name="Choice">cilium, calico, flannel or existing: a choice of <see cref="Questions.Cni"/>.</param>
/// <param name="Reason">One sentence that names what decided.</param>
public sealed record CniAdvice(string Choice, string Reason)
{
    private static readonly ImmutableArray<string> InOrder = ["cilium", "calico", "existing", "flannel"], InOrderOnClouds = ["existing", "cilium", "calico", "flannel"];

    /// <summary>What has to be done so that it has what is wanted and enforces NetworkPolicy, one sentence each; often empty.</summary>
    public ImmutableArray<string> Conditions { get; private init; } = [];

    /// <summary>Every other choice with one sentence on why not, in the order cilium, calico, canal, flannel, weave, existing.</summary>
    public ImmutableArray<(string Choice, string Why)> RuledOut { get; private init; } = [];

    /// <summary>What is wanted and not had with the choice, with one sentence each, in the order of <see cref="CniFeatures"/>.</summary>
    public ImmutableArray<(CniFeatures Feature, string Why)> Lost { get; private init; } = [];

    /// <summary>The recommendation.</summary>
    /// <param name="needs">What it follows from; its platform is one of the six.</param>
    /// <remarks>
    /// The order of the decisions:
    /// <list type="number">
    /// <item>What cannot be had is left out: what the platform forbids or does not bring, everything but its own where a cloud manages the nodes and on gke,
    /// Cilium with Windows nodes or a kernel below 5.10; and canal and weave always.</item>
    /// <item>What is wanted is gone through in the order of <see cref="CniFeatures"/>. Those that lack it drop out; where all that are left lack it, it is lost and none drops out.
    /// So what comes earlier wins over what comes later.</item>
    /// <item>Of those left, the first is taken: cilium, calico, existing, flannel; on eks, aks and gke existing before the others.</item>
    /// </list>
    /// </remarks>
    public static CniAdvice For(CniNeeds needs)
    {
        var order = OrderOf(needs.Platform);
        var possible = order.Where(c => CniTable.BarOf(c, needs) is null).ToImmutableArray();
        var left = possible;
        var dropped = ImmutableDictionary<string, CniRow>.Empty;
        foreach (var row in CniTable.Rows.Where(r => needs.Wants(r.Feature)))
        {
            var having = left.Where(c => CniTable.Of(c, row, needs).Has).ToImmutableArray();
            if (having.IsEmpty) continue;
            dropped = dropped.AddRange(left.Except(having).Select(c => KeyValuePair.Create(c, row)));
            left = having;
        }

        return new Decision(needs, order, possible, left, dropped).Advice();
    }

    /// <summary>In which order choices are preferred where what is wanted leaves several.</summary>
    internal static ImmutableArray<string> OrderOf(string platform) => new CniNeeds(platform).IsCloud ? InOrderOnClouds : InOrder;

    /// <summary>What was decided, to be put into words.</summary>
    /// <param name="Needs">What it follows from.</param>
    /// <param name="Order">The candidates in order of preference.</param>
    /// <param name="Possible">Those that can be had.</param>
    /// <param name="Left">Those that have the most of what is wanted; the first is the choice.</param>
    /// <param name="Dropped">The other possible ones, with the first wanted feature that they lack.</param>
    private sealed record Decision(CniNeeds Needs, ImmutableArray<string> Order, ImmutableArray<string> Possible, ImmutableArray<string> Left, ImmutableDictionary<string, CniRow> Dropped)
    {
        private string Choice => Left[0];

        public CniAdvice Advice()
        {
            var wanted = CniTable.Rows.Where(r => Needs.Wants(r.Feature)).ToLookup(r => CniTable.Of(Choice, r, Needs).Has);
            return new CniAdvice(Choice, Sentence(Reason()))
            {
                Conditions = [.. wanted[true].Prepend(CniTable.NetworkPolicy).Select(r => CniTable.Of(Choice, r, Needs).Why).OfType<string>().Select(Sentence)],
                RuledOut = [.. CniTable.Installed.Append("existing").Where(c => c != Choice).Select(c => (c, Sentence(WhyNot(c))))],
                Lost = [.. wanted[false].Select(r => (r.Feature, Sentence(WhyLost(r))))],
            };
        }

        private string Reason()
        {
            if (Possible.Length == 1) return CniTable.BarOf(Order.First(c => c != Choice), Needs)!;
            var deciders = CniTable.Rows.Where(r => Dropped.ContainsValue(r)).Select(r => r.Ability).ToList();
            if (deciders.Count == 0) return Choice == Order[0] ? Undecided() : $"{CniTable.BarOf(Order[0], Needs)}, and {Choice} comes next";
            return Left.Length == 1
                ? $"it alone can {string.Join(" and ", deciders)} here"
                : $"it can {string.Join(" and ", deciders)}, as {string.Join(" and ", Left.Skip(1))} can, and {Preference()}";
        }

        private string Undecided() => Choice == "existing"
            ? $"{Needs.Platform} brings it, so nothing more is installed"
            : "it is the default: it can do the most, and nothing speaks against it here";

        /// <summary>Why the choice comes before others that have as much of what is wanted.</summary>
        private string Preference() => Choice switch
        {
            "existing" => $"what {Needs.Platform} brings is there already",
            "cilium" => "cilium is the default",
            _ => $"{Choice} can do more",
        };

        private string WhyNot(string other)
        {
            if (CniTable.BarOf(other, Needs) is { } bar) return bar;
            return Dropped.TryGetValue(other, out var row) ? WhyLacking(other, row) : $"it has no more of what is wanted, and {Preference()}";
        }

        private string WhyLost(CniRow row)
        {
            var others = Possible.Where(c => CniTable.Of(c, row, Needs).Has).ToLookup(c => Dropped[c]);
            return string.Join("; ", others.Select(o => $"{string.Join(" and ", o)} can, but cannot {o.Key.Ability}").Prepend(WhyLacking(Choice, row)));
        }

        private string WhyLacking(string choice, CniRow row) => CniTable.Of(choice, row, Needs).Why is { } why ? $"it cannot {row.Ability}: {why}" : $"it cannot {row.Ability}";

        /// <summary>A name that is written small stays so.</summary>
        private static string Sentence(string clause) =>
            CniTable.Bringing.Append("kubeadm").Append("flannel").Any(n => clause.StartsWith(n, StringComparison.Ordinal)) ? $"{clause}." : $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";
    }
}
