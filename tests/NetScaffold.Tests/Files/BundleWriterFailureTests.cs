using System.Runtime.Versioning;
using NetScaffold.Cli.Files;
using Xunit;

namespace NetScaffold.Tests.Files;

/// <summary>What a run leaves when something fails: the folder as it was, or one that the next run completes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BundleWriterFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Shop => _folder["shop"];

    public void Dispose() => _folder.Dispose();

    public static IEnumerable<object[]> EachFile =>
        from exists in new[] { false, true } from file in Enumerable.Range(0, 5) select new object[] { exists, file };

    [Theory]
    [MemberData(nameof(EachFile))]
    public void Write_CancelledWhileWriting_LeavesAllAsItWas(bool exists, int file)
    {
        using var cancellation = new CancellationTokenSource();
        AssertNothingLeft(exists, after => Assert.Throws<OperationCanceledException>(() => Samples.Write(
            _folder[after], Samples.V2, answers: Samples.Answers, cancellation: cancellation.Token, create: Nth(file, path =>
            {
                cancellation.Cancel();
                return TextFile.CreateNew(path);
            }))));
    }

    [Fact]
    public void Write_CancelledBefore_LeavesAllAsItWas() => AssertNothingLeft(exists: false, after =>
        Assert.Throws<OperationCanceledException>(() => Samples.Write(_folder[after], Samples.V2, cancellation: new CancellationToken(true))));

    [Theory]
    [MemberData(nameof(EachFile))]
    public void Write_DiskFull_LeavesAllAsItWas(bool exists, int file) => AssertNothingLeft(exists, after =>
    {
        // /dev/full answers each write with ENOSPC; the file itself is there, as on a full disk.
        var result = Samples.Write(_folder[after], Samples.V2, answers: Samples.Answers, create: Nth(file, path =>
        {
            TextFile.CreateNew(path).Dispose();
            return File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }));
        Assert.Equal("NS8004", Assert.Single(result.Diagnostics).Code);
        Assert.False(result.WouldOverwrite);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_FileSizeLimit_LeavesAllAsItWas(bool exists)
    {
        if (exists) Samples.Write(Shop, Samples.V1);
        var before = _folder.Snapshot();

        // The limit holds for the runtime's own files too: a child that it ended at its start says nothing, and another is tried.
        string? said = null;
        for (var attempt = 0; said is null && attempt < 3; attempt++)
        {
            using var child = Child.Start("write-long", Shop, fileSizeLimit: true);
            said = await child.StandardOutput.ReadLineAsync();
            await child.WaitForExitAsync();
        }

        Assert.Equal("NS8004 long.txt", said);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_KilledWhileWriting_NextRunCleansUpAndCompletes(bool exists)
    {
        if (exists) Samples.Write(Shop, Samples.V1);
        using (var child = Child.Start("write-and-hang", Shop))
        {
            Assert.Equal("hanging", await child.StandardOutput.ReadLineAsync());
            Assert.Equal(["NS8009 " + Shop], Samples.Write(Shop, Samples.V2).Codes());
            child.Kill();
            await child.WaitForExitAsync();
        }

        Assert.Contains(_folder.Snapshot().Keys, k => k.Contains(".netscaffold-tmp", StringComparison.Ordinal));
        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);
        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
        Assert.Equal(["shop"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Write_AfterARunKilledBetweenRenames_CompletesWithoutForce(int done)
    {
        Samples.Write(Shop, Samples.V1);
        string[] order = ["README.md", "helm/app/db.yaml", "helm/platform/issuer.yaml"];
        foreach (var (i, path) in order.Index())
        {
            var text = Samples.V2.Files.Single(f => f.Path == path).Text;
            _folder.Write(i < done ? "shop/" + path : TemporaryFiles.NameFor(_folder["shop/" + path]), text);
        }

        if (done > order.Length) Directory.Delete(_folder["shop/kustomize"], recursive: true);
        _folder.Write("shop/.netscaffold.lock.netscaffold-tmp", Samples.LockOf(Samples.V2).Print());
        _folder.Write("shop/" + RunLock.FileName, "");

        Assert.True(Samples.Write(Shop, Samples.V2).IsWritten);

        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_KilledRunButNothingToDo_StillCleansUp()
    {
        Samples.Write(Shop, Samples.V1);
        _folder.Write("shop/helm/old/.x.yaml.netscaffold-tmp", "");
        _folder.Write("shop/helm/old/x.netscaffold-tmp", "mine");
        _folder.Write("outside/.x.yaml.netscaffold-tmp", "mine");
        Directory.CreateSymbolicLink(_folder["shop/link"], "../outside");
        _folder.Write("shop/" + RunLock.FileName, "");

        Assert.True(Samples.Write(Shop, Samples.V1).IsWritten);

        Assert.Equal([_folder["shop/helm/old/x.netscaffold-tmp"]], Directory.EnumerateFiles(_folder["shop/helm/old"]));
        Assert.Equal("mine", _folder.Read("outside/.x.yaml.netscaffold-tmp"));
        Assert.False(RunLock.IsIn(Shop));
    }

    [Fact]
    public void Write_SecondRunOnOneFolder_Refused()
    {
        Samples.Write(Shop, Samples.V1);
        using (RunLock.Take(Shop, Shop, new Leftovers()))
        {
            Assert.Equal(["NS8009 " + Shop], Samples.Write(Shop, Samples.V2).Codes());
        }

        Assert.Equal(Samples.SnapshotOf(Samples.V1), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_FolderAppearsMeanwhile_Refused()
    {
        var result = Samples.Write(Shop, Samples.V2, create: Nth(2, path =>
        {
            _folder.Write("shop/own.txt", "mine");
            return TextFile.CreateNew(path);
        }));

        Assert.Equal(["NS8009 " + Shop], result.Codes());
        Assert.Equal(["shop/", "shop/own.txt"], _folder.Snapshot().Keys);
    }

    [Fact]
    public void Write_LinkInPlaceOfTheTemporaryFolder_Refused()
    {
        _folder.Write("outside/own.txt", "mine");
        Directory.CreateSymbolicLink(TemporaryFiles.NameFor(Shop), "outside");

        Assert.Equal(["NS8005 .shop.netscaffold-tmp"], Samples.Write(Shop, Samples.V1).Codes());
        Assert.Equal(["own.txt"], _folder.Snapshot("outside").Keys);
    }

    [Theory]
    [InlineData(".", ".", "shop")]
    [InlineData("shop", "shop", "shop")]
    [InlineData("shop", "shop/helm/app", "helm/app/db.yaml")]
    [InlineData("shop", "shop/helm", "helm/platform/issuer.yaml")]
    public void Write_PermissionDenied_LeavesAllAsItWas(string existing, string denied, string reported)
    {
        if (existing == "shop") Samples.Write(Shop, Samples.V1);
        OpenToAll();
        File.SetUnixFileMode(_folder[denied], Mode(0b101_101_101));
        var before = _folder.Snapshot();

        var result = Unprivileged.Run(() => Samples.Write(Shop, Samples.V2));

        File.SetUnixFileMode(_folder[denied], Mode(0b111_111_111));
        Assert.Equal(["NS8003 " + (reported == "shop" ? Shop : reported)], result.Codes());
        Assert.Equal(before, _folder.Snapshot());
        // The bite: with permission the very same run succeeds.
        Assert.True(Unprivileged.Run(() => Samples.Write(Shop, Samples.V2)).IsWritten);
    }

    /// <summary>A failing clean-up must not hide why there was something to clean up.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Write_CleanUpFailsToo_TheFirstErrorIsToldWithWhatIsLeft(bool exists, bool isInterrupted)
    {
        OpenToAll();
        // By the same user: only the owner of a folder may close it.
        if (exists) Unprivileged.Run(() => Samples.Write(Shop, Samples.V1));
        using var cancellation = new CancellationTokenSource();
        string? closed = null;
        var result = Unprivileged.Run(() =>
        {
            try
            {
                return Samples.Write(Shop, Samples.V2, cancellation: cancellation.Token, create: Nth(1, path =>
                {
                    var file = TextFile.CreateNew(path);
                    closed = exists ? Shop : Path.GetDirectoryName(path)!;
                    File.SetUnixFileMode(closed, Mode(0b101_101_101));
                    if (isInterrupted)
                    {
                        cancellation.Cancel();
                        return file;
                    }

                    file.Dispose();
                    throw new IOException("No space left on device", 28);
                }));
            }
            catch (InterruptedWithLeftovers interrupted)
            {
                return new WriteResult([], interrupted.Diagnostics);
            }
        });

        File.SetUnixFileMode(closed!, Mode(0b111_111_111));
        Assert.Equal(isInterrupted ? "NS8015" : "NS8004", result.Diagnostics[0].Code);
        var left = result.Diagnostics.Where(d => d.Code == "NS8015").Select(d => d.At.File).ToList();
        Assert.NotEmpty(left);
        Assert.All(left, path => Assert.True(Path.Exists(path), path));
        // The next run clears them away.
        Assert.True(Unprivileged.Run(() => Samples.Write(Shop, Samples.V2)).IsWritten);
        Assert.All(left, path => Assert.False(Path.Exists(path), path));
        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_FileCannotBeDeleted_IsCompletedByTheNextRun()
    {
        Samples.Write(Shop, Samples.V1);
        OpenToAll();
        File.SetUnixFileMode(_folder["shop/kustomize/app/base"], Mode(0b101_101_101));

        Assert.Equal(["NS8003 kustomize/app/base/api.yaml"], Unprivileged.Run(() => Samples.Write(Shop, Samples.V2)).Codes());
        Assert.Equal(Samples.LockOf(Samples.V1).Print(), _folder.Read("shop/netscaffold.lock"));

        File.SetUnixFileMode(_folder["shop/kustomize/app/base"], Mode(0b111_111_111));
        Assert.True(Unprivileged.Run(() => Samples.Write(Shop, Samples.V2)).IsWritten);
        Assert.Equal(Samples.SnapshotOf(Samples.V2), _folder.Snapshot("shop"));
    }

    [Fact]
    public void Write_NameTooLong_Refused() => AssertNothingLeft(exists: false, after =>
        Assert.Equal("NS8011", Assert.Single(Samples.Write(_folder[after + new string('x', 300)], Samples.V1).Diagnostics).Code));

    [Fact]
    public void Write_IntoAFolder_AnswersFirstLockLast()
    {
        Samples.Write(Shop, Samples.V1);
        var order = new List<string>();
        Samples.Write(Shop, Samples.V2, answers: Samples.Answers, create: path =>
        {
            order.Add(Path.GetFileName(path));
            return TextFile.CreateNew(path);
        });

        Assert.Equal(".netscaffold.yaml.netscaffold-tmp", order[0]);
        Assert.Equal(".netscaffold.lock.netscaffold-tmp", order[^1]);
    }

    private void AssertNothingLeft(bool exists, Action<string> failing)
    {
        if (exists) Samples.Write(Shop, Samples.V1);
        var before = _folder.Snapshot();
        failing(exists ? "shop" : "a/b/shop");
        Assert.Equal(before, _folder.Snapshot());
    }

    private static CreateFile Nth(int file, CreateFile create)
    {
        var made = 0;
        return path => made++ == file ? create(path) : TextFile.CreateNew(path);
    }

    private void OpenToAll()
    {
        File.SetUnixFileMode(_folder.Path, Mode(0b111_111_111));
        foreach (var entry in new DirectoryInfo(_folder.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            entry.UnixFileMode = Mode(0b111_111_111);
    }

    private static UnixFileMode Mode(int bits) => (UnixFileMode)bits;
}
