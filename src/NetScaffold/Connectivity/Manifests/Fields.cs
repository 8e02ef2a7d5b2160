using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Connectivity;

/// <summary>
/// Reads the fields of one object as the API server does. What it would not take is a finding, and <see cref="IsRefused"/> then:
/// such an object is in no cluster, and nobody should reckon with it.
/// </summary>
internal sealed class Fields(ManifestObject manifest, List<Diagnostic> findings)
{
    /// <summary>The object that is read.</summary>
    public ManifestObject Object { get; } = manifest;

    /// <summary>The API server would refuse the object.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>A map; null when it is absent, <c>null</c> or refused.</summary>
    public YamlMap? Map(YamlMap? parent, string key) => Value<YamlMap>(parent, key, "a map");

    /// <summary>The items of a list; null when it is absent, <c>null</c> or refused.</summary>
    public ImmutableArray<YamlNode>? List(YamlMap? parent, string key) => Value<YamlSequence>(parent, key, "a list")?.Items;

    /// <summary>The maps of a list; empty when it is absent.</summary>
    public IEnumerable<YamlMap> Maps(YamlMap? parent, string key)
    {
        foreach (var item in List(parent, key) ?? [])
        {
            if (item is YamlMap map) yield return map;
            else Refuse(item.At, $"An item of {Shown.Text(key)} is {item.Kind}, not a map.");
        }
    }

    /// <summary>Text; null when it is absent or refused. Numbers and booleans have to be quoted.</summary>
    public string? Text(YamlMap? parent, string key)
    {
        if (Value<YamlScalar>(parent, key, "text") is not { } scalar) return null;
        return IsText(scalar, key) ? scalar.Text : null;
    }

