using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

/// <summary>What Ingress objects mean to HAProxy's controller, by its annotations: https://github.com/haproxytech/kubernetes-ingress/blob/v3.2.12/documentation/annotations.md.</summary>
internal static class HaproxyIngresses
{
    private const string Prefix = "haproxy.org/";

    /// <summary>What becomes of requests.</summary>
    public static IEnumerable<Treatment> Read(ImmutableArray<KubeObject> objects) =>
        from ingress in objects
        where ingress.Kind == "Ingress" && ingress.Annotations.Keys.Any(k => k.StartsWith(Prefix, StringComparison.Ordinal))
        from rule in ingress.Spec.Maps("rules")
        from path in rule.Map("http").Maps("paths")
        let service = path.Map("backend").Map("service")
        select new Treatment(
            rule.Text("host")!,
            $"{(path.Text("pathType") == "Exact" ? "Exact" : "PathPrefix")} {path.Text("path")}",
            $"{service.Text("name")}:{service.Map("port").Number("number")} 100%",
            Rewrite(Of(ingress, "path-rewrite")),
            // Without a backend of its own all paths of a service would have one time.
            Of(ingress, "standalone-backend") == "true" && Duration.Parse(Of(ingress, "timeout-server")!) is var time && time == TimeSpan.FromDays(1) ? 0 : Duration.Parse(Of(ingress, "timeout-server")!).TotalSeconds,
            MaxBytes: 0,
            Of(ingress, "rate-limit-period") == "1s" ? long.Parse(Of(ingress, "rate-limit-requests")!, CultureInfo.InvariantCulture) : 0,
            Of(ingress, "cors-enable") == "true" ? Of(ingress, "cors-allow-origin")!.Trim('^', '$').Replace(@"\.", ".", StringComparison.Ordinal) : "");

    /// <summary>An expression and what it becomes, which ends where what it caught begins.</summary>
    private static string Rewrite(string? annotation) => annotation?.Split(' ') is [.., var target] ? target.Split('\\')[0] : "";

    private static string? Of(KubeObject ingress, string annotation) => ingress.Annotations.GetValueOrDefault(Prefix + annotation);
}
