using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

/// <summary>What VirtualServices mean to a gateway of Istio: https://istio.io/latest/docs/reference/config/networking/virtual-service/.</summary>
internal static class VirtualServices
{
    /// <summary>What becomes of requests.</summary>
    public static IEnumerable<Treatment> Read(ImmutableArray<KubeObject> objects) =>
        from service in objects
        where service.Kind == "VirtualService"
        from host in service.Spec.List("hosts")!.Cast<string>()
        from rule in service.Spec.Maps("http")
        let total = rule.Maps("route").Sum(r => r.Number("weight") ?? 1)
        from route in rule.Maps("route")
        let destination = route.Map("destination")
        select new Treatment(
            host,
            Path(rule),
            $"{ServiceOf(destination.Text("host")!, service.Namespace)}:{destination.Map("port").Number("number")} {(route.Number("weight") ?? 1) * 100 / total}%",
            rule.Map("rewrite").Text("uri") ?? rule.Map("rewrite").Map("uriRegexRewrite").Text("rewrite") ?? "",
            rule.Text("timeout") is { } time ? Duration.Parse(time).TotalSeconds : 0,
            MaxBytes: 0,
            Rate: 0,
            string.Join(' ', rule.Map("corsPolicy").Maps("allowOrigins").Select(o => o.Text("exact"))));

    /// <summary>A prefix is a match of it alone and one of all below it; a rule with both is one with the prefix.</summary>
    private static string Path(Dictionary<string, object?> rule)
    {
        var matches = rule.Maps("match").ToList();
        var headers = matches.Select(m => string.Concat((m.Map("headers") ?? []).Select(h => $", {h.Key}: {((Dictionary<string, object?>)h.Value!).Text("exact")}"))).Distinct().Single();
        var uris = matches.Select(m => m.Map("uri")!).ToList();
        var path = uris switch
        {
            [var only] when only.Text("exact") is { } exact => $"Exact {exact}",
            [var only] when only.Text("prefix") == "/" => "PathPrefix /",
            [var exact, var below] when below.Text("prefix") == $"{exact.Text("exact")}/" => $"PathPrefix {exact.Text("exact")}",
            _ => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{uris.Count} matches that are no path of the answers.")),
        };
        return path + headers;
    }

    private static string ServiceOf(string host, string ns) =>
        host.EndsWith($".{ns}.svc.cluster.local", StringComparison.Ordinal) ? host.Split('.')[0] : throw new InvalidDataException($"{host} is no Service of {ns}.");
}
