using System.Collections.Immutable;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A Pod Security level that a namespace enforces.</summary>
/// <param name="IsRestricted">Level restricted; baseline otherwise. Level privileged forbids nothing.</param>
/// <param name="Version">Of the policy.</param>
internal sealed record PodSecurityLevel(bool IsRestricted, KubernetesVersion Version)
{
    /// <summary><c>baseline</c>.</summary>
    public override string ToString() => IsRestricted ? "restricted" : "baseline";
}

/// <summary>What Pod Security Admission refuses a pod for.</summary>
/// <param name="At">The value, or the nearest above one that is missing.</param>
/// <param name="Problem">Such as "Container web is privileged".</param>
internal sealed record PodSecurityViolation(YamlNode At, string Problem);

/// <summary>
/// Judges pods as Pod Security Admission does: kubernetes.io/docs/concepts/security/pod-security-standards, and the checks in k8s.io/pod-security-admission/policy.
/// Hosts of probes and sysctls, whose rules change with the version, are rules of their own.
/// </summary>
internal static class PodSecurity
{
    /// <summary>Names the level that is enforced.</summary>
    public const string EnforceLabel = "pod-security.kubernetes.io/enforce";

    /// <summary>Names the version of its policy.</summary>
    public const string VersionLabel = "pod-security.kubernetes.io/enforce-version";

