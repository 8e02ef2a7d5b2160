using CliWrap;
using CliWrap.Buffered;
using NetScaffold.Answers;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.TemplatePack;

/// <summary>The real <c>dotnet new</c> with the committed template, in a hive of its own: byte for byte what the tool's pipeline gives.</summary>
public sealed class DotnetNewTests : IClassFixture<DotnetNewTests.Hive>
{
    private readonly Hive _hive;

    public DotnetNewTests(Hive hive) => _hive = hive;

    /// <summary>The default, each choice that is not the default, texts, and a few pairs spread over all; all pairs go through the simulation.</summary>
    [Fact]
    public async Task Accepted_EqualTheTool()
    {
        var pairs = PackCases.Pairs.Where((_, i) => i % 40 == 7).Where(c => c.Expected is not null);
        PackCase[] runs = [PackCase.Of(), .. PackCases.Singles.Where(c => !PackCases.IsDefault(c)), .. PackCases.Texts, .. pairs];
        var files = 0;
        foreach (var run in runs) files += await EqualsTheTool(run);
        Assert.True(runs.Length >= 35 && files > 800, $"{runs.Length} runs, {files} files");
    }

    /// <summary>One of each kind; the others go through the simulation.</summary>
    [Theory]
    [InlineData("--name is not valid")]
    [InlineData("--host is not valid")]
    [InlineData("--acme-email is not valid")]
    [InlineData("--tls-issuer-name is required")]
    [InlineData("NS2002")]
    [InlineData("NS2512")]
    [InlineData("NS2066")]
    public async Task Refused_WritesNothing_AndExitsWith105(string text)
    {
        using var folder = new TemporaryFolder();
        var run = PackCases.Refused.First(r => r.Text == text).Case;
        var (exitCode, output) = await _hive.Run(folder.Path, run);
        Assert.True(exitCode == 105, $"{run}: {exitCode}\n{output}");
        Assert.Contains(text, output);
        Assert.Empty(folder.Snapshot());
    }

    [Fact]
    public async Task DryRun_OfARefusal_ShowsTheReason()
    {
        using var folder = new TemporaryFolder();
        var (_, output) = await _hive.Run(folder.Path, PackCase.Of((Questions.TlsIssuer, "letsencrypt")), "--dry-run");
        Assert.Contains("NS2512", output);
        Assert.Empty(folder.Snapshot());
    }

    [Fact]
    public async Task UnknownChoice_IsRefusedByTheEngine()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _) = await _hive.Run(folder.Path, PackCase.Of((Questions.Cni, "flanel")));
        Assert.Equal(127, exitCode);
        Assert.Empty(folder.Snapshot());
    }

    private async Task<int> EqualsTheTool(PackCase run)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await _hive.Run(folder.Path, run);
        Assert.True(exitCode == 0, $"{run}: {exitCode}\n{output}");
        var written = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder.Path, f).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);
        var expected = run.Expected!;
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, text) in expected) Assert.True(written[path].AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(text)), $"{run}: {path} differs\n{System.Text.Encoding.UTF8.GetString(written[path])}");
        return expected.Count;
    }

    /// <summary>The template, installed once from the repository's root.</summary>
    public sealed class Hive : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _home = new();

        public async Task InitializeAsync()
        {
            var (exitCode, output) = await Dotnet("new", "install", Repository.Root, "--debug:custom-hive", _home["hive"]);
            Assert.True(exitCode == 0, output);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _home.Dispose();

        internal Task<(int ExitCode, string Output)> Run(string folder, PackCase run, params string[] more) =>
            Dotnet(["new", "netscaffold", "--output", folder, "--debug:custom-hive", _home["hive"], "--no-update-check", .. run.Arguments, .. more]);

        private async Task<(int ExitCode, string Output)> Dotnet(params string[] arguments)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var result = await global::CliWrap.Cli.Wrap(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
                .WithArguments(arguments)
                .WithWorkingDirectory(_home.Path)
                .WithEnvironmentVariables(e => e.Set("DOTNET_CLI_HOME", _home.Path).Set("DOTNET_NOLOGO", "1").Set("DOTNET_CLI_TELEMETRY_OPTOUT", "1")
                    .Set("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false").Set("DOTNET_ADD_GLOBAL_TOOLS_TO_PATH", "false").Set("DOTNET_CLI_UI_LANGUAGE", "en"))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(limit.Token);
            return (result.ExitCode, result.StandardOutput + result.StandardError);
        }
    }
}
