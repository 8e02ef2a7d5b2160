using System.Globalization;
using System.Text;
using System.Xml;
using NetScaffold.Diagnostics;

namespace NetScaffold.Checks;

/// <summary>Prints findings as JUnit's XML, which systems of continuous integration show: a suite for each file, a case for each object.</summary>
public static class JunitCheckReport
{
    /// <summary>What fails the run fails its case; what does not stands in its output. What is about no object is a case of its file.</summary>
    public static string Print(CheckReport report)
    {
        var cases = Cases(report).GroupBy(c => c.File).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (File: g.Key, Cases: g.ToList())).ToList();
        using var output = new Utf8Text();
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "netscaffold check");
            WriteCounts(xml, cases.SelectMany(c => c.Cases), report);
            foreach (var suite in cases)
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", Shown.Line(suite.File));
                WriteCounts(xml, suite.Cases, report);
                foreach (var test in suite.Cases) Write(xml, test, report);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return output.ToString() + "\n";
    }

    private static IEnumerable<Case> Cases(CheckReport report)
    {
        var byObject = report.Result.Found.Where(f => f.Object is not null).ToLookup(f => f.Object!);
        foreach (var target in report.Result.Objects.Distinct()) yield return new Case(target.At.File, target.Title, [.. byObject[target]]);
        foreach (var file in report.Result.Found.Where(f => f.Object is null).GroupBy(f => f.Diagnostic.At.File)) yield return new Case(file.Key, "the file", [.. file]);
    }

    private static void WriteCounts(XmlWriter xml, IEnumerable<Case> cases, CheckReport report)
    {
        var all = cases.ToList();
        xml.WriteAttributeString("tests", all.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", all.Count(c => c.Findings.Exists(f => f.Diagnostic.Severity >= report.Threshold)).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", "0");
    }

    private static void Write(XmlWriter xml, Case test, CheckReport report)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Shown.Line(test.File));
        xml.WriteAttributeString("name", Shown.Line(test.Name));
        var failing = test.Findings.Where(f => f.Diagnostic.Severity >= report.Threshold).ToList();
        if (failing.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", string.Join(' ', failing.Select(f => f.Diagnostic.Code).Distinct()));
            xml.WriteAttributeString("message", Shown.Line(failing[0].Diagnostic.Message));
            xml.WriteString(string.Join('\n', failing.Select(Text)));
            xml.WriteEndElement();
        }

        var others = test.Findings.Except(failing).ToList();
        if (others.Count > 0) xml.WriteElementString("system-out", string.Join('\n', others.Select(Text)));
        xml.WriteEndElement();
    }

    private static string Text(CheckFinding finding) => Shown.Line($"{finding.Diagnostic}{(finding.Diagnostic.Help is { } help ? $" {help}" : "")}");

    private sealed record Case(string File, string Name, List<CheckFinding> Findings);

    /// <summary>The declaration names the encoding of the writer, which is UTF-16 for one of text.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
