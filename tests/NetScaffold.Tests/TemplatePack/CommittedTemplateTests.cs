using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Rendering;
using NetScaffold.TemplatePack;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.TemplatePack;

/// <summary>Holds the compiled template to the sources. <c>eng/compile-template</c> runs this to write it.</summary>
public class CommittedTemplateTests
{
    private static readonly Func<string, bool> AcceptedBy =
        BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI"));

    // Both folders are one thing.
    private static bool Accepts(string folder) => AcceptedBy("dotnet-new") || AcceptedBy(folder);

    [Fact]
    public void CommittedFiles_AreWhatTheSourcesGive()
    {
        var files = PackCompiler.Compile(TemplateSet.BuiltIn, PackPlaceholders.Committed).Files;
        new SnapshotFolder(Path.Combine(Repository.Root, "templates"), Accepts).Match("dotnet-new", Below(files, PackCompiler.ContentFolder));
        new SnapshotFolder(Repository.Root, Accepts).Match(PackCompiler.ConfigurationFolder, Below(files, PackCompiler.ConfigurationFolder));
    }

    private static IEnumerable<(string Path, string Text)> Below(ImmutableArray<RenderedFile> files, string folder) =>
        files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(f => (f.Path[(folder.Length + 1)..], f.Text));
}
