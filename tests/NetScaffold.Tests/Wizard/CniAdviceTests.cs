using NetScaffold.Answers;
using NetScaffold.Wizard;
using Xunit;

namespace NetScaffold.Tests.Wizard;

public sealed class CniAdviceTests
{
    [Theory]
    [InlineData(CniPriority.None, "kubeadm", "cilium", "It is the default")]
    [InlineData(CniPriority.None, "kind", "cilium", "It is the default")]
    [InlineData(CniPriority.Insight, "kubeadm", "cilium", "It takes policies by DNS name")]
    [InlineData(CniPriority.Insight, "kind", "cilium", "It takes policies by DNS name")]
    [InlineData(CniPriority.Simplicity, "kubeadm", "cilium", "kubeadm brings no pod network")]
    [InlineData(CniPriority.Simplicity, "kind", "existing", "kind brings a pod network")]
    public void Advice_ForAPriorityOnAPlatform_IsAChoiceWithItsReason(CniPriority priority, string platform, string choice, string reason)
    {
        var advice = CniAdvice.For(priority, platform);

        Assert.Equal(choice, advice.Choice);
        Assert.StartsWith(reason, advice.Reason, StringComparison.Ordinal);
    }

    /// <summary>A platform or pod network that is added needs a row above, and a thought.</summary>
    [Fact]
    public void Table_Above_HasEveryPlatformAndKnowsThePodNetworks()
    {
        Assert.Equal(["kubeadm", "kind"], ((ChoiceShape)Questions.Platform.Shape).Choices.Select(c => c.Value));
        Assert.Equal(["cilium", "existing"], ((ChoiceShape)Questions.Cni.Shape).Choices.Select(c => c.Value));
    }
}
