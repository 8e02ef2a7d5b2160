using System.Text.RegularExpressions;
using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of a VirtualService of Istio: all that is exposed on one host, the most particular path first, since Istio takes the first that fits.</summary>
internal static class VirtualServiceModel
{
    /// <summary>A VirtualService.</summary>
    /// <param name="environment">What is installed.</param>
    /// <param name="host">One of its hosts, with something exposed on it.</param>
    /// <param name="isFollowing">Another one stands before it in the file.</param>
    public static ScriptObject Of(EnvironmentPlan environment, HostId host, bool isFollowing)
    {
        var rules = from service in environment.Services
                    from route in service.Routes
                    where route.Host == host
                    from rule in route.Rules
                    orderby rule.PathType == "Exact" descending, rule.Path.TrimEnd('/').Length descending, rule.Path
                    from model in RouteModel.Rules(service, route, rule)
                    select WithPath(model, service, route, rule);
        return new ScriptObject
        {
            ["isFollowing"] = isFollowing,
            ["name"] = host.NameOf(environment.Answers.Name),
            ["knob"] = TemplateModel.KnobOf(host),
            ["rules"] = TemplateModel.Array(rules),
        };
    }

    private static ScriptObject WithPath(ScriptObject model, ServicePlan service, RoutePlan route, RouteRule rule)
    {
        var prefix = rule.Path.TrimEnd('/');
        var replacesPrefix = rule is { Rewrite: not null, PathType: not "Exact" } && prefix.Length > 0;
        model["serviceName"] = service.Answer.Name;
        // Istio compares names of headers as HTTP/2 writes them.
        model["headerKey"] = service.Answer.Canary?.Header?.ToLowerInvariant() ?? "";
        // /api is the prefix of /api and /api/x, and not of /apix.
        model["matches"] = TemplateModel.Array(rule.PathType == "Exact" ? [Match("exact", rule.Path)] : prefix.Length == 0 ? [Match("prefix", "/")] : [Match("exact", prefix), Match("prefix", $"{prefix}/")]);
        model["rewritesPrefix"] = replacesPrefix;
        var (rewritten, becomes) = RewriteOf(prefix, rule.Rewrite ?? "/");
        model["rewrittenPrefix"] = rewritten;
        model["newPrefix"] = becomes;
        // In place of the prefix /, whose slash is part of what is replaced.
        model["newPath"] = rule is { Rewrite: { } rewrite, PathType: not "Exact" } ? $"{rewrite.TrimEnd('/')}/" : rule.Rewrite ?? "";
        // Istio refuses a time of zero; without one there is no limit.
        model["hasTimeout"] = Duration.Parse(rule.Timeout) > TimeSpan.Zero;
        model["hasCors"] = route.CorsOrigins.Length > 0;
        model["plainOrigins"] = RouteModel.PlainOrigins(route);
        model["originPatterns"] = RouteModel.OriginPatterns(route);
        return model;
    }

    private static ScriptObject Match(string kind, string path) => new() { ["kind"] = kind, ["path"] = path };

    /// <summary>A prefix as a regular expression (RE2), and what replaces it; a prefix that becomes / takes the slash behind it along.</summary>
    private static (string Expression, string Replacement) RewriteOf(string prefix, string rewrite)
    {
        var expression = $"^{Regex.Escape(prefix)}";
        var replacement = rewrite.TrimEnd('/');
        return replacement.Length == 0 ? ($"{expression}/?", "/") : (expression, replacement);
    }
}
