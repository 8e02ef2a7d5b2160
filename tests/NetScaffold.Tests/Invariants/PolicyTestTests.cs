using System.Collections.Immutable;
using CliWrap;
using CliWrap.Buffered;
using NetScaffold.Answers;
using NetScaffold.Tests.Documents;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

using Map = Dictionary<string, object?>;

/// <summary>The pods that try who can reach whom: in rights their service, in traffic nobody; and on a cluster that does as policies say every check holds.</summary>
public sealed class PolicyTestTests
{
    private const string Component = "app.kubernetes.io/component";

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Checks_OfACombination_SayWhatItsPoliciesDo(string name)
    {
        if (TestedBy(name) is not { } result) return;
        var objects = result.Objects();
        var policies = new LiteralReachability(objects.Where(LiteralReachability.IsUnderstood));
        var workloads = Pods.Of(objects);
        foreach (var pod in result.TestPods())
        {
            var tester = Pods.Of([pod]).Single();
            foreach (var (wanted, service, port) in ChecksOf(pod))
            {
                var (target, ports) = PodsBehind(objects, workloads, service, port);
                Assert.All(ports, p => Assert.True(policies.Allows(tester, target, "TCP", p) == (wanted == "open"), $"{pod.Name}: {wanted} {service}:{port}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void DeclaredCalls_OfACombination_AreAllTried(string name)
    {
        if (TestedBy(name) is not { } result) return;
        var tried = result.TestPods().SelectMany(p => ChecksOf(p).Where(c => c.Wanted == "open").Select(c => (Caller: p.Labels["app.kubernetes.io/name"], c.Service, c.Port))).ToHashSet();
        var declared = from caller in result.Answers.Services
                       from call in caller.Calls
                       let callee = result.Answers.Services.FirstOrDefault(s => s.Name == call.To && s.Kind != ServiceKind.External)
                       where callee is not null
                       let port = call.Port is null ? callee.Ports[0] : callee.FindPort(call.Port)!
                       where port.Protocol == "TCP"
                       select (caller.Name, callee.Name, port.Port);

        Assert.Equal(declared.ToHashSet(), tried);
        var hasPolicies = result.Plan.Decisions["enforcedPolicies"];
        Assert.Equal(hasPolicies, result.TestPods().Any(p => ChecksOf(p).Any(c => c.Wanted == "closed")) || (hasPolicies && result.Answers.Services.Count(s => s.Kind != ServiceKind.External) == 1));
    }

    /// <summary>Nobody calls anybody, so all there is to try is what policies would stop.</summary>
    [Theory]
    [InlineData("enforce", true)]
    [InlineData("observe", false)]
    public void UndeclaredCalls_Alone_AreTriedWherePoliciesHold(string enforcement, bool isTried)
    {
        var result = Rendered.Of($"name: shop\nbundle: both\ncluster: {{cni: calico}}\nsecurity: {{enforcement: {enforcement}}}\nservices: [{{name: web}}, {{name: api}}]\n");
        Assert.Equal(isTried, result.Bundle.Files.Any(f => f.Path.EndsWith("tests/calls.yaml", StringComparison.Ordinal)));
        Assert.Equal(isTried, result.FileText("README.md").Contains("helm test", StringComparison.Ordinal));
    }

    [ReferenceTheory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public async Task Pods_OfACombination_AreTakenByTheClusterAndGetNoTraffic(string name)
    {
        if (TestedBy(name) is not { } result) return;
        var pods = result.TestPods();
        Assert.Empty(await Schemas.ErrorsAsync(pods));
        Assert.Empty(ApiLimits.ErrorsIn(pods));
        Assert.Equal(pods.Length, pods.Select(p => p.Name).Distinct().Count());
        foreach (var pod in pods)
        {
            Assert.Equal("test", pod.Labels[Component]);
            Assert.Equal(result.Answers.Name, pod.Labels["app.kubernetes.io/instance"]);
            Assert.True(DefectScans.IsRestricted(pod.Spec), $"{pod}");
            Assert.True(pod.Spec!["automountServiceAccountToken"] is false && pod.Spec.Text("restartPolicy") == "Never" && pod.Spec.Number("activeDeadlineSeconds") > 0, $"{pod}");
            Assert.DoesNotContain(result.Objects().Where(o => o.Namespace == pod.Namespace && !(IsNoMember(pod) && o.ApiVersion == "security.istio.io/v1")), o => SelectorsIn(o).Any(s => ScannedBundle.Matches(s, pod.Labels)));
        }
    }

    /// <summary>A Service and a budget that select by the name alone would be found.</summary>
    [Theory]
    [InlineData("kind: Service, spec: {selector: {app.kubernetes.io/name: frontend}}")]
    [InlineData("kind: PodDisruptionBudget, spec: {selector: {matchLabels: {app.kubernetes.io/name: frontend}}}")]
    [InlineData("kind: Deployment, spec: {selector: {matchLabels: {app.kubernetes.io/name: frontend, app.kubernetes.io/instance: shop}}}")]
    public void Selector_ByNameAlone_MeansTestPods(string text)
    {
        var tests = Rendered.Of("name: shop\nbundle: both\n").TestPods();
        var selecting = KubeObject.ParseAll($"{{apiVersion: x/v1, metadata: {{name: x}}, {text}}}")[0];

        Assert.Contains(tests, p => SelectorsIn(selecting).Any(s => ScannedBundle.Matches(s, p.Labels)));
    }

    [Theory]
    [InlineData(12, 12 * 11)]
    [InlineData(13, 50)]
    [InlineData(51, 50)]
    [InlineData(200, 50)]
    public void UndeclaredPairs_OfManyServices_AreAtMostFifty(int services, int pairs)
    {
        var text = string.Join('\n', Enumerable.Range(1, services).Select(i => $"- {{name: s{i}, ports: [{{port: 8080}}]}}"));
        var tests = Rendered.Of($"name: shop\nbundle: both\nservices:\n{text}\n").TestPods();
        var tried = tests.SelectMany(p => ChecksOf(p).Select(c => (p.Name, c.Service))).ToList();

        Assert.Equal(pairs, tried.Count);
        Assert.Equal(pairs, tried.Distinct().Count());
        Assert.Equal(Math.Min(services, 50), tests.Length);
        Assert.Equal(tried, Rendered.Of($"name: shop\nbundle: both\nservices:\n{text}\n").TestPods().SelectMany(p => ChecksOf(p).Select(c => (p.Name, c.Service))));
    }

    [Fact]
    public void Callee_ThatCannotBeJudged_IsLeftOut()
    {
        var pods = Rendered.Of("""
            name: shop
            bundle: both
            environments: [{name: dev, namespace: shop-dev}, prod]
            services:
            - {name: a, ports: [], calls: [b, {to: c, port: one}, {to: team-b/users, port: 80}, mail]}
            - {name: b, ports: [{name: dns, port: 53, protocol: UDP}, {name: web, port: 80}]}
            - {name: c, ports: [{name: one, port: 1000}, {name: other, port: 1002}]}
            - {name: d, ports: [{port: 1}], allowFrom: [{namespace: shop-dev}]}
            - {name: mail, kind: external, external: {host: smtp.example.net, port: 587}}
            """).TestPods();

        Assert.Equal(["open c:1000", "closed b:80", "closed c:1002"], ChecksOf(pods.Single(p => p.Name == "a-test")).Select(c => $"{c.Wanted} {c.Service}:{c.Port}"));
        Assert.DoesNotContain(pods.SelectMany(ChecksOf), c => c.Service is "d" or "users" or "mail" or "a");
    }

    /// <summary>The script itself, with a stand-in for the program that connects.</summary>
    [Theory]
    [InlineData("", "", 0, "ok frontend -> backend:8080 open", "ok frontend -> database:5432 closed")]
    [InlineData("backend", "TIMEOUT", 1, "FAILED frontend -> backend:8080 timed out: a policy or the network drops it", "ok frontend -> database:5432 closed")]
    [InlineData("backend", "REFUSED", 1, "FAILED frontend -> backend:8080 refused: no pod that is ready listens there", "ok frontend -> database:5432 closed")]
    [InlineData("backend", "DNS: lookup backend: no such host", 1, "FAILED frontend -> backend:8080 DNS: lookup backend: no such host", "ok frontend -> database:5432 closed")]
    [InlineData("database", "", 1, "ok frontend -> backend:8080 open", "FAILED frontend -> database:5432 open: nobody declared this call")]
    [InlineData("database", "REFUSED", 1, "ok frontend -> backend:8080 open", "FAILED frontend -> database:5432 refused: no policy dropped it")]
    [InlineData("database", "OTHER: dial tcp: no route to host", 1, "ok frontend -> backend:8080 open", "FAILED frontend -> database:5432 OTHER: dial tcp: no route to host")]
    public async Task Script_ForAnAnswer_SaysWhatItMeans(string target, string answer, int exitCode, params string[] lines) =>
        Assert.Equal((exitCode, string.Join('\n', lines)), await RunAsync("name: shop\nbundle: both\n", target, answer));

    [Theory]
    [InlineData("database", "REFUSED", 0, "ok frontend -> backend:8080 open", "ok frontend -> database:5432 refused")]
    [InlineData("database", "", 1, "ok frontend -> backend:8080 open", "FAILED frontend -> database:5432 open: nobody declared this call")]
    public async Task Script_WhereThePodNetworkMayRefuse_TakesThatForClosed(string target, string answer, int exitCode, params string[] lines) =>
        Assert.Equal((exitCode, string.Join('\n', lines)), await RunAsync("name: shop\nbundle: both\ncluster: {cni: existing}\n", target, answer));

    private static ScaffoldResult? TestedBy(string name) =>
        Rendered.Try(Combinations.Get(name).Answers).Value is { } result && result.Plan.Decisions["kustomizeForm"] && result.Plan.Decisions["appLayer"] ? result : null;

    private static IEnumerable<(string Wanted, string Service, int Port)> ChecksOf(KubeObject pod)
    {
        foreach (var words in CommandOf(pod).Skip(4).Select(c => c.Split(' ', ':')))
            yield return (words[0], words[1], int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ImmutableArray<string> CommandOf(KubeObject pod) => [.. pod.Spec.Maps("containers").Single().List("command")!.Cast<string>()];

    /// <summary>A pod that the Service leads to, and the port there.</summary>
    private static (Pod Target, IEnumerable<int> Ports) PodsBehind(IEnumerable<KubeObject> objects, IEnumerable<Pod> workloads, string name, int port)
    {
        var service = objects.Single(o => o.Kind == "Service" && o.Name == name);
        var target = workloads.Single(w => ScannedBundle.Matches(service.Spec.Texts("selector"), w.Labels));
        var named = service.Spec.Maps("ports").Single(p => p.Number("port") == port && p.Text("protocol") == "TCP").Text("targetPort");
        return (target, target.NamedPorts.Where(p => p.Name == named).Select(p => p.Port));
    }

    /// <summary>Whom Services, budgets, workloads and their spread mean; policies mean pods by the name alone, on purpose.</summary>
    private static IEnumerable<Dictionary<string, string>> SelectorsIn(KubeObject o)
    {
        if (o.Kind is "NetworkPolicy" or "StagedKubernetesNetworkPolicy" or "CiliumNetworkPolicy") return [];
        // One without a selector gets its endpoints from elsewhere.
        if (o.Kind == "Service") return o.Spec.Map("selector") is null ? [] : [o.Spec.Texts("selector")];
        return Selectors(o.Spec);

        static IEnumerable<Dictionary<string, string>> Selectors(object? node) => node switch
        {
            Map map => (map.GetValueOrDefault("matchLabels") is Map ? [map.Texts("matchLabels")] : Enumerable.Empty<Dictionary<string, string>>()).Concat(map.Values.SelectMany(Selectors)),
            List<object?> list => list.SelectMany(Selectors),
            _ => [],
        };
    }

    /// <summary>Runs the frontend's pod's command: every port of the answer's target gives the answer, others what they ought to.</summary>
    private static async Task<(int ExitCode, string Lines)> RunAsync(string answers, string target, string answer)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "agnhost");
        await File.WriteAllTextAsync(program, $"""
            # connect --timeout=3s HOST:PORT
            case "$3" in
              {(target.Length > 0 ? target : "none")}:*) [ -z "{answer}" ] || [ "{answer}" = OPEN ] && exit 0; echo "{answer}" >&2; exit 1 ;;
              backend:*) exit 0 ;;
            esac
            echo TIMEOUT >&2
            exit 1

            """);
        var command = CommandOf(Rendered.Of(answers).TestPods().Single(p => p.Name == "frontend-test"));
        var script = command[2].Replace("/agnhost", $"sh {program}", StringComparison.Ordinal).Replace("sleep ", ": ", StringComparison.Ordinal);
        var result = await global::CliWrap.Cli.Wrap(command[0]).WithArguments([command[1], script, .. command.Skip(3)]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        Assert.Empty(result.StandardError);
        return (result.ExitCode, result.StandardOutput.TrimEnd('\n'));
    }

    /// <summary>No proxy of the mesh asks for what is said about its pods.</summary>
    private static bool IsNoMember(KubeObject pod) => pod.Labels.GetValueOrDefault("istio.io/dataplane-mode") == "none" || pod.Labels.GetValueOrDefault("sidecar.istio.io/inject") == "false";
}
