using System.Text.RegularExpressions;

namespace NetScaffold.Tests.Support;

using Map = Dictionary<string, object?>;

/// <summary>
/// Policies of Calico, tier by tier and rule by rule, as its reference says: https://docs.tigera.io/calico/3.32/reference/resources/networkpolicy and tier.
/// Selectors are rewritten into a truth value from the inside out, one comparison at a time.
/// </summary>
public sealed partial class LiteralReachability
{
    private static bool IsOfCalico(KubeObject policy) => policy.ApiVersion == "projectcalico.org/v3" && policy.Kind != "Tier";

    // Tiers in order; the first that decides wins, and what none decides is open.
    private Side CheckCalicoTiers(string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        List<(string Name, double Order, bool Ends)> tiers = [("kube-admin", 1_000, false), ("default", 1_000_000, true), ("kube-baseline", 10_000_000, false)];
        tiers.AddRange(policies.Where(p => p.Kind == "Tier").Select(t => (t.Name, OrderOf(t), t.Spec.Text("defaultAction") != "Pass")));
        foreach (var (name, _, ends) in tiers.OrderBy(t => t.Order))
        {
            Side? side = name switch
            {
                "kube-admin" => CheckTier("Admin", direction, subject, peer, destination, protocol, port),
                "kube-baseline" => CheckTier("Baseline", direction, subject, peer, destination, protocol, port),
                _ => CheckCalicoTier(name, ends, direction, subject, peer, destination, protocol, port),
            };
            if (side is not null)
                return side;
        }

        return Side.Open;
    }

    private Side? CheckCalicoTier(string tier, bool ends, string direction, Pod subject, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        // NetworkPolicies stand in the default tier, with the order 1000.
        var held = policies.Where(p => IsOfCalico(p)
                ? (p.Spec.Text("tier") ?? "default") == tier && IsHeldByCalico(p, subject) && CalicoTypesOf(p).Contains(direction)
                : tier == "default" && p.Kind == "NetworkPolicy" && NamespaceOf(p) == subject.Namespace && Selects(p.Spec.Map("podSelector"), subject.Labels) && TypesOf(p).Contains(direction))
            .OrderBy(p => IsOfCalico(p) ? OrderOf(p) : 1_000).ToList();
        foreach (var policy in held)
        {
            foreach (var rule in RulesOf(policy, direction))
            {
                var matches = IsOfCalico(policy) ? CalicoRuleMatches(policy, rule, direction, peer, destination, protocol, port) : PeersMatch(rule, direction, peer, NamespaceOf(policy)) && PortsMatch(rule, destination, protocol, port);
                if (!matches)
                    continue;
                switch (IsOfCalico(policy) ? rule.Text("action") : "Allow")
                {
                    case "Allow":
                        // Of NetworkPolicies any one that allows will do: there is no order among them.
                        return new Side([policy], IsOfCalico(policy) ? [policy] : [.. held.Where(p => !IsOfCalico(p))]);
                    case "Deny":
                        return new Side([policy], []);
                    case "Pass":
                        return null;
                    case "Log":
                        continue;
                    case var action:
                        throw new InvalidDataException($"There is no action {action}.");
                }
            }
        }

        return ends && held.Count > 0 ? new Side([.. held], []) : null;
    }

    private static double OrderOf(KubeObject policy) => policy.Spec?.GetValueOrDefault("order") is long order ? order : double.PositiveInfinity;

    // "ingress only: Ingress; egress only: Egress; both: both; neither: Ingress".
    private static IEnumerable<string> CalicoTypesOf(KubeObject policy)
    {
        if (policy.Spec.List("types") is { Count: > 0 } given)
            return given.Cast<string>();
        var (ingress, egress) = (policy.Spec.List("ingress") is { Count: > 0 }, policy.Spec.List("egress") is { Count: > 0 });
        return (ingress, egress) switch { (true, true) => ["Ingress", "Egress"], (false, true) => ["Egress"], _ => ["Ingress"] };
    }

    // A pod is asked about for every port and peer, and a selector of the whole cluster is long.
    private readonly Dictionary<(KubeObject Policy, Pod Pod), bool> _held = [];

    private bool IsHeldByCalico(KubeObject policy, Pod pod)
    {
        if (_held.TryGetValue((policy, pod), out var known)) return known;
        return _held[(policy, pod)] = IsMeantByCalico(policy, pod);
    }

    private static bool IsMeantByCalico(KubeObject policy, Pod pod) =>
        (policy.Kind == "NetworkPolicy" ? NamespaceOf(policy) == pod.Namespace : MeansLabels(policy.Spec.Text("namespaceSelector") ?? "all()", NamespaceLabelsOf(pod)))
        && MeansLabels(policy.Spec.Text("selector") ?? "all()", pod.Labels);

    private static Dictionary<string, string> NamespaceLabelsOf(Pod pod) => new(LabelsOfNamespace(pod)) { ["projectcalico.org/name"] = pod.Namespace };

