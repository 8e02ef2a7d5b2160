using Xunit;

namespace NetScaffold.Tests.Support.Tests;

public sealed class SnapshotFolderTests : IDisposable
{
    private static readonly (string Path, string Text)[] Bundle =
        [("README.md", "# shop\n"), ("helm/app/values.yaml", "a: 1\nb: 2\nc: 3\n"), (".gitattributes", "* text eol=lf\n"), ("x.schema.json", "{ \"a\": 1 }\n")];

    private readonly string root = Directory.CreateTempSubdirectory("netscaffold-test-").FullName;

    private SnapshotFolder Checking => new(root, _ => false);

    public SnapshotFolderTests() => new SnapshotFolder(root, _ => true).Match("shop", Bundle);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Match_Accepted_WritesTheTreeAsItIs()
    {
        Assert.Equal("a: 1\nb: 2\nc: 3\n", File.ReadAllText(Path.Combine(root, "shop", "helm", "app", "values.yaml")));
        Checking.Match("shop", Bundle.Reverse());
    }

    [Fact]
    public void Match_Accepted_RemovesWhatIsNoLongerRendered()
    {
        new SnapshotFolder(root, _ => true).Match("shop", Bundle[..1]);
        Checking.Match("shop", Bundle[..1]);
    }

    [Fact]
    public void Match_ChangedFile_ShowsFirstDifferingLinesAndHowToAccept()
    {
        var message = Failure("shop", [Bundle[0], ("helm/app/values.yaml", "a: 1\nb: 5\nc: 3\n"), .. Bundle[2..]]);
        Assert.Equal("""
            The snapshot shop differs in 1 file(s).

            helm/app/values.yaml, line 2:
              - b: 2
              - c: 3
              + b: 5
              + c: 3

            Accept this one: NETSCAFFOLD_ACCEPT=shop dotnet test
            Accept all:      NETSCAFFOLD_ACCEPT=1 dotnet test
            """, message);
    }

    [Theory]
    [InlineData("README.md", "# shop")] // no final newline
    [InlineData("README.md", "# shop\r\n")]
    [InlineData("README.md", "\uFEFF# shop\n")]
    [InlineData("README.md", "# shop\n\n")]
    [InlineData("README.md", "")]
    [InlineData("x.schema.json", "{\"a\":1}\n")] // the same JSON, other bytes
    [InlineData("x.schema.json", "{ \"a\": 1 } \n")]
    public void Match_AnyOtherByte_IsADifference(string path, string text) =>
        Assert.Contains(path, Failure("shop", [.. Bundle.Where(f => f.Path != path), (path, text)]), StringComparison.Ordinal);

    [Fact]
    public void Match_NewFile_IsADifference() =>
        Assert.Contains("new.yaml: rendered, but not in the snapshot", Failure("shop", [.. Bundle, ("new.yaml", "a: 1\n")]), StringComparison.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData(".gitattributes")]
    public void Match_FileNoLongerRendered_IsADifference(string path) =>
        Assert.Contains($"{path}: in the snapshot, but no longer rendered", Failure("shop", Bundle.Where(f => f.Path != path)), StringComparison.Ordinal);

    [Fact]
    public void Match_NoSnapshotYet_FailsAndWritesNothing()
    {
        Assert.Contains("README.md: rendered, but not in the snapshot", Failure("other", Bundle), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "other")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void Match_NameOfNoFolder_IsRefused(string name) => Assert.Throws<ArgumentException>(() => Checking.Match(name, Bundle));

    [Fact]
    public void RequireNoneBut_StaleFolder_IsNamed()
    {
        Checking.RequireNoneBut(["shop", "not-yet-there"]);
        var failure = Assert.Throws<SnapshotMismatchException>(() => Checking.RequireNoneBut(["cart"]));
        Assert.Contains("shop", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", null, true)]
    [InlineData("shop,cart", "", true)]
    [InlineData("cart", null, false)]
    [InlineData(null, null, false)]
    [InlineData("1", "true", false)]
    public void AcceptedBy_Environment_DecidesPerName(string? accept, string? ci, bool expected) =>
        Assert.Equal(expected, BundleSnapshot.AcceptedBy(accept, ci)("shop"));

    private string Failure(string name, IEnumerable<(string Path, string Text)> files) =>
        Assert.Throws<SnapshotMismatchException>(() => Checking.Match(name, files)).Message;
}
