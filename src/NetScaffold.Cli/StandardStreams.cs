using Microsoft.Win32.SafeHandles;

namespace NetScaffold.Cli;

/// <summary>The three streams that a process starts with.</summary>
internal static class StandardStreams
{
    private const int Last = 2;

    // Held for the whole run.
    private static readonly List<SafeFileHandle> Opened = [];

    /// <summary>Opens the null device in place of each stream that was closed before the start (<c>&gt;&amp;-</c>).</summary>
    /// <remarks>
    /// Otherwise the next file that is opened gets the stream's number, and what is printed lands in it. A new file has the lowest free number.
    /// The native tool calls this before it opens anything; a runtime that compiles at run time has taken the numbers by then.
    /// </remarks>
    public static void Fill()
    {
        if (OperatingSystem.IsWindows()) return;
        while (true)
        {
            var file = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (file.DangerousGetHandle() > Last)
            {
                file.Dispose();
                return;
            }

            Opened.Add(file);
        }
    }
}
