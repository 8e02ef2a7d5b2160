using NetScaffold.Planning;
using NetScaffold.Rendering;
using NetScaffold.Yaml;
using Scriban.Runtime;
using Xunit;

namespace NetScaffold.Tests.Templates;

/// <summary>What a bundle costs, without a clock: memory is taken where work is done.</summary>
public class CostTests
{
    /// <summary>The models of the bundle and its environments stay in memory until all files are rendered: they may not hold each call once more.</summary>
    [Fact]
    public void ModelOfBundleAndEnvironment_DoesNotGrowWithCalls()
    {
        var (chain, mesh) = (Plan(Chain(20)), Plan(Mesh(20)));
        Assert.Equal(Nodes(TemplateModel.App(chain)), Nodes(TemplateModel.App(mesh)));
        Assert.Equal(Nodes(TemplateModel.Environment(chain.Base)), Nodes(TemplateModel.Environment(mesh.Base)));
    }

    [Fact]
    public void Run_CostsTheSameForEachFurtherService() => AssertLinear(Allocated(Chain(20)), Allocated(Chain(40)), Allocated(Chain(80)));

    /// <summary>Services that all call each other: 20 make 380 calls, 29 make 812, 41 make 1,640.</summary>
    [Fact]
    public void Run_CostsTheSameForEachFurtherCall() => AssertLinear(Allocated(Mesh(20)), Allocated(Mesh(29)), Allocated(Mesh(41)));

    /// <summary>The second step is twice the first, give or take; the square of it would be four times.</summary>
    private static void AssertLinear(long small, long medium, long large) => Assert.InRange((large - medium) / (double)(medium - small), 1.6, 2.6);

    private static long Allocated(YamlMap tree)
    {
        // Templates are parsed once; that is not to be counted.
        TemplateRuns.Run(tree);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(TemplateRuns.Run(tree).Value);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int Nodes(object? value) => value switch
    {
        ScriptObject map => 1 + map.Sum(m => Nodes(m.Value)),
        ScriptArray list => 1 + list.Sum(Nodes),
        _ => 1,
    };

    private static ScaffoldPlan Plan(YamlMap tree) => TemplateRuns.Run(tree).Value!.Plan;

    private static YamlMap Chain(int services) => Services(services, (caller, callee) => callee == caller + 1);

    private static YamlMap Mesh(int services) => Services(services, (caller, callee) => callee != caller);

    private static YamlMap Services(int count, Func<int, int, bool> calls) => TemplateRuns.Tree("services:\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        $"- {{name: service-{i}, calls: [{string.Join(", ", Enumerable.Range(0, count).Where(j => calls(i, j)).Select(j => $"service-{j}"))}]}}\n")));
}
