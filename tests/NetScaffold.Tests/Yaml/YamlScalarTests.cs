using NetScaffold.Diagnostics;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Yaml;

public class YamlScalarTests
{
    [Theory]
    [InlineData("", "nothing")]
    [InlineData("~", "nothing")]
    [InlineData("null", "nothing")]
    [InlineData("NULL", "nothing")]
    [InlineData("nUll", "text")]
    [InlineData("true", "a boolean")]
    [InlineData("false", "a boolean")]
    [InlineData("yes", "text")]
    [InlineData("True", "text")]
    [InlineData("5", "a number")]
    [InlineData("1.10", "text")]
    public void Kind_PlainText_NamesWhatItIsRead(string text, string kind)
    {
        Assert.Equal(kind, Plain(text).Kind);
        Assert.Equal("text", Quoted(text).Kind);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("8080", 8080L)]
    [InlineData("-1", -1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void TryInteger_Decimal_IsRead(string text, long expected)
    {
        Assert.True(Plain(text).TryInteger(out var value));
        Assert.Equal(expected, value);
        Assert.False(Quoted(text).TryInteger(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x1f")]
    [InlineData("0o17")]
    [InlineData("1.0")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("--1")]
    [InlineData("1 ")]
    [InlineData("12:30")]
    [InlineData("٣")]
    [InlineData("9223372036854775808")]
    public void TryInteger_AnythingElse_IsNot(string text) => Assert.False(Plain(text).TryInteger(out _));

    [Theory]
    [InlineData("true", true, true)]
    [InlineData("false", true, false)]
    [InlineData("True", false, false)]
    [InlineData("yes", false, false)]
    [InlineData("OFF", false, false)]
    [InlineData("n", false, false)]
    public void TryBoolean_Word_IsReadOrRecognised(string text, bool isBoolean, bool expected)
    {
        Assert.Equal((isBoolean, expected), (Plain(text).TryBoolean(out var value), value));
        Assert.True(Plain(text).IsBooleanWord);
        Assert.False(Quoted(text).IsBooleanWord || Quoted(text).TryBoolean(out _));
    }

    [Fact]
    public void IsBooleanWord_OtherText_IsNot() => Assert.False(Plain("yesterday").IsBooleanWord || Plain("1").IsBooleanWord);

    private static YamlScalar Plain(string text) => new(text, IsPlain: true, new SourceLocation("f", 1, 1));

    private static YamlScalar Quoted(string text) => new(text, IsPlain: false, new SourceLocation("f", 1, 1));
}
