using System.Collections.Immutable;
using System.Net;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

namespace NetScaffold.Decisions;

/// <summary>Every rule that answers alone decide, in the order of its code.</summary>
public static class RuleCatalogue
{
    /// <summary>The newest minor version of Kubernetes that the pinned releases were tested on, as of 2026-08-22.</summary>
    private const string NewestTestedKubernetes = "1.36";

    /// <summary>The choices behind the newest tested one; the list is in ascending order.</summary>
    private static readonly Expression NewerThanTested = new AnyOf(
        [.. ((ChoiceShape)Questions.Kubernetes.Shape).Choices.SkipWhile(c => c.Value != NewestTestedKubernetes).Skip(1).Select(c => Questions.Kubernetes.Is(c.Value))]);

    private static readonly string[] PrivateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

    private static readonly string[] SecretSuffixes = ["PASSWORD", "TOKEN", "SECRET", "CONNECTIONSTRING"];

    private static readonly string[] OwnPolicies = ["default-deny", "allow-dns", "acme-solver"];

    /// <summary>Secrets that cert-manager writes, behind the bundle's name, each with its decision. A service's own Secret has the service's name.</summary>
    private static readonly (string Suffix, string Decision)[] OwnSecrets = [("tls", "tls"), ("ca", "privateCa"), ("acme-account", "acme")];

    private static readonly Expression HasPolicies = !Questions.Policies.Is("none");

    private static readonly Expression DeniesEgress = Questions.Policies.Is("default-deny");

    private static readonly Expression HasEdge = Questions.EdgeApi.Is("gateway-api");

