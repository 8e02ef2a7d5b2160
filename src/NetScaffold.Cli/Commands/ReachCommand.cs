using System.Collections.Immutable;
using System.CommandLine;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Commands;

/// <summary><c>netscaffold reach</c>: who can reach whom, computed from manifests.</summary>
internal static class ReachCommand
{
    private sealed record Arguments(ImmutableArray<string> Paths, bool IsDiff, string? From, string? To, string Format, bool CountsStaged, ReachOptions Options);

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH") { Description = "A folder, a file, or - for the standard input; with --diff the old state and the new one.", Arity = new ArgumentArity(0, 2) };
        var diff = new Option<bool>("--diff") { Description = "Compare two states; end with 1 when anything can reach more than before." };
        var from = new Option<string?>(ReachQuestion.FromFlag) { Description = "Who: namespace/name, service/namespace/name, an address, a CIDR, or outside.", HelpName = "PEER" };
        var to = new Option<string?>(ReachQuestion.ToFlag) { Description = "Whom, with a port or without; with --from the answer is yes (0) or no (1).", HelpName = "PEER[:PORT]" };
        var format = CommonOptions.OneOf(CommonOptions.Format.Name, "How to answer.", "text", "json", "csv", "markdown", "mermaid", "html");
        var hostNetwork = CommonOptions.OneOf("--host-network", "What pods on their node's network are: ordinary pods, or outside of policies.", "pods", "outside");
        hostNetwork.HelpName = "WHAT";
        var staged = new Option<bool>("--staged") { Description = "Count staged policies of Calico, which only watch, as if they were enforced." };
        var command = new Command("reach", "Compute who can reach whom from manifests.") { paths, diff, from, to, format, hostNetwork, staged };
        CommonOptions.RefuseFlags(paths, () => command.Options);
        command.SetAction(result => Run(
            new Arguments(
                [.. result.GetValue(paths) ?? []], result.GetValue(diff), result.GetValue(from), result.GetValue(to), result.GetValue(format)!, result.GetValue(staged),
                new ReachOptions { HostNetworkIsOutside = result.GetValue(hostNetwork) == "outside" }),
            terminal));
        return command;
    }

    private static int Run(Arguments arguments, Terminal terminal)
    {
        var problems = ProblemsOf(arguments).Select(p => AnswersDiagnostics.NotParsed(new SourceLocation("netscaffold"), p, "See netscaffold reach --help.")).ToImmutableArray();
        if (problems.Length > 0) return Refuse(problems, arguments, terminal);
        var states = arguments.Paths.Select(path => Compute(path, arguments, terminal)).ToList();
        if (states.Exists(s => s.Value is null)) return Refuse([.. states.SelectMany(s => s.Diagnostics)], arguments, terminal);
        return arguments.IsDiff ? Compare(states[0].Value!, states[1].Value!, arguments, terminal) : Answer(states[0].Value!, arguments, terminal);
    }

    private static IEnumerable<string> ProblemsOf(Arguments arguments)
    {
        var wanted = arguments.IsDiff ? 2 : 1;
        if (arguments.Paths.Length != wanted) yield return arguments.IsDiff ? "--diff compares two paths: the old state and the new one." : arguments.Paths.Length == 0 ? "PATH is missing: a folder, a file, or - for the standard input." : "One path only, unless --diff compares two.";
        if (arguments.Paths.Count(path => path == "-") > 1) yield return "The standard input can be one of the two states, not both.";
        if (arguments.IsDiff && (arguments.From ?? arguments.To) is not null) yield return "--diff compares everything; it takes no --from and no --to.";
        var isQuestion = arguments is { From: not null, To: not null };
        string[] formats = arguments.IsDiff ? ["text", "json", "markdown"] : isQuestion ? ["text", "json"] : ["text", "json", "csv", "mermaid", "html"];
        if (!formats.Contains(arguments.Format)) yield return $"--format cannot be {arguments.Format} {(arguments.IsDiff ? "with --diff" : isQuestion ? "with --from and --to" : "without --diff")}. Choose one of {string.Join(", ", formats)}.";
        if (arguments.From is null && arguments.To is null) yield break;
        if (arguments.Format is "mermaid" or "html") yield return $"--format {arguments.Format} draws everything; it takes no --from and no --to.";
    }

    private static int Refuse(ImmutableArray<Diagnostic> problems, Arguments arguments, Terminal terminal) =>
        Report.OfFindings(ExitCodes.Usage, problems).Print(terminal, arguments.Format == "json");

    private static Outcome<State> Compute(string path, Arguments arguments, Terminal terminal) => ManifestFiles.Read(path, terminal, new ManifestReading("reach")).Then(texts =>
    {
        var cluster = ClusterReader.Read(texts.Files, arguments.CountsStaged);
        var reachability = Reachability.Of(cluster, arguments.Options);
        ImmutableArray<Diagnostic> findings =
        [
            .. texts.Findings.Concat(reachability.Findings).Concat(cluster.Workloads.Where(w => w.IsHostNetwork).Select(w => ReachDiagnostics.HostNetwork(w.At, w.ToString(), arguments.Options.HostNetworkIsOutside)))
                .Concat(cluster.Workloads.IsEmpty ? [ReachDiagnostics.NoWorkloads(path)] : []).OrderBy(f => f.At),
        ];
        return Outcome.Of(new State(path, reachability, findings));
    });

    private static int Answer(State state, Arguments arguments, Terminal terminal)
    {
        if (arguments is { From: { } from, To: { } to })
        {
            var asked = new ReachQuestion(state.Reachability).Ask(from, to);
            if (!asked.TryGet(out var answer)) return Refuse(asked.Diagnostics, arguments, terminal);
            if (arguments.Format == "json") JsonReport.Write(terminal.Out, answer, state.Findings);
            else terminal.Out.Write(AnswerReport.Text(answer));
            SayFindings(state.Findings, arguments, terminal);
            return answer.Verdict == Verdict.Yes ? ExitCodes.Success : ExitCodes.Findings;
        }

        var problems = new List<Diagnostic>();
        var connections = Filtered(state, arguments, problems);
        if (problems.Count > 0) return Refuse([.. problems], arguments, terminal);
        using (var output = new BufferedOutput(terminal.Out)) Print(output, state, connections, arguments);
        SayFindings(state.Findings, arguments, terminal);
        return ExitOf(state.Findings);
    }

    private static void Print(TextWriter output, State state, IEnumerable<Connection> connections, Arguments arguments)
    {
        switch (arguments.Format)
        {
            case "json":
                JsonReport.Write(output, connections, state.Findings);
                break;
            case "csv":
                CsvReport.Write(output, connections);
                break;
            case "mermaid":
                output.Write(MermaidReport.Print(ReachReport.Of(state.Path, state.Reachability, state.Findings)));
                break;
            case "html":
                output.Write(HtmlReport.Print(ReachReport.Of(state.Path, state.Reachability, state.Findings)));
                break;
            case "text" when (arguments.From ?? arguments.To) is null:
                TextReport.Write(output, state.Reachability);
                break;
            default:
                TextReport.WriteList(output, connections, state.Reachability.Workloads.Count());
                break;
        }
    }

    private static IEnumerable<Connection> Filtered(State state, Arguments arguments, List<Diagnostic> problems)
    {
        var question = new ReachQuestion(state.Reachability);
        var all = state.Reachability.Connections();
        if (arguments.From is { } from && question.Find(ReachQuestion.FromFlag, from, problems) is var sources) return all.Where(c => sources.Any(s => Meets(s, c.Source)));
        if (arguments.To is not { } to) return all;
        var (destinations, asked) = question.FindWithPort(to, problems);
        return from connection in all
               from destination in destinations.Where(d => Meets(d, connection.Destination)).Take(1)
               let allowed = connection.Allowed.Intersect(asked(destination))
               where !allowed.IsEmpty
               select connection with { Allowed = allowed };
    }

    private static bool Meets(Peer asked, Peer peer) => asked is AddressPeer { Range: var a } && peer is AddressPeer { Range: var b }
        ? a.IsV6 == b.IsV6 && a.First <= b.Last && b.First <= a.Last
        : asked.Equals(peer);

    private static int Compare(State old, State @new, Arguments arguments, Terminal terminal)
    {
        var diff = ReachDiff.Of(old.Reachability.Connections(), @new.Reachability.Connections());
        ImmutableArray<Diagnostic> findings = [.. old.Findings, .. @new.Findings];
        if (arguments.Format == "json") JsonReport.Write(terminal.Out, diff, findings);
        else terminal.Out.Write(arguments.Format == "markdown" ? DiffReport.Markdown(diff) : DiffReport.Text(diff));
        SayFindings(findings, arguments, terminal);
        return diff.Gained.IsEmpty ? ExitOf(findings) : ExitCodes.Findings;
    }

    /// <summary>JSON holds them itself.</summary>
    private static void SayFindings(ImmutableArray<Diagnostic> findings, Arguments arguments, Terminal terminal)
    {
        if (arguments.Format != "json") Report.OfFindings(ExitCodes.Success, findings).Print(terminal, asJson: false);
    }

    private static int ExitOf(ImmutableArray<Diagnostic> findings) => findings.Any(f => f.Severity == Severity.Error) ? ExitCodes.Findings : ExitCodes.Success;

    private sealed record State(string Path, Reachability Reachability, ImmutableArray<Diagnostic> Findings);
}
