using System.Collections.Immutable;
using System.Text.Json;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Decisions;
using NetScaffold.Rendering;

namespace NetScaffold.TemplatePack;

/// <summary>Prints the configuration of the template: symbols, sources, operations, refusals.</summary>
internal sealed class TemplateJson(EngineCondition conditions, PackPlaceholders placeholders, ImmutableArray<RenderedFile> files, ImmutableArray<string> usedDecisions)
{
    /// <summary>Prints its text as the template's last words.</summary>
    private const string Instructions = "AC1156F7-BB77-4DB8-B28F-24EEBCCA1E5C";

    /// <summary>No action has this id: a post-action that fails makes the exit code 105.</summary>
    private const string Failure = "5F1D5E7C-3B0A-4C55-9C0B-2E2B7C0F8A11";

    private readonly ImmutableArray<PackRefusal> _refusals = PackRefusals.For(conditions);

    /// <summary>Files by the decisions under which they exist; those that always do aside.</summary>
    private readonly ImmutableArray<(ImmutableArray<string> Decisions, ImmutableArray<string> Paths)> _conditional =
    [
        .. files.GroupBy(f => string.Join(" && ", BundleLayout.DecisionsOf(f.Path)), StringComparer.Ordinal).Where(g => g.Key.Length > 0)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (BundleLayout.DecisionsOf(g.First().Path), g.Select(f => f.Path).ToImmutableArray())),
    ];

    /// <summary>Prints <c>template.json</c>.</summary>
    public string Print() => JsonText.Object(json =>
    {
        json.WriteString("$schema", "http://json.schemastore.org/template");
        json.WriteString("author", "NetScaffold");
        WriteArray(json, "classifications", ["Kubernetes", "Helm", "Kustomize"]);
        json.WriteString("identity", "NetScaffold.Bundle");
        json.WriteString("name", "NetScaffold bundle (a part so far)");
        json.WriteString("description", "Helm and Kustomize bundle for Kubernetes networking, for three default services. So far it writes only a part: the cluster and platform layers, "
            + "and of the application its chart's frame, Gateway, certificate and common network policies. Services, calls, lists, versions and whatever is counted or converted need the tool: netscaffold new.");
        json.WriteString("shortName", "netscaffold");
        json.WriteStartObject("tags");
        json.WriteString("type", "project");
        json.WriteEndObject();
        json.WriteString("sourceName", placeholders.Name);
        json.WriteBoolean("preferNameDirectory", true);
        json.WriteStartObject("symbols");
        WriteSymbols(json);
        json.WriteEndObject();
        WriteSources(json);
        WriteOperations(json);
        WriteRefusals(json);
    });

    /// <summary>Prints <c>dotnetcli.host.json</c>: the flags are those of the tool, without short forms.</summary>
    public static string PrintFlags() => JsonText.Object(json =>
    {
        json.WriteString("$schema", "http://json.schemastore.org/dotnetcli.host");
        json.WriteStartObject("symbolInfo");
        foreach (var question in PackSymbols.Choices.Concat(PackText.All.Select(t => t.Question)).Where(q => q.Flag is not null).OrderBy(Questions.All.IndexOf))
        {
            json.WriteStartObject(PackSymbols.NameOf(question));
            json.WriteString("longName", question.Flag!.TrimStart('-'));
            json.WriteString("shortName", "");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private void WriteSymbols(Utf8JsonWriter json)
    {
        foreach (var question in Questions.All)
        {
            if (PackSymbols.Choices.Contains(question)) WriteChoice(json, question);
            else if (PackText.All.FirstOrDefault(t => t.Question == question && question != Questions.Name) is { } text) WriteText(json, text);
        }

        WriteSymbol(json, PackSymbols.NamespaceOrName, "generated", ("generator", "coalesce"), ("datatype", "string"), ("replaces", placeholders.Namespace));
        WriteParameters(json, ("sourceVariableName", PackSymbols.NameOf(Questions.Namespace)), ("fallbackVariableName", "name"));
        foreach (var text in PackText.All) WriteMatch(json, PackSymbols.ValidityOf(text), PackSymbols.NameOf(text.Question), text.Pattern);
        WriteMatch(json, PackSymbols.HostIsReserved, PackSymbols.NameOf(Questions.Host), PackText.ReservedHost);
        foreach (var decision in DecisionCatalogue.All.Where(d => usedDecisions.Contains(d.Name) || _conditional.Any(c => c.Decisions.Contains(d.Name))))
            WriteComputed(json, decision.Name, conditions.Of(decision.When));

        foreach (var refusal in _refusals)
        {
            if (refusal.Symbol is { } symbol) WriteComputed(json, symbol, refusal.Condition);
        }

        WriteComputed(json, PackSymbols.IsWritten, string.Join(" && ", _refusals.Select(r => r.Symbol is { } symbol ? $"!{symbol}" : r.Condition.TrimStart('!'))));
    }

    private void WriteChoice(Utf8JsonWriter json, Question question)
    {
        var isBoolean = question.Shape is BooleanShape;
        WriteSymbol(json, PackSymbols.NameOf(question), "parameter", ("datatype", isBoolean ? "bool" : "choice"), ("description", Help(question)));
        if (question == Questions.Kubernetes) json.WriteString("replaces", placeholders.Kubernetes);
        if (question == Questions.PodSecurity) json.WriteString("replaces", placeholders.PodSecurity);
        // An answer that follows from others has no default here: the conditions look at those.
        if (question == Questions.Layers) json.WriteString("defaultValue", "all");
        else if (question.Default is { } value) json.WriteString("defaultValue", value.Trim('"'));
        if (!isBoolean)
        {
            json.WriteStartArray("choices");
            foreach (var choice in ChoicesOf(question))
            {
                json.WriteStartObject();
                json.WriteString("choice", choice.Value);
                json.WriteString("description", choice.Help);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Layers are all, or the application's alone; single ones are for the tool, and so are the other APIs of the edge, whose controllers have a namespace of their own.</summary>
    internal static ImmutableArray<Choice> ChoicesOf(Question question) => question.Shape switch
    {
        ChoiceShape shape when question == Questions.EdgeApi => [.. shape.Choices.Where(c => c.Value is not ("ingress" or "istio"))],
        ChoiceShape shape => shape.Choices,
        ListShape { Item: ChoiceShape shape } => [new Choice("all", "every layer"), shape.Choices.Single(c => c.Value == "app")],
        _ => [],
    };

    private void WriteText(Utf8JsonWriter json, PackText text)
    {
        WriteSymbol(json, PackSymbols.NameOf(text.Question), "parameter", ("datatype", "text"), ("description", Help(text.Question)), ("defaultValue", text.IsOptional ? "" : text.Question.Default!));
        var replaced = text.Question == Questions.Host ? placeholders.Host : text.Question == Questions.TlsEmail ? placeholders.Email : text.Question == Questions.TlsIssuerName ? placeholders.IssuerName : null;
        if (replaced is not null) json.WriteString("replaces", replaced);
        json.WriteEndObject();
    }

    private static string Help(Question question) => question.DefaultNote is { } note ? $"{question.Help} Default: {note}." : question.Help;

    private static void WriteMatch(Utf8JsonWriter json, string name, string source, string pattern)
    {
        WriteSymbol(json, name, "generated", ("generator", "regexMatch"), ("datatype", "bool"));
        WriteParameters(json, ("source", source), ("pattern", pattern));
    }

    private static void WriteComputed(Utf8JsonWriter json, string name, string condition)
    {
        WriteSymbol(json, name, "computed", ("datatype", "bool"), ("value", IsWrapped(condition) ? condition : $"({condition})"));
        json.WriteEndObject();
    }

    /// <summary>True when the first parenthesis closes at the very end.</summary>
    private static bool IsWrapped(string condition)
    {
        var depth = 0;
        for (var i = 0; i < condition.Length; i++)
        {
            depth += condition[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0) return i > 0 && i == condition.Length - 1;
        }

        return false;
    }

    private static void WriteSymbol(Utf8JsonWriter json, string name, string type, params ReadOnlySpan<(string Name, string Value)> members)
    {
        json.WriteStartObject(name);
        json.WriteString("type", type);
        foreach (var (member, value) in members) json.WriteString(member, value);
    }

    private static void WriteParameters(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        json.WriteStartObject("parameters");
        foreach (var (name, value) in parameters) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSources(Utf8JsonWriter json)
    {
        json.WriteStartArray("sources");
        json.WriteStartObject();
        json.WriteString("source", $"./{PackCompiler.ContentFolder}/");
        json.WriteString("target", "./");
        json.WriteString("condition", $"({PackSymbols.IsWritten})");
        // Replaces the engine's own list, which leaves files of other kinds out.
        WriteArray(json, "exclude", []);
        json.WriteStartArray("modifiers");
        foreach (var (decisions, paths) in _conditional)
        {
            json.WriteStartObject();
            json.WriteString("condition", $"(!({string.Join(" && ", decisions)}))");
            WriteArray(json, "exclude", paths);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>One set of directives for all files, whatever their extension; it replaces the engine's own, some of which act on comments.</summary>
    private static void WriteOperations(Utf8JsonWriter json)
    {
        json.WriteStartObject("SpecialCustomOperations");
        json.WriteStartObject("**/*");
        json.WriteString("flagPrefix", "#netscaffold:");
        json.WriteStartArray("operations");
        json.WriteStartObject();
        json.WriteString("type", "conditional");
        json.WriteStartObject("configuration");
        WriteArray(json, "if", ["#if"]);
        WriteArray(json, "elseif", ["#elseif"]);
        WriteArray(json, "else", ["#else"]);
        WriteArray(json, "endif", ["#endif"]);
        json.WriteBoolean("trim", true);
        json.WriteBoolean("wholeLine", true);
        json.WriteString("evaluator", "C++");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteRefusals(Utf8JsonWriter json)
    {
        json.WriteStartArray("postActions");
        foreach (var refusal in _refusals) WriteAction(json, refusal.Symbol ?? refusal.Condition, refusal.Text, Instructions);
        WriteAction(json, $"!{PackSymbols.IsWritten}", "Nothing was written.", Failure);
        json.WriteEndArray();
    }

    /// <summary>The text stands in the description as well: a dry run shows only that.</summary>
    private static void WriteAction(Utf8JsonWriter json, string condition, string text, string action)
    {
        json.WriteStartObject();
        json.WriteString("condition", $"({condition})");
        json.WriteString("description", text);
        json.WriteStartArray("manualInstructions");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("actionId", action);
        json.WriteBoolean("continueOnError", action == Instructions);
        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
