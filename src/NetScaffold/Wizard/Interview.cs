using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Wizard;

/// <summary>The wizard's questions and the answers so far; a value, so that going back is taking an older one.</summary>
/// <remarks>
/// It adds to <see cref="Questions"/> only an order, and the few <see cref="LeadingQuestions"/>. Its result are flags like those a user gives (<see cref="Line"/>).
/// Waivers are not asked for: they belong to findings, which are there at the end.
/// </remarks>
public sealed record Interview
{
    private const string DetailsKey = "details", ServicesKey = "services", OwnServices = "my own", NoDetails = "no";

    /// <summary>What everybody is asked, in this order, as far as it applies; all others are details.</summary>
    private static readonly ImmutableArray<Question> Essentials = [Questions.Cni, Questions.ExistingPolicies, Questions.Bundle, Questions.Gateway, Questions.Host];

    private readonly YamlNode? _file;
    private readonly CommandLineAnswers _given;
    private readonly YamlMap _start;

    private Interview(YamlNode? file, CommandLineAnswers given, YamlMap start) => (_file, _given, _start) = (file, given, start);

    private ImmutableDictionary<string, string> Taken { get; init; } = ImmutableDictionary<string, string>.Empty;

    private ImmutableHashSet<string> Asked { get; init; } = [];

    /// <summary>What was said to matter for the pod network; null before that was asked.</summary>
    private ImmutableArray<LeadingChoice>? PodNetwork { get; init; }

    private string? Section { get; init; }

    private ImmutableArray<ServiceDraft> Drafts { get; init; } = [];

    /// <summary>Begins.</summary>
    /// <param name="file">The answers file to start from; its answers are only asked again on request.</param>
    /// <param name="given">The command line; what it answers is not asked.</param>
    /// <returns>The interview, or what is wrong with the answers already given: NS10nn. Missing answers are not.</returns>
    public static Outcome<Interview> Begin(YamlNode? file, CommandLineAnswers given) =>
        AnswersMerger.Merge(file, given).Then(tree => tree is YamlMap map ? Read(map).Then(_ => Outcome.Of(new Interview(file, given, map))) : Outcome.Failed<Interview>(AnswersReader.Read(tree).Diagnostics));

    /// <summary>What the command line would say: the given one, and what was answered otherwise than by default.</summary>
    public CommandLineAnswers Line
    {
        get
        {
            var whole = LineOf(Taken);
            var answers = AnswersOf(whole);
            var kept = Taken.Where(t => QuestionAt(t.Key).AppliesWhen.Holds(answers) && t.Value != DefaultOf(QuestionAt(t.Key)));
            return LineOf(kept.ToImmutableDictionary());
        }
    }

    /// <summary>The answers so far; a stand-in where one without default is missing.</summary>
    public AnswerSet Answers => AnswersOf(Line);

    /// <summary>The name; null while it is not known.</summary>
    public string? Name => Taken.GetValueOrDefault(Questions.Name.Path) ?? (AnswersTree.Find(_start, Questions.Name.Path) as YamlScalar)?.Text;

    /// <summary>The questions that were answered, by the user now or before, and apply.</summary>
    public IEnumerable<Question> Answered
    {
        get
        {
            var answers = Answers;
            return Questions.All.Where(q => q != Questions.Services && q != Questions.Waivers && IsSettled(q) && q.AppliesWhen.Holds(answers));
        }
    }

    /// <summary>An answer as a flag would give it, the default where there is none; null where no flag can.</summary>
    public string? TextOf(Question question) => Taken.GetValueOrDefault(question.Path) ?? DefaultOf(question);

    /// <summary>What the rules refuse, one text each.</summary>
    public ImmutableArray<string> Problems => [.. Hits(Answers).Select(h => Text(h.Rule, h.Hit)).Distinct()];

    /// <summary>The question to ask next; null when all is answered.</summary>
    public Step? Next()
    {
        var answers = AnswersOf(LineOf(Taken));
        if (Section is { } section && InSection(section, answers) is { } inSection) return inSection;
        return (_file is null && !Asked.Contains(DetailsKey) ? Leading(answers) : null) ?? Missing(answers) ?? Details(answers);
    }

    /// <summary>The interview with a step answered.</summary>
    /// <param name="step">From <see cref="Next"/>.</param>
    /// <param name="text">A choice, choices joined by commas, or a text.</param>
    /// <returns>The next interview, or why the answer is not taken.</returns>
    public static Outcome<Interview> Answer(Step step, string text)
    {
        if ((step as ChooseStep)?.Choices.FirstOrDefault(c => c.Value == text)?.Refusal is { } refusal) return Outcome.Failed<Interview>(refusal);
        var next = step.Take(text);
        next = next with { Asked = next.Asked.Add(step.Key) };
        return next.Judge(next.LineOf(next.Taken)).Then(_ => Outcome.Of(next));
    }

