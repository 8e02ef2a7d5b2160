using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads manifests: files of YAML or JSON with any number of objects.</summary>
internal static class ManifestReader
{
    /// <summary>The objects of all files, lists taken apart, and what could not be read. A document that is broken costs no other.</summary>
    public static (ImmutableArray<ManifestObject> Objects, ImmutableArray<Diagnostic> Findings) Read(IEnumerable<SourceText> files)
    {
        var objects = ImmutableArray.CreateBuilder<ManifestObject>();
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        // Documents know nothing of each other, and reading them is most of the work.
        foreach (var read in files.SelectMany(Documents).AsParallel().AsOrdered().Select(YamlReader.ReadManifest))
        {
            // A document with nothing in it is usual: between two separators, or behind the last.
            findings.AddRange(read.Diagnostics.Where(d => d.Code != YamlDiagnostics.EmptyCode));
            if (read.Value is YamlMap map) objects.AddRange(ObjectsIn(map, "", ""));
        }

        return (objects.ToImmutable(), findings.ToImmutable());
    }

    /// <summary>Cuts before each <c>---</c> line, which no value can hold; each part knows its first line.</summary>
    private static IEnumerable<SourceText> Documents(SourceText file)
    {
        var text = file.Text;
        var (start, startLine, line) = (0, 1, 1);
        var (hasContent, isOpen) = (false, false);
        for (var at = 0; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            var isSeparator = IsSeparator(text.AsSpan(at, next - at));
            // Directives and comments before a separator belong to the document behind it.
            if (isSeparator && (hasContent || isOpen))
            {
                if (hasContent) yield return file with { Text = text[start..at], FirstLine = startLine };
                (start, startLine, hasContent) = (at, line, false);
            }

            isOpen |= isSeparator;
            hasContent |= HasContent(text.AsSpan(isSeparator ? at + 3 : at, isSeparator ? next - at - 3 : next - at));
            at = next;
        }

        if (hasContent) yield return file with { Text = text[start..], FirstLine = startLine };
    }

    private static bool IsSeparator(ReadOnlySpan<char> line) => line.StartsWith("---") && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    private static bool HasContent(ReadOnlySpan<char> line) => line.TrimStart() is { Length: > 0 } words && words[0] is not ('#' or '%');

    /// <summary>The object, or those of a list; items of a typed list need not repeat their kind.</summary>
    private static IEnumerable<ManifestObject> ObjectsIn(YamlMap map, string apiVersionOfList, string kindOfList)
    {
        var apiVersion = TextOf(map, "apiVersion") ?? apiVersionOfList;
        var kind = TextOf(map, "kind") ?? kindOfList;
        if (apiVersion.Length == 0 || kind.Length == 0) return [];
        if (kind.EndsWith("List", StringComparison.Ordinal) && map.TryGet("items", out var items))
        {
            var itemKind = kind[..^"List".Length];
            return items.Value is YamlSequence list ? list.Items.OfType<YamlMap>().SelectMany(item => ObjectsIn(item, apiVersion, itemKind)) : [];
        }

        var metadata = map.TryGet("metadata", out var entry) ? entry.Value as YamlMap : null;
        return [new ManifestObject(apiVersion, kind, TextOf(metadata, "namespace") ?? "", TextOf(metadata, "name") ?? TextOf(metadata, "generateName") ?? "", map)];
    }

    private static string? TextOf(YamlMap? map, string key) =>
        map is not null && map.TryGet(key, out var entry) && entry.Value is YamlScalar { IsNull: false } scalar ? scalar.Text : null;
}
