using System.Text.RegularExpressions;
using NetScaffold.Checks;
using NetScaffold.Cli.Output;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Invariants;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>The pages below docs/ that the code prints.</summary>
[Collection(ExampleTests.Collection)]
public partial class PrintedDocumentsTests
{
    private static readonly Func<string, bool> Accepts =
        BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI"));

    [Fact]
    public void QuestionsPage_AsPrinted_IsTheCommittedOne() => Match("questions.md", QuestionList.Markdown());

    [Fact]
    public void RulesPage_AsPrinted_IsTheCommittedOne() => Match("rules.md", RuleList.Markdown());

    [Fact]
    public void ObjectRulesPage_AsPrinted_IsTheCommittedOne() => Match("object-rules.md", ObjectRuleList.Markdown());

    [Fact]
    public void RuleTable_AsPrinted_IsTheCommittedOne() => Match("rule-table.md", RuleTable.Markdown());

    /// <summary>None of the list is forgotten, and codes that it names exist.</summary>
    [Fact]
    public void RuleTable_OfThePublicList_HasEveryRule()
    {
        Assert.All(Enumerable.Range(1, RuleTable.Count), n => Assert.NotEqual("", RuleTable.Place(n)));
        var known = AllCodes.ToHashSet();
        Assert.All(RuleTable.Others.Values.SelectMany(o => Code().Matches(o).Select(m => m.Value)), c => Assert.Contains(c, known));
    }

    [Fact]
    public void SupportMatrix_AsPrinted_IsTheCommittedOne() => Match("support-matrix.md", SupportMatrix.Markdown());

    [Fact]
    public void EdgeCapabilities_AsPrinted_AreTheCommittedOnes() => Match("edge-capabilities.md", EdgeCapabilities.Markdown());

    [Fact]
    public void EdgeIntent_AsPrinted_IsTheCommittedOne() => Match("edge-intent.md", EdgeIntent.Markdown());

    [Fact]
    public void Coverage_AsPrinted_IsTheCommittedOne() => Match("coverage.md", Coverage.Markdown());

    [Fact]
    public void DiagnosticsPage_AsPrinted_IsTheCommittedOne() => Match("diagnostics.md", DiagnosticList.Markdown());

    private static IEnumerable<string> AllCodes => DiagnosticCatalogue.All.Select(e => e.Code).Concat(RuleCatalogue.All.Select(r => r.Code)).Concat(ObjectRuleCatalogue.All.Select(r => r.Code));

    /// <summary>One meaning for a code, in the catalogue and where it is made.</summary>
    [Fact]
    public void Catalogue_OfDiagnostics_SaysWhatTheFactoriesSay() =>
        Assert.Equal(DiagnosticList.Made, DiagnosticCatalogue.All.Select(e => new DiagnosticList.Entry(e.Code, e.Severity.ToString().ToLowerInvariant(), e.Meaning)));

    [Fact]
    public void EveryCode_OfFactoriesAndRules_IsThereOnce()
    {
        var codes = AllCodes.ToList();

        Assert.Equal(codes.Distinct(), codes);
    }

    [Fact]
    public void EveryCode_InTheSources_IsListed()
    {
        var listed = AllCodes.ToHashSet();
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories);
        var used = files.SelectMany(f => Code().Matches(File.ReadAllText(f)).Select(m => m.Value)).Distinct().ToList();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(listed));
    }

    [Fact]
    public void Rules_InTheList_StandInTheOrderOfTheirCodes() =>
        Assert.Equal(RuleCatalogue.All.Select(r => r.Code).Order(StringComparer.Ordinal), RuleCatalogue.All.Select(r => r.Code));

    /// <summary>Holds a page to its committed form, or accepts it.</summary>
    internal static void Match(string page, string printed)
    {
        var file = Path.Combine(Repository.Root, "docs", page);
        if (Accepts(page)) File.WriteAllText(file, printed);
        var committed = File.Exists(file) ? File.ReadAllText(file) : "";

        Assert.True(printed == committed, $"docs/{page} is not what the code prints. Accept it: NETSCAFFOLD_ACCEPT={page} dotnet test");
    }

    [GeneratedRegex("NS[0-9]{4}(?![0-9])")]
    private static partial Regex Code();
}
