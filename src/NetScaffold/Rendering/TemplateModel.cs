using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
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
        return new ScriptObject
        {
            ["name"] = answers.Name,
            ["namespace"] = plan.Base.Namespace,
            ["namespaces"] = Array(plan.Environments.Select(e => e.Namespace).Distinct()),
            ["environments"] = Array(plan.Environments.Select(e => e.Name)),
            ["base"] = plan.Base.Name,
            ["chartVersion"] = Printer.ChartVersion,
            ["kubernetes"] = Questions.Kubernetes.Shape is ChoiceShape ? answers.Chosen(Questions.Kubernetes)[0] : "",
            ["podSecurity"] = answers.Chosen(Questions.PodSecurity)[0],
            ["isDualStack"] = answers.Cluster.ServiceCidr.Length > 1,
            ["controllerNamespace"] = answers.Edge.ControllerNamespace,
            ["gatewayClass"] = answers.Edge.GatewayClass,
            ["gatewayName"] = answers.Edge.Gateway?.Split('/')[1] ?? answers.Name,
            ["gatewayNamespace"] = answers.Edge.Gateway?.Split('/')[0] ?? answers.Namespace,
            ["listener"] = answers.Edge.Listener,
            ["prometheusNamespace"] = answers.PrometheusNamespace,
            ["issuerKind"] = answers.TlsIssuerName?.StartsWith("Issuer/", StringComparison.Ordinal) == true ? "Issuer" : "ClusterIssuer",
            ["issuerName"] = answers.TlsIssuerName is { } name ? name[(name.IndexOf('/') + 1)..] : "none",
            ["hosts"] = Array(plan.Base.Hosts.Select(Host)),
            ["services"] = Array(plan.Base.Services.Select(Service)),
            ["runsSomething"] = answers.Services.Any(s => s.Kind != ServiceKind.External),
            ["others"] = Array(plan.Environments.Where(e => !e.IsBase).Select(e => new ScriptObject
            {
                ["name"] = e.Name,
                ["namespace"] = e.Namespace,
                ["place"] = e.Namespace == plan.Base.Namespace ? "a cluster of its own" : $"the namespace {e.Namespace}",
            })),
            ["hasSecrets"] = Secrets(plan).Any(),
            ["secrets"] = Array(Secrets(plan)),
            ["hasFindings"] = plan.Findings.Length > 0,
            ["findings"] = Array(plan.Findings.Select(Finding)),
            ["decisions"] = Array(DecisionCatalogue.All.Where(d => plan.Decisions[d.Name]).Select(d => new ScriptObject { ["name"] = d.Name, ["why"] = d.Why, ["when"] = d.When.Describe() })),
        };
    }

    /// <summary>One environment, under <c>env</c>.</summary>
    public static ScriptObject Environment(EnvironmentPlan environment) => new()
    {
        ["name"] = environment.Name,
        ["isBase"] = environment.IsBase,
        ["namespace"] = environment.Namespace,
        ["hosts"] = Array(environment.Hosts.Select(Host)),
        ["rateLimit"] = environment.Answers.Edge.RateLimit,
        ["acmeServer"] = environment.AcmeServer,
        ["acmeEmail"] = environment.Answers.TlsEmail ?? "",
        ["prometheusRelease"] = environment.Answers.PrometheusRelease,
        ["services"] = Array(environment.Services.Select(Service)),
    };

    /// <summary>A service, under <c>s</c>.</summary>
    public static ScriptObject Service(ServicePlan service)
    {
        var answer = service.Answer;
        return new ScriptObject
        {
            ["name"] = answer.Name,
            ["summary"] = Summary(service),
            ["isExternal"] = answer.Kind == ServiceKind.External,
            ["isDeployment"] = answer.Kind == ServiceKind.Deployment,
            ["isStatefulSet"] = answer.Kind == ServiceKind.StatefulSet,
            ["isPostgres"] = answer.Placeholder == Placeholder.Postgres,
            ["isPlaceholder"] = answer.Placeholder != Placeholder.None,
            ["image"] = answer.Image,
            ["version"] = service.Version,
            ["replicas"] = service.Replicas,
            ["scales"] = service.Autoscaling is not null,
            ["maxReplicas"] = service.Autoscaling?.Max ?? 0,
            ["targetCpu"] = service.Autoscaling?.Cpu ?? 0,
            ["scalesByMemory"] = service.Autoscaling?.Memory is not null,
            ["targetMemory"] = service.Autoscaling?.Memory ?? 0,
            ["hasBudget"] = answer.MaxUnavailable is not null,
            ["maxUnavailable"] = answer.MaxUnavailable ?? 0,
            ["cpu"] = service.Resources.Cpu,
            ["memory"] = service.Resources.Memory,
            ["memoryLimit"] = service.Resources.MemoryLimit,
            ["hasCpuLimit"] = service.Resources.CpuLimit is not null,
            ["cpuLimit"] = service.Resources.CpuLimit ?? "",
            ["hasCommand"] = service.Command is not null,
            ["command"] = Array(service.Command ?? []),
            ["hasArgs"] = answer.Args.Length > 0,
            ["args"] = Array(answer.Args),
            ["user"] = answer.User,
            ["bindsLowPort"] = service.BindsLowPort,
            ["hasPullSecrets"] = answer.PullSecrets.Length > 0,
            ["pullSecrets"] = Array(answer.PullSecrets),
            ["containerPorts"] = Array(service.ContainerPorts.Select(p => new ScriptObject { ["name"] = p.Name, ["port"] = p.Port, ["protocol"] = p.Protocol })),
            ["ports"] = Array(answer.Ports.Select(Port)),
            ["hasVariables"] = answer.Environment.Length > 0 || answer.Placeholder == Placeholder.Postgres,
            ["hasLiterals"] = answer.Environment.Any(v => v.Literal is not null),
            ["variables"] = Array(answer.Environment.Select(Variable)),
            ["hasMounts"] = service.Volumes.Length > 0 || answer.Storage is not null,
            ["hasVolumes"] = service.Volumes.Length > 0,
            ["volumes"] = Array(service.Volumes.Select(v => new ScriptObject { ["name"] = v.Name, ["path"] = v.MountPath, ["isSecret"] = v.Secret is not null, ["secret"] = v.Secret ?? "", ["sizeLimit"] = v.SizeLimit })),
            ["hasStorage"] = answer.Storage is not null,
            ["storagePath"] = answer.Storage?.Path ?? "",
            ["storageSize"] = answer.Storage?.Size ?? "",
            ["hasStorageClass"] = answer.Storage is { Class.Length: > 0 },
            ["storageClass"] = answer.Storage?.Class ?? "",
            ["probes"] = Array(service.Probes.Select(Probe)),
            ["hasMetrics"] = service.MetricsPortName is not null,
            ["metricsPort"] = answer.Metrics?.Port ?? 0,
            ["metricsPath"] = answer.Metrics?.Path ?? "",
            ["metricsPortName"] = service.MetricsPortName ?? "",
            ["hasIngress"] = service.Ingress.Length > 0,
            ["ingress"] = Array(service.Ingress.Select(Rule)),
            ["hasEgress"] = service.Egress.Length > 0,
            ["egress"] = Array(service.Egress.Select(Rule)),
            ["hasEgressByName"] = service.EgressByName.Length > 0,
            ["egressByName"] = Array(service.EgressByName.Select(ByName)),
            ["isExposed"] = service.Routes.Length > 0,
            ["gatewayPorts"] = Array(service.GatewayPorts.Select(p => (object)p)),
            ["routes"] = Array(service.Routes.Select(Route)),
            ["externalHost"] = answer.External?.Host ?? "",
            ["hasAddresses"] = answer.External?.Addresses.Length > 0,
            ["addresses"] = Array(answer.External?.Addresses ?? []),
            ["isIPv6"] = answer.External?.Addresses.Any(a => a.Contains(':')) == true,
            ["externalPort"] = answer.External?.Port ?? 0,
            ["externalProtocol"] = answer.External?.Protocol ?? "",
        };
    }

    private static ScriptObject Port(PortAnswer port) => new()
    {
        ["name"] = port.Name,
        ["port"] = port.Port,
        ["containerPort"] = port.ContainerPort,
        ["protocol"] = port.Protocol,
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
        ["isTcp"] = probe.Kind == "tcp",
        ["isExec"] = probe.Kind == "exec",
        ["path"] = probe.Path,
        ["port"] = probe.Port,
        ["command"] = Array(probe.Command),
        ["period"] = probe.PeriodSeconds,
        ["timeout"] = probe.TimeoutSeconds,
        ["threshold"] = probe.FailureThreshold,
    };

    private static ScriptObject Rule(PolicyRule rule) => new()
    {
        ["comment"] = rule.Comment,
        ["peers"] = Array(rule.Peers.Select(Peer)),
        ["ports"] = Array(rule.Ports.Select(PolicyPort)),
    };

    private static ScriptObject Peer(PolicyPeer peer) => new()
    {
        ["isBlock"] = peer.Cidr is not null,
        ["cidr"] = peer.Cidr ?? "",
        ["hasExcept"] = peer.Except.Length > 0,
        ["except"] = Array(peer.Except),
        ["isForeign"] = peer.Namespace is not null,
        ["namespace"] = peer.Namespace ?? "",
        ["hasLabels"] = peer.Labels.Length > 0,
        ["labels"] = Array(peer.Labels.Select(l => new ScriptObject { ["key"] = l.Key, ["value"] = l.Value })),
    };

    private static ScriptObject PolicyPort(PolicyPort port) => new() { ["protocol"] = port.Protocol, ["port"] = port.Port };

    private static ScriptObject ByName(FqdnRule rule) => new()
    {
        ["comment"] = rule.Comment,
        ["isPattern"] = rule.Name.StartsWith('*'),
        ["name"] = rule.Name,
        ["ports"] = Array(rule.Ports.Select(PolicyPort)),
    };

    private static ScriptObject Route(RoutePlan route) => new()
    {
        ["name"] = route.Name,
        ["hostKnob"] = $"hosts.{route.HostKey}",
        ["section"] = route.HostKey == "main" ? "https" : $"https-{route.HostKey}",
        ["hasBodyLimit"] = route.MaxBodySize is not null,
        ["bodyLimit"] = route.MaxBodySize ?? "",
        ["hasCors"] = route.CorsOrigins.Length > 0,
        ["corsOrigins"] = Array(route.CorsOrigins),
        ["rules"] = Array(route.Rules.Select(r => new ScriptObject
        {
            ["hasComment"] = r.Comment is not null,
            ["comment"] = r.Comment ?? "",
            ["pathType"] = r.PathType,
            ["path"] = r.Path,
            ["rewrites"] = r.Rewrite is not null,
            ["rewriteType"] = r.PathType == "Exact" ? "ReplaceFullPath" : "ReplacePrefixMatch",
            ["rewriteField"] = r.PathType == "Exact" ? "replaceFullPath" : "replacePrefixMatch",
            ["rewrite"] = r.Rewrite ?? "",
            ["timeout"] = r.Timeout,
            ["port"] = r.Port,
        })),
    };

    private static ScriptObject Host(HostPlan host) => new()
    {
        ["key"] = host.Key,
        ["name"] = host.Name,
        ["knob"] = $"hosts.{host.Key}",
        ["section"] = host.Key == "main" ? "https" : $"https-{host.Key}",
    };

    private static ScriptObject Finding(Diagnostic finding) => new()
    {
        ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
        ["code"] = finding.Code,
        ["message"] = finding.Message,
        ["help"] = finding.Help ?? "",
    };

    /// <summary>Secrets that must exist before the pods start, each once, by name and keys.</summary>
    private static IEnumerable<ScriptObject> Secrets(ScaffoldPlan plan)
    {
        var keys = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        void Add(string name, string key)
        {
            if (!keys.TryGetValue(name, out var set)) keys[name] = set = new SortedSet<string>(StringComparer.Ordinal);
            set.Add(key);
        }

        foreach (var answer in plan.Answers.Services)
        {
            if (answer.Placeholder == Placeholder.Postgres) Add(answer.Name, "password");
            foreach (var variable in answer.Environment.Where(v => v.Secret is not null)) Add(variable.Secret!, variable.Key!);
        }

        return keys.Select(k => new ScriptObject { ["name"] = k.Key, ["keys"] = Array(k.Value) });
    }

    private static string Summary(ServicePlan service)
    {
        var answer = service.Answer;
        List<string> words = [answer.Kind switch
        {
            ServiceKind.StatefulSet => "a StatefulSet",
            ServiceKind.External => "outside the cluster",
            _ => "a Deployment",
        }];
        if (answer.Calls.Length > 0) words.Add($"calls {string.Join(", ", answer.Calls.Select(c => c.To).Distinct())}");
        var callers = service.Ingress.Length.ToString(CultureInfo.InvariantCulture);
        if (answer.Kind != ServiceKind.External && service.Ingress.Length > 0) words.Add($"called by {callers}");
        return string.Join("; ", words);
    }

    private static ScriptArray Array(IEnumerable<object> items)
    {
        var array = new ScriptArray();
        foreach (var item in items) array.Add(item);
        return array;
    }
}
