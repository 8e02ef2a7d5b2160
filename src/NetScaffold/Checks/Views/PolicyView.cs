using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>Which policies hold which pods, in whatever dialect they are written.</summary>
internal sealed class PolicyView
{
    private readonly PodClasses _classes;

    private readonly Dictionary<PodTemplate, PodClass> _classOf = new(ReferenceEqualityComparer.Instance);

    private readonly List<Policy>[] _policies;

    private readonly Dictionary<SourceLocation, ManifestObject> _objects;

    /// <summary>Of a set of objects; pods on their node's network are held by none.</summary>
    public PolicyView(ObjectSet objects)
    {
        _classes = new PodClasses(objects.Cluster);
        foreach (var pod in objects.Pods.Where(p => !p.IsHostNetwork)) _classOf[pod] = _classes.Add(pod.Namespace, pod.Labels, PortsOf(pod), PodPlace.PodNetwork, []);
        _policies = [.. _classes.All.Select(_ => new List<Policy>())];
        foreach (var policy in objects.Cluster.Policies)
        {
            foreach (var id in _classes.Select(policy.Subject)) _policies[id].Add(policy);
        }

        _objects = objects.All.GroupBy(o => o.At).ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>Those that select a pod, in the order read.</summary>
    public IReadOnlyList<Policy> Of(PodTemplate pod) => _classOf.TryGetValue(pod, out var pods) ? _policies[pods.Id] : [];

    /// <summary>What no policy allows is denied to the pod.</summary>
    public bool IsIsolated(PodTemplate pod, Direction direction) => Of(pod).Any(p => p.Isolates(direction));

    /// <summary>Rules that let something pass, each with its policy.</summary>
    public IEnumerable<AppliedRule> Allowances(PodTemplate pod, Direction direction) =>
        from policy in Of(pod)
        from rule in policy.Rules(direction) ?? []
        where rule.Action != RuleAction.Deny
        select new AppliedRule(policy, rule);

    /// <summary>Some rule lets connections at a port of TCP pass, from or to anybody.</summary>
    public bool Allows(PodTemplate pod, Direction direction, int port) => Allowances(pod, direction).Any(a => Has(a.Rule, pod, direction, port));

    /// <summary>The rule is about a port of TCP. A name of one, at pods that are not known here, may stand for any.</summary>
    public static bool Has(PolicyRule rule, PodTemplate pod, Direction direction, int port) =>
        direction == Direction.Ingress ? rule.Ports.At(PortsOf(pod)).Contains(Protocol.Tcp, port) : rule.Ports.Numbers.Contains(Protocol.Tcp, port) || rule.Ports.Names.Length > 0;

    /// <summary>Numbers of the classes of pods that a rule means, some of them more than once: pods that no policy tells apart have the same.</summary>
    public IEnumerable<int> ClassesOf(PolicyRule rule) => rule.IsEveryPod ? _classes.Everyone : rule.Pods.SelectMany(s => _classes.Select(s));

    /// <summary>The number of a pod's class; null for pods on their node's network.</summary>
    public int? ClassOf(PodTemplate pod) => _classOf.TryGetValue(pod, out var pods) ? pods.Id : null;

    /// <summary>The object that a policy was read from; null where it is of no kind that is known here.</summary>
    public ManifestObject? ObjectOf(Policy policy) => _objects.GetValueOrDefault(policy.At);

    private static ImmutableArray<ContainerPort> PortsOf(PodTemplate pod) =>
    [
        .. from port in pod.Serving.SelectMany(c => c.Ports)
           let number = port.NumberAt("containerPort")
           where number is > 0 and <= PortSet.MaxPort
           select new ContainerPort(port.TextAt("name") ?? "", port.TextAt("protocol") switch { "UDP" => Protocol.Udp, "SCTP" => Protocol.Sctp, _ => Protocol.Tcp }, (int)number),
    ];
}