    /// <summary>The rules about the application and its surroundings; those about the cluster stand in <see cref="ClusterRules"/>, <see cref="DnsRules"/> and <see cref="TuningRules"/>.</summary>
    private static readonly ImmutableArray<Rule> Own =
    [
        Rule.OverChoices("NS2002", Severity.Error, "Policies are asked for, but the pod network does not enforce any",
            HasPolicies & Questions.Cni.Is("existing") & Questions.ExistingPolicies.Is("false"), Questions.ExistingPolicies,
            "the API server accepts the objects and nothing is isolated.", "Set security.policies: none, or use a pod network that enforces them."),
        new("NS2012", Severity.Error, "Address blocks overlap", "packets for one would go to the other.",
            "Choose blocks that share no address.", FindOverlaps),
        new("NS2025", Severity.Error, "IP families do not match", "a dual-stack cluster has one block of each family for pods and for Services.",
            "Give one CIDR, or one IPv4 and one IPv6, the same families for both.", FindMixedFamilies) { IsWaivable = false },
        new("NS2060", Severity.Warning, "Egress to everywhere", "it reaches private networks beside the cluster as well.",
            "Except 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (fc00::/7 for IPv6), or name the addresses that are called. The cluster's own blocks and metadata addresses are excepted already.", FindOpenEgress),
        new("NS2061", Severity.Error, "Egress by addresses of pods or nodes", "a pod's address lasts as long as the pod, and Cilium never matches a CIDR against pods or nodes.",
            "Call the service by its name.", FindPodBlocks),
        new("NS2062", Severity.Error, "Egress by addresses of Services", "policies see the address of the pod, after translation, and one Service cannot lead to another.",
            "Call the service by its name.", FindServiceBlocks),
        new("NS2066", Severity.Error, "The application in a namespace of somebody else", "its policies and Pod Security level would stop what runs there.", "Give the application a namespace of its own.", FindSystemNamespaces),
        Rule.OverChoices("NS2075", Severity.Warning, "The namespace has no network policies", Questions.Policies.Is("none"), Questions.Policies,
            "every pod of the cluster reaches every pod of the application.", "Use security.policies: default-deny."),
        new("NS2088", Severity.Error, "Two objects of one name", "the second would overwrite the first.", "Rename the service.", FindNameClashes) { IsWaivable = false },
        new("NS2093", Severity.Info, "Limits beyond the Gateway API", "it is written as a policy of Envoy Gateway and does not move to another implementation.",
            "Nothing to do while Envoy Gateway is the controller.", FindVendorLimits),
        new("NS2105", Severity.Warning, "Metrics are public", "the exposed path leads to the metrics.", "Serve metrics on a port of their own, or expose another path.", FindPublicMetrics),
        Rule.OverChoices("NS2110", Severity.Info, "A load balancer is needed",
            Questions.LoadBalancer.Is("external") & DecisionCatalogue.OwnGateway & Questions.Layers.Is("platform") & DecisionCatalogue.NoLoadBalancer, Questions.LoadBalancer,
            "this platform brings none, so the gateway's Service waits for an address until the cluster has a provider.",
            "Install a provider such as MetalLB, or set edge.loadBalancer: none and forward to the gateway yourself."),
        new("NS2174", Severity.Error, "Autoscaling has no room", "the greatest number of pods is below the least.", "Raise autoscaling.max or lower replicas.", FindNarrowAutoscaling) { IsWaivable = false },
        new("NS2180", Severity.Error, "The disruption budget blocks every drain", "no pod may ever be evicted.", "Use maxUnavailable: 1, or disruption: none.",
            a => Running(a).Where(s => s.MaxUnavailable == 0).Select(s => new RuleHit($"services.{s.Name}.disruption", $"{s.Name} may never lose a pod"))),
        new("NS2183", Severity.Warning, "No disruption budget", "a drain may take all pods at once.", "Use disruption: {maxUnavailable: 1}.",
            a => Running(a).Where(s => s is { MaxUnavailable: null, Replicas: >= 2 }).Select(s => new RuleHit($"services.{s.Name}.disruption", $"{s.Name} has several pods and no budget"))),
        new("NS2191", Severity.Warning, "Probes do not tell ready from alive", "a pod that only waits for something is restarted.",
            "Use different paths: ready may depend on others, live may not.", FindWeakProbes),
        new("NS2195", Severity.Info, "The image has no digest", "a tag can move.", "Add @sha256:… for production.",
            a => Running(a).Where(s => s.Placeholder == Placeholder.None && ImageReference.Parse(s.Image) is { Digest: null }).Select(s => new RuleHit($"services.{s.Name}.image", $"{s.Image} is pinned by tag"))),
        new("NS2201", Severity.Error, "A sysctl that is not safe", "Pod Security baseline and restricted reject pods with it.",
            "Leave it out, or use security.podSecurity: privileged and have the kubelets allow it.", SysctlRules.FindRejected),
        Rule.OverChoices("NS2501", Severity.Warning, "The Kubernetes version is newer than what was tested", NewerThanTested, Questions.Kubernetes,
            $"the pinned releases were tested up to {NewestTestedKubernetes}.", $"Use {NewestTestedKubernetes}, or test before production."),
        new("NS2502", Severity.Error, "Egress by DNS name", "NetworkPolicy knows no names, and the pod network has no policies that do, so what is declared stays closed.",
            "Use cluster.cni: cilium, set cluster.existing.fqdn, or give a cidr (addresses for an external service).", FindFqdnWithoutSupport),
        new("NS2503", Severity.Error, "A secret as plain text", "the bundle is committed and read by many.", "Use {secret: NAME, key: KEY}.", FindLiteralSecrets),
        new("NS2504", Severity.Error, "A postgres placeholder with several pods", "they would be separate databases: replication is not set up by the image.",
            "Use replicas: 1, or an image or operator that replicates.",
            a => a.Services.Where(s => s is { Placeholder: Placeholder.Postgres, Replicas: > 1 }).Select(s => new RuleHit($"services.{s.Name}.replicas", $"{s.Name} has {s.Replicas} replicas"))),
        Rule.OverChoices("NS2505", Severity.Warning, "No TLS", Questions.TlsIssuer.Is("none") & DecisionCatalogue.OwnGateway, Questions.TlsIssuer,
            "requests and cookies cross the network in plain text.", "Use tls.issuer: letsencrypt or private-ca."),
        new("NS2506", Severity.Error, "A body limit on a stream", "the gateway buffers whole requests for it, so WebSocket and gRPC streams hang.",
            "Set maxBodySize: \"off\" for this path.", FindBufferedStreams),
        new("NS2507", Severity.Info, "A placeholder at /", "it is routed by Exact, since it would publish its debug paths otherwise.", "Give your own image: PathPrefix is then the default.",
            a => Routed(a).Where(x => x.Expose.ReachesPlaceholderRoot(x.Service) && x.Expose.PathType is null).Select(x => new RuleHit(x.Path, $"{x.Service.Name} is a placeholder"))),
        new("NS2508", Severity.Info, "No probes given", "it counts as ready once it takes connections.", "Give probes: {kind: http, live: …, ready: …}.",
            a => Running(a).Where(s => s.Probes.Kind == "tcp" && !a.IsGiven($"services.{s.Name}.probes")).Select(s => new RuleHit($"services.{s.Name}.image", $"{s.Name} has no probes"))),
        new("NS2509", Severity.Info, "The placeholder does not serve all ports", "podinfo listens on one HTTP port, one gRPC port and one for metrics.", "Give your own image.", FindSilentPorts),
        new("NS2510", Severity.Error, "Something other than HTTP is exposed", "routes carry HTTP and gRPC.", "Set app: http, grpc or h2c for the port, or do not expose it.", FindExposedTcp) { IsWaivable = false },
        new("NS2511", Severity.Error, "Too many paths in one route", "an HTTPRoute takes 16 rules.", "Expose fewer paths, or split the service.", FindLargeRoutes) { IsWaivable = false },
        new("NS2512", Severity.Error, "A public certificate for a reserved name", "no public authority issues for it.", "Use tls.issuer: private-ca, or a host of your own.", FindReservedAcme),
        new("NS2513", Severity.Error, "A request above its limit", "the API server rejects it.", "Raise the limit or lower the request.", FindRequestsAboveLimits) { IsWaivable = false },
        new("NS2514", Severity.Info, "Nothing is reachable from outside", "edge.api is none, so expose has no effect.", "Remove expose, or use edge.api: gateway-api.",
            a => HasEdge.Holds(a) ? [] : Exposed(a).Select(x => new RuleHit(x.Path, $"{x.Service.Name} is declared as exposed"))),
        new("NS2515", Severity.Error, "Addresses that no Service may point at", "the API server rejects loopback and link-local addresses in an EndpointSlice.", "Give an address that pods can reach.",
            a => ExternalAddresses(a).Where(x => IsLocal(x.Address)).Select(x => new RuleHit(x.Path, $"{x.Address} is local to a node"))) { IsWaivable = false },
        new("NS2516", Severity.Warning, "A placeholder publishes its debug paths", "anybody may stop it with POST /panic.", "Leave out pathType, or give your own image.",
            a => Routed(a).Where(x => x.Expose.ReachesPlaceholderRoot(x.Service) && x.Expose.PathType == "PathPrefix").Select(x => new RuleHit(x.Path, $"{x.Service.Name} is a placeholder, exposed with all its paths"))),
        new("NS2517", Severity.Warning, "No readiness probe", "callers are sent to pods that are not ready.", "Give probes: {kind: tcp}, or http or grpc where the image has a health endpoint.",
            a => Running(a).Where(s => s.Probes.Kind == "none" && IsCalled(a, s) && s.Ports.Any(p => p.IsTcp)).Select(s => new RuleHit($"services.{s.Name}.probes", $"{s.Name} is called and has no probes"))),
        new("NS2518", Severity.Info, "A call into another namespace", "its pods must carry the label app.kubernetes.io/name with that name, and policies there must let the caller in.", "Agree on both with whoever runs it.",
            a => a.Services.SelectMany(s => s.Calls.Select((c, i) => (s, c, i))).Where(x => x.c.To.Contains('/')).Select(x => new RuleHit($"services.{x.s.Name}.calls[{x.i}]", $"{x.s.Name} calls {x.c.To}"))),
        new("NS2519", Severity.Info, "Metrics share a port", "every allowed caller can read them.", "Serve metrics on a port of their own.",
            a => Running(a).Where(s => s.Metrics is { } m && s.Ports.Any(p => p.ContainerPort == m.Port && p.IsTcp)).Select(s => new RuleHit($"services.{s.Name}.metrics", $"{s.Name} serves metrics on a port that callers use"))),
        new("NS2520", Severity.Error, "Too many hosts for one Gateway", "it takes 64 listeners, one of them for plain HTTP.", "Expose fewer hosts, or attach to a Gateway that has them.",
            a => DecisionCatalogue.OwnGateway.Holds(a) && a.Hosts.Length > 63 ? [new RuleHit("services", $"{a.Hosts.Length} hosts are exposed")] : []) { IsWaivable = false },
        new("NS2521", Severity.Error, "The postgres placeholder is set up by the bundle", "its volume belongs at /var/lib/postgresql and its password comes from a file.", "Leave that answer out, or give an image of your own.", FindBentPostgres),
        new("NS2522", Severity.Info, "No port that can be probed", "probes are TCP, so it counts as ready once it runs.", "Give it a TCP port with a health endpoint, or say probes: {kind: none}.",
            a => Running(a).Where(s => s.Ports.Length > 0 && s.ProbedPort is null && !a.IsGiven($"services.{s.Name}.probes")).Select(s => new RuleHit($"services.{s.Name}.ports", $"{s.Name} has no TCP port"))),
        new("NS2523", Severity.Error, "Addresses of a family that the cluster lacks", "the API server rejects a Service of that family.",
            "Give an address of the cluster's family, or set cluster.podCidr and cluster.serviceCidr to the families that it has.", FindForeignFamilies) { IsWaivable = false },
        new("NS2524", Severity.Warning, "Egress to metadata addresses", "nodes and clouds serve credentials there, to whoever asks.",
            "Leave it out, or accept the finding where it is meant, as for a DNS cache on the node. A wider CIDR excepts these addresses by itself.", FindMetadata),
        Rule.OverChoices("NS2530", Severity.Info, "metrics-server does not verify kubelets", DecisionCatalogue.Get("metricsServerRelease").When & DecisionCatalogue.SelfSignedKubelets, Questions.Platform,
            "the kubelets of this platform serve certificates that they signed themselves.", "Nothing to do for a trial. In production set serverTLSBootstrap: true for the kubelets, approve their certificate requests, and drop the flag from upstream/metrics-server/values.yaml."),
        new("NS2531", Severity.Error, "Releases share a namespace", "each comes with a namespace of its own, whose Pod Security level fits it alone.", "Give it a namespace of its own.", FindSharedNamespaces) { IsWaivable = false },
        new("NS2560", Severity.Warning, "Names of the cluster are asked outside first", "a name with so many dots is tried outside the cluster first, and musl tries nothing else.",
            "Use ndots: 2 or more, or call by full names such as users.team-b.svc.cluster.local with a dot at the end.", FindUnsearchedNames),
        new("NS2561", Severity.Warning, "A sysctl that kubelets refuse by default", "it is not among the safe ones, and a pod with it does not start on a node that does not allow it.",
            "Have the kubelets name it under allowedUnsafeSysctls, or leave it out.", SysctlRules.FindUnsafe),
        new("NS2562", Severity.Error, "A sysctl of the whole node", "kubelets set what belongs to a pod alone: net.*, kernel.shm*, kernel.msg*, kernel.sem and fs.mqueue.*.",
            "Set it on the nodes, with their image or configuration.", SysctlRules.FindOfNodes),
        new("NS2563", Severity.Error, "A sysctl with a value of another form", "the kernel refuses it, and no pod starts.", "Give as many whole numbers as the parameter takes.", SysctlRules.FindMisshapen),
        new("NS2564", Severity.Error, "A port that the pod may not open", "a process that is not root opens none below net.ipv4.ip_unprivileged_port_start.",
            "Leave the parameter out: the bundle sets it where it is needed. Or use a higher containerPort.", SysctlRules.FindClosedPorts),
    ];

