using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Wizard;
using Xunit;
using static NetScaffold.Tests.Wizard.WizardSession;

namespace NetScaffold.Tests.Wizard;

/// <summary>The wizard by a script: what is asked and refused, how it is left, and that its command gives the same.</summary>
public sealed class WizardRunTests : IDisposable
{
    /// <summary>Codes that the tests of this class provoke.</summary>
    public static readonly string[] Codes = ["NS1051"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Questions of the command line and of the file are not asked again; a section is, on request.</summary>
    [Fact]
    public void File_ToStartFrom_IsAskedAgainBySectionAlone()
    {
        _folder.Write("answers.yaml", "name: shop\nbundle: kustomize\nedge: {host: shop.acme-corp.com, rateLimit: 5}\nservices: [{name: web, expose: [{}]}]\n");
        var prompter = ScriptedPrompter.Of(("details", "edge"), ("edge.rateLimit", "7"), ("edge.timeout", "30s"));

        var run = New(prompter, "--answers", _folder["answers.yaml"], "--output", _folder["asked"], "--host", "flag.acme-corp.com");

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        Assert.Equal(
            ["details", "edge.api", "edge.controller", "edge.controllerNamespace", "edge.gatewayClass", "edge.gateway", "edge.loadBalancer", "edge.loadBalancerProvider", "edge.rateLimit", "edge.maxBodySize", "edge.timeout", "edge.corsOrigins", "edge.waf", "edge.errorPages", "edge.canary", "details", "end"],
            prompter.Steps.Select(s => s.Key));
        AssertSameByCommand(_folder, prompter, $"netscaffold new --host flag.acme-corp.com --rate-limit 7 --timeout 30s --yes --answers={_folder["answers.yaml"]} --output={_folder["asked"]}");
    }

    [Fact]
    public void File_WithServices_TheyAreReplacedAsAWhole()
    {
        _folder.Write("answers.yaml", "name: shop\nservices: [{name: web, expose: [{}]}, {name: api}]\n");
        var prompter = ScriptedPrompter.Of(("details", "services"), ("services", "my own"), ("services/0/name", "web"), ("services/0/port", "none"), ("services/more/1", "yes"), ("services/1/name", "job"), ("services/1/expose", "x.test/a"), ("services/0/calls", "job"));

        var run = New(prompter, "--answers", _folder["answers.yaml"], "--output", _folder["asked"]);

        Assert.True(run.ExitCode == ExitCodes.Success, $"{run}{prompter.Transcript}");
        AssertSameByCommand(_folder, prompter, $"netscaffold new --set 'services=[{{name: \"web\", ports: []}}, {{name: \"job\", expose: [{{host: \"x.test\", path: \"/a\"}}]}}]' --yes --answers={_folder["answers.yaml"]} --output={_folder["asked"]}".Replace("ports: []", "ports: [], calls: [\"job\"]", StringComparison.Ordinal));
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
        AssertSameByCommand(_folder, prompter);
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
        Assert.Equal(["owner", "purpose", "cluster.platform", "podNetwork", "cluster.cni", "bundle", "details", "scaling.autoscaling", "details", "end"], prompter.Steps.Select(s => s.Key));
        AssertSameByCommand(
            _folder,
            prompter,
            "netscaffold new shop --bundle both --host x.test --cors-origins https://a.test,https://b.test --pdb=false --service api:80 --expose api=/ --set edge.timeout=5s "
                + $"--allow 'NS2183=it'\\''s \"fine\" & '\\''so'\\''' --yes --output={_folder["asked"]}");
    }

    /// <summary>What matters is joined by commas; the platform is that of the answers.</summary>
    [Theory]
    [InlineData("kind", "", "cilium", "Recommended: cilium. It is the default: it can do the most, and nothing speaks against it here.")]
    [InlineData("kind", "small footprint", "existing", "Recommended: existing. It can keep the footprint small, as flannel can, and what kind brings is there already.")]
    [InlineData("kind", "old kernels,small footprint", "existing", "Recommended: existing. It can keep the footprint small, as flannel can, and what kind brings is there already.")]
    [InlineData("kubeadm", "BGP,all namespaces", "cilium", "Recommended: cilium. It can announce routes by BGP, as calico can, and cilium is the default.")]
    [InlineData("kubeadm", "HTTP and gRPC,encryption,dual stack,flow log", "cilium", "Recommended: cilium. It alone can judge HTTP and gRPC calls here.")]
    [InlineData("kind", "DNS names,small footprint", "cilium", "Recommended: cilium. It alone can allow egress by DNS name here.\nNot to be had with it: small footprint. It cannot keep the footprint small; existing and flannel can, but cannot allow egress by DNS name.")]
    public void PodNetwork_WhatMatters_DecidesTheRecommendation(string platform, string matters, string choice, string note)
    {
        var prompter = ScriptedPrompter.Of(("cluster.platform", platform), ("podNetwork", matters));

        Assert.Equal(ExitCodes.Success, New(prompter, "shop", "--output", _folder["asked"]).ExitCode);

        var step = prompter.Steps.Single(s => s.Key == "cluster.cni");
        Assert.Equal((choice, note), (step.Default, step.Note));
        Assert.Contains($"\n{note}\n", prompter.Transcript, StringComparison.Ordinal);
    }

    /// <summary>What the list does not offer, and what the answers before rule out, is not recommended.</summary>
    [Fact]
    public void PodNetwork_Recommended_IsAlwaysPossible()
    {
        foreach (var platform in ((ChoiceShape)Questions.Platform.Shape).Choices.Select(c => c.Value))
        {
            foreach (var matters in LeadingQuestions.PodNetwork.Choices.Select(c => c.Value))
            {
                var prompter = ScriptedPrompter.Of(("cluster.platform", platform), ("podNetwork", matters), ("cluster.apiServer", "api.example.com"), ("end", "cancel"));
                New(prompter, "shop", "--output", _folder["asked"]);
                var step = (ChooseStep)prompter.Steps.First(s => s.Key == "cluster.cni");

                Assert.Null(step.Choices.Single(c => c.Value == step.Default).Refusal);
                if (step.Note is { } note) Assert.StartsWith($"Recommended: {step.Default}. ", note, StringComparison.Ordinal);
            }
        }
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
        AssertSameByCommand(_folder, prompter);
    }
}
