using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>The combinations themselves: that they are what they claim, and that few of them are refused.</summary>
public sealed class CombinationTests
{
    [Fact]
    public void Dimensions_CoverEveryQuestionWithChoices()
    {
        var choices = Questions.All.Where(q => q.Shape is ChoiceShape or BooleanShape or ListShape { Item: ChoiceShape }).Select(q => q.Path);
        Assert.Empty(choices.Except(Combinations.Dimensions.Select(d => d.Path)));
    }

    [Fact]
    public void Names_AreUnique()
    {
        var names = Combinations.Singles.Concat(Combinations.Pairs).Concat(Combinations.Fixtures).Select(c => c.Name).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>Refusals are known by name: a combination that is suddenly refused is a change of behaviour.</summary>
    [Fact]
    public void Refused_AreTheKnownOnes()
    {
        var refused = Combinations.Singles.Concat(Combinations.Pairs).Concat(Combinations.Fixtures)
            .Select(c => (c.Name, Codes: string.Join(' ', Rendered.Try(c.Answers) is { Value: null } o ? o.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct() : [])))
            .Where(c => c.Codes.Length > 0).Select(c => $"{c.Name}: {c.Codes}").ToList();
        Assert.True(Known.SequenceEqual(refused), $"Refused now:\n{string.Join('\n', refused)}");
    }

    private static readonly string[] Known =
    [
        "cluster-platform-gke: NS2007", "cluster-existing-policies-false: NS2002",
        "cluster-encapsulation-vxlan-cross-subnet: NS2540", "cluster-encapsulation-ipip: NS2540", "cluster-encapsulation-ipip-cross-subnet: NS2540",
        "cluster-dnscache-nodelocal: NS2224",
        "edge-loadbalancer-internal: NS2583", "edge-loadbalancerprovider-cloud: NS2570", "edge-loadbalancerprovider-cilium: NS2573", "edge-waf-true: NS2589",
    ];

    /// <summary>Pairs of choices that nothing can be made of: each is a promise that is not given.</summary>
    [Fact]
    public void RefusedPairs_AreTheKnownOnes() =>
        BundleSnapshot.Match("refused-pairs", [("refused-pairs.txt", string.Concat(Combinations.RefusedPairs.Select(p => $"{p}\n")))]);
}
