using System.Text.Json;
using NetScaffold.Bundles;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>Prints findings as SARIF 2.1.0, the form that code scanning of hosts of repositories takes. Source: docs.oasis-open.org/sarif/sarif/v2.1.0.</summary>
public static class SarifCheckReport
{
    /// <summary>One run, with the rules that are broken and a result for each finding.</summary>
    public static string Print(CheckReport report)
    {
        var rules = report.Result.Found.GroupBy(f => f.Diagnostic.Code).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First()).ToList();
        var indexOf = rules.Index().ToDictionary(r => r.Item.Diagnostic.Code, r => r.Index, StringComparer.Ordinal);
        return JsonText.Object(json =>
        {
            json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WriteStartObject("tool");
            json.WriteStartObject("driver");
            json.WriteString("name", "netscaffold");
            json.WriteString("semanticVersion", report.ToolVersion);
            json.WriteStartArray("rules");
            foreach (var rule in rules) WriteRule(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var finding in report.Result.Found) WriteResult(json, finding, indexOf[finding.Diagnostic.Code]);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    private static void WriteRule(Utf8JsonWriter json, CheckFinding example)
    {
        var code = example.Diagnostic.Code;
        var answers = RuleCatalogue.All.FirstOrDefault(r => r.Code == code);
        var entry = DiagnosticCatalogue.All.FirstOrDefault(e => e.Code == code);
        json.WriteStartObject();
        json.WriteString("id", code);
        WriteText(json, "shortDescription", CodeTitles.Of(code));
        if ((example.Rule?.Reason ?? answers?.Reason) is { } reason) WriteText(json, "fullDescription", $"{CodeTitles.Of(code)}: {reason}");
        if ((example.Rule?.Fix ?? answers?.Fix ?? entry?.Fix) is { } fix) WriteText(json, "help", fix);
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(example.Rule?.Severity ?? answers?.Severity ?? entry?.Severity ?? example.Diagnostic.Severity));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, CheckFinding finding, int ruleIndex)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Diagnostic.Code);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", Level(finding.Diagnostic.Severity));
        WriteText(json, "message", finding.Diagnostic.Help is { } help ? $"{finding.Diagnostic.Message} {help}" : finding.Diagnostic.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(finding.Diagnostic.At.File));
        json.WriteEndObject();
        if (finding.Diagnostic.At.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Diagnostic.At.Line);
            json.WriteNumber("startColumn", finding.Diagnostic.At.Column);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (finding.Object is { } target)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", target.Title);
            json.WriteString("kind", "resource");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (finding.IsAccepted)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "inSource");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>A relative reference where the path is relative; other separators become slashes.</summary>
    private static string UriOf(string file) => Path.IsPathRooted(file) ? new Uri(file).AbsoluteUri : Uri.EscapeDataString(file.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal);
}
