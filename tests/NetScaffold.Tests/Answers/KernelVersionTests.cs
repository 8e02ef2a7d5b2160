using NetScaffold.Answers;
using Xunit;

namespace NetScaffold.Tests.Answers;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("5.15", 5, 15)]
    [InlineData("4.9", 4, 9)]
    [InlineData("6.0", 6, 0)]
    [InlineData("999.999", 999, 999)]
    public void TryParse_MajorAndMinor_GivesBothAndPrintsTheSame(string text, int major, int minor)
    {
        Assert.True(KernelVersion.TryParse(text, out var version));
        Assert.Equal((major, minor, text), (version.Major, version.Minor, version.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("5.15.0")]
    [InlineData("5.015")]
    [InlineData("05.15")]
    [InlineData("5.x")]
    [InlineData("-5.1")]
    [InlineData("5. 1")]
    [InlineData("5.1\0")]
    [InlineData("5.1000")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(KernelVersion.TryParse(text, out _));

    /// <summary>Numbers are compared, not digits: 5.9 is older than 5.10.</summary>
    [Fact]
    public void Comparison_OfVersions_IsByNumber()
    {
        KernelVersion old = new(5, 9), newer = new(5, 10), newest = new(6, 0);

        Assert.True(old < newer && newer < newest && newest > old && old <= new KernelVersion(5, 9) && newer >= old);
        Assert.False(newer < old || old >= newer || newest <= newer);
    }
}
