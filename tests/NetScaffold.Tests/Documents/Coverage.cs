using System.Collections.Immutable;
using System.Text;
using NetScaffold.Answers;
using NetScaffold.Rendering;

namespace NetScaffold.Tests.Documents;

/// <summary>Prints where each topic of the guide shows: the questions that decide it, and the objects of the examples that prove it.</summary>
internal static class Coverage
{
    /// <summary>Every topic of every chapter.</summary>
    public static IEnumerable<Topic> Topics => CoverageTopics.Chapters.SelectMany(c => c.Topics);

    /// <summary>A page with a table for each chapter, and one for the checklist.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# What of the guide a bundle shows\n\n");
        text.Append("NetScaffold began with a published guide, see [guide-defects.md](guide-defects.md). Each topic of it stands here with the answers that decide it, in [questions.md](questions.md), and with what shows it in a committed example. ");
        text.Append($"The examples are {string.Join(", ", CoveredExample.Names.Select(n => $"[{n}](../examples/{n}/README.md)"))}. ");
        text.Append("An object counts where it has all of the fields beside it: the page is printed from the rendered examples, and a topic without objects fails the tests. Objects are linked in their Kustomize form, which Helm's equal.\n");
        foreach (var chapter in CoverageTopics.Chapters)
        {
            text.Append($"\n## {chapter.Title}\n\n| topic | decided by | object | where it shows | example |\n| --- | --- | --- | --- | --- |\n");
            foreach (var topic in chapter.Topics) AddTopic(text, topic);
        }

        text.Append("\n## Checklist\n\nThe items of the guide's list, and the topics above that show each.\n\n| item | topics | decided by | objects |\n| --- | --- | --- | --- |\n");
        foreach (var item in CoverageTopics.Checklist.SelectMany(g => g.Items))
            text.Append($"| {item.Words} | {string.Join(", ", item.Topics.Select(t => t.Title))} | {string.Join(", ", item.Topics.SelectMany(t => t.DecidedBy).Distinct())} | {string.Join(", ", item.Topics.SelectMany(t => t.Proofs).Select(Link).Distinct())} |\n");
        return text.ToString();
    }

    private static void AddTopic(StringBuilder text, Topic topic)
    {
        foreach (var proof in topic.Proofs)
        {
            var isFirst = proof == topic.Proofs[0];
            text.Append($"| {(isFirst ? topic.Title : "")} | {(isFirst ? string.Join(", ", topic.DecidedBy) : "")} | {Link(proof)}{Others(proof)} | {string.Join(", ", proof.Fields)} | {proof.Example} |\n");
        }
    }

    private static string Link(Proof proof)
    {
        var part = proof.Found.FirstOrDefault() ?? throw new InvalidOperationException($"examples/{proof.Example} has no {proof.Kind} with {string.Join(", ", proof.Fields)}.");
        return $"[{MarkdownText.Inline(part.ToString())}](../examples/{proof.Example}/{part.File})";
    }

    private static string Others(Proof proof) => proof.Found.Length > 1 ? $" and {proof.Found.Length - 1} more" : "";
}

/// <summary>Topics under one heading of the page.</summary>
internal sealed record Chapter(string Title, ImmutableArray<Topic> Topics);

/// <summary>One topic of the guide.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Headings">The sections of the guide it stands in; none for a topic of the checklist alone.</param>
/// <param name="Questions">The questions that decide it, besides <c>services</c>.</param>
/// <param name="ServiceFields">The fields of a service that do.</param>
/// <param name="Proofs">What shows it; each has to be there.</param>
internal sealed record Topic(string Title, ImmutableArray<string> Headings, ImmutableArray<Question> Questions, ImmutableArray<string> ServiceFields, ImmutableArray<Proof> Proofs)
{
    /// <summary>In Markdown, the paths of the answers.</summary>
    public IEnumerable<string> DecidedBy => Questions.Select(q => $"`{q.Path}`").Concat(ServiceFields.Select(f => $"`services[].{f}`"));
}

/// <summary>A part of an example: by its kind and by fields that it must have.</summary>
/// <param name="Example">The folder below examples/.</param>
/// <param name="Kind">Kind of the object; for other files see <see cref="CoveredExample"/>.</param>
/// <param name="Fields">All of them must hold.</param>
internal sealed record Proof(string Example, string Kind, params ImmutableArray<CoveredField> Fields)
{
    /// <summary>Answers without the topic, which must not give such an object.</summary>
    public string Without { get; init; } = CoverageTopics.Bare;

    /// <summary>Those of its example.</summary>
    public ImmutableArray<CoveredPart> Found => In(CoveredExample.Of(Example));

    /// <summary>The parts that show it.</summary>
    public ImmutableArray<CoveredPart> In(ImmutableArray<CoveredPart> parts) => [.. parts.Where(IsShownBy)];

    /// <summary>Whether this part shows it.</summary>
    public bool IsShownBy(CoveredPart part) => part.Kind == Kind && Fields.All(f => f.IsIn(part.Tree));
}

/// <summary>An item of the guide's checklist.</summary>
internal sealed record ChecklistItem(string Words, ImmutableArray<Topic> Topics);
