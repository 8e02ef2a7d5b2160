using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Planning;

/// <summary>The other end of calls that the application declares, in a namespace of others.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Policy">What a policy there would have to say.</param>
public sealed record OtherEnd(string Namespace, PolicyPlan Policy);

/// <summary>A namespace that policies of the whole cluster leave out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Whens">The decisions under which it is: any of them. An empty name holds always.</param>
public sealed record LeftOutNamespace(string Name, ImmutableArray<string> Whens);

/// <summary>
/// Works out the policies of the whole cluster: a default deny for namespaces of others, and whom it leaves out.
/// They only add to policies of a namespace, in Cilium and, without a rule that denies, in Calico as well.
/// </summary>
/// <remarks>Source: default deny and its scope in the documentation of Cilium 1.20 and Calico 3.32, as of 2026-11-27.</remarks>
internal static class ClusterPolicies
{
    /// <summary>A namespace with this label and <see cref="Exempt"/> stays as it is.</summary>
    public const string ExemptLabel = "netscaffold/cluster-policies";

    /// <summary>What the answers file would say of it.</summary>
    public const string Exempt = "none";

    private const string NameLabel = "app.kubernetes.io/name";

    /// <summary>Where Calico's operator runs Calico; its API server is in the second with older releases.</summary>
    private static readonly ImmutableArray<string> CalicoNamespaces = ["calico-system", "calico-apiserver"];

    /// <summary>Namespaces that need more than DNS and have no policies: the system's, those of releases, and of what answers name although others run it. Each once, those of the application last.</summary>
    public static ImmutableArray<LeftOutNamespace> LeftOut(AnswerSet answers)
    {
        IEnumerable<(string Name, string When)> entries =
        [
            ("kube-system", ""),
            .. Platform.Of(answers).SystemNamespaces.Select(n => (n, "")),
            .. Releases.All.Where(r => !r.IsDefinitions).Select(r => (r.Namespace(answers), r.Decision)),
            .. CalicoNamespaces.Append(Releases.Calico.Namespace(answers)).Select(n => (n, "calicoClusterPolicies")),
            // Whoever runs them: the controller and its proxies, the issuer, and the collector.
            (answers.Edge.ControllerNamespace, "gatewayPods"),
            (answers.Edge.Gateway?.Split('/')[0] ?? answers.Edge.ControllerNamespace, "foreignProxies"),
            (Releases.CertManager.Namespace(answers), "existingIssuer"),
            (answers.Collector.Namespace, "traces"),
            .. NamespacesOf(answers).Select(n => (n, "leavesApplicationOut")),
        ];
        return
        [
            .. from entry in entries
               group entry.When by entry.Name into same
               select new LeftOutNamespace(same.Key, same.Contains("") ? [""] : [.. same.Distinct()]),
        ];
    }

