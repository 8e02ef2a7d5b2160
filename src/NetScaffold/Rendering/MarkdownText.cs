using System.Text;

namespace NetScaffold.Rendering;

/// <summary>Prints text inside a line of Markdown.</summary>
public static class MarkdownText
{
    /// <summary>The text with every sign escaped that Markdown or HTML would read, line breaks as spaces.</summary>
    public static string Inline(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (char.IsControl(c)) result.Append(' ');
            else if (c is '<') result.Append("&lt;");
            else if (c is '>') result.Append("&gt;");
            else if (c is '&') result.Append("&amp;");
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#') result.Append('\\').Append(c);
            else result.Append(c);
        }

        return result.ToString();
    }
}
