using System.Text;
using CsCheck;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>Texts that are no manifests, or hardly: broken documents, aliases, depth, line ends, several files.</summary>
public sealed partial class BadManifestsTests
{
    [Theory]
    [InlineData("key: [open # HERE\n", "NS1008")]
    [InlineData("key: \"open # HERE\n", "NS1008")]
    [InlineData("a: 1\na: 2 # HERE\n", "NS1009")]
    [InlineData("a:\n\tb: 1 # HERE\n", "NS1007")]
    [InlineData("a: *missing # HERE\n", "NS6019")]
    [InlineData("a: b: c # HERE\n", "NS1006")]
    public void Document_Broken_CostsNoOther(string document, string code)
    {
        foreach (var text in new[] { $"{Good}---\n{document}", $"{document}---\n{Good}", $"{Good.Replace("---\n", $"---\n{document}---\n", StringComparison.Ordinal)}" })
        {
            var cluster = Read(text);
            var lines = text.Split('\n').Select((line, i) => (line, Number: i + 1)).Where(l => l.line.Contains("# HERE", StringComparison.Ordinal)).Select(l => $"{code} {l.Number}");
            Assert.Equal(lines, Reachability.Of(cluster).Findings.Select(f => $"{f.Code} {f.At.Line}"));
            IsGood(cluster);
        }
    }

    [Theory]
    [InlineData("metadata:\n  name: &name x\n  namespace: a\n  labels: &labels\n    app: *name\nother: *labels\n")]
    [InlineData("metadata: {name: x, labels: &labels {app: x}}\nother: *labels\n")]
    [InlineData("metadata:\n  name: x\n  labels:\n    <<: &more {app: x}\n")]
    public void Aliases_AsKubernetesTakesThem_AreRead(string metadata)
    {
        var cluster = Read($"apiVersion: v1\nkind: Pod\n{metadata}spec: {{containers: []}}\n");
        Assert.Empty(Reachability.Of(cluster).Findings);
        Assert.Equal("x", Assert.Single(cluster.Workloads).Labels.Get("app"));
    }

    [Fact]
    public void AliasBomb_IsRefusedBeforeItGrows()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i <= 12; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var cluster = Read($"{Good}---\n{bomb}");
        Assert.Contains(Reachability.Of(cluster).Findings, f => f.Code == "NS6018" && f.At.Line > 14);
        IsGood(cluster);
    }

    [Fact]
    public void Nesting_TooDeep_IsRefusedWithTheLimitOfManifests()
    {
        var cluster = Read($"{Good}---\na: {new string('[', 5000)}{new string(']', 5000)}\n");
        var finding = Assert.Single(Reachability.Of(cluster).Findings);
        Assert.Equal(("NS1012", 14), (finding.Code, finding.At.Line));
        Assert.Contains("more than 200 deep", finding.Message, StringComparison.Ordinal);
        IsGood(cluster);
    }

    [Fact]
    public void LineEnds_OfWindowsAndAByteOrderMark_ChangeNothing()
    {
        var text = $"# comment\n{Good}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: bad, namespace: a}}\nspec:\n  ingress: [{{ports: [{{port: 0}}]}}]\n---\n";
        foreach (var variant in new[] { text, text.Replace("\n", "\r\n", StringComparison.Ordinal), $"\ufeff{text}", $"\ufeff{text.Replace("\n", "\r\n", StringComparison.Ordinal)}" })
        {
            var cluster = ClusterReader.Read([SourceText.FromBytes("manifests.yaml", Encoding.UTF8.GetBytes(variant)).Value!]);
            var finding = Assert.Single(Reachability.Of(cluster).Findings);
            Assert.Equal(("NS6001", 19), (finding.Code, finding.At.Line));
            IsGood(cluster);
        }
    }

    [Theory]
    [InlineData("---\n---\n# nothing\n---\n")]
    [InlineData("...\n---\n")]
    [InlineData("--- # with a comment\n")]
    [InlineData("---\nnull\n---\n")]
    [InlineData("---\nkind: Pod\n---\n")]
    [InlineData("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  file: |\n    ---\n    kind: Pod\n---\n")]
    public void Separators_OfAnyKind_AreTaken(string between)
    {
        var cluster = Read(Good.Replace("---\n", between, StringComparison.Ordinal));
        Assert.Empty(Reachability.Of(cluster).Findings);
        IsGood(cluster);
    }

    [Fact]
    public void Files_Several_AreNamedInFindings()
    {
        var cluster = ClusterReader.Read([new SourceText("one.yaml", "a: [\n"), new SourceText("two.yaml", Good), new SourceText("three.json", "{\"a\": 1, \"a\": 2}")]);
        Assert.Equal(["one.yaml", "three.json"], Reachability.Of(cluster).Findings.Select(f => f.At.File));
        IsGood(cluster);
    }

    [Fact]
    public void Read_MutatedManifests_NeverThrows() => Gen
        .Select(RandomClusters.Seeds, Gen.Select(Gen.Double[0, 1], Gen.Int[0, 8], Gen.OneOf("{", "}", "[", "]", "\"", ":", ",", "null", "0", "70000", "-", "\n", "---\n", "*", "&a ", "true", "a", "/", "::")).Array[1, 4])
        .Sample(
            (seed, mutations) =>
            {
                var text = RandomClusters.Text(RandomClusters.Of(seed));
                foreach (var (place, cut, piece) in mutations)
                {
                    var at = (int)(place * text.Length);
                    text = text[..at] + piece + text[Math.Min(text.Length, at + cut)..];
                }

                var cluster = Read(text);
                Assert.All(Reachability.Of(cluster).Connections(), c => Assert.False(c.Allowed.IsEmpty));
                // What is missing at the end may be missed on the line behind it.
                Assert.All(Reachability.Of(cluster).Findings, f => Assert.InRange(f.At.Line, 1, text.Split('\n').Length + 1));
            },
            iter: 1000);
}
