using NetScaffold.Rendering;
using Xunit;

namespace NetScaffold.Tests.Templates;

/// <summary>Knobs, values and their schema, over every single choice and every pair.</summary>
public class ValuesTests
{
    [Fact]
    public void Charts_ReadTheValuesTheyHave_AndHaveSchemas()
    {
        var runs = 0;
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, result) in TemplateRuns.Accepted(TemplateRuns.SinglesAndPairs))
        {
            runs++;
            Assert.Empty(KnobLint.Check(result.Bundle).Concat(KnobLint.CheckSchemas(result.Bundle)).Select(f => $"{name}: {f}"));
            foreach (var file in result.Bundle.Files.Where(KnobLint.IsValues)) paths.UnionWith(Values.Parse(file.Text).Paths);
        }

        Assert.True(runs > 400, $"{runs} bundles");
        // Every value has a constraint, or rendering would have failed; and none is left over.
        Assert.All(ValuesSchema.ConstrainedPaths, c => Assert.Contains(paths, p => Fits(c, p)));
    }

    [Theory]
    [InlineData("helm/app/values.yaml.sbn", "#if (rateLimit)", "#if (acme)", "reads rateLimit, which helm/app/values.yaml does not have")]
    [InlineData("helm/app/values.yaml.sbn", "#if (hasEdge)", "#if (attachedGateway)", "reads hosts.main, which helm/app/values.yaml does not have")]
    [InlineData("helm/platform/values.yaml.sbn", "  replicas: 2", "  replicas: 2\nrateLimit: 1", "nothing reads rateLimit of helm/platform/values.yaml")]
    [InlineData("app/parts/ratelimit.yaml.sbn", "{{ knob \"rateLimit\" }}", "100", "nothing reads rateLimit of helm/app/values.yaml")]
    public void KnobAndValue_UnderOtherDecisions_AreFound(string path, string before, string after, string finding)
    {
        var result = TemplateRuns.Run(TemplateRuns.Tree(""), TemplateRuns.With(path, before, after)).Value!;
        Assert.Contains(KnobLint.Check(result.Bundle), f => f.EndsWith(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Knob_WithoutValue_Fails()
    {
        var templates = TemplateRuns.With("app/certificate.yaml.sbn", "{{ knob host.knob }}", "{{ knob \"hosts.gone\" }}");
        Assert.Contains("there is no value hosts.gone", Assert.Throws<TemplateException>(() => TemplateRuns.Run(TemplateRuns.Tree(""), templates)).Message);
    }

    /// <summary>Two branches that set one key: the place for a mapping.</summary>
    [Fact]
    public void Values_WithOneKeyInTwoBranches_Fail()
    {
        var templates = TemplateRuns.With("helm/cluster/values.yaml.sbn", "podSecurity:", "#if (tls)\nlevel: a\n#else\nlevel: b\n#endif\npodSecurity:");
        Assert.Contains("level", Assert.Throws<TemplateException>(() => TemplateRuns.Run(TemplateRuns.Tree(""), templates)).Message);
    }

    [Fact]
    public void Value_WithoutConstraint_Fails() =>
        Assert.Contains("the value other.thing has no constraint", Assert.Throws<TemplateException>(() => ValuesSchema.Print(Values.Parse("other:\n  thing: 1\n"))).Message);

    [Fact]
    public void Value_ThatIsAList_Fails() => Assert.Throws<TemplateException>(() => Values.Parse("hosts:\n- a\n"));

    private static bool Fits(string pattern, string path) =>
        pattern.Split('.') is var wanted && path.Split('.') is var parts && wanted.Length == parts.Length && wanted.Zip(parts).All(x => x.First == "*" || x.First == x.Second);
}
