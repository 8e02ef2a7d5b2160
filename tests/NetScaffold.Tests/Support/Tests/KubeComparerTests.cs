using Xunit;

namespace NetScaffold.Tests.Support.Tests;

public sealed class KubeComparerTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api, namespace: shop, labels: {app.kubernetes.io/name: api}}
        spec:
          replicas: 2
          template:
            metadata: {labels: {app.kubernetes.io/name: api}}
            spec: {containers: [{name: api, image: 'api:1'}]}
        """;

    [Fact]
    public void Differences_HelmsOwnMarksAndOrder_AreNone()
    {
        const string helm = """
            apiVersion: v1
            kind: Service
            metadata: {name: api, namespace: shop, annotations: {helm.sh/resource-policy: keep, meta.helm.sh/release-name: shop}}
            ---
            kind: Deployment
            apiVersion: apps/v1
            metadata:
              namespace: shop
              name: api
              labels: {helm.sh/chart: shop-1.0.0, app.kubernetes.io/managed-by: Helm, app.kubernetes.io/name: api}
            spec:
              template:
                metadata: {labels: {app.kubernetes.io/name: api, app.kubernetes.io/managed-by: Helm}, annotations: {helm.sh/hook: test}}
                spec: {containers: [{image: 'api:1', name: api}]}
              replicas: 2
            """;
        const string kustomize = Deployment + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n";
        Assert.Empty(Differences(helm, kustomize));
    }

    [Theory]
    [InlineData("replicas: 2", "replicas: 3", "apps/v1 Deployment shop/api .spec.replicas: 2 vs 3")]
    [InlineData("replicas: 2", "replicas: '2'", "apps/v1 Deployment shop/api .spec.replicas: 2 vs \"2\"")]
    [InlineData("  replicas: 2\n", "", "apps/v1 Deployment shop/api .spec.replicas: 2 vs absent")]
    [InlineData("'api:1'", "'api:2'", "apps/v1 Deployment shop/api .spec.template.spec.containers[0].image: \"api:1\" vs \"api:2\"")]
    [InlineData("[{name: api, image: 'api:1'}]", "[]", "apps/v1 Deployment shop/api .spec.template.spec.containers: [{\"name\":\"api\",\"image\":\"api:1\"}] vs []")]
    [InlineData("labels: {app.kubernetes.io/name: api}}\nspec", "labels: {}}\nspec", "apps/v1 Deployment shop/api .metadata.labels.app.kubernetes.io/name: \"api\" vs absent")]
    public void Differences_OneChange_IsNamed(string from, string to, string expected) =>
        Assert.Equal([expected], Differences(Deployment, Deployment.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void Differences_MissingAndDoubled_AreNamed()
    {
        var other = Deployment.Replace("namespace: shop", "namespace: other", StringComparison.Ordinal);
        Assert.Equal(
            ["apps/v1 Deployment shop/api: twice in Helm", "apps/v1 Deployment other/api: only in Kustomize", "apps/v1 Deployment shop/api: only in Helm"],
            Differences($"{Deployment}\n---\n{Deployment}", other));
    }

    private static string[] Differences(string helm, string kustomize) =>
        [.. KubeComparer.Differences(KubeObject.ParseAll(helm), KubeObject.ParseAll(kustomize))];
}
