namespace NetScaffold.Diagnostics;

/// <summary>How serious a <see cref="Diagnostic"/> is; higher is worse.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing to do.</summary>
    Info,

    /// <summary>Works, but is unsafe, fragile or likely unwanted.</summary>
    Warning,

    /// <summary>Would be rejected or could not work; nothing is written.</summary>
    Error,
}

/// <summary>A place in the input, for editors to jump to.</summary>
/// <param name="File">File name as the user gave it, or <c>--flag</c> for a command-line value; never absolute unless given so.</param>
/// <param name="Line">1-based; 0 when the place is a whole file or a flag.</param>
/// <param name="Column">1-based; 0 when the place is a whole file or a flag.</param>
public readonly record struct SourceLocation(string File, int Line = 0, int Column = 0) : IComparable<SourceLocation>
{
    /// <summary>Orders by file (ordinal), line, column.</summary>
    public int CompareTo(SourceLocation other)
    {
        var byFile = string.CompareOrdinal(File, other.File);
        if (byFile != 0) return byFile;
        return Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
    }

    /// <summary><c>file(line,column)</c>, or the file alone when there is no line.</summary>
    public override string ToString() => Line > 0 ? $"{File}({Line},{Column})" : File;
}

/// <summary>Something wrong or noteworthy, with its code, place and cure.</summary>
/// <param name="Code"><c>NSnnnn</c>; the first digit names the family: 1 reading, 2 rules over answers, 3 templates, 4 rules over objects, 5 schemas, 6 reach, 8 writing, 9 internal.</param>
/// <param name="Severity">Errors stop the pipeline, the rest travels with the result.</param>
/// <param name="At">The value itself, not the file around it.</param>
/// <param name="Message">One sentence: what is wrong, with the value and, where there are few, the allowed choices.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceLocation At, string Message)
{
    /// <summary>What to do about it; one sentence, or null when the message says it all.</summary>
    public string? Help { get; init; }

    /// <summary>What the command line lacks, such as <c>--host NAME</c>; null when adding words to it is no cure.</summary>
    public string? Completion { get; init; }

    /// <summary><c>netscaffold.yaml(3,5): error NS1004: message</c>.</summary>
    public override string ToString() => $"{At}: {Shown.Word(Severity)} {Code}: {Message}";
}
