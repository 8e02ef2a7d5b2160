using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about DaemonSets whose scripts set the kernels of nodes.</summary>
internal static partial class NodeTuningRules
{
    private const string SlowStart = "tcp_slow_start_after_idle";

    /// <summary>What of the node pods may share besides its network.</summary>
    private static readonly string[] Shared = ["hostPID", "hostIPC"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4228", Severity.Warning, "Node tuning among system pods", "it stands among pods that the cluster cannot do without, and whoever may change those may change every node.", "Give it a namespace of its own, with Pod Security privileged.", o => Find(o, InSystem)) { Item = "C18" },
        new("NS4229", Severity.Warning, "A setting that no pod gets", "each network namespace of a pod starts with its own value of 1, whatever the node has.", "Set it in spec.securityContext.sysctls of the pods that need it.", o => Find(o, SetsSlowStart)) { Item = "C18" },
        new("NS4230", Severity.Warning, "Node tuning with gaps", "some nodes are left as they were, and nobody notices.", "Tolerate all taints, begin each script with set -e, and give the containers requests.", o => Find(o, Gaps)) { Item = "C18" },
        new("NS4594", Severity.Warning, "Node tuning that sees all processes", "its pods may read and end whatever runs on the node, and settings of the network need only hostNetwork.", "Leave hostPID and hostIPC out.", o => Find(o, SeesProcesses)),
        new("NS4598", Severity.Info, "A setting of nodes that reaches less than it seems to", "a part of the connections goes on as before, and nothing says which.", "Make the pods and nodes anew after it, or set it in the image of the nodes.", o => Find(o, ReachesLittle)) { Item = "C18" },
    ];

    /// <summary>A script of a privileged container; no other can write settings of the kernel.</summary>
    private sealed record Script(PodContainer Container, ImmutableArray<string> Lines)
    {
        public bool HasStep(Regex step) => Lines.Any(step.IsMatch);

        /// <summary>It writes to where a variable says.</summary>
        public bool WritesBy(string path) => Lines.Any(l => l.Contains(path, StringComparison.Ordinal)) && HasStep(ToVariable());
    }

    /// <summary>A DaemonSet with those of its scripts that write settings of the kernel.</summary>
    private sealed record Tuning(PodTemplate Pod, ImmutableArray<Script> Scripts);

    private static IEnumerable<ObjectHit> Find(ObjectSet objects, Func<Tuning, IEnumerable<(YamlNode At, string Problem)>> find) =>
        from pod in objects.Pods
        where pod.Owner.Kind == "DaemonSet"
        let tuning = new Tuning(pod, [.. pod.Containers.Where(c => c.Map.FlagAt("securityContext", "privileged") == true).Select(ScriptOf).Where(s => s.HasStep(Sets()) || s.WritesBy("/proc/sys/"))])
        where tuning.Scripts.Length > 0
        from found in find(tuning)
        select new ObjectHit(pod.Owner, found.At, found.Problem);

