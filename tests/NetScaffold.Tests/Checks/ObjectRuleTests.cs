using NetScaffold.Checks;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Checks;

/// <summary>Rules over objects: each has a fixture that breaks it and one that keeps it, and a change of one of our bundles that breaks it alone.</summary>
public sealed class ObjectRuleTests
{
    public static TheoryData<string> Codes => [.. ObjectRuleCatalogue.All.Select(r => r.Code)];

    [Fact]
    public void Rules_Fixtures_AreOneForEach() =>
        Assert.Equal(ObjectRuleCatalogue.All.Select(r => r.Code), AnnotatedAnswers.Files(RuleFixture.Folder));

    [Fact]
    public void Rules_Codes_AreUniqueAndInOrder()
    {
        var codes = ObjectRuleCatalogue.All.Select(r => r.Code).ToList();
        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), codes);
        Assert.All(codes, c => Assert.Matches("^NS4[0-9]{3}$", c));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_BrokenRule_SaysSoAtItsPlace(string code)
    {
        var fixture = RuleFixture.Read(code);
        var findings = Check(fixture.Broken).Where(f => f.Code == code).ToList();
        Assert.NotEmpty(findings);
        fixture.Match(findings.Select(f => f.ToString()));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_KeptRule_SaysNothing(string code)
    {
        var findings = Check(RuleFixture.Read(code).KeptText);
        Assert.DoesNotContain(findings, f => f.Code == code || f.Code.StartsWith("NS1", StringComparison.Ordinal));
    }

    /// <summary>I5: the rule finds what it is about in a whole bundle, and no other rule takes the same for a fault of its own.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_MutatedBundle_BreaksThisRuleAlone(string code)
    {
        var rule = ObjectRuleCatalogue.All.Single(r => r.Code == code);
        var mutation = RuleFixture.Read(code).Mutation;
        var files = Rendered.Of(mutation.Answers).ObjectFiles().ToList();
        var before = Serious(files, rule).ToHashSet();
        Assert.DoesNotContain(before, c => c == code);

        Assert.Equal(mutation.Also.Append(code).Order(StringComparer.Ordinal), Serious(mutation.Apply(files), rule).Where(c => !before.Contains(c)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_WaivedByAnnotation_IsANote(string code)
    {
        var objects = ObjectSet.Read([new SourceText("manifests.yaml", RuleFixture.Read(code).Broken)], CheckOptions.Default).Objects;
        var rule = ObjectRuleCatalogue.All.Single(r => r.Code == code);
        var step = RuleMutation.Parse("{}");
        var annotated = objects.All.Select((o, i) => new SourceText($"{i}.yaml", YamlPrinter.Print(o.Root)));
        foreach (var title in rule.Find(objects).Select(h => $"{h.Object.Kind} {h.Object.Name}").Distinct())
            annotated = (step with { Steps = [(YamlMap)YamlReader.Read(new SourceText("step", $"object: {title}\nset: {{metadata/annotations/netscaffold~1allow-{code}: agreed}}")).Value!] }).Apply(annotated);

        var findings = ObjectChecker.Check(annotated, CheckOptions.Default).Findings.Where(f => f.Code == code).ToList();
        Assert.NotEmpty(findings);
        Assert.All(findings, f => Assert.Equal((Severity.Info, true), (f.Severity, f.Message.EndsWith("Accepted: agreed", StringComparison.Ordinal))));
    }

    private static IEnumerable<Diagnostic> Check(string text) => ObjectChecker.Check([new SourceText("manifests.yaml", text)], CheckOptions.Default).Findings;

    /// <summary>Codes at warning or above, or at the rule's own severity where that is lower.</summary>
    private static IEnumerable<string> Serious(IEnumerable<SourceText> files, ObjectRule rule) =>
        ObjectChecker.Check(files, CheckOptions.Default).Findings.Where(f => f.Severity >= Severity.Warning || f.Code == rule.Code).Select(f => f.Code).Distinct();
}
