using System.Text.Json;
using Microsoft.Playwright;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Connectivity.Reports;

/// <summary>One Chromium for all tests of a class, started when the first page is opened.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _browser = new(async () =>
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Browsers.Executable }));
    });

    internal async Task<OpenPage> OpenAsync(ReachReport report, BrowserNewContextOptions? options = null) =>
        await OpenPage.OpenAsync((await _browser.Value).Browser, HtmlReport.Print(report), options);

    public async ValueTask DisposeAsync()
    {
        if (!_browser.IsValueCreated) return;
        var (playwright, browser) = await _browser.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}

/// <summary>A report in a window, with what it asked for and complained about.</summary>
internal sealed class OpenPage(IBrowserContext context, IPage page, TemporaryFolder folder) : IAsyncDisposable
{
    public IPage Page => page;

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    public static async Task<OpenPage> OpenAsync(IBrowser browser, string html, BrowserNewContextOptions? options)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["report.html"], html);
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var opened = new OpenPage(context, await context.NewPageAsync(), folder);
        opened.Page.Request += (_, request) => opened.Requests.Add(request.Url);
        opened.Page.Console += (_, message) => opened.Complaints.Add(message.Text);
        opened.Page.PageError += (_, error) => opened.Complaints.Add(error);
        opened.Page.Dialog += (_, dialog) => opened.Complaints.Add(dialog.Message);
        await opened.Page.GotoAsync(new Uri(folder["report.html"]).AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return opened;
    }

    /// <summary>What is seen of the table: source, destination, ports and kind of each row.</summary>
    public Task<string[]> RowsAsync() => page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('#connections tbody tr')].filter(r => r.checkVisibility()).map(r => [...r.cells].slice(0, 4).map(c => c.textContent).join(' '))");

    /// <summary>Titles of the arrows that are seen.</summary>
    public Task<string[]> ArrowsAsync() => page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('#drawing .arrow')].filter(a => getComputedStyle(a).display !== 'none').map(a => a.querySelector('title').textContent)");

    /// <summary>Labels that are seen.</summary>
    public Task<string[]> LabelsAsync() => page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('#drawing .label')].filter(a => getComputedStyle(a).display !== 'none').map(a => a.textContent)");

    /// <summary>Runs a script that gives a list of sentences about what is wrong.</summary>
    public async Task<List<string>> ProblemsAsync(string script) =>
        [.. (await page.EvaluateAsync(script))!.Value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.ToString())];

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }
}
