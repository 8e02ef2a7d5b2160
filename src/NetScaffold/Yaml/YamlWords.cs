using System.Collections.Frozen;

namespace NetScaffold.Yaml;

/// <summary>Words that mean more than themselves to a YAML 1.1 or 1.2 reader.</summary>
internal static class YamlWords
{
    /// <summary>Booleans of YAML 1.1 (type repository, bool), in any case.</summary>
    public static readonly FrozenSet<string> Booleans =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "true", "false", "yes", "no", "on", "off", "y", "n");

    /// <summary>The other words, in any case: null, and what number parsers take without the dot that YAML wants.</summary>
    public static readonly FrozenSet<string> Others =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "null", "nan", "inf", "infinity");
}