    /// <summary>All rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } = [.. ClusterRules.All.Concat(DnsRules.All).Concat(TuningRules.All).Concat(Own).OrderBy(r => r.Code, StringComparer.Ordinal)];

    private static IEnumerable<RuleHit> FindSharedNamespaces(AnswerSet answers)
    {
        var taken = ReservedNamespaces.System.ToDictionary(n => n, _ => "the system", StringComparer.Ordinal);
        if (DecisionCatalogue.Get("nodeTuning").When.Holds(answers)) taken.Add("node-tuning", "node tuning");
        foreach (var release in Releases.All.Where(r => r.PodSecurity is not null && DecisionCatalogue.Get(r.Decision).When.Holds(answers)))
        {
            var ns = release.Namespace(answers);
            var path = release == Releases.Prometheus ? Questions.PrometheusNamespace.Path : Questions.ControllerNamespace.Path;
            if (!taken.TryAdd(ns, release.Name)) yield return new RuleHit(path, $"{release.Name} and {taken[ns]} are both in {ns}");
        }
    }

    private static IEnumerable<ServiceAnswer> Running(AnswerSet answers) => answers.Services.Where(s => s.Kind != ServiceKind.External);

    private static IEnumerable<(ServiceAnswer Service, ExposeAnswer Expose, string Path)> Exposed(AnswerSet answers) =>
        answers.Services.SelectMany(s => s.Expose.Select((e, i) => (s, e, $"services.{s.Name}.expose[{i}]")));

