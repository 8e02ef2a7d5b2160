using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about pods that policies cut off from what the platform wants of them. Whoever allows it may stand elsewhere, so none is an error.</summary>
internal static class IsolationRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4065", Severity.Warning, "A webhook that policies cut off", "the API server waits for an answer that never comes, and refuses what it asks about.", "Allow ingress at this port. The API server is no pod, so name no peer, or the addresses of the control plane.", FindWebhooks),
        new("NS4067", Severity.Warning, "Metrics that policies cut off", "Prometheus reaches no target there.", "Allow ingress at this port from the pods of Prometheus.", FindScrapes) { Item = "C21" },
    ];

    private static IEnumerable<ObjectHit> FindWebhooks(ObjectSet objects)
    {
        var services = objects.OfKind("", "Service").ToLookup(s => (s.NamespaceOrDefault, s.Name));
        foreach (var (owner, client) in Webhooks(objects))
        {
            var port = client.NumberAt("service", "port") ?? 443;
            foreach (var service in services[(client.TextAt("service", "namespace") ?? "", client.TextAt("service", "name") ?? "")])
            {
                if (CutOff(objects, service, p => p.NumberAt("port") == port) is not { } found) continue;
                yield return new ObjectHit(owner, client.NearestTo("service"), $"{service} leads to port {found.Port} of {found.Pod}, which policies isolate, and none allows that port");
            }
        }
    }

    /// <summary>How the API server calls somebody, and whose object says so.</summary>
    private static IEnumerable<(ManifestObject Owner, YamlMap Client)> Webhooks(ObjectSet objects)
    {
        const string admission = "admissionregistration.k8s.io";
        foreach (var owner in objects.OfKind(admission, "ValidatingWebhookConfiguration").Concat(objects.OfKind(admission, "MutatingWebhookConfiguration")))
        {
            foreach (var client in owner.Root.MapsAt("webhooks").Select(w => w.MapAt("clientConfig")).OfType<YamlMap>()) yield return (owner, client);
        }

        foreach (var owner in objects.OfKind("apiextensions.k8s.io", "CustomResourceDefinition"))
        {
            if (owner.Root.MapAt("spec", "conversion", "webhook", "clientConfig") is { } client) yield return (owner, client);
        }

        foreach (var owner in objects.OfKind("apiregistration.k8s.io", "APIService"))
        {
            if (owner.Root.MapAt("spec") is { } client) yield return (owner, client);
        }
    }

    private static IEnumerable<ObjectHit> FindScrapes(ObjectSet objects)
    {
        foreach (var monitor in Monitors.All(objects))
        {
            foreach (var (endpoint, name) in monitor.Endpoints)
            {
                if (name is null) continue;
                var found = monitor.Services(objects).Select(s => CutOff(objects, s, p => p.TextAt("name") == name.Text)).FirstOrDefault(f => f is not null)
                    ?? monitor.Pods(objects).Select(p => p.PortNumber(name) is { } port && IsCutOff(objects, p, port) ? ((PodTemplate Pod, long Port)?)(p, port) : null).FirstOrDefault(f => f is not null);
                if (found is { } cut)
                    yield return new ObjectHit(monitor.Object, endpoint.NearestTo("port"), $"Its port {Shown.Text(name.Text)} is port {cut.Port.ToString(CultureInfo.InvariantCulture)} of {cut.Pod}, which policies isolate, and none allows that port");
            }
        }
    }

    /// <summary>The first pod behind a Service that no policy lets anybody call at the port.</summary>
    private static (PodTemplate Pod, long Port)? CutOff(ObjectSet objects, ManifestObject service, Func<YamlMap, bool> isMeant)
    {
        foreach (var port in service.Root.MapsAt("spec", "ports").Where(isMeant))
        {
            foreach (var pod in objects.PodsBehind(service))
            {
                var number = port.NodeAt("targetPort") is YamlScalar target ? pod.PortNumber(target) : port.NumberAt("port");
                if (number is { } at && IsCutOff(objects, pod, at)) return (pod, at);
            }
        }

        return null;
    }

    private static bool IsCutOff(ObjectSet objects, PodTemplate pod, long port) =>
        port is > 0 and <= PortSet.MaxPort && objects.Policies.IsIsolated(pod, Direction.Ingress) && !objects.Policies.Allows(pod, Direction.Ingress, (int)port);
}
