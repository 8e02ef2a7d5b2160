using System.Collections.Immutable;

namespace NetScaffold.Tests.Invariants;

/// <summary>Rows of choices in which each pair of choices of two dimensions occurs that can occur at all: greedy, and the same on every run.</summary>
/// <param name="sizes">Number of choices of each dimension.</param>
/// <param name="accepts">Whether a row, in which -1 stands for the default, is one that is not refused.</param>
/// <param name="first">Two dimensions that most refusals look at: they are chosen together, before the others.</param>
public sealed class CoveringArray(ImmutableArray<int> sizes, Func<IReadOnlyList<int>, bool> accepts, (int Left, int Right) first)
{
    private readonly HashSet<(int Left, int LeftChoice, int Right, int RightChoice)> _missing = AllPairs(sizes);

    /// <summary>Pairs that no row has, because every row with them is refused.</summary>
    public List<(int Left, int LeftChoice, int Right, int RightChoice)> Refused { get; } = [];

    /// <summary>The rows.</summary>
    public ImmutableArray<ImmutableArray<int>> Rows()
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        while (_missing.Count > 0)
        {
            var pair = _missing.Min();
            if (Row(pair) is { } row)
            {
                _missing.RemoveWhere(p => row[p.Left] == p.LeftChoice && row[p.Right] == p.RightChoice);
                rows.Add([.. row]);
            }
            else
            {
                Refused.Add(pair);
                _missing.Remove(pair);
            }
        }

        return rows.ToImmutable();
    }

    private int[]? Row((int Left, int LeftChoice, int Right, int RightChoice) pair)
    {
        var row = new int[sizes.Length];
        Array.Fill(row, -1);
        (row[pair.Left], row[pair.Right]) = (pair.LeftChoice, pair.RightChoice);
        var starts = from i in Choices(row, first.Left)
                     from j in Choices(row, first.Right)
                     let start = With(With(row, first.Left, i), first.Right, j)
                     orderby NewPairs(start, first.Left, i) + NewPairs(start, first.Right, j) descending
                     select start;
        if (starts.FirstOrDefault(s => accepts(s)) is not { } chosen) return null;
        for (var dimension = 0; dimension < sizes.Length; dimension++)
        {
            if (chosen[dimension] >= 0) continue;
            var choices = Enumerable.Range(0, sizes[dimension]).OrderByDescending(choice => NewPairs(chosen, dimension, choice)).Select(choice => With(chosen, dimension, choice));
            // The default is accepted: the row was, in which it stood for this dimension.
            chosen = choices.First(c => accepts(c));
        }

        return chosen;
    }

    private IEnumerable<int> Choices(int[] row, int dimension) => row[dimension] >= 0 ? [row[dimension]] : Enumerable.Range(0, sizes[dimension]);

    private static int[] With(int[] row, int dimension, int choice)
    {
        int[] copy = [.. row];
        copy[dimension] = choice;
        return copy;
    }

    private int NewPairs(int[] row, int dimension, int choice) =>
        Enumerable.Range(0, row.Length).Count(other => other != dimension && row[other] >= 0
            && _missing.Contains(other < dimension ? (other, row[other], dimension, choice) : (dimension, choice, other, row[other])));

    private static HashSet<(int, int, int, int)> AllPairs(ImmutableArray<int> sizes) =>
    [
        .. from left in Enumerable.Range(0, sizes.Length)
           from right in Enumerable.Range(left + 1, sizes.Length - left - 1)
           from i in Enumerable.Range(0, sizes[left])
           from j in Enumerable.Range(0, sizes[right])
           select (left, i, right, j),
    ];
}
