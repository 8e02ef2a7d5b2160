using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of routes, in the words of every controller: rules, where they lead, and limits.</summary>
internal static class RouteModel
{
    /// <summary>A route, under <c>route</c>.</summary>
    public static ScriptObject Of(ServicePlan service, RoutePlan route) => new()
    {
        ["name"] = route.Name,
        ["hostKnob"] = TemplateModel.KnobOf(route.Host),
        ["section"] = route.Host.Section,
        ["certificate"] = route.Host.Certificate,
        ["hasBodyLimit"] = route.MaxBodySize is not null,
        ["bodyLimit"] = route.MaxBodySize ?? "",
        ["bodyLimitBytes"] = Quantity.SizeInBytes(route.MaxBodySize),
        ["timeout"] = route.Timeout,
        ["targets"] = TemplateModel.Array(route.Rules.DistinctBy(r => r.Port).SelectMany(r => Targets(service, route, r)).Select(t => t.Model)),
        ["nginxBodyLimit"] = NginxText.Size(route.MaxBodySize),
        ["nginxTimeout"] = NginxText.Time(route.Timeout),
        ["nginxSeconds"] = NginxText.Seconds(route.Timeout),
        ["rewrites"] = route.Rules.Any(r => r.Rewrite is not null),
        ["rewriteTarget"] = route.Rules.Select(NginxText.Target).First(),
        ["hasExpressions"] = route.IsHostRewritten,
        ["corsHeaders"] = string.Join(", ", new[] { "Authorization", "Content-Type", service.Answer.Canary?.Header }.OfType<string>()),
        ["originList"] = string.Join(", ", route.CorsOrigins),
        ["paths"] = TemplateModel.Array(route.Rules.Select(r => Path(r, r.Path, r.PathType == "Exact" ? "Exact" : "Prefix"))),
        ["nginxPaths"] = TemplateModel.Array(route.Rules.Select(r => route.IsHostRewritten ? Path(r, NginxText.Expression(r), "ImplementationSpecific") : Path(r, r.Path, r.PathType == "Exact" ? "Exact" : "Prefix"))),
        ["rewritesPrefix"] = route.Rules[0] is { Rewrite: not null, PathType: not "Exact" },
        ["rewriteExpression"] = $"^{NginxText.Expression(route.Rules[0])}",
        ["speaksGrpc"] = route.IsGrpc,
        ["speaksHttp2"] = route.Rules[0].Scheme != "http",
        ["haproxyRewrite"] = HaproxyText.Rewrite(route.Rules[0]),
        ["originExpression"] = HaproxyText.Origins(route.CorsOrigins),
        ["hasCors"] = route.CorsOrigins.Length > 0,
        ["corsOrigins"] = TemplateModel.Array(route.CorsOrigins),
        ["plainOrigins"] = PlainOrigins(route),
        ["hasPlainOrigins"] = route.CorsOrigins.Any(o => !o.Contains('*')),
        ["hasOriginPatterns"] = route.CorsOrigins.Any(o => o.Contains('*')),
        ["originPatterns"] = OriginPatterns(route),
        ["rules"] = TemplateModel.Array(route.Rules.SelectMany(r => Rules(service, route, r))),
    };

    /// <summary>A path, under <c>rule</c>; before it what asks for the canary there, which otherwise would never be asked.</summary>
    internal static IEnumerable<ScriptObject> Rules(ServicePlan service, RoutePlan route, RouteRule rule)
    {
        if (service.Answer.Canary?.Header is not null) yield return Rule(service, route, rule, isForCanary: true);
        yield return Rule(service, route, rule, isForCanary: false);
    }

    /// <summary>Origins that are meant to the letter.</summary>
    internal static ScriptArray PlainOrigins(RoutePlan route) => TemplateModel.Array(route.CorsOrigins.Where(o => !o.Contains('*')));

    /// <summary>Origins with a wildcard, as regular expressions.</summary>
    internal static ScriptArray OriginPatterns(RoutePlan route) => TemplateModel.Array(route.CorsOrigins.Where(o => o.Contains('*')).Select(OriginPattern));

    /// <summary>A path of an Ingress object.</summary>
    private static ScriptObject Path(RouteRule rule, string text, string type) => new()
    {
        ["hasComment"] = rule.Comment is not null,
        ["comment"] = rule.Comment ?? "",
        ["path"] = text,
        ["pathType"] = type,
        ["port"] = rule.Port,
    };

    private static ScriptObject Rule(ServicePlan service, RoutePlan route, RouteRule r, bool isForCanary)
    {
        var splits = !isForCanary && service.Answer.Canary?.Weight is not null;
        return new ScriptObject
        {
            ["isForCanary"] = isForCanary,
            ["hasCanaryHeader"] = service.Answer.Canary?.Header is not null,
            ["header"] = service.Answer.Canary?.Header ?? "",
            ["headerValue"] = CanaryAnswer.HeaderValue,
            ["splits"] = splits,
            ["backends"] = TemplateModel.Array(Targets(service, route, r).Where(t => splits || t.IsCanary == isForCanary).Select(t => t.Model)),
            ["hasComment"] = r.Comment is not null && !isForCanary,
            ["comment"] = r.Comment ?? "",
            ["pathType"] = r.PathType,
            ["path"] = r.Path,
            ["rewrites"] = r.Rewrite is not null,
            ["rewriteType"] = r.PathType == "Exact" ? "ReplaceFullPath" : "ReplacePrefixMatch",
            ["rewriteField"] = r.PathType == "Exact" ? "replaceFullPath" : "replacePrefixMatch",
            ["rewrite"] = r.Rewrite ?? "",
            ["timeout"] = r.Timeout,
            ["port"] = r.Port,
        };
    }

    /// <summary>Where a rule may lead: to the service, and to its canary.</summary>
    private static IEnumerable<(bool IsCanary, ScriptObject Model)> Targets(ServicePlan service, RoutePlan route, RouteRule rule)
    {
        ScriptObject Target(bool isCanary) => new()
        {
            ["isCanary"] = isCanary,
            ["service"] = isCanary ? $"{service.Answer.Name}-canary" : service.Answer.Name,
            ["traefikService"] = isCanary ? $"{route.Name}-canary-{rule.Port}" : $"{route.Name}-{rule.Port}",
            ["port"] = rule.Port,
            ["scheme"] = rule.Scheme,
        };
        yield return (false, Target(isCanary: false));
        if (service.Answer.Canary is not null) yield return (true, Target(isCanary: true));
    }

    /// <summary>An origin with a wildcard, which stands for one part of the name and more, as a regular expression.</summary>
    internal static string OriginPattern(string origin) => $"^{origin.Replace(".", @"\.", StringComparison.Ordinal).Replace("*", "[a-z0-9.-]+", StringComparison.Ordinal)}$";
}
