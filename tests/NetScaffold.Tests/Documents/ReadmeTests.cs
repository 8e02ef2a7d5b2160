using System.Text.RegularExpressions;
using NetScaffold.Bundles;
using NetScaffold.Cli;
using NetScaffold.Cli.Output;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>What the project's README shows is what the tool does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static TheoryData<string> Commands => [.. Command().Matches(Text).Select(m => m.Groups["line"].Value)];

    [Fact]
    public void Commands_InTheReadme_AreFound() => Assert.True(Commands.Count >= 3, "no commands to try");

    /// <summary>Each in a folder of its own, with the bundle that the first step writes.</summary>
    [Theory, MemberData(nameof(Commands))]
    public void Command_OfTheReadme_Succeeds(string line)
    {
        using var folder = new TemporaryFolder();
        var words = line.Split(' ');
        Run(["new", "shop", "--bundle", "both", "--output", folder["shop"]]);
        string[] output = words[0] == "new" ? ["--output", folder[words[1] + "-new"]] : [];

        Assert.Equal(0, Run([.. words.Select(w => words[0] is not "new" && (w == "shop" || w.StartsWith("shop/", StringComparison.Ordinal)) ? folder[w] : w), .. output]));
    }

    [Fact]
    public void Tree_InTheReadme_IsThatOfABundle()
    {
        var paths = Rendered.Of("name: shop\nbundle: both\n").AllFiles().Select(f => f.Path).Append(BundleLock.FileName).ToList();
        var folder = "";
        foreach (var line in Block("```\nshop/\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = line.Trim().Split(' ')[0];
            if (!line.StartsWith("    ", StringComparison.Ordinal)) folder = path.EndsWith('/') ? path : "";
            var whole = line.StartsWith("    ", StringComparison.Ordinal) ? folder + path : path;
            Assert.True(paths.Exists(p => whole.EndsWith('/') ? p.StartsWith(whole, StringComparison.Ordinal) : p == whole), $"a bundle has no {whole}");
        }
    }

    [Fact]
    public void Policy_InTheReadme_IsThatOfTheDefaultDatabase() =>
        Assert.Contains("\n" + Block("```yaml\nspec:\n", keepStart: true), Rendered.Of("name: shop\nbundle: both\n").FileText("kustomize/app/base/services/database.yaml"), StringComparison.Ordinal);

    [Fact]
    public void Answers_InTheReadme_AreAccepted() => Rendered.Of(Block("```yaml\nversion: 1\n", keepStart: true));

    [Fact]
    public void Links_OfAllPages_LeadToFiles()
    {
        string[] pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)];
        var broken = from page in pages
                     let file = Path.Combine(Repository.Root, page)
                     from Match link in Link().Matches(File.ReadAllText(file))
                     let target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups["to"].Value)
                     where !Path.Exists(target)
                     select $"{Path.GetFileName(page)}: {link.Groups["to"].Value}";

        Assert.Empty(broken);
    }

    private static int Run(string[] arguments)
    {
        var terminal = new Terminal { Out = TextWriter.Null, Error = TextWriter.Null, OpenInput = () => Stream.Null, HasColor = false, Today = Rendered.Today };
        return Program.Run(arguments, terminal);
    }

    private static string Block(string start, bool keepStart = false)
    {
        var at = Text.IndexOf(start, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the README has no block that starts with {start}");
        var from = keepStart ? Text.IndexOf('\n', at) + 1 : at + start.Length;
        return Text[from..Text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    [GeneratedRegex("^ *netscaffold (?<line>.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\((?<to>[^)#:]+)\)")]
    private static partial Regex Link();
}
