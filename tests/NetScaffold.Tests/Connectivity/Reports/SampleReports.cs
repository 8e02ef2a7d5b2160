using System.Collections.Immutable;
using System.Text;
using NetScaffold.Connectivity;
using NetScaffold.Tests.Support;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Connectivity.Reports;

/// <summary>Reports to draw: of the examples, of clusters made up here, and of names that mean harm.</summary>
internal static class SampleReports
{
    /// <summary>Names that end strings, elements, comments and fences where they are not escaped.</summary>
    public static ImmutableArray<string> HostileNames =>
    [
        "</script><img src=x onerror=alert(1)>", "\"><script>alert(2)</script>", "' onmouseover='alert(3)", "]]></title><svg onload=alert(4)>",
        "```\n# end", "\"] --> n0; click n0 href \"javascript:alert(5)\"", "--><!-- %% {{script}}", "a\u202Eb\u0000c", "&lt;b&gt; #34; {{title}}", new string('w', 300),
    ];

    /// <summary>What an example's Kustomize output allows.</summary>
    public static ReachReport Example(string name)
    {
        var folder = Path.Combine(Repository.Root, "examples", name, "kustomize");
        var files = from part in new[] { "app/base", "platform" }
                    from file in Directory.GetFiles(Path.Combine(folder, part), "*.yaml", SearchOption.AllDirectories)
                    where Path.GetFileName(file) != "kustomization.yaml"
                    orderby file
                    select new SourceText(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file));
        return ReachReport.Of(name, NetScaffold.Connectivity.Reachability.Of(ClusterReader.Read(files)));
    }

    /// <summary>The same as if each kind of connection were among them, in turn.</summary>
    public static ReachReport WithAllKinds(ReachReport report)
    {
        var kinds = new[] { FlowKind.Declared, FlowKind.SideFlow, FlowKind.Declared, FlowKind.Undeclared, FlowKind.Missing };
        return report with { Connections = [.. report.Connections.Select((c, i) => c with { Kind = kinds[i % kinds.Length], Reason = kinds[i % kinds.Length] == FlowKind.SideFlow ? "Scraping by Prometheus." : "" })] };
    }

    public static ReachReport Of(params string[] objects) =>
        ReachReport.Of("made up", NetScaffold.Connectivity.Reachability.Of(ClusterReader.Read([new SourceText("all.yaml", string.Join("---\n", objects))])));

    /// <summary>Every hostile name as namespace, workload, label, policy, host and in findings.</summary>
    public static ReachReport Hostile() => Of([.. HostileNames.SelectMany(ObjectsNamed)]) with { Title = HostileNames[0] };

    /// <summary>Workloads of which nothing is said; each may reach each.</summary>
    public static ReachReport Open(int namespaces, int workloads) =>
        Of([.. from ns in Enumerable.Range(0, namespaces) from w in Enumerable.Range(0, workloads) select Workload($"ns-{ns:00}", $"app-{w:00}")]);

    /// <summary>Services that call the next one, and now and then an earlier one, over several namespaces.</summary>
    public static ReachReport Chain(int workloads) => Of([.. Enumerable.Range(0, workloads).SelectMany(i => Link(i, workloads))]);

    public static string Workload(string ns, string name) =>
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {Quoted(name)}, namespace: {Quoted(ns)}}}\nspec: {{template: {{metadata: {{labels: {{app: {Quoted(name)}}}}}, spec: {{containers: [{{name: c, ports: [{{containerPort: 8080}}]}}]}}}}}}\n";

    /// <summary>Lets these in, and out only to pods.</summary>
    public static string Policy(string ns, string app, IEnumerable<(string Namespace, string App, int Port)> from)
    {
        var rules = from.Select(f => $"{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {f.Namespace}}}}}, podSelector: {{matchLabels: {{app: {f.App}}}}}}}], ports: [{{port: {f.Port}}}]}}");
        return $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {app}, namespace: {ns}}}\nspec:\n  podSelector: {{matchLabels: {{app: {app}}}}}\n  policyTypes: [Ingress, Egress]\n  ingress: [{string.Join(", ", rules)}]\n  egress: [{{to: [{{namespaceSelector: {{}}}}]}}]\n";
    }

    private static string[] Link(int i, int workloads) =>
    [
        Workload($"ns-{i % 3}", $"app-{i:00}"),
        Policy($"ns-{i % 3}", $"app-{i:00}", from: new[] { i - 1, i - 3, i + 4 }.Where(s => s >= 0 && s < workloads).Select(s => ($"ns-{s % 3}", $"app-{s:00}", 8000 + (s % 2)))),
    ];

    private static string[] ObjectsNamed(string name, int number) =>
    [
        Workload(name, $"{name}{number}"),
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {Quoted(name)}, namespace: {Quoted(name)}}}\nspec:\n  podSelector: {{matchLabels: {{app: {Quoted(name)}}}}}\n  ingress: [{{ports: [{{port: {Quoted(name)}}}]}}]\n",
        $"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {Quoted(name)}, namespace: {Quoted(name)}}}\nspec: {{rules: [{{host: {Quoted(name)}, http: {{paths: [{{backend: {{service: {{name: {Quoted(name)}, port: {{number: 80}}}}}}}}]}}}}]}}\n",
    ];

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text) quoted.Append(c is '"' or '\\' || char.IsControl(c) || c > '~' ? $"\\u{(int)c:X4}" : c.ToString());
        return quoted.Append('"').ToString();
    }
}
