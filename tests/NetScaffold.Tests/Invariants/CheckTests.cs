using NetScaffold.Answers;
using NetScaffold.Checks;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>I5: no rule over objects finds anything at warning or above in a bundle, but what the answers ask for.</summary>
public sealed class CheckTests
{
    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Combination_Checked_KeepsTheRules(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result) return;
        var findings = ObjectChecker.Check(result.ObjectFiles(), CheckOptions.Default with { Kubernetes = KubernetesVersion.Parse(result.Answers.Chosen(Questions.Kubernetes)[0])!.Value }).Found;
        Assert.Empty(findings.Where(f => f.Diagnostic.Severity >= Severity.Warning && !AskedFor(result, f)).Select(f => f.Diagnostic.ToString()));
    }

    /// <summary>What answers other than the defaults ask for, by code, question and choice.</summary>
    private static readonly (string Code, Question Question, string Choice)[] Asked =
    [
        ("NS4075", Questions.Enforcement, "observe"),
        ("NS4075", Questions.Policies, "none"),
        ("NS4085", Questions.Controller, "ingress-nginx"),
        ("NS4107", Questions.TlsIssuer, "none"),
        ("NS4183", Questions.DisruptionBudget, "false"),
        ("NS4552", Questions.TlsIssuer, "none"),
    ];

    /// <summary>The same of answers about one service.</summary>
    private static readonly (string Code, Func<ServiceAnswer, bool> Asks)[] AskedOfService =
    [
        ("NS4191", s => s.Probes.Kind == "none"),
    ];

    private static bool AskedFor(ScaffoldResult result, CheckFinding finding) =>
        Asked.Any(a => a.Code == finding.Diagnostic.Code && result.Answers.Chosen(a.Question).Contains(a.Choice))
        || AskedOfService.Any(a => a.Code == finding.Diagnostic.Code && result.Answers.Services.Any(s => a.Asks(s) && finding.Object?.Title.EndsWith($"/{s.Name}", StringComparison.Ordinal) == true));
}
