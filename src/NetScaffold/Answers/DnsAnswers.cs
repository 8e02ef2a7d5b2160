using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What the cluster's DNS is told beside the defaults.</summary>
/// <param name="Upstreams">Servers for names outside the cluster, as addresses; none for those that the nodes ask.</param>
/// <param name="StubDomains">Domains that servers of their own answer, in the order given.</param>
public sealed record DnsAnswers(ImmutableArray<string> Upstreams, ImmutableArray<StubDomain> StubDomains)
{
    /// <summary>Something is to be set.</summary>
    public bool HasSettings => !Upstreams.IsEmpty || !StubDomains.IsEmpty;

    /// <summary>Every address that is asked, with the path of its answer.</summary>
    public IEnumerable<(string Server, string Path)> Servers =>
        Upstreams.Select((s, i) => (s, $"{Questions.DnsUpstreams.Path}[{i}]"))
            .Concat(StubDomains.SelectMany((d, i) => d.Servers.Select((s, j) => (s, $"{Questions.StubDomains.Path}[{i}].servers[{j}]"))));

    /// <summary>Reads the section.</summary>
    internal static DnsAnswers Read(TreeReader reader) => new(
        reader.Texts(Questions.DnsUpstreams.Path),
        [.. reader.Items(Questions.StubDomains.Path).Select(d => new TreeReader(d)).Select(d => new StubDomain(d.Text("domain")!, d.Texts("servers")))]);
}

/// <summary>A domain that servers of its own answer.</summary>
/// <param name="Domain">Its name, without a final dot.</param>
/// <param name="Servers">Their addresses; at least one.</param>
public sealed record StubDomain(string Domain, ImmutableArray<string> Servers);
