using System.Collections;
using CliWrap;
using CliWrap.Buffered;

namespace NetScaffold.Tests.Support;

/// <summary>One helm with one kubectl. Each call throws <see cref="RealToolException"/> with all that the tool said on failure.</summary>
public sealed record RealToolSet(string Name, string Helm, string Kubectl)
{
    /// <summary>Lints as strictly as helm can: a warning is a failure.</summary>
    public Task<string> HelmLintAsync(string chartFolder, params IEnumerable<string> valuesFiles) =>
        RunAsync(Helm, ["lint", "--strict", chartFolder, .. Values(valuesFiles)]);

    /// <summary>Renders a chart as an install would, test hooks included, without a cluster.</summary>
    public Task<string> HelmTemplateAsync(string release, string ns, string chartFolder, params IEnumerable<string> valuesFiles) =>
        RunAsync(Helm, ["template", release, chartFolder, "--namespace", ns, .. Values(valuesFiles)]);

    public Task<string> KubectlKustomizeAsync(string folder) => RunAsync(Kubectl, ["kustomize", folder]);

    private static IEnumerable<string> Values(IEnumerable<string> files) => files.SelectMany(f => new[] { "--values", f });

    private static async Task<string> RunAsync(string file, string[] arguments)
    {
        var result = await global::CliWrap.Cli.Wrap(file) // NetScaffold.Cli is a namespace of ours
            .WithArguments(arguments)
            .WithEnvironmentVariables(PrivateEnvironment)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        if (result.ExitCode != 0)
            throw new RealToolException($"{Path.GetFileName(file)} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.StandardError}{result.StandardOutput}");
        return result.StandardOutput;
    }

    // No user's plugins, repositories, defaults or cluster: results must depend on the arguments alone.
    private static readonly Dictionary<string, string?> PrivateEnvironment = MakePrivateEnvironment();

    private static Dictionary<string, string?> MakePrivateEnvironment()
    {
        var home = Directory.CreateTempSubdirectory("netscaffold-tools-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(home, recursive: true);

        var variables = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("HELM_", StringComparison.Ordinal) || name.StartsWith("KUBE", StringComparison.Ordinal))
                variables[name] = null;
        }

        foreach (var name in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" })
            variables[name] = home;
        variables["KUBECONFIG"] = Path.Combine(home, "no-kubeconfig");
        return variables;
    }
}

public sealed class RealToolException : Exception
{
    public RealToolException() { }

    public RealToolException(string message) : base(message) { }

    public RealToolException(string message, Exception inner) : base(message, inner) { }
}
