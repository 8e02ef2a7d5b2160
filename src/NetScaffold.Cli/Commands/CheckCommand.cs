using System.Collections.Immutable;
using System.CommandLine;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Checks;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold check</c>: rules, schemas and best practices, on a bundle or on any manifests.</summary>
internal static class CheckCommand
{
    private sealed record Arguments(string Path, string Format, Severity Threshold, string? Schemas, bool AsksCluster, KubernetesVersion? Kubernetes, bool ShowsScoreCard);

    /// <summary>What is checked.</summary>
    private sealed record Subject(ImmutableArray<SourceText> Files, ImmutableArray<Diagnostic> Findings, CheckOptions Options);

    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A bundle, a folder, a file, or - for the standard input.", DefaultValueFactory = _ => "." };
        var format = CommonOptions.OneOf(CommonOptions.Format.Name, "How to answer.", "text", "json", "sarif", "junit");
        var failOn = CommonOptions.OneOf("--fail-on", "End with 1 when there is a finding as bad as this.", "error", "warning", "info");
        failOn.HelpName = "SEVERITY";
        var schemas = new Option<string?>("--schemas") { Description = "Hold objects against the JSON Schemas of this folder, too; kubeconform's layout or that of the catalogue of custom resources.", HelpName = "DIR" };
        var cluster = new Option<bool>("--cluster") { Description = "Have the API server of kubectl's current context check the objects, too: kubectl apply --dry-run=server, which changes nothing." };
        var scoreCard = new Option<bool>("--score-card") { Description = "Show how the items of the guide's checklist stand; JSON always has them." };
        var kubernetes = new Option<string?>("--kubernetes") { Description = $"The version that the manifests are for, such as {CheckOptions.Default.Kubernetes}; that of a bundle stands in its answers.", HelpName = "VERSION" };
        kubernetes.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && KubernetesVersion.Parse(token.Value) is null) result.AddError($"--kubernetes takes a version such as {CheckOptions.Default.Kubernetes}, not {Shown.Text(token.Value)}.");
        });
        var command = new Command("check", "Check a bundle, or any manifests, against rules, schemas and best practices.") { path, format, failOn, schemas, cluster, kubernetes, scoreCard };
        CommonOptions.RefuseFlags(path, () => command.Options);
        command.SetAction(result => Run(
            new Arguments(
                result.GetValue(path)!, result.GetValue(format)!, SeverityOf(result.GetValue(failOn)!), result.GetValue(schemas), result.GetValue(cluster),
                result.GetValue(kubernetes) is { } version ? KubernetesVersion.Parse(version) : null,
                result.GetValue(scoreCard)),
            terminal));
        return command;
    }

    private static Severity SeverityOf(string word) => word switch
    {
        "info" => Severity.Info,
        "warning" => Severity.Warning,
        _ => Severity.Error,
    };

    private static int Run(Arguments arguments, Terminal terminal)
    {
        var helm = terminal.FindTool("helm");
        var kubectl = terminal.FindTool("kubectl");
        var options = CheckOptions.Default with { Kubernetes = arguments.Kubernetes ?? CheckOptions.Default.Kubernetes, Today = terminal.Today };
        var schemas = arguments.Schemas is { } folder ? SchemaFolder.Open(folder, options.Kubernetes) : null;
        ImmutableArray<Diagnostic> problems =
        [
            .. arguments.Schemas is not null && schemas is null ? [CheckDiagnostics.NoSchemas(arguments.Schemas)] : (ImmutableArray<Diagnostic>)[],
            .. arguments.AsksCluster && kubectl is null ? [CheckDiagnostics.NoKubectl()] : (ImmutableArray<Diagnostic>)[],
        ];
        var reading = new ManifestReading("check", helm, kubectl) { IsOfBase = true };
        var subject = problems.Length > 0 ? Outcome.Failed<Subject>(problems) : SubjectOf(arguments.Path, reading, options, terminal);
        if (!subject.TryGet(out var found)) return Report.OfFindings(ExitCodes.Usage, subject.Diagnostics).Print(terminal, arguments.Format == "json");

        var result = ObjectChecker.Check(found.Files, arguments.Kubernetes is null ? found.Options : found.Options with { Kubernetes = options.Kubernetes }, schemas is null ? null : new SchemaChecker(schemas.Find));
        var more = (arguments.AsksCluster ? AskCluster(kubectl!, found.Files) : []).Concat(result.Objects.IsEmpty ? [CheckDiagnostics.NoObjects(arguments.Path)] : []);
        var report = new CheckReport(result.With(found.Findings.Concat(more).Select(d => new CheckFinding(d))), arguments.Threshold, BundleRun.ToolVersion);
        Print(report, arguments, terminal);
        return report.Fails ? ExitCodes.Findings : ExitCodes.Success;
    }

    private static void Print(CheckReport report, Arguments arguments, Terminal terminal)
    {
        using var output = new BufferedOutput(terminal.Out);
        switch (arguments.Format)
        {
            case "json":
                output.Write(JsonCheckReport.Print(report));
                break;
            case "sarif":
                output.Write(SarifCheckReport.Print(report));
                break;
            case "junit":
                output.Write(JunitCheckReport.Print(report));
                break;
            default:
                TextCheckReport.Write(output, report, arguments.ShowsScoreCard);
                break;
        }
    }

    private static Outcome<Subject> SubjectOf(string path, ManifestReading reading, CheckOptions options, Terminal terminal) =>
        path != "-" && File.Exists(Path.Combine(path, AnswersWriter.FileName))
            ? OfBundle(path, reading, options, terminal)
            : ManifestFiles.Read(path, terminal, reading).Then(texts => Outcome.Of(new Subject(texts.Files, texts.Findings, options)));

    /// <summary>A bundle's answers, and its objects: those on the disk where they stand there as they are, else those that its answers render.</summary>
    private static Outcome<Subject> OfBundle(string folder, ManifestReading reading, CheckOptions options, Terminal terminal)
    {
        var answers = AnswersFile.ReadIn(folder, terminal);
        var scaffold = answers.Then(file => Scaffold.Run(file.Tree, terminal.Today, TemplateSet.BuiltIn));
        var hasPlainForm = Directory.Exists(Path.Combine(folder, "kustomize"));
        if (!scaffold.TryGet(out var result) && !hasPlainForm) return Outcome.Failed<Subject>(scaffold.Diagnostics);
        if (result is not null)
        {
            options = options with
            {
                Answered = AnswerScores.Of(result.Answers),
                Kubernetes = KubernetesVersion.Parse(result.Answers.Chosen(Questions.Kubernetes)[0]) ?? options.Kubernetes,
                Waivers = [.. result.Answers.Waivers.Index().Select(w => new CheckWaiver(w.Item.Code, w.Item.Reason, w.Item.Until, result.Answers.At($"waivers[{w.Index}]")))],
            };
        }

        if (hasPlainForm) return ManifestFiles.Read(folder, terminal, reading).Then(texts => Outcome.Of(new Subject(texts.Files, [.. scaffold.Diagnostics, .. texts.Findings], options)));
        var files = Renderer.ObjectsOf(result!.Plan, result.Bundle, TemplateSet.BuiltIn).Select(f => new SourceText($"(rendered) {f.Path}", f.Text));
        return Outcome.Of(new Subject([.. files], [.. scaffold.Diagnostics, .. Drift(folder, result, answers.Value!)], options));
    }

    /// <summary>Whoever edited the bundle's templates has not edited what is checked.</summary>
    private static ImmutableArray<Diagnostic> Drift(string folder, ScaffoldResult result, AnswersText answers)
    {
        var request = new BundleRun.Request(folder, result, new RenderedFile(AnswersWriter.FileName, answers.Exact), IsDryRun: true, Force: false);
        var compared = BundleRun.Compare(request);
        if (!compared.TryGet(out var opened)) return compared.Diagnostics;
        var differing = opened.Comparison.Compared.Count(c => c.State != FileState.Unchanged);
        return differing == 0 ? [] : [CheckDiagnostics.CheckedAsAnswered(new SourceLocation(folder), $"{(differing == 1 ? "1 file differs" : $"{differing} files differ")} from what the answers say; what is checked is what they say.")];
    }

    /// <summary>Nothing is changed: the server runs its admission and gives the object back.</summary>
    private static IEnumerable<Diagnostic> AskCluster(CommandTool kubectl, ImmutableArray<SourceText> files)
    {
        var result = kubectl.Run(["apply", "--dry-run=server", "--filename", "-"], files.Select(f => $"---\n{f.Text.TrimStart('\uFEFF')}\n"));
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => !l.StartsWith("Warning:", StringComparison.Ordinal)).ToList();
        return result.ExitCode == 0 ? [] : lines.Count == 0 ? [CheckDiagnostics.ServerRefuses("without a word.")] : lines.Select(CheckDiagnostics.ServerRefuses);
    }
}
