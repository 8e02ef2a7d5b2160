using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Checks;

/// <summary>What the answers of a bundle tell of items of the checklist that objects do not show.</summary>
public static class AnswerScores
{
    /// <summary>By item, for answers that keep their rules.</summary>
    public static ImmutableDictionary<string, (ScoreState State, string Why)> Of(AnswerSet answers)
    {
        var scores = ImmutableDictionary.CreateBuilder<string, (ScoreState, string)>(StringComparer.Ordinal);
        scores.Add("C1", (ScoreState.Met, $"{Said(answers, Questions.Cni)}, which can do what the other answers ask of it."));
        scores.Add("C2", (ScoreState.Met, "The MTU is found by the pod network, or follows from cluster.nodeMtu and what is wrapped around packets."));
        scores.Add("C3", (ScoreState.Met, "The blocks that are answered share no address."));
        scores.Add("C16", (ScoreState.Met, $"{Said(answers, Questions.KubeProxy)}, which fits the pod network and the version."));
        scores.Add("C22", Questions.FlowLogs.Is("true").Holds(answers) && !Questions.Cni.Is("flannel").Holds(answers) && !Questions.Cni.Is("weave").Holds(answers) && !Questions.Cni.Is("canal").Holds(answers)
            ? (ScoreState.Met, $"{Said(answers, Questions.FlowLogs)}, and the pod network has a way to show them.")
            : (ScoreState.NotMet, $"{Said(answers, Questions.FlowLogs)} with {Said(answers, Questions.Cni)}: nothing shows flows."));
        return scores.ToImmutable();
    }

    private static string Said(AnswerSet answers, Question question) => $"{question.Path} is {string.Join(", ", answers.Chosen(question))}";
}
