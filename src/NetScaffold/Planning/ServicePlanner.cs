using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Planning;

/// <summary>Works out one service: container, probes, policies on both ends of each call, routes.</summary>
internal sealed class ServicePlanner(AnswerSet answers)
{
    private const string NameLabel = "app.kubernetes.io/name";

    /// <summary>Where podinfo listens for HTTP by itself.</summary>
    private const int PodinfoPort = 9898;

    private readonly PolicyPlanner _policies = new(answers);

    private readonly MeshPlanner _mesh = new(answers);

    private readonly Dictionary<string, ServiceAnswer> _byName = answers.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>Hosts with a path that is rewritten.</summary>
    private readonly HashSet<string> _rewritten = [.. answers.Services.SelectMany(s => s.Expose).Where(e => e.Rewrite is not null).Select(answers.HostOf)];

    private readonly ILookup<string, (string Caller, CallAnswer Call)> _callsTo =
        answers.Services.SelectMany(s => s.Calls.Select(c => (Caller: s.Name, Call: c))).ToLookup(x => x.Call.To, StringComparer.Ordinal);

    /// <summary>Statefulsets that have several pods in some environment: their members replicate among themselves, and policies are the same in all environments.</summary>
    private readonly HashSet<string> _withPeers =
        [.. answers.Environments.SelectMany(e => answers.In(e).Services).Where(s => s is { Kind: ServiceKind.StatefulSet, Replicas: > 1 }).Select(s => s.Name)];

    /// <summary>Policies of Cilium may stand beside others: they know DNS names, and look into requests.</summary>
    private readonly bool _hasCiliumPolicies = DecisionCatalogue.HasCiliumPolicies.Holds(answers);

    /// <summary>In a mesh requests are encrypted before Cilium could look into them.</summary>
    private readonly bool _looksIntoRequests = (DecisionCatalogue.HasCiliumPolicies & !Questions.HasMesh).Holds(answers);

    private readonly bool _hasEgressGateway = Questions.WantsEgressGateway.Holds(answers);

    /// <summary>Plans a service.</summary>
    /// <param name="service">The service as the environment has it.</param>
    public ServicePlan Plan(ServiceAnswer service)
    {
        var ports = ContainerPorts(service, out var metricsPort);
        ImmutableArray<int> gatewayPorts = [.. service.Expose.Select(e => service.PortOf(e).ContainerPort).Distinct().Order()];
        return new ServicePlan
        {
            Answer = service,
            Version = ImageReference.Parse(service.Image)?.Version ?? "0",
            CanaryVersion = service.Canary is { } canary ? ImageReference.Parse(canary.Image)?.Version ?? "0" : "",
            Command = service.Command ?? Command(service),
            ContainerPorts = ports,
            MetricsPortName = metricsPort,
            Volumes = Volumes(service),
            Probes = Probes(service, ports),
            ResolverOptions = ResolverOptions(service.Dns),
            Callers = [.. _callsTo[service.Name].Select(x => x.Caller).Distinct()],
            Policy = _policies.Service(service, gatewayPorts, Ingress(service), Egress(service), EgressByName(service)),
            Mesh = _mesh.Plan(service, _callsTo[service.Name], gatewayPorts, _withPeers.Contains(service.Name)),
            GatewayPorts = gatewayPorts,
            Routes = Routes(service),
            LongestRequestSeconds = service.Expose.Select(e => Seconds(e.Timeout)).DefaultIfEmpty(60).Max(),
        };
    }

    /// <summary>A duration as whole seconds, rounded up; 60 for none, 600 at most.</summary>
    private static int Seconds(string duration) => Duration.Parse(duration) is var time && time == TimeSpan.Zero ? 60 : (int)Math.Min(600, Math.Ceiling(time.TotalSeconds));

