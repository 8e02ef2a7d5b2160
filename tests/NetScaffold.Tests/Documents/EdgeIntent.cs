using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

/// <summary>What becomes of one request from outside.</summary>
/// <param name="Host">Whom it asks.</param>
/// <param name="Path">PathPrefix or Exact, the path, and headers that it carries.</param>
/// <param name="Backend">The Service, its port, and its share of the requests in per cent.</param>
/// <param name="Rewrite">What replaces the path; empty for nothing.</param>
/// <param name="Seconds">How long it may take; 0 for any time.</param>
/// <param name="MaxBytes">How long its body may be; 0 for any length.</param>
/// <param name="Rate">How many of them a client has each second; 0 for any number.</param>
/// <param name="Origins">Whose pages may ask.</param>
public sealed record Treatment(string Host, string Path, string Backend, string Rewrite, double Seconds, long MaxBytes, long Rate, string Origins);

/// <summary>One intent of three services for every controller, and how its objects say it.</summary>
internal static class EdgeIntent
{
    private const string Origin = "https://www.netscaffold.dev";

    /// <summary>What the intent asks for, by hand.</summary>
    public static ImmutableArray<Treatment> Asked { get; } =
    [
        new("admin.netscaffold.dev", "Exact /status, x-new: always", "admin-canary:9000 100%", "", 30, 0, 20, Origin),
        new("admin.netscaffold.dev", "Exact /status", "admin:9000 100%", "", 30, 0, 20, Origin),
        new("shop.netscaffold.dev", "PathPrefix /", "web:8080 80%", "", 30, 10 << 20, 20, Origin),
        new("shop.netscaffold.dev", "PathPrefix /", "web-canary:8080 20%", "", 30, 10 << 20, 20, Origin),
        new("shop.netscaffold.dev", "PathPrefix /api", "api:8080 100%", "/", 30, 10 << 20, 20, Origin),
        new("shop.netscaffold.dev", "PathPrefix /live", "api:8080 100%", "", 0, 0, 20, Origin),
        new("shop.netscaffold.dev", "PathPrefix /reports", "api:8080 100%", "", 300, 10 << 20, 20, Origin),
    ];

    /// <summary>The answers that ask for it.</summary>
    /// <param name="controller">What serves it.</param>
    /// <param name="hasBodyLimit">Bodies are limited.</param>
    /// <param name="hasRateLimit">Rates are limited.</param>
    public static string Answers(EdgeController controller, bool hasBodyLimit, bool hasRateLimit) => $$"""
        name: shop
        bundle: kustomize
        environments: [only]
        cluster: {cni: cilium, kubeProxy: replaced, apiServer: api.netscaffold.dev}
        edge:
          api: {{controller.Api}}
          controller: {{controller.Name}}
          host: shop.netscaffold.dev
          timeout: 30s
          rateLimit: {{(hasRateLimit ? 20 : 0)}}
          maxBodySize: "{{(hasBodyLimit ? "10Mi" : "off")}}"
          corsOrigins: ["{{Origin}}"]
          errorPages: {{(controller.Can[EdgeFeature.ErrorPages].IsThere ? "true" : "false")}}
        tls: {issuer: private-ca}
        services:
        - {name: web, image: registry.example/web:1, {{(controller.Can[EdgeFeature.CanaryWeight].IsThere ? "canary: {image: registry.example/web:2, weight: 20}, " : "")}}expose: [{path: /}]}
        - name: api
          image: registry.example/api:1
          expose: [{path: /api, rewrite: /}, {path: /reports, timeout: 5m}, {path: /live, websocket: true, maxBodySize: "off"}]
        - {name: admin, image: registry.example/admin:1, {{(controller.Can[EdgeFeature.CanaryHeader].IsThere ? "canary: {image: registry.example/admin:2, header: x-new}, " : "")}}ports: [{port: 9000}], expose: [{path: /status, host: admin.netscaffold.dev, pathType: Exact, maxBodySize: "off"}]}

        """;

    /// <summary>The intent without what the controller cannot do.</summary>
    public static string AnswersFor(EdgeController controller) => Answers(controller, controller.Can[EdgeFeature.BodyLimit].IsThere, controller.Can[EdgeFeature.RateLimit].IsThere);

