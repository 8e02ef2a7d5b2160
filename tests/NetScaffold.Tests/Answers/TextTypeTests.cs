using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Tests.Support;
using NetScaffold.Tests.Yaml;
using NetScaffold.Yaml;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>A grammar is a test in code and a pattern in the schema: the pattern takes at least what the test does.</summary>
public sealed class TextTypeTests
{
    private static readonly ImmutableSortedDictionary<string, TextType> Types = Find();

    /// <summary>Of each grammar: some that fit (their mutations are tried as well), and some that do not.</summary>
    private static readonly Dictionary<string, (string[] Fit, string[] Misfit)> Samples = new()
    {
        ["Address"] = (["192.0.2.10", "2001:db8::7", "::1"], ["[::1]", "1.2.3", "::1%eth0", "192.0.2.010", "FD00::1", "::1]:80", "::ffff:1.2.3.4", "::ffff:7f00:1"]),
        ["AddressBlock"] = (["192.0.2.16/28", "192.0.2.10-192.0.2.20", "192.0.2.10-192.0.2.10", "fd00::1-fd00::ff", "fd00:10::/56"], ["192.0.2.17/28", "192.0.2.10", "192.0.2.20-192.0.2.10", "192.0.2.10 - 192.0.2.20", "192.0.2.10-fd00::1", "192.0.2.10-", "-", "192.0.2.10-192.0.2.20-192.0.2.30", "192.0.2.10-20", "::ffff:192.0.2.1-::ffff:192.0.2.9"]),
        ["Any"] = (["", "a", "a\nb\tc", new string('x', 4096), "{{ x }}", "漢字 😀"], [new string('x', 4097), "\0", "\r", "\u007f", "\ufeff", "\ue000"]),
        ["BodySize"] = (["off", "1Ki", "10Mi", "3Gi", "4095Mi"], ["0Mi", "10", "10MB", "Off", "4Gi", "4096Mi", "1024Gi", "01Mi"]),
        ["CalledPath"] = (["/", "/*", "/orders", "/orders/*", "/v1.2/a_b~c-d"], ["orders", "/a*", "/*/a", "/a//b", "/../a", "/a?b", "/%20", "/a b", "*", ""]),
        ["CallTarget"] = (["api", "team-b/users"], ["a/b/c", "Api", "/a", "a/", ""]),
        ["Cidr"] = (["10.0.0.0/8", "0.0.0.0/0", "fd00:10::/56", "::/0", "192.0.2.1/32"], ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0", "[fd00::]/8", "10.0.0.0/08", "10.0.0.0/8\0", "FD00::/8", "::ffff:0:0/96", "::ffff:1.2.3.0/120"]),
        ["Cpu"] = (["100m", "1", "1.5", "0.001", "1000000m", "1000"], ["0", "0m", ".5", "5.", "1.0001", "1.5000", "1001", "00001", "1e3", "half", "1\0", "1\0m"]),
        ["Date"] = (["2027-06-30"], ["2027-02-30", "27-1-1", "2027-06-30T00:00:00"]),
        ["Domain"] = (["corp.example", "consul", "10.in-addr.arpa", "1e3"], ["Corp", "a..b", ".", "a.", "-a", "10.0.0.1", "_tcp.a", "", new string('a', 64)]),
        ["Duration"] = (["0s", "60s", "1m30s", "500ms", "1h2m3s4ms", "99999h"], ["60", "s", "1d", "100000s", "1s1s1s1s1s", "1 s"]),
        ["EgressName"] = (["api.partner.test", "*.partner.test"], ["*", "a.*.test", "https://a.test", "partner"]),
        ["Email"] = (["ops@example.com", "a.b+c_d-e@x.y.z"], ["ops", "@x.y", "a b@x.y", "a@x", "-a@x.y", "a@X.y"]),
        ["EnvironmentVariable"] = (["A", "_1", "a_B9", new string('A', 253)], ["1A", "A-B", "", "A.B", "É", new string('A', 254)]),
        ["FilePath"] = (["/tmp", "/a b/{{x}}", "/ä", "//tmp/./x/", "/...", "/" + new string('a', 1023)], ["/", "//", "/.", "/./", "tmp", "/a/../b", "/..", "/a:b", "/a\nb", "", "/" + new string('a', 1024)]),
        ["HeaderName"] = (["x-canary", "X-Canary", "a", "1"], ["", "-x", "x canary", "x:y", "x_y"]),
        ["FindingCode"] = (["NS2060"], ["NS206", "ns2060", "NS20600"]),
        ["Host"] = (["app.example.com", "a.b", "1e3.acme.io", $"{new string('a', 63)}.com"], ["app", "a..b", "-a.b", "A.b", "1.2.3.4", "a.b.", "*.a.b", $"{new string('a', 64)}.com"]),
        ["GoogleProject"] = (["shop-prod", "abcdef", $"a{new string('b', 29)}", "example.com:shop-prod"], ["shop", "1shop-prod", "shop-prod-", "Shop-prod", "shop:prod", "a:b:shop-prod", "example:shop-prod", $"a{new string('b', 30)}", ""]),
        ["HostAndPort"] = (["api", "api.example.com", "api.example.com:6443", "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:6443", "2001:db8::1", "shop-control-plane:6443"], ["", "api:", "api:0", "api:65536", "api:06443", "API:1", "api_1", "-a", "a..b", "1.2.3", "[192.0.2.1]:1", "2001:db8::1:", "https://api", "api:6443/", "api:6443\0"]),
        ["Collector"] = (["observability/otel-collector:4317", "a/b:1", "x1/y-2:65535"], ["", "otel-collector:4317", "observability/otel-collector", "a/b:0", "a/b:65536", "a/b:04317", "a/b/c:1", "A/b:1", "a/B:1", "1a/b:1", "a/b:x", "a/b:1:2", "a/b:1\0"]),
        ["Kernel"] = (["5.15", "6.1", "5.4", "10.0"], ["5", "5.15.0", "v5.15", "5.015", "05.15", "5.", ".15", "5.1000", "5.15-generic", "5.15\0"]),
        ["Image"] = (["a:1", "Registry.example:5000/x/y:1.0_b", $"a@sha256:{new string('0', 64)}", $"a:1@sha256:{new string('f', 64)}", "r-1.io/a__b/c---d/e.f:_", $"r.io/{new string('a', 250)}:1"], ["a..b:1", "r.io/a___b:1", "r.io/a._b:1", "r.io/a-:1", "r.io/-a:1", "r.io//a:1", "r..io/a:1", "r-.io/a:1", "r.io./a:1", $"r.io/{new string('a', 251)}:1", "a", "a:latest", "A:1", "a:1 2", "https://a:1", "a@sha256:0", "a:{{x}}", "a.b:50\t/x:1"]),
        ["Issuer"] = (["corp", "Issuer/a", "ClusterIssuer/a.b", "123"], ["X/a", "Issuer/", "A", "Issuer/a/b"]),
        ["LabelKey"] = (["app", "example.com/App_1", "a"], ["-a", "a/", "/a", "a/b/c", "A.B/c", new string('a', 64)]),
        ["LabelValue"] = (["", "a", "A-b_c.1"], ["-a", "a-", "a b", new string('a', 64)]),
        ["Memory"] = (["1Mi", "128Mi", "134217728", "100M", "16Ti", "000128Mi"], ["128", "128m", "128MB", "128\0Mi", "134217728\0", "17Ti", "1e9", "0000000000000128Mi", ""]),
        ["Name40"] = (["a", "shop", "a-1", new string('a', 40)], ["A", "1a", "a-", "a.b", "no", "true", "y", new string('a', 41), ""]),
        ["Namespace"] = (["a", "shop-dev", new string('a', 63)], ["A", "1a", "on", new string('a', 64)]),
        ["GatewayName"] = (["infra/shared", "1/2.3", $"a/{new string('b', 63)}"], ["infra", "a/b/c", "A/b", $"a/{new string('b', 64)}"]),
        ["ObjectName"] = (["a", "1e3", "a.b-c", "true"], ["A", "a..b", "-a", "a_b", ""]),
        ["Origin"] = (["https://a.example.com", "http://localhost:3000", "https://*.a.b:65535"], ["*", "ftp://a.b", "https://a.b/", "https://a.b:0", "https://a.b:000080", "https://a.b:65536", "https://a.b:80\0"]),
        ["PortName"] = (["http", "a-1", "1e3", new string('a', 15)], ["a--b", "123", "-a", "HTTP", "y", new string('a', 16)]),
        ["PortReference"] = (["http", "1", "65535"], ["0", "65536", "080", "-1", "80\0", " 80"]),
        ["Query"] = (["x", "sum(rate(a{b=\"c\"}[2m]))"], ["", " ", "\n"]),
        ["Share"] = (["1", "100", "0.5", "0.001", "999999999.999"], ["0", "0.0", "", "-1", "1.", ".5", "1.2345", "01", "1e3", "1,5", "1.2.3", "1234567890", "٣"]),
        ["Reason"] = (["x", " x\n"], ["", " ", "\n"]),
        ["SecretKey"] = (["password", ".x", "a.b-c_D", "a..b"], ["", ".", "..", "..foo", "a/b", "a b"]),
        ["SectionName"] = (["https", "1e3"], ["HTTPS", ""]),
        ["ResourceGroup"] = (["dns", "Rg_1.(x)-2", new string('a', 90)], ["", "a.", "a b", "a/b", "ä", new string('a', 91)]),
        ["ServedHost"] = (["app.example.com", "*.example.com", "*.a.b", $"*.{new string('a', 63)}.com"], ["*", "*.com", "a.*.com", "*a.example.com", "**.example.com", "*.A.b", "*.1.2.3.4", "*.a.b."]),
        ["ServiceName"] = (["api", new string('a', 40)], ["api-canary", "api-headless", "api-metrics", "Api"]),
        ["SysctlName"] = (["net.ipv4.tcp_keepalive_time", "net/ipv4/conf/eno2.100/rp_filter", "net.ipv4.conf.eth-0.x", "a", new string('a', 253)], ["", ".a", "a.", "a..b", "a./b", "net.IPv4.x", "-a", "a_", "a._b", "a b", "a\n", new string('a', 254)]),
        ["SysctlValue"] = (["60", "4096 87380 16777216", "{{ x }}", new string('1', 1024)], ["", " ", "1\t2", "1\n", "\0", "\u007f", new string('1', 1025)]),
        ["Uuid"] = (["0a1b2c3d-0123-4567-89ab-0123456789ab", "00000000-0000-0000-0000-000000000000"], ["0A1B2C3D-0123-4567-89ab-0123456789ab", "{0a1b2c3d-0123-4567-89ab-0123456789ab}", "0a1b2c3d012345678 9ab0123456789ab", "0a1b2c3d-0123-4567-89ab-0123456789ab0", "0a1b2c3d-0123-4567-89ab-0123456789a", ""]),
        ["UrlPath"] = (["/", "/api/v1", "/$x/'y'", "/%20", "/~!&()*+,;=:@"], ["api", "/a//b", "/a/../b", "/./a", "/a#b", "/a b", "/%zz", "/a%2fb", "/{{x}}", "/a?b"]),
    };

    public static TheoryData<string> Names => [.. Types.Keys];

    [Fact]
    public void Samples_AllGrammars_HaveSome() => Assert.Equal(Types.Keys, Samples.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Fits_Samples_AreToldApart(string name)
    {
        Assert.All(Samples[name].Fit, s => Assert.True(Types[name].Fits(s), s));
        Assert.All(Samples[name].Misfit, s => Assert.False(Types[name].Fits(s), s));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pattern_WhateverFits_IsAccepted(string name)
    {
        var type = Types[name];
        var pattern = new Regex(type.Pattern, RegexOptions.ECMAScript);
        var samples = Samples[name].Fit.Concat(Samples[name].Misfit).Concat(NastyStrings.All).Concat(Samples.Values.SelectMany(s => s.Fit)).ToArray();
        void Check(string text)
        {
            // $ of .NET also matches before a last line feed, \z does not: no grammar but free text takes one.
            if (type.Fits(text)) Assert.True(pattern.IsMatch(text), text);
        }

        Assert.All(samples, Check);
        Gen.OneOf(
            NastyStrings.Generator,
            Gen.Select(Gen.OneOf(Samples[name].Fit), Gen.Int[0, 64], Gen.Char["aZ09-._/:*@+%~{} \n\tmMiGsé"], Gen.Int[0, 2], Mutated),
            Gen.Select(Gen.OneOf(Samples[name].Fit), Gen.OneOf(samples), (a, b) => a + b)).Sample(Check, iter: 2000);
    }

    [Theory]
    [InlineData("/tmp", "/tmp")]
    [InlineData("/tmp/", "/tmp")]
    [InlineData("//tmp/.//x/./", "/tmp/x")]
    [InlineData("/.tmp/...", "/.tmp/...")]
    public void Normal_PathOfOneFolder_IsOneText(string path, string expected) => Assert.Equal(expected, TextType.FilePath.Normal(path));

    /// <summary>As the kubelet has it: the separator that comes first separates, the other belongs to a part.</summary>
    [Theory]
    [InlineData("net.ipv4.tcp_rmem", "net.ipv4.tcp_rmem")]
    [InlineData("net/ipv4/tcp_rmem", "net.ipv4.tcp_rmem")]
    [InlineData("net/ipv4/conf/eno2.100/rp_filter", "net.ipv4.conf.eno2/100.rp_filter")]
    [InlineData("net.ipv4.conf.eno2/100.rp_filter", "net.ipv4.conf.eno2/100.rp_filter")]
    [InlineData("a", "a")]
    public void Normal_SysctlWithSlashes_IsTheOneWithDots(string name, string expected) => Assert.Equal(expected, TextType.SysctlName.Normal(name));

    [Theory]
    [InlineData("::ffff:192.0.2.10", "192.0.2.10")]
    [InlineData("::ffff:c000:20a", "192.0.2.10")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    [InlineData("::ffff:0:0/95", null)]
    [InlineData("2001:db8::1", null)]
    [InlineData("192.0.2.10", null)]
    [InlineData("x/8", null)]
    public void Unmapped_MappedAddress_IsItsPlainForm(string text, string? expected) => Assert.Equal(expected, Cidr.Unmapped(text));

    /// <summary>The schema beside the answers takes every answers file that the tool writes.</summary>
    [Fact]
    public async Task Schema_AnswersOfAnyShape_Validate()
    {
        var schema = await JsonSchema.FromJsonAsync(AnswersSchema.Print());
        RandomAnswers.Seeds.Sample(
            seed =>
            {
                var answers = Scaffold.Run(RandomAnswers.Tree(seed), CliRun.Today, NetScaffold.Rendering.TemplateSet.BuiltIn).Value!.AnswersFile.Text;
                Assert.Empty(schema.Validate(Token(KubeYaml.Parse(answers))).Select(e => e.ToString()));
            },
            iter: 40);
    }

    /// <summary>The bite: what the tool refuses by its shape, editors underline.</summary>
    [Theory]
    [InlineData("unknown-keys")]
    [InlineData("unknown-choices")]
    [InlineData("wrong-types")]
    [InlineData("service-names")]
    [InlineData("images")]
    [InlineData("numbers")]
    [InlineData("name-template")]
    public async Task Schema_BadAnswers_AreRefused(string name)
    {
        var schema = await JsonSchema.FromJsonAsync(AnswersSchema.Print());
        Assert.NotEmpty(schema.Validate(Token(KubeYaml.Parse(AnnotatedAnswers.Read(BadAnswersTests.Fixtures, name).Answers))));
    }

    /// <summary>Editors type what is unquoted, and a number as text must not be underlined. The reader and the schema agree on each.</summary>
    [Theory]
    [InlineData("cluster: {kubernetes: 1.36}", true)]
    [InlineData("cluster: {kubernetes: '1.36'}", true)]
    [InlineData("cluster: {kubernetes: 1.3}", false)]
    [InlineData("cluster: {kubernetes: 2}", false)]
    [InlineData("cluster: {podCidr: 10.244.0.0/16}", true)]
    [InlineData("cluster: {podCidr: [10.244.0.0/16, 'fd00::/56']}", true)]
    [InlineData("environments: prod", true)]
    [InlineData("environments: [dev, prod]", true)]
    [InlineData("environments: [5]", false)]
    [InlineData("namespace: 5", false)]
    [InlineData("namespace: true", false)]
    [InlineData("edge: {host: 1.5}", false)]
    [InlineData("edge: {rateLimit: 5}", true)]
    [InlineData("edge: {rateLimit: '5'}", false)]
    [InlineData("edge: {rateLimit: 5.5}", false)]
    [InlineData("edge: {timeout: 60}", false)]
    [InlineData("edge: {maxBodySize: 10Mi}", true)]
    [InlineData("edge: {maxBodySize: 10}", false)]
    [InlineData("scaling: {disruptionBudget: false}", true)]
    [InlineData("scaling: {disruptionBudget: 'false'}", false)]
    [InlineData("scaling: {disruptionBudget: 0}", false)]
    [InlineData("services: [{name: a, ports: [{port: 80}]}]", true)]
    [InlineData("services: [{name: a, ports: [{port: '80'}]}]", false)]
    [InlineData("services: [{name: a, ports: [{name: 80, port: 80}]}]", false)]
    [InlineData("services: [{name: a, expose: [{port: 8080}]}]", true)]
    [InlineData("services: [{name: a, expose: [{port: '8080'}]}]", true)]
    [InlineData("services: [{name: a, expose: [{port: true}]}]", false)]
    [InlineData("services: [{name: a, resources: {cpu: 1}}]", true)]
    [InlineData("services: [{name: a, resources: {cpu: 0.5, memory: 134217728}}]", true)]
    [InlineData("services: [{name: a, resources: {cpu: true}}]", false)]
    [InlineData("services: [{name: a, env: {A: 1, B: 1.5, C: true, D: '1'}}]", true)]
    [InlineData("services: [{name: a, env: {A: }}]", false)]
    [InlineData("services: [{name: a, command: [sleep, 5]}]", true)]
    [InlineData("services: [{name: a, image: 5}]", false)]
    [InlineData("services: [{name: a, metrics: none}]", true)]
    [InlineData("services: [{name: a, metrics: false}]", false)]
    [InlineData("waivers: [{code: NS2195, reason: 5, until: 2027-06-30}]", true)]
    public async Task Schema_Scalar_IsTakenAsTheReaderTakesIt(string answers, bool isTaken)
    {
        var text = $"name: shop\n{answers}\n";
        var schema = await JsonSchema.FromJsonAsync(AnswersSchema.Print());
        var misfits = YamlReader.Read(new SourceText("f", text)).Then(AnswersReader.Read).Diagnostics.Where(d => d.Code is "NS1021" or "NS1022" or "NS1023" or "NS1024").ToList();
        Assert.True(isTaken == (misfits.Count == 0), string.Join('\n', misfits));
        var errors = schema.Validate(Token(KubeYaml.Parse(text)));
        Assert.True(isTaken == (errors.Count == 0), string.Join('\n', errors));
    }

    private static string Mutated(string text, int at, char letter, int kind)
    {
        at %= text.Length + 1;
        return kind switch
        {
            0 => text.Insert(at, letter.ToString()),
            1 when at < text.Length => text.Remove(at, 1),
            _ => text[..at] + letter + text[Math.Min(text.Length, at + 1)..],
        };
    }

    private static JToken Token(object? value) => value switch
    {
        Dictionary<string, object?> map => new JObject(map.Select(p => new JProperty(p.Key, Token(p.Value)))),
        List<object?> list => new JArray(list.Select(Token)),
        null => JValue.CreateNull(),
        _ => new JValue(value),
    };

    private static ImmutableSortedDictionary<string, TextType> Find() =>
        typeof(TextType).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(TextType))
            .ToImmutableSortedDictionary(p => p.Name, p => (TextType)p.GetValue(null)!, StringComparer.Ordinal);
}
