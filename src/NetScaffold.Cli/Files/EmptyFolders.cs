namespace NetScaffold.Cli.Files;

/// <summary>Removes folders that hold nothing any more.</summary>
internal static class EmptyFolders
{
    /// <summary>Deletes the folder if it is empty.</summary>
    /// <returns>False when something is in it.</returns>
    public static bool Delete(string folder)
    {
        if (Directory.EnumerateFileSystemEntries(folder).Any()) return false;
        Directory.Delete(folder);
        return true;
    }

    /// <summary>Deletes the folder and its parents as far as they are empty, <paramref name="root"/> never.</summary>
    public static void DeleteUpTo(string root, string folder)
    {
        while (folder.Length > root.Length && Delete(folder)) folder = Path.GetDirectoryName(folder)!;
    }
}
