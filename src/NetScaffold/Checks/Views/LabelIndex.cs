using NetScaffold.Connectivity;

namespace NetScaffold.Checks;

/// <summary>Things with labels, so that a selector looks at those only that have the rarest of the labels it asks for.</summary>
/// <typeparam name="T">What has labels.</typeparam>
internal sealed class LabelIndex<T>
{
    private readonly List<Entry> _all;

    private readonly ILookup<string, Entry> _byNamespace;

    private readonly ILookup<(string? Namespace, string Key, string Value), Entry> _byLabel;

    /// <summary>Of things in namespaces.</summary>
    public LabelIndex(IEnumerable<(string Namespace, LabelMap Labels, T Item)> things)
    {
        _all = [.. things.Select(t => new Entry(t.Namespace, t.Labels, t.Item))];
        _byNamespace = _all.ToLookup(e => e.Namespace, StringComparer.Ordinal);
        _byLabel = (from entry in _all
                    from label in entry.Labels.Pairs
                    from ns in new[] { entry.Namespace, null }
                    select ((ns, label.Key, label.Value), entry)).ToLookup(x => x.Item1, x => x.entry);
    }

    /// <summary>What a selector means, in the order given.</summary>
    /// <param name="ns">In this namespace; null for all.</param>
    /// <param name="selector">With such labels.</param>
    public IEnumerable<T> Select(string? ns, LabelSelector selector)
    {
        var labels = selector.Requirements.Where(r => r.Operator == LabelOperator.In && r.Values.Length == 1);
        var rarest = labels.Select(r => _byLabel[(ns, r.Key, r.Values[0])]).MinBy(entries => entries.Count());
        return (rarest ?? (ns is null ? _all : _byNamespace[ns])).Where(e => selector.Matches(e.Labels)).Select(e => e.Item);
    }

    private sealed record Entry(string Namespace, LabelMap Labels, T Item);
}
