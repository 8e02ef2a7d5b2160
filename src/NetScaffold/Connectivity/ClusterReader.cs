using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads all that manifests say about who can reach whom.</summary>
public static class ClusterReader
{
    /// <summary>64 MiB. Whoever reads a file of manifests may stop one byte behind this.</summary>
    public const int MaxFileBytes = 64 << 20;

    /// <summary>Kinds that decide about traffic, or have some, and are not understood, by group.</summary>
    private static readonly Dictionary<string, string[]> NotUnderstood = new(StringComparer.Ordinal)
    {
        ["crd.antrea.io"] = ["NetworkPolicy", "ClusterNetworkPolicy"],
        ["networking.gke.io"] = ["FQDNNetworkPolicy"],
        ["networking.k8s.aws"] = ["ApplicationNetworkPolicy", "ClusterNetworkPolicy"],
        ["k8s.ovn.org"] = ["EgressFirewall", "UserDefinedNetwork", "ClusterUserDefinedNetwork"],
        ["k8s.cni.cncf.io"] = ["MultiNetworkPolicy"],
        ["kubevirt.io"] = ["VirtualMachine", "VirtualMachineInstance"],
        ["apps.openshift.io"] = ["DeploymentConfig"],
        ["argoproj.io"] = ["Rollout"],
        ["serving.knative.dev"] = ["Service"],
        ["traefik.io"] = ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
        ["policy.linkerd.io"] = ["Server", "AuthorizationPolicy"],
        ["extensions"] = ["Deployment", "DaemonSet", "ReplicaSet", "Ingress", "NetworkPolicy"],
    };

    /// <summary>Reads every document of every file. Never throws on any text; what cannot be read, or is not understood, is a finding.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="countsStaged">Staged policies of Calico, which only watch, count as if they were enforced.</param>
    public static Cluster Read(IEnumerable<SourceText> files, bool countsStaged = false) => Read(files, KnownControllers.None, countsStaged);

    /// <summary>The same, with what the caller knows besides.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="controllers">Who serves what, where the manifests do not say.</param>
    /// <param name="countsStaged">As in the other one.</param>
    internal static Cluster Read(IEnumerable<SourceText> files, KnownControllers controllers, bool countsStaged)
    {
        var (read, problems) = ManifestReader.Read(files);
        return Read(read, problems, controllers, countsStaged);
    }

