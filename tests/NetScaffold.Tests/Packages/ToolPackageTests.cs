using CliWrap;
using CliWrap.Buffered;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Packages;

/// <summary>The tool package, installed from a local folder in each way that dotnet has, does what the tool does.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>No other source, and no cache: another build of the same version may be there.</summary>
    public ToolPackageTests() => _folder.Write("nuget.config", $"""
        <configuration>
          <packageSources><clear /><add key="local" value="{ToolPackages.Folder}" /></packageSources>
        </configuration>
        """);

    public void Dispose() => _folder.Dispose();

    [ToolPackageFact]
    public async Task Tool_InstalledToAFolder_WritesTheBundle()
    {
        await Run("dotnet", "tool", "install", "NetScaffold", "--tool-path", _folder["tools"]);

        await CheckBundle(_folder[Path.Combine("tools", "netscaffold")]);
    }

    /// <summary>The portable package, which platforms without a native one get.</summary>
    [ToolPackageFact]
    public async Task PortableTool_InstalledToAFolder_WritesTheBundle()
    {
        await Run("dotnet", "tool", "install", "NetScaffold.any", "--tool-path", _folder["tools"]);

        await CheckBundle(_folder[Path.Combine("tools", "netscaffold")]);
    }

    [ToolPackageFact]
    public async Task Tool_OfAManifest_IsRestoredAndRuns()
    {
        _folder.Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": { "netscaffold": { "version": "0.1.0", "commands": ["netscaffold"] } } }""");
        await Run("dotnet", "tool", "restore");

        await CheckBundle("dotnet", "netscaffold");
    }

    [ToolPackageFact]
    public async Task Tool_Executed_NeedsNoInstallation() => await CheckBundle("dotnet", "tool", "exec", "--yes", "NetScaffold", "--");

    private async Task CheckBundle(params string[] tool)
    {
        await Run([.. tool, "new", "shop", "--yes", "--bundle", "both", "--output", _folder["shop"]]);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "examples", "shop"), "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Path.Combine(Repository.Root, "examples", "shop"), file);
            Assert.True(await File.ReadAllTextAsync(file) == await File.ReadAllTextAsync(Path.Combine(_folder["shop"], path)), $"{path} differs. If the packages are of an older build, run eng/pack.");
        }
    }

    private async Task Run(params string[] words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var program = words[0] == "dotnet" ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" : words[0];
        var result = await global::CliWrap.Cli.Wrap(program)
            .WithArguments(words[1..])
            .WithWorkingDirectory(_folder.Path)
            .WithEnvironmentVariables(e => e.Set("NUGET_PACKAGES", _folder["packages"]).Set("DOTNET_CLI_HOME", _folder["home"]).Set("DOTNET_NOLOGO", "1").Set("DOTNET_CLI_TELEMETRY_OPTOUT", "1")
                .Set("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false").Set("DOTNET_ADD_GLOBAL_TOOLS_TO_PATH", "false").Set("DOTNET_CLI_UI_LANGUAGE", "en"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', words)}: {result.ExitCode}\n{result.StandardOutput}{result.StandardError}");
    }
}
