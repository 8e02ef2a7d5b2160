using System.Collections.Immutable;
using NetScaffold.Planning;

namespace NetScaffold.Rendering;

/// <summary>Regular expressions as annotations of HAProxy's controller have them: in its settings without quotes, so no spaces.</summary>
internal static class HaproxyText
{
    /// <summary>Value of <c>path-rewrite</c>: an expression for the whole path and what it becomes, or that alone; empty where nothing is rewritten.</summary>
    /// <param name="rule">Of letters, digits and <c>._-/</c> alone, as NS2588 has it.</param>
    public static string Rewrite(RouteRule rule) =>
        rule.Rewrite is null ? "" : rule.PathType == "Exact" ? rule.Rewrite : $"^{NginxText.Expression(rule)} {NginxText.Target(rule).Replace('$', '\\')}";

    /// <summary>Value of <c>cors-allow-origin</c>: one expression for all of them; empty for none.</summary>
    public static string Origins(ImmutableArray<string> origins) =>
        origins switch
        {
            [] => "",
            [var only] => RouteModel.OriginPattern(only),
            _ => $"^({string.Join('|', origins.Select(o => RouteModel.OriginPattern(o)[1..^1]))})$",
        };
}
