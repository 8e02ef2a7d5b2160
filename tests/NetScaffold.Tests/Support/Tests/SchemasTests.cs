using Xunit;

namespace NetScaffold.Tests.Support.Tests;

public sealed class SchemasTests
{
    private const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {selector: {app: a}, ports: [{name: http, port: 80, targetPort: http}]}\n";

    private const string Policy = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: a, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}
        """;

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a, namespace: shop, labels: {app: a}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: a}}
          template:
            metadata: {labels: {app: a}}
            spec:
              containers:
                - name: a
                  image: a:1
                  ports: [{name: http, containerPort: 8080}]
                  resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
                  readinessProbe: {httpGet: {path: /, port: http}}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, readOnlyRootFilesystem: true}
              securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
              topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: a}}}]
        """;

    private const string Autoscaler = """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: a, namespace: shop}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}
          minReplicas: 2
          maxReplicas: 5
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
        """;

    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: a, namespace: shop}
        spec:
          parentRefs: [{name: shop}]
          hostnames: [shop.example.com]
          rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: a, port: 80}]}]
        """;

    private const string Certificate = """
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata: {name: shop-tls, namespace: shop}
        spec: {secretName: shop-tls, dnsNames: [shop.example.com], issuerRef: {name: acme, kind: Issuer}}
        """;

    [ReferenceTheory]
    [InlineData(Service)]
    [InlineData(Policy)]
    [InlineData(Deployment)]
    [InlineData(Autoscaler)]
    [InlineData(Route)]
    [InlineData(Certificate)]
    public async Task Errors_SoundObject_None(string yaml) => Assert.Empty(await Errors(yaml));

    [ReferenceTheory]
    [InlineData(Service, "port: 80", "port: '80'", "spec.ports[0].port: IntegerExpected")]
    [InlineData(Service, "selector:", "selectors:", "spec.selectors: NoAdditionalPropertiesAllowed")]
    [InlineData(Service, "app: a", "app: no", "spec.selector.app: StringExpected")]
    [InlineData(Service, "kind: Service", "kind: Services", "no schema for v1 Services")]
    [InlineData(Service, "apiVersion: v1", "apiVersion: v2", "no schema for v2 Service")]
    [InlineData(Service, ", namespace: shop", "", "Service is Namespaced, metadata.namespace disagrees")]
    [InlineData(Policy, "from:", "froms:", "spec.ingress[0].froms: NoAdditionalPropertiesAllowed")]
    [InlineData(Policy, "[Ingress]", "[Incoming]", "spec.policyTypes[0]: NotInEnumeration")]
    [InlineData(Policy, "ingress: [{", "ingress: [~, {", "spec.ingress[0]: ObjectExpected")]
    [InlineData(Deployment, "image: a:1", "imagine: a:1", "spec.template.spec.containers[0].imagine: NoAdditionalPropertiesAllowed")]
    [InlineData(Deployment, "100m", "many", "requests.cpu: NoTypeValidates")]
    [InlineData(Deployment, "selector: {matchLabels: {app: a}}", "paused: false", "selector: PropertyRequired")]
    [InlineData(Autoscaler, "maxReplicas: 5", "maxReplicas: 5.5", "spec.maxReplicas: IntegerExpected")]
    [InlineData(Autoscaler, "Utilization", "Utilisation", "target.type: NotInEnumeration")]
    [InlineData(Route, "PathPrefix", "Prefix", "matches[0].path.type: NotInEnumeration")]
    [InlineData(Route, "port: 80", "port: 65536", "backendRefs[0].port: NumberTooBig")]
    [InlineData(Certificate, "secretName: shop-tls, ", "", "secretName: PropertyRequired")]
    public async Task Errors_OneMistake_IsNamedWithItsPath(string yaml, string sound, string mistake, string expected)
    {
        Assert.Contains(sound, yaml, StringComparison.Ordinal);
        var errors = string.Join('\n', await Errors(yaml.Replace(sound, mistake, StringComparison.Ordinal)));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [ReferenceTheory]
    [InlineData("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n", null)]
    [InlineData("Chart.yaml", "apiVersion: v2\nname: shop\n", "version: PropertyRequired")]
    [InlineData("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", null)]
    [InlineData("kustomization.yaml", "resource: [a.yaml]\n", "resource: NoAdditionalPropertiesAllowed")]
    public async Task FileErrors_Files_AreHeldToTheirSchema(string file, string text, string? expected)
    {
        var errors = await Schemas.FileErrorsAsync(file, text);
        if (expected is null)
            Assert.Empty(errors);
        else
            Assert.Contains(errors, e => e.Contains(expected, StringComparison.Ordinal));
    }

    [ReferenceFact]
    public void Charts_ValuesAndMetadata_AreRead()
    {
        Assert.True(Charts.Values("metallb")!.ContainsKey("controller"));
        Assert.Equal("metallb", Charts.Metadata("metallb").Text("name"));
        Assert.Null(Charts.Values("kyverno"));
    }

    private static async Task<IEnumerable<string>> Errors(string yaml) => await Schemas.ErrorsAsync(KubeObject.ParseAll(yaml));
}
