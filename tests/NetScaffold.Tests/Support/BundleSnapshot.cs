namespace NetScaffold.Tests.Support;

/// <summary>The committed snapshots: <c>tests/NetScaffold.Tests/Snapshots/&lt;combination&gt;/</c>.</summary>
public static class BundleSnapshot
{
    private static readonly SnapshotFolder Committed = new(
        Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Snapshots"),
        AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI")));

    /// <inheritdoc cref="SnapshotFolder.Match"/>
    public static void Match(string name, IEnumerable<(string Path, string Text)> files) => Committed.Match(name, files);

    /// <inheritdoc cref="SnapshotFolder.RequireNoneBut"/>
    public static void RequireNoneBut(IEnumerable<string> names) => Committed.RequireNoneBut(names);

    /// <summary>Which names to accept: all for 1, else those listed with commas; none in CI, whatever is asked.</summary>
    public static Func<string, bool> AcceptedBy(string? accept, string? ci) => name =>
        string.IsNullOrEmpty(ci) && (accept == "1" || (accept ?? "").Split(',').Contains(name));
}
