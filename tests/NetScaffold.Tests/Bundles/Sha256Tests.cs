using System.Security.Cryptography;
using CsCheck;
using NetScaffold.Bundles;
using Xunit;

namespace NetScaffold.Tests.Bundles;

public sealed class Sha256Tests
{
    [Fact]
    public void Hash_AnyBytes_EqualsThePlatforms() =>
        Gen.Byte.Array[0, 300].Sample(data => Sha256.Hash(data).AsSpan().SequenceEqual(SHA256.HashData(data)));

    [Theory]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void Hash_AtTheEdgesOfBlocks_EqualsThePlatforms(int length)
    {
        var data = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        Assert.Equal(SHA256.HashData(data), Sha256.Hash(data));
    }
}
