using System.Text.RegularExpressions;
using NetScaffold.Cli;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using NetScaffold.Tests.Wizard;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>Rules over answers: each fixture is named for a code and holds answers that break it, and behind <c>---</c> some that do not.</summary>
public sealed partial class RuleTests : IDisposable
{
    public const string Fixtures = "Rules";

    private static readonly string[] Catalogues = ["YamlDiagnostics.cs", "AnswersDiagnostics.cs", "RuleDiagnostics.cs"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Codes => AnnotatedAnswers.Names(Fixtures);

    public static TheoryData<string> Rules => [.. RuleCatalogue.All.Select(r => r.Code)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Codes))]
    public void New_BrokenRule_SaysSoAtItsPlace(string code)
    {
        var fixture = AnnotatedAnswers.Read(Fixtures, code);
        var run = New(Parts(fixture).Broken);

        var findings = run.FindingsIn(_folder.Path).Where(f => f.Contains($" {code}: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(findings);
        fixture.Match("netscaffold.yaml", findings);

        var isError = findings.Exists(f => f.Contains(": error ", StringComparison.Ordinal));
        Assert.Equal(isError ? ExitCodes.Usage : ExitCodes.Success, run.ExitCode);
        Assert.Equal(!isError, Directory.Exists(_folder["out"]));
    }

    /// <summary>What is only a finding is written down in the bundle as well.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void New_BrokenRuleThatIsNoError_StandsInTheReadme(string code)
    {
        if (RuleCatalogue.All.Single(r => r.Code == code).Severity == Severity.Error) return;
        New(Parts(AnnotatedAnswers.Read(Fixtures, code)).Broken);
        Assert.Contains($"| {code} (", _folder.Read("out/README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void New_KeptRule_SaysNothing(string code)
    {
        var run = New(Parts(AnnotatedAnswers.Read(Fixtures, code)).Kept);
        Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
        Assert.DoesNotContain(code, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void New_WaivedRule_IsANoteUnlessTheApiServerWouldRefuse(string code)
    {
        var rule = RuleCatalogue.All.Single(r => r.Code == code);
        var run = New(Parts(AnnotatedAnswers.Read(Fixtures, code)).Broken, "--allow", $"{code}=agreed with the team");

        var severities = run.Findings.Where(f => f.Contains($" {code}: ", StringComparison.Ordinal)).Select(f => SeverityPattern().Match(f).Value).Distinct();
        Assert.Equal([rule.IsWaivable ? "info" : "error"], severities);
        Assert.Equal(rule.IsWaivable, run.Error.Contains("Accepted: agreed with the team", StringComparison.Ordinal));
        if (rule.IsWaivable) Assert.Equal(ExitCodes.Success, run.ExitCode);
        else Assert.Contains("It cannot be waived", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Explain_Rule_SaysWhyAndWhatToDo(string code)
    {
        var rule = RuleCatalogue.All.Single(r => r.Code == code);
        var run = CliRun.Of("explain", code.ToLowerInvariant());
        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains(rule.Reason, run.Output, StringComparison.Ordinal);
        Assert.Contains(rule.Fix, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_Fixtures_AreOneForEach() => Assert.Equal(
        RuleCatalogue.All.Select(r => r.Code).Concat(["NS1027", "NS2599"]).Order(StringComparer.Ordinal),
        AnnotatedAnswers.Files(Fixtures));

    [Fact]
    public void Rules_Codes_AreUniqueAndInOrder() =>
        Assert.Equal(RuleCatalogue.All.Select(r => r.Code).Distinct().Order(StringComparer.Ordinal), RuleCatalogue.All.Select(r => r.Code));

    /// <summary>Every code that reading answers can give is provoked by some test: in a fixture, by a file or by a command line.</summary>
    [Fact]
    public void Codes_OfAllCatalogues_AreCovered()
    {
        var sources = Path.Combine(Repository.Root, "src", "NetScaffold", "Diagnostics");
        var known = Catalogues.SelectMany(c => CodePattern().Matches(File.ReadAllText(Path.Combine(sources, c)))).Select(m => m.Groups[1].Value).Concat(RuleCatalogue.All.Select(r => r.Code));
        var covered = new[] { Fixtures, BadAnswersTests.Fixtures }.SelectMany(folder => AnnotatedAnswers.Files(folder).SelectMany(name => AnnotatedAnswers.Read(folder, name).Codes))
            .Concat(CodesIn(BadFilesTests.Refused, column: 0))
            .Concat(BadFilesTests.Codes)
            .Concat(CodesIn(BadCommandLineTests.Refused, column: 1))
            .Concat(BadCommandLineTests.Codes)
            .Concat(WizardRunTests.Codes);

        Assert.Equal(known.Distinct().Order(StringComparer.Ordinal), covered.Distinct().Intersect(known).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> CodesIn(IEnumerable<object[]> rows, int column) =>
        rows.SelectMany(row => FindingCode().Matches((string)row[column])).Select(m => m.Value);

    private CliRun New(string answers, params IEnumerable<string> flags)
    {
        _folder.Write("netscaffold.yaml", answers);
        return CliRun.Of(["new", "--answers", _folder["netscaffold.yaml"], "--output", _folder["out"], .. flags]);
    }

    /// <summary>The second part keeps its line numbers out of the picture: nothing is found in it.</summary>
    private static (string Broken, string Kept) Parts(AnnotatedAnswers fixture) =>
        fixture.Answers.Split("---\n") is [var broken, var kept] ? (broken, kept) : throw new InvalidDataException("A rule's fixture has two parts.");

    [GeneratedRegex("\"(NS[0-9]{4})\"")]
    private static partial Regex CodePattern();

    [GeneratedRegex("NS[0-9]{4}")]
    private static partial Regex FindingCode();

    [GeneratedRegex("(error|warning|info)(?= NS)")]
    private static partial Regex SeverityPattern();
}
