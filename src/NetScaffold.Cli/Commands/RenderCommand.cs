using System.Collections.Immutable;
using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold render</c>: renders a bundle again after its answers were edited.</summary>
internal static class RenderCommand
{
    private sealed record Arguments(string Folder, bool Check, bool Diff, bool IsDryRun, bool Force, bool AsJson);

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of the bundle.", DefaultValueFactory = _ => "." };
        var check = new Option<bool>("--check") { Description = "Write nothing; end with 1 when a file differs." };
        var diff = new Option<bool>("--diff") { Description = "Write nothing; show what would change." };
        var command = new Command("render", "Render a bundle again after its answers were edited.") { folder, check, diff, CommonOptions.DryRun, CommonOptions.Force, CommonOptions.Format };
        CommonOptions.RefuseFlags(folder, () => command.Options);
        command.SetAction(result => Run(new Arguments(
            result.GetValue(folder)!, result.GetValue(check), result.GetValue(diff),
            result.GetValue(CommonOptions.DryRun), result.GetValue(CommonOptions.Force), result.GetValue(CommonOptions.Format) == "json"), terminal));
        return command;
    }

    private static int Run(Arguments arguments, Terminal terminal)
    {
        var answers = AnswersFile.ReadIn(arguments.Folder, terminal);
        var scaffold = answers.Then(file => Scaffold.Run(file.Tree, terminal.Today, TemplateSet.BuiltIn));
        if (!scaffold.TryGet(out var result)) return Report.OfFindings(ExitCodes.Usage, scaffold.Diagnostics).Print(terminal, arguments.AsJson);

        var asIs = new RenderedFile(AnswersWriter.FileName, answers.Value!.Exact);
        var request = new BundleRun.Request(arguments.Folder, result, asIs, arguments.IsDryRun, arguments.Force);
        var report = arguments.Check || arguments.Diff
            ? Compare(arguments, request, scaffold.Diagnostics, terminal)
            : BundleRun.Write(request, scaffold.Diagnostics, terminal);
        return report.Print(terminal, arguments.AsJson);
    }

    private static Report Compare(Arguments arguments, BundleRun.Request request, ImmutableArray<Diagnostic> findings, Terminal terminal)
    {
        var compared = BundleFolder.Open(request.Target).Then(folder => folder.Compare(request.Result.Bundle, BundleRun.Lock(request), request.AnswersFile));
        findings = findings.AddRange(compared.Diagnostics);
        if (!compared.TryGet(out var comparison)) return Report.OfFindings(ExitCodes.CannotWrite, findings);

        var drift = comparison.Compared.Where(c => c.State != FileState.Unchanged).ToList();
        if (arguments.Diff && !arguments.AsJson)
        {
            foreach (var change in drift) terminal.Out.Write(UnifiedDiff.Print(change, terminal.HasColor));
        }

        var list = drift.Select(c => $"  {Shown.Word(c.State),-9} {c.Path}");
        var summary = drift.Count == 0 ? $"{request.Result.Answers.Name}: every file is as its answers say."
            : arguments.Diff ? ""
            : string.Join('\n', [$"{request.Result.Answers.Name}: {(drift.Count == 1 ? "1 file differs" : $"{drift.Count} files differ")} from what the answers say.", .. list]);
        return new Report(arguments.Check && drift.Count > 0 ? ExitCodes.Findings : ExitCodes.Success, request.Target, comparison.Compared, findings, [], summary) { ShowsDiffs = arguments.Diff };
    }
}
