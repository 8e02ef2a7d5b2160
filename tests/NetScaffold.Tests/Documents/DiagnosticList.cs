using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Documents;

/// <summary>The page of all codes, and what the factory methods make: the severity they give and the meaning that their documentation states.</summary>
internal static class DiagnosticList
{
    internal sealed record Entry(string Code, string Severity, string Meaning);

    /// <summary>The static classes of the namespace.</summary>
    private static readonly Type[] Factories = [.. typeof(Diagnostic).Assembly.GetTypes().Where(t => t.Namespace == typeof(Diagnostic).Namespace && t is { IsAbstract: true, IsSealed: true })];

    /// <summary>Codes that no factory makes: a mistake in a template, and a bug.</summary>
    private static readonly Entry[] Others =
    [
        new("NS3001", "error", "a directive line of a template is malformed, or its block is not closed. A bug of the tool, shown as NS9001; the tests of the templates find it first."),
        new("NS9001", "error", "an internal error: a bug of the tool, not of the answers."),
    ];

    /// <summary>The summaries that the compiler writes beside the assembly, by type and method.</summary>
    private static readonly Lazy<Dictionary<string, XElement>> Summaries = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(Diagnostic).Assembly.Location, ".xml")).Descendants("member")
            .Where(m => m.Attribute("name")!.Value.StartsWith("M:NetScaffold.Diagnostics.", StringComparison.Ordinal))
            .GroupBy(m => m.Attribute("name")!.Value[2..].Split('(')[0])
            .ToDictionary(g => g.Key, g => g.First().Element("summary")!));

    /// <summary>What is made, by code; the catalogue must say the same.</summary>
    public static ImmutableArray<Entry> Made { get; } = [.. Factories.SelectMany(MethodsOf).Select(Describe).Concat(Others).OrderBy(e => e.Code, StringComparer.Ordinal)];

    public static string Markdown()
    {
        var text = new StringBuilder("# Diagnostic codes\n\nEvery code that the tool prints. A code is never reused. `netscaffold explain CODE` shows one of them. The codes of rules over answers (NS2nnn) are in [rules.md](rules.md).\n\n");
        text.Append("| family | about |\n| --- | --- |\n");
        foreach (var family in DiagnosticCatalogue.Families) text.Append($"| {family.Prefix}nnn | {family.About} |\n");
        text.Append("\n| code | severity | meaning | what to do |\n| --- | --- | --- | --- |\n");
        foreach (var entry in DiagnosticCatalogue.All) text.Append($"| {entry.Code} | {entry.Severity.ToString().ToLowerInvariant()} | {entry.Meaning} | {MarkdownText.Inline(entry.Fix)} |\n");
        return text.ToString();
    }

    private static IEnumerable<MethodInfo> MethodsOf(Type factory) =>
        factory.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(Diagnostic) && !m.IsPrivate);

    private static Entry Describe(MethodInfo method)
    {
        var diagnostic = (Diagnostic)method.Invoke(null, [.. method.GetParameters().Select(p => Sample(p.ParameterType))])!;
        var summary = TextOf(Summaries.Value[$"{method.DeclaringType!.FullName}.{method.Name}"]);
        if (!summary.StartsWith(diagnostic.Code + ": ", StringComparison.Ordinal))
            throw new InvalidDataException($"{method.Name} makes {diagnostic.Code}, but its documentation begins '{summary}'.");
        return new Entry(diagnostic.Code, diagnostic.Severity.ToString().ToLowerInvariant(), summary[(diagnostic.Code.Length + 2)..]);
    }

    private static object Sample(Type type) =>
        type == typeof(SourceLocation) ? new SourceLocation("file", 1, 1)
        : type == typeof(string) ? "text"
        : type == typeof(IReadOnlyCollection<string>) ? new[] { "text" }
        : type == typeof(YamlNode) ? new YamlScalar("text", true, new SourceLocation("file"))
        : type == typeof(char) ? '['
        : Activator.CreateInstance(type) ?? throw new NotSupportedException($"There is no sample of {type}.");

    /// <summary>The text of a summary on one line, code between backticks.</summary>
    private static string TextOf(XElement summary) => string.Join(' ', string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        _ => throw new InvalidDataException($"A summary with a code is printed in docs/: it holds text and <c> alone, not {node}."),
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
