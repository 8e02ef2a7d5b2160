using System.Collections.Immutable;

namespace NetScaffold.Bundles;

/// <summary>One file of a bundle, in memory.</summary>
/// <param name="Path">Relative to the bundle's folder, <c>/</c> between parts, no <c>.</c> or <c>..</c>.</param>
/// <param name="Text">LF line ends, ends with one newline, no byte order mark.</param>
public sealed record RenderedFile(string Path, string Text);

/// <summary>All files of a bundle, sorted by path (ordinal), each path once.</summary>
/// <param name="Files">The files, the answers file and the lock aside.</param>
public sealed record RenderedBundle(ImmutableArray<RenderedFile> Files)
{
    /// <summary>Sorts the files by path.</summary>
    /// <exception cref="InvalidOperationException">Two files of one path: a bug in the renderer.</exception>
    public static RenderedBundle From(IEnumerable<RenderedFile> files)
    {
        var sorted = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToImmutableArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Path == sorted[i - 1].Path)
                throw new InvalidOperationException($"The file {sorted[i].Path} is rendered twice.");
        }

        return new RenderedBundle(sorted);
    }
}
