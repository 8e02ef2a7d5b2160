using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Gives texts of one meaning one form (<see cref="TextType.Normal"/>), so that answers, output and the written answers file agree.</summary>
internal static class NormalForm
{
    /// <summary>The tree in normal form. What does not fit its shape stays as it is, for the validator to show.</summary>
    public static YamlNode Of(YamlNode node, Shape shape) => (node, shape) switch
    {
        (YamlScalar scalar, TextShape text) when text.Type.Fits(scalar.Text) => scalar with { Text = text.Type.Normal(scalar.Text) },
        (YamlSequence list, ListShape of) => list with { Items = [.. list.Items.Select(i => Of(i, of.Item))] },
        (YamlMap map, MapShape of) => new YamlMap([.. map.Entries.Select(e => of.Find(e.Key.Text) is { } field ? e with { Value = Of(e.Value, field.Shape) } : e)], map.At),
        (YamlMap map, DictionaryShape of) => OfDictionary(map, of),
        _ => node,
    };

    /// <summary>A key whose normal form is another key stays as it is: a map has each key once, and who reads the map reports the two.</summary>
    private static YamlMap OfDictionary(YamlMap map, DictionaryShape shape)
    {
        var keys = map.Entries.Select(e => e.Key.Text).ToHashSet(StringComparer.Ordinal);
        string KeyOf(string key) => shape.Key.Fits(key) && shape.Key.Normal(key) is var normal && keys.Add(normal) ? normal : key;
        return new YamlMap([.. map.Entries.Select(e => new YamlEntry(e.Key with { Text = KeyOf(e.Key.Text) }, Of(e.Value, shape.Value)))], map.At);
    }
}
