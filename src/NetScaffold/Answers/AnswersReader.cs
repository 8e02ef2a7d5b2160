using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Reads an answers tree: holds it against the questions, fills in defaults, and checks what refers to what.</summary>
public static class AnswersReader
{
    private static readonly string[] DefaultEnvironments = ["dev", "prod"];

    private static readonly SourceLocation Nowhere = new("(default)");

    /// <summary>The default services: frontend calls backend calls database, frontend and backend exposed.</summary>
    public static YamlSequence DefaultServices { get; } = new(
    [
        AnswersTree.Map(Nowhere, ("name", Text("frontend")), ("calls", List(Text("backend"))), ("expose", List(AnswersTree.Map(Nowhere, ("path", Text("/")))))),
        AnswersTree.Map(Nowhere, ("name", Text("backend")), ("calls", List(Text("database"))), ("expose", List(AnswersTree.Map(Nowhere, ("path", Text("/api")))))),
        AnswersTree.Map(Nowhere, ("name", Text("database")), ("kind", Text("statefulset")), ("ports", List(AnswersTree.Map(Nowhere, ("port", Text("5432")))))),
    ], Nowhere);

    /// <summary>The tree with the default services where it names none; <c>--set</c> and <c>--call</c> can then refer to them.</summary>
    public static YamlMap WithServices(YamlMap root) =>
        AnswersTree.Find(root, "services") is null ? AnswersTree.Set(root, "services", DefaultServices, out _) : root;

    /// <summary>The tree with this environment as a map, where it is one of the defaults or a mere name; <c>--set</c> can then refer to it.</summary>
    public static YamlMap WithEnvironment(YamlMap root, string name)
    {
        var items = AnswersTree.Find(root, Questions.Environments.Path) switch
        {
            null => [.. DefaultEnvironments.Select(Text)],
            YamlSequence list => list.Items,
            YamlScalar { IsNull: false } text => ShapeValidator.SplitText(text),
            _ => [],
        };
        var index = items.IndexOf(items.FirstOrDefault(i => i is YamlScalar scalar && scalar.Text == name)!);
        if (index < 0) return items.IsEmpty ? root : AnswersTree.Set(root, Questions.Environments.Path, new YamlSequence(items, items[0].At), out _);
        var map = AnswersTree.Map(items[index].At, ("name", items[index]));
        return AnswersTree.Set(root, Questions.Environments.Path, new YamlSequence(items.SetItem(index, map), items[index].At), out _);
    }

    /// <summary>Reads the answers.</summary>
    /// <param name="root">The merged tree of file, <c>--set</c> and flags.</param>
    /// <returns>The answers, or every problem found: NS1020 to NS1045, each at the value's place.</returns>
    public static Outcome<AnswerSet> Read(YamlNode root)
    {
        var diagnostics = new List<Diagnostic>();
        var validator = new ShapeValidator(diagnostics);
        if (validator.Validate(NormalForm.Of(root, Questions.Root), Questions.Root, "") is not YamlMap tree) return Outcome.Failed<AnswerSet>(Sorted(diagnostics));

        tree = WithServices(tree);
        var names = RawServiceNames(root);
        var answers = Bind(tree, validator, validator.Positions, names, diagnostics);
        if (answers is null) return Outcome.Failed<AnswerSet>(Sorted(diagnostics));

        answers = WithEnvironments(answers, tree, names, diagnostics);
        ReportUnused(answers, diagnostics);
        return Outcome.From(answers, Sorted(diagnostics));
    }

    private static AnswerSet? Bind(YamlMap tree, ShapeValidator validator, IReadOnlyDictionary<string, SourceLocation> positions, IReadOnlyCollection<string> names, List<Diagnostic> diagnostics)
    {
        var reader = new TreeReader(tree);
        if (reader.Text("name") is not { } name)
        {
            if (!validator.Misfits.Contains((tree.At, "name")))
                diagnostics.Add(AnswersDiagnostics.Unanswered(new SourceLocation(tree.At.File == Nowhere.File ? "netscaffold new" : tree.At.File), "name", "NAME", Questions.Name.Help));
            name = Questions.Name.Required!.StandIn;
        }

        var choices = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var question in Questions.All) AddChoices(choices, question, tree);

