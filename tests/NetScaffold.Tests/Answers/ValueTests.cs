using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>What becomes of single values: their normal form, and the help where one is refused.</summary>
public sealed class ValueTests
{
    [Fact]
    public void MountPaths_InAnyForm_AreWrittenInOne()
    {
        var result = Rendered.Of("name: shop\nbundle: both\nservices: [{name: db, kind: statefulset, image: \"r.example/db:1\", writable: [//tmp/, /var/./cache//], storage: {path: /data/.}}]\n");

        var service = Assert.Single(result.Answers.Services);
        Assert.Equal(["/tmp", "/var/cache"], service.Writable.AsEnumerable());
        Assert.Equal("/data", service.Storage!.Path);
        Assert.Equal(["/data", "/tmp", "/var/cache"], ValuesOf(result.FileText("helm/app/templates/services/db.yaml"), "mountPath: "));
        Assert.Equal(["/data", "/tmp", "/var/cache"], ValuesOf(result.FileText("kustomize/app/base/services/db.yaml"), "mountPath: "));
        Assert.Equal(["/tmp", "/var/cache"], ValuesOf(result.AnswersFile.Text, "- /"));
        Assert.Equal(["/data"], ValuesOf(result.AnswersFile.Text, "path: "));
    }

    /// <summary>The volume of the placeholder may be named with a final slash too.</summary>
    [Fact]
    public void StoragePath_OfThePlaceholderInAnotherForm_IsTheSame() =>
        Assert.NotNull(Rendered.Try("name: shop\nservices: [{name: db, kind: statefulset, storage: {path: /var/lib//postgresql/}}]\n").Value);

    [Theory]
    [InlineData("cluster: {podCidr: '::ffff:10.244.0.0/112'}", "10.244.0.0/16")]
    [InlineData("services: [{name: a, kind: external, external: {addresses: ['::ffff:203.0.113.7'], port: 1}}]", "203.0.113.7")]
    [InlineData("services: [{name: a, egress: [{cidr: '::ffff:203.0.113.0/120', ports: [1]}]}]", "203.0.113.0/24")]
    public void MappedAddress_IsRefused_WithItsPlainForm(string answers, string plain)
    {
        var finding = Assert.Single(Rendered.Try($"name: shop\n{answers}\n").Diagnostics, d => d.Code == "NS1023");
        Assert.EndsWith($" Write {plain}.", finding.Help, StringComparison.Ordinal);
    }

    [Fact]
    public void GatewayName_ThatIsNoLabelValue_IsRefusedWithTheReason()
    {
        var finding = Assert.Single(Rendered.Try($"name: shop\nedge: {{gateway: infra/{new string('b', 64)}}}\n").Diagnostics, d => d.Code == "NS1023");
        Assert.Contains("at most 63 characters, since policies know the proxies of a Gateway by a label with its name", finding.Help, StringComparison.Ordinal);
    }

    /// <summary>UDP stands first everywhere: no probe can use it.</summary>
    [Theory]
    [InlineData("ports: [{port: 53, protocol: UDP}, {port: 8080}]", "http", "http", "--port=8080")]
    [InlineData("ports: [{port: 53, protocol: UDP}, {port: 9000, app: grpc}]", "grpc", "9000", "--port=9898 --grpc-port=9000")]
    [InlineData("ports: [{port: 53, protocol: UDP, app: grpc}, {port: 8080}]", "http", "http", "--port=8080")]
    [InlineData("ports: [{port: 53, protocol: UDP}, {name: dns-tcp, port: 53}], probes: {kind: tcp, port: 53}", "tcp", "dns-tcp", "--port=53")]
    [InlineData("ports: [{port: 53, protocol: UDP}, {name: dns-tcp, port: 53}], probes: {kind: tcp}", "tcp", "dns-tcp", "--port=53")]
    [InlineData("image: 'r.example/a:1', ports: [{port: 53, protocol: UDP}, {name: dns-tcp, port: 53, app: tcp}]", "tcp", "dns-tcp", "")]
    [InlineData("kind: statefulset, ports: [{port: 5432, protocol: UDP}, {name: t, port: 5432}]", "http", "t", "--port=5432")]
    public void Probes_OfAServiceWithUdp_UseTcp(string fields, string kind, string port, string command)
    {
        var plan = Rendered.Of($"name: shop\nservices: [{{name: a, {fields}}}]\n").Plan.Base.Services[0];
        Assert.NotEmpty(plan.Probes);
        Assert.All(plan.Probes, p => Assert.Equal((kind, port), (p.Kind, p.Port)));
        Assert.Equal(command, string.Join(' ', (plan.Command ?? []).Skip(1)));
    }

