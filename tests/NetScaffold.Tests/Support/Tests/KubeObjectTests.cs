using Xunit;
using YamlDotNet.Core;

namespace NetScaffold.Tests.Support.Tests;

public sealed class KubeObjectTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("Off", false)]
    [InlineData("y", true)]
    [InlineData("N", false)]
    [InlineData("yEs", "yEs")]
    [InlineData("true", true)]
    [InlineData("~", null)]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("80", 80L)]
    [InlineData("-1", -1L)]
    [InlineData("+5", 5L)]
    [InlineData("0123", 83L)]
    [InlineData("0o17", 15L)]
    [InlineData("0x1F", 31L)]
    [InlineData("0b101", 5L)]
    [InlineData("1_000", 1000L)]
    [InlineData("08", 8L)]
    [InlineData("1e3", 1000L)]
    [InlineData("1.0", 1L)]
    [InlineData("1.10", 1.1)]
    [InlineData(".5", 0.5)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("100m", "100m")]
    [InlineData("2020-01-01", "2020-01-01")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("+", "+")]
    [InlineData(".", ".")]
    [InlineData("'no'", "no")]
    [InlineData("\"80\"", "80")]
    [InlineData("!!str 80", "80")]
    public void Parse_Scalar_IsWhatKubernetesReads(string yaml, object? expected)
    {
        var tree = (Dictionary<string, object?>)KubeYaml.Parse($"v: {yaml}\n")!;
        Assert.Equal(expected, tree["v"]);
    }

    [Fact]
    public void Parse_KeysThatAreNoStrings_BecomeStrings()
    {
        var tree = (Dictionary<string, object?>)KubeYaml.Parse("on: 1\n80: 2\n")!;
        Assert.Equal(["true", "80"], tree.Keys);
    }

    [Fact]
    public void Parse_Aliases_AreTheirValues()
    {
        var tree = (Dictionary<string, object?>)KubeYaml.Parse("a: &a {b: &b no}\nc: *a\nd: *b\n")!;
        Assert.Equal(false, tree.Map("c")!["b"]);
        Assert.Equal(false, tree["d"]);
    }

    [Theory]
    [InlineData("a: *b\n")]
    [InlineData("<<: {a: 1}\n")]
    [InlineData("~: 1\n")]
    [InlineData("[a]: 1\n")]
    [InlineData("a: !!int '1'\n")]
    [InlineData("a: .nan\n")]
    public void Parse_WhatManifestsNeverHold_IsRefused(string yaml) => Assert.ThrowsAny<YamlException>(() => KubeYaml.Parse(yaml));

    [Theory]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("a: 1\n'a': 2\n")]
    [InlineData("80: 1\n\"80\": 2\n")]
    [InlineData("list:\n- {b: 1, b: 1}\n")]
    public void Parse_DuplicateKey_IsRefused(string yaml) => Assert.ThrowsAny<YamlException>(() => KubeYaml.Parse(yaml));

    [Fact]
    public void ParseAll_EmptyDocuments_AreLeftOut()
    {
        var objects = KubeObject.ParseAll("""
            ---
            # Source: shop/templates/a.yaml
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: a, namespace: shop}
            ---
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ...
            """);
        Assert.Equal(["v1 Service shop/a", "v1 Namespace shop"], objects.Select(o => o.ToString()));
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("kind: Service\n")]
    [InlineData("apiVersion: v1\n")]
    public void ParseAll_NoObject_IsRefused(string yaml) => Assert.Throws<InvalidDataException>(() => KubeObject.ParseAll(yaml));

    [Fact]
    public void ToJson_KeepsOrderAndTypes()
    {
        var obj = KubeObject.ParseAll("apiVersion: v1\nkind: X\nspec: {b: 1, a: [no, 'no', ~, 1.5]}\n").Single();
        Assert.Equal("""{"apiVersion":"v1","kind":"X","spec":{"b":1,"a":[false,"no",null,1.5]}}""", obj.ToJson());
    }
}
