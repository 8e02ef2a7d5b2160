using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Decisions;
using NetScaffold.Rendering;
using Scriban;
using Scriban.Syntax;

namespace NetScaffold.Tests.Templates;

/// <summary>The rules for template sources that a machine can check. The engine of <c>dotnet new</c> and Scriban notice none of these mistakes.</summary>
internal enum LintRule
{
    /// <summary><c>#if (name)</c>, <c>#elseif (name)</c>, <c>#else</c>, <c>#endif</c>, alone on a line.</summary>
    DirectiveSyntax,

    /// <summary>The engine matches the characters <c>#if</c>, <c>#else</c>, <c>#endif</c> anywhere, inside words too.</summary>
    DirectiveElsewhere,

    /// <summary>To the engine an unknown name is false.</summary>
    UnknownDecision,

    /// <summary>Blocks of directives and of Scriban nest in each other.</summary>
    CrossingBlocks,

    /// <summary>An empty first branch leaves a stray blank line.</summary>
    EmptyBranch,

    /// <summary>LF, and a newline at the end of the file.</summary>
    LineEnds,

    /// <summary>Greedy trimming eats the newline and the indentation of the next line, directives included.</summary>
    GreedyTrim,

    /// <summary>Statements stand alone as <c>{{~ … ~}}</c>, or open and close on one line.</summary>
    StatementLine,

    /// <summary>Only what places text: no assignment, capture, comparison, arithmetic, pipe, index, literal.</summary>
    Language,

    /// <summary>Only our own functions and <c>include</c> of a source that exists, at column 0.</summary>
    Reach,
}

/// <summary>A broken rule.</summary>
internal sealed record LintFinding(LintRule Rule, string Path, int Line, string Message)
{
    public override string ToString() => $"templates/{Path}({Line}): {Rule}: {Message}";
}

/// <summary>Holds sources against <see cref="LintRule"/>.</summary>
internal static partial class TemplateLint
{
    /// <summary>The one name beside the catalogue: which of the two forms is printed.</summary>
    public const string DialectName = "helmDialect";

    public static ImmutableArray<LintFinding> Check(TemplateSet templates) => [.. templates.Paths.SelectMany(p => Check(p, templates.ReadSource(p), templates.Paths))];

    public static IEnumerable<LintFinding> Check(string path, string source, IReadOnlyCollection<string> paths)
    {
        var tokens = TemplateTokens.Of(source);
        var findings = CheckDirectives(path, tokens)
            .Concat(CheckBlocks(path, tokens))
            .Concat(CheckLineEnds(path, source))
            .Concat(CheckStatements(path, source, tokens));
        return findings.Concat(CheckLanguage(path, source, paths));
    }

    /// <summary>The first place where text holds a directive's characters; null for none. Also for text that is no template but lands in a file.</summary>
    public static string? DirectiveIn(string text) => Characters().Match(text) is { Success: true } match ? match.Value : null;

    private static IEnumerable<LintFinding> CheckDirectives(string path, ImmutableArray<TemplateToken> tokens)
    {
        foreach (var (index, token) in tokens.Index())
        {
            if (token.Kind == TokenKind.Directive)
            {
                if (!Syntax().IsMatch(token.Text)) yield return new(LintRule.DirectiveSyntax, path, token.Line, $"'{token.Text.Trim()}' is no directive");
                else if (NameIn(token) is { } name && name != DialectName && DecisionCatalogue.All.All(d => d.Name != name)) yield return new(LintRule.UnknownDecision, path, token.Line, $"there is no decision {name}");
            }
            else if (DirectiveIn(token.Text) is { } found)
            {
                yield return new(LintRule.DirectiveElsewhere, path, token.Line, $"'{found}' stands inside other text");
            }
            else if (token.Text.EndsWith('#') && index + 1 < tokens.Length && tokens[index + 1].Kind == TokenKind.Code)
            {
                yield return new(LintRule.DirectiveElsewhere, path, token.Line, "a value right behind # may make a directive");
            }
        }
    }

