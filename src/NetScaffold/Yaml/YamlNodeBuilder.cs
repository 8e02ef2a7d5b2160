using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NetScaffold.Yaml;

/// <summary>Builds nodes from YamlDotNet's events. After an error it goes on with what it has; <see cref="Build"/> then gives no value.</summary>
/// <param name="source">The text of one document.</param>
/// <param name="isFull">Anchors, aliases, merge keys and tags are read; else they are errors.</param>
internal sealed class YamlNodeBuilder(SourceText source, bool isFull)
{
    private const int MaxNodes = 1_000_000;


    private readonly Parser _parser = new(new Scanner(new StringReader(source.Text), skipComments: true));
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly Stack<Mark> _openBrackets = [];

    /// <summary>What anchors stand for, with the number of values in it.</summary>
    private readonly Dictionary<AnchorName, (YamlNode Node, int Size)> _anchors = [];

    /// <summary>Values so far, those of aliases counted again at each alias.</summary>
    private int _nodes;

    /// <summary>The event to look at next; null when there are no more or reading was stopped.</summary>
    private ParsingEvent? _current;
    private Mark _end = Mark.Empty;
    private long _tabLine;
    private bool _stopped;

    public Outcome<YamlNode> Build()
    {
        Advance();
        if (_current is StreamStart) Advance();
        if (_current is DocumentStart) Advance();

        var root = _current is NodeEvent or AnchorAlias ? ReadNode(depth: 1) : null;
        if (_current is DocumentEnd) Advance();
        if (_current is DocumentStart second) Add(YamlDiagnostics.SeveralDocuments(At(second.Start)));

        var isEmpty = root is null or YamlScalar { IsPlain: true, Text: "" };
        if (isEmpty && _diagnostics.Count == 0) Add(YamlDiagnostics.Empty(source.At(1, 1)));
        return Outcome.From(root, _diagnostics.OrderBy(diagnostic => diagnostic.At));
    }

