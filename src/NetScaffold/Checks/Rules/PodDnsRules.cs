using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about whom pods ask for names.</summary>
internal static class PodDnsRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4218", Severity.Error, "A public resolver beside the cluster's", "names of the cluster leak to it, and its answer that there is no such name may be believed.", "Take it out, and have the cluster's DNS forward to it.", FindPublicResolvers),
        new("NS4219", Severity.Error, "Too many nameservers or search domains", "the API server refuses the object.", "Keep to 3 nameservers and 32 search domains.", FindTooMany),
        new("NS4220", Severity.Warning, "The node's network with the pod's DNS policy", "such pods ask the DNS of the node, so no name of the cluster resolves.", "Set dnsPolicy: ClusterFirstWithHostNet, or Default to say that it is meant.", FindHostNetwork),
        new("NS4534", Severity.Error, "No nameserver at all", "the API server refuses the object.", "Add dnsConfig.nameservers, or use another dnsPolicy.", FindNoNameservers),
        new("NS4538", Severity.Info, "Search domains beside the cluster's own", "pods search their namespace, svc and the cluster's domain anyway, and with another namespace a short name may mean a Service there.", "Leave the domain out, and call Services of other namespaces by NAME.NAMESPACE.", FindSearches),
        new("NS4539", Severity.Info, "Names of the cluster that are asked outside first", "a name with as many dots as ndots is taken for a full one, so the DNS outside is asked for it before the cluster's domains are tried, and musl tries nothing else.", "Call by full names that end with a dot where ndots is low, or leave it out.", FindNdots),
        new("NS4543", Severity.Info, "Times of its own for DNS", "they are shorter than the cluster's DNS waits for the one outside, so names fail under load; musl heeds them in part.", "Leave timeout and attempts out unless a measurement asks for them.", FindTimes),
    ];

    /// <summary>Limits of the API server; kubernetes.io/docs/concepts/services-networking/dns-pod-service.</summary>
    private const int MaxNameservers = 3;

    private const int MaxSearches = 32;

    /// <summary>Blocks whose addresses are nobody's on the Internet: private, shared, of a link, of loopback and of documentation.</summary>
    private static readonly ImmutableArray<IPNetwork> NotPublic =
    [
        .. new[]
        {
            "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "::1/128", "fc00::/7", "fe80::/10", "2001:db8::/32",
        }.Select(b => IPNetwork.Parse(b)),
    ];

    private static string PolicyOf(PodTemplate pod) => pod.Spec.TextAt("dnsPolicy") ?? "ClusterFirst";

    /// <summary>What resolv.conf(5) has where nothing is set: 5 seconds, twice.</summary>
    private const int UsualTimeout = 5;

    private static IEnumerable<ObjectHit> FindTimes(ObjectSet objects) =>
        from pod in objects.Pods
        from option in pod.Spec.MapsAt("dnsConfig", "options")
        where option.TextAt("name") == "timeout" && int.TryParse(option.TextAt("value"), out var seconds) && seconds < UsualTimeout
        select new ObjectHit(pod.Owner, option.NearestTo("value"), $"The pods wait {option.TextAt("value")} s for an answer of DNS");

    private static IEnumerable<ObjectHit> FindPublicResolvers(ObjectSet objects) =>
        from pod in objects.Pods
        where PolicyOf(pod) is "ClusterFirstWithHostNet" || (PolicyOf(pod) is "ClusterFirst" && !pod.IsHostNetwork)
        from server in pod.Spec.TextsAt("dnsConfig", "nameservers")
        where IPAddress.TryParse(server.Text, out var address) && !NotPublic.Any(b => b.Contains(address))
        select new ObjectHit(pod.Owner, server, $"The pods ask {server.Text} besides the cluster's DNS");

    private static IEnumerable<ObjectHit> FindTooMany(ObjectSet objects)
    {
        foreach (var pod in objects.Pods)
        {
            var servers = pod.Spec.ItemsAt("dnsConfig", "nameservers").Count();
            var searches = pod.Spec.ItemsAt("dnsConfig", "searches").Count();
            if (servers > MaxNameservers) yield return new ObjectHit(pod.Owner, pod.Spec.NearestTo("dnsConfig", "nameservers"), $"dnsConfig has {servers} nameservers");
            if (searches > MaxSearches) yield return new ObjectHit(pod.Owner, pod.Spec.NearestTo("dnsConfig", "searches"), $"dnsConfig has {searches} search domains");
        }
    }

    private static IEnumerable<ObjectHit> FindHostNetwork(ObjectSet objects) =>
        from pod in objects.Pods
        where pod.IsHostNetwork && PolicyOf(pod) == "ClusterFirst"
        select new ObjectHit(pod.Owner, pod.Spec.NearestTo("hostNetwork"), "hostNetwork is true, and dnsPolicy is ClusterFirst") { Severity = objects.IsForNodeAgents(pod.Namespace) ? Severity.Info : null };

    private static IEnumerable<ObjectHit> FindSearches(ObjectSet objects)
    {
        foreach (var pod in objects.Pods.Where(p => PolicyOf(p) is "ClusterFirst" or "ClusterFirstWithHostNet"))
        {
            var known = pod.Spec.TextsAt("dnsConfig", "searches").Where(s => s.Text.TrimEnd('.').Split('.') is ["cluster", "local"] or ["svc", "cluster", "local"] or [_, "svc", "cluster", "local"]).ToList();
            if (known.Count > 0) yield return new ObjectHit(pod.Owner, known[0], $"dnsConfig.searches has {string.Join(", ", known.Take(4).Select(s => Shown.Text(s.Text)))}");
        }
    }

    /// <summary>From four dots on only full names are asked as they are first, and those are right.</summary>
    private static readonly ImmutableArray<string> NamesByDots = ["NAME", "NAME.NAMESPACE", "NAME.NAMESPACE.svc", "POD.NAME.NAMESPACE.svc"];

    /// <summary>Values of options are texts, so their numbers stand in quotes.</summary>
    private static IEnumerable<ObjectHit> FindNdots(ObjectSet objects) =>
        from pod in objects.Pods
        where PolicyOf(pod) is "ClusterFirst" or "ClusterFirstWithHostNet"
        from option in pod.Spec.MapsAt("dnsConfig", "options")
        where option.TextAt("name") == "ndots"
        let dots = int.TryParse(option.TextAt("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : int.MaxValue
        where dots < NamesByDots.Length
        select new ObjectHit(pod.Owner, option.NearestTo("value"), $"ndots is {dots}, and {NamesByDots[dots]} has as many dots");

    private static IEnumerable<ObjectHit> FindNoNameservers(ObjectSet objects) =>
        from pod in objects.Pods
        where PolicyOf(pod) == "None" && !pod.Spec.ItemsAt("dnsConfig", "nameservers").Any()
        select new ObjectHit(pod.Owner, pod.Spec.NearestTo("dnsPolicy"), "dnsPolicy is None, and dnsConfig has no nameserver");
}
