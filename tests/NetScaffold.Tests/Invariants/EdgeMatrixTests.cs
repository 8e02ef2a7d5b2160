using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Every way in is refused with a finding, or rendered, proved and fit for its schemas.</summary>
public sealed class EdgeMatrixTests
{
    /// <summary>Which controller on which platform; what else a way in hangs on is tried in each of them.</summary>
    public static TheoryData<string, string, string> Controllers
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var platform in ClusterMatrix.ChoicesOf(Questions.Platform))
            {
                foreach (var controller in EdgeController.All) data.Add(platform, controller.Api, controller.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Controllers))]
    public void WayIn_IsRenderedOrRefusedWithAReason(string platform, string api, string controller)
    {
        var rendered = 0;
        foreach (var answers in AnswersFor(platform, api, controller))
        {
            var outcome = Rendered.Try(answers);
            var errors = outcome.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();

            Assert.Equal(errors.Count == 0, outcome.Value is not null);
            // The proof is a part of each run: a finding of it is a mistake of ours.
            Assert.All(errors, d => Assert.True(d.Code.StartsWith("NS2", StringComparison.Ordinal) && d.At.Line > 0 && d.Help is { Length: > 0 }, $"{answers}{d}"));
            if (outcome.Value is not { } result) continue;
            rendered++;
            // I1: the same answers, the same bytes.
            Assert.Equal(result.Bundle.Files.AsEnumerable(), Rendered.Of(answers).Bundle.Files.AsEnumerable());
        }

        Assert.True(rendered > 0, $"nothing is rendered by {api} for {controller} on {platform}");
    }

    [Theory]
    [MemberData(nameof(Controllers))]
    public void Canary_ThatTheControllerDoesNotHave_IsRefused(string platform, string api, string controller)
    {
        var isThere = EdgeController.Named(controller, api).Can[EdgeFeature.CanaryWeight].IsThere;
        var errors = Rendered.Try(Answers(platform, api, controller, "existing", "auto", "own", "external", "auto", "issuer: private-ca", Canary)).Diagnostics.Where(d => d.Code == "NS2591");

        Assert.Equal(isThere, !errors.Any());
    }

    /// <summary>I4, each text once.</summary>
    [ReferenceTheory]
    [MemberData(nameof(Controllers))]
    public async Task WayIn_ThatIsRendered_FitsTheSchemasAndTheCharts(string platform, string api, string controller)
    {
        var seen = new HashSet<RenderedFile>();
        foreach (var result in AnswersFor(platform, api, controller).Select(a => Rendered.Try(a).Value).OfType<ScaffoldResult>()) await ClusterMatrixTests.AssertFitsAsync(result, seen);
    }

    /// <summary>Each load balancer with each way to a certificate; then, with one of these, what else the way in hangs on.</summary>
    private static IEnumerable<string> AnswersFor(string platform, string api, string controller) =>
    [
        .. from loadBalancer in ClusterMatrix.ChoicesOf(Questions.LoadBalancer)
           from provider in ClusterMatrix.ChoicesOf(Questions.LoadBalancerProvider)
           from tls in Certificates
           select Answers(platform, api, controller, "cilium", "auto", "own", loadBalancer, provider, tls, CanaryOf(api, controller)),
        .. from cni in new[] { "cilium", "calico", "existing" }
           from kubeProxy in new[] { "auto", "replaced" }
           where cni != "cilium" || kubeProxy != "auto"
           from loadBalancer in ClusterMatrix.ChoicesOf(Questions.LoadBalancer)
           from provider in ClusterMatrix.ChoicesOf(Questions.LoadBalancerProvider)
           select Answers(platform, api, controller, cni, kubeProxy, "own", loadBalancer, provider, "issuer: private-ca", ""),
        // An existing Gateway has its own load balancer and certificate.
        .. from cni in new[] { "cilium", "calico", "existing" }
           from canary in new[] { "", CanaryOf(api, controller) }
           select Answers(platform, api, controller, cni, "auto", "infra/shared", "external", "auto", "issuer: none", canary),
    ];

    /// <summary>None where the controller has none, or everything would be refused for that; those are asked for in <see cref="Canary_ThatTheControllerDoesNotHave_IsRefused"/>.</summary>
    private static string CanaryOf(string api, string controller) => EdgeController.Named(controller, api).Can[EdgeFeature.CanaryWeight].IsThere ? Canary : "";

    private const string Canary = "canary: {image: registry.example/web:2, weight: 20, header: x-new}, ";

    private static IEnumerable<string> Certificates => ClusterMatrix.ChoicesOf(Questions.TlsIssuer).Select(i => $"issuer: {i}{(i == "existing" ? ", issuerName: shared" : "")}")
        .Concat(ClusterMatrix.ChoicesOf(Questions.TlsDnsProvider).Select(p => $"issuer: letsencrypt, challenge: dns01, dnsProvider: {p}, {Zone}"));

    private const string Zone = "dnsProject: netscaffold-dns, dnsResourceGroup: dns, dnsSubscription: 0a1b2c3d-0123-4567-89ab-0123456789ab, dnsTenant: 1a1b2c3d-0123-4567-89ab-0123456789ab, dnsClient: 2a1b2c3d-0123-4567-89ab-0123456789ab";

    private static string Answers(string platform, string api, string controller, string cni, string kubeProxy, string gateway, string loadBalancer, string provider, string tls, string canary) => $$"""
        name: shop
        bundle: both
        environments: [only]
        cluster: {platform: {{platform}}, cni: {{cni}}, existing: {gatewayApi: true}, kubeProxy: {{kubeProxy}}, apiServer: api.example.net}
        edge: {api: {{api}}, controller: {{controller}}, gateway: {{gateway}}, host: shop.netscaffold.dev, loadBalancer: {{loadBalancer}}, loadBalancerProvider: {{provider}}, addressPool: 192.0.2.16/28, corsOrigins: [https://www.netscaffold.dev], waf: {{(controller == "ingress-nginx" && canary.Length > 0 ? "true" : "false")}}, errorPages: {{(loadBalancer == "external" && EdgeController.Named(controller, api).Can[EdgeFeature.ErrorPages].IsThere ? "true" : "false")}}}
        tls: {{{tls}}}
        services: [{name: web, {{canary}}expose: [{path: /}, {path: /api, host: api.netscaffold.dev, rewrite: /}], calls: [db]}, {name: db, kind: statefulset}]

        """;
}