    /// <summary>The interview with the choice of a section open again.</summary>
    public Interview Reopened() => this with { Asked = Asked.Remove(DetailsKey) };

    private Step? Leading(AnswerSet answers) =>
        Lead(LeadingQuestions.Owner, answers)
        ?? Unsettled(Questions.Name, answers)
        ?? Missing(answers, isEarly: true)
        ?? Lead(LeadingQuestions.Purpose, answers)
        ?? (answers.Chosen(Questions.Layers).Contains("cluster") ? Unsettled(Questions.Platform, answers) : null)
        ?? Lead(LeadingQuestions.PodNetwork, answers)
        ?? Essentials.Where(q => q != Questions.Gateway || !answers.Chosen(Questions.Layers).Contains("platform")).Select(q => Unsettled(q, answers)).FirstOrDefault(s => s is not null)
        ?? ServiceSteps(answers);

    /// <summary>What cannot be left open: questions without a default, and those that a refused combination hangs on.</summary>
    /// <param name="answers">The answers so far.</param>
    /// <param name="isEarly">The pod network is still to be asked for, which the address of the API server hangs on.</param>
    private Step? Missing(AnswerSet answers, bool isEarly = false) => Questions.All.Where(q => q.IsRequired(answers) && !(isEarly && q == Questions.ApiServer))
        .Concat(Hits(answers).SelectMany(h => h.Rule.When is { } when ? QuestionsOf(when) : []))
        .Select(q => Unsettled(q, answers)).FirstOrDefault(s => s is not null);

    private Step? InSection(string section, AnswerSet answers) => section == ServicesKey
        ? ServiceSteps(answers)
        : QuestionsIn(section).Select(q => Asked.Contains(q.Path) ? null : Ask(q, answers)).FirstOrDefault(s => s is not null);

    private ChooseStep? Details(AnswerSet answers)
    {
        if (Asked.Contains(DetailsKey) && Section is null) return null;
        var sections = Questions.All.Where(q => q != Questions.Waivers).Select(SectionOf).Distinct()
            .Select(s => new StepChoice(s, s == ServicesKey ? "name your own" : string.Join(", ", QuestionsIn(s).Where(q => CanAsk(q, answers)).Select(q => q.Key))))
            .Where(c => c.Help.Length > 0 && (c.Value != ServicesKey || CanAskServices));
        return new ChooseStep(DetailsKey, "Change anything else?", NoDetails, [new StepChoice(NoDetails, "show what would be written"), .. sections])
        {
            Take = text => text == NoDetails ? this with { Section = null } : Open(text),
        };
    }

    private Interview Open(string section)
    {
        var keys = Asked.Where(k => section == ServicesKey ? k.StartsWith(ServicesKey, StringComparison.Ordinal) : QuestionsIn(section).Any(q => q.Path == k));
        return this with { Section = section, Asked = Asked.Except(keys) };
    }

    private Step? Lead(LeadingQuestion lead, AnswerSet answers)
    {
        if (Asked.Contains(lead.Key) || !lead.AppliesWhen.Holds(answers) || lead.Replaces.Any(IsGiven)) return null;
        ImmutableArray<StepChoice> choices = [.. lead.Choices.Select(c => new StepChoice(c.Value, c.Help))];
        if (lead.TakesMany) return new ChooseManyStep(lead.Key, lead.Title, "", choices, IsRequired: false) { Take = text => Led(lead, text.Split(',')) };
        return new ChooseStep(lead.Key, lead.Title, lead.Choices[0].Value, choices) { Take = text => Led(lead, text) };
    }

    private Interview Led(LeadingQuestion lead, params ReadOnlySpan<string> values)
    {
        var taken = values.ToImmutableArray();
        var choices = lead.Choices.Where(c => taken.Contains(c.Value)).ToImmutableArray();
        var answers = choices.SelectMany(c => c.Answers).ToList();
        return this with
        {
            PodNetwork = lead == LeadingQuestions.PodNetwork ? choices : PodNetwork,
            Taken = Taken.SetItems(answers.Select(a => KeyValuePair.Create(a.Question.Path, a.Value))),
            Asked = Asked.Union(answers.Select(a => a.Question.Path)),
        };
    }

    private Step? Unsettled(Question question, AnswerSet answers) => IsSettled(question) ? null : Ask(question, answers);

