using System.Collections.Immutable;
using Xunit;

namespace NetScaffold.Tests.Support;

/// <summary>
/// The helm and kubectl to test with: the pinned sets that <c>eng/tools</c> fetches, or else those on PATH.
/// Use <c>[RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]</c> and <see cref="Get"/>.
/// </summary>
public static class RealTools
{
    public static ImmutableArray<RealToolSet> Sets { get; } = Find();

    public static string? Missing { get; } =
        Sets.IsEmpty ? "helm and kubectl are absent: run eng/tools, or put both on PATH." : null;

    public static TheoryData<string> Names => new(Sets.Select(s => s.Name));

    public static RealToolSet Get(string name) => Sets.Single(s => s.Name == name);

    private static ImmutableArray<RealToolSet> Find()
    {
        ImmutableArray<RealToolSet> pinned = [.. new[] { "v36", "v31" }.SelectMany(InArtifacts)];
        return pinned.IsEmpty ? [.. OnPath()] : pinned;
    }

    private static IEnumerable<RealToolSet> InArtifacts(string name)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "tools", name);
        var (helm, kubectl) = (Path.Combine(folder, "helm"), Path.Combine(folder, "kubectl"));
        if (File.Exists(helm) && File.Exists(kubectl))
            yield return new RealToolSet(name, helm, kubectl);
    }

    private static IEnumerable<RealToolSet> OnPath()
    {
        if (FileOnPath("helm") is { } helm && FileOnPath("kubectl") is { } kubectl)
            yield return new RealToolSet("path", helm, kubectl);
    }

    private static string? FileOnPath(string command)
    {
        var file = OperatingSystem.IsWindows() ? command + ".exe" : command;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
