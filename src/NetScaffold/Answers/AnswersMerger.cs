using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Merges the answers file and the command line: a flag wins over <c>--set</c>, which wins over the file.</summary>
public static class AnswersMerger
{
    /// <summary>Merges.</summary>
    /// <param name="file">The answers file; null when there is none.</param>
    /// <param name="line">The command line.</param>
    /// <returns>The merged tree, or NS1030, NS1031, NS1044 and NS1045 at the flags, with whatever else is wrong with the answers.</returns>
    public static Outcome<YamlNode> Merge(YamlNode? file, CommandLineAnswers line)
    {
        var diagnostics = new List<Diagnostic>();
        var start = file ?? new YamlMap([], new SourceLocation("netscaffold new"));
        if (start is not YamlMap tree) return Outcome.Of(start);

        var hasOwnServices = AnswersTree.Find(tree, "services") is not null;
        var named = hasOwnServices ? [] : NamesOf(line.Services);
        if (!named.IsEmpty) tree = AnswersTree.Set(tree, "services", new YamlSequence(named, new SourceLocation(CommandLineAnswers.ServiceFlag)), out _);
        tree = SetAll(tree, line.Sets, diagnostics);
        tree = AddServices(tree, line, hasOwnServices || !named.IsEmpty, diagnostics);
        foreach (var (question, values) in line.Flags) tree = AnswersTree.Set(tree, question.Path, FlagValue(question, values), out _);
        if (line.Name is { } name) tree = AnswersTree.Set(tree, "name", Scalar(name, At("NAME", name)), out _);
        if (line.Allows.Length > 0) tree = AddWaivers(tree, line.Allows, diagnostics);
        // A run reports all it can: what the flags made of the answers is judged even where some of them are refused.
        if (diagnostics.Count > 0) diagnostics.AddRange(AnswersReader.Read(tree).Diagnostics.Where(d => d.Severity == Severity.Error));
        return Outcome.From<YamlNode>(tree, diagnostics);
    }

    private static YamlMap SetAll(YamlMap tree, ImmutableArray<string> sets, List<Diagnostic> diagnostics)
    {
        foreach (var set in sets)
        {
            var at = At(CommandLineAnswers.SetFlag, set);
            var equals = set.IndexOf('=');
            if (equals <= 0)
            {
                diagnostics.Add(AnswersDiagnostics.FlagMalformed(at, set, "path=value"));
                continue;
            }

            var path = set[..equals];
            var text = set[(equals + 1)..];
            var value = text.Length == 0 ? Outcome.Of<YamlNode>(new YamlScalar("", IsPlain: false, at)) : YamlReader.Read(new SourceText(at.File, text));
            diagnostics.AddRange(value.Diagnostics.Select(d => d with { At = at }));
            if (!value.TryGet(out var node)) continue;
            if (path.StartsWith("services.", StringComparison.Ordinal)) tree = AnswersReader.WithServices(tree);
            if (path.Split('.') is ["environments", var environment, ..]) tree = AnswersReader.WithEnvironment(tree, environment);
            tree = AnswersTree.Set(tree, path, Moved(node, at), out var problem);
            if (problem is not null) diagnostics.Add(AnswersDiagnostics.SetPathBroken(at, path, problem));
        }

        return tree;
    }

    /// <summary>The services of <c>--service</c> by name alone, so that <c>--set services.api.kind=…</c> finds them.</summary>
    private static ImmutableArray<YamlNode> NamesOf(ImmutableArray<string> services) =>
    [
        .. services.Select(text => (Name: text.Split(':', '=')[0], At: At(CommandLineAnswers.ServiceFlag, text))).Where(s => TextType.ServiceName.Fits(s.Name)).DistinctBy(s => s.Name)
            .Select(s => AnswersTree.Map(s.At, ("name", Scalar(s.Name, s.At)))),
    ];

