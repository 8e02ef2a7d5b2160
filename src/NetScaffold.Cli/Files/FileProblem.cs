using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>Carries a diagnostic from a system call out to the writer, which undoes its work and returns it.</summary>
internal sealed class FileProblem(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    // Numbers of the Linux and macOS kernels; those of Windows come as HRESULT.
    private const int NoSpace = 28, ReadOnlyDisk = 30, QuotaOfLinux = 122, QuotaOfMac = 69;
    private const int DiskFull = unchecked((int)0x80070070), HandleDiskFull = unchecked((int)0x80070027);

    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>Does something to a file, and names the file when that fails.</summary>
    public static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (Describe(e, path) is { } diagnostic)
        {
            throw new FileProblem(diagnostic);
        }
    }

    private static Diagnostic? Describe(Exception e, string path) => e switch
    {
        UnauthorizedAccessException or IOException { HResult: ReadOnlyDisk } => WritingDiagnostics.NotWritable(path),
        IOException { HResult: NoSpace or QuotaOfLinux or QuotaOfMac or DiskFull or HandleDiskFull } => WritingDiagnostics.OutOfSpace(path),
        // What .NET makes of EFBIG: the process has a file-size limit.
        ArgumentOutOfRangeException => WritingDiagnostics.OutOfSpace(path),
        IOException => WritingDiagnostics.CannotWrite(path),
        _ => null,
    };
}
