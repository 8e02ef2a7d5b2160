namespace NetScaffold.Answers;

/// <summary>What an item of <c>services</c> may hold: the fields, their grammar and their defaults.</summary>
internal static class ServiceShape
{
    private static readonly ChoiceShape NoneOnly = new([new("none", "not wanted")]);

    private static readonly IntegerShape PortNumber = new(1, 65535);

    private static readonly TextShape Text = new(TextType.Any);

    private static readonly ChoiceShape Protocol = new([new("TCP", "TCP"), new("UDP", "UDP")]);

    /// <summary>Pods of a workload: written, scaled to, or set in the values.</summary>
    public static IntegerShape Pods { get; } = new(1, 1000);

    /// <summary>Target CPU use in per cent of the request, which a pod may exceed.</summary>
    public static IntegerShape CpuTarget { get; } = new(1, 1000);

    /// <summary>Target memory use in per cent of the request.</summary>
    public static IntegerShape MemoryTarget { get; } = new(1, 100);

    /// <summary>Share of the requests in per cent.</summary>
    public static IntegerShape Weight { get; } = new(0, 100);

    /// <summary>The map of one service.</summary>
    public static MapShape Map { get; } = new(
    [
        new("name", new TextShape(TextType.ServiceName), "Name of the service and of all its objects.") { IsRequired = true },
        new("kind", new ChoiceShape(
        [
            new("deployment", "stateless pods"),
            new("statefulset", "pods with a stable name and storage"),
            new("external", "something outside the cluster"),
        ]), "What runs it.") { Default = "deployment" },
        new("image", new TextShape(TextType.Image), "Image of the container.") { Default = $"a placeholder: podinfo, or postgres for a statefulset on {ServiceDefaults.StatefulSetPort}" },
        new("command", new ListShape(Text, Maximum: 64), "Command of the container.") { Default = "the image's" },
        new("args", new ListShape(Text, Maximum: 64), "Arguments of the container.") { Default = "[]" },
        new("user", new IntegerShape(1, 2_147_483_647), "User and group id, never 0.") { Default = $"{Images.DotnetUser}, the user of .NET images" },
        new("writable", new ListShape(new TextShape(TextType.FilePath), Maximum: 16), "Folders the container may write; the rest is read-only.") { Default = $"[{ServiceDefaults.Writable}]" },
        new("pullSecrets", new ListShape(new TextShape(TextType.ObjectName), Maximum: 8), "Secrets for pulling the image.") { Default = "[]" },
        new("ports", new ListShape(new MapShape(
        [
            new("name", new TextShape(TextType.PortName), "Name of the port.") { Default = "http, grpc or tcp, by app" },
            new("port", PortNumber, "Port of the Service.") { IsRequired = true },
            new("containerPort", PortNumber, "Port of the container.") { Default = "port" },
            new("protocol", Protocol, "Transport protocol.") { Default = ServiceDefaults.Protocol },
            new("app", new ChoiceShape([new("http", "HTTP/1.1"), new("grpc", "gRPC"), new("h2c", "HTTP/2 without TLS"), new("tcp", "anything else")]), "Application protocol.") { Default = "http; tcp for a statefulset and for UDP" },
        ]), Maximum: 20), "Ports; the first is the default one. An empty list is a worker that nobody calls.") { Default = $"{ServiceDefaults.Port}; {ServiceDefaults.StatefulSetPort} for a statefulset" },
        new("sessionAffinity", new EitherShape([new ChoiceShape([new("none", "each connection goes to any pod"), new("client-ip", "connections of one address go to one pod, until there are none for three hours")]), new MapShape(
        [
            new("timeout", new IntegerShape(1, 86400), "Seconds without a connection until an address may go to another pod.") { IsRequired = true },
        ])]), "Whether connections of one client go to one pod. Nodes decide it by the client's address, each for itself.") { Default = "none" },
        new("trafficDistribution", new ChoiceShape(
        [
            new("none", "any pod"),
            new("PreferSameZone", "pods in the caller's zone, others where it has none"),
            new("PreferSameNode", "pods on the caller's node, then in its zone, then others"),
        ]), "Which pods are preferred. It needs pods in each zone: those of a zone get all of its requests.") { Default = "none" },
        new("internalTrafficPolicy", new ChoiceShape([new("cluster", "pods on all nodes"), new("local", "pods on the caller's own node alone")]), "Which pods callers in the cluster reach.") { Default = "cluster" },
        new("headless", new BooleanShape(), "No virtual address: its name stands for the addresses of its ready pods, and clients choose.") { Default = "false" },
        new("publishNotReady", new BooleanShape(), "Pods that are not ready have addresses in DNS, too: for members that must find each other to become ready.") { Default = "false" },
        new("metrics", new EitherShape([NoneOnly, new MapShape(
        [
            new("port", PortNumber, "Port of the container that serves metrics.") { IsRequired = true },
            new("path", new TextShape(TextType.UrlPath), "Path of the metrics.") { Default = ServiceDefaults.MetricsPath },
        ])]), "Prometheus metrics, on a Service of their own.") { Default = "none" },
        new("replicas", Pods, "Number of pods; with autoscaling the least number.") { Default = $"{ServiceDefaults.Replicas}; {ServiceDefaults.StatefulSetReplicas} for a statefulset" },
        new("autoscaling", new EitherShape([NoneOnly, new MapShape(
        [
            new("max", Pods, "Greatest number of pods.") { Default = $"three times replicas, at most {Pods.Maximum}" },
            new("cpu", CpuTarget, "Target CPU use, in per cent of the request.") { Default = $"{ServiceDefaults.AutoscalingCpu}; none beside a metric" },
            new("memory", MemoryTarget, "Target memory use, in per cent of the request; only for services that give memory back."),
            new("metric", new MapShape(
            [
                new("query", new TextShape(TextType.Query), "PromQL that gives one number, the load of all pods: sum(rate(http_requests_total{service=\"api-metrics\"}[2m])).") { IsRequired = true },
                new("target", new TextShape(TextType.Share), "So much of that number is for one pod.") { IsRequired = true },
            ]), "What Prometheus knows of its load; with scaling.autoscaling: custom-metrics."),
        ])]), "Autoscaling of a deployment.") { Default = $"{{max: three times replicas, cpu: {ServiceDefaults.AutoscalingCpu}}}" },
        new("disruption", new EitherShape([NoneOnly, new MapShape([new("maxUnavailable", new IntegerShape(0, 1000), "Pods that may be away at once.") { IsRequired = true }])]),
            "Pod disruption budget.") { Default = $"{{maxUnavailable: {ServiceDefaults.MaxUnavailable}}}" },
        new("resources", new MapShape(
        [
            new("cpu", new TextShape(TextType.Cpu), "CPU request.") { Default = ServiceDefaults.Cpu },
            new("memory", new TextShape(TextType.Memory), "Memory request.") { Default = ServiceDefaults.Memory },
            new("memoryLimit", new TextShape(TextType.Memory), "Memory limit.") { Default = "twice the request" },
            new("cpuLimit", new TextShape(TextType.Cpu), "CPU limit; it throttles, so none unless given."),
        ]), "Requests and limits of the container."),
        new("probes", new MapShape(
        [
            new("kind", new ChoiceShape([new("http", "HTTP requests"), new("grpc", "the gRPC health protocol"), new("tcp", "a connection"), new("none", "no probes")]), "How the container is probed.") { IsRequired = true },
            new("startup", new TextShape(TextType.UrlPath), "Path of the startup probe.") { Default = "the live path" },
            new("live", new TextShape(TextType.UrlPath), "Path of the liveness probe.") { Default = ServiceDefaults.LivePath },
            new("ready", new TextShape(TextType.UrlPath), "Path of the readiness probe.") { Default = ServiceDefaults.ReadyPath },
            new("port", new TextShape(TextType.PortReference), "TCP port that is probed.") { Default = "the first TCP port" },
        ]), "Probes, over TCP.") { Default = "tcp startup and ready probes for a given image; the placeholder's own; none without a TCP port" },
        new("env", new DictionaryShape(TextType.EnvironmentVariable, new EitherShape([Text, new MapShape(
        [
            new("secret", new TextShape(TextType.ObjectName), "Name of the Secret.") { IsRequired = true },
            new("key", new TextShape(TextType.SecretKey), "Key in the Secret.") { IsRequired = true },
        ])])), "Environment variables: a text, or a key of a Secret."),
        new("storage", new MapShape(
        [
            new("path", new TextShape(TextType.FilePath), "Where the volume is mounted.") { IsRequired = true },
            new("size", new TextShape(TextType.Memory), "Size of the volume.") { Default = ServiceDefaults.StorageSize },
            new("class", new EitherShape([new TextShape(TextType.ObjectName), new ChoiceShape([new("", "the cluster's default class")])]), "Storage class; empty is the cluster's default.") { Default = "\"\"" },
        ]), "Volume of each pod; statefulset only."),
        // No nameservers: they would be asked beside the cluster's, so names of the cluster leak and their answers mix. No searches: they are
        // added to the cluster's own, and a list that repeats those is wrong in another namespace. Bounds are the resolver's, resolv.conf(5).
        new("dns", new MapShape(
        [
            new("ndots", new IntegerShape(0, 15), "Names with at least so many dots are asked as they are first; 5 in a cluster. Names such as users.team-b need 2.") { Default = "the cluster's" },
            new("timeout", new IntegerShape(1, 30), "Seconds until a question is repeated. Leave it alone unless measured.") { Default = "the resolver's" },
            new("attempts", new IntegerShape(1, 5), "How often a question is asked.") { Default = "the resolver's" },
            new("singleRequestReopen", new BooleanShape(), "A and AAAA go out through sockets of their own; glibc alone knows it.") { Default = "false" },
        ]), "Options of the pods' resolver. Name servers and search domains stay the cluster's: others would be asked beside them.") { Default = "the cluster's" },
        new("sysctls", new DictionaryShape(TextType.SysctlName, new TextShape(TextType.SysctlValue), Maximum: 64), "Kernel parameters of each pod: those that are safe, unless Pod Security is privileged."),
        new("calls", new ListShape(new EitherShape([new TextShape(TextType.CallTarget), new MapShape(
        [
            new("to", new TextShape(TextType.CallTarget), "The service that is called.") { IsRequired = true },
            new("port", new TextShape(TextType.PortReference), "Its port, by name or number.") { Default = "its first port" },
            new("methods", new ListShape(new ChoiceShape([.. new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" }.Select(m => new Choice(m, $"requests with {m}"))]), Maximum: 7, AcceptsText: true), "Methods of its requests, where policies of Cilium look into them.") { Default = "all" },
            new("paths", new ListShape(new TextShape(TextType.CalledPath), Maximum: 40, AcceptsText: true), "Paths of its requests: /orders, or /orders/* for all below; where policies of Cilium look into them.") { Default = "all" },
        ])])), "Services that it calls; nothing else is reachable."),
        new("allowFrom", new ListShape(new MapShape(
        [
            new("namespace", new TextShape(TextType.Namespace), "Namespace of the caller.") { IsRequired = true },
            new("labels", new DictionaryShape(TextType.LabelKey, new TextShape(TextType.LabelValue), 20), "Labels of the caller's pods; all pods of the namespace without them."),
            new("ports", new ListShape(new TextShape(TextType.PortReference)), "Ports it may call, by name or number.") { Default = "the first" },
        ])), "Callers outside the bundle."),
        new("egress", new ListShape(new MapShape(
        [
            new("cidr", new TextShape(TextType.Cidr), "Addresses it may call."),
            new("except", new ListShape(new TextShape(TextType.Cidr)), "Addresses inside the CIDR that it may not call."),
            new("fqdn", new TextShape(TextType.EgressName), "DNS name it may call; needs a CNI with policies by DNS name."),
            new("ports", new ListShape(PortNumber, Minimum: 1, Maximum: 40), "Ports it may call.") { IsRequired = true },
            new("protocol", Protocol, "Transport protocol.") { Default = ServiceDefaults.Protocol },
        ])), "Addresses outside the cluster that it calls."),
        new("expose", new ListShape(new MapShape(
        [
            new("path", new TextShape(TextType.UrlPath), "Path under which it is reachable.") { Default = ServiceDefaults.ExposePath },
            new("host", new TextShape(TextType.ServedHost), "Host name, or a wildcard.") { Default = "edge.host" },
            new("pathType", new ChoiceShape([new("PathPrefix", "the path and what lies below it"), new("Exact", "the path alone")]), "How the path matches.") { Default = "PathPrefix; Exact where it leads to the root of a placeholder" },
            new("rewrite", new TextShape(TextType.UrlPath), "What replaces the path before the request goes on."),
            new("timeout", new TextShape(TextType.Duration), "Longest time for a whole request.") { Default = "edge.timeout; 0s with websocket and for gRPC" },
            new("maxBodySize", new TextShape(TextType.BodySize), "Largest request body.") { Default = "edge.maxBodySize" },
            new("corsOrigins", new ListShape(new TextShape(TextType.Origin), Maximum: 64, AcceptsText: true), "Origins whose pages may call it.") { Default = "edge.corsOrigins" },
            new("websocket", new BooleanShape(), "Clients upgrade to WebSocket.") { Default = "false" },
            new("port", new TextShape(TextType.PortReference), "Port that requests go to.") { Default = "the first" },
        ]), Maximum: 64), "Where it is reachable from outside."),
        new("canary", new EitherShape([NoneOnly, new MapShape(
        [
            new("image", new TextShape(TextType.Image), "Image of the canary.") { Default = "that of the service" },
            new("weight", Weight, "Its share of the requests from outside, in per cent.") { Default = $"{CanaryAnswer.UsualWeight}; none where a header leads there" },
            new("header", new TextShape(TextType.HeaderName), $"Header that leads requests there, with the value {CanaryAnswer.HeaderValue}.") { Default = $"none; {CanaryAnswer.UsualHeader} with edge.canary: header" },
        ])]), "A new version beside this one, in a Deployment and Service of its own; for an exposed deployment.") { Default = "as edge.canary says" },
        new("external", new MapShape(
        [
            new("host", new TextShape(TextType.Host), "DNS name of something outside the cluster."),
            new("addresses", new ListShape(new TextShape(TextType.Address), Maximum: 100), "Its addresses, of one family."),
            new("port", PortNumber, "Its port.") { IsRequired = true },
            new("protocol", Protocol, "Transport protocol.") { Default = ServiceDefaults.Protocol },
        ]), "Where an external service is; host or addresses."),
    ]);
}
