using System.Text.RegularExpressions;
using NetScaffold.Planning;
using NetScaffold.Rendering;
using Xunit;

namespace NetScaffold.Tests.Templates;

public sealed class NginxTextTests
{
    [Theory]
    [InlineData(null, "0")]
    [InlineData("512Ki", "512k")]
    [InlineData("10Mi", "10m")]
    [InlineData("9999Ki", "9999k")]
    [InlineData("10001Ki", "10m")]
    [InlineData("1Gi", "1024m")]
    [InlineData("3Gi", "3072m")]
    public void Size_OfTheAnswers_IsWrittenInFourDigits(string? size, string expected) => Assert.Equal(expected, NginxText.Size(size));

    [Theory]
    [InlineData("0s", "24h")]
    [InlineData("60s", "60s")]
    [InlineData("1m30s", "90s")]
    [InlineData("500ms", "500ms")]
    [InlineData("1s500ms", "1500ms")]
    [InlineData("60s1ms", "61s")]
    [InlineData("3h", "180m")]
    [InlineData("99999h99999h", "9999h")]
    public void Time_OfTheAnswers_IsWrittenInFourDigits(string duration, string expected) => Assert.Equal(expected, NginxText.Time(duration));

    private static readonly string[] Paths = ["/", "/a", "/a/b", "/a/b/c", "/a.b", "/ab", "/api", "/api/v1.2", "/longer-than/all/of/them"];

    /// <summary>ingress-nginx takes the longest text that matches, and lets the expression replace what it captured; the Gateway API the exact path, else the longest prefix of whole parts.</summary>
    [Fact]
    public void Expression_OfPathsOnOneHost_LeadsAsTheGatewayApiDoes()
    {
        var random = new Random(7);
        for (var run = 0; run < 2000; run++)
        {
            var rules = Paths.Where(_ => random.Next(2) == 0).Select(p => Rule(random.Next(3) == 0 ? "Exact" : "PathPrefix", p, random.Next(3) switch { 0 => null, 1 => "/", _ => "/v2" })).ToList();
            foreach (var request in Paths.SelectMany(p => new[] { p, $"{p.TrimEnd('/')}/", $"{p.TrimEnd('/')}/x", $"{p}x" }).Distinct())
            {
                var asked = rules.Where(r => r.PathType == "Exact" ? r.Path == request : request == r.Path || r.Path == "/" || request.StartsWith($"{r.Path}/", StringComparison.Ordinal))
                    .OrderByDescending(r => r.PathType == "Exact").ThenByDescending(r => r.Path.Length).FirstOrDefault();
                var served = rules.OrderByDescending(r => NginxText.Expression(r).Length).FirstOrDefault(r => Regex.IsMatch(request, $"^{NginxText.Expression(r)}", RegexOptions.IgnoreCase));

                Assert.True(asked == served, $"{request} leads to {served} and not to {asked}");
                if (served?.Rewrite is not { } rewrite) continue;
                var expected = served.PathType == "Exact" ? rewrite : $"{rewrite.TrimEnd('/')}/{request[served.Path.TrimEnd('/').Length..].TrimStart('/')}";
                var match = Regex.Match(request, NginxText.Expression(served), RegexOptions.IgnoreCase);
                var replaced = match.Result(NginxText.Target(served));
                Assert.Equal(rewrite != "/" && served.PathType != "Exact" && served.Path != "/" && request == served.Path ? rewrite : expected, replaced);
            }
        }
    }

    [Theory]
    [InlineData("0s", "86400")]
    [InlineData("60s", "60")]
    [InlineData("1500ms", "2")]
    [InlineData("5m", "300")]
    public void Seconds_OfADuration_AreWhole(string duration, string expected) => Assert.Equal(expected, NginxText.Seconds(duration));

    private static RouteRule Rule(string pathType, string path, string? rewrite) => new(null, pathType, path, rewrite, "60s", 80, "http");
}
