using System.Collections.Frozen;
using System.Collections.Immutable;

namespace NetScaffold.Yaml;

/// <summary>Words that mean more than themselves to a YAML 1.1 or 1.2 reader.</summary>
internal static class YamlWords
{
    /// <summary>Booleans of YAML 1.1 (type repository, bool) and null, in lower case, in the order in which messages list them.</summary>
    public static readonly ImmutableArray<string> BooleansAndNull = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>The booleans, in any case.</summary>
    public static readonly FrozenSet<string> Booleans = BooleansAndNull.Remove("null").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>One of <see cref="Booleans"/> means true.</summary>
    public static bool IsTrue(string word) => word.ToLowerInvariant() is "true" or "yes" or "on" or "y";

    /// <summary>All of them, in any case; beside booleans and null what number parsers take without the dot that YAML wants.</summary>
    public static readonly FrozenSet<string> All = BooleansAndNull.AddRange("nan", "inf", "infinity").ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
