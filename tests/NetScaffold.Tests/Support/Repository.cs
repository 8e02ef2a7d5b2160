namespace NetScaffold.Tests.Support;

/// <summary>Where this build's repository and the reference data lie.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The reference folder (schemas, chart values, reachability cases), or null where it is absent.</summary>
    public static string? Reference { get; } = FindReference();

    public const string ReferenceMissing =
        "The reference folder is absent: set NETSCAFFOLD_REFERENCE, or put it at ../shared/reference beside the repository.";

    public static string InReference(params ReadOnlySpan<string> parts) =>
        Path.Combine([Reference ?? throw new DirectoryNotFoundException(ReferenceMissing), .. parts]);

    // The test host runs below artifacts/, so the solution file is in one of the folders above it.
    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NetScaffold.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No NetScaffold.sln above {AppContext.BaseDirectory}.");
    }

    private static string? FindReference()
    {
        var named = Environment.GetEnvironmentVariable("NETSCAFFOLD_REFERENCE");
        var folder = string.IsNullOrEmpty(named) ? Path.Combine(Root, "..", "shared", "reference") : named;
        return File.Exists(Path.Combine(folder, "schemas", "index.json")) ? Path.GetFullPath(folder) : null;
    }
}
