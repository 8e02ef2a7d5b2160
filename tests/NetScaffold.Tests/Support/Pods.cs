using System.Collections.Immutable;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>The pods that rendered workloads would start.</summary>
public static class Pods
{
    /// <summary>One pod per workload, named like it: all replicas have the same rights. Labels of namespaces come from the Namespaces among the objects.</summary>
    public static ImmutableArray<Pod> Of(IEnumerable<KubeObject> objects)
    {
        var all = objects.ToList();
        var labelsByNamespace = all.Where(o => o is { ApiVersion: "v1", Kind: "Namespace" }).ToDictionary(o => o.Name, o => o.Labels);
        return [.. from workload in all
                   let template = TemplateOf(workload)
                   where template is not null
                   let ns = workload.Namespace.Length > 0 ? workload.Namespace : "default"
                   select new Pod(ns, labelsByNamespace.GetValueOrDefault(ns) ?? [], workload.Name, template.Map("metadata").Texts("labels"))
                   {
                       NamedPorts = [.. NamedPortsOf(template.Map("spec"))],
                       IsHostNetwork = template.Map("spec").Flag("hostNetwork"),
                   }];
    }

    private static Map? TemplateOf(KubeObject workload) => (workload.ApiVersion, workload.Kind) switch
    {
        ("v1", "Pod") => workload.Tree,
        ("apps/v1", "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet") or ("batch/v1", "Job") => workload.Spec.Map("template"),
        ("batch/v1", "CronJob") => workload.Spec.Map("jobTemplate").Map("spec").Map("template"),
        _ => null,
    };

    // Names resolve to the ports of containers and of sidecars, which are init containers that keep running.
    private static IEnumerable<NamedPort> NamedPortsOf(Map? podSpec) =>
        from container in podSpec.Maps("containers").Concat(podSpec.Maps("initContainers").Where(c => c.Text("restartPolicy") == "Always"))
        from port in container.Maps("ports")
        let name = port.Text("name")
        let number = port.Number("containerPort")
        where name is not null && number is not null
        select new NamedPort(name, (int)number, port.Text("protocol") ?? "TCP");
}
