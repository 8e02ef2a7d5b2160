using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about ports, names and addresses of Services.</summary>
internal static class ServicePortRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4049", Severity.Warning, "Addresses that anybody may claim", "whoever may write a Service takes over what is sent to any such address; the field is deprecated since Kubernetes 1.36.", "Use a Service of type LoadBalancer, or a Gateway.", FindExternalAddresses),
        new("NS4165", Severity.Error, "An alias that leads nowhere", "such a Service is a name in DNS for another name, and nothing else.", "Give externalName a DNS name; for an address, or another port, use a Service without a selector and an EndpointSlice.", FindBadAliases) { Item = "C20" },
        new("NS4166", Severity.Warning, "A headless Service that asks for more than DNS", "clients get the addresses of pods and call them without anything between.", "Leave sessionAffinity out, and make port and targetPort the same.", FindHeadless) { Item = "C20" },
        new("NS4170", Severity.Error, "Address families that contradict the policy", "the API server does not take it.", "Name one family for SingleStack, and none twice.", FindFamilies),
        new("NS4560", Severity.Error, "Ports that cannot be told apart", "the API server does not take the Service.", "Give each port a name of its own, and each number and protocol once.", FindTwinPorts),
        new("NS4561", Severity.Info, "A Service at every node", "its port is open at all addresses of all nodes, past the gateway and its TLS.", "Use ClusterIP behind a Gateway, or LoadBalancer.", FindNodePorts),
        new("NS4562", Severity.Info, "A Service in front of several applications", "its calls are shared out among pods that do not do the same.", "Add the label to the selector that tells them apart.", FindMixedPods) { Item = "C20" },
        new("NS4563", Severity.Warning, "A node port out of range", "the API server takes such a port only where its range was changed.", "Leave nodePort out, or use one of 30000 to 32767.", FindOddNodePorts),
        new("NS4564", Severity.Info, "An alias with ports", "a name in DNS has none: clients use whichever port they like.", "Leave ports out, unless a controller or mesh asks for them.", FindAliasPorts),
    ];

    private const string Alias = "ExternalName";

    /// <summary>The default of kube-apiserver's --service-node-port-range.</summary>
    private static readonly (long First, long Last) NodePorts = (30_000, 32_767);

    /// <summary>Labels that name an application.</summary>
    private static readonly ImmutableArray<string> NameLabels = ["app.kubernetes.io/name", "app"];

    private static IEnumerable<(ManifestObject Service, YamlMap Spec)> Services(ObjectSet objects) =>
        from service in objects.OfKind("", "Service")
        let spec = service.Root.MapAt("spec")
        where spec is not null
        select (service, spec);

    private static IEnumerable<ObjectHit> FindExternalAddresses(ObjectSet objects) =>
        from found in Services(objects)
        from address in found.Spec.TextsAt("externalIPs").Take(1)
        select new ObjectHit(found.Service, found.Spec.NearestTo("externalIPs"), $"externalIPs has {Shown.Text(address.Text)}");

    private static IEnumerable<ObjectHit> FindBadAliases(ObjectSet objects)
    {
        foreach (var (service, spec) in Services(objects).Where(s => s.Spec.TextAt("type") == Alias))
        {
            if (AddressSet.Parse(spec.TextAt("externalName") ?? "") is not null) yield return new ObjectHit(service, spec.NearestTo("externalName"), $"externalName is the address {Shown.Text(spec.TextAt("externalName")!)}");
            foreach (var port in spec.MapsAt("ports"))
            {
                if (port.TextAt("targetPort") is { } target && target != port.TextAt("port") && target != "0") yield return new ObjectHit(service, port.NearestTo("targetPort"), $"Port {Shown.Text(port.TextAt("port") ?? "none")} is meant to lead to {Shown.Text(target)}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindAliasPorts(ObjectSet objects) =>
        from found in Services(objects)
        where found.Spec.TextAt("type") == Alias
        from port in found.Spec.MapsAt("ports").Take(1)
        select new ObjectHit(found.Service, found.Spec.NearestTo("ports"), $"It is an alias of {Shown.Text(found.Spec.TextAt("externalName") ?? "")} with port {Shown.Text(port.TextAt("port") ?? "")}");

    private static IEnumerable<ObjectHit> FindHeadless(ObjectSet objects)
    {
        foreach (var (service, spec) in Services(objects).Where(s => s.Spec.TextAt("clusterIP") == "None"))
        {
            if (spec.TextAt("sessionAffinity") == "ClientIP") yield return new ObjectHit(service, spec.NearestTo("sessionAffinity"), "It has no address, and sessionAffinity ClientIP");
            foreach (var port in spec.MapsAt("ports"))
            {
                if (port.NodeAt("targetPort") is YamlScalar target && port.NumberAt("port") is { } number && NumberOf(objects, service, target, port.TextAt("protocol") ?? "TCP") is { } meant && meant != number)
                    yield return new ObjectHit(service, target, $"It has no address, so port {number} does not become {meant}");
            }
        }
    }

    private static long? NumberOf(ObjectSet objects, ManifestObject service, YamlScalar target, string protocol) =>
        target.TryInteger(out var number) ? number : objects.PodsBehind(service).Select(p => p.PortNumber(target, protocol)).FirstOrDefault(p => p is not null);

    private static IEnumerable<ObjectHit> FindFamilies(ObjectSet objects) =>
        from found in Services(objects)
        let families = found.Spec.TextsAt("ipFamilies").Select(f => f.Text).ToList()
        where families.Count > 1 && (found.Spec.TextAt("ipFamilyPolicy") == "SingleStack" || families.Distinct().Count() < families.Count)
        select new ObjectHit(found.Service, found.Spec.NearestTo("ipFamilies"), $"Its families are {string.Join(" and ", families.Select(Shown.Text))}, and its policy is {found.Spec.TextAt("ipFamilyPolicy") ?? "not said"}");

    private static IEnumerable<ObjectHit> FindTwinPorts(ObjectSet objects)
    {
        foreach (var (service, spec) in Services(objects))
        {
            var ports = spec.MapsAt("ports").ToList();
            var (names, numbers) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(string, string)>());
            foreach (var port in ports)
            {
                var (name, number, protocol) = (port.TextAt("name") ?? "", port.TextAt("port") ?? "", port.TextAt("protocol") ?? "TCP");
                if (name.Length == 0 && ports.Count > 1) yield return new ObjectHit(service, port, $"Port {Shown.Text(number)} is one of {ports.Count} and has no name");
                else if (!names.Add(name)) yield return new ObjectHit(service, port.NearestTo("name"), $"Two ports are named {Shown.Text(name)}");
                else if (!numbers.Add((number, protocol))) yield return new ObjectHit(service, port.NearestTo("port"), $"Two ports are {Shown.Text(number)} of {protocol}");
            }
        }
    }

    private static IEnumerable<ObjectHit> FindNodePorts(ObjectSet objects) =>
        from found in Services(objects)
        where found.Spec.TextAt("type") == "NodePort"
        select new ObjectHit(found.Service, found.Spec.NearestTo("type"), "Its type is NodePort");

    private static IEnumerable<ObjectHit> FindOddNodePorts(ObjectSet objects) =>
        // Zero asks for a free one.
        from found in Services(objects)
        from port in found.Spec.MapsAt("ports")
        let number = port.NumberAt("nodePort")
        where number is not (null or 0) && (number < NodePorts.First || number > NodePorts.Last)
        select new ObjectHit(found.Service, port.NearestTo("nodePort"), $"nodePort is {number}");

    private static IEnumerable<ObjectHit> FindMixedPods(ObjectSet objects) =>
        from found in Services(objects)
        let selector = found.Spec.MapAt("selector")
        where selector is not null
        from label in NameLabels
        where selector.NodeAt(label) is null
        let names = objects.PodsBehind(found.Service).Where(p => p.IsLasting).Select(p => p.Labels.Get(label)).OfType<string>().Distinct().Take(3).ToList()
        where names.Count > 1
        select new ObjectHit(found.Service, selector, $"It selects pods with {label} {string.Join(" and ", names.Select(Shown.Text))}");
}
