namespace NetScaffold.Diagnostics;

/// <summary>Finds what the user probably meant.</summary>
public static class Suggest
{
    /// <summary>The allowed word nearest to <paramref name="given"/>, or null when none is near.</summary>
    /// <param name="given">What was written, of any length.</param>
    /// <param name="allowed">In any order; of several equally near ones the ordinally first is taken.</param>
    /// <remarks>
    /// Near is: a third of the given letters, at least one and not all, inserted, left out, replaced or swapped with their neighbour
    /// (optimal string alignment). Letters that differ only in case count as equal.
    /// </remarks>
    public static string? Nearest(string given, IEnumerable<string> allowed)
    {
        var limit = Math.Min(Math.Max(1, given.Length / 3), given.Length - 1);
        return allowed
            .Where(word => Math.Abs(word.Length - given.Length) <= limit)
            .Select(word => (Word: word, Distance: Distance(given, word)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                var swapped = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
                if (swapped) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
