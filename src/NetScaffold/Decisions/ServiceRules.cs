using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>Rules about single services: names, pods, probes, resources, secrets.</summary>
internal static class ServiceRules
{
    private static readonly string[] SecretSuffixes = ["PASSWORD", "TOKEN", "SECRET", "CONNECTIONSTRING"];

    /// <summary>Policies of the namespace, each with its decision.</summary>
    private static readonly (string Name, string Decision)[] OwnPolicies =
        [("default-deny", "policies"), ("allow-dns", "policies"), ("acme-solver", "policies"), ("allow-traces", "tracePolicy"), ("allow-mesh", "sidecarEgress"), ("scrape-proxies", "sidecarScrapes")];

    /// <summary>Proxies of the bundle's own, behind its name, each with its decision; their policies and budgets have the same name.</summary>
    private static readonly (string Suffix, string Decision)[] OwnProxies = [("proxies", "gatewayBeside"), ("waypoint", "waypoints"), ("egress", "egressGateway")];

    /// <summary>Secrets that cert-manager writes, behind the bundle's name, each with its decision. A service's own Secret has the service's name.</summary>
    private static readonly (string Suffix, string Decision)[] OwnSecrets = [("tls", "tls"), ("ca", "privateCa"), ("acme-account", "acme"), ("dns01", "acmeDns")];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        new("NS2088", Severity.Error, "Two objects of one name", "the second would overwrite the first.", "Rename the service.", FindNameClashes) { IsWaivable = false },
        new("NS2152", Severity.Warning, "Near pods are preferred of one", "all callers reach the same pod, wherever they are.", "Use at least one pod in each zone, or leave trafficDistribution out.",
            a => Running(a).Where(s => s is { Balancing.Distribution: not null, Replicas: 1 }).Select(s => new RuleHit($"services.{s.Name}.trafficDistribution", $"{s.Name} has one pod"))) { IsAboutBase = true },
        new("NS2154", Severity.Error, "Requests stay on their node", "a node without a pod of it drops them, and nothing puts one on each node.",
            "Use trafficDistribution: PreferSameNode, which falls back to other nodes, or accept the finding where callers run only beside its pods.",
            a => Running(a).Where(s => s.Balancing.StaysOnNode).Select(s => new RuleHit($"services.{s.Name}.internalTrafficPolicy", $"{s.Name} is reached from its own nodes alone"))),
        new("NS2166", Severity.Warning, "An answer that a headless Service ignores", "clients go to the pods themselves, and nothing chooses for them.", "Leave it out, or leave headless out.", FindIgnoredByHeadless),
        new("NS2167", Severity.Warning, "Clients are sent to pods that are not ready", "requests fail until a pod is ready, and while it is not.",
            "Leave publishNotReady out: members of a statefulset find each other by NAME-headless, which has it. Or have members alone in a service that nobody calls.",
            a => Running(a).Where(s => s.Balancing.PublishesNotReady && IsCalled(a, s)).Select(s => new RuleHit($"services.{s.Name}.publishNotReady", $"{s.Name} is called"))),
        new("NS2168", Severity.Warning, "Affinity behind proxies", "the proxies of a gateway or a mesh choose pods by themselves, so requests go to any.", "Leave sessionAffinity out, and keep sessions where every pod finds them.", FindAffinityBehindProxies),
        new("NS2174", Severity.Error, "Autoscaling has no room", "the greatest number of pods is below the least.", "Raise autoscaling.max or lower replicas.", FindNarrowAutoscaling) { IsWaivable = false },
        new("NS2175", Severity.Error, "A metric that nothing provides", "only KEDA asks Prometheus for it.", "Use scaling.autoscaling: custom-metrics, or leave autoscaling.metric out.",
            a => Questions.Autoscaling.Is("custom-metrics").Holds(a) ? [] : Running(a).Where(s => a.IsGiven($"services.{s.Name}.autoscaling.metric")).Select(s => new RuleHit($"services.{s.Name}.autoscaling.metric", $"{s.Name} scales by a metric"))) { IsWaivable = false },
        new("NS2180", Severity.Error, "The disruption budget blocks every drain", "no pod may ever be evicted.", "Use maxUnavailable: 1, or disruption: none.",
            a => Running(a).Where(s => s.MaxUnavailable == 0).Select(s => new RuleHit($"services.{s.Name}.disruption", $"{s.Name} may never lose a pod"))),
        new("NS2183", Severity.Warning, "No disruption budget", "a drain may take all pods at once.", "Use disruption: {maxUnavailable: 1}.",
            a => Running(a).Where(s => s is { MaxUnavailable: null, Replicas: >= 2 }).Select(s => new RuleHit($"services.{s.Name}.disruption", $"{s.Name} has several pods and no budget"))),
        new("NS2191", Severity.Warning, "Probes do not tell ready from alive", "a pod that only waits for something is restarted.",
            "Use different paths: ready may depend on others, live may not.", FindWeakProbes),
        new("NS2195", Severity.Info, "The image has no digest", "a tag can move.", "Add @sha256:… for production.",
            a => Running(a).Where(s => s.Placeholder == Placeholder.None && ImageReference.Parse(s.Image) is { Digest: null }).Select(s => new RuleHit($"services.{s.Name}.image", $"{s.Image} is pinned by tag"))),
        new("NS2503", Severity.Error, "A secret as plain text", "the bundle is committed and read by many.", "Use {secret: NAME, key: KEY}.", FindLiteralSecrets),
        new("NS2504", Severity.Error, "A postgres placeholder with several pods", "they would be separate databases: replication is not set up by the image.",
            "Use replicas: 1, or an image or operator that replicates.",
            a => a.Services.Where(s => s is { Placeholder: Placeholder.Postgres, Replicas: > 1 }).Select(s => new RuleHit($"services.{s.Name}.replicas", $"{s.Name} has {s.Replicas} replicas"))),
        new("NS2508", Severity.Info, "No probes given", "it counts as ready once it takes connections.", "Give probes: {kind: http, live: …, ready: …}.",
            a => Running(a).Where(s => s.Probes.Kind == "tcp" && !a.IsGiven($"services.{s.Name}.probes")).Select(s => new RuleHit($"services.{s.Name}.image", $"{s.Name} has no probes"))),
        new("NS2509", Severity.Info, "The placeholder does not serve all ports", "podinfo listens on one HTTP port, one gRPC port and one for metrics.", "Give your own image.", FindSilentPorts),
        new("NS2513", Severity.Error, "A request above its limit", "the API server rejects it.", "Raise the limit or lower the request.", FindRequestsAboveLimits) { IsWaivable = false },
        new("NS2517", Severity.Warning, "No readiness probe", "callers are sent to pods that are not ready.", "Give probes: {kind: tcp}, or http or grpc where the image has a health endpoint.",
            a => Running(a).Where(s => s.Probes.Kind == "none" && IsCalled(a, s) && s.Ports.Any(p => p.IsTcp)).Select(s => new RuleHit($"services.{s.Name}.probes", $"{s.Name} is called and has no probes"))),
        new("NS2518", Severity.Info, "A call into another namespace", "its pods must carry the label app.kubernetes.io/name with that name, and policies there must let the caller in.", "Agree on both with whoever runs it.",
            a => a.Services.SelectMany(s => s.Calls.Select((c, i) => (s, c, i))).Where(x => x.c.To.Contains('/')).Select(x => new RuleHit($"services.{x.s.Name}.calls[{x.i}]", $"{x.s.Name} calls {x.c.To}"))),
        new("NS2519", Severity.Info, "Metrics share a port", "every allowed caller can read them.", "Serve metrics on a port of their own.",
            a => Running(a).Where(s => s.Metrics is { } m && s.Ports.Any(p => p.ContainerPort == m.Port && p.IsTcp)).Select(s => new RuleHit($"services.{s.Name}.metrics", $"{s.Name} serves metrics on a port that callers use"))),
        new("NS2521", Severity.Error, "The postgres placeholder is set up by the bundle", "its volume belongs at /var/lib/postgresql and its password comes from a file.", "Leave that answer out, or give an image of your own.", FindBentPostgres),
        new("NS2522", Severity.Info, "No port that can be probed", "probes are TCP, so it counts as ready once it runs.", "Give it a TCP port with a health endpoint, or say probes: {kind: none}.",
            a => Running(a).Where(s => s.Ports.Length > 0 && s.ProbedPort is null && !a.IsGiven($"services.{s.Name}.probes")).Select(s => new RuleHit($"services.{s.Name}.ports", $"{s.Name} has no TCP port"))),
        new("NS2560", Severity.Warning, "Names of the cluster are asked outside first", "a name with so many dots is tried outside the cluster first, and musl tries nothing else.",
            "Use ndots: 2 or more, or call by full names such as users.team-b.svc.cluster.local with a dot at the end.", FindUnsearchedNames),
        new("NS2620", Severity.Error, "A headless Service maps no ports", "clients connect to the pods themselves, where nothing listens on the port of the Service.", "Use one number for port and containerPort, or leave headless out.",
            a => Running(a).Where(s => s.Balancing.IsHeadless).SelectMany(s => s.Ports.Select((p, i) => (s, p, i))).Where(x => x.p.Port != x.p.ContainerPort)
                .Select(x => new RuleHit($"services.{x.s.Name}.ports[{x.i}].port", $"{x.s.Name} has {x.p.Port} for {x.p.ContainerPort}"))),
        new("NS2621", Severity.Error, "Pods that are preferred, of those that are not reached", "with internalTrafficPolicy: local only pods of the own node are there to be chosen.", "Leave one of them out.",
            a => Running(a).Where(s => s.Balancing is { StaysOnNode: true, Distribution: not null }).Select(s => new RuleHit($"services.{s.Name}.trafficDistribution", $"{s.Name} has {s.Balancing.Distribution}"))),
        new("NS2622", Severity.Error, "Pods that are not ready behind a virtual address", "whoever calls it is sent to them, and members do not find each other by it.", "Use headless: true beside it, or leave publishNotReady out.",
            a => Running(a).Where(s => s.Balancing is { PublishesNotReady: true, IsHeadless: false }).Select(s => new RuleHit($"services.{s.Name}.publishNotReady", $"{s.Name} is not headless"))),
        new("NS2623", Severity.Error, "A headless Service whose requests are looked at", "an ambient mesh leads calls to a Service's address through the proxies that look, and this one has none, so its pods would refuse them.",
            "Leave headless out, or the methods and paths of its calls, or use mesh.kind: istio-sidecar.",
            a => MeshPlanner.BehindWaypoint(a) is { IsEmpty: false } held ? Running(a).Where(s => s.Balancing.IsHeadless && held.Contains(s.Name)).Select(s => new RuleHit($"services.{s.Name}.headless", $"{s.Name} is headless")) : []),
        new("NS2630", Severity.Warning, "The disruption budget keeps no pod", "a drain may take the least number of pods at once.", "Use a maxUnavailable below replicas.",
            a => Running(a).Where(s => s.Replicas >= 2 && s.MaxUnavailable >= s.Replicas).Select(s => new RuleHit($"services.{s.Name}.disruption", $"{s.Name} has {s.Replicas} pods at least, of which {s.MaxUnavailable} may be away"))) { IsAboutBase = true },
    ];

    private static IEnumerable<ServiceAnswer> Running(AnswerSet answers) => answers.Services.Where(s => s.Kind != ServiceKind.External);

    private static IEnumerable<RuleHit> FindBentPostgres(AnswerSet answers)
    {
        foreach (var service in answers.Services.Where(s => s.Placeholder == Placeholder.Postgres))
        {
            var path = $"services.{service.Name}";
            if (service.Storage?.Path is not "/var/lib/postgresql") yield return new RuleHit($"{path}.storage.path", $"{service.Name} mounts its volume at {service.Storage?.Path}");
            if (service.Writable.Any(p => $"{p}/".StartsWith("/etc/postgres/", StringComparison.Ordinal))) yield return new RuleHit($"{path}.writable", $"{service.Name} writes to /etc/postgres");
            if (service.Environment.Any(v => v.Name == "POSTGRES_PASSWORD_FILE")) yield return new RuleHit($"{path}.env.POSTGRES_PASSWORD_FILE", $"{service.Name} sets POSTGRES_PASSWORD_FILE");
        }
    }

    private static bool IsCalled(AnswerSet answers, ServiceAnswer service) =>
        service.Expose.Length > 0 || service.AllowFrom.Length > 0 || answers.Services.Any(s => s.Calls.Any(c => c.To == service.Name));

    /// <summary>Names that the bundle itself gives, by kind: policies, the Secrets of certificates, the debug pod, routes and the further routes of a service.</summary>
    private static IEnumerable<RuleHit> FindNameClashes(AnswerSet answers)
    {
        var names = answers.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, decision) in OwnPolicies)
        {
            if (names.Contains(name) && DecisionCatalogue.Get(decision).When.Holds(answers)) yield return new RuleHit($"services.{name}.name", $"The policy {name} is the bundle's own");
        }

        foreach (var (suffix, decision) in OwnProxies)
        {
            var proxies = $"{answers.Name}-{suffix}";
            if (names.Contains(proxies) && DecisionCatalogue.Get(decision).When.Holds(answers)) yield return new RuleHit($"services.{proxies}.name", $"{proxies} is the name of proxies of the bundle's own");
        }

        foreach (var (suffix, decision) in OwnSecrets)
        {
            var secret = $"{answers.Name}-{suffix}";
            if (names.Contains(secret) && DecisionCatalogue.Get(decision).When.Holds(answers)) yield return new RuleHit($"services.{secret}.name", $"The Secret {secret} is the bundle's own");
        }

        if (names.Contains(answers.DebugPod) && Questions.DebugPod.Is("true").Holds(answers)) yield return new RuleHit($"services.{answers.DebugPod}.name", $"The Deployment {answers.DebugPod} is the bundle's own");
        foreach (var name in EgressHosts.Of(answers).Select(h => $"{answers.EgressGateway}-{h.Id}").Where(names.Contains)) yield return new RuleHit($"services.{name}.name", $"The AuthorizationPolicy {name} is the bundle's own");

        if (!Questions.HasEdge.Holds(answers)) yield break;
        var routed = answers.Services.Where(s => s.Expose.Length > 0).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if ((DecisionCatalogue.Get("tls").When & (Questions.ByGateway | Questions.UsesTraefikIngress)).Holds(answers))
        {
            foreach (var redirect in answers.RedirectRoutes.Where(routed.Contains)) yield return new RuleHit($"services.{redirect}.name", $"The route {redirect} is the bundle's own");
        }

        foreach (var service in answers.Services)
        {
            for (var i = 2; i <= answers.RoutesOf(service).Count(); i++)
            {
                if (routed.Contains($"{service.Name}-{i}")) yield return new RuleHit($"services.{service.Name}-{i}.name", $"{service.Name}-{i} is also a further route of {service.Name}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindIgnoredByHeadless(AnswerSet answers)
    {
        foreach (var service in Running(answers).Where(s => s.Balancing.IsHeadless))
        {
            var path = $"services.{service.Name}";
            if (service.Balancing.AffinitySeconds is not null) yield return new RuleHit($"{path}.sessionAffinity", $"{service.Name} is headless");
            if (service.Balancing.Distribution is not null) yield return new RuleHit($"{path}.trafficDistribution", $"{service.Name} is headless");
            if (service.Balancing.StaysOnNode) yield return new RuleHit($"{path}.internalTrafficPolicy", $"{service.Name} is headless");
        }
    }

    private static IEnumerable<RuleHit> FindAffinityBehindProxies(AnswerSet answers)
    {
        foreach (var service in Running(answers).Where(s => s.Balancing.AffinitySeconds is not null))
        {
            var path = $"services.{service.Name}.sessionAffinity";
            if (Questions.HasMesh.Holds(answers)) yield return new RuleHit(path, $"{service.Name} is in a mesh");
            else if (service.Expose.Length > 0 && DecisionCatalogue.Get("hasEdge").When.Holds(answers)) yield return new RuleHit(path, $"{service.Name} is exposed");
        }
    }

    private static IEnumerable<RuleHit> FindNarrowAutoscaling(AnswerSet answers) =>
        answers.Services.Where(s => s.Autoscaling is { } a && a.Max < s.Replicas).Select(s => new RuleHit($"services.{s.Name}.autoscaling.max", $"{s.Name} scales from {s.Replicas} to {s.Autoscaling!.Max}"));

    private static IEnumerable<RuleHit> FindWeakProbes(AnswerSet answers)
    {
        foreach (var service in Running(answers).Where(s => answers.IsGiven($"services.{s.Name}.probes")))
        {
            var path = $"services.{service.Name}.probes";
            if (service.Probes.Kind == "http" && service.Probes.Live == service.Probes.Ready) yield return new RuleHit(path, $"{service.Name} has one path for both");
        }
    }

    private static IEnumerable<RuleHit> FindLiteralSecrets(AnswerSet answers) =>
        Running(answers).SelectMany(s => s.Environment
            .Where(v => v.Literal is { Length: > 0 } && NamesASecret(v.Name.Replace("_", "", StringComparison.Ordinal)))
            .Select(v => new RuleHit($"services.{s.Name}.env.{v.Name}", $"{v.Name} of {s.Name} is a literal")));

    /// <summary>The suffixes of the contract, and <c>ConnectionStrings__NAME</c>, by which .NET names what it reads under ConnectionStrings.</summary>
    private static bool NamesASecret(string name) =>
        SecretSuffixes.Any(x => name.EndsWith(x, StringComparison.OrdinalIgnoreCase)) || name.StartsWith("CONNECTIONSTRINGS", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<RuleHit> FindSilentPorts(AnswerSet answers)
    {
        foreach (var service in answers.Services.Where(s => s.Placeholder == Placeholder.Podinfo))
        {
            var http = service.Ports.FirstOrDefault(p => p.IsTcp);
            var grpc = service.Ports.FirstOrDefault(p => p.IsTcp && p.App == "grpc");
            for (var i = 0; i < service.Ports.Length; i++)
            {
                if (service.Ports[i] != http && service.Ports[i] != grpc) yield return new RuleHit($"services.{service.Name}.ports[{i}]", $"Nothing listens on {service.Ports[i].Name} of {service.Name}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindRequestsAboveLimits(AnswerSet answers)
    {
        foreach (var service in Running(answers))
        {
            var resources = service.Resources;
            if (Quantity.TryParseMemory(resources.Memory, out var memory) && Quantity.TryParseMemory(resources.MemoryLimit, out var memoryLimit) && memory > memoryLimit)
                yield return new RuleHit($"services.{service.Name}.resources.memoryLimit", $"{service.Name} requests {resources.Memory} of memory and is limited to {resources.MemoryLimit}");
            if (resources.CpuLimit is { } text && Quantity.TryParseCpu(resources.Cpu, out var cpu) && Quantity.TryParseCpu(text, out var cpuLimit) && cpu > cpuLimit)
                yield return new RuleHit($"services.{service.Name}.resources.cpuLimit", $"{service.Name} requests {resources.Cpu} of CPU and is limited to {text}");
        }
    }

    /// <summary>What a service asks for by fewer dots than a full name: Services by their name, those of another namespace with one dot, and the members of a set with one.</summary>
    private static IEnumerable<RuleHit> FindUnsearchedNames(AnswerSet answers)
    {
        foreach (var service in Running(answers).Where(s => s.Dns.Ndots < 2))
        {
            var names = service.Calls.Select(c => c.To.Split('/') is [var ns, var name] ? $"{name}.{ns}" : c.To).ToList();
            if (service is { Kind: ServiceKind.StatefulSet, Replicas: > 1 }) names.Add($"{service.Name}-0.{service.Name}-headless");
            var asked = names.Where(n => n.Count(c => c == '.') >= service.Dns.Ndots).Distinct().ToList();
            if (asked.Count > 0) yield return new RuleHit($"services.{service.Name}.dns.ndots", $"{service.Name} asks for {string.Join(", ", asked)} with ndots {service.Dns.Ndots}");
        }
    }
}
