using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetScaffold.Cli;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;

namespace NetScaffold.Tests.Support;

/// <summary>One run of the tool in this process: what it printed and ended with. The working directory is shared by all tests, so name folders in full.</summary>
internal sealed partial record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>The day of every run unless the surroundings say another.</summary>
    public static readonly DateOnly Today = new(2026, 9, 1);

    /// <summary>Runs a command line without input, colour or interruption.</summary>
    public static CliRun Of(params IEnumerable<string> arguments) => In(new Surroundings(), arguments);

    /// <summary>Runs a command line in other surroundings.</summary>
    public static CliRun In(Surroundings surroundings, params IEnumerable<string> arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = Program.Run([.. arguments], new Terminal
        {
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(surroundings.Input),
            HasColor = surroundings.HasColor,
            Today = surroundings.Today,
            Interrupted = surroundings.Interrupted,
            FindTool = surroundings.FindTool,
        });
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The findings as printed, one line each, help aside.</summary>
    public ImmutableArray<string> Findings => [.. Error.Split('\n').Where(line => FindingLine().IsMatch(line))];

    /// <summary>The same, with files named from this folder.</summary>
    public IEnumerable<string> FindingsIn(string folder) => Findings.Select(f => f.Replace(folder + "/", "", StringComparison.Ordinal));

    /// <summary>Codes of the findings that are errors, in the order printed.</summary>
    public ImmutableArray<string> ErrorCodes => [.. Findings.Select(line => FindingLine().Match(line)).Where(m => m.Groups["severity"].Value == "error").Select(m => m.Groups["code"].Value)];

    /// <summary>The standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit code {ExitCode}\n{Error}{Output}";

    [GeneratedRegex("^[^ ].*: (?<severity>error|warning|info) (?<code>NS[0-9]{4}): ")]
    private static partial Regex FindingLine();

    /// <summary>What is around a run.</summary>
    internal sealed record Surroundings
    {
        /// <summary>What <c>--answers -</c> reads.</summary>
        public byte[] Input { get; init; } = [];

        public bool HasColor { get; init; }

        public DateOnly Today { get; init; } = CliRun.Today;

        public CancellationToken Interrupted { get; init; }

        /// <summary>No tool is there unless a test says so, whatever this machine has.</summary>
        public Func<string, CommandTool?> FindTool { get; init; } = _ => null;

        public static Surroundings WithInput(string text) => new() { Input = Encoding.UTF8.GetBytes(text) };
    }
}
