using NetScaffold.Planning;
using NetScaffold.Tests.Files;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Invariants;

/// <summary>Many hosts: what they go by, and what one Gateway and one route take.</summary>
public sealed class HostsTests
{
    /// <summary>Names that are easily taken for each other, and such that no identifier can begin with.</summary>
    private static readonly string[] Hosts = ["a-b.c.test", "a.b-c.test", "a.b.c.test", "a-b-c.test", "a--b.c.test", "a-b--c.test", "1.a.test", "0-1.test", "main.test", "hosts.test", "*.c.test", "any.c.test", "*.a-b.c.test", "*.0-1.test"];

    [Fact]
    public void Id_OfEachHost_IsItsOwnIdentifier()
    {
        var answers = Rendered.Of(Exposing(Hosts)).Answers;
        var ids = Hosts.Append(answers.Edge.Host).Select(h => HostId.Of(h, answers)).ToList();
        Assert.Equal(ids.Count, ids.Select(i => i.Key).Distinct().Count());
        Assert.Equal(ids.Count, ids.Select(i => i.Section).Distinct().Count());
        Assert.All(ids, i => Assert.Matches("^[A-Za-z_][A-Za-z0-9_]*$", i.Key));
        Assert.Equal(ids.Count, ids.Select(i => i.Certificate).Distinct().Count());
        Assert.Equal(new HostId("main", "https", "tls"), ids[^1]);
    }

    /// <summary>Another host, in front or as the main one, and another order of services: Helm values and listeners that people refer to stay.</summary>
    [Theory]
    [InlineData("first.test", "b.test", "a.test")]
    [InlineData("app.example.com", "a.test", "b.test")]
    public void Host_WithOthersBesideIt_KeepsItsNames(params string[] hosts)
    {
        var (before, after) = (Names(Exposing("a.test", "b.test")), Names(Exposing(hosts)));
        Assert.Equal(["https-a.test a_test", "https-b.test b_test"], before);
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
    }

    /// <summary>What is below a wildcard stays below it in every environment.</summary>
    [Theory]
    [InlineData("prod", "*.example.com, api.example.com, example.com, a.b.example.com, api.example.org")]
    [InlineData("dev", "*.dev.example.com, api.dev.example.com, dev.example.com, dev.a.b.example.com, dev.api.example.org")]
    [InlineData("qa", "*.qa.test, api.qa.test, qa.example.com, qa.a.b.example.com, qa.api.example.org")]
    public void Wildcard_InEachEnvironment_CoversTheSameHosts(string environment, string expected)
    {
        var plan = Rendered.Of(Wildcards).Plan.Environments.Single(e => e.Name == environment);

        Assert.Equal(expected, string.Join(", ", plan.Hosts.Select(h => h.Name)));
    }

    [ReferenceFact]
    public async Task Host_OfSeveral_HasACertificateOfItsOwn()
    {
        var objects = Rendered.Of(Wildcards).Objects();
        Assert.Empty(await Schemas.ErrorsAsync(objects));

        string[] names = ["*.example.com", "api.example.com", "example.com", "a.b.example.com", "api.example.org"];
        var certificates = objects.Where(o => o.Kind == "Certificate").ToList();
        Assert.Equal(names, certificates.Select(c => Assert.Single(c.Spec.List("dnsNames")!)));
        Assert.Equal(certificates.Select(c => c.Name), certificates.Select(c => c.Spec.Text("secretName")));
        Assert.Equal(certificates.Select(c => c.Name), objects.Single(o => o.Kind == "Gateway").Spec.Maps("listeners").Skip(1).Select(l => l.Map("tls").Maps("certificateRefs").Single().Text("name")));
        var solver = Assert.Single(objects.Single(o => o.Kind == "Issuer").Spec.Map("acme").Maps("solvers"));
        Assert.Equal(names, solver.Map("selector").List("dnsNames"));
        Assert.Equal(
            ["https *.example.com", "https-api.example.com api.example.com", "https-example.com example.com", "https-a.b.example.com a.b.example.com", "https-api.example.org api.example.org"],
            objects.Single(o => o.Kind == "Gateway").Spec.Maps("listeners").Skip(1).Select(l => $"{l.Text("name")} {l.Text("hostname")}"));
    }

    private const string Wildcards = """
        name: shop
        bundle: both
        environments: [dev, {name: qa, host: "*.qa.test"}, prod]
        edge: {host: "*.example.com"}
        tls: {issuer: letsencrypt, challenge: dns01, dnsProvider: cloudflare}
        services: [{name: web, expose: [{path: /}, {path: /, host: api.example.com}, {path: /, host: example.com}, {path: /, host: a.b.example.com}, {path: /, host: api.example.org}]}]
        waivers: [{code: NS2512, reason: names of documentation}]

        """;

    /// <summary>The names are text of several grammars: of Helm, of values files, of the Gateway API.</summary>
    [RealToolTheory]
    [MemberData(nameof(RealTools.Names), MemberType = typeof(RealTools))]
    public async Task Hosts_OfAllKinds_AreAcceptedAndEqual(string tools)
    {
        var result = Rendered.Of(Exposing(Hosts));
        using var folder = new TemporaryFolder();
        result.WriteTo(folder.Path);
        await RealToolTests.CheckAsync(result, RealTools.Get(tools), folder.Path);
    }

    /// <summary>A route takes 16 host names and a Gateway 64 listeners.</summary>
    [ReferenceTheory]
    [InlineData(17)]
    [InlineData(63)]
    public async Task Hosts_MoreThanARouteTakes_AreAllRedirectedAndServed(int count)
    {
        var hosts = Enumerable.Range(0, count).Select(i => $"h{i}.test").ToArray();
        var objects = Rendered.Of(Exposing(hosts)).Objects();
        Assert.Empty(await Schemas.ErrorsAsync(objects));

        var routes = objects.Where(o => o.Kind == "HTTPRoute").ToLookup(o => o.Name.StartsWith("shop-redirect", StringComparison.Ordinal));
        Assert.All(routes[true], r => Assert.InRange(r.Spec.List("hostnames")!.Count, 1, 16));
        Assert.Equal(hosts.Order(StringComparer.Ordinal), routes[true].SelectMany(r => r.Spec.List("hostnames")!).Cast<string>().Order(StringComparer.Ordinal));
        Assert.All(routes[false], r => Assert.Single(r.Spec.List("hostnames")!));
        Assert.Equal(hosts.Order(StringComparer.Ordinal), routes[false].SelectMany(r => r.Spec.List("hostnames")!).Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(count + 1, objects.Single(o => o.Kind == "Gateway").Spec.Maps("listeners").Count());
    }

    private static string Exposing(params string[] hosts) =>
        "name: shop\nbundle: both\nservices:\n" + string.Concat(hosts.Select((h, i) => $"- {{name: s{i}, expose: [{{path: /, host: \"{h}\"}}]}}\n"));

    /// <summary>Of each listener with TLS the name, and of its host the key in the chart's values.</summary>
    private static IEnumerable<string> Names(string answers)
    {
        var result = Rendered.Of(answers);
        var keys = KubeYaml.Parse(result.FileText("helm/app/values.yaml")) as Dictionary<string, object?>;
        var byHost = keys.Texts("hosts").ToDictionary(h => h.Value, h => h.Key);
        return result.Objects().Single(o => o.Kind == "Gateway").Spec.Maps("listeners").Where(l => l.Text("hostname") is not null).Select(l => $"{l.Text("name")} {byHost[l.Text("hostname")!]}");
    }
}
