using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>The pods that an object is or makes.</summary>
/// <param name="Owner">A Pod, or what makes pods.</param>
/// <param name="Metadata">That of the pods; null when there is none.</param>
/// <param name="Spec">That of the pods.</param>
internal sealed record PodTemplate(ManifestObject Owner, YamlMap? Metadata, YamlMap Spec)
{
    /// <summary>Where the pods are described in kinds that <c>reach</c> does not take for workloads: of operators, and of removed groups, whose own rule says so.</summary>
    private static readonly Dictionary<string, string[]> PathOfOthers = new(StringComparer.Ordinal)
    {
        ["argoproj.io/Rollout"] = ["spec", "template"],
        ["extensions/Deployment"] = ["spec", "template"],
        ["extensions/DaemonSet"] = ["spec", "template"],
        ["extensions/ReplicaSet"] = ["spec", "template"],
    };

    /// <summary>Labels of the pods.</summary>
    public LabelMap Labels { get; } = ObjectSet.LabelsOf(Metadata.MapAt("labels"));

    /// <summary>Where the pods run.</summary>
    public string Namespace => Owner.NamespaceOrDefault;

    /// <summary>Init containers and containers, in the order written.</summary>
    public ImmutableArray<PodContainer> Containers { get; } =
    [
        .. Spec.MapsAt("initContainers").Select(c => new PodContainer(c, c.TextAt("restartPolicy") == "Always" ? ContainerRole.Sidecar : ContainerRole.Init)),
        .. Spec.MapsAt("containers").Select(c => new PodContainer(c, ContainerRole.Main)),
    ];

    /// <summary>Containers that serve: all but init containers that end.</summary>
    public IEnumerable<PodContainer> Serving => Containers.Where(c => c.Role != ContainerRole.Init);

    /// <summary>They run until something stops them, and clients may call them: no Job's.</summary>
    public bool IsLasting => Owner.Kind is not ("Job" or "CronJob" or "Pod");

    /// <summary>They share their node's network.</summary>
    public bool IsHostNetwork => Spec.FlagAt("hostNetwork") == true;

    /// <summary>How many there are at least, as written; null when that is somebody else's decision. One when nothing is written.</summary>
    public long? Replicas => Owner.Kind is "DaemonSet" ? null : Owner.Root.NumberAt("spec", "replicas") ?? 1;

    /// <summary>The account they act as.</summary>
    public string ServiceAccount => Spec.TextAt("serviceAccountName") ?? Spec.TextAt("serviceAccount") ?? "default";

    /// <summary>What a container's securityContext says, or else the pod's; null when neither says it.</summary>
    public YamlNode? SecurityOf(PodContainer container, params ReadOnlySpan<string> keys) =>
        container.Map.MapAt("securityContext").NodeAt(keys) ?? Spec.MapAt("securityContext").NodeAt(keys);

    /// <summary>The pods of an object; null when it makes none.</summary>
    public static PodTemplate? Of(ManifestObject manifest)
    {
        var kind = $"{manifest.Group}/{manifest.Kind}";
        if (!WorkloadReader.TemplateOf.TryGetValue(kind, out var path) && !PathOfOthers.TryGetValue(kind, out path)) return null;
        var pod = manifest.Root.MapAt(path);
        return pod.MapAt("spec") is { } spec ? new PodTemplate(manifest, pod.MapAt("metadata"), spec) : null;
    }

    /// <summary>A number of TCP port, or the number that a name of one stands for; null when no container has it.</summary>
    /// <param name="port">A number or a name.</param>
    /// <param name="protocol">TCP, UDP or SCTP.</param>
    public long? PortNumber(YamlScalar port, string protocol = "TCP") => port.TryInteger(out var number)
        ? number
        : Serving.SelectMany(c => c.Ports).FirstOrDefault(p => p.TextAt("name") == port.Text && (p.TextAt("protocol") ?? "TCP") == protocol)?.NumberAt("containerPort");

    /// <summary>The ports that its containers name, as policies look them up.</summary>
    public ImmutableArray<ContainerPort> NamedPorts =>
    [
        .. from port in Serving.SelectMany(c => c.Ports)
           let number = port.NumberAt("containerPort")
           where number is >= 1 and <= PortSet.MaxPort
           select new ContainerPort(port.TextAt("name") ?? "", Enum.TryParse<Protocol>(port.TextAt("protocol"), ignoreCase: true, out var protocol) ? protocol : Protocol.Tcp, (int)number),
    ];

    /// <summary><c>Deployment shop/web</c>.</summary>
    public override string ToString() => Owner.ToString();
}

/// <summary>What a container is for.</summary>
internal enum ContainerRole
{
    /// <summary>Ends before the others begin.</summary>
    Init,

    /// <summary>Begins before the others and stays.</summary>
    Sidecar,

    /// <summary>One of the pod's own.</summary>
    Main,
}

/// <summary>A container of a pod.</summary>
/// <param name="Map">All of it.</param>
/// <param name="Role">What it is for.</param>
internal sealed record PodContainer(YamlMap Map, ContainerRole Role)
{
    /// <summary>Its name; empty when it has none.</summary>
    public string Name => Map.TextAt("name") ?? "";

    /// <summary>As written.</summary>
    public string? Image => Map.TextAt("image");

    /// <summary>A webhook of Istio puts a proxy of its own version here, with all that it needs: nothing can be said of what is not written.</summary>
    public bool IsInjected => Image == "auto";

    /// <summary>The ports that it names.</summary>
    public IEnumerable<YamlMap> Ports => Map.MapsAt("ports");

    /// <summary><c>Container web</c>, to begin a sentence with.</summary>
    public string Subject => char.ToUpperInvariant(ToString()[0]) + ToString()[1..];

    /// <summary><c>container web</c>.</summary>
    public override string ToString() => Name.Length == 0 ? "a container" : $"{(Role == ContainerRole.Main ? "container" : "init container")} {Name}";
}
