using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads Istio's own ways in: VirtualServices that hang on its Gateways. Source: networking.istio.io/v1, as of Istio 1.31.</summary>
internal sealed class VirtualServiceReader
{
    private const string IstioGroup = "networking.istio.io";

    /// <summary>In place of a Gateway: the sidecars of all pods, which let nobody in.</summary>
    private const string Mesh = "mesh";

    private readonly List<Diagnostic> _findings;
    private readonly IReadOnlyCollection<Workload> _workloads;
    private readonly KnownControllers _known;
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _gateways = [];
    private readonly Dictionary<(string Namespace, string Name), ManifestObject> _virtualServices = [];

    /// <summary>Hosts outside that the mesh knows, which lead to no pods.</summary>
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);

    /// <param name="objects">All manifests.</param>
    /// <param name="workloads">All pods: a Gateway selects its proxies among them.</param>
    /// <param name="findings">Where findings go.</param>
    /// <param name="known">Who serves what, where the manifests do not say.</param>
    public VirtualServiceReader(IEnumerable<ManifestObject> objects, IReadOnlyCollection<Workload> workloads, List<Diagnostic> findings, KnownControllers known)
    {
        _workloads = workloads;
        _findings = findings;
        _known = known;
        foreach (var manifest in objects.Where(o => o.Group == IstioGroup))
        {
            if (manifest.Kind == "Gateway") _gateways.TryAdd((manifest.NamespaceOrDefault, manifest.Name), manifest);
            // What is wrong in it is told where it is read itself.
            if (MeshPolicyReader.IsMeshEntry(manifest) && MeshPolicyReader.ReadEntry(manifest, []) is { } entry) _outside.UnionWith(entry.Hosts);
            if (manifest.Kind == "VirtualService") _virtualServices.TryAdd((manifest.NamespaceOrDefault, manifest.Name), manifest);
        }
    }

    /// <summary>True for the kind that <see cref="Read"/> reads.</summary>
    public static bool IsVirtualService(ManifestObject manifest) => manifest is { Group: IstioGroup, Kind: "VirtualService" };

    /// <summary>The way in; null when it hangs on no Gateway.</summary>
    public EntryPoint? Read(Fields fields, YamlMap? spec)
    {
        ImmutableArray<Controller> controllers = [.. fields.Texts(spec, "gateways").Where(g => g != Mesh).SelectMany(g => ControllersOf(fields, g)).Distinct()];
        if (controllers.IsEmpty) return null;
        var destinations = Destinations(fields, spec).ToList();
        // A way out of the mesh is no way in.
        if (destinations.Count > 0 && destinations.TrueForAll(d => IsOutside(fields, d))) return null;
        var delegates = Routes(fields, spec, "http").Select(rule => fields.Map(rule, "delegate")).OfType<YamlMap>();
        return new(
            fields.Object.Kind, fields.Object.NamespaceOrDefault, fields.Object.Name, controllers, [.. fields.Texts(spec, "hosts").Distinct()],
            [.. Backends(fields, destinations).Concat(delegates.SelectMany(d => Delegated(fields, d)))], fields.Object.At);
    }

    /// <summary>The rules of another VirtualService, which has no hosts and no Gateways of its own, and delegates nothing.</summary>
    private IEnumerable<RouteBackend> Delegated(Fields fields, YamlMap reference)
    {
        var (ns, name) = (fields.Text(reference, "namespace") ?? fields.Object.NamespaceOrDefault, fields.Text(reference, "name") ?? "");
        if (_virtualServices.TryGetValue((ns, name), out var other))
        {
            var otherFields = new Fields(other, _findings);
            return Backends(otherFields, Destinations(otherFields, otherFields.Map(other.Root, "spec")));
        }

        fields.Add(ReachDiagnostics.BackendMissing(reference.At, fields.Object.ToString(), $"the VirtualService {Shown.Text($"{ns}/{name}")} is not among the manifests; where it leads is not known."));
        return [];
    }

    private IEnumerable<RouteBackend> Backends(Fields fields, IEnumerable<YamlMap> destinations) => destinations.Where(d => !IsOutside(fields, d)).Select(d => Backend(fields, d)).OfType<RouteBackend>();

    private bool IsOutside(Fields fields, YamlMap destination) => _outside.Contains(fields.Text(destination, "host") ?? "");

    /// <summary>Where requests that came by a Gateway are led.</summary>
    private static IEnumerable<YamlMap> Destinations(Fields fields, YamlMap? spec)
    {
        var http = Routes(fields, spec, "http").ToList();
        var routed = http.Concat(Routes(fields, spec, "tls")).Concat(Routes(fields, spec, "tcp")).SelectMany(rule => fields.Maps(rule, "route"));
        return routed.Concat(http.SelectMany(rule => fields.Maps(rule, "mirrors"))).Select(r => fields.Map(r, "destination")).Concat(http.Select(rule => fields.Map(rule, "mirror"))).OfType<YamlMap>();
    }

    /// <summary>The rules of a kind, without those for the sidecars of pods alone.</summary>
    private static IEnumerable<YamlMap> Routes(Fields fields, YamlMap? spec, string kind) => fields.Maps(spec, kind).Where(rule => !IsOfMeshAlone(fields, rule));

    private static bool IsOfMeshAlone(Fields fields, YamlMap rule) => fields.Maps(rule, "match").ToList() is { Count: > 0 } matches && matches.TrueForAll(m => fields.Texts(m, "gateways") is [Mesh]);

    private static RouteBackend? Backend(Fields fields, YamlMap destination)
    {
        var host = fields.Text(destination, "host") ?? "";
        var port = fields.Map(destination, "port") is { } map ? fields.Number(map, "number", 1, PortSet.MaxPort) ?? 0 : 0;
        // A name without dots is completed by the VirtualService's namespace; all others are meant to the letter.
        var (ns, name) = host.Split('.') switch
        {
            [var single] => (fields.Object.NamespaceOrDefault, single),
            [var service, var of, "svc", ..] => (of, service),
            _ => ("", ""),
        };
        if (name.Length > 0) return new RouteBackend(ns, name, null, port, Protocol.Tcp, MatchesTarget: false, destination.At);
        fields.Add(ReachDiagnostics.BackendMissing(destination.At, fields.Object.ToString(), $"{Shown.Text(host)} is no Service; where it leads is not known."));
        return null;
    }

    /// <summary>The pods that the Gateway selects, wherever they are: Istio looks for them in all namespaces unless it was told otherwise.</summary>
    private IEnumerable<Controller> ControllersOf(Fields fields, string reference)
    {
        var (ns, name) = reference.Split('/') switch
        {
            [".", var own] => (fields.Object.NamespaceOrDefault, own),
            [var other, var there] => (other, there),
            _ => (fields.Object.NamespaceOrDefault, reference),
        };
        var shown = $"{{gateway {ns}/{name}}}";
        if (!_gateways.TryGetValue((ns, name), out var gateway)) return [Unknown($"the Gateway {Shown.Text($"{ns}/{name}")} is not among the manifests")];
        var gatewayFields = new Fields(gateway, _findings);
        var labels = gatewayFields.Labels(gatewayFields.Map(gateway.Root, "spec"), "selector");
        if (labels.Equals(LabelMap.Empty)) return [Unknown($"the Gateway {Shown.Text($"{ns}/{name}")} selects all pods")];
        var selector = LabelSelector.Of(labels.Pairs);
        var namespaces = _workloads.Where(w => selector.Matches(w.Labels)).Select(w => w.Namespace).Distinct().ToList();
        // Two namespaces with such pods: each serves the Gateway.
        return namespaces.Count == 0 ? [Unknown($"the pods that the Gateway {Shown.Text($"{ns}/{name}")} selects are not among the manifests")]
            : namespaces.Select(of => new Controller(of == ns ? shown : $"{{gateway {ns}/{name} in {of}}}", of, labels));

        Controller Unknown(string reason)
        {
            if (_known.OfGateway(ns, name) is { } server) return server;
            fields.Add(ReachDiagnostics.ControllerUnknown(fields.Object.At, fields.Object.ToString(), reason));
            return Controller.Unknown;
        }
    }
}
