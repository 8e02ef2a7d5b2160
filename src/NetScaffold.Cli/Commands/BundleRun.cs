using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;

namespace NetScaffold.Cli.Commands;

/// <summary>The last step of <c>new</c> and <c>render</c>: compare with the folder, and write.</summary>
internal static class BundleRun
{
    /// <param name="Target">The folder as the user named it.</param>
    /// <param name="Result">The bundle.</param>
    /// <param name="AnswersFile">Written beside it; for <c>render</c>, which leaves the file alone, its text as it is.</param>
    /// <param name="IsDryRun">Write nothing.</param>
    /// <param name="Force">Overwrite edited and foreign files.</param>
    internal sealed record Request(string Target, ScaffoldResult Result, RenderedFile AnswersFile, bool IsDryRun, bool Force);

    public static string ToolVersion { get; } = typeof(BundleRun).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static Report Write(Request request, ImmutableArray<Diagnostic> findings, Terminal terminal)
    {
        var opened = Compare(request);
        findings = findings.AddRange(opened.Diagnostics);
        if (!opened.TryGet(out var open)) return Report.OfFindings(ExitCodes.CannotWrite, findings);
        if (request.IsDryRun)
        {
            var problems = request.Force ? [] : open.Comparison.Problems;
            return Summarise(request, open.Comparison.Files, findings.AddRange(problems), problems.Length > 0);
        }

        terminal.BeginWriting();
        var written = BundleWriter.Write(open.Folder, open.Comparison, request.Force, terminal.Interrupted);
        findings = findings.AddRange(written.Diagnostics);
        if (!written.IsWritten) return new Report(ExitCodes.CannotWrite, request.Target, open.Comparison.Files, findings, [], "Nothing was written.");
        return Summarise(request, open.Comparison.Files, findings, wouldOverwrite: false);
    }

    /// <summary>The folder, and what a run would do to it.</summary>
    public static Outcome<Opened> Compare(Request request) =>
        BundleFolder.Open(request.Target).Then(folder => folder.Compare(request.Result.Bundle, Lock(request), request.AnswersFile).Then(c => Outcome.Of(new Opened(folder, c))));

    public static BundleLock Lock(Request request) => BundleLock.For(request.Result.Bundle, ToolVersion, BundleText.Digest(request.AnswersFile.Text));

    private static Report Summarise(Request request, ImmutableArray<FileChange> changes, ImmutableArray<Diagnostic> findings, bool wouldOverwrite)
    {
        var counts = changes.GroupBy(c => c.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key, request.IsDryRun)}");
        var summary = $"{request.Result.Answers.Name}: {changes.Length} files in {Shown.Line(request.Target)} ({string.Join(", ", counts)})";
        if (request.IsDryRun)
        {
            var list = changes.Where(c => c.State != FileState.Unchanged).Select(c => $"  {Shown.Word(c.State),-9} {c.Path}");
            summary = string.Join('\n', [summary, .. list]);
        }

        return new Report(wouldOverwrite ? ExitCodes.CannotWrite : ExitCodes.Success, request.Target, changes, findings, request.IsDryRun ? [] : Next(request), summary);
    }

    private static string Word(FileState state, bool isDryRun) => state switch
    {
        FileState.Create => isDryRun ? "to create" : "created",
        FileState.Change => isDryRun ? "to change" : "changed",
        FileState.Delete => isDryRun ? "to delete" : "deleted",
        FileState.Conflict => isDryRun ? "in conflict" : "overwritten",
        _ => "unchanged",
    };

    private static ImmutableArray<string> Next(Request request)
    {
        var folder = request.Target.StartsWith('-') ? "./" + request.Target : request.Target;
        var plan = request.Result.Plan;
        var commands = ImmutableArray.CreateBuilder<string>();
        if (folder != ".") commands.Add($"cd {ShellText.Word(folder)}");
        commands.Add("less README.md");
        if (plan.Decisions["appLayer"])
        {
            if (plan.Decisions["helmForm"]) commands.Add($"helm template {plan.Answers.Name} helm/app --values helm/app/values-{plan.Base.Name}.yaml");
            if (plan.Decisions["kustomizeForm"]) commands.Add($"kubectl kustomize kustomize/app/overlays/{plan.Base.Name}");
        }

        return commands.ToImmutable();
    }

    internal sealed record Opened(BundleFolder Folder, FolderComparison Comparison);
}
