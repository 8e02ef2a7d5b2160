using System.Globalization;
using System.Text;

namespace NetScaffold.Connectivity;

/// <summary>
/// Finds those that reach each other alike and stand to all others alike: one box says of them what their arrows would,
/// which for n of them are n² and more.
/// </summary>
internal static class Twins
{
    private const int Fewest = 3;

    /// <summary>For each that has at least two twins, the first of them.</summary>
    /// <param name="all">In order.</param>
    /// <param name="groupOf">Only those of one group are put together; null for those that never are.</param>
    /// <param name="links">What is open from one to another, as a text that is equal where that is.</param>
    public static Dictionary<string, string> Find(IReadOnlyList<string> all, Func<string, string?> groupOf, IReadOnlyDictionary<(string Source, string Destination), string> links)
    {
        var number = all.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        var outward = all.Select(_ => new SortedDictionary<int, int>()).ToArray();
        var inward = all.Select(_ => new SortedDictionary<int, int>()).ToArray();
        foreach (var ((source, destination), text) in links)
        {
            texts.TryAdd(text, texts.Count);
            outward[number[source]][number[destination]] = texts[text];
            inward[number[destination]][number[source]] = texts[text];
        }

        var alike = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count; i++)
        {
            if (groupOf(all[i]) is not { } group) continue;
            // A link with itself is one of a namespace; then it is part of what has to be equal.
            var mutual = outward[i].Where(o => o.Key != i && groupOf(all[o.Key]) == group && inward[i].TryGetValue(o.Key, out var back) && back == o.Value).Select(o => o.Value).Distinct();
            foreach (var link in mutual)
            {
                // Seen from a twin, this one is what the twin is seen from here.
                var signature = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{group}\n{link} {(outward[i].TryGetValue(i, out var own) ? own : -1)}");
                Append(signature, outward[i], i, link);
                Append(signature.Append('\n'), inward[i], i, link);
                if (!alike.TryGetValue(signature.ToString(), out var list)) alike.Add(signature.ToString(), list = []);
                list.Add(all[i]);
            }
        }

        return alike.Values.Where(list => list.Count >= Fewest).SelectMany(list => list.Select(key => (key, list[0]))).ToDictionary(p => p.key, p => p.Item2, StringComparer.Ordinal);
    }

    private static void Append(StringBuilder signature, SortedDictionary<int, int> links, int self, int linkToSelf)
    {
        var isDone = false;
        foreach (var (other, link) in links)
        {
            if (!isDone && other >= self)
            {
                signature.Append(CultureInfo.InvariantCulture, $" {self}:{linkToSelf}");
                isDone = true;
            }

            if (other != self) signature.Append(CultureInfo.InvariantCulture, $" {other}:{link}");
        }

        if (!isDone) signature.Append(CultureInfo.InvariantCulture, $" {self}:{linkToSelf}");
    }
}