    private static readonly ImmutableHashSet<string> BaselineCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly ImmutableHashSet<string> RestrictedVolumes =
        ["name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    private static readonly ImmutableHashSet<string> SelinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];

    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    /// <summary>The level that is enforced upon pods; null when none is, or the namespace is not among the objects.</summary>
    public static PodSecurityLevel? LevelOf(ObjectSet objects, string ns)
    {
        var labels = objects.Namespaces.GetValueOrDefault(ns);
        var version = KubernetesVersion.Parse(labels?.Get(VersionLabel) ?? "") ?? objects.Options.Kubernetes;
        return labels?.Get(EnforceLabel) switch { "restricted" => new(true, version), "baseline" => new(false, version), _ => null };
    }

    /// <summary>Everything that a level forbids in a pod.</summary>
    public static IEnumerable<PodSecurityViolation> Violations(PodTemplate pod, PodSecurityLevel level)
    {
        // A webhook adds to these containers before they are judged.
        var containers = pod.Containers.Where(c => !c.IsInjected).ToList();
        var baseline = PodBaseline(pod).Concat(containers.SelectMany(Baseline));
        return level.IsRestricted ? [.. baseline, .. PodRestricted(pod, level), .. containers.SelectMany(c => Restricted(pod, c, level))] : baseline;
    }

    /// <summary>Pods of Windows have no such things.</summary>
    public static bool IsWindows(PodTemplate pod) => pod.Spec.TextAt("os", "name") == "windows";

    private static bool IsRootAllowed(PodTemplate pod, PodSecurityLevel level) => level.Version.IsAtLeast(35) && pod.Spec.FlagAt("hostUsers") == false;

    private static IEnumerable<PodSecurityViolation> PodBaseline(PodTemplate pod)
    {
        foreach (var key in HostNamespaces.Where(k => pod.Spec.FlagAt(k) == true)) yield return new(pod.Spec.NearestTo(key), $"{key} is true");
        foreach (var volume in pod.Spec.MapsAt("volumes").Where(v => v.NodeAt("hostPath") is not null)) yield return new(volume.NearestTo("hostPath"), $"Volume {volume.TextAt("name")} is a hostPath");
        foreach (var entry in pod.Metadata.MapAt("annotations")?.Entries ?? [])
        {
            if (entry.Key.Text.StartsWith(AppArmorPrefix, StringComparison.Ordinal) && entry.Value is YamlScalar { Text: "unconfined" } value) yield return new(value, "AppArmor is unconfined");
        }

        foreach (var violation in Context(pod.Spec, "The pod")) yield return violation;
    }

    private static IEnumerable<PodSecurityViolation> Baseline(PodContainer container)
    {
        var map = container.Map;
        if (map.FlagAt("securityContext", "privileged") == true) yield return new(map.NearestTo("securityContext", "privileged"), $"{container.Subject} is privileged");
        foreach (var capability in map.TextsAt("securityContext", "capabilities", "add").Where(c => !BaselineCapabilities.Contains(c.Text))) yield return new(capability, $"{container.Subject} adds the capability {capability.Text}");
        foreach (var port in container.Ports.Where(p => p.NumberAt("hostPort") is > 0)) yield return new(port.NearestTo("hostPort"), $"{container.Subject} has the hostPort {port.NumberAt("hostPort")}");
        if (map.TextAt("securityContext", "procMount") is not (null or "Default")) yield return new(map.NearestTo("securityContext", "procMount"), $"{container.Subject} has another procMount than Default");
        foreach (var violation in Context(map, container.Subject)) yield return violation;
    }

    /// <summary>What baseline forbids in the securityContext of a pod and of a container alike.</summary>
    private static IEnumerable<PodSecurityViolation> Context(YamlMap owner, string subject)
    {
        if (owner.MapAt("securityContext") is not { } context) yield break;
        if (context.TextAt("seccompProfile", "type") == "Unconfined") yield return new(context.NearestTo("seccompProfile", "type"), $"{subject} has the seccomp profile Unconfined");
        if (context.TextAt("appArmorProfile", "type") == "Unconfined") yield return new(context.NearestTo("appArmorProfile", "type"), $"{subject} has the AppArmor profile Unconfined");
        if (context.FlagAt("windowsOptions", "hostProcess") == true) yield return new(context.NearestTo("windowsOptions", "hostProcess"), $"{subject} is a hostProcess");
        if (context.MapAt("seLinuxOptions") is not { } selinux) yield break;
        if (!SelinuxTypes.Contains(selinux.TextAt("type") ?? "") || selinux.TextAt("user") is { Length: > 0 } || selinux.TextAt("role") is { Length: > 0 }) yield return new(selinux, $"{subject} has SELinux options of its own");
    }

    private static IEnumerable<PodSecurityViolation> PodRestricted(PodTemplate pod, PodSecurityLevel level)
    {
        foreach (var volume in pod.Spec.MapsAt("volumes"))
        {
            foreach (var type in volume.Entries.Where(e => !RestrictedVolumes.Contains(e.Key.Text) && e.Key.Text != "hostPath" && e.Value is YamlMap)) yield return new(type.Key, $"Volume {volume.TextAt("name")} is of type {type.Key.Text}");
        }

        if (IsRootAllowed(pod, level)) yield break;
        if (pod.Spec.FlagAt("securityContext", "runAsNonRoot") == false) yield return new(pod.Spec.NearestTo("securityContext", "runAsNonRoot"), "runAsNonRoot is false");
        if (pod.Spec.NumberAt("securityContext", "runAsUser") == 0) yield return new(pod.Spec.NearestTo("securityContext", "runAsUser"), "runAsUser is 0");
    }

    private static IEnumerable<PodSecurityViolation> Restricted(PodTemplate pod, PodContainer container, PodSecurityLevel level)
    {
        var map = container.Map;
        var context = map.NearestTo("securityContext");
        if (!IsRootAllowed(pod, level))
        {
            if (map.FlagAt("securityContext", "runAsNonRoot") == false) yield return new(map.NearestTo("securityContext", "runAsNonRoot"), $"runAsNonRoot of {container} is false");
            else if (pod.SecurityOf(container, "runAsNonRoot") is null) yield return new(context, $"runAsNonRoot is not set for {container}");
            if (map.NumberAt("securityContext", "runAsUser") == 0) yield return new(map.NearestTo("securityContext", "runAsUser"), $"runAsUser of {container} is 0");
        }

        if (IsWindows(pod)) yield break;
        if (map.FlagAt("securityContext", "allowPrivilegeEscalation") != false) yield return new(map.NearestTo("securityContext", "allowPrivilegeEscalation"), $"allowPrivilegeEscalation of {container} is not false");
        if (pod.SecurityOf(container, "seccompProfile", "type") is null) yield return new(context, $"{container.Subject} has no seccomp profile");
        if (!map.TextsAt("securityContext", "capabilities", "drop").Any(c => c.Text == "ALL")) yield return new(map.NearestTo("securityContext", "capabilities", "drop"), $"{container.Subject} does not drop ALL capabilities");
        foreach (var capability in map.TextsAt("securityContext", "capabilities", "add").Where(c => BaselineCapabilities.Contains(c.Text) && c.Text != "NET_BIND_SERVICE")) yield return new(capability, $"{container.Subject} adds the capability {capability.Text}");
    }
}