        var host = reader.Text("edge.host") ?? "app.example.com";
        if (!choices.ContainsKey(Questions.TlsIssuer.Path)) choices[Questions.TlsIssuer.Path] = [ReservedNames.Contains(host) ? "private-ca" : "letsencrypt"];
        var gateway = reader.Text("edge.gateway");
        var controller = EdgeController.Named(reader.Text("edge.controller") ?? "auto", choices[Questions.EdgeApi.Path][0]);
        var edge = new EdgeAnswers(
            reader.Text("edge.controllerNamespace") ?? controller.Namespace,
            reader.Text("edge.gatewayClass") ?? controller.GatewayClass,
            gateway is null or "own" || choices[Questions.EdgeApi.Path][0] is not ("gateway-api" or "istio") ? null : gateway,
            reader.Text("edge.listener") ?? Questions.Listener.Default!,
            host,
            reader.Number("edge.rateLimit") ?? controller.RateLimit,
            NotOff(reader.Text("edge.maxBodySize")),
            reader.Text("edge.timeout") ?? Questions.Timeout.Default!,
            reader.Texts("edge.corsOrigins"),
            [.. reader.Texts("edge.addressPool").Select(AddressBlock.Parse)]);

        var draft = new AnswerSet
        {
            Name = name,
            Namespace = reader.Text("namespace") ?? name,
            Choices = choices.ToImmutable(),
            Environments = BindEnvironments(tree, diagnostics),
            Cluster = ClusterAnswers.Read(reader, name, Platform.Named(choices[Questions.Platform.Path][0]), choices[Questions.Cni.Path][0]),
            Edge = edge,
            TlsIssuerName = reader.Text("tls.issuerName"),
            TlsEmail = reader.Text("tls.email"),
            DnsZone = DnsZoneAnswers.Read(reader),
            PrometheusRelease = reader.Text("observability.prometheusRelease") ?? Questions.PrometheusRelease.Default!,
            PrometheusNamespace = reader.Text("observability.prometheusNamespace") ?? Questions.PrometheusNamespace.Default!,
            Collector = CollectorAnswer.Parse(reader.Text("observability.collector") ?? "") ?? CollectorAnswer.Parse(Questions.Collector.Default!)!,
            Services = [],
            Waivers = BindWaivers(tree),
            Positions = positions,
        };
        foreach (var (question, flag, cause) in Required(draft))
        {
            var section = AnswersTree.Find(tree, question.Section);
            // What was given and did not fit has been reported.
            if (section is null || !validator.Misfits.Contains((section.At, question.Key))) diagnostics.Add(AnswersDiagnostics.Unanswered(draft.At(cause), question.Path, flag, question.Help));
        }

