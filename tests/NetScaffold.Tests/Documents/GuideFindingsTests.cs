using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>Check finds in the guide's manifests what docs/guide-findings.md says.</summary>
[Collection(Invariants.ExampleTests.Collection)]
public sealed class GuideFindingsTests
{
    [ReferenceFact]
    public void Manifests_OfTheGuide_BreakTheRulesThatThePageNames()
    {
        var found = GuideFindings.Found().ToHashSet();
        var missing = GuideFindings.Rows.Where(r => !found.Contains((r.Code, r.Object))).Select(r => r.ToString()).ToList();
        Assert.True(missing.Count == 0, $"Not found: {string.Join('\n', missing)}\nFound: {string.Join('\n', found.Order())}");
    }

    [ReferenceFact]
    public void Blocks_OfTheGuide_AreAllFound() => Assert.Equal(35, GuideFindings.Blocks().Count());

    [Fact]
    public void Page_AsPrinted_IsTheCommittedOne() => PrintedDocumentsTests.Match("guide-findings.md", GuideFindings.Markdown());

    /// <summary>Ids are those of the list of defects, in its order.</summary>
    [Fact]
    public void Ids_OfThePage_AreDefects()
    {
        var defects = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "guide-defects.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()).ToList();
        var ids = GuideFindings.Rows.Select(r => r.Id).ToList();
        Assert.Empty(ids.Except(defects));
        Assert.Equal(ids.Distinct().OrderBy(defects.IndexOf), ids);
    }
}
