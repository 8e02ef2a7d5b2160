using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>
/// Rules about pods that reach their node. Where the namespace's level forbids it, NS4197 says so, and these are silent;
/// where agents of the nodes run they are notes.
/// </summary>
internal static class NodeAccessRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4500", Severity.Warning, "A privileged container", "who breaks into it has the node.", "Leave privileged out, and add the one capability that is needed.",
            objects => Find(objects, FindPrivileged)) { Item = "C9" },
        new("NS4501", Severity.Warning, "Processes of the node in sight", "the pod sees, and may signal or read, what else runs on the node.", "Leave hostPID and hostIPC out.",
            objects => Find(objects, FindHostNamespaces)) { Item = "C9" },
        new("NS4502", Severity.Warning, "A path of the node in a pod", "what is there belongs to the node and to all of its pods, and stays when the pod goes.", "Use a claim for data and an emptyDir for scratch; mount what must be read from the node with readOnly: true.",
            objects => Find(objects, FindHostPaths)) { Item = "C9" },
        new("NS4503", Severity.Warning, "A port of the node", "only one such pod fits on a node, and policies for pods may not hold for the port.", "Leave hostPort out, and use a Service.",
            objects => Find(objects, FindHostPorts)) { Item = "C9" },
    ];

    /// <summary>Paths that give away the node: its file system, its processes and devices, its container runtime and kubelet.</summary>
    private static readonly ImmutableHashSet<string> Sensitive =
    [
        "/", "/boot", "/dev", "/etc", "/home", "/lib", "/proc", "/root", "/run", "/sys", "/usr", "/var", "/var/lib", "/var/run",
        "/etc/kubernetes", "/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet",
    ];

    private const string SocketEnding = ".sock";

    private static IEnumerable<ObjectHit> Find(ObjectSet objects, Func<PodTemplate, IEnumerable<(YamlNode At, string Problem)>> find) =>
        from pod in objects.Pods
        where PodSecurity.LevelOf(objects, pod.Namespace) is null
        from found in find(pod)
        select new ObjectHit(pod.Owner, found.At, found.Problem) { Severity = objects.IsForNodeAgents(pod.Namespace) ? Severity.Info : null };

    private static IEnumerable<(YamlNode At, string Problem)> FindPrivileged(PodTemplate pod) =>
        from container in pod.Containers
        where container.Map.FlagAt("securityContext", "privileged") == true
        select (container.Map.NearestTo("securityContext", "privileged"), $"{container.Subject} is privileged");

    private static IEnumerable<(YamlNode At, string Problem)> FindHostNamespaces(PodTemplate pod)
    {
        if (pod.Spec.FlagAt("hostPID") == true) yield return (pod.Spec.NearestTo("hostPID"), "hostPID is true");
        if (pod.Spec.FlagAt("hostIPC") == true) yield return (pod.Spec.NearestTo("hostIPC"), "hostIPC is true");
    }

    private static IEnumerable<(YamlNode At, string Problem)> FindHostPaths(PodTemplate pod)
    {
        var written = pod.Containers.SelectMany(c => c.Map.MapsAt("volumeMounts")).Where(m => m.FlagAt("readOnly") != true).Select(m => m.TextAt("name")).ToHashSet();
        foreach (var volume in pod.Spec.MapsAt("volumes"))
        {
            if (volume.TextAt("hostPath", "path") is not { } path) continue;
            var clean = path.Length > 1 ? path.TrimEnd('/') : path;
            var name = Shown.Text(volume.TextAt("name") ?? "");
            var at = volume.NearestTo("hostPath", "path");
            if (clean.EndsWith(SocketEnding, StringComparison.Ordinal)) yield return (at, $"Volume {name} is the socket {Shown.Text(path)} of the node, and what listens there obeys whoever can open it");
            else if (Sensitive.Contains(clean) && written.Contains(volume.TextAt("name"))) yield return (at, $"Volume {name} is {Shown.Text(path)} of the node and may be written, which gives away the node");
            else if (Sensitive.Contains(clean)) yield return (at, $"Volume {name} is {Shown.Text(path)} of the node, which shows much of the node and its other pods");
            else yield return (at, $"Volume {name} is {Shown.Text(path)} of the node{(written.Contains(volume.TextAt("name")) ? " and may be written" : "")}");
        }
    }

    /// <summary>With the node's network every port is one of the node, written or not.</summary>
    private static IEnumerable<(YamlNode At, string Problem)> FindHostPorts(PodTemplate pod) =>
        from container in pod.Containers
        where !pod.IsHostNetwork
        from port in container.Ports
        where port.NumberAt("hostPort") is > 0
        select (port.NearestTo("hostPort"), $"{container.Subject} takes port {port.NumberAt("hostPort")} of its node");
}