    /// <summary>False for what does not apply, is answered by the command line, or has an answer that no prompt can show.</summary>
    private bool CanAsk(Question question, AnswerSet answers) =>
        (question.Flag is not null || question == Questions.Name) && question != Questions.Waivers && !IsGiven(question) && question.AppliesWhen.Holds(answers) && TextOf(question) is not null;

    private Step? Ask(Question question, AnswerSet answers)
    {
        if (!CanAsk(question, answers) || TextOf(question) is not { } current) return null;
        var title = question.Help;
        Interview Take(string text) => this with { Taken = Taken.SetItem(question.Path, text) };
        return question.Shape switch
        {
            ChoiceShape or BooleanShape => Choose(question, Advice(question, answers), current, Take),
            ListShape { Item: ChoiceShape shape, Minimum: var least } => new ChooseManyStep(question.Path, title, current, [.. shape.Choices.Select(c => new StepChoice(c.Value, c.Help))], least > 0) { Take = Take },
            _ => new TextStep(question.Path, title, current, question.IsRequired(answers) ? null : question.DefaultNote ?? "none")
            {
                Take = text => text.Length == 0 && current.Length == 0 && !question.IsRequired(answers) ? this : Take(text),
            },
        };
    }

    private ChooseStep Choose(Question question, CniAdvice? advice, string current, Func<string, Interview> take)
    {
        var choices = ChoicesOf(question).Select(c => c with { Refusal = RefusalOf(question, c.Value) }).ToImmutableArray();
        // What cannot work with the answers is not recommended.
        if (!choices.Any(c => c.Value == advice?.Choice && c.Refusal is null)) advice = null;
        var wanted = advice?.Choice ?? current;
        // Enter should lead on.
        var possible = choices.OrderBy(c => c.Value != wanted).FirstOrDefault(c => c.Refusal is null)?.Value ?? wanted;
        return new ChooseStep(question.Path, question.Help, possible, choices)
        {
            Note = advice is null ? null : NoteOf(advice),
            Take = take,
        };
    }

    private static string NoteOf(CniAdvice advice) => string.Join('\n',
    [
        $"Recommended: {string.Join(' ', [$"{advice.Choice}.", advice.Reason, .. advice.Conditions])}",
        .. advice.Lost.Select(l => $"Not to be had with it: {CniTable.Rows.First(r => r.Feature == l.Feature).Noun}. {l.Why}"),
    ]);

    private CniAdvice? Advice(Question question, AnswerSet answers)
    {
        if (question != Questions.Cni || PodNetwork is not { } matters || Taken.ContainsKey(question.Path)) return null;
        var needs = new CniNeeds(answers.Chosen(Questions.Platform)[0], matters.Aggregate(CniFeatures.None, (wanted, choice) => wanted | choice.Wants))
        {
            ManagedNodes = Questions.ManagedNodes.Is("true").Holds(answers),
            Kernel = answers.Cluster.Kernel,
        };
        return CniAdvice.For(matters.Select(c => c.Kernel).OfType<KernelVersion>().ToList() is [var kernel, ..] ? needs with { Kernel = kernel } : needs);
    }

    private static IEnumerable<StepChoice> ChoicesOf(Question question) => question.Shape is ChoiceShape shape
        ? shape.Choices.Select(c => new StepChoice(c.Value, c.Help))
        : [new StepChoice("true", "yes"), new StepChoice("false", "no")];

    /// <summary>Why a choice cannot work: a rule refuses it, and everything else that the rule looks at was answered before.</summary>
    private Diagnostic? RefusalOf(Question question, string choice)
    {
        var before = Judge(LineOf(Taken.Remove(question.Path))).Value is { } without ? Hits(without).ToHashSet() : [];
        var judged = Judge(LineOf(Taken.SetItem(question.Path, choice)));
        if (!judged.TryGet(out var answers)) return judged.Diagnostics.First(d => d.Severity == Severity.Error);
        var refusals = from h in Hits(answers)
                       where h.Rule.When is { } when
                           ? QuestionsOf(when).Contains(question) && QuestionsOf(when).All(q => q == question || IsSettled(q))
                           : !before.Contains(h) && QuestionOf(h.Hit.Path) is var of && (of == question || IsSettled(of))
                       select new Diagnostic(h.Rule.Code, Severity.Error, answers.At(h.Hit.Path), $"{h.Hit.Message}: {h.Rule.Reason}") { Help = h.Rule.Fix };
        return refusals.FirstOrDefault();
    }

    private bool CanAskServices => _given.Services.Length + _given.Calls.Length + _given.Exposes.Length == 0 && !_given.Sets.Any(s => s.StartsWith(ServicesKey, StringComparison.Ordinal));

