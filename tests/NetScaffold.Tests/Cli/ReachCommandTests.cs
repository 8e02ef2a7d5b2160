using System.Text;
using System.Text.Json;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

public sealed class ReachCommandTests
{
    private const string Objects = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: web:1}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api, namespace: shop}
        spec:
          template:
            metadata: {labels: {app: api}}
            spec: {containers: [{name: api, image: api:1, ports: [{name: http, containerPort: 8080}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: api, namespace: shop}
        spec: {selector: {app: api}, ports: [{name: web, port: 80, targetPort: http}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: api, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: api}}
          policyTypes: [Ingress, Egress]
          ingress:
          - from: [{podSelector: {matchLabels: {app: web}}}]
            ports: [{port: http}]
          egress:
          - to: [{ipBlock: {cidr: 203.0.113.0/24}}]
            ports: [{port: 443}]

        """;

    private const string WebEntersApi = "shop/web[Deployment] -> shop/api[Deployment]";

    [Fact]
    public void Reach_Text_IsMatrixAndList()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("reach", Write(folder, "all.yaml", Objects));
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(
            """
            2 workloads, 1 policy, 0 ways in.

                                     1  2  3
             1 shop/api[Deployment]  -  .  +
             2 shop/web[Deployment]  +  -  *
             3 outside               .  *  -

            Rows reach columns: * everything, + some ports or addresses, . nothing.

            shop/api[Deployment]
              -> 203.0.113.0/24: TCP 443

            shop/web[Deployment]
              -> shop/api[Deployment]: TCP 8080
              -> any address: all

            any address
              -> shop/web[Deployment]: all

            """, run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Reach_WhereAllIsOpen_SaysItInALine()
    {
        var pods = string.Concat(Enumerable.Range(0, 40).Select(i => $"---\n{{apiVersion: v1, kind: Pod, metadata: {{name: p{i:00}, namespace: a}}, spec: {{containers: []}}}}\n"));
        var lines = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(pods) }, "reach", "-").Output.Split('\n');
        Assert.Equal(["40 workloads, 0 policies, 0 ways in.", "", "A matrix is printed for up to 30 workloads.", "", "a/p00[Pod]", "  -> every other workload (39): all", "  -> any address: all", ""], lines[..8]);
    }

    [Fact]
    public void Reach_Json_IsTheContract()
    {
        using var folder = new TemporaryFolder();
        var json = CliRun.Of("reach", "--format", "json", Write(folder, "all.yaml", Objects)).Json;
        Assert.Equal(1, json.GetProperty("version").GetInt32());
        Assert.Empty(json.GetProperty("notes").EnumerateArray());
        var connections = json.GetProperty("connections").EnumerateArray().Select(c => JsonSerializer.Serialize(c)).ToList();
        Assert.Contains("""{"src":"shop/web[Deployment]","dst":"shop/api[Deployment]","allowed":[{"protocol":"TCP","ports":["8080"]}]}""", connections);
        Assert.Contains("""{"src":"0.0.0.0/0","dst":"shop/web[Deployment]","allowed":[{"protocol":"TCP","ports":["1-65535"]},{"protocol":"UDP","ports":["1-65535"]},{"protocol":"SCTP","ports":["1-65535"]}]}""", connections);
        Assert.Equal(6, connections.Count);
    }

    [Fact]
    public void Reach_Csv_HasALineForEachProtocol()
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--format=csv", "--from=web");
        Assert.Equal("source,destination,protocol,ports\nshop/web[Deployment],shop/api[Deployment],TCP,8080\n", string.Join('\n', run.Output.Split('\n').Take(2)) + "\n");
        Assert.Equal(1 + 1 + (2 * 3), run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("mermaid", "flowchart LR\n")]
    [InlineData("html", "<!doctype html>\n")]
    public void Reach_Drawing_IsPrinted(string format, string begins) =>
        Assert.StartsWith(begins, CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--format", format).Output, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("web", "shop/api:8080", 0, "Yes. " + WebEntersApi + " is open on TCP 8080.")]
    [InlineData("shop/web[Deployment]", "api", 0, "Yes. " + WebEntersApi + " is open on TCP 8080.")]
    [InlineData("web", "api:http", 0, "Yes. " + WebEntersApi + " is open on TCP 8080.")]
    [InlineData("web", "service/shop/api:80", 0, "Yes. " + WebEntersApi + " is open on TCP 8080.")]
    [InlineData("web", "service/shop/api:web", 0, "Yes. " + WebEntersApi + " is open on TCP 8080.")]
    [InlineData("web", "api:8080/udp", 1, "No. " + WebEntersApi + " is closed on UDP 8080.")]
    [InlineData("web", "api:80", 1, "No. " + WebEntersApi + " is closed on TCP 80.")]
    [InlineData("api", "web", 1, "No. shop/api[Deployment] -> shop/web[Deployment] is closed.")]
    [InlineData("api", "203.0.113.7:443", 0, "Yes. shop/api[Deployment] -> 203.0.113.7 is open on TCP 443.")]
    [InlineData("api", "[2001:db8::1]:443", 1, "No. shop/api[Deployment] -> 2001:db8::1 is closed on TCP 443.")]
    [InlineData("web", "2001:db8::1", 0, "Yes. shop/web[Deployment] -> 2001:db8::1 is open on all.")]
    [InlineData("outside", "web:1", 0, "Yes. 0.0.0.0/0 -> shop/web[Deployment] is open on TCP 1.")]
    public void Reach_Question_IsAnswered(string from, string to, int exitCode, string begins)
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--from", from, "--to", to);
        Assert.Equal(begins, run.Output.Split('\n')[0]);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public void Reach_Question_NamesTheRulesOfBothEnds()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "all.yaml", Objects);
        Assert.Equal(
            $"""
             Yes. {WebEntersApi} is open on TCP 8080.
               leaving  open   TCP 8080: no policy says anything
               entering open   TCP 8080: NetworkPolicy shop/api, ingress[0] at {file}(33,5)

             """, CliRun.Of("reach", file, "--from", "web", "--to", "api:8080").Output);
        Assert.Equal(
            $"""
             No. shop/api[Deployment] -> shop/web[Deployment] is closed on TCP 80.
               leaving  closed TCP 80: NetworkPolicy shop/api holds these pods and does not allow it
               entering open   TCP 80: no policy says anything

             """, CliRun.Of("reach", file, "--from", "api", "--to", "web:80").Output);
    }

    [Fact]
    public void Reach_QuestionOfARangeThatARuleCuts_IsAnsweredInPieces()
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--from", "api", "--to", "203.0.112.0/23:443", "--format", "json");
        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Equal(["203.0.112.0/24 no", "203.0.113.0/24 yes"], run.Json.GetProperty("answers").EnumerateArray().Select(a => $"{a.GetProperty("dst")} {a.GetProperty("answer")}"));
    }

    [Theory]
    [InlineData("wbe", "api", "'wbe'", "Did you mean 'web'?")]
    [InlineData("web", "service/shop/api:81", "'service/shop/api' has no port '81'; it has '80', 'web'.", "")]
    [InlineData("web", "api:htp", "'api' has no port 'htp'; it has 'http'.", "")]
    [InlineData("web", "api:0", "'api' has no port '0'", "")]
    [InlineData("web", "api:80/icmp", "'api' has no port '80/icmp'", "")]
    [InlineData("web", "web", "one workload", "")]
    [InlineData("outside", "10.0.0.1", "both outside", "")]
    public void Reach_QuestionThatMeansNobody_SaysSo(string from, string to, string message, string help)
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--from", from, "--to", to);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains(help, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    /// <summary>A name means another number at each destination.</summary>
    [Fact]
    public void Reach_QuestionOfAServiceWithUnlikePods_AsksEachForItsOwnPort()
    {
        var text = Objects + """
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: canary, namespace: shop, labels: {app: api}}
            spec: {containers: [{name: api, image: api:2, ports: [{name: http, containerPort: 9090}]}]}

            """;
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(text) }, "reach", "-", "--from", "web", "--to", "service/shop/api:80");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("Yes. shop/web[Deployment] -> shop/canary[Pod] is open on TCP 9090.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Yes. {WebEntersApi} is open on TCP 8080.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_ToWithAPort_ListsWhatIsOpenThere()
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--to", "api:8080");
        Assert.Equal("\nshop/web[Deployment]\n  -> shop/api[Deployment]: TCP 8080\n", run.Output);
        Assert.Empty(CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(Objects) }, "reach", "-", "--to", "api:9999").Output);
    }

    [Fact]
    public void Reach_DiffThatWidens_EndsWithOne()
    {
        using var folder = new TemporaryFolder();
        var old = Write(folder, "old.yaml", Objects);
        var @new = Write(folder, "new.yaml", Objects.Replace("[{port: http}]", "[{port: http}, {port: 9090}]", StringComparison.Ordinal).Replace("203.0.113.0/24", "203.0.113.0/25", StringComparison.Ordinal));
        var run = CliRun.Of("reach", "--diff", old, @new);
        Assert.Equal($"+ {WebEntersApi}: TCP 9090\n- shop/api[Deployment] -> 203.0.113.128/25: TCP 443\n1 connection opened, 1 connection closed.\n", run.Output);
        Assert.Equal(ExitCodes.Findings, run.ExitCode);

        Assert.Equal(
            """
            ### Who can reach whom

            **1 connection opened, 1 connection closed.**

            | | from | to | ports |
            | --- | --- | --- | --- |
            | opens | `shop/web[Deployment]` | `shop/api[Deployment]` | TCP 9090 |
            | closes | `shop/api[Deployment]` | `203.0.113.128/25` | TCP 443 |

            """, CliRun.Of("reach", "--diff", old, @new, "--format", "markdown").Output);

        var json = CliRun.Of("reach", "--diff", old, @new, "--format", "json").Json;
        Assert.Equal((1, 1), (json.GetProperty("gained").GetArrayLength(), json.GetProperty("lost").GetArrayLength()));
    }

    [Fact]
    public void Reach_DiffThatNarrowsOrSame_EndsWithZero()
    {
        using var folder = new TemporaryFolder();
        var old = Write(folder, "old.yaml", Objects);
        var @new = Write(folder, "new.yaml", Objects.Replace("203.0.113.0/24", "203.0.113.0/25", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Success, CliRun.Of("reach", "--diff", old, @new).ExitCode);
        Assert.Equal("The same can reach the same.\n", CliRun.Of("reach", "--diff", old, old).Output);
    }

    [Theory]
    [InlineData("PATH is missing")]
    [InlineData("One path only", "a", "b")]
    [InlineData("--diff compares two paths", "--diff", "a")]
    [InlineData("it takes no --from and no --to", "--diff", "a", "b", "--from", "x")]
    [InlineData("--format cannot be csv with --diff. Choose one of text, json, markdown.", "--diff", "a", "b", "--format", "csv")]
    [InlineData("--format cannot be html with --from and --to. Choose one of text, json.", "a", "--from", "x", "--to", "y", "--format", "html")]
    [InlineData("--format html draws everything", "a", "--from", "x", "--format", "html")]
    [InlineData("--format cannot be markdown without --diff.", "a", "--format", "markdown")]
    [InlineData("The standard input can be one of the two states, not both.", "--diff", "-", "-")]
    [InlineData("There is no option '--form'", "a", "--form", "x")]
    public void Reach_LineThatCannotBeMeant_IsRefused(string message, params string[] words)
    {
        var run = CliRun.Of(["reach", .. words]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Reach_PathThatIsNotThere_IsRefusedInJsonToo()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("reach", folder["none"], "--format", "json");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("NS1016", run.Json.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void Reach_BrokenDocument_IsAFindingAndTheRestIsComputed()
    {
        var text = Objects + "---\napiVersion: v1\nkind: [a\n";
        var run = CliRun.In(new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(text) }, "reach", "-");
        Assert.Equal(ExitCodes.Findings, run.ExitCode);
        Assert.Equal("(standard input)(40,7): error NS1008: The [ opened here is not closed.", Assert.Single(run.Findings));
        Assert.Contains("shop/api[Deployment]: TCP 8080", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_Nothing_IsSaid()
    {
        var run = CliRun.In(new CliRun.Surroundings { Input = [] }, "reach", "-");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("warning NS6014", Assert.Single(run.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_HostNetwork_IsSaidInBothReadings()
    {
        var text = Objects.Replace("spec: {containers: [{name: api", "spec: {hostNetwork: true, containers: [{name: api", StringComparison.Ordinal);
        var input = new CliRun.Surroundings { Input = Encoding.UTF8.GetBytes(text) };
        var pods = CliRun.In(input, "reach", "-", "--from", "web", "--to", "api:22");
        Assert.Equal((ExitCodes.Findings, "NS6007"), (pods.ExitCode, CodeOf(pods)));
        var outside = CliRun.In(input, "reach", "-", "--from", "web", "--to", "api:22", "--host-network", "outside");
        Assert.Equal((ExitCodes.Success, "NS6007"), (outside.ExitCode, CodeOf(outside)));
    }

    [Fact]
    public void Reach_Folder_ReadsManifestsBelowAndNothingHidden()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "a/all.yml", Objects);
        Write(folder, ".git/other.yaml", Objects.Replace("name: web", "name: hidden", StringComparison.Ordinal));
        Write(folder, "notes.txt", "kind: Pod");
        Write(folder, "values.yaml", "replicas: 3\n");
        Write(folder, "pods.json", """{"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "job", "namespace": "shop"}, "spec": {"containers": []}}]}""");
        Assert.StartsWith("3 workloads, 1 policy", CliRun.Of("reach", folder.Path).Output, StringComparison.Ordinal);
    }

    /// <summary>A shell gives the output of a command as a pipe; a pipe somewhere in a folder is nobody's manifest.</summary>
    [Fact]
    public async Task Reach_PipeThatIsNamed_IsReadAndOneInAFolderIsNot()
    {
        using var folder = new TemporaryFolder();
        var pipe = folder["all.yaml"];
        await CliWrap.Cli.Wrap("mkfifo").WithArguments([pipe]).ExecuteAsync();
        var writing = Task.Run(() => File.WriteAllText(pipe, Objects));
        Assert.StartsWith("2 workloads, 1 policy", CliRun.Of("reach", pipe).Output, StringComparison.Ordinal);
        await writing;
        Assert.Contains("NS1017", Assert.Single(CliRun.Of("reach", folder.Path).Findings, f => !f.Contains("NS6014", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_Kustomization_ReadsItsResourcesAndSaysWhatItWouldChange()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "base/all.yaml", Objects);
        Write(folder, "base/kustomization.yaml", "resources:\n- all.yaml\n");
        Write(folder, "base/patch.yaml", Objects.Replace("name: web", "name: patch", StringComparison.Ordinal));
        Write(folder, "old/kustomization.yaml", "bases:\n- ../base\n");
        Assert.StartsWith("2 workloads, 1 policy", CliRun.Of("reach", folder["old"]).Output, StringComparison.Ordinal);
        Write(folder, "prod/kustomization.yaml", "resources:\n- ../base\n- gone.yaml\npatches:\n- path: patch.yaml\n");
        var run = CliRun.Of("reach", folder["prod"]);
        Assert.StartsWith("2 workloads, 1 policy", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["prod/kustomization.yaml(1,1): warning NS6015: This kustomization changes its objects (patches), which only Kustomize does: they are read as they were before.",
                "prod/kustomization.yaml(3,3): warning NS6015: The resource 'gone.yaml' is no file here, and is not read."],
            run.FindingsIn(folder.Path));
        Assert.StartsWith("2 workloads", CliRun.Of("reach", folder.Path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_Chart_NamesTheCommandThatRendersIt()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\n");
        Write(folder, "app/templates/all.yaml", "{{ if .Values.x }}\n");
        var run = CliRun.Of("reach", folder["app"]);
        Assert.Contains($"helm template {folder["app"]} | netscaffold reach -", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("NS10", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("eleven-services")]
    public void Reach_Example_HasNoFindingButItsOverlays(string name)
    {
        var run = CliRun.Of("reach", Path.Combine(Repository.Root, "examples", name));
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.All(run.Findings, f => Assert.Matches("overlays/.*NS6015: This kustomization changes its objects", f));
        Assert.Contains("{gateway ", run.Output, StringComparison.Ordinal);
        // Pods of tests are no part of what is installed.
        Assert.DoesNotContain("-test[Pod]", run.Output, StringComparison.Ordinal);
    }

    private static string CodeOf(CliRun run) => Assert.Single(run.Findings).Split(' ').Single(w => w.StartsWith("NS", StringComparison.Ordinal)).TrimEnd(':');

    private static string Write(TemporaryFolder folder, string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], text);
        return folder[path];
    }
}
