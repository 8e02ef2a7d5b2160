using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NetScaffold.Connectivity;
using Xunit;

namespace NetScaffold.Tests.Connectivity.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string Shop = HtmlReport.Print(SampleReports.Example("shop"));

    [Fact]
    public void Print_OfShop_TellsEachConnectionAndPolicy()
    {
        Assert.Equal(
            ["shop/backend[Deployment] shop/database[StatefulSet] TCP 5432 allowed", "shop/frontend[Deployment] shop/backend[Deployment] TCP 8080 allowed",
                "{gateway shop/shop} shop/backend[Deployment] TCP 8080 allowed", "{gateway shop/shop} shop/frontend[Deployment] TCP 8080 allowed"],
            Rows(Shop));
        Assert.Contains("<p>3 workloads, 5 policies, 4 connections.</p>", Shop, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\"><code>NetworkPolicy shop/default-deny</code></th><td>pods of namespace shop</td><td>nothing</td><td>nothing</td>", Shop, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("eleven-services")]
    public void Print_Twice_GivesEqualBytes(string example) => Assert.Equal(HtmlReport.Print(SampleReports.Example(example)), HtmlReport.Print(SampleReports.Example(example)));

    [Fact]
    public void Print_OfShop_StaysSmall() => Assert.InRange(Encoding.UTF8.GetByteCount(Shop), 10_000, 60_000);

    [Fact]
    public void Print_OfObjectsInAnotherOrder_GivesTheSameTablesAndDrawing()
    {
        var objects = Enumerable.Range(0, 6).Select(i => SampleReports.Workload($"ns-{i % 2}", $"app-{i}")).ToList();
        objects.Add(SampleReports.Policy("ns-0", "app-2", [("ns-1", "app-1", 8080)]));
        objects.Add(SampleReports.Policy("ns-1", "app-5", [("ns-0", "app-2", 8080)]));
        var backwards = Enumerable.Reverse(objects).ToArray();
        Assert.Equal(HtmlReport.Print(SampleReports.Of([.. objects])), HtmlReport.Print(SampleReports.Of(backwards)));
    }

    [Fact]
    public void Print_NamesNothingOutsideThePage()
    {
        foreach (var page in new[] { Shop, HtmlReport.Print(SampleReports.Hostile()) })
        {
            Assert.DoesNotMatch(ElementsThatLoad(), page);
            Assert.DoesNotMatch(AttributesThatLoad(), page);
            Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
            Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Print_LetsNothingRunButItsOwnScriptAndStyle()
    {
        var policy = Regex.Match(Shop, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        Assert.Equal($"default-src 'none'; style-src '{HashOf("style")}'; script-src '{HashOf("script")}'; base-uri 'none'; form-action 'none'", policy);
        Assert.Single(Regex.Matches(Shop, "<script>"));
        Assert.Single(Regex.Matches(Shop, "<style>"));

        static string HashOf(string element)
        {
            var text = Regex.Match(Shop, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
        }
    }

    [Fact]
    public void Print_OfHostileNames_HasThemAsTextAlone()
    {
        var page = HtmlReport.Print(SampleReports.Hostile());
        Assert.Equal(Tags(Shop), Tags(page));
        Assert.DoesNotMatch(EventAttribute(), page);
        Assert.Contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.Contains("a\\u202Eb\\u0000c", page, StringComparison.Ordinal);
        Assert.Contains("&lt;!-- %% {{script}}", page, StringComparison.Ordinal);
        // The drawing is XML: it parses as a whole, so nothing broke out of it.
        Assert.Contains(Drawing(page).Descendants(), e => e.Name.LocalName == "text");

        static IEnumerable<string> Tags(string page) => Regex.Matches(page, "<([a-z0-9]+)").Select(m => m.Groups[1].Value).Distinct().Except(["li", "ul", "title", "p"]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Print_OfEveryKind_MarksEachInDrawingTableAndLegend()
    {
        var page = HtmlReport.Print(SampleReports.WithAllKinds(SampleReports.Example("eleven-services")));
        foreach (var (kind, word) in new[] { ("declared", "declared"), ("side", "side flow"), ("undeclared", "undeclared"), ("missing", "missing") })
        {
            Assert.Contains($"<g class=\"arrow {kind}\" data-arrow=", page, StringComparison.Ordinal);
            Assert.Contains($"<span class=\"kind {kind}\">{word}</span>", page, StringComparison.Ordinal);
            Assert.Contains($"</svg> {word}: ", page, StringComparison.Ordinal);
            Assert.Contains($"name=\"kind\" value=\"{kind}\" checked> {word} (", page, StringComparison.Ordinal);
        }

        Assert.Contains(">undeclared: TCP ", page, StringComparison.Ordinal);
        Assert.Contains(">missing: TCP ", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"verdict bad\">Not as declared: 3 undeclared, 3 missing.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<td>Scraping by Prometheus.</td>", page, StringComparison.Ordinal);
        Assert.All(Rows(page).Take(6), row => Assert.Matches("undeclared|missing", row));
    }

    [Fact]
    public void Print_WhenAllIsAsDeclared_SaysSo()
    {
        var report = SampleReports.Example("shop");
        report = report with { Connections = [.. report.Connections.Select(c => c with { Kind = FlowKind.Declared })] };
        Assert.Contains("<p class=\"verdict\">Open is what was declared and what that needs, and nothing else.</p>", HtmlReport.Print(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Print_OfManyConnections_CutsTheTableAndSaysByHowMuch()
    {
        var report = SampleReports.Open(namespaces: 5, workloads: 8);
        var page = HtmlReport.Print(report);
        Assert.Equal(HtmlReport.MaxRows, Rows(page).Count());
        // 40 workloads: each reaches 39 others and outside, and outside reaches each.
        Assert.Contains($"<p>{(40 * 39) + 80 - HtmlReport.MaxRows} more connections are not listed here", page, StringComparison.Ordinal);
        Assert.Contains("<code>netscaffold reach PATH --format csv</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_OfManyConnections_CutsNoneThatIsWrong()
    {
        var report = SampleReports.Open(namespaces: 5, workloads: 8);
        report = report with { Connections = report.Connections.SetItem(report.Connections.Length - 1, report.Connections[^1] with { Kind = FlowKind.Undeclared }) };
        Assert.EndsWith(" undeclared", Rows(HtmlReport.Print(report)).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Print_OfNothing_IsAPageThatSaysSo()
    {
        var page = HtmlReport.Print(SampleReports.Of());
        Assert.Contains("<p>There is no workload.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<p>Nothing can reach anything.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<p>There are no policies: every pod may reach every other.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_ShowsFindingsWithCodeAndPlace()
    {
        var page = HtmlReport.Print(SampleReports.Of("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x, namespace: y}\n"));
        Assert.Matches("<li><span class=\"severity [a-z]+\">[a-z]+ NS6[0-9]{3}</span> <code>all.yaml\\(1,1\\)</code>: .*CiliumNetworkPolicy y/x", page);
    }

    private static IEnumerable<string> Rows(string page) =>
        from row in Regex.Matches(Regex.Match(page, "<table id=\"connections\">.*?</table>", RegexOptions.Singleline).Value, "<tr data-.*?</tr>")
        select string.Join(' ', Regex.Matches(row.Value, ">([^<>]+)<").Select(m => m.Groups[1].Value));

    private static XElement Drawing(string page) => XElement.Parse(Regex.Match(page, "<svg id=\"drawing\".*?</svg>", RegexOptions.Singleline).Value);

    [GeneratedRegex("<(link|img|iframe|object|embed|use|image|script [^>]|base|video|audio|source)\\b")]
    private static partial Regex ElementsThatLoad();

    [GeneratedRegex("<[^>]*\\s(src|href|xlink:href|srcset|action|formaction|poster|data)\\s*=")]
    private static partial Regex AttributesThatLoad();

    [GeneratedRegex("<[^>]*\\son[a-z]+\\s*=")]
    private static partial Regex EventAttribute();
}
