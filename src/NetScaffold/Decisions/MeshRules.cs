using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;

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

    private const int HttpsPort = 443;

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        Rule.OverChoices("NS2120", Severity.Error, "BBR by Cilium in an ambient mesh", OurCilium & Questions.IsAmbient & DecisionCatalogue.Get("ciliumBbr").When, Questions.NodeTuning,
            "Cilium's BBR needs its own masquerading, with which probes of pods in the mesh are lost.", "Use cluster.nodeTuning: none, or mesh.kind: istio-sidecar.") with { IsWaivable = false },
        Rule.OverChoices("NS2121", Severity.Warning, "An ambient mesh on Cilium", OurCilium & Questions.IsAmbient, Questions.Mesh,
            "Istio describes how the two fit, as this bundle sets them; Cilium's own documentation still names the ambient mode as not supported.", "Test it before production, or use cluster.cni: calico or mesh.kind: istio-sidecar."),
        new("NS2144", Severity.Error, "What proxies of the mesh keep for themselves", "Istio leads connections by the user 1337, and has the ports from 15000 to 15090.", "Give the service another user, or other ports.", a => FindReserved(a).Concat(FindReservedOutside(a))) { IsWaivable = false },
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
        new("NS2648", Severity.Error, "A pattern through the egress gateway", "its proxies ask for the addresses of a host, and a pattern has none.", "Name the hosts one by one, or use mesh.egressGateway: false.",
            a => Leaving(a).Where(c => AnswerSet.IsWildcard(c.Host)).Select(c => new RuleHit(c.Path, $"{c.Service} calls {c.Host}"))) { IsWaivable = false },
        new("NS2649", Severity.Warning, "A port that must begin with TLS", "the egress gateway reads where a call goes in the first message of TLS, or in requests at port 80: what begins otherwise, such as STARTTLS, gets no answer.",
            "See that the port speaks TLS from the first byte, give a cidr in place of the name, or use mesh.egressGateway: false.",
            a => Leaving(a).Where(c => c.Port is not (EgressHost.HttpPort or HttpsPort)).Select(c => new RuleHit(c.Path, $"{c.Service} calls {c.Host} at {c.Port}"))),
        new("NS2650", Severity.Error, "A way around the egress gateway", "it may call every address beside the gateway, the hosts behind it among them, and a pod's proxy takes the address before the name.", "Name hosts or narrower blocks, or use mesh.egressGateway: false.", FindWaysAround) { IsWaivable = false },
        new("NS2651", Severity.Warning, "An egress gateway that nothing leaves by", "so there are no proxies that anything could leave by.", "Declare the calls as services.NAME.egress with fqdn, or use mesh.egressGateway: false.",
            a => Questions.WantsEgressGateway.Holds(a) && EgressHosts.Of(a).IsEmpty ? [new RuleHit(Questions.EgressGateway.Path, "Nothing is called by name")] : []),
        Rule.OverChoices("NS2652", Severity.Warning, "Pods may pass the egress gateway by", DecisionCatalogue.Get("egressGateway").When & (!Questions.Policies.Is("default-deny") | DecisionCatalogue.ObservesPolicies), Questions.Policies,
            "the mesh leads calls to it and stops nobody who calls by another way: only network policies do.", "Use security.policies: default-deny and security.enforcement: enforce."),
        new("NS2653", Severity.Info, "A host without a name in the cluster", "calls leave by the egress gateway, which knows it by its own.", "Have callers use that name.",
            a => !DecisionCatalogue.Get("egressGateway").When.Holds(a) ? [] : a.Services.Where(s => s.External?.IsByName == true).Select(s => new RuleHit($"services.{s.Name}.external.host", $"{s.Name} is called as {s.External!.Host}"))),
        Rule.OverChoices("NS2654", Severity.Info, "Hosts that the whole mesh knows", DecisionCatalogue.Get("egressWaypoint").When, Questions.EgressGateway,
            "in an ambient mesh pods of other namespaces that call the same hosts are led to this gateway, which refuses them.", "Where others call them, see that their namespace has a ServiceEntry of its own for them."),
    ];

    private static IEnumerable<EgressHosts.NamedCall> Leaving(AnswerSet answers) => Questions.WantsEgressGateway.Holds(answers) ? EgressHosts.CallsByName(answers).DistinctBy(c => (c.Path, c.Host, c.Port)) : [];

    private static IEnumerable<RuleHit> FindWaysAround(AnswerSet answers) =>
        !DecisionCatalogue.Get("egressGateway").When.Holds(answers) ? [] :
            from service in answers.Services
            from at in Enumerable.Range(0, service.Egress.Length)
            where service.Egress[at] is { Cidr: { } cidr, Protocol: "TCP" } && Cidr.TryParse(cidr, out var block) && block.PrefixLength == 0
            select new RuleHit($"services.{service.Name}.egress[{at}]", $"{service.Name} calls {service.Egress[at].Cidr}");

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

    private static IEnumerable<RuleHit> FindReservedOutside(AnswerSet answers) => Leaving(answers).Where(c => IsReserved(c.Port)).Select(c => new RuleHit(c.Path, $"The egress gateway would listen at {c.Port}, where {c.Host} is called"));

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
