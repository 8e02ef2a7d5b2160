using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Planning;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>
/// Canal and Weave Net: manifests that are fetched, held to a digest and patched. Nothing is fetched here: <c>Fixtures/Manifests</c> has stand-ins made by hand, with upstream's names.
/// </summary>
public sealed partial class ManifestTests
{
    public static TheoryData<string> Names => [.. Manifests.All.Select(m => m.Name)];

    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (var manifest in Manifests.All)
            {
                foreach (var tools in RealTools.Sets.Select(s => s.Name).DefaultIfEmpty("none")) runs.Add(manifest.Name, tools);
            }

            return runs;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Manifest_Pinned_HasItsTagInTheAddressAndADigest(string name)
    {
        var manifest = Get(name);

        Assert.Matches(Digest(), manifest.Sha256);
        Assert.StartsWith("https://raw.githubusercontent.com/", manifest.Url, StringComparison.Ordinal);
        Assert.Contains($"/{manifest.Version}/", manifest.Url, StringComparison.Ordinal);
    }

    /// <summary>What upstream's own file leaves open or sets otherwise comes out as the answers have it.</summary>
    [RealToolTheory, MemberData(nameof(Runs))]
    public async Task Patches_OnAManifest_TakeEffect(string name, string tools)
    {
        var objects = await BuildAsync(name, tools, "cluster: {cni: NAME, podCidr: 10.9.0.0/16, nodeMtu: 1500}", text => text);
        if (name == "canal")
        {
            var data = objects.Single(o => o.Kind == "ConfigMap").Tree.Texts("data");
            Assert.Equal("10.9.0.0/16", ((Map)KubeYaml.Parse(data["net-conf.json"])!).Text("Network"));
            Assert.Equal("vxlan", ((Map)KubeYaml.Parse(data["net-conf.json"])!).Map("Backend").Text("Type"));
            Assert.Equal(("1450", "true"), (data["veth_mtu"], data["masquerade"]));
            return;
        }

        var pod = objects.Single(o => o.Kind == "DaemonSet").Spec.Map("template").Map("spec");
        var containers = pod.Maps("initContainers").Concat(pod.Maps("containers")).ToList();
        Assert.Equal(["weave-init", "weave", "weave-npc"], containers.Select(c => c.Text("name")));
        Assert.Equal(["weaveworks/weave-kube:2.8.1", "weaveworks/weave-kube:2.8.1", "weaveworks/weave-npc:2.8.1"], containers.Select(c => c.Text("image")));
        Assert.All(containers, c => Assert.Equal("IfNotPresent", c.Text("imagePullPolicy")));
        var variables = containers[1].Maps("env").ToDictionary(v => v.Text("name")!, v => v.Text("value"));
        Assert.Equal(("10.9.0.0/16", "1415", "true"), (variables["IPALLOC_RANGE"], variables["WEAVE_MTU"], variables["INIT_CONTAINER"]));
        Assert.Contains("HOSTNAME", variables.Keys);
        Assert.Contains(objects, o => o.Kind == "ServiceAccount");
    }

    /// <summary>Where nodes find the size of packets out, the manifest's own default stays.</summary>
    [RealToolTheory, MemberData(nameof(Runs))]
    public async Task Patches_WithoutAnMtu_LeaveIt(string name, string tools)
    {
        var objects = await BuildAsync(name, tools, "cluster: {cni: NAME}", text => text);

        if (name == "canal") Assert.Equal("0", objects.Single(o => o.Kind == "ConfigMap").Tree.Texts("data")["veth_mtu"]);
        else Assert.DoesNotContain("WEAVE_MTU", objects.Single(o => o.Kind == "DaemonSet").ToJson(), StringComparison.Ordinal);
    }

    /// <summary>A manifest that no longer has what a patch names is refused, and not installed without it.</summary>
    [RealToolTheory, MemberData(nameof(Runs))]
    public async Task Patches_OnAManifestWithOtherNames_AreRefused(string name, string tools) =>
        await Assert.ThrowsAsync<RealToolException>(() => BuildAsync(name, tools, "cluster: {cni: NAME}", text => text.Replace("canal-config", "canal-settings", StringComparison.Ordinal).Replace("weave-net", "weave", StringComparison.Ordinal)));

    [Theory]
    [InlineData("helm")]
    [InlineData("kustomize")]
    [InlineData("both")]
    public void Commands_OfEitherForm_FetchCheckApplyAndWait(string bundle)
    {
        foreach (var manifest in Manifests.All)
        {
            var result = Rendered.Of($"name: shop\nbundle: {bundle}\ncluster: {{cni: {manifest.Name}}}\n");
            var readme = result.FileText("README.md");
            var command = Command(manifest, "");

            Assert.Equal(bundle == "both" ? 2 : 1, readme.Split(command).Length - 1);
            Assert.All(readme.Split(command).SkipLast(1), before => Assert.True(before.LastIndexOf("/cluster", StringComparison.Ordinal) > before.LastIndexOf("metrics-server:", StringComparison.Ordinal), "after the namespaces, before the releases"));
            Assert.Contains($"| {manifest.Name} | {manifest.Version}, a manifest | kube-system |", readme, StringComparison.Ordinal);
            Assert.Contains(manifest.WayOut, readme, StringComparison.Ordinal);
            Assert.Contains(result.Bundle.Files, f => f.Path == $"upstream/{manifest.Name}/kustomization.yaml");
            Assert.DoesNotContain(result.Bundle.Files, f => f.Path == manifest.Path);
        }
    }

    [Fact]
    public void Helmfile_WithAManifest_AppliesItBeforeAllElse()
    {
        foreach (var manifest in Manifests.All)
        {
            var helmfile = Rendered.Of($"name: shop\ncluster: {{cni: {manifest.Name}}}\n").FileText("helm/helmfile.yaml.gotmpl");
            var first = ((Map)KubeYaml.ParseStream(helmfile.Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal)).Last()!).Maps("releases").First();
            var hook = Assert.Single(first.Maps("hooks"));

            Assert.Equal("shop-cluster", first.Text("name"));
            Assert.Equal(["presync"], hook.List("events"));
            Assert.Equal(["-c", Command(manifest, "../")], hook.List("args"));
        }
    }

    private static string Command(Manifest manifest, string root) => $"""
        curl --fail --location --output {root}{manifest.Path} {manifest.Url} &&
        echo "{manifest.Sha256}  {root}{manifest.Path}" | sha256sum --check &&
        kubectl apply --server-side --force-conflicts --kustomize {root}upstream/{manifest.Name} &&
        kubectl rollout status {manifest.Workload} --namespace kube-system --timeout 10m

        """;

    private static async Task<ImmutableArray<KubeObject>> BuildAsync(string name, string tools, string cluster, Func<string, string> change)
    {
        var result = Rendered.Of($"name: shop\n{cluster.Replace("NAME", name, StringComparison.Ordinal)}\n");
        var standIn = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", "Manifests", $"{name}.yaml"));
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, Get(name).Path), change(standIn));
        return KubeObject.ParseAll(await RealTools.Get(tools).KubectlKustomizeAsync(Path.Combine(folder.Path, "upstream", name)));
    }

    private static Manifest Get(string name) => Manifests.All.Single(m => m.Name == name);

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
