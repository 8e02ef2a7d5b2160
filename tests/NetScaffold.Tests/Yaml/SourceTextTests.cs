using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Yaml;

public class SourceTextTests
{
    [Fact]
    public void FromBytes_Utf8WithMark_LosesTheMarkOnly()
    {
        Assert.Equal("é: ✓\r\n", Text([0xEF, 0xBB, 0xBF, .. "é: ✓\r\n"u8]));
        Assert.Equal("é: ✓\r\n", Text([.. "é: ✓\r\n"u8]));
        Assert.Equal("", Text([]));
    }

    [Theory]
    [InlineData("f: error NS1003: The file is encoded as UTF-16 or UTF-32.", "FFFE6100")]
    [InlineData("f: error NS1003: The file is encoded as UTF-16 or UTF-32.", "FEFF0061")]
    [InlineData("f: error NS1003: The file is encoded as UTF-16 or UTF-32.", "0000FEFF")]
    [InlineData("f(2,3): error NS1001: Byte 0xE9 is not valid UTF-8 here.", "610AC3A962E963")]
    [InlineData("f(1,1): error NS1001: Byte 0x80 is not valid UTF-8 here.", "80")]
    [InlineData("f(1,2): error NS1001: Byte 0xC3 is not valid UTF-8 here.", "61C3")]
    [InlineData("f(1,2): error NS1001: Byte 0xED is not valid UTF-8 here.", "61EDA080")]
    [InlineData("f(3,2): error NS1002: Character U+0000 does not belong in a text file.", "610D0A0D6200FF")]
    public void FromBytes_NoText_PointsAtTheFirstBadByte(string expected, string bytes) =>
        Assert.Equal(expected, Assert.Single(SourceText.FromBytes("f", Convert.FromHexString(bytes)).Diagnostics).ToString());

    [Fact]
    public void FromBytes_MoreThanTheLimit_IsRefused()
    {
        Assert.Equal(SourceText.MaxBytes, Text([.. Enumerable.Repeat((byte)'a', SourceText.MaxBytes)])?.Length);
        var result = SourceText.FromBytes("f", new byte[SourceText.MaxBytes + 1]);
        Assert.Equal("f: error NS1004: The file is larger than 1 MiB.", Assert.Single(result.Diagnostics).ToString());
    }

    private static string? Text(byte[] bytes) => SourceText.FromBytes("f", bytes).Value?.Text;
}