    /// <summary>The same, of objects that are read already.</summary>
    /// <param name="read">All of them.</param>
    /// <param name="problems">What could not be read.</param>
    /// <param name="controllers">As in the other one.</param>
    /// <param name="countsStaged">As in the other one.</param>
    internal static Cluster Read(ImmutableArray<ManifestObject> read, ImmutableArray<Diagnostic> problems, KnownControllers controllers, bool countsStaged)
    {
        var findings = problems.ToList();
        var objects = WithoutSecond(read, findings);
        var workloadReader = new WorkloadReader(objects, findings);
        var calicoPolicyReader = new CalicoPolicyReader(objects, findings, countsStaged);
        var ciliumPolicyReader = new CiliumPolicyReader(objects, findings);
        var namespaces = ImmutableDictionary.CreateBuilder<string, ClusterNamespace>(StringComparer.Ordinal);
        var workloads = ImmutableArray.CreateBuilder<Workload>();
        var services = ImmutableArray.CreateBuilder<ClusterService>();
        var waysIn = new List<ManifestObject>();
        var policies = ImmutableArray.CreateBuilder<Policy>();
        var meshPolicies = ImmutableArray.CreateBuilder<MeshPolicy>();
        var meshTls = ImmutableArray.CreateBuilder<MeshTls>();
        var meshEntries = ImmutableArray.CreateBuilder<MeshEntry>();
        foreach (var manifest in objects)
        {
            if (manifest.Name.Length == 0 && IsRead(manifest)) findings.Add(ReachDiagnostics.Refused(manifest.At, manifest.Kind, "It has no name."));
            else if (manifest is { Group: "", Kind: "Namespace" }) namespaces[manifest.Name] = NamespaceOf(manifest, findings);
            else if (WorkloadReader.IsWorkload(manifest)) Add(workloads, workloadReader.Read(manifest));
            else if (manifest is { Group: "", Kind: "Service" }) Add(services, ServiceReader.Read(manifest, findings));
            else if (EntryPointReader.IsEntryPoint(manifest)) waysIn.Add(manifest);
            else if (manifest is { Group: "networking.k8s.io", Kind: "NetworkPolicy" }) Add(policies, NetworkPolicyReader.Read(manifest, findings));
            else if (manifest is { Group: "policy.networking.k8s.io", Kind: "ClusterNetworkPolicy" or "AdminNetworkPolicy" or "BaselineAdminNetworkPolicy" }) Add(policies, ClusterPolicyReader.Read(manifest, findings));
            else if (CalicoPolicyReader.IsCalicoPolicy(manifest)) Add(policies, calicoPolicyReader.Read(manifest));
            else if (CiliumPolicyReader.IsCiliumPolicy(manifest)) policies.AddRange(ciliumPolicyReader.Read(manifest));
            else if (MeshPolicyReader.IsMeshPolicy(manifest) && manifest.Kind == "AuthorizationPolicy") Add(meshPolicies, MeshPolicyReader.Read(manifest, findings));
            else if (MeshPolicyReader.IsMeshPolicy(manifest)) Add(meshTls, MeshPolicyReader.ReadTls(manifest, findings));
            else if (MeshPolicyReader.IsMeshEntry(manifest)) Add(meshEntries, MeshPolicyReader.ReadEntry(manifest, findings));
            else if (NotUnderstood.GetValueOrDefault(manifest.Group)?.Contains(manifest.Kind) == true) findings.Add(ReachDiagnostics.NotUnderstood(manifest.At, manifest.ToString()));
        }

        // Some say by labels which pods serve them, so the pods come first.
        var entryPointReader = new EntryPointReader(objects, workloads, findings, controllers);
        var entryPoints = waysIn.Select(entryPointReader.Read).OfType<EntryPoint>().ToImmutableArray();
        // Pods of a running cluster tell their owners' addresses.
        var known = workloads.Select(w => workloadReader.AddressesOfOwned.TryGetValue((w.Namespace, w.Kind, w.Name), out var addresses) ? w with { Addresses = w.Addresses.AddRange(addresses) } : w);
        return new Cluster(namespaces.ToImmutable(), [.. known], services.ToImmutable(), entryPoints, policies.ToImmutable(), [.. findings.OrderBy(f => f.At)])
        {
            MeshPolicies = meshPolicies.ToImmutable(),
            MeshTls = meshTls.ToImmutable(),
            MeshEntries = meshEntries.ToImmutable(),
        };
    }

    private static bool IsRead(ManifestObject manifest) =>
        manifest is { Group: "", Kind: "Namespace" or "Service" } or { Group: "networking.k8s.io", Kind: "NetworkPolicy" } or { Group: "policy.networking.k8s.io" }
        || WorkloadReader.IsWorkload(manifest) || EntryPointReader.IsEntryPoint(manifest) || CiliumPolicyReader.IsCiliumPolicy(manifest) || CalicoPolicyReader.IsCalicoPolicy(manifest) || MeshPolicyReader.IsMeshPolicy(manifest) || MeshPolicyReader.IsMeshEntry(manifest);

    private static ClusterNamespace NamespaceOf(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var labels = fields.Labels(fields.Map(manifest.Root, "metadata"), "labels");
        // The API server sets this one, whatever stands here.
        return new ClusterNamespace(manifest.Name, labels.With(ClusterNamespace.NameLabel, manifest.Name));
    }

    /// <summary>The first of each name. A second one that is equal, as in two environments over one base, does no harm.</summary>
    private static List<ManifestObject> WithoutSecond(ImmutableArray<ManifestObject> objects, List<Diagnostic> findings)
    {
        var first = new Dictionary<(string Group, string Kind, string Namespace, string Name), ManifestObject>();
        var kept = new List<ManifestObject>();
        foreach (var manifest in objects)
        {
            // A configuration of Kustomize or kind has no name, and is no object of a cluster.
            if (manifest.Name.Length == 0)
            {
                kept.Add(manifest);
                continue;
            }

            var key = (manifest.Group, manifest.Kind, manifest.NamespaceOrDefault, manifest.Name);
            if (first.TryAdd(key, manifest)) kept.Add(manifest);
            else if (YamlPrinter.Print(first[key].Root) != YamlPrinter.Print(manifest.Root)) findings.Add(ReachDiagnostics.SecondObject(manifest.At, manifest.ToString(), first[key].At));
        }

        return kept;
    }

    private static void Add<T>(ImmutableArray<T>.Builder list, T? item)
        where T : class
    {
        if (item is not null) list.Add(item);
    }
}
