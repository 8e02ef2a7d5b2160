using System.Text;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Cli.Wizard;
using NetScaffold.Tests.Documents;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;
using static NetScaffold.Tests.Wizard.WizardSession;

namespace NetScaffold.Tests.Wizard;

/// <summary>Whole ways through the wizard: what is shown, and that the command at the end gives the same.</summary>
public sealed class JourneyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, (string, string?)[]> Journeys => new()
    {
        { "everything by default", "netscaffold new shop", [("name", "shop")] },
        {
            "own kind cluster", "netscaffold new shop --bundle both --environments dev --platform kind --cni existing --host shop.test --load-balancer none",
            [("name", "shop"), ("purpose", "trial"), ("podNetwork", "small footprint"), ("bundle", "both"), ("edge.host", "shop.test")]
        },
        {
            "app onto an existing platform",
            "netscaffold new store --layers app --gateway infra/shared --host store.acme-corp.com --service web:80=registry.example/web:1.2 --service api --service db --service mail --call web:api --call api:db --call api:mail --expose web --expose api=api.acme-corp.com/v1 "
                + "--set services.db.kind=statefulset --set services.mail.kind=external --set services.mail.external.host=smtp.partner.test --set services.mail.external.port=587",
            [
                ("owner", "somebody else's"), ("name", "store"), ("edge.gateway", "infra/shared"), ("edge.host", "store.acme-corp.com"), ("services", "my own"),
                ("services/0/name", "web"), ("services/0/port", "80"), ("services/0/image", "registry.example/web:1.2"), ("services/more/1", "yes"),
                ("services/1/name", "api"), ("services/1/expose", "api.acme-corp.com/v1"), ("services/more/2", "yes"),
                ("services/2/name", "db"), ("services/2/kind", "statefulset"), ("services/more/3", "yes"),
                ("services/3/name", "mail"), ("services/3/kind", "external"), ("services/3/host", "smtp.partner.test"), ("services/3/port", "587"),
                ("services/0/calls", "api"), ("services/1/calls", "db,mail"),
            ]
        },
    };

    [Theory, MemberData(nameof(Journeys))]
    public void Journey_Asked_EqualsItsCommand(string journey, string command, (string, string?)[] answers)
    {
        var prompter = ScriptedPrompter.Of(answers);

        var run = New(prompter, "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{journey}: {run}{prompter.Transcript}");
        AssertSameByCommand(_folder, prompter, $"{command} --yes --output={_folder["asked"]}");
    }

    /// <summary>docs/wizard.md shows the journeys as they are asked, in a folder that does not exist yet.</summary>
    [Fact]
    public void Page_OfTheJourneys_IsTheCommittedOne()
    {
        var page = new StringBuilder("# The wizard\n\nThree journeys through `netscaffold new` at a terminal, recorded by a test, long lines not wrapped. Behind a question stands what was chosen; `(default) > text` shows what was typed, nothing for Enter.\n");
        foreach (var row in Journeys)
        {
            var prompter = ScriptedPrompter.Of((ValueTuple<string, string?>[])row[2]);
            var result = WizardRun.Run(new WizardRun.Request(null, new CommandLineAnswers(), null, [], IsDryRun: false, Force: false), TerminalOf(prompter, TextWriter.Null, TextWriter.Null), prompter);
            Assert.NotNull(result.Answers);
            var title = (string)row[0];
            page.Append($"\n## {char.ToUpperInvariant(title[0])}{title[1..]}\n\n```\n{prompter.Transcript.TrimEnd()}\n```\n");
        }

        PrintedDocumentsTests.Match("wizard.md", page.ToString());
    }

    /// <summary>What the README shows of a session are lines of that page, in their order.</summary>
    [Fact]
    public void Session_InTheReadme_IsOfThePage()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var from = readme.IndexOf("Whose cluster is it?", StringComparison.Ordinal);
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "wizard.md")).Select(l => l.TrimEnd()).SkipWhile(l => l != "## Own kind cluster").ToList();
        foreach (var line in readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)].Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0))
        {
            var index = page.IndexOf(line);
            Assert.True(index >= 0, $"docs/wizard.md has no line '{line}' there");
            page = page[(index + 1)..];
        }
    }

    [Fact]
    public void Defaults_Asked_AreThoseOfTheNameAlone()
    {
        New(ScriptedPrompter.Of(("name", "shop")), "--output", _folder["asked"]);
        CliRun.Of("new", "shop", "--yes", "--output", _folder["line"]);

        Assert.Equal(_folder.Snapshot("line"), _folder.Snapshot("asked"));
    }
}
