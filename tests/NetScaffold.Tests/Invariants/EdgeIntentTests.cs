using System.Text.RegularExpressions;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Documents;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>One intent comes out the same for every controller, but for what the table of capabilities says and a finding reports.</summary>
public sealed class EdgeIntentTests
{
    public static TheoryData<string> Names => new(EdgeController.All.Select(c => c.Title));

    [Theory]
    [MemberData(nameof(Names))]
    public void Intent_ReadBackFromTheObjects_IsWhatWasAsked(string name)
    {
        var controller = EdgeController.All.Single(c => c.Title == name);

        Assert.Equal(EdgeIntent.AskedOf(controller), EdgeIntent.Read(Rendered.Of(EdgeIntent.AnswersFor(controller)).Objects()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Intent_WithWhatTheControllerCannotDo_IsRefused(string name)
    {
        var controller = EdgeController.All.Single(c => c.Title == name);
        var missing = new[] { EdgeFeature.BodyLimit, EdgeFeature.RateLimit }.Where(f => !controller.Can[f].IsThere).ToList();
        var errors = Rendered.Try(EdgeIntent.Answers(controller, hasBodyLimit: true, hasRateLimit: true)).Diagnostics.Where(d => d.Severity == Severity.Error).ToList();

        Assert.Equal(missing.Count > 0, errors.Count > 0);
        Assert.All(errors, e => Assert.Equal("NS2094", e.Code));
        Assert.All(missing, f => Assert.Contains(errors, e => e.Message.Contains(controller.Can[f].How, StringComparison.Ordinal)));
    }

    /// <summary>Browsers send it to another origin only where it is allowed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Header_OfACanary_MayBeSentByPagesOfOtherOrigins(string name)
    {
        var controller = EdgeController.All.Single(c => c.Title == name);
        var files = Rendered.Of(EdgeIntent.AnswersFor(controller)).Bundle.Files.Where(f => f.Path.StartsWith("kustomize/app/base/", StringComparison.Ordinal));

        Assert.Equal(controller.Can[EdgeFeature.CanaryHeader].IsThere, files.Any(f => Regex.IsMatch(f.Text, @"Content-Type(, |\n\s+- )x-new")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Intent_ThatTheControllerUnderstandsOtherwise_HasAFindingForIt(string name)
    {
        var controller = EdgeController.All.Single(c => c.Title == name);
        var findings = Rendered.Of(EdgeIntent.AnswersFor(controller)).Plan.Findings.Where(f => f.Code == "NS2095").ToList();

        Assert.Equal(controller.Can.Values.Count(c => c.Difference is not null), findings.Count);
        Assert.All(controller.Can.Values.Where(c => c.Difference is not null), c => Assert.Contains(findings, f => f.Message.StartsWith(c.Difference!, StringComparison.Ordinal)));
    }
}
