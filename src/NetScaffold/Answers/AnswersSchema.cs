using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NetScaffold.Bundles;

namespace NetScaffold.Answers;

/// <summary>Prints the JSON Schema of <c>netscaffold.yaml</c>, for editors, from the list of questions.</summary>
public static class AnswersSchema
{
    /// <summary>Name of the file beside the answers.</summary>
    public const string FileName = "netscaffold.schema.json";

    /// <summary>A text type that takes any unquoted number takes one of these.</summary>
    private static readonly string[] Numbers = ["1", "8080", "1048576", "1.5"];

    /// <summary>The schema, draft 7, two spaces, one final newline.</summary>
    public static string Print() => JsonText.Object(writer =>
    {
        writer.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
        writer.WriteString("title", "Answers of NetScaffold");
        Write(writer, Questions.Root);
    });

    private static void Write(Utf8JsonWriter writer, Shape shape)
    {
        switch (shape)
        {
            case ChoiceShape choice:
                writer.WriteStartArray("enum");
                foreach (var item in choice.Choices) writer.WriteStringValue(item.Value);
                // 1.36 without quotes is a number to an editor.
                foreach (var item in choice.Choices.Where(c => IsNumber(c.Value))) writer.WriteNumberValue(decimal.Parse(item.Value, CultureInfo.InvariantCulture));
                writer.WriteEndArray();
                break;
            case BooleanShape:
                writer.WriteString("type", "boolean");
                break;
            case IntegerShape integer:
                writer.WriteString("type", "integer");
                writer.WriteNumber("minimum", integer.Minimum);
                writer.WriteNumber("maximum", integer.Maximum);
                break;
            case TextShape text:
                WriteText(writer, text);
                break;
            case ListShape { AcceptsText: true } list:
                writer.WriteStartArray("anyOf");
                WriteObject(writer, list with { AcceptsText = false });
                WriteObject(writer, new TextShape(TextType.Any));
                writer.WriteEndArray();
                break;
            case ListShape list:
                writer.WriteString("type", "array");
                if (list.Minimum > 0) writer.WriteNumber("minItems", list.Minimum);
                writer.WriteNumber("maxItems", list.Maximum);
                writer.WritePropertyName("items");
                WriteObject(writer, list.Item);
                break;
            case MapShape map:
                WriteMap(writer, map);
                break;
            case DictionaryShape dictionary:
                writer.WriteString("type", "object");
                writer.WriteStartObject("propertyNames");
                writer.WriteString("pattern", dictionary.Key.Pattern);
                writer.WriteEndObject();
                writer.WritePropertyName("additionalProperties");
                WriteObject(writer, dictionary.Value);
                break;
            case EitherShape either:
                writer.WriteStartArray("anyOf");
                foreach (var item in either.Shapes) WriteObject(writer, item);
                writer.WriteEndArray();
                break;
        }
    }

    /// <summary>Editors type what is unquoted: text that looks like a number or boolean is one to them, and is accepted as text all the same.</summary>
    private static void WriteText(Utf8JsonWriter writer, TextShape text)
    {
        writer.WriteStartArray("type");
        writer.WriteStringValue("string");
        if (Numbers.Any(text.Type.Fits)) writer.WriteStringValue("number");
        if (text.Type.Fits("true")) writer.WriteStringValue("boolean");
        writer.WriteEndArray();
        writer.WriteString("pattern", text.Type.Pattern);
    }

    private static bool IsNumber(string text) => text.Length > 0 && char.IsAsciiDigit(text[0]) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static void WriteMap(Utf8JsonWriter writer, MapShape map)
    {
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        var required = map.Fields.Where(f => f.IsRequired).Select(f => f.Name).ToImmutableArray();
        if (required.Length > 0)
        {
            writer.WriteStartArray("required");
            foreach (var name in required) writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        writer.WriteStartObject("properties");
        foreach (var field in map.Fields)
        {
            writer.WriteStartObject(field.Name);
            writer.WriteString("description", field.Default is null ? field.Help : $"{field.Help} Default: {field.Default}.");
            Write(writer, field.Shape);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, Shape shape)
    {
        writer.WriteStartObject();
        Write(writer, shape);
        writer.WriteEndObject();
    }
}
