namespace NetScaffold.Connectivity;

/// <summary>Gives each box a column, so that most arrows go to the right.</summary>
internal static class LayoutColumns
{
    /// <summary>0 for sources outside and entry points, the last one for destinations outside, and between them as far right as the longest way to a box is long.</summary>
    public static int[] Of(ReachGraph graph)
    {
        var count = graph.Boxes.Length;
        var outward = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        var isEntered = new bool[count];
        foreach (var arrow in graph.Arrows)
        {
            if (!outward[arrow.Source].Contains(arrow.Destination)) outward[arrow.Source].Add(arrow.Destination);
            if (IsInner(graph.Boxes[arrow.Source])) isEntered[arrow.Destination] = true;
        }

        var order = InOrder(graph, outward, isEntered);
        var place = new int[count];
        for (var i = 0; i < order.Count; i++) place[order[i]] = i;
        var columns = new int[count];
        foreach (var box in order)
        {
            if (IsInner(graph.Boxes[box])) columns[box] = Math.Max(columns[box], HasLeft(graph) ? 1 : 0);
            // Against the order means around a circle: such an arrow goes to the left.
            foreach (var next in outward[box].Where(next => place[next] > place[box])) columns[next] = Math.Max(columns[next], columns[box] + 1);
        }

        var last = Enumerable.Range(0, count).Where(i => IsInner(graph.Boxes[i])).Select(i => columns[i]).DefaultIfEmpty(0).Max() + 1;
        for (var i = 0; i < count; i++)
        {
            if (graph.Boxes[i].Kind == BoxKind.OutsideDestination) columns[i] = last;
        }

        return columns;
    }

    private static bool IsInner(Box box) => box.Kind is BoxKind.Workload or BoxKind.Namespace;

    private static bool HasLeft(ReachGraph graph) => graph.Boxes.Any(b => b.Kind is BoxKind.Entry or BoxKind.OutsideSource);

    /// <summary>Each box before those it reaches, as far as there is no circle; depth first, from those that nothing inside reaches.</summary>
    private static List<int> InOrder(ReachGraph graph, List<int>[] outward, bool[] isEntered)
    {
        var order = new List<int>();
        var isSeen = new bool[outward.Length];
        foreach (var root in Enumerable.Range(0, outward.Length).OrderBy(i => IsInner(graph.Boxes[i])).ThenBy(i => isEntered[i])) Visit(root);
        order.Reverse();
        return order;

        void Visit(int box)
        {
            if (isSeen[box]) return;
            isSeen[box] = true;
            foreach (var next in outward[box]) Visit(next);
            order.Add(box);
        }
    }
}