    /// <summary>podinfo listens where its flags say; other images know by themselves.</summary>
    private static ImmutableArray<string>? Command(ServiceAnswer service)
    {
        if (service.Placeholder != Placeholder.Podinfo) return null;
        var http = service.Ports.FirstOrDefault(p => p.IsTcp);
        var grpc = service.Ports.FirstOrDefault(p => p.IsTcp && p.App == "grpc");
        var port = http is null || http == grpc ? FreePort(service, PodinfoPort) : http.ContainerPort;
        var command = ImmutableArray.CreateBuilder<string>();
        command.Add("./podinfo");
        if (http is not null || port != PodinfoPort) command.Add($"--port={port}");
        if (grpc is not null) command.Add($"--grpc-port={grpc.ContainerPort}");
        if (service.Metrics is { } metrics && metrics.Port != port) command.Add($"--port-metrics={metrics.Port}");
        return command.ToImmutable();
    }

    private static int FreePort(ServiceAnswer service, int wanted)
    {
        while (service.Ports.Any(p => p.ContainerPort == wanted) || service.Metrics?.Port == wanted) wanted++;
        return wanted;
    }

    private static ImmutableArray<ContainerPort> ContainerPorts(ServiceAnswer service, out string? metricsPort)
    {
        metricsPort = null;
        if (service.Kind == ServiceKind.External) return [];
        var ports = service.Ports.Select(p => new ContainerPort(p.Name, p.ContainerPort, p.Protocol)).ToList();
        if (service.Metrics is { } metrics)
        {
            metricsPort = ports.Find(p => p.Port == metrics.Port && p.Protocol == "TCP")?.Name;
            if (metricsPort is null) ports.Add(new ContainerPort(metricsPort = "metrics", metrics.Port, "TCP"));
        }

        return [.. ports];
    }

    private static ImmutableArray<VolumePlan> Volumes(ServiceAnswer service)
    {
        var volumes = ImmutableArray.CreateBuilder<VolumePlan>();
        for (var i = 0; i < service.Writable.Length; i++) volumes.Add(new VolumePlan(i == 0 ? "scratch" : $"scratch-{i + 1}", service.Writable[i], null, "256Mi"));
        if (service.Placeholder == Placeholder.Postgres) volumes.Add(new VolumePlan("password", "/etc/postgres", service.Name, ""));
        return volumes.ToImmutable();
    }

    private static ImmutableArray<ProbePlan> Probes(ServiceAnswer service, ImmutableArray<ContainerPort> ports)
    {
        var probes = service.Probes;
        if (probes.Kind == "none" || service.Kind == ServiceKind.External || service.ProbedPort is not { } answer) return [];
        var port = ports.First(p => p.Name == answer.Name);
        var kind = probes.Kind == "postgres" ? "exec" : probes.Kind;
        ProbePlan Probe(string name, string path, int period, int timeout, int threshold) => new(
            name, kind, path, kind == "grpc" ? port.Port.ToString(CultureInfo.InvariantCulture) : port.Name, ["pg_isready", "--host=127.0.0.1", "--username=postgres"], period, timeout, threshold);

        var list = ImmutableArray.CreateBuilder<ProbePlan>();
        // Five minutes to start: until then the other probes do not run and the kubelet does not restart the container.
        if (probes.Startup is { } startup) list.Add(Probe("startupProbe", startup, 5, 3, 60));
        if (probes.Ready is { } ready) list.Add(Probe("readinessProbe", ready, 5, 3, 3));
        if (probes.Live is { } live) list.Add(Probe("livenessProbe", live, 10, 5, 6));
        return list.ToImmutable();
    }

