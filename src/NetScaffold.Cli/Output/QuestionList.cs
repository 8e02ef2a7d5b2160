using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Rendering;

namespace NetScaffold.Cli.Output;

/// <summary>Prints the list of questions.</summary>
internal static class QuestionList
{
    /// <summary>For people.</summary>
    public static string Text() => string.Join('\n', Questions.All.Select(Text));

    /// <summary>One question, for people.</summary>
    public static string Text(Question question)
    {
        var text = new StringBuilder();
        text.Append(question.Path).Append("  ").Append(FlagOf(question)).Append('\n');
        text.Append("  ").Append(question.Help).Append('\n');
        foreach (var choice in ChoicesOf(question)) text.Append("    ").Append(choice.Value.PadRight(20)).Append(choice.Help).Append('\n');
        if (ChoicesOf(question).Length == 0) text.Append("    ").Append(Brief(question)).Append('\n');
        if (DefaultOf(question) is { } value) text.Append("  Default: ").Append(value).Append('\n');
        if (question.AppliesWhen.Describe() is not "always" and var when) text.Append("  Applies when ").Append(when).Append('\n');
        return text.ToString();
    }

    /// <summary>For programs: an array, in the order of the answers file.</summary>
    public static string Json() => JsonText.Array(writer =>
    {
        foreach (var question in Questions.All) WriteJson(writer, question);
    });

    /// <summary>For documentation: a page with all questions, their choices, and what a service may hold.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# Questions\n\nEvery question of `netscaffold new`, as `netscaffold questions --format markdown` prints it. The list in the code drives this page, the flags, the validation and the JSON Schema.\n\n");
        text.Append("| answer | flag | choices | default | help |\n| --- | --- | --- | --- | --- |\n");
        foreach (var question in Questions.All)
        {
            var choices = ChoicesOf(question).Length > 0 ? string.Join(" · ", ChoicesOf(question).Select(c => c.Value)) : Brief(question);
            text.Append($"| `{question.Path}` | `{FlagOf(question)}` | {Cell(choices)} | {Cell(DefaultOf(question) ?? "–")} | {Cell(question.Help)} |\n");
        }

        text.Append("\n## When a question applies\n\nA question that is not listed here always applies. An answer to one that does not apply is reported (NS1027) and not used.\n\n| answer | applies when |\n| --- | --- |\n");
        foreach (var question in Questions.All)
        {
            if (question.AppliesWhen.Describe() is not "always" and var when) text.Append($"| `{question.Path}` | {Cell(when)} |\n");
        }

        text.Append("\n## Choices\n\n| answer | choice | what it means |\n| --- | --- | --- |\n");
        foreach (var question in Questions.All)
        {
            foreach (var choice in ChoicesOf(question)) text.Append($"| `{question.Path}` | `{choice.Value}` | {Cell(choice.Help)} |\n");
        }

        text.Append("\n## Fields of a service\n\nA `[]` marks the items of a list.\n\n| field | takes | default | help |\n| --- | --- | --- | --- |\n");
        foreach (var (path, field) in FieldList.All)
        {
            var help = field.IsRequired ? $"{field.Help} Required." : field.Help;
            text.Append($"| `{path}` | {Cell(FieldList.Takes(field.Shape))} | {Cell(field.Default ?? "–")} | {Cell(help)} |\n");
        }

        return text.ToString();
    }

    private static void WriteJson(Utf8JsonWriter writer, Question question)
    {
        writer.WriteStartObject();
        writer.WriteString("path", question.Path);
        writer.WriteString("flag", FlagOf(question));
        writer.WriteString("help", question.Help);
        if (question.Default is not null) writer.WriteString("default", question.Default.Trim('"'));
        if (question.DefaultNote is not null) writer.WriteString("defaultNote", question.DefaultNote);
        writer.WriteString("allowed", Brief(question));
        writer.WriteStartArray("choices");
        foreach (var choice in ChoicesOf(question))
        {
            writer.WriteStartObject();
            writer.WriteString("value", choice.Value);
            writer.WriteString("help", choice.Help);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("appliesWhen", question.AppliesWhen.Describe());
        writer.WriteEndObject();
    }

    private static ImmutableArray<Choice> ChoicesOf(Question question) => question.Shape switch
    {
        ChoiceShape choices => choices.Choices,
        ListShape { Item: ChoiceShape choices } => choices.Choices,
        _ => [],
    };

    private static string FlagOf(Question question) => question.Flag
        ?? (question == Questions.Services ? "--service, --call, --expose" : question == Questions.Name ? "NAME" : $"--set {question.Path}=…");

    private static string Brief(Question question) => question == Questions.Services ? "a list of services; see the schema" : question.Shape.Allowed;

    private static string? DefaultOf(Question question) => question.Default?.Trim('"') ?? question.DefaultNote;

    private static string Cell(string text) => MarkdownText.Inline(text);
}
