using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

/// <summary>Mistakes that were made once.</summary>
public sealed class RegressionTests
{
    [Fact]
    public void Check_WithAFolderWhereAFileBelongs_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "-o", folder["shop"]).ExitCode);
        File.Delete(folder["shop/README.md"]);
        Directory.CreateDirectory(folder["shop/README.md"]);
        var run = CliRun.Of("render", folder["shop"], "--check");
        Assert.Equal(ExitCodes.CannotWrite, run.ExitCode);
        Assert.Contains("NS8010", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The README lists findings: their order must not depend on whether answers come from flags or from the written file.</summary>
    [Theory]
    [InlineData("--service", "z=r.example/x:1", "--service", "b=r.example/y:1")]
    [InlineData("--max-body-size", "1Mi", "--rate-limit", "5")]
    [InlineData("--expose", "frontend=/", "--expose", "backend=b.example.com/")]
    public void Check_RightAfterNew_FindsNothing(params string[] flags)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Success, CliRun.Of(["new", "shop", "-o", folder["shop"], .. flags]).ExitCode);
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", folder["shop"], "--check").ExitCode);
    }

    /// <summary>A strategic merge moves patched variables to the front, where $(HOST) is not yet known.</summary>
    [RealToolTheory]
    [MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Variable_SetByAnEnvironment_KeepsItsPlace(string tools)
    {
        var result = Rendered.Of("name: shop\nbundle: both\nenvironments: [{name: dev, set: {services.api.env.URL: \"https://$(HOST)/dev\"}}, prod]\nservices: [{name: api, image: \"registry.example/a:1\", env: {HOST: db.example.com, URL: \"https://$(HOST)/\"}}]\n");
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        await Invariants.RealToolTests.CheckAsync(result, RealTools.Get(tools), folder.Path);
    }

    [Theory]
    [InlineData("[{code: NS2503, reason: old, until: 2026-01-01}, {code: NS2503, reason: new}]")]
    [InlineData("[{code: NS2503, reason: new}, {code: NS2503, reason: old, until: 2026-01-01}]")]
    public void Waiver_ThatEnded_DoesNotHideOneThatCounts(string waivers) =>
        Assert.NotNull(Rendered.Try($"name: shop\nservices: [{{name: a, env: {{TOKEN: x}}}}]\nwaivers: {waivers}\n").Value);

    [Fact]
    public void StorageClass_TakenAwayByAnEnvironment_IsRefused()
    {
        var outcome = Rendered.Try("name: shop\nenvironments: [{name: dev, set: {services.db.storage.class: \"\"}}, prod]\nservices: [{name: db, kind: statefulset, storage: {path: /var/lib/postgresql, class: fast}}]\n");
        Assert.Equal("NS1023", Assert.Single(outcome.Diagnostics).Code);
    }

    [Fact]
    public void Set_WithAnEndlessPath_IsRefused() =>
        Assert.Equal(ExitCodes.Usage, CliRun.Of("new", "shop", "--dry-run", "--set", string.Join('.', Enumerable.Repeat("a", 60_000)) + "=1").ExitCode);

    [Theory]
    [InlineData("--force", "new", "--forse", "shop")]
    [InlineData("--check", "render", "--chek")]
    public void Flag_Mistyped_IsNamedWithTheNearestOne(string nearest, params string[] arguments)
    {
        var run = CliRun.Of(arguments);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(nearest, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_OfAnEnvironment_ThatIsAnotherHostThere_IsRefused()
    {
        var outcome = Rendered.Try("name: shop\nedge: {host: shop.test}\nenvironments: [{name: dev, host: dev.api.shop.test}, prod]\nservices: [{name: a, expose: [{path: /}, {path: /, host: api.shop.test}]}]\n");
        Assert.Equal("NS1041", Assert.Single(outcome.Diagnostics).Code);
    }

    [Fact]
    public void Host_ThatNothingIsExposedOn_IsNowhere()
    {
        var result = Rendered.Of("name: shop\nbundle: both\nservices: [{name: a, expose: [{path: /, host: api.shop.test}]}]\n");
        Assert.DoesNotContain(result.Bundle.Files, f => f.Text.Contains("app.example.com", StringComparison.Ordinal) && f.Path != "netscaffold.schema.json");
    }

    [Theory]
    [InlineData("{path: /m, pathType: Exact, rewrite: /metrics}", true)]
    [InlineData("{path: /m2, rewrite: /public}", false)]
    [InlineData("{path: /, pathType: Exact}", false)]
    public void Metrics_BehindARewrite_AreJudgedByWhatIsReached(string expose, bool isPublic)
    {
        var outcome = Rendered.Try($"name: shop\nservices: [{{name: a, image: \"registry.example/a:1\", metrics: {{port: 8080}}, expose: [{expose}]}}]\n");
        Assert.Equal(isPublic, outcome.Diagnostics.Any(d => d.Code == "NS2105"));
    }
}
