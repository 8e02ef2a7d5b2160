using System.Text;
using NetScaffold.Answers;

namespace NetScaffold.Tests.Documents;

/// <summary>Prints what each controller of the edge can do.</summary>
internal static class EdgeCapabilities
{
    /// <summary>A table with a row for each feature and a column for each controller.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# What the edge can do\n\n");
        text.Append("One intent in the answers comes out as objects of the chosen controller. Where it cannot do what was asked, the answers are refused, and where it does nearly that, a finding says how it differs: the table is the data that the rules look at.\n\n");
        text.Append($"| | {string.Join(" | ", EdgeController.All.Select(c => $"{c.Title} (`{c.Name}`)"))} |\n| --- |{string.Concat(EdgeController.All.Select(_ => " --- |"))}\n");
        foreach (var feature in Enum.GetValues<EdgeFeature>())
            text.Append($"| {Words(feature)} | {string.Join(" | ", EdgeController.All.Select(c => c.Can[feature]).Select(c => $"{(!c.IsThere ? "no" : c.Difference is null ? "yes" : "nearly")}: {c.How}{(c.Difference is null ? "" : $"; {c.Difference}")}"))} |\n");
        return text.ToString();
    }

    private static string Words(EdgeFeature feature) => feature switch
    {
        EdgeFeature.HttpsRedirect => "redirect from HTTP to HTTPS",
        EdgeFeature.HostsAndPaths => "hosts and paths (`expose`)",
        EdgeFeature.Rewrite => "rewrite of the path (`expose[].rewrite`)",
        EdgeFeature.Timeout => "longest time of a request (`edge.timeout`)",
        EdgeFeature.Cors => "CORS (`edge.corsOrigins`)",
        EdgeFeature.BodyLimit => "largest request body (`edge.maxBodySize`)",
        EdgeFeature.RateLimit => "requests per second and client (`edge.rateLimit`)",
        EdgeFeature.Retry => "a request whose connection failed is tried again",
        EdgeFeature.ErrorPages => "a page in place of errors (`edge.errorPages`)",
        EdgeFeature.Waf => "a firewall with the OWASP Core Rule Set (`edge.waf`)",
        EdgeFeature.CanaryWeight => "a canary for a share of the requests (`edge.canary: weight`)",
        EdgeFeature.CanaryHeader => "a canary for requests with a header (`edge.canary: header`)",
        EdgeFeature.ClusterIp => "a gateway inside the cluster alone (`edge.loadBalancer: none`)",
        EdgeFeature.TlsVersion => "TLS 1.2 or later",
        EdgeFeature.ClientAddress => "the client's address",
        EdgeFeature.Http2 => "HTTP/2 from clients",
        EdgeFeature.Grpc => "gRPC to services (`ports[].app: grpc`)",
        EdgeFeature.Http2Services => "HTTP/2 to services (`ports[].app: h2c`)",
        EdgeFeature.Identity => "policies know one gateway from another",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };
}
