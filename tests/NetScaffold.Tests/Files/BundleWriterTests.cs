using System.Runtime.Versioning;
using NetScaffold.Bundles;
using Xunit;

namespace NetScaffold.Tests.Files;

/// <summary>What a run does to a folder when nothing fails.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BundleWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Shop => _folder["shop"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("shop")]
    [InlineData("a/b/shop")]
    public void Write_NewFolder_HoldsTheBundleAndNothingElse(string target)
    {
        var result = Samples.Write(_folder[target], Samples.V1, answers: Samples.Answers);

        Assert.True(result.IsWritten);
        Assert.All(result.Changes, c => Assert.Equal(FileState.Create, c.State));
        Assert.Equal(Samples.SnapshotOf(Samples.V1, Samples.Answers), _folder.Snapshot(target));
        Assert.Equal([target.Split('/')[0]], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_FolderWithForeignFiles_LeavesThemAlone()
    {
        _folder.Write("shop/notes.txt", "mine");
        _folder.Write("shop/helm/app/own.yaml", "mine");
        Samples.Write(Shop, Samples.V1);
        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);

        Assert.Equal(
            Samples.SnapshotOf(Samples.V2, new("notes.txt", "mine"), new("helm/app/own.yaml", "mine")), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_Twice_TouchesNothing()
    {
        Samples.Write(Shop, Samples.V1);
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        foreach (var entry in new DirectoryInfo(Shop).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)) entry.LastWriteTimeUtc = longAgo;
        Directory.SetLastWriteTimeUtc(Shop, longAgo);

        var result = Samples.Write(Shop, Samples.V1);

        Assert.All(result.Changes, c => Assert.Equal(FileState.Unchanged, c.State));
        Assert.Equal(longAgo, Directory.GetLastWriteTimeUtc(Shop));
        Assert.All(
            new DirectoryInfo(Shop).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), e => Assert.Equal(longAgo, e.LastWriteTimeUtc));
    }

    [Fact]
    public void Write_NewVersion_CreatesChangesAndDeletes()
    {
        Samples.Write(Shop, Samples.V1);

        var result = Samples.Write(Shop, Samples.V2);

        Assert.Equal(
            new Dictionary<string, FileState>
            {
                ["README.md"] = FileState.Change,
                ["helm/app/api.yaml"] = FileState.Unchanged,
                ["helm/app/db.yaml"] = FileState.Change,
                ["helm/platform/issuer.yaml"] = FileState.Create,
                ["kustomize/app/base/api.yaml"] = FileState.Delete,
            },
            result.States());
        // The folders of Kustomize are gone with its last file: both -> helm.
        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_RemovedServiceBesideAForeignFile_KeepsTheFolder()
    {
        Samples.Write(Shop, Samples.V1);
        _folder.Write("shop/kustomize/app/own.yaml", "mine");

        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);

        Assert.Equal(Samples.SnapshotOf(Samples.V2, new RenderedFile("kustomize/app/own.yaml", "mine")), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_DeletedFile_IsMadeAgain()
    {
        Samples.Write(Shop, Samples.V1);
        File.Delete(_folder["shop/README.md"]);
        Directory.Delete(_folder["shop/kustomize"], recursive: true);

        Assert.True(Samples.Write(Shop, Samples.V1).IsWritten);

        Assert.Equal(Samples.SnapshotOf(Samples.V1), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_EditedFiles_AllNamedAndNothingWritten()
    {
        Samples.Write(Shop, Samples.V1);
        _folder.Write("shop/README.md", "edited\n");
        _folder.Write("shop/kustomize/app/base/api.yaml", "edited\n");
        _folder.Write("shop/helm/platform/issuer.yaml", "foreign\n");
        var before = _folder.Snapshot();

        var refused = Samples.Write(Shop, Samples.V2);

        Assert.True(refused.WouldOverwrite);
        Assert.Equal(["NS8006 README.md", "NS8006 helm/platform/issuer.yaml", "NS8007 kustomize/app/base/api.yaml"], refused.Codes());
        Assert.Equal(before, _folder.Snapshot());

        Assert.True(Samples.Write(Shop, Samples.V2, force: true).IsWritten);
        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_EditedAnswers_LeftAloneByRenderAndAConflictForNew()
    {
        Samples.Write(Shop, Samples.V1, answers: Samples.Answers);
        _folder.Write("shop/netscaffold.yaml", "name: shop\nbundle: helm\n");

        Assert.Equal(["NS8006 netscaffold.yaml"], Samples.Write(Shop, Samples.V2, answers: Samples.Answers).Codes());
        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);
        Assert.Equal("name: shop\nbundle: helm\n", _folder.Read("shop/netscaffold.yaml"));
    }

    [Fact]
    public void Write_CheckoutWithCrlf_UnchangedOrChangedToLf()
    {
        Samples.Write(Shop, Samples.V1);
        foreach (var file in Directory.EnumerateFiles(Shop, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, File.ReadAllText(file).Replace("\n", "\r\n", StringComparison.Ordinal));
        var before = _folder.Snapshot();

        Assert.All(Samples.Write(Shop, Samples.V1).Changes, c => Assert.Equal(FileState.Unchanged, c.State));
        Assert.Equal(before, _folder.Snapshot());

        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);
        Assert.Equal("text: v2\nline: 2\n", _folder.Read("shop/helm/app/db.yaml"));
        Assert.Equal("text: v1\r\nline: 2\r\n", _folder.Read("shop/helm/app/api.yaml"));
    }

    [Fact]
    public void Write_ChangedFile_KeepsItsPermissions()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;
        Samples.Write(Shop, Samples.V1);
        File.SetUnixFileMode(_folder["shop/README.md"], mode);

        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);

        Assert.Equal("text: v2\nline: 2\n", _folder.Read("shop/README.md"));
        Assert.Equal(mode, File.GetUnixFileMode(_folder["shop/README.md"]));
    }

    [Fact]
    public void Write_LinksThatStayInside_FolderLinkFollowedFileLinkReplaced()
    {
        Samples.Write(Shop, Samples.V1);
        Directory.Move(_folder["shop/helm"], _folder["shop/charts"]);
        Directory.CreateSymbolicLink(_folder["shop/helm"], "charts");
        File.Move(_folder["shop/README.md"], _folder["shop/START.md"]);
        File.CreateSymbolicLink(_folder["shop/README.md"], "START.md");

        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);

        Assert.Equal("text: v2\nline: 2\n", _folder.Read("shop/charts/app/db.yaml"));
        Assert.Null(new FileInfo(_folder["shop/README.md"]).LinkTarget);
        Assert.Equal("text: v2\nline: 2\n", _folder.Read("shop/README.md"));
        Assert.Equal("text: v1\nline: 2\n", _folder.Read("shop/START.md"));
    }

    [Fact]
    public void Write_LongText_ArrivesWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"é{i}\n"));
        Samples.Write(Shop, RenderedBundle.From([new("long.txt", text)]));

        Assert.Equal(text, _folder.Read("shop/long.txt"));
        Assert.NotEqual(0xEF, File.ReadAllBytes(_folder["shop/long.txt"])[0]);
    }
}
