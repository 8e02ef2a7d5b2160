using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Planning;

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

    /// <summary>Whole seconds, rounded up; a day stands for no limit.</summary>
    /// <param name="duration">A duration of the Gateway API; zero is no limit.</param>
    public static string Seconds(string duration)
    {
        var time = Duration.Parse(duration);
        return Text(time == TimeSpan.Zero ? 86400 : (long)Math.Ceiling(time.TotalSeconds), "");
    }

    /// <summary>
    /// A path as a regular expression, which ingress-nginx anchors at its beginning alone. Of those that match it takes the longest text, so all endings have one length:
    /// then that is the longest path. What an ending captures is what <see cref="Target"/> names.
    /// </summary>
    /// <param name="rule">Any valid rule; ingress-nginx takes no special signs but the dot.</param>
    public static string Expression(RouteRule rule)
    {
        var path = string.Concat(rule.Path.Select(c => ".+*()$".Contains(c) ? $@"\{c}" : $"{c}"));
        if (rule.PathType == "Exact") return $"{path}(?!/|.+)$";
        var prefix = path.TrimEnd('/');
        if (prefix.Length == 0) return rule.Rewrite is null ? "/" : "/(.*)";
        return rule.Rewrite is null or "/" ? $"{prefix}(/|$)(.*)" : $"{prefix}(/.*|$)()";
    }

    /// <summary>What a rewritten path becomes: the new prefix, and what followed the old one; empty where nothing is rewritten.</summary>
    /// <param name="rule">Any valid rule.</param>
    public static string Target(RouteRule rule)
    {
        if (rule.Rewrite is not { } rewrite) return "";
        if (rule.PathType == "Exact") return rewrite;
        var prefix = rewrite.TrimEnd('/').Replace("$", "$$", StringComparison.Ordinal);
        return rule.Path == "/" ? $"{prefix}/$1" : prefix.Length == 0 ? "/$2" : $"{prefix}$1";
    }

    private static string Text(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
