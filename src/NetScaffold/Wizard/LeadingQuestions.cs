using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Wizard;

/// <summary>A question of the wizard alone. It has no place in the answers: each choice stands for answers to real questions.</summary>
/// <param name="Key">Its name among the steps.</param>
/// <param name="Title">The question.</param>
/// <param name="Choices">The first is the default, unless several may be taken: then none is.</param>
/// <param name="Replaces">It is asked only while none of these is given.</param>
/// <param name="AppliesWhen">When it matters.</param>
internal sealed record LeadingQuestion(string Key, string Title, ImmutableArray<LeadingChoice> Choices, ImmutableArray<Question> Replaces, Expression AppliesWhen)
{
    /// <summary>Any number of choices may be taken.</summary>
    public bool TakesMany { get; init; }
}

/// <summary>A choice of a <see cref="LeadingQuestion"/>.</summary>
/// <param name="Value">Short.</param>
/// <param name="Help">One line.</param>
/// <param name="Answers">What it answers.</param>
internal sealed record LeadingChoice(string Value, string Help, params ImmutableArray<(Question Question, string Value)> Answers)
{
    /// <summary>What it asks of the pod network, by which one is recommended; the question itself is still asked.</summary>
    public CniFeatures Wants { get; init; }

    /// <summary>The nodes' oldest kernel, which the recommendation looks at as well; null when nothing is said about it.</summary>
    public KernelVersion? Kernel { get; init; }
}

/// <summary>The leading questions.</summary>
internal static class LeadingQuestions
{
    private static readonly Expression OwnCluster = Questions.Layers.Is("cluster");

    /// <summary>Which layers are to be written.</summary>
    public static LeadingQuestion Owner { get; } = new("owner", "Whose cluster is it?",
    [
        new("mine", "all layers are written: cluster, platform and application"),
        new("somebody else's", "the application layer alone is written", (Questions.Layers, "app")),
    ], [Questions.Layers], Expression.Always);

    /// <summary>What the cluster is for.</summary>
    public static LeadingQuestion Purpose { get; } = new("purpose", "What is it for?",
    [
        new("production", "what real users depend on"),
        new("trial", "a look on this machine: kind, the environment dev alone, no load balancer",
            (Questions.Platform, "kind"), (Questions.Environments, "dev"), (Questions.LoadBalancer, "none")),
    ], [Questions.Platform, Questions.Environments, Questions.LoadBalancer], OwnCluster);

    /// <summary>What the recommended pod network follows from.</summary>
    public static LeadingQuestion PodNetwork { get; } = new("podNetwork", "What matters for the pod network?",
    [
        new("flow log", "who talks to whom, as eBPF sees it") { Wants = CniFeatures.Observability },
        new("DNS names", "egress allowed by DNS name") { Wants = CniFeatures.PolicyByName },
        new("HTTP and gRPC", "policies on paths, methods and calls") { Wants = CniFeatures.LayerSevenPolicy },
        new("all namespaces", "policies that hold in the whole cluster") { Wants = CniFeatures.ClusterWidePolicy },
        new("BGP", "routes announced to routers") { Wants = CniFeatures.Bgp },
        new("encryption", "WireGuard between nodes") { Wants = CniFeatures.Encryption },
        new("small footprint", "as little to install and run as possible") { Wants = CniFeatures.SmallFootprint },
        new("dual stack", "IPv4 and IPv6 at once") { Wants = CniFeatures.DualStack },
        new("Windows", "some nodes run Windows") { Wants = CniFeatures.Windows },
        new("old kernels", "nodes with a kernel below 5.10, such as 4.18") { Kernel = new KernelVersion(4, 18) },
    ], [Questions.Cni], OwnCluster)
    { TakesMany = true };
}
