using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>A place for everything in a drawing, in pixels from the top left.</summary>
/// <param name="Width">Of the whole.</param>
/// <param name="Height">Of the whole.</param>
/// <param name="Boxes">In the order of the graph.</param>
/// <param name="Lanes">Namespaces, from top to bottom.</param>
/// <param name="Lines">In the order of the graph's arrows.</param>
/// <param name="Labels">Each stands once where several arrows end as one.</param>
internal sealed record ReachLayout(
    int Width, int Height, ImmutableArray<PlacedBox> Boxes, ImmutableArray<PlacedLane> Lanes, ImmutableArray<ImmutableArray<LinePart>> Lines, ImmutableArray<PlacedLabel> Labels);

/// <summary>A box, in pixels.</summary>
internal readonly record struct PlacedBox(int X, int Y, int Width, int Height);

/// <summary>A namespace around its boxes, in pixels; its name has <paramref name="NameWidth"/> at most.</summary>
internal readonly record struct PlacedLane(string Namespace, int Y, int X, int Width, int Height, int NameWidth);

/// <summary>A part of a line: it swings from one height to another between two places, and runs level up to the next part.</summary>
internal readonly record struct LinePart(int X1, int Y1, int X2, int Y2);

/// <summary>The ports of arrows that end as one.</summary>
/// <param name="X">Where it starts, or ends when <paramref name="IsAtLeft"/> is false.</param>
/// <param name="Y">Of the line that it stands above.</param>
/// <param name="IsAtLeft">The arrow comes from the right, so the text starts at its head.</param>
/// <param name="Text">The ports.</param>
/// <param name="Kind">Of all its arrows.</param>
/// <param name="Arrows">Indices of the graph's arrows.</param>
internal sealed record PlacedLabel(int X, int Y, bool IsAtLeft, string Text, FlowKind Kind, ImmutableArray<int> Arrows);
