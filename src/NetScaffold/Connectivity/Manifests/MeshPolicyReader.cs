using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads what Istio is told about who may call pods, and whether they take plain calls.</summary>
internal static class MeshPolicyReader
{
    /// <summary>Sources that depend on more than who calls.</summary>
    private static readonly string[] OtherSources = ["notPrincipals", "requestPrincipals", "notRequestPrincipals", "notNamespaces", "ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks", "notServiceAccounts"];

    private static readonly string[] RequestFields = ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts", "notPorts"];

    /// <summary>The condition by the name in front of TLS.</summary>
    private const string Sni = "connection.sni";

    /// <summary>True for hosts outside that the mesh knows.</summary>
    public static bool IsMeshEntry(ManifestObject manifest) => manifest is { Group: "networking.istio.io", Kind: "ServiceEntry" };

    /// <summary>True for both kinds.</summary>
    public static bool IsMeshPolicy(ManifestObject manifest) => manifest is { Group: "security.istio.io", Kind: "AuthorizationPolicy" or "PeerAuthentication" };

    /// <summary>An AuthorizationPolicy; null when it is refused, or does not decide.</summary>
    public static MeshPolicy? Read(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec");
        var action = fields.Text(spec, "action") ?? "ALLOW";
        if (action is not ("ALLOW" or "DENY"))
        {
            // AUDIT refuses nobody; a CUSTOM one asks somebody else.
            if (action == "CUSTOM") findings.Add(ReachDiagnostics.NotDecidable(manifest.At, manifest.ToString(), "action CUSTOM", "an authorizer of somebody else's decides"));
            return null;
        }

        var targets = fields.Maps(spec, "targetRefs").Concat(fields.Map(spec, "targetRef") is { } single ? [single] : []).ToList();
        var services = targets.Where(t => fields.Text(t, "kind") == "Service").Select(t => fields.Text(t, "name") ?? "").ToImmutableArray();
        var entries = targets.Where(t => fields.Text(t, "kind") == "ServiceEntry").Select(t => fields.Text(t, "name") ?? "").ToImmutableArray();
        foreach (var other in targets.Where(t => fields.Text(t, "kind") is not ("Service" or "ServiceEntry"))) findings.Add(ReachDiagnostics.NotDecidable(other.At, manifest.ToString(), $"targetRefs {fields.Text(other, "kind")}", "requests are held there, at a Gateway"));
        var pods = targets.Count > 0 ? null : LabelSelector.Of(fields.Labels(fields.Map(spec, "selector"), "matchLabels").Pairs);
        ImmutableArray<MeshRule> rules = [.. fields.Maps(spec, "rules").SelectMany(r => Rules(r, fields))];
        return fields.IsRefused ? null : new MeshPolicy(manifest.NamespaceOrDefault, manifest.Name, action == "ALLOW", pods, services, rules, manifest.At) { Entries = entries };
    }

    /// <summary>A ServiceEntry; null when it is refused.</summary>
    public static MeshEntry? ReadEntry(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec");
        var ports = PortSet.None;
        foreach (var port in fields.Maps(spec, "ports"))
        {
            if (fields.Number(port, "number", 1, PortSet.MaxPort) is { } number) ports = ports.Union(PortSet.Of(Protocol.Tcp, number, number));
        }

        return fields.IsRefused ? null : new MeshEntry(manifest.NamespaceOrDefault, manifest.Name, fields.Texts(spec, "hosts"), ports, !fields.Texts(spec, "addresses").IsEmpty);
    }

    /// <summary>A PeerAuthentication; null when it is refused.</summary>
    public static MeshTls? ReadTls(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec");
        var selector = fields.Map(spec, "selector");
        var levels = fields.Map(spec, "portLevelMtls");
        var ports = ImmutableDictionary.CreateBuilder<int, bool?>();
        foreach (var entry in levels?.Entries ?? [])
        {
            if (int.TryParse(entry.Key.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= PortSet.MaxPort) ports[port] = IsStrict(fields, entry.Value as YamlMap);
            else fields.Refuse(entry.Key.At, "A key of portLevelMtls is no port.");
        }

        return fields.IsRefused ? null : new MeshTls(manifest.NamespaceOrDefault, selector is null ? null : LabelSelector.Of(fields.Labels(selector, "matchLabels").Pairs), IsStrict(fields, fields.Map(spec, "mtls")), ports.ToImmutable());
    }

    private static bool? IsStrict(Fields fields, YamlMap? mtls) => fields.Text(mtls, "mode") switch
    {
        "STRICT" => true,
        "PERMISSIVE" or "DISABLE" => false,
        _ => null,
    };

    /// <summary>One for each operation: any of them is enough.</summary>
    private static IEnumerable<MeshRule> Rules(YamlMap rule, Fields fields)
    {
        var sources = fields.Maps(rule, "from").Select(f => fields.Map(f, "source") ?? f).ToList();
        var when = fields.Maps(rule, "when").ToList();
        var bySni = when.Find(w => fields.Text(w, "key") == Sni && !fields.Texts(w, "values").IsEmpty && fields.Texts(w, "notValues").IsEmpty);
        var hosts = bySni is null ? [] : fields.Texts(bySni, "values");
        var conditions = when.Where(w => w != bySni).Select(w => fields.Text(w, "key") ?? "").Concat(sources.SelectMany(s => OtherSources.Where(k => s.TryGet(k, out _)))).Where(w => w.Length > 0).Distinct().ToList();
        ImmutableArray<MeshSource> who = [.. sources.Select(s => Source(s, fields))];
        var operations = fields.Maps(rule, "to").Select(t => fields.Map(t, "operation") ?? t).DefaultIfEmpty(null).ToList();
        foreach (var operation in operations)
        {
            var words = RequestFields.Select(k => (Key: k, Values: fields.Texts(operation, k))).Where(x => !x.Values.IsEmpty).Select(x => $"{x.Key} {string.Join(", ", x.Values)}");
            yield return new MeshRule(who, Ports(operation, fields), string.Join("; ", words.Concat(hosts.Select(h => $"to {h}")).Concat(conditions.Select(c => $"by {c}")))) { Hosts = hosts };
        }
    }

    private static MeshSource Source(YamlMap source, Fields fields)
    {
        // Whatever its trust domain.
        var principals = fields.Texts(source, "principals").Select(p => p.IndexOf("ns/", StringComparison.Ordinal) is > 0 and var at && !p.StartsWith('*') ? p[at..] : p);
        var accounts = fields.Texts(source, "serviceAccounts").Select(a => a.Split('/') is [var ns, var name] ? $"ns/{ns}/sa/{name}" : $"ns/{fields.Object.NamespaceOrDefault}/sa/{a}");
        return new MeshSource([.. principals.Concat(accounts)], fields.Texts(source, "namespaces"));
    }

    private static PortSet Ports(YamlMap? operation, Fields fields)
    {
        var ports = PortSet.None;
        var texts = fields.Texts(operation, "ports");
        foreach (var text in texts)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= PortSet.MaxPort) ports = ports.Union(PortSet.Of(Protocol.Tcp, port, port));
            else fields.Refuse(Fields.At(operation!, "ports"), $"{Shown.Text(text)} is no port.");
        }

        return texts.IsEmpty ? PortSet.Of(Protocol.Tcp) : ports;
    }
}
