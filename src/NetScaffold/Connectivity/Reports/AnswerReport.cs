using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints the answer to one question for people, with the rules that decided at both ends.</summary>
public static class AnswerReport
{
    /// <summary>Some lines for each pair of peers.</summary>
    public static string Text(ReachAnswer answer)
    {
        var text = new StringBuilder();
        foreach (var explanation in answer.Explanations)
        {
            if (text.Length > 0) text.Append('\n');
            var asked = answer.AskedOf(explanation.Destination);
            var allowed = explanation.Allowed.Intersect(asked);
            var closed = asked.Except(explanation.Allowed);
            var pair = $"{Shown.Line(explanation.Source.ToString()!)} -> {Shown.Line(explanation.Destination.ToString()!)}";
            text.Append(answer.VerdictOf(explanation) switch
            {
                Verdict.No => $"No. {pair} is closed{(asked.IsAll ? "" : $" on {asked}")}.\n",
                Verdict.Partly => $"Partly. {pair} is open on {allowed}, and closed on {closed}.\n",
                _ => $"Yes. {pair} is open on {allowed}.\n",
            });
            foreach (var pairExplanation in explanation.Pairs)
            {
                if (explanation.Source is not AddressPeer) Append(text, "leaving", pairExplanation.Egress, asked);
                if (explanation.Destination is not AddressPeer) Append(text, "entering", pairExplanation.Ingress, asked);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string end, IEnumerable<Decision> decisions, PortSet asked)
    {
        foreach (var decision in decisions)
        {
            var ports = decision.Ports.Intersect(asked);
            if (ports.IsEmpty) continue;
            text.Append($"  {end,-8} {(decision.IsAllowed ? "open" : "closed"),-6} {ports}: {Reason(decision)}\n");
        }
    }

    private static string Reason(Decision decision) => decision switch
    {
        { Rule: { } rule } => $"{Shown.Line(decision.Policies[0].ToString())}, {Shown.Line(rule.Label)} at {Shown.Line(rule.At.ToString())}",
        { Policies.IsEmpty: true } => "no policy says anything",
        { Policies: [var only] } => $"{Shown.Line(only.ToString())} holds these pods and does not allow it",
        _ => $"{string.Join(", ", decision.Policies.Select(p => Shown.Line(p.ToString())).Distinct())} hold these pods and none allows it",
    };
}
