using CsCheck;
using NetScaffold.Yaml;
using Xunit;
using YamlDotNet.RepresentationModel;
using YamlNode = NetScaffold.Yaml.YamlNode;

namespace NetScaffold.Tests.Yaml;

public class YamlTextTests
{
    public static TheoryData<string> NastyTexts => [.. NastyStrings.All];

    [Theory]
    [InlineData("shop")]
    [InlineData("registry.example/team/api:1.4.0-rc.1")]
    [InlineData("https://example.com:8443/a_b/")]
    [InlineData("app.kubernetes.io/name")]
    [InlineData("nonsense")]
    [InlineData("C")]
    public void Scalar_SafeText_StaysPlain(string value) => Assert.Equal(value, YamlText.Scalar(value));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("nULL", "\"nULL\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("10.0.0.0/8", "\"10.0.0.0/8\"")]
    [InlineData("a:", "\"a:\"")]
    [InlineData("a::b", "\"a::b\"")]
    [InlineData("a\n", "\"a\\n\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("say \"hi\" \\o/\t\r", "\"say \\\"hi\\\" \\\\o/\\t\\r\"")]
    [InlineData("{{ .Values.x }}", "\"\\x7B{ .Values.x \\x7D}\"")]
    [InlineData("{{{a}}}{b}", "\"\\x7B\\x7B{a\\x7D\\x7D}{b}\"")]
    [InlineData("grüße 漢字 👩‍👩‍👧 e\u0301", "\"grüße 漢字 👩‍👩‍👧 e\u0301\"")]
    [InlineData("\0\u001b\u007f\u0085\u009f", "\"\\x00\\x1B\\x7F\\x85\\x9F\"")]
    [InlineData("\u2028\u2029\ufeff\u202e\uffff", "\"\\u2028\\u2029\\uFEFF\\u202E\\uFFFF\"")]
    [InlineData("\U0001fffe\U000e0001", "\"\\U0001FFFE\\U000E0001\"")]
    public void Scalar_OtherText_IsQuotedAndEscaped(string value, string expected) => Assert.Equal(expected, YamlText.Scalar(value));

    [Fact]
    public void Quoted_SafeText_IsQuotedToo() => Assert.Equal("\"shop\"", YamlText.Quoted("shop"));

    [Theory]
    [MemberData(nameof(NastyTexts))]
    public void Scalar_NastyText_SurvivesAsText(string value)
    {
        AssertSurvives(value, YamlText.Scalar(value));
        AssertSurvives(value, YamlText.Quoted(value));
        Assert.DoesNotContain("{{", YamlText.Scalar(value), StringComparison.Ordinal);
        Assert.DoesNotContain("}}", YamlText.Scalar(value), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', YamlText.Scalar(value));
    }

    [Fact]
    public void Scalar_AnyText_SurvivesAsText() => NastyStrings.Generator.Sample(value =>
    {
        AssertSurvives(value, YamlText.Scalar(value));
        AssertSurvives(value, YamlText.Quoted(value));
    });

    [Fact]
    public void Scalar_ThousandLetterKey_SurvivesAsKey()
    {
        var key = new string('k', 1000) + " ";
        Assert.True(YamlReader.Read(new SourceText("f", $"{YamlText.Scalar(key)}: 1")).Value is YamlMap map && map.TryGet(key, out _));
    }

    [Fact]
    public void Scalar_UnpairedSurrogate_Throws()
    {
        Assert.Throws<ArgumentException>(() => YamlText.Scalar("a\ud800"));
        Assert.Throws<ArgumentException>(() => YamlText.Scalar("\udc00a"));
    }

    private static void AssertSurvives(string value, string scalar)
    {
        string[] documents = [$"key: {scalar}\n", $"- {scalar}\n", $"a:\n  - key: {scalar} # c\n    next: 1\n", $"{{key: {scalar}, next: [{scalar}]}}\n"];
        foreach (var document in documents)
        {
            var ours = YamlReader.Read(new SourceText("f", document));
            Assert.True(ours.TryGet(out var root), string.Join('\n', ours.Diagnostics));
            var read = FirstValue(root);
            Assert.Equal(value, read.Text);
            Assert.False(read.IsNull || read.IsBooleanWord || read.TryInteger(out _));

            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            Assert.Equal(value, FirstValue(stream.Documents.Single().RootNode));
        }
    }

    private static YamlScalar FirstValue(YamlNode node) => node switch
    {
        YamlMap map => FirstValue(map.Entries[0].Value),
        YamlSequence list => FirstValue(list.Items[0]),
        _ => (YamlScalar)node,
    };

    private static string? FirstValue(YamlDotNet.RepresentationModel.YamlNode node) => node switch
    {
        YamlMappingNode map => FirstValue(map.Children[0].Value),
        YamlSequenceNode list => FirstValue(list.Children[0]),
        _ => ((YamlScalarNode)node).Value,
    };
}
