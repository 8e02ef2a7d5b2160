using System.Text.RegularExpressions;
using NetScaffold.Answers;
using NetScaffold.Tests.Invariants;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>Every topic of the guide is shown by an example; docs/coverage.md is printed from the same.</summary>
[Collection(ExampleTests.Collection)]
public sealed partial class CoverageTests
{
    /// <summary>What is no topic: a summary that repeats, and what a web page has around its text.</summary>
    private static readonly string[] NoTopics = ["Conclusion", "Additional Resources", "Leave a Reply"];

    private const string ChecklistHeading = "Best Practices Checklist";

    private static readonly string[] Guide = Repository.Reference is null ? [] : File.ReadAllLines(Repository.InReference("guide.txt"));

    public static TheoryData<string> Topics => [.. Coverage.Topics.Select(t => t.Title)];

    [Fact]
    public void Titles_OfTopics_AreDifferent() => Assert.Equal(Coverage.Topics.Select(t => t.Title).Distinct(), Coverage.Topics.Select(t => t.Title));

    [Theory, MemberData(nameof(Topics))]
    public void Topic_InItsExamples_HasObjects(string title)
    {
        var topic = TopicOf(title);

        Assert.NotEmpty(topic.Proofs);
        Assert.All(topic.Proofs, p => Assert.True(p.Found.Length > 0, $"examples/{p.Example} has no {p.Kind} with {string.Join(", ", p.Fields)}"));
    }

    /// <summary>Proofs can fail: a bundle without the topic has no such object, and an object of the kind without the fields is none.</summary>
    [Theory, MemberData(nameof(Topics))]
    public void Topic_InABundleWithoutIt_HasNoObjects(string title) =>
        Assert.All(TopicOf(title).Proofs, p =>
        {
            Assert.Empty(p.In(CoveredExample.OfAnswers(p.Without)));
            Assert.Empty(p.In([.. p.Found.Select(f => f.Emptied())]));
        });

    [Theory, MemberData(nameof(Topics))]
    public void Topic_IsDecided_ByQuestionsThatAreAsked(string title)
    {
        var topic = TopicOf(title);

        Assert.NotEmpty(topic.DecidedBy);
        Assert.Empty(topic.Questions.Except(Questions.All));
        Assert.All(topic.ServiceFields, f => Assert.True(HasField(ServiceShape.Map, f), $"a service has no field {f}"));
    }

    [Fact]
    public void Topics_UseEveryExample() => Assert.Equal(CoveredExample.Names, Coverage.Topics.SelectMany(t => t.Proofs).Select(p => p.Example).Distinct().Order(StringComparer.Ordinal));

    /// <summary>No section without a topic, and no topic of a section that is not there.</summary>
    [ReferenceFact]
    public void Section_OfTheGuide_BelongsToOneTopic()
    {
        var sections = Guide.Where((line, i) => i > 0 && i < Guide.Length - 1 && Guide[i - 1].Length == 0 && Guide[i + 1].Length == 0 && Heading().IsMatch(line));
        var claimed = Coverage.Topics.SelectMany(t => t.Headings).Concat(CoverageTopics.Checklist.Select(g => g.Heading)).Concat([.. NoTopics, ChecklistHeading]);

        Assert.Equal(sections.Order(StringComparer.Ordinal), claimed.Order(StringComparer.Ordinal));
    }

    [ReferenceFact]
    public void Checklist_OfTheGuide_HasAsManyItems() => Assert.All(CoverageTopics.Checklist, group =>
    {
        var items = Guide.SkipWhile(line => line != ChecklistHeading).SkipWhile(line => line != group.Heading).Skip(2).TakeWhile(line => line.Length > 0);

        Assert.All(items, line => Assert.Contains("[ ]", line, StringComparison.Ordinal));
        Assert.Equal(items.Count(), group.Items.Length);
    });

    [Fact]
    public void Items_OfTheChecklist_AreOfTopicsOnThePage() =>
        Assert.All(CoverageTopics.Checklist.SelectMany(g => g.Items), i => Assert.Empty(i.Topics.Except(Coverage.Topics)));

    private static Topic TopicOf(string title) => Coverage.Topics.Single(t => t.Title == title);

    private static bool HasField(Shape shape, string path) => shape switch
    {
        ListShape list => HasField(list.Item, path),
        EitherShape either => either.Shapes.Any(s => HasField(s, path)),
        MapShape map => path.Split('.', 2) is var keys && map.Fields.Any(f => f.Name == keys[0] && (keys.Length == 1 || HasField(f.Shape, keys[1]))),
        _ => false,
    };

    /// <summary>A line of words, without the signs of sentences, lists and commands.</summary>
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9()\- ]{1,69}$")]
    private static partial Regex Heading();
}
