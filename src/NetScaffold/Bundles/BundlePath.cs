namespace NetScaffold.Bundles;

/// <summary>What may be the path of a file in a bundle.</summary>
public static class BundlePath
{
    /// <summary>
    /// True when the path names something below the bundle's folder on every system: relative, <c>/</c> between parts,
    /// no empty part, no <c>.</c> or <c>..</c>, no backslash, colon or control character. Links are not looked at.
    /// </summary>
    public static bool IsInside(string path)
    {
        foreach (var c in path)
        {
            if (c is '\\' or ':' || char.IsControl(c)) return false;
        }

        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "" or "." or "..") return false;
        }

        return true;
    }
}
