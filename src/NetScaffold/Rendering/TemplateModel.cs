using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see: the plan as plain values under fixed names. Written by hand, one method for each record; every field exists for all answers.</summary>
internal static class TemplateModel
{
    /// <summary>The bundle, under <c>app</c>.</summary>
    public static ScriptObject App(ScaffoldPlan plan)
    {
        var answers = plan.Answers;
        var policies = new PolicyPlanner(answers);
        var longestRequest = plan.Base.Services.Select(s => s.LongestRequestSeconds).DefaultIfEmpty(60).Max();
        return new ScriptObject
        {
            ["name"] = answers.Name,
            ["namespace"] = plan.Base.Namespace,
            ["namespaceList"] = string.Join(',', plan.Environments.Select(e => e.Namespace).Distinct()),
            ["namespaces"] = Array(plan.Environments.Select(e => e.Namespace).Distinct()),
            ["base"] = plan.Base.Name,
            ["chartVersion"] = Printer.ChartVersion,
            ["kubernetes"] = answers.Chosen(Questions.Kubernetes)[0],
            ["podSecurity"] = answers.Chosen(Questions.PodSecurity)[0],
            ["isDualStack"] = answers.Cluster.ServiceCidr.Length > 1,
            ["hasIPv6"] = answers.Cluster.HasIPv6,
            ["ipFamily"] = answers.Cluster.ServiceCidr.Length > 1 ? "DualStack" : "IPv6",
            ["longestRequest"] = longestRequest,
            ["longestSilence"] = NginxText.Time(ServiceModel.LongestTime(plan.Base.Services.SelectMany(s => s.Routes)) ?? "60s"),
            ["drain"] = longestRequest + 10,
            ["stop"] = longestRequest + 20,
            ["controllerNamespace"] = answers.Edge.ControllerNamespace,
            ["monitoringId"] = Releases.Prometheus.Id(answers),
            ["gatewayId"] = Releases.EnvoyGateway.Id(answers),
            ["nginxGatewayId"] = Releases.NginxGateway.Id(answers),
            ["istiodId"] = Releases.Istiod.Id(answers),
            ["awsControllerId"] = Releases.AwsController.Id(answers),
            ["isAwsIPv6"] = Questions.Platform.Is("eks").Holds(answers) && answers.Cluster.HasIPv6,
            ["haproxyId"] = Releases.Haproxy.Id(answers),
            ["ingressNginxId"] = Releases.IngressNginx.Id(answers),
            ["traefikId"] = Releases.Traefik.Id(answers),
            ["certManagerId"] = Releases.CertManager.Id(answers),
            ["metalLbId"] = Releases.MetalLb.Id(answers),
            ["kedaId"] = Releases.Keda.Id(answers),
            ["certManagerNamespace"] = Releases.CertManager.Namespace(answers),
            ["calicoId"] = Releases.Calico.Id(answers),
            ["calicoWaits"] = Array(Releases.Calico.Waits),
            ["ingressPods"] = Questions.UsesIngressNginx.Holds(answers) ? "ingress-nginx" : Questions.UsesHaproxy.Holds(answers) ? "kubernetes-ingress" : "traefik",
            ["gatewayClass"] = answers.Edge.GatewayClass,
            ["errorPage"] = $"{answers.Name}-error-page",
            ["errorPageImage"] = ErrorPageServer.Image,
            ["proxies"] = $"{answers.Name}-proxies",
            ["gateway"] = answers.Edge.Gateway ?? answers.Name,
            ["gatewayName"] = answers.Edge.Gateway?.Split('/')[1] ?? answers.Name,
            ["gatewayNamespace"] = answers.Edge.Gateway?.Split('/')[0] ?? answers.Namespace,
            ["listener"] = answers.Edge.Listener,
            ["prometheusNamespace"] = answers.PrometheusNamespace,
            ["collector"] = $"{answers.Collector.Namespace}/{answers.Collector.Name}",
            ["collectorNamespace"] = answers.Collector.Namespace,
            ["collectorName"] = answers.Collector.Name,
            ["collectorHost"] = answers.Collector.Host,
            ["collectorPort"] = answers.Collector.Port,
            ["issuerKind"] = answers.TlsIssuerName?.StartsWith("Issuer/", StringComparison.Ordinal) == true ? "Issuer" : "ClusterIssuer",
            ["issuerName"] = answers.TlsIssuerName is { } name ? name[(name.IndexOf('/') + 1)..] : "none",
            ["hosts"] = Array(plan.Base.Hosts.Select((h, i) => Host(h, isFollowing: i > 0))),
            ["dnsProject"] = answers.DnsZone.Project ?? "",
            ["dnsSubscription"] = answers.DnsZone.Subscription ?? "",
            ["dnsResourceGroup"] = answers.DnsZone.ResourceGroup ?? "",
            ["dnsTenant"] = answers.DnsZone.Tenant ?? "",
            ["dnsClient"] = answers.DnsZone.Client ?? "",
            ["defaultDeny"] = PolicyModel.Of(PolicyPlanner.DefaultDeny, answers.Name, isFirst: true),
            ["istioNamespace"] = answers.IstioNamespace,
            ["waypoint"] = answers.Waypoint,
            ["egress"] = answers.EgressGateway,
            ["knowsNames"] = Decisions.DecisionCatalogue.HasCiliumPolicies.Holds(answers),
            ["egressHosts"] = EgressModel.Hosts(answers),
            ["egressAddresses"] = EgressModel.Addresses(answers),
            ["egressDns"] = Array(policies.NodeDns.Select(p => new ScriptObject { ["when"] = p.When, ["address"] = p.Cidr![..p.Cidr!.IndexOf('/')] })),
            ["egressPorts"] = EgressModel.Ports(answers),
            ["egressProxies"] = IstioProxiesModel.Egress(answers),
            ["egressPolicy"] = PolicyModel.Of(policies.EgressGateway(), answers.EgressGateway),
            ["ingressProxies"] = IstioProxiesModel.Ingress(answers),
            ["allowMesh"] = PolicyModel.Of(policies.AllowMesh(), answers.Name),
            ["scrapeProxies"] = PolicyModel.Of(policies.ScrapeProxies(), answers.Name),
            ["waypointPolicy"] = PolicyModel.Of(policies.WaypointProxies(), answers.Name),
            ["allowDns"] = PolicyModel.Of(policies.AllowDns(), answers.Name),
            ["allowTraces"] = PolicyModel.Of(policies.AllowTraces(), answers.Name),
            ["acmeSolver"] = PolicyModel.Of(policies.AcmeSolver(), answers.Name, plainWhen: "acmeSolverPolicy"),
            ["errorPagePolicy"] = PolicyModel.Of(policies.ErrorPage($"{answers.Name}-error-page"), $"{answers.Name}-error-page"),
            ["proxiesPolicy"] = PolicyModel.Of(policies.GatewayProxies(plan.Base.Services), answers.Name),
            ["clusterPolicies"] = ClusterPolicyModel.Of(answers),
            ["leftOut"] = ClusterPolicyModel.LeftOut(answers),
            ["exemptLabel"] = ClusterPolicies.ExemptLabel,
            ["exempt"] = ClusterPolicies.Exempt,
            ["alerts"] = AlertModel.Of(Alerts.Application(answers)),
            ["platformAlerts"] = AlertModel.Of(Alerts.Platform(answers)),
            ["panels"] = AlertModel.Of(Alerts.Panels(answers)),
            ["redirects"] = Array(plan.Base.Hosts.Chunk(AnswerSet.HostsPerRoute).Zip(answers.RedirectRoutes, (hosts, name) => new ScriptObject { ["name"] = name, ["hosts"] = Array(hosts.Select(Host)) })),
            ["virtualServices"] = Array(plan.Base.Hosts.Where(h => h.Users.Length > 0).Select((h, i) => VirtualServiceModel.Of(plan.Base, h.Id, isFollowing: i > 0))),
            // An Ingress object names a Service even where it leads to none.
            ["routedService"] = plan.Base.Services.FirstOrDefault(s => s.Routes.Length > 0)?.Answer.Name ?? "",
            ["routedPort"] = plan.Base.Services.FirstOrDefault(s => s.Routes.Length > 0)?.Routes[0].Rules[0].Port ?? 0,
            ["services"] = Array(plan.Base.Services.Select(s => new ScriptObject { ["name"] = s.Answer.Name, ["summary"] = ServiceModel.Summary(s) })),
            ["debug"] = answers.DebugPod,
            ["testImage"] = Images.Agnhost,
            ["testUser"] = Images.AgnhostUser,
            ["hasTests"] = plan.HasPolicyTests,
            ["runsSomething"] = answers.Services.Any(s => s.Kind != ServiceKind.External),
            ["hasCanaries"] = plan.Decisions["hasEdge"] && plan.Base.Services.Any(s => s.Answer.Canary is not null),
            ["sharesOut"] = plan.Base.Services.Any(s => s.Answer.Canary?.Weight is not null),
            ["canaries"] = Array(plan.Base.Services.Where(s => s.Answer.Canary is not null).Select(s => new ScriptObject { ["name"] = s.Answer.Name, ["summary"] = ServiceModel.Summary(s.Answer.Canary!) })),
            ["scales"] = plan.Answers.Services.Any(s => s.Autoscaling is not null),
            ["scalesByMetric"] = plan.Answers.Services.Any(s => s.Autoscaling?.Metric is not null),
            ["environmentRows"] = Array(plan.Environments.Select(e => new ScriptObject
            {
                ["name"] = e.Name,
                ["namespace"] = e.Namespace,
                ["hosts"] = plan.Decisions["hasEdge"] ? string.Join(", ", e.Hosts.Where(h => h.Users.Length > 0).Select(h => h.Name)) : "none",
            })),
            ["hasIPv4"] = answers.Cluster.HasIPv4,
            ["podCidr4"] = PodCidr(answers, isIPv6: false)?.ToString() ?? "",
            ["podCidr6"] = PodCidr(answers, isIPv6: true)?.ToString() ?? "",
            ["podSubnet"] = string.Join(",", answers.Cluster.PodCidr),
            ["serviceSubnet"] = string.Join(",", answers.Cluster.ServiceCidr),
            ["kindFamily"] = answers.Cluster.ServiceCidr.Length > 1 ? "dual" : "ipv6",
            ["releases"] = Array(Releases.All.Select(r => Release(r, answers))),
            ["manifests"] = Array(Manifests.All.Select(Manifest)),
            ["namespacedReleases"] = Array(Releases.All.Where(r => r.PodSecurity is not null).Select(r => Release(r, answers))),
            ["chartRepositories"] = Array(Releases.All.Where(r => r is { IsInRegistry: false, IsDefinitions: false }).Select(r => Release(r, answers))),
        };
    }

