namespace NetScaffold.Rendering;

/// <summary>Prints text as one word of a POSIX shell.</summary>
public static class ShellText
{
    /// <summary>The text itself where no shell reads anything into it, else in single quotes.</summary>
    public static string Word(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=' or ',' or '@' or '+')) return text;
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
