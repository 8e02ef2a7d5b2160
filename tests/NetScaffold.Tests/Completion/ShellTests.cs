using System.Diagnostics;
using NetScaffold.Cli;
using NetScaffold.Cli.Commands;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Completion;

/// <summary>Each script, loaded as its first lines say by the shell that it is for; the shell itself is then asked for completions.</summary>
public sealed class ShellTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>Calls the function as readline does, since bash completes at a terminal alone.</summary>
    private const string Bash = """
        eval "$(netscaffold completion bash)"
        [[ "$(complete -p netscaffold)" == "complete -F _netscaffold netscaffold" ]] || exit 1
        compopt() { :; } # there only while readline completes
        COMP_LINE=$1 COMP_POINT=${#1}
        _netscaffold netscaffold "$2" ""
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    /// <summary>Types the line and a tab at a terminal of zsh's own, and waits for the word.</summary>
    private const string Zsh = """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; eval "$(netscaffold completion zsh)"; echo rea""dy'
        zpty -r shell seen '*ready*'
        zpty -n -w shell "$1"$'\t'
        zpty -r shell seen "*$2*"
        print -r -- "$seen"
        """;

    private const string Fish = """
        netscaffold completion fish | source
        complete -C $argv[1]
        """;

    private const string Pwsh = """
        param($line)
        netscaffold completion pwsh | Out-String | Invoke-Expression
        (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object { $_.CompletionText + "`t" + $_.ToolTip }
        """;

    private readonly TemporaryFolder _folder = new();

    public ShellTests()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        File.WriteAllText(_folder["bundle.yaml"], "");
    }

    public void Dispose() => _folder.Dispose();

    [ShellTheory("bash")]
    [InlineData("netscaffold new --cni ci", "ci", "cilium")]
    [InlineData("netscaffold new --cni=ci", "ci", "cilium")]
    [InlineData("netscaffold new --cni=", "", "cilium\ncalico\ncanal\nflannel\nweave\nexisting")]
    [InlineData("netscaffold new --call frontend:", "", "backend\ndatabase")]
    [InlineData("netscaffold new --cn", "--cn", "--cni")]
    [InlineData("netscaffold render bun", "bun", "bundle")]
    [InlineData("netscaffold new --answers bun", "bun", "bundle\nbundle.yaml")]
    public async Task Bash_Completes(string line, string word, string expected) =>
        Assert.Equal(expected.Split('\n').Order(), (await RunAsync("bash", "--norc", "-c", Bash, "bash", line, word)).TrimEnd('\n').Split('\n').Order());

    [ShellTheory("zsh")]
    [InlineData("netscaffold new --cni ci", "lium ")]
    [InlineData("netscaffold new --cni=ci", "lium ")]
    [InlineData("netscaffold new --cni ", "the pod network that the cluster already has")]
    [InlineData("netscaffold new --call frontend:da", "tabase ")]
    [InlineData("netscaffold render bun", "bundle/")]
    [InlineData("netscaffold new --answers bundle.", "yaml ")]
    public async Task Zsh_Completes(string line, string seen) => Assert.Contains(seen, await RunAsync("zsh", "-f", "-c", Zsh, "zsh", line, seen), StringComparison.Ordinal);

    [ShellTheory("fish")]
    [InlineData("netscaffold new --cni ci", "cilium\tCilium: eBPF, policies by DNS name, flow logs")]
    [InlineData("netscaffold new --cni=ci", "--cni=cilium\tCilium: eBPF, policies by DNS name, flow logs")]
    [InlineData("netscaffold new --call frontend:d", "frontend:database")]
    [InlineData("netscaffold render bun", "bundle/")]
    [InlineData("netscaffold new --answers bun", "bundle.yaml\nbundle/")]
    public async Task Fish_Completes(string line, string expected) => Assert.Equal(expected.Split('\n').Order(), (await RunAsync("fish", "--no-config", "-c", Fish, line)).TrimEnd('\n').Split('\n').Order());

    [ShellTheory("pwsh")]
    [InlineData("netscaffold new --bundle ", "helm\tHelm charts, one for each layer\nkustomize\tKustomize bases and one overlay for each environment\nboth\tboth forms, describing the same objects")]
    [InlineData("netscaffold new --cni=ci", "--cni=cilium\tCilium: eBPF, policies by DNS name, flow logs")]
    [InlineData("netscaffold new --layers cluster,p", "cluster,platform\tshared objects: the gateway class and its proxy")]
    [InlineData("netscaffold render bun", "./bundle\t{0}")]
    public async Task Pwsh_Completes(string line, string expected)
    {
        await File.WriteAllTextAsync(_folder["complete.ps1"], Pwsh);
        Assert.Equal(string.Format(null, expected, _folder["bundle"]), (await RunAsync("pwsh", "-NoProfile", "-NonInteractive", "-File", _folder["complete.ps1"], line)).TrimEnd('\n'));
    }

    [Fact]
    public void Completion_HasAScriptForEachShell() => Assert.All(CompletionCommand.Shells, shell =>
    {
        var run = CliRun.Of("completion", shell);
        Assert.True(run is { ExitCode: ExitCodes.Success, Error: "" }, run.ToString());
        Assert.Contains($"netscaffold completion {shell}", run.Output, StringComparison.Ordinal);
    });

    [Fact]
    public void Completion_ForAnotherShell_IsRefused() => Assert.Equal(
        "netscaffold: error NS1050: SHELL cannot be 'bsh'; did you mean bash? Choose one of bash, zsh, fish, pwsh.\n  See netscaffold completion --help.\n", CliRun.Of("completion", "bsh").Error);

    private async Task<string> RunAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(ShellTheoryAttribute.Find(shell)!, arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(typeof(Program).Assembly.Location)}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = start.Environment["XDG_CACHE_HOME"] = start.Environment["XDG_DATA_HOME"] = _folder["home"];
        start.Environment["TERM"] = "dumb";
        start.Environment["LC_ALL"] = "C.UTF-8";
        Directory.CreateDirectory(_folder["home"]);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Soon);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.HasExited && process.ExitCode == 0, $"{shell}: {await output}{await error}");
        return await output;
    }
}
