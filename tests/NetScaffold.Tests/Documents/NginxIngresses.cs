using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

/// <summary>What Ingress objects mean to ingress-nginx, by its annotations: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/.</summary>
internal static class NginxIngresses
{
    private const string Prefix = "nginx.ingress.kubernetes.io/";

    /// <summary>What becomes of requests. A canary changes where those go that the other object with its path gets, and nothing else.</summary>
    public static IEnumerable<Treatment> Read(ImmutableArray<KubeObject> objects)
    {
        var ingresses = objects.Where(o => o.Kind == "Ingress" && o.Annotations.Keys.Any(k => k.StartsWith(Prefix, StringComparison.Ordinal))).ToLookup(o => Of(o, "canary") == "true");
        var canaries = ingresses[true].SelectMany(o => Paths(o).Select(p => (Object: o, p.Host, p.Path))).ToList();
        foreach (var stable in ingresses[false])
        {
            foreach (var (host, path) in Paths(stable))
            {
                var (readable, rewrite) = Readable(path, Of(stable, "rewrite-target"));
                var canary = canaries.Find(c => c.Host == host && c.Path.Text("path") == path.Text("path"));
                var weight = canary.Object is null ? 0 : Number(canary.Object, "canary-weight");
                Treatment Leading(Dictionary<string, object?> to, string matched, long share) => new(
                    host, matched, $"{to.Map("backend").Map("service").Text("name")}:{to.Map("backend").Map("service").Map("port").Number("number")} {share}%", rewrite,
                    Number(stable, "proxy-read-timeout") is var seconds && seconds == 86400 ? 0 : seconds,
                    Of(stable, "proxy-body-size") is { } size && size != "0" ? long.Parse(size.TrimEnd('m'), CultureInfo.InvariantCulture) << 20 : 0,
                    Number(stable, "limit-rps"),
                    Of(stable, "enable-cors") == "true" ? Of(stable, "cors-allow-origin")!.Replace(", ", " ", StringComparison.Ordinal) : "");
                if (canary.Object is not null && Of(canary.Object, "canary-by-header") is { } header)
                    yield return Leading(canary.Path, $"{readable}, {header}: {Of(canary.Object, "canary-by-header-value")}", 100);
                yield return Leading(path, readable, 100 - weight);
                if (weight > 0) yield return Leading(canary.Path, readable, weight);
            }
        }
    }

    private static IEnumerable<(string Host, Dictionary<string, object?> Path)> Paths(KubeObject ingress) =>
        ingress.Spec.Maps("rules").SelectMany(r => r.Map("http").Maps("paths").Select(p => (r.Text("host")!, p)));

    /// <summary>The path and what replaces it, in the words of HTTPRoutes; regular expressions are those that the bundle writes.</summary>
    private static (string Path, string Rewrite) Readable(Dictionary<string, object?> path, string? target)
    {
        var text = path.Text("path")!.Replace(@"\.", ".", StringComparison.Ordinal);
        if (path.Text("pathType") != "ImplementationSpecific") return ($"{(path.Text("pathType") == "Exact" ? "Exact" : "PathPrefix")} {text}", "");
        if (text.EndsWith("(?!/|.+)$", StringComparison.Ordinal)) return ($"Exact {text.Split('(')[0]}", target ?? "");
        var prefix = text.Split('(')[0];
        var rewrite = target?.Split('$')[0].TrimEnd('/');
        return ($"PathPrefix {(prefix.Length == 0 ? "/" : prefix)}", rewrite is null ? "" : rewrite.Length == 0 ? "/" : rewrite);
    }

    private static string? Of(KubeObject ingress, string annotation) => ingress.Annotations.GetValueOrDefault(Prefix + annotation);

    private static long Number(KubeObject ingress, string annotation) => long.Parse(Of(ingress, annotation) ?? "0", CultureInfo.InvariantCulture);
}
