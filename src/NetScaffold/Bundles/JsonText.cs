using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetScaffold.Bundles;

/// <summary>Prints all JSON of the tool alike.</summary>
internal static class JsonText
{
    // Relaxed: it is read by people and never lands in HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object, two spaces for each level, one final newline.</summary>
    /// <param name="members">Writes what stands in it.</param>
    public static string Object(Action<Utf8JsonWriter> members) => Print(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    /// <summary>An array, in the same form.</summary>
    /// <param name="items">Writes what stands in it.</param>
    public static string Array(Action<Utf8JsonWriter> items) => Print(json =>
    {
        json.WriteStartArray();
        items(json);
        json.WriteEndArray();
    });

    private static string Print(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
