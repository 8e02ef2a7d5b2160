using System.Collections.Immutable;
using NetScaffold.Checks.Rules;

namespace NetScaffold.Checks;

/// <summary>All rules over objects.</summary>
public static class ObjectRuleCatalogue
{
    /// <summary>In the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        .. ImageRules.All.Concat(ScalingRules.All).Concat(ServiceRules.All)
            .Concat(AdapterRules.All).Concat(AlertRules.All).Concat(AuthorizationPolicyRules.All).Concat(CiliumPolicyRules.All).Concat(ClusterPolicyRules.All)
            .Concat(DashboardRules.All).Concat(DnsRules.All).Concat(IsolationRules.All).Concat(KubeProxyRules.All).Concat(MeshDestinationRules.All)
            .Concat(MeshEdgeRules.All).Concat(MeshMemberRules.All).Concat(MeshPortRules.All).Concat(MeshRouteRules.All).Concat(MonitorRules.All)
            .Concat(NodeTuningRules.All).Concat(PeerAuthenticationRules.All).Concat(PodNetworkRules.All).Concat(SetRules.All).Concat(TestPodRules.All)
            .OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    /// <summary>True for a code of the family, whether there is such a rule or not.</summary>
    public static bool IsCode(string code) => code.StartsWith("NS4", StringComparison.Ordinal);
}
