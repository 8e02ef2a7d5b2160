using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>The labels of an object, sorted by key; equal labels are equal values.</summary>
public sealed class LabelMap : IEquatable<LabelMap>
{
    private LabelMap(ImmutableArray<KeyValuePair<string, string>> pairs) => Pairs = pairs;

    /// <summary>No labels.</summary>
    public static LabelMap Empty { get; } = new([]);

    /// <summary>By key, ordinal.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>Keys must differ.</summary>
    public static LabelMap Of(IEnumerable<KeyValuePair<string, string>> labels) => new([.. labels.OrderBy(l => l.Key, StringComparer.Ordinal)]);

    /// <summary>The labels with one more, which replaces one of the same key.</summary>
    public LabelMap With(string key, string value) => Of(Pairs.Where(p => p.Key != key).Append(new(key, value)));

    /// <summary>The value of a key; null when there is no such label.</summary>
    public string? Get(string key)
    {
        // A pod has a handful of labels: looking at each is faster than any table.
        foreach (var pair in Pairs)
        {
            if (pair.Key == key) return pair.Value;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(LabelMap? other) => other is not null && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelMap);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary><c>app=web, tier=front</c>.</summary>
    public override string ToString() => string.Join(", ", Pairs.Select(p => $"{p.Key}={p.Value}"));
}
