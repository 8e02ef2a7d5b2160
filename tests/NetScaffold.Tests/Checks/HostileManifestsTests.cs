using System.Text;
using NetScaffold.Checks;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Checks;

/// <summary>Whatever is checked, there is a report and no exception.</summary>
public sealed class HostileManifestsTests
{
    /// <summary>Every rule over everything that some rule is about, with values of other types in all places.</summary>
    [Fact]
    public void Check_FixturesWithRandomFaults_NeverThrows()
    {
        const int rounds = 40;
        // Another day can try others, as with random answers.
        var seed = int.Parse(Environment.GetEnvironmentVariable("NETSCAFFOLD_SEED") ?? "0");
        var random = new Random(seed);
        var objects = AnnotatedAnswers.Files(RuleFixture.Folder).Select(RuleFixture.Read).SelectMany(f => ManifestReader.Read([new SourceText("fixture.yaml", f.Broken)]).Objects).ToList();
        for (var round = 0; round < rounds; round++)
        {
            var files = objects.Select((o, i) => new SourceText($"{i}.yaml", YamlPrinter.Print(Spoiling.Spoil(o.Root, random)))).ToList();
            var thrown = Record.Exception(() => Report(files));
            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}");
        }
    }

    [Theory]
    [InlineData("kind: Deployment\napiVersion: apps/v1\nspec: {template: {spec: {containers: [")]
    [InlineData("a: &a [*a]\n")]
    [InlineData("apiVersion: v1\nkind: List\nitems: 7\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: []\nspec: ~\n")]
    [InlineData("- apiVersion: v1\n  kind: Pod\n")]
    [InlineData("\u0000")]
    [InlineData("")]
    public void Check_BrokenText_IsNoException(string text) => Report([new SourceText("broken.yaml", text)]);

    /// <summary>Owners, routes and policies that lead to each other.</summary>
    [Fact]
    public void Check_CyclesBetweenObjects_EndsAndReports()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 3; i++)
        {
            text.Append($"---\napiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {{name: r{i}, namespace: shop, ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: r{(i + 1) % 3}, controller: true}}]}}\nspec: {{template: {{metadata: {{labels: {{app: r}}}}, spec: {{containers: [{{name: a, image: 'a:1'}}]}}}}}}\n");
            text.Append($"---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{i}, namespace: shop}}\nspec: {{type: ExternalName, externalName: s{(i + 1) % 3}.shop.svc.cluster.local}}\n");
        }

        Report([new SourceText("cycle.yaml", text.ToString())]);
    }

    /// <summary>A hundred thousand small documents, an hour for anything that looks at pairs.</summary>
    [Fact]
    public void Check_ManySmallDocuments_AreAllCounted()
    {
        const int count = 100_000;
        var text = string.Concat(Enumerable.Range(0, count).Select(i => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}, namespace: shop}}\n"));
        Assert.Equal(count, Report([new SourceText("many.yaml", text)]).Objects.Length);
    }

    private static CheckResult Report(IEnumerable<SourceText> files)
    {
        var result = ObjectChecker.Check(files, CheckOptions.Default);
        var report = new CheckReport(result, NetScaffold.Diagnostics.Severity.Error, "1.0.0");
        using var text = new StringWriter();
        TextCheckReport.Write(text, report, showsScoreCard: true);
        Assert.NotEmpty(JsonCheckReport.Print(report));
        Assert.NotEmpty(SarifCheckReport.Print(report));
        Assert.NotEmpty(JunitCheckReport.Print(report));
        return result;
    }
}