    private static ImmutableArray<ResolverOption> ResolverOptions(DnsAnswer dns)
    {
        var options = ImmutableArray.CreateBuilder<ResolverOption>();
        void Add(string name, int? value, string? comment = null)
        {
            if (value is { } number) options.Add(new ResolverOption(name, number.ToString(CultureInfo.InvariantCulture), comment));
        }

        // NAME.NAMESPACE.svc is the longest name in use that is not a full one. musl searches no name that has the dots.
        Add("ndots", dns.Ndots, dns.Ndots > 2
            ? "Names with fewer dots, such as NAME.NAMESPACE.svc, are tried in the cluster's domains first."
            : "Names with fewer dots are tried in the cluster's domains first; NAME.NAMESPACE.svc goes upstream first, with musl nowhere else.");
        Add("timeout", dns.TimeoutSeconds);
        Add("attempts", dns.Attempts);
        if (dns.SingleRequestReopen) options.Add(new ResolverOption("single-request-reopen", null, null));
        return options.ToImmutable();
    }

    private ImmutableArray<PolicyRule> Ingress(ServiceAnswer service)
    {
        var rules = ImmutableArray.CreateBuilder<PolicyRule>();
        foreach (var calls in _callsTo[service.Name].GroupBy(x => x.Caller))
        {
            var whole = calls.Where(x => !IsHeldToRequests(x.Call)).Select(x => CalledPort(service, x.Call)).Distinct().ToImmutableArray();
            if (whole.Length > 0) rules.Add(new PolicyRule($"{calls.Key} calls {service.Name}.", [Pods(calls.Key)], PolicyPlanner.WithTunnel(whole)));
            foreach (var (caller, call) in calls.Where(x => IsHeldToRequests(x.Call)))
                rules.Add(new PolicyRule($"{caller} calls {service.Name}, and makes these requests alone.", [Pods(caller)], [CalledPort(service, call)]) { Requests = RequestsOf(call) });
        }

        foreach (var caller in service.AllowFrom)
        {
            var who = caller.Labels.Length == 0 ? $"All pods of {caller.Namespace}" : $"Pods of {caller.Namespace} with these labels";
            rules.Add(new PolicyRule($"{who} may call {service.Name}.", [PolicyPeer.PodsOf(caller.Namespace, [.. caller.Labels.Select(l => new PolicyLabel(l.Key, l.Value))])], PolicyPlanner.WithTunnel([.. service.PortsOf(caller).Select(PodPort).Distinct()])));
        }

        if (_withPeers.Contains(service.Name)) rules.Add(new PolicyRule($"Pods of {service.Name} reach each other.", [Pods(service.Name)], PolicyPlanner.WithTunnel([.. service.Ports.Select(PodPort)])));
        return rules.ToImmutable();
    }

    private ImmutableArray<PolicyRule> Egress(ServiceAnswer service)
    {
        var rules = ImmutableArray.CreateBuilder<PolicyRule>();
        foreach (var group in service.Calls.GroupBy(c => c.To))
        {
            if (group.Key.Split('/') is [var ns, var name])
            {
                var ports = group.Select(c => new PolicyPort("TCP", int.Parse(c.Port!, CultureInfo.InvariantCulture))).Distinct();
                rules.Add(new PolicyRule($"{service.Name} calls {name} in {ns}.", [PolicyPeer.PodsOf(ns, new PolicyLabel(NameLabel, name))], PolicyPlanner.WithTunnel([.. ports])));
            }
            else if (_byName[group.Key] is { External: { } external } callee)
            {
                if (external.Addresses.Length > 0)
                    rules.Add(new PolicyRule($"{service.Name} calls {callee.Name}, outside the cluster.", [.. external.Addresses.Select(AddressPeer)], [new PolicyPort(external.Protocol, external.Port)]));
            }
            else
            {
                var ports = group.Select(c => CalledPort(_byName[group.Key], c)).Distinct();
                rules.Add(new PolicyRule($"{service.Name} calls {group.Key}.", [Pods(group.Key)], PolicyPlanner.WithTunnel([.. ports])));
            }
        }

        foreach (var egress in service.Egress.Where(e => e.Cidr is not null))
        {
            var peer = PolicyPeer.Block(egress.Cidr!, OutsideAddresses.ExceptionsOf(egress.Cidr!, egress.Except, answers.Cluster));
            rules.Add(new PolicyRule($"{service.Name} calls {egress.Cidr}.", [peer], [.. egress.Ports.Distinct().Select(p => new PolicyPort(egress.Protocol, p))]));
        }

        if (_withPeers.Contains(service.Name)) rules.Add(new PolicyRule($"Pods of {service.Name} reach each other.", [Pods(service.Name)], PolicyPlanner.WithTunnel([.. service.Ports.Select(PodPort)])));
        return rules.ToImmutable();
    }

