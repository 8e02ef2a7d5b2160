using System.Collections.Immutable;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>A selector in Calico's language: <c>app == 'web' &amp;&amp; !has(canary)</c>.</summary>
/// <remarks>Source: the selector reference of Calico 3.32.</remarks>
internal sealed class CalicoSelector : LabelSelector
{
    private readonly Func<LabelMap, bool> _test;

    private CalicoSelector(string text, ImmutableArray<string> keys, Func<LabelMap, bool> test)
        : base(text) => (Keys, _test) = (keys, test);

    /// <inheritdoc/>
    public override IEnumerable<string> Keys { get; }

    /// <inheritdoc/>
    public override bool IsEverything => false;

    /// <inheritdoc/>
    public override bool Matches(LabelMap labels) => _test(labels);

    /// <summary>Everything that a selector does not mean.</summary>
    public static LabelSelector Not(LabelSelector selector) => new CalicoSelector($"!({selector})", [.. selector.Keys], labels => !selector.Matches(labels));

    /// <summary>What two selectors mean both.</summary>
    public static LabelSelector Both(LabelSelector one, LabelSelector other) =>
        one.IsEverything ? other : other.IsEverything ? one : new CalicoSelector($"({one}) && ({other})", [.. one.Keys, .. other.Keys], labels => one.Matches(labels) && other.Matches(labels));

    /// <summary>Reads a selector.</summary>
    /// <param name="text">As written.</param>
    /// <param name="keyOf">What a label goes by here; labels that Calico makes itself have other names than those of Kubernetes.</param>
    /// <param name="problem">Why the text is none.</param>
    /// <returns>Null, and <paramref name="problem"/>, for text that Calico would not take.</returns>
    public static LabelSelector? Parse(string text, Func<string, string> keyOf, out string? problem)
    {
        var parser = new Parser(text, keyOf);
        problem = parser.Read(out var test);
        return problem is not null ? null
            : parser.IsEverything ? Everything
            : new CalicoSelector(string.Join(' ', parser.Canonical), [.. parser.Keys.Distinct()], test);
    }

    /// <summary>By descent: <c>||</c> binds less than <c>&amp;&amp;</c>, and that less than <c>!</c>.</summary>
    private sealed class Parser(string text, Func<string, string> keyOf)
    {
        private const int MaxDepth = 100;

        private static readonly string[] Signs = ["==", "!=", "&&", "||", "!", "(", ")", "{", "}", ","];

        private int _at;
        private int _depth;

        public List<string> Canonical { get; } = [];

        public List<string> Keys { get; } = [];

        public bool IsEverything => Canonical is [] or ["all()"];

        public string? Read(out Func<LabelMap, bool> test)
        {
            test = _ => true;
            try
            {
                if (Peek() is null) return null;
                test = Either();
                return Peek() is { } rest ? $"{Quoted(rest)} stands behind its end" : null;
            }
            catch (FormatException problem)
            {
                return problem.Message;
            }
        }

        private Func<LabelMap, bool> Either()
        {
            var left = Both();
            while (Take("||"))
            {
                var (one, other) = (left, Both());
                left = labels => one(labels) || other(labels);
            }

            return left;
        }

        private Func<LabelMap, bool> Both()
        {
            var left = Single();
            while (Take("&&"))
            {
                var (one, other) = (left, Single());
                left = labels => one(labels) && other(labels);
            }

            return left;
        }

        private Func<LabelMap, bool> Single()
        {
            if (++_depth > MaxDepth) throw new FormatException("it is nested too deep");
            try
            {
                if (Take("!"))
                {
                    var inner = Single();
                    return labels => !inner(labels);
                }

                if (!TakeSilently("(")) return Term();
                Canonical.Add("(");
                var group = Either();
                Expect(")");
                Canonical.Add(")");
                return group;
            }
            finally
            {
                _depth--;
            }
        }