        draft = draft with { Services = new ServiceBinder(draft, names, validator.Misfits, diagnostics).Bind(AnswersTree.Find(tree, "services")) };
        return draft;
    }

    private static void AddChoices(ImmutableDictionary<string, ImmutableArray<string>>.Builder choices, Question question, YamlMap tree)
    {
        var given = AnswersTree.Find(tree, question.Path);
        switch (question.Shape)
        {
            case ChoiceShape or BooleanShape when given is YamlScalar scalar:
                choices[question.Path] = [scalar.Text];
                break;
            case ChoiceShape or BooleanShape when question.Default is { } value:
                choices[question.Path] = [value.Trim('"')];
                break;
            // Until it is answered, which is reported where it has to be.
            case ChoiceShape when question.Required is { StandIn: var standIn }:
                choices[question.Path] = [standIn];
                break;
            case ListShape { Item: ChoiceShape } when given is YamlSequence sequence:
                choices[question.Path] = [.. sequence.Items.OfType<YamlScalar>().Select(i => i.Text).Distinct()];
                break;
            case ListShape { Item: ChoiceShape } when question.Default is { } value:
                choices[question.Path] = [.. value.Trim('[', ']').Split(", ")];
                break;
        }

        // all is a short word for the other choices.
        if (question.Shape is ListShape { Item: ChoiceShape shape } && choices[question.Path].Contains("all")) choices[question.Path] = [.. shape.Choices.Select(c => c.Value)];
    }

    private static ImmutableArray<EnvironmentAnswer> BindEnvironments(YamlMap tree, List<Diagnostic> diagnostics)
    {
        if (AnswersTree.Find(tree, "environments") is not YamlSequence { Items.Length: > 0 } list)
            return [.. DefaultEnvironments.Select(name => new EnvironmentAnswer(name, null, null, []))];

        var environments = ImmutableArray.CreateBuilder<EnvironmentAnswer>();
        foreach (var item in list.Items)
        {
            var reader = new TreeReader(item);
            var name = item is YamlScalar scalar ? scalar.Text : reader.Text("name")!;
            if (environments.Any(e => e.Name == name))
            {
                diagnostics.Add(AnswersDiagnostics.EnvironmentTwice(item.At, $"the name {name}"));
                continue;
            }

            var sets = AnswersTree.Find(item, "set") is YamlMap set ? set.Entries.Select(e => e.Key.Text) : [];
            environments.Add(new EnvironmentAnswer(name, reader.Text("namespace"), reader.Text("host"), [.. sets]));
        }

        return environments.ToImmutable();
    }

    private static ImmutableArray<WaiverAnswer> BindWaivers(YamlMap tree)
    {
        if (AnswersTree.Find(tree, "waivers") is not YamlSequence list) return [];
        return
        [
            .. list.Items.Select(item => new TreeReader(item)).Select(r => new WaiverAnswer(
                r.Text("code")!, r.Text("reason")!,
                r.Text("until") is { } until ? DateOnly.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null)),
        ];
    }

    /// <summary>Questions without a default that these answers leave open, each with the flag that answers it and the path of the answer that asks for it.</summary>
    private static IEnumerable<(Question Question, string Flag, string Cause)> Required(AnswerSet answers)
    {
        foreach (var question in Questions.All.Where(q => q.Flag is not null && q.IsRequired(answers) && !answers.IsGiven(q.Path)))
        {
            var (_, placeholder, _, causes) = question.Required!;
            yield return (question, $"{question.Flag} {placeholder}", (causes.FirstOrDefault(c => answers.IsGiven(c.Path)) ?? causes[^1]).Path);
        }

        // Half of it is of no use.
        if (answers.Cluster.Bgp is { Asn: 0 }) yield return (Questions.BgpAsn, $"--set {Questions.BgpAsn.Path}=NUMBER", Questions.BgpPeers.Path);
        if (answers.Cluster.Bgp is { Peers.IsEmpty: true }) yield return (Questions.BgpPeers, $"--set '{Questions.BgpPeers.Path}=[{{address: ADDRESS, asn: NUMBER}}]'", Questions.BgpAsn.Path);
    }

    /// <summary>Reads the answers once more for each environment that sets some, and checks that only values differ.</summary>
    private static AnswerSet WithEnvironments(AnswerSet answers, YamlMap tree, IReadOnlyCollection<string> names, List<Diagnostic> diagnostics)
    {
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        var own = ImmutableDictionary.CreateBuilder<string, AnswerSet>(StringComparer.Ordinal);
        foreach (var environment in answers.Environments)
        {
            var isBase = environment.Name == answers.BaseEnvironment.Name;
            var set = SetOf(tree, environment);
            if (isBase && set is not null) diagnostics.Add(AnswersDiagnostics.BaseSets(set.At, environment.Name));
            if (!isBase) own[environment.Name] = EnvironmentDefaults.Apply(set is null ? answers : WithSet(answers, tree, set, names, diagnostics), environment);
            foreach (var host in answers.HostsIn(environment).Select(h => h.Name).Where(h => !hosts.Add(h)))
                diagnostics.Add(AnswersDiagnostics.EnvironmentTwice(answers.At($"environments.{environment.Name}"), $"the host {host}"));
        }

        return answers with { Overridden = own.ToImmutable() };
    }

    private static YamlMap? SetOf(YamlMap tree, EnvironmentAnswer environment)
    {
        var item = (AnswersTree.Find(tree, "environments") as YamlSequence)?.Items.FirstOrDefault(i => i is YamlMap && new TreeReader(i).Text("name") == environment.Name);
        return AnswersTree.Find(item, "set") as YamlMap;
    }

    /// <summary>The answers with an environment's <c>set</c> laid over them; what is wrong with it is reported at its lines.</summary>
    private static AnswerSet WithSet(AnswerSet answers, YamlMap tree, YamlMap set, IReadOnlyCollection<string> names, List<Diagnostic> diagnostics)
    {
        var knobs = Knobs.PathsOf(answers);
        foreach (var entry in set.Entries)
        {
            if (knobs.Contains(entry.Key.Text)) tree = AnswersTree.Set(tree, entry.Key.Text, entry.Value, out _);
            else diagnostics.Add(AnswersDiagnostics.NotAKnob(entry.Key.At, entry.Key.Text, knobs));
        }

        var found = new List<Diagnostic>();
        var validator = new ShapeValidator(found);
        var changed = validator.Validate(tree, Questions.Root, "") is YamlMap valid ? Bind(valid, validator, answers.Positions, names, found) : null;
        // 0 takes the limit away, which is structure.
        if (set.TryGet(Questions.RateLimit.Path, out var limit) && limit.Value is YamlScalar { Text: "0" })
            found.Add(AnswersDiagnostics.OutOfRange(limit.Value.At, Questions.RateLimit.Path, "0", Questions.RateLimitAboveZero.Minimum, Questions.RateLimitAboveZero.Maximum));
        // So does a storage class that is taken away.
        foreach (var entry in set.Entries.Where(e => e.Key.Text.EndsWith(".storage.class", StringComparison.Ordinal) && e.Value is YamlScalar { Text: "" }))
            found.Add(AnswersDiagnostics.TextDoesNotFit(entry.Value.At, entry.Key.Text, "", TextType.ObjectName.Allowed));
        var places = set.Entries.Select(e => e.Value.At).ToHashSet();
        diagnostics.AddRange(found.Where(d => places.Contains(d.At)));
        return changed ?? answers;
    }

    /// <summary>Reports answers to questions that the other answers rule out, unless they are the default all the same.</summary>
    private static void ReportUnused(AnswerSet answers, List<Diagnostic> diagnostics)
    {
        foreach (var question in Questions.All)
        {
            if (answers.IsGiven(question.Path) && !question.AppliesWhen.Holds(answers))
                diagnostics.Add(AnswersDiagnostics.Unused(answers.At(question.Path), question.Path, question.AppliesWhen.Describe()));
        }
    }

    /// <summary>Names of all services as written, the misnamed ones too, so that a bad name is reported once and not at each call as well.</summary>
    private static List<string> RawServiceNames(YamlNode root)
    {
        var services = AnswersTree.Find(root, "services") as YamlSequence ?? DefaultServices;
        return [.. services.Items.Select(i => new TreeReader(i).Text("name")).OfType<string>().Distinct()];
    }

    private static string? NotOff(string? size) => size is null or "off" ? null : size;

    private static IEnumerable<Diagnostic> Sorted(List<Diagnostic> diagnostics) => diagnostics.Distinct().OrderBy(d => d.At).ThenBy(d => d.Code, StringComparer.Ordinal);

    private static YamlScalar Text(string text) => new(text, IsPlain: true, Nowhere);

    private static YamlSequence List(params ReadOnlySpan<YamlNode> items) => new([.. items], Nowhere);
}
