using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Makes services of their trees: defaults by kind and placeholder, then everything that refers to another service.</summary>
/// <param name="answers">All other answers.</param>
/// <param name="names">Names of all services as written, the misnamed ones too.</param>
/// <param name="misfits">What the shape left out, by the place of its map and its key: what refers to it was judged already.</param>
/// <param name="diagnostics">Receives NS1030 to NS1043.</param>
internal sealed class ServiceBinder(AnswerSet answers, IReadOnlyCollection<string> names, IReadOnlySet<(SourceLocation At, string Key)> misfits, List<Diagnostic> diagnostics)
{
    private static readonly (string Field, ServiceKind[] Kinds, string Fix)[] FieldsOfSomeKinds =
    [
        ("storage", [ServiceKind.StatefulSet], "Use kind: statefulset for a volume for each pod, or writable for scratch space."),
        ("external", [ServiceKind.External], "Use kind: external, or remove external."),
        ("canary", [ServiceKind.Deployment], "A canary is a second Deployment beside a stable one: remove it, or use kind: deployment."),
        .. ServiceShape.Map.Fields.Select(f => f.Name).Except(["name", "kind", "external", "storage", "canary"])
            .Select(f => (f, new[] { ServiceKind.Deployment, ServiceKind.StatefulSet }, "An external service has external.host or external.addresses, and external.port; nothing of it runs here.")),
    ];

    private static readonly string[] FieldsThatNeedPorts = ["allowFrom", "expose", "probes", "sessionAffinity", "trafficDistribution", "internalTrafficPolicy", "headless", "publishNotReady"];

    /// <summary>Words that ask for nothing.</summary>
    private static readonly string[] Nothing = ["none", "cluster", "false"];

    private readonly HashSet<string> _withBrokenPorts = new(StringComparer.Ordinal);

    public ImmutableArray<ServiceAnswer> Bind(YamlNode? list)
    {
        var services = ImmutableArray.CreateBuilder<ServiceAnswer>();
        var trees = new Dictionary<string, YamlMap>(StringComparer.Ordinal);
        foreach (var tree in ((list as YamlSequence)?.Items ?? []).OfType<YamlMap>())
        {
            var service = BindOne(tree);
            if (trees.TryGetValue(service.Name, out var first)) diagnostics.Add(AnswersDiagnostics.ServiceTwice(At(tree, "name"), service.Name, At(first, "name")));
            else services.Add(service);
            trees.TryAdd(service.Name, tree);
            if (Lacks(tree, "ports") || (new TreeReader(tree).Find("ports") is YamlSequence ports && (Lacks(ports, "") || ports.Items.Any(p => Lacks(p, "name"))))) _withBrokenPorts.Add(service.Name);
        }

        var byName = services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var service in services)
        {
            CheckPorts(service, trees[service.Name]);
            CheckTwice(service, trees[service.Name]);
            CheckCalls(service, trees[service.Name], byName);
            CheckReferences(service, trees[service.Name]);
        }

