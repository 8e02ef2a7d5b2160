namespace NetScaffold.Tests.Support;

/// <summary>The upstream charts of the reference.</summary>
public static class Charts
{
    /// <summary>The chart's own values, or null where upstream has none.</summary>
    public static Dictionary<string, object?>? Values(string chart)
    {
        var file = Repository.InReference("charts", chart, "values.yaml");
        return File.Exists(file) ? (Dictionary<string, object?>?)KubeYaml.Parse(File.ReadAllText(file)) ?? [] : null;
    }

    /// <summary><c>chart.json</c>: name, repo or registry, version, dependencies, alsoAccepted.</summary>
    public static Dictionary<string, object?> Metadata(string chart) =>
        (Dictionary<string, object?>)KubeYaml.Parse(File.ReadAllText(Repository.InReference("charts", chart, "chart.json")))!;
}