    /// <summary>What pods with the rights of services try, under <c>tests</c>; for their file alone.</summary>
    public static ScriptArray Tests(ScaffoldPlan plan) => Array(plan.PolicyTests.Select((t, i) => Test(t, isFollowing: i > 0)));

    private static ScriptObject Test(PolicyTest test, bool isFollowing) => new()
    {
        ["service"] = test.Service,
        ["isFollowing"] = isFollowing,
        ["deadline"] = test.DeadlineSeconds,
        ["opens"] = test.Open.Length > 0,
        ["open"] = Array(test.Open.Select(TriedPort)),
        ["closed"] = Array(test.Closed.Select(TriedPort)),
    };

    private static ScriptObject TriedPort(TriedPort port) => new() { ["service"] = port.Service, ["port"] = port.Port };

    /// <summary>An upstream release, under <c>r</c>.</summary>
    public static ScriptObject Release(Release release, AnswerSet answers)
    {
        var needs = release.Needs.Select(n => Releases.All.First(r => r.Name == n)).ToList();
        return new ScriptObject
        {
            ["name"] = release.Name,
            ["decision"] = release.Decision,
            ["purpose"] = release.Purpose,
            ["release"] = release.ReleaseName(answers),
            ["namespace"] = release.Namespace(answers),
            ["podSecurity"] = release.PodSecurity?.Invoke(answers) ?? "",
            ["chart"] = release.Chart,
            ["repository"] = release.Repository,
            ["version"] = release.Version,
            ["includesDefinitions"] = !release.HasDefinitionsFolder,
            ["isRelease"] = !release.IsDefinitions,
            ["hasLoadBalancer"] = release.HasLoadBalancer,
            ["skipsHooks"] = release.SkipsHooks,
            ["helmfileChart"] = release.IsInRegistry ? $"{release.Repository}/{release.Chart}" : $"{release.Name}/{release.Chart}",
            ["install"] = Array(ReleaseCommands.Helm(release, answers)),
            ["apply"] = Array(ReleaseCommands.Kustomize(release, answers)),
            ["remove"] = ReleaseCommands.Remove(release, answers),
            ["definitions"] = Array(needs.Where(n => n.IsDefinitions).Append(release).Select(r => new ScriptObject { ["decision"] = r.Decision, ["commands"] = Array(ReleaseCommands.Definitions(r, answers, "../")) }).Where(d => ((ScriptArray)d["commands"]!).Count > 0)),
            ["hasDefinitions"] = needs.Exists(n => n.IsDefinitions) || release.HasDefinitionsFolder,
            ["definitionsDecision"] = release.DefinitionsDecision ?? release.Decision,
            ["needsDecision"] = release.NeedsDecision,
            ["needs"] = Array(needs.Where(n => !n.IsDefinitions).Select(n => new ScriptObject { ["id"] = n.Id(answers), ["decision"] = n.Decision })),
        };
    }

