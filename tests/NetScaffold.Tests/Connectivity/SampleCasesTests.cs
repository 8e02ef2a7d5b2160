using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Connectivity;

/// <summary>The engine against the sample cases of the reference, which independent tools have answered; its README gives the format and its conventions.</summary>
public sealed class SampleCasesTests
{
    public static TheoryData<string> Cases => new(Directory.GetDirectories(Repository.InReference("reach")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [ReferenceTheory, MemberData(nameof(Cases))]
    public void Connections_SampleCase_AreExactlyTheExpected(string name)
    {
        var folder = Repository.InReference("reach", name);
        var files = Directory.GetFiles(Path.Combine(folder, "manifests"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var cluster = ClusterReader.Read(files.Select(file => SourceText.FromBytes(Path.GetFileName(file), File.ReadAllBytes(file)).Value!));
        var expected = ReachTable.Parse(File.ReadAllLines(Path.Combine(folder, "expected.txt")).Where(line => line.Length > 0 && line[0] != '#'), []);
        var computed = ReachTable.Of(Reachability.Of(cluster).Connections()).WithoutV6();

        Assert.NotEmpty(cluster.Workloads);
        Assert.NotEmpty(cluster.Policies.Select(p => p.Name).Concat(cluster.EntryPoints.Select(e => e.Name)));
        Assert.Empty(expected.DifferencesTo(computed).Take(20));
    }
}
