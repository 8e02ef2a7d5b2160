using System.Collections.Immutable;
using NetScaffold.Planning;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>I2 and I3 with the real Helm and kubectl: they accept every layer and environment, and both forms give the same objects.</summary>
public sealed class RealToolTests
{
    /// <summary>Every single choice and every fixture with each tool set, the pairs with the newest.</summary>
    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (var combination in Combinations.Singles.Concat(Combinations.Fixtures))
            {
                foreach (var tools in RealTools.Sets) runs.Add(combination.Name, tools.Name);
            }

            foreach (var combination in Combinations.Pairs) runs.Add(combination.Name, RealTools.Sets.Select(s => s.Name).DefaultIfEmpty("none").First());
            return runs;
        }
    }

    [RealToolTheory]
    [MemberData(nameof(Runs))]
    public async Task Combination_InBothForms_IsAcceptedAndEqual(string name, string tools)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result) return;
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        await CheckAsync(result, RealTools.Get(tools), folder.Path);
    }

    /// <summary>Each layer and environment: accepted by both tools, fitting the schemas, and equal.</summary>
    internal static async Task CheckAsync(ScaffoldResult result, RealToolSet set, string folder)
    {
        foreach (var layer in new[] { "cluster", "platform" }.Where(l => result.Plan.Decisions[$"{l}Layer"]))
        {
            var helm = await HelmAsync(result, set, folder, layer, null);
            var kustomize = await KustomizeAsync(result, set, Path.Combine(folder, "kustomize", layer));
            await CheckAsync(helm, kustomize, layer);
        }

        if (!result.Plan.Decisions["appLayer"]) return;
        foreach (var environment in result.Plan.Environments)
        {
            var helm = await HelmAsync(result, set, folder, "app", $"values-{environment.Name}.yaml");
            var kustomize = await KustomizeAsync(result, set, Path.Combine(folder, "kustomize", "app", "overlays", environment.Name));
            await CheckAsync(helm?.RemoveAll(IsTest), kustomize, environment.Name);
            Assert.All(helm ?? kustomize!.Value, o => Assert.Equal(environment.Namespace, o.Namespace));
            await CheckTestsAsync(result, set, folder, environment, helm?.RemoveAll(o => !IsTest(o)));
        }
    }

    /// <summary>Pods of tests are hooks to Helm and a build of their own to Kustomize: no part of what is installed, and the same in both.</summary>
    private static async Task CheckTestsAsync(ScaffoldResult result, RealToolSet set, string folder, EnvironmentPlan environment, ImmutableArray<KubeObject>? helm)
    {
        if (!result.Plan.HasPolicyTests)
        {
            Assert.True(helm is null or { IsEmpty: true });
            return;
        }

        var tests = environment.Namespace == result.Plan.Base.Namespace ? "tests" : $"overlays/{environment.Name}/tests";
        var kustomize = await KustomizeAsync(result, set, Path.Combine(folder, "kustomize", "app", tests));
        await CheckAsync(helm, kustomize, $"tests of {environment.Name}");
        Assert.All(kustomize ?? helm!.Value, o => Assert.Equal((environment.Namespace, "Pod"), (o.Namespace, o.Kind)));
    }

    private static bool IsTest(KubeObject o) => o.Annotations.GetValueOrDefault("helm.sh/hook") == "test";

    [RealToolTheory]
    [InlineData("defaults")]
    [InlineData("everything")]
    [InlineData("tls-issuer-letsencrypt")]
    [InlineData("tls-dnsprovider-azuredns")]
    public async Task AnyValue_SetToAnotherLegalOne_ChangesTheObjectsAndStillFits(string name)
    {
        var result = Rendered.Of(Combinations.Get(name).Answers);
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        var set = RealTools.Sets[0];
        foreach (var layer in new[] { "cluster", "platform", "app" })
        {
            var before = (await HelmAsync(result, set, folder.Path, layer, null))!.Value.RemoveAll(IsTest);
            var kustomize = (await KustomizeAsync(result, set, Path.Combine(folder.Path, "kustomize", layer == "app" ? $"app/overlays/{result.Plan.Base.Name}" : layer)))!.Value;
            Assert.Empty(KubeComparer.Differences(before, kustomize));
            foreach (var (path, value) in Leaves(result.FileText($"helm/{layer}/values.yaml")))
            {
                var file = Path.Combine(folder.Path, "flip.yaml");
                await File.WriteAllTextAsync(file, Nested(path, Another(path, value)));
                var after = KubeObject.ParseAll(await set.HelmTemplateAsync(result.Answers.Name, "default", Path.Combine(folder.Path, "helm", layer), file)).RemoveAll(IsTest);
                Assert.True(KubeComparer.Differences(after, before).Length > 0, $"{layer}: {path} changes nothing.");
                Assert.True(KubeComparer.Differences(after, kustomize).Length > 0, $"{layer}: {path} is not noticed beside Kustomize.");
                if (Repository.Reference is not null) Assert.Empty(await Schemas.ErrorsAsync(after));
            }
        }
    }

    [RealToolFact]
    public async Task WrongValue_GivenToTheChart_IsRefusedByItsSchema()
    {
        var result = Rendered.Of(Combinations.Get("defaults").Answers);
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        foreach (var wrong in new[] { "services: {frontend: {replicas: two}}", "services: {frontend: {replica: 2}}", "namespace: Shop", "hosts: {main: no host}", "rateLimit: 0" })
        {
            var file = Path.Combine(folder.Path, "wrong.yaml");
            await File.WriteAllTextAsync(file, wrong);
            await Assert.ThrowsAsync<RealToolException>(() => RealTools.Sets[0].HelmTemplateAsync("shop", "default", Path.Combine(folder.Path, "helm", "app"), file));
        }
    }

    private static async Task<ImmutableArray<KubeObject>?> HelmAsync(ScaffoldResult result, RealToolSet set, string folder, string layer, string? values)
    {
        if (!result.Plan.Decisions["helmForm"]) return null;
        var chart = Path.Combine(folder, "helm", layer);
        string[] files = values is null ? [] : [Path.Combine(chart, values)];
        await set.HelmLintAsync(chart, files);
        // Another namespace than the bundle's: no object may depend on it.
        return KubeObject.ParseAll(await set.HelmTemplateAsync(result.Answers.Name, "somewhere-else", chart, files));
    }

    private static async Task<ImmutableArray<KubeObject>?> KustomizeAsync(ScaffoldResult result, RealToolSet set, string folder) =>
        result.Plan.Decisions["kustomizeForm"] ? KubeObject.ParseAll(await set.KubectlKustomizeAsync(folder)) : null;

    private static async Task CheckAsync(ImmutableArray<KubeObject>? helm, ImmutableArray<KubeObject>? kustomize, string where)
    {
        foreach (var objects in new[] { helm, kustomize }.OfType<ImmutableArray<KubeObject>>())
        {
            Assert.NotEmpty(objects);
            if (Repository.Reference is not null) Assert.Empty(await Schemas.ErrorsAsync(objects));
        }

        if (helm is { } h && kustomize is { } k) Assert.True(KubeComparer.Differences(h, k) is { Length: 0 }, $"{where}:\n{string.Join('\n', KubeComparer.Differences(h, k))}");
    }

    private static IEnumerable<(string Path, YamlScalar Value)> Leaves(string values)
    {
        static IEnumerable<(string, YamlScalar)> Walk(YamlNode node, string path) => node switch
        {
            YamlMap map => map.Entries.SelectMany(e => Walk(e.Value, path.Length == 0 ? e.Key.Text : $"{path}.{e.Key.Text}")),
            YamlScalar scalar => [(path, scalar)],
            _ => throw new InvalidOperationException($"{path} is a list."),
        };
        return Walk(YamlReader.Read(new SourceText("values.yaml", values)).Value!, "");
    }

    /// <summary>A value that the schema takes and that is not the one given.</summary>
    private static string Another(string path, YamlScalar value)
    {
        if (value.TryInteger(out var number)) return path.EndsWith("cpu", StringComparison.Ordinal) || path.EndsWith("memory", StringComparison.Ordinal) ? $"{number - 1}" : $"{number + 1}";
        return path switch
        {
            "podSecurity.level" => value.Text == "baseline" ? "restricted" : "baseline",
            "podSecurity.version" => "v1.30",
            "acme.server" => "https://acme.example.net/directory",
            _ when path.EndsWith(".image", StringComparison.Ordinal) => "registry.example.com/another:9",
            _ when path.EndsWith(".cpu", StringComparison.Ordinal) => "\"333m\"",
            _ when path.EndsWith(".size", StringComparison.Ordinal) => "\"333Mi\"",
            _ when path.EndsWith(".memory", StringComparison.Ordinal) => "\"333Mi\"",
            _ when path.StartsWith("hosts.", StringComparison.Ordinal) => "another.example.net",
            _ when path.Contains(".env.", StringComparison.Ordinal) => "\"{{ another }}\"",
            _ => "another",
        };
    }

    private static string Nested(string path, string value)
    {
        var parts = path.Split('.');
        return string.Concat(parts.Select((p, i) => $"{new string(' ', i * 2)}{p}:{(i == parts.Length - 1 ? $" {value}\n" : "\n")}"));
    }
}