    private static YamlMap AddServices(YamlMap tree, CommandLineAnswers line, bool hasOwnServices, List<Diagnostic> diagnostics)
    {
        if (line.Services.Length + line.Calls.Length + line.Exposes.Length == 0) return tree;
        if (line.Services.Length > 0 && !hasOwnServices) tree = AnswersTree.Set(tree, "services", new YamlSequence([], new SourceLocation(CommandLineAnswers.ServiceFlag)), out _);
        tree = AnswersReader.WithServices(tree);
        if (AnswersTree.Find(tree, "services") is not YamlSequence list) return tree;

        var services = list.Items.ToList();
        if (!hasOwnServices && line.Services.Length == 0)
        {
            if (line.Calls.Length > 0) services = services.ConvertAll(s => Without(s, "calls"));
            if (line.Exposes.Length > 0) services = services.ConvertAll(s => Without(s, "expose"));
        }

        var flagged = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var text in line.Services) AddService(services, text, flagged, diagnostics);
        // Every --service was refused: that no service is left follows from it.
        if (services.Count == 0 && line.Services.Length > 0) services.AddRange(AnswersReader.DefaultServices.Items);
        foreach (var text in line.Calls) AddCall(services, text, diagnostics);
        foreach (var text in line.Exposes) AddExpose(services, text, diagnostics);
        return AnswersTree.Set(tree, "services", new YamlSequence([.. services], list.At), out _);
    }

    private static void AddService(List<YamlNode> services, string text, Dictionary<string, SourceLocation> flagged, List<Diagnostic> diagnostics)
    {
        var at = At(CommandLineAnswers.ServiceFlag, text);
        var equals = text.IndexOf('=');
        var image = equals < 0 ? null : text[(equals + 1)..];
        var parts = (equals < 0 ? text : text[..equals]).Split(':');
        var isMalformed = parts.Length > 2 || parts[0].Length == 0 || image is { Length: 0 };
        if (isMalformed) diagnostics.Add(AnswersDiagnostics.FlagMalformed(at, text, "NAME[:PORT][=IMAGE]"));
        // What other flags say of the service is judged all the same.
        if (isMalformed && !TextType.ServiceName.Fits(parts[0])) return;

        if (!flagged.TryAdd(parts[0], at))
        {
            diagnostics.Add(AnswersDiagnostics.ServiceTwice(at, parts[0], flagged[parts[0]]));
            return;
        }

        var index = services.FindIndex(s => NameOf(s) == parts[0]);
        var map = index >= 0 ? (YamlMap)services[index] : AnswersTree.Map(at, ("name", Scalar(parts[0], at)));
        if (parts.Length == 2)
        {
            var port = AnswersTree.Map(at, ("port", Scalar(parts[1], at)));
            map = AnswersTree.Set(map, "ports", new YamlSequence([port], port.At), out _);
        }

        if (image is { Length: > 0 }) map = AnswersTree.Set(map, "image", Scalar(image, at), out _);
        if (index >= 0) services[index] = map;
        else services.Add(map);
    }

    private static void AddCall(List<YamlNode> services, string text, List<Diagnostic> diagnostics)
    {
        var at = At(CommandLineAnswers.CallFlag, text);
        if (text.Split(':') is not [{ Length: > 0 } from, { Length: > 0 } to])
        {
            diagnostics.Add(AnswersDiagnostics.FlagMalformed(at, text, "FROM:TO"));
            return;
        }

        Append(services, from, "calls", Scalar(to, at), diagnostics);
    }

    private static void AddExpose(List<YamlNode> services, string text, List<Diagnostic> diagnostics)
    {
        var at = At(CommandLineAnswers.ExposeFlag, text);
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text[..equals];
        var target = equals < 0 ? "/" : text[(equals + 1)..];
        var slash = target.IndexOf('/');
        if (name.Length == 0 || slash < 0)
        {
            diagnostics.Add(AnswersDiagnostics.FlagMalformed(at, text, "NAME[=[HOST]/PATH]"));
            return;
        }

        var expose = AnswersTree.Map(at, ("path", Scalar(target[slash..], at)));
        if (slash > 0) expose = AnswersTree.Set(expose, "host", Scalar(target[..slash], at), out _);
        Append(services, name, "expose", expose, diagnostics);
    }

    private static void Append(List<YamlNode> services, string service, string field, YamlNode item, List<Diagnostic> diagnostics)
    {
        var index = services.FindIndex(s => NameOf(s) == service);
        if (index < 0)
        {
            diagnostics.Add(AnswersDiagnostics.UnknownService(item.At, service, [.. services.Select(NameOf).OfType<string>()]));
            return;
        }

        var items = AnswersTree.Find(services[index], field) is YamlSequence list ? list.Items : [];
        services[index] = AnswersTree.Set((YamlMap)services[index], field, new YamlSequence(items.Add(item), item.At), out _);
    }

    private static YamlMap AddWaivers(YamlMap tree, ImmutableArray<string> allows, List<Diagnostic> diagnostics)
    {
        var waivers = AnswersTree.Find(tree, "waivers") is YamlSequence list ? list.Items : [];
        foreach (var allow in allows)
        {
            var at = At(CommandLineAnswers.AllowFlag, allow);
            var equals = allow.IndexOf('=');
            if (equals <= 0 || equals == allow.Length - 1) diagnostics.Add(AnswersDiagnostics.FlagMalformed(at, allow, "CODE=REASON"));
            else waivers = waivers.Add(AnswersTree.Map(at, ("code", Scalar(allow[..equals], at)), ("reason", new YamlScalar(allow[(equals + 1)..], IsPlain: false, at))));
        }

        return AnswersTree.Set(tree, "waivers", new YamlSequence(waivers, new SourceLocation(CommandLineAnswers.AllowFlag)), out _);
    }

    private static YamlNode FlagValue(Question question, ImmutableArray<string> values)
    {
        var flag = question.Flag ?? question.Path;
        if (question.Shape is not ListShape) return Scalar(values[^1], At(flag, values[^1]));
        var items = values.SelectMany(v => v.Split(',').Select(part => (YamlNode)Scalar(part.Trim(), At(flag, v)))).Where(s => ((YamlScalar)s).Text.Length > 0);
        return new YamlSequence([.. items], At(flag, string.Join(',', values)));
    }

    private static YamlNode Without(YamlNode service, string field) =>
        service is YamlMap map ? new YamlMap([.. map.Entries.Where(e => e.Key.Text != field)], map.At) : service;

    private static string? NameOf(YamlNode service) => AnswersTree.Find(service, "name") is YamlScalar name ? name.Text : null;

    /// <summary>A value of the command line; an empty one is text, not nothing.</summary>
    private static YamlScalar Scalar(string text, SourceLocation at) => new(text, IsPlain: text.Length > 0, at);

    /// <summary>The place of a value on the command line: its flag, with the value in quotes.</summary>
    private static SourceLocation At(string flag, string value) => new($"{flag} {Shown.Text(value)}");

    /// <summary>The tree as if all of it stood in one place: a line and column inside a flag's value help nobody.</summary>
    private static YamlNode Moved(YamlNode node, SourceLocation at) => node switch
    {
        YamlSequence list => new YamlSequence([.. list.Items.Select(i => Moved(i, at))], at),
        YamlMap map => new YamlMap([.. map.Entries.Select(e => new YamlEntry(e.Key with { At = at }, Moved(e.Value, at)))], at),
        _ => node with { At = at },
    };
}
