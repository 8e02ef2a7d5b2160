using NetScaffold.Bundles;
using NetScaffold.Connectivity;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>The documents that show who can reach whom: a table and a drawing, as Markdown and as a page.</summary>
internal static class ReachabilityDocuments
{
    /// <summary>Prints them.</summary>
    /// <param name="plan">What was rendered.</param>
    /// <param name="proof">Of its objects, without findings.</param>
    /// <param name="templates">The template sources.</param>
    public static IEnumerable<RenderedFile> Of(ScaffoldPlan plan, ReachProof proof, TemplateSet templates)
    {
        var staged = plan.Decisions["stagedPolicies"] || plan.Decisions["stagedCalicoPolicies"] ? " --staged" : "";
        var model = new ScriptObject
        {
            ["markdown"] = TemplateFunctions.Markdown,
            ["title"] = plan.Answers.Name,
            ["environment"] = plan.Base.Name,
            ["tried"] = proof.Tried,
            ["holds_entry"] = plan.Decisions["policies"],
            ["has_unheld"] = !plan.Decisions["egressPolicies"],
            ["unheld"] = plan.Decisions["policies"] ? "on the way out of pods" : "in either direction",
            ["watches"] = plan.Decisions["observesPolicies"],
            ["holds_cluster"] = plan.Decisions["clusterPolicies"],
            ["has_other_ends"] = plan.Decisions["clusterPolicies"] && !ClusterPolicies.OtherEnds(plan.Answers).IsEmpty,
            ["other_ends"] = string.Join(", ", ClusterPolicies.OtherEnds(plan.Answers).Select(e => e.Namespace).Distinct()),
            ["rows"] = new ScriptArray(RowsOf(proof.Report).Concat(plan.Decisions["egressPolicies"] ? RowsByName(plan) : [])),
            ["mesh"] = new ScriptArray(MeshRows(proof.Report.Cluster)),
            ["is_meshed"] = plan.Decisions["strictMesh"] || plan.Decisions["egressGateway"],
            ["mermaid"] = $"```mermaid\n{MermaidReport.Print(proof.Report)}```\n",
            ["command"] = plan.Decisions["kustomizeForm"]
                ? $"kubectl kustomize kustomize/app/overlays/{plan.Base.Name} | netscaffold reach -{staged}"
                : $"helm template {plan.Answers.Name} helm/app --values helm/app/values-{plan.Base.Name}.yaml --skip-tests | netscaffold reach -{staged}",
        };
        yield return new RenderedFile("docs/reachability.md", templates.Render("docs/reachability.md.sbn", model, new TemplateSetLoader(templates)));
        yield return new RenderedFile("docs/reachability.html", HtmlReport.Print(proof.Report));
    }

    /// <summary>One row for each pair and reason; addresses with the same ports are one row.</summary>
    private static IEnumerable<ScriptObject> RowsOf(ReachReport report)
    {
        var rows = from reported in report.Connections
                   group reported.Connection by (Source: NameOf(reported.Connection.Source), Destination: NameOf(reported.Connection.Destination), reported.Reason) into same
                   from line in GroupedConnection.Of(same, c => c.Source is AddressPeer ? c.Source : c.Destination)
                   let isFromOutside = same.Key.Source is null
                   select (Source: isFromOutside ? line.Peer : same.Key.Source!, Destination: same.Key.Destination ?? line.Peer, line.Ports, same.Key.Reason);
        return rows.Select(row => new ScriptObject { ["source"] = row.Source, ["destination"] = row.Destination, ["ports"] = row.Ports.ToString(), ["reason"] = row.Reason });
    }

    /// <summary>What is open by DNS name, whose addresses stand in no manifest.</summary>
    private static IEnumerable<ScriptObject> RowsByName(ScaffoldPlan plan)
    {
        var policies = plan.Base.Services.Select(s => (s.Policy, Source: $"{s.Answer.Name}[{(s.Answer.Kind == Answers.ServiceKind.StatefulSet ? "StatefulSet" : "Deployment")}]")).ToList();
        if (plan.Decisions["egressGateway"]) policies.Add((new PolicyPlanner(plan.Answers).EgressGateway(), plan.Decisions["egressProxies"] ? $"{plan.Answers.EgressGateway}[Deployment]" : "egress-gateway[Pod]"));
        return from policy in policies
               from rule in policy.Policy.Egress
               from peer in rule.Peers
               where peer.DnsName is not null
               select new ScriptObject
               {
                   ["source"] = $"{plan.Base.Namespace}/{policy.Source}",
                   ["destination"] = $"{peer.DnsName}, by name",
                   ["ports"] = string.Join(", ", rule.Ports.GroupBy(p => p.Protocol).Select(g => $"{g.Key} {string.Join(',', g.Select(p => p.Port).Order())}")),
                   ["reason"] = rule.Comment,
               };
    }

    /// <summary>Who may call whom as the mesh knows it: the application's own, then hosts outside.</summary>
    private static IEnumerable<ScriptObject> MeshRows(Cluster cluster)
    {
        var mesh = MeshLayer.Of(cluster);
        var inside = from workload in mesh.Held
                     let lines = mesh.LinesOf(workload).ToList()
                     from line in lines.Count > 0 ? lines : [null]
                     select line is null ? MeshRow("nobody", $"{workload}", "", "")
                         : MeshRow(line.Callers, $"{workload}", line.Policy.Services.IsEmpty ? line.Ports : $"{line.Ports} of the Service, at proxies on the way", line.Requests.Length > 0 ? line.Requests : "all");
        return inside.Concat(mesh.LinesOut().Select(o => MeshRow(o.Line.Callers, $"{o.Host}, outside", $"{o.Line.Ports}, at the egress gateway", "all")));
    }

    private static ScriptObject MeshRow(string callers, string callee, string ports, string requests) => new() { ["callers"] = callers, ["callee"] = callee, ["ports"] = ports, ["requests"] = requests };

    private static string? NameOf(Peer peer) => peer is AddressPeer ? null : peer.ToString();
}
