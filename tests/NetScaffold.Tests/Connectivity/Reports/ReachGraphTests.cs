using NetScaffold.Connectivity;
using Xunit;

namespace NetScaffold.Tests.Connectivity.Reports;

public sealed class ReachGraphTests
{
    [Fact]
    public void Of_WorkloadsThatAreNotAlike_DrawsEachAlone()
    {
        var graph = Of(SampleReports.Of(SampleReports.Workload("a", "x"), SampleReports.Workload("a", "y"), SampleReports.Workload("a", "z"), SampleReports.Policy("a", "z", [("a", "x", 80)])));
        Assert.Equal(["x", "y", "z"], graph.Boxes.Where(b => b.Kind == BoxKind.Workload).Select(b => Assert.Single(b.Names)));
    }

    /// <summary>What a box of several says, and what its arrows say, is true of each of them.</summary>
    [Fact]
    public void Of_AlikeWorkloads_LosesNoConnectionAndAddsNone()
    {
        var report = SampleReports.Of(
            [.. Enumerable.Range(0, 5).Select(i => SampleReports.Workload("a", $"x{i}")), SampleReports.Workload("a", "w"), SampleReports.Policy("a", "w", [("a", "x1", 80)]),
                .. Enumerable.Range(0, 3).Select(i => SampleReports.Workload("b", $"z{i}"))]);
        var rows = ReportRows.Of(report);
        var graph = ReachGraph.Of(report, rows);
        Assert.Equal([4, 3], graph.Boxes.Select(b => b.Places.Length).Where(n => n > 1).OrderDescending());

        var drawn = (from arrow in graph.Arrows from s in graph.Boxes[arrow.Source].Places from d in graph.Boxes[arrow.Destination].Places select $"{s} {d} {arrow.Ports}")
            .Concat(from box in graph.Boxes where box.Places.Length > 1 from s in box.Places from d in box.Places where s != d select $"{s} {d} {PortSet.All}");
        Assert.Equal(rows.Select(r => $"{r.Source} {r.Destination} {r.Ports}").Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_EachRow_LeadsToTheArrowThatShowsIt()
    {
        var report = SampleReports.WithAllKinds(SampleReports.Example("eleven-services"));
        var rows = ReportRows.Of(report);
        var graph = ReachGraph.Of(report, rows);
        Assert.All(rows.Zip(graph.ArrowOfRow), pair =>
        {
            var arrow = graph.Arrows[pair.Second];
            Assert.Contains(pair.First.Source, graph.Boxes[arrow.Source].Places);
            Assert.Contains(pair.First.Destination, graph.Boxes[arrow.Destination].Places);
            Assert.Equal(pair.First.Kind, arrow.Kind);
        });
    }

    [Theory]
    [InlineData(70)]
    [InlineData(30)] // few enough, but one after the other
    public void Of_WorkloadsThatMakeNoReadableDrawing_DrawsNamespaces(int workloads)
    {
        var rows = ReportRows.Of(SampleReports.Chain(workloads));
        var graph = ReachGraph.Of(SampleReports.Chain(workloads), rows);
        var box = Assert.Single(graph.Boxes);
        Assert.Equal("ns-0 ns-1 ns-2", string.Join(" ", box.Names));
        Assert.Equal($"{workloads} workloads, open among them: TCP 8000-8001", string.Join(", ", box.Details));
        Assert.StartsWith($"{workloads} workloads with {rows.Count} connections are more than can be drawn one by one", graph.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NamespacesThatDiffer_DrawsTheirArrows()
    {
        var objects = from i in Enumerable.Range(0, 62)
                      let ns = i < 31 ? "front" : "back"
                      from manifest in new[] { SampleReports.Workload(ns, $"app-{i}"), SampleReports.Policy(ns, $"app-{i}", i < 31 ? [] : [("front", $"app-{i - 31}", 80)]) }
                      select manifest;
        var graph = Of(SampleReports.Of([.. objects]));
        Assert.Equal(["back: 31 workloads", "front: 31 workloads"], graph.Boxes.Select(b => $"{b.Names[0]}: {string.Join(", ", b.Details)}"));
        Assert.Equal("front to back: TCP 80", Assert.Single(graph.Arrows.Select(a => $"{graph.Boxes[a.Source].Names[0]} to {graph.Boxes[a.Destination].Names[0]}: {a.Ports}")));
    }

    [Fact]
    public void Of_TooManyNamespaces_DrawsNothingAndSaysSo()
    {
        var objects = Enumerable.Range(0, 70).SelectMany(i => new[] { SampleReports.Workload($"ns-{i}", "app"), SampleReports.Policy($"ns-{i}", "app", [($"ns-{i - 1}", "app", 80)]) });
        var graph = Of(SampleReports.Of([.. objects]));
        Assert.Empty(graph.Boxes);
        Assert.StartsWith("70 workloads with 69 connections are more than can be drawn, by namespace as well.", graph.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0/0 ::/0", "any address")]
    [InlineData("0.0.0.0/0", "any IPv4 address")]
    [InlineData("::/0", "any IPv6 address")]
    [InlineData("192.0.2.0/24 198.51.100.7", "192.0.2.0/24, 198.51.100.7")]
    [InlineData("0.0.0.0/1 128.0.0.0/2 224.0.0.0/3", "any IPv4 address except 192.0.0.0/3")]
    public void Text_OfAddresses_IsTheShorterWayToSayIt(string blocks, string expected)
    {
        var set = blocks.Split(' ').Select(b => AddressSet.Parse(b)!).Aggregate((all, b) => all.Union(b));
        Assert.Equal(expected, new OutsidePlace(set).ToString());
    }

    private static ReachGraph Of(ReachReport report) => ReachGraph.Of(report, ReportRows.Of(report));
}