    /// <summary>An upstream manifest, under <c>m</c>.</summary>
    private static ScriptObject Manifest(Manifest manifest) => new()
    {
        ["name"] = manifest.Name,
        ["title"] = manifest.Title,
        ["decision"] = manifest.Decision,
        ["purpose"] = manifest.Purpose,
        ["namespace"] = Planning.Manifest.Namespace,
        ["version"] = manifest.Version,
        ["wayOut"] = manifest.WayOut,
        ["apply"] = Array(ReleaseCommands.Apply(manifest, "")),
        ["applyInHelmfile"] = Array(ReleaseCommands.Apply(manifest, "../")),
    };

    /// <summary>The page in place of errors, until it is changed in the values. Envoy reads signs of percent as commands, so it has none.</summary>
    private const string ErrorPage = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Not available</title><h1>Not available</h1><p>Please try again in a moment.</p></html>";

    /// <summary>The block of pods' addresses of a family; null for none.</summary>
    private static Cidr? PodCidr(AnswerSet answers, bool isIPv6)
    {
        foreach (var text in answers.Cluster.PodCidr)
        {
            if (Cidr.TryParse(text, out var cidr) && cidr.IsIPv6 == isIPv6) return cidr;
        }

        return null;
    }

    /// <summary>The layer of a file, under <c>layer</c>.</summary>
    public static ScriptObject Layer(Layer layer, ScaffoldPlan plan) => new()
    {
        ["chart"] = layer.ChartName(plan.Answers.Name),
        ["title"] = layer.Title,
        ["holds"] = layer.Holds,
        ["hasEnvironments"] = layer.HasEnvironments,
    };

