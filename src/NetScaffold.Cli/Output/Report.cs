using System.Collections.Immutable;
using System.Text.Json;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Output;

/// <summary>What a command has to say at its end.</summary>
/// <param name="ExitCode">What the process ends with.</param>
/// <param name="Folder">The bundle's folder as the user named it; null when none was touched.</param>
/// <param name="Files">Every file with its state.</param>
/// <param name="Findings">Everything found.</param>
/// <param name="Next">Commands to run next.</param>
/// <param name="Summary">One line for people.</param>
internal sealed record Report(
    int ExitCode,
    string? Folder,
    ImmutableArray<FileChange> Files,
    ImmutableArray<Diagnostic> Findings,
    ImmutableArray<string> Next,
    string Summary)
{
    /// <summary>JSON holds for each file that differs how it does, as a patch.</summary>
    public bool ShowsDiffs { get; init; }

    /// <summary>A run that ended with findings before any file.</summary>
    public static Report OfFindings(int exitCode, ImmutableArray<Diagnostic> findings, string summary = "") => new(exitCode, null, [], findings, [], summary);

    /// <summary>Prints and gives the exit code. JSON goes to the standard output alone; text for people goes there too, but findings to the standard error.</summary>
    public int Print(Terminal terminal, bool asJson)
    {
        if (asJson) PrintJson(terminal.Out);
        else PrintText(terminal);
        return ExitCode;
    }

    private void PrintText(Terminal terminal)
    {
        foreach (var finding in Findings)
        {
            // On one line each, and unable to steer the terminal: paths are as the user wrote them.
            terminal.Error.WriteLine(Shown.Line(finding.ToString()));
            if (finding.Help is { } help) terminal.Error.WriteLine($"  {Shown.Line(help)}");
        }

        if (Summary.Length > 0) (ExitCode == ExitCodes.Success ? terminal.Out : terminal.Error).WriteLine(Summary);
        if (Next.Length == 0) return;
        terminal.Out.WriteLine("Next:");
        foreach (var command in Next) terminal.Out.WriteLine($"  {command}");
    }

    private void PrintJson(TextWriter output) => output.Write(JsonText.Object(writer =>
    {
        writer.WriteNumber("version", 1);
        writer.WriteNumber("exitCode", ExitCode);
        if (Folder is not null) writer.WriteString("folder", Folder);
        writer.WriteStartArray("files");
        foreach (var file in Files) WriteFile(writer, file);
        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in Findings) WriteFinding(writer, finding);
        writer.WriteEndArray();
        writer.WriteStartArray("next");
        foreach (var command in Next) writer.WriteStringValue(command);
        writer.WriteEndArray();
    }));

    private void WriteFile(Utf8JsonWriter writer, FileChange file)
    {
        writer.WriteStartObject();
        writer.WriteString("path", file.Path);
        writer.WriteString("state", Shown.Word(file.State));
        if (ShowsDiffs && file.State != FileState.Unchanged) writer.WriteString("diff", UnifiedDiff.Print(file, color: false));
        writer.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter writer, Diagnostic finding)
    {
        writer.WriteStartObject();
        writer.WriteString("code", finding.Code);
        writer.WriteString("severity", Shown.Word(finding.Severity));
        writer.WriteString("file", finding.At.File);
        writer.WriteNumber("line", finding.At.Line);
        writer.WriteNumber("column", finding.At.Column);
        writer.WriteString("message", finding.Message);
        if (finding.Help is not null) writer.WriteString("help", finding.Help);
        writer.WriteEndObject();
    }
}
