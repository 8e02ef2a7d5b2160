using System.Collections.Immutable;
using System.Text;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Cli.Output;
using NetScaffold.Cli.Wizard;
using NetScaffold.Tests.Documents;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using NetScaffold.Wizard;
using Xunit;

namespace NetScaffold.Tests.Wizard;

/// <summary>The wizard by a script: what is asked, what comes out, and that its command gives the same.</summary>
public sealed class WizardRunTests : IDisposable
{
    /// <summary>Codes that the tests of this class provoke.</summary>
    public static readonly string[] Codes = ["NS1051"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, (string, string?)[]> Journeys => new()
    {
        { "everything by default", "netscaffold new shop", [("name", "shop")] },
        {
            "own kind cluster", "netscaffold new shop --bundle both --environments dev --platform kind --cni existing --host shop.test --load-balancer none",
            [("name", "shop"), ("purpose", "trial"), ("priority", "simplicity"), ("bundle", "both"), ("edge.host", "shop.test")]
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
        AssertSameByCommand(prompter, $"{command} --yes --output={_folder["asked"]}");
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

    /// <summary>Any way through, back and forth, with junk, ends; its command gives the same bundle.</summary>
    [Fact]
    public void RandomWalks_OfAnyLength_EqualTheirCommands()
    {
        var written = 0;
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            using var folder = new TemporaryFolder();
            var walk = new RandomWalk(seed);
            var prompter = new ScriptedPrompter(walk.Answer);
            var run = New(prompter, "--output", folder["asked"]);
            if (run.ExitCode == ExitCodes.Interrupted)
            {
                Assert.Empty(folder.Snapshot());
                return;
            }

            Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
            Assert.DoesNotContain("NS1027", run.Error, StringComparison.Ordinal);
            AssertSameByCommand(prompter, null, folder);
            Interlocked.Increment(ref written);
        }, iter: 60);
        Assert.True(written > 20, $"only {written} walks came to the end");
    }

    /// <summary>Questions of the command line and of the file are not asked again; a section is, on request.</summary>
    [Fact]
    public void File_ToStartFrom_IsAskedAgainBySectionAlone()
    {
        _folder.Write("answers.yaml", "name: shop\nbundle: kustomize\nedge: {host: shop.acme-corp.com, rateLimit: 5}\nservices: [{name: web, expose: [{}]}]\n");
        var prompter = ScriptedPrompter.Of(("details", "edge"), ("edge.rateLimit", "7"), ("edge.timeout", "30s"));

        var run = New(prompter, "--answers", _folder["answers.yaml"], "--output", _folder["asked"], "--host", "flag.acme-corp.com");

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        Assert.Equal(
            ["details", "edge.api", "edge.controller", "edge.controllerNamespace", "edge.gatewayClass", "edge.gateway", "edge.loadBalancer", "edge.rateLimit", "edge.maxBodySize", "edge.timeout", "edge.corsOrigins", "details", "end"],
            prompter.Steps.Select(s => s.Key));
        AssertSameByCommand(prompter, $"netscaffold new --host flag.acme-corp.com --rate-limit 7 --timeout 30s --yes --answers={_folder["answers.yaml"]} --output={_folder["asked"]}");
    }

    [Fact]
    public void File_WithServices_TheyAreReplacedAsAWhole()
    {
        _folder.Write("answers.yaml", "name: shop\nservices: [{name: web, expose: [{}]}, {name: api}]\n");
        var prompter = ScriptedPrompter.Of(("details", "services"), ("services", "my own"), ("services/0/name", "web"), ("services/0/port", "none"), ("services/more/1", "yes"), ("services/1/name", "job"), ("services/1/expose", "x.test/a"), ("services/0/calls", "job"));

        var run = New(prompter, "--answers", _folder["answers.yaml"], "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        AssertSameByCommand(prompter, $"netscaffold new --set 'services=[{{name: \"web\", ports: []}}, {{name: \"job\", expose: [{{host: \"x.test\", path: \"/a\"}}]}}]' --yes --answers={_folder["answers.yaml"]} --output={_folder["asked"]}".Replace("ports: []", "ports: [], calls: [\"job\"]", StringComparison.Ordinal));
    }

    [Fact]
    public void Junk_IsExplainedAndAskedAgain()
    {
        var typed = new Queue<string>(["", "No!", "", "shop\u0000", "shop", "", "", "", "", "", "-", "a_b", "shop.test", "", "", ""]);
        var prompter = new ScriptedPrompter(_ => typed.Dequeue());

        New(prompter, "--output", _folder["asked"]);

        Assert.Contains("  name cannot be 'No!'. It takes a lower-case name of letters, digits and dashes", prompter.Transcript, StringComparison.Ordinal);
        Assert.Contains("  name cannot be ''. It takes", prompter.Transcript, StringComparison.Ordinal);
        Assert.Contains("  edge.host cannot be 'a_b'. It takes", prompter.Transcript, StringComparison.Ordinal);
        Assert.Contains("netscaffold new shop --host shop.test", prompter.Transcript, StringComparison.Ordinal);
    }

    /// <summary>Without policies in the pod network no policies can be asked for: the question comes at once, and the others are refused with the rule's reason.</summary>
    [Fact]
    public void Choice_ThatCannotWork_SaysWhyAndIsNotTaken()
    {
        var prompter = ScriptedPrompter.Of(("owner", "somebody else's"), ("name", "shop"), ("cluster.cni", "existing"), ("cluster.existing.policies", "false"), ("security.policies", "default-deny"), ("security.policies", "none"));

        var run = New(prompter, "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        var asked = Assert.IsType<ChooseStep>(prompter.Steps.First(s => s.Key == "security.policies"));
        Assert.Equal(["default-deny", "ingress-only"], asked.Choices.Where(c => c.Refusal is not null).Select(c => c.Value));
        Assert.All(asked.Choices.Where(c => c.Refusal is not null), c => Assert.Equal(("NS2002", "Policies are asked for, but the pod network does not enforce any: the API server accepts the objects and nothing is isolated."), (c.Refusal!.Code, c.Refusal.Message)));
        Assert.Equal("none", asked.Default);
        Assert.Equal(2, prompter.Steps.Count(s => s.Key == "security.policies"));
        AssertSameByCommand(prompter, null);
    }

    [Fact]
    public void ReservedHost_Given_RefusesLetsEncrypt()
    {
        var prompter = ScriptedPrompter.Of(("name", "shop"), ("details", "tls"));

        New(prompter, "--output", _folder["asked"]);

        var asked = Assert.IsType<ChooseStep>(prompter.Steps.First(s => s.Key == "tls.issuer"));
        var refused = Assert.Single(asked.Choices, c => c.Refusal is not null);
        Assert.Equal(("letsencrypt", "NS2512"), (refused.Value, refused.Refusal!.Code));
    }

    [Fact]
    public void Back_TakesTheAnswerBack()
    {
        var prompter = ScriptedPrompter.Of(("owner", "somebody else's"), ("name", "shop"), ("cluster.cni", null), ("name", null), ("owner", "mine"), ("name", "store"));

        New(prompter, "--output", _folder["asked"]);

        Assert.Equal(["owner", "name", "cluster.cni", "name", "owner", "name", "purpose"], prompter.Steps.Take(7).Select(s => s.Key));
        Assert.Contains("\nnetscaffold new store --yes", prompter.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void Back_AtTheFirstQuestion_AsksItAgain()
    {
        var prompter = ScriptedPrompter.Of(("owner", null), ("name", "shop"));

        Assert.Equal(ExitCodes.Success, New(prompter, "--output", _folder["asked"]).ExitCode);
        Assert.Contains("This is the first question.", prompter.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancel_AtTheEnd_WritesNothingAndGivesTheCommand()
    {
        var run = New(ScriptedPrompter.Of(("name", "shop"), ("bundle", "both"), ("end", "cancel")), "--output", _folder["asked"]);

        Assert.Equal((ExitCodes.Interrupted, $"Cancelled; nothing was written.\nThe same later: netscaffold new shop --bundle both --yes --output={_folder["asked"]}\n"), (run.ExitCode, run.Error));
        Assert.Empty(_folder.Snapshot());
    }

    [Fact]
    public void Terminal_ThatGoesAway_EndsTheRun()
    {
        var run = New(new ScriptedPrompter(step => step.Key == "purpose" ? throw new EndOfStreamException() : step.Key == "name" ? "shop" : ""), "--output", _folder["asked"]);

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.StartsWith("The input ended; nothing was written.\nThe same up to here: netscaffold new shop --yes", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Snapshot());
    }

    /// <summary>What the command line gave is in the command, quoted for a shell, and not asked.</summary>
    [Fact]
    public void Flags_Given_StandInTheCommand()
    {
        var prompter = ScriptedPrompter.Of(("bundle", "both"), ("details", "scaling"));

        var run = New(
            prompter, "shop", "--pdb=false", "--allow", "NS2183=it's \"fine\" & 'so'", "--set", "edge.timeout=5s", "--cors-origins", "https://a.test,https://b.test", "--host", "x.test", "--service", "api:80", "--expose", "api=/",
            "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        Assert.Equal(["owner", "purpose", "cluster.platform", "priority", "cluster.cni", "bundle", "details", "scaling.autoscaling", "details", "end"], prompter.Steps.Select(s => s.Key));
        AssertSameByCommand(
            prompter,
            "netscaffold new shop --bundle both --host x.test --cors-origins https://a.test,https://b.test --pdb=false --service api:80 --expose api=/ --set edge.timeout=5s "
                + $"--allow 'NS2183=it'\\''s \"fine\" & '\\''so'\\''' --yes --output={_folder["asked"]}");
    }

    [Fact]
    public void Interruption_InTheMiddle_HasTheCommandSoFar()
    {
        var words = new List<Func<string>?>();
        string? atHost = null;
        New(new ScriptedPrompter(step =>
        {
            if (step.Key == "edge.host") atHost = words[^1]!();
            return step.Key switch { "name" => "shop", "bundle" => "both", _ => "" };
        }), w => words.Add(w), "--output", _folder["x y"]);

        Assert.Equal($"The same up to here: netscaffold new shop --bundle both --yes '--output={_folder["x y"]}'", atHost);
        Assert.Null(words[^1]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(59)]
    public void NarrowTerminal_IsRefusedAtOnce(int width)
    {
        var prompter = new ScriptedPrompter { Width = width };

        var run = New(prompter, "shop", "--output", _folder["asked"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith($"netscaffold new: error NS1051: The terminal has {width} columns; the questions need 60.\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(prompter.Steps);
    }

    [Theory]
    [InlineData("--yes")]
    [InlineData("--non-interactive")]
    [InlineData("--format", "json")]
    public void New_ThatAsksNothing_AsksNothing(params string[] flags)
    {
        var prompter = new ScriptedPrompter(_ => throw new InvalidOperationException("asked"));

        Assert.Equal(ExitCodes.Success, New(prompter, ["shop", "--output", _folder["line"], .. flags]).ExitCode);
        Assert.Empty(prompter.Transcript);
    }

    /// <summary>A file in the way, and files of somebody else.</summary>
    [Theory]
    [InlineData("shop", "file", "NS8001")]
    [InlineData("shop", "foreign", "NS8006")]
    [InlineData("", "foreign", "NS8006")]
    [InlineData("", "file/below", "NS8002")]
    public void Target_ThatCannotBe_IsRefusedBeforeTheFirstQuestion(string name, string target, string code)
    {
        _folder.Write("file", "x");
        _folder.Write("foreign/README.md", "mine\n");
        var prompter = ScriptedPrompter.Of(("name", "shop"));

        var run = New(prompter, [.. name.Length > 0 ? [name] : Array.Empty<string>(), "--output", _folder[target]]);

        Assert.Equal((ExitCodes.CannotWrite, code), (run.ExitCode, Assert.Single(run.ErrorCodes)));
        Assert.Empty(prompter.Steps);
    }

    /// <summary>A folder of the kernel takes no files, not even from root.</summary>
    [Fact]
    public void Target_ThatTakesNoFiles_IsRefusedBeforeTheFirstQuestion()
    {
        if (!OperatingSystem.IsLinux()) return;
        var prompter = new ScriptedPrompter();

        var run = New(prompter, "shop", "--output", "/proc/shop");

        Assert.Equal(ExitCodes.CannotWrite, run.ExitCode);
        Assert.StartsWith("NS80", Assert.Single(run.ErrorCodes), StringComparison.Ordinal);
        Assert.Empty(prompter.Steps);
    }

    /// <summary>Where the name decides the folder, another name is asked for. It is below the working directory, which all tests share.</summary>
    [Fact]
    public void Name_OfAFolderThatCannotBe_IsAskedAgain()
    {
        var name = $"wizard-{Environment.ProcessId}";
        File.WriteAllText(name, "x");
        try
        {
            var prompter = ScriptedPrompter.Of(("name", name), ("name", $"{name}-2"), ("end", "cancel"));

            Assert.Equal(ExitCodes.Interrupted, New(prompter).ExitCode);
            Assert.Equal(["owner", "name", "name", "purpose"], prompter.Steps.Take(4).Select(s => s.Key));
            Assert.Contains($"  '{name}' is a file; a bundle needs a folder. Name another folder", prompter.Transcript, StringComparison.Ordinal);
            Assert.False(Path.Exists($"{name}-2"));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Answers_ThatAreWrong_AreRefusedBeforeTheFirstQuestion()
    {
        var prompter = new ScriptedPrompter();

        var run = New(prompter, "shop", "--cni", "x", "--output", _folder["asked"]);

        Assert.Equal((ExitCodes.Usage, "NS1021"), (run.ExitCode, Assert.Single(run.ErrorCodes)));
        Assert.Empty(prompter.Steps);
    }

    /// <summary>Answers that only do together what a rule refuses: the end says so, and does not offer to write.</summary>
    [Fact]
    public void Conflict_AtTheEnd_IsShownAndCanBeCured()
    {
        var prompter = ScriptedPrompter.Of(("name", "shop"), ("details", "cluster"), ("cluster.podCidr", "10.96.0.0/16"), ("end", "change something"), ("details", "cluster"), ("cluster.podCidr", "10.1.0.0/16"));
        var run = New(prompter, "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        Assert.Contains("  Cannot stay so: cluster.serviceCidr 10.96.0.0/12 overlaps cluster.podCidr 10.96.0.0/16", prompter.Transcript, StringComparison.Ordinal);
        AssertSameByCommand(prompter, null);
    }

    private static void AssertSame(TemporaryFolder folder, string expected, string actual) => Assert.Equal(folder.Snapshot(expected), folder.Snapshot(actual));

    private void AssertSameByCommand(ScriptedPrompter prompter, string? expected) => AssertSameByCommand(prompter, expected, _folder);

    /// <summary>The command that the wizard showed last, run in another folder, gives the same files.</summary>
    private static void AssertSameByCommand(ScriptedPrompter prompter, string? expected, TemporaryFolder folder)
    {
        var command = prompter.Transcript.Split('\n').Last(line => line.StartsWith("netscaffold new ", StringComparison.Ordinal));
        if (expected is not null) Assert.Equal(expected, command);
        Directory.Move(folder["asked"], folder["kept"]);
        var run = CliRun.Of(ShellWords.Of(command).Skip(1));
        Assert.True(run.ExitCode == ExitCodes.Success, $"{command}\n{run}");
        AssertSame(folder, "kept", "asked");
    }

    private static CliRun New(IPrompter prompter, params string[] arguments) => New(prompter, _ => { }, arguments);

    private static CliRun New(IPrompter prompter, Action<Func<string>?> lastWords, params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = Program.Run(["new", .. arguments], TerminalOf(prompter, output, error) with { LastWords = lastWords });
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    private static Terminal TerminalOf(IPrompter prompter, TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        OpenInput = () => Stream.Null,
        HasColor = false,
        Today = CliRun.Today,
        OpenPrompter = () => prompter,
    };

    /// <summary>Answers by chance: defaults, choices possible and not, texts that fit and junk, back; tired after a while.</summary>
    private sealed class RandomWalk(int seed)
    {
        private static readonly ImmutableArray<string> Texts =
        [
            "shop", "web", "api", "db", "a-1", "dev,stage", "dev,prod,dev", "10.1.0.0/16", "fd00::/56", "10.1.0.0/16,fd00::/56", "x.test", "shop.acme-corp.com", "infra/shared", "Issuer/corp", "me@acme-corp.com",
            "7", "0", "-1", "80", "5432", "30s", "10Mi", "https://a.test", "/", "/a", "x.test/b", "none", "registry.example/web:1", "latest", "", " ", "'", "$(x)", "[a", "{", "#", "--yes", "\u0007", "ä", new string('x', 300),
        ];

        private readonly Random _random = new(seed);
        private int _steps;

        public string? Answer(Step step)
        {
            if (++_steps > 400) return step is ChooseStep { Key: "end" } ? "cancel" : step.Key == "name" ? "shop" : step is TextStep { Default: "", Empty: null } ? Texts[_random.Next(Texts.Length)] : step is ChooseStep stuck && Default(stuck).Refusal is not null ? null : "";
            return _random.Next(10) switch
            {
                0 => null,
                <= 3 => step.Key == "name" ? "shop" : "",
                _ => step switch
                {
                    ChooseStep choose => choose.Choices[_random.Next(choose.Choices.Length)].Value,
                    ChooseManyStep many => string.Join(',', many.Choices.Where(_ => _random.Next(2) == 0).Select(c => c.Value)),
                    _ => Texts[_random.Next(Texts.Length)],
                },
            };
        }

        private static StepChoice Default(ChooseStep step) => step.Choices.First(c => c.Value == step.Default);
    }
}
