namespace NetScaffold.Answers;

/// <summary>A container image by tag, digest or both.</summary>
/// <param name="Text">As given.</param>
/// <param name="Tag">The tag, or null when only a digest is given.</param>
/// <param name="Digest">64 hexadecimal digits, or null.</param>
public sealed record ImageReference(string Text, string? Tag, string? Digest)
{
    /// <summary>True for a reference with a tag other than <c>latest</c>, or with a sha256 digest.</summary>
    public static bool IsWellFormed(string text) => Parse(text) is { } image && (image.Digest is not null || image.Tag is not (null or "latest"));

    /// <summary>The value of the label <c>app.kubernetes.io/version</c>: the tag, else the first 12 digits of the digest; at most 63 characters, <c>0</c> for a tag of signs alone.</summary>
    public string Version
    {
        get
        {
            var version = Tag ?? Digest?[..12] ?? "0";
            if (version.Length > 63) version = version[..63];
            version = version.TrimEnd('-', '_', '.');
            if (version.Length == 0) return "0";
            return char.IsAsciiLetterOrDigit(version[0]) ? version : "v" + version[..Math.Min(62, version.Length)];
        }
    }

    /// <summary>Reads a reference; null when it is not of the grammar of the distribution project (registry, repository, tag, digest).</summary>
    public static ImageReference? Parse(string text)
    {
        if (text.Length is 0 or > 512) return null;
        string? digest = null;
        var rest = text;
        if (rest.IndexOf('@') is >= 0 and var at)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!digest.StartsWith("sha256:", StringComparison.Ordinal)) return null;
            digest = digest[7..];
            if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigitLower)) return null;
        }

        string? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && rest.IndexOf('/', colon) < 0)
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (tag.Length is 0 or > 128 || !(char.IsAsciiLetterOrDigit(tag[0]) || tag[0] == '_') || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return null;
        }

        if (rest.Length > 255) return null;
        var parts = rest.Split('/');
        var isHost = parts.Length > 1 && (parts[0].Contains('.') || parts[0].Contains(':') || parts[0] == "localhost");
        if (isHost && !IsRegistry(parts[0])) return null;
        return parts.Skip(isHost ? 1 : 0).All(IsRepositoryPart) ? new ImageReference(text, tag, digest) : null;
    }

    private static bool IsRegistry(string s)
    {
        var parts = s.Split(':');
        return parts.Length <= 2
            && parts[0].Split('.').All(p => p.Length > 0 && char.IsAsciiLetterOrDigit(p[0]) && char.IsAsciiLetterOrDigit(p[^1]) && p.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            && (parts.Length == 1 || TextType.IsPortNumber(parts[1]));
    }

    /// <summary>Words of lower-case letters and digits; between two stands a dot, one or two underscores, or any number of dashes.</summary>
    private static bool IsRepositoryPart(string s)
    {
        for (var i = 0; i < s.Length;)
        {
            var word = i;
            while (i < s.Length && (char.IsAsciiLetterLower(s[i]) || char.IsAsciiDigit(s[i]))) i++;
            if (i == word) return false;
            if (i == s.Length) return true;
            var separator = i;
            while (i < s.Length && s[i] == s[separator]) i++;
            var count = i - separator;
            if (!(s[separator] switch { '.' => count == 1, '_' => count <= 2, '-' => true, _ => false })) return false;
        }

        return false;
    }
}
