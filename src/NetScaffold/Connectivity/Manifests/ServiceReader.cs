using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>Reads Services.</summary>
internal static class ServiceReader
{
    /// <summary>The Service; null when it is refused.</summary>
    public static ClusterService? Read(ManifestObject manifest, List<Diagnostic> findings)
    {
        var fields = new Fields(manifest, findings);
        var spec = fields.Map(manifest.Root, "spec");
        var selector = fields.Labels(spec, "selector");
        ImmutableArray<ServicePort> ports = [.. fields.Maps(spec, "ports").Select(p => Port(fields, p)).OfType<ServicePort>()];
        var type = fields.Text(spec, "type") ?? "ClusterIP";
        if (fields.IsRefused) return null;
        return new ClusterService(manifest.NamespaceOrDefault, manifest.Name, selector.Pairs.IsEmpty || type == "ExternalName" ? null : LabelSelector.Of(selector.Pairs), ports, type, manifest.At);
    }

    private static ServicePort? Port(Fields fields, YamlMap port)
    {
        if (fields.Number(port, "port", 1, PortSet.MaxPort) is not { } number)
        {
            if (!fields.IsRefused) fields.Refuse(port.At, "A port has no number.");
            return null;
        }

        var (name, target) = PortReference.Read(fields, port, "targetPort");
        return new ServicePort(fields.Text(port, "name") ?? "", fields.Protocol(port, "protocol"), number, name, target ?? (name is null ? number : 0));
    }
}

/// <summary>Reads a port that may be a number or a name.</summary>
internal static class PortReference
{
    /// <summary>The name or the number; neither when it is absent or refused.</summary>
    public static (string? Name, int? Number) Read(Fields fields, YamlMap parent, string key)
    {
        if (!parent.TryGet(key, out var entry) || entry.Value is YamlScalar { IsNull: true }) return (null, null);
        if (entry.Value is not YamlScalar scalar)
        {
            fields.Refuse(entry.Value.At, $"{Shown.Text(key)} is {entry.Value.Kind}, neither a number nor a name.");
            return (null, null);
        }

        if (!scalar.TryInteger(out var number)) return IsName(scalar.Text) ? (scalar.Text, null) : Refused();
        return number is >= 1 and <= PortSet.MaxPort ? (null, (int)number) : Refused();

        (string?, int?) Refused()
        {
            fields.Refuse(scalar.At, $"The port {Shown.Text(scalar.Text)} is neither a number from 1 to {PortSet.MaxPort.ToString(CultureInfo.InvariantCulture)} nor a name of at most 15 lower-case letters, digits and '-'.");
            return (null, null);
        }
    }

    // IANA_SVC_NAME: letters, digits and single dashes inside, at least one letter.
    private static bool IsName(string text) =>
        text.Length is >= 1 and <= 15
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && text.Any(char.IsAsciiLetter)
        && text is not (['-', ..] or [.., '-'])
        && !text.Contains("--", StringComparison.Ordinal);
}
