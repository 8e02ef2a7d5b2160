using System.Globalization;

namespace NetScaffold.Answers;

/// <summary>Kubernetes quantities as answers use them: CPU in millicores, memory in bytes.</summary>
public static class Quantity
{
    private static readonly (string Suffix, long Factor)[] MemoryUnits =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("", 1),
    ];

    /// <summary>Reads <c>250m</c>, <c>1</c> or <c>1.5</c> as millicores, 1 to 1,000,000.</summary>
    public static bool TryParseCpu(string text, out long millicores)
    {
        millicores = 0;
        // The parsers of .NET would let NUL follow a number.
        if (text.Contains('\0')) return false;
        if (text.EndsWith('m'))
            return text.Length <= 8 && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out millicores) && millicores is >= 1 and <= 1_000_000;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) || text.StartsWith('.') || text.EndsWith('.')) return false;
        var whole = text.IndexOf('.') is >= 0 and var dot ? dot : text.Length;
        if (whole > 4 || text.Length - whole > 4) return false;
        millicores = (long)decimal.Min(cores * 1000, 2_000_000);
        return millicores is >= 1 and <= 1_000_000;
    }

    /// <summary>Reads a memory quantity as bytes, from 1Mi to 16Ti: less than 1Mi is a forgotten unit, <c>m</c> is thousandths of a byte.</summary>
    public static bool TryParseMemory(string text, out long bytes) => TryParseBytes(text, out bytes) && bytes is >= 1L << 20 and <= 1L << 44;

    /// <summary>True for a size in Ki, Mi or Gi below 4Gi: the proxy counts a request's bytes in 32 bits.</summary>
    public static bool TryParseSize(string text) => text.EndsWith('i') && !text.EndsWith("Ti", StringComparison.Ordinal) && TryParseBytes(text, out var bytes) && bytes is > 0 and < 1L << 32;

    /// <summary>A size as bytes.</summary>
    /// <param name="size">A valid size; null for none, which is 0.</param>
    public static long SizeInBytes(string? size) => size is not null && TryParseBytes(size, out var bytes) ? bytes : 0;

    /// <summary>Half of a CPU quantity, rounded up, in millicores.</summary>
    public static string HalfCpu(string text) => TryParseCpu(text, out var millicores) ? $"{(millicores + 1) / 2}m" : text;

    /// <summary>Half of a memory quantity, rounded up to whole Mi.</summary>
    public static string HalfMemory(string text) => TryParseMemory(text, out var bytes) ? $"{Math.Max(1, (bytes / 2 + (1L << 20) - 1) >> 20)}Mi" : text;

    /// <summary>Twice a memory quantity, in its own unit.</summary>
    public static string Twice(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return $"{long.Parse(text[..digits], CultureInfo.InvariantCulture) * 2}{text[digits..]}";
    }

    private static bool TryParseBytes(string text, out long bytes)
    {
        foreach (var (suffix, factor) in MemoryUnits)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var number = text[..^suffix.Length];
            if (number.Length > 15 || !number.All(char.IsAsciiDigit) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out bytes) || bytes > long.MaxValue / factor) break;
            bytes *= factor;
            return true;
        }

        bytes = 0;
        return false;
    }
}
