using System.Buffers;
using System.Text;
using NetScaffold.Diagnostics;

namespace NetScaffold.Yaml;

/// <summary>Reads the plain part of YAML: text, lists and maps, one document, every value where it stands.</summary>
public static class YamlReader
{
    /// <summary>Lists and maps inside each other; the root counts as the first.</summary>
    public const int MaxDepth = 32;

    /// <summary>The same for manifests: schemas of custom resources are deep.</summary>
    internal const int MaxManifestDepth = 200;

    /// <summary>After so many findings reading stops: nobody reads more, and a hostile file could ask for a million.</summary>
    public const int MaxDiagnostics = 100;

    /// <summary>Reads one value of any kind; whether the root is a map is for the caller to judge.</summary>
    /// <returns>The value, or NS1002 and NS1005-NS1015, all there are, sorted by position; where YAML itself is broken reading ends.</returns>
    /// <remarks>Never throws on any text, and takes time in proportion to its length.</remarks>
    public static Outcome<YamlNode> Read(SourceText source) =>
        FindNotText(source) is { } notText ? Outcome.Failed<YamlNode>(notText) : new YamlNodeBuilder(source, isFull: false).Build();

    /// <summary>Reads one document of a manifest: as <see cref="Read"/>, but with anchors, aliases, merge keys and tags, as Kubernetes takes them.</summary>
    /// <returns>The value, or what is wrong; a document without a value is NS1005.</returns>
    internal static Outcome<YamlNode> ReadManifest(SourceText source) =>
        FindNotText(source) is { } notText ? Outcome.Failed<YamlNode>(notText) : new YamlNodeBuilder(source, isFull: true).Build();

    // YamlDotNet would take NUL for the end of the text, and lets other controls pass.
    private static Diagnostic? FindNotText(SourceText source)
    {
        var text = source.Text.AsSpan();
        for (var index = 0; index < text.Length;)
        {
            // Nearly all text is plain ASCII, which need not be looked at one by one.
            var plain = text[index..].IndexOfAnyExcept(YamlCharacters.PlainAscii);
            if (plain < 0) return null;
            index += plain;
            var status = Rune.DecodeFromUtf16(text[index..], out var rune, out var length);
            if (status != OperationStatus.Done || !YamlCharacters.IsAllowed(rune))
            {
                var codePoint = status == OperationStatus.Done ? rune.Value : text[index];
                return YamlDiagnostics.NotText(source.At(SourceText.Position(source.File, text[..index])), codePoint);
            }

            index += length;
        }

        return null;
    }
}
