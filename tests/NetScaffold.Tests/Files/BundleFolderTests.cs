using System.Runtime.Versioning;
using NetScaffold.Bundles;
using NetScaffold.Cli.Files;
using Xunit;

namespace NetScaffold.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class BundleFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file", "NS8001")]
    [InlineData("file/shop", "NS8002")]
    [InlineData("file/a/b/shop", "NS8002")]
    [InlineData("circle", "NS8011")]
    [InlineData("circle/shop", "NS8011")]
    [InlineData("a\0b", "NS8011")]
    public void Open_NoPlaceForAFolder_Refused(string target, string code)
    {
        _folder.Write("file", "");
        File.CreateSymbolicLink(_folder["circle"], "circle");

        var opened = BundleFolder.Open(_folder[target]);

        Assert.Null(opened.Value);
        var error = Assert.Single(opened.Diagnostics);
        Assert.Equal((code, _folder[target]), (error.Code, error.At.File));
    }

    [Fact]
    public void Open_EmptyName_Refused() => Assert.Equal("NS8011", Assert.Single(BundleFolder.Open("").Diagnostics).Code);

    [Fact]
    public void Open_MissingParents_NamesTheTopmost()
    {
        var folder = BundleFolder.Open(_folder["a/b/shop"]).Value!;

        Assert.Equal((_folder["a"], _folder["a/b/shop"]), (folder.FirstMissing, folder.FullPath));
        Assert.Null(folder.Read("README.md"));
    }

    [Fact]
    public void Open_LinkToAFolder_FollowedBecauseTheUserNamedIt()
    {
        _folder.Write("real/README.md", "text");
        Directory.CreateSymbolicLink(_folder["link"], "real");

        var folder = BundleFolder.Open(_folder["link"]).Value!;

        Assert.Equal(_folder["real"], folder.FullPath);
        Assert.Equal("text", folder.Read("README.md"));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    public void Read_PathThatLeadsOut_IsABug(string path)
    {
        var folder = BundleFolder.Open(_folder.Path).Value!;
        Assert.Throws<InvalidOperationException>(() => folder.Read(path));
    }

    [Theory]
    [InlineData("shop/README.md", "../outside/README.md", "README.md")]
    [InlineData("shop/helm", "../outside", "helm")]
    [InlineData("shop/helm/app", "../../outside", "helm/app")]
    [InlineData("shop/helm", "hop/..", "helm")]
    [InlineData("shop/helm", "hop", "helm")]
    [InlineData("shop/helm", "helm", "helm")]
    [InlineData("shop/README.md", "not/there/../../../outside/new", "README.md")]
    public void Compare_LinkThatLeadsOutOrNowhere_Refused(string link, string target, string reported)
    {
        _folder.Write("outside/README.md", "secret");
        Directory.CreateDirectory(_folder["shop"]);
        Directory.CreateSymbolicLink(_folder["shop/hop"], _folder["outside"]);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[link])!);
        File.CreateSymbolicLink(_folder[link], target);
        var before = _folder.Snapshot("outside");

        Assert.Equal([$"NS8005 {reported}"], Samples.Write(_folder["shop"], Samples.V1, force: true).Codes());
        Assert.Equal(before, _folder.Snapshot("outside"));
    }

    [Fact]
    public void Compare_AbsoluteLinkOut_Refused()
    {
        Directory.CreateDirectory(_folder["shop"]);
        Directory.CreateDirectory(_folder["shop-2"]);
        Directory.CreateSymbolicLink(_folder["shop/helm"], _folder["shop-2"]);

        Assert.Equal(["NS8005 helm"], Samples.Write(_folder["shop"], Samples.V1).Codes());
        Assert.Empty(_folder.Snapshot("shop-2"));
    }

    [Fact]
    public void Compare_SeveralThingsInTheWay_AllNamed()
    {
        Directory.CreateDirectory(_folder["README.md"]);
        _folder.Write("helm", "");
        File.CreateSymbolicLink(_folder["kustomize"], "/tmp");

        Assert.Equal(
            ["NS8010 README.md", "NS8010 helm", "NS8005 kustomize"], Samples.Write(_folder.Path, Samples.V1, force: true).Codes());
    }

    [Fact]
    public void Compare_UnreadableFile_Refused()
    {
        Samples.Write(_folder["shop"], Samples.V1);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_folder["shop/README.md"], UnixFileMode.None);

        Assert.Equal(["NS8012 README.md"], Unprivileged.Run(() => Samples.Write(_folder["shop"], Samples.V2, force: true)).Codes());
    }

    [Fact]
    public void Compare_BrokenLock_WarnsAndTakesDifferingFilesForEdited()
    {
        Samples.Write(_folder["shop"], Samples.V1);
        File.AppendAllText(_folder["shop/netscaffold.lock"], "<<<<<<< HEAD\n");
        var folder = BundleFolder.Open(_folder["shop"]).Value!;

        var same = folder.Compare(Samples.V1, Samples.LockOf(Samples.V1));
        Assert.Equal("NS8008", Assert.Single(same.Diagnostics).Code);
        Assert.All(same.Value!.Changes, c => Assert.Equal(FileState.Unchanged, c.State));
        // Written anew without --force, and until then a difference.
        Assert.Equal((FileState.Change, "netscaffold.lock"), (same.Value.Lock.State, Assert.Single(same.Value.Compared, c => c.State != FileState.Unchanged).Path));

        var changed = folder.Compare(Samples.V2, Samples.LockOf(Samples.V2)).Value!;
        Assert.Equal(["README.md", "helm/app/db.yaml"], changed.Conflicts.Select(c => c.Path));
    }

    [Fact]
    public void Compare_LockOfAnotherProgram_IsAConflict()
    {
        _folder.Write("netscaffold.lock", "pid 7\n");

        var refused = Samples.Write(_folder.Path, Samples.V1);

        Assert.True(refused.WouldOverwrite);
        Assert.Equal(["NS8006 netscaffold.lock"], refused.Codes());
        Assert.Equal(["netscaffold.lock"], _folder.Snapshot().Keys);
    }
}