    private YamlNode ReadNode(int depth)
    {
        if (_current is not NodeEvent node) return ReadAlias();
        if (!isFull && !node.Anchor.IsEmpty) Add(YamlDiagnostics.AnchorOrAlias(At(node.Start)));
        if (!isFull && !node.Tag.IsEmpty) Add(YamlDiagnostics.Tag(At(node.Start)));
        FindTabBefore(node);
        var maxDepth = isFull ? YamlReader.MaxManifestDepth : YamlReader.MaxDepth;
        if (depth > maxDepth && node is (SequenceStart or MappingStart))
        {
            Add(YamlDiagnostics.TooDeep(At(node.Start), maxDepth));
            Stop();
        }

        Advance();
        var before = _nodes++;
        YamlNode read = node switch
        {
            SequenceStart => ReadItems(node, depth),
            MappingStart => ReadEntries(node, depth),
            Scalar scalar => new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain && !IsTaggedText(scalar), At(scalar.Start)),
            _ => throw new InvalidOperationException($"YamlDotNet gave a node of a new kind: {node.GetType().Name}."),
        };
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor] = (read, _nodes - before);
        return read;
    }

    private static bool IsTaggedText(Scalar scalar) => !scalar.Tag.IsEmpty && scalar.Tag.Value.EndsWith("str", StringComparison.Ordinal);

    /// <summary>An alias, or nothing after reading was stopped; the text given stands in for what is missing.</summary>
    private YamlNode ReadAlias()
    {
        var at = At(_current?.Start ?? _end);
        var nothing = new YamlScalar("", IsPlain: true, at);
        if (_current is not AnchorAlias alias) return nothing;
        Advance();
        if (!isFull)
        {
            Add(YamlDiagnostics.AnchorOrAlias(at));
            return nothing;
        }

        if (!_anchors.TryGetValue(alias.Value, out var meant))
        {
            Add(ReachDiagnostics.UnknownAlias(at, alias.Value.Value));
            return nothing;
        }

        _nodes += meant.Size;
        if (_nodes <= MaxNodes) return meant.Node;
        Add(ReachDiagnostics.AliasesGrow(at));
        Stop();
        return nothing;
    }

    private YamlSequence ReadItems(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        Open(start, depth);
        while (_current is not (null or SequenceEnd)) items.Add(ReadNode(depth + 1));
        Close(start, depth);
        return new YamlSequence(items.ToImmutable(), At(start.Start));
    }

    private YamlMap ReadEntries(NodeEvent start, int depth)
    {
        var entries = new OpenMap();
        var merged = new List<YamlNode>();
        SourceLocation? firstKey = null;
        Open(start, depth);
        while (_current is not (null or MappingEnd))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            firstKey ??= key.At;
            if (isFull && key is YamlScalar { IsPlain: true, Text: "<<" }) merged.Add(value);
            else if (NewKey(key, entries) is { } text) entries.Add(new YamlEntry(text, value));
        }

        // What stands in the map itself wins, then the first map that is merged in.
        foreach (var entry in merged.SelectMany(m => m is YamlSequence list ? list.Items : [m]).OfType<YamlMap>().SelectMany(m => m.Entries))
        {
            if (entries.Find(entry.Key.Text) is null) entries.Add(entry);
        }

        Close(start, depth);
        return new YamlMap(entries.ToImmutable(), HasPlace(start, depth) ? At(start.Start) : firstKey ?? At(start.Start));
    }

    /// <summary>The key, or null when it is none or the map has it already.</summary>
    private YamlScalar? NewKey(YamlNode key, OpenMap entries)
    {
        if (key is not YamlScalar text)
        {
            Add(YamlDiagnostics.KeyNotText(key.At, key));
            return null;
        }

        if (text is { IsPlain: true, Text: "<<" }) Add(YamlDiagnostics.MergeKey(key.At));
        if (entries.Find(text.Text) is not { } known) return text;
        Add(YamlDiagnostics.DuplicateKey(key.At, text.Text, known.Key.At.Line));
        return null;
    }

    private void Open(NodeEvent start, int depth)
    {
        if (IsBracket(start, depth)) _openBrackets.Push(start.Start);
    }

    private void Close(NodeEvent start, int depth)
    {
        if (_current is null) return;
        if (IsBracket(start, depth)) _openBrackets.Pop();
        Advance();
    }

    private static bool IsBracket(NodeEvent start, int depth) =>
        HasPlace(start, depth) && start is (SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow });

    /// <summary>A pair in a list without braces of its own, <c>[a: b]</c>, is a map to YamlDotNet, but one without position.</summary>
    private static bool HasPlace(NodeEvent start, int depth) => depth == 1 || start.Start.Index > 0;

    /// <summary>YamlDotNet takes some tabs for indentation that other readers refuse.</summary>
    private void FindTabBefore(NodeEvent node)
    {
        if (_openBrackets.Count > 0) return;
        var before = source.Text.AsSpan(0, (int)Math.Min(node.Start.Index, source.Text.Length));
        var indentation = before[before.TrimEnd(" \t").Length..];
        var tab = indentation.IndexOf('\t');
        var beginsLine = indentation.Length == before.Length || before[^(indentation.Length + 1)] is '\n' or '\r';
        if (tab < 0 || !beginsLine || _tabLine == node.Start.Line) return;
        _tabLine = node.Start.Line;
        Add(YamlDiagnostics.TabIndentation(source.At(_tabLine, tab + 1)));
    }

    private void Advance()
    {
        if (_stopped) return;
        if (_current is not null) _end = _current.End;
        try
        {
            _current = _parser.MoveNext() ? _parser.Current : null;
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException)
        {
            // Besides its own exceptions YamlDotNet lets the other two escape, for some unclosed lists and for \UFFFFFFFF.
            Add(YamlSyntaxErrors.Describe(source, exception, _openBrackets.TryPeek(out var bracket) ? bracket : null, At(_end)));
            Stop();
        }
    }

    private void Add(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        if (_diagnostics.Count >= YamlReader.MaxDiagnostics) Stop();
    }

    private void Stop()
    {
        _current = null;
        _stopped = true;
    }

    private SourceLocation At(Mark mark) => source.At(mark.Line, mark.Column);

    /// <summary>The entries of a map so far. As in a <see cref="YamlMap"/>, only large ones have a table.</summary>
    private sealed class OpenMap
    {
        private readonly ImmutableArray<YamlEntry>.Builder _entries = ImmutableArray.CreateBuilder<YamlEntry>();

        private Dictionary<string, YamlEntry>? _byKey;

        public YamlEntry? Find(string key)
        {
            if (_byKey is not null) return _byKey.GetValueOrDefault(key);
            foreach (var entry in _entries)
            {
                if (entry.Key.Text == key) return entry;
            }

            return null;
        }

        public void Add(YamlEntry entry)
        {
            _entries.Add(entry);
            if (_byKey is not null) _byKey.Add(entry.Key.Text, entry);
            else if (_entries.Count > YamlMap.MostWithoutTable) _byKey = _entries.ToDictionary(e => e.Key.Text, StringComparer.Ordinal);
        }

        public ImmutableArray<YamlEntry> ToImmutable() => _entries.ToImmutable();
    }
}
