using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about the Pod Security levels of namespaces, and pods that they refuse.</summary>
internal static class PodSecurityRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4197", Severity.Error, "A pod that its namespace refuses", "the object is taken, and no pod of it is ever made.", "Write the pod's securityContext for the level, or run it in a namespace of its own with a level that allows it.", FindRefusedPods) { Item = "C9" },
        new("NS4199", Severity.Warning, "A Pod Security level without a version", "an upgrade of the cluster may tighten it, and pods that ran are refused.", "Add pod-security.kubernetes.io/enforce-version with the version that was tested.", FindUnpinnedLevels) { Item = "C9" },
        new("NS4200", Severity.Error, "A host in a probe", "levels baseline and restricted refuse it since Kubernetes 1.34, as it makes the kubelet call others.", "Leave host out: the kubelet then calls the pod.", FindProbeHosts) { Item = "C9" },
        new("NS4201", Severity.Error, "A sysctl that its namespace refuses", "the level allows safe sysctls only, and no pod is made.", "Leave it out, or run the pod in a namespace with level privileged on nodes whose kubelet allows it.", FindSysctls) { Item = "C9" },
        new("NS4202", Severity.Error, "A Pod Security level where agents of the nodes run", "agents of the nodes need level privileged, so no new one is made and nodes lose their network.", "Take the label away, or set it to privileged.", FindLevelsOfAgents) { Item = "C9" },
    ];

    /// <summary>Since this minor version of the policy, hosts of probes are refused.</summary>
    private const int HostsRefusedSince = 34;

    /// <summary>Safe sysctls, and the minor version of the policy that took them up; kubernetes.io/docs/concepts/security/pod-security-standards.</summary>
    private static readonly Dictionary<string, int> SafeSysctls = new(StringComparer.Ordinal)
    {
        ["kernel.shm_rmid_forced"] = 0,
        ["net.ipv4.ip_local_port_range"] = 0,
        ["net.ipv4.tcp_syncookies"] = 0,
        ["net.ipv4.ping_group_range"] = 0,
        ["net.ipv4.ip_unprivileged_port_start"] = 0,
        ["net.ipv4.ip_local_reserved_ports"] = 27,
        ["net.ipv4.tcp_keepalive_time"] = 29,
        ["net.ipv4.tcp_keepalive_intvl"] = 29,
        ["net.ipv4.tcp_keepalive_probes"] = 29,
        ["net.ipv4.tcp_fin_timeout"] = 29,
        ["net.ipv4.tcp_rmem"] = 32,
        ["net.ipv4.tcp_wmem"] = 32,
        ["net.ipv4.tcp_slow_start_after_idle"] = 37,
        ["net.ipv4.tcp_notsent_lowat"] = 37,
    };

    /// <summary>Where pods of nodes' networks run, by the manifests and charts of Kubernetes, Calico, the Tigera operator and Flannel.</summary>
    private static readonly ImmutableHashSet<string> AgentNamespaces = ["kube-system", "calico-system", "tigera-operator", "kube-flannel"];

    private static IEnumerable<(PodTemplate Pod, PodSecurityLevel Level)> Judged(ObjectSet objects) =>
        from pod in objects.Pods
        let level = PodSecurity.LevelOf(objects, pod.Namespace)
        where level is not null
        select (pod, level);

    private static IEnumerable<ObjectHit> FindRefusedPods(ObjectSet objects) =>
        from judged in Judged(objects)
        from violation in PodSecurity.Violations(judged.Pod, judged.Level)
        select new ObjectHit(judged.Pod.Owner, violation.At, $"{violation.Problem}, which level {judged.Level} of namespace {judged.Pod.Namespace} forbids");

    private static IEnumerable<ObjectHit> FindUnpinnedLevels(ObjectSet objects) =>
        from ns in objects.OfKind("", "Namespace")
        let labels = ns.Root.MapAt("metadata", "labels")
        where labels.TextAt(PodSecurity.EnforceLabel) is "baseline" or "restricted" && labels.TextAt(PodSecurity.VersionLabel) is null or "latest"
        select new ObjectHit(ns, ns.Root.NearestTo("metadata", "labels", PodSecurity.EnforceLabel), $"Level {labels.TextAt(PodSecurity.EnforceLabel)} is enforced in whatever version the cluster has");

    private static IEnumerable<ObjectHit> FindProbeHosts(ObjectSet objects) =>
        from judged in Judged(objects)
        where judged.Level.Version.IsAtLeast(HostsRefusedSince)
        from container in judged.Pod.Containers
        from handler in Handlers(container)
        let host = handler.TextAt("host") ?? ""
        where host.Length > 0
        select new ObjectHit(judged.Pod.Owner, handler.NearestTo("host"), $"{container.Subject} has the host {Shown.Text(host)} in a probe or lifecycle hook");

    private static IEnumerable<YamlMap> Handlers(PodContainer container)
    {
        var map = container.Map;
        YamlMap?[] owners = [map.MapAt("startupProbe"), map.MapAt("readinessProbe"), map.MapAt("livenessProbe"), map.MapAt("lifecycle", "postStart"), map.MapAt("lifecycle", "preStop")];
        return owners.SelectMany(o => new[] { o.MapAt("httpGet"), o.MapAt("tcpSocket") }).OfType<YamlMap>();
    }

    /// <summary>In names slashes stand for dots as well.</summary>
    private static IEnumerable<ObjectHit> FindSysctls(ObjectSet objects) =>
        from judged in Judged(objects)
        from sysctl in judged.Pod.Spec.MapsAt("securityContext", "sysctls")
        let name = (sysctl.TextAt("name") ?? "").Replace('/', '.')
        where !SafeSysctls.TryGetValue(name, out var since) || !judged.Level.Version.IsAtLeast(since)
        select new ObjectHit(judged.Pod.Owner, sysctl.NearestTo("name"), $"The sysctl {Shown.Text(name)} is not safe in version {judged.Level.Version} of level {judged.Level}");

    private static IEnumerable<ObjectHit> FindLevelsOfAgents(ObjectSet objects) =>
        from ns in objects.OfKind("", "Namespace")
        let labels = ns.Root.MapAt("metadata", "labels")
        where AgentNamespaces.Contains(ns.Name) && labels.TextAt(PodSecurity.EnforceLabel) is "baseline" or "restricted"
        select new ObjectHit(ns, ns.Root.NearestTo("metadata", "labels", PodSecurity.EnforceLabel), $"Level {labels.TextAt(PodSecurity.EnforceLabel)} is enforced");
}
