using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold;

/// <summary>A bundle for some answers, in memory.</summary>
/// <param name="Answers">The answers.</param>
/// <param name="Plan">All decisions taken.</param>
/// <param name="Bundle">The files, the answers file aside.</param>
/// <param name="AnswersFile">The answers, printed for people.</param>
/// <param name="Proof">Who can reach whom, as proven; null without an application layer.</param>
public sealed record ScaffoldResult(AnswerSet Answers, ScaffoldPlan Plan, RenderedBundle Bundle, RenderedFile AnswersFile, ReachProof? Proof);

/// <summary>The pipeline: answers, plan, files, proof. Values in, values out; nothing is written here.</summary>
public static class Scaffold
{
    /// <summary>Runs it.</summary>
    /// <param name="tree">The merged answers.</param>
    /// <param name="today">The day that waivers are judged by; nothing else looks at it.</param>
    /// <param name="templates">The template sources.</param>
    /// <returns>The bundle with its findings, or every error of the first stage that has one.</returns>
    public static Outcome<ScaffoldResult> Run(YamlNode tree, DateOnly today, TemplateSet templates)
    {
        var answers = AnswersReader.Read(tree);
        var plan = answers.Then(a => Planner.Plan(a, today));
        return plan.Then(p => Result((YamlMap)tree, p, Renderer.Render(p, templates), templates));
    }

    private static Outcome<ScaffoldResult> Result(YamlMap tree, ScaffoldPlan plan, RenderedBundle bundle, TemplateSet templates)
    {
        var proof = plan.Decisions["appLayer"] ? ReachProof.Of(plan.Answers with { Namespace = plan.Base.Namespace }, Renderer.ObjectsOf(plan, bundle, templates).Select(f => new SourceText(f.Path, f.Text))) : null;
        if (proof is not null && proof.Findings.Any(f => f.Severity == Severity.Error)) return Outcome.Failed<ScaffoldResult>(proof.Findings);
        IEnumerable<RenderedFile> documents = proof is null ? [] : ReachabilityDocuments.Of(plan, proof, templates);
        var files = bundle.Files.Concat(documents).Append(new RenderedFile(AnswersSchema.FileName, AnswersSchema.Print()));
        var answersFile = new RenderedFile(AnswersWriter.FileName, AnswersWriter.Print(tree, plan.Answers));
        return Outcome.From(new ScaffoldResult(plan.Answers, plan, RenderedBundle.From(files), answersFile, proof), proof?.Findings ?? []);
    }
}
