using System.Globalization;
using NetScaffold.Answers;

namespace NetScaffold.Rendering;

/// <summary>Sizes and times as nginx writes them: up to four digits and one unit.</summary>
internal static class NginxText
{
    private const int Most = 9999;

    /// <summary>Stands for no limit of time, which nginx does not have.</summary>
    private const string Longest = "24h";

    /// <summary>A size; what nginx cannot write exactly is rounded up.</summary>
    /// <param name="size">A size with Ki, Mi or Gi, below 4Gi; null for none.</param>
    public static string Size(string? size)
    {
        if (size is null) return "0";
        var kibibytes = Quantity.SizeInBytes(size) >> 10;
        if (kibibytes <= Most && kibibytes % 1024 != 0) return Text(kibibytes, "k");
        return Text((kibibytes + 1023) >> 10, "m");
    }

    /// <summary>A time; what nginx cannot write exactly is rounded up.</summary>
    /// <param name="duration">A duration of the Gateway API; zero is no limit.</param>
    public static string Time(string duration)
    {
        var time = Duration.Parse(duration);
        if (time == TimeSpan.Zero) return Longest;
        if (time.TotalMilliseconds <= Most && time.Milliseconds != 0) return Text((long)time.TotalMilliseconds, "ms");
        if (time.TotalSeconds <= Most) return Text((long)Math.Ceiling(time.TotalSeconds), "s");
        if (time.TotalMinutes <= Most) return Text((long)Math.Ceiling(time.TotalMinutes), "m");
        return Text(Math.Min(Most, (long)Math.Ceiling(time.TotalHours)), "h");
    }

    private static string Text(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
