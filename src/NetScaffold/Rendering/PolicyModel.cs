using System.Collections.Immutable;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>A network policy as templates see it, under <c>p</c>, with its rules in the order and grouping of each dialect.</summary>
internal static class PolicyModel
{
    /// <summary>A list of one, for templates to go through.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="owner">Value of its label <c>app.kubernetes.io/name</c>.</param>
    /// <param name="isFirst">Its file begins with it.</param>
    /// <param name="plainWhen">The decision under which there is a NetworkPolicy, where the dialect is that of Kubernetes; empty for always.</param>
    public static ScriptArray Of(PolicyPlan policy, string owner, bool isFirst = false, string plainWhen = "")
    {
        ImmutableArray<PolicyRule> beyondIngress = [.. policy.Ingress.Where(r => r.IsBeyondKubernetes)];
        ImmutableArray<PolicyRule> beyondEgress = [.. policy.Egress.Where(r => r.IsBeyondKubernetes)];
        return TemplateModel.Array(
        [
            new ScriptObject
            {
                ["name"] = policy.Name,
                ["owner"] = owner,
                ["isFollowing"] = !isFirst,
                ["isLast"] = policy.IsLast,
                ["plainWhen"] = plainWhen,
                ["hasComment"] = policy.Comment.Length > 0,
                ["comment"] = policy.Comment,
                ["holdsIngress"] = policy.HoldsIngress,
                ["holdsEgress"] = policy.HoldsEgress,
                ["subjects"] = TemplateModel.Array(policy.Subjects.Select(Subject)),
                ["plain"] = TemplateModel.Array([View(policy.Ingress.Except(beyondIngress), policy.Egress.Except(beyondEgress), Plain)]),
                ["beyond"] = TemplateModel.Array(beyondIngress.IsEmpty && beyondEgress.IsEmpty ? [] : [AsCilium(View(beyondIngress, beyondEgress, Cilium), Beyond, isFollowing: true, isolatesIngress: false, isolatesEgress: false)]),
                ["beyondWhen"] = BeyondWhen(beyondIngress, hasEgress: beyondEgress.Length > 0),
                ["cilium"] = TemplateModel.Array([AsCilium(View(policy.Ingress, policy.Egress, Cilium), policy.Comment, !isFirst, policy.HoldsIngress, policy.HoldsEgress)]),
                ["calico"] = TemplateModel.Array([View(policy.Ingress.Where(r => !r.IsBeyondKubernetes), policy.Egress.Where(r => !r.IsBeyondKubernetes), Calico)]),
            },
        ]);
    }

    /// <summary>Cilium's gateway is one decision, and names another: a policy with both is there under either.</summary>
    private static string BeyondWhen(ImmutableArray<PolicyRule> ingress, bool hasEgress)
    {
        if (ingress.IsEmpty) return "egressPolicies";
        if (ingress.Any(r => r.When.Length == 0)) return "";
        return hasEgress ? "ciliumBeside" : ingress[0].When;
    }

    private static ScriptObject View(IEnumerable<PolicyRule> ingress, IEnumerable<PolicyRule> egress, Func<PolicyRule, bool, IEnumerable<ScriptObject>> entries)
    {
        var (callers, called) = (ingress.ToList(), egress.ToList());
        return new ScriptObject
        {
            ["hasIngress"] = callers.Count > 0,
            ["ingressWhens"] = new ScriptArray(callers.Select(r => r.When).Distinct()),
            ["ingress"] = TemplateModel.Array(callers.SelectMany(r => entries(r, false))),
            ["hasEgress"] = called.Count > 0,
            ["egressWhens"] = new ScriptArray(called.Select(r => r.When).Distinct()),
            ["egress"] = TemplateModel.Array(called.SelectMany(r => entries(r, true))),
        };
    }

    private const string Beyond = "What NetworkPolicy has no words for; this adds to what it allows.";

    /// <summary>What stands around the rules.</summary>
    private static ScriptObject AsCilium(ScriptObject view, string comment, bool isFollowing, bool isolatesIngress, bool isolatesEgress)
    {
        view["isFollowing"] = isFollowing;
        view["hasComment"] = comment.Length > 0;
        view["comment"] = comment;
        view["isolatesIngress"] = isolatesIngress;
        view["isolatesEgress"] = isolatesEgress;
        view["saysEgress"] = isolatesEgress || view["hasEgress"] is true;
        return view;
    }

    private static ScriptObject Subject(PolicySubject subject) => new()
    {
        ["when"] = subject.When,
        ["isEveryPod"] = subject.Labels.IsEmpty,
        ["labels"] = Labels(subject.Labels),
    };

    /// <summary>One entry for a rule: peers stand beside each other.</summary>
    private static IEnumerable<ScriptObject> Plain(PolicyRule rule, bool isEgress)
    {
        var entry = Entry(rule, isEgress, "", rule.Comment, [.. rule.Peers.Select(Peer)]);
        entry["ports"] = Ports(rule.Ports);
        yield return entry;
    }

