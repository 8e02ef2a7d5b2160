using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What a value in the answers may be. Drives validation, flags, help and the JSON Schema; there is no second list.</summary>
public abstract record Shape
{
    /// <summary>What is allowed, for messages: <c>one of helm, kustomize, both</c>.</summary>
    public abstract string Allowed { get; }
}

/// <summary>One of a fixed list of words.</summary>
public sealed record ChoiceShape(ImmutableArray<Choice> Choices) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => $"one of {string.Join(", ", Choices.Select(c => c.Value))}";
}

/// <summary>A choice with one line that says when to take it.</summary>
public readonly record struct Choice(string Value, string Help);

/// <summary>true or false.</summary>
public sealed record BooleanShape : Shape
{
    /// <inheritdoc/>
    public override string Allowed => "true or false";
}

/// <summary>A whole number within bounds, both included.</summary>
public sealed record IntegerShape(long Minimum, long Maximum) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => $"a whole number from {Minimum} to {Maximum}";
}

/// <summary>Text of one grammar.</summary>
public sealed record TextShape(TextType Type) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => Type.Allowed;
}

/// <summary>A list of items of one shape.</summary>
/// <param name="Item">The shape of each item.</param>
/// <param name="Minimum">Least number of items.</param>
/// <param name="Maximum">Greatest number of items.</param>
/// <param name="AcceptsText">A single text stands for the list of its comma-separated parts (<c>dev,prod</c>), as on the command line.</param>
public sealed record ListShape(Shape Item, int Minimum = 0, int Maximum = 1000, bool AcceptsText = false) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => $"a list, each item {Item.Allowed}";
}

/// <summary>A map with known keys.</summary>
public sealed record MapShape(ImmutableArray<Field> Fields) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => $"a map of {string.Join(", ", Fields.Select(f => f.Name))}";

    /// <summary>The field of this name, or null.</summary>
    public Field? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
}

/// <summary>A map with keys of the user's choosing.</summary>
public sealed record DictionaryShape(TextType Key, Shape Value, int Maximum = 200) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => $"a map; each key {Key.Allowed}, each value {Value.Allowed}";
}

/// <summary>One of several shapes that YAML can tell apart: a scalar, a list, a map.</summary>
public sealed record EitherShape(ImmutableArray<Shape> Shapes) : Shape
{
    /// <inheritdoc/>
    public override string Allowed => string.Join(", or ", Shapes.Select(s => s.Allowed));
}

/// <summary>One key of a <see cref="MapShape"/>.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="Help">One line for editors and documentation.</param>
public sealed record Field(string Name, Shape Shape, string Help)
{
    /// <summary>The key must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds when the key is absent, in words or as the value; null when nothing does.</summary>
    public string? Default { get; init; }
}
