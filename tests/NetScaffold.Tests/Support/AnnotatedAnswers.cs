using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Answers with the findings that they cause written under their lines, as <c>#! column 7: error NS1023: …</c>; findings about the whole
/// file stand at its top as <c>#! file: …</c>. The tool is given the text without those lines.
/// </summary>
internal sealed partial class AnnotatedAnswers
{
    private const string Mark = "#! ";

    private readonly string _path;

    private readonly string _text;

    private AnnotatedAnswers(string path) => (_path, _text) = (path, File.ReadAllText(path));

    /// <summary>Names of the files of a folder of fixtures, without their ending.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Folder(folder), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>The same, for a theory.</summary>
    public static TheoryData<string> Names(string folder) => [.. Files(folder)];

    public static AnnotatedAnswers Read(string folder, string name) => new(Path.Combine(Folder(folder), name + ".yaml"));

    /// <summary>The answers, findings taken out.</summary>
    public string Answers => string.Concat(Lines(_text).Where(l => !l.StartsWith(Mark, StringComparison.Ordinal)));

    /// <summary>Codes of the findings that are written down.</summary>
    public IEnumerable<string> Codes => CodePattern().Matches(string.Concat(Lines(_text).Where(l => l.StartsWith(Mark, StringComparison.Ordinal)))).Select(m => m.Value);

    /// <summary>Fails unless these findings, printed about <paramref name="file"/>, are the ones written down; rewrites the fixture when it is to be accepted.</summary>
    public void Match(string file, IEnumerable<string> findings)
    {
        var actual = Annotate(file, findings);
        var name = Path.GetFileNameWithoutExtension(_path);
        if (BundleSnapshot.AcceptedBy(Environment.GetEnvironmentVariable("NETSCAFFOLD_ACCEPT"), Environment.GetEnvironmentVariable("CI"))(name)) File.WriteAllText(_path, actual);
        else Assert.Equal(_text, actual);
    }

    private string Annotate(string file, IEnumerable<string> findings)
    {
        var byLine = findings.Select(f => Place().Match(f)).ToLookup(m => m.Groups["line"] is { Success: true } line && m.Groups["file"].Value == file ? int.Parse(line.Value) : 0);
        var text = new StringBuilder();
        foreach (var match in byLine[0]) text.Append($"{Mark}{(match.Groups["file"].Value == file ? "file" : match.Groups["file"].Value)}: {match.Groups["finding"].Value}\n");
        var lines = Lines(Answers).ToList();
        foreach (var (index, line) in lines.Index())
        {
            text.Append(line);
            foreach (var match in byLine[index + 1]) text.Append($"{Mark}column {match.Groups["column"].Value}: {match.Groups["finding"].Value}\n");
        }

        // A finding below the last line is a bug of the tool: let it show.
        foreach (var match in byLine.Where(g => g.Key > lines.Count).SelectMany(g => g)) text.Append($"{Mark}below, {match.Value}\n");
        return text.ToString();
    }

    private static string Folder(string name) => Path.Combine(Repository.Root, "tests", "NetScaffold.Tests", "Fixtures", name);

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select((line, i) => line + "\n").SkipLast(text.EndsWith('\n') ? 1 : 0);

    [GeneratedRegex(@"^(?<file>.*?)(\((?<line>\d+),(?<column>\d+)\))?: (?<finding>(error|warning|info) NS\d{4}: .*)$")]
    private static partial Regex Place();

    [GeneratedRegex("NS[0-9]{4}(?=:)")]
    private static partial Regex CodePattern();
}
