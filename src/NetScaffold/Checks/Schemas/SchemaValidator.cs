using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>Holds a value against a schema; says at each place what is wrong there.</summary>
internal sealed class SchemaValidator
{
    /// <summary>Nobody reads more of one object.</summary>
    private const int MaxFindings = 100;

    private readonly List<Diagnostic> _findings = [];

    private SchemaValidator()
    {
    }

    /// <summary>All that does not fit, by place.</summary>
    /// <exception cref="JsonException">A reference of the schema leads nowhere.</exception>
    public static ImmutableArray<Diagnostic> Validate(YamlNode value, JsonSchema schema)
    {
        var validator = new SchemaValidator();
        validator.Check(value, schema, "");
        return [.. validator._findings.Take(MaxFindings).Distinct().OrderBy(f => f.At)];
    }

    private void Check(YamlNode value, JsonSchema unresolved, string path)
    {
        if (_findings.Count > MaxFindings) return;
        var schema = unresolved.Target;
        if (schema.IsNever)
        {
            Add(SchemaDiagnostics.NotAllowed(value.At, Named(path), "nothing may stand here"));
            return;
        }

        if (!HasType(value, schema))
        {
            Add(SchemaDiagnostics.WrongType(value.At, Named(path), Kind(value), Wanted(schema)));
            return;
        }

        if (value is YamlScalar { } nothing && nothing.TypeOf() == YamlType.Null && schema.IsNullable) return;
        CheckAllowed(value, schema, path);
        switch (value)
        {
            case YamlMap map:
                CheckMap(map, schema, path);
                break;
            case YamlSequence list:
                CheckList(list, schema, path);
                break;
            case YamlScalar scalar when scalar.TypeOf() == YamlType.Number:
                CheckNumber(scalar, schema, path);
                break;
            case YamlScalar scalar when scalar.TypeOf() == YamlType.Text:
                CheckText(scalar, schema, path);
                break;
        }

        CheckForms(value, schema, path);
    }

    private void CheckMap(YamlMap map, JsonSchema schema, string path)
    {
        foreach (var key in schema.Required.Where(k => !map.TryGet(k, out _))) Add(SchemaDiagnostics.Missing(map.At, Named(Join(path, key))));
        foreach (var entry in map.Entries)
        {
            var key = entry.Key.Text;
            var isKnown = false;
            if (schema.Properties.TryGetValue(key, out var known))
            {
                isKnown = true;
                Check(entry.Value, known, Join(path, key));
            }

            foreach (var (pattern, byPattern) in schema.PatternProperties)
            {
                if (!pattern.IsMatch(key)) continue;
                isKnown = true;
                Check(entry.Value, byPattern, Join(path, key));
            }

            if (isKnown || schema.Additional is not { } additional || schema.IsTrue("x-kubernetes-preserve-unknown-fields")) continue;
            if (additional.Target.IsNever) Add(SchemaDiagnostics.UnknownField(entry.Key.At, Named(Join(path, key)), Suggest.Nearest(key, schema.Properties.Keys)));
            else Check(entry.Value, additional, Join(path, key));
        }

        Bounded(map.At, schema, path, map.Entries.Length, "Properties", "entries");
    }

    private void CheckList(YamlSequence list, JsonSchema schema, string path)
    {
        if (schema.Items is { } items)
        {
            foreach (var (index, item) in list.Items.Index()) Check(item, items, $"{path}[{index}]");
        }

        Bounded(list.At, schema, path, list.Items.Length, "Items", "items");
        if (schema.IsTrue("uniqueItems") && list.Items.Select(i => YamlPrinter.Print(i)).Distinct().Count() < list.Items.Length) Add(SchemaDiagnostics.NotAllowed(list.At, Named(path), "each item may be there once"));
    }

