using System.Xml.Linq;
using NetScaffold.Cli;
using NetScaffold.Cli.Files;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private const string Frozen = """
        apiVersion: v1
        kind: Pod
        metadata: {name: pause, namespace: shop}
        spec: {containers: [{name: pause, image: "k8s.gcr.io/pause:3.9"}]}

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_Text_SaysRuleOnceAndEachPlace()
    {
        var run = Check(Frozen + "---\n" + Frozen.Replace("{name: pause, namespace", "{name: other, namespace", StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Findings, ""), (run.ExitCode, run.Error));
        Assert.Contains($"""
            error NS4196: An image of a frozen registry
              why: k8s.gcr.io gets no images any more, and those that it has are without later fixes.
              fix: Take the image from registry.k8s.io.
              {_folder["pods.yaml"]}(4,42): Pod shop/pause: Container pause has the image 'k8s.gcr.io/pause:3.9'
              {_folder["pods.yaml"]}(9,42): Pod shop/other: Container pause has the image 'k8s.gcr.io/pause:3.9'
            """, run.Output, StringComparison.Ordinal);
        Assert.Contains("2 objects checked: 2 errors, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Json_HasPlaceObjectAndHelp()
    {
        var run = Check(Frozen, "--format", "json");
        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Equal((1, true, 1), (run.Json.GetProperty("version").GetInt32(), run.Json.GetProperty("failed").GetBoolean(), run.Json.GetProperty("objects").GetInt32()));
        var finding = run.Json.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "NS4196");
        Assert.Equal(("error", 4, 42, "Pod shop/pause"), (finding.GetProperty("severity").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32(), finding.GetProperty("object").GetString()));
        Assert.Equal("Take the image from registry.k8s.io.", finding.GetProperty("help").GetString());
    }

    [Fact]
    public void Check_Sarif_HasRuleResultAndPlace()
    {
        var sarif = Check(Frozen, "--format", "sarif").Json.GetProperty("runs")[0];
        var result = sarif.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == "NS4196");
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.Equal("NS4196", sarif.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        var place = result.GetProperty("locations")[0];
        Assert.Equal(new Uri(_folder["pods.yaml"]).AbsoluteUri, place.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(4, place.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal("Pod shop/pause", place.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
    }

    [Fact]
    public void Check_Junit_FailsTheCaseOfTheObject()
    {
        var xml = XDocument.Parse(Check(Frozen, "--format", "junit").Output).Root!;
        var test = Assert.Single(xml.Descendants("testcase"), t => t.Attribute("name")!.Value == "Pod shop/pause");
        Assert.Contains("NS4196", test.Element("failure")!.Attribute("type")!.Value, StringComparison.Ordinal);
        Assert.Equal("1", xml.Attribute("failures")!.Value);
    }

    [Theory]
    [InlineData("error", ExitCodes.Success)]
    [InlineData("info", ExitCodes.Findings)]
    public void Check_FailOn_DecidesTheExitCode(string severity, int exitCode)
    {
        var accepted = Frozen.Replace("namespace: shop", "namespace: shop, annotations: {netscaffold/allow-NS4196: the registry moves}", StringComparison.Ordinal);
        var run = Check(accepted, "--fail-on", severity);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("info NS4196: An image of a frozen registry, accepted\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("until 2026-09-01, the registry moves", "Accepted until 2026-09-01: the registry moves")]
    [InlineData("until 2026-08-31: the registry moves", "Its waiver ended on 2026-08-31.")]
    [InlineData("until 2027-01-01", "Its waiver gives no reason, so it does not count.")]
    [InlineData("until further notice", "Accepted: until further notice")]
    public void Check_Waiver_CountsUntilItsDayAndWithAReason(string text, string said) =>
        Assert.Contains(said, Check(Frozen.Replace("namespace: shop", $"namespace: shop, annotations: {{netscaffold/allow-NS4196: '{text}'}}", StringComparison.Ordinal)).Output, StringComparison.Ordinal);

    [Fact]
    public void Check_WaiverOfNothing_IsSaid()
    {
        var run = Check("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop, annotations: {netscaffold/allow-NS4196: why not}}\n");
        Assert.Contains("(3,52): The waiver for NS4196 is not used", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Input_IsRead()
    {
        var run = CliRun.In(CliRun.Surroundings.WithInput(Frozen), "check", "-");
        Assert.Contains("(standard input)(4,42): Pod shop/pause", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("helm")]
    [InlineData("both")]
    public void Check_Bundle_HoldsAnswersAndObjects(string form)
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("new", "shop", "--yes", "--bundle", form, "--set", "services.database.replicas=1", "--output", _folder["shop"]).ExitCode);
        var run = CliRun.Of("check", _folder["shop"], "--fail-on", "warning");
        Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
        Assert.Contains("info NS2110: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n0 objects", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Waivers of answers count for objects as well, and neither new nor render calls them useless.</summary>
    [Fact]
    public void Check_BundleWithWaiver_AcceptsItsObjects()
    {
        var created = CliRun.Of("new", "shop", "--yes", "--bundle", "kustomize", "--allow", "NS4196=the registry moves", "--output", _folder["shop"]);
        Assert.DoesNotContain("NS2599", created.Error, StringComparison.Ordinal);
        Assert.Contains("The waiver for NS4196 is not used", CliRun.Of("check", _folder["shop"]).Output, StringComparison.Ordinal);

        var backend = _folder.Read("shop/kustomize/app/base/services/backend.yaml");
        _folder.Write("shop/kustomize/app/base/services/backend.yaml", backend.Replace("image: ", "image: k8s.gcr.io/", StringComparison.Ordinal));
        var run = CliRun.Of("check", _folder["shop"]);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("Accepted: the registry moves", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EditedHelmBundle_SaysWhatIsChecked()
    {
        CliRun.Of("new", "shop", "--yes", "--output", _folder["shop"]);
        _folder.Write("shop/helm/app/values.yaml", _folder.Read("shop/helm/app/values.yaml") + "# edited\n");
        Assert.Contains("warning NS5011: ", CliRun.Of("check", _folder["shop"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Chart_IsRenderedByHelmWhereThereIsOne()
    {
        _folder.Write("chart/Chart.yaml", "name: chart\n");
        Assert.Contains("helm template", CliRun.Of("check", _folder["chart"]).Output, StringComparison.Ordinal);

        var helm = Tool("helm", $"[ \"$1\" = template ] && cat <<'END'\n{Frozen}END\n");
        Assert.Contains($"helm template release {_folder["chart"]}(4,42): Pod shop/pause", CliRun.In(With(helm, "helm"), "check", _folder["chart"]).Output, StringComparison.Ordinal);

        var broken = Tool("broken", "echo 'Error: values do not fit' >&2; exit 1\n");
        var run = CliRun.In(With(broken, "helm"), "check", _folder["chart"]);
        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Contains("Error: values do not fit", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Cluster_AsksTheServerAndSaysWhatItRefuses()
    {
        Assert.Equal(ExitCodes.Usage, CliRun.Of("check", Write(Frozen), "--cluster").ExitCode);

        var kubectl = Tool("kubectl", $"echo \"$@\" > {_folder["arguments"]}; cat > {_folder["input"]}; echo 'The Pod \"pause\" is invalid: spec: Forbidden' >&2; exit 1\n");
        var run = CliRun.In(With(kubectl, "kubectl"), "check", Write(Frozen), "--cluster");
        Assert.Contains("The API server says: The Pod \"pause\" is invalid: spec: Forbidden", run.Output, StringComparison.Ordinal);
        Assert.Equal("apply --dry-run=server --filename -\n", _folder.Read("arguments"));
        Assert.Contains("k8s.gcr.io/pause:3.9", _folder.Read("input"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Schemas_AreHeldAndMissingOnesSaid()
    {
        _folder.Write("schemas/v1.36.0-standalone-strict/pod-v1.json", """{"type": "object", "required": ["spec", "kind"], "properties": {"apiVersion": {}, "kind": {"enum": ["Pod"]}, "metadata": {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": false}, "spec": {}}, "additionalProperties": false}""");
        var run = Check(Frozen + "---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n", "--schemas", _folder["schemas"]);
        Assert.Contains("(3,25): Pod shop/pause: metadata.namespace: there is no such field.", run.Output, StringComparison.Ordinal);
        Assert.Contains("There is no schema of example.com/v1 Thing, so 1 object is not checked against one.", run.Output, StringComparison.Ordinal);

        _folder.Write("schemas/v1.36.0-standalone-strict/pod-v1.json", "{");
        Assert.Contains("error NS5006: ", Check(Frozen, "--schemas", _folder["schemas"]).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, Check(Frozen, "--schemas", _folder["none"]).ExitCode);
    }

    [Theory]
    [InlineData("--kubernetes", "new")]
    [InlineData("--format", "xml")]
    [InlineData("--fail-on", "never")]
    public void Check_BadOption_IsRefused(string option, string value) => Assert.Equal(ExitCodes.Usage, Check(Frozen, option, value).ExitCode);

    [Fact]
    public void Check_NothingThere_IsSaid() => Assert.Contains("warning NS5012: ", Check("# nothing\n").Output, StringComparison.Ordinal);

    [Fact]
    public void Check_NoSuchPath_IsRefused() => Assert.Equal("NS1016", Assert.Single(CliRun.Of("check", _folder["none"]).ErrorCodes));

    private CliRun Check(string manifests, params IEnumerable<string> flags) => CliRun.Of(["check", Write(manifests), .. flags]);

    private string Write(string manifests)
    {
        _folder.Write("pods.yaml", manifests);
        return _folder["pods.yaml"];
    }

    private CommandTool Tool(string name, string script)
    {
        _folder.Write($"bin/{name}", $"#!/bin/sh\n{script}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new CommandTool(_folder[$"bin/{name}"]);
    }

    private static CliRun.Surroundings With(CommandTool tool, string name) => new() { FindTool = n => n == name ? tool : null };
}