    /// <summary>Cilium takes one kind of peer in an entry; addresses that only a decision makes peers stand for themselves.</summary>
    private static IEnumerable<ScriptObject> Cilium(PolicyRule rule, bool isEgress)
    {
        var kinds = rule.Peers.IsEmpty ? [[]] : rule.Peers.Where(p => p is not { Cidr: not null, When.Length: > 0 }).GroupBy(p => (p.Cidr is null, p.DnsName, p.IsGatewayIdentity)).Select(g => g.ToArray());
        var comment = rule.Comment;
        foreach (var peers in kinds.Concat(rule.Peers.Where(p => p is { Cidr: not null, When.Length: > 0 }).Select(p => new[] { p })))
        {
            var single = peers is [{ Cidr: not null } only] ? only : null;
            var isAlone = single is { When.Length: > 0 };
            var entry = Entry(rule, isEgress, isAlone ? single!.When : "", isAlone ? single!.Comment : comment, [.. peers.Select(Peer)]);
            entry["isPods"] = peers is [{ Cidr: null, DnsName: null, IsGatewayIdentity: false }, ..];
            entry["isBlocks"] = peers is [{ Cidr: not null }, ..];
            entry["isName"] = peers is [{ DnsName: not null }, ..];
            entry["isGatewayIdentity"] = peers is [{ IsGatewayIdentity: true }, ..];
            entry["isLookup"] = rule.IsLookup;
            entry["hasRequests"] = rule.Requests.Length > 0;
            entry["requests"] = TemplateModel.Array(rule.Requests.Select(Request));
            entry["ports"] = Ports(rule.Ports);
            yield return entry;
            comment = "";
        }
    }

    /// <summary>Calico takes one selector and one protocol in an entry.</summary>
    private static IEnumerable<ScriptObject> Calico(PolicyRule rule, bool isEgress)
    {
        PolicyPeer?[] peers = rule.Peers.IsEmpty ? [null] : [.. rule.Peers];
        for (var i = 0; i < peers.Length; i++)
        {
            var peer = peers[i];
            // Of alternatives any may be the first that is there.
            var comment = peer is { Comment.Length: > 0 } ? peer.Comment : i == 0 || peer is { When.Length: > 0 } ? rule.Comment : "";
            foreach (var ports in rule.Ports.GroupBy(p => p.Protocol))
            {
                var entry = Entry(rule, isEgress, peer?.When ?? "", comment, peer is null ? [] : [Peer(peer)]);
                entry["protocol"] = ports.Key;
                entry["ports"] = Ports(ports);
                yield return entry;
                comment = "";
            }
        }
    }

    private static ScriptObject Entry(PolicyRule rule, bool isEgress, string inner, string comment, ImmutableArray<ScriptObject> peers) => new()
    {
        ["isEgress"] = isEgress,
        ["side"] = isEgress ? "to" : "from",
        ["when"] = rule.When,
        ["innerWhen"] = inner,
        ["hasComment"] = comment.Length > 0,
        ["comment"] = comment,
        ["hasPeers"] = peers.Length > 0,
        ["peers"] = TemplateModel.Array(peers),
    };

    /// <summary>Cilium's proxy compares regular expressions with the whole path, the query behind it as well.</summary>
    private static ScriptObject Request(RequestMatch request)
    {
        var path = request.Path?.Replace(".", "[.]", StringComparison.Ordinal) ?? "";
        return new ScriptObject
        {
            ["hasMethod"] = request.Method is not null,
            ["method"] = request.Method ?? "",
            ["hasPath"] = request.Path is not null,
            ["path"] = path.EndsWith("/*", StringComparison.Ordinal) ? $"{path[..^1]}.*" : $"{path}([?].*)?",
        };
    }

    private static ScriptObject Peer(PolicyPeer peer) => new()
    {
        ["when"] = peer.When,
        ["hasComment"] = peer.Comment.Length > 0,
        ["comment"] = peer.Comment,
        ["isBlock"] = peer.Cidr is not null,
        ["cidr"] = peer.Cidr ?? "",
        ["hasExcept"] = peer.Except.Length > 0,
        ["except"] = TemplateModel.Array(peer.Except),
        ["isForeign"] = peer.Namespace is not null,
        ["namespace"] = peer.Namespace ?? "",
        ["hasLabels"] = peer.Labels.Length > 0,
        ["labels"] = Labels(peer.Labels),
        ["name"] = peer.DnsName ?? "",
        ["isPattern"] = peer.DnsName?.StartsWith('*') == true,
        ["hasAlias"] = peer.Alias is not null,
        ["alias"] = peer.Alias ?? "",
    };

    private static ScriptArray Labels(ImmutableArray<PolicyLabel> labels) => TemplateModel.Array(labels.Select((l, i) => new ScriptObject
    {
        ["key"] = l.Key,
        ["value"] = l.Value ?? "",
        ["isOwnNamespace"] = l.Value is null,
        ["isFollowing"] = i > 0,
    }));

    private static ScriptArray Ports(IEnumerable<PolicyPort> ports) =>
        TemplateModel.Array(ports.Select(p => new ScriptObject { ["when"] = p.When, ["protocol"] = p.Protocol, ["port"] = p.Port, ["isRange"] = p.EndPort is not null, ["endPort"] = p.EndPort ?? p.Port }));
}
