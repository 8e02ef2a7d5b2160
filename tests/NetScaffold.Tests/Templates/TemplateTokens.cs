using System.Collections.Immutable;
using NetScaffold.Rendering;

namespace NetScaffold.Tests.Templates;

internal enum TokenKind
{
    /// <summary>Text that lands in the output, raw blocks (<c>{%{ … }%}</c>) included.</summary>
    Text,

    /// <summary>Scriban code, braces included.</summary>
    Code,

    /// <summary>A whole directive line, right or malformed, its newline aside.</summary>
    Directive,
}

/// <summary>A piece of a template source; its line is that of its first character, from 1.</summary>
internal sealed record TemplateToken(TokenKind Kind, string Text, int Line, int Start)
{
    public int End => Start + Text.Length;

    /// <summary>The code without braces and trim signs.</summary>
    public string Code => Text[2..^2].Trim('~', '-').Trim();

    /// <summary>The first word of the code: <c>for</c>, <c>if</c>, <c>end</c>, or a name.</summary>
    public string Keyword => Code.Split([' ', '\n', '('], 2)[0];

    public bool IsStatement => Kind == TokenKind.Code && Keyword is "for" or "if" or "else" or "end" or "while" or "case" or "when" or "func" or "capture" or "with" or "wrap" or "tablerow";

    public bool OpensBlock => Kind == TokenKind.Code && Keyword is "for" or "if" or "while" or "case" or "func" or "capture" or "with" or "wrap" or "tablerow";
}

/// <summary>Splits a source as Scriban and the directives see it. Directive lines count inside raw blocks as well.</summary>
internal static class TemplateTokens
{
    public static ImmutableArray<TemplateToken> Of(string source)
    {
        var tokens = ImmutableArray.CreateBuilder<TemplateToken>();
        var start = 0;
        var line = 1;
        var isRaw = false;

        void Add(TokenKind kind, int end)
        {
            if (end <= start) return;
            tokens.Add(new TemplateToken(kind, source[start..end], line, start));
            line += source.AsSpan(start..end).Count('\n');
            start = end;
        }

        for (var i = 0; i < source.Length;)
        {
            if ((i == 0 || source[i - 1] == '\n') && LineAt(source, i) is var text && Directives.IsDirective(text))
            {
                Add(TokenKind.Text, i);
                Add(TokenKind.Directive, i += text.Length);
            }
            else if (isRaw ? At(source, i, "}%}") : At(source, i, "{%{"))
            {
                isRaw = !isRaw;
                i += 3;
            }
            else if (!isRaw && At(source, i, "{{"))
            {
                Add(TokenKind.Text, i);
                i = EndOfCode(source, i);
                Add(TokenKind.Code, i);
            }
            else
            {
                i++;
            }
        }

        Add(TokenKind.Text, source.Length);
        return tokens.ToImmutable();
    }

    public static string LineAt(string source, int start) => source.IndexOf('\n', start) is >= 0 and var end ? source[start..end] : source[start..];

    private static bool At(string source, int index, string sign) => string.CompareOrdinal(source, index, sign, 0, sign.Length) == 0;

    private static int EndOfCode(string source, int start)
    {
        for (var i = start + 2; i < source.Length; i++)
        {
            if (source[i] is '"' or '\'')
            {
                var close = source.IndexOf(source[i], i + 1);
                if (close < 0) break;
                i = close;
            }
            else if (At(source, i, "}}"))
            {
                return i + 2;
            }
        }

        return source.Length;
    }
}
