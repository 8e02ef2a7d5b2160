namespace NetScaffold.Cli.Files;

/// <summary>Follows links, as realpath(3) does; the framework resolves the last part of a path only.</summary>
internal static class RealPath
{
    // Linux gives up after 40 (path_resolution(7)).
    private const int MostLinks = 40;

    /// <summary>The place that a full path leads to, whether or not something is there; null when links go round in a circle.</summary>
    public static string? Of(string fullPath)
    {
        var current = Path.GetPathRoot(fullPath)!;
        var parts = new Stack<string>();
        Push(parts, fullPath[current.Length..]);
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, part);
            if (LinkTarget(next) is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks) return null;
            var root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
            if (root.Length > 0) current = root;
            Push(parts, target[root.Length..]);
        }

        return current;
    }

    /// <summary>What the link says, or null when the path is no link or is not there.</summary>
    public static string? LinkTarget(string path) => new FileInfo(path).LinkTarget;

    private static void Push(Stack<string> parts, string path)
    {
        foreach (var part in path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse())
        {
            if (part.Length > 0 && part != ".") parts.Push(part);
        }
    }
}
