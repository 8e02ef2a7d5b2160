using System.Text.Json;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>Prints findings for programs: version 1 of the contract.</summary>
public static class JsonCheckReport
{
    /// <summary><c>{"version": 1, "failed": …, "objects": …, "counts": {…}, "findings": […], "scoreCard": […]}</c>, findings by place.</summary>
    public static string Print(CheckReport report) => JsonText.Object(json =>
    {
        json.WriteNumber("version", 1);
        json.WriteBoolean("failed", report.Fails);
        json.WriteNumber("objects", report.Result.Objects.Length);
        json.WriteStartObject("counts");
        foreach (var severity in new[] { Severity.Error, Severity.Warning, Severity.Info }) json.WriteNumber(Shown.Word(severity), report.Count(severity));
        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (var finding in report.Result.Found) Write(json, finding);
        json.WriteEndArray();
        json.WriteStartArray("scoreCard");
        foreach (var line in report.Result.ScoreCard)
        {
            json.WriteStartObject();
            json.WriteString("item", line.Item.Id);
            json.WriteString("title", line.Item.Title);
            json.WriteString("state", TextCheckReport.Word(line.State));
            json.WriteString("why", line.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, CheckFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Diagnostic.Code);
        json.WriteString("severity", Shown.Word(finding.Diagnostic.Severity));
        json.WriteString("file", finding.Diagnostic.At.File);
        json.WriteNumber("line", finding.Diagnostic.At.Line);
        json.WriteNumber("column", finding.Diagnostic.At.Column);
        if (finding.Object is { } target) json.WriteString("object", target.Title);
        json.WriteString("message", finding.Diagnostic.Message);
        if (finding.Diagnostic.Help is { } help) json.WriteString("help", help);
        if (finding.IsAccepted) json.WriteBoolean("accepted", true);
        json.WriteEndObject();
    }
}