    private Step? ServiceSteps(AnswerSet answers)
    {
        if (!CanAskServices) return null;
        if (!Asked.Contains(ServicesKey))
        {
            var kept = AnswersTree.Find(_file, ServicesKey) is YamlSequence list
                ? new StepChoice("those of the file", $"{list.Items.Length} of them")
                : new StepChoice("three examples", "frontend calls backend, backend calls database");
            return new ChooseStep(ServicesKey, "Which services?", kept.Value, [kept, new StepChoice(OwnServices, "name them one by one")])
            {
                Take = text => this with { Drafts = text == OwnServices ? [new ServiceDraft()] : [] },
            };
        }

        for (var i = 0; i < Drafts.Length; i++)
        {
            if (Field(i, answers) is { } field) return field;
        }

        if (Drafts.IsEmpty) return null;
        var more = $"{ServicesKey}/more/{Drafts.Length}";
        if (!Asked.Contains(more) && Drafts.Length < ((ListShape)Questions.Services.Shape).Maximum)
        {
            return new ChooseStep(more, $"Another service besides {string.Join(", ", Drafts.Select(d => d.Name))}?", "no", [new StepChoice("no", ""), new StepChoice("yes", "")])
            {
                Take = text => text == "yes" ? this with { Drafts = Drafts.Add(new ServiceDraft()) } : this,
            };
        }

        return Drafts.Length == 1 ? null : Enumerable.Range(0, Drafts.Length).Where(i => !Drafts[i].IsExternal && !Asked.Contains(CallsKey(i))).Select(Calls).FirstOrDefault();
    }

    private Step? Field(int index, AnswerSet answers)
    {
        var draft = Drafts[index];
        Step Text(string field, string title, string @default, Func<string, ServiceDraft> take, string? empty = null) =>
            new TextStep($"{ServicesKey}/{index}/{field}", draft.Name is null ? title : $"{draft.Name}: {title}", @default, empty) { Take = text => With(index, take(text)) };

        if (draft.Name is null) return Text("name", HelpOf("name"), "", text => draft with { Name = text });
        if (draft.Kind is null)
        {
            var shape = (ChoiceShape)ServiceShape.Map.Find("kind")!.Shape;
            return new ChooseStep($"{ServicesKey}/{index}/kind", $"{draft.Name}: {HelpOf("kind")}", shape.Choices[0].Value, [.. shape.Choices.Select(c => new StepChoice(c.Value, c.Help))])
            {
                Take = text => With(index, draft with { Kind = text }),
            };
        }

        if (draft is { IsExternal: true, Host: null }) return Text("host", "DNS name of it, outside the cluster.", "", text => draft with { Host = text });
        if (draft.Port is null) return Text("port", draft.IsExternal ? "Its port." : "Port of the Service; none for a worker that nobody calls.", draft.DefaultPort, text => draft with { Port = text });
        if (draft.IsExternal) return null;
        if (draft.Image is null) return Text("image", HelpOf("image"), "", text => draft with { Image = text }, "a placeholder");
        if (draft.Expose is null && !draft.IsStatefulSet && draft.Port != ServiceDraft.None && Questions.HasEdge.Holds(answers))
            return Text("expose", "Where is it reachable from outside? [HOST]/PATH, or none.", index == 0 ? ServiceDefaults.ExposePath : ServiceDraft.None, text => draft with { Expose = text });
        return null;
    }

    private ChooseManyStep Calls(int index) => new(CallsKey(index), $"What does {Drafts[index].Name} call?", "",
        [.. Drafts.Where((_, i) => i != index).Select(d => new StepChoice(d.Name!, d.IsExternal ? "outside the cluster" : ""))], IsRequired: false)
    {
        Take = text => With(index, Drafts[index] with { Calls = text.Split(',', StringSplitOptions.RemoveEmptyEntries) }),
    };

    private static string CallsKey(int index) => $"{ServicesKey}/{index}/calls";

    private static string HelpOf(string field) => ServiceShape.Map.Find(field)!.Help;

    private Interview With(int index, ServiceDraft draft) => this with { Drafts = Drafts.SetItem(index, draft) };

