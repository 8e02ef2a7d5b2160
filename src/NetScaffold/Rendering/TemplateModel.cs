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
            ["longestSilence"] = NginxText.Time(LongestTime(plan.Base.Services.SelectMany(s => s.Routes)) ?? "60s"),
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
            ["allowMesh"] = PolicyModel.Of(policies.AllowMesh(), answers.Name),
            ["scrapeProxies"] = PolicyModel.Of(policies.ScrapeProxies(), answers.Name),
            ["waypointPolicy"] = PolicyModel.Of(policies.WaypointProxies(), answers.Name),
            ["allowDns"] = PolicyModel.Of(policies.AllowDns(), answers.Name),
            ["allowTraces"] = PolicyModel.Of(policies.AllowTraces(), answers.Name),
            ["acmeSolver"] = PolicyModel.Of(policies.AcmeSolver(), answers.Name, plainWhen: "acmeSolverPolicy"),
            ["errorPagePolicy"] = PolicyModel.Of(policies.ErrorPage($"{answers.Name}-error-page"), $"{answers.Name}-error-page"),
            ["proxiesPolicy"] = PolicyModel.Of(policies.GatewayProxies(plan.Base.Services), answers.Name),
            ["alerts"] = Array(Alerts.Application(answers).Select(Alert)),
            ["platformAlerts"] = Array(Alerts.Platform(answers).Select(Alert)),
            ["panels"] = Panels(answers),
            ["redirects"] = Array(plan.Base.Hosts.Chunk(AnswerSet.HostsPerRoute).Zip(answers.RedirectRoutes, (hosts, name) => new ScriptObject { ["name"] = name, ["hosts"] = Array(hosts.Select(Host)) })),
            ["virtualServices"] = Array(plan.Base.Hosts.Where(h => h.Users.Length > 0).Select((h, i) => VirtualServiceModel.Of(plan.Base, h.Id, isFollowing: i > 0))),
            // An Ingress object names a Service even where it leads to none.
            ["routedService"] = plan.Base.Services.FirstOrDefault(s => s.Routes.Length > 0)?.Answer.Name ?? "",
            ["routedPort"] = plan.Base.Services.FirstOrDefault(s => s.Routes.Length > 0)?.Routes[0].Rules[0].Port ?? 0,
            ["services"] = Array(plan.Base.Services.Select(s => new ScriptObject { ["name"] = s.Answer.Name, ["summary"] = Summary(s) })),
            ["debug"] = answers.DebugPod,
            ["testImage"] = Images.Agnhost,
            ["testUser"] = Images.AgnhostUser,
            ["hasTests"] = plan.HasPolicyTests,
            ["runsSomething"] = answers.Services.Any(s => s.Kind != ServiceKind.External),
            ["hasCanaries"] = plan.Decisions["hasEdge"] && plan.Base.Services.Any(s => s.Answer.Canary is not null),
            ["canaries"] = Array(plan.Base.Services.Where(s => s.Answer.Canary is not null).Select(s => new ScriptObject { ["name"] = s.Answer.Name, ["summary"] = Summary(s.Answer.Canary!) })),
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

    private static ScriptObject Alert(Alert alert) => new()
    {
        ["name"] = alert.Name,
        ["when"] = alert.When,
        ["expression"] = alert.Expression,
        ["for"] = alert.For,
        ["severity"] = alert.Severity,
        ["summary"] = alert.Summary,
        ["description"] = alert.Description,
        ["runbook"] = alert.Runbook,
    };

    /// <summary>Grafana moves panels up where others are missing.</summary>
    private static ScriptArray Panels(AnswerSet answers)
    {
        var panels = Alerts.Panels(answers);
        return Array(panels.Select((p, i) => Panel(p, i, isLast: i == panels.Length - 1)));
    }

    private static ScriptObject Panel(Panel panel, int index, bool isLast) => new()
    {
        ["id"] = index + 1,
        ["top"] = index * PanelHeight,
        ["height"] = PanelHeight,
        ["isLast"] = isLast,
        ["title"] = panel.Title,
        ["when"] = panel.When,
        ["unit"] = panel.Unit,
        ["expression"] = panel.Expression,
    };

    private const int PanelHeight = 7;

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
        ["services"] = Array(environment.Services.Select(ServiceValues)),
    };

    /// <summary>A service as the values have it, without its calls: all services of an environment stay in memory while files are rendered.</summary>
    private static ScriptObject ServiceValues(ServicePlan service)
    {
        var answer = service.Answer;
        return new ScriptObject
        {
            ["name"] = answer.Name,
            ["isExternal"] = answer.Kind == ServiceKind.External,
            ["image"] = answer.Image,
            ["version"] = service.Version,
            ["replicas"] = answer.Replicas,
            ["scales"] = answer.Autoscaling is not null,
            ["maxReplicas"] = answer.Autoscaling?.Max ?? 0,
            ["scalesByCpu"] = answer.Autoscaling?.Cpu is not null,
            ["targetCpu"] = answer.Autoscaling?.Cpu ?? 0,
            ["scalesByMemory"] = answer.Autoscaling?.Memory is not null,
            ["targetMemory"] = answer.Autoscaling?.Memory ?? 0,
            ["scalesByMetric"] = answer.Autoscaling?.Metric is not null,
            ["query"] = answer.Autoscaling?.Metric?.Query ?? "",
            ["targetMetric"] = answer.Autoscaling?.Metric?.Target ?? "",
            ["cpu"] = answer.Resources.Cpu,
            ["memory"] = answer.Resources.Memory,
            ["memoryLimit"] = answer.Resources.MemoryLimit,
            ["hasCpuLimit"] = answer.Resources.CpuLimit is not null,
            ["cpuLimit"] = answer.Resources.CpuLimit ?? "",
            ["hasCanary"] = answer.Canary is not null,
            ["canaryImage"] = answer.Canary?.Image ?? "",
            ["canaryVersion"] = service.CanaryVersion,
            ["canarySplits"] = answer.Canary?.Weight is not null,
            ["hasCanaryHeader"] = answer.Canary?.Header is not null,
            ["canaryHeader"] = answer.Canary?.Header ?? "",
            ["canaryHeaderValue"] = CanaryAnswer.HeaderValue,
            ["canaryWeight"] = answer.Canary?.Weight ?? 0,
            ["hasLiterals"] = answer.Environment.Any(v => v.Literal is not null),
            ["variables"] = Array(answer.Environment.Select(Variable)),
            ["hasStorage"] = answer.Storage is not null,
            ["storageSize"] = answer.Storage?.Size ?? "",
            ["hasStorageClass"] = answer.Storage is { Class.Length: > 0 },
            ["storageClass"] = answer.Storage?.Class ?? "",
        };
    }

    /// <summary>A service, under <c>s</c>: its values, and what else its objects hold.</summary>
    public static ScriptObject Service(ServicePlan service)
    {
        var answer = service.Answer;
        var model = ServiceValues(service);
        model["summary"] = Summary(service);
        model["isDeployment"] = answer.Kind == ServiceKind.Deployment;
        model["isStatefulSet"] = answer.Kind == ServiceKind.StatefulSet;
        model["isPostgres"] = answer.Placeholder == Placeholder.Postgres;
        model["hasBudget"] = answer.MaxUnavailable is not null;
        model["maxUnavailable"] = answer.MaxUnavailable ?? 0;
        model["hasCommand"] = service.Command is not null;
        model["command"] = Array(service.Command ?? []);
        model["hasArgs"] = answer.Args.Length > 0;
        model["args"] = Array(answer.Args);
        model["graceSeconds"] = service.GraceSeconds;
        model["user"] = answer.User;
        model["hasResolverOptions"] = service.ResolverOptions.Length > 0;
        model["resolverOptions"] = Array(service.ResolverOptions.Select(o => new ScriptObject { ["name"] = o.Name, ["hasValue"] = o.Value is not null, ["value"] = o.Value ?? "", ["hasComment"] = o.Comment is not null, ["comment"] = o.Comment ?? "" }));
        model["bindsLowPort"] = service.BindsLowPort;
        model["hasOwnSysctls"] = answer.Sysctls.Length > 0;
        model["ownSysctls"] = Array(answer.Sysctls.Select(s => new ScriptObject { ["name"] = s.Name, ["value"] = s.Value }));
        model["hasSysctls"] = answer.Sysctls.Length > 0 || service.BindsLowPort;
        model["hasPullSecrets"] = answer.PullSecrets.Length > 0;
        model["pullSecrets"] = Array(answer.PullSecrets);
        model["containerPorts"] = Array(service.ContainerPorts.Select(p => new ScriptObject { ["name"] = p.Name, ["port"] = p.Port, ["protocol"] = p.Protocol }));
        model["hasContainerPorts"] = service.ContainerPorts.Length > 0;
        model["hasPorts"] = answer.Ports.Length > 0;
        model["drains"] = answer.Ports.Length > 0 && answer.Placeholder != Placeholder.Postgres;
        model["ports"] = Array(answer.Ports.Select(Port));
        model["hasVariables"] = answer.Environment.Length > 0 || answer.Placeholder == Placeholder.Postgres;
        model["hasMounts"] = service.Volumes.Length > 0 || answer.Storage is not null;
        model["hasVolumes"] = service.Volumes.Length > 0;
        model["volumes"] = Array(service.Volumes.Select(v => new ScriptObject { ["name"] = v.Name, ["path"] = v.MountPath, ["isSecret"] = v.Secret is not null, ["secret"] = v.Secret ?? "", ["sizeLimit"] = v.SizeLimit }));
        model["storagePath"] = answer.Storage?.Path ?? "";
        model["probes"] = Array(service.Probes.Select(Probe));
        model["hasAffinity"] = answer.Balancing.AffinitySeconds is not null;
        model["affinitySeconds"] = answer.Balancing.AffinitySeconds ?? 0;
        model["hasDistribution"] = answer.Balancing.Distribution is not null;
        model["distribution"] = answer.Balancing.Distribution ?? "";
        model["staysOnNode"] = answer.Balancing.StaysOnNode;
        model["isHeadless"] = answer.Balancing.IsHeadless;
        model["publishesNotReady"] = answer.Balancing.PublishesNotReady;
        model["hasMetrics"] = service.MetricsPortName is not null;
        model["metricsPort"] = answer.Metrics?.Port ?? 0;
        model["metricsPath"] = answer.Metrics?.Path ?? "";
        model["metricsPortName"] = service.MetricsPortName ?? "";
        model["policy"] = PolicyModel.Of(service.Policy, answer.Name);
        model["mesh"] = MeshModel.Of(service);
        model["isBehindWaypoint"] = service.Mesh.WaypointCallers.Length > 0;
        model["isExposed"] = service.Routes.Length > 0;
        model["longestTime"] = LongestTime(service.Routes) ?? "";
        model["routes"] = Array(service.Routes.Select(r => RouteModel.Of(service, r)));
        model["externalHost"] = answer.External?.Host ?? "";
        model["hasAddresses"] = answer.External?.Addresses.Length > 0;
        model["addresses"] = Array(answer.External?.Addresses ?? []);
        model["isIPv6"] = answer.External?.Addresses.Any(a => a.Contains(':')) == true;
        model["externalPort"] = answer.External?.Port ?? 0;
        model["externalProtocol"] = answer.External?.Protocol ?? "";
        model["workload"] = answer.Name;
        model["component"] = "stable";
        model["imageKnob"] = "image";
        model["replicasKnob"] = "replicas";
        model["canaries"] = Array(answer.Canary is null ? [] : [CanaryOf(model, answer.Name)]);
        return model;
    }

    /// <summary>The canary is a service like the stable one, with an image of its own, and does not scale. Gateways alone use its Service, which is a plain one.</summary>
    private static ScriptObject CanaryOf(ScriptObject stable, string name)
    {
        var canary = (ScriptObject)stable.Clone(deep: false);
        canary["workload"] = $"{name}-canary";
        canary["component"] = "canary";
        canary["imageKnob"] = "canary.image";
        canary["replicasKnob"] = "canary.replicas";
        canary["scales"] = false;
        canary["isBehindWaypoint"] = false;
        foreach (var field in new[] { "hasAffinity", "hasDistribution", "staysOnNode", "isHeadless", "publishesNotReady" }) canary[field] = false;
        return canary;
    }

    private static ScriptObject Port(PortAnswer port) => new()
    {
        ["name"] = port.Name,
        ["port"] = port.Port,
        ["containerPort"] = port.ContainerPort,
        ["protocol"] = port.Protocol,
        ["isPlainTcp"] = port is { IsTcp: true, App: "tcp" },
        ["hasAppProtocol"] = port.App != "tcp",
        ["appProtocol"] = port.App == "http" ? "http" : "kubernetes.io/h2c",
    };

    private static ScriptObject Variable(VariableAnswer variable) => new()
    {
        ["name"] = variable.Name,
        ["isLiteral"] = variable.Literal is not null,
        ["literal"] = variable.Literal ?? "",
        ["knob"] = $"env.{variable.Name}",
        ["secret"] = variable.Secret ?? "",
        ["key"] = variable.Key ?? "",
    };

    private static ScriptObject Probe(ProbePlan probe) => new()
    {
        ["name"] = probe.Name,
        ["isHttp"] = probe.Kind == "http",
        ["isGrpc"] = probe.Kind == "grpc",
        ["isExec"] = probe.Kind == "exec",
        ["path"] = probe.Path,
        ["port"] = probe.Port,
        ["command"] = Array(probe.Command),
        ["period"] = probe.PeriodSeconds,
        ["timeout"] = probe.TimeoutSeconds,
        ["threshold"] = probe.FailureThreshold,
    };

    /// <summary>The longest time of a request; zero, which is no limit, is longer than any. Null without routes.</summary>
    private static string? LongestTime(IEnumerable<RoutePlan> routes) =>
        routes.SelectMany(r => r.Rules).Select(r => r.Timeout).MaxBy(t => Duration.Parse(t) is var time && time == TimeSpan.Zero ? TimeSpan.MaxValue : time);

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

    /// <summary>Which requests a canary gets, in words.</summary>
    private static string Summary(CanaryAnswer canary) => string.Join("; ", new[] { canary.Weight is { } weight ? $"{weight} of 100 requests" : null, canary.Header is { } header ? $"requests with `{header}: {CanaryAnswer.HeaderValue}`" : null }.OfType<string>());

    private static string Summary(ServicePlan service)
    {
        var answer = service.Answer;
        List<string> words = [answer.Kind switch
        {
            ServiceKind.StatefulSet => "a StatefulSet",
            ServiceKind.External => "outside the cluster",
            _ => "a Deployment",
        }];
        if (service.Callers.Length > 0) words.Add($"called by {string.Join(", ", service.Callers)}");
        if (answer.Calls.Length > 0) words.Add($"calls {string.Join(", ", answer.Calls.Select(c => c.To).Distinct())}");
        return string.Join("; ", words);
    }

    internal static ScriptArray Array(IEnumerable<object> items)
    {
        var array = new ScriptArray();
        foreach (var item in items) array.Add(item);
        return array;
    }
}