    /// <summary>The texts of a list; empty when it is absent.</summary>
    public ImmutableArray<string> Texts(YamlMap? parent, string key)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in List(parent, key) ?? [])
        {
            if (item is not YamlScalar scalar) Refuse(item.At, $"An item of {Shown.Text(key)} is {item.Kind}, not text.");
            else if (IsText(scalar, key)) texts.Add(scalar.Text);
        }

        return texts.ToImmutable();
    }

    /// <summary>A whole number within bounds; null when it is absent or refused.</summary>
    public int? Number(YamlMap? parent, string key, int min, int max)
    {
        if (Value<YamlScalar>(parent, key, "a number") is not { } scalar) return null;
        if (scalar.TryInteger(out var number) && number >= min && number <= max) return (int)number;
        Refuse(scalar.At, $"{Shown.Text(key)} is {Shown.Text(scalar.Text)}, not a number from {min} to {max}.");
        return null;
    }

    /// <summary>True only for <c>true</c>.</summary>
    public bool IsTrue(YamlMap? parent, string key)
    {
        if (Value<YamlScalar>(parent, key, "true or false") is not { } scalar) return false;
        if (!scalar.TryBoolean(out var value)) Refuse(scalar.At, $"{Shown.Text(key)} is {Shown.Text(scalar.Text)}, not true or false.");
        return value;
    }

    /// <summary>A map from text to text, as labels are; empty when it is absent.</summary>
    public LabelMap Labels(YamlMap? parent, string key)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var entry in Map(parent, key)?.Entries ?? [])
        {
            if (entry.Value is not YamlScalar scalar) Refuse(entry.Value.At, $"The label {Shown.Text(entry.Key.Text)} is {entry.Value.Kind}, not text.");
            else if (scalar.IsNull) labels.Add(new(entry.Key.Text, ""));
            else if (IsText(scalar, entry.Key.Text)) labels.Add(new(entry.Key.Text, scalar.Text));
        }

        return LabelMap.Of(labels);
    }

    /// <summary>A protocol; TCP when it is absent.</summary>
    public Protocol Protocol(YamlMap? parent, string key)
    {
        var text = Text(parent, key);
        foreach (var protocol in PortSet.Protocols)
        {
            if (text == PortSet.Name(protocol)) return protocol;
        }

        if (text is not null) Refuse(At(parent!, key), $"The protocol {Shown.Text(text)} is none of TCP, UDP, SCTP.");
        return Connectivity.Protocol.Tcp;
    }

    /// <summary>A label selector that is there; null when it is absent. An empty one selects everything.</summary>
    public LabelSelector? Selector(YamlMap? parent, string key) => Map(parent, key) is { } map ? Selector(map) : null;

    /// <summary>The label selectors of a list; empty when it is absent.</summary>
    public IEnumerable<(LabelSelector Selector, SourceLocation At)> Selectors(YamlMap? parent, string key) => Maps(parent, key).Select(map => (Selector(map), map.At));

    private LabelSelector Selector(YamlMap map)
    {
        Know(map, "matchLabels", "matchExpressions");
        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach (var label in Labels(map, "matchLabels").Pairs) requirements.Add(new LabelRequirement(label.Key, LabelOperator.In, [label.Value]));
        foreach (var expression in Maps(map, "matchExpressions"))
        {
            Know(expression, "key", "operator", "values");
            if (Requirement(expression) is { } requirement) requirements.Add(requirement);
        }

        return new LabelSelector(requirements.ToImmutable());
    }

    /// <summary>Reports every other key as one that the API server drops.</summary>
    public void Know(YamlMap map, params ReadOnlySpan<string> keys)
    {
        foreach (var entry in map.Entries)
        {
            if (!keys.Contains(entry.Key.Text)) findings.Add(ReachDiagnostics.UnknownField(entry.Key.At, Object.ToString(), entry.Key.Text, Suggest.Nearest(entry.Key.Text, keys.ToArray())));
        }
    }

    /// <summary>Where a key's value stands, or the map without it.</summary>
    public static SourceLocation At(YamlMap map, string key) => map.TryGet(key, out var entry) ? entry.Value.At : map.At;

    /// <summary>The API server would not take this.</summary>
    public void Refuse(SourceLocation at, string problem)
    {
        IsRefused = true;
        findings.Add(ReachDiagnostics.Refused(at, Object.ToString(), problem));
    }

    /// <summary>Says something else about the object.</summary>
    public void Add(Diagnostic finding) => findings.Add(finding);

    private LabelRequirement? Requirement(YamlMap expression)
    {
        var key = Text(expression, "key");
        var values = Texts(expression, "values");
        if (key is null)
        {
            Refuse(expression.At, "An expression of a selector has no key.");
            return null;
        }

        LabelOperator? named = Text(expression, "operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => null,
        };
        if (named is not { } known)
        {
            Refuse(At(expression, "operator"), "The operator of a selector is none of In, NotIn, Exists, DoesNotExist.");
            return null;
        }

        var needsValues = known is LabelOperator.In or LabelOperator.NotIn;
        if (needsValues == values.IsEmpty) Refuse(expression.At, $"The operator {known} {(needsValues ? "needs values" : "takes no values")}.");
        return new LabelRequirement(key, known, values);
    }

    private bool IsText(YamlScalar scalar, string key)
    {
        if (!scalar.IsPlain || !(scalar.IsNull || scalar.IsBooleanWord || YamlTypes.IsNumber(scalar.Text))) return true;
        Refuse(scalar.At, $"{Shown.Text(key)} has {scalar.Text} where text belongs; it has to be quoted.");
        return false;
    }

    private T? Value<T>(YamlMap? parent, string key, string wanted)
        where T : YamlNode
    {
        if (parent is null || !parent.TryGet(key, out var entry) || entry.Value is YamlScalar { IsNull: true }) return null;
        if (entry.Value is T value) return value;
        Refuse(entry.Value.At, $"{Shown.Text(key)} is {entry.Value.Kind}, not {wanted}.");
        return null;
    }
}
