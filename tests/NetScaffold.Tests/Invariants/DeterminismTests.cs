using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Bundles;
using NetScaffold.Rendering;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>I1: the same answers give the same bytes, whatever the machine is like and in whatever order unordered input comes.</summary>
public sealed class DeterminismTests
{
    /// <summary>A culture made by hand: the process knows the invariant one alone, here as in the product.</summary>
    [Fact]
    public void Rendering_UnderAnotherCulture_GivesTheSameBytes()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo { NegativeSign = "−", NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NumberGroupSizes = [2], PositiveSign = "＋" };
        culture.DateTimeFormat = new DateTimeFormatInfo { DateSeparator = "/", ShortDatePattern = "dd/MM/yyyy" };
        var expected = Digest(Rendered.OfFixture("everything"));
        var (before, beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            Assert.Equal(expected, Digest(Rendered.OfFixture("everything")));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }

    [Fact]
    public void Rendering_OnManyThreads_GivesTheSameBytes()
    {
        var digests = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(4).Select(_ => Digest(Rendered.OfFixture("everything"))).Distinct();
        Assert.Single(digests);
    }

    /// <summary>Keys of a map have no order, but for variables, which are kept as written. Lists have one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rendering_WithMapsShuffled_GivesTheSameBundle(int seed)
    {
        var tree = YamlReader.Read(new SourceText("netscaffold.yaml", Rendered.Fixture("everything"))).Value!;
        var expected = Scaffold.Run(tree, Rendered.Today, TemplateSet.BuiltIn).Value!;
        var shuffled = Scaffold.Run(Shuffle(tree, new Random(seed)), Rendered.Today, TemplateSet.BuiltIn).Value!;
        Assert.Equal(expected.Bundle.Files.Length, shuffled.Bundle.Files.Length);
        foreach (var (one, other) in expected.Bundle.Files.Zip(shuffled.Bundle.Files)) Assert.Equal((one.Path, one.Text), (other.Path, other.Text));
    }

    [Fact]
    public void Files_AreTidy()
    {
        foreach (var combination in Combinations.Singles.Concat(Combinations.Pairs).Concat(Combinations.Fixtures))
        {
            if (Rendered.Try(combination.Answers).Value is not { } result) continue;
            foreach (var file in result.AllFiles())
            {
                var where = $"{combination.Name}: {file.Path}";
                Assert.True(file.Text.Length > 0 && file.Text[^1] == '\n' && !file.Text.EndsWith("\n\n", StringComparison.Ordinal), $"{where} does not end in one newline.");
                Assert.DoesNotContain("\r", file.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("\n\n\n", file.Text, StringComparison.Ordinal);
                Assert.DoesNotContain(" \n", file.Text, StringComparison.Ordinal);
                Assert.False(file.Text.Any(c => c is >= '\uE000' and <= '\uF8FF'), $"{where} holds a mark.");
                Assert.False(file.Text[0] is '\n' or ' ', $"{where} begins with a blank.");
            }
        }
    }

    private static string Digest(ScaffoldResult result) => BundleText.Digest(string.Join('\0', result.AllFiles().Select(f => f.Path + "\0" + f.Text)));

    private static YamlNode Shuffle(YamlNode node, Random random) => node switch
    {
        YamlMap map when map.TryGet("GREETING", out _) => node,
        YamlMap map => new YamlMap([.. map.Entries.Select(e => e with { Value = Shuffle(e.Value, random) }).OrderBy(_ => random.Next())], map.At),
        YamlSequence list => list with { Items = [.. list.Items.Select(i => Shuffle(i, random)).ToImmutableArray()] },
        _ => node,
    };
}
