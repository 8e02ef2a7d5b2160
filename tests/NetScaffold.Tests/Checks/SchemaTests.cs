using System.Text.Json;
using NetScaffold.Checks;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Invariants;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Checks;

/// <summary>Our reading of JSON Schema, beside a library's.</summary>
public sealed class SchemaTests
{
    private static readonly string[] Bundles = ["defaults", "mesh-kind-istio-sidecar", "cluster-cni-calico", "edge-api-istio", "observability-tracing-otlp"];

    [ReferenceFact]
    public void Bundles_HeldAgainstTheReference_FitIt()
    {
        var checker = new SchemaChecker(Find);
        foreach (var name in Bundles)
        {
            var objects = ManifestReader.Read(Rendered.Of(Combinations.Get(name).Answers).ObjectFiles()).Objects;
            Assert.NotEmpty(objects);
            Assert.Empty(checker.Check(objects).Select(f => f.Diagnostic.ToString()));
        }
    }

    /// <summary>Thousands of small faults, each judged by both.</summary>
    [ReferenceFact]
    public async Task Objects_WithRandomFaults_AreJudgedAsByAnotherValidator()
    {
        const int faults = 1500;
        // Another day can try others, as with random answers.
        var seed = int.Parse(Environment.GetEnvironmentVariable("NETSCAFFOLD_SEED") ?? "0");
        var random = new Random(seed);
        var checker = new SchemaChecker(Find);
        var objects = Bundles.SelectMany(name => ManifestReader.Read(Rendered.Of(Combinations.Get(name).Answers).ObjectFiles()).Objects).ToList();
        var refused = 0;
        for (var i = 0; i < faults; i++)
        {
            var manifest = objects[random.Next(objects.Count)];
            var text = YamlPrinter.Print(SpoilBelow(manifest.Root, random));
            var (read, unread) = ManifestReader.Read([new SourceText("fault", text)]);
            // Another kind has another schema, which is not what is compared.
            if (unread.Length > 0 || read is not [var spoilt] || (spoilt.ApiVersion, spoilt.Kind) != (manifest.ApiVersion, manifest.Kind)) continue;
            var ours = checker.Check([spoilt]).Select(f => f.Diagnostic.ToString()).ToList();
            var others = (await Schemas.ErrorsAsync(KubeObject.ParseAll(text).Single())).Where(e => !e.EndsWith("metadata.namespace disagrees", StringComparison.Ordinal)).ToList();
            Assert.True(ours.Count > 0 == others.Count > 0, $"seed {seed}\n{text}\nours: {string.Join('\n', ours)}\nthe other: {string.Join('\n', others)}");
            if (ours.Count > 0) refused++;
        }

        Assert.InRange(refused, faults / 4, faults);
    }

