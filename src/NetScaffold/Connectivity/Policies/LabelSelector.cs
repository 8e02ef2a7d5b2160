using System.Collections.Immutable;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>How a requirement compares a label.</summary>
public enum LabelOperator
{
    /// <summary>The label is there with one of the values.</summary>
    In,

    /// <summary>The label is not there, or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is not there.</summary>
    DoesNotExist,
}

/// <summary>One condition of a selector.</summary>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>True when labels meet it.</summary>
    public bool Matches(LabelMap labels)
    {
        var value = labels.Get(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            _ => value is null,
        };
    }

    /// <summary><c>app in (a, b)</c>; what is no label is quoted, so that equal texts are equal requirements.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.In when Values.Length == 1 => $"{Text(Key)}={Text(Values[0])}",
        LabelOperator.In => $"{Text(Key)} in ({string.Join(", ", Values.Select(Text))})",
        LabelOperator.NotIn => $"{Text(Key)} not in ({string.Join(", ", Values.Select(Text))})",
        LabelOperator.Exists => Text(Key),
        _ => $"!{Text(Key)}",
    };

    private static string Text(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? text : YamlText.Quoted(text);
}

/// <summary>A label selector: all requirements have to hold; none selects everything. <c>matchLabels</c> are requirements with one value.</summary>
public class LabelSelector : IEquatable<LabelSelector>
{
    private readonly string _text;

    /// <summary>With these requirements.</summary>
    public LabelSelector(ImmutableArray<LabelRequirement> requirements)
    {
        Requirements = requirements;
        _text = requirements.IsEmpty ? "all" : string.Join(", ", requirements);
    }

    /// <summary>Of another language than requirements; each such language makes texts of its own, so that equal texts select the same.</summary>
    private protected LabelSelector(string text) => (Requirements, _text) = ([], text);

    /// <summary>Selects everything.</summary>
    public static LabelSelector Everything { get; } = new(ImmutableArray<LabelRequirement>.Empty);

    /// <summary>In the order written.</summary>
    public ImmutableArray<LabelRequirement> Requirements { get; }

    /// <summary>The labels it asks for.</summary>
    public virtual IEnumerable<string> Keys => Requirements.Select(r => r.Key);

    /// <summary>True when it has no requirement.</summary>
    public virtual bool IsEverything => Requirements.IsEmpty;

    /// <summary>Selects what has these labels.</summary>
    public static LabelSelector Of(IEnumerable<KeyValuePair<string, string>> labels) =>
        new([.. labels.Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value]))]);

    /// <summary>True when labels meet every requirement.</summary>
    public virtual bool Matches(LabelMap labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSelector? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSelector);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The requirements, separated by commas; <c>all</c> when there are none. Equal texts select the same.</summary>
    public override string ToString() => _text;
}
