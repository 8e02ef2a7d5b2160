using System.Globalization;

namespace NetScaffold.Answers;

/// <summary>Durations as the Gateway API writes them.</summary>
internal static class Duration
{
    /// <summary>How long it is.</summary>
    /// <param name="text">A valid duration: numbers with h, m, s or ms, such as 1m30s.</param>
    /// <returns>At most 4 times 99,999 hours; zero means no limit.</returns>
    public static TimeSpan Parse(string text)
    {
        var total = TimeSpan.Zero;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (char.IsAsciiDigit(text[i])) i++;
            var number = int.Parse(text.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture);
            var unit = i + 1 < text.Length && text[i + 1] == 's' ? "ms" : text[i].ToString();
            total += unit switch { "h" => TimeSpan.FromHours(number), "m" => TimeSpan.FromMinutes(number), "s" => TimeSpan.FromSeconds(number), _ => TimeSpan.FromMilliseconds(number) };
            i += unit.Length;
        }

        return total;
    }
}
