using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using NetScaffold.Answers;

namespace NetScaffold.Tests.Support;

/// <summary>What the API server or the kubelet rejects although it fits the schema: limits of labels, lists by key, addresses, and probes of ports that are not TCP.</summary>
internal static partial class ApiLimits
{
    /// <summary>One line for each mistake; none for objects that a cluster takes.</summary>
    public static ImmutableArray<string> ErrorsIn(IEnumerable<KubeObject> objects) => [.. objects.SelectMany(o => Errors(o.Tree).Select(e => $"{o}: {e}"))];

    private static IEnumerable<string> Errors(object? node) => node switch
    {
        Dictionary<string, object?> map => ErrorsOf(map).Concat(map.Values.SelectMany(Errors)),
        List<object?> list => list.SelectMany(Errors),
        _ => [],
    };

    private static IEnumerable<string> ErrorsOf(Dictionary<string, object?> map)
    {
        // A rule of Istio's definitions, beyond what schemas say.
        if (map.Text("kind") == "VirtualService")
        {
            foreach (var timeout in map.Map("spec").Maps("http").Select(r => r.Text("timeout")).OfType<string>().Where(t => Duration.Parse(t) < TimeSpan.FromMilliseconds(1))) yield return $"timeout is {timeout}";
        }

        foreach (var field in new[] { "labels", "matchLabels" })
        {
            foreach (var (key, value) in map.GetValueOrDefault(field) as Dictionary<string, object?> ?? [])
            {
                if (value is not string text || !LabelValue().IsMatch(text)) yield return $"{field}.{key} is {value}";
            }
        }

        foreach (var (list, key) in new[] { ("imagePullSecrets", "name"), ("volumeMounts", "mountPath"), ("env", "name"), ("volumes", "name"), ("containers", "name"), ("sysctls", "name"), ("options", "name") })
        {
            // Options of a listener are a map.
            if (map.GetValueOrDefault(list) is Dictionary<string, object?>) continue;
            foreach (var twice in map.Maps(list).GroupBy(i => i.Text(key)).Where(g => g.Count() > 1)) yield return $"{list} has {twice.Key} twice";
        }

        foreach (var mount in map.Maps("volumeMounts").Select(m => m.Text("mountPath")!))
        {
            if (mount.Contains(':') || mount.Split('/')[1..].Any(p => p is "" or "." or "..")) yield return $"the mount path {mount}";
        }

        if (map.Map("secretKeyRef").Text("key") is { } secretKey && (secretKey is "." || secretKey.StartsWith("..", StringComparison.Ordinal) || !SecretKey().IsMatch(secretKey))) yield return $"the Secret key {secretKey}";

        string?[] addresses = [map.TextOrNone("cidr")?.Split('/')[0], .. Strings(map, "addresses"), .. Strings(map, "except").Select(e => e.Split('/')[0])];
        foreach (var address in addresses.OfType<string>())
        {
            if (IPAddress.TryParse(address, out var ip) && ip.IsIPv4MappedToIPv6) yield return $"the address {address} is IPv4-mapped";
        }

        foreach (var name in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
        {
            // One with a host asks that address: on the node's network a declared port would be taken on all of its addresses.
            if (map.Map(name) is not { } probe || probe.Map("httpGet").Text("host") is not null) continue;
            var port = (probe.Map("httpGet") ?? probe.Map("tcpSocket") ?? probe.Map("grpc"))?.GetValueOrDefault("port");
            if (port is not null && !map.Maps("ports").Any(p => p.Text("protocol") == "TCP" && (p.Text("name") == port as string || p.Number("containerPort") == port as long?))) yield return $"{name} asks {port}, which is no TCP port";
        }
    }

    private static string? TextOrNone(this Dictionary<string, object?> map, string key) => map.GetValueOrDefault(key) as string;

    private static IEnumerable<string> Strings(Dictionary<string, object?> map, string key) => (map.GetValueOrDefault(key) as List<object?> ?? []).OfType<string>();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]{1,253}\z")]
    private static partial Regex SecretKey();
}