    /// <summary>Whoever waives that nobody can look gets the whole port.</summary>
    private bool IsHeldToRequests(CallAnswer call) => call.IsLimited && _looksIntoRequests;

    private static ImmutableArray<RequestMatch> RequestsOf(CallAnswer call)
    {
        var methods = call.Methods.IsEmpty ? [null] : call.Methods.Cast<string?>();
        var paths = call.Paths.IsEmpty ? [null] : call.Paths.Cast<string?>();
        return [.. from path in paths from method in methods select new RequestMatch(method, path)];
    }

    private ImmutableArray<PolicyRule> EgressByName(ServiceAnswer service)
    {
        if (!_hasCiliumPolicies) return [];
        var rules = ImmutableArray.CreateBuilder<PolicyRule>();
        foreach (var name in service.Calls.Select(c => c.To).Distinct().Where(_byName.ContainsKey))
        {
            if (_byName[name].External is { Host: { } host } external && !(_hasEgressGateway && external.IsByName))
                rules.Add(new PolicyRule($"{service.Name} calls {name}, outside the cluster.", [new() { DnsName = host, Alias = name }], [new PolicyPort(external.Protocol, external.Port)]));
        }

        foreach (var egress in service.Egress.Where(e => e.Fqdn is not null && !(_hasEgressGateway && e.IsByName)))
            rules.Add(new PolicyRule($"{service.Name} calls {egress.Fqdn}.", [new() { DnsName = egress.Fqdn }], [.. egress.Ports.Distinct().Select(p => new PolicyPort(egress.Protocol, p))]));
        return rules.ToImmutable();
    }

    /// <summary>The first has the service's name, the others a number behind it.</summary>
    private ImmutableArray<RoutePlan> Routes(ServiceAnswer service)
    {
        return
        [
            .. answers.RoutesOf(service).Select((group, i) => new RoutePlan(
                i == 0 ? service.Name : $"{service.Name}-{i + 1}",
                HostId.Of(group.Key.Host, answers),
                group.Key.MaxBodySize,
                group.First().CorsOrigins,
                group.First().Timeout,
                [.. group.Select(e => RouteRule(service, e))])
            {
                IsHostRewritten = _rewritten.Contains(group.Key.Host),
                IsGrpc = group.Key.App == "grpc",
            }),
        ];
    }

    private static RouteRule RouteRule(ServiceAnswer service, ExposeAnswer expose)
    {
        var isPlaceholderRoot = expose.ReachesPlaceholderRoot(service) && expose.PathType is null;
        var comment = isPlaceholderRoot ? "Exact: the placeholder would publish its debug paths otherwise. With your own image, PathPrefix is the default."
            : expose.WebSocket ? "No time limit: it would cut WebSocket connections."
            : null;
        return new RouteRule(comment, expose.PathType ?? (isPlaceholderRoot ? "Exact" : "PathPrefix"), expose.Path, expose.Rewrite, expose.Timeout, service.PortOf(expose).Port, service.PortOf(expose).App == "http" ? "http" : "h2c");
    }

    private static PolicyPort CalledPort(ServiceAnswer callee, CallAnswer call) => PodPort(callee.PortOf(call)!);

    private static PolicyPort PodPort(PortAnswer port) => new(port.Protocol, port.ContainerPort);

    private static PolicyPeer Pods(string service) => PolicyPeer.Pods(NameLabel, service);

    private static PolicyPeer AddressPeer(string address) => PolicyPeer.Block(Cidr.Of(IPAddress.Parse(address)).ToString());
}