    private void CheckNumber(YamlScalar scalar, JsonSchema schema, string path)
    {
        var number = YamlTypes.NumberOf(scalar.Text);
        if (schema.Bound("minimum") is { } min && number < min) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} is less than {Text(min)}"));
        if (schema.Bound("maximum") is { } max && number > max) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} is more than {Text(max)}"));
        if (schema.Bound("exclusiveMinimum") is { } above && number <= above) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} is not more than {Text(above)}"));
        if (schema.Bound("exclusiveMaximum") is { } below && number >= below) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} is not less than {Text(below)}"));
        if (schema.Bound("multipleOf") is > 0 and { } step && number % step != 0) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} is no multiple of {Text(step)}"));
        if (schema.Format == "int32" && number is < int.MinValue or > int.MaxValue) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{scalar.Text} does not fit into 32 bits"));
    }

    private void CheckText(YamlScalar scalar, JsonSchema schema, string path)
    {
        // Characters are counted as JSON Schema does, by code points.
        Bounded(scalar.At, schema, path, scalar.Text.EnumerateRunes().Count(), "Length", "characters");
        if (schema.Pattern is { } pattern && !pattern.IsMatch(scalar.Text)) Add(SchemaDiagnostics.NotAllowed(scalar.At, Named(path), $"{Shown.Text(scalar.Text)} is not of the form {Shown.Text(pattern.ToString())}"));
    }

    private void Bounded(SourceLocation at, JsonSchema schema, string path, int count, string what, string unit)
    {
        if (schema.Bound($"min{what}") is { } min && count < min) Add(SchemaDiagnostics.NotAllowed(at, Named(path), $"there must be {Text(min)} {unit} at least, not {count}"));
        if (schema.Bound($"max{what}") is { } max && count > max) Add(SchemaDiagnostics.NotAllowed(at, Named(path), $"there may be {Text(max)} {unit} at most, not {count}"));
    }

    private void CheckAllowed(YamlNode value, JsonSchema schema, string path)
    {
        if (schema.Allowed.IsDefault || schema.Allowed.Any(a => Equals(a, value))) return;
        var words = schema.Allowed.Select(a => a.ValueKind == JsonValueKind.String ? a.GetString()! : a.GetRawText()).ToList();
        var nearest = value is YamlScalar scalar ? Suggest.Nearest(scalar.Text, words) : null;
        Add(SchemaDiagnostics.NotAllowed(value.At, Named(path), $"{(value is YamlScalar given ? Shown.Text(given.Text) : value.Kind)} is none of {string.Join(", ", words)}{(nearest is null ? "" : $"; did you mean {nearest}?")}"));
    }

    private void CheckForms(YamlNode value, JsonSchema schema, string path)
    {
        foreach (var all in schema.AllOf) Check(value, all, path);
        if (schema.AnyOf.Length > 0) CheckAny(value, schema.AnyOf, path);
        if (schema.OneOf.Length > 0)
        {
            var fitting = schema.OneOf.Count(s => Fits(value, s));
            if (fitting == 0) CheckAny(value, schema.OneOf, path);
            else if (fitting > 1) Add(SchemaDiagnostics.NotAllowed(value.At, Named(path), $"it fits {fitting} forms of which it may have one{Keys(schema.OneOf)}"));
        }

        if (schema.Not is { } not && Fits(value, not)) Add(SchemaDiagnostics.NotAllowed(value.At, Named(path), $"it has a form that is ruled out{Keys([not])}"));
    }

    /// <summary>Says what the nearest of several forms lacks.</summary>
    private void CheckAny(YamlNode value, ImmutableArray<JsonSchema> forms, string path)
    {
        List<Diagnostic>? least = null;
        foreach (var form in forms)
        {
            var findings = FindingsOf(value, form, path);
            if (findings.Count == 0) return;
            if (least is null || findings.Count < least.Count) least = findings;
        }

        var keys = Keys(forms);
        if (keys.Length > 0) Add(SchemaDiagnostics.NotAllowed(value.At, Named(path), $"it fits none of {forms.Length} forms{keys}"));
        else foreach (var finding in least ?? []) Add(finding);
    }

    /// <summary>The keys that forms ask for, where that is what tells them apart.</summary>
    private static string Keys(ImmutableArray<JsonSchema> forms) =>
        forms.All(f => f.Target.Required.Length > 0) ? $" ({string.Join("; ", forms.Select(f => string.Join(" and ", f.Target.Required)))})" : "";

    private static bool Fits(YamlNode value, JsonSchema schema) => FindingsOf(value, schema, "").Count == 0;

    private static List<Diagnostic> FindingsOf(YamlNode value, JsonSchema schema, string path)
    {
        var validator = new SchemaValidator();
        validator.Check(value, schema, path);
        return validator._findings;
    }

    private static bool HasType(YamlNode value, JsonSchema schema)
    {
        if (schema.IsIntegerOrText) return value is YamlScalar number && number.TypeOf() is YamlType.Number or YamlType.Text || (schema.IsNullable && value is YamlScalar { IsNull: true });
        if (schema.Types.IsEmpty) return true;
        return value switch
        {
            YamlMap => schema.Types.Contains("object"),
            YamlSequence => schema.Types.Contains("array"),
            YamlScalar scalar => scalar.TypeOf() switch
            {
                YamlType.Null => schema.IsNullable || schema.Types.Contains("null"),
                YamlType.Boolean => schema.Types.Contains("boolean"),
                YamlType.Number => schema.Types.Contains("number") || (schema.Types.Contains("integer") && double.IsInteger(YamlTypes.NumberOf(scalar.Text))),
                _ => schema.Types.Contains("string"),
            },
            _ => false,
        };
    }

    private static bool Equals(JsonElement allowed, YamlNode value) => (allowed.ValueKind, value) switch
    {
        (JsonValueKind.String, YamlScalar scalar) => scalar.TypeOf() == YamlType.Text && scalar.Text == allowed.GetString(),
        (JsonValueKind.Number, YamlScalar scalar) => scalar.TypeOf() == YamlType.Number && YamlTypes.NumberOf(scalar.Text) == allowed.GetDouble(),
        (JsonValueKind.True, YamlScalar scalar) => scalar.TypeOf() == YamlType.Boolean && YamlWords.IsTrue(scalar.Text),
        (JsonValueKind.False, YamlScalar scalar) => scalar.TypeOf() == YamlType.Boolean && !YamlWords.IsTrue(scalar.Text),
        (JsonValueKind.Null, YamlScalar scalar) => scalar.TypeOf() == YamlType.Null,
        _ => false,
    };

    private static string Kind(YamlNode value) => value is YamlScalar scalar
        ? scalar.TypeOf() switch { YamlType.Null => "nothing", YamlType.Boolean => "a boolean", YamlType.Number => "a number", _ => "text" }
        : value.Kind;

    private static string Wanted(JsonSchema schema) => schema.IsIntegerOrText ? "a number or text" : string.Join(" or ", schema.Types.Where(t => t != "null" || schema.Types.Length == 1).Select(t => t switch
    {
        "object" => "a map",
        "array" => "a list",
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "nothing",
    }));

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Named(string path) => path.Length == 0 ? "The object" : path;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private void Add(Diagnostic finding) => _findings.Add(finding);
}
