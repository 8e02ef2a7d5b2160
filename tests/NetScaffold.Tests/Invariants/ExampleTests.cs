using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Rendering;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>The committed examples are what their answers render to, and their answers are as the tool writes them; with NETSCAFFOLD_ACCEPT they are rendered again.</summary>
public sealed class ExampleTests
{
    private static IEnumerable<string> Folders => Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static TheoryData<string> Names => new(Folders);

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_RenderedAgain_IsUnchanged(string name)
    {
        var folder = Path.Combine(Repository.Root, "examples", name);
        var text = File.ReadAllText(Path.Combine(folder, AnswersWriter.FileName));
        var result = Scaffold.Run(YamlReader.Read(new SourceText(AnswersWriter.FileName, text)).Value!, Rendered.Today, TemplateSet.BuiltIn).Value!;
        var version = typeof(Scaffold).Assembly.GetName().Version!.ToString(3);
        var bundleLock = BundleLock.For(result.Bundle, version, BundleText.Digest(result.AnswersFile.Text));
        RenderedFile[] files = [.. result.Bundle.Files, result.AnswersFile, new(BundleLock.FileName, bundleLock.Print())];
        new SnapshotFolder(Path.Combine(Repository.Root, "examples"), BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI")))
            .Match(name, files.Select(f => (f.Path, f.Text)));
    }

    [Fact]
    public void Examples_AreThere() => Assert.Equal(["eleven-services", "shop"], Folders);
}
