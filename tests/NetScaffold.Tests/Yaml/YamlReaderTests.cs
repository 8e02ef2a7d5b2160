using NetScaffold.Diagnostics;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1\nb: two\n", "map(1,1){a(1,1)=1(1,4) b(2,1)=two(2,4)}")]
    [InlineData("a: 1\r\nb:\r\n  - 'x'\r\n", "map(1,1){a(1,1)=1(1,4) b(2,1)=list(3,3)['x'(3,5)]}")]
    [InlineData("a: {x: [1, \"2\"], y: }\n", "map(1,1){a(1,1)=map(1,4){x(1,5)=list(1,8)[1(1,9) '2'(1,12)] y(1,18)=(1,21)}}")]
    [InlineData("a:\nb: ~\n", "map(1,1){a(1,1)=(1,3) b(2,1)=~(2,4)}")]
    [InlineData("- name: x\n  port: 1\n-\n  name: y\n", "list(1,1)[map(1,3){name(1,3)=x(1,9) port(2,3)=1(2,9)} map(4,3){name(4,3)=y(4,9)}]")]
    [InlineData("a:\n- 1\n", "map(1,1){a(1,1)=list(2,1)[1(2,3)]}")]
    [InlineData("[a: 1, 'b':2]", "list(1,1)[map(1,2){a(1,2)=1(1,5)} map(1,8){'b'(1,8)=2(1,12)}]")]
    [InlineData("a: |\n  x\n  y\n", "map(1,1){a(1,1)='x\ny\n'(1,4)}")]
    [InlineData("# c\n---\n# c\na: x # y\n...\n# z\n", "map(4,1){a(4,1)=x(4,4)}")]
    [InlineData("😀: [é, 😀, x]", "map(1,1){😀(1,1)=list(1,5)[é(1,6) 😀(1,9) x(1,13)]}")]
    [InlineData("a: \"\\uD83D\\uDE00\\x07\"", "map(1,1){a(1,1)='😀\a'(1,4)}")]
    [InlineData("a: [\n\t1,\n\t2]\n", "map(1,1){a(1,1)=list(1,4)[1(2,2) 2(3,2)]}")]
    [InlineData("'<<': 1\n'!!x': '*a'\n", "map(1,1){'<<'(1,1)=1(1,7) '!!x'(2,1)='*a'(2,8)}")]
    [InlineData("just text", "just text(1,1)")]
    [InlineData("''", "''(1,1)")]
    [InlineData("{}", "map(1,1){}")]
    [InlineData("[]", "list(1,1)[]")]
    public void Read_PlainYaml_GivesValuesWithTheirPlaces(string text, string expected)
    {
        var result = Read(text);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, Print(result.Value!));
    }

    [Theory]
    [InlineData("", "(1,1) NS1005 There is nothing here but blank lines or comments.")]
    [InlineData("\n# only this\n", "(1,1) NS1005 There is nothing here but blank lines or comments.")]
    [InlineData("---\n", "(1,1) NS1005 There is nothing here but blank lines or comments.")]
    [InlineData("a: 1\nb\0: 2", "(2,2) NS1002 Character U+0000 does not belong in a text file.")]
    [InlineData("a: \u001b[31m", "(1,4) NS1002 Character U+001B does not belong in a text file.")]
    [InlineData("a: x\ufeff", "(1,5) NS1002 Character U+FEFF does not belong in a text file.")]
    [InlineData("a: 1\nb: 2\na: 3\n", "(3,1) NS1009 Key 'a' stands here for the second time; the first is on line 1.")]
    [InlineData("{a: 1, 'a': 2}", "(1,8) NS1009 Key 'a' stands here for the second time; the first is on line 1.")]
    [InlineData("a: &x 1\nb: *x\n", "(1,4) NS1010 YAML anchors (&name) and aliases (*name) are not read.", "(2,4) NS1010 YAML anchors (&name) and aliases (*name) are not read.")]
    [InlineData("*x", "(1,1) NS1010 YAML anchors (&name) and aliases (*name) are not read.")]
    [InlineData("a: *.example.com\n", "(1,4) NS1010 YAML anchors (&name) and aliases (*name) are not read.")]
    [InlineData("a: * x\n", "(1,4) NS1010 YAML anchors (&name) and aliases (*name) are not read.")]
    [InlineData("*x : 1\n", "(1,1) NS1010 YAML anchors (&name) and aliases (*name) are not read.")]
    [InlineData("a: !!str x\nb: !x {}\nc: ! y\n", "(1,4) NS1011 YAML tags (!name) are not read.", "(2,4) NS1011 YAML tags (!name) are not read.", "(3,4) NS1011 YAML tags (!name) are not read.")]
    [InlineData("a: !x!y z\n", "(1,4) NS1011 YAML tags (!name) are not read.")]
    [InlineData("a: 1\n---\nb: 2\n", "(2,1) NS1013 A second YAML document starts here.")]
    [InlineData("a: 1\n...\nb: 2\n", "(3,1) NS1013 A second YAML document starts here.")]
    [InlineData("? [a]\n: 1\n", "(1,3) NS1014 A key must be text, not a list.")]
    [InlineData("name: {{ .Values.x }}\n", "(1,8) NS1014 A key must be text, not a map.")]
    [InlineData("a:\n  <<: {b: 1}\n", "(2,3) NS1015 The merge key << is not read.")]
    [InlineData("\ta: 1\n", "(1,1) NS1007 The line is indented with a tab.")]
    [InlineData("a:\n\tb: 1\n", "(2,1) NS1007 The line is indented with a tab.")]
    [InlineData("a:\r\n  b: 1\r\n \tc: 2\r\n", "(3,2) NS1007 The line is indented with a tab.")]
    [InlineData("a: \"x\nb: 2\n", "(1,4) NS1008 The \" opened here is not closed on its line.")]
    [InlineData("a: 1\nb: 'x\n", "(2,4) NS1008 The ' opened here is not closed on its line.")]
    [InlineData("a: [1, 2\nb: 3\n", "(1,4) NS1008 The [ opened here is not closed.")]
    [InlineData("a: [x\n\n", "(1,4) NS1008 The [ opened here is not closed.")]
    [InlineData("a: {x: 1\n", "(1,4) NS1008 The { opened here is not closed.")]
    [InlineData("a: {x: 1]\n", "(1,9) NS1006 A comma or } is missing before this: the { on line 1 is still open.")]
    [InlineData("a: ['x' 'y']\n", "(1,9) NS1006 A comma or ] is missing before this: the [ on line 1 is still open.")]
    [InlineData("a: b: c\n", "(1,5) NS1006 A second ': ' or a deeper key cannot stand in this value.")]
    [InlineData("a: 1\n  b: 2\n", "(2,4) NS1006 A second ': ' or a deeper key cannot stand in this value.")]
    [InlineData("a:\n  b: 1\n c: 2\n", "(3,2) NS1006 This does not continue the map around it.")]
    [InlineData("a: 'x' y\n", "(1,8) NS1006 This does not continue the map around it.")]
    [InlineData("- a\nb: 1\n", "(2,1) NS1006 This does not continue the list around it.")]
    [InlineData("a: - b\n", "(1,4) NS1006 A list cannot begin on this line.")]
    [InlineData("a: @x\n", "(1,4) NS1006 Unquoted text cannot begin with this character.")]
    [InlineData("a: `id`\n", "(1,4) NS1006 Unquoted text cannot begin with this character.")]
    [InlineData("a: \"C:\\qux\"\n", "(1,4) NS1006 The text in double quotes holds an unknown escape.")]
    [InlineData("a: \"\\uD800\"\n", "(1,4) NS1006 The text in double quotes holds half of a surrogate pair.")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "(1,2) NS1006 The text from here on is not valid YAML.")]
    [InlineData("a: [1,,2]\n", "(1,7) NS1006 A value is missing before this.")]
    [InlineData("x\ny: 1\n", "(2,2) NS1006 A second ': ' or a deeper key cannot stand in this value.")]
    [InlineData("'x'\n'y'\n", "(2,1) NS1006 This does not belong to the value before it.")]
    [InlineData("a: 1\n'b'\nc: 2\n", "(2,1) NS1006 This does not continue the map around it.")]
    [InlineData("a: \"x\"#y\n", "(1,7) NS1006 A comment cannot stand here.")]
    [InlineData("a: |0\n x\n", "(1,4) NS1006 The text block that begins here is not well formed.")]
    [InlineData("%YAML x\n---\na: 1\n", "(1,1) NS1006 This line that begins with % is no valid YAML directive.")]
    [InlineData("%YAML 3.0\n---\na: 1\n", "(1,1) NS1006 The %YAML version is unknown.")]
    public void Read_NotPlainYaml_SaysWhatIsWrongWhere(string text, params string[] expected)
    {
        var result = Read(text);
        Assert.Null(result.Value);
        Assert.Equal(expected, result.Diagnostics.Select(d => $"({d.At.Line},{d.At.Column}) {d.Code} {d.Message}"));
        Assert.All(result.Diagnostics, d => Assert.False(string.IsNullOrEmpty(d.Help)));
    }

    [Fact]
    public void Read_SeveralMistakesBeforeBrokenSyntax_ReportsThemAllInOrder()
    {
        var result = Read("a: &x 1\nb: {a: !t 1, a: 2}\na: 2\nc: 'open\n");
        Assert.Equal(["NS1010 1", "NS1011 2", "NS1009 2", "NS1009 3", "NS1008 4"], result.Diagnostics.Select(d => $"{d.Code} {d.At.Line}"));
    }

    [Fact]
    public void Read_KeyThatSteersTerminals_IsShownHarmless()
    {
        var key = "\"\\e[31m" + new string('k', 100) + "\"";
        var message = Assert.Single(Read($"{key}: 1\n{key}: 2\n").Diagnostics).Message;
        Assert.Equal($"Key '\\u001B[31m{new string('k', 50)}…' stands here for the second time; the first is on line 1.", message);
    }

    [Fact]
    public void Read_UnpairedSurrogate_IsRefused() =>
        Assert.Equal("f(1,5): error NS1002: Character U+D800 does not belong in a text file.", Assert.Single(Read("a: x\ud800y").Diagnostics).ToString());

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    public void Read_Nesting_IsLimitedTo32(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "x" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.NotNull(Read(Nested(32)).Value);
        var refused = Assert.Single(Read(Nested(33)).Diagnostics);
        Assert.Equal(("NS1012", 32 * open.Length + 1), (refused.Code, refused.At.Column));
    }

    [Fact]
    public void TryGet_Key_FindsItsEntry()
    {
        var map = Assert.IsType<YamlMap>(Read("a: 1\nb:\n").Value);
        Assert.True(map.TryGet("b", out var entry) && entry.Value is YamlScalar { IsNull: true });
        Assert.False(map.TryGet("B", out _));
    }

    private static Outcome<YamlNode> Read(string text) => YamlReader.Read(new SourceText("f", text));

    private static string Print(YamlNode node) => node switch
    {
        YamlScalar { IsPlain: true } scalar => $"{scalar.Text}{Place(node)}",
        YamlScalar scalar => $"'{scalar.Text}'{Place(node)}",
        YamlSequence list => $"list{Place(node)}[{string.Join(" ", list.Items.Select(Print))}]",
        YamlMap map => $"map{Place(node)}{{{string.Join(" ", map.Entries.Select(entry => $"{Print(entry.Key)}={Print(entry.Value)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    private static string Place(YamlNode node) => $"({node.At.Line},{node.At.Column})";
}