    // Everything that a rule says has to hold.
    private static bool CalicoRuleMatches(KubeObject policy, Map rule, string direction, Endpoint peer, Endpoint destination, string protocol, int port)
    {
        var end = rule.Map(direction == "Ingress" ? "source" : "destination") ?? [];
        var ports = rule.Map("destination") ?? [];
        if (rule.Text("protocol") is { } wanted && wanted != protocol)
            return false;
        Require(rule.ContainsKey("protocol") || (ports.List("ports") is not { Count: > 0 } && ports.List("notPorts") is not { Count: > 0 }), "Ports without a protocol.");
        if (end.List("nets") is { Count: > 0 } nets && !nets.Cast<string>().Any(n => peer.Address is { } address && IsInCidr(address, n)))
            return false;
        if (end.List("notNets") is { Count: > 0 } notNets && notNets.Cast<string>().Any(n => peer.Address is { } address && IsInCidr(address, n)))
            return false;
        var (selector, notSelector, namespaces) = (end.Text("selector"), end.Text("notSelector"), end.Text("namespaceSelector"));
        if ((selector ?? namespaces) is not null)
        {
            // Only pods have labels; those of the policy's own namespace, unless it says which.
            if (peer is not Pod { IsHostNetwork: false } pod || !MeansLabels(selector ?? "all()", pod.Labels))
                return false;
            if (namespaces is null ? policy.Kind == "NetworkPolicy" && pod.Namespace != NamespaceOf(policy) : !MeansLabels(namespaces, NamespaceLabelsOf(pod)))
                return false;
        }

        if (notSelector is not null && peer is Pod { IsHostNetwork: false } other && MeansLabels(notSelector, other.Labels))
            return false;
        return (ports.List("ports") is not { Count: > 0 } open || open.Any(p => IsCalicoPort(p, destination, protocol, port)))
            && (ports.List("notPorts") is not { Count: > 0 } closed || !closed.Any(p => IsCalicoPort(p, destination, protocol, port)));
    }

    private static bool IsCalicoPort(object? wanted, Endpoint destination, string protocol, int port) => wanted switch
    {
        long number => number == port,
        string range when range.Split(':') is [var low, var high] => int.Parse(low) <= port && port <= int.Parse(high),
        string name => HasPort(destination, name, protocol, port),
        _ => throw new InvalidDataException("The port is neither number, range nor name."),
    };

    // Each comparison becomes T or F; then not, and, or, from the innermost parentheses on.
    private static bool MeansLabels(string selector, IReadOnlyDictionary<string, string> labels)
    {
        static string Truth(bool holds) => holds ? "T" : "F";
        string? Value(Match m) => labels.GetValueOrDefault(m.Groups["key"].Value);
        var text = Comparison().Replace(selector, m => Truth((m.Groups["sign"].Value, Value(m), m.Groups["value"].Value) switch
        {
            ("==", var has, var value) => has == value,
            ("!=", var has, var value) => has != value,
            ("contains", var has, var value) => has?.Contains(value) == true,
            ("starts with", var has, var value) => has?.StartsWith(value, StringComparison.Ordinal) == true,
            ("ends with", var has, var value) => has?.EndsWith(value, StringComparison.Ordinal) == true,
            var (sign, _, _) => throw new InvalidDataException($"There is no comparison {sign}."),
        }));
        text = Membership().Replace(text, m => Truth(m.Groups["values"].Value.Split(',').Select(v => v.Trim().Trim('\'')).Contains(Value(m) ?? "(absent)") != m.Groups["not"].Success));
        text = Presence().Replace(text, m => Truth(labels.ContainsKey(m.Groups["key"].Value)));
        text = text.Replace("all()", "T").Replace("global()", "F").Replace(" ", "");
        for (var before = ""; before != text;)
        {
            before = text;
            text = text.Replace("(T)", "T").Replace("(F)", "F").Replace("!T", "F").Replace("!F", "T");
            if (before != text)
                continue;
            text = And().Replace(text, m => m.Value == "T&&T" ? "T" : "F", 1);
            if (before == text)
                text = Or().Replace(text, m => m.Value == "F||F" ? "F" : "T", 1);
        }

        return text switch { "T" => true, "F" => false, _ => throw new InvalidDataException($"{selector} is no selector: {text} is left of it.") };
    }

    [GeneratedRegex("(?<key>[A-Za-z0-9_./-]+) *(?<sign>==|!=|contains|starts with|ends with) *'(?<value>[^']*)'")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"(?<key>[A-Za-z0-9_./-]+) +(?<not>not )?in *\{(?<values>[^}]*)\}")]
    private static partial Regex Membership();

    [GeneratedRegex(@"has\((?<key>[^)]*)\)")]
    private static partial Regex Presence();

    [GeneratedRegex("[TF]&&[TF]")]
    private static partial Regex And();

    // Not where one of the two still belongs to an and.
    [GeneratedRegex(@"(?<!&&)[TF]\|\|[TF](?!&&)")]
    private static partial Regex Or();
}
