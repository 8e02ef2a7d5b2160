using System.Text.Json;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

public sealed class RealToolsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netscaffold-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Helm_SoundChart_LintsAndRendersWithValues(string name)
    {
        var tools = RealTools.Get(name);
        WriteChart("{{ .Values.text | quote }}");
        Write("more.yaml", "text: more\n");

        await tools.HelmLintAsync(InFolder("chart"), InFolder("more.yaml"));
        var rendered = KubeObject.ParseAll(await tools.HelmTemplateAsync("shop", "apps", InFolder("chart"), InFolder("more.yaml")));

        var map = Assert.Single(rendered);
        Assert.Equal("v1 ConfigMap apps/shop", map.ToString());
        Assert.Equal("more", map.Tree.Map("data").Text("text"));
    }

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Helm_BrokenTemplate_ThrowsWithItsWords(string name)
    {
        var tools = RealTools.Get(name);
        WriteChart("""{{ include "absent" . }}"""); // not `fail`: helm lint only notes it and goes on

        var lint = await Assert.ThrowsAsync<RealToolException>(() => tools.HelmLintAsync(InFolder("chart")));
        var template = await Assert.ThrowsAsync<RealToolException>(() => tools.HelmTemplateAsync("shop", "apps", InFolder("chart")));

        Assert.Contains("absent", lint.Message, StringComparison.Ordinal);
        Assert.Contains("absent", template.Message, StringComparison.Ordinal);
    }

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Kustomize_Overlay_IsBuilt(string name)
    {
        var tools = RealTools.Get(name);
        Write("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: apps\nresources: [map.yaml]\n");
        Write("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {text: 'no'}\n");

        var map = Assert.Single(KubeObject.ParseAll(await tools.KubectlKustomizeAsync(folder)));

        Assert.Equal("v1 ConfigMap apps/shop", map.ToString());
        Assert.Equal("no", map.Tree.Map("data").Text("text"));
    }

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Kustomize_MissingResource_ThrowsWithItsWords(string name)
    {
        Write("kustomization.yaml", "resources: [absent.yaml]\n");
        var failure = await Assert.ThrowsAsync<RealToolException>(() => RealTools.Get(name).KubectlKustomizeAsync(folder));
        Assert.Contains("absent.yaml", failure.Message, StringComparison.Ordinal);
    }

    [RealToolTheory, MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Kustomize_StringsThatLookLikeSomethingElse_ReadBackAsTheyWere(string name)
    {
        string[] strings =
            ["y", "No", "on", "0123", "08", "0o17", "1e3", "12:30:45", "2020-01-01", "0x1F", "0b1", "1_000", ".5", "+5", "=", "<<", "~", "null", "",
             ".inf", "1.10", "{{ x }}", "a: b", "# x", " lead", "trail ", "tab\there", "two\nlines", "end\n", "é\u2028", "*a", "&a", "!!x", "`x`", "%x", "-", "?", new('x', 300)];
        Write("kustomization.yaml", "resources: [map.json]\n");
        Write("map.json", JsonSerializer.Serialize(new
        {
            apiVersion = "v1",
            kind = "ConfigMap",
            metadata = new { name = "shop" },
            data = strings.Index().ToDictionary(s => $"key{s.Index}", s => s.Item),
        }));

        var data = KubeObject.ParseAll(await RealTools.Get(name).KubectlKustomizeAsync(folder)).Single().Tree.Map("data")!;

        Assert.Equal(strings, strings.Index().Select(s => data[$"key{s.Index}"]));
    }

    private void WriteChart(string text)
    {
        Write("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\nicon: https://example.com/icon.svg\n");
        Write("chart/values.yaml", "text: some\n");
        Write("chart/templates/map.yaml",
            $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{{{ .Release.Name }}}}\n  namespace: {{{{ .Release.Namespace }}}}\ndata:\n  text: {text}\n");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InFolder(path))!);
        File.WriteAllText(InFolder(path), text);
    }

    private string InFolder(string path) => Path.Combine(folder, path);
}