        private Func<LabelMap, bool> Term()
        {
            var word = Word();
            if (word is "all" or "global" or "has" && Peek() == "(")
            {
                Next();
                if (word == "has")
                {
                    var asked = Key(Word());
                    Expect(")");
                    Canonical.Add($"has({asked})");
                    return labels => labels.Get(asked) is not null;
                }

                Expect(")");
                Canonical.Add($"{word}()");
                // What belongs to no namespace is no pod.
                return word == "all" ? _ => true : _ => false;
            }

            var key = Key(word);
            var sign = Next() ?? throw new FormatException($"{Quoted(word)} is compared with nothing");
            switch (sign)
            {
                case "==" or "!=":
                    var value = Value();
                    Canonical.Add($"{key} {sign} {Quoted(value)}");
                    return sign == "==" ? labels => labels.Get(key) == value : labels => labels.Get(key) != value;
                case "in" or "not":
                    if (sign == "not") Expect("in");
                    var values = Set();
                    Canonical.Add($"{key} {(sign == "in" ? "in" : "not in")} {{{string.Join(", ", values.Order(StringComparer.Ordinal).Select(Quoted))}}}");
                    // A label that is not there is in no set.
                    return sign == "in" ? labels => labels.Get(key) is { } has && values.Contains(has) : labels => labels.Get(key) is not { } has || !values.Contains(has);
                case "contains" or "starts" or "ends":
                    if (sign != "contains") Expect("with");
                    var part = Value();
                    Canonical.Add($"{key} {sign} {Quoted(part)}");
                    return labels => labels.Get(key) is { } has && (sign switch
                    {
                        "contains" => has.Contains(part, StringComparison.Ordinal),
                        "starts" => has.StartsWith(part, StringComparison.Ordinal),
                        _ => has.EndsWith(part, StringComparison.Ordinal),
                    });
                default:
                    throw new FormatException($"{Quoted(sign)} is no comparison; there are ==, !=, in, not in, contains, starts with and ends with");
            }
        }

        private HashSet<string> Set()
        {
            Expect("{");
            var values = new HashSet<string>(StringComparer.Ordinal);
            if (Peek() != "}")
            {
                do values.Add(Value());
                while (TakeSilently(","));
            }

            Expect("}");
            return values;
        }

        private string Key(string word)
        {
            var key = keyOf(word);
            Keys.Add(key);
            return key;
        }

        private string Word()
        {
            var word = Next();
            return word is not null && IsWordStart(word[0]) ? word : throw Missing("a label", word);
        }

        private string Value()
        {
            var value = Next();
            return value is ['\'' or '"', ..] ? value[1..^1] : throw Missing("a value in quotes", value);
        }

        private void Expect(string wanted)
        {
            var found = Next();
            if (found != wanted) throw Missing(Quoted(wanted), found);
        }

        private static FormatException Missing(string wanted, string? found) => new($"{wanted} is missing {(found is null ? "at its end" : $"before {Quoted(found)}")}");

        private bool Take(string sign)
        {
            if (!TakeSilently(sign)) return false;
            Canonical.Add(sign);
            return true;
        }

        private bool TakeSilently(string sign)
        {
            if (Peek() != sign) return false;
            Next();
            return true;
        }

        private string? Peek()
        {
            var before = _at;
            var next = Next();
            _at = before;
            return next;
        }

        private string? Next()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            if (_at == text.Length) return null;
            var start = _at;
            if (text[start] is '\'' or '"')
            {
                var end = text.IndexOf(text[start], start + 1);
                if (end < 0) throw new FormatException("a quote is not closed");
                _at = end + 1;
            }
            else if (IsWordStart(text[start]))
            {
                while (_at < text.Length && (IsWordStart(text[_at]) || text[_at] == '-')) _at++;
            }
            else
            {
                var sign = Signs.FirstOrDefault(s => text.AsSpan(start).StartsWith(s, StringComparison.Ordinal)) ?? throw new FormatException($"{Quoted(text[start].ToString())} means nothing here");
                _at += sign.Length;
            }

            return text[start.._at];
        }

        private static bool IsWordStart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/';

        private static string Quoted(string text) => YamlText.Quoted(text);
    }
}
