using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Tests.Support;
using YamlDotNet.Core;

namespace NetScaffold.Tests.Documents;

using Map = Dictionary<string, object?>;

/// <summary>A bundle as the scans see it: the text of all files, and the objects of the Kustomize form, which Helm's equal (invariant I3).</summary>
internal sealed record ScannedBundle(ImmutableArray<RenderedFile> Files, ImmutableArray<KubeObject> Objects)
{
    /// <summary>Reads a bundle; the answers, their schema and the lock are no output in this sense.</summary>
    public static ScannedBundle Of(RenderedBundle bundle)
    {
        var files = bundle.Files.Where(f => !f.Path.StartsWith("netscaffold.", StringComparison.Ordinal)).ToImmutableArray();
        var objects = files.Where(IsPlainObjects).Where(f => !HasDuplicateKey(f)).SelectMany(f => KubeObject.ParseAll(f.Text));
        return new ScannedBundle(files, [.. objects]);
    }

    /// <summary>A bundle of one file, for the bad samples.</summary>
    public static ScannedBundle OfSample(string text) => Of(RenderedBundle.From([new RenderedFile(text.StartsWith('{') ? "kustomize/app/base/sample.yaml" : "README.md", text + "\n")]));

    public IEnumerable<KubeObject> OfKind(params string[] kinds) => Objects.Where(o => kinds.Contains(o.Kind));

    /// <summary>Workloads with their pod templates.</summary>
    public IEnumerable<(KubeObject Workload, Map? Template, Map? Pod)> Pods =>
        OfKind("Deployment", "StatefulSet", "DaemonSet", "Job").Select(o => (o, o.Spec.Map("template"), o.Spec.Map("template").Map("spec")));

    /// <summary>Those that are whole: what a webhook of Istio completes has neither its image nor its volumes here.</summary>
    public IEnumerable<(KubeObject Workload, Map Container)> Containers => Pods.Where(p => p.Template.Map("metadata").Texts("labels").GetValueOrDefault("sidecar.istio.io/inject") != "true").SelectMany(p => p.Pod.Maps("initContainers").Concat(p.Pod.Maps("containers")).Select(c => (p.Workload, c)));

    /// <summary>Every rule of every NetworkPolicy: the policy, <c>from</c> or <c>to</c>, and the rule.</summary>
    public IEnumerable<(KubeObject Policy, string Direction, Map Rule)> PolicyRules =>
        OfKind("NetworkPolicy").SelectMany(p => p.Spec.Maps("ingress").Select(r => (p, "from", r)).Concat(p.Spec.Maps("egress").Select(r => (p, "to", r))));

    /// <summary>Every map inside an object with the key that leads to it.</summary>
    public IEnumerable<(KubeObject Object, string Key, Map Map)> Maps => Objects.SelectMany(o => Inside("", o.Tree).Select(x => (o, x.Key, x.Map)));

    public IEnumerable<KubeObject> WorkloadsWith(string ns, IReadOnlyDictionary<string, string> labels) =>
        Pods.Where(p => p.Workload.Namespace == ns && Matches(labels, p.Template.Map("metadata").Texts("labels"))).Select(p => p.Workload);

    public static bool Matches(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) => selector.All(s => labels.GetValueOrDefault(s.Key) == s.Value);

    /// <summary>Plain YAML: a key twice in one map is an error to the API server.</summary>
    public IEnumerable<string> FilesWithDuplicateKeys => Files.Where(IsPlainObjects).Where(HasDuplicateKey).Select(f => f.Path);

    private static bool IsPlainObjects(RenderedFile file) =>
        (file.Path.StartsWith("kustomize/", StringComparison.Ordinal) || file.Path == "bootstrap/namespace.yaml")
        && file.Path.EndsWith(".yaml", StringComparison.Ordinal) && !file.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal);

    private static bool HasDuplicateKey(RenderedFile file)
    {
        try
        {
            KubeYaml.ParseStream(file.Text);
            return false;
        }
        catch (YamlException)
        {
            return true;
        }
    }

    private static IEnumerable<(string Key, Map Map)> Inside(string key, object? value) => value switch
    {
        Map map => map.SelectMany(p => Inside(p.Key, p.Value)).Prepend((key, map)),
        List<object?> list => list.SelectMany(item => Inside(key, item)),
        _ => [],
    };
}
