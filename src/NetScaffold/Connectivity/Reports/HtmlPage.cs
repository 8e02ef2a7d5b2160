using System.Security.Cryptography;
using System.Text;

namespace NetScaffold.Connectivity;

/// <summary>The page around a report: skeleton, styles and script, which stand in files of their own.</summary>
internal static class HtmlPage
{
    private static readonly string Style = Resource("page.css");
    private static readonly string Script = Resource("page.js");

    /// <summary>Text and names of slots in turn, text first.</summary>
    private static readonly string[] Parts = Resource("page.html").Split(["{{", "}}"], StringSplitOptions.None);

    /// <summary>Fills the skeleton. What is filled in is not searched for slots again.</summary>
    /// <param name="slots">HTML for each slot besides the page's own.</param>
    public static string Fill(IReadOnlyDictionary<string, string> slots)
    {
        var page = new StringBuilder();
        for (var i = 0; i < Parts.Length; i++)
        {
            page.Append(i % 2 == 0 ? Parts[i] : Parts[i] switch
            {
                "style" => Style,
                "script" => Script,
                "style-hash" => StyleHash,
                "script-hash" => ScriptHash,
                var name => slots[name],
            });
        }

        return page.ToString();
    }

    // The policy of the page lets nothing run or apply but exactly these two texts.
    private static readonly string StyleHash = Hash(Style);
    private static readonly string ScriptHash = Hash(Script);

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream($"reach/{name}") ?? throw new InvalidOperationException($"{name} is not embedded."));
        return reader.ReadToEnd();
    }
}
