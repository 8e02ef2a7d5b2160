using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Rendering;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>Defaults that follow from other answers.</summary>
public sealed class DefaultsTests
{
    /// <summary>Three times the least number, within what the answers and the chart's schema take.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(333, 999)]
    [InlineData(334, 1000)]
    [InlineData(1000, 1000)]
    public void AutoscalingMax_ByDefault_IsWithinItsBounds(int replicas, int expected) =>
        Assert.Equal(expected, Rendered.Of($"name: shop\nservices: [{{name: a, replicas: {replicas}}}]\n").Answers.Services[0].Autoscaling!.Max);

    [Theory]
    [InlineData("", 1, 2)]
    [InlineData("services.a.replicas: 7", 7, 7)]
    [InlineData("services.a.replicas: 400", 400, 400)]
    [InlineData("services.a.autoscaling.max: 9", 1, 9)]
    public void OtherEnvironment_ByDefault_ScalesFromOneToTwo(string set, int least, int greatest)
    {
        var dev = Rendered.Of($"name: shop\nenvironments: [{{name: dev, set: {{{set}}}}}, prod]\nservices: [{{name: a, replicas: 4}}]\n").Plan.Environments[0].Answers.Services[0];
        Assert.Equal((least, greatest), (dev.Replicas, dev.Autoscaling!.Max));
    }

    /// <summary>Half, rounded up; what cannot be halved stays.</summary>
    [Theory]
    [InlineData("100m", "128Mi", "50m", "64Mi")]
    [InlineData("1m", "1Mi", "1m", "1Mi")]
    [InlineData("1.5", "3Gi", "750m", "1536Mi")]
    [InlineData("3m", "1500k", "2m", "1Mi")]
    public void OtherEnvironment_ByDefault_AsksForHalf(string cpu, string memory, string halfCpu, string halfMemory)
    {
        var dev = Rendered.Of($"name: shop\nservices: [{{name: a, resources: {{cpu: \"{cpu}\", memory: {memory}}}}}]\n").Plan.Environments[0].Answers.Services[0].Resources;
        Assert.Equal((halfCpu, halfMemory), (dev.Cpu, dev.Memory));
    }

    /// <summary>Nothing of another environment is larger than the base has it, unless the environment sets something of that service.</summary>
    [Fact]
    public void OtherEnvironment_OfAnyAnswers_IsNoLargerThanTheBase() => RandomAnswers.Seeds.Sample(
        seed =>
        {
            var plan = Scaffold.Run(RandomAnswers.Tree(seed), Rendered.Today, TemplateSet.BuiltIn).Value!.Plan;
            foreach (var (environment, own) in plan.Environments.Zip(plan.Answers.Environments).Where(e => !e.First.IsBase))
            {
                foreach (var (service, other) in plan.Base.Answers.Services.Zip(environment.Answers.Services).Where(s => !own.Sets.Any(p => p.StartsWith($"services.{s.First.Name}.", StringComparison.Ordinal))))
                    Assert.All(Sizes(service).Zip(Sizes(other)), size => Assert.InRange(size.Second, 1, size.First));
            }
        },
        iter: 100);

    private static IEnumerable<long> Sizes(ServiceAnswer service)
    {
        if (service.Kind == ServiceKind.External) return [];
        Assert.True(Quantity.TryParseCpu(service.Resources.Cpu, out var cpu));
        Assert.True(Quantity.TryParseMemory(service.Resources.Memory, out var memory));
        Assert.True(Quantity.TryParseMemory(service.Resources.MemoryLimit, out var limit));
        return [service.Replicas, service.Autoscaling?.Max ?? 1, service.Autoscaling?.Cpu ?? 1, cpu, memory, limit];
    }
}
