using System.Runtime.InteropServices;

namespace NetScaffold.Cli.Files;

/// <summary>Lets a write above the process's file-size limit (<c>ulimit -f</c>) fail instead of ending the process.</summary>
internal static class FileSizeLimit
{
    // SIGXFSZ, the same number on Linux and macOS; .NET leaves it at its default, which kills.
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    public static IDisposable? Report() =>
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(FileSizeExceeded, signal => signal.Cancel = true);
}
