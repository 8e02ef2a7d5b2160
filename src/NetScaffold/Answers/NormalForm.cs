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
        _ => node,
    };
}
