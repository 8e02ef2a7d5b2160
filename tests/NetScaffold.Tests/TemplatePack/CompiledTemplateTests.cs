using System.Text.RegularExpressions;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.TemplatePack;
using NetScaffold.Tests.Templates;
using Xunit;

namespace NetScaffold.Tests.TemplatePack;

/// <summary>The compiled template in itself: text, conditions, patterns.</summary>
public class CompiledTemplateTests
{
    private static readonly RenderedBundle Compiled = PackCompiler.Compile(TemplateSet.BuiltIn, PackPlaceholders.Committed);

    private static IEnumerable<RenderedFile> Content => Compiled.Files.Where(f => f.Path.StartsWith(PackCompiler.ContentFolder, StringComparison.Ordinal));

    /// <summary>Sorting, padding, cutting, measuring and quoting by the look of a text show up as a difference.</summary>
    [Fact]
    public void TwoSetsOfPlaceholders_GiveTheSameTemplate()
    {
        var other = PackCompiler.Compile(TemplateSet.BuiltIn, PackPlaceholders.Other);
        Assert.Equal(Compiled.Files.Select(f => f.Path), other.Files.Select(f => f.Path));
        foreach (var (one, two) in Compiled.Files.Zip(other.Files)) Assert.Equal(one.Text, MapBack(two.Text));
    }

    /// <summary>The proof is worth something: what looks at a text is found.</summary>
    [Theory]
    [InlineData("{{ quoted host.name }}", true)]
    [InlineData("{{ yaml host.name }}", false)]
    public void TwoSetsOfPlaceholders_ShowWhatLooksAtAText(string code, bool isSame)
    {
        var templates = TemplateRuns.With("app/gateway.yaml.sbn", "    hostname: {{ knob host.knob }}", $"    hostname: {code}");
        var (one, two) = (PackCompiler.Compile(templates, PackPlaceholders.Committed), PackCompiler.Compile(templates, PackPlaceholders.Other));
        Assert.Equal(isSame, one.Files.Zip(two.Files).All(f => f.First.Text == MapBack(f.Second.Text)));
    }

    [Fact]
    public void Placeholders_OccurNowhereElse()
    {
        foreach (var set in new[] { PackPlaceholders.Committed, PackPlaceholders.Other })
        {
            Assert.All(set.Words, w => Assert.DoesNotContain(set.Words, o => o != w && o.Contains(w)));
            Assert.All(TemplateSet.BuiltIn.Paths, p => Assert.DoesNotContain(set.Words, w => TemplateSet.BuiltIn.ReadSource(p).Contains(w)));
        }
    }

    /// <summary>The engine knows five spellings of the source's name; where two are the same, the last replaces the first.</summary>
    [Fact]
    public void SourceName_HasFiveSpellings()
    {
        var name = PackPlaceholders.Committed.Name;
        var safe = Regex.Replace(name, "[^A-Za-z0-9.]", "_");
        string[] spellings = [name, safe, safe.Replace('.', '_'), safe.ToLowerInvariant() + "*", name.Replace("-", "", StringComparison.Ordinal)];
        Assert.Equal(5, spellings.Distinct().Count());
    }

    [Fact]
    public void Text_FollowsTheRulesOfTemplates()
    {
        // Raw: Helm's braces are text by now.
        LintRule[] rules = [LintRule.DirectiveSyntax, LintRule.DirectiveElsewhere, LintRule.UnknownDecision, LintRule.CrossingBlocks, LintRule.EmptyBranch];
        var findings = Content.SelectMany(f => TemplateLint.Check(f.Path, "{%{\n" + f.Text + "}%}\n", []));
        Assert.DoesNotContain(findings, f => rules.Contains(f.Rule));
        Assert.All(Content, f => Assert.EndsWith("\n", f.Text, StringComparison.Ordinal));
        Assert.All(Content, f => Assert.DoesNotContain(f.Path, c => "[]*?".Contains(c)));
        Assert.All(Compiled.Files, f => Assert.DoesNotContain("helmDialect", f.Text));
    }

