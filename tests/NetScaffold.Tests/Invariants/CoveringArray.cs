using System.Collections.Immutable;

namespace NetScaffold.Tests.Invariants;

/// <summary>Rows of choices in which each pair of choices of two dimensions occurs: greedy, and the same on every run.</summary>
public static class CoveringArray
{
    /// <param name="sizes">Number of choices of each dimension.</param>
    public static ImmutableArray<ImmutableArray<int>> Of(ImmutableArray<int> sizes)
    {
        var missing = new HashSet<(int Left, int LeftChoice, int Right, int RightChoice)>();
        for (var left = 0; left < sizes.Length; left++)
        {
            for (var right = left + 1; right < sizes.Length; right++)
            {
                for (var i = 0; i < sizes[left]; i++)
                {
                    for (var j = 0; j < sizes[right]; j++) missing.Add((left, i, right, j));
                }
            }
        }

        var rows = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        while (missing.Count > 0)
        {
            var row = new int[sizes.Length];
            Array.Fill(row, -1);
            var (a, x, b, y) = missing.Order().First();
            (row[a], row[b]) = (x, y);
            for (var dimension = 0; dimension < sizes.Length; dimension++)
            {
                if (row[dimension] < 0) row[dimension] = Enumerable.Range(0, sizes[dimension]).MaxBy(choice => NewPairs(row, dimension, choice, missing));
            }

            missing.RemoveWhere(p => row[p.Left] == p.LeftChoice && row[p.Right] == p.RightChoice);
            rows.Add([.. row]);
        }

        return rows.ToImmutable();
    }

    private static int NewPairs(int[] row, int dimension, int choice, HashSet<(int, int, int, int)> missing) =>
        Enumerable.Range(0, row.Length).Count(other => other != dimension && row[other] >= 0
            && missing.Contains(other < dimension ? (other, row[other], dimension, choice) : (dimension, choice, other, row[other])));
}