        CheckExposed(services, trees);
        return services.ToImmutable();
    }

    private ServiceAnswer BindOne(YamlMap tree)
    {
        var reader = new TreeReader(tree);
        var name = reader.Text("name")!;
        var kind = reader.Text("kind") switch { "statefulset" => ServiceKind.StatefulSet, "external" => ServiceKind.External, _ => ServiceKind.Deployment };
        CheckFields(tree, name, kind);

        var external = BindExternal(tree, name, kind);
        var ports = external is { } e ? [new PortAnswer("main", e.Port, e.Port, e.Protocol, "tcp")] : BindPorts(reader, kind);
        var placeholder = kind == ServiceKind.External || reader.Has("image") ? Placeholder.None
            : kind == ServiceKind.StatefulSet && ports is [{ ContainerPort: ServiceDefaults.StatefulSetPort, IsTcp: true }, ..] ? Placeholder.Postgres : Placeholder.Podinfo;
        var replicas = reader.Number("replicas") ?? (kind == ServiceKind.Deployment ? ServiceDefaults.Replicas : ServiceDefaults.StatefulSetReplicas);
        var memory = reader.Text("resources.memory") ?? ServiceDefaults.Memory;
        var isPostgres = placeholder == Placeholder.Postgres;
        var image = placeholder switch { Placeholder.Podinfo => Images.Podinfo, Placeholder.Postgres => Images.Postgres, _ => reader.Text("image") ?? "" };
        return new ServiceAnswer
        {
            Name = name,
            Kind = kind,
            Placeholder = placeholder,
            Image = image,
            Command = reader.Has("command") ? reader.Texts("command") : null,
            Args = reader.Texts("args"),
            User = reader.Number("user") ?? placeholder switch { Placeholder.Podinfo => Images.PodinfoUser, Placeholder.Postgres => Images.PostgresUser, _ => Images.DotnetUser },
            Writable = reader.Has("writable") ? reader.Texts("writable") : [.. DefaultWritable(placeholder).Where(p => p != reader.Text("storage.path"))],
            PullSecrets = reader.Texts("pullSecrets"),
            Ports = ports,
            Balancing = new BalancingAnswer(
                reader.Number("sessionAffinity.timeout") ?? (reader.Text("sessionAffinity") == "client-ip" ? BalancingAnswer.UsualAffinitySeconds : null),
                reader.Text("trafficDistribution") is { } distribution and not "none" ? distribution : null,
                reader.Text("internalTrafficPolicy") == "local",
                reader.Flag("headless"),
                reader.Flag("publishNotReady")),
            Metrics = reader.Number("metrics.port") is { } metricsPort ? new MetricsAnswer(metricsPort, reader.Text("metrics.path") ?? ServiceDefaults.MetricsPath) : null,
            Replicas = replicas,
            Autoscaling = kind != ServiceKind.Deployment || reader.Text("autoscaling") == "none" || Questions.Autoscaling.Is("none").Holds(answers)
                ? null
                : BindAutoscaling(reader, replicas),
            MaxUnavailable = reader.Text("disruption") == "none" || !Questions.DisruptionBudget.Is("true").Holds(answers) ? null : reader.Number("disruption.maxUnavailable") ?? ServiceDefaults.MaxUnavailable,
            Resources = new ResourcesAnswer(reader.Text("resources.cpu") ?? ServiceDefaults.Cpu, memory, reader.Text("resources.memoryLimit") ?? Quantity.Twice(memory), reader.Text("resources.cpuLimit")),
            Probes = BindProbes(reader, placeholder, ports),
            Environment = [.. ((reader.Find("env") as YamlMap)?.Entries ?? []).Select(BindVariable)],
            Storage = reader.Has("storage")
                ? new StorageAnswer(reader.Text("storage.path")!, reader.Text("storage.size") ?? ServiceDefaults.StorageSize, reader.Text("storage.class") ?? "")
                : isPostgres ? new StorageAnswer("/var/lib/postgresql", ServiceDefaults.StorageSize, "") : null,
            Dns = new DnsAnswer(reader.Number("dns.ndots"), reader.Number("dns.timeout"), reader.Number("dns.attempts"), reader.Flag("dns.singleRequestReopen")),
            Sysctls = [.. ((reader.Find("sysctls") as YamlMap)?.Entries ?? []).Select(e => new SysctlAnswer(e.Key.Text, ((YamlScalar)e.Value).Text)).OrderBy(s => s.Name, StringComparer.Ordinal)],
            Calls = [.. reader.Items("calls").Select(BindCall)],
            AllowFrom = [.. reader.Items("allowFrom").Select(BindCaller)],
            Egress = [.. reader.Items("egress").Select(BindEgress)],
            Expose = [.. reader.Items("expose").Select(e => BindExpose(e, ports))],
            Canary = kind == ServiceKind.Deployment ? BindCanary(reader, image) : null,
            External = external,
        };
    }

    private static AutoscalingAnswer BindAutoscaling(TreeReader reader, int replicas)
    {
        var metric = reader.Text("autoscaling.metric.query") is { } query ? new MetricAnswer(query, reader.Text("autoscaling.metric.target") ?? "1") : null;
        var cpu = reader.Number("autoscaling.cpu") ?? (metric is null ? ServiceDefaults.AutoscalingCpu : null);
        return new AutoscalingAnswer(reader.Number("autoscaling.max") ?? ServiceDefaults.AutoscalingMax(replicas), cpu, reader.Number("autoscaling.memory"), metric);
    }

    private CanaryAnswer? BindCanary(TreeReader reader, string image)
    {
        var usual = Questions.Canary.AppliesWhen.Holds(answers) ? answers.Chosen(Questions.Canary)[0] : "none";
        var isGiven = reader.Find("canary") is YamlMap;
        if (reader.Text("canary") == "none" || (!isGiven && (usual == "none" || reader.Items("expose").Length == 0))) return null;
        var header = reader.Text("canary.header") ?? (usual == "header" ? CanaryAnswer.UsualHeader : null);
        return new CanaryAnswer(reader.Text("canary.image") ?? image, reader.Number("canary.weight") ?? (usual == "weight" || header is null ? CanaryAnswer.UsualWeight : null), header);
    }

    private static ImmutableArray<string> DefaultWritable(Placeholder placeholder) => placeholder switch
    {
        Placeholder.Podinfo => ["/data"],
        Placeholder.Postgres => ["/var/run/postgresql", "/tmp"],
        _ => [ServiceDefaults.Writable],
    };

    private void CheckFields(YamlMap tree, string name, ServiceKind kind)
    {
        foreach (var (field, kinds, fix) in FieldsOfSomeKinds)
        {
            if (tree.Entries.FirstOrDefault(e => e.Key.Text == field) is { } entry && !kinds.Contains(kind))
                diagnostics.Add(AnswersDiagnostics.NotForKind(entry.Key.At, name, field, Word(kind), fix));
        }

        if (kind == ServiceKind.StatefulSet && new TreeReader(tree).Find("autoscaling") is YamlMap autoscaling)
            diagnostics.Add(AnswersDiagnostics.NotForKind(autoscaling.At, name, "autoscaling", Word(kind), "Pods of a statefulset are not interchangeable: set replicas."));
    }

    private ExternalAnswer? BindExternal(YamlMap tree, string name, ServiceKind kind)
    {
        if (kind != ServiceKind.External) return null;
        var reader = new TreeReader(tree);
        var host = reader.Text("external.host");
        var addresses = reader.Texts("external.addresses");
        var at = reader.Find("external")?.At ?? tree.At;
        if (host is null == (addresses.Length == 0) && !Lacks(tree, "external") && !Lacks(reader.Find("external"), "host", "addresses") && !Lacks(reader.Find("external.addresses"), "")) diagnostics.Add(AnswersDiagnostics.ExternalNeedsOne(at, name));
        if (addresses.Select(a => IPAddress.Parse(a).AddressFamily).Distinct().Count() > 1) diagnostics.Add(AnswersDiagnostics.MixedFamilies(at, $"services.{name}.external.addresses"));
        return new ExternalAnswer(host, addresses, reader.Number("external.port") ?? 443, reader.Text("external.protocol") ?? ServiceDefaults.Protocol);
    }

    private static ImmutableArray<PortAnswer> BindPorts(TreeReader service, ServiceKind kind)
    {
        var trees = service.Items("ports");
        if (trees.Length == 0 && service.Has("ports")) return [];
        if (trees.Length == 0)
        {
            var (app, port) = kind == ServiceKind.StatefulSet ? ("tcp", ServiceDefaults.StatefulSetPort) : ("http", ServiceDefaults.Port);
            return [new PortAnswer(app, port, port, ServiceDefaults.Protocol, app)];
        }

        var ports = ImmutableArray.CreateBuilder<PortAnswer>();
        foreach (var tree in trees)
        {
            var reader = new TreeReader(tree);
            var port = reader.Number("port")!.Value;
            var protocol = reader.Text("protocol") ?? ServiceDefaults.Protocol;
            var app = reader.Text("app") ?? (protocol == "UDP" || kind == ServiceKind.StatefulSet ? "tcp" : "http");
            var word = protocol == "UDP" ? "udp" : app;
            var name = reader.Text("name") ?? (ports.Any(p => p.Name == word) ? $"{word}-{port}" : word);
            ports.Add(new PortAnswer(name, port, reader.Number("containerPort") ?? port, protocol, app));
        }

        return ports.ToImmutable();
    }

    private static ProbesAnswer BindProbes(TreeReader service, Placeholder placeholder, ImmutableArray<PortAnswer> ports)
    {
        if (service.Has("probes"))
        {
            var live = service.Text("probes.live") ?? ServiceDefaults.LivePath;
            return new ProbesAnswer(service.Text("probes.kind")!, service.Text("probes.startup") ?? live, live, service.Text("probes.ready") ?? ServiceDefaults.ReadyPath, service.Text("probes.port"));
        }

        return placeholder switch
        {
            _ when ports.All(p => !p.IsTcp) => new ProbesAnswer("none", null, null, null, null),
            Placeholder.Podinfo when ports.First(p => p.IsTcp).App == "grpc" => new ProbesAnswer("grpc", "/", "/", "/", null),
            Placeholder.Podinfo => new ProbesAnswer("http", "/healthz", "/healthz", "/readyz", null),
            Placeholder.Postgres => new ProbesAnswer("postgres", "/", "/", "/", null),
            _ => new ProbesAnswer("tcp", "/", null, "/", null),
        };
    }

    private static VariableAnswer BindVariable(YamlEntry entry) => entry.Value is YamlScalar literal
        ? new VariableAnswer(entry.Key.Text, literal.Text, null, null)
        : new VariableAnswer(entry.Key.Text, null, new TreeReader(entry.Value).Text("secret"), new TreeReader(entry.Value).Text("key"));

    private static CallAnswer BindCall(YamlNode tree) => tree is YamlScalar scalar
        ? new CallAnswer(scalar.Text, null)
        : BindCall(new TreeReader(tree));

    private static CallAnswer BindCall(TreeReader reader) =>
        new(reader.Text("to")!, reader.Text("port")) { Methods = [.. reader.Texts("methods").Distinct()], Paths = [.. reader.Texts("paths").Distinct()] };

    private static CallerAnswer BindCaller(YamlNode tree)
    {
        var reader = new TreeReader(tree);
        var labels = ((reader.Find("labels") as YamlMap)?.Entries ?? []).Select(e => KeyValuePair.Create(e.Key.Text, ((YamlScalar)e.Value).Text));
        return new CallerAnswer(reader.Text("namespace")!, [.. labels.OrderBy(l => l.Key, StringComparer.Ordinal)], reader.Texts("ports"));
    }

    private static EgressAnswer BindEgress(YamlNode tree)
    {
        var reader = new TreeReader(tree);
        var ports = reader.Texts("ports").Select(p => int.Parse(p, CultureInfo.InvariantCulture));
        return new EgressAnswer(reader.Text("cidr"), reader.Texts("except"), reader.Text("fqdn"), [.. ports], reader.Text("protocol") ?? ServiceDefaults.Protocol);
    }

    private ExposeAnswer BindExpose(YamlNode tree, ImmutableArray<PortAnswer> ports)
    {
        var reader = new TreeReader(tree);
        var port = reader.Text("port");
        // A gRPC call may be a stream that stays open.
        var isStream = (port is null ? ports.FirstOrDefault() : ServiceAnswer.RoutedPort(ports, port))?.App == "grpc";
        var webSocket = reader.Flag("websocket");
        var size = reader.Text("maxBodySize");
        return new ExposeAnswer(
            reader.Text("path") ?? ServiceDefaults.ExposePath,
            reader.Text("host"),
            reader.Text("pathType"),
            reader.Text("rewrite"),
            reader.Text("timeout") ?? (webSocket || isStream ? "0s" : answers.Edge.Timeout),
            size is null ? answers.Edge.MaxBodySize : size == "off" ? null : size,
            reader.Has("corsOrigins") ? reader.Texts("corsOrigins") : answers.Edge.CorsOrigins,
            webSocket,
            port);
    }

    private void CheckPorts(ServiceAnswer service, YamlMap tree)
    {
        if (service.Kind == ServiceKind.External) return;
        var at = new TreeReader(tree).Find("ports")?.At ?? tree.At;
        foreach (var group in service.Ports.GroupBy(p => p.Name).Where(g => g.Count() > 1)) diagnostics.Add(AnswersDiagnostics.PortTwice(at, service.Name, $"the name {group.Key}"));
        foreach (var group in service.Ports.GroupBy(p => (p.Port, p.Protocol)).Where(g => g.Count() > 1)) diagnostics.Add(AnswersDiagnostics.PortTwice(at, service.Name, $"the number {group.Key.Port}/{group.Key.Protocol}"));
        foreach (var group in service.Ports.GroupBy(p => (p.ContainerPort, p.Protocol)).Where(g => g.Count() > 1)) diagnostics.Add(AnswersDiagnostics.PortTwice(at, service.Name, $"the container port {group.Key.ContainerPort}/{group.Key.Protocol}"));
        if (service.Metrics is not null && service.Ports.Any(p => p.Name == "metrics")) diagnostics.Add(AnswersDiagnostics.PortTwice(at, service.Name, "the name metrics"));
        CheckProbedPort(service, new TreeReader(tree), at);
    }

    /// <summary>Probes are HTTP, gRPC or a connection, and all of these are TCP.</summary>
    private void CheckProbedPort(ServiceAnswer service, TreeReader tree, SourceLocation ports)
    {
        var at = tree.Find("probes.port")?.At ?? tree.Find("probes")?.At ?? ports;
        if (service.Probes.Port is { } port && service.FindPort(port) is null) RequirePort(at, service, port);
        else if (service.Probes.Kind != "none" && service.Ports.Length > 0 && service.ProbedPort is null && !_withBrokenPorts.Contains(service.Name))
            diagnostics.Add(AnswersDiagnostics.ProbeOfNoTcpPort(at, service.Name, service.Probes.Port, [.. service.Ports.Where(p => p.IsTcp).Select(p => $"{p.Name} ({p.Port})")]));
    }

    /// <summary>The API server takes each mount path, each pull Secret and each sysctl once, and an address is one endpoint.</summary>
    private void CheckTwice(ServiceAnswer service, YamlMap tree)
    {
        CheckTwice(service, tree, "writable", service.Storage is { } storage ? [storage.Path] : []);
        CheckTwice(service, tree, "pullSecrets", []);
        CheckTwice(service, tree, "external.addresses", []);

        // One name written with dots and with slashes is two keys to YAML.
        var sysctls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ((new TreeReader(tree).Find("sysctls") as YamlMap)?.Entries ?? []).Where(e => !sysctls.Add(TextType.SysctlName.Normal(e.Key.Text))))
            diagnostics.Add(AnswersDiagnostics.Twice(entry.Key.At, $"services.{service.Name}.sysctls", TextType.SysctlName.Normal(entry.Key.Text)));
    }

    private void CheckTwice(ServiceAnswer service, YamlMap tree, string field, HashSet<string> seen)
    {
        foreach (var item in new TreeReader(tree).Items(field).OfType<YamlScalar>().Where(i => !seen.Add(i.Text)))
            diagnostics.Add(AnswersDiagnostics.Twice(item.At, $"services.{service.Name}.{field}", item.Text));
    }

    private void CheckCalls(ServiceAnswer service, YamlMap tree, Dictionary<string, ServiceAnswer> byName)
    {
        var items = new TreeReader(tree).Items("calls");
        var seen = new HashSet<(string, string?)>();
        for (var i = 0; i < service.Calls.Length; i++)
        {
            var call = service.Calls[i];
            var at = items[i] is YamlMap map ? At(map, "to") : items[i].At;
            var portAt = items[i] is YamlMap m ? At(m, "port") : items[i].At;
            if (call.To.Contains('/'))
            {
                if (!int.TryParse(call.Port, NumberStyles.None, CultureInfo.InvariantCulture, out _)) diagnostics.Add(AnswersDiagnostics.ForeignPortNeeded(portAt, call.To));
            }
            else if (call.To == service.Name)
            {
                diagnostics.Add(AnswersDiagnostics.SelfCall(at, service.Name));
            }
            else if (!byName.TryGetValue(call.To, out var callee))
            {
                if (!names.Contains(call.To)) diagnostics.Add(AnswersDiagnostics.UnknownService(at, call.To, [.. byName.Keys]));
            }
            else if (call.Port is { } port)
            {
                RequirePort(portAt, callee, port);
            }
            else if (callee.Ports.Length == 0)
            {
                diagnostics.Add(AnswersDiagnostics.NoPorts(at, callee.Name));
            }

            if (!seen.Add((call.To, call.Port))) diagnostics.Add(AnswersDiagnostics.Twice(at, $"services.{service.Name}.calls", call.To));
        }
    }

    private void CheckReferences(ServiceAnswer service, YamlMap tree)
    {
        var reader = new TreeReader(tree);
        foreach (var field in FieldsThatNeedPorts.Where(f => service is { Ports.Length: 0, Kind: not ServiceKind.External } && reader.Has(f) && !Nothing.Contains(reader.Text(f)) && (f != "probes" || service.Probes.Kind != "none")))
            diagnostics.Add(AnswersDiagnostics.NoPorts(reader.Find(field)!.At, service.Name));
        if (service is { Ports.Length: 0, Kind: ServiceKind.StatefulSet }) diagnostics.Add(AnswersDiagnostics.NoPorts(reader.Find("ports")!.At, service.Name));
        for (var i = 0; i < service.AllowFrom.Length; i++)
        {
            foreach (var port in service.AllowFrom[i].Ports) RequirePort(reader.Items("allowFrom")[i].At, service, port);
        }

        for (var i = 0; i < service.Expose.Length; i++)
        {
            if (service.Expose[i].Port is { } port) RequirePort(reader.Items("expose")[i].At, service, port);
        }

        for (var i = 0; i < service.Egress.Length; i++)
        {
            var (egress, at) = (service.Egress[i], reader.Items("egress")[i].At);
            if (egress.Cidr is null == egress.Fqdn is null && !Lacks(reader.Items("egress")[i], "cidr", "fqdn")) diagnostics.Add(AnswersDiagnostics.EgressNeedsOne(at, service.Name));
            if (egress.Fqdn is not null && egress.Except.Length > 0) diagnostics.Add(AnswersDiagnostics.ExceptOutside(at, egress.Except[0], egress.Fqdn));
            if (egress.Cidr is null || !Cidr.TryParse(egress.Cidr, out var cidr)) continue;
            foreach (var except in egress.Except)
            {
                if (Cidr.TryParse(except, out var inner) && (!cidr.Contains(inner) || inner == cidr)) diagnostics.Add(AnswersDiagnostics.ExceptOutside(at, except, egress.Cidr));
            }
        }
    }

    private void CheckExposed(IEnumerable<ServiceAnswer> services, Dictionary<string, YamlMap> trees)
    {
        var exposed = new Dictionary<(string Host, string Path), string>();
        foreach (var service in services)
        {
            for (var i = 0; i < service.Expose.Length; i++)
            {
                var (expose, tree) = (service.Expose[i], new TreeReader(trees[service.Name]).Items("expose")[i]);
                if (Lacks(tree, "host", "path")) continue;
                var host = expose.Host ?? answers.Edge.Host;
                var path = expose.Path.Length > 1 ? expose.Path.TrimEnd('/') : expose.Path;
                if (!exposed.TryAdd((host, path), service.Name))
                    diagnostics.Add(AnswersDiagnostics.ExposedTwice(tree.At, host, expose.Path, exposed[(host, path)]));
            }
        }
    }

    private void RequirePort(SourceLocation at, ServiceAnswer service, string port)
    {
        if (service.FindPort(port) is null && !_withBrokenPorts.Contains(service.Name)) diagnostics.Add(AnswersDiagnostics.UnknownPort(at, service.Name, port, [.. service.Ports.Select(p => $"{p.Name} ({p.Port})")]));
    }

    private bool Lacks(YamlNode? node, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (node is not null && misfits.Contains((node.At, key))) return true;
        }

        return false;
    }

    private static SourceLocation At(YamlMap tree, string key) => tree.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value.At ?? tree.At;

    private static string Word(ServiceKind kind) => kind switch { ServiceKind.StatefulSet => "a statefulset", ServiceKind.External => "external", _ => "a deployment" };
}