    [Fact]
    public void Symbols_HaveNamesOfTheirOwn()
    {
        string[] names = [.. DecisionCatalogue.All.Select(d => d.Name), .. Questions.All.Select(PackSymbols.NameOf), .. PackText.All.Select(PackSymbols.ValidityOf), PackSymbols.HostIsReserved, PackSymbols.IsWritten];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>Every file exists under exactly the decisions that its modifier names.</summary>
    [Fact]
    public void Files_ExistUnderTheirDecisions()
    {
        foreach (var (name, result) in TemplateRuns.Accepted(TemplateRuns.Singles))
        {
            var written = result.Bundle.Files.Select(f => f.Path).Where(PackCompiler.IsIncluded);
            var all = Content.Select(f => f.Path[(PackCompiler.ContentFolder.Length + 1)..]);
            var wanted = all.Where(p => BundleLayout.DecisionsOf(p).All(d => result.Plan.Decisions[d]));
            Assert.True(wanted.SequenceEqual(written), $"{name}: {string.Join(' ', wanted.Except(written).Concat(written.Except(wanted)))}");
        }
    }

    [Theory]
    [InlineData("name", "abz19-.", 45)]
    [InlineData("namespace", "trueyno-.", 8)]
    [InlineData("edge.host", "ax0.-", 12)]
    [InlineData("edge.host", "a1.xf", 12)]
    [InlineData("tls.email", "aB1._+-@", 14)]
    [InlineData("tls.issuerName", "a1.-/", 10)]
    public void Pattern_TakesNothingThatTheQuestionRefuses(string path, string alphabet, int length)
    {
        var text = PackText.All.Single(t => t.Question.Path == path);
        var type = ((TextShape)text.Question.Shape).Type;
        Gen.Char[alphabet].Array[1, length].Select(c => new string(c)).Sample(s => !Regex.IsMatch(s, text.Pattern) || type.Fits(s), iter: 20_000);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("app.example.com")]
    [InlineData("my-example.com")]
    [InlineData("example.co.uk")]
    [InlineData("a.test")]
    [InlineData("test.dev")]
    [InlineData("a.contest")]
    [InlineData("a.local")]
    [InlineData("b.internal")]
    [InlineData("x.localhost")]
    [InlineData("x.invalid")]
    [InlineData("a.example")]
    [InlineData("shop.acme-corp.dev")]
    public void ReservedHost_IsOneForBoth(string host) => Assert.Equal(ReservedNames.Contains(host), Regex.IsMatch(host, PackText.ReservedHost));

    /// <summary>All singles, all pairs and every text, through our own evaluation of the compiled template.</summary>
    [Fact]
    public void AllPairs_EqualTheTool()
    {
        var engine = new EngineSimulation(Compiled);
        var (accepted, refused) = (0, 0);
        foreach (var run in PackCases.Singles.Concat(PackCases.Pairs).Concat(PackCases.Texts))
        {
            var expected = run.Expected;
            var actual = engine.Run(run, out _);
            if (expected is null) refused++;
            else accepted++;
            Assert.True((expected is null) == (actual is null), $"{run}: only one of the two refuses");
            if (expected is null) continue;
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual!.Keys.Order(StringComparer.Ordinal));
            Assert.All(expected, f => Assert.Equal(f.Value, actual[f.Key]));
        }

        Assert.True(accepted > 350 && refused > 0, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public void Refused_AreRefusedByBoth_WithTheReason()
    {
        var engine = new EngineSimulation(Compiled);
        foreach (var (run, text) in PackCases.Refused)
        {
            Assert.Null(run.Expected);
            Assert.Null(engine.Run(run, out var refusals));
            Assert.Equal(2, refusals.Length);
            Assert.Contains(text, refusals[0]);
        }
    }

    /// <summary>Whoever adds a rule of severity error says whether <c>dotnet new</c> must refuse by it.</summary>
    [Fact]
    public void Rules_AreRefusals_OrNeverBroken()
    {
        var template = Compiled.Files.Single(f => f.Path.EndsWith("/template.json", StringComparison.Ordinal)).Text;
        var errors = RuleCatalogue.All.Where(r => r.Severity == Severity.Error).Select(r => r.Code).ToList();
        Assert.All(errors, code => Assert.NotEqual(template.Contains($"breaks{code}"), PackRefusals.NeverBroken.Contains(code)));
        Assert.All(PackRefusals.NeverBroken, code => Assert.Contains(code, errors));
    }

    private static string MapBack(string text)
    {
        // Longest first, and in one pass by way of signs that no text holds.
        var words = PackPlaceholders.Other.Words.Zip(PackPlaceholders.Committed.Words).OrderByDescending(w => w.First.Length).ToList();
        for (var i = 0; i < words.Count; i++) text = text.Replace(words[i].First, $"\ue100{i}\ue100", StringComparison.Ordinal);
        for (var i = 0; i < words.Count; i++) text = text.Replace($"\ue100{i}\ue100", words[i].Second, StringComparison.Ordinal);
        return text;
    }
}
