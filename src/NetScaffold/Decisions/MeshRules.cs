using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>Rules about the service mesh: where it can run, and whom it lets call.</summary>
internal static class MeshRules
{
    private static readonly Expression IsOurs = DecisionCatalogue.OwnMesh;

    private static readonly Expression OurCilium = DecisionCatalogue.CiliumRelease;

    /// <summary>Of Istio's own user, and of its proxies' ports.</summary>
    private const int ProxyUser = 1337;

    private const int FirstProxyPort = 15000;

    private const int LastProxyPort = 15090;

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2120", Severity.Error, "BBR by Cilium in an ambient mesh", OurCilium & Questions.IsAmbient & DecisionCatalogue.Get("ciliumBbr").When, Questions.NodeTuning,
            "Cilium's BBR needs its own masquerading, with which probes of pods in the mesh are lost.", "Use cluster.nodeTuning: none, or mesh.kind: istio-sidecar.") with { IsWaivable = false },
        Rule.OverChoices("NS2121", Severity.Warning, "An ambient mesh on Cilium", OurCilium & Questions.IsAmbient, Questions.Mesh,
            "Istio describes how the two fit, as this bundle sets them; Cilium's own documentation still names the ambient mode as not supported.", "Test it before production, or use cluster.cni: calico or mesh.kind: istio-sidecar."),
        new("NS2144", Severity.Error, "What proxies of the mesh keep for themselves", "Istio leads connections by the user 1337, and has the ports from 15000 to 15090.", "Give the service another user, or other ports.", FindReserved) { IsWaivable = false },
        Rule.OverChoices("NS2147", Severity.Error, "A mesh on Calico in place of kube-proxy", DecisionCatalogue.Get("calicoRelease").When & Questions.ReplacesKubeProxy & Questions.HasMesh, Questions.Mesh,
            "Calico's eBPF turns the address of a Service into that of a pod when a connection is made, so the mesh no longer knows what was called.", "Use cluster.kubeProxy: auto, cluster.cni: cilium, or mesh.kind: none.") with { IsWaivable = false },
        Rule.OverChoices("NS2640", Severity.Warning, "The gateway is no member of the mesh", DecisionCatalogue.GatewayOutsideMesh, Questions.Controller,
            "its calls to services are plain, so the ports that it calls take plain calls, and network policies alone say who may make them.", "Use edge.controller: istio, whose gateway is a member."),
        Rule.OverChoices("NS2641", Severity.Error, "Proxies of the gateway among pods of the mesh", Questions.HasMesh & Questions.UsesNginxGateway, Questions.Controller,
            "NGINX Gateway Fabric runs them in the application's namespace, so they would be members of the mesh, which takes no requests from outside.", "Use another edge.controller, such as istio.") with { IsWaivable = false },
        Rule.OverChoices("NS2642", Severity.Error, "A mesh on nodes that are the cloud's", IsOurs & DecisionCatalogue.Get("managedNodes").When, Questions.Mesh,
            "its agents need rights over the network of each node, which such nodes do not give.", "Use cluster.managedNodes: false or mesh.kind: none; or the cloud's own mesh, with layers that leave platform out.") with { IsWaivable = false },
        Rule.OverChoices("NS2643", Severity.Error, "A second Istio", IsOurs & Questions.UsesIstio & !Questions.OwnEdge, Questions.Gateway,
            "the existing Gateway is served by an Istio that the cluster has, and the platform layer would bring another.", "Leave platform out of layers: the mesh is then that Istio's.") with { IsWaivable = false },
        Rule.OverChoices("NS2644", Severity.Error, "Sidecars in a pod network that the control plane does not reach", IsOurs & Questions.HasSidecars & DecisionCatalogue.EksOverlay, Questions.Mesh,
            "a webhook of istiod gives pods their proxy, and EKS calls it in vain.", "Use mesh.kind: istio-ambient, or a pod network with addresses of the VPC.") with { IsWaivable = false },
        new("NS2645", Severity.Warning, "Callers of other namespaces must be in the mesh", "mesh.mtls: strict refuses plain calls, and certificates name a namespace, not labels.", "See that their namespace is in the mesh, or use mesh.mtls: permissive.", FindForeignCallers),
        new("NS2646", Severity.Warning, "Metrics on a port of the service", "Prometheus has no certificate, so the port takes plain calls, and the mesh lets everyone call it whom network policies let in.", "Serve metrics on a port of their own.", FindSharedMetrics),
        Rule.OverChoices("NS2647", Severity.Warning, "The mesh takes plain calls as well", Questions.HasMesh & Questions.Mtls.Is("permissive"), Questions.Mtls,
            "nobody is refused by the mesh, and in an ambient mesh whoever may call a pod at all reaches each of its ports.", "Use mesh.mtls: strict when all callers are in the mesh."),
    ];

    private static IEnumerable<RuleHit> FindReserved(AnswerSet answers)
    {
        if (!Questions.HasMesh.Holds(answers)) yield break;
        foreach (var service in answers.Services.Where(s => s.Kind != ServiceKind.External))
        {
            if (service.User == ProxyUser) yield return new RuleHit($"services.{service.Name}.user", $"{service.Name} runs as user {ProxyUser}");
            for (var i = 0; i < service.Ports.Length; i++)
            {
                if (IsReserved(service.Ports[i].ContainerPort)) yield return new RuleHit($"services.{service.Name}.ports[{i}]", $"{service.Name} listens at {service.Ports[i].ContainerPort}");
            }

            if (service.Metrics is { } metrics && IsReserved(metrics.Port)) yield return new RuleHit($"services.{service.Name}.metrics.port", $"{service.Name} has metrics at {metrics.Port}");
        }
    }

    private static bool IsReserved(int port) => port is >= FirstProxyPort and <= LastProxyPort;

    private static IEnumerable<RuleHit> FindForeignCallers(AnswerSet answers) =>
        !Questions.IsStrict.Holds(answers) ? [] :
            from service in answers.Services
            from at in Enumerable.Range(0, service.AllowFrom.Length)
            select new RuleHit($"services.{service.Name}.allowFrom[{at}]", $"{service.Name} is called from {service.AllowFrom[at].Namespace}");

    private static IEnumerable<RuleHit> FindSharedMetrics(AnswerSet answers) =>
        !DecisionCatalogue.Get("scrapedInMesh").When.Holds(answers) ? [] :
            from service in answers.Services
            where service.Metrics is { } metrics && service.Ports.Any(p => p.IsTcp && p.ContainerPort == metrics.Port)
            select new RuleHit($"services.{service.Name}.metrics.port", $"{service.Name} serves requests and metrics at {service.Metrics!.Port}");
}
