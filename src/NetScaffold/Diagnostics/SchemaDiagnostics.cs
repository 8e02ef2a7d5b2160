namespace NetScaffold.Diagnostics;

/// <summary>Findings about objects that do not fit their schema.</summary>
internal static class SchemaDiagnostics
{
    /// <summary>NS5001: a field that the kind does not have.</summary>
    public static Diagnostic UnknownField(SourceLocation at, string field, string? nearest) => new("NS5001", Severity.Error, at, $"{Shown.Line(field)}: there is no such field.")
    {
        Help = nearest is null ? "Remove it, or write the field that was meant." : $"Did you mean {nearest}?",
    };

    /// <summary>NS5002: a value of a type that its field does not take.</summary>
    public static Diagnostic WrongType(SourceLocation at, string field, string kind, string wanted) => new("NS5002", Severity.Error, at, $"{Shown.Line(field)} is {kind}, not {wanted}.")
    {
        Help = "Write a value of the type that the finding names; text that looks like a number or a boolean stands in quotes.",
    };

    /// <summary>NS5003: a field that must be there.</summary>
    public static Diagnostic Missing(SourceLocation at, string field) => new("NS5003", Severity.Error, at, $"{Shown.Line(field)} is missing.")
    {
        Help = "Add the field.",
    };

    /// <summary>NS5004: a value that its field does not take.</summary>
    public static Diagnostic NotAllowed(SourceLocation at, string field, string problem) => new("NS5004", Severity.Error, at, $"{Shown.Line(field)}: {problem}.")
    {
        Help = "Write a value that the finding allows.",
    };

    /// <summary>NS5005: objects of a kind without a schema, which are not checked against one.</summary>
    public static Diagnostic NotChecked(SourceLocation at, string kind, int count) => new("NS5005", Severity.Warning, at,
        $"There is no schema of {Shown.Line(kind)}, so {(count == 1 ? "1 object is" : $"{count} objects are")} not checked against one.")
    {
        Help = "Add its schema to the folder of --schemas.",
    };

    /// <summary>NS5006: a schema that cannot be used.</summary>
    public static Diagnostic BadSchema(string file, string problem) => new("NS5006", Severity.Error, new SourceLocation(file), $"The schema cannot be used: {Shown.Line(problem)}")
    {
        Help = "Give a folder of JSON Schemas, named as kubeconform has them.",
    };
}
