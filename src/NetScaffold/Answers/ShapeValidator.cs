using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Holds a YAML tree against a shape, reports every misfit, and gives the tree without the misfits, so that later checks can go on.</summary>
internal sealed class ShapeValidator(List<Diagnostic> diagnostics)
{
    private readonly Dictionary<string, SourceLocation> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<(SourceLocation At, string Key)> _misfits = [];

    /// <summary>Where each answer stands, by path; items of lists of maps go by their name where they have one.</summary>
    public IReadOnlyDictionary<string, SourceLocation> Positions => _positions;

    /// <summary>What was left out: the place of a map with the key, or of a list with an empty key. Checks that would miss it hold back.</summary>
    public IReadOnlySet<(SourceLocation At, string Key)> Misfits => _misfits;

    /// <summary>The part of the tree that fits, or null when nothing of it does.</summary>
    /// <param name="node">The tree.</param>
    /// <param name="shape">What it should be.</param>
    /// <param name="path">Path of <paramref name="node"/>, empty for the root.</param>
    public YamlNode? Validate(YamlNode node, Shape shape, string path)
    {
        var fitting = shape switch
        {
            ChoiceShape choice => ValidateChoice(node, choice, path),
            BooleanShape => ValidateBoolean(node, path),
            IntegerShape integer => ValidateInteger(node, integer, path),
            TextShape text => ValidateText(node, text, path),
            ListShape list => ValidateList(node, list, path),
            MapShape map => ValidateMap(node, map, path),
            DictionaryShape dictionary => ValidateDictionary(node, dictionary, path),
            EitherShape either => ValidateEither(node, either, path),
            _ => throw new InvalidOperationException($"No validation for {shape.GetType().Name}."),
        };
        if (fitting is not null) _positions.TryAdd(path, node.At);
        return fitting;
    }

    private YamlNode? ValidateChoice(YamlNode node, ChoiceShape shape, string path)
    {
        if (node is not YamlScalar scalar || scalar.IsNull) return Misfit(WrongType(node, shape, path));
        if (shape.Choices.Any(c => c.Value == scalar.Text)) return node;
        return Misfit(AnswersDiagnostics.UnknownChoice(node.At, path, scalar.Text, [.. shape.Choices.Select(c => c.Value)]));
    }

    private YamlNode? ValidateBoolean(YamlNode node, string path) =>
        node is YamlScalar scalar && scalar.TryBoolean(out _) ? node : Misfit(WrongType(node, new BooleanShape(), path));

    private YamlNode? ValidateInteger(YamlNode node, IntegerShape shape, string path)
    {
        if (node is not YamlScalar scalar) return Misfit(WrongType(node, shape, path));
        if (scalar.TryInteger(out var value))
            return value >= shape.Minimum && value <= shape.Maximum ? node : Misfit(AnswersDiagnostics.OutOfRange(node.At, path, scalar.Text, shape.Minimum, shape.Maximum));
        // A number that no long holds is a number all the same.
        if (scalar.IsPlain && scalar.Text.Length > 0 && scalar.Text.TrimStart('-') is [not '0', ..] digits && digits.All(char.IsAsciiDigit))
            return Misfit(AnswersDiagnostics.OutOfRange(node.At, path, scalar.Text, shape.Minimum, shape.Maximum));
        return Misfit(WrongType(node, shape, path));
    }

    private YamlNode? ValidateText(YamlNode node, TextShape shape, string path)
    {
        if (node is not YamlScalar scalar || scalar.IsNull) return Misfit(WrongType(node, shape, path));
        if (shape.Type.Fits(scalar.Text)) return node;
        var finding = AnswersDiagnostics.TextDoesNotFit(node.At, path, scalar.Text, shape.Allowed);
        return Misfit(shape.Type.Instead(scalar.Text) is { } instead ? finding with { Help = $"{finding.Help} Write {instead}." } : finding);
    }

    private YamlSequence? ValidateList(YamlNode node, ListShape shape, string path)
    {
        var items = node switch
        {
            YamlSequence sequence => sequence.Items,
            YamlScalar scalar when shape.AcceptsText && !scalar.IsNull => SplitText(scalar),
            _ => default,
        };
        if (items.IsDefault)
        {
            diagnostics.Add(WrongType(node, shape, path));
            return null;
        }

        if (items.Length < shape.Minimum || items.Length > shape.Maximum)
        {
            diagnostics.Add(AnswersDiagnostics.WrongCount(node.At, path, items.Length, shape.Minimum, shape.Maximum));
            return null;
        }

        var fitting = ImmutableArray.CreateBuilder<YamlNode>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            if (Validate(items[i], shape.Item, ItemPath(path, items[i], i)) is { } item) fitting.Add(item);
            else _misfits.Add((node.At, ""));
        }

