using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using NetScaffold.Tests.Yaml;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>Text that YAML, Helm, Scriban, our directives or a shell would read as code comes out of both forms as that very text.</summary>
public sealed class HostileTextTests : IDisposable
{
    private static readonly string[] More =
    [
        "*a", "!!x", "no", "1e3", "0123", "$(id)", "`id`", "$(A)", "$$(A)",
        "#if (helmForm)", "#if (no such)", "#else", "#endif", "a\n#endif\nb", "\n#if (helmForm)\nx\n#endif\n",
        "{{~ x ~}}", "{{ 1 / 0 }}", "{%{", "}%}", "{%{{{ x }}}%}", "{{ include \"x\" }}", "{{- /*", "*/ -}}", "{{ end }}", "{{ fail \"x\" }}", "{{`x`}}",
        "---", "\n---\nkind: Secret\n", "# - x", "|\n  x", "'\n- x", "'; rm -rf / #", "\\\"", "%", "\t- x", "\u2028x\u2029", "\u202etxt", "\U0001f600",
        new('x', 4096), string.Concat(Enumerable.Repeat("{{", 2048)), string.Concat(Enumerable.Repeat("é\n", 2048)),
    ];

    private static readonly ImmutableArray<string> Texts = [.. NastyStrings.All.Concat(More).Distinct().Where(TextType.Any.Fits)];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Refused => [.. NastyStrings.All.Where(t => !TextType.Any.Fits(t)), "\ue000", "x\uf8ff", "\u0001"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_HostileTexts_ComeOutOfKustomizeFilesUnchanged()
    {
        Write();
        AssertUnchanged(KubeObject.ParseAll(_folder.Read("out/kustomize/app/base/services/api.yaml")));
    }

    [RealToolTheory]
    [MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task New_HostileTexts_ComeOutOfRealHelmUnchanged(string tools)
    {
        Write();
        foreach (var environment in new[] { "dev", "prod" })
        {
            var text = await RealTools.Get(tools).HelmTemplateAsync("shop", "shop", _folder["out/helm/app"], _folder[$"out/helm/app/values-{environment}.yaml"]);
            AssertUnchanged(KubeObject.ParseAll(text), environment);
        }

        await RealTools.Get(tools).HelmLintAsync(_folder["out/helm/app"]);
    }

    [RealToolTheory]
    [MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task New_HostileTexts_ComeOutOfRealKustomizeUnchanged(string tools)
    {
        Write();
        foreach (var environment in new[] { "dev", "prod" })
            AssertUnchanged(KubeObject.ParseAll(await RealTools.Get(tools).KubectlKustomizeAsync(_folder[$"out/kustomize/app/overlays/{environment}"])), environment);
    }

    /// <summary>Text from waivers goes into the README and onto the terminal: one line, nothing in it is read as Markdown.</summary>
    [Fact]
    public void New_HostileReasons_StayTextInTheReadme()
    {
        foreach (var reason in Texts.Where(TextType.Reason.Fits))
        {
            _folder.Write("answers.yaml", $"name: shop\ntls: {{issuer: none}}\nwaivers: [{{code: NS2505, reason: {YamlText.Quoted(reason)}}}]\n");
            var run = CliRun.Of("new", "--answers", _folder["answers.yaml"], "--output", _folder["out"], "--force");
            Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
            Assert.DoesNotContain(run.Error, c => char.IsControl(c) && c != '\n');

            var row = Assert.Single(_folder.Read("out/README.md").Split('\n'), l => l.StartsWith("| NS2505 (info) |", StringComparison.Ordinal));
            Assert.Equal(4, row.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'));
            Assert.DoesNotContain('<', row);
            var written = (YamlMap)YamlReader.Read(new SourceText("f", _folder.Read("out/netscaffold.yaml"))).Value!;
            Assert.Equal(reason, ((YamlScalar)AnswersTree.Find(((YamlSequence)AnswersTree.Find(written, "waivers")!).Items[0], "reason")!).Text);
        }
    }

    /// <summary>What no file or no terminal can carry is refused, with its place.</summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public void New_TextThatCannotBeCarried_Refused(string text)
    {
        var scalar = YamlText.Quoted(text);
        _folder.Write("answers.yaml", $"name: shop\nservices:\n- name: api\n  command: [{scalar}]\n  args: [x, {scalar}]\n  env: {{A: {scalar}}}\nwaivers: [{{code: NS2505, reason: {scalar}}}]\n");

        var run = CliRun.Of("new", "--answers", _folder["answers.yaml"], "--output", _folder["out"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(["answers.yaml(4,13)", "answers.yaml(5,13)", "answers.yaml(6,12)", "answers.yaml(7,34)"], run.FindingsIn(_folder.Path).Select(f => f.Split(": ")[0]));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    /// <summary>One bundle with all texts: as variables, as command and as arguments, and other ones for one environment.</summary>
    private void Write()
    {
        var items = string.Join(", ", Texts.Take(64).Select(YamlText.Quoted));
        var rest = string.Join(", ", Texts.Skip(64).Take(64).Select(YamlText.Quoted));
        var variables = string.Concat(Texts.Select((t, i) => $"    {Variable(i)}: {YamlText.Quoted(t)}\n"));
        // Each variable gets its neighbour's text.
        var sets = string.Concat(Texts.Select((_, i) => $"    services.api.env.{Variable(i)}: {YamlText.Quoted(InDev(i))}\n"));
        _folder.Write("answers.yaml", $"name: shop\nbundle: both\nenvironments:\n- name: dev\n  set:\n{sets}- prod\nservices:\n- name: api\n  image: registry.example/api:1\n  command: [{items}]\n  args: [{rest}]\n  writable: [\"/{{{{ x }}}}\", \"/#if (a)\", \"/*a &b !c\", \"/'\\\"\"]\n  env:\n{variables}");
        var run = CliRun.Of("new", "--answers", _folder["answers.yaml"], "--output", _folder["out"]);
        Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
    }

    private static void AssertUnchanged(IEnumerable<KubeObject> objects, string environment = "prod")
    {
        var container = objects.Single(o => o.Kind == "Deployment").Spec.Map("template").Map("spec").Maps("containers").Single();
        Assert.Equal(Texts.Take(64), container.List("command")!.Cast<string>());
        Assert.Equal(Texts.Skip(64).Take(64), container.List("args")!.Cast<string>());
        Assert.Equal(
            Texts.Select((t, i) => (Variable(i), environment == "dev" ? InDev(i) : t)),
            container.Maps("env").Select(v => (v.Text("name")!, v.Text("value") ?? "")));
        Assert.Equal(["/{{ x }}", "/#if (a)", "/*a &b !c", "/'\""], container.Maps("volumeMounts").Select(m => m.Text("mountPath")!));
    }

    private static string InDev(int index) => Texts[(index + 1) % Texts.Length];

    /// <summary>The first few have names that are words to YAML.</summary>
    private static string Variable(int index) => index switch
    {
        0 => "NO",
        1 => "null",
        2 => "true",
        3 => "Y",
        4 => "on",
        _ => $"V{index.ToString(CultureInfo.InvariantCulture)}",
    };
}
