using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Connectivity.Reports;

public sealed class HtmlReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Everything as it is drawn, measured: nothing outside, nothing on anything else.</summary>
    private const string Measure = """
        () => {
          const drawing = document.getElementById('drawing');
          const problems = [];
          const all = (selector) => [...drawing.querySelectorAll(selector)].map((element) => ({ element, box: element.getBBox(), name: element.className.baseVal + ' ' + element.textContent }));
          const meets = (a, b, slack) => a.x + slack < b.x + b.width && b.x + slack < a.x + a.width && a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
          const holds = (outer, inner) => outer.x - 0.5 <= inner.x && outer.y - 0.5 <= inner.y && inner.x + inner.width <= outer.x + outer.width + 0.5 && inner.y + inner.height <= outer.y + outer.height + 0.5;
          const view = drawing.viewBox.baseVal;
          for (const part of all('rect, path, text')) if (!holds(view, part.box)) problems.push('outside of the drawing: ' + part.name);
          const boxes = all('.box rect'), labels = all('.label'), lanes = all('.lane-name');
          for (const text of all('.box text')) if (!holds(text.element.parentNode.querySelector('rect').getBBox(), text.box)) problems.push('wider than its box: ' + text.name);
          const texts = [...labels, ...lanes];
          texts.forEach((text, i) => {
            for (const box of boxes) if (meets(text.box, box.box, 0)) problems.push('on a box: ' + text.name);
            for (const other of texts.slice(i + 1)) if (meets(text.box, other.box, 0)) problems.push(text.name + ' on ' + other.name);
          });
          boxes.forEach((box, i) => { for (const other of boxes.slice(i + 1)) if (meets(box.box, other.box, 0)) problems.push('two boxes meet'); });
          for (const line of all('.arrow path:not(.head)')) {
            for (let at = 0; at <= line.element.getTotalLength(); at += 2) {
              const point = line.element.getPointAtLength(at);
              const dot = { x: point.x - 0.5, y: point.y - 0.5, width: 1, height: 1 };
              for (const box of boxes) if (meets(dot, box.box, 1)) problems.push('crosses a box: ' + line.element.parentNode.textContent);
              for (const text of texts) if (meets(dot, text.box, 0.5)) problems.push('crosses ' + text.name + ': ' + line.element.parentNode.textContent);
            }
          }
          return [...new Set(problems)];
        }
        """;

    /// <summary>Contrast of each colour of text and lines with each ground they stand on (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast = """
        () => {
          const style = getComputedStyle(document.documentElement);
          const light = (name) => {
            const [r, g, b] = style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((hex) => parseInt(hex, 16) / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const problems = [];
          for (const ink of ['--ink', '--muted', '--open', '--side', '--undeclared', '--missing']) {
            for (const ground of ['--page', '--lane', '--box', '--entry', '--outside']) {
              if (ink !== '--ink' && ink !== '--muted' && (ground === '--entry' || ground === '--outside')) continue;
              const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
              if ((a + 0.05) / (b + 0.05) < 4.5) problems.push(ink + ' on ' + ground);
            }
          }
          return problems;
        }
        """;

    public static TheoryData<string> Reports => ["shop", "eleven-services", "every kind", "hostile", "open", "chain", "namespaces"];

    [BrowserTheory]
    [MemberData(nameof(Reports))]
    public async Task Page_Opened_AsksForNothingAndComplainsOfNothing(string name)
    {
        await using var opened = await chromium.OpenAsync(Report(name));
        Assert.EndsWith("/report.html", Assert.Single(opened.Requests), StringComparison.Ordinal);
        Assert.Empty(opened.Complaints);
        Assert.True(await opened.Page.Locator("#controls").IsVisibleAsync());
    }

    [BrowserTheory]
    [MemberData(nameof(Reports))]
    public async Task Drawing_Measured_HasNothingOnAnythingElse(string name)
    {
        await using var opened = await chromium.OpenAsync(Report(name));
        Assert.True(await opened.Page.Locator("#drawing .box").CountAsync() > 0);
        Assert.Empty(await opened.ProblemsAsync(Measure));
    }

    [BrowserFact]
    public async Task Filter_ByKind_HidesRowsArrowsAndLabels()
    {
        await using var opened = await chromium.OpenAsync(Report("every kind"));
        var labels = await opened.LabelsAsync();
        await opened.Page.GetByLabel("declared (8)", new PageGetByLabelOptions { Exact = true }).UncheckAsync();
        await opened.Page.GetByLabel("side flow (4)").UncheckAsync();
        var rows = await opened.RowsAsync();
        Assert.Equal(6, rows.Length);
        Assert.All(rows, row => Assert.Matches("(undeclared|missing)$", row));
        Assert.Equal(6, (await opened.ArrowsAsync()).Length);
        Assert.Equal(labels.Where(l => l.Contains(": ", StringComparison.Ordinal)), await opened.LabelsAsync());
        Assert.Equal("6 of 18 shown", await opened.Page.Locator("output").TextContentAsync());
    }

    [BrowserFact]
    public async Task Search_HidesWhatLacksAWord_AndDimsBoxesWithoutArrows()
    {
        await using var opened = await chromium.OpenAsync(Report("eleven-services"));
        await opened.Page.GetByLabel("Search").FillAsync("CHECKOUT 50051");
        Assert.Equal(["boutique/checkout[Deployment] boutique/payment[Deployment] TCP 50051 allowed", "boutique/checkout[Deployment] boutique/shipping[Deployment] TCP 50051 allowed"], await opened.RowsAsync());
        Assert.Equal(["allowed: checkout to payment, TCP 50051", "allowed: checkout to shipping, TCP 50051"], await opened.ArrowsAsync());
        Assert.Equal(["TCP 50051", "TCP 50051"], await opened.LabelsAsync());
        Assert.Equal(11, await opened.Page.Locator("#drawing .box.dim").CountAsync());

        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("output")).ToHaveTextAsync("18 of 18 shown");
        Assert.Equal(18, (await opened.ArrowsAsync()).Length);
        Assert.Equal(0, await opened.Page.Locator("#drawing .dim").CountAsync());
    }

    [BrowserFact]
    public async Task Filter_BySourceDestinationAndNamespace_ShowsTheRest()
    {
        await using var opened = await chromium.OpenAsync(Report("shop"));
        await opened.Page.GetByLabel("Source").SelectOptionAsync(new SelectOptionValue { Label = "{gateway shop/shop}" });
        Assert.Equal(2, (await opened.RowsAsync()).Length);
        await opened.Page.GetByLabel("Destination").SelectOptionAsync(new SelectOptionValue { Label = "shop/backend[Deployment]" });
        Assert.Equal(["{gateway shop/shop} shop/backend[Deployment] TCP 8080 allowed"], await opened.RowsAsync());
        Assert.Equal(["allowed: gateway shop/shop to backend, TCP 8080"], await opened.ArrowsAsync());

        await using var chain = await chromium.OpenAsync(Report("chain"));
        await chain.Page.GetByLabel("Namespace").SelectOptionAsync(new SelectOptionValue { Label = "ns-1" });
        var rows = await chain.RowsAsync();
        Assert.InRange(rows.Length, 1, 40);
        Assert.All(rows, row => Assert.Contains("ns-1/", row, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Pointer_OnABox_LeavesItsArrowsAlone()
    {
        await using var opened = await chromium.OpenAsync(Report("eleven-services"));
        await opened.Page.Locator("#drawing .box", new PageLocatorOptions { HasTextString = "recommendation" }).HoverAsync();
        Assert.Equal(
            ["allowed: frontend to recommendation, TCP 8080", "allowed: recommendation to catalogue, TCP 3550"],
            await opened.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#drawing.follow .arrow.near title')].map(t => t.textContent)"));
    }

    [BrowserFact]
    public async Task Page_WithoutScript_ShowsAllAndNoControls()
    {
        await using var opened = await chromium.OpenAsync(Report("shop"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        Assert.False(await opened.Page.Locator("#controls").IsVisibleAsync());
        Assert.Equal(4, await opened.Page.Locator("#connections tbody tr").CountAsync());
        Assert.True(await opened.Page.Locator("#connections tbody tr").Last.IsVisibleAsync());
        Assert.True(await opened.Page.Locator("#drawing").IsVisibleAsync());
    }

    [BrowserTheory]
    [InlineData("shop")]
    [InlineData("eleven-services")]
    public async Task Print_GivesLandscapePagesWithoutControls_WhereTheDrawingFits(string name)
    {
        await using var opened = await chromium.OpenAsync(Report(name));
        var pdf = Encoding.Latin1.GetString(await opened.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true }));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        // A4 in points; Chromium rounds to whole pixels first.
        Assert.Matches(@"/MediaBox \[0 0 84[12](\.\d+)? 59[4-6](\.\d+)?\]", pdf);
        Assert.InRange(Regex.Count(pdf, @"/Type /Page\b"), 1, 6);

        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await opened.Page.SetViewportSizeAsync(1047, 718); // A4 landscape without its margins
        Assert.False(await opened.Page.Locator("#controls").IsVisibleAsync());
        var drawing = (await opened.Page.Locator("#drawing").BoundingBoxAsync())!;
        Assert.True(drawing.X >= 0 && drawing.X + drawing.Width <= 1047 && drawing.Height <= 718, $"{drawing.X} {drawing.Width} × {drawing.Height}");
        Assert.Equal("rgb(255, 255, 255)", await Background(opened));
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, "rgb(18, 23, 30)")]
    public async Task Page_InEitherScheme_HasItsGroundAndEnoughContrast(ColorScheme scheme, string ground)
    {
        await using var opened = await chromium.OpenAsync(Report("every kind"), new BrowserNewContextOptions { ColorScheme = scheme });
        Assert.Equal(ground, await Background(opened));
        Assert.Empty(await opened.ProblemsAsync(Contrast));
    }

    [BrowserFact]
    public async Task Page_ToAssistiveTechnology_NamesItsParts()
    {
        await using var opened = await chromium.OpenAsync(Report("every kind"));
        foreach (var heading in new[] { "Drawing", "Connections", "Findings", "Policies" })
            Assert.Equal(1, await opened.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Level = 2 }).CountAsync());
        Assert.Equal(1, await opened.Page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Who can reach whom: eleven-services" }).CountAsync());
        Assert.Equal(1, await opened.Page.GetByRole(AriaRole.Search, new PageGetByRoleOptions { Name = "Filter" }).CountAsync());
        Assert.Equal(5, await opened.Page.Locator("#connections").GetByRole(AriaRole.Columnheader).CountAsync());
        Assert.Equal(18, await opened.Page.Locator("#connections").GetByRole(AriaRole.Rowheader).CountAsync());
        Assert.Empty(await opened.ProblemsAsync("() => [...document.querySelectorAll('select, input')].filter(f => !f.labels.length).map(f => f.name)"));
    }

    private static Task<string> Background(OpenPage opened) => opened.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static ReachReport Report(string name) => name switch
    {
        "every kind" => SampleReports.WithAllKinds(SampleReports.Example("eleven-services")),
        "hostile" => SampleReports.Hostile(),
        "open" => SampleReports.Open(namespaces: 3, workloads: 4),
        "chain" => SampleReports.WithAllKinds(SampleReports.Chain(workloads: 12)),
        "namespaces" => SampleReports.WithAllKinds(SampleReports.Chain(workloads: 80)),
        _ => SampleReports.Example(name),
    };
}
