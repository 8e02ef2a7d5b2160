using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Wizard;

/// <summary>A question of the wizard alone. It has no place in the answers: each choice stands for answers to real questions.</summary>
/// <param name="Key">Its name among the steps.</param>
/// <param name="Title">The question.</param>
/// <param name="Choices">The first is the default.</param>
/// <param name="Replaces">It is asked only while none of these is given.</param>
/// <param name="AppliesWhen">When it matters.</param>
internal sealed record LeadingQuestion(string Key, string Title, ImmutableArray<LeadingChoice> Choices, ImmutableArray<Question> Replaces, Expression AppliesWhen);

/// <summary>A choice of a <see cref="LeadingQuestion"/>.</summary>
/// <param name="Value">Short.</param>
/// <param name="Help">One line.</param>
/// <param name="Answers">What it answers.</param>
internal sealed record LeadingChoice(string Value, string Help, params ImmutableArray<(Question Question, string Value)> Answers)
{
    /// <summary>What it recommends for the pod network; the question itself is still asked.</summary>
    public CniPriority? Priority { get; init; }
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
    public static LeadingQuestion Priority { get; } = new("priority", "What matters most for the pod network?",
    [
        new("nothing in particular", "the default is recommended") { Priority = CniPriority.None },
        new("insight", "policies by DNS name, and a log of who talks to whom") { Priority = CniPriority.Insight },
        new("simplicity", "as little to install and upgrade as possible") { Priority = CniPriority.Simplicity },
    ], [Questions.Cni], OwnCluster);
}
