using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Typed access to a tree that has passed its shape; what is absent is null or empty.</summary>
internal readonly struct TreeReader(YamlNode? node)
{
    public YamlNode? Find(string path) => AnswersTree.Find(node, path);

    public bool Has(string path) => Find(path) is not null;

    public string? Text(string path) => Find(path) is YamlScalar scalar ? scalar.Text : null;

    public int? Number(string path) => Text(path) is { } text ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    public bool Flag(string path) => Text(path) == "true";

    public ImmutableArray<string> Texts(string path) => Find(path) switch
    {
        YamlSequence list => [.. list.Items.OfType<YamlScalar>().Select(i => i.Text)],
        YamlScalar { Text: not "none" } scalar => [scalar.Text],
        _ => [],
    };

    public ImmutableArray<string> TextsOr(string path, ImmutableArray<string> fallback) => Texts(path) is { Length: > 0 } texts ? texts : fallback;

    public ImmutableArray<YamlNode> Items(string path) => Find(path) is YamlSequence list ? list.Items : [];
}
