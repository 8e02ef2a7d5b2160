using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using NetScaffold.Checks;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Documents;

/// <summary>What check finds in the guide's own manifests, which stand in the reference and never in this repository.</summary>
internal static partial class GuideFindings
{
    /// <summary>A defect of docs/guide-defects.md, the code by which check finds it, and at which object; empty for a file that cannot be read.</summary>
    internal sealed record Row(string Id, string Code, string Object);

    /// <summary>One place for each defect; most stand at several.</summary>
    public static ImmutableArray<Row> Rows { get; } =
    [
        new("A2", "NS4195", "Pod network-test-pod"),
        new("B11", "NS1009", ""),
        new("C1", "NS4567", "NetworkPolicy production/default-deny-all"),
        new("C3", "NS4053", "NetworkPolicy production/backend-policy"),
        new("C4", "NS4052", "NetworkPolicy production/frontend-policy"),
        new("C5", "NS4052", "NetworkPolicy production/backend-policy"),
        new("C6", "NS4051", "NetworkPolicy production/frontend-policy"),
        new("C7", "NS4050", "NetworkPolicy production/backend-policy"),
        new("C8", "NS4072", "NetworkPolicy production/database-policy"),
        new("C10", "NS4073", "NetworkPolicy production/allow-external-api"),
        new("C14", "NS4125", "Deployment production/frontend"),
        new("C21", "NS4088", "NetworkPolicy production/frontend-policy"),
        new("D1", "NS4149", "Service production/backend-service"),
        new("D3", "NS4168", "Service production/backend-service"),
        new("D4", "NS4231", "ServiceMonitor production/backend-monitor"),
        new("D6", "NS4564", "Service production/external-database"),
        new("D7", "NS4213", "ConfigMap kube-system/coredns"),
        new("D8", "NS4044", "ConfigMap kube-system/coredns"),
        new("D9", "NS4596", "ConfigMap kube-system/coredns"),
        new("D11", "NS4591", "ConfigMap kube-system/coredns"),
        new("D12", "NS4218", "Pod dns-optimized-pod"),
        new("D13", "NS4538", "Pod dns-optimized-pod"),
        new("D14", "NS4539", "Pod dns-optimized-pod"),
        new("D15", "NS4543", "Pod dns-optimized-pod"),
        new("D18", "NS4195", "Pod dns-optimized-pod"),
        new("E1", "NS4085", "Ingress production/production-ingress"),
        new("E5", "NS4565", "Ingress production/production-ingress"),
        new("E6", "NS4559", "Ingress production/production-ingress"),
        new("E7", "NS4566", "Ingress production/production-ingress"),
        new("E8", "NS4106", "Ingress production/production-ingress"),
        new("E9", "NS4557", "Ingress production/production-ingress"),
        new("E10", "NS4207", "Ingress production/production-ingress"),
        new("E12", "NS4086", "Ingress production/path-based-ingress"),
        new("E13", "NS4558", "Ingress production/path-based-ingress"),
        new("E14", "NS4105", "Ingress production/path-based-ingress"),
        new("E15", "NS4552", "Ingress production/path-based-ingress"),
        new("E16", "NS4088", "Ingress production/production-ingress"),
        new("E18", "NS5002", "Ingress error-pages-ingress"),
        new("E20", "NS4087", "Gateway production/production-gateway"),
        new("F5", "NS4142", "Gateway production/production-gateway"),
        new("F8", "NS4133", "VirtualService production/app-virtualservice"),
        new("F9", "NS4587", "VirtualService production/app-virtualservice"),
        new("F10", "NS4134", "VirtualService production/app-virtualservice"),
        new("F11", "NS4135", "VirtualService production/app-virtualservice"),
        new("F12", "NS4136", "DestinationRule production/backend-circuit-breaker"),
        new("F14", "NS4137", "DestinationRule production/backend-circuit-breaker"),
        new("F15", "NS4127", "Ingress production/production-ingress"),
        new("F16", "NS4128", "AuthorizationPolicy production/frontend-authz"),
        new("F17", "NS4130", "AuthorizationPolicy production/frontend-authz"),
        new("F21", "NS4125", "Deployment production/frontend"),
        new("G3", "NS4158", "Service production/frontend-lb"),
        new("G4", "NS4159", "Service production/frontend-lb"),
        new("G5", "NS4159", "Service production/frontend-lb"),
        new("G6", "NS4161", "Service production/frontend-lb"),
        new("G7", "NS4161", "Service production/frontend-lb"),
        new("G9", "NS4163", "Service production/frontend-lb"),
        new("G11", "NS4157", "Service production/frontend-lb"),
        new("G15", "NS4182", "PodDisruptionBudget production/backend-pdb"),
        new("G16", "NS4542", "PodDisruptionBudget production/backend-pdb"),
        new("G17", "NS4536", "HorizontalPodAutoscaler production/backend-hpa"),
        new("G18", "NS4175", "HorizontalPodAutoscaler production/backend-hpa"),
        new("G19", "NS4537", "HorizontalPodAutoscaler production/frontend-hpa"),
        new("G20", "NS4172", "Deployment production/frontend"),
        new("G21", "NS4509", "Deployment backend"),
        new("H1", "NS4111", "Namespace production"),
        new("H2", "NS4199", "Namespace production"),
        new("H3", "NS4197", "Pod production/netshoot"),
        new("H5", "NS4194", "Pod production/secure-app"),
        new("H6", "NS4541", "Pod production/secure-app"),
        new("H8", "NS4138", "Gateway istio-system/egress-gateway"),
        new("H13", "NS4059", "NetworkPolicy production/strict-egress"),
        new("H14", "NS4050", "NetworkPolicy production/strict-egress"),
        new("H15", "NS4195", "Pod production/secure-app"),
        new("I1", "NS4574", "ClusterIssuer letsencrypt-prod"),
        new("I2", "NS4575", "ClusterIssuer letsencrypt-prod"),
        new("I4", "NS4205", "Certificate production/production-tls"),
        new("I5", "NS4576", "ClusterIssuer letsencrypt-prod"),
        new("I7", "NS4577", "ClusterIssuer letsencrypt-prod"),
        new("I10", "NS4207", "Ingress production/production-ingress"),
        new("J1", "NS4231", "ServiceMonitor production/backend-monitor"),
        new("J4", "NS4197", "Pod production/netshoot"),
        new("K2", "NS4044", "ConfigMap kube-system/kube-proxy"),
        new("K3", "NS4037", "ConfigMap kube-system/kube-proxy"),
        new("K4", "NS4597", "ConfigMap kube-system/kube-proxy"),
        new("K5", "NS4597", "ConfigMap kube-system/kube-proxy"),
        new("K6", "NS4047", "ConfigMap kube-system/kube-proxy"),
        new("K7", "NS4597", "ConfigMap kube-system/kube-proxy"),
        new("K10", "NS4229", "DaemonSet kube-system/node-tuning"),
        new("K12", "NS4598", "DaemonSet kube-system/node-tuning"),
        new("K13", "NS4598", "DaemonSet kube-system/node-tuning"),
        new("K14", "NS4230", "DaemonSet kube-system/node-tuning"),
        new("K16", "NS4228", "DaemonSet kube-system/node-tuning"),
        new("K17", "NS4230", "DaemonSet kube-system/node-tuning"),
        new("K18", "NS4195", "DaemonSet kube-system/node-tuning"),
        new("K19", "NS4196", "DaemonSet kube-system/node-tuning"),
        new("K21", "NS4189", "Deployment optimized-app"),
        new("K23", "NS4189", "Deployment backend"),
        new("K24", "NS4525", "Deployment backend"),
        new("K25", "NS4192", "Deployment production/frontend"),
        new("L1", "NS4111", "Namespace production"),
        new("L2", "NS4586", "Namespace production"),
        new("L3", "NS4053", "NetworkPolicy production/frontend-policy"),
        new("L4", "NS4127", "Ingress production/production-ingress"),
        new("L6", "NS4194", "Deployment production/frontend"),
        new("L7", "NS4172", "Deployment production/frontend"),
        new("L8", "NS4190", "Deployment production/frontend"),
        new("L9", "NS4540", "Deployment production/frontend"),
        new("L10", "NS4192", "Deployment production/frontend"),
        new("L11", "NS4168", "Service production/frontend-service"),
        new("L12", "NS4106", "Ingress production/production-ingress"),
        new("L13", "NS4052", "NetworkPolicy production/frontend-policy"),
        new("L14", "NS4526", "Deployment production/frontend"),
        new("L15", "NS4087", "Gateway production/production-gateway"),
        new("M1", "NS4037", "ConfigMap kube-system/kube-proxy"),
        new("M6", "NS4213", "ConfigMap kube-system/coredns"),
    ];

