using System.Collections.Immutable;
using NetScaffold.Checks.Rules;

namespace NetScaffold.Checks;

/// <summary>All rules over objects.</summary>
public static class ObjectRuleCatalogue
{
    /// <summary>In the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        .. new[]
            {
                AccountRules.All,
                AdapterRules.All,
                AlertRules.All,
                ApiVersionRules.All,
                AuthorizationPolicyRules.All,
                AutoscalerRules.All,
                BackendRules.All,
                CertificateRules.All,
                CertificateSecretRules.All,
                CiliumPolicyRules.All,
                ClusterPolicyRules.All,
                DashboardRules.All,
                DisruptionRules.All,
                DnsRules.All,
                EnvironmentRules.All,
                GatewayRules.All,
                HardeningRules.All,
                IdentityRules.All,
                ImageRules.All,
                IngressRules.All,
                IsolationRules.All,
                IssuerRules.All,
                KubeProxyRules.All,
                LoadBalancerRules.All,
                MeshDestinationRules.All,
                MeshEdgeRules.All,
                MeshMemberRules.All,
                MeshPodRules.All,
                MeshPortRules.All,
                MeshRouteRules.All,
                MonitorRules.All,
                NamingRules.All,
                NginxRules.All,
                NodeAccessRules.All,
                NodeTuningRules.All,
                PeerAuthenticationRules.All,
                PodDnsRules.All,
                PodNetworkRules.All,
                PodSecurityRules.All,
                PolicyDnsRules.All,
                PolicyFlowRules.All,
                PolicyFormRules.All,
                PolicySelectorRules.All,
                ProbeRules.All,
                ReferenceRules.All,
                ResourceRules.All,
                RoleRules.All,
                RolloutRules.All,
                RoutedPathRules.All,
                RouteRules.All,
                ScalingRules.All,
                ServicePortRules.All,
                ServiceRules.All,
                ServiceTrafficRules.All,
                SetRules.All,
                SpreadRules.All,
                StandaloneRules.All,
                TestPodRules.All,
                TlsVersionRules.All,
            }
            .SelectMany(r => r)
            .OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    /// <summary>True for a code of the family, whether there is such a rule or not.</summary>
    public static bool IsCode(string code) => code.StartsWith("NS4", StringComparison.Ordinal);
}
