using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;
using Xunit;

namespace NetScaffold.Tests.Cli;

public sealed class NewCommandTests : IDisposable
{
    private const string Answers = """
        name: shop
        edge: {host: shop.example.com, rateLimit: 5}
        services:
        - name: api
          image: registry.example/api:1
          calls: [db]
          expose: [{path: /api}]
        - name: db
          kind: statefulset

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_Name_WritesTheBundleAndSaysWhatIsNext()
    {
        var run = New("shop", "--yes");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches($"^shop: [0-9]+ files in {_folder["out"]} \\([0-9]+ created\\)\nNext:\n  cd {_folder["out"]}\n  less README.md\n  helm template shop ", run.Output);
        Assert.All(run.Findings, f => Assert.Contains(": info ", f, StringComparison.Ordinal));
        Assert.True(File.Exists(_folder["out/netscaffold.lock"]));
        Assert.StartsWith($"shop: {Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Length} files in ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void New_OverAnIdenticalBundle_NothingChanges()
    {
        New("shop");
        var before = _folder.Snapshot();
        var times = Times();

        var run = New("shop");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches(@"\([0-9]+ unchanged\)", run.Output);
        Assert.Equal(before, _folder.Snapshot());
        Assert.Equal(times, Times());
    }

    [Fact]
    public void New_OverAnEditedBundle_StopsUnlessForced()
    {
        New("shop");
        _folder.Write("out/README.md", "mine\n");
        _folder.Write("out/notes.txt", "mine\n");
        var before = _folder.Snapshot();

        var run = New("shop", "--rate-limit", "7");
        Assert.Equal(ExitCodes.CannotWrite, run.ExitCode);
        Assert.Equal(["NS8006", "NS8006"], run.ErrorCodes.AsEnumerable());
        Assert.EndsWith("Nothing was written.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Snapshot());

        Assert.Equal(ExitCodes.Success, New("shop", "--rate-limit", "7", "--force").ExitCode);
        Assert.StartsWith("# shop\n", _folder.Read("out/README.md"), StringComparison.Ordinal);
        Assert.Equal("mine\n", _folder.Read("out/notes.txt"));
    }

    [Fact]
    public void New_DryRun_ListsAndWritesNothing()
    {
        var run = New("shop", "--dry-run");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches("\\([0-9]+ to create\\)\n  create    .gitattributes\n", run.Output);
        Assert.Empty(_folder.Snapshot());

        New("shop");
        _folder.Write("out/README.md", "mine\n");
        var before = _folder.Snapshot();
        var conflict = New("shop", "--dry-run");
        Assert.Equal(ExitCodes.CannotWrite, conflict.ExitCode);
        Assert.Contains("  conflict  README.md\n", conflict.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, New("shop", "--dry-run", "--force").ExitCode);
        Assert.Equal(before, _folder.Snapshot());
    }

    [Fact]
    public void New_Json_IsOneObjectOnTheOutputAlone()
    {
        var run = New("shop", "--format", "json");

        Assert.Equal(("", ExitCodes.Success), (run.Error, run.ExitCode));
        Assert.Equal(["version", "exitCode", "folder", "files", "findings", "next"], run.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((1, 0, _folder["out"]), (run.Json.GetProperty("version").GetInt32(), run.Json.GetProperty("exitCode").GetInt32(), run.Json.GetProperty("folder").GetString()));
        var file = run.Json.GetProperty("files").EnumerateArray().First();
        Assert.Equal([("path", ".gitattributes"), ("state", "create")], file.EnumerateObject().Select(p => (p.Name, p.Value.GetString())));
        var finding = run.Json.GetProperty("findings").EnumerateArray().First();
        Assert.Equal(["code", "severity", "file", "line", "column", "message", "help"], finding.EnumerateObject().Select(p => p.Name));
        Assert.Equal($"cd {_folder["out"]}", run.Json.GetProperty("next").EnumerateArray().First().GetString());
    }

    [Fact]
    public void New_JsonRefused_HoldsTheFindings()
    {
        var run = New("shop", "--cni", "x", "--format", "json");
        Assert.Equal(("", ExitCodes.Usage, ExitCodes.Usage), (run.Error, run.ExitCode, run.Json.GetProperty("exitCode").GetInt32()));
        Assert.Equal("NS1021", Assert.Single(run.Json.GetProperty("findings").EnumerateArray()).GetProperty("code").GetString());
    }

    /// <summary>The same answers in text and JSON: same findings, same order.</summary>
    [Fact]
    public void New_TextAndJson_HaveTheSameFindings()
    {
        var text = New("shop", "--dry-run", "--pdb", "false", "--tls", "none").Findings;
        var json = New("shop", "--dry-run", "--pdb", "false", "--tls", "none", "--format", "json").Json.GetProperty("findings").EnumerateArray()
            .Select(f => $"{f.GetProperty("file").GetString()}: {f.GetProperty("severity").GetString()} {f.GetProperty("code").GetString()}: {f.GetProperty("message").GetString()}");
        Assert.Equal(text, json);
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("shop.example.com", "--answers")]
    [InlineData("set.example.com", "--answers", "--set", "edge.host=set.example.com")]
    [InlineData("flag.example.com", "--answers", "--set", "edge.host=set.example.com", "--host", "flag.example.com")]
    [InlineData("flag.example.com", "--host", "flag.example.com", "--set", "edge.host=set.example.com")]
    [InlineData("b.example.com", "--set", "edge.host=a.example.com", "--set", "edge.host=b.example.com")]
    public void New_HostFromSeveralPlaces_FlagThenSetThenFileThenDefault(string expected, params string[] arguments) =>
        Assert.Equal(expected, Text(Tree([.. arguments]), "edge.host") ?? "app.example.com");

    [Fact]
    public void New_NameFromSeveralPlaces_ArgumentWins()
    {
        Assert.Equal("shop", Text(Tree("--answers"), "name"));
        Assert.Equal("web", Text(Tree("--answers", "--set", "name=set", "web"), "name"));
    }

    [Fact]
    public void New_AnswersFromInput_AreRead()
    {
        var run = CliRun.In(CliRun.Surroundings.WithInput(Answers), "new", "--answers", "-", "--output", _folder["out"]);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("(standard input)(5,10): info NS2508: api has no probes", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("cluster,app")]
    [InlineData("cluster", "app")]
    [InlineData("cluster, app", "platform")]
    public void New_ListFlag_RepeatsAndTakesCommas(params string[] values)
    {
        var tree = Tree(["shop", .. values.SelectMany(v => new[] { "--layers", v })]);
        Assert.Equal(values.SelectMany(v => v.Split(',')).Select(v => v.Trim()), Texts(tree, "layers"));
    }

    [Theory]
    [InlineData(null, "shop")]
    [InlineData("true", "shop", "--pdb")]
    [InlineData("true", "--pdb", "shop")]
    [InlineData("true", "shop", "--pdb", "true")]
    [InlineData("false", "shop", "--pdb", "false")]
    [InlineData("false", "--pdb", "false", "shop")]
    [InlineData("false", "shop", "--pdb=false")]
    [InlineData("true", "shop", "--pdb", "--yes")]
    public void New_BooleanFlag_TakesAnOptionalValue(string? expected, params string[] arguments) =>
        Assert.Equal(expected, Text(Tree(arguments), "scaling.disruptionBudget"));

    [Fact]
    public void New_EveryQuestion_HasItsFlag()
    {
        foreach (var question in Questions.All.Where(q => q.Flag is not null && q != Questions.Waivers))
        {
            var value = question.Shape switch
            {
                ChoiceShape choice => choice.Choices[^1].Value,
                BooleanShape => "false",
                ListShape { Item: ChoiceShape choice } => choice.Choices[^1].Value,
                _ => question.Path switch
                {
                    "environments" => "one,two",
                    "edge.gateway" => "infra/shared",
                    "edge.host" => "x.example.com",
                    "edge.rateLimit" => "3",
                    "edge.maxBodySize" => "1Mi",
                    "edge.timeout" => "5s",
                    "edge.corsOrigins" => "https://x.example.com",
                    "tls.email" => "a@example.com",
                    "tls.dnsProject" => "shop-dns",
                    "tls.dnsSubscription" or "tls.dnsTenant" or "tls.dnsClient" => "0a1b2c3d-0123-4567-89ab-0123456789ab",
                    "observability.collector" => "traces/collector:4317",
                    "cluster.podCidr" => "10.1.0.0/16",
                    "cluster.serviceCidr" => "10.2.0.0/16",
                    "cluster.nodeCidr" => "10.3.0.0/16",
                    "cluster.nodes" => "20",
                    "cluster.podsPerNode" => "100",
                    "cluster.blockSize" => "27",
                    "cluster.nodeMtu" => "1400",
                    "cluster.kernel" => "6.1",
                    "cluster.dns.upstreams" => "10.9.0.1,10.9.0.2",
                    "edge.addressPool" => "192.0.2.16/28,192.0.2.40-192.0.2.50",
                    _ => "abc",
                },
            };
            var run = CliRun.Of("new", "shop", question.Flag!, value, "--output", _folder["flags"], "--force", "--set", "tls.issuerName=corp", "--set", "tls.dnsProvider=route53", "--set", "cluster.apiServer=api.example.com", "--set", "edge.addressPool=192.0.2.16/28,192.0.2.40-192.0.2.50");
            Assert.True(run.ExitCode == ExitCodes.Success || run.ErrorCodes.All(c => c.StartsWith("NS2", StringComparison.Ordinal)), $"{question.Flag}: {run}");
            if (run.ExitCode == ExitCodes.Success) Assert.Equal(value.Split(','), Texts(Read("flags"), question.Path));
        }
    }

    [Theory]
    // --service replaces the default services with their calls and exposes.
    [InlineData("api", "--service", "api")]
    [InlineData("api:80=r/x:1 calls web | web", "--service", "api:80=r/x:1", "--service", "web", "--call", "api:web")]
    [InlineData("api at /", "--service", "api", "--expose", "api")]
    // --set completes what --service names.
    [InlineData("api | db:5433=r/pg:18", "--set", "services.db.image=r/pg:18", "--service", "api", "--service", "db:5433")]
    [InlineData("db:5432 | api", "--set", "services.db.kind=statefulset", "--set", "services.db.ports=[{port: 80}]", "--service", "db:5432", "--service", "api")]
    // Given alone, --call and --expose replace the default calls and exposes; the services stay.
    [InlineData("frontend calls database at / | backend at /api | database:5432", "--call", "frontend:database")]
    [InlineData("frontend calls backend | backend calls database at x.example.com/v2 | database:5432", "--expose", "backend=x.example.com/v2")]
    [InlineData("frontend | backend calls frontend at /b | database:5432", "--call", "backend:frontend", "--expose", "backend=/b")]
    // With an answers file all three add to it, services by name.
    [InlineData("api=registry.example/api:1 calls db at /api | db | web:81", "--answers", "--service", "web:81")]
    [InlineData("api:81=registry.example/api:1 calls db at /api | db", "--answers", "--service", "api:81")]
    [InlineData("api=r/x:2 calls db at /api | db=r/pg:18", "--answers", "--service", "api=r/x:2", "--service", "db=r/pg:18")]
    [InlineData("api=registry.example/api:1 calls db,web at /api | db | web at /web", "--answers", "--service", "web", "--call", "api:web", "--expose", "web=/web")]
    // A file without services is one with the default services.
    [InlineData("frontend calls backend at / | backend calls database at /api | database:5432", "--set", "edge.rateLimit=1")]
    [InlineData("frontend calls backend at / | backend=r/x:1 calls database at /api | database:5432", "--set", "services.backend.image=r/x:1")]
    public void New_ServiceFlags_ReplaceDefaultsAndMergeIntoFiles(string expected, params string[] arguments)
    {
        var tree = Tree(arguments.Contains("--answers") ? arguments : ["shop", .. arguments]);
        var services = ((YamlSequence)AnswersTree.Find(tree, "services")!).Items.Select(s =>
            Text(s, "name")
            + (Ports(s) is { Length: > 0 } ports ? $":{ports}" : "")
            + (Text(s, "image") is { } image ? $"={image}" : "")
            + (Texts(s, "calls") is { Length: > 0 } calls ? $" calls {string.Join(',', calls)}" : "")
            + string.Concat(Items(s, "expose").Select(e => $" at {Text(e, "host")}{Text(e, "path")}")));
        Assert.Equal(expected, string.Join(" | ", services));
    }

    [Fact]
    public void New_Waivers_AddToThoseOfTheFile()
    {
        _folder.Write("answers.yaml", "name: shop\nsecurity: {policies: none}\nwaivers: [{code: NS2505, reason: inside}]\n");
        var run = New("--answers", _folder["answers.yaml"], "--tls", "none", "--allow", "NS2075=the mesh, or so", "--pdb", "false");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(["NS2183", "NS2183"], run.Findings.Where(f => f.Contains(": warning ", StringComparison.Ordinal)).Select(f => f.Split(": ")[1].Split(' ')[1]));
        Assert.Equal(["NS2505 inside", "NS2075 the mesh, or so"], Items(Read("out"), "waivers").Select(w => $"{Text(w, "code")} {Text(w, "reason")}"));
    }

    [Fact]
    public void New_WaiverThatEnded_NoLongerCounts()
    {
        _folder.Write("answers.yaml", "name: shop\ntls: {issuer: none}\nwaivers: [{code: NS2505, reason: soon, until: 2026-09-01}]\n");
        string Severity(DateOnly today) => CliRun.In(new CliRun.Surroundings { Today = today }, "new", "--answers", _folder["answers.yaml"], "--output", _folder["out"], "--dry-run")
            .Findings.Single(f => f.Contains(" NS2505: ", StringComparison.Ordinal)).Split(": ")[1].Split(' ')[0];
        Assert.Equal(("info", "warning"), (Severity(new DateOnly(2026, 9, 1)), Severity(new DateOnly(2026, 9, 2))));
    }

    /// <summary>Default environments, and those that are mere names, can be referred to by name.</summary>
    [Theory]
    [InlineData("dev|prod")]
    [InlineData("dev|prod", "environments: [dev, prod]")]
    [InlineData("dev|prod", "environments: dev,prod")]
    [InlineData("prod|dev", "environments: [prod, {name: dev}]")]
    public void New_SetOfAnEnvironment_FindsItByName(string names, string environments = "")
    {
        _folder.Write("answers.yaml", $"name: shop\n{environments}\n");
        var run = New("--answers", _folder["answers.yaml"], "--set", "environments.dev.host=dev.x.test", "--set", "environments.prod.namespace=live");
        Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
        var tree = Read("out");
        Assert.Equal(names, string.Join('|', Items(tree, "environments").Select(e => Text(e, "name"))));
        Assert.Equal(("dev.x.test", "live"), (Text(tree, "environments.dev.host"), Text(tree, "environments.prod.namespace")));
        AssertReproduced("out");
    }

    /// <summary>The bundle follows from the answers alone; only the run knows the day.</summary>
    [Fact]
    public void Bundle_AfterItsWaiverEnded_IsTheSame()
    {
        _folder.Write("answers.yaml", "name: shop\ntls: {issuer: none}\nwaivers: [{code: NS2505, reason: soon, until: 2026-09-01}]\n");
        Assert.Equal(ExitCodes.Success, New("--answers", _folder["answers.yaml"]).ExitCode);
        Assert.Contains("Accepted until 2026-09-01: soon", _folder.Read("out/README.md"), StringComparison.Ordinal);

        var later = CliRun.In(new CliRun.Surroundings { Today = new DateOnly(2026, 9, 2) }, "render", _folder["out"], "--check");

        Assert.Equal(ExitCodes.Success, later.ExitCode);
        Assert.Contains(": warning NS2505: ", later.Error, StringComparison.Ordinal);
        Assert.Contains("Its waiver ended on 2026-09-01.", later.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AfterTheWaiverOfAnErrorEnded_IsRefused()
    {
        _folder.Write("answers.yaml", "name: shop\nservices: [{name: a, env: {TOKEN: x}}]\nwaivers: [{code: NS2503, reason: soon, until: 2026-09-01}]\n");
        Assert.Equal(ExitCodes.Success, New("--answers", _folder["answers.yaml"]).ExitCode);
        var later = CliRun.In(new CliRun.Surroundings { Today = new DateOnly(2026, 9, 2) }, "render", _folder["out"], "--check");
        Assert.Equal((ExitCodes.Usage, "NS2503"), (later.ExitCode, Assert.Single(later.ErrorCodes)));
    }

    [Theory]
    [InlineData]
    [InlineData("--ingress", "none")]
    [InlineData("--bundle", "both", "--policies", "none")]
    [InlineData("--service", "api", "--environments", "prod")]
    [InlineData("--call", "frontend:database", "--allow", "NS2060=old")]
    [InlineData("--set", "services.backend.env={NO: \"no\", A: '{{ x }}'}")]
    public void New_FromItsOwnAnswers_GivesTheSameBundle(params string[] arguments)
    {
        Assert.Equal(ExitCodes.Success, New(["shop", .. arguments]).ExitCode);
        AssertReproduced("out");
    }

    [Fact]
    public void New_FromItsOwnAnswers_GivesTheSameBundleForAnyAnswers() => RandomAnswers.Seeds.Sample(
        seed =>
        {
            using var folder = new TemporaryFolder();
            folder.Write("answers.yaml", RandomAnswers.Text(seed));
            var first = CliRun.Of("new", "--answers", folder["answers.yaml"], "--output", folder["out"]);
            Assert.True(first.ExitCode == ExitCodes.Success, first.ToString());
            var before = folder.Snapshot("out");

            var check = CliRun.Of("render", folder["out"], "--check");
            Assert.True(check.ExitCode == ExitCodes.Success, check.ToString());
            var again = CliRun.Of("new", "--answers", folder["out/netscaffold.yaml"], "--output", folder["again"]);
            Assert.True(again.ExitCode == ExitCodes.Success, again.ToString());
            Assert.Equal(before, folder.Snapshot("again"));
        },
        iter: 20);

    [Fact]
    public void New_Interrupted_WritesNothing()
    {
        _folder.Write("other/file", "text");
        var before = _folder.Snapshot();
        foreach (var target in new[] { "out", "a/b/out", "other" })
        {
            var run = CliRun.In(new CliRun.Surroundings { Interrupted = new CancellationToken(canceled: true) }, "new", "shop", "--output", _folder[target]);
            Assert.Equal((ExitCodes.Interrupted, ""), (run.ExitCode, run.Output));
            Assert.EndsWith("Interrupted; nothing was written.\n", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, _folder.Snapshot());
        }
    }

    private CliRun New(params IEnumerable<string> arguments) => CliRun.Of(["new", .. arguments, "--output", _folder["out"]]);

    /// <summary>The answers that a run writes; <c>--answers</c> stands for the file above.</summary>
    private YamlMap Tree(params string[] arguments)
    {
        _folder.Write("answers.yaml", Answers);
        var name = arguments.Contains("--answers") || arguments.Contains("shop") ? [] : new[] { "shop" };
        var run = New([.. arguments.SelectMany(a => a == "--answers" ? [a, _folder["answers.yaml"]] : new[] { a }), .. name, "--force"]);
        Assert.True(run.ExitCode == ExitCodes.Success, run.ToString());
        return Read("out");
    }

    private YamlMap Read(string bundle) => (YamlMap)YamlReader.Read(new SourceText("f", _folder.Read($"{bundle}/netscaffold.yaml"))).Value!;

    private void AssertReproduced(string bundle)
    {
        Assert.Equal(ExitCodes.Success, CliRun.Of("render", _folder[bundle], "--check").ExitCode);
        var again = CliRun.Of("new", "--answers", _folder[$"{bundle}/netscaffold.yaml"], "--output", _folder["again"]);
        Assert.True(again.ExitCode == ExitCodes.Success, again.ToString());
        Assert.Equal(_folder.Snapshot(bundle), _folder.Snapshot("again"));
    }

    private ImmutableSortedDictionary<string, DateTime> Times() =>
        Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).ToImmutableSortedDictionary(f => f, File.GetLastWriteTimeUtc);

    private static string? Text(YamlNode node, string path) => AnswersTree.Find(node, path) is YamlScalar scalar ? scalar.Text : null;

    private static ImmutableArray<YamlNode> Items(YamlNode node, string path) => AnswersTree.Find(node, path) is YamlSequence list ? list.Items : [];

    private static string[] Texts(YamlNode node, string path) => AnswersTree.Find(node, path) switch
    {
        YamlSequence list => [.. list.Items.OfType<YamlScalar>().Select(s => s.Text)],
        YamlScalar scalar => [scalar.Text],
        _ => [],
    };

    private static string Ports(YamlNode service) => string.Join(',', Items(service, "ports").Select(p => Text(p, "port")));
}
