using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about settings of nodes.</summary>
internal static class TuningRules
{
    private static readonly Expression Bbr = Questions.Layers.Is("cluster") & Questions.NodeTuning.Is("bbr");

    private static readonly Expression OnManagedNodes = Questions.ManagedNodes.Is("true") & new AnyOf([.. Platform.All.Where(p => p.IsManaged).Select(p => Questions.Platform.Is(p.Name))]);

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        new("NS2225", Severity.Error, "BBR on an old kernel", "pods would have it too, and before Linux 5.18 their packets lose their timing on the way out of the pod.", "Use newer nodes and say so in cluster.kernel, or cluster.nodeTuning: none.",
            a => Bbr.Holds(a) && a.Cluster.Kernel < new KernelVersion(5, 18) ? [new RuleHit(Questions.NodeTuning.Path, $"The nodes have Linux {a.Cluster.Kernel}")] : []),
        Rule.OverChoices("NS2227", Severity.Error, "Nodes that nobody may set", Bbr & OnManagedNodes, Questions.NodeTuning,
            "the cloud manages them, and refuses privileged pods.", "Use cluster.nodeTuning: none.") with { IsWaivable = false },
        Rule.OverChoices("NS2555", Severity.Error, "BBR on kind", Bbr & Questions.Platform.Is("kind"), Questions.NodeTuning,
            "nodes are containers on one kernel, and pods take the setting of the machine, not of their node.", "Use cluster.nodeTuning: none, and set it on the machine itself.") with { IsWaivable = false },
        Rule.OverChoices("NS2556", Severity.Info, "BBR on every node", Bbr, Questions.NodeTuning,
            "it takes more than its share of a link beside flows of CUBIC, and sends packets again more often.",
            "Compare a few nodes with the others first. To go back, set cluster.nodeTuning: none, install again and restart the nodes: what is set stays until then."),
    ];
}
