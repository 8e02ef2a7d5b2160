using System.Collections.Immutable;

namespace NetScaffold.Tests.Documents;

using Map = Dictionary<string, object?>;

/// <summary>What an object must have to count: a dotted path of keys, through every item of a list, and what must be there.</summary>
internal abstract record CoveredField(string Path)
{
    /// <summary>Whether the object has it.</summary>
    public abstract bool IsIn(Map tree);

    /// <summary>In Markdown, what must be there.</summary>
    public sealed override string ToString() => Prefix + '`' + Code.Replace("|", "\\|", StringComparison.Ordinal) + '`';

    private protected abstract string Code { get; }

    private protected virtual string Prefix => "";

    /// <summary>The field is there and not empty.</summary>
    public static CoveredField Has(string path) => new Present(path);

    /// <summary>The field has one of the values, in one item at least.</summary>
    public static CoveredField Is(string path, params ImmutableArray<object> values) => new Equal(path, values);

    /// <summary>The field's text holds the words.</summary>
    public static CoveredField Holds(string path, string words) => new Containing(path, words);

    /// <summary>The field is empty or absent.</summary>
    public static CoveredField Lacks(string path) => new Absent(path);

    /// <summary>All values at a path. A key may have dots of its own, as labels have.</summary>
    private static IEnumerable<object?> Values(object? value, string path) => value switch
    {
        List<object?> list => list.SelectMany(item => Values(item, path)),
        Map map when path.Length > 0 => map.Where(p => path == p.Key || path.StartsWith(p.Key + ".", StringComparison.Ordinal)).SelectMany(p => Values(p.Value, path[Math.Min(path.Length, p.Key.Length + 1)..])),
        _ => path.Length == 0 && value is not (null or Map { Count: 0 }) ? [value] : [],
    };

    private sealed record Present(string Path) : CoveredField(Path)
    {
        public override bool IsIn(Map tree) => Values(tree, Path).Any();

        private protected override string Code => Path;
    }

    private sealed record Equal(string Path, ImmutableArray<object> Wanted) : CoveredField(Path)
    {
        public override bool IsIn(Map tree) => Values(tree, Path).Any(v => Wanted.Contains(v!));

        private protected override string Code => $"{Path}: {string.Join(" or ", Wanted.Select(w => w is bool b ? b ? "true" : "false" : w))}";
    }

    private sealed record Containing(string Path, string Words) : CoveredField(Path)
    {
        public override bool IsIn(Map tree) => Values(tree, Path).OfType<string>().Any(t => t.Contains(Words, StringComparison.Ordinal));

        private protected override string Code => Path == CoveredExample.SectionText ? Words.TrimEnd() : $"{Path}: …{Words.TrimEnd()}…";
    }

    private sealed record Absent(string Path) : CoveredField(Path)
    {
        public override bool IsIn(Map tree) => !Values(tree, Path).Any();

        private protected override string Code => Path;

        private protected override string Prefix => "no ";
    }
}
