using System.Globalization;
using NetScaffold.Yaml;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace NetScaffold.Rendering;

/// <summary>The functions that a template may call, and nothing else: no clock, no chance, no sorting, no arithmetic.</summary>
internal static class TemplateFunctions
{
    /// <summary>The functions, for one printer.</summary>
    public static ScriptObject For(Printer printer) => new()
    {
        ["knob"] = new Function(1, a => printer.Knob(Text(a[0]))),
        ["knob_inline"] = new Function(1, a => printer.InlineKnob(Text(a[0]))),
        ["service_knob"] = new Function(1, a => printer.ServiceKnob(Text(a[0]))),
        ["knob_of"] = new Function(2, a => printer.KnobOf(Text(a[0]), Text(a[1]))),
        ["rest_of"] = new Function(2, a => printer.RestOf(Text(a[0]), Text(a[1]))),
        ["service_rest"] = new Function(1, a => printer.ServiceRest(Text(a[0]))),
        ["service_variable"] = new Function(0, _ => printer.ServiceVariable()),
        ["labels"] = new Function(2, a => printer.Labels(Text(a[0]), Number(a[1]), "labels")),
        ["pod_labels"] = new Function(2, a => printer.Labels(Text(a[0]), Number(a[1]), "podLabels")),
        ["selector"] = new Function(2, a => printer.Labels(Text(a[0]), Number(a[1]), "selector")),
        // Of a workload, which may be a canary.
        ["workload_labels"] = new Function(3, a => printer.Labels(Text(a[0]), Number(a[2]), "labels", Text(a[1]))),
        ["workload_pod_labels"] = new Function(3, a => printer.Labels(Text(a[0]), Number(a[2]), "podLabels", Text(a[1]))),
        ["workload_selector"] = new Function(3, a => printer.Labels(Text(a[0]), Number(a[2]), "selector", Text(a[1]))),
        // Around lines that are there under a decision alone; nothing for no name.
        ["opens"] = new Function(1, a => Text(a[0]) is { Length: > 0 } name ? Directives.Line($"if ({name})") : ""),
        ["closes"] = new Function(1, a => Text(a[0]).Length > 0 ? Directives.Line("endif") : ""),
        ["any_of"] = new Function(3, a => Directives.AnyOf([.. ((ScriptArray)a[0]!).Select(Text)], Text(a[1]), Text(a[2]))),
        // The same for one line, with a text in place of its %.
        ["any_placed"] = new Function(3, a => Directives.AnyOf([.. ((ScriptArray)a[0]!).Select(Text)], Text(a[1]).Replace("%", Text(a[2]), StringComparison.Ordinal), "")),
        ["yaml"] = new Function(1, a => YamlText.Scalar(Text(a[0]))),
        ["quoted"] = new Function(1, a => YamlText.Quoted(Text(a[0]))),
        ["prometheus"] = new Function(2, a => printer.Prometheus(Text(a[0]), Number(a[1]))),
        ["json"] = new Function(1, a => System.Text.Json.JsonEncodedText.Encode(Text(a[0]), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()),
        ["markdown"] = Markdown,
    };

    /// <summary>Prints text inside a line of Markdown.</summary>
    public static IScriptCustomFunction Markdown { get; } = new Function(1, a => MarkdownText.Inline(Text(a[0])));

    private static string Text(object? value) => value switch
    {
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new TemplateException($"a function takes text, not {value?.GetType().Name ?? "nothing"}"),
    };

    private static int Number(object? value) => value is int number ? number : throw new TemplateException("an indentation is a number");

    private sealed class Function(int parameters, Func<ScriptArray, string> body) : IScriptCustomFunction
    {
        public int RequiredParameterCount => parameters;

        public int ParameterCount => parameters;

        public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

        public Type ReturnType => typeof(string);

        public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) => body(arguments);

        public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) => new(body(arguments));

        public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "value");
    }
}
