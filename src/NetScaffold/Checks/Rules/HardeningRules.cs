using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>
/// Rules about what a container may do beyond its work. Where the namespace's level forbids it, NS4197 says so, and these are silent;
/// where agents of the nodes run they are notes. Windows has none of it.
/// </summary>
internal static class HardeningRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4504", Severity.Warning, "A container that may run as root", "who breaks out of the container is root on the node.", "Set runAsNonRoot: true, and runAsUser where the image names no user by number.",
            objects => Find(objects, FindRoot)) { Item = "C9" },
        new("NS4505", Severity.Warning, "A container that may gain privileges", "a setuid program in the image makes root of any user.", "Set allowPrivilegeEscalation: false.",
            objects => Find(objects, FindEscalation)) { Item = "C9" },
        new("NS4506", Severity.Warning, "A root file system that may be written", "an attacker can leave programs there, and data that is written by mistake is lost.", "Set readOnlyRootFilesystem: true, and mount an emptyDir where the program writes.",
            objects => Find(objects, FindWritableRoot, isOfLevel: false)),
        new("NS4507", Severity.Warning, "Capabilities that are not dropped", "the container keeps those of the runtime's default, such as raw sockets.", "Drop ALL, and add back the one that is needed.",
            objects => Find(objects, FindCapabilities)) { Item = "C9" },
        new("NS4508", Severity.Warning, "No seccomp profile", "the container may make every system call that the node knows.", "Set seccompProfile of the pod to type RuntimeDefault.",
            objects => Find(objects, FindSeccomp)) { Item = "C9" },
        new("NS4541", Severity.Info, "Nowhere to write", "many programs need a place for temporary files, and fail at the first one.", "Mount an emptyDir with a sizeLimit, at /tmp for most; nothing to do where the program writes nothing.", FindNowhere),
    ];

    private static IEnumerable<ObjectHit> Find(ObjectSet objects, Func<PodTemplate, PodContainer, (YamlNode At, string Problem)?> find, bool isOfLevel = true) =>
        from pod in objects.Pods
        where !PodSecurity.IsWindows(pod) && !(isOfLevel && PodSecurity.LevelOf(objects, pod.Namespace) is { IsRestricted: true })
        from container in pod.Containers
        where !container.IsInjected
        let found = find(pod, container)
        where found is not null
        select new ObjectHit(pod.Owner, found.Value.At, found.Value.Problem) { Severity = objects.IsForNodeAgents(pod.Namespace) ? Severity.Info : null };

    private static IEnumerable<ObjectHit> FindNowhere(ObjectSet objects) =>
        from pod in objects.Pods
        from container in pod.Serving
        where !container.IsInjected && container.Map.FlagAt("securityContext", "readOnlyRootFilesystem") == true && container.Map.MapsAt("volumeMounts").All(m => m.FlagAt("readOnly") == true)
        select new ObjectHit(pod.Owner, container.Map.NearestTo("securityContext", "readOnlyRootFilesystem"), $"The root of {container} is read-only, and no volume of it can be written");

    private static (YamlNode At, string Problem)? FindRoot(PodTemplate pod, PodContainer container)
    {
        // Users of its own: its root is nobody on the node.
        if (pod.Spec.FlagAt("hostUsers") == false) return null;
        if (pod.SecurityOf(container, "runAsUser") is YamlScalar user && user.TryInteger(out var number)) return number == 0 ? (user, $"{container.Subject} runs as user 0") : null;
        var isRootRefused = pod.SecurityOf(container, "runAsNonRoot") is YamlScalar flag && flag.TryBoolean(out var refused) && refused;
        return isRootRefused ? null : (container.Map.NearestTo("securityContext"), $"{container.Subject} runs as whatever user its image names");
    }

    /// <summary>A privileged container has all of this by its nature, and a rule of its own.</summary>
    private static bool IsPrivileged(PodContainer container) => container.Map.FlagAt("securityContext", "privileged") == true;

    private static (YamlNode At, string Problem)? FindEscalation(PodTemplate pod, PodContainer container) =>
        IsPrivileged(container) || container.Map.FlagAt("securityContext", "allowPrivilegeEscalation") == false
            ? null
            : (container.Map.NearestTo("securityContext", "allowPrivilegeEscalation"), $"allowPrivilegeEscalation of {container} is not false");

    private static (YamlNode At, string Problem)? FindWritableRoot(PodTemplate pod, PodContainer container) =>
        container.Map.FlagAt("securityContext", "readOnlyRootFilesystem") == true
            ? null
            : (container.Map.NearestTo("securityContext", "readOnlyRootFilesystem"), $"readOnlyRootFilesystem of {container} is not true");

    private static (YamlNode At, string Problem)? FindCapabilities(PodTemplate pod, PodContainer container) =>
        IsPrivileged(container) || container.Map.TextsAt("securityContext", "capabilities", "drop").Any(c => c.Text is "ALL" or "all")
            ? null
            : (container.Map.NearestTo("securityContext", "capabilities", "drop"), $"{container.Subject} does not drop ALL capabilities");

    private static (YamlNode At, string Problem)? FindSeccomp(PodTemplate pod, PodContainer container) =>
        IsPrivileged(container) || pod.SecurityOf(container, "seccompProfile", "type") is YamlScalar { Text: not "Unconfined" }
            ? null
            : (container.Map.NearestTo("securityContext", "seccompProfile", "type"), $"{container.Subject} has no seccomp profile");
}
