using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Wizard;
using Xunit;
using static NetScaffold.Tests.Wizard.WizardSession;

namespace NetScaffold.Tests.Wizard;

/// <summary>The wizard answered by chance.</summary>
public sealed class RandomWalkTests
{
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
            AssertSameByCommand(folder, prompter);
            Interlocked.Increment(ref written);
        }, iter: 60);
        Assert.True(written > 20, $"only {written} walks came to the end");
    }

    /// <summary>Answers by chance: defaults, choices possible and not, texts that fit and junk, back; tired after a while.</summary>
    private sealed class RandomWalk(int seed)
    {
        private static readonly ImmutableArray<string> Texts =
        [
            "shop", "web", "api", "db", "a-1", "dev,stage", "dev,prod,dev", "10.1.0.0/16", "fd00::/56", "10.1.0.0/16,fd00::/56", "x.test", "shop.acme-corp.com", "infra/shared", "Issuer/corp", "me@acme-corp.com", "acme-dns", "0a1b2c3d-0123-4567-89ab-0123456789ab", "*.acme-corp.com",
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
