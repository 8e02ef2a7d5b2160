using NetScaffold.Diagnostics;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Answers;

/// <summary>What a service says about its pods themselves: <c>dns</c> and <c>sysctls</c>.</summary>
public sealed class PodSettingsTests
{
    /// <summary>Those that Pod Security baseline takes in every version that can be chosen.</summary>
    private static readonly string[] AlwaysSafe =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly string[] SafeFrom37 = ["net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"];

    private static readonly string[] NeverSafe = ["net.core.somaxconn", "net.ipv4.tcp_congestion_control", "net.ipv4.tcp_max_syn_backlog", "net.ipv6.conf.all.forwarding", "kernel.sem", "kernel.shmmax", "kernel.msgmax", "fs.mqueue.msg_max"];

    [Fact]
    public void Dns_InAnyOrder_IsOptionsInAFixedOneAndNothingElse()
    {
        var dns = Pod("dns: {singleRequestReopen: true, attempts: 3, timeout: 1, ndots: 2}").Map("dnsConfig")!;

        Assert.Equal(["options"], dns.Keys);
        Assert.Equal(["ndots=2", "timeout=1", "attempts=3", "single-request-reopen"], dns.Maps("options").Select(o => o.ContainsKey("value") ? $"{o.Text("name")}={o.Text("value")}" : o.Text("name")));
    }

    [Theory]
    [InlineData("dns: {}")]
    [InlineData("dns: {singleRequestReopen: false}")]
    [InlineData("replicas: 2")]
    public void Dns_WithNothingToSay_IsLeftToTheCluster(string field) => Assert.Null(Pod(field).Map("dnsConfig"));

    [Theory]
    [InlineData(0, "NAME.NAMESPACE.svc goes upstream first, with musl nowhere else.")]
    [InlineData(2, "NAME.NAMESPACE.svc goes upstream first, with musl nowhere else.")]
    [InlineData(3, "# Names with fewer dots, such as NAME.NAMESPACE.svc, are tried")]
    public void Dns_Ndots_SaysWhatBecomesOfNamesWithTwoDots(int ndots, string comment) =>
        Assert.Contains(comment, Rendered.Of(Answers($"dns: {{ndots: {ndots}}}")).FileText("kustomize/app/base/services/a.yaml"), StringComparison.Ordinal);

    [Fact]
    public void Sysctls_InAnyOrder_AreSortedWithDotsAndTexts() =>
        Assert.Equal(
            ["kernel.shm_rmid_forced=1", "net.ipv4.tcp_fin_timeout=30", "net.ipv4.tcp_rmem=4096 87380 6291456"],
            Sysctls("sysctls: {net.ipv4.tcp_rmem: 4096 87380 6291456, net/ipv4/tcp_fin_timeout: 30, kernel.shm_rmid_forced: 1}"));

    /// <summary>The API server takes each name once.</summary>
    [Theory]
    [InlineData("ports: [{port: 80}]", "0")]
    [InlineData("ports: [{port: 80}], sysctls: {net.ipv4.ip_unprivileged_port_start: '79'}", "79")]
    [InlineData("ports: [{port: 80}], sysctls: {net/ipv4/ip_unprivileged_port_start: '80'}", "80")]
    public void Sysctls_OfAPodOnALowPort_SayOnceFromWhereItMayOpenPorts(string fields, string expected) =>
        Assert.Equal([$"net.ipv4.ip_unprivileged_port_start={expected}"], Sysctls(fields));

    /// <summary>The whole list, version by version, under both levels that have one.</summary>
    [Theory]
    [InlineData("1.34", false)]
    [InlineData("1.35", false)]
    [InlineData("1.36", false)]
    [InlineData("1.37", true)]
    public void Sysctls_UnderPodSecurity_AreThoseThatItsVersionTakes(string kubernetes, bool hasNewer)
    {
        foreach (var level in new[] { "baseline", "restricted" })
        {
            Assert.All(AlwaysSafe, name => Assert.Empty(Codes(kubernetes, level, name)));
            Assert.All(SafeFrom37, name => Assert.Equal(hasNewer ? [] : ["NS2201"], Codes(kubernetes, level, name)));
            Assert.All(NeverSafe, name => Assert.Equal(["NS2201"], Codes(kubernetes, level, name)));
        }

        Assert.All(AlwaysSafe, name => Assert.Empty(Codes(kubernetes, "privileged", name)));
        Assert.All(SafeFrom37, name => Assert.Equal(hasNewer ? [] : ["NS2561"], Codes(kubernetes, "privileged", name)));
        Assert.All(NeverSafe, name => Assert.Equal(["NS2561"], Codes(kubernetes, "privileged", name)));
    }

    /// <summary>One finding for one mistake: a parameter of the node is not also an unsafe one.</summary>
    [Theory]
    [InlineData("restricted")]
    [InlineData("baseline")]
    [InlineData("privileged")]
    public void Sysctls_OfTheNode_AreRefusedAtEveryLevel(string level) =>
        Assert.All(["vm.max_map_count", "kernel.pid_max", "kernel.semmni", "fs.inotify.max_user_watches", "fs.mqueue", "net"], name => Assert.Equal(["NS2562"], Codes("1.36", level, name)));

    /// <summary>Codes about sysctls; a value of three numbers, two or one, as the parameter takes it, is no subject here.</summary>
    private static IEnumerable<string> Codes(string kubernetes, string level, string name)
    {
        var value = name switch { "net.ipv4.tcp_rmem" or "net.ipv4.tcp_wmem" => "1 2 3", "net.ipv4.ip_local_port_range" or "net.ipv4.ping_group_range" => "1 2", _ => "1" };
        var answers = $"name: shop\ncluster: {{kubernetes: '{kubernetes}'}}\nsecurity: {{podSecurity: {level}}}\nservices: [{{name: a, sysctls: {{{name}: '{value}'}}}}]\n";
        var outcome = Rendered.Try(answers);
        Assert.Equal(outcome.Value is null, outcome.Diagnostics.Any(d => d.Severity == Severity.Error));
        return outcome.Diagnostics.Select(d => d.Code).Where(c => c is "NS2201" or "NS2561" or "NS2562" or "NS2563" or "NS2564");
    }

    private static IEnumerable<string> Sysctls(string fields) =>
        Pod(fields).Map("securityContext").Maps("sysctls").Select(s => $"{Assert.IsType<string>(s["name"])}={Assert.IsType<string>(s["value"])}");

    private static Dictionary<string, object?> Pod(string fields) =>
        Rendered.Of(Answers(fields)).Objects().Single(o => o is { Kind: "Deployment", Name: "a" }).Spec.Map("template").Map("spec")!;

    private static string Answers(string fields) => $"name: shop\nbundle: kustomize\nservices: [{{name: a, {fields}}}]\n";
}
