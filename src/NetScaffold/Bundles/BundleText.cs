using System.Text;

namespace NetScaffold.Bundles;

/// <summary>Compares text so that a checkout with CRLF line ends counts as unedited.</summary>
public static class BundleText
{
    /// <summary>The text with each CRLF as LF; a CR on its own stays, and so does a byte order mark.</summary>
    public static string ToLf(string text) =>
        text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;

    /// <summary>SHA-256 over the UTF-8 bytes of <see cref="ToLf"/>, as 64 lower-case hexadecimal digits.</summary>
    public static string Digest(string text) =>
        Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(ToLf(text))));
}
