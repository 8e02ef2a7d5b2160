using System.Text;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>
/// What each combination renders, as it is on disk. Beside the defaults a snapshot holds only what the choice changes:
/// <c>index.txt</c> lists every file, and a file that equals the one of the defaults is not kept twice.
/// </summary>
public sealed class SnapshotTests
{
    private const string Reference = "defaults";

    public static TheoryData<string> Names => Combinations.NamesOf([.. Combinations.Singles, .. Combinations.Fixtures]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Combination_Rendered_IsAsBefore(string name) => BundleSnapshot.Match(name, Snapshot(name));

    [Fact]
    public void Snapshots_OfNoCombination_AreNotKept() =>
        BundleSnapshot.RequireNoneBut(Combinations.Singles.Concat(Combinations.Fixtures).Select(c => c.Name).Append("refused-pairs"));

    private static IEnumerable<(string Path, string Text)> Snapshot(string name)
    {
        var outcome = Rendered.Try(Combinations.Get(name).Answers);
        var findings = string.Concat(outcome.Diagnostics.Select(d => $"{d}\n  {d.Help}\n"));
        yield return ("findings.txt", findings.Length == 0 ? "none\n" : findings);
        if (outcome.Value is not { } result) yield break;

        var defaults = name == Reference ? [] : Rendered.Of(Combinations.Get(Reference).Answers).AllFiles().ToDictionary(f => f.Path, f => f.Text);
        var index = new StringBuilder();
        foreach (var file in result.AllFiles().Where(f => f.Path != NetScaffold.Answers.AnswersSchema.FileName).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var isSame = defaults.GetValueOrDefault(file.Path) == file.Text;
            index.Append(isSame ? "as defaults  " : "its own      ").Append(file.Path).Append('\n');
            // Drawn from the same report as the table beside it, and held by tests of its own.
            if (!isSame && file.Path != "docs/reachability.html") yield return ($"bundle/{file.Path}", file.Text);
        }

        foreach (var missing in defaults.Keys.Except(result.AllFiles().Select(f => f.Path)).Order(StringComparer.Ordinal)) index.Append("not written  ").Append(missing).Append('\n');
        yield return ("index.txt", index.ToString());
    }
}
