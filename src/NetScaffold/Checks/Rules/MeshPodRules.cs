using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about pods in a mesh.</summary>
internal static class MeshPodRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4144", Severity.Error, "A user or port that Istio keeps for itself", "the proxy in the pod has it, so the container's calls go around the mesh, or one of the two cannot listen.", "Run as another user than 1337, and use a port outside 15000 to 15090.", FindReserved) { Item = "C6" },
    ];

    /// <summary>istio.io/docs/ops/deployment/application-requirements: user and ports of a sidecar.</summary>
    private const long ProxyUser = 1337;

    private const long FirstPort = 15000;

    private const long LastPort = 15090;

    /// <summary>Of those, what ztunnel listens on within a pod in ambient mode: istio.io/docs/ambient/architecture/traffic-redirection.</summary>
    private static readonly ImmutableHashSet<long> AmbientPorts = [15001, 15006, 15008, 15053];

    private const string ProxyContainer = "istio-proxy";

    private enum Membership
    {
        None,

        Sidecar,

        Ambient,
    }

    private static Membership MembershipOf(ObjectSet objects, PodTemplate pod)
    {
        if (pod.IsHostNetwork) return Membership.None;
        var ns = objects.Namespaces.GetValueOrDefault(pod.Namespace);
        var annotation = pod.Metadata.TextAt("annotations", "sidecar.istio.io/inject");
        var wish = pod.Labels.Get("sidecar.istio.io/inject") ?? annotation;
        if (wish == "true") return Membership.Sidecar;
        if (wish != "false" && (ns?.Get("istio-injection") == "enabled" || (ns?.Get("istio.io/rev") is not null && ns.Get("istio-injection") != "disabled"))) return Membership.Sidecar;
        return (pod.Labels.Get("istio.io/dataplane-mode") ?? ns?.Get("istio.io/dataplane-mode")) == "ambient" ? Membership.Ambient : Membership.None;
    }

    private static IEnumerable<ObjectHit> FindReserved(ObjectSet objects)
    {
        foreach (var pod in objects.Pods)
        {
            var membership = MembershipOf(objects, pod);
            if (membership == Membership.None) continue;
            // Gateways of Istio are the proxy itself.
            var containers = pod.Containers.Where(c => c.Name != ProxyContainer && !c.IsInjected).ToList();
            foreach (var container in containers)
            {
                if (membership == Membership.Sidecar && pod.SecurityOf(container, "runAsUser") is YamlScalar user && user.TryInteger(out var id) && id == ProxyUser)
                    yield return new ObjectHit(pod.Owner, user, $"{container.Subject} runs as user {ProxyUser}");
                foreach (var port in container.Ports)
                {
                    if (port.NumberAt("containerPort") is >= FirstPort and <= LastPort and var number && (membership == Membership.Sidecar || AmbientPorts.Contains(number)))
                        yield return new ObjectHit(pod.Owner, port.NearestTo("containerPort"), $"{container.Subject} has port {number}");
                }
            }
        }
    }
}