    /// <summary>One environment, under <c>env</c>.</summary>
    public static ScriptObject Environment(EnvironmentPlan environment) => new()
    {
        ["name"] = environment.Name,
        ["isBase"] = environment.IsBase,
        ["namespace"] = environment.Namespace,
        ["hosts"] = Array(environment.Hosts.Select(Host)),
        ["rateLimit"] = environment.Answers.Edge.RateLimit,
        ["errorPage"] = ErrorPage,
        ["acmeServer"] = environment.AcmeServer,
        ["acmeEmail"] = environment.Answers.TlsEmail ?? "",
        ["prometheusRelease"] = environment.Answers.PrometheusRelease,
        ["services"] = Array(environment.Services.Select(ServiceModel.Values)),
    };

    private static ScriptObject Host(HostPlan host) => Host(host, isFollowing: false);

    private static ScriptObject Host(HostPlan host, bool isFollowing) => new()
    {
        ["isFollowing"] = isFollowing,
        ["key"] = host.Id.Key,
        ["name"] = host.Name,
        ["users"] = host.Users.Length > 0 ? $"For {string.Join(", ", host.Users)}" : "No service is exposed here",
        ["knob"] = KnobOf(host.Id),
        ["section"] = host.Id.Section,
        ["certificate"] = host.Id.Certificate,
    };

    internal static string KnobOf(HostId host) => $"hosts.{host.Key}";

    internal static ScriptArray Array(IEnumerable<object> items)
    {
        var array = new ScriptArray();
        foreach (var item in items) array.Add(item);
        return array;
    }
}
