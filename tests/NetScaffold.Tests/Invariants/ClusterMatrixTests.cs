using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Every shape of a cluster is refused with a finding, or rendered, proved and fit for its schemas.</summary>
public sealed class ClusterMatrixTests
{
    public static TheoryData<string, string> Clusters
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var platform in ClusterMatrix.ChoicesOf(Questions.Platform))
            {
                foreach (var cni in ClusterMatrix.ChoicesOf(Questions.Cni)) data.Add(platform, cni);
            }

            return data;
        }
    }

    /// <summary>The rules and the whole run agree; a refusal says where and what to do, and has no files.</summary>
    [Theory]
    [MemberData(nameof(Clusters))]
    public void Shape_OfACluster_IsRenderedOrRefusedWithAReason(string platform, string cni)
    {
        foreach (var shape in ClusterMatrix.Shapes.Where(s => s.Platform == platform && s.Cni == cni))
        {
            var refusal = ClusterMatrix.RefusalOf(shape);
            var outcome = Rendered.Try(shape.Answers);

            Assert.Equal(refusal.Length == 0, outcome.Value is not null);
            Assert.Equal(refusal, string.Join(", ", outcome.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct()));
            Assert.All(outcome.Diagnostics.Where(d => d.Severity == Severity.Error), d => Assert.True(d.At.Line > 0 && d.Help is { Length: > 0 }, d.ToString()));
            // I1: the same answers, the same bytes.
            if (outcome.Value is { } result) Assert.Equal(result.Bundle.Files.AsEnumerable(), Rendered.Of(shape.Answers).Bundle.Files.AsEnumerable());
        }
    }

    /// <summary>I4, each text once.</summary>
    [ReferenceTheory]
    [MemberData(nameof(Clusters))]
    public async Task Shape_ThatIsRendered_FitsTheSchemasAndTheCharts(string platform, string cni)
    {
        var seen = new HashSet<RenderedFile>();
        foreach (var result in Accepted(platform, cni)) await AssertFitsAsync(result, seen);
    }

    /// <summary>I4 for the files that are not among those seen, and I5. The answers ask for the Kustomize form, which holds objects as they are.</summary>
    internal static async Task AssertFitsAsync(ScaffoldResult result, HashSet<RenderedFile> seen)
    {
        Assert.True(result.Plan.Decisions["kustomizeForm"], "there are no objects to hold to schemas");
        Assert.Empty(CheckTests.Unasked(result));
        foreach (var file in result.Bundle.Files.Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal) && seen.Add(f)))
        {
            if (file.Path.StartsWith("kustomize/", StringComparison.Ordinal) && !file.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal))
                Assert.Empty(await Schemas.ErrorsAsync(KubeObject.ParseAll(file.Text)));
            if (Planning.Releases.All.FirstOrDefault(r => file.Path == $"upstream/{r.Name}/values.yaml") is { } release)
                Assert.Empty(await ChartValues.ErrorsAsync(release.Chart, file.Text));
        }
    }

    /// <summary>I2 and I3, each layer's text once: the real tools accept it, and both forms give the same objects.</summary>
    [RealToolTheory]
    [MemberData(nameof(Clusters))]
    public async Task Shape_ThatIsRendered_IsEqualInBothForms(string platform, string cni)
    {
        var seen = new HashSet<string>();
        foreach (var result in Accepted(platform, cni))
        {
            var layers = new[] { "cluster", "platform", "app" }.Select(l => string.Concat(result.Bundle.Files.Where(f => f.Path.Contains($"/{l}/", StringComparison.Ordinal)).Select(f => $"{f.Path}\n{f.Text}\n"))).ToList();
            if (!layers.Select(seen.Add).ToList().Contains(true)) continue;
            using var folder = new TemporaryFolder();
            result.WriteTo(folder.Path);
            await RealToolTests.CheckAsync(result, RealTools.Sets[0], folder.Path);
        }
    }

    private static IEnumerable<ScaffoldResult> Accepted(string platform, string cni) =>
        ClusterMatrix.Shapes.Where(s => s.Platform == platform && s.Cni == cni && ClusterMatrix.RefusalOf(s).Length == 0).Select(s => Rendered.Of(s.Answers));
}
