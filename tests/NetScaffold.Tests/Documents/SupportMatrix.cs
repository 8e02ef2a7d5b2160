using System.Text;
using NetScaffold.Answers;
using NetScaffold.Tests.Invariants;

namespace NetScaffold.Tests.Documents;

/// <summary>Prints which shapes of a cluster are taken, and which rule refuses each of the others.</summary>
internal static class SupportMatrix
{
    private static readonly string[] KubeProxies = [.. ClusterMatrix.ChoicesOf(Questions.KubeProxy)];

    private static readonly string[] Encapsulations = [.. ClusterMatrix.ChoicesOf(Questions.Encapsulation)];

    /// <summary>A page with a section for each platform, and in it a table for each pod network.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# Support matrix\n\n");
        text.Append($"All {ClusterMatrix.Shapes.Length} combinations of `cluster.platform`, `cluster.cni`, `cluster.encapsulation`, `cluster.kubeProxy`, `cluster.encryption` and `cluster.dnsCache`, with one family of addresses, the defaults for all else, and nodes with Linux 6.8. ");
        text.Append($"{ClusterMatrix.Shapes.Count(s => ClusterMatrix.RefusalOf(s).Length == 0)} of them are rendered; each of these is proved, fits its schemas, and is the same in both forms. The others are refused: the code says by which rule, and `netscaffold explain CODE` why.\n\n");
        text.Append("`yes` is rendered; `yes¹` as well, and `cluster.apiServer` must be given. With an existing pod network, encapsulation and encryption do not apply.\n");
        foreach (var platform in ClusterMatrix.ChoicesOf(Questions.Platform))
        {
            text.Append($"\n## {platform}\n");
            foreach (var cni in ClusterMatrix.ChoicesOf(Questions.Cni)) AddPodNetwork(text, [.. ClusterMatrix.Shapes.Where(s => s.Platform == platform && s.Cni == cni)]);
        }

        return text.ToString();
    }

    private static void AddPodNetwork(StringBuilder text, List<ClusterShape> shapes)
    {
        text.Append($"\n### {shapes[0].Platform} with {shapes[0].Cni}\n\n");
        var everywhere = shapes.Select(s => ClusterMatrix.RefusalOf(s).Split(", ").ToHashSet()).Aggregate((all, codes) => [.. all.Intersect(codes)]);
        if (everywhere.Any(c => c.Length > 0))
        {
            text.Append($"Refused: {string.Join(", ", everywhere)}.\n");
            return;
        }

        // Encryption and cache that make no difference share a table.
        var tables = shapes.GroupBy(s => (s.Encryption, s.DnsCache)).GroupBy(g => Table([.. g]), g => $"encryption {g.Key.Encryption}, DNS cache {g.Key.DnsCache}").ToList();
        foreach (var table in tables)
        {
            if (table != tables[0]) text.Append('\n');
            text.Append($"With {string.Join("; ", table)}:\n\n{table.Key}");
        }
    }

    private static string Table(List<ClusterShape> shapes)
    {
        var text = new StringBuilder($"| encapsulation | {string.Join(" | ", KubeProxies.Select(k => $"kube-proxy {k}"))} |\n| --- |{string.Concat(KubeProxies.Select(_ => " --- |"))}\n");
        var rows = Encapsulations.GroupBy(e => string.Join(" | ", KubeProxies.Select(k => Cell(shapes.Single(s => s.Encapsulation == e && s.KubeProxy == k)))));
        foreach (var row in rows) text.Append($"| {string.Join(", ", row)} | {row.Key} |\n");
        return text.ToString();
    }

    private static string Cell(ClusterShape shape) => ClusterMatrix.RefusalOf(shape) is { Length: > 0 } codes ? codes : shape.NeedsApiServer ? "yes¹" : "yes";
}
