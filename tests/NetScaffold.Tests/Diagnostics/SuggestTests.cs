using NetScaffold.Diagnostics;
using Xunit;

namespace NetScaffold.Tests.Diagnostics;

public class SuggestTests
{
    private static readonly string[] Cnis = ["cilium", "calico", "canal", "flannel", "weave", "existing"];

    [Theory]
    [InlineData("cillium", "cilium")]
    [InlineData("clium", "cilium")]
    [InlineData("clacio", "calico")]
    [InlineData("clacico", "calico")]
    [InlineData("calcio", "calico")]
    [InlineData("CILIUM", "cilium")]
    [InlineData("weav", "weave")]
    [InlineData("antrea", null)]
    [InlineData("c", null)]
    [InlineData("", null)]
    public void Nearest_OneWord_GivesTheNearOne(string given, string? expected) => Assert.Equal(expected, Suggest.Nearest(given, Cnis));

    [Fact]
    public void Nearest_EquallyNear_GivesTheOrdinallyFirst()
    {
        Assert.Equal("part", Suggest.Nearest("pirt", ["port", "part", "pert"]));
        Assert.Equal("part", Suggest.Nearest("pirt", ["pert", "part", "port"]));
    }

    [Fact]
    public void Nearest_NearerAndNear_GivesTheNearer() => Assert.Equal("services", Suggest.Nearest("servicess", ["service", "services"]));

    [Fact]
    public void Nearest_HugeWord_IsNotCompared() => Assert.Null(Suggest.Nearest(new string('a', 1_000_000), Cnis));
}
