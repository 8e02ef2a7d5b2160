using System.Globalization;

namespace NetScaffold.Answers;

/// <summary>A version of the Linux kernel, as far as features depend on it: major and minor.</summary>
public readonly record struct KernelVersion(int Major, int Minor) : IComparable<KernelVersion>
{
    /// <summary>Reads <c>5.15</c>: two numbers without leading zeros, each at most 999.</summary>
    public static bool TryParse(string text, out KernelVersion version)
    {
        version = default;
        var parts = text.Split('.');
        if (parts.Length != 2 || !TryNumber(parts[0], out var major) || !TryNumber(parts[1], out var minor)) return false;
        version = new KernelVersion(major, minor);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <summary>Older.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>As old or older.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>As new or newer.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    /// <summary><c>5.15</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 999 && text == number.ToString(CultureInfo.InvariantCulture);
}
