using System.Text;

namespace NetScaffold.Tests.Wizard;

/// <summary>Reads a line as a POSIX shell does, as far as <see cref="NetScaffold.Rendering.ShellText"/> writes it: plain words, single quotes, <c>\'</c>.</summary>
internal static class ShellWords
{
    public static IEnumerable<string> Of(string line)
    {
        var word = new StringBuilder();
        var isQuoted = false;
        var isWord = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (isQuoted && line[i] == '\'') isQuoted = false;
            else if (isQuoted) word.Append(line[i]);
            else if (line[i] == '\'') isQuoted = isWord = true;
            else if (line[i] == '\\') word.Append(line[++i]);
            else if (line[i] != ' ') word.Append(line[i]);
            else
            {
                if (word.Length > 0 || isWord) yield return word.ToString();
                word.Clear();
                isWord = false;
            }
        }

        if (word.Length > 0 || isWord) yield return word.ToString();
    }
}
