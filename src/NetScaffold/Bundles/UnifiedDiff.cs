using System.Collections.Immutable;
using System.Text;
using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace NetScaffold.Bundles;

/// <summary>Prints a change as <c>diff -u</c> and <c>git diff</c> do, so that <c>git apply</c> and <c>patch</c> accept it.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;
    private const string Bold = "\e[1m", Red = "\e[31m", Green = "\e[32m", Cyan = "\e[36m", Reset = "\e[0m";

    // Lines keep their line feed: a last line without one then differs from the same line with one.
    private static readonly CustomFunctionChunker Lines = new(SplitAfterLineFeeds);

    /// <summary>The change as text; empty when nothing differs.</summary>
    /// <param name="change">A conflict is shown as what <c>--force</c> would do.</param>
    /// <param name="color">Adds ANSI colours, for people; such text can no longer be applied.</param>
    public static string Print(FileChange change, bool color)
    {
        var (before, after) = (change.Before ?? "", change.After ?? "");
        if (change.State == FileState.Unchanged || before == after) return "";

        var diff = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, Lines);
        var text = new StringBuilder();
        Line(text, color ? Bold : null, "--- ", change.Before is null ? "/dev/null" : "a/" + change.Path);
        Line(text, color ? Bold : null, "+++ ", change.After is null ? "/dev/null" : "b/" + change.Path);
        foreach (var blocks in Hunks(diff.DiffBlocks)) PrintHunk(text, diff, blocks, color);
        return text.ToString();
    }

    private static string[] SplitAfterLineFeeds(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    /// <summary>Blocks whose contexts touch or overlap belong to one hunk.</summary>
    private static IEnumerable<ImmutableArray<DiffBlock>> Hunks(IList<DiffBlock> blocks)
    {
        var hunk = ImmutableArray.CreateBuilder<DiffBlock>();
        foreach (var block in blocks)
        {
            if (hunk.Count > 0 && block.DeleteStartA - EndOfDeletion(hunk[^1]) > 2 * Context)
            {
                yield return hunk.ToImmutable();
                hunk.Clear();
            }

            hunk.Add(block);
        }

        if (hunk.Count > 0) yield return hunk.ToImmutable();
    }

    private static void PrintHunk(StringBuilder text, DiffResult diff, ImmutableArray<DiffBlock> blocks, bool color)
    {
        var (before, after) = (diff.PiecesOld, diff.PiecesNew);
        var leading = Math.Min(Context, blocks[0].DeleteStartA);
        var trailing = Math.Min(Context, before.Count - EndOfDeletion(blocks[^1]));
        var at = blocks[0].DeleteStartA - leading;

        var old = Range(at, EndOfDeletion(blocks[^1]) + trailing);
        var @new = Range(blocks[0].InsertStartB - leading, blocks[^1].InsertStartB + blocks[^1].InsertCountB + trailing);
        Line(text, color ? Cyan : null, "@@ ", $"-{old} +{@new} @@");
        foreach (var block in blocks)
        {
            for (; at < block.DeleteStartA; at++) Line(text, null, " ", before[at]);
            for (; at < EndOfDeletion(block); at++) Line(text, color ? Red : null, "-", before[at]);
            for (var i = 0; i < block.InsertCountB; i++) Line(text, color ? Green : null, "+", after[block.InsertStartB + i]);
        }

        for (var i = 0; i < trailing; i++) Line(text, null, " ", before[at + i]);
    }

    private static int EndOfDeletion(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    /// <summary>First line and count; 1-based, but an empty range names the line before it, and a count of one is left out.</summary>
    private static string Range(int start, int end) => (end - start) switch
    {
        0 => $"{start},0",
        1 => $"{start + 1}",
        var count => $"{start + 1},{count}",
    };

    private static void Line(StringBuilder text, string? color, string mark, string line)
    {
        text.Append(color).Append(mark).Append(line.AsSpan().TrimEnd('\n')).Append(color is null ? null : Reset).Append('\n');
        if (mark.Length == 1 && !line.EndsWith('\n')) text.Append("\\ No newline at end of file\n");
    }
}
