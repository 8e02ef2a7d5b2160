using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>The comparison that other tests rely on has to see what differs, and nothing else.</summary>
public sealed class ReachTableTests
{
    private static readonly string[] Workloads = ["a/x", "a/y"];

    [Theory]
    [InlineData("a/x => a/y : TCP 80-82", "a/x => a/y : TCP 80,81-82")]
    [InlineData("a/x => a/y : All Connections", "a/x => a/y : SCTP 1-65535,TCP all,UDP 1-100,101-65535")]
    [InlineData("10.0.0.0/31 => a/y : TCP 80", "10.0.0.1, 10.0.0.0 => a/y : TCP 80")]
    [InlineData("outside => a/y : TCP 80", "0.0.0.0-9.255.255.255, 10.0.0.0-255.255.255.255, ::/1, 8000::/1 => a/y : TCP 80")]
    [InlineData("anyone => a/y : TCP 80", "a/x, outside => a/y : TCP 80")]
    public void DifferencesTo_SameSetsCutElsewhere_AreNone(string left, string right) => Assert.Empty(Table(left).DifferencesTo(Table(right)));

    [Theory]
    [InlineData("a/x => a/y : TCP 80-82", "a/x => a/y : TCP 80-81")]
    [InlineData("a/x => a/y : TCP 80", "a/x => a/y : UDP 80")]
    [InlineData("a/x => a/y : TCP 80", "a/y => a/x : TCP 80")]
    [InlineData("10.0.0.0/31 => a/y : TCP 80", "10.0.0.0 => a/y : TCP 80")]
    [InlineData("10.0.0.0/31 => a/y : TCP 80", "a/y => 10.0.0.0/31 : TCP 80")]
    [InlineData("::/0 => a/y : TCP 80", "0.0.0.0/0 => a/y : TCP 80")]
    [InlineData("0.0.0.0/0 => a/y : TCP 80", "a/x => a/y : TCP 80")]
    public void DifferencesTo_OtherSet_SaysIt(string left, string right)
    {
        Assert.NotEmpty(Table(left).DifferencesTo(Table(right)));
        Assert.NotEmpty(Table(right).DifferencesTo(Table(left)));
        Assert.NotEmpty(Table(left).DifferencesTo(ReachTable.Parse([], Workloads)));
    }

    [Fact]
    public void DifferencesTo_OtherPorts_ShowsBoth() =>
        Assert.Equal(["10.0.0.0/8 => a/y : expected TCP 80-82, UDP all, computed TCP 80"], Table("10.0.0.0/8 => a/y : TCP 80-82, UDP all").DifferencesTo(Table("10.0.0.0/8 => a/y : TCP 80")));

    [Theory]
    [InlineData("a/x -> a/y : TCP 80")]
    [InlineData("a/x => a/misspelt : TCP 80")]
    [InlineData("a/x => a/y : TPC 80")]
    public void Parse_Misspelt_Throws(string line) => Assert.Throws<InvalidDataException>(() => Table(line));

    private static ReachTable Table(string line) => ReachTable.Parse([line], Workloads);
}