    /// <summary>The other ends of what the application declares, which its own policies do not hold: for each namespace that is held, what a policy there would have to let through. Nobody opens the namespace of another.</summary>
    /// <param name="answers">The answers.</param>
    public static ImmutableArray<OtherEnd> OtherEnds(AnswerSet answers)
    {
        var free = LeftOut(answers).Where(n => n.Whens.Any(w => w.Length == 0 || DecisionCatalogue.Get(w).When.Holds(answers))).Select(n => n.Name).Concat(NamespacesOf(answers)).ToHashSet(StringComparer.Ordinal);
        var ends = answers.Services.SelectMany(s => Callers(answers, s).Concat(Callees(answers, s))).Where(e => !free.Contains(e.Namespace));
        return
        [
            .. ends.GroupBy(e => (e.Namespace, Labels: string.Join(',', e.Labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal))))
                .Select((same, i) => new OtherEnd(same.Key.Namespace, PolicyOf(answers, i, [.. same]))),
        ];
    }

    private static IEnumerable<End> Callers(AnswerSet answers, ServiceAnswer service)
    {
        var isBehindWaypoint = MeshPlanner.BehindWaypoint(answers).Contains(service.Name);
        foreach (var caller in service.AllowFrom)
        {
            ImmutableArray<PolicyLabel> labels = [.. caller.Labels.Select(l => new PolicyLabel(l.Key, l.Value))];
            ImmutableArray<PolicyPort> ports = [.. service.PortsOf(caller).Select(p => new PolicyPort(p.Protocol, p.ContainerPort)).Distinct()];
            yield return new(caller.Namespace, labels, new($"{service.Name} lets them in.", PodsOf(answers, new(NameLabel, service.Name)), PolicyPlanner.WithTunnel(ports)), IsEgress: true);
            if (isBehindWaypoint) yield return new(caller.Namespace, labels, new("Proxies look at requests on their way.", PodsOf(answers, new("gateway.networking.k8s.io/gateway-name", answers.Waypoint)), [new("TCP", MeshPlanner.TunnelPort)]) { When = "waypoints" }, IsEgress: true);
        }
    }

    private static IEnumerable<End> Callees(AnswerSet answers, ServiceAnswer service) =>
        from calls in service.Calls.Where(c => c.To.Contains('/', StringComparison.Ordinal)).GroupBy(c => c.To)
        let at = calls.Key.IndexOf('/', StringComparison.Ordinal)
        let ports = calls.Select(c => new PolicyPort("TCP", int.Parse(c.Port!, CultureInfo.InvariantCulture))).Distinct()
        select new End(calls.Key[..at], [new(NameLabel, calls.Key[(at + 1)..])], new($"{service.Name} calls them.", PodsOf(answers, new(NameLabel, service.Name)), PolicyPlanner.WithTunnel([.. ports])), IsEgress: false);

    /// <summary>The default deny, with DNS.</summary>
    /// <param name="answers">The answers.</param>
    public static PolicyPlan DefaultDeny(AnswerSet answers)
    {
        var dns = new PolicyPlanner(answers).AllowDns().Egress;
        return new PolicyPlan($"{answers.Name}-default-deny", [new([])], [], dns) { Comment = "Pods reach DNS alone, and nobody reaches them: what else they may, policies of their own namespace say, which add to this one." };
    }

    /// <summary>Probes of pods in an ambient mesh, which come from an address and not from the node.</summary>
    /// <param name="answers">The answers.</param>
    /// <remarks>Source: Istio's platform prerequisites for Cilium, which let it in without a port, as of 2026-11-27.</remarks>
    public static PolicyPlan Probes(AnswerSet answers)
    {
        var rule = new PolicyRule("", [.. new PolicyPlanner(answers).ProbePeers], [new("TCP", 1) { EndPort = 65_535 }]);
        return new PolicyPlan($"{answers.Name}-allow-probes", [new([])], [rule], []) { HoldsEgress = false, Comment = "The kubelet's probes of pods in the mesh, which pass its proxy by, come from this address; no pod does." };
    }

    /// <summary>The application's namespaces, in the order of the environments.</summary>
    public static IEnumerable<string> NamespacesOf(AnswerSet answers) => answers.Environments.Select(e => e.Namespace ?? answers.Namespace).Distinct();

    private static PolicyPlan PolicyOf(AnswerSet answers, int at, ImmutableArray<End> ends)
    {
        ImmutableArray<PolicyRule> egress = [.. ends.Where(e => e.IsEgress).Select(e => e.Rule)];
        ImmutableArray<PolicyRule> ingress = [.. ends.Where(e => !e.IsEgress).Select(e => e.Rule)];
        return new PolicyPlan($"allow-{answers.Name}{(at == 0 ? "" : $"-{at + 1}")}", [new(ends[0].Labels)], ingress, egress) { HoldsIngress = ingress.Length > 0, HoldsEgress = egress.Length > 0 };
    }

    private static ImmutableArray<PolicyPeer> PodsOf(AnswerSet answers, PolicyLabel label) => [.. NamespacesOf(answers).Select(n => PolicyPeer.PodsOf(n, label))];

    /// <summary>What one declared call asks of the other end.</summary>
    private sealed record End(string Namespace, ImmutableArray<PolicyLabel> Labels, PolicyRule Rule, bool IsEgress);
}
