using System.Text.RegularExpressions;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>helmfile itself cannot be run here: its file is held to the fields that helmfile 1.x reads, to the files that it names, and to an order that its needs allow.</summary>
public sealed partial class HelmfileTests
{
    // Of helmfile 1.x: pkg/state/state.go and pkg/event/bus.go.
    private static readonly string[] TopFields = ["repositories", "helmDefaults", "releases"];
    private static readonly string[] DefaultFields = ["createNamespace", "wait", "timeout"];
    private static readonly string[] ReleaseFields = ["name", "namespace", "chart", "version", "wait", "values", "needs", "hooks", "disableValidationOnInstall", "takeOwnership"];
    private static readonly string[] HookFields = ["events", "showlogs", "command", "args"];

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Helmfile_OfACombination_HoldsEveryReleaseInOrder(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result || !result.Plan.Decisions["helmForm"]) return;
        foreach (var environment in result.Plan.Environments)
        {
            var documents = Documents(result, environment.Name, environment.Namespace);
            var releases = documents[1].Maps("releases").ToList();

            Assert.Equal(result.Plan.Environments.Select(e => e.Name), documents[0].Map("environments")!.Keys);
            Assert.Subset(TopFields.ToHashSet(), documents[1].Keys.ToHashSet());
            Assert.Subset(DefaultFields.ToHashSet(), documents[1].Map("helmDefaults")!.Keys.ToHashSet());
            Assert.All(releases, r => Assert.Subset(ReleaseFields.ToHashSet(), r.Keys.ToHashSet()));
            Assert.All(releases.SelectMany(r => r.Maps("hooks")), h => Assert.Subset(HookFields.ToHashSet(), h.Keys.ToHashSet()));
            CheckOrder(releases);
            foreach (var release in releases) CheckFiles(release, documents[1], result);
            Assert.Equal(Expected(result, environment.Namespace).Order(StringComparer.Ordinal), releases.Select(Id).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Helmfile_OfTheDefaults_NeedsTheNamespacesBeforeAnything()
    {
        var releases = Documents(Rendered.Of("name: shop\n"), "prod", "shop")[1].Maps("releases").ToList();

        Assert.Equal("kube-system/shop-cluster", Id(releases[0]));
        Assert.All(releases.Skip(1).Where(r => r.Text("namespace") != "kube-system"), r => Assert.Contains("kube-system/shop-cluster", r.List("needs")!));
    }

    private static List<Map> Documents(ScaffoldResult result, string environment, string ns)
    {
        var text = result.FileText("helm/helmfile.yaml.gotmpl").Replace("{{ .Environment.Name }}", environment, StringComparison.Ordinal).Replace("{{ .Values.namespace }}", ns, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        return [.. KubeYaml.ParseStream(text).Select(d => (Map)d!)];
    }

    private static string Id(Map release) => $"{release.Text("namespace")}/{release.Text("name")}";

    private static void CheckOrder(List<Map> releases)
    {
        var seen = new HashSet<string>();
        foreach (var release in releases)
        {
            if (release.ContainsKey("needs")) Assert.NotEmpty(release.List("needs")!);
            Assert.All(release.List("needs") ?? [], need => Assert.Contains((string)need!, seen));
            Assert.True(seen.Add(Id(release)), $"{Id(release)} twice");
        }
    }

    private static void CheckFiles(Map release, Map file, ScaffoldResult result)
    {
        var paths = result.Bundle.Files.Select(f => f.Path).ToHashSet();
        var chart = release.Text("chart")!;
        if (chart.StartsWith("./", StringComparison.Ordinal)) Assert.Contains($"helm/{chart[2..]}/Chart.yaml", paths);
        else Assert.NotNull(release.Text("version"));
        if (!chart.Contains("://", StringComparison.Ordinal) && chart[0] != '.') Assert.Contains(chart.Split('/')[0], file.Maps("repositories").Select(r => r.Text("name")));
        Assert.All(release.List("values") ?? [], v => Assert.Contains(Inside((string)v!), paths));
        foreach (var script in release.Maps("hooks").Select(h => (string)h.List("args")![1]!))
        {
            Assert.All(ValuesFlag().Matches(script), m => Assert.Contains(Inside(m.Groups["path"].Value), paths));
            Assert.All(KustomizeFlag().Matches(script), m => Assert.Contains($"{Inside(m.Groups["path"].Value)}/kustomization.yaml", paths));
        }
    }

    /// <summary>A path of the bundle, from one as seen in <c>helm/</c>.</summary>
    private static string Inside(string path) => path.StartsWith("../", StringComparison.Ordinal) ? path[3..] : $"helm/{path}";

    private static IEnumerable<string> Expected(ScaffoldResult result, string ns)
    {
        var plan = result.Plan;
        var name = result.Answers.Name;
        if (plan.Decisions["clusterLayer"]) yield return $"kube-system/{name}-cluster";
        if (plan.Decisions["platformLayer"]) yield return $"kube-system/{name}-platform";
        if (plan.Decisions["appLayer"]) yield return $"{ns}/{name}";
        foreach (var release in Planning.Releases.All.Where(r => !r.IsDefinitions && plan.Decisions[r.Decision])) yield return $"{release.Namespace(result.Answers)}/{release.ReleaseName(result.Answers)}";
    }

    [GeneratedRegex(@"--values (?<path>\S+)")]
    private static partial Regex ValuesFlag();

    [GeneratedRegex(@"--kustomize (?<path>\S+)")]
    private static partial Regex KustomizeFlag();
}
