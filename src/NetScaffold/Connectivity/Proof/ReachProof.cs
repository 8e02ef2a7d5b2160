using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>
/// Holds a bundle to its promise: exactly what the answers declare is open. What is open is computed from the rendered objects, without the answers;
/// what ought to be open from the answers, without the objects.
/// </summary>
/// <param name="Report">The connections of the application's pods, each with its reason; look-alikes are tried and not shown.</param>
/// <param name="Tried">How many pods besides the bundle's own were tried.</param>
/// <param name="Findings">NS6101 and NS6102, for each difference; NS6103 where others share the application's namespace.</param>
public sealed record ReachProof(ReachReport Report, int Tried, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>Proves a bundle.</summary>
    /// <param name="answers">Of the base environment, and with its namespace.</param>
    /// <param name="objects">Every object of the base environment, as Kustomize has them.</param>
    public static ReachProof Of(AnswerSet answers, IEnumerable<SourceText> objects) => new Run(answers, Declaration.Of(answers), objects).Prove();

    private sealed class Run
    {
        private readonly AnswerSet _answers;
        private readonly Declaration _declaration;
        private readonly Cluster _cluster;
        private readonly Reachability _reachability;
        private readonly Dictionary<Peer, Workload> _workloads;
        private readonly List<ReportedConnection> _reported = [];
        private readonly List<Diagnostic> _findings = [];
        private readonly HashSet<Workload> _own;
        private readonly HashSet<Peer> _held = [];

        /// <summary>Cilium's proxy, tried in each proof: what it may reach follows from policies of Cilium alone.</summary>
        private readonly ControllerPeer _ingressProxy;

        /// <summary>What a report calls the pods of a gateway.</summary>
        private readonly Dictionary<Peer, ControllerPeer> _gateways;

        public Run(AnswerSet answers, Declaration declaration, IEnumerable<SourceText> objects)
        {
            _answers = answers;
            _declaration = declaration;
            // Who serves the gateway follows from the answers, where the objects of its class are somebody else's.
            var cluster = ClusterReader.Read(objects, new KnownControllers(declaration.ServerOf, declaration.ServerOf), countsStaged: true);
            cluster = cluster with { Namespaces = cluster.Namespaces.SetItems(_declaration.NamedNamespaces.Select(n => KeyValuePair.Create(n, Exempt(cluster.Namespaces.GetValueOrDefault(n) ?? ClusterNamespace.Unlabelled(n))))) };
            _cluster = cluster;
            _own = [.. cluster.Workloads];
            _ingressProxy = new ControllerPeer(Controller.CiliumIngress(_declaration.HasIngressProxy ? _declaration.GatewayName : "{cilium}"));
            var all = cluster with { Workloads = [.. cluster.Workloads, .. _declaration.Outsiders], EntryPoints = [.. cluster.EntryPoints, IngressProxy()] };
            _reachability = Reachability.Of(all);
            _workloads = all.Workloads.ToDictionary(w => (Peer)PeerOf(w));
            _gateways = GatewaysByPods();
        }

        /// <summary>With the label by which policies of the whole cluster leave it out: they hold nobody whose own policies are not known.</summary>
        private static ClusterNamespace Exempt(ClusterNamespace ns) => ns with { Labels = ns.Labels.With("netscaffold/cluster-policies", "none") };

        public ReachProof Prove()
        {
            var open = _reachability.Connections().Where(c => c.Source is not ControllerPeer && Concerns(c)).ToList();
            ComparePods(open);
            CompareOutside(open);
            CompareIngressProxy();
            CompareWaysIn();
            CompareMesh();
            CompareWaysOut();
            var met = _reported.SelectMany(r => new[] { r.Connection.Source, r.Connection.Destination }).ToHashSet();
            var shown = _workloads.Where(w => _own.Contains(w.Value) || met.Contains(w.Key)).Select(w => PeerOf(w.Value)).OrderBy(p => p.ToString(), StringComparer.Ordinal);
            var report = new ReachReport(_answers.Name, _cluster, [.. shown], _declaration.HasIngressProxy ? [_ingressProxy] : [.. _gateways.Values], [.. _reported.OrderBy(PlaceOf).ThenBy(r => r.Connection.Source.ToString(), StringComparer.Ordinal).ThenBy(r => r.Connection.Destination.ToString(), StringComparer.Ordinal)]);
            return new ReachProof(report, _declaration.Tried, [.. _findings]);
        }

        /// <summary>As one follows a request: in by the gateway, then from service to service; what comes along stands last.</summary>
        private static int PlaceOf(ReportedConnection reported) => reported switch
        {
            { Kind: FlowKind.SideFlow } => 2,
            { Connection.Source: ControllerPeer } => 0,
            _ => 1,
        };

        private Dictionary<Peer, ControllerPeer> GatewaysByPods() =>
            (from controller in _reachability.Controllers
             from workload in _workloads.Values
             where workload.Namespace == controller.Controller.Namespace && workload.Labels.Equals(controller.Controller.Labels)
             group controller by (Peer)PeerOf(workload)).ToDictionary(g => g.Key, g => g.First());

        /// <summary>A way in by Cilium's proxy that leads nowhere, so that the proxy is there whatever the routes are.</summary>
        private EntryPoint IngressProxy() => new("Gateway", "", _ingressProxy.Controller.Name, [_ingressProxy.Controller], [], [], new SourceLocation("the proof"));

        private bool Concerns(Connection connection) => IsOurs(connection.Source) || IsOurs(connection.Destination);

        private bool IsOurs(Peer peer) => _workloads.TryGetValue(peer, out var workload) && _declaration.IsOurs(workload);

        private void ComparePods(List<Connection> open)
        {
            var found = open.Where(c => c.Source is WorkloadPeer && c.Destination is WorkloadPeer).ToDictionary(c => (c.Source, c.Destination), c => c.Allowed);
            var declared = DeclaredPairs();
            foreach (var (source, destination) in PairsToLookAt(found.Keys, declared.Keys))
            {
                var flows = declared.GetValueOrDefault((source, destination), []);
                var wanted = flows.Aggregate(PortSet.None, (all, f) => all.Union(f.Ports));
                var (from, to) = (_workloads[source], _workloads[destination]);
                var leaves = _declaration.HoldsExit(from) ? wanted : PortSet.All;
                var enters = _declaration.HoldsEntry(to) ? wanted : PortSet.All;
                Compare(source, destination, found.GetValueOrDefault((source, destination), PortSet.None), leaves.Intersect(enters), flows, IsShown(from) && IsShown(to));
            }
        }

        private Dictionary<(Peer Source, Peer Destination), List<DeclaredFlow>> DeclaredPairs()
        {
            var pairs = new Dictionary<(Peer Source, Peer Destination), List<DeclaredFlow>>();
            var byNamespace = _workloads.ToLookup(w => w.Value.Namespace);
            foreach (var flow in _declaration.Flows.Where(f => f.Destination.Namespace is not null))
            {
                var destinations = byNamespace[flow.Destination.Namespace!].Where(w => flow.Destination.Means(w.Value)).ToList();
                foreach (var source in (flow.Source.IsAnyone ? _workloads : byNamespace[flow.Source.Namespace!]).Where(w => flow.Source.Means(w.Value)))
                {
                    foreach (var destination in destinations.Where(d => !d.Key.Equals(source.Key)))
                    {
                        if (!pairs.TryGetValue((source.Key, destination.Key), out var flows)) pairs.Add((source.Key, destination.Key), flows = []);
                        flows.Add(flow);
                    }
                }
            }

            return pairs;
        }

        /// <summary>Where policies hold both directions, a pair that is neither open nor declared is as it ought to be; else every pair has to be looked at.</summary>
        private IEnumerable<(Peer Source, Peer Destination)> PairsToLookAt(IEnumerable<(Peer Source, Peer Destination)> open, IEnumerable<(Peer Source, Peer Destination)> declared) =>
            !_declaration.LeavesFreely && !_declaration.EntersFreely
                ? declared.Union(open)
                : from source in _workloads.Keys
                  from destination in _workloads.Keys
                  where !source.Equals(destination) && (IsOurs(source) || IsOurs(destination))
                  select (source, destination);

        /// <summary>Addresses are compared piece by piece, where the piece lies in or out of everything as a whole.</summary>
        private void CompareOutside(List<Connection> open)
        {
            var leaving = open.Where(c => c.Destination is AddressPeer).ToLookup(c => c.Source, c => (((AddressPeer)c.Destination).Range, c.Allowed));
            var entering = open.Where(c => c.Source is AddressPeer).ToLookup(c => c.Destination, c => (((AddressPeer)c.Source).Range, c.Allowed));
            var outward = _declaration.Flows.Where(f => !f.Destination.Addresses.IsEmpty).ToList();
            var inward = _declaration.Flows.Where(f => !f.Source.Addresses.IsEmpty).ToList();
            foreach (var (peer, workload) in _workloads.Where(w => _declaration.IsOurs(w.Value)))
            {
                CompareOutside(workload, outward.FindAll(f => f.Source.Means(workload)), _declaration.LeavesFreely, [.. leaving[peer]], isEgress: true);
                CompareOutside(workload, inward.FindAll(f => f.Destination.Means(workload)), _declaration.EntersFreely, [.. entering[peer]], isEgress: false);
            }
        }

        private void CompareOutside(Workload workload, List<DeclaredFlow> flows, bool isFree, List<(AddressRange Range, PortSet Ports)> found, bool isEgress)
        {
            AddressSet Meant(DeclaredFlow flow) => (isEgress ? flow.Destination : flow.Source).Addresses;
            var borders = flows.SelectMany(f => Meant(f).Ranges).Concat(found.Select(f => f.Range)).ToList();
            foreach (var piece in AddressRange.Cut(isV6: false, borders).Concat(AddressRange.Cut(isV6: true, borders)))
            {
                var meant = flows.Where(f => Meant(f).Contains(piece)).ToList();
                var wanted = isFree ? PortSet.All : meant.Aggregate(PortSet.None, (all, f) => all.Union(f.Ports));
                var ports = found.Where(f => AddressSet.Of(f.Range).Contains(piece)).Aggregate(PortSet.None, (all, f) => all.Union(f.Ports));
                var outside = new AddressPeer(piece);
                Compare(isEgress ? PeerOf(workload) : outside, isEgress ? outside : PeerOf(workload), ports, wanted, meant, IsShown(workload));
            }
        }

        /// <summary>What Cilium's proxy may reach, whether a route leads there or not.</summary>
        private void CompareIngressProxy()
        {
            foreach (var (peer, workload) in _workloads.Where(w => _declaration.IsOurs(w.Value)))
            {
                var flows = FlowsFromIngressProxy(workload);
                var wanted = _declaration.EntersFreely ? PortSet.All : PortsOf(flows);
                Compare(_ingressProxy, peer, OpenToIngressProxy(peer), wanted, flows, isShown: IsShown(workload) && _declaration.HasIngressProxy);
            }
        }

        /// <summary>Both ends let these through, however many routes there are.</summary>
        private PortSet OpenToIngressProxy(Peer peer) =>
            _reachability.Explain(_ingressProxy, peer).Pairs.Select(p => Open(p.Egress).Intersect(Open(p.Ingress))).Aggregate(PortSet.None, (all, ports) => all.Union(ports));

        private static PortSet Open(ImmutableArray<Decision> decisions) => decisions.Where(d => d.IsAllowed).Aggregate(PortSet.None, (all, d) => all.Union(d.Ports));

        private List<DeclaredFlow> FlowsFromIngressProxy(Workload workload) => [.. _declaration.Flows.Where(f => (f.Source == FlowEnd.IngressProxy || f.Source.IsAnyone) && f.Destination.Means(workload))];

        private static PortSet PortsOf(IEnumerable<DeclaredFlow> flows) => flows.Aggregate(PortSet.None, (all, f) => all.Union(f.Ports));

        /// <summary>What routes lead to is what the gateway may reach: less is a route into a wall, more a hole behind no route.</summary>
        private void CompareWaysIn()
        {
            foreach (var (pods, controller) in _gateways) CompareWayIn(controller, workload => [.. _declaration.Flows.Where(f => !f.IsTunnel && f.Source.Means(_workloads[pods]) && f.Destination.Means(workload))]);
            // Where the class is somebody else's, no route is known to be Cilium's.
            if (_cluster.EntryPoints.Any(e => e.Controllers.Contains(_ingressProxy.Controller))) CompareWayIn(_ingressProxy, FlowsFromIngressProxy);
        }

        private void CompareWayIn(ControllerPeer controller, Func<Workload, List<DeclaredFlow>> flowsTo)
        {
            var routed = _reachability.Connections().Where(c => c.Source.Equals(controller)).ToDictionary(c => c.Destination, c => c.Allowed);
            // What its pods may do as pods, such as ask for names, is no way in.
            foreach (var workload in _own.Where(_declaration.IsOurs))
            {
                var flows = flowsTo(workload);
                Compare(controller, PeerOf(workload), routed.GetValueOrDefault(PeerOf(workload), PortSet.None), PortsOf(flows), flows, isShown: false);
            }
        }

        /// <summary>The mesh is a layer of its own, by certificates: it lets exactly the declared callers through as well.</summary>
        private void CompareMesh()
        {
            if (MeshDeclaration.Of(_answers) is not { } declaration) return;
            var mesh = MeshLayer.Of(_cluster);
            var callers = declaration.Callers.Distinct().ToList();
            foreach (var workload in _own.Where(MeshLayer.IsMember))
            {
                if (declaration.ServiceOf(workload) is not { } service) continue;
                foreach (var caller in callers)
                {
                    var (open, wanted) = (mesh.Allowed(caller, workload), declaration.PortsOf(service, workload, caller));
                    var policies = string.Join("; ", mesh.LinesOf(workload).Select(l => l.Policy).Distinct());
                    if (open.Except(wanted) is { IsEmpty: false } more) _findings.Add(ReachDiagnostics.Undeclared($"{caller}, in the mesh,", $"{workload}", $"{more}", policies));
                    if (wanted.Except(open) is { IsEmpty: false } less) _findings.Add(ReachDiagnostics.Missing($"{caller}, in the mesh,", $"{workload}", $"{less}", policies));
                }
            }
        }

        /// <summary>Who may call what outside is known by certificates at the egress gateway: policies let each of its callers reach all of its hosts.</summary>
        private void CompareWaysOut()
        {
            var declaration = EgressDeclaration.Of(_answers);
            if (declaration.Calls.Count == 0) return;
            var mesh = MeshLayer.Of(_cluster);
            var proxies = Questions.HasSidecars.Holds(_answers) ? _own.FirstOrDefault(declaration.IsProxy) : null;
            foreach (var host in declaration.Hosts.Concat(_cluster.MeshEntries.Where(e => !e.IsByAddress).SelectMany(e => e.Hosts)).Distinct())
            {
                foreach (var caller in declaration.Callers)
                {
                    var (open, wanted) = (mesh.AllowedOut(caller, host, proxies), declaration.PortsOf(caller, host));
                    if (open.Except(wanted) is { IsEmpty: false } more) _findings.Add(ReachDiagnostics.Undeclared($"{caller}, in the mesh,", host, $"{more}", "the egress gateway"));
                    if (wanted.Except(open) is { IsEmpty: false } less) _findings.Add(ReachDiagnostics.Missing($"{caller}, in the mesh,", host, $"{less}", "the egress gateway"));
                }
            }
        }

        /// <summary>Pods of others that run in the application's namespace, where its policies hold them, too; none for pods that it expects there.</summary>
        private WorkloadPeer? ForeignPodsHere(Peer peer)
        {
            if (peer.Equals(_ingressProxy)) return null;
            var pods = peer is ControllerPeer ? _gateways.First(g => g.Value.Equals(peer)).Key : peer;
            return _workloads.TryGetValue(pods, out var workload) && _declaration.IsOurs(workload) && !_own.Contains(workload) && _declaration.IsOfOthers(workload) ? PeerOf(workload) : null;
        }

        private void Report(Peer source, Peer destination, PortSet ports, FlowKind kind, string reason) =>
            _reported.Add(new ReportedConnection(new Connection(_gateways.TryGetValue(source, out var gateway) ? gateway : source, destination, ports), kind, reason));

        private void Compare(Peer source, Peer destination, PortSet open, PortSet wanted, List<DeclaredFlow> flows, bool isShown)
        {
            if (!open.Equals(wanted) && (ForeignPodsHere(source) ?? ForeignPodsHere(destination)) is { } foreign)
            {
                // Asked for by sharing a namespace; one finding says it for all of their connections.
                if (_held.Add(foreign)) _findings.Add(ReachDiagnostics.SharedNamespace(_answers.At("namespace"), foreign.ToString(), _answers.Namespace));
                return;
            }

            if (open.Except(wanted) is { IsEmpty: false } more)
            {
                _findings.Add(ReachDiagnostics.Undeclared($"{source}", $"{destination}", $"{more}", PoliciesOf(source, destination, more, isAllowed: true)));
                Report(source, destination, more, FlowKind.Undeclared, "Nobody asked for it.");
            }

            if (wanted.Except(open) is { IsEmpty: false } less)
            {
                _findings.Add(ReachDiagnostics.Missing($"{source}", $"{destination}", $"{less}", PoliciesOf(source, destination, less, isAllowed: false)));
                Report(source, destination, less, FlowKind.Missing, "The answers ask for it.");
            }

            // A gateway beside the application is told of by its routes.
            if (!isShown || (_gateways.ContainsKey(destination) && IsOurs(destination))) return;
            var rest = open.Intersect(wanted);
            foreach (var flow in flows)
            {
                if (rest.Intersect(flow.Ports) is { IsEmpty: false } ports) Report(source, destination, ports, flow.Kind, flow.Reason);
                rest = rest.Except(flow.Ports);
            }

            if (!rest.IsEmpty) Report(source, destination, rest, FlowKind.Allowed, "No policy was asked for.");
        }

        /// <summary>The policies at either end that decided so.</summary>
        private string PoliciesOf(Peer source, Peer destination, PortSet ports, bool isAllowed)
        {
            var decisions = _reachability.ExplainPieces(source, destination).SelectMany(e => e.Pairs).SelectMany(p => p.Egress.Concat(p.Ingress));
            var policies = decisions.Where(d => d.IsAllowed == isAllowed && !d.Ports.Intersect(ports).IsEmpty)
                .SelectMany(d => d.Policies.Select(p => d.Rule is null ? p.ToString() : $"{p}, {d.Rule.Label}")).Distinct().ToList();
            return policies.Count == 0 ? "no policy" : string.Join("; ", policies);
        }

        /// <summary>The bundle's own, and those that its calls mean; not the solver's pod where there is no challenge to solve.</summary>
        private bool IsShown(Workload workload) => _own.Contains(workload) || (!Declaration.IsOnlyTried(workload.Name) && (!_declaration.IsOurs(workload) || _declaration.Flows.Any(f => f.Destination.Means(workload))));

        private static WorkloadPeer PeerOf(Workload workload) => new(workload.Namespace, workload.Name, workload.Kind);
    }
}
