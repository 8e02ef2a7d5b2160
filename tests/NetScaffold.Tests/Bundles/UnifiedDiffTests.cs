using System.Text;
using CliWrap;
using CliWrap.Buffered;
using CsCheck;
using NetScaffold.Bundles;
using NetScaffold.Tests.Files;
using Xunit;

namespace NetScaffold.Tests.Bundles;

public class UnifiedDiffTests
{
    [Fact]
    public void Print_TwoDistantChanges_TwoHunksWithThreeLinesAround()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));
        var after = before.Replace("line 2\n", "second\n", StringComparison.Ordinal).Replace("line 19\n", "", StringComparison.Ordinal);

        Assert.Equal(
            """
            --- a/f.yaml
            +++ b/f.yaml
            @@ -1,5 +1,5 @@
             line 1
            -line 2
            +second
             line 3
             line 4
             line 5
            @@ -16,5 +16,4 @@
             line 16
             line 17
             line 18
            -line 19
             line 20

            """,
            Print(before, after));
    }

    [Fact]
    public void Print_NewFile_FromDevNull() => Assert.Equal(
        "--- /dev/null\n+++ b/f.yaml\n@@ -0,0 +1,2 @@\n+a\n+b\n", Print(null, "a\nb\n"));

    [Fact]
    public void Print_DeletedFileWithoutLastNewline_SaysSo() => Assert.Equal(
        "--- a/f.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n", Print("a", null));

    [Fact]
    public void Print_Colored_OneColorForEachLine() => Assert.Equal(
        "\e[1m--- a/f.yaml\e[0m\n\e[1m+++ b/f.yaml\e[0m\n\e[36m@@ -1,2 +1,2 @@\e[0m\n a\n\e[31m-b\e[0m\n\e[32m+c\e[0m\n",
        UnifiedDiff.Print(new FileChange("f.yaml", FileState.Change, "a\nb\n", "a\nc\n"), color: true));

    [Fact]
    public void Print_Unchanged_Nothing() =>
        Assert.Empty(UnifiedDiff.Print(new FileChange("f.yaml", FileState.Unchanged, "a\n", "a\n"), color: true));

    [Fact]
    public async Task Print_AnyTexts_GitApplyGivesTheNewText()
    {
        // Few different lines, so that many of them stay; CR and missing last newlines among them.
        var line = OneOf("a\n", "b\n", "\n", "- x\n", "\r\n", " \n", "é\n", "@@ -1 +1 @@\n");
        var text = Gen.Select(line.List[0, 40], OneOf("", "", "end"), (lines, end) => string.Concat(lines) + end);
        await Gen.Select(text, text).Where(t => t.Item1 != t.Item2).List[1, 30].SampleAsync(AssertGitApplies, iter: 20, threads: 1);
    }

    private static async Task AssertGitApplies(List<(string Before, string After)> pairs)
    {
        using var folder = new TemporaryFolder();
        var changes = pairs.Select((p, i) => new FileChange(
            $"sub/f{i}", FileState.Change, p.Before.Length == 0 ? null : p.Before, p.After.Length == 0 ? null : p.After)).ToList();
        foreach (var change in changes.Where(c => c.Before is not null)) folder.Write(change.Path, change.Before!);

        var patch = string.Concat(changes.Select(c => UnifiedDiff.Print(c, color: false)));
        var git = await CliWrap.Cli.Wrap("git").WithArguments(["apply", "--whitespace=nowarn", "-"]).WithWorkingDirectory(folder.Path)
            .WithEnvironmentVariables(e => e.Set("GIT_CEILING_DIRECTORIES", Path.GetTempPath()))
            .WithStandardInputPipe(PipeSource.FromString(patch, new UTF8Encoding(false)))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

        Assert.True(git.ExitCode == 0, git.StandardError + patch);
        foreach (var change in changes)
            Assert.Equal(change.After, File.Exists(folder[change.Path]) ? folder.Read(change.Path) : null);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Print(string? before, string? after) =>
        UnifiedDiff.Print(new FileChange("f.yaml", FileState.Change, before, after), color: false);
}
