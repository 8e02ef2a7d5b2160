using Xunit;

namespace NetScaffold.Tests.Support;

/// <summary>The packages that <c>eng/pack</c> made.</summary>
internal static class ToolPackages
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "artifacts", "packages");

    /// <summary>Why tests of the packages are skipped; null when they are there.</summary>
    public static string? Missing { get; } = Directory.Exists(Folder) && Directory.GetFiles(Folder, "NetScaffold.*.nupkg").Length >= 3 ? null : "There are no packages: run eng/pack.";
}

/// <summary>A test that installs the tool package; skipped where it was not built.</summary>
public sealed class ToolPackageFactAttribute : FactAttribute
{
    public ToolPackageFactAttribute() => Skip = ToolPackages.Missing;
}
