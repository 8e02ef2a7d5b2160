using System.Collections.Immutable;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>I6: exactly the declared calls and the side flows are open, pair by pair.</summary>
public sealed class ReachabilityTests
{
    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Combination_Rendered_OpensExactlyWhatIsDeclared(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result || !result.Plan.Decisions["kustomizeForm"] || !result.Plan.Decisions["appLayer"]) return;
        Assert.Empty(Differences(result, PoliciesOf(result), podsHaveAddresses: false));
        Assert.Empty(Differences(result, PoliciesOf(result), podsHaveAddresses: true));
    }

    [Theory]
    [InlineData("defaults")]
    [InlineData("everything")]
    [InlineData("security-policydialect-cilium")]
    [InlineData("security-policydialect-calico")]
    public void AnyRule_Removed_ClosesSomethingDeclared(string name)
    {
        var result = Rendered.Of(Combinations.Get(name).Answers);
        var policies = PoliciesOf(result);
        var rules = 0;
        foreach (var (direction, rule, list) in RulesOf(policies.Where(p => p.Namespace == result.Plan.Base.Namespace)))
        {
            rules++;
            var at = list.IndexOf(rule);
            list.RemoveAt(at);
            Assert.True(Differences(result, policies, podsHaveAddresses: true).Length > 0, $"Without a rule of {direction} nothing changes: {rule}");
            list.Insert(at, rule);
        }

        Assert.True(rules >= 5);
        Assert.Empty(Differences(result, policies, podsHaveAddresses: true));
    }

    [Theory]
    [InlineData("defaults")]
    [InlineData("everything")]
    [InlineData("security-policydialect-cilium")]
    [InlineData("security-policydialect-calico")]
    public void AnyRule_OpenedToAllPeers_IsCaught(string name)
    {
        var result = Rendered.Of(Combinations.Get(name).Answers);
        var policies = PoliciesOf(result);
        foreach (var (direction, rule, _) in RulesOf(policies.Where(p => p.Namespace == result.Plan.Base.Namespace)))
        {
            var before = rule.ToList();
            foreach (var key in rule.Keys.Where(k => k is "from" or "to" or "source" || ((k.StartsWith("from", StringComparison.Ordinal) || k.StartsWith("to", StringComparison.Ordinal)) && k != "toPorts")).ToList()) rule.Remove(key);
            // Of Calico's destination the ports stay.
            if (rule.Map("destination") is { } destination) rule["destination"] = destination.Where(d => d.Key == "ports").ToDictionary();
            Assert.True(Differences(result, policies, podsHaveAddresses: true).Length > 0, $"Open {direction} is not noticed.");
            rule.Clear();
            foreach (var (key, value) in before) rule.Add(key, value);
        }
    }

    [Fact]
    public void Outsiders_AreInEveryRun()
    {
        var result = Rendered.OfFixture("everything");
        var names = new DeclaredCalls(result.Answers, [], podsHaveAddresses: true).Endpoints.Select(e => e.Name).ToList();
        foreach (var outsider in new[] { "impostor of web", "unlabelled", "fake gateway elsewhere", "another gateway's proxy", "fake prometheus", "a node", "the Internet", "metadata" }) Assert.Contains(outsider, names);
    }

    /// <summary>The policies of any dialect, and those that only watch as if they held.</summary>
    internal static ImmutableArray<KubeObject> PoliciesOf(ScaffoldResult result)
    {
        return
        [
            .. result.Objects().Where(o => o.Kind.EndsWith("NetworkPolicy", StringComparison.Ordinal) && o.ApiVersion is ("networking.k8s.io/v1" or "projectcalico.org/v3" or "cilium.io/v2"))
                .Select(o => o.Kind switch
                {
                    "StagedKubernetesNetworkPolicy" => KubeObject.From(new Map(o.Tree) { ["apiVersion"] = "networking.k8s.io/v1", ["kind"] = "NetworkPolicy" }),
                    "StagedGlobalNetworkPolicy" => KubeObject.From(new Map(o.Tree) { ["kind"] = "GlobalNetworkPolicy" }),
                    "StagedNetworkPolicy" => KubeObject.From(new Map(o.Tree) { ["kind"] = "NetworkPolicy" }),
                    _ => o,
                }),
        ];
    }

    private static List<(string Direction, Map Rule, List<object?> List)> RulesOf(IEnumerable<KubeObject> policies) =>
    [
        .. from policy in policies
           from direction in new[] { "ingress", "egress" }
           let list = policy.Spec.List(direction)
           where list is not null
           from rule in list.Cast<Map>().ToList()
           // An empty one of Cilium's allows nothing.
           where rule.Count > 0
           select (direction, rule, list),
    ];

    /// <summary>Every connection on which the rendered policies and the declaration disagree, up to 20.</summary>
    internal static ImmutableArray<string> Differences(ScaffoldResult result, ImmutableArray<KubeObject> policies, bool podsHaveAddresses)
    {
        var declared = new DeclaredCalls(result.Answers, Pods.Of(result.Objects()), podsHaveAddresses);
        var computed = new LiteralReachability(policies);
        var differences = ImmutableArray.CreateBuilder<string>();
        foreach (var source in declared.Endpoints)
        {
            foreach (var destination in declared.Endpoints.Where(d => source.End is Pod || d.End is Pod))
            {
                foreach (var protocol in new[] { "TCP", "UDP" })
                {
                    foreach (var port in declared.Ports)
                    {
                        var (isOpen, isDeclared) = (computed.Allows(source.End, destination.End, protocol, port), declared.Allows(source, destination, protocol, port));
                        if (isOpen != isDeclared && differences.Count < 20) differences.Add($"{source.Name} → {destination.Name} {protocol} {port}: {(isOpen ? "open" : "closed")}, declared {(isDeclared ? "open" : "closed")}");
                    }
                }
            }
        }

        return differences.ToImmutable();
    }
}
