using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.TemplatePack;

/// <summary>Prints expressions as conditions of the template engine (its C++ dialect).</summary>
/// <param name="defaults">The default answers: what is not asked by <c>dotnet new</c> is as they say.</param>
internal sealed class EngineCondition(AnswerSet defaults)
{
    private const string True = "true";

    private const string False = "false";

    /// <summary>The condition, without parentheses around it.</summary>
    public string Of(Expression expression) => expression switch
    {
        ChoiceIs choice => OfChoice(choice.Question, choice.Choice),
        Fact fact => OfFact(fact),
        AllOf all => Join(all.Parts.Select(Of), "&&", True, False),
        AnyOf any => Join(any.Parts.Select(Of), "||", False, True),
        Not not => Of(not.Part) switch { True => False, False => True, var part => $"!({part})" },
        _ => throw new NotSupportedException($"{expression.GetType().Name} has no condition."),
    };

    /// <summary>The default answers.</summary>
    public AnswerSet Defaults => defaults;

    private string OfChoice(Question question, string choice)
    {
        var symbol = PackSymbols.NameOf(question);
        if (question == Questions.Layers) return choice == "app" ? True : $"{symbol} == \"all\"";
        if (!PackSymbols.Choices.Contains(question)) return defaults.Chosen(question).Contains(choice) ? True : False;
        if (question.Shape is BooleanShape) return choice == "true" ? symbol : $"!{symbol}";
        if (!TemplateJson.ChoicesOf(question).Any(c => c.Value == choice)) return False;
        var isChosen = $"{symbol} == \"{choice}\"";
        if (question != Questions.TlsIssuer || choice is not ("letsencrypt" or "private-ca")) return isChosen;
        // Without an answer the host decides.
        var isUnanswered = string.Join(" && ", ((ChoiceShape)question.Shape).Choices.Select(c => $"{symbol} != \"{c.Value}\""));
        return $"({isChosen} || ({isUnanswered} && {(choice == "private-ca" ? "" : "!")}{PackSymbols.HostIsReserved}))";
    }

    private static string OfFact(Fact fact) => PackSymbols.Facts.TryGetValue(fact, out var condition) ? condition : fact.ForDefaults ? True : False;

    private static string Join(IEnumerable<string> parts, string sign, string neutral, string absorbing)
    {
        var list = parts.Where(p => p != neutral).Distinct().ToList();
        if (list.Contains(absorbing)) return absorbing;
        return list.Count switch { 0 => neutral, 1 => list[0], _ => $"({string.Join($" {sign} ", list)})" };
    }
}
