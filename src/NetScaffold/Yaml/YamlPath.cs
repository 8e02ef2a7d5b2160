namespace NetScaffold.Yaml;

/// <summary>Looks into a tree by keys. What is not there, or of another type, is as if it were absent: whoever has to judge the types reads otherwise.</summary>
internal static class YamlPath
{
    /// <summary>The value below these keys; null when there is none.</summary>
    public static YamlNode? NodeAt(this YamlMap? map, params ReadOnlySpan<string> keys)
    {
        YamlNode? node = map;
        foreach (var key in keys)
        {
            if (node is not YamlMap parent || !parent.TryGet(key, out var entry)) return null;
            node = entry.Value;
        }

        return node is YamlScalar { IsNull: true } ? null : node;
    }

    /// <summary>The map below these keys; null when there is none.</summary>
    public static YamlMap? MapAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.NodeAt(keys) as YamlMap;

    /// <summary>The maps of the list below these keys.</summary>
    public static IEnumerable<YamlMap> MapsAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.ItemsAt(keys).OfType<YamlMap>();

    /// <summary>The texts of the list below these keys, numbers and booleans as written.</summary>
    public static IEnumerable<YamlScalar> TextsAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.ItemsAt(keys).OfType<YamlScalar>();

    /// <summary>The items of the list below these keys; empty when there is none.</summary>
    public static IEnumerable<YamlNode> ItemsAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.NodeAt(keys) is YamlSequence list ? list.Items : [];

    /// <summary>The single value below these keys as written, whatever its type; null when there is none.</summary>
    public static string? TextAt(this YamlMap? map, params ReadOnlySpan<string> keys) => (map.NodeAt(keys) as YamlScalar)?.Text;

    /// <summary>The whole number below these keys; null when there is none.</summary>
    public static long? NumberAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.NodeAt(keys) is YamlScalar scalar && scalar.TryInteger(out var number) ? number : null;

    /// <summary>True or false below these keys; null when there is neither.</summary>
    public static bool? FlagAt(this YamlMap? map, params ReadOnlySpan<string> keys) => map.NodeAt(keys) is YamlScalar scalar && (scalar.TryBoolean(out var flag) || scalar is { IsPlain: true, Text: "false" }) ? flag : null;

    /// <summary>The value below these keys, or the nearest map above it: where a finding about it points, there or not.</summary>
    public static YamlNode NearestTo(this YamlMap map, params ReadOnlySpan<string> keys)
    {
        YamlNode node = map;
        foreach (var key in keys)
        {
            if (node is not YamlMap parent || !parent.TryGet(key, out var entry)) return node;
            node = entry.Value;
        }

        return node;
    }
}