    [Theory]
    [InlineData("""{"type": "string", "minLength": 2}""", "a", "there must be 2 characters at least, not 1")]
    [InlineData("""{"type": "integer", "maximum": 10}""", "11", "11 is more than 10")]
    [InlineData("""{"type": "integer"}""", "'1'", "is text, not a whole number")]
    [InlineData("""{"type": "integer"}""", "1.5", "is a number, not a whole number")]
    [InlineData("""{"type": "string"}""", "yes", "is a boolean, not text")]
    [InlineData("""{"type": "string"}""", "0x10", "is a number, not text")]
    [InlineData("""{"enum": ["Local", "Cluster"]}""", "Locall", "'Locall' is none of Local, Cluster; did you mean Local?")]
    [InlineData("""{"pattern": "^a+$"}""", "b", "'b' is not of the form '^a+$'")]
    [InlineData("""{"type": "array", "maxItems": 1}""", "[1, 2]", "there may be 1 items at most, not 2")]
    [InlineData("""{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}""", "{a: 1, b: 1}", "it fits 2 forms of which it may have one (a; b)")]
    [InlineData("""{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}""", "{c: 1}", "it fits none of 2 forms (a; b)")]
    [InlineData("""{"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": true}""", "[]", "is a list, not a number or text")]
    [InlineData("""{"not": {"required": ["a"]}}""", "{a: 1}", "it has a form that is ruled out (a)")]
    [InlineData("""{"properties": {"spec": {"type": "object", "properties": {"replicas": {}}, "additionalProperties": false}}}""", "{spec: {replica: 1}}", "spec.replica: there is no such field")]
    [InlineData("""{"$ref": "#/definitions/a", "definitions": {"a": {"required": ["b"]}}}""", "{}", "b is missing")]
    public void Validate_WhatDoesNotFit_IsSaid(string schema, string value, string said) => Assert.Contains(said, Assert.Single(Findings(schema, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type": ["string", "null"]}""", "null")]
    [InlineData("""{"type": "string", "nullable": true}""", "~")]
    [InlineData("""{"type": "integer"}""", "1e3")]
    [InlineData("""{"type": "object", "x-kubernetes-preserve-unknown-fields": true, "additionalProperties": false}""", "{a: 1}")]
    [InlineData("""{"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false}""", "{x-a: 1}")]
    [InlineData("""{"format": "unheard-of", "keyword": 1}""", "a")]
    [InlineData("true", "a")]
    public void Validate_WhatFits_IsSilent(string schema, string value) => Assert.Empty(Findings(schema, value));

    [Theory]
    [InlineData("{")]
    [InlineData("""{"type": 1}""")]
    [InlineData("""{"pattern": "("}""")]
    [InlineData("""{"required": [1]}""")]
    public void Parse_NoSchema_IsSaid(string schema) => Assert.ThrowsAny<JsonException>(() => JsonSchema.Parse(System.Text.Encoding.UTF8.GetBytes(schema)));

    [Theory]
    [InlineData("""{"$ref": "#/definitions/none"}""")]
    [InlineData("""{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}}""")]
    public void Validate_ReferenceToNowhere_IsSaid(string schema) => Assert.ThrowsAny<JsonException>(() => Findings(schema, "a"));

    [Fact]
    public void Names_OfAKind_AreNoPaths()
    {
        Assert.Equal(["apps/deployment_v1.json", "deployment-apps-v1.json", "deployment-apps-v1.json", "deployment.json"], SchemaChecker.NamesOf("apps/v1", "Deployment"));
        Assert.Equal(["core/pod_v1.json", "pod-v1.json", "pod.json"], SchemaChecker.NamesOf("v1", "Pod"));
        Assert.Empty(SchemaChecker.NamesOf("../../etc/v1", "Pod"));
        Assert.Empty(SchemaChecker.NamesOf("v1", "../passwd"));
    }

    private static IEnumerable<string> Findings(string schema, string value) =>
        SchemaValidator.Validate(YamlReader.ReadManifest(new SourceText("value.yaml", value)).Value!, JsonSchema.Parse(System.Text.Encoding.UTF8.GetBytes(schema))).Select(d => d.Message);

    private static SchemaFile? Find(IEnumerable<string> names) =>
        names.Select(n => Repository.InReference("schemas", n)).FirstOrDefault(File.Exists) is { } path ? new SchemaFile(path, File.ReadAllBytes(path)) : null;

    /// <summary>The tests' own reading of objects takes no other kinds of names, so what an object is called stays.</summary>
    private static YamlMap SpoilBelow(YamlMap root, Random random)
    {
        var entries = root.Entries.Where(e => e.Key.Text is not ("apiVersion" or "kind" or "metadata")).ToList();
        if (entries.Count == 0) return root;
        var at = root.Entries.IndexOf(entries[random.Next(entries.Count)]);
        return new YamlMap(root.Entries.SetItem(at, root.Entries[at] with { Value = Spoiling.Spoil(root.Entries[at].Value, random) }), root.At);
    }
}
