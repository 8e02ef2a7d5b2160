using System.Collections.Immutable;
using System.Numerics;

namespace NetScaffold.Connectivity;

/// <summary>Whole numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct Interval<T>(T First, T Last)
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>;

/// <summary>An exact set of whole numbers, kept as sorted intervals that neither overlap nor touch; equal sets are equal values.</summary>
internal sealed class IntervalSet<T> : IEquatable<IntervalSet<T>>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private IntervalSet(ImmutableArray<Interval<T>> intervals) => Intervals = intervals;

    /// <summary>Nothing.</summary>
    public static IntervalSet<T> None { get; } = new([]);

    /// <summary>In ascending order, with a gap between each two.</summary>
    public ImmutableArray<Interval<T>> Intervals { get; }

    /// <summary>True for the empty set.</summary>
    public bool IsEmpty => Intervals.IsEmpty;

    /// <summary>One interval.</summary>
    public static IntervalSet<T> Of(T first, T last) => new([new Interval<T>(first, last)]);

    /// <summary>The union of intervals in any order, which may overlap.</summary>
    public static IntervalSet<T> Of(IEnumerable<Interval<T>> intervals)
    {
        var merged = ImmutableArray.CreateBuilder<Interval<T>>();
        foreach (var interval in intervals.OrderBy(i => i.First))
        {
            if (merged.Count > 0 && Touches(merged[^1], interval)) merged[^1] = new Interval<T>(merged[^1].First, T.Max(merged[^1].Last, interval.Last));
            else merged.Add(interval);
        }

        return merged.Count == 0 ? None : new IntervalSet<T>(merged.ToImmutable());
    }

    /// <summary>What is in either.</summary>
    public IntervalSet<T> Union(IntervalSet<T> other) =>
        IsEmpty ? other : other.IsEmpty || ReferenceEquals(this, other) ? this : Of(Intervals.Concat(other.Intervals));

    /// <summary>What is in both.</summary>
    public IntervalSet<T> Intersect(IntervalSet<T> other)
    {
        if (ReferenceEquals(this, other)) return this;
        var common = ImmutableArray.CreateBuilder<Interval<T>>();
        for (int i = 0, j = 0; i < Intervals.Length && j < other.Intervals.Length;)
        {
            var (first, last) = (T.Max(Intervals[i].First, other.Intervals[j].First), T.Min(Intervals[i].Last, other.Intervals[j].Last));
            if (first <= last) common.Add(new Interval<T>(first, last));
            if (Intervals[i].Last < other.Intervals[j].Last) i++;
            else j++;
        }

        return common.Count == 0 ? None : new IntervalSet<T>(common.ToImmutable());
    }

    /// <summary>What is in this and not in the other.</summary>
    public IntervalSet<T> Except(IntervalSet<T> other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var rest = ImmutableArray.CreateBuilder<Interval<T>>();
        foreach (var interval in Intervals)
        {
            var first = interval.First;
            var isUsedUp = false;
            foreach (var hole in other.Intervals.Where(h => h.Last >= interval.First && h.First <= interval.Last))
            {
                if (hole.First > first) rest.Add(new Interval<T>(first, hole.First - T.One));
                isUsedUp = hole.Last >= interval.Last;
                if (!isUsedUp) first = hole.Last + T.One;
            }

            if (!isUsedUp) rest.Add(new Interval<T>(first, interval.Last));
        }

        return rest.Count == 0 ? None : new IntervalSet<T>(rest.ToImmutable());
    }

    /// <summary>True when the number is in the set.</summary>
    public bool Contains(T value) => Contains(value, value);

    /// <summary>True when all numbers from one to another are in the set.</summary>
    public bool Contains(T first, T last)
    {
        // The last interval that begins no later is the only one that can hold them.
        var (low, high) = (0, Intervals.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Intervals[middle].First <= first) low = middle + 1;
            else high = middle;
        }

        return low > 0 && last <= Intervals[low - 1].Last;
    }

    /// <inheritdoc/>
    public bool Equals(IntervalSet<T>? other) => other is not null && (ReferenceEquals(this, other) || Intervals.SequenceEqual(other.Intervals));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntervalSet<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => Intervals.IsEmpty ? 0 : HashCode.Combine(Intervals.Length, Intervals[0], Intervals[^1]);

    // The largest number has no successor: nothing lies behind it to touch.
    private static bool Touches(Interval<T> left, Interval<T> right) => left.Last == T.MaxValue || right.First <= left.Last + T.One;
}
