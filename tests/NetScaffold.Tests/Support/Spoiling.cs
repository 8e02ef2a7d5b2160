using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

/// <summary>Makes small faults in manifests.</summary>
internal static class Spoiling
{
    /// <summary>One change somewhere: another key, another type, one entry less or more.</summary>
    public static YamlNode Spoil(YamlNode node, Random random) => node switch
    {
        YamlMap { Entries.Length: > 0 } map when random.Next(5) > 0 => new YamlMap(map.Entries.SetItem(random.Next(map.Entries.Length) is var i ? i : 0, map.Entries[i] with { Value = Spoil(map.Entries[i].Value, random) }), map.At),
        YamlMap { Entries.Length: > 0 } map => random.Next(3) switch
        {
            0 => new YamlMap(map.Entries.RemoveAt(random.Next(map.Entries.Length)), map.At),
            1 => new YamlMap(map.Entries.Add(new YamlEntry(new YamlScalar("unheardOf", IsPlain: true, default), new YamlScalar("1", IsPlain: true, default))), map.At),
            _ => new YamlScalar("instead", IsPlain: true, default),
        },
        YamlSequence { Items.Length: > 0 } list => list with { Items = list.Items.SetItem(random.Next(list.Items.Length) is var i ? i : 0, Spoil(list.Items[i], random)) },
        _ => random.Next(6) switch
        {
            0 => new YamlScalar("7", IsPlain: true, default),
            1 => new YamlScalar("true", IsPlain: true, default),
            2 => new YamlScalar("Other Word", IsPlain: false, default),
            3 => new YamlMap([], default),
            4 => new YamlSequence([], default),
            _ => new YamlScalar("-1", IsPlain: true, default),
        },
    };
}