    [Theory]
    [InlineData("ports: [{port: 53, protocol: UDP}]", "")]
    [InlineData("ports: [{port: 53, protocol: UDP}], metrics: {port: 9797}", "--port-metrics=9797")]
    [InlineData("ports: [{port: 53, protocol: UDP}], metrics: {port: 9898}", "--port=9899 --port-metrics=9898")]
    [InlineData("ports: [], metrics: {port: 9797}", "--port-metrics=9797")]
    public void Probes_OfAServiceWithoutTcp_AreNone(string fields, string command)
    {
        var plan = Rendered.Of($"name: shop\nservices: [{{name: a, {fields}}}]\n").Plan.Base.Services[0];
        Assert.Empty(plan.Probes);
        Assert.Equal(command, string.Join(' ', plan.Command!.Value.Skip(1)));
    }

    [Fact]
    public void Expose_OfANumberThatUdpHasToo_IsTheTcpPort()
    {
        var result = Rendered.Of("name: shop\nservices: [{name: a, ports: [{port: 443, protocol: UDP}, {name: h2, port: 443, containerPort: 8443, app: h2c}], expose: [{path: /, port: 443}]}]\n");
        Assert.Equal([8443], result.Plan.Base.Services[0].GatewayPorts.AsEnumerable());
    }

    /// <summary>Without its family a Service gets the cluster's first one, and its slice is of the other.</summary>
    [Theory]
    [InlineData("podCidr: ['fd00:42::/56', 10.42.0.0/16], serviceCidr: ['fd00:43::/112', 10.43.0.0/16]", "203.0.113.7", "IPv4")]
    [InlineData("podCidr: ['fd00:42::/56', 10.42.0.0/16], serviceCidr: ['fd00:43::/112', 10.43.0.0/16]", "2001:db8::7", "IPv6")]
    [InlineData("podCidr: ['fd00:42::/56'], serviceCidr: ['fd00:43::/112']", "2001:db8::7", "IPv6")]
    [InlineData("podCidr: [10.42.0.0/16], serviceCidr: [10.43.0.0/16]", "203.0.113.7", null)]
    public void ExternalAddress_InACluster_HasAServiceOfItsFamily(string cluster, string address, string? family)
    {
        var objects = Rendered.Of($"name: shop\nbundle: kustomize\ncluster: {{{cluster}}}\nservices: [{{name: a, kind: external, external: {{addresses: ['{address}'], port: 443}}}}]\n").Objects();
        var service = Assert.Single(objects, o => o is { Kind: "Service", Name: "a" });
        Assert.Equal(family is null ? null : [family], service.Spec.List("ipFamilies"));
        Assert.Equal(address.Contains(':') ? "IPv6" : "IPv4", Assert.Single(objects, o => o.Kind == "EndpointSlice").Tree.Text("addressType"));
    }

    /// <summary>A wider block leaves out what the narrow ones are reported for.</summary>
    [Theory]
    [InlineData("168.0.0.0/5", "169.254.0.0/16")]
    [InlineData("169.254.0.0/15", "169.254.0.0/16")]
    [InlineData("fd00:ec2::/31", "fd00:ec2::/32")]
    [InlineData("fe00::/7", "fe80::/10")]
    public void Egress_WiderThanMetadata_ExceptsIt(string cidr, string except)
    {
        var result = Rendered.Of($"name: shop\nservices: [{{name: a, egress: [{{cidr: '{cidr}', ports: [80]}}]}}]\n");
        Assert.Equal([except], Assert.Single(Assert.Single(result.Plan.Base.Services[0].Policy.Egress).Peers).Except.AsEnumerable());
        Assert.DoesNotContain(result.Plan.Findings, f => f.Code == "NS2524");
    }

    [Fact]
    public void Service_NamedAsTheSecretOfTheAcmeAccount_IsRefused() =>
        Assert.Contains(Rendered.Try("name: shop\nedge: {host: shop.acme-corp.com}\nservices: [{name: shop-acme-account, expose: [{path: /}]}]\n").Diagnostics, d => d.Code == "NS2088");

    /// <summary>The version is a label's value; a tag may be none.</summary>
    [Theory]
    [InlineData("a:1.4", "1.4")]
    [InlineData("a:_", "0")]
    [InlineData("a:_.-", "0")]
    [InlineData("a:_1-", "v_1")]
    public void Version_OfATag_IsALabelValue(string image, string version) =>
        Assert.Equal(version, Rendered.Of($"name: shop\nservices: [{{name: a, image: '{image}'}}]\n").Plan.Base.Services[0].Version);

    [Fact]
    public void Address_InAnotherForm_IsWrittenInOne()
    {
        var result = Rendered.Of("name: shop\ncluster: {podCidr: 'fd00:42::/56', serviceCidr: 'fd00:43::/112'}\nservices: [{name: a, kind: external, external: {addresses: ['2001:0db8:0::1'], port: 1}}]\n");
        Assert.Equal(["2001:db8::1"], result.Answers.Services[0].External!.Addresses.AsEnumerable());
        Assert.Contains("- \"2001:db8::1\"\n", result.AnswersFile.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ValuesOf(string text, string key) =>
        text.Split('\n').Select(l => l.TrimStart()).Where(l => l.StartsWith(key, StringComparison.Ordinal)).Select(l => l[key.TrimEnd('/').Length..].Trim());
}
