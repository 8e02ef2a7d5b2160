using NetScaffold.Answers;

namespace NetScaffold.Cli.Output;

/// <summary>The fields of a service, by path, from its shape.</summary>
internal static class FieldList
{
    /// <summary>All fields, in the order of the shape; <c>[]</c> marks the items of a list, <c>NAME</c> a key of the user's choosing.</summary>
    public static IEnumerable<(string Path, Field Field)> All => Below("", Questions.Services.Shape);

    /// <summary>What a field may be called.</summary>
    public static IEnumerable<string> Names => All.SelectMany(f => new[] { $"services.{Plain(f.Path)}", f.Field.Name }).Distinct();

    /// <summary>What a field takes. Like <see cref="Shape.Allowed"/>, but maps, whose fields have lines of their own, are only named.</summary>
    public static string Takes(Shape shape) => shape switch
    {
        ListShape list => $"a list, each item {Takes(list.Item)}",
        MapShape => "a map",
        DictionaryShape dictionary => $"a map; each value {Takes(dictionary.Value)}",
        EitherShape either => string.Join(", or ", either.Shapes.Select(Takes)),
        ChoiceShape { Choices: [{ Value: "" }] } => "empty",
        _ => shape.Allowed,
    };

    /// <summary>The fields that a user means: by the whole path with or without <c>services.</c> and the marks, else by the last part of it.</summary>
    public static IEnumerable<(string Path, Field Field)> Named(string what)
    {
        var path = what.StartsWith("services.", StringComparison.OrdinalIgnoreCase) ? what["services.".Length..] : what;
        var exact = All.Where(f => Plain(f.Path).Equals(Plain(path), StringComparison.OrdinalIgnoreCase)).ToList();
        return exact.Count > 0 ? exact : All.Where(f => f.Field.Name.Equals(path, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>One field and those directly in it, for people.</summary>
    public static string Text(string path, Field field)
    {
        var lines = new List<string> { $"services.{path} (a field of a service)", $"  {field.Help}{(field.IsRequired ? " Required." : "")}", $"    {Takes(field.Shape)}" };
        if (field.Default is { } value) lines.Add($"  Default: {value}");
        foreach (var (inner, innerField) in Below(path, field.Shape)) lines.Add($"    {$"services.{inner}",-40} {innerField.Help}");
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>A path without its marks of lists.</summary>
    public static string Plain(string path) => path.Replace("[]", "", StringComparison.Ordinal);

    private static IEnumerable<(string Path, Field Field)> Below(string path, Shape shape) => shape switch
    {
        ListShape list => Below(path.Length == 0 ? "" : path + "[]", list.Item),
        EitherShape either => either.Shapes.SelectMany(s => Below(path, s)),
        DictionaryShape dictionary => Below($"{path}.NAME", dictionary.Value),
        MapShape map => map.Fields.SelectMany(f => Below(Join(path, f.Name), f.Shape).Prepend((Join(path, f.Name), f))),
        _ => [],
    };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