    /// <summary>What is exposed and has a route; without a gateway nothing has.</summary>
    private static IEnumerable<(ServiceAnswer Service, ExposeAnswer Expose, string Path)> Routed(AnswerSet answers) => HasEdge.Holds(answers) ? Exposed(answers) : [];

    private static IEnumerable<(ServiceAnswer Service, EgressAnswer Egress, Cidr Cidr, string Path)> EgressBlocks(AnswerSet answers)
    {
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i].Cidr is { } text && Cidr.TryParse(text, out var cidr)) yield return (service, service.Egress[i], cidr, $"services.{service.Name}.egress[{i}]");
            }
        }
    }

    private static IEnumerable<(ServiceAnswer Service, string Address, Cidr Block, string Path)> ExternalAddresses(AnswerSet answers) =>
        answers.Services.SelectMany(s => (s.External?.Addresses ?? []).Select((a, i) => (s, a, Cidr.Of(IPAddress.Parse(a)), $"services.{s.Name}.external.addresses[{i}]")));

    private static IEnumerable<RuleHit> FindSystemNamespaces(AnswerSet answers)
    {
        var taken = ReservedNamespaces.Of(answers).ToHashSet(StringComparer.Ordinal);
        if (taken.Contains(answers.Namespace)) yield return new RuleHit(Questions.Namespace.Path, $"The namespace {answers.Namespace} is not the application's own");
        foreach (var environment in answers.Environments.Where(e => e.Namespace is not null && taken.Contains(e.Namespace)))
            yield return new RuleHit($"environments.{environment.Name}.namespace", $"The namespace {environment.Namespace} is not the application's own");
    }

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

    private static bool IsLocal(string address)
    {
        var parsed = IPAddress.Parse(address);
        return IPAddress.IsLoopback(parsed) || parsed.IsIPv6LinkLocal || parsed.IsIPv6Multicast || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any)
            || Parse("169.254.0.0/16").Contains(Cidr.Of(parsed)) || Parse("224.0.0.0/4").Contains(Cidr.Of(parsed));
    }

    private static Cidr Parse(string text) => Cidr.TryParse(text, out var cidr) ? cidr : throw new FormatException($"{text} is no CIDR.");

    private static IEnumerable<RuleHit> FindOverlaps(AnswerSet answers)
    {
        (Question Question, string Text)[] blocks =
        [
            .. answers.Cluster.PodCidr.Select(c => (Questions.PodCidr, c)),
            .. answers.Cluster.ServiceCidr.Select(c => (Questions.ServiceCidr, c)),
            .. answers.Cluster.NodeCidr.Select(c => (Questions.NodeCidr, c)),
        ];
        for (var i = 0; i < blocks.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Parse(blocks[i].Text).Overlaps(Parse(blocks[j].Text)))
                    yield return new RuleHit(answers.IsGiven(blocks[i].Question.Path) ? blocks[i].Question.Path : blocks[j].Question.Path, $"{blocks[i].Question.Path} {blocks[i].Text} overlaps {blocks[j].Question.Path} {blocks[j].Text}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindMixedFamilies(AnswerSet answers)
    {
        var pods = Families(answers.Cluster.PodCidr);
        var services = Families(answers.Cluster.ServiceCidr);
        if (answers.Cluster.PodCidr.Length > pods.Count) yield return new RuleHit(Questions.PodCidr.Path, "Both pod CIDRs are of one family");
        if (answers.Cluster.ServiceCidr.Length > services.Count) yield return new RuleHit(Questions.ServiceCidr.Path, "Both Service CIDRs are of one family");
        if (answers.Cluster.NodeCidr.Length > Families(answers.Cluster.NodeCidr).Count) yield return new RuleHit(Questions.NodeCidr.Path, "Both node CIDRs are of one family");
        // Without a block for pods the cloud's network has their addresses.
        if (pods.Count > 0 && !pods.SetEquals(services)) yield return new RuleHit(answers.IsGiven(Questions.PodCidr.Path) ? Questions.PodCidr.Path : Questions.ServiceCidr.Path, $"Pods have {Words(pods)} and Services {Words(services)}");
    }

    private static HashSet<bool> Families(ImmutableArray<string> cidrs) => [.. cidrs.Select(c => Parse(c).IsIPv6)];

    private static string Words(HashSet<bool> families) => families.Count == 2 ? "both families" : families.Contains(true) ? "IPv6" : "IPv4";

    private static IEnumerable<RuleHit> FindOpenEgress(AnswerSet answers)
    {
        if (!DeniesEgress.Holds(answers)) yield break;
        foreach (var (service, egress, cidr, path) in EgressBlocks(answers))
        {
            var open = PrivateBlocks.Select(Parse).Where(b => cidr.Contains(b) && !egress.Except.Select(Parse).Any(e => e.Contains(b)));
            if (cidr.PrefixLength == 0 && (cidr.IsIPv6 ? !egress.Except.Select(Parse).Any(e => e.Contains(Parse("fc00::/7"))) : open.Any()))
                yield return new RuleHit(path, $"{service.Name} may call {egress.Cidr}");
        }
    }

    /// <summary>An external service must have no address of a pod, whoever enforces policies; nodes and CIDRs concern the policies of Cilium.</summary>
    private static IEnumerable<RuleHit> FindPodBlocks(AnswerSet answers)
    {
        var pods = answers.Cluster.PodCidr.Select(Parse).ToList();
        var nodes = answers.Cluster.NodeCidr.Select(Parse).ToList();
        var isLimited = (DeniesEgress & Questions.Cni.Is("cilium")).Holds(answers);
        return (isLimited ? EgressBlocks(answers) : [])
            .Where(e => pods.Concat(nodes).Any(c => c.Contains(e.Cidr)))
            .Select(e => new RuleHit(e.Path, $"{e.Egress.Cidr} lies in the cluster"))
            .Concat(ExternalAddresses(answers).Where(x => (isLimited ? pods.Concat(nodes) : pods).Any(c => c.Contains(x.Block))).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} lies in the cluster")));
    }

    private static IEnumerable<RuleHit> FindServiceBlocks(AnswerSet answers)
    {
        var services = answers.Cluster.ServiceCidr.Select(Parse).ToList();
        return (DeniesEgress.Holds(answers) ? EgressBlocks(answers) : [])
            .Where(e => services.Exists(c => c.Contains(e.Cidr)))
            .Select(e => new RuleHit(e.Path, $"{e.Egress.Cidr} lies in the Service CIDR"))
            .Concat(ExternalAddresses(answers).Where(x => services.Exists(c => c.Contains(x.Block))).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} lies in the Service CIDR")));
    }

    private static IEnumerable<RuleHit> FindForeignFamilies(AnswerSet answers)
    {
        var families = Families(answers.Cluster.ServiceCidr);
        if (!answers.Cluster.PodCidr.IsEmpty) families.IntersectWith(Families(answers.Cluster.PodCidr));
        // Pods and Services of different families are refused by themselves.
        if (families.Count == 0) return [];
        return ExternalAddresses(answers).Where(x => !families.Contains(x.Block.IsIPv6)).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} is {Words([x.Block.IsIPv6])}, and the cluster has {Words(families)}"));
    }

    private static IEnumerable<RuleHit> FindMetadata(AnswerSet answers) =>
        (DeniesEgress.Holds(answers) ? EgressBlocks(answers) : [])
            .Where(e => MetadataBlocks.Cover(e.Cidr))
            .Select(e => new RuleHit(e.Path, $"{e.Service.Name} may call {e.Egress.Cidr}"))
            .Concat(ExternalAddresses(answers).Where(x => MetadataBlocks.Cover(x.Block) && !IsLocal(x.Address)).Select(x => new RuleHit(x.Path, $"{x.Address} of {x.Service.Name} is such an address")));

    /// <summary>Names that the bundle itself gives, by kind: policies, the Secrets of certificates, routes and the further routes of a service.</summary>
    private static IEnumerable<RuleHit> FindNameClashes(AnswerSet answers)
    {
        var names = answers.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (HasPolicies.Holds(answers))
        {
            foreach (var name in OwnPolicies.Where(names.Contains)) yield return new RuleHit($"services.{name}.name", $"The policy {name} is the bundle's own");
        }

        foreach (var (suffix, decision) in OwnSecrets)
        {
            var secret = $"{answers.Name}-{suffix}";
            if (names.Contains(secret) && DecisionCatalogue.Get(decision).When.Holds(answers)) yield return new RuleHit($"services.{secret}.name", $"The Secret {secret} is the bundle's own");
        }

        if (!HasEdge.Holds(answers)) yield break;
        var redirect = $"{answers.Name}-redirect";
        var routed = answers.Services.Where(s => s.Expose.Length > 0).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (routed.Contains(redirect) && DecisionCatalogue.Get("tls").When.Holds(answers)) yield return new RuleHit($"services.{redirect}.name", $"The route {redirect} is the bundle's own");
        foreach (var service in answers.Services)
        {
            for (var i = 2; i <= answers.RoutesOf(service).Count(); i++)
            {
                if (routed.Contains($"{service.Name}-{i}")) yield return new RuleHit($"services.{service.Name}-{i}.name", $"{service.Name}-{i} is also a further route of {service.Name}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindVendorLimits(AnswerSet answers)
    {
        if (!HasEdge.Holds(answers) || !Exposed(answers).Any()) yield break;
        if (answers.Edge.RateLimit > 0) yield return new RuleHit(Questions.RateLimit.Path, "The rate limit is not portable");
        if (Exposed(answers).Any(x => x.Expose.MaxBodySize is not null)) yield return new RuleHit(Questions.MaxBodySize.Path, "The body limit is not portable");
        if (Exposed(answers).Any(x => x.Expose.CorsOrigins.Length > 0)) yield return new RuleHit(Questions.CorsOrigins.Path, "The CORS policy is not portable");
    }

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

    private static IEnumerable<RuleHit> FindFqdnWithoutSupport(AnswerSet answers)
    {
        if (!DeniesEgress.Holds(answers) || DecisionCatalogue.HasFqdnPolicies.Holds(answers)) yield break;
        var hosts = answers.Services.Where(s => s.External?.Host is not null).ToDictionary(s => s.Name, s => s.External!.Host!, StringComparer.Ordinal);
        foreach (var service in answers.Services)
        {
            for (var i = 0; i < service.Egress.Length; i++)
            {
                if (service.Egress[i].Fqdn is { } name) yield return new RuleHit($"services.{service.Name}.egress[{i}]", $"{service.Name} calls {name}");
            }

            for (var i = 0; i < service.Calls.Length; i++)
            {
                if (hosts.TryGetValue(service.Calls[i].To, out var host)) yield return new RuleHit($"services.{service.Name}.calls[{i}]", $"{service.Name} calls {host}");
            }
        }
    }

    private static IEnumerable<RuleHit> FindLiteralSecrets(AnswerSet answers) =>
        Running(answers).SelectMany(s => s.Environment
            .Where(v => v.Literal is { Length: > 0 } && NamesASecret(v.Name.Replace("_", "", StringComparison.Ordinal)))
            .Select(v => new RuleHit($"services.{s.Name}.env.{v.Name}", $"{v.Name} of {s.Name} is a literal")));

    /// <summary>The suffixes of the contract, and <c>ConnectionStrings__NAME</c>, by which .NET names what it reads under ConnectionStrings.</summary>
    private static bool NamesASecret(string name) =>
        SecretSuffixes.Any(x => name.EndsWith(x, StringComparison.OrdinalIgnoreCase)) || name.StartsWith("CONNECTIONSTRINGS", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<RuleHit> FindBufferedStreams(AnswerSet answers) =>
        Routed(answers)
            .Where(x => x.Expose.MaxBodySize is not null && (x.Expose.WebSocket || x.Service.PortOf(x.Expose).App == "grpc"))
            .Select(x => new RuleHit(x.Path, $"{x.Expose.Path} of {x.Service.Name} streams"));

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

    private static IEnumerable<RuleHit> FindExposedTcp(AnswerSet answers) =>
        Routed(answers)
            .Select(x => (x.Path, x.Service, Port: x.Service.PortOf(x.Expose)))
            .Where(x => x.Port.App == "tcp" || !x.Port.IsTcp)
            .Select(x => new RuleHit(x.Path, $"Port {x.Port.Name} of {x.Service.Name} is {(x.Port.IsTcp ? "plain TCP" : x.Port.Protocol)}"));

    private static IEnumerable<RuleHit> FindLargeRoutes(AnswerSet answers) =>
        answers.Services.Where(s => answers.RoutesOf(s).Any(g => g.Count() > 16)).Select(s => new RuleHit($"services.{s.Name}.expose", $"{s.Name} exposes {s.Expose.Length} paths"));

    /// <summary>The hosts of the answers, which environments stand before, and those that environments have in place of the main one.</summary>
    private static IEnumerable<RuleHit> FindReservedAcme(AnswerSet answers)
    {
        if (!(Questions.OwnGateway & Questions.TlsIssuer.Is("letsencrypt")).Holds(answers)) return [];
        var own = Exposed(answers).Any(x => answers.HostOf(x.Expose) == answers.Edge.Host) ? answers.Environments.Where(e => e.Host is not null) : [];
        return Exposed(answers).Select(x => (Path: x.Expose.Host is null ? Questions.Host.Path : x.Path, Host: answers.HostOf(x.Expose)))
            .Concat(own.Select(e => (Path: $"environments.{e.Name}.host", Host: e.Host!)))
            .Distinct().Where(x => ReservedNames.Contains(x.Host)).Select(x => new RuleHit(x.Path, $"{x.Host} is reserved"));
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
