using System.Text.RegularExpressions;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Connectivity.Reports;

/// <summary>The drawings of the examples as committed files, so that a review sees what moved.</summary>
public sealed class DrawingSnapshotTests
{
    private static readonly SnapshotFolder Committed = new(
        Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Connectivity", "Reports", "Drawings"),
        BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI")));

    private static readonly string[] Names = ["shop", "eleven-services"];

    public static TheoryData<string> Examples => new(Names);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Drawing_OfAnExample_IsTheCommittedOne(string example)
    {
        var report = SampleReports.Example(example);
        var drawing = Regex.Match(HtmlReport.Print(report), "<svg id=\"drawing\".*?</svg>\n", RegexOptions.Singleline).Value;
        Committed.Match(example, [("drawing.svg", drawing), ("chart.mmd", MermaidReport.Print(report))]);
    }

    [Fact]
    public void Drawings_AreOfTheseExamplesAlone() => Committed.RequireNoneBut(Names);
}
