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

    private static IEnumerable<string> ValuesOf(string text, string key) =>
        text.Split('\n').Select(l => l.TrimStart()).Where(l => l.StartsWith(key, StringComparison.Ordinal)).Select(l => l[key.TrimEnd('/').Length..].Trim());
}
