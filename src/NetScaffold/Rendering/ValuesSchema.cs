using System.Text.Json;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Yaml;

namespace NetScaffold.Rendering;

/// <summary>Makes <c>values.schema.json</c> of a chart's values: strict inside, open at the root, where Helm itself puts <c>global</c>.</summary>
internal static class ValuesSchema
{
    private static readonly IntegerShape Percent = new(1, 100);

    /// <summary>What each value may be, by path; <c>*</c> stands for one part. A value without an entry is a mistake that a test finds.</summary>
    private static readonly (string Path, Action<Utf8JsonWriter> Constraint)[] Constraints =
    [
        ("namespace", Pattern(TextType.Namespace.Pattern)),
        ("hosts.*", Pattern(TextType.ServedHost.Pattern)),
        ("rateLimit", Range(Questions.RateLimitAboveZero)),
        ("errorPage", w =>
        {
            w.WriteString("type", "string");
            w.WriteNumber("minLength", 1);
        }),
        ("acme.server", Pattern("^https://[a-z0-9./-]+$")),
        ("acme.email", Pattern(TextType.Email.Pattern)),
        ("prometheusRelease", Pattern(TextType.LabelValue.Pattern)),
        ("tracedPercent", Range(new IntegerShape(0, 100))),
        ("gatewayErrorPercent", Range(Percent)),
        // Below a million: Helm prints numbers inside a text as floating point from there on.
        ("gatewayLatencyMilliseconds", Range(new IntegerShape(1, 600_000))),
        ("certificateDays", Range(new IntegerShape(1, 365))),
        ("policyDropsPerSecond", Range(new IntegerShape(0, 100_000))),
        ("dnsErrorPercent", Range(Percent)),
        ("dnsLatencyMilliseconds", Range(new IntegerShape(1, 60_000))),
        ("conntrackPercent", Range(Percent)),
        ("services.*.image", Pattern(TextType.Image.Pattern)),
        ("services.*.version", Pattern(TextType.LabelValue.Pattern)),
        ("services.*.canary.image", Pattern(TextType.Image.Pattern)),
        ("services.*.canary.version", Pattern(TextType.LabelValue.Pattern)),
        ("services.*.canary.replicas", Range(ServiceShape.Pods)),
        ("services.*.canary.weight", Range(ServiceShape.Weight)),
        ("services.*.replicas", Range(ServiceShape.Pods)),
        ("services.*.autoscaling.max", Range(ServiceShape.Pods)),
        ("services.*.autoscaling.cpu", Range(ServiceShape.CpuTarget)),
        ("services.*.autoscaling.memory", Range(ServiceShape.MemoryTarget)),
        // Lengths by words of the schema: Helm's regular expressions count to 1000.
        ("services.*.autoscaling.metric.query", w =>
        {
            w.WriteString("type", "string");
            w.WriteNumber("minLength", 1);
            w.WriteNumber("maxLength", 4096);
        }),
        ("services.*.autoscaling.metric.target", Pattern(TextType.Share.Pattern)),
        ("services.*.resources.requests.cpu", Pattern(TextType.Cpu.Pattern)),
        ("services.*.resources.requests.memory", Pattern(TextType.Memory.Pattern)),
        ("services.*.resources.limits.cpu", Pattern(TextType.Cpu.Pattern)),
        ("services.*.resources.limits.memory", Pattern(TextType.Memory.Pattern)),
        ("services.*.storage.size", Pattern(TextType.Memory.Pattern)),
        ("services.*.storage.class", Pattern(TextType.ObjectName.Pattern)),
        ("services.*.env.*", w => w.WriteString("type", "string")),
        ("podSecurity.level", w =>
        {
            w.WriteStartArray("enum");
            foreach (var choice in ((ChoiceShape)Questions.PodSecurity.Shape).Choices) w.WriteStringValue(choice.Value);
            w.WriteEndArray();
        }),
        ("podSecurity.version", Pattern("^v1\\.[0-9]{1,3}$")),
        ("proxy.replicas", Range(new IntegerShape(1, 100))),
    ];

    /// <summary>The paths that have a constraint, as patterns.</summary>
    public static IEnumerable<string> ConstrainedPaths => Constraints.Select(c => c.Path);

    /// <summary>Prints the schema.</summary>
    public static string Print(Values values) => JsonText.Object(writer =>
    {
        writer.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
        WriteMap(writer, values.Root, "", isRoot: true);
    });

    private static void WriteMap(Utf8JsonWriter writer, YamlMap map, string path, bool isRoot)
    {
        writer.WriteString("type", "object");
        if (!isRoot) writer.WriteBoolean("additionalProperties", false);
        if (map.Entries.Length == 0) return;
        writer.WriteStartArray("required");
        foreach (var entry in map.Entries) writer.WriteStringValue(entry.Key.Text);
        writer.WriteEndArray();
        writer.WriteStartObject("properties");
        foreach (var entry in map.Entries)
        {
            var inner = path.Length == 0 ? entry.Key.Text : $"{path}.{entry.Key.Text}";
            writer.WriteStartObject(entry.Key.Text);
            if (entry.Value is YamlMap nested) WriteMap(writer, nested, inner, isRoot: false);
            else ConstraintOf(inner)(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static Action<Utf8JsonWriter> ConstraintOf(string path)
    {
        var parts = path.Split('.');
        foreach (var (pattern, constraint) in Constraints)
        {
            var wanted = pattern.Split('.');
            if (wanted.Length == parts.Length && wanted.Zip(parts).All(x => x.First == "*" || x.First == x.Second)) return constraint;
        }

        throw new TemplateException($"the value {path} has no constraint");
    }

    private static Action<Utf8JsonWriter> Pattern(string pattern) => writer =>
    {
        writer.WriteString("type", "string");
        writer.WriteString("pattern", pattern);
    };

    private static Action<Utf8JsonWriter> Range(IntegerShape shape) => writer =>
    {
        writer.WriteString("type", "integer");
        writer.WriteNumber("minimum", shape.Minimum);
        writer.WriteNumber("maximum", shape.Maximum);
    };
}
