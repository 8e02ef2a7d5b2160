using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about the cluster's DNS.</summary>
internal static class DnsRules
{
    private const string System = "kube-system";

    /// <summary>Where k3s and AKS take lines that are put into their CoreDNS.</summary>
    private const string Custom = "coredns-custom";

    /// <summary>What CoreDNS knows: plugin.cfg of 1.14.7, what older versions since 1.9 had besides, and import, which its reader does itself.</summary>
    private static readonly HashSet<string> Plugins = new(StringComparer.Ordinal)
    {
        "root", "metadata", "geoip", "cancel", "tls", "proxyproto", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket", "reload", "nsid", "bufsize", "bind", "debug",
        "trace", "ready", "health", "pprof", "shed", "prometheus", "errors", "log", "dnstap", "local", "dns64", "acl", "any", "chaos", "loadbalance", "tsig", "cache", "rewrite", "header",
        "dnssec", "autopath", "minimal", "template", "transfer", "hosts", "route53", "azure", "clouddns", "k8s_external", "kubernetes", "file", "auto", "secondary", "etcd", "loop",
        "forward", "grpc", "erratic", "whoami", "on", "sign", "view", "nomad", "import",
    };

    /// <summary>Words in NodeLocal DNSCache's manifest that whoever installs it replaces; its pods fill in __PILLAR__CLUSTER__DNS__ and __PILLAR__UPSTREAM__SERVERS__ themselves.</summary>
    private static readonly string[] Placeholders = ["__PILLAR__LOCAL__DNS__", "__PILLAR__DNS__SERVER__", "__PILLAR__DNS__DOMAIN__"];

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4213", Severity.Error, "A plugin that CoreDNS does not have", "CoreDNS refuses the whole file, and the cluster's DNS ends with the next restart.", "Remove the line, or write the plugin's right name.", FindUnknownPlugins) { Item = "C5" },
        new("NS4215", Severity.Warning, "A search that CoreDNS cannot do for pods", "autopath goes by the address of the pod that asks, and has no effect here.", "Leave autopath out; a cache on each node and ndots do more.", FindAutopath) { Item = "C5" },
        new("NS4217", Severity.Warning, "Lines that CoreDNS does not read", "only keys that end in .server or .override are put into its configuration.", "Rename the key: .server for a server of its own, .override for lines of the default one.", FindCustomKeys) { Item = "C5" },
        new("NS4221", Severity.Error, "A placeholder in the DNS cache", "nothing replaces it in the cluster, so the cache has no address to serve at, or no zone.", "Put in the address or domain that it stands for; the documentation of NodeLocal DNSCache says which.", FindPlaceholders) { Item = "C5" },
        new("NS4590", Severity.Info, "A DNS server that keeps errors to itself", "failed lookups leave no line in its logs.", "Add the plugin errors.", FindSilent) { Item = "C25" },
        new("NS4591", Severity.Warning, "Names for any address", "CoreDNS answers a name made of any address without looking whether such a pod is there, so a name of the cluster may stand for any address.", "Write pods disabled, or leave the line out.", FindInsecure),
        new("NS4596", Severity.Info, "A cache before the cluster's own names", "CoreDNS has these in memory anyway, so the cache only keeps answers that are no longer true; kubeadm leaves them out of it.", "Add disable success and disable denial with the cluster's domain to cache.", FindCached),
    ];

    /// <summary>All servers of CoreDNS, each with where it stands.</summary>
    private static IEnumerable<(ManifestObject Map, YamlScalar At, CorefileServer Server)> Servers(ObjectSet objects)
    {
        foreach (var map in objects.OfKind("", "ConfigMap"))
        {
            foreach (var entry in map.Root.MapAt("data")?.Entries ?? [])
            {
                if (entry.Value is not YamlScalar text) continue;
                var isCustom = map.Name == Custom;
                if (entry.Key.Text == "Corefile" || (isCustom && entry.Key.Text.EndsWith(".server", StringComparison.Ordinal)))
                {
                    foreach (var server in Corefile.Parse(text.Text)) yield return (map, text, server);
                }
                else if (isCustom && entry.Key.Text.EndsWith(".override", StringComparison.Ordinal))
                {
                    yield return (map, text, new CorefileServer(entry.Key.Text, Corefile.ParseBody(text.Text)));
                }
            }
        }
    }

    private static IEnumerable<ObjectHit> FindUnknownPlugins(ObjectSet objects) =>
        from found in Servers(objects)
        // Elsewhere runs a DNS server of somebody's own, which may be built with more.
        where found.Map.Namespace == System && !HasOwnImage(objects, found.Map)
        from directive in found.Server.Directives
        where !Plugins.Contains(directive.Name)
        let near = Suggest.Nearest(directive.Name, Plugins)
        select new ObjectHit(found.Map, found.At, $"The server {Shown.Text(found.Server.Zones)} has {Shown.Text(directive.Name)}, which is no plugin of CoreDNS{(near is null ? "" : $" (perhaps {near})")}");

    private static bool HasOwnImage(ObjectSet objects, ManifestObject map) =>
        objects.PodsIn(map.NamespaceOrDefault).Any(p => p.Spec.MapsAt("volumes").Any(v => v.TextAt("configMap", "name") == map.Name)
            && !p.Serving.Any(c => c.Image is { } image && (image.Contains("coredns", StringComparison.Ordinal) || image.Contains("node-cache", StringComparison.Ordinal))));

    private static IEnumerable<ObjectHit> FindAutopath(ObjectSet objects)
    {
        var hasCache = objects.OfKind("apps", "DaemonSet").Any(d => d.Name == "node-local-dns");
        return from found in Servers(objects)
               where found.Server.Plugin("autopath")?.Arguments.Contains("@kubernetes", StringComparer.Ordinal) == true
               let mode = ModeOfPods(found.Server)
               where hasCache || mode != "verified"
               select new ObjectHit(found.Map, found.At, $"The server {Shown.Text(found.Server.Zones)} has autopath, {(mode != "verified" ? $"and its plugin kubernetes has pods {mode}" : "and pods ask it through the DNS cache of their node")}");
    }

    private static string ModeOfPods(CorefileServer server) => server.Plugin("kubernetes")?.Options.FirstOrDefault(o => o.Name == "pods")?.Arguments.FirstOrDefault() ?? "disabled";

    private static IEnumerable<ObjectHit> FindCustomKeys(ObjectSet objects) =>
        from map in objects.OfKind("", "ConfigMap")
        where map.Name == Custom && map.Namespace == System
        let data = map.Root.MapAt("data")
        where data is not null
        from entry in data.Entries
        where !entry.Key.Text.EndsWith(".server", StringComparison.Ordinal) && !entry.Key.Text.EndsWith(".override", StringComparison.Ordinal)
        // Another line may read it as a file, such as one of hosts or of a zone.
        where !data.Entries.Any(other => other != entry && other.Value is YamlScalar text && text.Text.Contains(entry.Key.Text, StringComparison.Ordinal))
        select new ObjectHit(map, entry.Key, $"Its key is {Shown.Text(entry.Key.Text)}");

    private static IEnumerable<ObjectHit> FindPlaceholders(ObjectSet objects) =>
        from manifest in objects.OfKind("apps", "DaemonSet").Concat(objects.OfKind("", "ConfigMap")).Concat(objects.OfKind("", "Service"))
        where manifest.Namespace == System
        from text in Scalars(manifest.Root)
        from word in Placeholders
        where text.Text.Contains(word, StringComparison.Ordinal)
        select new ObjectHit(manifest, text, $"{word} is still there");

    private static IEnumerable<YamlScalar> Scalars(YamlNode node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlMap map => map.Entries.SelectMany(e => Scalars(e.Value)),
        YamlSequence list => list.Items.SelectMany(Scalars),
        _ => [],
    };

    private static IEnumerable<ObjectHit> FindSilent(ObjectSet objects) =>
        from found in Servers(objects)
        where !found.Server.Zones.StartsWith('(') && !found.Server.Zones.EndsWith(".override", StringComparison.Ordinal)
        where found.Server.Plugin("errors") is null && found.Server.Plugin("import") is null
        select new ObjectHit(found.Map, found.At, $"The server {Shown.Text(found.Server.Zones)} has no plugin errors");

    private static IEnumerable<ObjectHit> FindInsecure(ObjectSet objects) =>
        from found in Servers(objects)
        where ModeOfPods(found.Server) == "insecure"
        select new ObjectHit(found.Map, found.At, $"The plugin kubernetes of the server {Shown.Text(found.Server.Zones)} has pods insecure");

    private static IEnumerable<ObjectHit> FindCached(ObjectSet objects) =>
        from found in Servers(objects)
        let cache = found.Server.Plugin("cache")
        let zone = found.Server.Plugin("kubernetes")?.Arguments.FirstOrDefault(z => !z.EndsWith(".arpa", StringComparison.Ordinal))
        where cache is not null && zone is not null
        // A cache of some zones only, in front of its number of seconds or behind.
        where cache.Arguments.All(a => a.All(char.IsAsciiDigit)) || cache.Arguments.Contains(zone, StringComparer.Ordinal)
        where !cache.Options.Any(o => o.Name == "disable" && o.Arguments is ["success", .. var zones] && (zones.IsEmpty || zones.Contains(zone, StringComparer.Ordinal)))
        select new ObjectHit(found.Map, found.At, $"The server {Shown.Text(found.Server.Zones)} caches names of {Shown.Text(zone)}");
}
