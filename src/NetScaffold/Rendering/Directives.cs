using System.Text;

namespace NetScaffold.Rendering;

/// <summary>The lines <c>#if (name)</c>, <c>#elseif (name)</c>, <c>#else</c> and <c>#endif</c> of a template: marked before Scriban runs, obeyed after it.</summary>
/// <remarks>Marking keeps text from answers from being obeyed: the mark is a private-use character, which answers may not hold.</remarks>
internal static class Directives
{
    /// <summary>First character of a marked line.</summary>
    private const char Mark = '\uE000';

    /// <summary>Puts the mark before each directive line; the number of lines stays the same.</summary>
    public static string MarkLines(string source)
    {
        if (!source.Contains('#')) return source;
        var text = new StringBuilder(source.Length + 64);
        foreach (var line in Lines(source))
        {
            if (IsDirective(line)) text.Append(Mark);
            text.Append(line).Append('\n');
        }

        return Trimmed(text, source);
    }

    /// <summary>Lines that are kept only when the decision holds; marked, for text that no template holds.</summary>
    public static string Under(string decision, string lines) => $"{Mark}#if ({decision})\n{lines}\n{Mark}#endif";

    /// <summary>A marked directive, for functions to print.</summary>
    /// <param name="directive">Behind its sign.</param>
    public static string Line(string directive) => $"{Mark}#{directive}\n";

    /// <summary>A line that is there when one of several decisions holds, or another in its place.</summary>
    /// <param name="decisions">An empty name holds always; none at all never.</param>
    /// <param name="line">The line.</param>
    /// <param name="otherwise">What stands in its place; empty for nothing.</param>
    public static string AnyOf(IReadOnlyList<string> decisions, string line, string otherwise)
    {
        var other = otherwise.Length > 0 ? $"{otherwise}\n" : "";
        if (decisions.Contains("")) return $"{line}\n";
        if (decisions.Count == 0) return other;
        var branches = decisions.Select((d, i) => $"{Line($"{(i == 0 ? "if" : "elseif")} ({d})")}{line}\n");
        return $"{string.Concat(branches)}{(other.Length > 0 ? Line("else") + other : "")}{Line("endif")}";
    }

    /// <summary>Keeps the branches whose decisions hold, and drops the directive lines.</summary>
    /// <param name="text">Text with marked lines; blocks nest.</param>
    /// <param name="holds">Whether a decision holds; throws for a name that does not exist.</param>
    /// <exception cref="TemplateException">NS3001: a directive line is malformed, or a block is not closed.</exception>
    public static string Evaluate(string text, Func<string, bool> holds)
    {
        if (!text.Contains(Mark)) return text;
        var result = new StringBuilder(text.Length);
        var blocks = new Stack<Block>();
        foreach (var line in Lines(text))
        {
            if (line.Length > 0 && line[0] == Mark) Step(line[1..], blocks, holds);
            else if (blocks.Count == 0 || blocks.Peek().IsKept) result.Append(line).Append('\n');
        }

        if (blocks.Count > 0) throw new TemplateException("a block is not closed by #endif");
        return Trimmed(result, text);
    }

    /// <summary>Decides the blocks of one name and leaves all others as they are.</summary>
    /// <exception cref="TemplateException">The name stands in an <c>#elseif</c>, or in a block with one.</exception>
    public static string EvaluateOnly(string text, string name, bool holds)
    {
        if (!text.Contains(Mark)) return text;
        var result = new StringBuilder(text.Length);
        // For each open block: null when it is left, else whether the current branch is kept.
        var blocks = new Stack<bool?>();
        foreach (var line in Lines(text))
        {
            var directive = line.Length > 0 && line[0] == Mark ? line[1..].Trim() : "";
            var isOwn = directive.StartsWith("#if", StringComparison.Ordinal) ? directive == $"#if ({name})" : directive.Length > 0 && blocks.Count > 0 && blocks.Peek() is not null;
            if (directive.StartsWith("#elseif", StringComparison.Ordinal) && (isOwn || directive == $"#elseif ({name})")) throw new TemplateException($"{name} stands in a block with '{directive}'");
            if (directive.StartsWith("#if", StringComparison.Ordinal)) blocks.Push(isOwn ? holds : null);
            if (!isOwn && blocks.All(kept => kept is not false)) result.Append(line).Append('\n');
            if (isOwn && directive == "#else") blocks.Push(!blocks.Pop());
            if (directive == "#endif" && !blocks.TryPop(out _)) throw new TemplateException("'#endif' stands outside a block");
        }

        return Trimmed(result, text);
    }

    /// <summary>Drops the directive lines and keeps every branch.</summary>
    public static string KeepAll(string text)
    {
        if (!text.Contains(Mark)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var line in Lines(text))
        {
            if (line.Length == 0 || line[0] != Mark) result.Append(line).Append('\n');
        }

        return Trimmed(result, text);
    }

    /// <summary>Text with plain directive lines in place of the marked ones, as <c>dotnet new</c> reads them.</summary>
    public static string Unmark(string text) => text.Replace(Mark.ToString(), "", StringComparison.Ordinal);

    /// <summary>True for a line that is a directive, right or malformed.</summary>
    public static bool IsDirective(ReadOnlySpan<char> line)
    {
        var trimmed = line.TrimStart();
        return trimmed.StartsWith("#if", StringComparison.Ordinal) || trimmed.StartsWith("#elseif", StringComparison.Ordinal) || trimmed.StartsWith("#elif", StringComparison.Ordinal)
            || trimmed.StartsWith("#else", StringComparison.Ordinal) || trimmed.StartsWith("#endif", StringComparison.Ordinal);
    }

    private static void Step(string line, Stack<Block> blocks, Func<string, bool> holds)
    {
        var directive = line.Trim();
        if (Argument(directive, "#if (") is { } name)
        {
            var isVisible = blocks.Count == 0 || blocks.Peek().IsKept;
            var isTaken = holds(name);
            blocks.Push(new Block(isVisible, isTaken, isVisible && isTaken));
            return;
        }

        if (blocks.Count == 0) throw new TemplateException($"'{directive}' stands outside a block");
        var block = blocks.Pop();
        if (Argument(directive, "#elseif (") is { } other)
        {
            var isTaken = holds(other);
            blocks.Push(new Block(block.IsVisible, block.IsTaken || isTaken, block.IsVisible && !block.IsTaken && isTaken));
        }
        else if (directive == "#else")
        {
            blocks.Push(new Block(block.IsVisible, IsTaken: true, block.IsVisible && !block.IsTaken));
        }
        else if (directive != "#endif")
        {
            throw new TemplateException($"'{directive}' is not a directive");
        }
    }

    private static string? Argument(string directive, string start) =>
        directive.StartsWith(start, StringComparison.Ordinal) && directive.EndsWith(')') && directive[start.Length..^1] is var name && name.All(char.IsAsciiLetterOrDigit) ? name : null;

    private static IEnumerable<string> Lines(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            yield return text[start..end];
            start = end + 1;
        }
    }

    private static string Trimmed(StringBuilder result, string original)
    {
        if (!original.EndsWith('\n') && result.Length > 0) result.Length--;
        return result.ToString();
    }

    /// <param name="IsVisible">The block around is kept.</param>
    /// <param name="IsTaken">A branch of this block was taken already.</param>
    /// <param name="IsKept">The current branch is kept.</param>
    private readonly record struct Block(bool IsVisible, bool IsTaken, bool IsKept);
}
