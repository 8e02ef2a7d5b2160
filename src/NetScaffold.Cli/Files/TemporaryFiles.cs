namespace NetScaffold.Cli.Files;

/// <summary>Names that tell a file or folder of an unfinished run from all others.</summary>
internal static class TemporaryFiles
{
    private const string Suffix = ".netscaffold-tmp";

    /// <summary>The temporary name beside a path; the same in every run, so a later one recognises it.</summary>
    public static string NameFor(string fullPath) =>
        Path.Combine(Path.GetDirectoryName(fullPath)!, "." + Path.GetFileName(fullPath) + Suffix);

    /// <summary>Deletes what a killed run left in a folder; links are not followed.</summary>
    public static void DeleteLeftovers(string folder)
    {
        var everywhere = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            // Not the default, which also skips hidden files: ours are.
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var file in Directory.EnumerateFiles(folder, ".*" + Suffix, everywhere)) File.Delete(file);
    }
}