        return new YamlSequence(fitting.ToImmutable(), node.At);
    }

    /// <summary>Services and environments are named in paths, <c>services.api</c>; other items are counted, <c>ports[0]</c>.</summary>
    private static string ItemPath(string path, YamlNode item, int index)
    {
        if (path is not ("services" or "environments")) return $"{path}[{index}]";
        var name = item switch
        {
            YamlScalar scalar => scalar.Text,
            YamlMap map when map.Entries.FirstOrDefault(e => e.Key.Text == "name") is { Value: YamlScalar scalar } => scalar.Text,
            _ => null,
        };
        return name is not null && TextType.Name40.Fits(name) ? $"{path}.{name}" : $"{path}[{index}]";
    }

    internal static ImmutableArray<YamlNode> SplitText(YamlScalar scalar)
    {
        if (scalar.Text.Length == 0) return [];
        return [.. scalar.Text.Split(',').Select(part => (YamlNode)new YamlScalar(part.Trim(), IsPlain: true, scalar.At))];
    }

    private YamlMap? ValidateMap(YamlNode node, MapShape shape, string path)
    {
        if (node is not YamlMap map)
        {
            diagnostics.Add(WrongType(node, shape, path));
            return null;
        }

        var isComplete = true;
        var fitting = ImmutableArray.CreateBuilder<YamlEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            if (shape.Find(entry.Key.Text) is not { } field)
                diagnostics.Add(AnswersDiagnostics.UnknownKey(entry.Key.At, entry.Key.Text, path.Length == 0 ? "the answers" : path, [.. shape.Fields.Select(f => f.Name)]));
            else if (Validate(entry.Value, field.Shape, Join(path, field.Name)) is { } value)
                fitting.Add(entry with { Value = value });
            else
            {
                _misfits.Add((node.At, field.Name));
                isComplete &= !field.IsRequired;
            }
        }

        foreach (var field in shape.Fields.Where(f => f.IsRequired && map.Entries.All(e => e.Key.Text != f.Name)))
        {
            diagnostics.Add(AnswersDiagnostics.Missing(node.At, Join(path, field.Name), field.Help, field.Shape.Allowed));
            isComplete = false;
        }

        return isComplete ? new YamlMap(fitting.ToImmutable(), node.At) : null;
    }

    private YamlMap? ValidateDictionary(YamlNode node, DictionaryShape shape, string path)
    {
        if (node is not YamlMap map)
        {
            diagnostics.Add(WrongType(node, shape, path));
            return null;
        }

        if (map.Entries.Length > shape.Maximum)
        {
            diagnostics.Add(AnswersDiagnostics.WrongCount(node.At, path, map.Entries.Length, 0, shape.Maximum));
            return null;
        }

        var fitting = ImmutableArray.CreateBuilder<YamlEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            if (!shape.Key.Fits(entry.Key.Text))
                diagnostics.Add(AnswersDiagnostics.TextDoesNotFit(entry.Key.At, $"A key of {path}", entry.Key.Text, shape.Key.Allowed));
            else if (Validate(entry.Value, shape.Value, Join(path, entry.Key.Text)) is { } value)
                fitting.Add(entry with { Value = value });
        }

        return new YamlMap(fitting.ToImmutable(), node.At);
    }

    /// <summary>Takes the alternative of the node's own form; among several scalars the first that fits. A word beside a map names both when it is wrong.</summary>
    private YamlNode? ValidateEither(YamlNode node, EitherShape shape, string path)
    {
        var candidates = shape.Shapes.Where(s => IsOfForm(node, s)).ToList();
        if (candidates is [not ChoiceShape]) return Validate(node, candidates[0], path);
        foreach (var candidate in candidates)
        {
            var trial = new ShapeValidator([]);
            if (trial.Validate(node, candidate, path) is { } value && trial.IsClean) return value;
        }

        if (candidates.Count > 0 && node is YamlScalar scalar) return Misfit(AnswersDiagnostics.TextDoesNotFit(node.At, path, scalar.Text, shape.Allowed));
        return Misfit(WrongType(node, shape, path));
    }

    private bool IsClean => diagnostics.Count == 0;

    private static bool IsOfForm(YamlNode node, Shape shape) => node switch
    {
        YamlMap => shape is MapShape or DictionaryShape,
        YamlSequence => shape is ListShape,
        YamlScalar { IsNull: true } => false,
        _ => shape is ChoiceShape or TextShape or IntegerShape or BooleanShape,
    };

    private static Diagnostic WrongType(YamlNode node, Shape shape, string path) =>
        AnswersDiagnostics.WrongType(node.At, path.Length == 0 ? "The file" : path, Form(node), shape.Allowed);

    private static string Form(YamlNode node) => node switch
    {
        YamlScalar { IsNull: false } scalar => $"{scalar.Kind}, {Shown.Text(scalar.Text)}",
        _ => node.Kind,
    };

    private YamlNode? Misfit(Diagnostic diagnostic)
    {
        diagnostics.Add(diagnostic);
        return null;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
