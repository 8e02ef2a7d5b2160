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
        new("NS4228", Severity.Warning, "Node tuning among system pods", "whoever may change it there is one step from the control plane, and no Pod Security holds the namespace.", "Give it a namespace of its own, with Pod Security privileged.", o => Find(o, InSystem)) { Item = "C18" },
        new("NS4229", Severity.Warning, "A setting that no pod gets", "each network namespace of a pod starts with its own value of 1, whatever the node has.", "Set it in spec.securityContext.sysctls of the pods that need it.", o => Find(o, SetsSlowStart)) { Item = "C18" },
        new("NS4230", Severity.Warning, "Node tuning with gaps", "some nodes are left as they were, and nobody notices.", "Tolerate all taints, begin each script with set -e, and give the containers requests.", o => Find(o, Gaps)) { Item = "C18" },
        new("NS4594", Severity.Warning, "Node tuning that sees all processes", "its pods may read and end whatever runs on the node, and settings of the network need only hostNetwork.", "Leave hostPID and hostIPC out.", o => Find(o, SeesProcesses)),
    ];

    /// <summary>A DaemonSet with its scripts: those containers that write settings of the kernel.</summary>
    private sealed record Tuning(PodTemplate Pod, ImmutableArray<PodContainer> Writers);

    private static IEnumerable<ObjectHit> Find(ObjectSet objects, Func<Tuning, IEnumerable<(YamlNode At, string Problem)>> find) =>
        from pod in objects.Pods
        where pod.Owner.Kind == "DaemonSet"
        let tuning = new Tuning(pod, [.. pod.Containers.Where(c => Writes().IsMatch(ScriptOf(c)))])
        where tuning.Writers.Length > 0
        from found in find(tuning)
        select new ObjectHit(pod.Owner, found.At, found.Problem);

    private static string ScriptOf(PodContainer container) => string.Join('\n', container.Map.TextsAt("command").Concat(container.Map.TextsAt("args")).Select(t => t.Text));

    private static IEnumerable<(YamlNode At, string Problem)> InSystem(Tuning tuning)
    {
        if (tuning.Pod.Namespace == "kube-system" && tuning.Writers.Any(c => c.Map.FlagAt("securityContext", "privileged") == true))
            yield return (tuning.Pod.Owner.Root.NearestTo("metadata", "namespace"), $"Its privileged {tuning.Writers[0]} sets the kernel, in kube-system");
    }

    private static IEnumerable<(YamlNode At, string Problem)> SetsSlowStart(Tuning tuning) =>
        from writer in tuning.Writers
        where SetsIdle().IsMatch(ScriptOf(writer))
        select (writer.Map.NearestTo(writer.Map.TextsAt("args").Any(t => SetsIdle().IsMatch(t.Text)) ? "args" : "command"), $"{writer.Subject} sets {SlowStart} on the node");

    private static IEnumerable<(YamlNode At, string Problem)> Gaps(Tuning tuning)
    {
        var spec = tuning.Pod.Spec;
        // A DaemonSet for some nodes only is no gap.
        if (!spec.MapsAt("tolerations").Any() && !(spec.MapAt("nodeSelector")?.Entries ?? []).Any(e => e.Key.Text != "kubernetes.io/os"))
            yield return (spec, "It tolerates no taints, so it leaves out the control plane and pools with taints");
        foreach (var writer in tuning.Writers)
        {
            if (!StopsOnError().IsMatch(ScriptOf(writer)) && ScriptOf(writer).Trim().Contains('\n', StringComparison.Ordinal) && Writes().Count(ScriptOf(writer)) > 1)
                yield return (writer.Map.NearestTo("command"), $"The script of {writer} has several steps and no set -e, so the last of them decides whether it succeeded");
            if (writer.Map.MapAt("resources", "requests") is null) yield return (writer.Map.NearestTo("resources"), $"{writer.Subject} has no requests, so it goes first where a node is full");
        }
    }

    private static IEnumerable<(YamlNode At, string Problem)> SeesProcesses(Tuning tuning)
    {
        // Who enters the node's namespaces by its first process needs it.
        if (tuning.Pod.Containers.Any(c => ScriptOf(c).Contains("nsenter", StringComparison.Ordinal))) yield break;
        foreach (var key in Shared.Where(k => tuning.Pod.Spec.FlagAt(k) == true)) yield return (tuning.Pod.Spec.NearestTo(key), $"{key} is true");
    }

    [GeneratedRegex(@"sysctl\s+(-\w+\s+)*(-w|--write|\w+(\.\w+)+=)|sysctl\s+(-\w+\s+)*(-p|--system)|>\s*""?/proc/sys/|/proc/sys/[\w/]+[\s\S]*>\s*""?\$")]
    private static partial Regex Writes();

    [GeneratedRegex(@"tcp_slow_start_after_idle""?\s*=|>\s*""?/proc/sys/net/ipv4/tcp_slow_start_after_idle|tcp_slow_start_after_idle[\s\S]*>\s*""?\$")]
    private static partial Regex SetsIdle();

    [GeneratedRegex(@"\bset\s+-\w*e|\bset\s+-o\s+errexit|sh\s+-\w*e|(^|\n)-\w*e\w*c?\n")]
    private static partial Regex StopsOnError();
}
