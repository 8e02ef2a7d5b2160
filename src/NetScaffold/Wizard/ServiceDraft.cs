using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Yaml;

namespace NetScaffold.Wizard;

/// <summary>A service as far as it is answered; null is not asked yet, empty is left to the default.</summary>
internal sealed record ServiceDraft
{
    /// <summary>What is typed for no port, or for not exposed.</summary>
    public const string None = "none";

    /// <summary>Stands for the host of an external service until it is asked; reserved, so nobody's.</summary>
    private const string UnknownHost = "unknown.invalid";

    public string? Name { get; init; }

    public string? Kind { get; init; }

    public string? Host { get; init; }

    public string? Port { get; init; }

    public string? Image { get; init; }

    public string? Expose { get; init; }

    /// <summary>Names, in the order chosen.</summary>
    public string[] Calls { get; init; } = [];

    public bool IsExternal => Kind == "external";

    public bool IsStatefulSet => Kind == "statefulset";

    public string DefaultPort => IsExternal ? "443" : (IsStatefulSet ? ServiceDefaults.StatefulSetPort : ServiceDefaults.Port).ToString(CultureInfo.InvariantCulture);

    private string? OwnPort => Port is null or "" || Port == DefaultPort || IsExternal ? null : Port;

    private bool IsExposed => Expose is not (null or "" or None);

    /// <summary><c>NAME[:PORT][=IMAGE]</c>.</summary>
    public string ServiceFlag => $"{Name}{(OwnPort is { } port and not None ? $":{port}" : "")}{(Image is { Length: > 0 } image ? $"={image}" : "")}";

    /// <summary><c>NAME[=[HOST]/PATH]</c>.</summary>
    public IEnumerable<string> ExposeFlags => !IsExposed ? [] : Expose == ServiceDefaults.ExposePath ? [Name!] : [$"{Name}={Expose}"];

    public IEnumerable<string> CallFlags => Calls.Select(to => $"{Name}:{to}");

    /// <summary>What <see cref="ServiceFlag"/> cannot say, as <c>path=value</c>.</summary>
    public IEnumerable<string> Sets
    {
        get
        {
            if (IsStatefulSet || IsExternal) yield return $"services.{Name}.kind={Kind}";
            if (OwnPort == None) yield return $"services.{Name}.ports=[]";
            if (!IsExternal) yield break;
            yield return $"services.{Name}.external.host={ExternalHost}";
            yield return $"services.{Name}.external.port={ExternalPort}";
        }
    }

    /// <summary>All of it as a map on one line of YAML.</summary>
    public string Flow
    {
        get
        {
            var parts = new List<string> { $"name: {YamlText.Quoted(Name!)}" };
            if (IsStatefulSet || IsExternal) parts.Add($"kind: {Kind}");
            if (IsExternal) parts.Add($"external: {{host: {YamlText.Quoted(ExternalHost)}, port: {ExternalPort}}}");
            if (OwnPort is { } port) parts.Add(port == None ? "ports: []" : $"ports: [{{port: {port}}}]");
            if (Image is { Length: > 0 } image) parts.Add($"image: {YamlText.Quoted(image)}");
            if (Calls.Length > 0) parts.Add($"calls: [{string.Join(", ", Calls.Select(YamlText.Quoted))}]");
            if (IsExposed)
            {
                var slash = Expose!.IndexOf('/');
                var path = $"path: {YamlText.Quoted(slash < 0 ? Expose : Expose[slash..])}";
                parts.Add($"expose: [{{{(slash > 0 ? $"host: {YamlText.Quoted(Expose[..slash])}, " : "")}{path}}}]");
            }

            return $"{{{string.Join(", ", parts)}}}";
        }
    }

    private string ExternalHost => Host is { Length: > 0 } host ? host : UnknownHost;

    private string ExternalPort => Port is { Length: > 0 } port ? port : DefaultPort;
}
