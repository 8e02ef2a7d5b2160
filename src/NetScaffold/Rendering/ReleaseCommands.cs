using NetScaffold.Answers;
using NetScaffold.Planning;

namespace NetScaffold.Rendering;

/// <summary>The commands that install and remove an upstream release, from the bundle's folder; every word that an answer may change is quoted for the shell.</summary>
internal static class ReleaseCommands
{
    /// <summary>Server-side: these objects do not fit the annotation that a client-side apply keeps. Forced: another tool may have made them once, and they are one set.</summary>
    private const string ApplyServerSide = "kubectl apply --server-side --force-conflicts --filename -";

    /// <summary>With Helm.</summary>
    public static IEnumerable<string> Helm(Release release, AnswerSet answers)
    {
        foreach (var command in Definitions(release, answers, "")) yield return command;
        if (release.IsDefinitions) yield break;
        yield return $"helm upgrade --install {Name(release, answers)} {release.HelmReference} --namespace {Namespace(release, answers)} --values upstream/{release.Name}/values.yaml{(release.HasLoadBalancer ? "" : " --wait --timeout 10m")}";
        if (release.HasLoadBalancer) yield return WaitForDeployments(release, answers);
        foreach (var command in release.Waits) yield return command;
    }

    /// <summary>With Kustomize, which runs Helm to render the chart.</summary>
    public static IEnumerable<string> Kustomize(Release release, AnswerSet answers)
    {
        if (release.HasDefinitionsFolder) yield return ShowDefinitions(release);
        yield return $"kubectl kustomize --enable-helm upstream/{release.Name} | {ApplyServerSide}";
        if (release.IsDefinitions || release.RunsNothing) yield break;
        yield return release.Workload is { } workload
            ? $"kubectl rollout status {workload} --namespace {Namespace(release, answers)} --timeout 10m"
            : WaitForDeployments(release, answers);
        foreach (var command in release.Waits) yield return command;
    }

    /// <summary>The definitions alone, with Helm.</summary>
    /// <param name="release">The release.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="root">The bundle's folder, with a slash, from where the command runs.</param>
    public static IEnumerable<string> Definitions(Release release, AnswerSet answers, string root)
    {
        if (release.IsDefinitions)
            yield return $"helm template {Name(release, answers)} {release.HelmReference} --values {root}upstream/{release.Name}/values.yaml | {ApplyServerSide}";
        else if (release.HasDefinitionsFolder)
            yield return ShowDefinitions(release);
    }

    /// <summary>A manifest, in either form. One command of four lines: nothing is applied that has another digest.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="root">The bundle's folder, with a slash, from where the command runs.</param>
    public static IEnumerable<string> Apply(Manifest manifest, string root) =>
    [
        $"curl --fail --location --output {root}{manifest.Path} {manifest.Url} &&",
        $"echo \"{manifest.Sha256}  {root}{manifest.Path}\" | sha256sum --check &&",
        $"kubectl apply --server-side --force-conflicts --kustomize {root}upstream/{manifest.Name} &&",
        $"kubectl rollout status {manifest.Workload} --namespace {Manifest.Namespace} --timeout 10m",
    ];

    /// <summary>Definitions stay: removing one removes every object of its kind.</summary>
    public static string Remove(Release release, AnswerSet answers) => $"helm uninstall {Name(release, answers)} --namespace {Namespace(release, answers)}";

    private static string WaitForDeployments(Release release, AnswerSet answers) => $"kubectl wait deployment --all --namespace {Namespace(release, answers)} --for condition=Available --timeout 10m";

    private static string ShowDefinitions(Release release) => $"helm show crds {release.HelmReference} | {ApplyServerSide}";

    private static string Name(Release release, AnswerSet answers) => ShellText.Word(release.ReleaseName(answers));

    private static string Namespace(Release release, AnswerSet answers) => ShellText.Word(release.Namespace(answers));
}
