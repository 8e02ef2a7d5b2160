using NetScaffold.Diagnostics;
using YamlDotNet.Core;

namespace NetScaffold.Yaml;

/// <summary>Says in words of the file what YamlDotNet says in words of its scanner.</summary>
internal static class YamlSyntaxErrors
{
    /// <summary>What YamlDotNet's messages contain, in the order tried, and what they come from.</summary>
    private static readonly (string Fragment, string Problem, string Help)[] Known =
    [
        ("invalid mapping", "A second ': ' or a deeper key cannot stand in this value.", "Quote text that holds ': ', and let the keys of one map begin in one column."),
        ("Mapping values", "A second ': ' cannot stand in this value.", "Quote text that holds ': '."),
        ("expected key", "This does not continue the map around it.", "Write 'key: value', in the column of the keys above; quote a value that holds quotes or brackets."),
        ("expected ':'", "A ': ' is missing behind this key.", "Write 'key: value', in the column of the keys above."),
        ("'-' indicator", "This does not continue the list around it.", "Begin each item with '- ', in the column of the items above."),
        ("sequence entries are not allowed", "A list cannot begin on this line.", "Begin the list on the next line, or quote text that starts with '- '."),
        ("cannot start any token", "Unquoted text cannot begin with this character.", "Quote the text."),
        ("escape", "The text in double quotes holds an unknown escape.", "Write \\\\ for a backslash, or use single quotes."),
        ("hexadecimal", "The text in double quotes holds an unknown escape.", "Write \\\\ for a backslash, or use single quotes."),
        ("surrogates", "The text in double quotes holds half of a surrogate pair.", "Write both halves, or the character itself."),
        ("expected node content", "A value is missing before this.", "Write the value, or quote text that starts with a bracket or comma."),
        ("comment", "A comment cannot stand here.", "Put a space before #, or quote text that holds it."),
        ("block scalar", "The text block that begins here is not well formed.", "Put | alone on its line and indent the lines below it evenly."),
        ("directive", "This line that begins with % is no valid YAML directive.", "Leave the line out, or quote text that starts with %."),
        ("YAML document", "The %YAML version is unknown.", "Leave the line out."),
        ("expected <document", "This does not belong to the value before it.", "Write one value, list or map; quote text that holds ': '."),
    ];

    /// <summary>The one diagnostic for an exception of the parser.</summary>
    /// <param name="source">What was read.</param>
    /// <param name="exception">Of YamlDotNet, with a position, or another that escaped it, without.</param>
    /// <param name="openBracket">The innermost bracket open so far; null in block style.</param>
    /// <param name="reached">The end of the last event, for an exception without position.</param>
    public static Diagnostic Describe(SourceText source, Exception exception, Mark? openBracket, SourceLocation reached)
    {
        if (exception is not YamlException error) return openBracket is { } open ? NotClosed(source, open) : Unknown(reached);
        var at = At(source, error.Start);
        bool Says(string fragment) => error.Message.Contains(fragment, StringComparison.Ordinal);

        if (Says(" tab ")) return YamlDiagnostics.TabIndentation(FirstTab(source, error.Start));
        if (Says("quoted scalar") && (Says("end of stream") || Says("document indicator") || Says("wrong indentation"))) return NotClosed(source, error.Start);
        if (Says("anchor") || Says("Anchor")) return YamlDiagnostics.AnchorOrAlias(at);
        if (Says("scanning a tag,") || Says("of tag") || Says("tag handle")) return YamlDiagnostics.Tag(at);
        if (Says("expected ',' or") && openBracket is { } bracket) return MissingInBrackets(source, bracket, error.Start);
        if (Says("expected node content") && openBracket is { } last && IsEnd(source, error.Start)) return NotClosed(source, last);
        foreach (var (fragment, problem, help) in Known)
        {
            if (Says(fragment)) return YamlDiagnostics.NotYaml(at, problem, help);
        }

        return Unknown(at);
    }

    private static Diagnostic MissingInBrackets(SourceText source, Mark bracket, Mark found)
    {
        if (IsEnd(source, found)) return NotClosed(source, bracket);
        var (opener, closer) = source.Text[(int)bracket.Index] == '[' ? ('[', ']') : ('{', '}');
        return YamlDiagnostics.NotYaml(
            At(source, found),
            $"A comma or {closer} is missing before this: the {opener} on line {At(source, bracket).Line} is still open.",
            "Put commas between items and close each bracket with its partner.");
    }

    private static bool IsEnd(SourceText source, Mark mark) => source.Text.AsSpan((int)Math.Min(mark.Index, source.Text.Length)).IsWhiteSpace();

    private static Diagnostic NotClosed(SourceText source, Mark opener) =>
        YamlDiagnostics.NotClosed(At(source, opener), source.Text[(int)opener.Index]);

    private static Diagnostic Unknown(SourceLocation at) =>
        YamlDiagnostics.NotYaml(at, "The text from here on is not valid YAML.", "Check indentation, quotes and brackets.");

    /// <summary>YamlDotNet points at the map that the tab disturbs, so the tab is looked for from there on.</summary>
    private static SourceLocation FirstTab(SourceText source, Mark from)
    {
        var line = (int)from.Line;
        foreach (var text in source.Text.AsSpan((int)(from.Index - from.Column + 1)).EnumerateLines())
        {
            var tab = text[..^text.TrimStart(" \t").Length].IndexOf('\t');
            if (tab >= 0) return source.At(line, tab + 1);
            line++;
        }

        return At(source, from);
    }

    private static SourceLocation At(SourceText source, Mark mark) => source.At(mark.Line, mark.Column);
}