    /// <summary>What check finds in the guide's manifests, all of them together and each block alone.</summary>
    public static ImmutableArray<(string Code, string Object)> Found()
    {
        var blocks = Blocks().ToList();
        var schemas = new SchemaChecker(names => names.Select(n => Repository.InReference("schemas", n)).FirstOrDefault(File.Exists) is { } path ? new SchemaFile(path, File.ReadAllBytes(path)) : null);
        return
        [
            .. blocks.Select(b => ImmutableArray.Create(b)).Prepend([.. blocks])
                .SelectMany(files => ObjectChecker.Check(files, CheckOptions.Default, schemas).Found)
                .Select(f => (f.Diagnostic.Code, f.Object?.Title ?? "")).Distinct(),
        ];
    }

    /// <summary>The guide's text has no fences: a block of YAML begins with its first key and ends where a line is none of it.</summary>
    public static IEnumerable<SourceText> Blocks()
    {
        var lines = File.ReadAllLines(Repository.InReference("guide.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("apiVersion:", StringComparison.Ordinal)) continue;
            var first = i;
            while (i < lines.Length && (lines[i].Length == 0 || lines[i][0] is ' ' or '-' or '#' || Key().IsMatch(lines[i]))) i++;
            yield return new SourceText($"guide-{first + 1:0000}.yaml", string.Join('\n', lines[first..i]) + "\n") { FirstLine = first + 1 };
        }
    }

    public static string Markdown()
    {
        var text = new StringBuilder("# What check finds in the guide\n\n");
        text.Append($"The guide that NetScaffold began with has 219 defects, see [guide-defects.md](guide-defects.md). Many of them are commands and sentences. `netscaffold check` finds {Rows.Select(r => r.Id).Distinct().Count()} of them in the guide's own manifests, each at one object at least; `GuideFindingsTests` holds this page to it.\n\n");
        text.Append("| id | code | what check says | object |\n| --- | --- | --- | --- |\n");
        foreach (var row in Rows) text.Append($"| {row.Id} | {row.Code} | {CodeTitles.Of(row.Code)} | {(row.Object.Length == 0 ? "the file" : row.Object)} |\n");
        return text.ToString();
    }

    [GeneratedRegex("^[a-zA-Z]+:( |$)")]
    private static partial Regex Key();
}
