using NetScaffold.Tests.Documents;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>The pod to look at the network from: fit for every level of Pod Security, and nobody's in policies.</summary>
public sealed class DebugPodTests
{
    [Theory]
    [InlineData("restricted")]
    [InlineData("baseline")]
    [InlineData("privileged")]
    public void Pod_AtEveryLevel_FitsTheStrictest(string level)
    {
        var pod = Of($"security: {{podSecurity: {level}}}").Objects().Single(o => o is { Kind: "Deployment", Name: "shop-debug" }).Spec.Map("template").Map("spec");

        Assert.True(DefectScans.IsRestricted(pod));
        Assert.True(pod!["automountServiceAccountToken"] is false);
        Assert.NotNull(pod.Maps("containers").Single().Map("resources").Map("limits").Text("memory"));
    }

    [Fact]
    public void Pod_UnderADefaultDeny_ReachesDnsAloneAndIsReachedByNobody()
    {
        var objects = Of("").Objects();
        var policies = new LiteralReachability(objects.Where(LiteralReachability.IsUnderstood));
        var pods = Pods.Of(objects).Where(p => p.Namespace == "shop").ToList();
        var debug = pods.Single(p => p.Name == "shop-debug");
        var dns = new Pod("kube-system", new Dictionary<string, string>(), "dns", new Dictionary<string, string> { ["k8s-app"] = "kube-dns" });

        Assert.Equal(4, pods.Count);
        Assert.True(policies.Allows(debug, dns, "UDP", 53) && policies.Allows(debug, dns, "TCP", 53));
        foreach (var port in new[] { 53, 80, 443, 5432, 8080, 9797 })
        {
            Assert.All(pods.Where(p => p != debug), p => Assert.False(policies.Allows(debug, p, "TCP", port) || policies.Allows(p, debug, "TCP", port), $"{p} {port}"));
            Assert.False(policies.Allows(debug, External.At("192.0.2.1"), "TCP", port));
        }
    }

    [Fact]
    public void Pod_InAnyBundle_IsSelectedByItsDeploymentAlone()
    {
        var objects = Of("services: [{name: web, metrics: {port: 9797}, expose: [{}]}, {name: db, kind: statefulset, ports: [{port: 5432}]}]").Objects();
        var labels = objects.Single(o => o is { Kind: "Deployment", Name: "shop-debug" }).Spec.Map("template").Map("metadata").Texts("labels");
        var selecting = objects.Where(o => o.Namespace == "shop")
            .Where(o => new[] { o.Spec.Map("selector").Texts("matchLabels"), o.Spec.Map("podSelector").Texts("matchLabels"), o.Kind == "Service" ? o.Spec.Texts("selector") : [] }.Any(s => s.Count > 0 && ScannedBundle.Matches(s, labels)));

        Assert.Equal("Deployment shop-debug", Assert.Single(selecting.Select(o => $"{o.Kind} {o.Name}")));
    }

    private static ScaffoldResult Of(string answers) => Rendered.Of($"name: shop\nbundle: both\nobservability: {{debugPod: true}}\n{answers}\n");
}
