using System.Collections.Immutable;
using System.Net;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads pods and what makes pods. What has an owner among the objects is its owner's, and shown as that.</summary>
internal sealed class WorkloadReader(IEnumerable<ManifestObject> objects, List<Diagnostic> findings)
{
    /// <summary>Where the pod stands in each kind that makes pods.</summary>
    internal static readonly Dictionary<string, string[]> TemplateOf = new(StringComparer.Ordinal)
    {
        ["apps/Deployment"] = ["spec", "template"],
        ["apps/StatefulSet"] = ["spec", "template"],
        ["apps/DaemonSet"] = ["spec", "template"],
        ["apps/ReplicaSet"] = ["spec", "template"],
        ["/ReplicationController"] = ["spec", "template"],
        ["batch/Job"] = ["spec", "template"],
        ["batch/CronJob"] = ["spec", "jobTemplate", "spec", "template"],
        ["/Pod"] = [],
    };

    private readonly Dictionary<(string Namespace, string Kind, string Name), ManifestObject> _byName =
        objects.Where(IsWorkload).GroupBy(o => (o.NamespaceOrDefault, o.Kind, o.Name)).ToDictionary(g => g.Key, g => g.First());

    /// <summary>Addresses of pods that their owners describe, by the owner's namespace, kind and name: known after all were read.</summary>
    public Dictionary<(string Namespace, string Kind, string Name), ImmutableArray<IPAddress>> AddressesOfOwned { get; } = [];

    /// <summary>True for every kind that is or makes pods.</summary>
    public static bool IsWorkload(ManifestObject manifest) => TemplateOf.ContainsKey($"{manifest.Group}/{manifest.Kind}");

    /// <summary>The workload; null when it is refused, has ended, or stands for pods that its owner describes.</summary>
    public Workload? Read(ManifestObject manifest)
    {
        var fields = new Fields(manifest, findings);
        var pod = manifest.Root;
        foreach (var step in TemplateOf[$"{manifest.Group}/{manifest.Kind}"]) pod = fields.Map(pod, step) ?? new YamlMap([], manifest.At);
        var spec = fields.Map(pod, "spec");
        var labels = fields.Labels(fields.Map(pod, "metadata"), "labels");
        var ports = PortsOf(fields, spec);
        var isHostNetwork = fields.IsTrue(spec, "hostNetwork");
        var account = fields.Text(spec, "serviceAccountName") ?? "default";
        if (fields.IsRefused) return null;

        var (kind, name, isDescribed) = OwnerOf(manifest, fields);
        if (isDescribed)
        {
            var owner = (manifest.NamespaceOrDefault, kind, name);
            AddressesOfOwned[owner] = AddressesOfOwned.GetValueOrDefault(owner, []).AddRange(AddressesOf(fields));
            return null;
        }

        var workload = new Workload(manifest.NamespaceOrDefault, name, kind, labels, ports, isHostNetwork, AddressesOf(fields), manifest.At) { ServiceAccount = account };
        // What has an owner comes again; a pod alone that has ended does not.
        if (manifest.Kind != "Pod" || kind != "Pod" || fields.Text(fields.Map(manifest.Root, "status"), "phase") is not ("Succeeded" or "Failed")) return workload;
        findings.Add(ReachDiagnostics.HasEnded(manifest.At, workload.ToString()));
        return null;
    }

    private static ImmutableArray<ContainerPort> PortsOf(Fields fields, YamlMap? spec)
    {
        // An init container that goes on beside the others is a sidecar, with ports like any.
        var sidecars = fields.Maps(spec, "initContainers").Where(c => fields.Text(c, "restartPolicy") == "Always");
        return
        [
            .. from container in fields.Maps(spec, "containers").Concat(sidecars)
               from port in fields.Maps(container, "ports")
               let number = fields.Number(port, "containerPort", 1, PortSet.MaxPort)
               where number is not null
               select new ContainerPort(fields.Text(port, "name") ?? "", fields.Protocol(port, "protocol"), number.Value),
        ];
    }

    private static ImmutableArray<IPAddress> AddressesOf(Fields fields)
    {
        var status = fields.Object.Kind == "Pod" ? fields.Map(fields.Object.Root, "status") : null;
        var texts = fields.Maps(status, "podIPs").Select(ip => fields.Text(ip, "ip")).Append(fields.Text(status, "podIP"));
        return [.. texts.Select(t => IPAddress.TryParse(t, out var address) ? address : null).OfType<IPAddress>().Distinct()];
    }

    /// <summary>The last owner, and whether it is among the objects and so describes the pods itself.</summary>
    private (string Kind, string Name, bool IsDescribed) OwnerOf(ManifestObject manifest, Fields fields)
    {
        var (kind, name, isDescribed) = (manifest.Kind, manifest.Name, false);
        var seen = new HashSet<(string, string)> { (kind, name) };
        for (var at = manifest; ControllerOf(fields, at) is var (apiVersion, ownerKind, ownerName);)
        {
            if (!seen.Add((ownerKind, ownerName)))
            {
                fields.Add(ReachDiagnostics.OwnersInCircle(manifest.At, manifest.ToString()));
                return (manifest.Kind, manifest.Name, false);
            }

            var isKnown = _byName.TryGetValue((manifest.NamespaceOrDefault, ownerKind, ownerName), out var owner) && IsOfGroup(owner, apiVersion);
            // A Deployment that something owns is its own workload all the same: an operator may own many, each with pods unlike the others.
            if (!isKnown && at.Kind is not ("Pod" or "ReplicaSet")) break;
            (kind, name, isDescribed) = (ownerKind, ownerName, isKnown);
            if (!isKnown) break;
            at = owner!;
        }

        return (kind, name, isDescribed);
    }

    /// <summary>Somebody else's Deployment is another kind. A reference without a version means any; extensions was once the group of what is in apps.</summary>
    private static bool IsOfGroup(ManifestObject owner, string apiVersion)
    {
        if (apiVersion.Length == 0) return true;
        var group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";
        return group == owner.Group || (group, owner.Group) is ("extensions", "apps");
    }

    /// <summary>The controlling owner. A node owns the pods of its own manifests; they are no workload of that name.</summary>
    private static (string ApiVersion, string Kind, string Name)? ControllerOf(Fields fields, ManifestObject manifest)
    {
        foreach (var owner in fields.Maps(fields.Map(manifest.Root, "metadata"), "ownerReferences"))
        {
            if (fields.IsTrue(owner, "controller") && (fields.Text(owner, "kind") ?? manifest.Kind) is { } kind && kind != "Node" && fields.Text(owner, "name") is { } name) return (fields.Text(owner, "apiVersion") ?? "", kind, name);
        }

        return null;
    }
}