    /// <summary>One stack for both kinds: what opened last closes first, and each source is whole in itself.</summary>
    private static IEnumerable<LintFinding> CheckBlocks(string path, ImmutableArray<TemplateToken> tokens)
    {
        var open = new Stack<(TemplateToken Token, bool HasText)>();
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Text || (token.Kind == TokenKind.Code && !token.IsStatement))
            {
                if (token.Text.Any(c => c != '\n') && open.Count > 0 && !open.Peek().HasText) MarkAll(open);
                continue;
            }

            if (token.OpensBlock || (token.Kind == TokenKind.Directive && token.Text.TrimStart().StartsWith("#if", StringComparison.Ordinal)))
            {
                open.Push((token, false));
                continue;
            }

            if (open.Count == 0 || open.Peek().Token.Kind != token.Kind)
            {
                yield return new(LintRule.CrossingBlocks, path, token.Line, open.Count == 0 ? $"'{token.Text.Trim()}' closes nothing" : $"'{token.Text.Trim()}' stands inside '{open.Peek().Token.Text.Trim()}' of line {open.Peek().Token.Line}");
                yield break;
            }

            var (start, hasText) = open.Pop();
            if (token.Kind == TokenKind.Directive && !hasText) yield return new(LintRule.EmptyBranch, path, token.Line, $"the branch before '{token.Text.Trim()}' holds no text");
            var closes = token.Kind == TokenKind.Directive ? token.Text.Trim() == "#endif" : token.Keyword == "end";
            if (!closes) open.Push((start, false));
        }

        if (open.Count > 0) yield return new(LintRule.CrossingBlocks, path, open.Peek().Token.Line, $"'{open.Peek().Token.Text.Trim()}' is not closed");
    }

    private static void MarkAll(Stack<(TemplateToken Token, bool HasText)> open)
    {
        var all = open.Reverse().ToList();
        open.Clear();
        foreach (var (token, _) in all) open.Push((token, true));
    }

    private static IEnumerable<LintFinding> CheckLineEnds(string path, string source)
    {
        if (source.Contains('\r')) yield return new(LintRule.LineEnds, path, 1, "it holds a carriage return");
        if (!source.EndsWith('\n')) yield return new(LintRule.LineEnds, path, source.Count(c => c == '\n') + 1, "no newline at the end");
    }

    private static IEnumerable<LintFinding> CheckStatements(string path, string source, ImmutableArray<TemplateToken> tokens)
    {
        foreach (var token in tokens.Where(t => t.Kind == TokenKind.Code))
        {
            if (token.Text.StartsWith("{{-", StringComparison.Ordinal) || token.Text.EndsWith("-}}", StringComparison.Ordinal))
                yield return new(LintRule.GreedyTrim, path, token.Line, $"'{token.Text}' trims greedily");

            var line = TemplateTokens.LineAt(source, source.LastIndexOf('\n', Math.Max(0, token.Start - 1)) is var before && before >= 0 && before < token.Start ? before + 1 : 0);
            var isWholeLine = line.Trim() == token.Text;
            if (token.Keyword == "include" && line != $"{token.Text[..^3].TrimEnd()} ~}}}}")
                yield return new(LintRule.StatementLine, path, token.Line, $"'{line}': an include is a line of its own, at column 0, that ends in ~}}}}");
            if (!token.IsStatement) continue;
            var isBare = line == token.Text && token.Text.StartsWith("{{~ ", StringComparison.Ordinal) && token.Text.EndsWith(" ~}}", StringComparison.Ordinal);
            var isInline = !isWholeLine && Opened(line) == 0 && !token.Text.Contains('~');
            if (!isBare && !isInline) yield return new(LintRule.StatementLine, path, token.Line, $"'{line.Trim()}': a statement is a line of its own, {{{{~ … ~}}}}, or whole within one line");
        }
    }

    /// <summary>Blocks that a line opens and does not close.</summary>
    private static int Opened(string line)
    {
        var tokens = TemplateTokens.Of(line);
        return tokens.Count(t => t.OpensBlock) - tokens.Count(t => t.Kind == TokenKind.Code && t.Keyword == "end");
    }

    private static IEnumerable<LintFinding> CheckLanguage(string path, string source, IReadOnlyCollection<string> paths)
    {
        var template = Template.Parse(Directives.MarkLines(source), path);
        if (template.Page is null || template.HasErrors) return [new(LintRule.Language, path, 1, string.Join("; ", template.Messages))];
        return Walk(template.Page, null).SelectMany(x => CheckNode(path, x.Node, x.Parent, paths));
    }

    private static IEnumerable<(ScriptNode Node, ScriptNode? Parent)> Walk(ScriptNode node, ScriptNode? parent) =>
        node.Children.Where(c => c is not null).SelectMany(c => Walk(c, node)).Prepend((node, parent));

    private static IEnumerable<LintFinding> CheckNode(string path, ScriptNode node, ScriptNode? parent, IReadOnlyCollection<string> paths)
    {
        LintFinding Finding(LintRule rule, string message) => new(rule, path, node.Span.Start.Line + 1, message);

        switch (node)
        {
            // Text, and what places or repeats it.
            case ScriptPage or ScriptBlockStatement or ScriptRawStatement or ScriptEscapeStatement or ScriptExpressionStatement or ScriptForStatement or ScriptIfStatement or ScriptElseStatement or ScriptEndStatement:
            case ScriptMemberExpression or ScriptToken or ScriptKeyword or ScriptList or ScriptNopStatement:
                break;
            // and, or, not: of facts, which are no placeholders.
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or } or ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not }:
                break;
            case ScriptFunctionCall { Target: ScriptVariable { Name: "include" } } call:
                if (call.Arguments is not [ScriptLiteral { Value: string source }]) yield return Finding(LintRule.Reach, "include takes a literal path");
                else if (!paths.Contains(source)) yield return Finding(LintRule.Reach, $"there is no source {source}");
                break;
            case ScriptFunctionCall { Target: var target }:
                if (target is not ScriptVariable { Name: var name } || !Functions.Contains(name)) yield return Finding(LintRule.Reach, $"there is no function {target}");
                break;
            case ScriptVariable { Name: var variable } when Builtins.Contains(variable) && !(parent is ScriptMemberExpression { Member: var member } && ReferenceEquals(member, node)):
                yield return Finding(LintRule.Reach, $"{variable} is one of Scriban's own");
                break;
            case ScriptVariableGlobal:
                break;
            // Columns and names of knobs; never a side of a comparison.
            case ScriptLiteral when IsArgument(parent):
                break;
            default:
                yield return Finding(LintRule.Language, $"'{node.ToString().Trim()}' ({node.GetType().Name}) is more than placing text");
                break;
        }
    }

    private static bool IsArgument(ScriptNode? parent) => parent is ScriptFunctionCall or ScriptList;

    private static HashSet<string> Functions { get; } = [.. TemplateFunctions.For(new Printer(Dialect.Helm, BundleLayout.Layers[0], "instance", Values.Parse("{}"))).Keys];

    private static HashSet<string> Builtins { get; } = [.. new TemplateContext().BuiltinObject.GetMembers().Where(m => m != "include")];

    private static string? NameIn(TemplateToken directive) => Syntax().Match(directive.Text).Groups["name"] is { Success: true } name ? name.Value : null;

    /// <summary>A name, or in a loop over releases the one that the model gives: every rendering looks that up.</summary>
    [GeneratedRegex(@"^[ \t]*(#(if|elseif) \(((?<name>[A-Za-z][A-Za-z0-9]*)|\{\{ [a-z]+\.(decision|needsDecision|definitionsDecision) \}\})\)|#else|#endif)\z")]
    private static partial Regex Syntax();

    [GeneratedRegex("#(if|elseif|elif|else|endif)")]
    private static partial Regex Characters();
}