    private CommandLineAnswers LineOf(ImmutableDictionary<string, string> taken)
    {
        var drafts = Drafts.Where(d => d.Name is not null).ToImmutableArray();
        // Flags are merged with the services of a file; to replace those, the whole list is set.
        var replaces = drafts.Length > 0 && AnswersTree.Find(_start, ServicesKey) is not null;
        return _given with
        {
            Name = taken.GetValueOrDefault(Questions.Name.Path) ?? _given.Name,
            // In the order of the list, in which the flags of a command line are read.
            Flags = [.. Questions.All.Where(q => q.Flag is not null).SelectMany(q => taken.TryGetValue(q.Path, out var text) ? [(q, ImmutableArray.Create(text))] : _given.Flags.Where(f => f.Question == q))],
            Sets = [.. _given.Sets, .. replaces ? [$"{ServicesKey}=[{string.Join(", ", drafts.Select(d => d.Flow))}]"] : drafts.SelectMany(d => d.Sets)],
            Services = [.. _given.Services, .. replaces ? [] : drafts.Select(d => d.ServiceFlag)],
            Calls = [.. _given.Calls, .. replaces ? [] : drafts.SelectMany(d => d.CallFlags)],
            Exposes = [.. _given.Exposes, .. replaces ? [] : drafts.SelectMany(d => d.ExposeFlags)],
        };
    }

    private Outcome<AnswerSet> Judge(CommandLineAnswers line) => AnswersMerger.Merge(_file, line).Then(tree => Read((YamlMap)tree));

    private AnswerSet AnswersOf(CommandLineAnswers line) => Judge(line).Value ?? throw new InvalidOperationException("An answer was taken that cannot be read.");

    private static Outcome<AnswerSet> Read(YamlMap tree)
    {
        foreach (var question in Questions.All.Where(q => HasNoDefault(q) && AnswersTree.Find(tree, q.Path) is null))
            tree = AnswersTree.Set(tree, question.Path, new YamlScalar(question.Required!.StandIn, IsPlain: true, new SourceLocation("netscaffold new")), out _);
        return AnswersReader.Read(tree);
    }

    /// <summary>What holds without the wizard's own answer.</summary>
    private string? DefaultOf(Question question)
    {
        var line = LineOf(Taken.Remove(question.Path));
        if (!AnswersMerger.Merge(_file, line).TryGet(out var tree) || !Judge(line).TryGet(out var answers)) return null;
        if (AnswersTree.Find(tree, question.Path) is { } given) return Text(given);
        if (HasNoDefault(question)) return "";
        var text = AnswersWriter.DefaultOf(question, answers);
        return text.Length == 0 ? "" : YamlReader.Read(new SourceText("default", text)).Value is { } node ? Text(node) : null;
    }

    private static string? Text(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Text,
        YamlSequence list when list.Items.All(i => i is YamlScalar) => string.Join(',', list.Items.Cast<YamlScalar>().Select(i => i.Text)),
        _ => null,
    };

    private static string Text(Rule rule, RuleHit hit) => $"{hit.Message}: {rule.Reason} {rule.Fix} ({rule.Code})";

    private static IEnumerable<(Rule Rule, RuleHit Hit)> Hits(AnswerSet answers) =>
        from rule in RuleCatalogue.All
        where rule.Severity == Severity.Error && !(rule.IsWaivable && answers.Waivers.Any(w => w.Code == rule.Code))
        from hit in rule.Find(answers)
        select (rule, hit);

    private static IEnumerable<Question> QuestionsOf(Expression expression) => expression switch
    {
        ChoiceIs choice => [choice.Question],
        AllOf all => all.Parts.SelectMany(QuestionsOf),
        AnyOf any => any.Parts.SelectMany(QuestionsOf),
        Not not => QuestionsOf(not.Part),
        _ => [],
    };

    private static bool HasNoDefault(Question question) => question.Required is not null;

    private static Question QuestionAt(string path) => Questions.All.First(q => q.Path == path);

    private static Question QuestionOf(string path) => Questions.All.First(q => path == q.Path || path.StartsWith(q.Path + ".", StringComparison.Ordinal) || path.StartsWith(q.Path + "[", StringComparison.Ordinal));

    /// <summary>The first part of the path; what stands at the top of the file is about the application.</summary>
    private static string SectionOf(Question question) => question == Questions.Services ? ServicesKey : question.Section.Length == 0 ? "application" : question.Section.Split('.')[0];

    private static IEnumerable<Question> QuestionsIn(string section) => Questions.All.Where(q => SectionOf(q) == section);

    private bool IsGiven(Question question) =>
        (question == Questions.Name && _given.Name is not null) || _given.Flags.Any(f => f.Question == question) || _given.Sets.Any(s => s.StartsWith(question.Path + "=", StringComparison.Ordinal) || s.StartsWith(question.Path + ".", StringComparison.Ordinal));

    private bool IsInFile(Question question) => AnswersTree.Find(_file, question.Path) is not null;

    private bool IsSettled(Question question) => Asked.Contains(question.Path) || IsGiven(question) || IsInFile(question);
}
