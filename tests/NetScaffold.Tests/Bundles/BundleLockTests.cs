using CsCheck;
using NetScaffold.Bundles;
using Xunit;

namespace NetScaffold.Tests.Bundles;

public class BundleLockTests
{
    private static readonly string Answers = BundleText.Digest("name: shop\n");

    private static readonly BundleLock Lock = BundleLock.For(
        RenderedBundle.From([new("b/c.yaml", "c: 1\n"), new("a.yaml", "a: 1\n")]), "0.1.0", Answers);

    [Fact]
    public void Print_TwoFiles_SortedAndAsSha256SumHasThem() => Assert.Equal(
        $"""
        # netscaffold.lock: how netscaffold tells edited files from its own. Commit it; people do not edit it.
        lock 1
        tool 0.1.0
        answers {Answers}
        37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae  a.yaml
        13ac93244e4816a1872b164e575e5e147dca6645bfc1a1ed0b26627094d72d74  b/c.yaml

        """,
        Lock.Print());

    [Fact]
    public void Digest_CrlfText_SameAsLf() => Assert.Equal(BundleText.Digest("a\nb\r"), BundleText.Digest("a\r\nb\r"));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Parse_PrintedText_GivesTheSameLock(string lineEnd)
    {
        var read = BundleLock.Parse(Lock.Print().Replace("\n", lineEnd, StringComparison.Ordinal));

        Assert.Empty(read.Diagnostics);
        Assert.Equal((Lock.ToolVersion, Lock.AnswersDigest), (read.Value!.ToolVersion, read.Value.AnswersDigest));
        Assert.Equal(Lock.Files, read.Value.Files);
        Assert.Equal(Lock.Print(), read.Value.Print());
    }

    [Theory]
    [InlineData(1, "# netscaffold.lock:", "# other.lock:")]
    [InlineData(2, "lock 1", "lock 2")]
    [InlineData(3, "tool 0.1.0", "tool ")]
    [InlineData(3, "tool 0.1.0", "tool 0.1.0 beta")]
    [InlineData(4, "answers ", "answer ")]
    [InlineData(5, "  a.yaml", " a.yaml")]
    [InlineData(5, "  a.yaml", "  a.yaml\n<<<<<<< HEAD")]
    [InlineData(5, "  a.yaml", "  ../a.yaml")]
    [InlineData(5, "  a.yaml", "  /etc/passwd")]
    [InlineData(5, "  a.yaml", "  b/c.yaml")]
    [InlineData(6, "  b/c.yaml\n", "  b/c.yaml\n\n")]
    public void Parse_BrokenOrForeign_NoValueAndAWarningAtTheLine(int line, string part, string broken)
    {
        var read = BundleLock.Parse(Lock.Print().Replace(part, broken, StringComparison.Ordinal));

        Assert.Null(read.Value);
        var warning = Assert.Single(read.Diagnostics);
        Assert.StartsWith("netscaffold.lock(", warning.ToString(), StringComparison.Ordinal);
        Assert.Equal("NS8008", warning.Code);
        Assert.InRange(warning.At.Line, line, line + 1);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows() => Gen.String.Sample(text =>
    {
        BundleLock.Parse(text);
        BundleLock.Parse(Lock.Print() + text);
    });

    [Theory]
    [InlineData("a")]
    [InlineData("helm/app/templates/_helpers.tpl")]
    [InlineData("..a/b..")]
    public void IsInside_RelativePath_True(string path) => Assert.True(BundlePath.IsInside(path));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("C:a")]
    [InlineData("a\nb")]
    public void IsInside_PathThatMightLeadOut_False(string path) => Assert.False(BundlePath.IsInside(path));
}
