using System.Text.Json;
using System.Text.RegularExpressions;
using NetScaffold.Bundles;
using NetScaffold.Rendering;

namespace NetScaffold.Tests.Templates;

/// <summary>Holds the charts of a bundle to their values: a look-up of what is not there prints nothing in Helm, and a value that nothing reads is a dead switch.</summary>
internal static partial class KnobLint
{
    /// <summary>The values of our own charts; those of upstream charts are held to them by <c>UpstreamTests</c>.</summary>
    public static bool IsValues(RenderedFile file) => file.Path.StartsWith("helm/", StringComparison.Ordinal) && file.Path.EndsWith("/values.yaml", StringComparison.Ordinal);

    public static IEnumerable<string> Check(RenderedBundle bundle)
    {
        foreach (var chart in bundle.Files.Where(IsValues))
        {
            var folder = chart.Path[..^"values.yaml".Length];
            var values = Values.Parse(chart.Text).Paths.ToHashSet(StringComparer.Ordinal);
            var read = bundle.Files.Where(f => f.Path.StartsWith($"{folder}templates/", StringComparison.Ordinal)).SelectMany(f => Reads(f).Select(p => (Path: p, File: f.Path))).ToList();
            foreach (var (path, file) in read.Where(r => !values.Contains(r.Path))) yield return $"{file} reads {path}, which {chart.Path} does not have";
            foreach (var path in values.Except(read.Select(r => r.Path))) yield return $"nothing reads {path} of {chart.Path}";
        }
    }

    /// <summary>Every schema is JSON, and names the values that are there.</summary>
    public static IEnumerable<string> CheckSchemas(RenderedBundle bundle)
    {
        foreach (var file in bundle.Files.Where(f => f.Path.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var schema = JsonDocument.Parse(file.Text);
            if (!file.Path.EndsWith("/values.schema.json", StringComparison.Ordinal)) continue;
            var values = Values.Parse(bundle.Files.Single(f => f.Path == file.Path.Replace(".schema.json", ".yaml", StringComparison.Ordinal)).Text);
            if (!Leaves(schema.RootElement, "").SequenceEqual(values.Paths)) yield return $"{file.Path} does not name the values that are there";
        }
    }

    private static IEnumerable<string> Reads(RenderedFile file)
    {
        var service = Service().Match(file.Text) is { Success: true } match ? match.Groups[1].Value : null;
        foreach (Match look in LookUps().Matches(file.Text))
        {
            if (look.Groups["of"].Success) yield return $"services.{look.Groups["of"].Value}.{look.Groups["its"].Value}";
            else if (look.Groups["own"].Success) yield return $"services.{service}.{look.Groups["own"].Value}";
            else if (look.Groups["path"].Value != "services") yield return look.Groups["path"].Value;
        }
    }

    private static IEnumerable<string> Leaves(JsonElement schema, string path) =>
        !schema.TryGetProperty("properties", out var properties) ? (path.Length > 0 && !IsObject(schema) ? [path] : [])
            : properties.EnumerateObject().SelectMany(p => Leaves(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}"));

    private static bool IsObject(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.GetString() == "object";

    [GeneratedRegex("index \\.Values\\.services \"([^\"]+)\"")]
    private static partial Regex Service();

    [GeneratedRegex(@"\(index \.Values\.services ""(?<of>[^""]+)""\)\.(?<its>[A-Za-z0-9_.]+)|\.Values\.(?<path>[A-Za-z0-9_.]+)|\$service\.(?<own>[A-Za-z0-9_.]+)")]
    private static partial Regex LookUps();
}
