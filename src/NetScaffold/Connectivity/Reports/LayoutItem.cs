namespace NetScaffold.Connectivity;

/// <summary>The end of arrows at a side of a box: those of one kind with equal ports end as one, and share a label.</summary>
internal sealed class ArrowEnd
{
    public required FlowKind Kind { get; init; }

    public required string Label { get; init; }

    public List<int> Arrows { get; } = [];

    /// <summary>The line's height, once placed.</summary>
    public double Y { get; set; }
}

/// <summary>A box, or a gap that lines pass through, in a column of the layout.</summary>
internal sealed class LayoutItem(int column, int lane, double width, double height)
{
    public int Column { get; } = column;

    public int Lane { get; } = lane;

    /// <summary>0 for a gap.</summary>
    public double Width { get; } = width;

    public bool IsGap => Width == 0;

    public double Height { get; set; } = height;

    /// <summary>The middle.</summary>
    public double Y { get; set; }

    /// <summary>Neighbours in the columns beside it, one for each line.</summary>
    public List<LayoutItem> Left { get; } = [];

    public List<LayoutItem> Right { get; } = [];

    /// <summary>Arrows that come in from the left; for a box.</summary>
    public List<ArrowEnd> FromLeft { get; } = [];

    /// <summary>Arrows that come in from the right.</summary>
    public List<ArrowEnd> FromRight { get; } = [];

    /// <summary>Where arrows leave to the left, against the usual direction; NaN when none do.</summary>
    public double OutLeft { get; set; } = double.NaN;

    /// <summary>Where arrows leave to the right.</summary>
    public double OutRight { get; set; } = double.NaN;
}
