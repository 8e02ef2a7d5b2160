using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetScaffold.Answers;

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
    public static string Json()
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (var question in Questions.All) WriteJson(writer, question);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>For documentation: a table.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| answer | flag | choices | default | help |\n| --- | --- | --- | --- | --- |\n");
        foreach (var question in Questions.All)
        {
            var choices = ChoicesOf(question).Length > 0 ? string.Join(" · ", ChoicesOf(question).Select(c => c.Value)) : Brief(question);
            text.Append($"| `{question.Path}` | `{FlagOf(question)}` | {Cell(choices)} | {Cell(DefaultOf(question) ?? "–")} | {Cell(question.Help)} |\n");
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

    private static string FlagOf(Question question) => question.Flag ?? (question == Questions.Services ? "--service, --call, --expose" : "NAME");

    private static string Brief(Question question) => question == Questions.Services ? "a list of services; see the schema" : question.Shape.Allowed;

    private static string? DefaultOf(Question question) => question.Default?.Trim('"') ?? question.DefaultNote;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
