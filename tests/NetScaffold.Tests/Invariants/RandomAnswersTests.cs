using System.Globalization;
using NetScaffold.Bundles;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>
/// The invariants over random valid answers: a hundred a test, from seeds that count up from NETSCAFFOLD_SEED (0 unless set),
/// so that a run can be repeated and another day can try others. A failure names the seed.
/// </summary>
public sealed class RandomAnswersTests
{
    private const int Batch = 100;

    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("NETSCAFFOLD_SEED") ?? "0", CultureInfo.InvariantCulture);

    public static TheoryData<int> Batches => new(Enumerable.Range(0, 10).Select(i => First + i * Batch));

    public static TheoryData<int> FewBatches => new(Enumerable.Range(0, 4).Select(i => First + i * Batch));

    public static TheoryData<int> ForRealTools => new(Enumerable.Range(0, 12).Select(i => First + i));

    [ReferenceTheory]
    [MemberData(nameof(Batches))]
    public async Task Bundle_OfRandomAnswers_FitsTheSchemasAndIsTheSameTwice(int first)
    {
        for (var seed = first; seed < first + Batch; seed++)
        {
            var text = InBothForms(seed);
            var result = Rendered.Of(text);
            string[] errors = [.. await Schemas.ErrorsAsync(result.Objects()), .. ApiLimits.ErrorsIn(result.Objects())];
            Assert.True(errors.Length == 0, $"Seed {seed}:\n{string.Join('\n', errors)}\n{text}");
            Assert.True(Digest(result) == Digest(Rendered.Of(text)), $"Seed {seed} renders differently the second time.");
        }
    }

    [Theory]
    [MemberData(nameof(FewBatches))]
    public void Bundle_OfRandomAnswers_OpensExactlyWhatIsDeclared(int first)
    {
        for (var seed = first; seed < first + Batch; seed++)
        {
            var text = InBothForms(seed);
            var result = Rendered.Of(text);
            if (!result.Plan.Decisions["appLayer"]) continue;
            var differences = ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: seed % 2 == 0);
            Assert.True(differences.Length == 0, $"Seed {seed}:\n{string.Join('\n', differences)}\n{text}");
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Bundle_OfRandomAnswers_KeepsTheRulesOverObjects(int first)
    {
        for (var seed = first; seed < first + Batch; seed++)
        {
            var text = InBothForms(seed);
            var findings = CheckTests.Unasked(Rendered.Of(text)).ToList();
            Assert.True(findings.Count == 0, $"Seed {seed}:\n{string.Join('\n', findings)}\n{text}");
        }
    }

    [RealToolTheory]
    [MemberData(nameof(ForRealTools))]
    public async Task Bundle_OfRandomAnswers_IsAcceptedAndEqualInBothForms(int seed)
    {
        var result = Rendered.Of(InBothForms(seed));
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        foreach (var set in RealTools.Sets) await RealToolTests.CheckAsync(result, set, folder.Path);
    }

    /// <summary>Sizes of the issue: 1, 3, 11 and 40 services.</summary>
    [RealToolFact]
    public async Task Bundle_OfFortyServices_IsAcceptedAndEqualInBothForms()
    {
        var services = string.Concat(Enumerable.Range(1, 40).Select(i =>
            $"- name: s{i}\n  calls: [{(i < 40 ? $"s{i + 1}" : "")}]\n  metrics: {{port: 9797}}\n  expose: [{{path: /s{i}}}]\n"));
        var result = Rendered.Of($"name: forty\nbundle: both\nservices:\n{services}");
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        await RealToolTests.CheckAsync(result, RealTools.Sets[0], folder.Path);
        Assert.Empty(ReachabilityTests.Differences(result, ReachabilityTests.PoliciesOf(result), podsHaveAddresses: true));
    }

    private static string InBothForms(int seed) =>
        string.Join('\n', RandomAnswers.Text(seed).Split('\n').Where(l => !l.StartsWith("bundle:", StringComparison.Ordinal))) + "\nbundle: both\n";

    private static string Digest(ScaffoldResult result) => BundleText.Digest(string.Join('\0', result.AllFiles().Select(f => f.Path + "\0" + f.Text)));
}
