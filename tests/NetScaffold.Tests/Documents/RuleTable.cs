using System.Collections.Immutable;
using System.Text;
using NetScaffold.Checks;
using NetScaffold.Decisions;

namespace NetScaffold.Tests.Documents;

/// <summary>The 240 rules of the public list, and where each is: a rule over answers, one over objects, or why there is none.</summary>
internal static class RuleTable
{
    public const int Count = 240;

    /// <summary>Rules without a code of their own number: what stands for them. Codes are those of rules over answers and objects; text is why no code is needed.</summary>
    public static ImmutableSortedDictionary<int, string> Others { get; } = new Dictionary<int, string>
    {
        [5] = "NS2502; with `mesh.egressGateway` names are held on every pod network",
        [6] = "NS2605",
        [8] = "no choice: on EKS `cluster.cni: existing` is the VPC CNI alone, and NS2007 refuses a second pod network",
        [13] = "no choice: the pool is `cluster.podCidr` (`UpstreamTests`)",
        [14] = "no choice: one answer, `cluster.podCidr`, goes to the pod network and to the cluster (`CreationTests`)",
        [17] = "no choice: the MTU is computed from `cluster.nodeMtu` and what is wrapped around packets (`PodMtu`); NS2544",
        [18] = "no choice: computed (`PodMtu`)",
        [19] = "no choice: computed (`PodMtu`)",
        [22] = "no choice: `cluster.encryption` is none or wireguard; NS2541",
        [23] = "no choice: the type is written whenever Cilium encrypts (`UpstreamTests`)",
        [24] = "no choice: nodes are encrypted with WireGuard alone",
        [29] = "no choice: the CRDs of v1 are installed",
        [30] = "no choice: the API server of Calico is installed with it",
        [31] = "values of every release are held against the chart's own (`UpstreamTests`)",
        [33] = "the releases are those of one dated table (`Releases`), held by `UpstreamTests`; NS2501 for a newer Kubernetes",
        [34] = "no choice: nodes are Linux",
        [36] = "NS2037 and NS4037, which say from 1.40 on that it is off",
        [40] = "no choice: Calico's dataplane follows `cluster.kubeProxy`; NS2039",
        [41] = "no choice: where the pod network replaces kube-proxy, clusters are made without it (`CreationTests`)",
        [42] = "NS1029: `cluster.apiServer` is required then",
        [45] = "about a running cluster",
        [48] = "about clients on nodes, which no answer and no object shows",
        [64] = "what asks the API server is known of our own pods alone, and theirs have the rule; rights of a ServiceAccount do not say when they are used",
        [70] = "no choice: the ports of the gateway's pods follow from the controller; the proof (I6) holds policies to them",
        [71] = "no choice: rules for the cache come with it; the proof (I6)",
        [79] = "no choice: gateways are pods with policies of their own; the proof (I6)",
        [84] = "NS2088, NS4088",
        [92] = "NS2094, NS2588, NS2591, and docs/edge-capabilities.md",
        [96] = "NS2589",
        [97] = "no choice: snippets are turned on where they are used (`UpstreamTests`)",
        [98] = "no choice: rates are counted by each proxy; NS2095",
        [99] = "no choice: the provider is on (`UpstreamTests`)",
        [103] = "NS2501; one bundle of CRDs is pinned for the controller chosen (`Releases`)",
        [108] = "no choice: the listener of port 80 is there with HTTP-01 (`EdgeMatrixTests`)",
        [109] = "about add-ons of a running cluster",
        [112] = "no choice: both are written (`UpstreamTests`)",
        [115] = "no choice: charts, and no profiles",
        [116] = "no choice: helmfile's order (`HelmfileTests`), and the policy is written",
        [117] = "no choice: written with the mesh (`UpstreamTests`)",
        [118] = "no choice: written with the mesh (`UpstreamTests`)",
        [119] = "no choice: written with the mesh (`UpstreamTests`); NS2120 where it cannot be",
        [122] = "no choice: policies let the address in; the proof (I6)",
        [143] = "no choice: two replicas are written (`UpstreamTests`)",
        [146] = "NS2501",
        [153] = "no choice: Cilium is told to heed it (`UpstreamTests`)",
        [162] = "no choice: node ports are kept with instance targets (`LoadBalancerTests`)",
        [169] = "about a running cluster",
        [171] = "clouds differ, and change; the cloud's controller says so",
        [176] = "no choice: KEDA alone",
        [186] = "no choice: spread is preferred; NS4188 for objects, where Nodes are among them",
        [198] = "NS2531, NS4197",
        [208] = "no choice: turned on where Gateways are used (`UpstreamTests`)",
        [214] = "the domain of a cluster is no object; bundles use cluster.local, as clusters are made with it",
        [216] = "NS2551; each platform's own way is written (`DnsTests`)",
        [226] = "no choice: written with BBR (`UpstreamTests`); NS2120, NS2225",
        [233] = "NS4238, NS5005; `observability.monitoring` says whether they are there",
        [235] = "no choice: both or none (`UpstreamTests`)",
        [236] = "no choice: the list is written with flow logs (`UpstreamTests`)",
        [237] = "no choice: no values that differ by render (`UpstreamTests`)",
        [239] = "NS1009, NS5001",
    }.ToImmutableSortedDictionary();

    /// <summary>Where a rule is.</summary>
    public static string Place(int number)
    {
        string[] codes = [$"NS2{number:000}", $"NS4{number:000}"];
        var known = codes.Where(c => RuleCatalogue.All.Any(r => r.Code == c) || ObjectRuleCatalogue.All.Any(r => r.Code == c)).ToList();
        var other = Others.GetValueOrDefault(number, "");
        return known.Count > 0 ? string.Join(", ", known) + (other.Length > 0 ? $"; {other}" : "") : other;
    }

    public static string Markdown()
    {
        var text = new StringBuilder("# The public list of rules, and where each is\n\n");
        text.Append("NS2nnn is rule nnn over answers ([rules.md](rules.md)), NS4nnn over objects ([object-rules.md](object-rules.md)). \"No choice\" means that no answers give a bundle that breaks the rule; what holds that stands beside it.\n\n");
        text.Append("| rule | where |\n| --- | --- |\n");
        for (var number = 1; number <= Count; number++) text.Append($"| {number} | {Place(number)} |\n");
        return text.ToString();
    }
}