    /// <summary>Without comments.</summary>
    private static Script ScriptOf(PodContainer container) =>
        new(container, [.. container.Map.TextsAt("command").Concat(container.Map.TextsAt("args")).SelectMany(t => t.Text.Split('\n')).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')]);

    private static IEnumerable<(YamlNode At, string Problem)> InSystem(Tuning tuning)
    {
        if (tuning.Pod.Namespace == "kube-system") yield return (tuning.Pod.Owner.Root.NearestTo("metadata", "namespace"), $"Its privileged {tuning.Scripts[0].Container} sets the kernels of nodes");
    }

    private static IEnumerable<(YamlNode At, string Problem)> SetsSlowStart(Tuning tuning) =>
        from script in tuning.Scripts
        where script.HasStep(SetsIdle()) || script.WritesBy($"/proc/sys/net/ipv4/{SlowStart}")
        select (script.Container.Map.NearestTo(script.Container.Map.NodeAt("command") is null ? "args" : "command"), $"{script.Container.Subject} sets {SlowStart} on the node");

    private static IEnumerable<(YamlNode At, string Problem)> Gaps(Tuning tuning)
    {
        var spec = tuning.Pod.Spec;
        // A DaemonSet for some nodes only is no gap.
        if (!spec.MapsAt("tolerations").Any() && !(spec.MapAt("nodeSelector")?.Entries ?? []).Any(e => e.Key.Text != "kubernetes.io/os"))
            yield return (spec, "It tolerates no taints, so it leaves out the control plane and pools with taints");
        foreach (var script in tuning.Scripts)
        {
            var container = script.Container;
            if (script.Lines.Count(l => Sets().IsMatch(l)) > 1 && !script.HasStep(StopsOnError()) && !container.Map.TextsAt("command").Any(t => ShortOption().IsMatch(t.Text)))
                yield return (container.Map.NearestTo("command"), $"The script of {container} has several steps and no set -e, so the last of them decides whether it succeeded");
            if (container.Map.MapAt("resources", "requests") is null) yield return (container.Map.NearestTo("resources"), $"{container.Subject} has no requests, so it goes first where a node is full");
        }
    }

    private static IEnumerable<(YamlNode At, string Problem)> ReachesLittle(Tuning tuning)
    {
        foreach (var script in tuning.Scripts)
        {
            var at = script.Container.Map.NearestTo(script.Container.Map.NodeAt("command") is null ? "args" : "command");
            if (script.HasStep(SetsCongestion()) || script.WritesBy("/proc/sys/net/ipv4/tcp_congestion_control"))
            {
                yield return (at, $"{script.Container.Subject} sets tcp_congestion_control, which only pods that are made later take from their node");
                if (script.Lines.Any(l => l.Contains("bbr", StringComparison.Ordinal)) && !tuning.Scripts.Any(s => s.HasStep(KnowsModule())))
                    yield return (at, $"{script.Container.Subject} sets bbr, and no step sees to the module tcp_bbr, without which this fails");
            }

            if (script.HasStep(SetsQueue()) || script.WritesBy("/proc/sys/net/core/default_qdisc"))
                yield return (at, $"{script.Container.Subject} sets default_qdisc, which only network devices that are made later take");
        }
    }

    private static IEnumerable<(YamlNode At, string Problem)> SeesProcesses(Tuning tuning)
    {
        // Who enters the node's namespaces by its first process needs it.
        if (tuning.Pod.Containers.Any(c => ScriptOf(c).Lines.Any(l => l.Contains("nsenter", StringComparison.Ordinal)))) yield break;
        foreach (var key in Shared.Where(k => tuning.Pod.Spec.FlagAt(k) == true)) yield return (tuning.Pod.Spec.NearestTo(key), $"{key} is true");
    }

    [GeneratedRegex(@"\bsysctl\s+(-\w+\s+)*(-w|--write|-p|--system|\w+(\.\w+)+=)|>\s*""?/proc/sys/")]
    private static partial Regex Sets();

    [GeneratedRegex(@"\btcp_slow_start_after_idle""?\s*=|>\s*""?/proc/sys/net/ipv4/tcp_slow_start_after_idle")]
    private static partial Regex SetsIdle();

    [GeneratedRegex(@"\btcp_congestion_control""?\s*=|>\s*""?/proc/sys/net/ipv4/tcp_congestion_control")]
    private static partial Regex SetsCongestion();

    [GeneratedRegex(@"\bdefault_qdisc""?\s*=|>\s*""?/proc/sys/net/core/default_qdisc")]
    private static partial Regex SetsQueue();

    [GeneratedRegex(@"\btcp_bbr\b|\bmodprobe\b|modules-load|tcp_available_congestion_control")]
    private static partial Regex KnowsModule();

    [GeneratedRegex(@">\s*""?\$")]
    private static partial Regex ToVariable();

    [GeneratedRegex(@"\bset\s+(-\w+\s+)*(-\w*e|-o\s+errexit)")]
    private static partial Regex StopsOnError();

    [GeneratedRegex(@"^-\w*e")]
    private static partial Regex ShortOption();
}
