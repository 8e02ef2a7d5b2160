using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Completion;

/// <summary>A test that runs a shell: the one that <c>eng/shells</c> fetched, or else the one on PATH; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute(string shell) => Skip = Find(shell) is null ? $"There is no {shell}: run eng/shells, or install it." : null;

    /// <summary>Where the shell is; null when it is nowhere.</summary>
    public static string? Find(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Path.Combine(Repository.Root, "artifacts", "tools", "shells"))
            .Select(folder => Path.Combine(folder, shell)).FirstOrDefault(File.Exists);
}
