using NetScaffold.Yaml;

namespace NetScaffold.Diagnostics;

/// <summary>NS1001 and up: what keeps a file from being read as plain YAML, before any key of it is judged.</summary>
internal static class YamlDiagnostics
{
    /// <summary>NS1001: bytes that are not UTF-8.</summary>
    public static Diagnostic NotUtf8(SourceLocation at, byte value) => Error("NS1001", at,
        $"Byte 0x{value:X2} is not valid UTF-8 here.",
        "Save the file as UTF-8 text.");

    /// <summary>NS1002: a character no text file holds (NUL, other controls, unpaired surrogates); usually a binary file.</summary>
    public static Diagnostic NotText(SourceLocation at, int codePoint) => Error("NS1002", at,
        $"Character U+{codePoint:X4} does not belong in a text file.",
        "Give a YAML text file; inside double quotes such a character may be written as an escape like \\x07.");

    /// <summary>NS1003: a byte order mark of UTF-16 or UTF-32.</summary>
    public static Diagnostic OtherEncoding(string file) => Error("NS1003", new SourceLocation(file),
        "The file is encoded as UTF-16 or UTF-32.",
        "Save the file as UTF-8; a byte order mark does no harm there.");

    /// <summary>NS1004: more bytes than are taken: 1 MiB of answers, 64 MiB of manifests.</summary>
    public static Diagnostic TooLarge(string file, int maxBytes) => Error("NS1004", new SourceLocation(file),
        $"The file is larger than {maxBytes >> 20} MiB.",
        "Check that this is the file you meant: even a thousand services take less.");

    /// <summary>The code of <see cref="Empty"/>.</summary>
    public const string EmptyCode = "NS1005";

    /// <summary>NS1005: no value at all, at most blank lines and comments.</summary>
    public static Diagnostic Empty(SourceLocation at) => Error(EmptyCode, at,
        "There is nothing here but blank lines or comments.",
        "Write at least one 'key: value' line.");

    /// <summary>NS1006: text that YAML cannot read, and that no code below names better.</summary>
    /// <param name="at">Where reading stopped.</param>
    /// <param name="problem">One sentence.</param>
    /// <param name="help">One sentence.</param>
    public static Diagnostic NotYaml(SourceLocation at, string problem, string help) => Error("NS1006", at, problem, help);

    /// <summary>NS1007: a tab in the indentation; it points at the tab.</summary>
    public static Diagnostic TabIndentation(SourceLocation at) => Error("NS1007", at,
        "The line is indented with a tab.",
        "Indent with spaces: YAML allows no tabs there.");

    /// <summary>NS1008: a quote or bracket without its partner; it points at the opening one.</summary>
    public static Diagnostic NotClosed(SourceLocation at, char opener) => Error("NS1008", at,
        opener is '[' or '{' ? $"The {opener} opened here is not closed." : $"The {opener} opened here is not closed on its line.",
        opener switch
        {
            '[' => "Close the list with ] and put commas between its items.",
            '{' => "Close the map with } and put commas between its entries.",
            _ => $"Close the text with {opener}.",
        });

    /// <summary>NS1009: a key that its map already has; it points at the second one.</summary>
    public static Diagnostic DuplicateKey(SourceLocation at, string key, int firstLine) => Error("NS1009", at,
        $"Key {Shown.Text(key)} stands here for the second time; the first is on line {firstLine}.",
        "Keep one of the two.");

    /// <summary>NS1010: <c>&amp;anchor</c> or <c>*alias</c>; a few lines of them can stand for billions of values.</summary>
    public static Diagnostic AnchorOrAlias(SourceLocation at) => Error("NS1010", at,
        "YAML anchors (&name) and aliases (*name) are not read.",
        "Write the value out, or quote text that starts with & or *.");

    /// <summary>NS1011: <c>!tag</c> or <c>!!tag</c>.</summary>
    public static Diagnostic Tag(SourceLocation at) => Error("NS1011", at,
        "YAML tags (!name) are not read.",
        "Leave the tag out, or quote text that starts with !.");

    /// <summary>NS1012: lists and maps deeper than anyone could mean: 32 in answers, 200 in manifests, inside each other.</summary>
    public static Diagnostic TooDeep(SourceLocation at, int maxDepth) => Error("NS1012", at,
        $"Lists and maps are nested more than {maxDepth} deep.",
        "Check the brackets and the indentation: no answer is nested that deep.");

    /// <summary>NS1013: a second document after <c>---</c> or <c>...</c>.</summary>
    public static Diagnostic SeveralDocuments(SourceLocation at) => Error("NS1013", at,
        "A second YAML document starts here.",
        "Keep one document in the file.");

    /// <summary>NS1014: a list or map as key of a map; mostly unquoted text that starts with a bracket, such as <c>{{ x }}</c>.</summary>
    public static Diagnostic KeyNotText(SourceLocation at, YamlNode key) => Error("NS1014", at,
        $"A key must be text, not {key.Kind}.",
        "Quote text that starts with { or [.");

    /// <summary>NS1015: the merge key <c>&lt;&lt;</c> of YAML 1.1.</summary>
    public static Diagnostic MergeKey(SourceLocation at) => Error("NS1015", at,
        "The merge key << is not read.",
        "Write the entries out, or quote the key if it is meant as text.");

    /// <summary>NS1016: no such file.</summary>
    public static Diagnostic NoSuchFile(string file) => Error("NS1016", new SourceLocation(file), "There is no such file.", "Check the path; netscaffold new writes a new one.");

    /// <summary>NS1017: the file is there but cannot be read.</summary>
    public static Diagnostic CannotRead(string file, string why) => Error("NS1017", new SourceLocation(file), $"It cannot be read: {why.TrimEnd('.')}.", "Give a file that you may read.");

    private static Diagnostic Error(string code, SourceLocation at, string message, string help) =>
        new(code, Severity.Error, at, message) { Help = help };
}
