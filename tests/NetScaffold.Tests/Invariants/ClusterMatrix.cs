using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Invariants;

/// <summary>A choice for each question that the shape of a cluster hangs on.</summary>
public sealed record ClusterShape(string Platform, string Cni, string Encapsulation, string KubeProxy, string Encryption, string DnsCache)
{
    /// <summary>The answers, with a kernel that has everything, and the address of the API server where it must be given.</summary>
    public string Answers => $$"""
        name: shop
        bundle: both
        environments: [only]
        cluster: {platform: {{Platform}}, cni: {{Cni}}, encapsulation: {{Encapsulation}}, kubeProxy: {{KubeProxy}}, encryption: {{Encryption}}, dnsCache: {{DnsCache}}, kernel: "6.8"{{(NeedsApiServer ? ", apiServer: api.example.com" : "")}}}
        services: [{name: api}]

        """;

    /// <summary>Nothing stands for the address of the API server.</summary>
    public bool NeedsApiServer => Platform is not ("kind" or "k3s") && (KubeProxy == "replaced" || (Platform == "eks" && Cni == "cilium"));
}

/// <summary>All shapes of a cluster, and what becomes of each.</summary>
public static class ClusterMatrix
{
    /// <summary>Every combination, in the order of the choices.</summary>
    public static ImmutableArray<ClusterShape> Shapes { get; } =
    [
        .. from platform in ChoicesOf(Questions.Platform)
           from cni in ChoicesOf(Questions.Cni)
           from encapsulation in ChoicesOf(Questions.Encapsulation)
           from kubeProxy in ChoicesOf(Questions.KubeProxy)
           from encryption in ChoicesOf(Questions.Encryption)
           from dnsCache in ChoicesOf(Questions.DnsCache)
           select new ClusterShape(platform, cni, encapsulation, kubeProxy, encryption, dnsCache),
    ];

    private static readonly Lazy<ImmutableDictionary<ClusterShape, string>> Judged = new(() => Shapes.ToImmutableDictionary(s => s, Refusal));

    /// <summary>The codes that refuse a shape, in order; empty where it is taken.</summary>
    public static string RefusalOf(ClusterShape shape) => Judged.Value[shape];

    public static IEnumerable<string> ChoicesOf(Question question) => ((ChoiceShape)question.Shape).Choices.Select(c => c.Value);

    private static string Refusal(ClusterShape shape)
    {
        var answers = YamlReader.Read(new SourceText("shape", shape.Answers)).Then(AnswersReader.Read).Value ?? throw new InvalidOperationException($"Not valid: {shape}");
        return string.Join(", ", RuleChecker.Check(answers, Rendered.Today).Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct());
    }
}
