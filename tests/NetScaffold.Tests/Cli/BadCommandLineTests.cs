using NetScaffold.Cli;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Cli;

/// <summary>Command lines that are refused: exit code 2, the flag named, nothing written.</summary>
public sealed class BadCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Arguments of <c>new</c>, and all that is printed about them.</summary>
    public static TheoryData<string[], string> Refused => new()
    {
        { [], "netscaffold new: error NS1029: name must be answered." },
        { ["--cni", "existing"], "netscaffold new: error NS1029: name must be answered." },
        { ["--tls", "existing"], "--tls 'existing': error NS1029: tls.issuerName must be answered.\nnetscaffold new: error NS1029: name must be answered." },
        { ["Shop"], "NAME 'Shop': error NS1023: name cannot be 'Shop'." },
        { [""], "NAME '': error NS1023: name cannot be ''." },
        { ["../x"], "NAME '../x': error NS1023: name cannot be '../x'." },
        { ["shop", "--namespace", "a b"], "--namespace 'a b': error NS1023: namespace cannot be 'a b'." },
        { ["shop", "--cni", "cillium"], "--cni 'cillium': error NS1021: cluster.cni cannot be 'cillium'; did you mean cilium?" },
        { ["shop", "--layers", "app,plattform"], "--layers 'app,plattform': error NS1021: layers[1] cannot be 'plattform'; did you mean platform?" },
        { ["shop", "--layers", "app", "--layers", "x"], "--layers 'x': error NS1021: layers[1] cannot be 'x'." },
        { ["shop", "--rate-limit", "-1"], "--rate-limit '-1': error NS1024: edge.rateLimit cannot be '-1': it is outside 0 to 1000000." },
        { ["shop", "--rate-limit", "99999999999999999999999"], "--rate-limit '99999999999999999999999': error NS1024: edge.rateLimit cannot be '99999999999999999999999': it is outside 0 to 1000000." },
        { ["shop", "--rate-limit", "many"], "--rate-limit 'many': error NS1022: edge.rateLimit is text, 'many'." },
        { ["shop", "--host", ""], "--host '': error NS1023: edge.host cannot be ''." },
        { ["shop", "--host", "a\u001b[31m\nb"], "--host 'a\\u001B[31m\\u000Ab': error NS1023: edge.host cannot be 'a\\u001B[31m\\u000Ab'." },
        { ["shop", "--pod-cidr", "10.0.0.1/8"], "--pod-cidr '10.0.0.1/8': error NS1023: cluster.podCidr[0] cannot be '10.0.0.1/8'." },
        { ["shop", "--pod-cidr", "10.0.0.0/8"], "--pod-cidr '10.0.0.0/8': error NS2012: cluster.serviceCidr 10.96.0.0/12 overlaps cluster.podCidr 10.0.0.0/8: packets for one would go to the other." },
        { ["shop", "--environments", ""], "--environments '': error NS1026: environments has 0 items; it takes 1 to 20." },
        { ["shop", "--service", "a:0"], "--service 'a:0': error NS1024: services.a.ports[0].port cannot be '0': it is outside 1 to 65535." },
        { ["shop", "--service", "a:http"], "--service 'a:http': error NS1022: services.a.ports[0].port is text, 'http'." },
        { ["shop", "--service", "A"], "--service 'A': error NS1023: services[0].name cannot be 'A'." },
        { ["shop", "--service", "a=x"], "--service 'a=x': error NS1023: services.a.image cannot be 'x'." },
        { ["shop", "--service", ""], "--service '': error NS1045: '' is not of the form NAME[:PORT][=IMAGE]." },
        { ["shop", "--service", "a:80=", "--call", "a:a"], "--call 'a:a': error NS1032: a calls itself.\n--service 'a:80=': error NS1045: 'a:80=' is not of the form NAME[:PORT][=IMAGE]." },
        { ["shop", "--service", "a:1:2", "--service", "b="], "--service 'a:1:2': error NS1045: 'a:1:2' is not of the form NAME[:PORT][=IMAGE].\n--service 'b=': error NS1045: 'b=' is not of the form NAME[:PORT][=IMAGE]." },
        { ["shop", "--service", "a", "--service", "a:81"], "--service 'a:81': error NS1030: There are two services named a; the first is at --service 'a'." },
        { ["shop", "--call", "frontend"], "--call 'frontend': error NS1045: 'frontend' is not of the form FROM:TO." },
        { ["shop", "--call", "x:backend"], "--call 'x:backend': error NS1031: There is no service named 'x'." },
        { ["shop", "--call", "frontend:backnd"], "--call 'frontend:backnd': error NS1031: There is no service named 'backnd'; did you mean backend?" },
        { ["shop", "--call", "frontend:frontend"], "--call 'frontend:frontend': error NS1032: frontend calls itself." },
        { ["shop", "--expose", "frontend=x"], "--expose 'frontend=x': error NS1045: 'frontend=x' is not of the form NAME[=[HOST]/PATH]." },
        { ["shop", "--expose", "x"], "--expose 'x': error NS1031: There is no service named 'x'." },
        { ["shop", "--expose", "frontend=bad_host/"], "--expose 'frontend=bad_host/': error NS1023: services.frontend.expose[0].host cannot be 'bad_host'." },
        { ["shop", "--expose", "frontend", "--expose", "backend"], "--expose 'backend': error NS1040: app.example.com/ is exposed twice; the other is frontend." },
        { ["shop", "--allow", "NS2060"], "--allow 'NS2060': error NS1045: 'NS2060' is not of the form CODE=REASON." },
        { ["shop", "--allow", "NS2060="], "--allow 'NS2060=': error NS1045: 'NS2060=' is not of the form CODE=REASON." },
        { ["shop", "--allow", "x=y"], "--allow 'x=y': error NS1023: waivers[0].code cannot be 'x'." },
        { ["shop", "--set", "edge.host"], "--set 'edge.host': error NS1045: 'edge.host' is not of the form path=value." },
        { ["shop", "--set", "edge..host=x"], "--set 'edge..host=x': error NS1044: 'edge..host' cannot be set: the path has an empty part." },
        { ["shop", "--set", "services.x.replicas=3"], "--set 'services.x.replicas=3': error NS1044: 'services.x.replicas' cannot be set: there is no item named x." },
        { ["shop", "--service", "api", "--set", "services.backend.replicas=3"], "--set 'services.backend.replicas=3': error NS1044: 'services.backend.replicas' cannot be set: there is no item named backend." },
        { ["shop", "--set", "environments.x.host=a.example.com"], "--set 'environments.x.host=a.example.com': error NS1044: 'environments.x.host' cannot be set: there is no item named x." },
        { ["shop", "--set", "name=x", "--set", "name.y=1"], "--set 'name.y=1': error NS1044: 'name.y' cannot be set: y would lie inside a plain value." },
        { ["shop", "--set", "edge.hots=x.example.com"], "--set 'edge.hots=x.example.com': error NS1020: There is no 'hots' in edge; did you mean host?" },
        { ["shop", "--set", "edge.host=[a"], "--set 'edge.host=[a': error NS1008: The [ opened here is not closed." },
        { ["shop", "--set", "edge.host=*a"], "--set 'edge.host=*a': error NS1010: YAML anchors (&name) and aliases (*name) are not read." },
        { ["shop", "--set", "services.backend.replicas=0"], "--set 'services.backend.replicas=0': error NS1024: services.backend.replicas cannot be '0': it is outside 1 to 1000." },
        // All of it in one run, whatever else is malformed.
        { ["Shop", "--cni", "x", "--set", "=", "--call", "y"], "--call 'y': error NS1045: 'y' is not of the form FROM:TO.\n--cni 'x': error NS1021: cluster.cni cannot be 'x'.\n--set '=': error NS1045: '=' is not of the form path=value.\nNAME 'Shop': error NS1023: name cannot be 'Shop'." },
    };

    /// <summary>Codes that the tests of this class provoke besides those of <see cref="Refused"/>.</summary>
    public static readonly string[] Codes = ["NS1046", "NS1050"];

    /// <summary>Command lines that do not parse, and what the message must name.</summary>
    public static TheoryData<string[], string> NotParsed => new()
    {
        { [], "command" },
        { ["nwe", "shop"], "netscaffold: error NS1050: There is no command 'nwe'; did you mean new?\n  See" },
        { ["--"], "netscaffold: error NS1050: A command is missing: new, render, check, reach, questions, explain, completion." },
        { ["new", "--", "--yes"], "netscaffold: error NS1050: '--yes' stands behind --, where there are no options." },
        { ["new", "shop", "--bogus"], "--bogus" },
        { ["new", "shop", "more"], "more" },
        { ["new", "shop", "--cni"], "--cni" },
        { ["new", "shop", "--pdb=no"], "--pdb 'no': error NS1050: --pdb takes true or false, not 'no'." },
        { ["new", "shop", "--pdb="], "--pdb '': error NS1050: --pdb takes true or false, not ''." },
        { ["new", "shop", "--yes=perhaps"], "--yes 'perhaps': error NS1050: --yes takes true or false, not 'perhaps'." },
        { ["new", "shop", "--forse"], "netscaffold: error NS1050: There is no option '--forse'; did you mean --force?" },
        { ["new", "shop", "--output", ""], "--output: error NS1050: --output takes a folder, not ''." },
        { ["rendr"], "netscaffold: error NS1050: There is no command 'rendr'; did you mean render?" },
        { ["render", "--format", "jsn"], "--format: error NS1050: --format cannot be 'jsn'; did you mean json? Choose one of text, json." },
        { ["new", "shop", "--cni", "cilium", "--cni", "existing"], "--cni: error NS1050: " },
        { ["new", "shop", "a\u001b[31m"], "netscaffold: error NS1050: 'a\\u001B[31m' is one word too many." },
        { ["new", "shop", "--format", "xml"], "xml" },
        { ["new", "shop", "--check"], "--check" },
        { ["render", ".", "--cni", "cilium"], "--cni" },
        { ["questions", "--format", "yaml"], "yaml" },
        { ["explain"], "explain" },
        { ["new", "@answers.rsp", "x"], "x" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public void New_WrongValue_RefusedAtItsFlag(string[] arguments, string findings)
    {
        var run = CliRun.Of(["new", .. arguments, "--output", _folder["out"]]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(findings.Split('\n'), run.Findings.Where(f => f.Contains(": error ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("", run.Output);
        Assert.Empty(_folder.Snapshot());
    }

    [Theory]
    [MemberData(nameof(NotParsed))]
    public void Run_UnknownFlagOrWord_RefusedByName(string[] arguments, string named)
    {
        var run = CliRun.Of(arguments);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.All(run.ErrorCodes, code => Assert.Equal("NS1050", code));
        Assert.Equal(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(l => !l.StartsWith("  ", StringComparison.Ordinal)), run.ErrorCodes.Length);
    }

    [Theory]
    [InlineData("new", "shop", "--bogus", "--format", "json")]
    [InlineData("new", "--format=json", "shop", "more")]
    [InlineData("render", "--format:json", "--cni", "cilium")]
    [InlineData("render", "--format", "json", "--check=maybe")]
    public void Run_NotParsedWithJson_GivesTheSameFindingsAsJson(params string[] arguments)
    {
        var run = CliRun.Of(arguments);
        Assert.Equal((ExitCodes.Usage, "", ExitCodes.Usage), (run.ExitCode, run.Error, run.Json.GetProperty("exitCode").GetInt32()));
        Assert.Equal(["version", "exitCode", "files", "findings", "next"], run.Json.EnumerateObject().Select(p => p.Name));
        var text = CliRun.Of(arguments.Select(a => a.Replace("json", "text", StringComparison.Ordinal))).Findings;
        Assert.Equal(text, run.Json.GetProperty("findings").EnumerateArray().Select(f => $"{f.GetProperty("file").GetString()}: error {f.GetProperty("code").GetString()}: {f.GetProperty("message").GetString()}"));
    }

    [Fact]
    public void New_AnswersMissing_NamesThemAllAndOneCommand()
    {
        var run = CliRun.Of("new", "--tls", "existing", "--yes");
        Assert.Equal(["NS1029", "NS1029"], run.ErrorCodes.AsEnumerable());
        Assert.EndsWith("For example: netscaffold new --tls existing --yes --tls-issuer-name NAME NAME\n", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Leaving an answer out is no cure for too many.</summary>
    [Theory]
    [InlineData(0, "Give at least 1.")]
    [InlineData(21, "Give at most 20.")]
    public void New_WrongNumberOfItems_SaysHowMany(int count, string help)
    {
        var run = CliRun.Of("new", "shop", "--environments", string.Join(',', Enumerable.Range(0, count).Select(i => $"e{i}")), "--dry-run");
        Assert.Equal("NS1026", Assert.Single(run.ErrorCodes));
        Assert.Contains($"  {help}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_UnknownCode_SaysWhichThereAre()
    {
        var run = CliRun.Of("explain", "NS7999");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Matches("Known are codes \\(NS1001 to NS10[0-9]{2}, NS2001 to NS2[0-9]{3}, NS3001, NS4[0-9]{3} to NS4[0-9]{3}, NS5001 to NS50[0-9]{2}, NS6001 to NS61[0-9]{2}, NS8001 to NS80[0-9]{2}, NS9001\\), questions", run.Error);
    }

    [Theory]
    [InlineData("cnii", "cni")]
    [InlineData("NS2061x", "NS2061")]
    [InlineData("acmeSolverPolice", "acmeSolverPolicy")]
    [InlineData("NS80006", "NS8006")]
    [InlineData("services.prots", "services.ports")]
    [InlineData("containerPrt", "containerPort")]
    public void Explain_NothingOfThisName_NamesTheNearest(string what, string nearest)
    {
        var run = CliRun.Of("explain", what);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"explain: error NS1046: There is no '{what}'; did you mean {nearest}?"], run.Findings.AsEnumerable());
    }
}
