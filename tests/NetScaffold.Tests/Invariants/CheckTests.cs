using NetScaffold.Answers;
using NetScaffold.Checks;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>I5: no rule over objects finds anything at warning or above in a bundle, but what the answers ask for.</summary>
public sealed class CheckTests
{
    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Combination_Checked_KeepsTheRules(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is { } result) Assert.Empty(Unasked(result));
    }

    /// <summary>Findings at warning or above in the objects of a bundle, without those that its answers ask for.</summary>
    internal static IEnumerable<string> Unasked(ScaffoldResult result)
    {
        // What a rule over answers says of the answers stands in the objects as well: rules of the same number are one rule.
        var notes = RuleChecker.Check(result.Answers, Rendered.Today);
        var said = notes.Select(d => $"NS4{d.Code[3..]}").ToHashSet(StringComparer.Ordinal);
        var options = CheckOptions.Default with { Kubernetes = KubernetesVersion.Parse(result.Answers.Chosen(Questions.Kubernetes)[0])!.Value };
        var files = Renderer.ObjectsOf(result.Plan, result.Bundle, TemplateSet.BuiltIn).Select(f => new SourceText(f.Path, f.Text)).ToList();
        Assert.NotEmpty(files);
        return ObjectChecker.Check(files, options).Found
            .Where(f => f.Diagnostic.Severity >= Severity.Warning && !said.Contains(f.Diagnostic.Code) && !AskedFor(result, f) && !Allowed.Any(a => a.Code == f.Diagnostic.Code && notes.Any(d => d.Code == a.Said)))
            .Select(f => f.Diagnostic.ToString());
    }

    /// <summary>Findings that a rule over answers of another number speaks of.</summary>
    private static readonly (string Code, string Said)[] Allowed =
    [
        ("NS4140", "NS2652"),
    ];

    /// <summary>What answers other than the defaults ask for, by code, question and choice.</summary>
    private static readonly (string Code, Question Question, string Choice)[] Asked =
    [
        ("NS4075", Questions.Enforcement, "observe"),
        ("NS4107", Questions.TlsIssuer, "none"),
        ("NS4552", Questions.TlsIssuer, "none"),
    ];

    /// <summary>The same of answers about one service.</summary>
    private static readonly (string Code, Func<ServiceAnswer, bool> Asks)[] AskedOfService =
    [
        ("NS4191", s => s.Probes.Kind == "none"),
    ];

    private static bool AskedFor(ScaffoldResult result, CheckFinding finding) =>
        Asked.Any(a => a.Code == finding.Diagnostic.Code && result.Answers.Chosen(a.Question).Contains(a.Choice))
        || AskedOfService.Any(a => a.Code == finding.Diagnostic.Code && result.Answers.Services.Any(s => a.Asks(s) && new[] { s.Name, $"{s.Name}-canary" }.Any(n => finding.Object?.Title.EndsWith($"/{n}", StringComparison.Ordinal) == true)));
}
