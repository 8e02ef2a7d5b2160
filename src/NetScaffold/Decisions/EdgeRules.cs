using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about what is reachable from outside: hosts, paths, limits, certificates.</summary>
internal static class EdgeRules
{
    private static readonly Expression HasEdge = Questions.HasEdge;

    /// <summary>Whoever runs it, the pod network is Cilium.</summary>
    private static readonly Expression IsCilium = Questions.Cni.Is("cilium") | (Questions.Cni.Is("existing") & Questions.ExistingGatewayApi.Is("true"));

    private static readonly Expression IsOfTheOtherApi = new AnyOf(
    [
        .. from name in EdgeController.All.Select(c => c.Name).Distinct()
           from api in EdgeController.All.Select(c => c.Api).Distinct()
           where !EdgeController.All.Any(c => c.Name == name && c.Api == api)
           select Questions.EdgeApi.Is(api) & Questions.Controller.Is(name),
    ]);

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2085", Severity.Warning, "A retired ingress controller", Questions.UsesIngressNginx, Questions.EdgeApi,
            "ingress-nginx has had no releases and no security fixes since March 2026.", "Use edge.api: gateway-api; the bundle's README shows the way."),
        new("NS2093", Severity.Info, "Limits beyond the Gateway API", "it is written as a policy of the controller's own and does not move to another implementation.",
            "Nothing to do while the controller stays.", FindVendorLimits),
        new("NS2094", Severity.Error, "A limit that the controller does not have", "nothing would be limited.",
            "Leave it out, or use edge.controller: envoy-gateway.", FindMissingLimits) { IsWaivable = false },
        new("NS2095", Severity.Info, "A limit that the controller understands otherwise", "other controllers hold it to the letter.",
            "Use edge.api: gateway-api with edge.controller: envoy-gateway where it has to.", FindDifferentLimits),
        Rule.OverChoices("NS2102", Severity.Error, "Cilium's gateway beside kube-proxy", DecisionCatalogue.CiliumRelease & Questions.UsesCiliumGateway & !Questions.ReplacesKubeProxy, Questions.KubeProxy,
            "its operator serves no Gateway unless Cilium does the work of kube-proxy.", "Use cluster.kubeProxy: auto or replaced.") with { IsWaivable = false },
        new("NS2105", Severity.Warning, "Metrics are public", "the exposed path leads to the metrics.", "Serve metrics on a port of their own, or expose another path.", FindPublicMetrics),
        new("NS2204", Severity.Error, "A wildcard by HTTP-01", "Let's Encrypt gives certificates for wildcards by DNS-01 alone.", "Use tls.challenge: dns01, tls.issuer: private-ca or existing, or name the hosts one by one.",
            a => Questions.UsesHttp01.Holds(a) ? CertifiedNames(a).Where(x => AnswerSet.IsWildcard(x.Host)).Select(x => new RuleHit(x.Path, $"{x.Host} is a wildcard")) : []) { IsWaivable = false },
        Rule.OverChoices("NS2505", Severity.Warning, "No TLS", Questions.TlsIssuer.Is("none") & DecisionCatalogue.OwnEdge, Questions.TlsIssuer,
            "requests and cookies cross the network in plain text.", "Use tls.issuer: letsencrypt or private-ca."),
        new("NS2506", Severity.Error, "A body limit on a stream", "the gateway buffers whole requests for it, so WebSocket and gRPC streams hang.",
            "Set maxBodySize: \"off\" for this path.", FindBufferedStreams),
        new("NS2507", Severity.Info, "A placeholder at /", "it is routed by Exact, since it would publish its debug paths otherwise.", "Give your own image: PathPrefix is then the default.",
            a => Routed(a).Where(x => x.Expose.ReachesPlaceholderRoot(x.Service) && x.Expose.PathType is null).Select(x => new RuleHit(x.Path, $"{x.Service.Name} is a placeholder"))),
        new("NS2510", Severity.Error, "Something other than HTTP is exposed", "routes carry HTTP and gRPC.", "Set app: http, grpc or h2c for the port, or do not expose it.", FindExposedTcp) { IsWaivable = false },
        new("NS2511", Severity.Error, "Too many paths in one route", "an HTTPRoute takes 16 rules.", "Expose fewer paths, or split the service.", FindLargeRoutes) { IsWaivable = false },
        new("NS2512", Severity.Error, "A public certificate for a reserved name", "no public authority issues for it.", "Use tls.issuer: private-ca, or a host of your own.", FindReservedAcme),
        new("NS2514", Severity.Info, "Nothing is reachable from outside", "edge.api is none, so expose has no effect.", "Remove expose, or use edge.api: gateway-api.",
            a => HasEdge.Holds(a) ? [] : Exposed(a).Select(x => new RuleHit(x.Path, $"{x.Service.Name} is declared as exposed"))),
        new("NS2516", Severity.Warning, "A placeholder publishes its debug paths", "anybody may stop it with POST /panic.", "Leave out pathType, or give your own image.",
            a => Routed(a).Where(x => x.Expose.ReachesPlaceholderRoot(x.Service) && x.Expose.PathType == "PathPrefix").Select(x => new RuleHit(x.Path, $"{x.Service.Name} is a placeholder, exposed with all its paths"))),
        new("NS2520", Severity.Error, "Too many hosts for one Gateway", "it takes 64 listeners, one of them for plain HTTP.", "Expose fewer hosts, or attach to a Gateway that has them.",
            a => DecisionCatalogue.OwnGateway.Holds(a) && a.Hosts.Length > 63 ? [new RuleHit("services", $"{a.Hosts.Length} hosts are exposed")] : []) { IsWaivable = false },
        new("NS2525", Severity.Error, "Wildcards differ between environments", "environments differ in names, and not in what the names stand for.", "Give the environment a wildcard exactly where edge.host is one, and a host below the wildcard where edge.host is.",
            FindDifferentWildcards) { IsWaivable = false },
        new("NS2532", Severity.Error, "A canary that nothing leads to", "only requests from outside are shared out, so it would run for nothing.", "Expose the service, with edge.api: gateway-api, or remove its canary.",
            a => a.Services.Where(s => s.Canary is not null && (s.Expose.Length == 0 || !HasEdge.Holds(a))).Select(s => new RuleHit($"services.{s.Name}.canary", $"{s.Name} is not reachable from outside"))),
        new("NS2533", Severity.Info, "A canary of the same version", "it tells nothing about a new one.", "Give canary.image.",
            a => a.Services.Where(s => s.Canary is { } canary && canary.Image == s.Image).Select(s => new RuleHit($"services.{s.Name}", $"The canary of {s.Name} has the image of {s.Name}"))),
        new("NS2534", Severity.Info, "A canary that clients choose", "whoever sends the header gets the new version.", "Take the header away in front of the gateway, or share requests out by canary.weight.",
            a => Routed(a).Select(x => x.Service).Distinct().Where(s => s.Canary?.Header is not null).Select(s => new RuleHit($"services.{s.Name}", $"The canary of {s.Name} is for requests with {s.Canary!.Header}: {CanaryAnswer.HeaderValue}"))),
        Rule.OverChoices("NS2580", Severity.Error, "Cilium's gateway without Cilium", HasEdge & Questions.UsesCiliumGateway & !IsCilium, Questions.Controller,
            "Cilium forwards requests from outside only where it is the pod network.", "Use edge.controller: envoy-gateway, cluster.cni: cilium, or set cluster.existing.gatewayApi where the existing pod network is Cilium.") with { IsWaivable = false },
        Rule.OverChoices("NS2581", Severity.Error, "Cilium's gateway inside the cluster alone", DecisionCatalogue.OwnGateway & Questions.UsesCiliumGateway & Questions.LoadBalancer.AppliesWhen & Questions.LoadBalancer.Is("none"), Questions.LoadBalancer,
            "its Services are of type LoadBalancer.", "Use edge.loadBalancer: external, or edge.controller: envoy-gateway.") with { IsWaivable = false },
        Rule.OverChoices("NS2582", Severity.Warning, "Policies beside Cilium's gateway", DecisionCatalogue.Get("ciliumGatewayPolicies").When, Questions.Controller,
            "with its Gateway API on, Cilium translates Services of pods in another place, and users of 1.20 report policies that then fail (cilium/cilium issue 48104).", "Run the README's proof of policies after each upgrade, or use edge.controller: envoy-gateway."),
        new("NS2585", Severity.Error, "HTTP/2 behind a gateway that does not speak it", "requests to it would end in errors.",
            "Use edge.api: gateway-api with edge.controller: envoy-gateway, or app: http for the port.", FindHttp2Services) { IsWaivable = false },
        new("NS2586", Severity.Error, "A service named as a part of the gateway", "both would have objects of one name.",
            "Name the service otherwise.", FindNamesOfTheGateway) { IsWaivable = false },
        Rule.OverChoices("NS2587", Severity.Error, "A controller that does not serve the API", IsOfTheOtherApi, Questions.Controller,
            "it would never see the objects.", "Use edge.controller: auto, or another edge.api.") with { IsWaivable = false },
        new("NS2588", Severity.Error, "A path that the controller does not take", "it serves none of the Ingress object with it.", "Use letters, digits and ._-/ alone, or edge.api: gateway-api.",
            a => (Questions.UsesIngressNginx | Questions.UsesHaproxy).Holds(a) ? Exposed(a).Where(x => !IsPlainPath(x.Expose.Path) || !IsPlainPath(x.Expose.Rewrite ?? "/")).Select(x => new RuleHit(x.Path, $"{(IsPlainPath(x.Expose.Path) ? x.Expose.Rewrite : x.Expose.Path)} of {x.Service.Name} has other characters")) : []) { IsWaivable = false },
        new("NS2589", Severity.Error, "A firewall that the controller does not have", "nothing would be held to its rules.", "Put one in front of the cluster, as clouds offer them, and leave edge.waf out.",
            a => FindMissing(a, Questions.Waf, EdgeFeature.Waf, "web application firewall")) { IsWaivable = false },
        new("NS2590", Severity.Error, "Error pages that the controller does not have", "callers would get its own.", "Leave edge.errorPages out, or use edge.api: gateway-api with edge.controller: envoy-gateway or traefik.",
            a => FindMissing(a, Questions.ErrorPages, EdgeFeature.ErrorPages, "error pages")) { IsWaivable = false },
        new("NS2591", Severity.Error, "A canary that the controller cannot lead to", "it would get no requests.", "Remove the canary, or use edge.api: gateway-api.",
            a => EdgeController.Of(a).Can[EdgeFeature.CanaryWeight] is { IsThere: false } can
                ? Routed(a).Select(x => x.Service).Where(s => s.Canary is not null).Distinct().Select(s => new RuleHit($"services.{s.Name}.canary", $"{EdgeController.Of(a).Title} has no canaries ({can.How})")) : []) { IsWaivable = false },
        Rule.OverChoices("NS2592", Severity.Error, "HTTP-01 with Istio's own API", Questions.UsesHttp01 & Questions.ByIstio, Questions.EdgeApi,
            "cert-manager answers the challenge by an Ingress or an HTTPRoute, and Istio's Gateway serves neither.", "Use tls.challenge: dns01, tls.issuer: private-ca or existing, or edge.api: gateway-api.") with { IsWaivable = false },
        Rule.OverChoices("NS2593", Severity.Error, "Proxies of Istio in a pod network that the control plane does not reach", DecisionCatalogue.EksOverlay & DecisionCatalogue.Get("istioProxies").When, Questions.EdgeApi,
            "a webhook of istiod completes the proxies' pods, and EKS calls it in vain.", "Use edge.api: gateway-api, or a pod network with addresses of the VPC.") with { IsWaivable = false },
    ];

    private static IEnumerable<(ServiceAnswer Service, ExposeAnswer Expose, string Path)> Exposed(AnswerSet answers) =>
        answers.Services.SelectMany(s => s.Expose.Select((e, i) => (s, e, $"services.{s.Name}.expose[{i}]")));

    /// <summary>What is exposed and has a route; without a gateway nothing has.</summary>
    private static IEnumerable<(ServiceAnswer Service, ExposeAnswer Expose, string Path)> Routed(AnswerSet answers) => HasEdge.Holds(answers) ? Exposed(answers) : [];

    /// <summary>What a question asks for and the controller does not have.</summary>
    private static IEnumerable<RuleHit> FindMissing(AnswerSet answers, Question question, EdgeFeature feature, string what)
    {
        var controller = EdgeController.Of(answers);
        return (question.AppliesWhen & question.Is("true")).Holds(answers) && controller.Can[feature] is { IsThere: false } can
            ? [new RuleHit(question.Path, $"{controller.Title} has no {what} ({can.How})")] : [];
    }

    private static IEnumerable<RuleHit> FindVendorLimits(AnswerSet answers)
    {
        if (!(HasEdge & !Questions.UsesCiliumGateway).Holds(answers) || !Exposed(answers).Any()) yield break;
        if (answers.Edge.RateLimit > 0) yield return new RuleHit(Questions.RateLimit.Path, "The rate limit is not portable");
        if (Exposed(answers).Any(x => x.Expose.MaxBodySize is not null)) yield return new RuleHit(Questions.MaxBodySize.Path, "The body limit is not portable");
        // The Gateway API and Istio's have words for it.
        if (!Questions.RunsBesideGateway.Holds(answers) && Exposed(answers).Any(x => x.Expose.CorsOrigins.Length > 0)) yield return new RuleHit(Questions.CorsOrigins.Path, "The CORS policy is not portable");
    }

    private static IEnumerable<RuleHit> FindMissingLimits(AnswerSet answers)
    {
        if (!HasEdge.Holds(answers)) yield break;
        var controller = EdgeController.Of(answers);
        if (answers.Edge.RateLimit > 0 && controller.Can[EdgeFeature.RateLimit] is { IsThere: false } rate) yield return new RuleHit(Questions.RateLimit.Path, $"{controller.Title} does not limit rates ({rate.How})");
        if (controller.Can[EdgeFeature.BodyLimit] is not { IsThere: false } size) yield break;
        if (answers.Edge.MaxBodySize is not null) yield return new RuleHit(Questions.MaxBodySize.Path, $"{controller.Title} does not limit bodies ({size.How})");
        foreach (var (_, expose, path) in Exposed(answers).Where(x => x.Expose.MaxBodySize is not null && x.Expose.MaxBodySize != answers.Edge.MaxBodySize))
            yield return new RuleHit(path, $"{controller.Title} does not limit bodies ({size.How})");
    }

    private static IEnumerable<RuleHit> FindDifferentLimits(AnswerSet answers)
    {
        if (!Routed(answers).Any()) yield break;
        var can = EdgeController.Of(answers).Can;
        if (can[EdgeFeature.Timeout].Difference is { } time) yield return new RuleHit(Questions.Timeout.Path, time);
        if (can[EdgeFeature.RateLimit].Difference is { } rate && answers.Edge.RateLimit > 0) yield return new RuleHit(Questions.RateLimit.Path, rate);
        if (can[EdgeFeature.Cors].Difference is { } cors && Exposed(answers).Any(x => x.Expose.CorsOrigins.Length > 0)) yield return new RuleHit(Questions.CorsOrigins.Path, cors);
        if (can[EdgeFeature.ErrorPages].Difference is { } pages && Questions.ErrorPages.Is("true").Holds(answers)) yield return new RuleHit(Questions.ErrorPages.Path, pages);
        if (can[EdgeFeature.Rewrite].Difference is { } rewrite && Routed(answers).FirstOrDefault(x => x.Expose.Rewrite is not null) is { Path: { } path }) yield return new RuleHit(path, rewrite);
    }

    /// <summary>Routes lead to Services over HTTP/1.1 where the controller knows nothing else.</summary>
    private static IEnumerable<RuleHit> FindHttp2Services(AnswerSet answers)
    {
        var controller = EdgeController.Of(answers);
        return from x in Routed(answers)
               let port = x.Service.PortOf(x.Expose)
               where port.App is "grpc" or "h2c"
               let can = controller.Can[port.App == "grpc" ? EdgeFeature.Grpc : EdgeFeature.Http2Services]
               where !can.IsThere
               select new RuleHit(x.Path, $"{controller.Title} does not reach port {port.Name} of {x.Service.Name} ({can.How})");
    }

    /// <summary>The proxies of a Gateway that run beside it are named for it and its class; pods with the page in place of errors for the application.</summary>
    private static IEnumerable<RuleHit> FindNamesOfTheGateway(AnswerSet answers) =>
        NamesOfProxies(answers).Concat(DecisionCatalogue.Get("errorPageServer").When.Holds(answers)
            ? answers.Services.Where(s => s.Name == $"{answers.Name}-error-page").Select(s => new RuleHit($"services.{s.Name}", $"{s.Name} is what serves the page in place of errors"))
            : []);

    private static IEnumerable<RuleHit> NamesOfProxies(AnswerSet answers) =>
        DecisionCatalogue.Get("gatewayBeside").When.Holds(answers)
            ? answers.Services.Where(s => (Questions.ByGateway.Holds(answers) && s.Name == $"{answers.Name}-{answers.Edge.GatewayClass}") || s.Name == $"{answers.Name}-proxies").Select(s => new RuleHit($"services.{s.Name}", $"{s.Name} is what objects of the gateway's proxies are called"))
            : [];

    /// <summary>What ingress-nginx's check of path types takes (strict-validate-path-type, 1.15); HAProxy's controller puts paths into its settings without quotes.</summary>
    private static bool IsPlainPath(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');

    private static IEnumerable<RuleHit> FindPublicMetrics(AnswerSet answers)
    {
        foreach (var (service, expose, path) in Routed(answers))
        {
            if (service.Metrics is not { } metrics || service.PortOf(expose).ContainerPort != metrics.Port) continue;
            var isExact = expose.PathType == "Exact" || (expose.ReachesPlaceholderRoot(service) && expose.PathType is null);
            var reached = expose.Rewrite ?? expose.Path;
            if (reached == metrics.Path || (!isExact && metrics.Path.StartsWith(reached.TrimEnd('/') + "/", StringComparison.Ordinal)))
                yield return new RuleHit(path, $"{expose.Path} of {service.Name} covers {metrics.Path}");
        }
    }

    private static IEnumerable<RuleHit> FindBufferedStreams(AnswerSet answers) =>
        Routed(answers)
            .Where(x => x.Expose.MaxBodySize is not null && (x.Expose.WebSocket || x.Service.PortOf(x.Expose).App == "grpc"))
            .Select(x => new RuleHit(x.Path, $"{x.Expose.Path} of {x.Service.Name} streams"));

    private static IEnumerable<RuleHit> FindExposedTcp(AnswerSet answers) =>
        Routed(answers)
            .Select(x => (x.Path, x.Service, Port: x.Service.PortOf(x.Expose)))
            .Where(x => x.Port.App == "tcp" || !x.Port.IsTcp)
            .Select(x => new RuleHit(x.Path, $"Port {x.Port.Name} of {x.Service.Name} is {(x.Port.IsTcp ? "plain TCP" : x.Port.Protocol)}"));

    private static IEnumerable<RuleHit> FindLargeRoutes(AnswerSet answers) =>
        !Questions.ByGateway.Holds(answers) ? [] : answers.Services.Where(s => answers.RoutesOf(s).Any(g => g.Count() * (s.Canary?.Header is null ? 1 : 2) > 16)).Select(s => new RuleHit($"services.{s.Name}.expose", $"{s.Name} exposes {s.Expose.Length} paths{(s.Canary?.Header is null ? "" : ", and its canary as many")}"));

    /// <summary>The hosts of the answers, which environments stand before, and those that environments have in place of the main one.</summary>
    private static IEnumerable<RuleHit> FindReservedAcme(AnswerSet answers)
    {
        if (!Questions.UsesLetsEncrypt.Holds(answers)) return [];
        return CertifiedNames(answers).Where(x => ReservedNames.Contains(x.Host)).Select(x => new RuleHit(x.Path, $"{x.Host} is reserved"));
    }

    private static IEnumerable<(string Path, string Host)> CertifiedNames(AnswerSet answers)
    {
        var own = Exposed(answers).Any(x => answers.HostOf(x.Expose) == answers.Edge.Host) ? answers.Environments.Where(e => e.Host is not null) : [];
        return Exposed(answers).Select(x => (Path: x.Expose.Host is null ? Questions.Host.Path : x.Path, Host: answers.HostOf(x.Expose)))
            .Concat(own.Select(e => (Path: $"environments.{e.Name}.host", Host: e.Host!)))
            .Distinct();
    }

    /// <summary>Which hosts are wildcards, and which lie below one, is structure.</summary>
    private static IEnumerable<RuleHit> FindDifferentWildcards(AnswerSet answers)
    {
        if (!Routed(answers).Any()) yield break;
        static IEnumerable<bool> FormOf(IReadOnlyList<string> names) => names.SelectMany(n => new[] { AnswerSet.IsWildcard(n), AnswerSet.WildcardOver(n) is { } wildcard && names.Contains(wildcard) });
        var form = FormOf(answers.Hosts).ToList();
        foreach (var environment in answers.Environments.Where(e => e.Host is not null))
        {
            if (!FormOf([.. answers.HostsIn(environment).Select(h => h.Name)]).SequenceEqual(form))
                yield return new RuleHit($"environments.{environment.Name}.host", $"{environment.Host} stands for {answers.Edge.Host}");
        }
    }
}
