using System.Text.RegularExpressions;
using NetScaffold.Connectivity;
using Xunit;

namespace NetScaffold.Tests.Connectivity.Reports;

public sealed partial class MermaidReportTests
{
    [Fact]
    public void Print_OfShop_IsThisChart() => Assert.Equal(
        """
        flowchart LR
          n0{{"gateway shop/shop<br/>app.example.com<br/>in envoy-gateway-system"}}
          subgraph s1["shop"]
            n1["backend<br/>Deployment<br/>Service :8080"]
            n2["database<br/>StatefulSet<br/>Services :5432"]
            n3["frontend<br/>Deployment<br/>Service :8080"]
          end
          n1 -->|"TCP 5432"| n2
          n3 -->|"TCP 8080"| n1
          n0 -->|"TCP 8080"| n1
          n0 -->|"TCP 8080"| n3
          linkStyle 0,1,2,3 stroke:#2a7fcb
          classDef entry stroke:#2a7fcb,stroke-width:2px
          class n0 entry

        """,
        MermaidReport.Print(SampleReports.Example("shop")));

    [Fact]
    public void Print_OfElevenServices_HasAnArrowForEachConnection()
    {
        var report = SampleReports.Example("eleven-services");
        var chart = MermaidReport.Print(report);
        Assert.Equal(report.Connections.Length, Regex.Count(chart, "(?m)^  n[0-9]+ -->\\|"));
        Assert.Contains("([\"203.0.113.0/25<br/>outside\"])", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_OfEveryKind_TellsThemApartByLineAndStyle()
    {
        var chart = MermaidReport.Print(SampleReports.WithAllKinds(SampleReports.Example("eleven-services")));
        Assert.Matches("(?m)^  n[0-9]+ -->\\|\"TCP", chart);
        Assert.Matches("(?m)^  n[0-9]+ -\\.->\\|\"TCP", chart);
        Assert.Matches("(?m)^  n[0-9]+ ==>\\|\"undeclared: TCP", chart);
        Assert.Matches("(?m)^  n[0-9]+ --x\\|\"missing: TCP", chart);
        Assert.Equal(4, Regex.Count(chart, "(?m)^  linkStyle "));
    }

    [Fact]
    public void Print_OfHostileNames_HasThemInsideLabelsAlone()
    {
        var chart = MermaidReport.Print(SampleReports.Hostile());
        Assert.All(chart.TrimEnd('\n').Split('\n'), line => Assert.Matches(KnownLine(), line));
        Assert.Contains("#60;/script#62;#60;img src#61;x onerror#61;alert#40;1#41;#62;", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_OfOpenNamespaces_SaysSoInOneBox()
    {
        var chart = MermaidReport.Print(SampleReports.Open(namespaces: 1, workloads: 4));
        Assert.Equal(
            """
            flowchart LR
              n0(["any address<br/>outside"])
              n2(["any address<br/>outside"])
              subgraph s1["ns-00"]
                n1["app-00<br/>app-01<br/>app-02<br/>app-03<br/>each reaches each other: all ports"]
              end
              n0 -->|"all ports"| n1
              n1 -->|"all ports"| n2
              linkStyle 0,1 stroke:#2a7fcb
              classDef outside stroke:#a07d2c,stroke-dasharray:3 3
              class n0,n2 outside

            """,
            chart);
    }

    [Fact]
    public void Print_OfNothing_IsAChartThatSaysSo() => Assert.Equal("flowchart LR\n  note[\"There is no workload.\"]\n", MermaidReport.Print(SampleReports.Of()));

    // A label: nothing in it but letters, digits, a few signs, escapes and line breaks.
    [GeneratedRegex("""^(flowchart LR|  %% [^"]*|  subgraph s\d+\["LABEL"\]|  end|  (  )?n\d+(\[|\(\[|\{\{)"LABEL"(\]|\]\)|\}\})|  n\d+ -->\|"LABEL"\| n\d+|  linkStyle [\d,]+ [a-z0-9#:, -]+|  classDef [a-z]+ [a-z0-9#:, -]+|  class [n\d,]+ [a-z]+)$""")]
    private static partial Regex KnownLineTemplate();

    private static Regex KnownLine() => new(KnownLineTemplate().ToString().Replace("LABEL", @"([\p{L}\p{Nd} .,/:…-]|#\d+;|<br/>)*", StringComparison.Ordinal));
}
