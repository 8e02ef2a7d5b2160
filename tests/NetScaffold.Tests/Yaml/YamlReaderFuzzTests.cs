using CsCheck;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Yaml;

public class YamlReaderFuzzTests
{
    private const string Valid = """
        # answers
        version: 1
        name: shop
        cluster: {platform: kubeadm, cni: "cilium"}
        environments:
        - {name: dev, set: {services.api.replicas: 1}}
        - prod
        services:
          - name: 'api'
            command: [./api, "--x\t\u00e9"]
            text: |
              one
               two
            probes:
              ready: /readyz

        """;

    private static readonly string[] Pieces =
        [.. "{}[]\"'\\:#-?*&!|>%@`,~ \n\r\t\0\u0085\u2028\ufeff\ud800".Select(c => c.ToString()), ": ", "- ", "? ", "\n\t", "---\n", "...\n", "<<: ", "&a ", "*a ", "!!x ", "\\U", "\\x", "%TAG ! ! \n", "|9\n", "\r\n", "  "];

    [Fact]
    public void Read_AnyText_GivesValueXorErrors() => Gen.OneOf(
        Gen.String,
        NastyStrings.Generator,
        Gen.OneOf(Pieces).Array[0, 40].Select(string.Concat)).Sample(AssertValueXorErrors);

    [Fact]
    public void Read_MutatedFile_GivesValueXorErrors() => Gen
        .Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, 5], Gen.OneOf(Pieces)).Array[1, 4]
        .Select(mutations => mutations.Aggregate(Valid, Mutate))
        .Sample(AssertValueXorErrors, iter: 2000);

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("[\n")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData(": ")]
    [InlineData("a: ")]
    [InlineData("a:\n")]
    [InlineData("{}, ")]
    [InlineData("- a\n")]
    [InlineData("- [a: {b: c}]\n")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("#")]
    [InlineData("#\n")]
    [InlineData("!")]
    [InlineData("!a ")]
    [InlineData("&a ")]
    [InlineData("- &a *a\n")]
    [InlineData("- |\n a\n")]
    [InlineData("%")]
    [InlineData("%A\n")]
    [InlineData("---\n")]
    [InlineData("\\")]
    [InlineData("😀")]
    public void Read_OneMebibyteOfOnePiece_EndsSoonWithFewFindings(string piece)
    {
        foreach (var start in new[] { "", "a: \"", "{a: [" })
        {
            var text = start + string.Concat(Enumerable.Repeat(piece, SourceText.MaxBytes / piece.Length));
            AssertValueXorErrors(text);
        }
    }

    private static void AssertValueXorErrors(string text)
    {
        var result = YamlReader.Read(new SourceText("f", text));
        Assert.Equal(result.Value is null, result.Diagnostics.Length > 0);
        Assert.True(result.Diagnostics.Length <= YamlReader.MaxDiagnostics + 3);
        var lines = text.Split(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"], StringSplitOptions.None);
        Assert.All(result.Diagnostics, d =>
        {
            Assert.Equal(Severity.Error, d.Severity);
            Assert.InRange(d.At.Line, 1, lines.Length + 1);
            Assert.InRange(d.At.Column, 1, d.At.Line > lines.Length ? 2 : lines[d.At.Line - 1].Length + 2);
        });
    }

    private static string Mutate(string text, (int At, int Cut, string Insert) mutation)
    {
        var at = Math.Min(mutation.At, text.Length);
        return text.Remove(at, Math.Min(mutation.Cut, text.Length - at)).Insert(at, mutation.Insert);
    }
}
