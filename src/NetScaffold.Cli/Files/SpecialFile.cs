namespace NetScaffold.Cli.Files;

/// <summary>Tells pipes, sockets and terminals from files with a content.</summary>
internal static class SpecialFile
{
    // ENXIO, the same number on Linux and macOS: what opening a socket gives.
    private const int NoSuchDevice = 6;

    /// <summary>True when the path names something that is neither file nor folder, and that reading could wait for.</summary>
    /// <remarks>
    /// The framework does not tell; but all of them have the length 0, and opening them for reading and writing does not wait. An empty file that may
    /// not be written counts as a file, and so does a device that can be searched, such as the null device: neither must be read to know its content.
    /// </remarks>
    public static bool IsAt(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || new FileInfo(path).Length > 0) return false;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return !stream.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException exception)
        {
            return exception.HResult == NoSuchDevice;
        }
    }
}
