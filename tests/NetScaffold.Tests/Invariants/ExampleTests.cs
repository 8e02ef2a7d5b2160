using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>The committed examples are what their answers render to, and their answers are as the tool writes them; with NETSCAFFOLD_ACCEPT they are rendered again.</summary>
[Collection(Collection)]
public sealed class ExampleTests
{
    /// <summary>Of tests that read examples where this class may be writing them: one after the other.</summary>
    internal const string Collection = "examples";

    private static IEnumerable<string> Folders => Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static TheoryData<string> Names => new(Folders);

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_RenderedAgain_IsUnchanged(string name)
    {
        var result = Rendered.Of(AnswersOf(name));
        var version = typeof(Scaffold).Assembly.GetName().Version!.ToString(3);
        var bundleLock = BundleLock.For(result.Bundle, version, BundleText.Digest(result.AnswersFile.Text));
        RenderedFile[] files = [.. result.Bundle.Files, result.AnswersFile, new(BundleLock.FileName, bundleLock.Print())];
        new SnapshotFolder(Path.Combine(Repository.Root, "examples"), BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI")))
            .Match(name, files.Select(f => (f.Path, f.Text)));
    }

    /// <summary>They are read as models: nothing in them is warned of, and the API server takes all of it.</summary>
    [ReferenceTheory]
    [MemberData(nameof(Names))]
    public async Task Example_IsAModel(string name)
    {
        var outcome = Rendered.Try(AnswersOf(name));
        var objects = outcome.Value!.Objects();

        Assert.DoesNotContain(outcome.Diagnostics, d => d.Severity != Severity.Info);
        Assert.Empty(ApiLimits.ErrorsIn(objects));
        Assert.Empty(await Schemas.ErrorsAsync(objects));
    }

    [Fact]
    public void Examples_AreThere() => Assert.Equal(["eleven-services", "payments", "shop", "storefront"], Folders);

    private static string AnswersOf(string name) => File.ReadAllText(Path.Combine(Repository.Root, "examples", name, AnswersWriter.FileName));
}
