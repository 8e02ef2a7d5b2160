using System.Collections.Immutable;

namespace NetScaffold.Checks;

/// <summary>A line of CoreDNS's configuration with what stands in braces behind it.</summary>
/// <param name="Name">The plugin, or its option.</param>
/// <param name="Arguments">The rest of the line.</param>
/// <param name="Options">Lines in its braces; of these only names and arguments are read.</param>
internal sealed record CorefileDirective(string Name, ImmutableArray<string> Arguments, ImmutableArray<CorefileDirective> Options);

/// <summary>A server of CoreDNS.</summary>
/// <param name="Zones">What stands before its brace; a name in parentheses for lines that others import.</param>
/// <param name="Directives">Its plugins.</param>
internal sealed record CorefileServer(string Zones, ImmutableArray<CorefileDirective> Directives)
{
    /// <summary>The first line of a plugin; null when it has none.</summary>
    public CorefileDirective? Plugin(string name) => Directives.FirstOrDefault(d => d.Name == name);
}

/// <summary>Reads CoreDNS's configuration as far as rules ask for it; what it would not take is read somehow.</summary>
internal static class Corefile
{
    /// <summary>The servers of a whole configuration.</summary>
    public static ImmutableArray<CorefileServer> Parse(string text)
    {
        var servers = ImmutableArray.CreateBuilder<CorefileServer>();
        var lines = Lines(text).GetEnumerator();
        var zones = new List<string>();
        while (lines.MoveNext())
        {
            var words = lines.Current;
            if (words[0] == "import") continue;
            zones.AddRange(words.Where(w => w != "{"));
            if (words[^1] != "{") continue;
            servers.Add(new CorefileServer(string.Join(' ', zones), Body(lines, depth: 0)));
            zones.Clear();
        }

        return servers.ToImmutable();
    }

    /// <summary>The plugins in lines that are put into a server.</summary>
    public static ImmutableArray<CorefileDirective> ParseBody(string text) => Body(Lines(text).GetEnumerator(), depth: 0);

    /// <summary>Lines up to the closing brace.</summary>
    private static ImmutableArray<CorefileDirective> Body(IEnumerator<string[]> lines, int depth)
    {
        const int maxDepth = 20;
        var directives = ImmutableArray.CreateBuilder<CorefileDirective>();
        while (lines.MoveNext())
        {
            var words = lines.Current;
            if (words[0] == "}") break;
            var options = words[^1] == "{" && depth < maxDepth ? Body(lines, depth + 1) : [];
            directives.Add(new CorefileDirective(words[0], [.. words.Skip(1).Where(w => w != "{")], options));
        }

        return directives.ToImmutable();
    }

    /// <summary>Words of each line that has some, without comments.</summary>
    private static IEnumerable<string[]> Lines(string text) =>
        from line in text.Split('\n')
        let words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(w => !w.StartsWith('#')).ToArray()
        where words.Length > 0
        select words;
}