    /// <summary>What remains of it for a controller.</summary>
    public static IEnumerable<Treatment> AskedOf(EdgeController controller) => Asked.Where(t => controller.Can[EdgeFeature.CanaryWeight].IsThere || !t.Backend.Contains("-canary", StringComparison.Ordinal)).Select(t => t with
    {
        Backend = controller.Can[EdgeFeature.CanaryWeight].IsThere ? t.Backend : t.Backend.Replace(" 80%", " 100%", StringComparison.Ordinal),
        // Traefik's Ingress objects have times of whole services, and of api one has no end.
        Seconds = controller is { Name: "traefik", Api: "ingress" } && t.Backend.StartsWith("api:", StringComparison.Ordinal) ? 0 : t.Seconds,
        MaxBytes = controller.Can[EdgeFeature.BodyLimit].IsThere ? t.MaxBytes : 0,
        Rate = controller.Can[EdgeFeature.RateLimit].IsThere ? t.Rate : 0,
    });

    /// <summary>What the objects say, in the order of hosts and paths; redirects aside.</summary>
    public static IEnumerable<Treatment> Read(ImmutableArray<KubeObject> objects) =>
        ReadRoutes(objects).Concat(NginxIngresses.Read(objects)).Concat(TraefikIngresses.Read(objects)).Concat(HaproxyIngresses.Read(objects)).Concat(VirtualServices.Read(objects)).OrderBy(t => t.Host, StringComparer.Ordinal).ThenBy(t => t.Path.Split(' ', ',')[1], StringComparer.Ordinal).ThenBy(t => Asked.IndexOf(Asked.FirstOrDefault(a => a.Backend == t.Backend && a.Path == t.Path)!));

    private static ImmutableArray<Treatment> ReadRoutes(ImmutableArray<KubeObject> objects) =>
    [
        .. from route in objects
           where route.Kind == "HTTPRoute"
           from rule in route.Spec.Maps("rules")
           where rule.Maps("backendRefs").Any()
           from host in route.Spec.List("hostnames")!.Cast<string>()
           from match in rule.Maps("matches")
           let total = rule.Maps("backendRefs").Sum(b => b.Number("weight") ?? 1)
           from backend in rule.Maps("backendRefs")
           let service = ServiceOf(backend, objects)
           let policies = objects.Where(o => Targets(o, route) || IsNamed(o, rule, service)).ToList()
           select new Treatment(
               host,
               $"{match.Map("path").Text("type")} {match.Map("path").Text("value")}{string.Concat(match.Maps("headers").Select(h => $", {h.Text("name")}: {h.Text("value")}"))}",
               $"{service.Text("name")}:{service.Number("port")} {(backend.Number("weight") ?? 1) * 100 / total}%",
               Rewrite(rule),
               Seconds(rule, policies),
               MaxBytes(policies),
               Rate(policies),
               Origins(rule, policies)),
    ];

    /// <summary>The page: the intent, and what each controller makes of it.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# One intent, every controller\n\n");
        text.Append("What three services ask for, read back from the rendered objects of each controller: the same for all of them, but for what [the table of capabilities](edge-capabilities.md) and a finding say.\n\n");
        text.Append("| host | path | to | rewrite | time | body | requests per second | origins |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var t in Asked)
            text.Append($"| {t.Host} | {t.Path} | {t.Backend} | {t.Rewrite} | {(t.Seconds == 0 ? "any" : $"{t.Seconds.ToString(CultureInfo.InvariantCulture)} s")} | {(t.MaxBytes == 0 ? "any" : $"{t.MaxBytes >> 20} MiB")} | {t.Rate} | {t.Origins} |\n");
        text.Append("\n| controller | objects | refused | differs |\n| --- | --- | --- | --- |\n");
        foreach (var controller in EdgeController.All)
        {
            var kinds = Rendered.Of(AnswersFor(controller)).Objects().Where(o => IsOfRoutes(o)).GroupBy(o => o.Kind).Select(g => $"{g.Count()} {g.Key}").Order(StringComparer.Ordinal);
            var refused = new[] { (EdgeFeature.BodyLimit, "body"), (EdgeFeature.RateLimit, "requests per second"), (EdgeFeature.CanaryWeight, "canaries") }.Where(f => !controller.Can[f.Item1].IsThere).Select(f => f.Item2);
            var differs = controller.Can.Values.Select(c => c.Difference).OfType<string>();
            text.Append($"| {controller.Title} | {string.Join(", ", kinds)} | {string.Join(", ", refused)} | {string.Join("; ", differs)} |\n");
        }

        return text.ToString();
    }

    private static bool IsOfRoutes(KubeObject o) => o.Namespace == "shop" && (o.ApiVersion.StartsWith("gateway.", StringComparison.Ordinal) || o.ApiVersion.StartsWith("traefik.", StringComparison.Ordinal) || o.ApiVersion.StartsWith("networking.istio.", StringComparison.Ordinal) || o.Kind == "Ingress") && o.Kind != "Gateway";

