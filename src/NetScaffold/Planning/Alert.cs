namespace NetScaffold.Planning;

/// <summary>An alert, in words of Prometheus.</summary>
/// <remarks>
/// In its texts a path in angle brackets, such as <c>&lt;namespace&gt;</c>, is a value that stays adjustable; two braces are Prometheus' own and reach it as they are.
/// </remarks>
/// <param name="Name">Unique under each decision.</param>
/// <param name="When">The decision under which it is there; empty for always.</param>
/// <param name="Expression">PromQL; lines after the first are indented.</param>
/// <param name="For">How long it must hold.</param>
/// <param name="Severity">warning or critical.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Description">What it means.</param>
/// <param name="Runbook">The first commands to run, one a line; lines that begin with # say what to look for.</param>
public sealed record Alert(string Name, string When, string Expression, string For, string Severity, string Summary, string Description, string Runbook)
{
    /// <summary>Something is down, or will be soon.</summary>
    public const string Critical = "critical";

    /// <summary>Somebody should look at it during the day.</summary>
    public const string Warning = "warning";
}

/// <summary>A panel of the dashboard.</summary>
/// <param name="Title">Its title.</param>
/// <param name="When">The decision under which it is there; empty for always.</param>
/// <param name="Unit">As Grafana calls it.</param>
/// <param name="Expression">PromQL, one line; <c>$namespace</c> is the namespace that was chosen.</param>
public sealed record Panel(string Title, string When, string Unit, string Expression);
