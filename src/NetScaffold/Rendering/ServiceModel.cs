using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of a service.</summary>
internal static class ServiceModel
{
    /// <summary>A service as the values have it, without its calls: all services of an environment stay in memory while files are rendered.</summary>
    public static ScriptObject Values(ServicePlan service)
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
            ["variables"] = TemplateModel.Array(answer.Environment.Select(Variable)),
            ["hasStorage"] = answer.Storage is not null,
            ["storageSize"] = answer.Storage?.Size ?? "",
            ["hasStorageClass"] = answer.Storage is { Class.Length: > 0 },
            ["storageClass"] = answer.Storage?.Class ?? "",
        };
    }

    /// <summary>A service, under <c>s</c>: its values, and what else its objects hold.</summary>
    public static ScriptObject Of(ServicePlan service)
    {
        var answer = service.Answer;
        var model = Values(service);
        model["summary"] = Summary(service);
        model["isDeployment"] = answer.Kind == ServiceKind.Deployment;
        model["isStatefulSet"] = answer.Kind == ServiceKind.StatefulSet;
        model["isPostgres"] = answer.Placeholder == Placeholder.Postgres;
        model["hasBudget"] = answer.MaxUnavailable is not null;
        model["maxUnavailable"] = answer.MaxUnavailable ?? 0;
        model["hasCommand"] = service.Command is not null;
        model["command"] = TemplateModel.Array(service.Command ?? []);
        model["hasArgs"] = answer.Args.Length > 0;
        model["args"] = TemplateModel.Array(answer.Args);
        model["graceSeconds"] = service.GraceSeconds;
        model["user"] = answer.User;
        model["hasResolverOptions"] = service.ResolverOptions.Length > 0;
        model["resolverOptions"] = TemplateModel.Array(service.ResolverOptions.Select(o => new ScriptObject { ["name"] = o.Name, ["hasValue"] = o.Value is not null, ["value"] = o.Value ?? "", ["hasComment"] = o.Comment is not null, ["comment"] = o.Comment ?? "" }));
        model["bindsLowPort"] = service.BindsLowPort;
        model["hasOwnSysctls"] = answer.Sysctls.Length > 0;
        model["ownSysctls"] = TemplateModel.Array(answer.Sysctls.Select(s => new ScriptObject { ["name"] = s.Name, ["value"] = s.Value }));
        model["hasSysctls"] = answer.Sysctls.Length > 0 || service.BindsLowPort;
        model["hasPullSecrets"] = answer.PullSecrets.Length > 0;
        model["pullSecrets"] = TemplateModel.Array(answer.PullSecrets);
        model["containerPorts"] = TemplateModel.Array(service.ContainerPorts.Select(p => new ScriptObject { ["name"] = p.Name, ["port"] = p.Port, ["protocol"] = p.Protocol }));
        model["hasContainerPorts"] = service.ContainerPorts.Length > 0;
        model["hasPorts"] = answer.Ports.Length > 0;
        model["drains"] = answer.Ports.Length > 0 && answer.Placeholder != Placeholder.Postgres;
        model["ports"] = TemplateModel.Array(answer.Ports.Select(Port));
        model["hasVariables"] = answer.Environment.Length > 0 || answer.Placeholder == Placeholder.Postgres;
        model["hasMounts"] = service.Volumes.Length > 0 || answer.Storage is not null;
        model["hasVolumes"] = service.Volumes.Length > 0;
        model["volumes"] = TemplateModel.Array(service.Volumes.Select(v => new ScriptObject { ["name"] = v.Name, ["path"] = v.MountPath, ["isSecret"] = v.Secret is not null, ["secret"] = v.Secret ?? "", ["sizeLimit"] = v.SizeLimit }));
        model["storagePath"] = answer.Storage?.Path ?? "";
        model["probes"] = TemplateModel.Array(service.Probes.Select(Probe));
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
        model["routes"] = TemplateModel.Array(service.Routes.Select(r => RouteModel.Of(service, r)));
        model["externalHost"] = answer.External?.Host ?? "";
        model["hasAddresses"] = answer.External?.Addresses.Length > 0;
        model["addresses"] = TemplateModel.Array(answer.External?.Addresses ?? []);
        model["isIPv6"] = answer.External?.Addresses.Any(a => a.Contains(':')) == true;
        model["isExternalTcp"] = answer.External?.Protocol == "TCP";
        model["externalPort"] = answer.External?.Port ?? 0;
        model["externalProtocol"] = answer.External?.Protocol ?? "";
        model["workload"] = answer.Name;
        model["component"] = "stable";
        model["imageKnob"] = "image";
        model["replicasKnob"] = "replicas";
        model["canaries"] = TemplateModel.Array(answer.Canary is null ? [] : [CanaryOf(model, answer.Name)]);
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
        ["command"] = TemplateModel.Array(probe.Command),
        ["period"] = probe.PeriodSeconds,
        ["timeout"] = probe.TimeoutSeconds,
        ["threshold"] = probe.FailureThreshold,
    };

    /// <summary>The longest time of a request; zero, which is no limit, is longer than any. Null without routes.</summary>
    public static string? LongestTime(IEnumerable<RoutePlan> routes) =>
        routes.SelectMany(r => r.Rules).Select(r => r.Timeout).MaxBy(t => Duration.Parse(t) is var time && time == TimeSpan.Zero ? TimeSpan.MaxValue : time);

    /// <summary>Which requests a canary gets, in words.</summary>
    public static string Summary(CanaryAnswer canary) => string.Join("; ", new[] { canary.Weight is { } weight ? $"{weight} of 100 requests" : null, canary.Header is { } header ? $"requests with `{header}: {CanaryAnswer.HeaderValue}`" : null }.OfType<string>());

    public static string Summary(ServicePlan service)
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
}
