using System.Text.RegularExpressions;

namespace NetScaffold.Rendering;

/// <summary>What the functions of a template need to know.</summary>
/// <param name="Dialect">The form that is printed.</param>
/// <param name="Layer">The layer that is printed; the name of its chart prefixes its helpers.</param>
/// <param name="Instance">Value of the label <c>app.kubernetes.io/instance</c>; the bundle's name.</param>
/// <param name="Values">The values of the chart, all branches kept.</param>
internal sealed partial record Printer(Dialect Dialect, Layer Layer, string Instance, Values Values)
{
    /// <summary>The service whose file is printed; its values go by the variable <c>$service</c> in Helm.</summary>
    public string? Service { get; init; }

    private const string Stable = "stable";

    /// <summary>The label <c>app.kubernetes.io/version</c> of objects that belong to no service.</summary>
    public const string ChartVersion = "0.1.0";

    /// <summary>A value that stays adjustable: a look-up in Helm, the value itself in Kustomize. Text comes quoted, numbers as numbers.</summary>
    public string Knob(string path) => Print(path, $".Values.{path}");

    /// <summary>A knob inside a longer text, unquoted: only for values whose grammar needs no quotes.</summary>
    public string InlineKnob(string path) => Dialect == Dialect.Helm ? $"{{{{ .Values.{path} }}}}" : Values[path].Text;

    /// <summary>Text for Prometheus: paths in angle brackets are knobs, and what stands in two braces is for Prometheus and not for Helm.</summary>
    /// <param name="text">Of an alert.</param>
    /// <param name="indent">Column of its lines after the first.</param>
    public string Prometheus(string text, int indent)
    {
        var escaped = Dialect == Dialect.Helm ? PrometheusAction().Replace(text, "{{`$0`}}") : text;
        return AdjustablePath().Replace(escaped, m => InlineKnob(m.Groups[1].Value)).Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{\{[^{}]*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex PrometheusAction();

    [GeneratedRegex("<([a-zA-Z]+)>", RegexOptions.CultureInvariant)]
    private static partial Regex AdjustablePath();

    /// <summary>A knob of the current service.</summary>
    public string ServiceKnob(string path) => Print($"services.{Service}.{path}", $"$service.{path}");

    /// <summary>A knob of a service, in a file that is no service's.</summary>
    public string KnobOf(string service, string path) => Print($"services.{service}.{path}", $"({Indexed(service)}).{path}");

    /// <summary>What a knob of the current service, a number of per cent, leaves of a hundred.</summary>
    public string ServiceRest(string path) => Rest(Service!, path, $"$service.{path}");

    /// <summary>The same of a service, in a file that is no service's.</summary>
    public string RestOf(string service, string path) => Rest(service, path, $"({Indexed(service)}).{path}");

    /// <summary>Service names may hold dashes, which a path cannot.</summary>
    private static string Indexed(string service) => $"index .Values.services \"{service}\"";

    private string Rest(string service, string path, string expression) => Dialect == Dialect.Helm
        ? $"{{{{ sub 100 (int64 {expression}) }}}}"
        : Values[$"services.{service}.{path}"].TryInteger(out var number) ? (100 - number).ToString(System.Globalization.CultureInfo.InvariantCulture) : throw new TemplateException($"{path} is no number");

    private string Print(string path, string expression)
    {
        var value = Values[path];
        var isNumber = value.TryInteger(out _);
        // int64: Helm reads numbers as floating point and would print 5000000 as 5e+06.
        if (Dialect == Dialect.Helm) return $"{{{{ {expression} | {(isNumber ? "int64" : "quote")} }}}}";
        return isNumber ? value.Text : Yaml.YamlText.Quoted(value.Text);
    }

    /// <summary>The variable at the top of a service's file in Helm.</summary>
    public string ServiceVariable() => $"{{{{- $service := {Indexed(Service!)} }}}}";

    /// <summary>All labels of an object.</summary>
    /// <param name="name">Value of <c>app.kubernetes.io/name</c>.</param>
    /// <param name="indent">Column of the first label.</param>
    /// <param name="kind">labels for objects, podLabels for pod templates, selector for selectors.</param>
    /// <param name="component">Value of <c>app.kubernetes.io/component</c>: stable or canary.</param>
    public string Labels(string name, int indent, string kind, string component = Stable)
    {
        var versionPath = component == Stable ? "version" : $"{component}.version";
        var isOfService = name == Service;
        if (Dialect == Dialect.Helm)
        {
            var version = kind == "selector" ? "" : isOfService ? $" \"version\" $service.{versionPath}" : " \"version\" $.Chart.AppVersion";
            return $"{{{{- include \"{Layer.ChartName(Instance)}.{kind}\" (dict \"context\" $ \"name\" \"{name}\"{(component == Stable ? "" : $" \"component\" \"{component}\"")}{version}) | nindent {indent} }}}}";
        }

        List<string> lines = [$"app.kubernetes.io/name: {name}", $"app.kubernetes.io/instance: {Instance}", $"app.kubernetes.io/component: {component}"];
        if (kind != "selector")
        {
            lines.Add($"app.kubernetes.io/part-of: {Instance}");
            lines.Add($"app.kubernetes.io/version: {(isOfService ? Yaml.YamlText.Quoted(Values[$"services.{name}.{versionPath}"].Text) : $"\"{ChartVersion}\"")}");
            lines.Add("app.kubernetes.io/managed-by: netscaffold");
        }

        return string.Join("\n" + new string(' ', indent), lines);
    }
}
