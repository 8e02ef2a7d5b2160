using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Rendering;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

public sealed class RandomAnswersTests
{
    [Fact]
    public void Tree_AnySeed_IsValid() => RandomAnswers.Seeds.Sample(
        seed =>
        {
            var result = Scaffold.Run(RandomAnswers.Tree(seed), CliRun.Today, TemplateSet.BuiltIn);
            Assert.True(result.Value is not null, string.Join('\n', result.Diagnostics.Where(d => d.Severity == Severity.Error)));
        },
        iter: 150);

    [Fact]
    public void Text_SameSeed_SameText()
    {
        Assert.Equal(RandomAnswers.Text(7), RandomAnswers.Text(7));
        Assert.NotEqual(RandomAnswers.Text(7), RandomAnswers.Text(8));
    }

    /// <summary>The bite: together they use every question, choice and field that there is.</summary>
    [Fact]
    public void Text_ManySeeds_UseEverything()
    {
        var used = new HashSet<string>();
        for (var seed = 0; seed < 400; seed++) Collect(RandomAnswers.Tree(seed), Questions.Root, "", used);
        Assert.Equal("", string.Join(' ', Everything(Questions.Root, "").Except(used).Except(NotDrawn)));
    }

    /// <summary>What would be refused, and what a fixture holds better.</summary>
    private static readonly string[] NotDrawn = ["edge.maxBodySize"];

    private static IEnumerable<string> Everything(Shape shape, string path) => shape switch
    {
        MapShape map => map.Fields.SelectMany(f => Everything(f.Shape, $"{path}.{f.Name}".TrimStart('.')).Prepend($"{path}.{f.Name}".TrimStart('.'))),
        ChoiceShape choice => choice.Choices.Select(c => $"{path}={c.Value}"),
        BooleanShape => [$"{path}=true"],
        ListShape list => Everything(list.Item, path),
        DictionaryShape dictionary => Everything(dictionary.Value, path),
        EitherShape either => either.Shapes.SelectMany(s => Everything(s, path)),
        _ => [],
    };

    private static void Collect(YamlNode node, Shape shape, string path, HashSet<string> used)
    {
        used.Add(path);
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    var inner = MapOf(shape, entry.Key.Text)?.Find(entry.Key.Text) is { } field ? ($"{path}.{field.Name}".TrimStart('.'), field.Shape) : (path, DictionaryOf(shape));
                    Collect(entry.Value, inner.Item2, inner.Item1, used);
                }

                break;
            case YamlSequence list:
                foreach (var item in list.Items) Collect(item, ListOf(shape), path, used);
                break;
            case YamlScalar scalar:
                foreach (var part in scalar.Text.Split(',')) used.Add($"{path}={part.Trim()}");
                break;
        }
    }

    private static MapShape? MapOf(Shape shape, string key) => shape switch
    {
        MapShape map => map,
        EitherShape either => either.Shapes.OfType<MapShape>().FirstOrDefault(m => m.Find(key) is not null),
        _ => null,
    };

    private static Shape DictionaryOf(Shape shape) => shape switch
    {
        DictionaryShape dictionary => dictionary.Value,
        EitherShape either => either.Shapes.OfType<DictionaryShape>().First().Value,
        _ => shape,
    };

    private static Shape ListOf(Shape shape) => shape is ListShape list ? list.Item : shape;
}
