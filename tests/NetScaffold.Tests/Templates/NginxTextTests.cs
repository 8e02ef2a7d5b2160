using NetScaffold.Rendering;
using Xunit;

namespace NetScaffold.Tests.Templates;

public sealed class NginxTextTests
{
    [Theory]
    [InlineData(null, "0")]
    [InlineData("512Ki", "512k")]
    [InlineData("10Mi", "10m")]
    [InlineData("9999Ki", "9999k")]
    [InlineData("10001Ki", "10m")]
    [InlineData("1Gi", "1024m")]
    [InlineData("3Gi", "3072m")]
    public void Size_OfTheAnswers_IsWrittenInFourDigits(string? size, string expected) => Assert.Equal(expected, NginxText.Size(size));

    [Theory]
    [InlineData("0s", "24h")]
    [InlineData("60s", "60s")]
    [InlineData("1m30s", "90s")]
    [InlineData("500ms", "500ms")]
    [InlineData("1s500ms", "1500ms")]
    [InlineData("60s1ms", "61s")]
    [InlineData("3h", "180m")]
    [InlineData("99999h99999h", "9999h")]
    public void Time_OfTheAnswers_IsWrittenInFourDigits(string duration, string expected) => Assert.Equal(expected, NginxText.Time(duration));
}
