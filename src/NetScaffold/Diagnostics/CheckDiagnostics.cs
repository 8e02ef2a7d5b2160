namespace NetScaffold.Diagnostics;

/// <summary>Findings about how manifests are checked.</summary>
internal static class CheckDiagnostics
{
    /// <summary>NS5007: a tool that was to render manifests failed.</summary>
    public static Diagnostic ToolFailed(string command, string problem) => new("NS5007", Severity.Error, new SourceLocation(command), $"It failed, so its objects are not checked: {Shown.Line(Last(problem))}")
    {
        Help = "Run the command, and correct what it says.",
    };

    /// <summary>NS5008: the API server would not take an object.</summary>
    public static Diagnostic ServerRefuses(string problem) => new("NS5008", Severity.Error, new SourceLocation("--cluster"), $"The API server says: {Shown.Line(problem)}")
    {
        Help = "Correct the object; nothing was changed in the cluster.",
    };

    /// <summary>NS5009: there is no kubectl, which asks the API server.</summary>
    public static Diagnostic NoKubectl() => new("NS5009", Severity.Error, new SourceLocation("--cluster"), "There is no kubectl on the PATH, which asks the API server.")
    {
        Help = "Install kubectl, or use --schemas with a folder of JSON Schemas.",
    };

    /// <summary>NS5010: a folder of schemas that is not there.</summary>
    public static Diagnostic NoSchemas(string folder) => new("NS5010", Severity.Error, new SourceLocation("--schemas"), $"There is no folder {Shown.Text(folder)}.")
    {
        Help = "Give a folder of JSON Schemas, named as kubeconform has them.",
    };

    /// <summary>NS5011: a bundle whose files are not what its answers say, or that Helm alone can render.</summary>
    public static Diagnostic CheckedAsAnswered(SourceLocation at, string problem) => new("NS5011", Severity.Warning, at, problem)
    {
        Help = "Render the bundle again, or pipe what Helm renders into netscaffold check -.",
    };

    /// <summary>NS5012: nothing to check.</summary>
    public static Diagnostic NoObjects(string source) => new("NS5012", Severity.Warning, new SourceLocation(source), "There is no object here, so nothing is checked.")
    {
        Help = "Give manifests with apiVersion and kind, or a chart where Helm is on the PATH.",
    };

    /// <summary>The last line tells most; those before are warnings and usage.</summary>
    private static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "without a word.";
}
