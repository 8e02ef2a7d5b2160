using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NetScaffold.Diagnostics;

namespace NetScaffold.Yaml;

/// <summary>A value as it stands in a file: a <see cref="YamlScalar"/>, <see cref="YamlSequence"/> or <see cref="YamlMap"/>, nothing else.</summary>
/// <remarks>Nodes of lists and maps do not compare by content.</remarks>
public abstract record YamlNode
{
    private protected YamlNode(SourceLocation at) => At = at;

    /// <summary>Where the value begins, 1-based, columns in UTF-16 units: its opening quote or bracket, first dash, first key; behind the colon when it is empty.</summary>
    public SourceLocation At { get; init; }

    /// <summary>What a message calls it: "a list", "a map", "text", "a number", "a boolean", "nothing".</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value. All types are read from its text by the question it answers, so <c>1.10</c> stays <c>1.10</c>.</summary>
/// <param name="Text">Unquoted and unescaped; empty for <c>key:</c> without value. Holds any character but unpaired surrogates.</param>
/// <param name="IsPlain">Written without quotes and not as a block; a quoted value is always meant as text.</param>
/// <param name="At">The opening quote, or the first character.</param>
public sealed record YamlScalar(string Text, bool IsPlain, SourceLocation At) : YamlNode(At)
{
    /// <inheritdoc/>
    public override string Kind =>
        IsNull ? "nothing"
        : TryBoolean(out _) ? "a boolean"
        : TryInteger(out _) ? "a number"
        : "text";

    /// <summary>Unquoted empty, <c>~</c> or <c>null</c> (also <c>Null</c>, <c>NULL</c>).</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>
    /// An unquoted word that some YAML readers take for a boolean: true, false, yes, no, on, off, y, n in any case. Where it is not accepted
    /// by <see cref="TryBoolean"/>, the cure is to write true or false (a boolean is asked for) or to quote it (text is).
    /// </summary>
    public bool IsBooleanWord => IsPlain && YamlWords.Booleans.Contains(Text);

    /// <summary>True for unquoted <c>true</c> and <c>false</c>, in lower case, and nothing else.</summary>
    public bool TryBoolean(out bool value)
    {
        value = IsPlain && Text == "true";
        return value || (IsPlain && Text == "false");
    }

    /// <summary>True for an unquoted decimal integer of 64 bits: digits without leading zero, sign <c>+</c>, separators or exponent; <c>-</c> only before a digit 1-9.</summary>
    public bool TryInteger(out long value)
    {
        value = 0;
        return IsPlain
            && (Text is "0" or [>= '1' and <= '9', ..] or ['-', >= '1' and <= '9', ..])
            && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>A list, in the order written.</summary>
/// <param name="Items">May be empty.</param>
/// <param name="At">The opening bracket, or the first dash.</param>
public sealed record YamlSequence(ImmutableArray<YamlNode> Items, SourceLocation At) : YamlNode(At)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A map, in the order written; no two entries have the same key.</summary>
public sealed record YamlMap : YamlNode
{
    /// <summary>Up to so many entries are looked through: most maps have a handful, and manifests hold hundreds of thousands of maps.</summary>
    internal const int MostWithoutTable = 8;

    private readonly Dictionary<string, YamlEntry>? _byKey;

    /// <summary>Keys must differ in ordinal comparison.</summary>
    public YamlMap(ImmutableArray<YamlEntry> entries, SourceLocation at)
        : base(at)
    {
        Entries = entries;
        if (entries.Length > MostWithoutTable) _byKey = entries.ToDictionary(entry => entry.Key.Text, StringComparer.Ordinal);
    }

    /// <summary>May be empty.</summary>
    public ImmutableArray<YamlEntry> Entries { get; }

    /// <inheritdoc/>
    public override string Kind => "a map";

    /// <summary>Finds the entry of a key (ordinal) in constant time; <c>key:</c> without value is an entry whose value <see cref="YamlScalar.IsNull"/>.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out YamlEntry? entry)
    {
        if (_byKey is not null) return _byKey.TryGetValue(key, out entry);
        foreach (var candidate in Entries)
        {
            if (candidate.Key.Text != key) continue;
            entry = candidate;
            return true;
        }

        entry = null;
        return false;
    }
}

/// <summary>One line of a <see cref="YamlMap"/>.</summary>
/// <param name="Key">Its position is the place for "unknown key".</param>
/// <param name="Value">Its position is the place for everything wrong with the value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
