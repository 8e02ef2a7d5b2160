using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>
/// Mesh with pod network, policies and their dialect, Pod Security, way in, monitoring and autoscaling: each is refused with a finding,
/// or rendered and proved by both layers, network policies and the mesh.
/// </summary>
public sealed class MeshMatrixTests
{
    /// <summary>Which mesh on which pod network; all else is tried in each of them.</summary>
    public static TheoryData<string, string, string> Meshes
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (mesh, mtls) in new[] { ("none", "strict"), ("istio-ambient", "strict"), ("istio-ambient", "permissive"), ("istio-sidecar", "strict"), ("istio-sidecar", "permissive") })
            {
                foreach (var cni in ClusterMatrix.ChoicesOf(Questions.Cni)) data.Add(mesh, mtls, cni);
            }

            return data;
        }
    }

    /// <summary>Every combination is judged. A third of them is rendered: in it each two of Pod Security, monitoring and autoscaling meet with all the rest.</summary>
    [Theory]
    [MemberData(nameof(Meshes))]
    public void Mesh_IsRenderedOrRefusedWithAReason(string mesh, string mtls, string cni)
    {
        var (judged, rendered) = (0, 0);
        foreach (var (answers, isRendered) in AnswersFor(mesh, mtls, cni))
        {
            judged++;
            // I6 is a part of each run: a finding of the proof is a mistake of ours.
            var (diagnostics, isThere) = isRendered ? Run(answers) : Judge(answers);
            var errors = diagnostics.Where(d => d.Severity == Severity.Error).ToList();

            Assert.Equal(errors.Count == 0, isThere);
            Assert.All(errors, d => Assert.True(d.Code.StartsWith("NS2", StringComparison.Ordinal) && d.At.Line > 0 && d.Help is { Length: > 0 }, $"{answers}{d}"));
            if (isRendered && isThere) rendered++;
        }

        Assert.Equal(1620, judged);
        Assert.True(rendered > 0, $"nothing is rendered in {mesh} on {cni}");
    }

    /// <summary>I1, I4 and I5, each text once.</summary>
    [ReferenceTheory]
    [MemberData(nameof(Meshes))]
    public async Task Mesh_ThatIsRendered_FitsTheSchemasAndTheCharts(string mesh, string mtls, string cni)
    {
        var seen = new HashSet<RenderedFile>();
        foreach (var (answers, _) in AnswersFor(mesh, mtls, cni).Where((_, i) => i % 29 == 0))
        {
            var text = $"{answers}bundle: kustomize\n";
            if (Rendered.Try(text).Value is not { } result) continue;
            Assert.Equal(result.Bundle.Files.AsEnumerable(), Rendered.Of(text).Bundle.Files.AsEnumerable());
            await ClusterMatrixTests.AssertFitsAsync(result, seen);
        }
    }

    private static (IEnumerable<Diagnostic> Diagnostics, bool IsThere) Run(string answers)
    {
        var outcome = Rendered.Try(answers);
        return (outcome.Diagnostics, outcome.Value is not null);
    }

    private static (IEnumerable<Diagnostic> Diagnostics, bool IsThere) Judge(string answers)
    {
        var read = YamlReader.Read(new SourceText("netscaffold.yaml", answers)).Then(AnswersReader.Read);
        var findings = read.TryGet(out var set) ? RuleChecker.Check(set, Rendered.Today) : read.Diagnostics;
        return (findings, findings.All(d => d.Severity != Severity.Error));
    }

    private static IEnumerable<(string Answers, bool IsRendered)> AnswersFor(string mesh, string mtls, string cni) =>
        from policies in ClusterMatrix.ChoicesOf(Questions.Policies)
        from dialect in ClusterMatrix.ChoicesOf(Questions.PolicyDialect)
        where policies != "none" || dialect == "auto"
        from podSecurity in ClusterMatrix.ChoicesOf(Questions.PodSecurity).Index()
        from edge in EdgeController.All.Select(c => $"api: {c.Api}, controller: {c.Name}").Append("api: none")
        from monitoring in ClusterMatrix.ChoicesOf(Questions.Monitoring).Index()
        from autoscaling in ClusterMatrix.ChoicesOf(Questions.Autoscaling).Index()
        let hasEgressGateway = mesh != "none" && monitoring.Index == autoscaling.Index % 2
        select ($$"""
            name: shop
            environments: [only]
            cluster: {platform: kubeadm, cni: {{cni}}, existing: {fqdn: false, calico: true, gatewayApi: true}, apiServer: api.example.net}
            mesh: {kind: {{mesh}}{{(mesh == "none" ? "" : $", mtls: {mtls}, egressGateway: {(hasEgressGateway ? "true" : "false")}")}}}
            edge: {{{edge}}}
            security: {policies: {{policies}}{{(policies == "none" ? "" : $", policyDialect: {dialect}")}}, podSecurity: {{podSecurity.Item}}}
            scaling: {autoscaling: {{autoscaling.Item}}}
            observability: {monitoring: {{monitoring.Item}}}
            services:
            - {name: web, metrics: {port: 9797}, expose: [{path: /}], calls: [api, {to: team/mail, port: 25}]}
            - {name: api, egress: [{{(hasEgressGateway ? "{fqdn: api.partner.test, ports: [80, 443]}" : "")}}], calls: [db{{(mesh != "none" && mtls == "strict" ? ", {to: log, methods: [POST], paths: [/lines]}" : "")}}]}
            - {name: log, allowFrom: [{namespace: team}]}
            - {name: db, kind: statefulset}

            """, (podSecurity.Index + monitoring.Index + autoscaling.Index) % 3 == 0);
}