    /// <summary>A Service, or the one behind a TraefikService.</summary>
    private static Dictionary<string, object?> ServiceOf(Dictionary<string, object?> backend, ImmutableArray<KubeObject> objects) =>
        backend.Text("kind") == "TraefikService" ? objects.Single(o => o.Kind == "TraefikService" && o.Name == backend.Text("name")).Spec.Map("weighted").Maps("services").Single() : backend;

    /// <summary>What a rule or its backend names.</summary>
    private static bool IsNamed(KubeObject o, Dictionary<string, object?> rule, Dictionary<string, object?> service) =>
        (o.Kind == "Middleware" && Filters(rule, "ExtensionRef").Any(f => f.Map("extensionRef").Text("kind") == "Middleware" && f.Map("extensionRef").Text("name") == o.Name))
        || (o.Kind == "ServersTransport" && o.Name == service.Text("serversTransport"));

    private static bool Targets(KubeObject policy, KubeObject route) =>
        policy.Spec.Maps("targetRefs").Append(policy.Spec.Map("targetRef")).Any(r => r.Text("kind") == "HTTPRoute" && r.Text("name") == route.Name);

    private static IEnumerable<Dictionary<string, object?>> Filters(Dictionary<string, object?> rule, string type) => rule.Maps("filters").Where(f => f.Text("type") == type);

    private static string Rewrite(Dictionary<string, object?> rule)
    {
        var path = Filters(rule, "URLRewrite").FirstOrDefault().Map("urlRewrite").Map("path");
        return path.Text("replacePrefixMatch") ?? path.Text("replaceFullPath") ?? "";
    }

    /// <summary>A day stands for any time where the controller knows no other word.</summary>
    private static double Seconds(Dictionary<string, object?> rule, List<KubeObject> policies)
    {
        var text = rule.Map("timeouts").Text("request") ?? policies.Find(p => p.Kind == "ProxySettingsPolicy")?.Spec.Map("timeout").Text("read")
            ?? policies.Find(p => p.Kind == "ServersTransport")?.Spec.Map("forwardingTimeouts").Text("responseHeaderTimeout");
        if (text is null) return double.NaN;
        var time = Duration.Parse(text);
        return time == TimeSpan.FromDays(1) ? 0 : time.TotalSeconds;
    }

    private static long MaxBytes(List<KubeObject> policies)
    {
        if (Middleware(policies, "buffering").Number("maxRequestBodyBytes") is { } bytes) return bytes;
        var text = policies.Find(p => p.Kind == "BackendTrafficPolicy")?.Spec.Map("requestBuffer").Text("limit") ?? policies.Find(p => p.Kind == "ClientSettingsPolicy")?.Spec.Map("body").Text("maxSize") ?? "0";
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return long.Parse(text[..digits], CultureInfo.InvariantCulture) << text[digits..].TrimEnd('i').ToLowerInvariant() switch { "k" => 10, "m" => 20, "g" => 30, _ => 0 };
    }

    /// <summary>What the Middleware with this says.</summary>
    private static Dictionary<string, object?>? Middleware(List<KubeObject> policies, string field) => policies.Where(p => p.Kind == "Middleware").Select(p => p.Spec.Map(field)).FirstOrDefault(m => m is not null);

    private static long Rate(List<KubeObject> policies)
    {
        if (Middleware(policies, "rateLimit") is { } rate) return rate.Text("period") == "1s" ? rate.Number("average")!.Value : throw new InvalidDataException("A rate of something else than a second.");
        var envoy = policies.Find(p => p.Kind == "BackendTrafficPolicy")?.Spec.Map("rateLimit").Map("local").Maps("rules").Select(r => r.Map("limit").Number("requests")!.Value).Distinct().ToList();
        var nginx = policies.Find(p => p.Kind == "RateLimitPolicy")?.Spec.Map("rateLimit").Map("local").Maps("rules").Select(r => long.Parse(r.Text("rate")!.Split("r/s")[0], CultureInfo.InvariantCulture)).ToList();
        return (envoy ?? nginx ?? []).DefaultIfEmpty(0).Single();
    }

    private static string Origins(Dictionary<string, object?> rule, List<KubeObject> policies)
    {
        var cors = Filters(rule, "CORS").FirstOrDefault().Map("cors") ?? policies.Find(p => p.Kind == "SecurityPolicy")?.Spec.Map("cors");
        return string.Join(' ', cors.List("allowOrigins") ?? Middleware(policies, "headers").List("accessControlAllowOriginList") ?? []);
    }
}
