using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;

namespace NetScaffold.Tests.Documents;

/// <summary>What Ingress objects mean to Traefik, by the Middlewares that they name and the annotations of the Services: https://doc.traefik.io/traefik/v3.7/reference/routing-configuration/kubernetes/ingress/.</summary>
internal static class TraefikIngresses
{
    private const string Prefix = "traefik.ingress.kubernetes.io/";

    /// <summary>What becomes of requests; redirects aside.</summary>
    public static IEnumerable<Treatment> Read(ImmutableArray<KubeObject> objects)
    {
        foreach (var ingress in objects.Where(o => o.Kind == "Ingress" && o.Annotations.ContainsKey(Prefix + "router.middlewares")))
        {
            var chain = Named("Middleware", ingress.Annotations[Prefix + "router.middlewares"], objects);
            if (chain.Spec.Map("redirectScheme") is not null) continue;
            var middlewares = chain.Spec.Map("chain").Maps("middlewares").Select(m => objects.Single(o => o.Kind == "Middleware" && o.Name == m.Text("name"))).ToList();
            Dictionary<string, object?>? Of(string field) => middlewares.Select(m => m.Spec.Map(field)).SingleOrDefault(m => m is not null);
            foreach (var rule in ingress.Spec.Maps("rules"))
            {
                foreach (var path in rule.Map("http").Maps("paths"))
                {
                    var service = path.Map("backend").Map("service");
                    var transport = Named("ServersTransport", objects.Single(o => o.Kind == "Service" && o.Name == service.Text("name")).Annotations[Prefix + "service.serverstransport"], objects);
                    yield return new Treatment(
                        rule.Text("host")!,
                        $"{(path.Text("pathType") == "Exact" ? "Exact" : "PathPrefix")} {path.Text("path")}",
                        $"{service.Text("name")}:{service.Map("port").Number("number")} 100%",
                        Of("replacePath").Text("path") ?? (Of("replacePathRegex").Text("replacement") is { } replacement ? replacement.Split('$')[0] : ""),
                        Duration.Parse(transport.Spec.Map("forwardingTimeouts").Text("responseHeaderTimeout")!).TotalSeconds,
                        Of("buffering").Number("maxRequestBodyBytes") ?? 0,
                        Of("rateLimit").Number("average") ?? 0,
                        string.Join(' ', Of("headers").List("accessControlAllowOriginList") ?? []));
                }
            }
        }
    }

    /// <summary>What <c>namespace-name@kubernetescrd</c> names.</summary>
    private static KubeObject Named(string kind, string reference, ImmutableArray<KubeObject> objects) => objects.Single(o => o.Kind == kind && $"{o.Namespace}-{o.Name}@kubernetescrd" == reference);
}
